//! What somebody is looking for, and how well a name fits it.

/// More words than these are not looked at.
const MAX_WORDS: usize = 8;

/// What somebody is looking for.
pub(super) struct Query {
    /// In lower case; one at least.
    words: Vec<String>,
    /// The words as one name: `year of birth` is `year_of_birth`.
    joined: String,
}

/// How well a name fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It is the name.
    Exact,
    /// The name begins so.
    Prefix,
    /// A word of the name begins so.
    Word,
    /// It is somewhere in the name.
    Part,
}

impl Query {
    /// The words of a text; `None` if it has none.
    pub(super) fn new(text: &str) -> Option<Self> {
        let words = text.to_lowercase();
        let words = words.split([' ', '.', '/', ',']).filter(|word| !word.is_empty()).take(MAX_WORDS);
        let words: Vec<String> = words.map(str::to_owned).collect();
        let joined = words.join("_");
        (!words.is_empty()).then_some(Self { words, joined })
    }

    /// The words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// How well a name in lower case fits that has to hold every word.
    pub(super) fn fit(&self, name: &str) -> Option<Rank> {
        let ranks: Option<Vec<_>> = self.words().map(|word| fit(name, word)).collect();
        self.best(name, ranks?)
    }

    /// How well a name in lower case fits that stands somewhere: words that are not in the name must be in what surrounds
    /// it, which `elsewhere` knows. The second number is that of the words which only nearly name the surroundings.
    pub(super) fn fit_within(&self, name: &str, elsewhere: impl Fn(&str) -> Option<Rank>) -> Option<(Rank, usize)> {
        let (mut own, mut near) = (Vec::new(), 0);
        for word in self.words() {
            match fit(name, word) {
                Some(rank) => own.push(rank),
                None => near += usize::from(elsewhere(word)? != Rank::Exact),
            }
        }
        Some((self.best(name, own)?, near))
    }

    fn best(&self, name: &str, ranks: Vec<Rank>) -> Option<Rank> {
        ranks.into_iter().chain(fit(name, &self.joined)).min()
    }
}

/// How well a name in lower case fits a word.
pub(super) fn fit(name: &str, word: &str) -> Option<Rank> {
    if name == word {
        return Some(Rank::Exact);
    }
    let places = || name.match_indices(word).map(|(place, _)| place);
    let begins_word = |place: usize| name.get(..place).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    match places().next()? {
        0 => Some(Rank::Prefix),
        _ if places().any(begins_word) => Some(Rank::Word),
        _ => Some(Rank::Part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_more_or_less() {
        for (name, word, rank) in [
            ("birth", "birth", Some(Rank::Exact)),
            ("birth_date", "birth", Some(Rank::Prefix)),
            ("year_of_birth", "birth", Some(Rank::Word)),
            ("year_of_birth", "bir", Some(Rank::Word)),
            ("stillbirths", "birth", Some(Rank::Part)),
            ("stillbirth_birthday", "birth", Some(Rank::Word)),
            ("death", "birth", None),
        ] {
            assert_eq!(fit(name, word), rank, "{name} {word}");
        }
    }

    #[test]
    fn words_are_a_name_together() {
        let query = Query::new(" Year of  BIRTH").unwrap();
        assert_eq!(query.fit("year_of_birth"), Some(Rank::Exact));
        assert_eq!(query.fit("birth_of_year"), Some(Rank::Prefix));
        assert_eq!(query.fit("year_of_death"), None);
        assert!(Query::new(" ./").is_none());
    }

    #[test]
    fn what_surrounds_a_name_may_have_words_of_it() {
        let query = Query::new("person.year_of_birth").unwrap();
        let within = |table: &str| query.fit_within("year_of_birth", |word| fit(table, word));
        assert_eq!(within("person"), Some((Rank::Exact, 0)));
        assert_eq!(within("person_history"), Some((Rank::Exact, 1)));
        assert_eq!(within("death"), None);
        assert_eq!(query.fit_within("x", |_| Some(Rank::Exact)), None);
    }
}
