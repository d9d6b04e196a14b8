//! SQL scripts from a definition.

mod glob;
mod options;

pub use glob::{EmptyGlob, Glob};
pub use options::{ColumnOrder, Elements, Operation, Options};
