//! Checks of definitions: what is wrong with them, before a database says so.
//!
//! [`model`] and [`models`] check what definitions say; what is wrong with the files themselves is in
//! [`Loaded::diagnostics`](crate::source::Loaded::diagnostics). [`join`] makes one list of both. A
//! [`Policy`] drops findings and makes others errors, and [`render`] writes what is left. Every
//! kind of finding is one of [`CODES`], with a page that explains it.
//!
//! ```
//! use dmsa::check::{self, Policy, render};
//! use dmsa::diagnostic::Severity;
//! use dmsa::dialect::USUAL;
//! use dmsa::source::{SourceFile, directory};
//!
//! let files = [
//!     ("models.csv", "model,version,label,description,url\nmine,1.0.0,Mine,,\n"),
//!     ("fields.csv", "model,version,table,field,description\nmine,v1,person,person_id,Who it is\n"),
//!     ("schema.csv", "model,version,table,field,type,length,precision,scale,default\nmine,v1,person,person_id,integr,,,,\n"),
//! ];
//! let sources = files.map(|(path, text)| SourceFile { path: path.into(), bytes: text.into() });
//! let loaded = directory::read_files(&sources);
//!
//! let findings = check::join(loaded.diagnostics, check::models(&loaded.catalog.models, USUAL));
//! let findings = Policy::default().allow("notes")?.apply(findings);
//! let exit_code = i32::from(findings.iter().any(|found| found.severity == Severity::Error));
//!
//! let report = render::Report {
//!     diagnostics: &findings,
//!     subject: "mine 1.0.0",
//!     read: &|path| files.iter().find(|(file, _)| *file == path).map(|(_, text)| text.to_string()),
//!     color: false,
//! };
//! let mut text = String::new();
//! render::find("human").unwrap().render(&report, &mut text)?;
//! assert_eq!(exit_code, 1);
//! assert_eq!(
//!     text,
//!     "\
//! error[unknown-type]: `person.person_id` is of type `integr`, which does not exist
//!  --> schema.csv:2
//!   |
//! 2 | mine,v1,person,person_id,integr,,,,
//!   |                          ^^^^^^
//!   = help: did you mean `integer`?
//!
//! 1 error in mine 1.0.0
//! "
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod codes;
mod forgotten;
mod indexes;
mod keys;
mod names;
pub mod policy;
mod references;
pub mod render;
mod subject;
mod tables;
mod texts;
mod types;

pub use codes::CODES;
pub use policy::Policy;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::fold::fold;
use crate::model::{Model, Version};
use crate::schema::Names;
use hashbrown::HashSet;
use subject::Subject;

/// A check: what it can find, and how.
struct Check {
    finds: &'static [&'static Code],
    run: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

/// Every check. Each goes through the model once.
static CHECKS: &[Check] = &[
    Check { finds: &[&codes::TABLE_WITHOUT_FIELDS], run: tables::without_fields },
    Check { finds: &[&codes::TOO_MANY_FIELDS], run: tables::too_many_fields },
    Check { finds: &[&codes::UNMATCHED_AREA], run: tables::areas },
    Check { finds: &[&codes::DANGLING_RENAMING], run: tables::renamings },
    Check { finds: &[&codes::UNKNOWN_TYPE, &codes::MISSING_TYPE], run: types::kinds },
    Check { finds: &[&codes::IMPOSSIBLE_SIZE, &codes::EXCESSIVE_SIZE, &codes::IGNORED_SIZE], run: types::sizes },
    Check { finds: &[&codes::UNSIZED_STRING], run: forgotten::unsized_strings },
    Check { finds: &[&codes::FRACTIONAL_KEY], run: forgotten::fractional_keys },
    Check { finds: &[&codes::FORGOTTEN_REFERENCE], run: forgotten::references },
    Check { finds: &[&codes::INVALID_DEFAULT], run: types::defaults },
    Check { finds: &[&codes::DEFAULT_ON_KEY], run: types::defaults_on_keys },
    Check { finds: &[&codes::DANGLING_CONSTRAINT, &codes::DANGLING_INDEX], run: keys::dangling },
    Check { finds: &[&codes::SEVERAL_PRIMARY_KEYS], run: keys::several_primary_keys },
    Check { finds: &[&codes::NO_PRIMARY_KEY], run: keys::no_primary_key },
    Check { finds: &[&codes::EMPTY_KEY, &codes::REPEATED_KEY_FIELD, &codes::TOO_MANY_KEY_FIELDS], run: keys::fields },
    Check { finds: &[&codes::UNINDEXABLE_FIELD, &codes::TOO_LONG_KEY, &codes::SHORTENED_KEY], run: keys::indexable },
    Check { finds: &[&codes::REPEATED_CONSTRAINT], run: keys::repeated },
    Check { finds: &[&codes::DANGLING_REFERENCE, &codes::EMPTY_KEY], run: references::dangling },
    Check { finds: &[&codes::MISMATCHED_REFERENCE], run: references::mismatched },
    Check { finds: &[&codes::REFERENCE_TO_NONUNIQUE], run: references::to_nonunique },
    Check { finds: &[&codes::REPEATED_CONSTRAINT], run: references::repeated },
    Check { finds: &[&codes::UNINDEXED_REFERENCE], run: references::unindexed },
    Check { finds: &[&codes::REDUNDANT_INDEX, &codes::COVERED_INDEX], run: indexes::redundant },
    Check { finds: &[&codes::DUPLICATE_NAME], run: names::duplicates },
    Check { finds: &[&codes::CONTROL_CHARACTER], run: texts::control },
    Check { finds: &[&codes::STRAY_CHARACTER], run: texts::stray },
    Check { finds: &[&codes::UNNAMED_CONSTRAINT], run: names::unnamed },
    Check {
        finds: &[
            &codes::UNUSABLE_NAME,
            &codes::LONG_NAME,
            &codes::RESERVED_WORD,
            &codes::QUOTED_NAME,
            &codes::QUOTED_CELL,
        ],
        run: names::spelling,
    },
];

