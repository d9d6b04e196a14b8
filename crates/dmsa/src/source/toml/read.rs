//! TOML to model.

use super::document::{Document, Value, in_order};
use super::line::{self, FieldLine, Target};
use super::parser::Fault;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Area, Check, Field, Index, IndexField, Key, KeyField, Model, NotNull, Origin, Reference, ReferenceField, Release,
    Renaming, Table,
};
use crate::source::catalog::Definition;
use crate::source::identity::Identity;
use toml::de::DeTable;

/// Reads a definition; nothing if the file is something else, or cannot be understood, which is reported.
pub(in crate::source) fn read(path: &str, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Definition> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let text = String::from_utf8_lossy(bytes);
            let mut document = Document::new(path, &text);
            // Up to here the text is the same; then comes the sign for what is none.
            let at = error.valid_up_to();
            document.error(&(at..at + char::REPLACEMENT_CHARACTER.len_utf8()), "the file is not UTF-8");
            diagnostics.append(&mut document.diagnostics);
            return None;
        }
    };
    let mut document = Document::new(path, text);
    let definition = match DeTable::parse(text) {
        Ok(root) => Reader { document: &mut document, model: Model::default() }.definition(root.get_ref()),
        Err(error) => {
            document.error(&error.span().unwrap_or(0..0), error.message());
            None
        }
    };
    let definition = definition.filter(|_| document.is_usable());
    if let Some(Definition { model, .. }) = &definition {
        let title = format!("{} {}", model.name, model.version);
        document.diagnostics.iter_mut().for_each(|found| found.model = Some(title.clone()));
    }
    diagnostics.append(&mut document.diagnostics);
    definition
}

struct Reader<'d, 't> {
    document: &'d mut Document<'t>,
    model: Model,
}

impl Reader<'_, '_> {
    fn definition(mut self, root: &DeTable<'_>) -> Option<Definition> {
        if !root.contains_key("model") && !root.contains_key("tables") {
            return None;
        }
        let known =
            ["model", "version", "label", "url", "description", "release", "areas", "tables", "renamings", "loose"];
        self.document.unknown_keys(root, &known);
        self.model.name = self.text(root, "model");
        self.model.version = self.text(root, "version").as_str().into();
        self.model.label = self.text(root, "label");
        self.model.url = self.text(root, "url");
        self.model.description = self.text(root, "description");
        if let Some(release) = root.get("release").and_then(|value| self.document.table(value, "release")) {
            self.document.unknown_keys(release, &["level", "serial"]);
            self.model.release = Release { level: self.text(release, "level"), serial: self.text(release, "serial") };
        }
        let start = root.get("model").map_or(0..0, |value| value.span());
        let identity = Identity::new(&self.model.name, self.model.version.as_str());
        // A version that is not a string has been reported by now.
        if let (Err(message), true) = (identity, self.document.is_usable()) {
            self.document.error(&start, message);
        }
        if let Some(tables) = root.get("tables").and_then(|value| self.document.table(value, "tables")) {
            for (key, value) in in_order(tables) {
                self.table(key.get_ref(), &key.span(), value);
            }
        }
        if let Some(areas) = root.get("areas").and_then(|value| self.document.table(value, "areas")) {
            for (title, value) in in_order(areas) {
                self.area(title.get_ref(), value);
            }
        }
        for value in root.get("renamings").map_or(&[][..], |value| self.document.list(value, "renamings")) {
            self.renamings(value);
        }
        if let Some(loose) = root.get("loose").and_then(|value| self.document.table(value, "loose")) {
            self.loose(loose);
        }
        Some(Definition::new(self.model, self.document.origin(&start), true))
    }

    fn area(&mut self, title: &str, value: &Value<'_>) {
        let origin = self.document.origin(&value.span());
        let mut area = Area { title: title.to_owned(), tables: Vec::new(), origin };
        for value in self.document.list(value, &format!("the area {title}")) {
            area.tables.push(self.document.string(value, "a table of an area").to_owned());
        }
        self.model.areas.push(area);
    }

