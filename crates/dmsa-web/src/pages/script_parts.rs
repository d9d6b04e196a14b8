//! What the pages of scripts and of migrations share: the command, the text, options, and what the database does not get.

use super::highlight::highlight;
use super::layout::count;
use crate::http::{Base, encode};
use crate::route::Context;
use dmsa::diagnostic::Diagnostic;
use dmsa::dialect::Dialect;
use dmsa::settings::{Setting, SettingValue};
use maud::{Markup, html};

/// The command that fetches the script at this address, from the first page, and runs it.
pub(super) fn command(base: &Base, raw: &str, dialect: &dyn Dialect) -> Markup {
    html! {
        section {
            h2 #command-title { "Run it" }
            div .command {
                pre #command tabindex="0" { code { "curl -fsS '" (base) "/" (raw) "' | " (dialect.client()) } }
                button data-copy="command" hidden { "Copy" }
            }
        }
    }
}

/// The script to read, to copy and to download as this file; `size` says how much it is.
pub(super) fn text(size: &str, sql: &str, address: &str, file: &str) -> Markup {
    html! {
        section {
            h2 #script-title { "Script" }
            p .quick {
                span { (size) }
                button data-copy="script" hidden { "Copy the script" }
                a href=(address) download=(file) { "Download" }
                a href=(address) { "Plain text" }
            }
            pre #script .sql tabindex="0" { code { (highlight(sql)) } }
        }
    }
}

/// The query of a request, with its question mark, or nothing.
pub(super) fn query(context: &Context) -> String {
    let pair = |(name, value): &(String, String)| {
        if value.is_empty() { name.clone() } else { format!("{name}={}", encode(value)) }
    };
    let pairs: Vec<_> = context.pairs.iter().map(pair).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// An option of a script as a field of a form, with what the request gave.
pub(super) fn option<O>(context: &Context, setting: &Setting<O>) -> Markup {
    let given: Vec<_> =
        context.pairs.iter().filter(|(name, _)| name == setting.name).map(|(_, value)| value.as_str()).collect();
    let id = format!("option-{}", setting.name);
    let about = format!("{id}-about");
    html! {
        div {
            label for=(id) { (setting.name) }
            @match setting.value {
                SettingValue::Switch(_) => {
                    input id=(id) type="checkbox" name=(setting.name) value="" checked[!given.is_empty()] aria-describedby=(about);
                }
                SettingValue::Choice(choices) => {
                    select id=(id) name=(setting.name) aria-describedby=(about) {
                        @for choice in choices {
                            option value=(choice.name) selected[given.last().is_some_and(|last| last.eq_ignore_ascii_case(choice.name))] { (choice.name) }
                        }
                    }
                }
                SettingValue::Name(_) | SettingValue::Value { .. } | SettingValue::Globs(_) => {
                    input id=(id) type="text" name=(setting.name) value=(given.join(",")) aria-describedby=(about) data-optional;
                }
            }
            small id=(about) { (setting.about) }
        }
    }
}

/// What the database is not given as the definition says it.
pub(super) fn findings(findings: &[Diagnostic]) -> Markup {
    html! {
        @if !findings.is_empty() {
            details .findings {
                summary { (count(findings.len(), "thing")) " your database is not given the way the definition says it" }
                ul {
                    @for found in findings {
                        li {
                            span .badge .(found.severity.name()) { (found.severity) } " " (found.message)
                            @if let Some(help) = &found.help { ". " (help) }
                        }
                    }
                }
            }
        }
    }
}
