//! What a definition asks of data: tables with typed columns, keys and references, every name looked up.

use crate::value::ValueType;
use dmsa::model::{Field, FieldType, Model, TypeKind};
use dmsa::schema::{Schema, TableId};
use std::collections::{BTreeSet, HashMap};

/// The rules of one model version.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The model's name.
    pub model: String,
    /// Its version.
    pub version: String,
    /// The tables that have fields, in the order of the definition.
    pub tables: Vec<TableRules>,
}

/// The rules of one table.
#[derive(Debug, Clone)]
pub struct TableRules {
    /// The name, as defined.
    pub name: String,
    /// The columns, in the order of the definition.
    pub columns: Vec<Column>,
    /// The primary key first, then unique constraints and unique indexes.
    pub keys: Vec<KeyRule>,
    /// References to other tables or the same.
    pub references: Vec<ReferenceRule>,
    /// CHECK constraints: their SQL is for databases alone.
    pub conditions: Vec<Condition>,
}

/// A column and what its values must be.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name, as defined.
    pub name: String,
    /// The type with its sizes.
    pub data_type: FieldType,
    /// Whether a value must be there; columns of a primary key need one too.
    pub not_null: bool,
    /// Whether the network asks sites to fill it.
    pub required: bool,
    /// The values it may have; any if empty.
    pub allowed: Vec<String>,
}

/// A CHECK constraint.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its name; may be empty.
    pub name: String,
    /// Its SQL.
    pub expression: String,
}

/// Columns whose values, taken together, are different in each row.
#[derive(Debug, Clone)]
pub struct KeyRule {
    /// Whether this is the primary key.
    pub primary: bool,
    /// Columns by position.
    pub columns: Vec<usize>,
}

/// Columns whose values, taken together, must be found in another table.
#[derive(Debug, Clone)]
pub struct ReferenceRule {
    /// Its name; may be empty.
    pub name: String,
    /// Columns by position.
    pub columns: Vec<usize>,
    /// What they refer to, or why that is not known.
    pub target: Result<Target, String>,
    /// What texts refer to that name whole numbers: not checked, because most databases cannot compare them, but SQLite does.
    pub numbers_as_text: Option<Target>,
}

/// What a reference refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The table by position.
    pub table: usize,
    /// Its columns by position.
    pub columns: Vec<usize>,
}

impl Rules {
    /// The rules that a definition states. What names nothing is left out: `dmsa check` reports it.
    pub fn new(model: &Model) -> Self {
        let schema = Schema::new(model);
        let (mut tables, mut places) = (Vec::new(), HashMap::new());
        // Of several tables of one name the one counts that the schema finds.
        for id in schema.tables().filter(|id| schema.find_table(&schema.table(*id).name) == Some(*id)) {
            if !schema.table(id).fields.is_empty() {
                places.insert(id, tables.len());
                tables.push(TableRules::new(&schema, id));
            }
        }
        for (id, place) in &places {
            for reference in schema.references_of(*id) {
                let names = &reference.reference.ref_table;
                let target = match reference.ref_table.and_then(|table| places.get(&table).copied()) {
                    None => Err(format!("the definition has no table {names}")),
                    Some(table) => match tables[table].columns(reference.reference.ref_field_names()) {
                        None => Err(format!("the definition has no such field in table {names}")),
                        Some(columns) => Ok(Target { table, columns }),
                    },
                };
                let Some(columns) = tables[*place].columns(reference.reference.field_names()) else { continue };
                let numbers_as_text = target
                    .as_ref()
                    .ok()
                    .filter(|target| tables[*place].is_number_as_text(&columns, &tables, target))
                    .cloned();
                let target = target.and_then(|target| {
                    let pairs = columns.iter().zip(&target.columns);
                    let mut types = pairs.map(|(from, to)| {
                        let (from, to) = (&tables[*place].columns[*from], &tables[target.table].columns[*to]);
                        from.key_type()?.common(to.key_type()?)
                    });
                    if types.all(|common| common.is_some()) {
                        Ok(target)
                    } else {
                        Err(format!("its type cannot be compared with that of the field in {names}"))
                    }
                });
                let known = |known: &ReferenceRule| known.columns == columns && known.target == target;
                if !tables[*place].references.iter().any(known) {
                    let name = reference.reference.name.clone();
                    tables[*place].references.push(ReferenceRule { name, columns, target, numbers_as_text });
                }
            }
        }
        Self { model: model.name.clone(), version: model.version.to_string(), tables }
    }

