//! What is enough to try so that every distinct shape is tried: versions of the catalog are much alike.

use dmsa::ddl::{Elements, Operation, Options, Scripts};
use dmsa::dialect::Dialect;
use dmsa::model::Model;
use std::collections::BTreeSet;

/// Models whose scripts for a dialect together have every shape of line that the scripts of all have.
pub fn models(models: Vec<Model>, dialect: &'static dyn Dialect) -> Vec<Model> {
    let options = Options::default();
    let shapes = |model: &Model| {
        let scripts = Scripts::new(model, dialect, &options).expect("the model can be planned");
        let mut shapes = BTreeSet::new();
        for operation in [Operation::Ddl, Operation::Drop, Operation::Delete] {
            let script = scripts.script(operation, Elements::ALL).expect("a script");
            shapes.extend(script.text().lines().map(without_names));
        }
        shapes
    };
    dmsa_needs::cover(
        models
            .into_iter()
            .map(|model| {
                let shapes = shapes(&model);
                (model, shapes)
            })
            .collect(),
    )
}

/// A line of a script with `x` for each name and `0` for each number; keywords are in capital letters.
pub fn without_names(line: &str) -> String {
    let mut shape = String::new();
    for part in line.split_inclusive(|c: char| !is_of_name(c)) {
        let word = part.trim_end_matches(|c: char| !is_of_name(c));
        let kind = match word {
            _ if word.contains(|c: char| c.is_lowercase()) => "x",
            _ if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) => "0",
            _ => word,
        };
        shape.push_str(kind);
        shape.push_str(&part[word.len()..]);
    }
    shape
}

/// Whether a name may have the character.
pub fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_no_part_of_a_shape() {
        assert_eq!(without_names("    person_id VARCHAR(256) NOT NULL,"), "    x VARCHAR(0) NOT NULL,");
        assert_ne!(without_names("    a INTEGER,"), without_names("    a BIGINT,"));
    }
}
