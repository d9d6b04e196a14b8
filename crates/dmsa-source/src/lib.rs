//! Sources: where definitions come from.
//!
//! A [`Location`] names a source: the embedded catalog, files, a data models service, a git repository. [`Sources`] finds
//! definitions in one or several of them. The command line, the web service and the Python package all read through this
//! crate, so that they take the same sources and understand them alike.
//!
//! A kind of source is one module with an implementation of `source::Source` and one arm in [`Location`].

mod address;
mod commit;
mod embedded;
mod error;
mod files;
mod git;
mod http;
mod location;
mod observer;
mod once;
mod pair;
mod service;
mod source;
mod sources;

pub use error::Error;
#[cfg(fuzzing)]
pub use git::fuzzed;
pub use location::Location;
pub use observer::{Observer, Silent};
pub use once::report_unread;
pub use pair::Pair;
pub use source::Found;
pub use sources::Sources;
