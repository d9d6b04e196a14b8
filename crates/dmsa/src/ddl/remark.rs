use super::options::{Element, Options};
use crate::check::codes;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Model, Origin, Reference};
use std::fmt;

/// What a script does not say as the definition does: told beside the script as diagnostics and in it as comments.
pub(super) struct Remarks<'m> {
    model: &'m Model,
    options: &'m Options,
    diagnostics: Vec<Diagnostic>,
    /// The element that each diagnostic is about.
    elements: Vec<Element>,
}

/// The object a remark is about. Most objects need none, so words are not made before they are.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) what: What<'a>,
    pub(super) table: &'a str,
    pub(super) field: Option<&'a str>,
    pub(super) origin: &'a Origin,
}

/// A part of a table.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Table,
    Field(&'a str),
    Default(&'a str),
    NotNull(&'a str),
    PrimaryKey(&'a str),
    Unique(&'a str),
    /// By its name, or its fields where it has none.
    Reference(&'a Reference),
    Check(&'a str),
    Index(&'a str),
}

impl What<'_> {
    /// The part of a script that creates it.
    pub(super) fn element(&self) -> Element {
        match self {
            What::Table
            | What::Field(_)
            | What::Default(_)
            | What::NotNull(_)
            | What::PrimaryKey(_)
            | What::Check(_) => Element::Tables,
            What::Unique(_) | What::Reference(_) => Element::Constraints,
            What::Index(_) => Element::Indexes,
        }
    }
}

impl fmt::Display for What<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Table => Ok(()),
            What::Field(name) => write!(f, "field {name} of "),
            What::Default(field) => write!(f, "default of {field} of "),
            What::NotNull(field) => write!(f, "not null on {field} of "),
            What::PrimaryKey("") => f.write_str("a primary key of "),
            What::PrimaryKey(name) => write!(f, "primary key {name} of "),
            What::Unique("") => f.write_str("a unique constraint of "),
            What::Unique(name) => write!(f, "unique constraint {name} of "),
            What::Reference(reference) if reference.name.is_empty() => {
                let fields: Vec<_> = reference.field_names().collect();
                write!(f, "reference of {} of ", fields.join(", "))
            }
            What::Reference(reference) => write!(f, "reference {} of ", reference.name),
            What::Check("") => f.write_str("a check of "),
            What::Check(name) => write!(f, "check {name} of "),
            What::Index("") => f.write_str("an index of "),
            What::Index(name) => write!(f, "index {name} of "),
        }
    }
}

impl<'m> Remarks<'m> {
    pub(super) fn new(model: &'m Model, options: &'m Options) -> Self {
        Self { model, options, diagnostics: Vec::new(), elements: Vec::new() }
    }

    /// The database would refuse it. Returns the comment.
    pub(super) fn left_out(&mut self, about: &About<'_>, why: &str) -> String {
        self.add(&codes::LEFT_OUT, "Left out", about, why)
    }

    /// The database gets something else. Returns the comment.
    pub(super) fn changed(&mut self, about: &About<'_>, how: &str) -> String {
        self.add(&codes::CHANGED_TO_FIT, "Changed", about, how)
    }

    /// A reference to a table that is not part of the script. Returns the comment; [`Remarks::sum_up_unselected`] counts.
    pub(super) fn unselected(about: &About<'_>, ref_table: &str) -> String {
        one_line(&format!("Left out: {}table {}: table {ref_table} is not part of the script", about.what, about.table))
    }

    /// What was asked for is told once, and is nothing to worry about.
    pub(super) fn sum_up_unselected(&mut self, references: usize) {
        if references > 0 {
            let s = if references == 1 { "" } else { "s" };
            let message = format!("{references} reference{s} to tables that are not part of the script left out");
            let mut diagnostic = Diagnostic::new(&codes::LEFT_OUT, &Origin::default(), message);
            diagnostic.severity = Severity::Note;
            diagnostic.model = Some(format!("{} {}", self.model.name, self.model.version));
            self.diagnostics.push(diagnostic);
            self.elements.push(Element::Constraints);
        }
    }

    fn add(&mut self, code: &'static Code, verb: &str, about: &About<'_>, why: &str) -> String {
        let message = format!("{}table {}: {why}", about.what, about.table);
        let comment = one_line(&format!("{verb}: {message}"));
        // Of tables that are not part of the script there is nothing to say.
        if !self.options.selects(about.table) {
            return comment;
        }
        let mut diagnostic = Diagnostic::new(code, about.origin, message).table(about.table);
        diagnostic.field = about.field.map(str::to_owned);
        diagnostic.model = Some(format!("{} {}", self.model.name, self.model.version));
        self.diagnostics.push(diagnostic);
        self.elements.push(about.what.element());
        comment
    }

    /// The diagnostics, and the element that each is about.
    pub(super) fn into_parts(self) -> (Vec<Diagnostic>, Vec<Element>) {
        (self.diagnostics, self.elements)
    }
}

/// A comment on one line, without what clients act on even in comments: semicolons, variables of SQL*Plus (`&NAME`) and
/// of sqlcmd (`$(NAME)`), and a hyphen at the end, after which SQL*Plus joins the next line.
pub(crate) fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| match c {
            ';' => ',',
            '&' => '+',
            control if control.is_control() => ' ',
            other => other,
        })
        .collect();
    if line.contains("$(") {
        line = line.replace("$(", "$ (");
    }
    if line.ends_with('-') {
        line.push('.');
    }
    line
}
