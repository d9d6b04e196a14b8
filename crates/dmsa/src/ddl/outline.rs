//! What a definition's names mean, looked up once for all databases.

use crate::fold::fold;
use crate::model::{ControlCharacter, Key, Model, Reference, Table, control_character};
use hashbrown::HashMap;
use std::borrow::Cow;

/// A definition with its names looked up and sorted, for who wants scripts for several databases: see [`Scripts::of`].
///
/// [`Scripts::of`]: crate::ddl::Scripts::of
pub struct Outline<'m> {
    pub(super) model: &'m Model,
    /// A control character for which there is no script.
    pub(super) control_character: Option<ControlCharacter>,
    /// In the order of their names, all of them.
    pub(super) tables: Vec<TableOutline<'m>>,
    /// Places in `tables` by name: the first with fields, where there are several.
    places: HashMap<&'m str, usize>,
    /// By the number of the field: whether it refers to something, rightly or not.
    pub(super) referring: Vec<bool>,
    /// As the model has them.
    pub(super) not_nulls: Vec<Looked>,
    /// As the model has them.
    pub(super) primary_keys: Vec<KeyOutline>,
    /// As the model has them.
    pub(super) uniques: Vec<KeyOutline>,
    /// As the model has them.
    pub(super) references: Vec<ReferenceOutline>,
    /// As the model has them.
    pub(super) indexes: Vec<KeyOutline>,
    /// References, then unique constraints, of tables that are not there.
    pub(super) homeless_constraints: Vec<usize>,
    /// Indexes by table and name; `None` for tables that are not there, which come first.
    pub(super) index_order: Vec<(Option<usize>, usize)>,
}

pub(super) struct TableOutline<'m> {
    pub(super) table: &'m Table,
    /// Whether all its fields have names of their own, in small letters: no database can take two of them for one.
    pub(super) plainly_distinct: bool,
    /// The number of its first field; the others follow in the order of the definition.
    pub(super) first_field: usize,
    /// Places of its fields in the order of their names.
    pub(super) by_name: Vec<usize>,
    /// References, then unique constraints, counted together, in the order of their names.
    pub(super) constraints: Vec<usize>,
    /// Places in `constraints`, in the order of the definition.
    pub(super) definition_order: Vec<usize>,
}

/// A field by its table's place and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldAt {
    pub(super) table: usize,
    pub(super) field: usize,
}

/// What a name does not lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Table,
    Field,
}

pub(super) type Looked = Result<FieldAt, Missing>;

/// A key or an index.
pub(super) struct KeyOutline {
    pub(super) table: Option<usize>,
    /// Numbers of fields, in the order of the key.
    pub(super) fields: Vec<Option<usize>>,
    /// Whether another key of the same table comes later.
    pub(super) superseded: bool,
}

pub(super) struct ReferenceOutline {
    pub(super) from: Looked,
    pub(super) to: Looked,
}

/// A unique constraint or a reference.
#[derive(Clone, Copy)]
pub(super) enum Constraint<'m> {
    Unique(&'m Key),
    Reference(&'m Reference),
}

impl<'m> Constraint<'m> {
    pub(super) fn table(self) -> &'m str {
        match self {
            Constraint::Unique(key) => &key.table,
            Constraint::Reference(reference) => &reference.table,
        }
    }

    fn name(self) -> &'m str {
        match self {
            Constraint::Unique(key) => &key.name,
            Constraint::Reference(reference) => &reference.name,
        }
    }
}

/// The constraint of this number. References before unique constraints: the order in which the original has them inside
/// CREATE TABLE.
pub(super) fn constraint(model: &Model, number: usize) -> Constraint<'_> {
    match model.references.get(number) {
        Some(reference) => Constraint::Reference(reference),
        None => Constraint::Unique(&model.uniques[number - model.references.len()]),
    }
}

