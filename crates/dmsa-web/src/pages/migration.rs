//! A migration as a page: to read, to copy, to download, and as a command.

use super::layout::Frame;
use super::script_parts::{command, findings, option, query, text};
use crate::definitions::Definition;
use crate::http::{Answer, Base, Problem};
use crate::route::{Context, MigrationRequest};
use dmsa::adapt;
use dmsa::dialect::{DIALECTS, Dialect};
use dmsa::migrate::{Allow, settings};
use maud::{Markup, html};

/// The databases that have migrations.
fn dialects() -> impl Iterator<Item = &'static dyn Dialect> {
    DIALECTS.iter().copied().filter(|dialect| dialect.alter().is_some())
}

/// The address of a migration below its later version, from the first page.
fn path(prefix: &str, before: &Definition, after: &Definition, dialect: &dyn Dialect) -> String {
    let from = crate::http::encode(before.summary.version.as_str());
    format!("{}{prefix}migrate/{from}/{}/", after.path(), dialect.name())
}

/// Links to the pages of a migration, one for each database; nothing between two models.
pub(super) fn links(root: &str, before: &Definition, after: &Definition) -> Markup {
    let is_same_model = before.summary.name.eq_ignore_ascii_case(&after.summary.name);
    html! {
        @if is_same_model {
            p .quick {
                span { "The script that migrates a database from " (before.summary.version) " to " (after.summary.version) ", on" }
                @for dialect in dialects() {
                    a href={ (root) (path("scripts/", before, after, dialect)) }
                        aria-label={ "Migrate from " (before.title()) " to " (after.summary.version) " on " (dialect.label()) } {
                        (dialect.label())
                    }
                }
            }
        }
    }
}

/// The page of a migration.
pub(crate) fn migration(context: &Context, base: &Base) -> Result<Answer, Problem> {
    let wanted = MigrationRequest::of(context)?;
    let migration = wanted.migration(context)?;
    let (before, after, dialect) = (&wanted.before, &wanted.after, wanted.dialect);
    let title = format!("Migrate {} from {} on {}", after.label(), before.summary.version, dialect.label());
    let frame = Frame::new(context, &title).below(after).crumb("Migrate", String::new());
    let raw = format!("{}{}", path("", before, after, dialect), query(context));
    let (summary, from) = (&after.summary, &before.summary.version);
    let file = format!("{}_{from}_to_{}_{}.sql", summary.name, summary.version, dialect.name());
    let risks = migration.risks();
    let size = if risks.is_empty() {
        "Nothing to do: the structure is the same".to_owned()
    } else {
        format!("Steps: {risks}")
    };
    let compare = format!("{}compare/{}{}", frame.root, before.path(), after.path().trim_end_matches('/'));
    let content = html! {
        h1 { (title) }
        p .lead {
            "The database must be one that the create script of " (from) " made, with the same options. Nothing is lost that is not allowed. "
            a href=(compare) { "See what changed" }
        }
        (choices(context, &wanted, &frame.root))
        (command(base, &raw, dialect))
        (findings(migration.diagnostics()))
        (text(&size, &migration.text(), &format!("{}{raw}", frame.root), &file))
    };
    Ok(frame.around(&content))
}

fn choices(context: &Context, wanted: &MigrationRequest, root: &str) -> Markup {
    let page = |dialect: &dyn Dialect| {
        format!("{root}{}{}", path("scripts/", &wanted.before, &wanted.after, dialect), query(context))
    };
    let allowed = context.pair("allow").unwrap_or_default();
    let is_allowed = |name: &str| allowed.split(',').any(|word| word == name);
    html! {
        div .choices {
            nav aria-label="Database" {
                @for dialect in dialects() {
                    a href=(page(dialect)) aria-current=[(dialect.name() == wanted.dialect.name()).then_some("true")] { (dialect.label()) }
                }
            }
            details open[!context.pairs.is_empty()] {
                summary { "Options" }
                form .options method="get" {
                    @for allow in Allow::ALL {
                        @let id = format!("allow-{}", allow.name());
                        div {
                            label for=(id) { "allow " (allow.name()) }
                            input id=(id) type="checkbox" name="allow" value=(allow.name())
                                checked[is_allowed(allow.name()) || is_allowed("all")] aria-describedby={ (id) "-about" };
                            small id={ (id) "-about" } { (allow.about()) }
                        }
                    }
                    @for setting in settings() { (option(context, setting)) }
                    @for setting in adapt::SETTINGS { (option(context, setting)) }
                    p { button { "Apply" } " " a href="?" { "Reset" } }
                }
            }
        }
    }
}
