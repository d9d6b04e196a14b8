//! Checks of control characters.

use super::codes;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ControlCharacter, code_point, control_characters, replaced_characters};

/// Control characters for which scripts, diagrams and code are refused.
pub(super) fn control(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let help = "remove the character; no script, diagram or code is made until then";
    let found = control_characters(subject.model);
    diagnostics.extend(found.into_iter().map(|found| finding(&codes::CONTROL_CHARACTER, &found, "").help(help)));
}

/// Control characters that outputs replace.
pub(super) fn stray(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let found = replaced_characters(subject.model);
    diagnostics.extend(found.into_iter().map(|found| {
        let then = "; scripts, diagrams and code have a space instead";
        finding(&codes::STRAY_CHARACTER, &found, then).help("remove the character")
    }));
}

fn finding(code: &'static Code, found: &ControlCharacter, then: &str) -> Diagnostic {
    let message = format!("{} contains the control character {}{then}", found.place, code_point(found.character));
    let mut diagnostic = Diagnostic::new(code, &found.origin, message);
    diagnostic.table.clone_from(&found.table);
    diagnostic.field.clone_from(&found.field);
    diagnostic
}
