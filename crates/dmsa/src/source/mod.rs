//! Where definitions come from.

pub mod catalog;

pub use catalog::Catalog;
