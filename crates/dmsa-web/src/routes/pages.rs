//! Pages for people.

use crate::http::{Answer, Base, Form, Lifetime, Problem, Request};
use crate::pages::{self, assets};
use crate::route::{
    Context, Handler, Parameter, Redirects, Route, Topic, Value, migration_parameters, script_parameters,
};
use crate::state::State;
use dmsa::dialect::DIALECTS;

const PAGE: &[Form] = &[Form::Html];
const PAGE_AND_DATA: &[Form] = &[Form::Html, Form::Json];

/// Pages whose address begins with a word of its own.
pub(super) fn fixed() -> Vec<Route> {
    let cached =
        |template, about, handler| Route::new(Topic::Pages, template, about, Handler::Cached(handler)).forms(PAGE);
    let located =
        |template, about, handler| Route::new(Topic::Pages, template, about, Handler::Located(handler)).forms(PAGE);
    let text = |name, about: &str| Parameter { name, about: about.to_owned(), value: Value::Text };
    vec![
        located("/", "Every model and its latest version; in JSON the name and version of the service", home)
            .forms(PAGE_AND_DATA)
            .shape("Service"),
        cached("/search", "Search: models, tables and fields with these words in their names", |context| {
            Ok(pages::search(context))
        })
        .forms(PAGE_AND_DATA)
        .shape("Found")
        .parameters(vec![text("q", "The words, which may be parts of names")]),
        located("/compare", "A form to choose two versions; leads to their comparison", pages::compare_form)
            .parameters(vec![text("before", "The earlier one, as `pedsnet/6.2.0`"), text("after", "The later one")])
            .redirects(Redirects::Sometimes),
        Route::new(
            Topic::Pages,
            "/status",
            "What is served, from which sources, and the state of each",
            Handler::Current(status),
        )
        .forms(PAGE_AND_DATA)
        .shape("Status"),
        located("/api", "Every address, for people who write programs", |context, base| {
            Ok(pages::interface(context, base, super::all()))
        }),
        cached("/assets/{file}", "What pages need: a style sheet, a script, an icon", asset)
            .forms(&[])
            .media_types(assets::MEDIA_TYPES),
        cached("/favicon.ico", "The icon", icon).forms(&[]).media_types(["image/svg+xml"]),
        cached("/robots.txt", "What search engines may read: everything but scripts with options", robots)
            .forms(&[Form::Text]),
    ]
}

/// Pages of models.
pub(super) fn routes() -> Vec<Route> {
    let cached = |template: &str, about: &str, handler| {
        Route::new(Topic::Pages, template, about, Handler::Cached(handler)).forms(PAGE)
    };
    let dialects = DIALECTS.iter().map(|dialect| dialect.name()).collect();
    let shown = |template: &str, about: &str, parameters: Vec<Parameter>, page| {
        let parameters = parameters.into_iter().filter(|parameter| parameter.name != "format").collect();
        Route::new(Topic::Pages, template, about, Handler::Located(page)).forms(PAGE).parameters(parameters)
    };
    let script = |template: &str, about: &str| shown(template, about, script_parameters(), pages::script);
    vec![
        cached(
            "/{model}/{version}/tables/{table}/",
            "A table: fields, keys, what it refers to and what refers to it",
            pages::table,
        )
        .parameters(vec![Parameter {
            name: "types",
            about: "The database whose types are shown".to_owned(),
            value: Value::Choice(dialects),
        }]),
        shown(
            "/{model}/{version}/scripts/migrate/{from}/{dialect}/",
            "A migration to read, to copy, and as a command",
            migration_parameters(),
            pages::migration,
        ),
        script("/{model}/{version}/scripts/{operation}/{dialect}/", "A script to read, to copy, and as a command"),
        script("/{model}/{version}/scripts/{operation}/{dialect}/{elements}/", "A part of a script in the same way"),
        cached("/{model}/{version}/ddl/", "The version's page, as the original had it here, too", pages::version),
        cached("/{model}/{version}/", "A version: scripts, diagram, tables, and what changed", pages::version),
        cached("/{model}/", "A model and its versions", pages::model),
    ]
}

/// The first page, or what the data models service says of itself there.
fn home(context: &Context, base: &Base) -> Result<Answer, Problem> {
    if context.form == Form::Json {
        let service = serde_json::json!({"name": "Data Models Service", "version": env!("CARGO_PKG_VERSION")});
        return Ok(Answer::form(Form::Json, service.to_string()));
    }
    Ok(pages::home(context, Some(base)))
}

fn status(state: &State, request: &Request<'_>, form: Form) -> Result<Answer, Problem> {
    Ok(pages::status(state, request, form))
}

fn asset(context: &Context) -> Result<Answer, Problem> {
    let name = context.value("file");
    let asset = assets::ASSETS.iter().find(|asset| asset.name == name).ok_or_else(|| {
        let names = assets::ASSETS.iter().map(|asset| asset.name);
        Problem::not_found(format!("there is no asset `{name}`")).known("The assets are", names)
    })?;
    Ok(Answer::new(asset.media_type, asset.text).lifetime(Lifetime::Forever))
}

fn icon(_: &Context) -> Result<Answer, Problem> {
    let icon = assets::ASSETS.iter().find(|asset| asset.media_type.starts_with("image/"));
    let icon = icon.ok_or_else(|| Problem::not_found("there is no icon"))?;
    Ok(Answer::new(icon.media_type, icon.text))
}

fn robots(_: &Context) -> Result<Answer, Problem> {
    Ok(Answer::form(Form::Text, "User-agent: *\nDisallow: /*?\n"))
}
