//! A page for what could not be answered.

use super::layout::Frame;
use crate::http::{Answer, Lifetime, Problem};
use maud::html;

/// More than this many things are not listed.
const LONGEST: usize = 100;

/// The page of a problem.
pub(crate) fn problem(problem: &Problem, root: &str) -> Answer {
    let mut sentence = problem.detail.clone();
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
    }
    let content = html! {
        h1 { (problem.title()) }
        p .lead { (sentence) "." }
        @if let Some(meant) = &problem.meant { p { "Did you mean " strong { (meant) } "?" } }
        @if let Some((title, known)) = &problem.known {
            p { (title) ":" }
            ul .columns { @for thing in known.iter().take(LONGEST) { li { code { (thing) } } } }
        }
        p { "You can search above, or begin with " a href=(root) { "all models" } "." }
    };
    Frame::bare(problem.title(), root).around(&content).status(problem.status).lifetime(Lifetime::Now)
}
