use super::{
    Alter, Capabilities, Column, ColumnType, DeleteTable, Group, KeyField, KeyFields, Literal, LoadFile, Name, Object,
    ObjectKind, ReservedWords, Sql,
};
use crate::model::FieldType;
use std::borrow::Cow;

/// Declares [`Dialect`], and [`Definition`] with a field for each of its methods.
macro_rules! dialect {
    (
        facts { $($(#[$fact_doc:meta])* $fact:ident: $fact_type:ty,)* }
        hooks { $($(#[$hook_doc:meta])* $hook:ident $(<$life:lifetime>)? ($($arg:ident: $arg_type:ty),*) $(-> $result:ty)?;)* }
    ) => {
        /// A database's SQL. See the [module](super) for how to use one and CONTRIBUTING for how to add one.
        pub trait Dialect: Sync {
            /// What the database can and cannot do.
            fn capabilities(&self) -> &Capabilities;

            /// The name, quoted if it must be: a reserved word, a capital letter, an unusual character. Quoting changes
            /// the meaning of a name where databases fold case, so nothing else is quoted.
            fn quote<'a>(&self, name: &'a str) -> Cow<'a, str>;

            $($(#[$fact_doc])* fn $fact(&self) -> $fact_type;)*

            $($(#[$hook_doc])* fn $hook $(<$life>)? (&self, $($arg: $arg_type),*) $(-> $result)?;)*
        }

        /// A dialect as data: facts, and functions that are given the dialect that was asked.
        pub(crate) struct Definition {
            pub(super) capabilities: Capabilities,
            $(pub(super) $fact: $fact_type,)*
            $(pub(super) $hook: $(for<$life>)? fn(&dyn Dialect, $($arg_type),*) $(-> $result)?,)*
        }

        impl Dialect for Definition {
            fn capabilities(&self) -> &Capabilities {
                &self.capabilities
            }

            fn quote<'a>(&self, name: &'a str) -> Cow<'a, str> {
                quote(self, name)
            }

            $(fn $fact(&self) -> $fact_type {
                self.$fact
            })*

            $(fn $hook $(<$life>)? (&self, $($arg: $arg_type),*) $(-> $result)? {
                (self.$hook)(self, $($arg),*)
            })*
        }
    };
}

dialect! {
    facts {
        /// The name in URLs and on the command line, in lower case: `postgresql`.
        name: &'static str,
        /// The name for people: `PostgreSQL`.
        label: &'static str,
        /// Other names that people know the database by, or one that takes the same SQL: lower case, letters and digits.
        /// They do not choose the dialect, but say which one is meant.
        also_known_as: &'static [&'static str],
        /// What kind of database it is.
        group: Group,
        /// A command that runs a script from its standard input, for help texts and pages.
        client: &'static str,
        /// Characters, besides digits and `$`, that an unquoted name cannot begin with.
        refused_initials: &'static [u8],
        /// Whether a name with `$` must be quoted.
        quotes_dollar: bool,
        /// The characters around a quoted name; the closing one is doubled within it.
        quotes: (char, char),
        /// What follows a primary key.
        primary_key_suffix: &'static str,
        /// What follows unique constraints, references and checks.
        constraint_suffix: &'static str,
        /// Whether a unique constraint that references point at must do without [`Dialect::constraint_suffix`].
        referenced_unique_is_immediate: bool,
        /// A statement after each insert into `version_history`.
        after_history: Option<&'static str>,
        /// How the database changes what is there already, for migrations; `None` where they are not written yet.
        alter: Option<&'static dyn Alter>,
        /// The function that counts the characters of a string, up to its opening parenthesis.
        character_length: &'static str,
        /// What the client must be told before files are loaded in one transaction.
        begin_load: &'static str,
        /// What ends the transaction.
        end_load: &'static str,
    }
    hooks {
        /// The words that cannot be a name unless quoted.
        reserved_words() -> &'static ReservedWords;
        /// Whether the database's client would take an unquoted name at the beginning of a line for one of its own commands.
        is_client_command(name: &str) -> bool;
        /// Whether no object of this kind can have this name, not even quoted.
        refuses_name(kind: ObjectKind, name: &str) -> bool;
        /// The names that the database gives with a table: to a primary key without one, to the sequence of generated
        /// values. Nothing else can have them.
        implied_names(table: &Name<'_>, unnamed_key: bool, generated: Option<&Name<'_>>) -> Vec<String>;
        /// How two names are told apart: equal results are one name to the database. Names in small ASCII letters that
        /// differ are always two.
        fold<'a>(name: &'a str) -> Cow<'a, str>;
        /// The type as SQL, or `None` for a type that is not known.
        data_type(data_type: &FieldType) -> Option<ColumnType>;
        /// The type of SQLAlchemy's package for this database (`NUMBER(10)` for `oracle.NUMBER(10)`, `CLOB` without sizes)
        /// that is written as [`Dialect::data_type`] is, where SQLAlchemy's type for all databases is not.
        sqlalchemy_type(data_type: &FieldType) -> Option<String>;
        /// The fields, by position, whose type must become unlimited text because a row would be too wide.
        too_wide(fields: &[&FieldType], in_key: &[bool]) -> Vec<usize>;
        /// A string as SQL, without a line end that a client could read.
        string(text: &str) -> String;
        /// A default value as SQL.
        literal(literal: &Literal, data_type: &FieldType) -> String;
        /// Writes a column of CREATE TABLE.
        column(out: &mut String, column: Column<'_>);
        /// The condition that a column of this type (quoted name) must be checked for, if the type itself does not do it.
        check(column: &str, data_type: &FieldType) -> Option<String>;
        /// Whether a field of this type can be in no key and no index.
        cannot_index(data_type: &FieldType) -> bool;
        /// Whether a key over a field of this type alone covers only the beginning of its values.
        shortens_key(data_type: &FieldType) -> bool;
        /// The fields of a key or an index as SQL, or why the database refuses them.
        key_fields(fields: &[KeyField<'_>]) -> Result<KeyFields, String>;
        /// Whether a field of the first type can refer to a field of the second.
        can_refer(from: &FieldType, to: &FieldType) -> bool;
        /// How a reference names the table it points at.
        reference_target<'a>(table: &'a Name<'_>) -> &'a str;
        /// Writes CREATE INDEX; `fields` is what [`Dialect::key_fields`] gave.
        create_index(out: &mut String, index: &Name<'_>, table: &Name<'_>, unique: bool, fields: &str);
        /// Writes DROP INDEX.
        drop_index(out: &mut String, index: &Name<'_>, table: &Name<'_>);
        /// What drops a constraint of this kind, after ALTER TABLE.
        drop_constraint(kind: ObjectKind) -> &'static str;
        /// The statement that deletes all rows of a table.
        delete_rows(table: &Name<'_>) -> String;
        /// Statements before and after those that delete the rows of tables that refer to each other in a cycle, or of one
        /// that refers to itself. By default none, which is enough where our references are checked at the end of a
        /// transaction ([`Dialect::constraint_suffix`]) and the script is run in one, and where no reference is enforced.
        around_deletes(tables: &[DeleteTable<'_>]) -> [Vec<String>; 2];
        /// What follows the columns and the closing parenthesis of CREATE TABLE; `key` is the primary key's columns.
        table_options(key: &[&str]) -> String;
        /// The statement made harmless where the object exists already.
        create_if_missing(object: Object<'_>, create: String) -> Vec<Sql>;
        /// The statement made harmless where the object does not exist.
        drop_if_present(object: Object<'_>, drop: String) -> Vec<Sql>;
        /// Statements that take the key off a `version_history` made by dmsa 0.7 and earlier: keyed on a time, it refuses a
        /// second row of the same moment.
        unkey_history(history: &Name<'_>, schema: Option<&str>) -> Vec<Sql>;
        /// A statement that widens a column of `version_history` made by dmsa 0.7 and earlier.
        widen_history(history: &Name<'_>, column: &str, data_type: &str) -> Option<String>;
        /// A statement before each insert into `version_history`.
        before_history(history: &Name<'_>) -> Option<String>;
        /// The description of a column, on one line and of a length that fits, to be written behind it.
        column_comment(text: &str) -> Option<String>;
        /// The description of a table, to be written behind its columns.
        table_comment(text: &str) -> Option<String>;
        /// A statement that describes a table (`column` is `None`) or a column; harmless to repeat.
        comment_on(table: &Name<'_>, column: Option<&Name<'_>>, schema: Option<&str>, text: &str) -> Option<Sql>;
        /// A script for the database's own client that loads a file of CSV into a table, and leaves the table as it was if
        /// a row cannot be taken; `None` where there is none yet.
        load_file(file: &LoadFile<'_>) -> Option<String>;
        /// What makes the load fail if the FROM clause gives a row: one that refers to none, which `what` describes. Empty
        /// where the database itself checks references at the end of the transaction.
        refuse_unresolved(what: &str, from: &str) -> String;
        /// A statement that renews what the database knows of a table's values.
        update_statistics(table: &str) -> String;
    }
}

/// See [`Dialect::quote`].
fn quote<'n>(dialect: &dyn Dialect, name: &'n str) -> Cow<'n, str> {
    let refused = |byte: u8| byte.is_ascii_digit() || byte == b'$' || dialect.refused_initials().contains(&byte);
    let initial = name.bytes().next();
    let legal =
        initial.is_some_and(|initial| !refused(initial)) && name.bytes().all(|byte| UNQUOTED[usize::from(byte)]);
    let legal = legal && !(dialect.quotes_dollar() && name.contains('$'));
    if legal && !dialect.reserved_words().contains(name) && !dialect.is_client_command(name) {
        return Cow::Borrowed(name);
    }
    let (open, close) = dialect.quotes();
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push(open);
    for character in name.chars() {
        quoted.push(character);
        if character == close {
            quoted.push(close);
        }
    }
    quoted.push(close);
    Cow::Owned(quoted)
}

/// The bytes of names that can go unquoted; a table, because every name of every script is looked at.
static UNQUOTED: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"abcdefghijklmnopqrstuvwxyz0123456789_$";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};
