//! Compares what a database holds with the definition and with what the script said it would leave out or change.
//!
//! Every object of the definition is there or is named by a diagnostic, every such diagnostic is about something that is
//! really not there, and nothing else is there.

use crate::engine::Database;
use crate::expect::{Vocabulary, default_value, index_bytes, is_generated};
use crate::schema::{Column, Index, IndexField, Key, Reference, Schema, Table};
use dmsa::diagnostic::Diagnostic;
use dmsa::model::{self, Field, Model};

/// The table in which scripts keep their history.
pub const HISTORY: &str = "version_history";

/// Differences between a database and a definition, in words; none if all is well.
pub fn compare(
    model: &Model,
    diagnostics: &[Diagnostic],
    vocabulary: &Vocabulary,
    database: &dyn Database,
    found: Schema,
) -> Vec<String> {
    let mut comparison = Comparison {
        model,
        vocabulary,
        database,
        notes: diagnostics.iter().map(|note| (note, false)).collect(),
        found,
        problems: Vec::new(),
    };
    comparison.compare();
    comparison.problems
}

struct Comparison<'a> {
    model: &'a Model,
    vocabulary: &'a Vocabulary,
    database: &'a dyn Database,
    /// What the script said, and whether it was needed to explain something.
    notes: Vec<(&'a Diagnostic, bool)>,
    found: Schema,
    problems: Vec<String>,
}

