//! The SQL that brings a database from one version of a model to another.

use crate::http::{Answer, Problem};
use crate::route::{Context, Handler, MigrationRequest, Route, Topic, migration_parameters};
use dmsa::migrate::FORMATS;

/// The address of migrations.
pub(super) fn routes() -> Vec<Route> {
    let about = "The script that brings a database from one version to another";
    vec![
        Route::new(Topic::Scripts, "/{model}/{version}/migrate/{from}/{dialect}/", about, Handler::Cached(answer))
            .parameters(migration_parameters())
            .media_types(FORMATS.iter().map(|format| format.media_type))
            .shape("Migration"),
    ]
}

fn answer(context: &Context) -> Result<Answer, Problem> {
    let wanted = MigrationRequest::of(context)?;
    let migration = wanted.migration(context)?;
    Ok(Answer::new(wanted.format.media_type, (wanted.format.write)(&migration)))
}
