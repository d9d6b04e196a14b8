//! Sources for the web service, which reads them again and again.

use super::{catalog, named};
use crate::failure::Failure;
use crate::terminal::Terminal;
use dmsa::source::Loaded;
use dmsa_web::{Source, Supply};
use std::ffi::{OsStr, OsString};

/// A source by its name, opened anew each time it is read.
struct Named {
    name: OsString,
    shown: String,
}

impl Supply for Named {
    fn name(&self) -> String {
        self.shown.clone()
    }

    fn fetch(&self) -> Result<Loaded, String> {
        // Nobody sits at this terminal, and what is wrong with the files goes with what they hold.
        let terminal = Terminal::silent();
        let loaded = named(&self.name, &terminal).and_then(|source| source.load(&|_| true));
        loaded.map_err(|failure| match failure {
            Failure::Told { message, help, .. } => help.map_or(message.clone(), |help| format!("{message} ({help})")),
            Failure::ReaderGone => "it ended too early".to_owned(),
        })
    }
}

/// The source of this name.
pub(super) fn supply(name: &OsStr) -> Source {
    if name == catalog::NAME {
        return Source::Embedded;
    }
    let shown = name.to_string_lossy();
    let shown =
        if shown.contains("://") { super::address::Address::new(shown).to_string() } else { shown.into_owned() };
    Source::Outside(Box::new(Named { name: name.to_owned(), shown }))
}