    fn table(&mut self, key: &str, at: &std::ops::Range<usize>, value: &Value<'_>) {
        let Some(entries) = self.document.table(value, &format!("the table {key}")) else {
            return;
        };
        let known = [
            "name",
            "label",
            "description",
            "primary_key",
            "references",
            "reference_order",
            "uniques",
            "indexes",
            "checks",
            "fields",
        ];
        self.document.unknown_keys(entries, &known);
        let mut table = Table {
            name: self.name(entries, key),
            label: self.text(entries, "label"),
            description: self.text(entries, "description"),
            fields: Vec::new(),
            origin: self.document.origin(at),
        };
        if let Some(value) = entries.get("primary_key") {
            self.primary_key(&table.name, value);
        }
        let references = self.model.references.len();
        if let Some(fields) = entries.get("fields").and_then(|value| self.document.table(value, "fields")) {
            for (key, value) in in_order(fields) {
                let field = self.field(&table.name, key.get_ref(), value);
                table.fields.push(field);
            }
        }
        let parse = |text: &str, origin| line::parse_reference_of(&table.name, text, origin);
        let listed = self.lines(entries, "references", parse);
        self.model.references.extend(listed);
        if let Some(order) = entries.get("reference_order") {
            self.order_references(references, order);
        }
        if let Some(uniques) = entries.get("uniques").and_then(|value| self.document.table(value, "uniques")) {
            for (name, value) in in_order(uniques) {
                let key = self.key(&table.name, name.get_ref(), value, "unique constraint");
                self.model.uniques.push(key);
            }
        }
        if let Some(indexes) = entries.get("indexes").and_then(|value| self.document.table(value, "indexes")) {
            for (name, value) in in_order(indexes) {
                let index = self.index(&table.name, name.get_ref(), value);
                self.model.indexes.push(index);
            }
        }
        if let Some(checks) = entries.get("checks").and_then(|value| self.document.table(value, "checks")) {
            for (name, value) in in_order(checks) {
                let (name, table) = (name.get_ref().to_string(), table.name.clone());
                let expression = self.document.string(value, &format!("the check {name} of {table}")).to_owned();
                self.model.checks.push(Check { name, table, expression, origin: self.document.origin(&value.span()) });
            }
        }
        self.model.tables.push(table);
    }

    fn field(&mut self, table: &str, key: &str, value: &Value<'_>) -> Field {
        let mut field = Field { name: key.to_owned(), origin: self.document.origin(&value.span()), ..Field::default() };
        let mut is = Some(value);
        if let Some(entries) = value.get_ref().as_table() {
            self.document.unknown_keys(entries, &["name", "is", "label", "description", "values", "extra"]);
            field.name = self.name(entries, key);
            field.label = self.text(entries, "label");
            field.description = self.text(entries, "description");
            is = entries.get("is");
            if let Some(values) = entries.get("values") {
                let values = self.document.list(values, "values");
                let text = |value| self.document.string(value, "a value").to_owned();
                field.allowed_values = values.iter().map(text).collect();
            }
            if let Some(extra) = entries.get("extra").and_then(|value| self.document.table(value, "extra")) {
                for (name, value) in in_order(extra) {
                    let text = self.document.string(value, name.get_ref()).to_owned();
                    field.extra.insert(name.get_ref().to_string(), text);
                }
            }
        }
        let what = format!("the field {table}.{}", field.name);
        let line = is.and_then(|is| self.document.line(is, &what, |text, _| FieldLine::parse(text)));
        let FieldLine { data_type, not_null, required, default, references } = line.unwrap_or_default();
        (field.data_type, field.required, field.default) = (data_type, required, default);
        let (table, name, origin) = (table.to_owned(), field.name.clone(), field.origin.clone());
        if not_null {
            let (table, field, origin) = (table.clone(), name.clone(), origin.clone());
            self.model.not_nulls.push(NotNull { table, field, origin });
        }
        for Target { table: ref_table, field: ref_field, alias, on_delete, on_update } in references {
            let (table, field, origin) = (table.clone(), name.clone(), origin.clone());
            let fields = vec![ReferenceField { field, ref_field, origin: origin.clone() }];
            let reference = Reference { name: alias, table, fields, ref_table, on_delete, on_update, origin };
            self.model.references.push(reference);
        }
        field
    }

    /// Puts the references from the `first` on into the order of these fields; those that are not named stay behind.
    fn order_references(&mut self, first: usize, order: &Value<'_>) {
        let mut waiting = self.model.references.split_off(first);
        for value in self.document.list(order, "reference_order") {
            let field = self.document.string(value, "a field of reference_order");
            match waiting.iter().position(|reference| line::reference_key(reference) == field) {
                Some(place) => self.model.references.push(waiting.remove(place)),
                None => self.document.error(&value.span(), format!("reference_order: {field} has no such reference")),
            }
        }
        self.model.references.append(&mut waiting);
    }

    /// One key by its name, or a list of fields, which has none.
    fn primary_key(&mut self, table: &str, value: &Value<'_>) {
        let Some(named) = value.get_ref().as_table() else {
            let key = self.key(table, "", value, "primary key");
            self.model.primary_keys.push(key);
            return;
        };
        for (name, value) in in_order(named) {
            let key = self.key(table, name.get_ref(), value, "primary key");
            self.model.primary_keys.push(key);
        }
    }

