//! Code and schemas for other programs from a definition.
//!
//! What a target writes agrees with the scripts of [`crate::ddl`] because both start from the same plan: the same names,
//! the same things left out. A target is one file or folder here, its `mod` line and its entry in [`TARGETS`]; the
//! command line, routes and tests go through that list.
//!
//! ```
//! use dmsa::codegen::{self, Options};
//! use dmsa::model::{Field, Model, Table, TypeKind};
//!
//! let id = Field { name: "person_id".into(), data_type: TypeKind::Integer.into(), ..Field::default() };
//! let person = Table { name: "person".into(), fields: vec![id], ..Table::default() };
//! let model = Model { name: "mine".into(), tables: vec![person], ..Model::default() };
//!
//! let target = codegen::find("sqlalchemy").unwrap();
//! let module = target.generate(&model, &Options::default())?;
//! assert!(module.text.contains("person = Table(\"person\", Base.metadata, Column(\"person_id\", INTEGER))"));
//! # Ok::<(), dmsa::ddl::DdlError>(())
//! ```

mod defaults;
mod json_schema;
pub mod metadata;
mod options;
mod sqlalchemy;

#[cfg(test)]
mod tests;

pub use options::{Keyless, Options, Style};

use crate::ddl::DdlError;
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::settings::{Setting, UnusedOption};

/// Every target, in the order people are shown them.
pub static TARGETS: &[&dyn Target] = &[&sqlalchemy::SqlAlchemy, &json_schema::JsonSchema];

/// The target of this name.
pub fn find(name: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.name() == name)
}

/// A kind of text that is made from a definition.
pub trait Target: Sync {
    /// The name on the command line and in URLs, in lower case: `sqlalchemy`.
    fn name(&self) -> &'static str;

    /// The name for people: `SQLAlchemy`.
    fn label(&self) -> &'static str;

    /// What it makes, in one line without a full stop.
    fn about(&self) -> &'static str;

    /// More for the help text: what to do with it, and examples.
    fn notes(&self) -> &'static str;

    /// The type of the text, as web servers name it.
    fn media_type(&self) -> &'static str;

    /// The name of a file for this model.
    fn file_name(&self, model: &Model) -> String;

    /// The options it knows; the others change nothing.
    fn settings(&self) -> &'static [Setting<Options>];

    /// Given options that change nothing beside the others.
    fn unused_options(&self, _options: &Options) -> Vec<UnusedOption> {
        Vec::new()
    }

    /// Makes the text. The same definition and options give the same bytes.
    ///
    /// # Errors
    ///
    /// A field of a selected table has an unknown type, or no table is selected.
    fn generate(&self, model: &Model, options: &Options) -> Result<Generated, DdlError>;
}

/// What a target made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The text.
    pub text: String,
    /// What it does not say the way the definition does.
    pub diagnostics: Vec<Diagnostic>,
}

/// The model's name and version as a part of a file's name, of `legal` characters only.
fn file_stem(model: &Model, legal: fn(char) -> bool) -> String {
    let title = format!("{}_{}", model.name, model.version);
    title.chars().map(|character| if legal(character) { character } else { '_' }).collect()
}
