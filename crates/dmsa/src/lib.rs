//! Turns published data model definitions into SQL scripts, diagrams and code.

pub mod diagnostic;
pub mod model;
pub mod source;
