//! What definitions must be like to take the place of those that are served.

use super::source::Refusal;
use crate::definitions::Fetched;
use dmsa::ddl::{Options, Scripts};
use dmsa::diagnostic::{Diagnostic, Severity};
use dmsa::dialect::DIALECTS;

/// A source without definitions is broken, not empty.
pub(super) fn not_empty(fetched: Fetched, name: &str) -> Result<Fetched, Refusal> {
    if fetched.definitions.is_empty() {
        let why = lost(&fetched).unwrap_or_else(|| format!("there are no definitions in {name}"));
        return Err(Refusal { why, findings: fetched.diagnostics });
    }
    Ok(fetched)
}

/// The first definition that could not be read, if there is one.
fn lost(fetched: &Fetched) -> Option<String> {
    let titles: Vec<_> = fetched.definitions.iter().map(|definition| definition.title().to_lowercase()).collect();
    let is_read = |found: &Diagnostic| found.model.as_ref().is_some_and(|title| titles.contains(&title.to_lowercase()));
    let mut errors = fetched.diagnostics.iter().filter(|found| found.code.severity == Severity::Error);
    let lost = errors.find(|found| !is_read(found))?;
    Some(format!("a definition cannot be read: {}: {}", lost.origin, lost.message))
}

/// Whether everything could be read, and every version has its scripts.
pub(super) fn check(fetched: &Fetched) -> Result<(), Refusal> {
    let refused = |why, of_definition| {
        let findings = dmsa::check::join(fetched.diagnostics.clone(), of_definition);
        Err(Refusal { why, findings })
    };
    if let Some(lost) = lost(fetched) {
        return refused(lost, Vec::new());
    }
    for definition in &fetched.definitions {
        let (model, options) = (definition.model(), Options::default());
        for dialect in DIALECTS {
            if let Err(error) = Scripts::new(&model, *dialect, &options) {
                return refused(
                    format!("{}: {error}", dialect.label()),
                    dmsa::check::model(&model, dmsa::dialect::USUAL),
                );
            }
        }
    }
    Ok(())
}
