//! A data model as plain data: what a definition says, and where it says it.
//!
//! Nothing here knows SQL. A [`Model`] keeps *every* fact of its definition, the wrong ones too: a key on a field that
//! does not exist, a second reference of the same name. [`crate::check`] reports them and [`crate::ddl`] decides what a
//! database can be given. Keys, references and indexes therefore stand beside the tables, not inside them.

mod origin;
mod sql_type;
mod text;
mod types;
mod version;

pub(crate) use origin::EMBEDDED;
pub use origin::Origin;
pub(crate) use text::single_line;
pub use text::{ControlCharacter, control_character, printable};
pub(crate) use text::{code_point, control_characters, replaced_characters};
pub use types::{FieldType, TypeKind};
pub use version::Version;

use std::collections::BTreeMap;

/// One version of a data model.
///
/// Tables, fields and the fields of a key keep the order of the definition. Keys, not-nulls, references and indexes
/// stand in the order of their tables and fields, those of missing tables and fields at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    /// The model's name in URLs and scripts, such as `pedsnet`.
    pub name: String,
    /// The version, such as `6.3.0`.
    pub version: Version,
    /// The name for people, such as `PEDSnet v6.3`.
    pub label: String,
    /// What the model is for; may be empty.
    pub description: String,
    /// Where its authors describe it; may be empty.
    pub url: String,
    /// How finished this version is.
    pub release: Release,
    /// The tables with their fields.
    pub tables: Vec<Table>,
    /// Primary keys; a correct definition has at most one a table.
    pub primary_keys: Vec<Key>,
    /// Unique constraints.
    pub uniques: Vec<Key>,
    /// Fields that must have a value.
    pub not_nulls: Vec<NotNull>,
    /// References from fields to fields of another (or the same) table.
    pub references: Vec<Reference>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Fields that had another name in an earlier version.
    pub renamings: Vec<Renaming>,
    /// How its authors group the tables in diagrams; may be empty. Titles are different from one another.
    pub areas: Vec<Area>,
}

impl Model {
    /// The table of this exact name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The definition without its authors' prose: no descriptions and no extra attributes, all other facts.
    #[must_use]
    pub fn without_prose(&self) -> Self {
        let mut model = self.clone();
        model.description.clear();
        for table in &mut model.tables {
            table.description.clear();
            for field in &mut table.fields {
                field.description.clear();
                field.extra.clear();
            }
        }
        model
    }
}

/// How finished a version is, in the words of its authors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// `alpha`, `beta` or `final`.
    pub level: String,
    /// A serial number within the level; kept as written.
    pub serial: String,
}

/// A table and its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The name, in the case of the definition.
    pub name: String,
    /// A name for people; may be empty.
    pub label: String,
    /// What a row stands for; may be empty.
    pub description: String,
    /// The fields in the order of the definition.
    pub fields: Vec<Field>,
    /// Where the table is defined.
    pub origin: Origin,
}

impl Table {
    /// The field of this exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// The name, in the case of the definition.
    pub name: String,
    /// A name for people; may be empty.
    pub label: String,
    /// What the field means; may be empty.
    pub description: String,
    /// Whether the network asks sites to fill it. Governance: it does not make a column `NOT NULL`.
    pub required: bool,
    /// Type and sizes.
    pub data_type: FieldType,
    /// The default as written, unquoted; empty means none.
    pub default: String,
    /// The values it may have; empty where the definition does not restrict them.
    pub allowed_values: Vec<String>,
    /// What else the definition says, by column name (`standard`, `value_set`, …).
    pub extra: BTreeMap<String, String>,
    /// Where the field is defined.
    pub origin: Origin,
    /// Where its type and default are given, if that is another place.
    pub type_origin: Origin,
}

impl Field {
    /// Where the type and the default are given.
    pub fn type_origin(&self) -> &Origin {
        if self.type_origin.file().is_some() { &self.type_origin } else { &self.origin }
    }
}

/// A primary key or a unique constraint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key {
    /// The constraint's name; may be empty.
    pub name: String,
    /// The table it holds in.
    pub table: String,
    /// Its fields, in order.
    pub fields: Vec<KeyField>,
    /// Where its first field is given.
    pub origin: Origin,
}

impl Key {
    /// The names of its fields, in order.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }
}

/// One field of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyField {
    /// The field's name.
    pub name: String,
    /// Where this field of the key is given.
    pub origin: Origin,
}