    /// The place of the table of this name, in any case.
    pub fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| same(&table.name, name))
    }
}

impl TableRules {
    fn new(schema: &Schema<'_>, id: TableId) -> Self {
        let mut seen = BTreeSet::new();
        let fields = schema.fields(id).filter(|field| seen.insert(schema.field(*field).name.to_lowercase()));
        let conditions = schema.checks_of(id);
        let mut table = Self {
            name: schema.table(id).name.clone(),
            columns: fields.map(|field| Column::new(schema.field(field), schema.is_not_null(field))).collect(),
            keys: Vec::new(),
            references: Vec::new(),
            conditions: conditions
                .map(|check| Condition { name: check.name.clone(), expression: check.expression.clone() })
                .collect(),
        };
        if let Some(key) = schema.primary_key(id) {
            table.add_key(true, key.key.field_names());
        }
        for key in schema.uniques_of(id) {
            table.add_key(false, key.key.field_names());
        }
        for index in schema.indexes_of(id).filter(|index| index.index.unique) {
            table.add_key(false, index.index.fields.iter().map(|field| field.name.as_str()));
        }
        table
    }

    /// The place of the column of this name, in any case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| same(&column.name, name))
    }

    /// The names of columns, separated by commas: how reports name a key.
    pub fn names(&self, columns: &[usize]) -> String {
        columns.iter().map(|column| self.columns[*column].name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Whether each of these columns is text that has room for any whole number, and refers to a whole number.
    fn is_number_as_text(&self, columns: &[usize], tables: &[Self], target: &Target) -> bool {
        columns.iter().zip(&target.columns).all(|(from, to)| {
            let (from, to) = (&self.columns[*from], &tables[target.table].columns[*to]);
            let has_room = from.max_length().is_none_or(|length| length >= 20);
            let types = (from.key_type(), to.key_type());
            has_room
                && from.allowed.is_empty()
                && matches!(types, (Some(ValueType::Text), Some(ValueType::Integer(..))))
        })
    }

    fn columns<'a>(&self, names: impl Iterator<Item = &'a str>) -> Option<Vec<usize>> {
        let columns: Option<Vec<usize>> = names.map(|name| self.column(name)).collect();
        columns.filter(|columns| !columns.is_empty())
    }

    fn add_key<'a>(&mut self, primary: bool, names: impl Iterator<Item = &'a str>) {
        let Some(columns) = self.columns(names) else { return };
        if !self.keys.iter().any(|key| key.columns == columns) {
            self.keys.push(KeyRule { primary, columns });
        }
    }
}

impl Column {
    fn new(field: &Field, not_null: bool) -> Self {
        Self {
            name: field.name.clone(),
            data_type: field.data_type.clone(),
            not_null,
            required: field.required,
            allowed: field.allowed_values.clone(),
        }
    }

    /// The type by which values of the column are compared: sizes do not matter.
    pub(crate) fn key_type(&self) -> Option<ValueType> {
        Some(match ValueType::of(&self.data_type)? {
            ValueType::Integer(..) => ValueType::Integer(i64::MIN, i64::MAX),
            ValueType::Decimal(..) => ValueType::Decimal(0, 0),
            other => other,
        })
    }

    /// The longest value in characters, where there is a limit: 256 where the definition gives none, as in scripts.
    pub fn max_length(&self) -> Option<u32> {
        let length = self.data_type.length.filter(|length| *length > 0);
        (self.data_type.kind == TypeKind::String).then(|| length.unwrap_or(256))
    }
}

fn same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_in_any_case_and_a_key_needs_values() {
        let text = "model = \"m\"\nversion = \"1\"\n[tables.Person]\nprimary_key = { pk = [\"ID\"] }\n\
                    [tables.Person.fields]\nid = \"integer\"\nmother = \"integer -> person.id as fk\"\nother = \"integer -> nobody.id as fk2\"\n";
        let file = dmsa::source::SourceFile { path: "m.toml".into(), bytes: text.into() };
        let loaded = dmsa::source::directory::read_files(&[file]);
        let rules = Rules::new(&loaded.catalog.models[0]);
        let person = &rules.tables[rules.table("PERSON").unwrap()];
        let id = person.column("id").unwrap();
        assert!(person.columns[id].not_null);
        assert_eq!(person.references[0].target, Ok(Target { table: 0, columns: vec![id] }));
        assert_eq!(person.references[1].target, Err("the definition has no table nobody".to_owned()));
    }
}
