//! Models out of bytes: the same bytes give the same model, and any bytes give one.

use dmsa::model::{
    Field, FieldType, Index, IndexField, Key, KeyField, Model, NotNull, Origin, Reference, Table, TypeKind,
};
use dmsa::schema::Schema;

/// Names that need care somewhere.
const NAMES: &[&str] = &[
    "person",
    "Person",
    "PERSON",
    "person_id",
    "visit",
    "id",
    "code",
    "a",
    "b",
    "order",
    "select",
    "offset",
    "user",
    "rank",
    "comment",
    "Table",
    "level",
    "lateral",
    "primary",
    "index",
    "semi;colon",
    "two--dashes",
    "a\"b",
    "a'b",
    "a`b",
    "a]b",
    "a.b",
    "a b",
    "café",
    "Café",
    "名前",
    "1st",
    "$x",
    "_x",
    "#x",
    "@x",
    "back\\slash",
    "/*",
    "%s",
    "🙂",
    "delimiter",
    "go",
    "a\\",
    "a\\`b",
    "x ",
    " x",
    "ctid",
    "oid",
    "rowid",
    "sqlite_x",
    "version_history",
    "datetime",
    "ß",
    "ẞ",
    "İ",
];

/// Sizes at the limits of one database or another.
const SIZES: &[u32] = &[
    0, 1, 2, 5, 6, 20, 38, 39, 65, 66, 255, 256, 768, 769, 1000, 4000, 4001, 8001, 16_383, 16_384, 70_000, 20_000_000,
];

/// Defaults that are right for some type, or for none.
const DEFAULTS: &[&str] = &[
    "0",
    "'1'",
    "-7",
    "1.5",
    ".5",
    "1e3",
    "2147483648",
    "yes",
    "false",
    "31-Dec-2099",
    "2000-02-29",
    "2099-02-29",
    "2001-02-03 04:05:06.7",
    "12:30",
    "CURRENT_DATE",
    "current_timestamp",
    "it's",
    "''",
    "\\",
    "\\'",
    "a;b",
    "--",
    "/*",
    "%d",
    "naïve",
    "名",
    " ",
    "a\nb",
    "x'; DROP TABLE person; --",
];

/// A model of these bytes.
pub fn model(bytes: &[u8]) -> Model {
    let mut source = Source { bytes: bytes.iter().copied() };
    let mut model = Model { name: "random".into(), version: "1".into(), ..Model::default() };
    for _ in 0..1 + source.below(4) {
        source.table(&mut model);
    }
    for _ in 0..source.below(12) {
        source.object(&mut model);
    }
    respell(&mut model);
    model
}

/// Writes names in the case of their table or field, as every reader of definitions does.
fn respell(model: &mut Model) {
    let tables = Model { tables: model.tables.clone(), ..Model::default() };
    let schema = Schema::new(&tables);
    let respell = |table: &mut String, fields: Vec<&mut String>| {
        let Some(id) = schema.find_table(table) else { return };
        table.clone_from(&schema.table(id).name);
        for field in fields {
            if let Some(found) = schema.find_field(id, field) {
                field.clone_from(&schema.field(found).name);
            }
        }
    };
    for key in model.primary_keys.iter_mut().chain(&mut model.uniques) {
        respell(&mut key.table, key.fields.iter_mut().map(|field| &mut field.name).collect());
    }
    for index in &mut model.indexes {
        respell(&mut index.table, index.fields.iter_mut().map(|field| &mut field.name).collect());
    }
    for not_null in &mut model.not_nulls {
        respell(&mut not_null.table, vec![&mut not_null.field]);
    }
    for reference in &mut model.references {
        let (from, to) = reference.fields.iter_mut().map(|pair| (&mut pair.field, &mut pair.ref_field)).unzip();
        respell(&mut reference.table, from);
        respell(&mut reference.ref_table, to);
    }
}

