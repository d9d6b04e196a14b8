//! `version_history`: which operations on which model a database has seen.
//!
//! dmsa 0.7 keyed the table on a time that defaults to now, so two inserts of one moment collide, and gave the model's
//! name 16 characters. Ours has no key and room; statements after its creation bring a table of 0.7 to the same shape.

use crate::dialect::{Column, Dialect, Literal, Name, Object, ObjectKind, Sql};
use crate::model::{FieldType, Model, TypeKind};

/// The table's name.
pub(super) const TABLE: &str = "version_history";

/// The column of the moment of an operation.
const MOMENT: &str = "datetime";

/// A column of strings, its length, and its length in dmsa 0.7.
struct HistoryColumn {
    name: &'static str,
    length: u32,
    former_length: usize,
}

/// The columns after `datetime`.
const COLUMNS: [HistoryColumn; 5] = [
    HistoryColumn { name: "operation", length: 100, former_length: 100 },
    HistoryColumn { name: "model", length: 256, former_length: 16 },
    HistoryColumn { name: "model_version", length: 256, former_length: 50 },
    HistoryColumn { name: "dms_version", length: 256, former_length: 50 },
    HistoryColumn { name: "dmsa_version", length: 50, former_length: 50 },
];

/// Makes the table ready for rows about this model.
pub(super) fn prepare(
    dialect: &dyn Dialect,
    history: &Name<'_>,
    schema: Option<&str>,
    model: &Model,
    revision: &str,
) -> Vec<Sql> {
    let object = Object { kind: ObjectKind::Table, name: history, table: history, schema };
    let lengths = values(model, revision).map(|value| value.chars().count());
    let types: Vec<String> = COLUMNS
        .iter()
        .zip([0].into_iter().chain(lengths))
        .map(|(column, length)| string_type(dialect, column.length.max(u32::try_from(length).unwrap_or(u32::MAX))))
        .collect();
    let mut statements = dialect.create_if_missing(object, create(dialect, history, &types));
    statements.extend(dialect.unkey_history(history, schema));
    for ((column, data_type), length) in COLUMNS.iter().zip(&types).skip(1).zip(lengths) {
        if length > column.former_length {
            statements.extend(dialect.widen_history(history, column.name, data_type).map(Sql::from));
        }
    }
    statements
}

fn create(dialect: &dyn Dialect, history: &Name<'_>, types: &[String]) -> String {
    let mut out = format!("CREATE TABLE {} (\n\t", history.qualified);
    let moment = dialect.data_type(&TypeKind::DateTime.into()).map(|data_type| data_type.sql).unwrap_or_default();
    let (moment_type, text_type): (FieldType, FieldType) = (TypeKind::DateTime.into(), TypeKind::String.into());
    let now = now(dialect);
    let datetime = Column {
        name: &dialect.quote(MOMENT),
        field_type: &moment_type,
        data_type: &moment,
        not_null: true,
        default: dialect.capabilities().defaults.then_some(now.as_str()),
        generated: false,
    };
    dialect.column(&mut out, datetime);
    for (column, data_type) in COLUMNS.iter().zip(types) {
        out.push_str(",\n\t");
        let field_type = &text_type;
        let column =
            Column { name: column.name, field_type, data_type, not_null: false, default: None, generated: false };
        dialect.column(&mut out, column);
    }
    out.push_str("\n)");
    out.push_str(&dialect.table_options(&[]));
    out
}

/// The moment at which a row is inserted.
fn now(dialect: &dyn Dialect) -> String {
    dialect.literal(&Literal::Now("CURRENT_TIMESTAMP"), &TypeKind::DateTime.into())
}

fn string_type(dialect: &dyn Dialect, length: u32) -> String {
    let data_type = FieldType { kind: TypeKind::String, length: Some(length), precision: None, scale: None };
    dialect.data_type(&data_type).map(|data_type| data_type.sql.into_owned()).unwrap_or_default()
}

/// The values of the columns after `operation`.
fn values<'a>(model: &'a Model, revision: &'a str) -> [&'a str; 4] {
    [&model.name, model.version.as_str(), revision, env!("CARGO_PKG_VERSION")]
}

/// What adds the row about an operation: `create tables`, `drop indexes`, … Made once, as all that its statements say
/// besides the operation is the same in every script.
pub(crate) struct Recorder {
    before: Option<String>,
    insert: String,
    values: String,
    after: Option<&'static str>,
}

impl Recorder {
    pub(super) fn new(dialect: &dyn Dialect, history: &Name<'_>, model: &Model, revision: &str) -> Self {
        let mut names = COLUMNS.map(|column| column.name).join(", ");
        let mut values = values(model, revision).map(|value| dialect.string(value)).join(", ");
        if !dialect.capabilities().defaults {
            names.push_str(", ");
            names.push_str(&dialect.quote(MOMENT));
            values.push_str(", ");
            values.push_str(&now(dialect));
        }
        Self {
            before: dialect.before_history(history),
            insert: format!("INSERT INTO {} ({names}) VALUES (", history.qualified),
            values: format!(", {values})"),
            after: dialect.after_history(),
        }
    }

    /// The statements, each in parts; `operation` comes quoted.
    pub(crate) fn statements<'a>(&'a self, operation: &'a str) -> impl Iterator<Item = [&'a str; 3]> {
        let insert = [self.insert.as_str(), operation, &self.values];
        let before = self.before.as_deref().map(|sql| [sql, "", ""]);
        before.into_iter().chain([insert]).chain(self.after.map(|sql| [sql, "", ""]))
    }
}
