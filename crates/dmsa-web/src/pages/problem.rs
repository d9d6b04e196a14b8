//! A page for what could not be answered, which leads to what can be.

use super::layout::{Frame, with_code};
use crate::http::{Answer, Lifetime, Problem, Replacement, decode, encode};
use crate::route::{Routes, root};
use maud::{Markup, html};

/// More than this many things are not listed.
const MAX_LENGTH: usize = 100;

/// The page of a problem with this address.
pub(crate) fn problem(problem: &Problem, path: &str, query: Option<&str>, routes: &'static Routes) -> Answer {
    let root = root(path);
    let wrong = problem.wrong.as_ref().map(|wrong| wrong.0.as_str());
    let corrected =
        |right: &str| corrected(routes, path, query, wrong?, right).map(|address| format!("{root}{address}"));
    let known_at = |thing: &str| match problem.wrong.as_ref()?.1 {
        Replacement::InPlace => corrected(thing),
        Replacement::AtTop => Some(format!("{root}{}/", encode(thing))),
        Replacement::Nowhere => None,
    };
    let content = html! {
        h1 { (problem.title()) }
        p .lead { (sentence(&problem.detail)) "." }
        @if let Some(meant) = &problem.meant { p { "Did you mean " (link(meant, corrected(meant))) "?" } }
        @if let Some((title, known)) = &problem.known {
            p { (title) ":" }
            ul .columns { @for thing in known.iter().take(MAX_LENGTH) { li { (link(thing, known_at(thing))) } } }
            @if known.len() > MAX_LENGTH { p { "and " (known.len() - MAX_LENGTH) " more." } }
        }
        p { "You can search above, or begin with " a href=(root) { "all models" } "." }
    };
    let frame = Frame::bare(problem.title(), &root).query(wrong.unwrap_or_default());
    frame.around(&content).status(problem.status).lifetime(Lifetime::Now)
}

/// The sentence with a capital at its beginning.
fn sentence(detail: &str) -> Markup {
    let mut rest = detail.chars();
    let first: String = rest.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    with_code(&(first + rest.as_str()))
}

fn link(text: &str, address: Option<String>) -> Markup {
    html! {
        @match address {
            Some(address) => a href=(address) { (text) },
            None => code { (text) },
        }
    }
}

/// The same address with the right word wherever the wrong one is, from the first page; `None` if that leads nowhere.
fn corrected(routes: &'static Routes, path: &str, query: Option<&str>, wrong: &str, right: &str) -> Option<String> {
    let given = query.map(|query| format!("?{query}")).unwrap_or_default();
    let address = in_path(path, wrong, right).map(|path| path + &given);
    let address = address.or_else(|| Some(format!("{path}?{}", in_query(query?, wrong, right)?)))?;
    let path = address.split('?').next().unwrap_or_default();
    routes.has(path).then(|| address.trim_start_matches('/').to_owned())
}

/// A part that is the wrong word, or, where there is none, a file that has it for its extension.
fn in_path(path: &str, wrong: &str, right: &str) -> Option<String> {
    let whole = |part: &str| (part == wrong).then(|| encode(right));
    let extension = |part: &str| {
        let (stem, extension) = part.rsplit_once('.')?;
        (extension == wrong).then(|| format!("{}.{}", encode(stem), encode(right)))
    };
    replaced(path, '/', whole).or_else(|| replaced(path, '/', extension))
}

/// A name or a value that is the wrong word.
fn in_query(query: &str, wrong: &str, right: &str) -> Option<String> {
    let either = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let [new_name, new_value] = [name, value].map(|word| encode(if word == wrong { right } else { word }));
        let equals = if part.contains('=') { "=" } else { "" };
        (name == wrong || value == wrong).then(|| format!("{new_name}{equals}{new_value}"))
    };
    replaced(query, '&', either)
}

/// The text with other parts in the place of those that have one; `None` if there is no such part.
fn replaced(text: &str, between: char, other: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut found = false;
    let part = |part: &str| match decode(part).and_then(|part| other(&part)) {
        Some(other) => {
            found = true;
            other
        }
        None => part.to_owned(),
    };
    let parts: Vec<_> = text.split(between).map(part).collect();
    found.then(|| parts.join(&between.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_corrected() {
        for (path, query, wrong, right, address) in [
            ("/pedsnte/6.3.0/ddl/oracle/", Some("a=b"), "pedsnte", "pedsnet", Some("pedsnet/6.3.0/ddl/oracle/?a=b")),
            ("/compare/a/1/a/2", None, "a", "b", Some("compare/b/1/b/2")),
            ("/a%20b/", None, "a b", "c d", Some("c%20d/")),
            ("/a/1.0/erd/x.gif", None, "gif", "svg", Some("a/1.0/erd/x.svg")),
            ("/a/1/ddl/oracle/", Some("history=nome&x"), "nome", "none", Some("a/1/ddl/oracle/?history=none&x")),
            ("/a/1/ddl/oracle/", Some("histroy=none"), "histroy", "history", Some("a/1/ddl/oracle/?history=none")),
            ("/a/1/ddl/oracle/", Some("comment"), "comment", "comments", Some("a/1/ddl/oracle/?comments")),
            ("/a/1/dld/x/y/", None, "dld", "erd", None),
            ("/a/1/", None, "b", "c", None),
            ("/%ff/", None, "b", "c", None),
        ] {
            assert_eq!(corrected(crate::routes::all(), path, query, wrong, right).as_deref(), address, "{path}");
        }
    }

    #[test]
    fn names_are_shown_as_code() {
        assert_eq!(sentence("no `<b>` here").into_string(), "No <code>&lt;b&gt;</code> here");
        assert_eq!(sentence("").into_string(), "");
    }
}
