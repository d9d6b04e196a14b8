//! Checks of definitions: what is wrong with them, before a database says so.

pub mod codes;

pub use codes::CODES;