struct Source<'a> {
    bytes: std::iter::Copied<std::slice::Iter<'a, u8>>,
}

impl Source<'_> {
    /// A number below this one, which is not 0; 0 when the bytes have run out.
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.bytes.next().unwrap_or(0)) % limit
    }

    fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == one_in - 1
    }

    fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    fn name(&mut self) -> String {
        let name = (*self.pick(NAMES)).to_owned();
        match self.below(12) {
            // Others are longer as file names, which is what MariaDB makes of tables.
            11 if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => name.repeat(80 / name.len() + self.below(8)),
            10 => format!("{}{name}", "the_same_long_beginning_".repeat(9)),
            _ => name,
        }
    }

    fn table(&mut self, model: &mut Model) {
        let name = self.name();
        // Which of two tables of one name a key is on cannot be told.
        if model.table(&name).is_some() {
            return;
        }
        let mut table = Table { name, ..Table::default() };
        for _ in 0..1 + self.below(7) {
            let field = self.field();
            if table.field(&field.name).is_none() {
                table.fields.push(field);
            }
        }
        model.tables.push(table);
    }

    fn field(&mut self) -> Field {
        let mut data_type = FieldType::from(self.pick(TypeKind::ALL).clone());
        for size in [&mut data_type.length, &mut data_type.precision, &mut data_type.scale] {
            *size = if self.is(3) { Some(*self.pick(SIZES)) } else { None };
        }
        let default = if self.is(4) { (*self.pick(DEFAULTS)).to_owned() } else { String::new() };
        Field { name: self.name(), data_type, default, ..Field::default() }
    }

    /// The name of a table and of one of its fields; sometimes of none.
    fn place(&mut self, model: &Model) -> (String, String) {
        let table = self.pick(&model.tables);
        let field = self.pick(&table.fields).name.clone();
        match self.below(16) {
            15 => (self.name(), field),
            14 => (table.name.clone(), self.name()),
            _ => (table.name.clone(), field),
        }
    }

    /// Some fields of a table.
    fn places(&mut self, model: &Model) -> (String, Vec<String>) {
        let (table, field) = self.place(model);
        let mut fields = vec![field];
        if let Some(of) = model.table(&table) {
            for _ in 0..self.below(4) {
                fields.push(self.pick(&of.fields).name.clone());
            }
        }
        (table, fields)
    }

    fn object(&mut self, model: &mut Model) {
        let name = if self.is(4) { String::new() } else { self.name() };
        match self.below(5) {
            0 => {
                let (table, field) = self.place(model);
                model.not_nulls.push(NotNull { table, field, origin: Origin::default() });
            }
            1 => {
                let (table, field) = self.place(model);
                let (ref_table, ref_field) = self.target(model);
                let reference = Reference::single(&name, (&table, &field), (&ref_table, &ref_field));
                model.references.push(reference);
            }
            2 => {
                let (table, fields) = self.places(model);
                let field = |name| IndexField { name, descending: self.is(4), ..IndexField::default() };
                let fields = fields.into_iter().map(field).collect();
                let unique = self.is(4);
                model.indexes.push(Index { name, table, unique, fields, ..Index::default() });
            }
            place => {
                let (table, fields) = self.places(model);
                let field = |name| KeyField { name, ..KeyField::default() };
                let key = Key { name, table, fields: fields.into_iter().map(field).collect(), ..Key::default() };
                if place == 3 { &mut model.primary_keys } else { &mut model.uniques }.push(key);
            }
        }
    }

    /// Somewhere a reference may point: more often than not, at a key.
    fn target(&mut self, model: &Model) -> (String, String) {
        let keys: Vec<&Key> = model.primary_keys.iter().chain(&model.uniques).collect();
        if keys.is_empty() || self.is(3) {
            return self.place(model);
        }
        let key = self.pick(&keys);
        (key.table.clone(), key.fields.first().map(|field| field.name.clone()).unwrap_or_default())
    }
}
