//! The facts of a definition in the words they are compared in.

use dmsa::model::{Field, Model};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The facts of a field, and whether databases see each.
pub(super) const NAMES: [(&str, bool); 6] = [
    ("type", true),
    ("not null", true),
    ("default", true),
    ("required", false),
    ("label", false),
    ("description", false),
];

/// The facts of a field as text, in the order of [`NAMES`].
pub(super) fn field_facts(field: &Field, not_null: bool) -> [String; NAMES.len()] {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    [
        field.data_type.to_string(),
        yes(not_null),
        field.default.clone(),
        yes(field.required),
        field.label.clone(),
        field.description.clone(),
    ]
}

/// What stands beside the tables of a definition, by table.
pub(super) struct Facts {
    not_nulls: HashSet<(String, String)>,
    rules: BTreeMap<String, BTreeSet<String>>,
}

impl Facts {
    pub(super) fn of(model: &Model) -> Self {
        let lower = |text: &String| text.to_lowercase();
        let not_nulls = model.not_nulls.iter().map(|fact| (lower(&fact.table), lower(&fact.field))).collect();
        let mut rules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut add = |table: &String, rule: String| {
            rules.entry(lower(table)).or_default().insert(rule);
        };
        for (kind, keys) in [("primary key", &model.primary_keys), ("unique", &model.uniques)] {
            for key in keys {
                let fields: Vec<_> = key.field_names().map(str::to_lowercase).collect();
                add(&key.table, format!("{kind} ({}){}", fields.join(", "), named(&key.name)));
            }
        }
        for reference in &model.references {
            let list = |names: Vec<String>| match names.as_slice() {
                [only] => only.clone(),
                several => format!("({})", several.join(", ")),
            };
            let fields = list(reference.field_names().map(str::to_lowercase).collect());
            let to = list(reference.ref_field_names().map(str::to_lowercase).collect());
            let table = lower(&reference.ref_table);
            add(&reference.table, format!("reference {fields} to {table}.{to}{}", named(&reference.name)));
        }
        for index in &model.indexes {
            let field = |field: &dmsa::model::IndexField| {
                lower(&field.name) + if field.descending { " descending" } else { "" }
            };
            let fields: Vec<_> = index.fields.iter().map(field).collect();
            let kind = if index.unique { "unique index" } else { "index" };
            add(&index.table, format!("{kind} ({}){}", fields.join(", "), named(&index.name)));
        }
        Self { not_nulls, rules }
    }

    pub(super) fn is_not_null(&self, table: &str, field: &str) -> bool {
        self.not_nulls.contains(&(table.to_lowercase(), field.to_lowercase()))
    }

    /// Keys, references and indexes of a table in words.
    pub(super) fn rules(&self, table: &str) -> BTreeSet<String> {
        self.rules.get(&table.to_lowercase()).cloned().unwrap_or_default()
    }
}

fn named(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(", named {}", name.to_lowercase()) }
}
