//! The differences between two scripts, each as small as it can be told.

use super::diff::matches;
use super::script::{Line, Subject};
use std::collections::{HashMap, HashSet};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The line is not in the new script.
    Removed,
    /// The line was not in the old script.
    Added,
    /// The line stands elsewhere.
    Moved,
    /// These words of the old line became those of the new one.
    Words { old: Vec<String>, new: Vec<String> },
    /// Only the comma after an item of CREATE TABLE is there or is gone.
    Comma,
    /// A blank line beside lines that differ.
    Blank,
}

/// A difference and its lines.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    pub(crate) change: Change,
    /// The line's place in the old script.
    pub(crate) old: Option<usize>,
    /// The line's place in the new script.
    pub(crate) new: Option<usize>,
}

/// Lines that differ, by place.
struct Differing {
    old: Vec<usize>,
    new: Vec<usize>,
}

fn differing(old: &[Line<'_>], new: &[Line<'_>]) -> Differing {
    // Records match no line here: a statement that stands still must not look moved because its record has moved.
    let texts = |lines: &[Line<'_>], script: &str| {
        let text = |(at, line): (usize, &Line<'_>)| match is_record(&line.subject) {
            true => format!("{script} {at}"),
            false => line.text.to_owned(),
        };
        lines.iter().enumerate().map(text).collect::<Vec<_>>()
    };
    let mut pairs = matches(&texts(old, "old"), &texts(new, "new"));
    pairs.push((old.len(), new.len()));
    let mut found = Differing { old: Vec::new(), new: Vec::new() };
    let (mut a, mut b) = (0, 0);
    for (next_a, next_b) in pairs {
        found.old.extend(a..next_a);
        found.new.extend(b..next_b);
        (a, b) = (next_a + 1, next_b + 1);
    }
    found
}

/// All differences. Lines about the same thing are told together, wherever they stand.
pub(crate) fn edits(old: &[Line<'_>], new: &[Line<'_>]) -> Vec<Edit> {
    let differing = differing(old, new);
    let mut waiting: HashMap<&Subject, Vec<usize>> = HashMap::new();
    for at in differing.new.iter().rev() {
        waiting.entry(&new[*at].subject).or_default().push(*at);
    }
    let mut edits = Vec::new();
    let mut pairs = Vec::new();
    let mut paired = Vec::new();
    for at in differing.old {
        let edit = |change| Edit { change, old: Some(at), new: None };
        if old[at].subject == Subject::Blank {
            edits.push(edit(Change::Blank));
        } else if let Some(other) = waiting.get_mut(&old[at].subject).and_then(Vec::pop) {
            pairs.push((at, other));
            paired.push(other);
        } else {
            edits.push(edit(Change::Removed));
        }
    }
    for at in differing.new.iter().copied().filter(|at| !paired.contains(at)) {
        let change = if new[at].subject == Subject::Blank { Change::Blank } else { Change::Added };
        edits.push(Edit { change, old: None, new: Some(at) });
    }
    let in_place = in_place(old, new);
    for (at, other) in pairs {
        let is_in_place = if is_record(&old[at].subject) {
            // A record is where it was if as many other lines that are in place stand before it.
            let before = in_place.iter().filter(|(place, _)| *place < at).count();
            before == in_place.iter().filter(|(_, place)| *place < other).count()
        } else {
            in_place.contains(&(at, other))
        };
        let changes = changes(&old[at], &new[other], !is_in_place);
        edits.extend(changes.into_iter().map(|change| Edit { change, old: Some(at), new: Some(other) }));
    }
    edits
}

/// Whether a line records in `version_history` what a script did, or ends the transaction of the record, as on Oracle.
fn is_record(subject: &Subject) -> bool {
    match subject {
        Subject::History(key) => key.starts_with('\''),
        Subject::Other(words) => words == "COMMIT ;",
        _ => false,
    }
}

/// Lines about the same things in the same order, however they are written; records aside.
fn in_place(old: &[Line<'_>], new: &[Line<'_>]) -> HashSet<(usize, usize)> {
    fn of<'a>(lines: &'a [Line<'a>]) -> (Vec<usize>, Vec<&'a Subject>) {
        lines
            .iter()
            .map(|line| &line.subject)
            .enumerate()
            .filter(|(_, it)| **it != Subject::Blank && !is_record(it))
            .unzip()
    }
    let ((old_places, old), (new_places, new)) = (of(old), of(new));
    matches(&old, &new).into_iter().map(|(a, b)| (old_places[a], new_places[b])).collect()
}

/// What became of a line.
fn changes(old: &Line<'_>, new: &Line<'_>, moved: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let (a, b) = (old.tokens(), new.tokens());
    let mut same = matches(&a, &b);
    same.push((a.len(), b.len()));
    let (mut from_a, mut from_b) = (0, 0);
    for (next_a, next_b) in same {
        if next_a > from_a || next_b > from_b {
            let words = |tokens: &[&str]| tokens.iter().map(|token| (*token).to_owned()).collect();
            changes.push(Change::Words { old: words(&a[from_a..next_a]), new: words(&b[from_b..next_b]) });
        }
        (from_a, from_b) = (next_a + 1, next_b + 1);
    }
    if old.text.ends_with(',') != new.text.ends_with(',') && old.is_item() {
        changes.push(Change::Comma);
    }
    // A line that is as it was differs only because others have moved past it.
    if moved || (changes.is_empty() && !is_record(&old.subject)) {
        changes.push(Change::Moved);
    }
    changes
}
