//! A table: its fields, what it refers to, and what refers to it.

use super::layout::{Frame, count};
use crate::definitions;
use crate::http::{Answer, Problem, encode};
use crate::routes::{Context, version_path};
use dmsa::model::{Field, Model, Table};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page of a table.
pub(crate) fn table(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let model = definition.model();
    let table = definitions::table(&model, context.value("table"))?;
    let tables = format!("{}tables/", version_path(&definition));
    let title = format!("{} in {}", table.name, definition.label());
    let frame =
        Frame::new(context, title).below(&definition).crumb(&table.name, format!("{tables}{}/", encode(&table.name)));
    let view = View { model: &model, table, tables: format!("{}{tables}", frame.root) };
    let content = html! {
        h1 { (table.name) }
        @if !table.label.is_empty() && table.label != table.name { p .lead { (table.label) } }
        @if !table.description.is_empty() { p .prose { (table.description) } }
        section { h2 #fields { (count(table.fields.len(), "field")) } (view.fields()) }
        (view.keys())
        (view.referred())
        p {
            a href={ (frame.root) "models/" (version_path(&definition)) (encode(&table.name)) "?format=json" } { "This table as JSON" }
        }
    };
    Ok(frame.around(&content))
}

struct View<'v> {
    model: &'v Model,
    table: &'v Table,
    /// The address of the version's tables.
    tables: String,
}

impl View<'_> {
    fn is_here(&self, table: &str) -> bool {
        table.eq_ignore_ascii_case(&self.table.name)
    }

    /// The table and field that this field refers to, for each of its references.
    fn targets(&self, field: &str) -> impl Iterator<Item = (&str, &str)> {
        let here = self.model.references.iter().filter(|reference| self.is_here(&reference.table));
        here.flat_map(move |reference| {
            let pairs = reference.fields.iter().filter(move |pair| pair.field.eq_ignore_ascii_case(field));
            pairs.map(|pair| (reference.ref_table.as_str(), pair.ref_field.as_str()))
        })
    }

    fn fields(&self) -> Markup {
        let defaults = self.table.fields.iter().any(|field| !field.default.is_empty());
        let described = self.table.fields.iter().any(|field| !field.description.is_empty());
        html! {
            div .scroll tabindex="0" role="region" aria-labelledby="fields" {
                table .fields .stack {
                    thead {
                        tr {
                            th scope="col" { "Field" }
                            th scope="col" { "Type" }
                            th scope="col" { "Rules" }
                            @if defaults { th scope="col" { "Default" } }
                            th scope="col" { "Refers to" }
                            @if described { th scope="col" { "Description" } }
                        }
                    }
                    tbody {
                        @for field in &self.table.fields {
                            tr id=(field.name) {
                                th scope="row" { a .self href={ "#" (encode(&field.name)) } { (field.name) } }
                                td { code { (field.data_type) } }
                                td { (self.rules(field)) }
                                @if defaults { td .default { @if !field.default.is_empty() { code { (field.default) } } } }
                                td .leads { @for (table, field) in self.targets(&field.name) { (self.link(table, field)) } }
                                @if described { td .prose { (field.description) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn rules(&self, field: &Field) -> Markup {
        let holds = |name: &str| name.eq_ignore_ascii_case(&field.name);
        let key = self.model.primary_keys.iter().any(|key| self.is_here(&key.table) && key.field_names().any(holds));
        let unique = self.model.uniques.iter().any(|key| self.is_here(&key.table) && key.field_names().any(holds));
        let not_null = self.model.not_nulls.iter().any(|fact| self.is_here(&fact.table) && holds(&fact.field));
        html! {
            @if key { span .badge .key { "primary key" } " " }
            @if unique { span .badge { "unique" } " " }
            @if not_null { span .badge { "not null" } " " }
            @if field.required { span .badge .required { "required" } }
        }
    }

    fn link(&self, table: &str, field: &str) -> Markup {
        html! {
            @if self.model.tables.iter().any(|known| known.name.eq_ignore_ascii_case(table)) {
                a href={ (self.tables) (encode(table)) "/#" (encode(field)) } { (table) "." (field) }
            } @else {
                (table) "." (field)
            }
            " "
        }
    }

    fn keys(&self) -> Markup {
        let keys = |keys: &[dmsa::model::Key], kind: &str| -> Vec<(String, String, String)> {
            let here = keys.iter().filter(|key| self.is_here(&key.table));
            here.map(|key| (kind.to_owned(), key.name.clone(), key.field_names().collect::<Vec<_>>().join(", ")))
                .collect()
        };
        let mut rows = keys(&self.model.primary_keys, "primary key");
        rows.extend(keys(&self.model.uniques, "unique"));
        for index in self.model.indexes.iter().filter(|index| self.is_here(&index.table)) {
            let field = |field: &dmsa::model::IndexField| {
                format!("{}{}", field.name, if field.descending { " descending" } else { "" })
            };
            let fields: Vec<_> = index.fields.iter().map(field).collect();
            let kind = if index.unique { "unique index" } else { "index" };
            rows.push((kind.to_owned(), index.name.clone(), fields.join(", ")));
        }
        html! {
            @if !rows.is_empty() {
                section {
                    h2 #keys { "Keys and indexes" }
                    div .scroll tabindex="0" role="region" aria-labelledby="keys" {
                        table {
                            thead { tr { th scope="col" { "Kind" } th scope="col" { "Fields" } th scope="col" { "Name" } } }
                            tbody { @for (kind, name, fields) in rows { tr { td { (kind) } td { code { (fields) } } td { code { (name) } } } } }
                        }
                    }
                }
            }
        }
    }

    fn referred(&self) -> Markup {
        let mut by_table: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for reference in self.model.references.iter().filter(|reference| self.is_here(&reference.ref_table)) {
            let fields = reference.field_names().map(|field| (reference.table.as_str(), field));
            by_table.entry(&reference.table).or_default().extend(fields);
        }
        let total: usize = by_table.values().map(Vec::len).sum();
        html! {
            section {
                h2 #referred { "Referred to by" }
                @if total == 0 { p { "No field refers to this table." } } @else {
                    p { (count(total, "field")) " of " (count(by_table.len(), "table")) ":" }
                    ul .columns {
                        @for (table, field) in by_table.values().flatten() { li { (self.link(table, field)) } }
                    }
                }
            }
        }
    }
}
