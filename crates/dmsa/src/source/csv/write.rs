//! Model to CSV files.

use crate::model::{Field, Key, Model, Table};
use crate::source::files::SourceFile;
use hashbrown::HashSet;
use std::collections::BTreeSet;

/// The definition in the CSV layout: paths below the definition's folder, and their content.
///
/// Reading the files gives an equal model as far as CSV can say it. It cannot say: subject areas; checks; what happens to referring rows; the
/// values that a field may have; white space at the ends of a cell;
/// a table, field or key without fields or without a name; names that differ only in case; an unnamed unique
/// constraint or index beside another of the same table, and two keys of one table and name, which become one;
/// a reference of several fields without a name, or to fields that are not in one key; an
/// extra attribute that is empty, or whose name is not in lower case or is that of a column with a meaning; a renaming
/// with a field on one side only; a line in a description that begins as the rows do, with the model and the version.
///
/// ```
/// use dmsa::model::Model;
///
/// let model = Model { name: "mine".into(), version: "1.0".into(), label: "Mine".into(), ..Model::default() };
/// let files = dmsa::source::csv::write(&model);
/// assert_eq!(files[0].path, "models.csv");
/// assert_eq!(files[0].bytes, b"model,version,release_level,release_serial,label,url,description\nmine,1.0,,,Mine,,\n");
/// ```
pub fn write(model: &Model) -> Vec<SourceFile> {
    let mut files = vec![
        Sheet::new(
            "models.csv",
            ["model", "version", "release_level", "release_serial", "label", "url", "description"],
        )
        .row([
            &model.name,
            model.version.as_str(),
            &model.release.level,
            &model.release.serial,
            &model.label,
            &model.url,
            &model.description,
        ]),
    ];
    files.push(tables(model));
    for (table, name) in model.tables.iter().zip(file_names(&model.tables)) {
        if !table.fields.is_empty() {
            files.push(fields(model, table, &format!("definitions/{name}.csv")));
            files.push(schema(model, table, &format!("schema/{name}.csv")));
        }
    }
    files.push(keys(model, &model.primary_keys, "primary key", "constraints/primary_keys.csv"));
    files.push(keys(model, &model.uniques, "unique", "constraints/uniques.csv"));
    files.push(not_nulls(model));
    files.push(references(model));
    files.push(indexes(model));
    files.push(renamings(model));
    files.into_iter().filter(|sheet| sheet.rows > 0).map(Sheet::into_file).collect()
}

/// A file that is being written.
struct Sheet {
    path: String,
    text: String,
    rows: usize,
}

impl Sheet {
    fn new<'c>(path: &str, header: impl IntoIterator<Item = &'c str>) -> Self {
        let mut sheet = Self { path: path.to_owned(), text: String::new(), rows: 0 };
        sheet.write(header);
        sheet
    }

    fn row<'c>(mut self, cells: impl IntoIterator<Item = &'c str>) -> Self {
        self.push(cells);
        self
    }

    fn push<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        self.rows += 1;
        self.write(cells);
    }

    fn write<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            if cell.contains(['"', ',', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
    }

    fn into_file(self) -> SourceFile {
        SourceFile { path: self.path, bytes: self.text.into_bytes() }
    }
}

fn tables(model: &Model) -> Sheet {
    let mut sheet = Sheet::new("tables.csv", ["model", "version", "table", "label", "description"]);
    for table in &model.tables {
        sheet.push([&model.name, model.version.as_str(), &table.name, &table.label, &table.description]);
    }
    sheet
}

