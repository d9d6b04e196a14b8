//! Comparing two versions of anything.

use super::layout::{Frame, count};
use super::migration;
use crate::compare::{Change, Comparison, Counts, TableChange, compare};
use crate::definitions::{Definition, Definitions};
use crate::http::{Answer, Base, Problem, encode};
use crate::route::Context;
use hyper::StatusCode;
use maud::{Markup, html};
use std::sync::Arc;

/// The page to choose two versions on; leads to the comparison once they are chosen.
pub(crate) fn choose(context: &Context, base: &Base) -> Result<Answer, Problem> {
    if let (Some(before), Some(after)) = (context.pair("before"), context.pair("after")) {
        let find = |chosen: &str| {
            let (model, version) = chosen.split_once('/').unwrap_or((chosen, "latest"));
            context.definitions.find(model, version)
        };
        let (before, after) = (find(before)?, find(after)?);
        let to = after.path();
        let to = format!("{}/compare/{}{}", base, before.path(), to.trim_end_matches('/'));
        return Ok(Answer::redirect(StatusCode::FOUND, &to));
    }
    let frame = Frame::new(context, "Compare").crumb("Compare", "compare");
    let chosen = worth_comparing(&context.definitions);
    let content = html! {
        h1 { "Compare two versions" }
        p .lead { "Changes of structure, which a database sees, are listed apart from changes of wording." }
        @if let Some((before, after)) = chosen { (form(&context.definitions, &frame.root, before, after)) }
    };
    Ok(frame.around(&content))
}

/// Two versions to begin with: of the model with most versions the latest, and the last one before it that a database
/// sees as another.
fn worth_comparing(definitions: &Definitions) -> Option<(&Definition, &Definition)> {
    let (latest, earlier) = definitions.models().max_by_key(|versions| versions.len())?.split_last()?;
    let model = latest.model();
    let differs = |before: &&Arc<Definition>| !compare(&before.model(), &model, &[]).counts.is_wording_only();
    let before = earlier.iter().rev().take(MAX_COMPARED).find(differs).or(earlier.last()).unwrap_or(latest);
    Some((before, latest))
}

/// The most versions among which one is sought that differs from the latest.
const MAX_COMPARED: usize = 8;

fn form(definitions: &Definitions, root: &str, before: &Definition, after: &Definition) -> Markup {
    let select = |name: &str, label: &str, chosen: &Definition| {
        html! {
            div {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    @for versions in definitions.models() {
                        optgroup label=(versions.first().map_or("", |definition| definition.summary.name.as_str())) {
                            @for definition in versions.iter().rev() {
                                @let value = format!("{}/{}", definition.summary.name, definition.summary.version);
                                option value=(value) selected[definition.title() == chosen.title()] { (definition.title()) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        form .compare action={ (root) "compare" } {
            (select("before", "From", before)) (select("after", "To", after)) button { "Compare" }
        }
    }
}

/// How much changed, in a sentence.
pub(crate) fn summary(counts: &Counts) -> Markup {
    let parts = [
        (counts.tables_added, "table", "added"),
        (counts.tables_removed, "table", "removed"),
        (counts.tables_renamed, "table", "renamed"),
        (counts.fields_added, "field", "added"),
        (counts.fields_removed, "field", "removed"),
        (counts.fields_renamed, "field", "renamed"),
        (counts.structure, "other change", "of structure"),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(n, ..)| *n > 0).map(|(n, what, how)| format!("{} {how}", count(*n, what))).collect();
    html! {
        @if counts.is_wording_only() { "The structure is the same. " } @else { (parts.join(", ")) ". " }
        @if counts.wording > 0 { (count(counts.wording, "change")) " of wording." }
    }
}

/// The page of a comparison.
pub(crate) fn comparison(
    context: &Context,
    before: &Definition,
    after: &Definition,
    comparison: &Comparison,
) -> Answer {
    let title = format!("{} → {}", before.label(), after.label());
    let frame = Frame::new(context, &title).crumb("Compare", "compare").crumb(&title, String::new());
    let (old, new) =
        (format!("{}{}tables/", frame.root, before.path()), format!("{}{}tables/", frame.root, after.path()));
    let structure = |table: &&TableChange| table.has_structure();
    let wording: Vec<_> =
        comparison.tables_changed.iter().filter(|table| table.changes.iter().any(|c| !c.structure)).collect();
    let content = html! {
        h1 { (title) }
        p .lead { (summary(&comparison.counts)) }
        (form(&context.definitions, &frame.root, before, after))
        @if !comparison.counts.is_wording_only() { (migration::links(&frame.root, before, after)) }
        (names("Tables added", "added", &comparison.tables_added, &new))
        (names("Tables removed", "removed", &comparison.tables_removed, &old))
        @if !comparison.tables_renamed.is_empty() {
            section {
                h2 { "Tables renamed" }
                ul { @for renamed in &comparison.tables_renamed { li { (renamed.before) " → " a href={ (new) (encode(&renamed.after)) "/" } { (renamed.after) } } } }
            }
        }
        @if !comparison.counts.is_wording_only() {
            section {
                h2 { "Structure" }
                @for table in comparison.tables_changed.iter().filter(structure) { (structure_of(table, &new)) }
            }
        }
        @if !wording.is_empty() {
            section {
                h2 { "Wording" }
                @for table in wording {
                    details {
                        summary { (table.table) " (" (table.changes.iter().filter(|c| !c.structure).count()) ")" }
                        (changes("Wording", &table.table, table.changes.iter().filter(|change| !change.structure)))
                    }
                }
            }
        }
    };
    frame.around(&content)
}

fn names(title: &str, class: &str, names: &[String], tables: &str) -> Markup {
    html! {
        @if !names.is_empty() {
            section {
                h2 { (title) }
                ul .columns .(class) { @for name in names { li { a href={ (tables) (encode(name)) "/" } { (name) } } } }
            }
        }
    }
}

fn structure_of(table: &TableChange, tables: &str) -> Markup {
    let address = format!("{tables}{}/", encode(&table.table));
    html! {
        h3 id=(table.table) { a href=(address) { (table.table) } }
        ul .diff {
            @for name in &table.fields_added { li .added { span .hidden { "added: " } a href={ (address) "#" (encode(name)) } { (name) } } }
            @for name in &table.fields_removed { li .removed { span .hidden { "removed: " } (name) } }
            @for renamed in &table.fields_renamed { li .changed { span .hidden { "renamed: " } (renamed.before) " → " (renamed.after) } }
            @for rule in &table.rules_added { li .added { span .hidden { "added: " } (rule) } }
            @for rule in &table.rules_removed { li .removed { span .hidden { "removed: " } (rule) } }
        }
        (changes("Structure", &table.table, table.changes.iter().filter(|change| change.structure)))
    }
}

fn changes<'c>(title: &str, table: &str, changes: impl Iterator<Item = &'c Change>) -> Markup {
    let changes: Vec<_> = changes.collect();
    html! {
        @if !changes.is_empty() {
            div .scroll tabindex="0" role="region" aria-label={ (title) " of " (table) } {
                table .changes .stack {
                    thead { tr { th scope="col" { "Field" } th scope="col" { "What" } th scope="col" { "Before" } th scope="col" { "After" } } }
                    tbody {
                        @for change in changes {
                            tr {
                                th scope="row" { (change.field.as_deref().unwrap_or("(the table)")) }
                                td { (change.what) }
                                td { del { (change.before) } }
                                td .leads { ins { (change.after) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
