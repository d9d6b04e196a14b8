//! The forms a script can be written in: `--format json` on the command line, `?format=json` in a URL.

use super::script::Script;
use std::borrow::Cow;

/// A form that scripts can be written in.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line and in URLs.
    pub name: &'static str,
    /// What it is, in one line without a full stop.
    pub about: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    write: for<'s> fn(&'s Script<'_>) -> Cow<'s, str>,
}

/// Every format, in the order people are shown them. The first is the usual one.
pub static FORMATS: &[Format] = &[
    Format {
        name: "sql",
        about: "For the database's own client",
        media_type: "text/plain; charset=utf-8",
        write: |script| Cow::Borrowed(script.text()),
    },
    Format {
        name: "json",
        about: "A JSON array with one object a statement: kind, table, name, sql, what it depends on",
        media_type: "application/json",
        write: |script| Cow::Owned(script.to_json()),
    },
];

impl Format {
    /// The format of this name.
    ///
    /// ```
    /// assert_eq!(dmsa::ddl::Format::find("json").unwrap().media_type, "application/json");
    /// ```
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The script in this form.
    pub fn write<'s>(&self, script: &'s Script<'_>) -> Cow<'s, str> {
        (self.write)(script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_everything_is_described() {
        let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(names.len(), FORMATS.len());
        assert!(FORMATS.iter().all(|format| !format.about.is_empty() && format.media_type.contains('/')));
    }
}