impl Comparison<'_> {
    fn compare(&mut self) {
        self.found.tables.remove(HISTORY);
        for table in &self.model.tables {
            let name = self.name("definition", &table.name, &table.name);
            match self.found.tables.remove(&name) {
                Some(found) => self.compare_table(table, found),
                None if self.is_left_out("definition", &table.name) => {}
                None => self.problem(&table.name, "the table is missing"),
            }
        }
        self.explain_the_impossible();
        let left: Vec<String> = self.found.tables.keys().chain(&self.found.others).cloned().collect();
        for other in left {
            self.problem(&other, "the definition has no such thing");
        }
        for (note, used) in &self.notes {
            if !used && note.code.name == "left-out" {
                self.problems.push(format!("said to be left out, but it is there: {}", note.message));
            }
        }
    }

    /// What is on tables or fields that do not exist can only be left out.
    fn explain_the_impossible(&mut self) {
        let model = self.model;
        let mut impossible: Vec<(String, &str)> = Vec::new();
        for key in &model.primary_keys {
            impossible.push((what("primary key", &key.name), &key.table));
        }
        for key in &model.uniques {
            impossible.push((what("unique constraint", &key.name), &key.table));
        }
        for reference in &model.references {
            impossible.push((what_reference(reference), &reference.table));
        }
        for index in &model.indexes {
            impossible.push((what("index", &index.name), &index.table));
        }
        impossible.retain(|(_, table)| model.table(table).is_none_or(|table| table.fields.is_empty()));
        for not_null in &model.not_nulls {
            if model.table(&not_null.table).and_then(|table| table.field(&not_null.field)).is_none() {
                impossible.push((format!("not null on {}", not_null.field), &not_null.table));
            }
        }
        for (what, table) in impossible {
            if !self.is_left_out(&what, table) {
                self.problem(table, &format!("{what} is not said to be left out"));
            }
        }
    }

    fn compare_table(&mut self, table: &model::Table, mut found: Table) {
        let name = table.name.as_str();
        self.compare_primary_key(name, &mut found);
        self.compare_columns(table, &found);
        self.compare_uniques(name, &mut found);
        let references = self.compare_references(name, &mut found);
        self.compare_indexes(name, &mut found);
        if self.vocabulary.references_make_indexes {
            found.indexes.retain(|index| {
                let serves = |reference: &Reference| {
                    reference.name == index.name
                        && reference.fields.iter().eq(index.fields.iter().map(|field| &field.name))
                };
                index.unique || !references.iter().any(serves)
            });
        }
        for key in found.uniques {
            self.problem(name, &format!("the definition has no such unique constraint: {key:?}"));
        }
        for reference in found.references {
            self.problem(name, &format!("the definition has no such reference: {reference:?}"));
        }
        for index in found.indexes {
            self.problem(name, &format!("the definition has no such index: {index:?}"));
        }
    }

    fn compare_primary_key(&mut self, table: &str, found: &mut Table) {
        for key in self.model.primary_keys.iter().filter(|key| key.table == table) {
            let what = what("primary key", &key.name);
            let fields = self.key_columns(table, key);
            let is_found = found.primary_key.as_ref().is_some_and(|found| found.fields == fields);
            if is_found && !self.is_left_out(&what, table) {
                let wanted = self.name(&what, table, &key.name);
                let given = found.primary_key.take().map(|key| key.name).unwrap_or_default();
                let may_differ = !self.vocabulary.names_constraints || given.is_empty() || wanted.is_empty();
                if given != wanted && !may_differ && !self.is_changed(&what, table) {
                    self.problem(table, &format!("{what} is named {given}"));
                }
                found.primary_key = Some(Key { primary: false, name: given, fields, table: String::new() });
            } else if !is_found && !self.is_left_out(&what, table) {
                self.problem(table, &format!("{what} is missing, there is {:?}", found.primary_key));
            }
        }
        if found.primary_key.as_ref().is_some_and(|key| key.primary) {
            self.problem(table, &format!("the definition has no such primary key: {:?}", found.primary_key));
        }
    }

    fn compare_columns(&mut self, table: &model::Table, found: &Table) {
        let key: Vec<String> = found.primary_key.as_ref().map(|key| key.fields.clone()).unwrap_or_default();
        let mut fields: Vec<&Field> = table.fields.iter().collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let mut columns = found.columns.iter();
        for field in fields {
            let what = format!("field {}", field.name);
            if self.is_left_out(&what, &table.name) {
                continue;
            }
            let name = self.name(&what, &table.name, &field.name);
            match columns.next() {
                Some(column) if column.name == name => self.compare_column(table, field, column, &key),
                other => {
                    let other = other.map(|column| column.name.as_str());
                    self.problem(&table.name, &format!("{what} is missing, {other:?} is in its place"));
                    return;
                }
            }
        }
        for column in columns {
            self.problem(&table.name, &format!("the definition has no such field: {}", column.name));
        }
    }

    fn compare_column(&mut self, table: &model::Table, field: &Field, column: &Column, key: &[String]) {
        let what = format!("field {}", field.name);
        let name = table.name.as_str();
        let wanted = (self.vocabulary.data_type)(&field.data_type);
        let too_wide = column.data_type == self.vocabulary.unlimited && self.is_changed(&what, name);
        if column.data_type != wanted && !too_wide {
            self.problem(name, &format!("{what} is {} and not {wanted}", column.data_type));
        }
        let in_key = key.contains(&column.name);
        let said = self.model.not_nulls.iter().any(|said| said.table == name && said.field == field.name);
        if column.not_null != (in_key || said) {
            self.problem(name, &format!("{what}: it is {} that it must have a value", column.not_null));
        }
        let generated = is_generated(self.model, name, field, key);
        if self.vocabulary.knows_generated && column.generated != generated {
            self.problem(name, &format!("{what}: it is {} that its values are made up", column.generated));
        }
        let default = column.default.as_deref().filter(|default| *default != "NULL" && !column.generated);
        match default {
            None if field.default.is_empty() => {}
            None if self.is_left_out(&format!("default of {}", field.name), name) => {}
            Some(sql) if !field.default.is_empty() => self.compare_default(name, field, sql),
            _ => self.problem(name, &format!("{what} has the default {default:?} and not {}", field.default)),
        }
    }

    fn compare_default(&mut self, table: &str, field: &Field, sql: &str) {
        let wanted = default_value(field);
        if wanted.to_lowercase().starts_with("current_") {
            if !sql.to_lowercase().contains("current_") && !sql.to_lowercase().contains("cur") {
                self.problem(table, &format!("the default of {} is {sql}", field.name));
            }
            return;
        }
        let is_boolean = field.data_type.kind == model::TypeKind::Boolean;
        let value = match self.database.value(&format!("SELECT {sql}")) {
            Ok(value) if is_boolean && value == "t" => "1".to_owned(),
            Ok(value) if is_boolean && value == "f" => "0".to_owned(),
            Ok(value) => value,
            Err(reason) => reason,
        };
        let same_number = matches!((value.parse::<f64>(), wanted.parse::<f64>()), (Ok(a), Ok(b)) if a == b);
        if value != wanted && !same_number {
            self.problem(table, &format!("the default of {} is {value} and not {wanted}", field.name));
        }
    }

    fn compare_uniques(&mut self, table: &str, found: &mut Table) {
        let primary_key = found.primary_key.as_ref().map(|key| key.fields.clone());
        let mut seen: Vec<Vec<String>> = primary_key.into_iter().collect();
        for key in self.model.uniques.iter().filter(|key| key.table == table) {
            let what = what("unique constraint", &key.name);
            let wanted = self.name(&what, table, &key.name);
            let fields = self.key_columns(table, key);
            let any_name = wanted.is_empty() || !self.vocabulary.names_constraints;
            let place = found.uniques.iter().position(|it| it.fields == fields && (any_name || it.name == wanted));
            if let Some(place) = place {
                found.uniques.remove(place);
                seen.push(fields);
                continue;
            }
            if self.vocabulary.uniques_are_indexes {
                let it = self.take_index(table, &mut found.indexes, &wanted, true, &fields_of(key), &what);
                if it {
                    continue;
                }
            }
            // Without names, the same key twice is the same key.
            let repeated = !self.vocabulary.names_constraints && seen.contains(&fields);
            if !repeated && !self.is_left_out(&what, table) {
                self.problem(table, &format!("{what} is missing"));
            }
        }
    }

    fn compare_references(&mut self, table: &str, found: &mut Table) -> Vec<Reference> {
        let mut taken = Vec::new();
        for reference in self.model.references.iter().filter(|reference| reference.table == table) {
            let what = what_reference(reference);
            let wanted = self.name(&what, table, &reference.name);
            let field = self.column_name(table, &reference.field);
            let ref_table = self.name("definition", &reference.ref_table, &reference.ref_table);
            let ref_field = self.column_name(&reference.ref_table, &reference.ref_field);
            let any_name = wanted.is_empty() || !self.vocabulary.names_constraints;
            let place = found.references.iter().position(|it| {
                it.fields == [field.as_str()]
                    && it.ref_table == ref_table
                    && it.ref_fields == [ref_field.as_str()]
                    && (any_name || it.name == wanted)
            });
            match place {
                Some(place) => taken.push(found.references.remove(place)),
                None if self.is_left_out(&what, table) => {}
                None => self.problem(table, &format!("{what} is missing")),
            }
        }
        taken
    }

    fn compare_indexes(&mut self, table: &str, found: &mut Table) {
        for index in self.model.indexes.iter().filter(|index| index.table == table) {
            let what = what("index", &index.name);
            let wanted = self.name(&what, table, &index.name);
            let fields: Vec<(&str, bool)> =
                index.fields.iter().map(|field| (field.name.as_str(), field.descending)).collect();
            if !self.take_index(table, &mut found.indexes, &wanted, index.unique, &fields, &what)
                && !self.is_left_out(&what, table)
            {
                self.problem(table, &format!("{what} is missing; there is {:?}", found.indexes));
            }
        }
    }

    /// Takes an index out of those found.
    fn take_index(
        &mut self,
        table: &str,
        found: &mut Vec<Index>,
        name: &str,
        unique: bool,
        fields: &[(&str, bool)],
        what: &str,
    ) -> bool {
        let mut wanted: Vec<IndexField> = Vec::new();
        for (field, descending) in fields {
            let name = self.column_name(table, field);
            if wanted.iter().all(|known| known.name != name) {
                wanted.push(IndexField { name, descending: *descending, prefix: None });
            }
        }
        let same = |index: &Index| {
            (name.is_empty() || index.name == name)
                && index.unique == unique
                && index.fields.len() == wanted.len()
                && index.fields.iter().zip(&wanted).all(|(a, b)| (&a.name, a.descending) == (&b.name, b.descending))
        };
        let Some(place) = found.iter().position(same) else { return false };
        let index = found.remove(place);
        if index.fields.iter().any(|field| field.prefix.is_some()) {
            let is_too_long = self.vocabulary.max_index.is_some_and(|(most, character)| {
                let model = self.model.table(table);
                let bytes = |(field, _): &(&str, bool)| {
                    model
                        .and_then(|table| table.field(field))
                        .map_or(0, |field| index_bytes(&field.data_type, character))
                };
                fields.iter().map(bytes).fold(0, u32::saturating_add) > most
            });
            if !is_too_long || !self.is_changed(what, table) {
                self.problem(table, &format!("{what} covers only the beginnings of values: {index:?}"));
            }
        }
        true
    }

    fn key_columns(&mut self, table: &str, key: &model::Key) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for field in key.field_names() {
            let column = self.column_name(table, field);
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }

    fn column_name(&mut self, table: &str, field: &str) -> String {
        self.name(&format!("field {field}"), table, field)
    }

    /// The name an object was given: its own, unless the script says that it was cut.
    fn name(&mut self, what: &str, table: &str, own: &str) -> String {
        let start = format!("{what} of table {table}: its name is cut to ");
        let cut = self.notes.iter().find_map(|(note, _)| {
            (note.code.name == "changed-to-fit").then(|| note.message.strip_prefix(&start)).flatten()
        });
        cut.unwrap_or(own).to_owned()
    }

    fn is_left_out(&mut self, what: &str, table: &str) -> bool {
        self.use_note("left-out", what, table)
    }

    fn is_changed(&mut self, what: &str, table: &str) -> bool {
        let start = format!("{what} of table {table}: ");
        self.notes.iter().any(|(note, _)| note.code.name == "changed-to-fit" && note.message.starts_with(&start))
    }

    /// Whether the script said so about something; each thing said counts once.
    fn use_note(&mut self, code: &str, what: &str, table: &str) -> bool {
        let start = format!("{what} of table {table}: ");
        let note = self
            .notes
            .iter_mut()
            .find(|(note, used)| !used && note.code.name == code && note.message.starts_with(&start));
        match note {
            Some((_, used)) => {
                *used = true;
                true
            }
            None => false,
        }
    }

    fn problem(&mut self, table: &str, what: &str) {
        self.problems.push(format!("{table}: {what}"));
    }
}

fn fields_of(key: &model::Key) -> Vec<(&str, bool)> {
    key.field_names().map(|field| (field, false)).collect()
}

/// An object as diagnostics call it.
fn what(kind: &str, name: &str) -> String {
    match name {
        "" if kind.starts_with(['a', 'e', 'i', 'o']) => format!("an {kind}"),
        "" => format!("a {kind}"),
        name => format!("{kind} {name}"),
    }
}

fn what_reference(reference: &model::Reference) -> String {
    format!("reference {}", if reference.name.is_empty() { &reference.field } else { &reference.name })
}
