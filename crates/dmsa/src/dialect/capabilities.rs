use std::borrow::Cow;
use std::fmt;

/// What a database can and cannot do, as far as scripts need to know.
#[derive(Debug, Clone)]
pub struct Capabilities {
    /// The longest name.
    pub max_identifier: Length,
    /// The longest comment of a table.
    pub max_table_comment: Length,
    /// The longest comment of a column.
    pub max_column_comment: Length,
    /// The most columns a table can have.
    pub max_columns: usize,
    /// The most columns a key or an index can have.
    pub max_key_columns: usize,
    /// The most indexes a table can have, those of keys and references included.
    pub max_indexes: usize,
    /// Primary keys.
    pub primary_keys: Support,
    /// Unique constraints.
    pub uniques: Support,
    /// References.
    pub references: Support,
    /// Whether a primary key can have a name.
    pub named_primary_keys: bool,
    /// Whether there are indexes.
    pub indexes: bool,
    /// Whether a column can have a default.
    pub defaults: bool,
    /// Whether the database can generate the values of integer primary keys.
    pub generated_keys: bool,
    /// Whether the length of a string is enforced.
    pub lengths: bool,
    /// Whether ALTER TABLE can add and drop constraints; where it cannot, they stand inside CREATE TABLE.
    pub alters_constraints: bool,
    /// Whether a constraint inside CREATE TABLE can refer to a table that is created later; otherwise tables are created in
    /// the order of references.
    pub refers_forward: bool,
    /// Whether one statement can insert or delete a row together with another one of the table that it refers to; where it
    /// cannot, a reference of a table to itself is left out.
    pub refers_to_itself: bool,
    /// Whether statements that create and drop are part of a transaction.
    pub transactional_ddl: bool,
    /// Whether an index that a reference uses cannot be dropped before it.
    pub references_hold_indexes: bool,
    /// Whether a second index, unique constraint or reference over the same fields is refused.
    pub refuses_repetition: bool,
    /// Whether tables and indexes can be excluded from the redo log (`logging`, `nologging`).
    pub logging: bool,
    /// Where the names of each kind of object must be unique.
    pub scopes: fn(ObjectKind) -> &'static [Scope],
}

impl Capabilities {
    /// Whether the database has such objects at all.
    pub fn has(&self, kind: ObjectKind) -> bool {
        match kind {
            ObjectKind::Table | ObjectKind::Column => true,
            ObjectKind::PrimaryKey => self.primary_keys != Support::None,
            ObjectKind::Unique => self.uniques != Support::None,
            ObjectKind::Reference => self.references != Support::None,
            ObjectKind::Index => self.indexes,
        }
    }
}

/// Whether a database has something, and what it does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// The database refuses rows that break it.
    Enforced,
    /// The database knows it, and programs and its planner may rely on it, but it refuses no row.
    NotEnforced,
    /// The database does not have it.
    None,
}

/// What stands at the end of a text that was cut.
const CUT: &str = " ...";

/// A length limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many bytes of UTF-8.
    Bytes(usize),
    /// So many characters.
    Characters(usize),
    /// So many units of UTF-16.
    Utf16(usize),
    /// No limit worth the name.
    Unlimited,
}

impl Length {
    /// Whether the text is within the limit.
    ///
    /// ```
    /// use dmsa::dialect::Length;
    ///
    /// assert!(Length::Characters(4).holds("café"));
    /// assert!(!Length::Bytes(4).holds("café"));
    /// ```
    pub fn holds(self, text: &str) -> bool {
        match self {
            Length::Bytes(limit) => text.len() <= limit,
            Length::Characters(limit) => text.len() <= limit || text.chars().count() <= limit,
            Length::Utf16(limit) => text.len() <= limit || text.encode_utf16().count() <= limit,
            Length::Unlimited => true,
        }
    }

    /// How much of the limit a character takes.
    fn size(self, character: char) -> usize {
        match self {
            Length::Bytes(_) => character.len_utf8(),
            Length::Characters(_) => 1,
            Length::Utf16(_) => character.len_utf16(),
            Length::Unlimited => 0,
        }
    }

    /// The text, or as many whole words of it as fit before three dots.
    ///
    /// ```
    /// use dmsa::dialect::Length;
    ///
    /// assert_eq!(Length::Characters(14).shorten("The sex of the person"), "The sex of ...");
    /// assert_eq!(Length::Characters(40).shorten("The sex of the person"), "The sex of the person");
    /// ```
    pub fn shorten(self, text: &str) -> Cow<'_, str> {
        let (Length::Bytes(limit) | Length::Characters(limit) | Length::Utf16(limit)) = self else {
            return text.into();
        };
        if self.holds(text) {
            return text.into();
        }
        let room = limit.saturating_sub(CUT.len());
        let (mut used, mut word, mut end) = (0, None, 0);
        for (at, character) in text.char_indices() {
            if character.is_whitespace() {
                word = Some(at);
            }
            used += self.size(character);
            if used > room {
                break;
            }
            end = at + character.len_utf8();
        }
        // A word that is longer than the limit is cut where it must be.
        let kept = text[..word.filter(|word| *word > 0).unwrap_or(end)].trim_end();
        format!("{kept}{CUT}").into()
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Bytes(limit) => write!(f, "{limit} bytes"),
            Length::Characters(limit) => write!(f, "{limit} characters"),
            Length::Utf16(limit) => write!(f, "{limit} characters of UTF-16"),
            Length::Unlimited => f.write_str("no limit"),
        }
    }
}

/// The kinds of object that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A reference.
    Reference,
    /// An index.
    Index,
}

impl ObjectKind {
    /// The kind in words.
    pub fn label(self) -> &'static str {
        match self {
            ObjectKind::Table => "table",
            ObjectKind::Column => "field",
            ObjectKind::PrimaryKey => "primary key",
            ObjectKind::Unique => "unique constraint",
            ObjectKind::Reference => "reference",
            ObjectKind::Index => "index",
        }
    }
}

/// A space in which names are unique. Kinds that share a number share the space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One space for the whole schema.
    Schema(u8),
    /// One space for each table.
    Table(u8),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shortened_text_fits_and_begins_as_the_whole(text in "[ a-zé😀\u{3000}]{0,60}", limit in 4_usize..40) {
            for limit in [Length::Bytes(limit), Length::Characters(limit), Length::Utf16(limit), Length::Unlimited] {
                let kept = limit.shorten(&text);
                prop_assert!(limit.holds(&kept));
                prop_assert!(kept == text || text.starts_with(kept.strip_suffix(" ...").unwrap()));
            }
        }
    }
}
