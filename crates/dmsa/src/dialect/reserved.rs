use hashbrown::HashSet;
use std::sync::OnceLock;

/// The words of a database that cannot be a name unless quoted.
pub struct ReservedWords {
    words: &'static [&'static str],
    /// The same words, made at the first question: scripts ask for every name.
    known: OnceLock<Known>,
}

struct Known {
    words: HashSet<&'static str>,
    /// By initial, modulo 32: the lengths that words have, a bit each. Rules most names out without hashing them.
    lengths: [u32; 32],
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
        let known = self.known.get_or_init(|| Known::of(self.words));
        known.may_be(name)
            && (known.words.contains(name)
                || (name.bytes().any(|byte| byte.is_ascii_uppercase())
                    && known.words.contains(name.to_ascii_lowercase().as_str())))
    }
}

impl Known {
    fn of(words: &'static [&'static str]) -> Self {
        let mut known = Self { words: words.iter().copied().collect(), lengths: [0; 32] };
        for word in words {
            known.lengths[row(word)] |= length(word);
        }
        known
    }

    fn may_be(&self, name: &str) -> bool {
        self.lengths[row(name)] & length(name) != 0
    }
}

/// The same for capital and small letters, which differ in a higher bit.
fn row(name: &str) -> usize {
    name.bytes().next().map_or(0, |initial| usize::from(initial) % 32)
}

/// Lengths from 31 on are one.
fn length(name: &str) -> u32 {
    1 << name.len().min(31)
}

#[cfg(test)]
mod tests {
    use crate::dialect::DIALECTS;

    #[test]
    fn words_are_found_in_any_case_and_their_neighbours_are_not() {
        for dialect in DIALECTS {
            let reserved = dialect.reserved_words();
            for word in reserved.words() {
                assert!(reserved.contains(word) && reserved.contains(&word.to_uppercase()), "{word}");
                let longer = format!("{word}_");
                assert_eq!(reserved.contains(&longer), reserved.words().contains(&longer.as_str()));
            }
            assert!(!reserved.contains("") && !reserved.contains(&"select".repeat(20)));
        }
    }
}
