use crate::dialect::Dialect;
use crate::glob::Glob;
use crate::model::{Field, FieldType, Model, TypeKind};
use std::fmt;
use std::sync::Arc;

/// What a diagram shows and how. `Options::default()` is what most people want.
///
/// ```
/// use dmsa::diagram::{Detail, Options};
///
/// let options = Options { detail: Detail::All, tables: vec!["visit_*".parse()?], ..Options::default() };
/// assert!(options.exclude.is_empty());
/// # Ok::<(), dmsa::glob::EmptyGlob>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// How much of each table is shown.
    pub detail: Detail,
    /// Whether references to hubs are folded into marks.
    pub hubs: Hubs,
    /// The order of the fields in a table.
    pub order: Order,
    /// How types are written.
    pub types: Types,
    /// Show only tables that match one of these patterns. Empty: all.
    pub tables: Vec<Glob>,
    /// Leave out tables that match one of these patterns.
    pub exclude: Vec<Glob>,
    /// Show only this table, in any case, and those near it.
    pub around: Option<String>,
    /// How many references away from it a table may be; `None` is one.
    pub distance: Option<usize>,
    /// Show only the subject area of this title, in any case.
    pub area: Option<String>,
    /// Width over height that the page should come near; `None` is 16:10.
    pub aspect: Option<f64>,
    /// The colours.
    pub style: Style,
    /// The paper of formats that have pages.
    pub page: Page,
    /// What stands on each page of formats that have pages.
    pub pages: Pages,
    /// Pixels a unit of length, for formats made of pixels; `None` fits [`Options::width`].
    pub scale: Option<f64>,
    /// The width in pixels of formats made of pixels, where no scale is given; `None` is 2,400.
    pub width: Option<u32>,
    /// Show what changed from this definition to the drawn one.
    pub compare: Option<Before>,
    /// What is too much to draw.
    pub limit: Limit,
}

/// The definition that a diagram shows the changes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// A version that is not looked up yet. The caller, who has the catalog, replaces it by the definition.
    Version(String),
    /// The definition.
    Model {
        /// The earlier definition.
        model: Arc<Model>,
        /// More versions of the model: where several versions lie between the two, their renamings are needed to follow a
        /// name. See [`between`](crate::diff::between).
        others: Vec<Arc<Model>>,
    },
}

impl From<Model> for Before {
    fn from(model: Model) -> Self {
        Before::Model { model: model.into(), others: Vec::new() }
    }
}

impl Options {
    /// The definition to compare with, and those whose renamings count.
    pub(super) fn before(&self) -> Option<(&Model, Vec<&Model>)> {
        match &self.compare {
            Some(Before::Model { model, others }) => Some((model, others.iter().map(Arc::as_ref).collect())),
            _ => None,
        }
    }
}

/// What is too much to draw. The time it takes grows a little faster than the number of things, and the memory of
/// pictures in pixels with the pixels, so a service sets a limit for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The most tables, fields and references shown, counted together.
    pub things: usize,
    /// The most pixels.
    pub pixels: u64,
}

impl Default for Limit {
    /// Any number of things; pixels that fit in 256 MB.
    fn default() -> Self {
        Self { things: usize::MAX, pixels: 64_000_000 }
    }
}

/// How much of each table is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Every field in formats that hold data for other tools, keys in those that are looked at.
    #[default]
    Auto,
    /// The names of the tables.
    Names,
    /// Primary keys, unique fields and references.
    Keys,
    /// Every field.
    All,
}

impl Detail {
    /// The detail of a picture.
    pub(super) fn drawn(self) -> Self {
        if self == Detail::Auto { Detail::Keys } else { self }
    }
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
pub enum Types {
    /// As the definition has them: `string(50)`.
    #[default]
    Logical,
    /// As standard SQL has them: `varchar(50)`.
    Standard,
    /// Not at all.
    Hidden,
    /// As a database's SQL has them: `VARCHAR(50)`.
    Dialect(&'static dyn Dialect),
}

impl Types {
    pub(super) fn text(self, field: &Field) -> String {
        match self {
            Types::Logical => field.data_type.to_string(),
            Types::Standard => standard(&field.data_type),
            Types::Hidden => String::new(),
            Types::Dialect(dialect) => match dialect.data_type(&field.data_type) {
                Some(column) => column.sql.into_owned(),
                None => field.data_type.to_string(),
            },
        }
    }

    fn name(self) -> &'static str {
        match self {
            Types::Logical => "logical",
            Types::Standard => "standard",
            Types::Hidden => "none",
            Types::Dialect(dialect) => dialect.name(),
        }
    }
}

/// The type's name in standard SQL. `text`, which the standard lacks, is what nearly every database calls it.
fn standard(data_type: &FieldType) -> String {
    let sized = |name: &str, sizes: [Option<u32>; 2]| match sizes {
        [Some(size), Some(scale)] => format!("{name}({size}, {scale})"),
        [Some(size), None] => format!("{name}({size})"),
        _ => name.to_owned(),
    };
    match &data_type.kind {
        TypeKind::Integer => "integer".into(),
        TypeKind::BigInteger => "bigint".into(),
        TypeKind::Number | TypeKind::Decimal => sized("numeric", [data_type.precision, data_type.scale]),
        TypeKind::Float => "float".into(),
        TypeKind::String => sized("varchar", [data_type.length, None]),
        TypeKind::Text | TypeKind::Clob => "text".into(),
        TypeKind::Date => "date".into(),
        TypeKind::DateTime | TypeKind::Timestamp => "timestamp".into(),
        TypeKind::Time => "time".into(),
        TypeKind::Boolean => "boolean".into(),
        TypeKind::Blob => "blob".into(),
        TypeKind::Unknown(name) => name.clone(),
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Types {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
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

/// What stands on each page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pages {
    /// One page if its text can be read on the paper, else as [`Pages::Areas`].
    #[default]
    Auto,
    /// Everything on one page.
    One,
    /// An overview, then each subject area on a page of its own, or on several where its text would be too small. References
    /// that are cut say on which page they go on.
    Areas,
}