impl<'m> Outline<'m> {
    /// Looks all names up.
    pub fn new(model: &'m Model) -> Self {
        let (tables, fields) = Fields::of(model);
        let key = |key: &'m Key| fields.key(&key.table, key.field_names());
        let mut primary_keys: Vec<KeyOutline> = model.primary_keys.iter().map(key).collect();
        let last: HashMap<&str, usize> = model.primary_keys.iter().map(|key| key.table.as_str()).zip(0..).collect();
        for (place, (outline, key)) in primary_keys.iter_mut().zip(&model.primary_keys).enumerate() {
            outline.superseded = last.get(key.table.as_str()) != Some(&place);
        }
        let references: Vec<ReferenceOutline> = model
            .references
            .iter()
            .map(|reference| ReferenceOutline {
                from: fields.find(&reference.table, reference.field_names().next().unwrap_or_default()),
                to: fields.find(&reference.ref_table, reference.ref_field_names().next().unwrap_or_default()),
            })
            .collect();
        let mut referring = vec![false; fields.count];
        for from in references.iter().filter_map(|reference| reference.from.ok()) {
            referring[from.field] = true;
        }
        let index = |index: &'m crate::model::Index| {
            fields.key(&index.table, index.fields.iter().map(|field| field.name.as_str()))
        };
        let indexes: Vec<KeyOutline> = model.indexes.iter().map(index).collect();
        let mut index_order: Vec<_> = indexes.iter().map(|index| index.table).zip(0..).collect();
        index_order.sort_by_key(|(table, index)| (*table, table.map(|_| model.indexes[*index].name.as_str())));
        let mut outline = Self {
            model,
            control_character: control_character(model),
            tables,
            referring,
            not_nulls: model.not_nulls.iter().map(|at| fields.find(&at.table, &at.field)).collect(),
            uniques: model.uniques.iter().map(key).collect(),
            homeless_constraints: Vec::new(),
            primary_keys,
            references,
            indexes,
            index_order,
            places: fields.places,
        };
        outline.sort_constraints();
        outline
    }

    /// The place of the table of this name, if it has fields.
    pub(super) fn place(&self, table: &str) -> Option<usize> {
        self.places.get(table).copied()
    }

    fn sort_constraints(&mut self) {
        for number in 0..self.references.len() + self.uniques.len() {
            match self.place(constraint(self.model, number).table()) {
                Some(table) => self.tables[table].constraints.push(number),
                None => self.homeless_constraints.push(number),
            }
        }
        for table in &mut self.tables {
            let mut order: Vec<usize> = (0..table.constraints.len()).collect();
            let numbers = &table.constraints;
            order.sort_by_key(|place| constraint(self.model, numbers[*place]).name());
            table.constraints = order.iter().map(|place| numbers[*place]).collect();
            table.definition_order = vec![0; order.len()];
            for (position, place) in order.into_iter().enumerate() {
                table.definition_order[place] = position;
            }
        }
    }
}

/// The way from names to places and numbers.
struct Fields<'m> {
    count: usize,
    places: HashMap<&'m str, usize>,
    /// Numbers of fields by the place of their table and their name: the first, where there are several.
    numbers: HashMap<(usize, &'m str), usize>,
}

impl<'m> Fields<'m> {
    fn of(model: &'m Model) -> (Vec<TableOutline<'m>>, Self) {
        let count = model.tables.iter().map(|table| table.fields.len()).sum();
        let places = HashMap::with_capacity(model.tables.len());
        let mut fields = Self { count, places, numbers: HashMap::with_capacity(count) };
        let mut sorted: Vec<&Table> = model.tables.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name));
        let mut first_field = 0;
        let mut tables = Vec::with_capacity(sorted.len());
        for (place, table) in sorted.into_iter().enumerate() {
            if !table.fields.is_empty() {
                fields.places.entry(&table.name).or_insert(place);
            }
            let known = fields.numbers.len();
            for (number, field) in (first_field..).zip(&table.fields) {
                fields.numbers.entry((place, &field.name)).or_insert(number);
            }
            let plainly_distinct = fields.numbers.len() - known == table.fields.len()
                && table.fields.iter().all(|field| matches!(fold(&field.name), Cow::Borrowed(_)));
            let mut by_name: Vec<usize> = (0..table.fields.len()).collect();
            by_name.sort_by_key(|field| table.fields[*field].name.as_str());
            let (constraints, definition_order) = (Vec::new(), Vec::new());
            tables.push(TableOutline { table, plainly_distinct, first_field, by_name, constraints, definition_order });
            first_field += table.fields.len();
        }
        (tables, fields)
    }

    fn find(&self, table: &str, field: &str) -> Looked {
        let table = self.places.get(table).copied().ok_or(Missing::Table)?;
        let field = self.numbers.get(&(table, field)).copied().ok_or(Missing::Field)?;
        Ok(FieldAt { table, field })
    }

    fn key<'a>(&self, table: &str, fields: impl Iterator<Item = &'a str>) -> KeyOutline {
        let table = self.places.get(table).copied();
        let number = |field| table.and_then(|table| self.numbers.get(&(table, field)).copied());
        KeyOutline { table, fields: fields.map(number).collect(), superseded: false }
    }
}
