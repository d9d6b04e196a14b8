//! Which correction each difference is the doing of.

use super::context::Context;
use super::corrections::CORRECTIONS;
use super::edits::{Change, Edit, edits};
use super::script::{Line, Subject};
use std::collections::BTreeMap;

/// Lines that differ, counted by correction; or the differences that no correction explains, or more than one does.
pub(crate) fn explain(context: &Context<'_>) -> Result<BTreeMap<&'static str, usize>, Vec<String>> {
    let edits = edits(context.old, context.new);
    let mut causes: Vec<Option<&'static str>> = vec![None; edits.len()];
    let mut problems = Vec::new();
    for (edit, cause) in edits.iter().zip(&mut causes) {
        if matches!(edit.change, Change::Comma | Change::Blank) {
            continue;
        }
        let explaining: Vec<&'static str> = CORRECTIONS
            .iter()
            .filter(|correction| (correction.explains)(context, edit))
            .map(|correction| correction.name)
            .collect();
        match explaining.as_slice() {
            [one] => *cause = Some(one),
            [] => problems.push(format!("nothing explains {}", describe(context, edit))),
            several => problems.push(format!("{several:?} explain {}", describe(context, edit))),
        }
    }
    if problems.is_empty() {
        for (at, edit) in edits.iter().enumerate() {
            let cause = match edit.change {
                Change::Comma => cause_of_comma(context, edit, &edits, &causes),
                Change::Blank => cause_of_blank(context, edit, &edits, &causes),
                _ => continue,
            };
            causes[at] = cause;
            if cause.is_none() {
                problems.push(format!("nothing explains {}", describe(context, edit)));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut counts = BTreeMap::new();
    for cause in causes.into_iter().flatten() {
        *counts.entry(cause).or_default() += 1;
    }
    Ok(counts)
}

/// An item of CREATE TABLE gains or loses its comma because of what comes after it in one script and not in the other.
fn cause_of_comma(
    context: &Context<'_>,
    edit: &Edit,
    edits: &[Edit],
    causes: &[Option<&'static str>],
) -> Option<&'static str> {
    let next_item = |lines: &[Line<'_>], at: usize| lines.get(at + 1).is_some_and(Line::is_item).then_some(at + 1);
    let (old, new) = (next_item(context.old, edit.old?), next_item(context.new, edit.new?));
    let follows = |other: &Edit| match (old, new) {
        (Some(_), None) => other.old == old,
        (None, Some(_)) => other.new == new,
        _ => false,
    };
    edits.iter().zip(causes).find(|(other, _)| follows(other)).and_then(|(_, cause)| *cause)
}

/// A blank line belongs to the line before it, or else to the one after it.
fn cause_of_blank(
    context: &Context<'_>,
    edit: &Edit,
    edits: &[Edit],
    causes: &[Option<&'static str>],
) -> Option<&'static str> {
    let (lines, at) = match (edit.old, edit.new) {
        (Some(at), _) => (context.old, at),
        (None, at) => (context.new, at?),
    };
    // Oracle's COMMIT belongs to the record before it.
    let is_said = |place: &usize| match &lines[*place].subject {
        Subject::Blank => false,
        Subject::Other(words) => words != "COMMIT ;",
        _ => true,
    };
    let before = (0..at).rev().find(is_said);
    let after = (at + 1..lines.len()).find(is_said);
    let is_at = |other: &Edit, place| if edit.old.is_some() { other.old == place } else { other.new == place };
    [before, after].into_iter().filter(Option::is_some).find_map(|place| {
        let mut of_line = edits.iter().zip(causes).filter(|(other, cause)| is_at(other, place) && cause.is_some());
        of_line.next().and_then(|(_, cause)| *cause)
    })
}

fn describe(context: &Context<'_>, edit: &Edit) -> String {
    let text = |line: Option<&Line<'_>>| line.map_or_else(|| "(nothing)".to_owned(), |line| format!("{:?}", line.text));
    let what = match context.subject(edit) {
        Subject::Blank => "a blank line".to_owned(),
        subject => format!("{subject:?}"),
    };
    let at = edit.old.map_or_else(|| format!("new line {:?}", edit.new), |at| format!("line {}", at + 1));
    format!(
        "{:?} of {what} at {at}: {} is now {}",
        edit.change,
        text(context.old_line(edit)),
        text(context.new_line(edit))
    )
}
