use crate::model::{Field, Model};
use std::fmt;

/// What a diagram shows and how. `Options::default()` is what most people want.
///
/// ```
/// use dmsa::diagram::{Detail, Options};
///
/// let options = Options { detail: Detail::All, tables: vec!["visit_*".into()], ..Options::default() };
/// assert!(options.exclude.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options<'a> {
    /// How much of each table is shown.
    pub detail: Detail,
    /// Whether references to hubs are folded into marks.
    pub hubs: Hubs,
    /// The order of the fields in a table.
    pub order: Order,
    /// How types are written.
    pub types: Types<'a>,
    /// Show only tables that match one of these globs (`*`, `?`, any case). Empty: all.
    pub tables: Vec<String>,
    /// Leave out tables that match one of these globs.
    pub exclude: Vec<String>,
    /// Show only this table and those near it.
    pub around: Option<Around>,
    /// Show only the subject area of this title, in any case.
    pub area: Option<String>,
    /// Subject areas given by hand, tried in order; tables that match none are grouped as usual.
    pub areas: Vec<AreaRule>,
    /// Width over height that the page should come near; `None` is 16:10.
    pub aspect: Option<f64>,
    /// The colours.
    pub style: Style,
    /// The paper of formats that have pages.
    pub page: Page,
    /// Pixels a unit of length, for formats made of pixels; `None` fits [`Options::width`].
    pub scale: Option<f64>,
    /// The width in pixels of formats made of pixels, where no scale is given; `None` is 2,400.
    pub width: Option<u32>,
    /// Show what changed from this definition to the drawn one.
    pub compare: Option<&'a Model>,
    /// Refuse to draw more tables than this; `None` draws any number.
    pub limit: Option<usize>,
}

/// How much of each table is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// The names of the tables.
    Names,
    /// Primary keys, unique fields and references.
    #[default]
    Keys,
    /// Every field.
    All,
}

/// What happens to the references to a hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hubs {
    /// Each is a mark on the referring field's row.
    #[default]
    Fold,
    /// Each is a line.
    Draw,
}

/// The order of the fields in a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Primary key, unique fields, references, the rest.
    #[default]
    KeysFirst,
    /// As the definition has them.
    Definition,
}

/// How types are written.
#[derive(Clone, Copy, Default)]
pub enum Types<'a> {
    /// As the definition has them: `string(50)`.
    #[default]
    Logical,
    /// Not at all.
    Hidden,
    /// As this function says, such as a dialect's rendering.
    Given(&'a dyn Fn(&Field) -> String),
}

impl Types<'_> {
    pub(super) fn text(&self, field: &Field) -> String {
        match self {
            Types::Logical => field.data_type.to_string(),
            Types::Hidden => String::new(),
            Types::Given(write) => write(field),
        }
    }
}

impl fmt::Debug for Types<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Types::Logical => "Logical",
            Types::Hidden => "Hidden",
            Types::Given(_) => "Given(…)",
        })
    }
}

/// A table and how far to go from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The table in the middle, in any case.
    pub table: String,
    /// How many references away a table may be.
    pub distance: usize,
}

/// A subject area given by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaRule {
    /// Its title.
    pub title: String,
    /// Globs of the tables in it.
    pub tables: Vec<String>,
}

/// The colours of a diagram.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// What the reader prefers, where the format can ask; light elsewhere.
    #[default]
    Auto,
}

/// The paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Page {
    /// As large as the diagram.
    #[default]
    Fitted,
    /// ISO A0 to A4, the diagram scaled to fill it.
    A(u8),
}

pub(super) fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.to_lowercase().chars().collect(), name.to_lowercase().chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || Some(&c) == name.get(n) => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_match_whole_names_in_any_case() {
        for (pattern, name) in
            [("*", "x"), ("visit_*", "VISIT_detail"), ("*_era", "drug_era"), ("c?t", "cat"), ("a*b*", "axxbyy")]
        {
            assert!(glob(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("", "x"), ("visit", "visit_detail"), ("?", ""), ("*_era", "era"), ("a*b", "abc")] {
            assert!(!glob(pattern, name), "{pattern} {name}");
        }
    }
}
