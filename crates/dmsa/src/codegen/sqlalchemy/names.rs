//! Names of classes, attributes and variables that Python, SQLAlchemy and the module itself leave free.

use hashbrown::HashSet;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The names that a module itself uses, whether or not this one does.
#[rustfmt::skip] // one name a line would be a long list
static OF_THE_MODULE: &[&str] = &[
    "Any", "Base", "BigInteger", "Boolean", "Column", "Date", "DateTime", "Decimal", "DeclarativeBase", "Float",
    "ForeignKeyConstraint", "Index", "Integer", "LargeBinary", "Mapped", "MappingProxyType", "MetaData", "Numeric", "Optional",
    "CompositeReference", "PrimaryKeyConstraint", "Reference", "String", "Table", "Text", "Time", "Unique", "UniqueConstraint", "column",
    "compiles", "dt", "false", "mapped_column", "metadata", "mssql", "mysql", "oracle", "postgresql", "relationship", "sqlite",
    "text", "true", "at_once",
];

#[rustfmt::skip]
static KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// What a class body says with builtins, and attributes that SQLAlchemy has taken.
static OF_A_CLASS: &[&str] = &["bool", "bytes", "float", "int", "list", "metadata", "registry", "str"];

#[rustfmt::skip]
static BUILTINS: &[&str] = &[
    "abs", "aiter", "all", "anext", "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable",
    "chr", "classmethod", "compile", "complex", "copyright", "credits", "delattr", "dict", "dir", "divmod",
    "enumerate", "eval", "exec", "exit", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr",
    "hash", "help", "hex", "id", "input", "int", "isinstance", "issubclass", "iter", "len", "license", "list",
    "locals", "map", "max", "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property",
    "quit", "range", "repr", "reversed", "round", "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum",
    "super", "tuple", "type", "vars", "zip", "ArithmeticError", "AssertionError", "AttributeError", "BaseException",
    "BaseExceptionGroup", "BlockingIOError", "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError",
    "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
    "DeprecationWarning", "EOFError", "Ellipsis", "EncodingWarning", "EnvironmentError", "Exception",
    "ExceptionGroup", "FileExistsError", "FileNotFoundError", "FloatingPointError", "FutureWarning",
    "GeneratorExit", "IOError", "ImportError", "ImportWarning", "IndentationError", "IndexError",
    "InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError",
    "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplemented", "NotImplementedError", "OSError",
    "OverflowError", "PendingDeprecationWarning", "PermissionError", "ProcessLookupError",
    "PythonFinalizationError", "RecursionError", "ReferenceError", "ResourceWarning", "RuntimeError",
    "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError",
    "SystemExit", "TabError", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
    "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError",
    "Warning", "ZeroDivisionError",
];

/// The names of one scope.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Names that nothing in it can have; shared by all scopes of a kind.
    reserved: Rc<HashSet<String>>,
    taken: HashSet<String>,
}

