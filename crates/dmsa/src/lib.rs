//! Turns published data model definitions into SQL scripts, diagrams and code.
//!
//! Data flows one way: [`source`] reads definitions, in whatever layout they come, and gives a [`model`], plain data that
//! knows no SQL; a [`schema`] resolves every name in it; [`check`] finds what is wrong with it; [`ddl`] turns it into
//! scripts for a database, whose SQL is a [`dialect`], and [`diagram`] into pictures. Whatever any of them has to say about a definition is a
//! [`diagnostic`], with a place in a file and what to do.
//!
//! Wrong definitions are no errors: a script leaves out what its database would refuse and says so, in a comment and
//! beside the text.
//!
//! ```
//! use dmsa::ddl::{Elements, Operation, Options, Scripts};
//! use dmsa::source::{SourceFile, directory};
//!
//! let definition = r#"
//! model = "clinic"
//! version = "1.0.0"
//!
//! [tables.person]
//! primary_key = { xpk_person = ["person_id"] }
//! indexes = { idx_person_born = ["birth_date"] }
//!
//! [tables.person.fields]
//! person_id = "integer not null"
//! born = "date"
//! "#;
//!
//! // Read it. `source::load` does the same for a path, `source::embedded::find` for a published model.
//! let file = SourceFile { path: "clinic.toml".into(), bytes: definition.into() };
//! let loaded = directory::read_files(&[file]);
//! assert!(loaded.diagnostics.is_empty());
//! let model = loaded.catalog.find("clinic", "latest")?;
//!
//! // Check it.
//! let findings = dmsa::check::model(model, dmsa::dialect::USUAL);
//! let messages: Vec<_> = findings.iter().map(|found| format!("{}: {}", found.origin, found.message)).collect();
//! assert_eq!(messages, ["clinic.toml:7: index `idx_person_born` is on field `person.birth_date`, which does not exist"]);
//!
//! // Write a script.
//! let dialect = dmsa::dialect::find("postgresql").ok_or("no such dialect")?;
//! let options = Options { no_history: true, ..Options::default() };
//! let scripts = Scripts::new(model, dialect, &options)?;
//! let script = scripts.script(Operation::Ddl, Elements::ALL)?;
//! assert_eq!(
//!     script.text(),
//!     "\
//! CREATE TABLE person (
//! \tborn DATE,
//! \tperson_id SERIAL NOT NULL,
//! \tCONSTRAINT xpk_person PRIMARY KEY (person_id)
//! );
//!
//!
//!
//! -- Left out: index idx_person_born of table person: there is no field birth_date
//!
//! "
//! );
//! assert_eq!(scripts.diagnostics().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adapt;
pub mod check;
pub mod codegen;
mod cycles;
pub mod ddl;
pub mod diagnostic;
pub mod diagram;
pub mod dialect;
pub mod diff;
mod fold;
pub mod glob;
pub mod migrate;
pub mod model;
mod parallel;
pub mod schema;
pub mod settings;
pub mod source;
pub mod suggest;
