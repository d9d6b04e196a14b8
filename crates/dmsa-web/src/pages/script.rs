//! A script as a page: to read, to copy, to download, and as a command.

use super::layout::{Frame, count};
use super::script_parts::{command, findings, option, query, text};
use super::version::verb;
use crate::definitions::Definition;
use crate::http::{Answer, Base, Problem};
use crate::route::{Context, ScriptRequest};
use dmsa::adapt;
use dmsa::ddl::{self, Elements, Operation, SETTINGS};
use dmsa::dialect::{self, Dialect};
use maud::{Markup, html};

/// The page of a script.
pub(crate) fn script(context: &Context, base: &Base) -> Result<Answer, Problem> {
    let definition = context.definition()?;
    let wanted = ScriptRequest::of(context, context.value("operation"))?;
    let model = definition.model();
    let model = wanted.adaptation.apply(&model);
    let options = wanted.options(&definition);
    let script = ddl::script(&model, wanted.dialect, wanted.operation, wanted.elements, &options)?;
    let view = View { context, definition: &definition, wanted: &wanted };
    let title = format!("{} {} on {}", verb(wanted.operation), definition.label(), wanted.dialect.label());
    let frame = Frame::new(context, &title).below(&definition).crumb(verb(wanted.operation), String::new());
    let raw = view.raw();
    let content = html! {
        h1 { (title) }
        (view.choices(&frame.root))
        (command(base, &raw, wanted.dialect))
        (findings(script.diagnostics()))
        @let statements = count(script.statements().len(), "statement");
        (text(&statements, script.text(), &format!("{}{raw}", frame.root), &view.file()))
    };
    Ok(frame.around(&content))
}

struct View<'v> {
    context: &'v Context,
    definition: &'v Definition,
    wanted: &'v ScriptRequest,
}

/// Everything of a choice but its options.
type Target = (Operation, &'static dyn Dialect, Option<&'static str>);

impl View<'_> {
    fn elements(&self) -> Option<&'static str> {
        let is_it = |(_, elements): &&(&str, Elements)| *elements == self.wanted.elements;
        Elements::NAMED.iter().find(is_it).map(|(name, _)| *name).filter(|_| self.wanted.elements != Elements::ALL)
    }

    /// The address of a script below its version, from the first page.
    fn path(&self, prefix: &str, (operation, dialect, elements): Target) -> String {
        let elements = elements.map(|name| format!("{name}/")).unwrap_or_default();
        let version = self.definition.path();
        format!("{version}{prefix}{operation}/{}/{elements}{}", dialect.name(), query(self.context))
    }

    fn target(&self) -> Target {
        (self.wanted.operation, self.wanted.dialect, self.elements())
    }

    /// The address of the plain text.
    fn raw(&self) -> String {
        self.path("", self.target())
    }

    /// The name a downloaded script gets.
    fn file(&self) -> String {
        let (operation, dialect, elements) = self.target();
        let summary = &self.definition.summary;
        let elements = elements.map(|name| format!("_{name}")).unwrap_or_default();
        format!("{}_{}_{operation}_{}{elements}.sql", summary.name, summary.version, dialect.name())
    }

    fn choices(&self, root: &str) -> Markup {
        let (operation, dialect, elements) = self.target();
        let page = |target: Target| format!("{root}{}", self.path("scripts/", target));
        let knows =
            |operation: Operation, dialect: &dyn Dialect| !operation.needs_logging() || dialect.capabilities().logging;
        let choice = |name: &str, address: String, is_current: bool| {
            html! { a href=(address) aria-current=[is_current.then_some("true")] { (name) } }
        };
        html! {
            div .choices {
                nav aria-label="Database" {
                    @for (group, dialects) in dialect::groups() {
                        @let known: Vec<_> = dialects.iter().copied().filter(|other| knows(operation, *other)).collect();
                        @if !known.is_empty() { span { (group.label()) } }
                        @for other in known {
                            (choice(other.label(), page((operation, other, elements)), other.name() == dialect.name()))
                        }
                    }
                }
                nav aria-label="Operation" {
                    @for other in Operation::ALL.into_iter().filter(|other| knows(*other, dialect)) {
                        @let kept = elements.filter(|_| other != Operation::Delete);
                        (choice(verb(other), page((other, dialect, kept)), other == operation))
                    }
                }
                @if operation != Operation::Delete {
                    nav aria-label="Elements" {
                        @for (name, other) in Elements::NAMED {
                            @let part = (other != Elements::ALL).then_some(name);
                            (choice(name, page((operation, dialect, part)), part == elements))
                        }
                    }
                }
                details open[!self.context.pairs.is_empty()] {
                    summary { "Options" }
                    form .options method="get" {
                        @for setting in SETTINGS { (option(self.context, setting)) }
                        @for setting in adapt::SETTINGS { (option(self.context, setting)) }
                        p { button { "Apply" } " " a href="?" { "Reset" } }
                    }
                }
            }
        }
    }
}
