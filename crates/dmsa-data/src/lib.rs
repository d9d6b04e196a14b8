//! Data files against the definition of a data model: made-up data, validation, and the same checks as SQL.
//!
//! [`Rules`] are what a definition asks of data. [`validate()`] reads files and gives a [`Report`]: exact counts, the places
//! of the first rows that fail, and no value of any row unless it was asked for.

pub mod checks;
pub mod csv;
pub mod input;
mod key;
mod keys;
pub mod load;
pub mod manifest;
pub mod options;
mod outcome;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
pub mod previous;
mod read;
pub mod report;
pub mod result;
pub mod results;
pub mod rules;
pub mod sample;
mod scan;
mod sets;
pub mod sql;
mod tally;
pub mod thresholds;
mod validate;
pub mod value;

pub use input::Inputs;
pub use options::Options;
pub use result::Report;
pub use rules::Rules;
pub use validate::validate;
