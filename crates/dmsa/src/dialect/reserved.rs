use hashbrown::HashSet;
use std::sync::OnceLock;

/// The words of a database that cannot be a name unless quoted.
pub struct ReservedWords {
    words: &'static [&'static str],
    /// The same words, made at the first question: scripts ask for every name.
    known: OnceLock<HashSet<&'static str>>,
}

impl ReservedWords {
    /// Of words in lower case, sorted.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, known: OnceLock::new() }
    }

    /// The words in lower case, sorted.
    pub fn words(&self) -> &'static [&'static str] {
        self.words
    }

    /// Whether this name, in any case, is one of them.
    pub fn contains(&self, name: &str) -> bool {
        let known = self.known.get_or_init(|| self.words.iter().copied().collect());
        known.contains(name)
            || (name.bytes().any(|byte| byte.is_ascii_uppercase())
                && known.contains(name.to_ascii_lowercase().as_str()))
    }
}
