//! Turns published data model definitions into SQL scripts, diagrams and code.

pub mod check;
pub mod ddl;
pub mod diagnostic;
pub mod diagram;
pub mod dialect;
mod fold;
pub mod model;
pub mod source;
pub mod suggest;