/// What is wrong with a definition, sorted by file and line; names, types and keys are judged by these databases:
/// [`USUAL`](crate::dialect::USUAL), or those that the definition is for.
pub fn model(model: &Model, dialects: &[&'static dyn Dialect]) -> Vec<Diagnostic> {
    let subject = Subject::new(model, dialects);
    let mut diagnostics = Vec::new();
    for check in CHECKS {
        let before = diagnostics.len();
        (check.run)(&subject, &mut diagnostics);
        debug_assert!(diagnostics.iter().skip(before).all(|found| check.finds.contains(&found.code)));
    }
    about(model, &mut diagnostics);
    diagnostic::sort(&mut diagnostics);
    diagnostics
}

/// What is wrong with several definitions, each by itself and one version against another, in their order; for these
/// databases, as in [`model`].
pub fn models(models: &[Model], dialects: &[&'static dyn Dialect]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for found in models {
        let mut of_model = model(found, dialects);
        of_model.extend(renaming_sources(found, models));
        about(found, &mut of_model);
        diagnostic::sort(&mut of_model);
        diagnostics.append(&mut of_model);
    }
    diagnostics
}

/// A finding about a file, and the one about the definition that follows from it.
static CONSEQUENCES: &[(&Code, &Code)] = &[(&codes::MISSING_SCHEMA_ROW, &codes::MISSING_TYPE)];

/// Findings about files and about what they say as one list, sorted by file and line. A finding that follows
/// from one about a file is left out.
pub fn join(of_files: Vec<Diagnostic>, of_definitions: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |code: &'static Code, found: &Diagnostic| {
        (code.name, found.model.clone(), found.table.clone(), found.field.clone())
    };
    let reported: HashSet<_> = of_files
        .iter()
        .flat_map(|found| {
            let consequences = CONSEQUENCES.iter().filter(|(cause, _)| *cause == found.code);
            consequences.map(|(_, consequence)| key(consequence, found))
        })
        .collect();
    let others = of_definitions.into_iter().filter(|found| !reported.contains(&key(found.code, found)));
    let mut diagnostics: Vec<_> = of_files.into_iter().chain(others).collect();
    diagnostic::sort(&mut diagnostics);
    diagnostics
}

/// Renamings that start from something the earlier version does not have. Versions that are not given cannot be
/// looked at.
fn renaming_sources(later: &Model, models: &[Model]) -> Vec<Diagnostic> {
    let by_version = later.renamings.iter().map(|renaming| (renaming.source_version.as_str(), renaming));
    let versions: Vec<_> = (models.iter())
        .filter(|model| fold(&model.name) == fold(&later.name))
        .map(|model| (model, &model.version))
        .collect();
    let mut diagnostics = Vec::new();
    for (version, renamings) in subject::grouped(by_version) {
        if let Some(earlier) = Version::find(&versions, version) {
            let names = Names::new(&earlier.tables);
            let earlier = Subject::new(earlier, &[]);
            diagnostics.extend(renamings.into_iter().filter_map(|renaming| {
                // The reader of the later version could not know how the earlier one spells its names.
                let mut renaming = renaming.clone();
                names.respell(&mut renaming.source_table, [&mut renaming.source_field]);
                tables::renaming_source(&earlier, &renaming)
            }));
        }
    }
    diagnostics
}

/// What to do about a mistake in the embedded catalog. Its scripts run on every database, which is tested.
const PUBLISHED: &str =
    "the published definition says so; scripts leave out or change what a database would refuse, and say so";

fn about(model: &Model, diagnostics: &mut [Diagnostic]) {
    let name = format!("{} {}", model.name, model.version);
    for diagnostic in diagnostics {
        diagnostic.model = Some(name.clone());
        if diagnostic.severity != Severity::Note && diagnostic.origin.is_embedded() {
            diagnostic.help = Some(PUBLISHED.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
