//! What the layout could not hold of what was to be written.

use super::destination::Destination;
use super::layout::Layout;
use crate::terminal::Terminal;
use dmsa::model::Model;
use dmsa::source::loss::{self, Loss};
use dmsa::source::{Catalog, directory};

/// Reads back what was written and reports what is missing from it.
pub(super) fn warn(destination: &Destination<'_>, layout: &Layout, models: &[Model], terminal: &Terminal) {
    if terminal.quiet() {
        return;
    }
    let kept = match (destination, layout.file) {
        (Destination::Output(model) | Destination::File(_, model), Some(file)) => {
            directory::read_files(&[file.at("definition", model)]).catalog
        }
        (Destination::Folder { files, .. }, _) => directory::read_files(files).catalog,
        _ => return,
    };
    let lost: Vec<(&Model, Vec<Loss>)> = models.iter().map(|model| (model, of(model, &kept))).collect();
    let lost: Vec<_> = lost.into_iter().filter(|(_, losses)| !losses.is_empty()).collect();
    let (subject, what) = match lost.as_slice() {
        [] => return,
        [(model, losses)] => {
            let what = losses.iter().map(|Loss { what, of }| format!("{what} ({})", listed(of)));
            (format!("{} {}", model.name, model.version), what.collect())
        }
        several => (format!("{} definitions", several.len()), kinds(several)),
    };
    let message = format!("{} cannot hold all of {subject}; lost: {}", layout.name, what.join(", "));
    terminal.warning(&message, "`--to toml` and `--to json` keep everything");
}

fn of(model: &Model, kept: &Catalog) -> Vec<Loss> {
    match kept.find(&model.name, model.version.as_str()) {
        Ok(kept) => loss::between(model, kept),
        Err(_) => vec![Loss { what: "the definition", of: vec![format!("{} {}", model.name, model.version)] }],
    }
}

/// Each kind of loss once, in the order of the first definition that has it.
fn kinds(lost: &[(&Model, Vec<Loss>)]) -> Vec<String> {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for loss in lost.iter().flat_map(|(_, losses)| losses) {
        match kinds.iter_mut().find(|(what, _)| *what == loss.what) {
            Some((_, count)) => *count += loss.of.len(),
            None => kinds.push((loss.what, loss.of.len())),
        }
    }
    kinds.into_iter().map(|(what, count)| format!("{what} ({count})")).collect()
}

/// The first few.
fn listed(names: &[String]) -> String {
    const MOST: usize = 5;
    match names.get(..MOST) {
        Some(first) if names.len() > MOST => format!("{} and {} more", first.join(", "), names.len() - MOST),
        _ => names.join(", "),
    }
}
