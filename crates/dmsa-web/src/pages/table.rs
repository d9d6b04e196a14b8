//! A table: its fields, what it refers to, and what refers to it.

use super::highlight::highlight;
use super::layout::{Frame, count, without_descriptions};
use crate::definitions;
use crate::definitions::Definition;
use crate::http::{Answer, Problem, encode};
use crate::route::{Context, file_name, set_options, shown};
use dmsa::ddl::{self, Elements, Operation, Options, SETTINGS};
use dmsa::dialect::{self, DIALECTS, Dialect};
use dmsa::model::{Field, Model, Table};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page of a table.
pub(crate) fn table(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let model = definition.model();
    let table = definitions::table(&model, context.value("table"))?;
    let tables = format!("{}tables/", definition.path());
    let title = format!("{} in {}", table.name, definition.label());
    let frame =
        Frame::new(context, title).below(&definition).crumb(&table.name, format!("{tables}{}/", encode(&table.name)));
    let dialect = context.pair("types").and_then(dialect::find);
    let view = View { dialect, model: &model, table, tables: format!("{}{tables}", frame.root) };
    let content = html! {
        h1 { (table.name) }
        @if !table.label.is_empty() && table.label != table.name { p .lead { (table.label) } }
        @if !table.description.is_empty() { p .prose { (table.description) } }
        (view.choice(context))
        section { h2 #fields { (count(table.fields.len(), "field")) } (view.fields()) (without_descriptions(&definition)) }
        (view.keys())
        (view.referred())
        (view.script(&frame.root, &definition)?)
        (view.diagram(&frame.root, &definition))
        p {
            a href={ (frame.root) "models/" (definition.path()) (encode(&table.name)) "?format=json" } { "This table as JSON" }
        }
    };
    Ok(frame.around(&content))
}

/// The type of a field in a database's SQL.
fn sql_type(dialect: &dyn Dialect, field: &Field) -> String {
    dialect.data_type(&field.data_type).map_or_else(|| "none".to_owned(), |column| column.sql.into_owned())
}

struct View<'v> {
    /// The database whose types are shown, if one was chosen.
    dialect: Option<&'static dyn Dialect>,
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
                            @if let Some(dialect) = self.dialect { th scope="col" { "On " (dialect.label()) } }
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
                                @if let Some(dialect) = self.dialect { td { code { (sql_type(dialect, field)) } } }
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

    /// The databases whose types can be shown.
    fn choice(&self, context: &Context) -> Markup {
        // A table that the data models service shows has no such choice.
        let is_table = context.path.contains("/tables/");
        let chosen = self.dialect.map(Dialect::name);
        html! {
            @if is_table {
                div .choices {
                    nav aria-label="Types" {
                        a href="?" aria-current=[chosen.is_none().then_some("true")] { "As defined" }
                        @for dialect in DIALECTS {
                            a href={ "?types=" (dialect.name()) } aria-current=[(chosen == Some(dialect.name())).then_some("true")] {
                                (dialect.label())
                            }
                        }
                    }
                }
            }
        }
    }

    /// The script that creates the table on the chosen database.
    fn script(&self, root: &str, definition: &Definition) -> Result<Markup, Problem> {
        let Some(dialect) = self.dialect else { return Ok(html! {}) };
        let mut options = Options { no_history: true, ..Options::default() };
        set_options(SETTINGS, &[("tables".to_owned(), self.table.name.clone())], &mut options)?;
        let query = format!("?tables={}&history=none", encode(&self.table.name));
        let page = format!("{root}{}scripts/ddl/{}/{query}", definition.path(), dialect.name());
        Ok(match ddl::script(self.model, dialect, Operation::Ddl, Elements::ALL, &options) {
            Ok(script) => html! {
                section {
                    h2 #script-title { "Script for " (dialect.label()) }
                    p .quick { a href=(page) { "Run it, with options" } }
                    pre #script .sql tabindex="0" { code { (highlight(script.text())) } }
                }
            },
            Err(error) => {
                html! { section { h2 { "Script for " (dialect.label()) } p .error { "There is no script: " (error) } } }
            }
        })
    }

    /// The table among those it refers to and those that refer to it.
    fn diagram(&self, root: &str, definition: &Definition) -> Markup {
        let query = format!("?around={}", encode(&self.table.name));
        let here = format!("{root}{}erd/", definition.path());
        html! {
            @if let Some((picture, explored)) = shown() {
                section {
                    h2 #diagram { "Place in the diagram" }
                    figure .diagram {
                        a href={ (here) (file_name(definition, explored)) (query) } {
                            img src={ (here) (file_name(definition, picture)) (query) } loading="lazy"
                                alt={ "Explore the tables around " (self.table.name) };
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
