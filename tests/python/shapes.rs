//! Which generated modules to try so that every distinct kind of line is tried.
//!
//! The modules of the catalog's versions are much alike, and type checkers are slow.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// File names of modules in a folder that together have every kind of line; of all modules with `DMSA_EXHAUSTIVE=1`.
pub(crate) fn chosen(folder: &Path) -> Vec<String> {
    let mut modules: Vec<(String, BTreeSet<String>)> = fs::read_dir(folder)
        .expect("the folder is read")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap_or_default();
            (name, text.lines().map(|line| shape(line, &imported(&text))).collect())
        })
        .filter(|(name, _)| name.ends_with(".py"))
        .collect();
    modules.sort();
    let all = modules.len();
    let chosen = dmsa_needs::cover(modules);
    assert!(chosen.len() < all || dmsa_needs::exhaustive(), "no module is like another");
    chosen
}

/// The words that a module imports: names of types and functions, not of tables and fields.
fn imported(text: &str) -> BTreeSet<&str> {
    let imports = text.lines().take_while(|line| !line.starts_with("class ") && !line.contains(" = "));
    imports.flat_map(|line| line.split(|char: char| !is_of_word(char))).chain(["int", "str", "bool", "None"]).collect()
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// A line without what its definition calls things: strings are empty; words that are neither imported nor names of arguments are `w`.
fn shape(line: &str, imported: &BTreeSet<&str>) -> String {
    let mut shape = String::new();
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        let length = if is_of_word(char) {
            let length = rest.find(|char| !is_of_word(char)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(length);
            let is_argument = after.starts_with('=') && !after.starts_with("==");
            shape.push_str(if imported.contains(word) || is_argument { word } else { "w" });
            length
        } else {
            shape.push(char);
            // A string ends with the quote that it began with.
            let is_quote = char == '"' || char == '\'';
            char.len_utf8() + if is_quote { rest[1..].find(char).map_or(rest.len() - 1, |end| end + 1) } else { 0 }
        };
        rest = &rest[length..];
    }
    shape
}
