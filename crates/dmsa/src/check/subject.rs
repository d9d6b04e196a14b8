//! A definition with its schema, so that every check is linear in its size.

use crate::dialect::{Dialect, ObjectKind};
use crate::fold::fold;
use crate::model::{Field, Index, Key, Model, Origin, Reference, Table};
use crate::schema::{Schema, TableId};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::cell::Cell;
use std::hash::Hash;

/// A definition to be checked.
pub(super) struct Subject<'m> {
    pub(super) model: &'m Model,
    pub(super) schema: Schema<'m>,
    /// The databases whose limits count.
    pub(super) dialects: &'m [&'static dyn Dialect],
    /// How many more names may be compared for a "did you mean".
    comparisons: Cell<usize>,
}

/// A definition in which every other name is wrong has worse problems than missing suggestions.
const MAX_COMPARISONS: usize = 2_000_000;

impl<'m> Subject<'m> {
    pub(super) fn new(model: &'m Model, dialects: &'m [&'static dyn Dialect]) -> Self {
        Self { model, schema: Schema::new(model), dialects, comparisons: Cell::new(MAX_COMPARISONS) }
    }

    /// The databases of which this is true.
    pub(super) fn dialects(&self, is: impl Fn(&dyn Dialect) -> bool) -> Vec<&'static dyn Dialect> {
        self.dialects.iter().copied().filter(|dialect| is(*dialect)).collect()
    }

    /// What databases do, in words: `every database refuses`, `Oracle refuses`, `Oracle and SQLite refuse`.
    pub(super) fn databases(&self, dialects: &[&dyn Dialect], singular: &str, plural: &str) -> String {
        match dialects {
            [one] => format!("{} {singular}", one.label()),
            all if all.len() == self.dialects.len() => format!("every database {singular}"),
            some => {
                format!("{} {plural}", enumeration(&some.iter().map(|dialect| dialect.label()).collect::<Vec<_>>()))
            }
        }
    }

    /// The place of a table in the model.
    pub(super) fn table_place(&self, name: &str) -> Option<usize> {
        self.schema.find_table(name).map(TableId::index)
    }

    pub(super) fn table(&self, name: &str) -> Option<&'m Table> {
        self.schema.find_table(name).map(|table| self.schema.table(table))
    }

    pub(super) fn field(&self, table: &str, field: &str) -> Option<&'m Field> {
        self.schema.find(table, field).ok().map(|field| self.schema.field(field))
    }

    /// The places of a table in the model and of a field in the table.
    pub(super) fn place(&self, table: &str, field: &str) -> Option<(usize, usize)> {
        let field = self.schema.find(table, field).ok()?;
        Some((field.table().index(), field.position()))
    }

    /// Whether no two fields of a table have the same name, whatever its case. A table with names that are not in lower
    /// case is not looked into, and may have such fields or not.
    pub(super) fn has_distinct_fields(&self, table: TableId) -> bool {
        let is_lower = |field: &Field| matches!(fold(&field.name), Cow::Borrowed(_));
        self.schema.table(table).fields.iter().all(is_lower) && self.schema.has_distinct_fields(table)
    }

    /// What is missing of a table and a field of it, if anything.
    pub(super) fn missing<'n>(&self, table: &'n str, field: &'n str) -> Option<Missing<'n>> {
        let Some(found) = self.schema.find_table(table) else {
            return self.missing_table(table);
        };
        if self.schema.find_field(found, field).is_some() {
            return None;
        }
        let Table { name, fields, .. } = self.schema.table(found);
        let nearest = self.allow(fields.len()).and_then(|()| self.schema.nearest_field(found, field));
        Some(Missing { what: format!("field `{name}.{field}`"), word: field, nearest: nearest.map(str::to_owned) })
    }

    /// The table, if it is missing.
    pub(super) fn missing_table<'n>(&self, table: &'n str) -> Option<Missing<'n>> {
        if self.table(table).is_some() {
            return None;
        }
        let nearest = self.allow(self.model.tables.len()).and_then(|()| self.schema.nearest_table(table));
        Some(Missing { what: format!("table `{table}`"), word: table, nearest: nearest.map(str::to_owned) })
    }

    /// Whether so many names may be compared.
    fn allow(&self, comparisons: usize) -> Option<()> {
        self.comparisons.set(self.comparisons.get().checked_sub(comparisons)?);
        Some(())
    }

    /// Keys, unique constraints and indexes, in the order in which databases are given them.
    pub(super) fn keyed(&self) -> impl Iterator<Item = Keyed<'m>> {
        let keys = self.model.primary_keys.iter().map(Keyed::PrimaryKey);
        keys.chain(self.model.uniques.iter().map(Keyed::Unique)).chain(self.model.indexes.iter().map(Keyed::Index))
    }
}

