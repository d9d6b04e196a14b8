//! A folder of definitions, in any mix of layouts.

use super::budget::Budget;
use super::files::{self, Format, SourceFile};
use super::{Catalog, Loaded, SourceError, csv, json, toml};
use crate::check::codes;
use crate::diagnostic::{self, Diagnostic};
use crate::model::Origin;
use std::path::Path;

/// Reads every definition below these folders: CSV folders, TOML files and service JSON.
///
/// Of two definitions of one version, the one in the earlier folder wins. Diagnostics come sorted by file and line.
///
/// # Errors
///
/// Where a folder cannot be listed, or where nothing in them looks like a definition. What is wrong with single files
/// is in [`Loaded::diagnostics`].
pub fn read(roots: &[&Path]) -> Result<Loaded, SourceError> {
    read_with(roots, &mut |_| {})
}

/// As [`read`]; `seen` is given the files that were read.
pub(super) fn read_with(roots: &[&Path], seen: &mut dyn FnMut(&[SourceFile])) -> Result<Loaded, SourceError> {
    let mut diagnostics = Vec::new();
    let mut files = files::below(roots, &mut diagnostics)?;
    let above = renamings_above(roots, &files);
    files.extend(above.iter().cloned());
    seen(&files);
    let mut loaded = read_files(&files);
    // Renamings to versions that were not asked for are none of this source's business.
    loaded.diagnostics.retain(|found| {
        *found.code != codes::ORPHAN_RENAMING || !above.iter().any(|file| found.origin.file() == Some(&file.path))
    });
    loaded.diagnostics.append(&mut diagnostics);
    let paths: Vec<_> = roots.iter().map(|root| root.display().to_string()).collect();
    report_nothing(&files, &paths.join("`, `"), &mut loaded);
    diagnostic::sort(&mut loaded.diagnostics);
    if loaded.catalog.models.is_empty() && loaded.diagnostics.is_empty() {
        return Err(SourceError::NoDefinitions { path: paths.join("`, `") });
    }
    Ok(loaded)
}

/// Where there are files but no definition, says what was found. Errors about definitions say so themselves.
pub fn report_nothing(files: &[SourceFile], place: &str, loaded: &mut Loaded) {
    if files.is_empty() || !loaded.catalog.models.is_empty() || loaded.unread().next().is_some() {
        return;
    }
    let of = |format| files.iter().filter(|file| Format::of(&file.path) == Some(format)).count();
    let mut found = Vec::new();
    for (count, name, why) in [
        (of(Format::Csv), "CSV", "without a models file, whose header is `model,version,label,description,url`"),
        (of(Format::Toml), "TOML", "without `model` and `tables`"),
        (of(Format::Json), "JSON", "without `tables` and `schema`"),
    ] {
        if count > 0 {
            found.push(format!("{count} {name} {} {why}", if count == 1 { "file" } else { "files" }));
        }
    }
    let message = format!("there is no definition in `{place}`, only {}", found.join("; "));
    let origin = Origin::new(place.into(), 0);
    loaded.diagnostics.push(
        Diagnostic::new(&codes::NO_DEFINITION, &origin, message)
            .help("`dmsa check --explain no-definition` says what a definition is"),
    );
}

/// Renamings stand above the versions of a model: for a root that is one version, beside it.
fn renamings_above(roots: &[&Path], files: &[SourceFile]) -> Vec<SourceFile> {
    let mut found: Vec<SourceFile> = Vec::new();
    for root in roots {
        let in_root = |file: &&SourceFile| Path::new(&file.path).parent() == Some(*root);
        let is_definition = files.iter().filter(in_root).any(csv::is_models_file);
        if let (true, Some(parent)) = (is_definition, root.parent()) {
            let paths = files::csv_in(parent, csv::is_renamings_file);
            found.extend(paths.iter().filter_map(|path| SourceFile::read(path).ok()));
        }
    }
    found.retain(|file| files.iter().all(|known| known.path != file.path));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup();
    found
}

/// Reads the definitions in these files, wherever they come from. The first of two definitions of one version wins.
///
/// ```
/// use dmsa::source::{SourceFile, directory};
///
/// let file = |path: &str, text: &str| SourceFile { path: path.into(), bytes: text.into() };
/// let loaded = directory::read_files(&[
///     file("v1/models.csv", "model,version,label,description,url\nmine,1.0.0,Mine,,\n"),
///     file("v1/fields.csv", "model,version,table,field,description\nmine,v1,person,person_id,Who\n"),
///     file(
///         "v1/schema.csv",
///         "model,version,table,field,type,length,precision,scale,default\nmine,v1,person,person_id,integer,,,,\n",
///     ),
/// ]);
/// assert!(loaded.diagnostics.is_empty());
/// let model = loaded.catalog.find("mine", "1.0")?;
/// assert_eq!(model.tables[0].fields[0].data_type.to_string(), "integer");
/// # Ok::<(), dmsa::source::NotFound>(())
/// ```
pub fn read_files(files: &[SourceFile]) -> Loaded {
    read_within(&mut Budget::default(), files)
}

/// As [`read_files`], for a source whose files come one after the other: together they take no more than the budget.
pub fn read_within(budget: &mut Budget, files: &[SourceFile]) -> Loaded {
    let mut diagnostics = Vec::new();
    let files: Vec<_> = files.iter().filter(|file| budget.take(file, &mut diagnostics)).collect();
    let of = |format| files.iter().copied().filter(move |file| Format::of(&file.path) == Some(format));
    let mut definitions = csv::read(&of(Format::Csv).collect::<Vec<_>>(), &mut diagnostics);
    definitions.extend(of(Format::Toml).filter_map(|file| toml::read(&file.path, &file.bytes, &mut diagnostics)));
    definitions.extend(of(Format::Json).flat_map(|file| json::read(&file.path, &file.bytes, &mut diagnostics)));
    let (catalog, duplicates) = Catalog::new(definitions, "");
    diagnostics.extend(duplicates);
    let mut loaded = Loaded { catalog, diagnostics };
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
