//! What the predicates of the corrections know about a pair of scripts.

use super::edits::{Change, Edit};
use super::script::{Line, Subject};
use dmsa::ddl::Operation;
use dmsa::diagnostic::Diagnostic;
use dmsa::dialect::Dialect;
use dmsa::model::{Field, FieldType, Model, TypeKind};
use std::collections::BTreeSet;

/// A pair of scripts and what they were made from.
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) dialect: &'a dyn Dialect,
    pub(crate) operation: Operation,
    /// What the new script says it leaves out or changes.
    pub(crate) notes: &'a [Diagnostic],
    /// The whole of the new CREATE script, whatever part these two are.
    pub(crate) create: &'a [Line<'a>],
    /// Fields, as `table.field`, that a reader of 0.7's time lost.
    pub(crate) lost: &'a BTreeSet<String>,
    pub(crate) old: &'a [Line<'a>],
    pub(crate) new: &'a [Line<'a>],
}

impl<'a> Context<'a> {
    pub(crate) fn old_line(&self, edit: &Edit) -> Option<&'a Line<'a>> {
        edit.old.map(|at| &self.old[at])
    }

    pub(crate) fn new_line(&self, edit: &Edit) -> Option<&'a Line<'a>> {
        edit.new.map(|at| &self.new[at])
    }

    /// What an edit is about.
    pub(crate) fn subject(&self, edit: &Edit) -> &'a Subject {
        self.old_line(edit).or_else(|| self.new_line(edit)).map_or(&Subject::Blank, |line| &line.subject)
    }

    /// The field a column line is about.
    pub(crate) fn field(&self, edit: &Edit) -> Option<(&'a str, &'a Field)> {
        let Subject::Column { table, name } = self.subject(edit) else { return None };
        Some((table, self.model.table(table)?.field(name)?))
    }

    /// Whether the script says that it left out this.
    pub(crate) fn is_left_out(&self, what: &str, table: &str) -> bool {
        self.has_note("left-out", &format!("{what} of table {table}: "))
    }

    /// Whether the script says that it gives something else than this.
    pub(crate) fn is_changed(&self, what: &str, table: &str) -> bool {
        self.has_note("changed-to-fit", &format!("{what} of table {table}: "))
    }

    fn has_note(&self, code: &str, start: &str) -> bool {
        self.notes.iter().any(|note| note.code.name == code && note.message.starts_with(start))
    }

    /// The objects a line may be about, as the script calls them, with their tables.
    pub(crate) fn objects(&self, subject: &Subject) -> Vec<(String, String)> {
        match subject {
            Subject::Column { table, name } => vec![(format!("field {name}"), table.clone())],
            Subject::Item { table, kind, name } | Subject::AddConstraint { table, kind, name } => {
                vec![(format!("{kind} {name}"), table.clone())]
            }
            Subject::DropConstraint { table, name } => {
                let kinds = ["unique constraint", "reference"];
                kinds.map(|kind| (format!("{kind} {name}"), table.clone())).into()
            }
            Subject::CreateIndex { table, name } => vec![(format!("index {name}"), table.clone())],
            Subject::DropIndex { name } => {
                let indexes = self.model.indexes.iter().filter(|index| index.name == *name);
                indexes.map(|index| (format!("index {name}"), index.table.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The constraint of this text, as an item of its table in the new CREATE script.
    pub(crate) fn creates_item(&self, table: &str, content: &str) -> bool {
        let is_in_table = |subject: &Subject| matches!(subject, Subject::Item { table: it, .. } if it == table);
        self.create.iter().any(|line| is_in_table(&line.subject) && line.content().trim_start() == content)
    }

    /// Whether the new CREATE script has this line.
    pub(crate) fn creates(&self, text: &str) -> bool {
        self.create.iter().any(|line| line.text == text)
    }

    /// The type that 0.7 gave a number.
    pub(crate) fn former_number(field: &FieldType) -> (u32, u32) {
        (field.precision.filter(|n| *n > 0).unwrap_or(20), field.scale.filter(|n| *n > 0).unwrap_or(5))
    }

    /// The fields of a key, unique constraint or index of this name, in a table.
    pub(crate) fn indexed(&self, subject: &Subject) -> Option<Vec<&'a Field>> {
        let (table, names): (&str, Vec<&str>) = match subject {
            Subject::CreateIndex { table, name } => {
                let index = self.model.indexes.iter().find(|it| it.table == *table && it.name == *name)?;
                (table, index.fields.iter().map(|field| field.name.as_str()).collect())
            }
            Subject::AddConstraint { table, name, .. } | Subject::Item { table, name, .. } => {
                let mut keys = self.model.primary_keys.iter().chain(&self.model.uniques);
                let key = keys.find(|it| it.table == *table && it.name == *name)?;
                (table, key.field_names().collect())
            }
            _ => return None,
        };
        let table = self.model.table(table)?;
        names.into_iter().map(|name| table.field(name)).collect()
    }
}

/// Old and new words of an edit that changes some.
pub(crate) fn words(edit: &Edit) -> Option<(Vec<&str>, Vec<&str>)> {
    let Change::Words { old, new } = &edit.change else { return None };
    Some((old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect()))
}

/// Whether a field is a number with sizes.
pub(crate) fn is_number(field: &Field) -> bool {
    matches!(field.data_type.kind, TypeKind::Number | TypeKind::Decimal)
}

/// The type of a column line, as one word.
pub(crate) fn type_of(line: &Line<'_>) -> String {
    let tokens = line.tokens();
    let after_name = tokens.get(1..).unwrap_or_default();
    let end =
        after_name.iter().position(|word| ["DEFAULT", "NOT", "NULL", "AUTO_INCREMENT", "IDENTITY"].contains(word));
    after_name[..end.unwrap_or(after_name.len())].concat()
}
