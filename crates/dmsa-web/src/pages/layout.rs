//! What all pages share.

use super::assets;
use crate::definitions::Definition;
use crate::http::{Answer, Form};
use crate::route::Context;
use dmsa::dialect::{self, DIALECTS, Dialect};
use maud::{DOCTYPE, Markup, html};

/// What stands around a page.
pub(super) struct Frame {
    /// The title, without the name of the service.
    title: String,
    /// The way to the first page.
    pub(super) root: String,
    /// The way here: names and addresses from the first page.
    crumbs: Vec<(String, String)>,
    /// What is served, for the foot of the page.
    revision: String,
    /// What the search field holds.
    query: String,
}

impl Frame {
    /// A page that answers a request.
    pub(super) fn new(context: &Context, title: impl Into<String>) -> Self {
        let mut frame = Self::bare(title, &context.root());
        frame.revision = context.definitions.revision().to_owned();
        frame
    }

    /// A page that knows nothing but its title.
    pub(super) fn bare(title: impl Into<String>, root: &str) -> Self {
        let (crumbs, revision, query) = (Vec::new(), String::new(), String::new());
        Self { title: title.into(), root: root.to_owned(), crumbs, revision, query }
    }

    /// One step of the way here.
    pub(super) fn crumb(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.crumbs.push((name.into(), path.into()));
        self
    }

    /// The steps to a version.
    pub(super) fn below(self, definition: &Definition) -> Self {
        let name = &definition.summary.name;
        self.crumb(name, format!("{}/", crate::http::encode(name)))
            .crumb(definition.summary.version.as_str(), definition.path())
    }

    /// With this in the search field.
    pub(super) fn query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// The page with this content.
    pub(super) fn around(&self, content: &Markup) -> Answer {
        let root = self.root.as_str();
        let asset = |name: &str| format!("{root}{}", assets::address(name));
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · dmsa" }
                    link rel="icon" type="image/svg+xml" href=(asset("favicon.svg"));
                    link rel="stylesheet" href=(asset("style.css"));
                    script src=(asset("theme.js")) {}
                    script src=(asset("site.js")) defer {}
                }
                body data-root=(root) {
                    a .skip href="#content" { "Skip to the content" }
                    header .top {
                        a .brand href=(root) { img src=(asset("favicon.svg")) alt="" width="28" height="28"; "dmsa" }
                        form .search role="search" action={ (root) "search" } {
                            label .hidden for="q" { "Search models, tables and fields" }
                            input #q name="q" type="search" value=(self.query) autocomplete="off" maxlength="100"
                                placeholder="Model, table or field";
                            button { "Search" }
                            div #suggestions hidden {}
                        }
                        nav aria-label="Site" {
                            a href=(root) { "Models" }
                            a href={ (root) "compare" } { "Compare" }
                            a href={ (root) "api" } { "API" }
                            a href={ (root) "status" } { "Status" }
                        }
                        (theme_button())
                    }
                    main #content {
                        @if !self.crumbs.is_empty() {
                            nav .crumbs aria-label="You are here" {
                                ol {
                                    li { a href=(root) { "Models" } }
                                    @for (place, (name, path)) in self.crumbs.iter().enumerate() {
                                        li {
                                            @if place + 1 == self.crumbs.len() {
                                                span aria-current="page" { (name) }
                                            } @else {
                                                a href={ (root) (path) } { (name) }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        (content)
                    }
                    footer {
                        p {
                            "dmsa " (env!("CARGO_PKG_VERSION"))
                            @if !self.revision.is_empty() { " · definitions " code { (self.revision) } }
                            " · " a href=(env!("CARGO_PKG_REPOSITORY")) { "source code" }
                        }
                    }
                }
            }
        };
        Answer::form(Form::Html, page.into_string())
    }
}

/// What changes the colours; shown where scripts run.
fn theme_button() -> Markup {
    html! {
        button #theme type="button" hidden {
            svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" {
                circle cx="12" cy="12" r="9" {}
                path d="M12 3a9 9 0 0 1 0 18z" {}
            }
            span .hidden { "Colours: " span {} }
        }
    }
}

/// How finished a version is, as a small label.
pub(super) fn release(definition: &Definition) -> Markup {
    let release = &definition.summary.release;
    html! {
        @if !release.level.is_empty() {
            span .badge .(level(&release.level)) title=[meaning(&release.level)] {
                (release.level)
                @if !["", "0"].contains(&release.serial.as_str()) { " " (release.serial) }
            }
        }
    }
}

/// Why the embedded catalog shows no descriptions, and how to get them.
pub(super) fn without_descriptions(definition: &Definition) -> Markup {
    html! {
        @if definition.source.as_ref() == "embedded" {
            p { small {
                "The catalog inside the program has names, types and keys, but no descriptions, which belong to their authors. "
                "Where the definitions are read as they are published, these pages show the descriptions: "
                code { "dmsa serve --source git+https://github.com/chop-dbhi/data-models" }
            } }
        }
    }
}

/// The most databases that are listed in a row; more are behind a word.
const MAX_ROW: usize = 6;

/// The scripts that create a version, one for each database.
pub(super) fn script_links(definition: &Definition, root: &str) -> Markup {
    let path = definition.path();
    let links = |dialects: &[&dyn Dialect]| {
        html! {
            @for dialect in dialects {
                a href={ (root) (path) "scripts/ddl/" (dialect.name()) "/" }
                    aria-label={ "Script that creates " (definition.title()) " on " (dialect.label()) } {
                    (dialect.label())
                }
            }
        }
    };
    html! {
        @if DIALECTS.len() <= MAX_ROW { p .quick { span { "Script for" } (links(DIALECTS)) } }
        @else {
            details {
                summary { "Script for your database" }
                @for (group, dialects) in dialect::groups() {
                    p .quick { span { (group.label()) } (links(dialects)) }
                }
            }
        }
    }
}

/// What a release level means, in a sentence; nothing where only its authors know.
pub(super) fn meaning(level: &str) -> Option<&'static str> {
    match level {
        "alpha" => Some("Alpha: a first release, which its authors will change."),
        "beta" => Some("Beta: a release that its authors may still change."),
        "final" => Some("Final: its authors do not change this release any more."),
        _ => None,
    }
}

/// The class of a release level. Levels are the authors' words; only the usual ones have a colour.
fn level(level: &str) -> &'static str {
    match level {
        "alpha" => "alpha",
        "beta" => "beta",
        "final" => "final",
        _ => "other",
    }
}

/// A number with its word: `1 table`, `38 tables`.
pub(super) fn count(number: usize, word: &str) -> String {
    if number == 1 {
        return format!("1 {word}");
    }
    match word.strip_suffix('x') {
        Some(stem) => format!("{number} {stem}xes"),
        None => format!("{number} {word}s"),
    }
}

/// A text in which what stands between backticks is code.
pub(super) fn with_code(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// A link out of the page, if it is one: definitions come from anywhere.
pub(super) fn outward(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! {
        @if is_web { a href=(url) rel="noreferrer" { (url) } } @else if !url.is_empty() { (url) }
    }
}
