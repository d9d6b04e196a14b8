//! Code and schemas for other programs.

use crate::http::{Answer, Problem};
use crate::route::{Context, Handler, Route, Topic, parameters_of, set_options};
use dmsa::codegen::{self, Options, TARGETS, Target};

/// One address for each target.
pub(super) fn routes() -> Vec<Route> {
    let route = |target: &&'static dyn Target| {
        let template = format!("/{{model}}/{{version}}/{}/", target.name());
        Route::new(Topic::Scripts, template, target.about(), Handler::Cached(answer))
            .parameters(parameters_of(target.settings()))
            .media_types([target.media_type()])
    };
    TARGETS.iter().map(route).collect()
}

fn answer(context: &Context) -> Result<Answer, Problem> {
    let target = codegen::find(context.part(2)).ok_or_else(|| Problem::not_found("there is no such target"))?;
    let definition = context.definition()?;
    let mut options = Options::default();
    set_options(target.settings(), &context.pairs, &mut options)?;
    let generated = target.generate(&definition.model(), &options)?;
    Ok(Answer::new(target.media_type(), generated.text))
}