/// A table or field that is spoken of and does not exist.
pub(super) struct Missing<'n> {
    /// What is missing, in words.
    pub(super) what: String,
    /// Its name.
    pub(super) word: &'n str,
    nearest: Option<String>,
}

impl Missing<'_> {
    /// What to do.
    pub(super) fn help(&self, otherwise: &str) -> String {
        match &self.nearest {
            Some(nearest) => format!("did you mean `{nearest}`? Otherwise {otherwise}"),
            None => otherwise.to_owned(),
        }
    }
}

/// Something over a list of fields.
#[derive(Clone, Copy)]
pub(super) enum Keyed<'m> {
    PrimaryKey(&'m Key),
    Unique(&'m Key),
    Index(&'m Index),
}

impl<'m> Keyed<'m> {
    pub(super) fn kind(self) -> ObjectKind {
        match self {
            Keyed::PrimaryKey(_) => ObjectKind::PrimaryKey,
            Keyed::Unique(_) => ObjectKind::Unique,
            Keyed::Index(_) => ObjectKind::Index,
        }
    }

    pub(super) fn name(self) -> &'m str {
        match self {
            Keyed::PrimaryKey(key) | Keyed::Unique(key) => &key.name,
            Keyed::Index(index) => &index.name,
        }
    }

    pub(super) fn table(self) -> &'m str {
        match self {
            Keyed::PrimaryKey(key) | Keyed::Unique(key) => &key.table,
            Keyed::Index(index) => &index.table,
        }
    }

    pub(super) fn origin(self) -> &'m Origin {
        match self {
            Keyed::PrimaryKey(key) | Keyed::Unique(key) => &key.origin,
            Keyed::Index(index) => &index.origin,
        }
    }

    /// Whether no two rows may have the same values.
    pub(super) fn is_unique(self) -> bool {
        match self {
            Keyed::PrimaryKey(_) | Keyed::Unique(_) => true,
            Keyed::Index(index) => index.unique,
        }
    }

    pub(super) fn fields(self) -> Vec<Part<'m>> {
        match self {
            Keyed::PrimaryKey(key) | Keyed::Unique(key) => {
                let part = |field: &'m crate::model::KeyField| Part {
                    name: &field.name,
                    descending: false,
                    origin: &field.origin,
                };
                key.fields.iter().map(part).collect()
            }
            Keyed::Index(index) => {
                let part = |field: &'m crate::model::IndexField| Part {
                    name: &field.name,
                    descending: field.descending,
                    origin: &field.origin,
                };
                index.fields.iter().map(part).collect()
            }
        }
    }

    /// Kind and name: ``index `ix_person` ``.
    pub(super) fn label(self) -> String {
        object(self.kind(), self.name())
    }
}

/// A field of a key or an index.
#[derive(Clone, Copy)]
pub(super) struct Part<'m> {
    pub(super) name: &'m str,
    pub(super) descending: bool,
    pub(super) origin: &'m Origin,
}

/// Items by key, in the order of their first appearance.
pub(super) fn grouped<K: Clone + Hash + Eq, V>(items: impl IntoIterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, item) in items {
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

/// Kind and name of an object: ``index `ix_person` ``.
pub(super) fn object(kind: ObjectKind, name: &str) -> String {
    match name {
        "" => format!("unnamed {}", kind.label()),
        name => format!("{} `{name}`", kind.label()),
    }
}

/// A reference in words: ``reference `fpk_visit_person` ``.
pub(super) fn reference_label(reference: &Reference) -> String {
    object(ObjectKind::Reference, &reference.name)
}

/// Where something is given, to follow its name, as seen from a place: ` (line 12)` in the same file,
/// ` (indexes.csv:12)` in another, nothing where it is not known.
pub(super) fn given_at(origin: &Origin, seen_from: &Origin) -> String {
    match (origin.file(), origin.line()) {
        (None, _) => String::new(),
        (file, Some(line)) if file == seen_from.file() => format!(" (line {line})"),
        _ => format!(" ({origin})"),
    }
}

/// Words as an enumeration: `a, b and c`.
pub(super) fn enumeration<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [all @ .., last] => {
            let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", all.join(", "), last.as_ref())
        }
    }
}

/// At most this many names are listed; the rest are counted.
const MAX_NAMES: usize = 8;

/// Names as an enumeration that does not get out of hand: `` `a`, `b` and 12 more``.
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut words: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if words.len() > MAX_NAMES + 1 {
        let rest = words.split_off(MAX_NAMES).len();
        words.push(format!("{rest} more"));
    }
    enumeration(&words)
}
