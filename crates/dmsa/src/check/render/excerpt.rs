//! The row a finding is about, as it is written, with the words at fault.

use crate::diagnostic::{Diagnostic, Mark};
use hashbrown::HashMap;
use std::ops::Range;

/// A row, cut to a width that can be read, with only characters that can be printed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Where in the text the words at fault begin, and how long they are, in characters.
    pub(super) marked: Option<(usize, usize)>,
}

/// The files that rows are taken from; each is read once.
pub(super) struct Files<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    lines: HashMap<String, Vec<String>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { read, lines: HashMap::new() }
    }

    /// The row of a finding: as it was read, or else as its file has it.
    pub(super) fn excerpt(&mut self, diagnostic: &Diagnostic) -> Option<Excerpt> {
        let mark = diagnostic.mark.as_ref();
        if let Some(row) = &diagnostic.row {
            return Some(excerpt(row.split(['\n', '\r']).next().unwrap_or_default(), mark));
        }
        let file = diagnostic.origin.file()?;
        let line = usize::try_from(diagnostic.origin.line()?).ok()?.checked_sub(1)?;
        if !self.lines.contains_key(file) {
            let text = (self.read)(file).unwrap_or_default();
            self.lines.insert(file.to_owned(), split_lines(&text));
        }
        Some(excerpt(self.lines.get(file)?.get(line)?, mark))
    }
}

/// Lines may end in LF, CRLF or a bare CR, even within one file.
fn split_lines(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n").split(['\n', '\r']).map(str::to_owned).collect()
}

/// So many characters of a row are shown.
const WIDTH: usize = 110;

/// So many of them stand before the words at fault, at least, where the row is cut.
const BEFORE: usize = 40;

fn excerpt(row: &str, mark: Option<&Mark>) -> Excerpt {
    let marked = mark.and_then(|mark| find(row, mark)).and_then(|bytes| {
        let (before, within) = (row.get(..bytes.start)?, row.get(bytes)?);
        // A place between characters is shown below the one that follows it.
        Some((before.chars().count(), within.chars().count().max(1)))
    });
    let characters: Vec<char> = row.trim_end().chars().map(printable).collect();
    if characters.len() <= WIDTH {
        let end = characters.len();
        let marked = marked.map(|(at, length)| (at.min(end), length.min(end.saturating_sub(at)).max(1)));
        return Excerpt { text: characters.into_iter().collect(), marked };
    }
    let begin = marked.map_or(0, |(at, _)| at.saturating_sub(BEFORE)).min(characters.len() - WIDTH);
    let end = begin + WIDTH;
    let mut text = String::new();
    if begin > 0 {
        text.push('…');
    }
    text.extend(characters.get(begin..end).unwrap_or_default());
    if end < characters.len() {
        text.push('…');
    }
    let shift = usize::from(begin > 0);
    // What is at fault may be beyond the blanks at the end, which are not shown.
    let marked = marked.map(|(at, length)| (at.min(end) - begin + shift, length.min(end.saturating_sub(at)).max(1)));
    Excerpt { text, marked }
}

/// A character that does nothing to the terminal.
pub(super) fn printable(character: char) -> char {
    match character {
        '\t' => ' ',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    }
}

/// The bytes that are meant: of words those that stand alone if possible, in whatever case.
fn find(row: &str, mark: &Mark) -> Option<Range<usize>> {
    let (word, last) = match mark {
        Mark::Bytes(bytes) => return Some(bytes.clone()),
        Mark::Word(word) => (word, false),
        Mark::LastWord(word) => (word, true),
    };
    let length = word.len();
    if length == 0 {
        return None;
    }
    let is_here = |at: usize| row.get(at..at + length).is_some_and(|here| here.eq_ignore_ascii_case(word));
    let is_part = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let stands_alone = |at: &usize| {
        let (before, after) = (row.get(..*at), row.get(at + length..));
        !is_part(before.and_then(|text| text.chars().next_back()))
            && !is_part(after.and_then(|text| text.chars().next()))
    };
    let places: Vec<usize> = row.char_indices().map(|(at, _)| at).filter(|at| is_here(*at)).collect();
    let alone: Vec<usize> = places.iter().copied().filter(stands_alone).collect();
    let places = if alone.is_empty() { places } else { alone };
    let place = if last { places.last() } else { places.first() };
    place.map(|at| *at..*at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(row: &str, word: &str, last: bool) -> String {
        let mark = if last { Mark::LastWord(word.into()) } else { Mark::Word(word.into()) };
        let found = excerpt(row, Some(&mark));
        let mut text = found.text.clone();
        if let Some((at, length)) = found.marked {
            let characters: Vec<char> = found.text.chars().collect();
            text = characters[..at].iter().collect::<String>()
                + "["
                + &characters[at..at + length].iter().collect::<String>()
                + "]"
                + &characters[at + length..].iter().collect::<String>();
        }
        text
    }

    #[test]
    fn words_that_stand_alone_are_preferred() {
        assert_eq!(marked("visit_id,visit,id", "visit", false), "visit_id,[visit],id");
        assert_eq!(marked("a,id,b,ID,c_id", "id", true), "a,id,b,[ID],c_id");
        assert_eq!(marked("visit_id", "visit", false), "[visit]_id");
        assert_eq!(marked("a,b", "c", false), "a,b");
        assert_eq!(marked("a,b", "", false), "a,b");
        assert_eq!(marked("é,ü,ß,x", "x", false), "é,ü,ß,[x]");
        assert_eq!(marked("ééé", "é", true), "éé[é]");
    }

    #[test]
    fn long_rows_are_cut_around_the_words() {
        let row = format!("{},here,{}", "a".repeat(200), "b".repeat(200));
        let cut = marked(&row, "here", false);
        assert!(cut.starts_with("…aaa") && cut.contains(",[here],") && cut.ends_with("bbb…"), "{cut}");
        assert_eq!(cut.chars().count(), WIDTH + 4);
        let cut = marked(&row, "gone", false);
        assert!(cut.starts_with("aaa") && cut.ends_with('…'), "{cut}");
        let all = "x".repeat(500);
        assert_eq!(marked(&all, &all, false).chars().count(), WIDTH + 3);
        let end = format!("{}end", "a,".repeat(200));
        assert!(marked(&end, "end", true).ends_with("[end]"));
    }

    #[test]
    fn bytes_are_pointed_at() {
        let marked = |bytes| excerpt("é = 1", Some(&Mark::Bytes(bytes))).marked;
        assert_eq!(marked(5..6), Some((4, 1)));
        assert_eq!(marked(0..2), Some((0, 1)));
        assert_eq!(marked(6..6), Some((5, 1)), "behind the end something is missing");
        assert_eq!((marked(1..2), marked(3..40)), (None, None));
    }

    #[test]
    fn rows_cannot_control_the_terminal() {
        assert_eq!(marked("a\tb\u{1b}[31m", "b", false), "a [b]\u{FFFD}[31m");
    }

    #[test]
    fn lines_are_counted_as_the_readers_do() {
        assert_eq!(split_lines("a\r\nb\rc\n\nd"), ["a", "b", "c", "", "d"]);
    }
}
