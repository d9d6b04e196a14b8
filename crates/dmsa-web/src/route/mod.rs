//! What an address is: its shape and what it does ([`Route`]), the list of all addresses and how a path leads to one of
//! them ([`Routes`]), and what a request asks for there ([`Context`]).

mod context;
mod diagram;
mod list;
mod migration;
mod options;
mod parameter;
mod path;
mod read;
mod script;
mod shape;

pub(crate) use context::{Context, root};
pub(crate) use diagram::{file_name, format_named, shown};
pub(crate) use list::{Destination, Routes};
pub(crate) use migration::{MigrationRequest, parameters as migration_parameters};
pub(crate) use options::{parameters_of, set_options};
pub(crate) use parameter::{Parameter, Value};
pub(crate) use path::Names;
pub(crate) use script::{ScriptRequest, parameters as script_parameters};
pub(crate) use shape::{Handler, Redirects, Route, TOPICS, Topic};
