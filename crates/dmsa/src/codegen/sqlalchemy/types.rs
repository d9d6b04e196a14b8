//! Types of columns: SQLAlchemy's and Python's.

use super::python::{self, Expr};
use crate::dialect::{Dialect, USUAL, number_size, string_length};
use crate::model::{FieldType, TypeKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// The types of a module. Where databases need different types, the module gives the type a name.
pub(super) struct Types {
    dialect: Option<&'static dyn Dialect>,
    /// The named types, in the order of their names.
    constants: BTreeMap<String, Constant>,
    /// What a column has for each type of the module. There are few.
    arguments: Vec<(FieldType, String)>,
}

struct Constant {
    value: String,
    /// What follows the value, for each database.
    variants: Vec<String>,
}

impl Types {
    pub(super) fn new(dialect: Option<&'static dyn Dialect>) -> Self {
        Self { dialect, constants: BTreeMap::new(), arguments: Vec::new() }
    }

    /// Makes the type known to the module, so that it gets a name if it needs one.
    pub(super) fn add(&mut self, data_type: &FieldType) {
        if self.arguments.iter().any(|(known, _)| known == data_type) {
            return;
        }
        let argument = self.argument(data_type);
        self.arguments.push((data_type.clone(), argument));
    }

    fn argument(&mut self, data_type: &FieldType) -> String {
        let generic = generic(data_type);
        let constant = match self.dialect {
            None => {
                let write = |Variant { dialect, own }| format!(".with_variant({dialect}.{own}, \"{dialect}\")");
                Constant { value: generic.call(), variants: variants(data_type).into_iter().map(write).collect() }
            }
            Some(dialect) => match own(dialect, data_type) {
                Some(value) => Constant { value, variants: Vec::new() },
                None => return generic.argument(),
            },
        };
        if !constant.variants.is_empty() || constant.value.contains('.') && constant.value.contains('(') {
            let name = generic.constant();
            self.constants.insert(name.clone(), constant);
            return name;
        }
        if self.dialect.is_some() { constant.value } else { generic.argument() }
    }

    /// The names that the module gives to types.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.constants.keys().map(String::as_str)
    }

    /// Writes the named types.
    pub(super) fn write(&self, out: &mut String) {
        if self.constants.is_empty() {
            return;
        }
        out.push('\n');
        python::comment(out, 0, "As dmsa's SQL has them, where SQLAlchemy's own choice for some database is another.");
        for (name, Constant { value, variants }) in &self.constants {
            let is_untyped = [value].into_iter().chain(variants).any(|code| calls_untyped(code));
            let remark = if is_untyped { "  # type: ignore[no-untyped-call,unused-ignore]" } else { "" };
            python::assign_chain(out, name, value, variants, remark);
        }
    }

    /// The type as an argument of a column.
    pub(super) fn expression(&self, data_type: &FieldType) -> Expr {
        let known = self.arguments.iter().find(|(known, _)| known == data_type);
        Expr::code(known.map_or("", |(_, argument)| argument))
    }
}

/// The type of SQLAlchemy's package for a database, as code.
fn own(dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    dialect.sqlalchemy_type(data_type).map(|own| format!("{}.{own}", dialect.name()))
}

/// Whether the code makes a type of a database with sizes: SQLAlchemy gives those no types of their own yet, which
/// mypy's strict mode minds.
fn calls_untyped(code: &str) -> bool {
    USUAL.iter().any(|dialect| {
        let package = format!("{}.", dialect.name());
        code.match_indices(&package).any(|(place, _)| {
            code[place + package.len()..].trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('(')
        })
    })
}

/// The type for a database where SQLAlchemy's own choice is not the type of our scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The database, which is also the name of SQLAlchemy's package for it.
    pub dialect: &'static str,
    /// The type of that package, with its sizes: `NUMBER(10)`, or `NUMBER` without.
    pub own: String,
}

/// The types for databases that need another.
pub(in crate::codegen) fn variants(data_type: &FieldType) -> Vec<Variant> {
    let of =
        |dialect: &&dyn Dialect| Some(Variant { dialect: dialect.name(), own: dialect.sqlalchemy_type(data_type)? });
    let mut variants: Vec<_> = USUAL.iter().filter_map(of).collect();
    variants.sort_unstable_by_key(|variant| variant.dialect);
    variants
}

/// A type for all databases.
pub(in crate::codegen) struct Generic {
    pub(in crate::codegen) class: &'static str,
    pub(in crate::codegen) sizes: Vec<u32>,
    /// What its name begins with, where it has one.
    stem: &'static str,
}

impl Generic {
    fn call(&self) -> String {
        let sizes: Vec<_> = self.sizes.iter().map(ToString::to_string).collect();
        // Where a database has no type for true and false, the values are checked.
        let check = if self.class == BOOLEAN { "create_constraint=True" } else { "" };
        format!("{}({}{check})", self.class, sizes.join(", "))
    }

    /// A class without arguments needs no brackets.
    fn argument(&self) -> String {
        if self.sizes.is_empty() && self.class != BOOLEAN { self.class.to_owned() } else { self.call() }
    }

    fn constant(&self) -> String {
        self.sizes.iter().fold(self.stem.to_owned(), |name, size| format!("{name}_{size}"))
    }
}

const BOOLEAN: &str = "Boolean";

pub(in crate::codegen) fn generic(data_type: &FieldType) -> Generic {
    let (class, stem, sizes) = match &data_type.kind {
        TypeKind::Integer => ("Integer", "INTEGER", Vec::new()),
        TypeKind::BigInteger => ("BigInteger", "BIGINTEGER", Vec::new()),
        TypeKind::Number | TypeKind::Decimal => {
            let (precision, scale) = number_size(data_type);
            // A scale may not exceed the precision.
            ("Numeric", "NUMBER", vec![precision, scale.min(precision)])
        }
        TypeKind::Float => ("Float", "FLOAT", Vec::new()),
        TypeKind::String => ("String", "STRING", vec![string_length(data_type)]),
        // A type that is not known stops the plan before it comes here, unless its table is not selected.
        TypeKind::Text | TypeKind::Clob | TypeKind::Unknown(_) => ("Text", "TEXT", Vec::new()),
        TypeKind::Date => ("Date", "DATE", Vec::new()),
        TypeKind::DateTime | TypeKind::Timestamp => ("DateTime", "DATETIME", Vec::new()),
        TypeKind::Time => ("Time", "TIME", Vec::new()),
        TypeKind::Boolean => (BOOLEAN, "BOOLEAN", Vec::new()),
        TypeKind::Blob => ("LargeBinary", "BLOB", Vec::new()),
    };
    Generic { class, sizes, stem }
}

/// The Python type of the values, as annotations name it.
pub(super) fn python_type(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Integer | TypeKind::BigInteger => "int",
        TypeKind::Number | TypeKind::Decimal => "Decimal",
        TypeKind::Float => "float",
        TypeKind::String | TypeKind::Text | TypeKind::Clob | TypeKind::Unknown(_) => "str",
        TypeKind::Date => "dt.date",
        TypeKind::DateTime | TypeKind::Timestamp => "dt.datetime",
        TypeKind::Time => "dt.time",
        TypeKind::Boolean => "bool",
        TypeKind::Blob => "bytes",
    }
}
