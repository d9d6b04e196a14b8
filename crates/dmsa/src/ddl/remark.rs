use crate::check::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Model, Origin};

/// What a script does not say as the definition does: told beside the script as diagnostics and in it as comments.
pub(super) struct Remarks<'m> {
    model: &'m Model,
    diagnostics: Vec<Diagnostic>,
}

/// The object a remark is about.
pub(super) struct About<'a> {
    /// In words: `index idx_person_city`. Empty for the table itself.
    pub(super) what: String,
    pub(super) table: &'a str,
    pub(super) field: Option<&'a str>,
    pub(super) origin: &'a Origin,
}

impl<'m> Remarks<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self { model, diagnostics: Vec::new() }
    }

    /// The database would refuse it. Returns the comment.
    pub(super) fn left_out(&mut self, about: &About<'_>, why: &str) -> String {
        self.add(&codes::LEFT_OUT, "Left out", about, why)
    }

    /// The database gets something else. Returns the comment.
    pub(super) fn changed(&mut self, about: &About<'_>, how: &str) -> String {
        self.add(&codes::CHANGED_TO_FIT, "Changed", about, how)
    }

    fn add(&mut self, code: &'static Code, verb: &str, about: &About<'_>, why: &str) -> String {
        let of = if about.what.is_empty() { "" } else { " of " };
        let message = format!("{}{of}table {}: {why}", about.what, about.table);
        let comment = one_line(&format!("{verb}: {message}"));
        let mut diagnostic = Diagnostic::new(code, about.origin, message).table(about.table);
        diagnostic.field = about.field.map(str::to_owned);
        diagnostic.model = Some(format!("{} {}", self.model.name, self.model.version));
        self.diagnostics.push(diagnostic);
        comment
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// Programs split scripts at semicolons and read line by line, so a comment has neither.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).map(|c| if c == ';' { ',' } else { c }).collect()
}