impl Scope {
    /// The module's own scope; `constants` are the names it gives to types.
    pub(super) fn module<'a>(constants: impl IntoIterator<Item = &'a str>) -> Self {
        let reserved = [OF_THE_MODULE, KEYWORDS, BUILTINS].into_iter().flatten().copied();
        Self::without(reserved.chain(constants))
    }

    /// The body of a class, where the names of the module and its classes are used.
    pub(super) fn class<'a>(constants: impl IntoIterator<Item = &'a str>, classes: &'a BTreeSet<String>) -> Self {
        let reserved = [OF_THE_MODULE, KEYWORDS, OF_A_CLASS].into_iter().flatten().copied();
        let names = reserved.chain(constants).chain(classes.iter().map(String::as_str));
        Self::without(names)
    }

    fn without<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self { reserved: Rc::new(names.map(str::to_owned).collect()), taken: HashSet::new() }
    }

    fn take(&mut self, name: &str) -> bool {
        !self.reserved.contains(name) && self.taken.insert(name.to_owned())
    }

    /// The first of these names that is free, or the last of them with a number.
    pub(super) fn claim(&mut self, wanted: &[String]) -> String {
        for name in wanted {
            if self.take(name) {
                return name.clone();
            }
        }
        let stem = wanted.last().map_or("x", String::as_str).trim_end_matches('_');
        let mut number = 2;
        loop {
            let name = format!("{stem}_{number}");
            if self.take(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// An attribute or a variable: the name itself, if it can be had.
    pub(super) fn claim_variable(&mut self, name: &str) -> String {
        let plain = identifier(name);
        let other = format!("{plain}_");
        self.claim(&[plain, other])
    }

    /// A class of a table: `visit_occurrence` is `VisitOccurrence`.
    pub(super) fn claim_class(&mut self, table: &str) -> String {
        let plain = camel_case(table);
        let other = format!("{plain}Table");
        self.claim(&[plain, other])
    }
}

/// The name with nothing in it that an identifier cannot have.
pub(super) fn identifier(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    // Two underscores in front would make it private to the class, or SQLAlchemy's own.
    let private = plain.starts_with("__") || plain.starts_with("_sa_");
    if private || plain.starts_with(|c: char| c.is_ascii_digit()) || plain.chars().all(|c| c == '_') {
        format!("x{}{plain}", if plain.starts_with('_') { "" } else { "_" })
    } else {
        plain
    }
}

/// Words in capitals or in small letters are capitalized, others keep their capitals.
fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in identifier(name).split('_') {
        let mut characters = word.chars();
        out.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        if word.chars().any(|c| c.is_ascii_lowercase()) {
            out.push_str(characters.as_str());
        } else {
            out.push_str(&characters.as_str().to_ascii_lowercase());
        }
    }
    if out.is_empty() { "X".to_owned() } else { out }
}

/// What a reference can be called after its column: `visit_occurrence_id` refers to a `visit_occurrence`.
pub(super) fn relationship(column: &str, target: &str) -> Vec<String> {
    let stem = column.len().checked_sub(3).filter(|end| *end > 0 && column.is_char_boundary(*end));
    let base = stem.map(|end| column.split_at(end)).filter(|(_, end)| end.eq_ignore_ascii_case("_id"));
    let qualified = identifier(&format!("{}_{target}", base.map_or(column, |(base, _)| base)));
    base.map(|(base, _)| identifier(base)).into_iter().chain([qualified]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_in_camel_case() {
        let mut scope = Scope::module([]);
        for (table, class) in [
            ("visit_occurrence", "VisitOccurrence"),
            ("OBSERVATION_FACT", "ObservationFact"),
            ("visitOccurrence", "VisitOccurrenceTable"),
            ("visit occurrence", "VisitOccurrenceTable_2"),
            ("index", "IndexTable"),
            ("none", "NoneTable"),
            ("warning", "WarningTable"),
            ("2nd", "X2nd"),
            ("", "X"),
        ] {
            assert_eq!(scope.claim_class(table), class, "{table}");
        }
    }

    #[test]
    fn attributes_keep_their_names_if_they_can() {
        let mut scope = Scope::class(["NUMBER"], &BTreeSet::from(["Person".to_owned()]));
        for (column, attribute) in [
            ("person_id", "person_id"),
            ("id", "id"),
            ("class", "class_"),
            ("int", "int_"),
            ("metadata", "metadata_"),
            ("NUMBER", "NUMBER_"),
            ("Person", "Person_"),
            ("with space", "with_space"),
            ("with-space", "with_space_"),
            ("with$space", "with_space_2"),
            ("__private", "x__private"),
            ("1st", "x_1st"),
            ("é", "x_"),
        ] {
            assert_eq!(scope.claim_variable(column), attribute, "{column}");
        }
    }

    #[test]
    fn relationships_are_named_after_their_columns() {
        assert_eq!(relationship("provider_id", "provider"), ["provider", "provider_provider"]);
        assert_eq!(relationship("PROVIDER_ID", "provider"), ["PROVIDER", "PROVIDER_provider"]);
        assert_eq!(relationship("patid", "demographic"), ["patid_demographic"]);
        assert_eq!(relationship("_id", "x"), ["_id_x"]);
    }
}
