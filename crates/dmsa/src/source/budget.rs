//! How much memory the files of one source may take.
//!
//! A file of a few kilobytes can describe millions of empty values, each of which takes hundreds of bytes once it is read.
//! So what a file will take is estimated from its shape, before it is parsed, and a source as a whole is bounded.

use super::files::{Format, SourceFile};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;

/// The most memory that the files of one source may take, by estimate. The published definitions of all networks take a
/// third of it together.
pub(super) const MAX_MEMORY: usize = 256 << 20;

/// What the files of one source may still take, by estimate.
#[derive(Debug, Clone)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_MEMORY)
    }
}

impl Budget {
    /// Takes what a file will need. False if that is more than is left, which is reported.
    pub(super) fn take(&mut self, file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Some(format) = Format::of(&file.path) else { return true };
        let needed = estimate(format, &file.bytes);
        if let Some(left) = self.0.checked_sub(needed) {
            self.0 = left;
            return true;
        }
        let message = format!(
            "reading the file would take some {} MiB of memory; all files of a source together may take {}",
            needed >> 20,
            MAX_MEMORY >> 20
        );
        diagnostics.push(
            Diagnostic::new(&codes::UNREADABLE_FILE, &Origin::new(file.path.as_str().into(), 0), message)
                .help("is this a definition? If so, give the versions as several sources"),
        );
        false
    }
}

/// The memory that it takes to read a file, in bytes: each value, list or row costs what its place in the model does, and
/// in TOML also each token, as the parser keeps them. A long name costs more than the same bytes in many names: messages
/// repeat it. Marks inside of strings are counted too, which makes prose a little more expensive than it is.
fn estimate(format: Format, bytes: &[u8]) -> usize {
    /// What a byte costs: the text itself, a copy of it, and room to grow.
    const BYTE: usize = 3;
    /// What a byte costs in the part of a value that is longer than any name.
    const LONG_BYTE: usize = 16;
    /// No name is so long.
    const LONG: usize = 1024;
    let mark = |byte: usize| match (format, u8::try_from(byte).unwrap_or_default()) {
        (Format::Csv, b'\n' | b'\r') => 768,
        (Format::Csv, b',' | b';' | b'\t' | b'|') => 32,
        (Format::Json, b'{' | b'[') => 640,
        (Format::Json, b',') => 96,
        (Format::Json, b'"') => 8,
        (Format::Toml, b'{' | b'[') => 256,
        (Format::Toml, b'=' | b',' | b'.') => 192,
        (Format::Toml, b'\n' | b'"' | b'\'' | b'#' | b'}' | b']') => 64,
        (Format::Toml, b' ' | b'\t' | b'\r') => 8,
        (Format::Sql, b',' | b'(') => 640,
        (Format::Sql, b';') => 768,
        _ => 0,
    };
    let marks: [usize; 256] = std::array::from_fn(mark);
    let long = |length: usize| length.saturating_sub(LONG) * (LONG_BYTE - BYTE);
    let (mut cost, mut start) = (bytes.len().saturating_mul(BYTE), 0);
    for (place, byte) in bytes.iter().enumerate() {
        let mark = marks[usize::from(*byte)];
        if mark != 0 {
            cost = cost.saturating_add(mark + long(place - start));
            start = place + 1;
        }
    }
    cost.saturating_add(long(bytes.len() - start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::directory;

    #[test]
    fn small_files_that_would_take_much_memory_are_refused() {
        for (path, unit) in [
            ("a.json", "[],"),
            ("a.json", "{},"),
            ("a.json", "{\"tables\":[{\"fields\":[{},{},{},{}]}]},"),
            ("a.toml", "a=[[],[]]\n"),
            ("a.csv", "x\n"),
            ("a.csv", ",a\n"),
            ("a.toml", "\n"),
            ("a.toml", ".a"),
            ("a.toml", "''"),
        ] {
            let bytes = format!("[{}", unit.repeat((5 << 20) / unit.len())).into_bytes();
            let file = SourceFile { path: path.into(), bytes };
            let loaded = directory::read_files(&[file]);
            assert!(loaded.catalog.models.is_empty());
            let found: Vec<_> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
            assert_eq!(found.len(), 1, "{path}");
            assert!(found[0].contains("MiB of memory"), "{path}: {found:?}");
        }
    }

    #[test]
    fn all_files_of_a_source_share_one_budget() {
        let file = |number| SourceFile { path: format!("{number}.csv"), bytes: vec![b'x'; MAX_MEMORY / 36] };
        let (mut budget, mut found) = (Budget::default(), Vec::new());
        let taken: Vec<_> = (0..4).map(|number| budget.take(&file(number), &mut found)).collect();
        assert_eq!((taken, found.len()), (vec![true, true, false, false], 2));
    }
}
