//! Renamings, which stand above the versions and belong to the one they lead to.

use super::definition::Builder;
use super::file::CsvFile;
use super::header::Column;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Renaming;
use hashbrown::HashMap;

/// Gives each row to the definition of its model whose version is the target version.
pub(super) fn distribute(
    files: &[&CsvFile<'_>],
    builders: &mut [Option<Builder<'_>>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut by_model: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, builder) in builders.iter().enumerate() {
        if let Some(builder) = builder {
            by_model.entry(builder.identity().name.to_lowercase()).or_default().push(place);
        }
    }
    let mut known: HashMap<(String, String), Option<usize>> = HashMap::new();
    for file in files {
        file.rows(None, diagnostics, |cells, origin, findings| {
            let needed = [
                (Column::Model, "model"),
                (Column::SourceVersion, "source version"),
                (Column::SourceTable, "source table"),
                (Column::TargetVersion, "target version"),
                (Column::TargetTable, "target table"),
            ];
            // A row without fields says that the table itself got a new name.
            let field = match (cells.get(Column::SourceField), cells.get(Column::TargetField)) {
                ("", "") => [].as_slice(),
                _ => &[(Column::SourceField, "source field"), (Column::TargetField, "target field")],
            };
            if !findings.complete(&needed) || !findings.complete(field) {
                return;
            }
            let (model, version) = (cells.get(Column::Model).to_lowercase(), cells.get(Column::TargetVersion));
            let place = *known.entry((model, version.to_owned())).or_insert_with_key(|(model, version)| {
                let places = by_model.get(model).into_iter().flatten().copied();
                let mut versions =
                    places.filter_map(|place| Some((place, &builders.get(place)?.as_ref()?.identity().version)));
                let exact = versions.clone().find(|(_, known)| known.as_str() == version);
                exact.or_else(|| versions.find(|(_, known)| known.is_meant_by(version))).map(|(place, _)| place)
            });
            let text = |column| cells.get(column).to_owned();
            let renaming = Renaming {
                source_version: text(Column::SourceVersion),
                source_table: text(Column::SourceTable),
                source_field: text(Column::SourceField),
                table: text(Column::TargetTable),
                field: text(Column::TargetField),
                origin,
            };
            match place.and_then(|place| builders.get_mut(place)?.as_mut()) {
                Some(builder) => builder.renaming(renaming),
                None => {
                    let message = format!("there is no definition of {} {version}", cells.get(Column::Model));
                    findings.add(Diagnostic::new(&codes::ORPHAN_RENAMING, &renaming.origin, message));
                }
            }
        });
    }
}
