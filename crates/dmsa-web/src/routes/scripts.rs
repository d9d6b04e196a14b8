//! SQL scripts at the addresses of the original.

use crate::http::{Answer, Problem};
use crate::route::{Context, Handler, Route, ScriptRequest, Topic, script_parameters};
use dmsa::ddl::{self, FORMATS, Operation};

/// The addresses of scripts: each operation, with the elements where it has any.
pub(super) fn routes() -> Vec<Route> {
    Operation::ALL.into_iter().flat_map(of_operation).collect()
}

fn of_operation(operation: Operation) -> Vec<Route> {
    let route = |template: String, about: String| {
        Route::new(Topic::Scripts, template, about, Handler::Cached(answer))
            .parameters(script_parameters())
            .ignores_unknown()
            .media_types(FORMATS.iter().map(|format| format.media_type))
            .shape("Script")
    };
    let all = format!("/{{model}}/{{version}}/{operation}/{{dialect}}/");
    let part = format!("{all}{{elements}}/");
    let mut routes = vec![route(all, about(operation).to_owned())];
    if operation != Operation::Delete {
        routes.push(route(part, format!("{}: `tables`, `constraints`, `indexes` or `all` of it", about(operation))));
    }
    routes
}

/// What the script of an operation does.
fn about(operation: Operation) -> &'static str {
    match operation {
        Operation::Ddl => "The script that creates a model's objects",
        Operation::Drop => "The script that drops them",
        Operation::Delete => "The script that deletes the data in them",
        Operation::Logging => "The script that switches the redo log on",
        Operation::Nologging => "The script that switches the redo log off",
    }
}

fn answer(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let wanted = ScriptRequest::of(context, context.part(2))?;
    let model = definition.model();
    let model = wanted.adaptation.apply(&model);
    let options = wanted.options(&definition);
    let script = ddl::script(&model, wanted.dialect, wanted.operation, wanted.elements, &options)?;
    Ok(Answer::new(wanted.format.media_type, wanted.format.write(&script).into_owned()))
}