    fn key(&mut self, table: &str, name: &str, value: &Value<'_>, what: &str) -> Key {
        let mut fields = Vec::new();
        for value in self.document.list(value, &format!("the {what} of {table}")) {
            let name = self.document.string(value, "a field of a key").to_owned();
            fields.push(KeyField { name, origin: self.document.origin(&value.span()) });
        }
        Key { name: name.to_owned(), table: table.to_owned(), fields, origin: self.document.origin(&value.span()) }
    }

    /// A list of fields, or `{ unique = true, fields = […] }`.
    fn index(&mut self, table: &str, name: &str, value: &Value<'_>) -> Index {
        let mut index = Index {
            name: name.to_owned(),
            table: table.to_owned(),
            origin: self.document.origin(&value.span()),
            ..Index::default()
        };
        let mut fields = Some(value);
        if let Some(entries) = value.get_ref().as_table() {
            self.document.unknown_keys(entries, &["unique", "fields"]);
            index.unique = entries.get("unique").is_some_and(|value| self.document.boolean(value, "unique"));
            fields = entries.get("fields");
            if fields.is_none() {
                self.document.error(&value.span(), format!("the index {name} of {table} has no `fields`"));
            }
        }
        let what = format!("the index {name} of {table}");
        for value in fields.map_or(&[][..], |fields| self.document.list(fields, &what)) {
            let field = self.index_field(value);
            index.fields.push(field);
        }
        index
    }

    /// `"name"`, `"name desc"`, or `{ field = "name", desc = true }`.
    fn index_field(&mut self, value: &Value<'_>) -> IndexField {
        let origin: Origin = self.document.origin(&value.span());
        if let Some(entries) = value.get_ref().as_table() {
            self.document.unknown_keys(entries, &["field", "desc"]);
            let descending = entries.get("desc").is_some_and(|value| self.document.boolean(value, "desc"));
            return IndexField { name: self.text(entries, "field"), descending, origin };
        }
        let text = self.document.string(value, "a field of an index");
        let name = text.strip_suffix(" desc");
        IndexField { name: name.unwrap_or(text).to_owned(), descending: name.is_some(), origin }
    }

    fn renamings(&mut self, value: &Value<'_>) {
        let Some(entries) = self.document.table(value, "renamings") else {
            return;
        };
        self.document.unknown_keys(entries, &["from", "fields"]);
        let from = self.text(entries, "from");
        let fields = entries.get("fields").map_or(&[][..], |value| self.document.list(value, "the renamed fields"));
        let parse = |text: &str, origin| line::parse_renaming(text, &from, origin);
        let renamings: Vec<Renaming> =
            fields.iter().filter_map(|value| self.document.line(value, "a renaming", parse)).collect();
        self.model.renamings.extend(renamings);
    }

    fn loose(&mut self, loose: &DeTable<'_>) {
        self.document.unknown_keys(loose, &["primary_keys", "uniques", "not_nulls", "references", "indexes", "checks"]);
        let keys = self.lines(loose, "primary_keys", line::parse_key);
        self.model.primary_keys.extend(keys);
        let uniques = self.lines(loose, "uniques", line::parse_key);
        self.model.uniques.extend(uniques);
        let not_nulls = self.lines(loose, "not_nulls", line::parse_not_null);
        self.model.not_nulls.extend(not_nulls);
        let references = self.lines(loose, "references", line::parse_reference);
        self.model.references.extend(references);
        let indexes = self.lines(loose, "indexes", line::parse_index);
        self.model.indexes.extend(indexes);
        for value in loose.get("checks").map_or(&[][..], |value| self.document.list(value, "checks")) {
            let Some(entries) = self.document.table(value, "a check") else { continue };
            self.document.unknown_keys(entries, &["name", "table", "check"]);
            let (name, table) = (self.text(entries, "name"), self.text(entries, "table"));
            let (expression, origin) = (self.text(entries, "check"), self.document.origin(&value.span()));
            self.model.checks.push(Check { name, table, expression, origin });
        }
    }

    fn lines<T>(&mut self, loose: &DeTable<'_>, key: &str, parse: impl Fn(&str, Origin) -> Result<T, Fault>) -> Vec<T> {
        let values = loose.get(key).map_or(&[][..], |value| self.document.list(value, key));
        values.iter().filter_map(|value| self.document.line(value, key, &parse)).collect()
    }

    /// The key is the name, except where two have the same name.
    fn name(&mut self, entries: &DeTable<'_>, key: &str) -> String {
        if entries.contains_key("name") { self.text(entries, "name") } else { key.to_owned() }
    }

    fn text(&mut self, entries: &DeTable<'_>, key: &str) -> String {
        entries.get(key).map(|value| self.document.string(value, key).to_owned()).unwrap_or_default()
    }
}
