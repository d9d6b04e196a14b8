//! The SQL that brings a database from one definition to another.
//!
//! Both definitions are planned as scripts plan them, so that the names and types are those that `dmsa ddl` gives; what
//! belongs together is known from a [`Diff`]. The statements come in an order in which they can run: references and keys
//! that stand in the way are dropped first and made again last. Nothing is lost that was not allowed by name.
//!
//! ```
//! use dmsa::diff::Diff;
//! use dmsa::migrate::{Options, migrate};
//! use dmsa::schema::Schema;
//! use dmsa::source::embedded;
//!
//! let (before, after) = (embedded::find("pcornet", "5.1")?, embedded::find("pcornet", "6.0")?);
//! let dialect = dmsa::dialect::find("postgresql").ok_or("no such dialect")?;
//! let migration = migrate(&Diff::new(&Schema::new(&before), &Schema::new(&after), &[]), dialect, &Options::default())?;
//! assert!(migration.text().contains("ADD COLUMN"));
//! assert!(!migration.text().contains("DROP COLUMN"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod columns;
mod convert;
mod data;
mod objects;
mod options;
mod order;
mod pairs;
mod rebuild;
mod replace;
mod script;
mod statements;
#[cfg(test)]
mod tests;

pub use options::{Allow, Options, settings};
pub use script::{FORMATS, Format, Migration, Risk, Step, StepKind};

use crate::ddl::DdlError;
use crate::ddl::plan::Plan;
use crate::dialect::Dialect;
use crate::diff::Diff;
use builder::Builder;
use pairs::Pairs;

/// The migration from the earlier to the later definition of a diff.
///
/// # Errors
///
/// A field of one of the definitions has an unknown type, or migrations of the database are not written yet.
pub fn migrate(diff: &Diff<'_>, dialect: &dyn Dialect, options: &Options) -> Result<Migration, DdlError> {
    let alter = dialect.alter().ok_or_else(|| DdlError::no_migrations(dialect))?;
    let before = Plan::new(diff.before, dialect, &options.script)?;
    let mut after = Plan::new(diff.after, dialect, &options.script)?;
    let mut pairs = Pairs::new(diff, &before, &after);
    let kept = pairs.keep(&before, &mut after, options);
    Ok(Builder::new(&before, &after, &pairs, alter, options, kept).build())
}
