//! Every address of the service. [`all`] is the one list of them: the router, the OpenAPI document, the labels of metrics
//! and the tests derive from it, so that a new address is one entry in the file of its topic.

mod code;
mod definitions;
mod diagrams;
mod migrations;
mod operations;
mod pages;
mod scripts;

use crate::route::Routes;
use std::sync::LazyLock;

/// Every address, those with fixed parts before those that would take the same paths.
pub(crate) fn all() -> &'static Routes {
    static ALL: LazyLock<Routes> = LazyLock::new(|| {
        let topics = [
            operations::routes(),
            pages::fixed(),
            definitions::routes(),
            scripts::routes(),
            migrations::routes(),
            diagrams::routes(),
            code::routes(),
            pages::routes(),
        ];
        Routes::new(topics.into_iter().flatten())
    });
    &ALL
}
