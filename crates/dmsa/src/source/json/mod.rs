//! The JSON of the data models service: `schemata/<model>/<version>?format=json` (a definition), and
//! `models?format=json` (a list of models without their keys, references and indexes).
//!
//! In the service's documents a size of 0 means that there is none. Its shape has no place for some facts, such as the
//! label of a model in a schemata document, or a scale that is explicitly 0. [`complete`] writes those under one more
//! key, `dmsa`, which other readers pass over and this one takes in.

mod document;
mod read;
mod values;
mod write;

pub(super) use read::read;
pub use write::{complete, field, model, models, models_with_keys, schemata, table};

#[cfg(test)]
mod tests;
