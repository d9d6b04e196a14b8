//! The catalog inside the library: every published version of the models it knows, facts only.
//!
//! Definitions are decoded when they are asked for, one by one, so that a program that writes one script pays for one.

use super::catalog::{Definition, find_version};
use super::{Catalog, NotFound, toml};
use crate::model::{EMBEDDED, Model, Version};
use crate::parallel;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// What a list of definitions needs to know about one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The model's name.
    pub name: &'static str,
    /// The version.
    pub version: &'static str,
    /// The name for people.
    pub label: &'static str,
    /// Where its authors describe it.
    pub url: &'static str,
    /// `alpha`, `beta` or `final`.
    pub level: &'static str,
    /// The serial number within the level.
    pub serial: &'static str,
    /// Whether it says what was renamed.
    renames: bool,
    path: &'static str,
    length: usize,
    compressed: &'static [u8],
}

static ENTRIES: &[Entry] = include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// Every definition, sorted by model name and version. Nothing is decoded.
pub fn entries() -> &'static [Entry] {
    ENTRIES
}

/// Which catalog this is: a hash of its content.
pub fn revision() -> &'static str {
    env!("DMSA_CATALOG_REVISION")
}

/// The text of a file of the embedded catalog, by the name that the origins of its facts have.
///
/// ```
/// let text = dmsa::source::embedded::text("embedded:pedsnet/6.3.0.toml").unwrap();
/// assert!(text.starts_with("model = \"pedsnet\""));
/// ```
pub fn text(file: &str) -> Option<String> {
    let path = file.strip_prefix(EMBEDDED)?;
    let entry = ENTRIES.iter().find(|entry| entry.path == path)?;
    String::from_utf8(entry.text()).ok()
}

/// One definition; names and versions may be given as for [`Catalog::find`]. Only this one is decoded.
///
/// ```
/// let model = dmsa::source::embedded::find("pedsnet", "6.3")?;
/// assert_eq!(model.label, "PEDSnet v6.3");
/// # Ok::<(), dmsa::source::NotFound>(())
/// ```
pub fn find(model: &str, version: &str) -> Result<Model, NotFound> {
    let versions: Vec<_> = ENTRIES.iter().map(|entry| Version::from(entry.version)).collect();
    let known = ENTRIES.iter().map(|entry| entry.name).zip(&versions);
    let place = find_version(known, model, version)?;
    Ok(ENTRIES[place].decode().model)
}

/// The whole catalog, decoded.
pub fn catalog() -> Catalog {
    let (catalog, _) = Catalog::new(parallel::map(ENTRIES.iter().collect(), Entry::decode), revision());
    catalog
}

/// The versions of a model that say what was renamed. Only these are decoded.
pub fn renaming_versions(model: &str) -> Vec<Model> {
    let entries = ENTRIES.iter().filter(|entry| entry.renames && entry.name.eq_ignore_ascii_case(model));
    entries.map(|entry| entry.decode().model).collect()
}

impl Entry {
    #[allow(clippy::expect_used, reason = "the build made these bytes, and a test decodes all of them")]
    fn text(&self) -> Vec<u8> {
        decompress_to_vec_with_limit(self.compressed, self.length).expect("the catalog is compressed text")
    }

    #[allow(clippy::expect_used, reason = "the build made these bytes, and a test decodes all of them")]
    fn decode(&self) -> Definition {
        let path = format!("{EMBEDDED}{}", self.path);
        toml::read(&path, &self.text(), &mut Vec::new()).expect("the catalog holds definitions")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_decodes_to_what_the_list_says() {
        let catalog = catalog();
        assert_eq!(catalog.models.len(), ENTRIES.len());
        for (entry, model) in ENTRIES.iter().zip(&catalog.models) {
            assert_eq!((entry.name, entry.version), (model.name.as_str(), model.version.as_str()));
            assert_eq!((entry.label, entry.url), (model.label.as_str(), model.url.as_str()));
            assert_eq!((entry.level, entry.serial), (model.release.level.as_str(), model.release.serial.as_str()));
            assert!(!model.tables.is_empty(), "{} {} is empty", model.name, model.version);
            assert_eq!(model.without_prose(), *model, "{} {} holds prose", model.name, model.version);
        }
        assert_eq!(catalog.revision, revision());
        assert!(revision().starts_with("catalog-"), "{}", revision());
    }

    #[test]
    fn one_definition_is_the_same_as_in_the_whole() {
        assert_eq!(find("PEDSnet", "latest").unwrap(), *catalog().find("pedsnet", "latest").unwrap());
        assert_eq!(find("omop", "4").unwrap().version.as_str(), "4.0.0");
        assert!(
            find("omop", "9").unwrap_err().to_string().starts_with("model `omop` has no version `9`; it has 4.0.0")
        );
    }

    /// The files are as the writer would write them, so that regenerating the catalog changes nothing but facts.
    #[test]
    fn the_files_are_in_the_written_form() {
        let catalog = catalog();
        for (entry, model) in ENTRIES.iter().zip(&catalog.models) {
            assert_eq!(toml::write(model), String::from_utf8(entry.text()).unwrap(), "{}", entry.path);
        }
    }
}
