//! What a database does not have, told once for a whole script.

use super::*;
use crate::check::codes;
use crate::diagnostic::Severity;
use crate::dialect::Support;

impl Planner<'_, '_> {
    /// What the database does not have or does not enforce of what the definition has: a comment and a diagnostic.
    pub(super) fn limits(&self) -> Option<(String, Diagnostic)> {
        let capabilities = self.dialect.capabilities();
        let selects = |table: &str| self.options.selects(table);
        let model = self.model;
        let selected = || model.tables.iter().filter(|table| selects(&table.name));
        let primary_keys = model.primary_keys.iter().filter(|key| selects(&key.table)).count();
        let uniques = model.uniques.iter().filter(|key| selects(&key.table)).count();
        let references = model.references.iter().filter(|reference| selects(&reference.table)).count();
        let indexes = model.indexes.iter().filter(|index| selects(&index.table)).count();
        let defaults = selected().flat_map(|table| &table.fields).filter(|field| !field.default.is_empty()).count();
        let known = |is: bool| if is { Support::Enforced } else { Support::None };
        let kinds = [
            (capabilities.primary_keys, primary_keys, "primary keys"),
            (capabilities.uniques, uniques, "unique constraints"),
            (capabilities.references, references, "references"),
            (known(capabilities.indexes), indexes, "indexes"),
            (known(capabilities.defaults), defaults, "defaults"),
        ];
        let missing: Vec<String> = kinds
            .iter()
            .filter(|(support, count, _)| *support == Support::None && *count > 0)
            .map(|(_, count, noun)| format!("{noun} ({count})"))
            .collect();
        let unenforced: Vec<&str> = kinds
            .iter()
            .filter(|(support, count, _)| *support == Support::NotEnforced && *count > 0)
            .map(|(.., noun)| *noun)
            .collect();
        let label = self.dialect.label();
        let mut sentences = Vec::new();
        let named = model.primary_keys.iter().any(|key| !key.name.is_empty() && selects(&key.table));
        if named && !capabilities.named_primary_keys {
            sentences.push(format!("{label} gives primary keys no names"));
        }
        if !missing.is_empty() {
            sentences.push(format!("{label} does not have {}", missing.join(", ")));
        }
        if !unenforced.is_empty() {
            sentences.push(format!("{label} does not enforce {}", unenforced.join(" and ")));
        }
        if sentences.is_empty() {
            return None;
        }
        let message = sentences.join(". ");
        let mut diagnostic = Diagnostic::new(&codes::LEFT_OUT, &crate::model::Origin::default(), message.clone());
        diagnostic.severity = Severity::Note;
        diagnostic.model = Some(format!("{} {}", model.name, model.version));
        Some((format!("Note: {message}"), diagnostic))
    }
}