fn fields(model: &Model, table: &Table, path: &str) -> Sheet {
    let extra: BTreeSet<&str> = table.fields.iter().flat_map(|field| field.extra.keys()).map(String::as_str).collect();
    let has_label = table.fields.iter().any(|field| !field.label.is_empty());
    let mut header = vec!["model", "version", "table", "field", "required"];
    header.extend(has_label.then_some("label"));
    header.extend(&extra);
    header.push("description");
    let mut sheet = Sheet::new(path, header);
    for field in &table.fields {
        let required = if field.required { "YES" } else { "NO" };
        let mut row = vec![&model.name, model.version.as_str(), &table.name, &field.name, required];
        row.extend(has_label.then_some(field.label.as_str()));
        row.extend(extra.iter().map(|name| field.extra.get(*name).map_or("", String::as_str)));
        row.push(&field.description);
        sheet.push(row);
    }
    sheet
}

fn schema(model: &Model, table: &Table, path: &str) -> Sheet {
    let header = ["model", "version", "table", "field", "type", "length", "precision", "scale", "default"];
    let mut sheet = Sheet::new(path, header);
    let size = |size: Option<u32>| size.map(|size| size.to_string()).unwrap_or_default();
    for Field { name, data_type, default, .. } in &table.fields {
        let sizes = [size(data_type.length), size(data_type.precision), size(data_type.scale)];
        let [length, precision, scale] = &sizes;
        let kind = data_type.kind.name();
        sheet.push([&model.name, model.version.as_str(), &table.name, name, kind, length, precision, scale, default]);
    }
    sheet
}

const CONSTRAINTS: [&str; 6] = ["model", "version", "table", "field", "type", "name"];

fn keys(model: &Model, keys: &[Key], kind: &str, path: &str) -> Sheet {
    let mut sheet = Sheet::new(path, CONSTRAINTS);
    for key in keys {
        for field in key.field_names() {
            sheet.push([&model.name, model.version.as_str(), &key.table, field, kind, &key.name]);
        }
    }
    sheet
}

fn not_nulls(model: &Model) -> Sheet {
    let mut sheet = Sheet::new("constraints/not_nulls.csv", CONSTRAINTS);
    for not_null in &model.not_nulls {
        sheet.push([&model.name, model.version.as_str(), &not_null.table, &not_null.field, "not null", ""]);
    }
    sheet
}

fn references(model: &Model) -> Sheet {
    let header = ["model", "version", "table", "field", "ref_table", "ref_field", "name"];
    let mut sheet = Sheet::new("references.csv", header);
    for reference in &model.references {
        for field in &reference.fields {
            sheet.push([
                &model.name,
                model.version.as_str(),
                &reference.table,
                &field.field,
                &reference.ref_table,
                &field.ref_field,
                &reference.name,
            ]);
        }
    }
    sheet
}

fn indexes(model: &Model) -> Sheet {
    let mut sheet = Sheet::new("indexes.csv", ["model", "version", "name", "unique", "table", "field", "order"]);
    for index in &model.indexes {
        let unique = if index.unique { "Yes" } else { "No" };
        for field in &index.fields {
            let order = if field.descending { "desc" } else { "asc" };
            let version = model.version.as_str();
            sheet.push([&model.name, version, &index.name, unique, &index.table, &field.name, order]);
        }
    }
    sheet
}

fn renamings(model: &Model) -> Sheet {
    let header =
        ["model", "source_version", "source_table", "source_field", "target_version", "target_table", "target_field"];
    let mut sheet = Sheet::new("renamings.csv", header);
    for renaming in &model.renamings {
        sheet.push([
            &model.name,
            &renaming.source_version,
            &renaming.source_table,
            &renaming.source_field,
            model.version.as_str(),
            &renaming.table,
            &renaming.field,
        ]);
    }
    sheet
}

/// A file name for each table: its own where that will do on any file system, and no two the same.
fn file_names(tables: &[Table]) -> Vec<String> {
    let is_plain = |name: &str| {
        !name.is_empty() && name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(tables.len());
    for (number, table) in tables.iter().enumerate() {
        let plain = is_plain(&table.name) && taken.insert(table.name.to_lowercase());
        // Plain names have no hyphen, so these are never taken.
        names.push(if plain { table.name.clone() } else { format!("table-{}", number + 1) });
    }
    names
}
