//! Two definitions to compare.

use crate::{Error, Sources};
use dmsa::adapt::Adaptation;
use dmsa::diff::{Diff, between};
use dmsa::model::Model;
use dmsa::schema::Schema;

/// Two definitions, and the versions whose renamings lead from one to the other.
#[derive(Clone)]
pub struct Pair {
    /// The earlier definition.
    pub before: Model,
    /// The later definition.
    pub after: Model,
    /// The revision of the source of the later one, as scripts record it.
    pub revision: String,
    others: Vec<Model>,
}

impl Pair {
    /// What changed.
    ///
    /// ```
    /// use dmsa_source::{Location, Silent, Sources};
    ///
    /// let sources = Sources::new(&[Location::embedded()], &Silent);
    /// let pair = sources.pair("pedsnet", "5.0.0", "6.3.0")?;
    /// assert!(pair.diff().has_structure());
    /// # Ok::<(), dmsa_source::Error>(())
    /// ```
    pub fn diff(&self) -> Diff<'_> {
        Diff::new(&Schema::new(&self.before), &Schema::new(&self.after), &self.others())
    }

    /// The versions whose renamings lead from one to the other.
    pub fn others(&self) -> Vec<&Model> {
        between(&self.others, &self.before, &self.after)
    }

    /// Both as a site has them.
    #[must_use]
    pub fn adapted(mut self, adaptation: &Adaptation) -> Self {
        if *adaptation != Adaptation::default() {
            for model in [&mut self.before, &mut self.after].into_iter().chain(&mut self.others) {
                *model = adaptation.apply(model).into_owned();
            }
        }
        self
    }
}

impl Sources<'_> {
    /// The definitions of two versions of a model, with everything the sources know about them. A version can be one of
    /// another model: `omop/5.4`.
    ///
    /// # Errors
    ///
    /// If a source cannot be read, or none has one of the versions.
    pub fn pair(&self, model: &str, from: &str, to: &str) -> Result<Pair, Error> {
        let find = |version: &str| {
            let (model, version) = version.split_once('/').unwrap_or((model, version));
            self.whole(model, version)
        };
        let (before, after) = (find(from)?.model, find(to)?);
        let (after, revision) = (after.model, after.revision);
        let is_same_model = before.name.eq_ignore_ascii_case(&after.name);
        let others = if is_same_model { self.renaming_versions(&after.name)? } else { Vec::new() };
        Ok(Pair { before, after, revision, others })
    }
}
