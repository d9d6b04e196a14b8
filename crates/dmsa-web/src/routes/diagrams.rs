//! Entity relationship diagrams.

use crate::http::{Answer, Base, Problem, encode};
use crate::route::{
    Context, Handler, Parameter, Redirects, Route, Topic, Value, file_name, format_named, parameters_of, set_options,
};
use data_encoding::BASE64;
use dmsa::diagram::{Before, Error, FORMATS, Limit, Options, SETTINGS};
use hyper::StatusCode;
use hyper::header::CONTENT_SECURITY_POLICY;
use ring::digest;

/// What is drawn for strangers: pictures past that help nobody, take long, and do not fit into memory. A pixel takes four
/// bytes, and several pictures are drawn at a time.
const LIMIT: Limit = Limit { things: 5_000, pixels: 12_000_000 };
/// The format of the original, where none is asked for.
const USUAL: &str = "png";

pub(super) fn routes() -> Vec<Route> {
    let formats = FORMATS.iter().map(|format| format.name()).collect();
    let format = Parameter { name: "format", about: "The format".to_owned(), value: Value::Choice(formats) };
    let media_types = || FORMATS.iter().map(|format| format.media_type());
    let route = |template, about, handler| Route::new(Topic::Scripts, template, about, handler);
    vec![
        route("/{model}/{version}/erd/", "Redirects to the diagram's file", Handler::Located(redirect))
            .parameters(parameters_of(SETTINGS).into_iter().chain([format]).collect())
            .media_types(["text/plain; charset=utf-8"])
            .redirects(Redirects::Always)
            .ignores_unknown(),
        route(
            "/{model}/{version}/erd/{file}",
            "The diagram, in the format of the file's extension",
            Handler::Cached(draw),
        )
        .parameters(parameters_of(SETTINGS))
        .ignores_unknown()
        .heavy()
        .canonical(named)
        .media_types(media_types()),
    ]
}

/// Gives the file its usual name, as only the extension matters.
fn named(context: &mut Context) -> Result<(), Problem> {
    let extension = context.value("file").rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = format_named(&extension.to_lowercase())?;
    let name = format!("{}_{}_erd.{}", context.value("model"), context.value("version"), format.name());
    context.set_value("file", name);
    Ok(())
}

fn redirect(context: &Context, base: &Base) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let format = context.pair("format").unwrap_or(USUAL).to_lowercase();
    format_named(&format)?;
    let options = context.pairs.iter().filter(|(name, _)| name != "format");
    let options: Vec<_> = options.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let query = if options.is_empty() { String::new() } else { format!("?{}", options.join("&")) };
    let to = format!("{}/{}erd/{}{query}", base, definition.path(), file_name(&definition, &format));
    Ok(Answer::redirect(StatusCode::FOUND, &to))
}

fn draw(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let file = context.value("file");
    let (_, extension) = file.rsplit_once('.').unwrap_or_default();
    let format = format_named(extension)?;
    let mut options = Options { limit: LIMIT, ..Options::default() };
    set_options(SETTINGS, &context.pairs, &mut options)?;
    if let Some(Before::Version(version)) = &options.compare {
        let before = context.definitions.find(&definition.summary.name, version)?;
        let others = context.definitions.other_versions(&before, &definition);
        options.compare = Some(Before::Model { model: before.model(), others });
    }
    let picture = format.render(&definition.model(), &options)?;
    let policy = policy(&picture);
    Ok(Answer::new(format.media_type(), picture).header(CONTENT_SECURITY_POLICY, policy))
}

/// What a diagram may do that is opened by itself: run the scripts and have the styles that are written in it, which are
/// named by their hashes, and nothing else.
fn policy(picture: &[u8]) -> String {
    let text = std::str::from_utf8(picture).unwrap_or_default();
    let hashes = |tag: &str| {
        let (begin, end) = (format!("<{tag}>"), format!("</{tag}>"));
        let inside = text.split(&begin).skip(1).filter_map(|rest| Some(rest.split_once(&end)?.0));
        let hashes: Vec<_> = inside.map(|inside| format!("'sha256-{}'", hash(inside))).collect();
        if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") }
    };
    format!(
        "default-src 'none'; script-src {}; style-src {}; font-src data:; img-src blob: data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hashes("script"),
        hashes("style"),
    )
}

/// The SHA-256 of a text in base 64.
fn hash(text: &str) -> String {
    BASE64.encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let problem = match &error {
            Error::TooLarge { .. } | Error::TooManyPixels { .. } => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
            }
            _ => Problem::bad(error.to_string()),
        };
        match error {
            Error::UnknownArea { known, .. } => problem.known("The subject areas are", known),
            _ => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dmsa::source::embedded;

    #[test]
    fn hashes_are_those_of_browsers() {
        // The example of the specification of content security policies, level 2.
        assert_eq!(hash("alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
        assert_eq!(
            policy(b"<html><style>a</style><script type=\"application/json\">{}</script></html>").split(';').nth(1),
            Some(" script-src 'none'")
        );
    }

    /// The limit is for the unusual: as wide as usual, the catalog's own diagrams can be had.
    #[test]
    fn usual_pictures_are_within_the_limit() {
        let mut models: Vec<_> = embedded::entries().iter().map(|entry| entry.name).collect();
        models.dedup();
        assert!(!models.is_empty());
        for name in models {
            let model = embedded::find(name, "latest").unwrap();
            let svg = dmsa::diagram::find("svg").unwrap().render(&model, &Options::default()).unwrap();
            let svg = String::from_utf8(svg).unwrap();
            let (_, size) = svg.split_once("viewBox=\"0 0 ").unwrap();
            let (width, height) = size.split_once('"').unwrap().0.split_once(' ').unwrap();
            let ratio = height.parse::<f64>().unwrap() / width.parse::<f64>().unwrap();
            assert!(2400.0 * 2400.0 * ratio < LIMIT.pixels as f64, "{name}: {ratio}");
        }
    }
}
