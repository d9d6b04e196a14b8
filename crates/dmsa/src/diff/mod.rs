//! What changed from one definition to another, as one typed list.
//!
//! The command `dmsa diff`, the comparison page, the coloured diagram and migration scripts all read this list. Names are
//! matched once, in any case; what was renamed is known from the renamings in the definitions, over any number of versions.
//!
//! ```
//! use dmsa::diff::{Diff, FORMATS};
//! use dmsa::schema::Schema;
//! use dmsa::source::embedded;
//!
//! let (before, after) = (embedded::find("pcornet", "5.1")?, embedded::find("pcornet", "6.0")?);
//! let diff = Diff::new(&Schema::new(&before), &Schema::new(&after), &[]);
//! assert!(diff.counts().fields_added > 0);
//! assert!(FORMATS[0].write(&diff).starts_with("pcornet 5.1.0 → 6.0.0: "));
//! # Ok::<(), dmsa::source::NotFound>(())
//! ```

mod change;
mod compare;
mod counts;
mod effect;
mod matching;
mod objects;
mod renamings;
mod render;
#[cfg(test)]
mod tests;

pub use change::{Aspect, Change, ChangeKind, FieldFacts};
pub use counts::Counts;
pub use effect::{TypeEffect, effect};
pub use matching::{Matching, TableMatch};
pub use objects::{Object, ObjectField, ObjectKind, Target};
pub use renamings::between;
pub use render::{FORMATS, Format, phrase, typed_changes};

use crate::model::Model;
use crate::schema::Schema;

/// What changed from one definition to another.
#[derive(Debug, Clone)]
pub struct Diff<'m> {
    /// The earlier definition: the one that a database has.
    pub before: &'m Model,
    /// The later definition: the one that it shall have.
    pub after: &'m Model,
    /// Which tables and fields of one definition are which of the other.
    pub matching: Matching,
    /// The changes by table. Tables have the order of the later definition, and removed tables follow.
    pub changes: Vec<Change>,
}

impl<'m> Diff<'m> {
    /// Compares two definitions. `others` are more versions of the same model: where several versions lie between the two,
    /// their renamings are needed to follow a name. See [`between`].
    pub fn new(before: &Schema<'m>, after: &Schema<'m>, others: &[&Model]) -> Self {
        let matching = Matching::new(before.model(), after.model(), others);
        let changes = compare::changes(before, after, &matching);
        Self { before: before.model(), after: after.model(), matching, changes }
    }

    /// How much changed.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.changes)
    }

    /// Whether a database must be changed.
    pub fn has_structure(&self) -> bool {
        self.changes.iter().any(|change| change.aspect() == Aspect::Structure)
    }

    /// The changes of each table, tables in the order of [`Diff::changes`].
    pub fn by_table(&self) -> impl Iterator<Item = &[Change]> {
        self.changes.chunk_by(|a, b| a.table == b.table)
    }
}
