use super::*;
use std::time::{Duration, Instant};

/// The rows as `line: cell|cell`, with `!` after a row with an unclosed quote.
fn rows(text: &str) -> Vec<String> {
    let mut tokenizer = Tokenizer::new(text);
    let mut row = Row::default();
    let mut rows = Vec::new();
    while tokenizer.read(&mut row) {
        rows.push(format!("{}: {}{}", row.line, row.cells.join("|"), if row.unclosed { "!" } else { "" }));
    }
    rows
}

#[test]
fn all_line_ends_are_line_ends() {
    assert_eq!(rows("a,b\nc\r\nd\re"), ["1: a|b", "2: c", "3: d", "4: e"]);
    assert_eq!(rows("a\r\rb\r\n\r\nc\n"), ["1: a", "3: b", "5: c"]);
}

#[test]
fn rows_without_text_are_skipped() {
    assert_eq!(rows("\n ,\u{a0}, \na,,\n\n"), ["2: a||"].map(|row| row.replace('2', "3")));
    assert_eq!(rows(""), [""; 0]);
}

#[test]
fn cells_are_trimmed() {
    assert_eq!(rows("\u{feff} a ,\tb\u{a0},\" c \",\u{a0}\"d, e\""), ["1: a|b|c|d, e"]);
}

#[test]
fn quoted_cells_hold_commas_line_ends_and_quotes() {
    assert_eq!(rows("\"a,b\",\"c\nd\",\"e\"\"f\"\ng"), ["1: a,b|c\nd|e\"f", "3: g"]);
    assert_eq!(rows("\"\",\"\"\"\",\"\"\"a\"\"\""), ["1: |\"|\"a\""]);
}

#[test]
fn lone_quotes_stand_for_themselves() {
    assert_eq!(rows("a \"b\" c,5\""), ["1: a \"b\" c|5\""]);
    assert_eq!(rows("\"a \"b\" c\",d"), ["1: a \"b\" c|d"]);
}

#[test]
fn an_unclosed_quote_swallows_no_row() {
    assert_eq!(rows("a,\"b\nc,d\n"), ["1: a|\"b!", "2: c|d"]);
    assert_eq!(rows("a,\"b,c\nd,\"e,f\"\"\ng"), ["1: a|\"b|c!", "2: d|\"e|f\"\"!", "3: g"]);
    assert_eq!(rows("a,\""), ["1: a|\"!"]);
}

#[test]
fn a_line_that_begins_like_the_row_is_a_row() {
    let text = "m,v1,a,\"open\nm,v1,b,\"quoted, and\nclosed\"\nm,v1,c,d";
    assert_eq!(rows(text), ["1: m|v1|a|\"open!", "2: m|v1|b|quoted, and\nclosed", "4: m|v1|c|d"]);
}

#[test]
fn quotes_after_an_unclosed_one_close_where_they_can() {
    assert_eq!(rows("\"a\n\"\",\"\"\"\"\nb"), ["1: \"a!", "2: |\"", "3: b"]);
}

/// Each of these makes a naive search for the closing quote run to the end from every cell.
#[test]
fn time_is_linear_in_the_face_of_quotes() {
    let n = 200_000;
    let texts = [
        "\"a\n".repeat(n),
        ",\"a".repeat(n),
        format!("{}x\"\"", "\"a\n".repeat(n)),
        (0..n).map(|i| format!("{0},{0},\"x\n", i % (n / 2))).collect(),
        format!("a,b{}\na,b,c", ",\"x".repeat(n)),
    ];
    let start = Instant::now();
    for text in &texts {
        assert!(!rows(text).is_empty());
    }
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}

#[test]
fn cells_may_be_separated_otherwise() {
    let rows = |separator, text| {
        let (mut tokenizer, mut row) = (Tokenizer::separated_by(separator, text), Row::default());
        let mut rows = Vec::new();
        while tokenizer.read(&mut row) {
            rows.push(format!("{}: {}", row.line, row.cells.join("|")));
        }
        rows
    };
    assert_eq!(rows(b';', "a;\"b;c\";d,e\nf;;g"), ["1: a|b;c|d,e", "2: f||g"]);
    assert_eq!(rows(b'\t', "a\t\"b\tc\"\t d \n\t\te"), ["1: a|b\tc|d", "2: ||e"]);
}

#[test]
fn a_first_line_may_tell_the_separator() {
    assert_eq!(rows("sep=;\na;b,c\n"), ["2: a|b,c"]);
    assert_eq!(rows("\"sep=;\"\r\na;b"), ["2: a|b"]);
    assert_eq!(rows("SEP=\t\na\tb"), ["2: a|b"]);
    assert_eq!(rows("sep=ab\nc"), ["1: sep=ab", "2: c"]);
    assert_eq!(rows("sep=;"), [""; 0]);
}
