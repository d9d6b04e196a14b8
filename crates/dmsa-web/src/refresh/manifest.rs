//! What belongs to a copy of a source: its files and their hashes.

use data_encoding::HEXLOWER;
use ring::digest;
use std::fmt::Write;

const FIRST_LINE: &str = "dmsa copy 1";

/// What belongs to a copy. Its text ends with a hash of all that stands before, so that a part of it is not taken for all.
pub(super) struct Manifest {
    pub(super) revision: String,
    /// Names and hashes.
    pub(super) files: Vec<(String, String)>,
}

impl Manifest {
    pub(super) fn text(&self) -> String {
        // A revision comes from outside and stays in its line.
        let revision = self.revision.replace(['\n', '\r'], " ");
        let mut text = format!("{FIRST_LINE}\nrevision {revision}\n");
        for (name, hash) in &self.files {
            // Writing to a string cannot fail.
            writeln!(text, "{hash} {name}").ok();
        }
        let end = hash(text.as_bytes());
        text + &end + "\n"
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        const DAMAGED: &str = "its manifest is damaged";
        let text = std::str::from_utf8(bytes).map_err(|_| DAMAGED)?;
        let lines = text.strip_suffix('\n').ok_or(DAMAGED)?;
        let (_, end) = lines.rsplit_once('\n').ok_or(DAMAGED)?;
        let body = lines.strip_suffix(end).ok_or(DAMAGED)?;
        if hash(body.as_bytes()) != end {
            return Err(DAMAGED);
        }
        let mut lines = body.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err("its manifest is of another kind");
        }
        let revision = lines.next().and_then(|line| line.strip_prefix("revision ")).ok_or(DAMAGED)?.to_owned();
        let file = |line: &str| line.split_once(' ').map(|(hash, name)| (name.to_owned(), hash.to_owned()));
        let files = lines.map(file).collect::<Option<_>>().ok_or(DAMAGED)?;
        Ok(Self { revision, files })
    }
}

/// A hash of these bytes, in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}
