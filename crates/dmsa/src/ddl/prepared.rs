//! A definition in the order in which scripts take it, for all databases.

use crate::fold::fold;
use crate::model::{ControlCharacter, Key, Model, Reference, control_character};
use crate::schema::{Schema, TableId};
use std::borrow::Cow;

/// A definition with its names looked up and its objects sorted, for programs that write scripts for several databases:
/// see [`Scripts::of`].
///
/// [`Scripts::of`]: crate::ddl::Scripts::of
pub struct Prepared<'m> {
    pub(super) schema: Schema<'m>,
    /// A control character for which there is no script.
    pub(super) control_character: Option<ControlCharacter>,
    /// In the order of their names, all of them.
    pub(super) tables: Vec<SortedTable>,
    /// By the number of the field: whether it refers to something, rightly or not.
    pub(super) referring: Vec<bool>,
    /// References, then unique constraints, of tables that do not exist.
    pub(super) constraints_without_table: Vec<usize>,
    /// Indexes by table and name; those of tables that do not exist come first.
    pub(super) index_order: Vec<usize>,
}

pub(super) struct SortedTable {
    pub(super) id: TableId,
    /// Whether all its fields have names of their own, in small letters: no database can take two of them for one.
    pub(super) plainly_distinct: bool,
    /// Places of its fields in the order of their names.
    pub(super) by_name: Vec<usize>,
    /// References, then unique constraints, counted together, in the order of their names.
    pub(super) constraints: Vec<usize>,
    /// Places in `constraints`, in the order of the definition.
    pub(super) definition_order: Vec<usize>,
}

/// A unique constraint or a reference.
#[derive(Clone, Copy)]
pub(super) enum Constraint<'m> {
    Unique(&'m Key),
    Reference(&'m Reference),
}

impl<'m> Constraint<'m> {
    /// The constraint of this number. References before unique constraints: the order in which the original has them
    /// inside CREATE TABLE.
    pub(super) fn numbered(model: &'m Model, number: usize) -> Self {
        match model.references.get(number) {
            Some(reference) => Constraint::Reference(reference),
            None => Constraint::Unique(&model.uniques[number - model.references.len()]),
        }
    }

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

impl<'m> Prepared<'m> {
    /// Looks all names up, and sorts.
    pub fn new(model: &'m Model) -> Self {
        let schema = Schema::new(model);
        let mut ids: Vec<TableId> = schema.tables().collect();
        ids.sort_by_key(|id| schema.table(*id).name.as_str());
        let mut places = vec![0; ids.len()];
        for (place, id) in ids.iter().enumerate() {
            places[id.index()] = place;
        }
        let mut tables: Vec<_> = ids.into_iter().map(|id| SortedTable::new(&schema, id)).collect();
        let mut referring = vec![false; schema.field_count()];
        let pairs = schema.references().iter().flat_map(|reference| reference.known_pairs());
        for field in pairs.filter_map(|(field, _)| *field) {
            referring[schema.number(field)] = true;
        }
        let mut index_order: Vec<usize> = (0..model.indexes.len()).collect();
        index_order.sort_by_key(|index| {
            let table = schema.indexes()[*index].table;
            table.map(|table| (places[table.index()], model.indexes[*index].name.as_str()))
        });
        let mut constraints_without_table = Vec::new();
        let of_references = schema.references().iter().map(|reference| reference.table);
        let of_uniques = schema.uniques().iter().map(|unique| unique.table);
        for (number, table) in of_references.chain(of_uniques).enumerate() {
            match table {
                Some(table) => tables[places[table.index()]].constraints.push(number),
                None => constraints_without_table.push(number),
            }
        }
        tables.iter_mut().for_each(|table| table.sort_constraints(model));
        let control_character = control_character(model);
        Self { schema, control_character, tables, referring, constraints_without_table, index_order }
    }
}

impl SortedTable {
    fn new(schema: &Schema<'_>, id: TableId) -> Self {
        let fields = &schema.table(id).fields;
        let plainly_distinct =
            schema.has_distinct_fields(id) && fields.iter().all(|field| matches!(fold(&field.name), Cow::Borrowed(_)));
        let mut by_name: Vec<usize> = (0..fields.len()).collect();
        by_name.sort_by_key(|field| fields[*field].name.as_str());
        Self { id, plainly_distinct, by_name, constraints: Vec::new(), definition_order: Vec::new() }
    }

    fn sort_constraints(&mut self, model: &Model) {
        let mut order: Vec<usize> = (0..self.constraints.len()).collect();
        let numbers = &self.constraints;
        order.sort_by_key(|place| Constraint::numbered(model, numbers[*place]).name());
        self.constraints = order.iter().map(|place| numbers[*place]).collect();
        self.definition_order = vec![0; order.len()];
        for (position, place) in order.into_iter().enumerate() {
            self.definition_order[place] = position;
        }
    }
}
