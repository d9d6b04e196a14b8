//! The order in which keys, not-nulls, references and indexes stand in a model: that of their tables and fields.
//! References of one table keep the order of the definition, which is their order in CREATE TABLE.

use crate::model::{Index, Key, Model, NotNull, Reference, Table};
use hashbrown::{HashMap, HashSet};

/// Sorts what stands beside the tables by table and field. What has no place, because its table or field is missing
/// or because something else has the place, goes to the end. Otherwise the order stays.
pub(super) fn normalise(model: &mut Model) {
    let places = Places::new(&model.tables);
    let mut at = places.taker();
    model.primary_keys.sort_by_cached_key(|key| last(at.primary_key(key)));
    model.uniques.sort_by_cached_key(|key| last(at.unique(key)));
    model.indexes.sort_by_cached_key(|index| last(at.index(index)));
    model.not_nulls.sort_by_cached_key(|not_null| last(at.not_null(not_null)));
    model.references.sort_by_cached_key(|reference| last(places.reference(reference).map(|(table, _)| table)));
}

fn last<P>(place: Option<P>) -> (bool, Option<P>) {
    (place.is_none(), place)
}

/// Where tables and fields stand, by name. Of two of one name the first counts.
pub(super) struct Places<'m> {
    tables: HashMap<&'m str, usize>,
    fields: HashMap<(usize, &'m str), usize>,
}

impl<'m> Places<'m> {
    pub(super) fn new(tables: &'m [Table]) -> Self {
        let mut places = Self {
            tables: HashMap::with_capacity(tables.len()),
            fields: HashMap::with_capacity(tables.iter().map(|table| table.fields.len()).sum()),
        };
        for (t, table) in tables.iter().enumerate() {
            places.tables.entry(&table.name).or_insert(t);
            for (f, field) in table.fields.iter().enumerate() {
                places.fields.entry((t, &field.name)).or_insert(f);
            }
        }
        places
    }

    /// Gives each thing its place, and each place to one thing where only one can have it.
    pub(super) fn taker(&self) -> Taker<'_> {
        Taker {
            places: self,
            primary_keys: HashSet::new(),
            uniques: HashSet::new(),
            indexes: HashSet::new(),
            not_nulls: HashSet::new(),
        }
    }

    /// The place of the table and the first field that refer to something.
    pub(super) fn reference(&self, reference: &Reference) -> Option<(usize, usize)> {
        self.field(&reference.table, reference.field_names().next()?)
    }

    fn field(&self, table: &str, field: &str) -> Option<(usize, usize)> {
        let t = self.table(table)?;
        Some((t, self.field_of(t, field)?))
    }

    pub(super) fn table(&self, name: &str) -> Option<usize> {
        self.tables.get(name).copied()
    }

    /// The place of a field in the table at this place.
    pub(super) fn field_of(&self, table: usize, name: &str) -> Option<usize> {
        self.fields.get(&(table, name)).copied()
    }
}

/// What has taken which place. A table has room for one primary key and for one unique constraint and one index of a
/// name, and a field for one not-null.
pub(super) struct Taker<'p> {
    places: &'p Places<'p>,
    primary_keys: HashSet<usize>,
    uniques: HashSet<(usize, String)>,
    indexes: HashSet<(usize, String)>,
    not_nulls: HashSet<(usize, usize)>,
}

impl Taker<'_> {
    pub(super) fn primary_key(&mut self, key: &Key) -> Option<usize> {
        let t = self.places.table(&key.table)?;
        self.primary_keys.insert(t).then_some(t)
    }

    pub(super) fn unique(&mut self, key: &Key) -> Option<usize> {
        let t = self.places.table(&key.table)?;
        self.uniques.insert((t, key.name.clone())).then_some(t)
    }

    pub(super) fn index(&mut self, index: &Index) -> Option<usize> {
        let t = self.places.table(&index.table)?;
        self.indexes.insert((t, index.name.clone())).then_some(t)
    }

    pub(super) fn not_null(&mut self, not_null: &NotNull) -> Option<(usize, usize)> {
        let place = self.places.field(&not_null.table, &not_null.field)?;
        self.not_nulls.insert(place).then_some(place)
    }
}
