//! Pages for people, written on the server. They ask for nothing from elsewhere, and work without their script.

mod about;
pub(crate) mod assets;
mod compare;
mod highlight;
mod home;
mod interface;
mod layout;
pub(crate) mod markdown;
mod migration;
mod model;
mod problem;
mod script;
mod script_parts;
mod search;
mod status;
mod table;
mod version;

pub(crate) use compare::{choose as compare_form, comparison};
pub(crate) use home::home;
pub(crate) use interface::interface;
pub(crate) use migration::migration;
pub(crate) use model::model;
pub(crate) use problem::problem;
pub(crate) use script::script;
pub(crate) use search::search;
pub(crate) use status::status;
pub(crate) use table::table;
pub(crate) use version::version;
