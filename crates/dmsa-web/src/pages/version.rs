//! A version: its scripts, its diagram, its tables, and what changed.

use super::assets;
use super::compare::summary;
use super::layout::{Frame, count, meaning, outward, release, without_descriptions};
use super::migration;
use crate::compare::compare;
use crate::definitions::Definition;
use crate::http::{Answer, Problem, encode};
use crate::route::{Context, file_name, shown};
use dmsa::ddl::{Operation, Options, Scripts};
use dmsa::diagnostic::Diagnostic;
use dmsa::dialect::{self, Dialect};
use dmsa::model::Model;
use maud::{Markup, html};

/// The page of a version.
pub(crate) fn version(context: &Context) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let model = definition.model();
    let frame = Frame::new(context, definition.label()).below(&definition);
    let here = format!("{}{}", frame.root, definition.path());
    let content = html! {
        h1 { (definition.label()) " " (release(&definition)) }
        p .lead {
            code { (definition.title()) } " · " (count(model.tables.len(), "table")) ", "
            (count(model.tables.iter().map(|table| table.fields.len()).sum(), "field")) ", "
            (count(model.references.len(), "reference")) ", " (count(model.indexes.len(), "index"))
            @if !model.url.is_empty() { " · " (outward(&model.url)) }
        }
        @if let Some(meaning) = meaning(&model.release.level) { p { small { (meaning) } } }
        @if !model.description.is_empty() { p { (model.description) } }
        (warnings(&context.definitions.warnings(&definition)))
        section {
            h2 #scripts { "Scripts" }
            (scripts(&here, &definition, &model))
        }
        (changes(context, &definition, &model, &frame.root))
        (diagram(&frame.root, &here, &definition))
        section {
            h2 #tables { "Tables" }
            (tables(&here, &model))
            (without_descriptions(&definition))
        }
        section {
            h2 #downloads { "Downloads" }
            @let path = definition.path();
            @let path = path.trim_end_matches('/');
            ul {
                @for target in dmsa::codegen::TARGETS {
                    li { a href={ (here) (target.name()) "/" } { (target.label()) } ": " (target.about()) }
                }
                li { a href={ (frame.root) "schemata/" (path) "?format=json" } { "The whole definition as JSON" } }
                li { a href={ (frame.root) "models/" (path) "?format=json" } { "Its tables and fields as JSON" } }
                li { a href={ (frame.root) "models/" (path) "?format=markdown" } { "Its tables and fields as Markdown" } }
            }
            p { small { "Source: " (definition.source) ", " code { (definition.revision) } } }
        }
    };
    Ok(frame.around(&content))
}

/// What was not understood when the definition was read.
fn warnings(warnings: &[&Diagnostic]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            details .findings open {
                summary { (count(warnings.len(), "warning")) " about the files of this definition: parts of it may be missing here" }
                ul {
                    @for found in warnings.iter().take(MAX_WARNINGS) {
                        li { span .badge .(found.severity.name()) { (found.severity) } " " code { (found.origin) } " " (found.message) }
                    }
                }
                @if warnings.len() > MAX_WARNINGS { p { "and " (warnings.len() - MAX_WARNINGS) " more." } }
            }
        }
    }
}

/// More warnings than this are only counted.
const MAX_WARNINGS: usize = 50;

/// What the script of an operation does, in a word or two.
pub(super) fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::Ddl => "Create",
        Operation::Drop => "Drop",
        Operation::Delete => "Delete data",
        Operation::Logging => "Logging",
        Operation::Nologging => "No logging",
    }
}

fn scripts(here: &str, definition: &Definition, model: &Model) -> Markup {
    html! {
        div .scroll tabindex="0" role="region" aria-labelledby="scripts" {
            table .matrix .stack {
                thead {
                    tr {
                        th scope="col" { "Database" }
                        @for operation in Operation::ALL { th scope="col" { (verb(operation)) } }
                    }
                }
                @for (group, dialects) in dialect::groups() {
                    tbody {
                        tr { th .group scope="rowgroup" colspan=(Operation::ALL.len() + 1) { (group.label()) } }
                        @for dialect in dialects { (row(here, definition, model, *dialect)) }
                    }
                }
            }
        }
    }
}

/// The scripts for a database.
fn row(here: &str, definition: &Definition, model: &Model, dialect: &'static dyn Dialect) -> Markup {
    html! {
        tr {
            th scope="row" { (dialect.label()) }
            @if let Err(error) = Scripts::new(model, dialect, &Options::default()) {
                td .error colspan=(Operation::ALL.len()) { "There is no script: " (error) }
            } @else {
                @for operation in Operation::ALL {
                    td {
                        @if !operation.needs_logging() || dialect.capabilities().logging {
                            a href={ (here) "scripts/" (operation) "/" (dialect.name()) "/" }
                                aria-label={ (verb(operation)) " " (definition.title()) " on " (dialect.label()) } {
                                (verb(operation))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn changes(context: &Context, definition: &Definition, model: &Model, root: &str) -> Markup {
    let Some(before) = context.definitions.before(definition) else {
        return html! {};
    };
    let comparison = compare(&before.model(), model, &[]);
    html! {
        section {
            h2 #changes { "Changes since " (before.summary.version) }
            p {
                (summary(&comparison.counts)) " "
                a href={ (root) "compare/" (before.path()) (definition.path().trim_end_matches('/')) } {
                    "See what changed since " (before.summary.version)
                }
            }
            @if !comparison.counts.is_wording_only() { (migration::links(root, before, definition)) }
        }
    }
}

fn diagram(root: &str, here: &str, definition: &Definition) -> Markup {
    html! {
        section {
            h2 #diagram { "Diagram" }
            @if let Some((picture, explored)) = shown() {
                @let page = format!("{here}erd/{}", file_name(definition, explored));
                figure .diagram data-explore=(page) data-style={ (root) (assets::address("diagram.css")) }
                    data-script={ (root) (assets::address("diagram.js")) } {
                    a href=(page) {
                        img src={ (here) "erd/" (file_name(definition, picture)) } loading="lazy"
                            alt={ "Explore the entity relationship diagram of " (definition.label()) };
                    }
                }
            }
            p .quick {
                span { "By itself, as" }
                @for format in dmsa::diagram::FORMATS {
                    a href={ (here) "erd/" (file_name(definition, format.name())) } title=(format.summary()) { (format.name()) }
                }
            }
        }
    }
}

fn tables(here: &str, model: &Model) -> Markup {
    let mut tables: Vec<_> = model.tables.iter().collect();
    tables.sort_by_key(|table| table.name.to_lowercase());
    let described = tables.iter().any(|table| !table.description.is_empty());
    let referred = |name: &str| model.references.iter().filter(|r| r.ref_table.eq_ignore_ascii_case(name)).count();
    html! {
        p .filter hidden {
            label for="filter" { "Only tables with" } " "
            input #filter type="search" data-filter="table-list" autocomplete="off";
        }
        div .scroll tabindex="0" role="region" aria-labelledby="tables" {
            table #table-list .stack {
                thead {
                    tr {
                        th scope="col" { "Table" }
                        th scope="col" .number { "Fields" }
                        th scope="col" .number { "Referred to" }
                        @if described { th scope="col" { "Description" } }
                    }
                }
                tbody {
                    @for table in tables {
                        tr {
                            th scope="row" { a href={ (here) "tables/" (encode(&table.name)) "/" } { (table.name) } }
                            td .number { (table.fields.len()) span .unit { " fields" } }
                            td .number { (referred(&table.name)) span .unit { " references to it" } }
                            @if described { td .prose { (table.description) } }
                        }
                    }
                }
            }
        }
    }
}
