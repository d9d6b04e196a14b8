//! Entity relationship diagrams.

use super::{Asked, Handler, Parameter, Route, Topic, Value, parameters_of, set_options, version_path};
use crate::http::{Answer, Problem, encode};
use crate::shelf::Volume;
use dmsa::diagram::{self, Before, Error, FORMATS, Format, Limit, Options, SETTINGS};
use dmsa::suggest::suggest;
use hyper::StatusCode;

/// What is drawn for strangers: pictures past that help nobody, take long, and do not fit into memory.
const LIMIT: Limit = Limit { things: 5_000, pixels: 32_000_000 };
/// The format of the original, where none is asked for.
const USUAL: &str = "png";

pub(super) fn routes() -> Vec<Route> {
    let formats = FORMATS.iter().map(|format| format.name()).collect();
    let format = Parameter { name: "format", about: "The format".to_owned(), value: Value::Choice(formats) };
    let media_types = || FORMATS.iter().map(|format| format.media_type());
    let route = |template, about, handler| Route::new(Topic::Scripts, template, about, Handler::Kept(handler));
    vec![
        route("/{model}/{version}/erd/", "Leads to the diagram's file", lead)
            .parameters(parameters_of(SETTINGS).into_iter().chain([format]).collect())
            .media_types(["text/plain; charset=utf-8"])
            .shows_base(),
        route("/{model}/{version}/erd/{file}", "The diagram, in the format of the file's extension", draw)
            .parameters(parameters_of(SETTINGS))
            .media_types(media_types()),
    ]
}

/// The name of a diagram's file.
pub(crate) fn file_name(volume: &Volume, format: &str) -> String {
    format!("{}_{}_erd.{format}", encode(&volume.outline.name), encode(volume.outline.version.as_str()))
}

/// Whether there is a format that pages can show.
pub(crate) fn has_picture() -> bool {
    diagram::find("svg").is_some()
}

fn lead(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let format = asked.pair("format").unwrap_or(USUAL).to_lowercase();
    format_named(&format)?;
    let options = asked.pairs.iter().filter(|(name, _)| name != "format");
    let options: Vec<_> = options.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let query = if options.is_empty() { String::new() } else { format!("?{}", options.join("&")) };
    let to = format!("{}/{}erd/{}{query}", asked.base, version_path(&volume), file_name(&volume, &format));
    Ok(Answer::redirect(StatusCode::FOUND, &to))
}

fn draw(asked: &Asked) -> Result<Answer, Problem> {
    let volume = asked.volume()?;
    let file = asked.value("file");
    let (_, extension) = file.rsplit_once('.').unwrap_or_default();
    let format = format_named(extension)?;
    let mut options = Options { limit: LIMIT, ..Options::default() };
    set_options(SETTINGS, &asked.pairs, &mut options)?;
    if let Some(Before::Version(version)) = &options.compare {
        let before = asked.shelf.find(&volume.outline.name, version)?;
        options.compare = Some(Before::Model(before.model()));
    }
    let picture = format.render(&volume.model(), &options)?;
    Ok(Answer::new(format.media_type(), picture))
}

fn format_named(name: &str) -> Result<&'static dyn Format, Problem> {
    let names = || FORMATS.iter().map(|format| format.name());
    diagram::find(name).ok_or_else(|| {
        let detail = format!("there are no diagrams in the format `{name}`");
        Problem::not_found(detail).meant(suggest(name, names())).known("The formats are", names())
    })
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