/// A field that must have a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotNull {
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// Where this is said.
    pub origin: Origin,
}

/// A reference: the values of its fields, taken together, are values of the fields they refer to in `ref_table`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The constraint's name; may be empty.
    pub name: String,
    /// The referring table.
    pub table: String,
    /// The referring fields, each with the field it refers to; never empty in a definition that was read.
    pub fields: Vec<ReferenceField>,
    /// The table referred to.
    pub ref_table: String,
    /// What a database shall do with referring rows when the row they refer to is deleted.
    pub on_delete: ReferenceAction,
    /// What a database shall do with referring rows when the key they refer to changes.
    pub on_update: ReferenceAction,
    /// Where its first field is given.
    pub origin: Origin,
}

impl Reference {
    /// A reference of one field: `table.field` to `ref_table.ref_field`.
    ///
    /// ```
    /// use dmsa::model::Reference;
    ///
    /// let reference = Reference::single("fk_visit_person", ("visit", "person_id"), ("person", "id"));
    /// assert_eq!(reference.field_names().collect::<Vec<_>>(), ["person_id"]);
    /// assert_eq!(reference.ref_field_names().collect::<Vec<_>>(), ["id"]);
    /// ```
    pub fn single(name: &str, (table, field): (&str, &str), (ref_table, ref_field): (&str, &str)) -> Self {
        let field = ReferenceField { field: field.into(), ref_field: ref_field.into(), origin: Origin::default() };
        Self {
            name: name.into(),
            table: table.into(),
            fields: vec![field],
            ref_table: ref_table.into(),
            ..Self::default()
        }
    }

    /// The names of the referring fields, in order.
    pub fn field_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(|field| field.field.as_str())
    }

    /// The names of the fields referred to, in order.
    pub fn ref_field_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(|field| field.ref_field.as_str())
    }
}

/// One field of a reference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferenceField {
    /// The referring field.
    pub field: String,
    /// The field referred to.
    pub ref_field: String,
    /// Where this field of the reference is given.
    pub origin: Origin,
}

/// What a database does with referring rows when the row they refer to is deleted or its key changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ReferenceAction {
    /// The definition does not say: the database refuses the change, when the transaction ends at the latest.
    #[default]
    NoAction,
    /// The database refuses the change at once.
    Restrict,
    /// The referring rows are deleted or changed too.
    Cascade,
    /// The referring fields become null.
    SetNull,
    /// The referring fields get their defaults.
    SetDefault,
}

impl ReferenceAction {
    /// Every action.
    pub const ALL: &'static [Self] = &[Self::NoAction, Self::Restrict, Self::Cascade, Self::SetNull, Self::SetDefault];

    /// The action in the words of SQL, in lower case: `no action`, `cascade`, ….
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAction => "no action",
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set null",
            Self::SetDefault => "set default",
        }
    }

    /// The action of this name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name().eq_ignore_ascii_case(name))
    }
}

/// A CHECK constraint: a condition that every row of a table fulfils.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name; may be empty.
    pub name: String,
    /// The table it holds in.
    pub table: String,
    /// The condition in SQL, without `CHECK` and its parentheses. A definition's author or another database wrote it, so
    /// its SQL may be of one database only.
    pub expression: String,
    /// Where this is said.
    pub origin: Origin,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// The index's name; may be empty.
    pub name: String,
    /// The table it is on.
    pub table: String,
    /// Whether no two rows may share its values.
    pub unique: bool,
    /// Its fields, in order.
    pub fields: Vec<IndexField>,
    /// Where its first field is given.
    pub origin: Origin,
}

/// One field of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexField {
    /// The field's name.
    pub name: String,
    /// Whether it is sorted downwards.
    pub descending: bool,
    /// Where this field of the index is given.
    pub origin: Origin,
}

/// A subject area: tables that stand together in diagrams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    /// What people call it.
    pub title: String,
    /// The tables, by name or pattern (`visit*`). A table is in the first area that names it.
    pub tables: Vec<String>,
    /// Where this is said.
    pub origin: Origin,
}

/// A field that had another name in an earlier version of the same model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renaming {
    /// The earlier version, as written (`v5`).
    pub source_version: String,
    /// The table then.
    pub source_table: String,
    /// The field then; empty, like [`Renaming::field`], where the table itself was renamed.
    pub source_field: String,
    /// The table now.
    pub table: String,
    /// The field now.
    pub field: String,
    /// Where this is said.
    pub origin: Origin,
}
