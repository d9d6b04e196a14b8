//! Compares what a database holds with the definition and with what the script said it would leave out or change.
//!
//! Every object of the definition is there or is named by a diagnostic, every such diagnostic is about something that is
//! really not there, and nothing else is there.

mod columns;

use crate::engine::Database;
use crate::expect::{Vocabulary, index_bytes};
use crate::schema::{Index, IndexField, Key, Reference, Schema, Table};
use dmsa::diagnostic::Diagnostic;
use dmsa::model::{self, Model};
use std::collections::HashSet;

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
        absent: HashSet::new(),
        absent_fields: HashSet::new(),
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
    /// Tables that are left out.
    absent: HashSet<String>,
    /// Fields that are left out.
    absent_fields: HashSet<(&'a str, &'a str)>,
    problems: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn compare(&mut self) {
        self.found.tables.remove(HISTORY);
        for table in &self.model.tables {
            let name = self.table_name(&table.name);
            match self.found.tables.remove(&name) {
                Some(found) => self.compare_table(table, found),
                None if self.use_note("left-out", &format!("table {}: ", table.name)) => {
                    self.absent.insert(table.name.clone());
                }
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
        for check in &model.checks {
            if !self.is_left_out(&what("check", &check.name), &check.table) {
                self.problem(&check.table, &format!("check {} is not said to be left out", check.name));
            }
        }
        let is_absent = |table: &str| model.table(table).is_none() || self.absent.contains(table);
        impossible.retain(|(_, table)| is_absent(table));
        for not_null in &model.not_nulls {
            let (table, field) = (not_null.table.as_str(), not_null.field.as_str());
            let is_there = model.table(table).is_some_and(|table| table.field(field).is_some());
            if is_absent(table) || !is_there || self.absent_fields.contains(&(table, field)) {
                impossible.push((format!("not null on {}", not_null.field), &not_null.table));
            }
        }
        for (what, table) in impossible {
            if !self.is_left_out(&what, table) {
                self.problem(table, &format!("{what} is not said to be left out"));
            }
        }
    }

    fn compare_table(&mut self, table: &'a model::Table, mut found: Table) {
        let name = table.name.as_str();
        self.compare_primary_key(name, &mut found);
        self.compare_columns(table, &found);
        let mut references = Vec::new();
        let primary_key = found.primary_key.as_ref().map(|key| key.fields.clone());
        let mut seen: Vec<Vec<String>> = primary_key.into_iter().collect();
        // Those without a name are what is left.
        for named in [true, false] {
            self.compare_uniques(name, &mut found, named, &mut seen);
            references.extend(self.compare_references(name, &mut found, named));
            self.compare_indexes(name, &mut found, named);
        }
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
                let wanted = self.names(&what, table, &key.name);
                let given = found.primary_key.take().map(|key| key.name).unwrap_or_default();
                let may_differ = !self.vocabulary.names_constraints || given.is_empty() || key.name.is_empty();
                if !wanted.contains(&given) && !may_differ && !self.is_changed(&what, table) {
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

    fn compare_uniques(&mut self, table: &str, found: &mut Table, named: bool, seen: &mut Vec<Vec<String>>) {
        for key in self.model.uniques.iter().filter(|key| key.table == table && key.name.is_empty() != named) {
            let what = what("unique constraint", &key.name);
            let wanted = self.names(&what, table, &key.name);
            let fields = self.key_columns(table, key);
            let any_name = key.name.is_empty() || !self.vocabulary.names_constraints;
            let place =
                found.uniques.iter().position(|it| it.fields == fields && (any_name || wanted.contains(&it.name)));
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

    fn compare_references(&mut self, table: &str, found: &mut Table, named: bool) -> Vec<Reference> {
        let mut taken = Vec::new();
        for reference in self.model.references.iter().filter(|it| it.table == table && it.name.is_empty() != named) {
            let what = what_reference(reference);
            let wanted = self.names(&what, table, &reference.name);
            // A reference of several fields is the same in whatever order they stand.
            let pairs = |fields: &[String], ref_fields: &[String]| {
                let mut pairs: Vec<_> = fields.iter().cloned().zip(ref_fields.iter().cloned()).collect();
                pairs.sort_unstable();
                pairs
            };
            let fields: Vec<_> = reference.field_names().map(|field| self.column_name(table, field)).collect();
            let ref_table = self.table_name(&reference.ref_table);
            let ref_fields: Vec<_> =
                reference.ref_field_names().map(|field| self.column_name(&reference.ref_table, field)).collect();
            let wanted_pairs = pairs(&fields, &ref_fields);
            let any_name = reference.name.is_empty() || !self.vocabulary.names_constraints;
            let place = found.references.iter().position(|it| {
                pairs(&it.fields, &it.ref_fields) == wanted_pairs
                    && it.ref_table == ref_table
                    && (any_name || wanted.contains(&it.name))
            });
            match place {
                Some(place) => taken.push(found.references.remove(place)),
                None if self.is_left_out(&what, table) => {}
                None => self.problem(table, &format!("{what} is missing")),
            }
        }
        taken
    }

    fn compare_indexes(&mut self, table: &str, found: &mut Table, named: bool) {
        for index in self.model.indexes.iter().filter(|it| it.table == table && it.name.is_empty() != named) {
            let what = what("index", &index.name);
            let wanted = self.names(&what, table, &index.name);
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
        names: &[String],
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
            (names.contains(&index.name) || names == [""])
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
        self.names(&format!("field {field}"), table, field).swap_remove(0)
    }

    /// The names an object can have been given: its own, unless the script says that it has another.
    fn names(&self, what: &str, table: &str, own: &str) -> Vec<String> {
        self.given_names(&format!("{what} of table {table}: "), own)
    }

    fn table_name(&self, table: &str) -> String {
        self.given_names(&format!("table {table}: "), table).swap_remove(0)
    }

    /// Never empty.
    fn given_names(&self, about: &str, own: &str) -> Vec<String> {
        let start = format!("{about}its name becomes ");
        let changed = self.notes.iter().filter(|(note, _)| note.code.name == "changed-to-fit");
        let names = changed.filter_map(|(note, _)| note.message.strip_prefix(&start)).map(str::to_owned);
        let names: Vec<String> = names.collect();
        if names.is_empty() { vec![own.to_owned()] } else { names }
    }

    fn is_left_out(&mut self, what: &str, table: &str) -> bool {
        self.use_note("left-out", &format!("{what} of table {table}: "))
    }

    fn is_changed(&self, what: &str, table: &str) -> bool {
        let start = format!("{what} of table {table}: ");
        self.notes.iter().any(|(note, _)| note.code.name == "changed-to-fit" && note.message.starts_with(&start))
    }

    /// Whether the script said so about something; each thing said counts once.
    fn use_note(&mut self, code: &str, start: &str) -> bool {
        let fits = |note: &Diagnostic| note.code.name == code && note.message.starts_with(start);
        match self.notes.iter_mut().find(|(note, used)| !used && fits(note)) {
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
    if reference.name.is_empty() {
        let fields: Vec<_> = reference.field_names().collect();
        return format!("reference of {}", fields.join(", "));
    }
    format!("reference {}", reference.name)
}
