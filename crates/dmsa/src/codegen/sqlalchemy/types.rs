//! Types of columns: SQLAlchemy's and Python's.

use super::python::{self, Expr};
use crate::dialect::{DIALECTS, Dialect, number_size, string_length};
use crate::model::{FieldType, TypeKind};
use std::collections::BTreeMap;

/// The types of a module. Where databases must be told different types, the module gives the type a name.
pub(super) struct Types {
    dialect: Option<&'static dyn Dialect>,
    /// The named types, in the order of their names.
    constants: BTreeMap<String, Constant>,
}

struct Constant {
    value: String,
    /// What follows the value, for each database.
    variants: Vec<String>,
}

impl Types {
    pub(super) fn new(dialect: Option<&'static dyn Dialect>) -> Self {
        Self { dialect, constants: BTreeMap::new() }
    }

    /// Makes the type known to the module, so that it gets a name if it needs one.
    pub(super) fn add(&mut self, data_type: &FieldType) {
        let generic = generic(data_type);
        let constant = match self.dialect {
            None => Constant { value: generic.call(), variants: variants(data_type) },
            Some(dialect) => match own(dialect, data_type) {
                Some(value) => Constant { value, variants: Vec::new() },
                None => return,
            },
        };
        if !constant.variants.is_empty() || constant.value.contains('.') && constant.value.contains('(') {
            self.constants.insert(generic.constant(), constant);
        }
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
        let generic = generic(data_type);
        let constant = generic.constant();
        Expr::code(if self.constants.contains_key(&constant) {
            constant
        } else {
            self.dialect.and_then(|dialect| own(dialect, data_type)).unwrap_or_else(|| generic.argument())
        })
    }
}

/// The type of SQLAlchemy's package for a database, as code.
fn own(dialect: &dyn Dialect, data_type: &FieldType) -> Option<String> {
    dialect.sqlalchemy_type(data_type).map(|own| format!("{}.{own}", dialect.name()))
}

/// Whether the code makes a type of a database with sizes: SQLAlchemy gives those no types of their own yet, which
/// mypy's strict mode minds.
fn calls_untyped(code: &str) -> bool {
    DIALECTS.iter().any(|dialect| {
        let package = format!("{}.", dialect.name());
        code.match_indices(&package).any(|(place, _)| {
            code[place + package.len()..].trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('(')
        })
    })
}

/// What the databases must be told where SQLAlchemy's own choice is not the type of our scripts.
fn variants(data_type: &FieldType) -> Vec<String> {
    let of = |dialect: &&dyn Dialect| Some((dialect.name(), dialect.sqlalchemy_type(data_type)?));
    let mut variants: Vec<_> = DIALECTS.iter().filter_map(of).collect();
    variants.sort_unstable();
    variants.iter().map(|(name, own)| format!(".with_variant({name}.{own}, \"{name}\")")).collect()
}

/// A type for all databases.
struct Generic {
    class: &'static str,
    arguments: Vec<String>,
    /// What its name begins with, where it has one.
    stem: &'static str,
}

impl Generic {
    fn call(&self) -> String {
        format!("{}({})", self.class, self.arguments.join(", "))
    }

    /// A class without arguments needs no brackets.
    fn argument(&self) -> String {
        if self.arguments.is_empty() { self.class.to_owned() } else { self.call() }
    }

    fn constant(&self) -> String {
        [self.stem].into_iter().chain(self.arguments.iter().map(String::as_str)).collect::<Vec<_>>().join("_")
    }
}

fn generic(data_type: &FieldType) -> Generic {
    let (class, stem, arguments) = match &data_type.kind {
        TypeKind::Integer => ("Integer", "INTEGER", Vec::new()),
        TypeKind::BigInteger => ("BigInteger", "BIGINTEGER", Vec::new()),
        TypeKind::Number | TypeKind::Decimal => {
            let (precision, scale) = number_size(data_type);
            // Databases know no more digits after the point than in all.
            ("Numeric", "NUMBER", vec![precision.to_string(), scale.min(precision).to_string()])
        }
        TypeKind::Float => ("Float", "FLOAT", Vec::new()),
        TypeKind::String => ("String", "STRING", vec![string_length(data_type).to_string()]),
        // A type that is not known stops the plan before it comes here, unless its table is not wanted.
        TypeKind::Text | TypeKind::Clob | TypeKind::Unknown(_) => ("Text", "TEXT", Vec::new()),
        TypeKind::Date => ("Date", "DATE", Vec::new()),
        TypeKind::DateTime | TypeKind::Timestamp => ("DateTime", "DATETIME", Vec::new()),
        TypeKind::Time => ("Time", "TIME", Vec::new()),
        TypeKind::Boolean => return boolean(),
        TypeKind::Blob => ("LargeBinary", "BLOB", Vec::new()),
    };
    Generic { class, arguments, stem }
}

/// Where a database has no such type, the values are checked.
fn boolean() -> Generic {
    Generic { class: "Boolean", arguments: vec!["create_constraint=True".to_owned()], stem: "BOOLEAN" }
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
