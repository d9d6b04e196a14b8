//! Columns: order, types, nullability, defaults.

use super::Comparison;
use crate::expect::{default_value, is_generated};
use crate::schema::{Column, Table};
use dmsa::model::{self, Field};

impl<'a> Comparison<'a> {
    pub(super) fn compare_columns(&mut self, table: &'a model::Table, found: &Table) {
        let key: Vec<String> = found.primary_key.as_ref().map(|key| key.fields.clone()).unwrap_or_default();
        let mut fields: Vec<&Field> = table.fields.iter().collect();
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let mut columns = found.columns.iter();
        for field in fields {
            let what = format!("field {}", field.name);
            if self.is_left_out(&what, &table.name) {
                self.absent_fields.insert((&table.name, &field.name));
                continue;
            }
            let name = self.column_name(&table.name, &field.name);
            match columns.next() {
                Some(column) if column.name == name => self.compare_column(table, field, column, &key),
                other => {
                    let other = other.map(|column| column.name.as_str());
                    self.problem(&table.name, &format!("{what} is missing, {other:?} is in its place"));
                    return;
                }
            }
        }
        for column in columns {
            self.problem(&table.name, &format!("the definition has no such field: {}", column.name));
        }
    }

    fn compare_column(&mut self, table: &model::Table, field: &Field, column: &Column, key: &[String]) {
        let what = format!("field {}", field.name);
        let name = table.name.as_str();
        let wanted = (self.vocabulary.data_type)(&field.data_type);
        let too_wide = column.data_type == self.vocabulary.unlimited && self.is_changed(&what, name);
        if column.data_type != wanted && !too_wide {
            self.problem(name, &format!("{what} is {} and not {wanted}", column.data_type));
        }
        let in_key = key.contains(&column.name);
        let said = self.model.not_nulls.iter().any(|said| said.table == name && said.field == field.name);
        if column.not_null != (in_key || said) {
            self.problem(name, &format!("{what}: it is {} that it must have a value", column.not_null));
        }
        let generated = is_generated(self.model, name, field, *key == [column.name.as_str()]);
        if self.vocabulary.knows_generated && column.generated != generated {
            self.problem(name, &format!("{what}: it is {} that its values are made up", column.generated));
        }
        let default = column.default.as_deref().filter(|default| *default != "NULL" && !column.generated);
        match default {
            None if field.default.is_empty() => {}
            None if self.is_left_out(&format!("default of {}", field.name), name) => {}
            Some(sql) if !field.default.is_empty() => self.compare_default(name, field, sql),
            _ => self.problem(name, &format!("{what} has the default {default:?} and not {}", field.default)),
        }
    }

    fn compare_default(&mut self, table: &str, field: &Field, sql: &str) {
        let wanted = default_value(field);
        use model::TypeKind::{Date, DateTime, Time, Timestamp};
        let is_of_time = matches!(field.data_type.kind, Date | DateTime | Time | Timestamp);
        if is_of_time && wanted.to_lowercase().starts_with("current_") {
            if !sql.to_lowercase().contains("current_") && !sql.to_lowercase().contains("cur") {
                self.problem(table, &format!("the default of {} is {sql}", field.name));
            }
            return;
        }
        let is_boolean = field.data_type.kind == model::TypeKind::Boolean;
        let is_bytes = field.data_type.kind == model::TypeKind::Blob;
        let value = match self.database.value(&format!("SELECT {sql}")) {
            Ok(value) if is_bytes => from_hex(&value).unwrap_or(value),
            Ok(value) if is_boolean && value == "t" => "1".to_owned(),
            Ok(value) if is_boolean && value == "f" => "0".to_owned(),
            Ok(value) => value,
            Err(reason) => reason,
        };
        // MariaDB prints six digits of a FLOAT.
        let precision = if field.data_type.kind == model::TypeKind::Float { 1e-5 } else { 0.0 };
        let same_number = matches!(
            (value.parse::<f64>(), wanted.parse::<f64>()),
            (Ok(a), Ok(b)) if (a - b).abs() <= precision * b.abs()
        );
        // Fractions of a second are the database's to keep.
        let is_time = wanted.contains(':') && value.split('.').next() == wanted.split('.').next();
        if value != wanted && !same_number && !is_time {
            self.problem(table, &format!("the default of {} is {value} and not {wanted}", field.name));
        }
    }
}

/// The text of bytes as PostgreSQL prints them: `\x6869`.
fn from_hex(value: &str) -> Option<String> {
    let digits = value.strip_prefix("\\x")?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    String::from_utf8(digits.chunks(2).map(byte).collect::<Option<_>>()?).ok()
}
