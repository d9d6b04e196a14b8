//! One definition put together from the rows of its files.

use super::cells::{Cells, FIELD, TABLE};
use super::file::{CsvFile, Findings};
use super::grouped::{self, Entry};
use super::header::{Column, Kind};
use super::tables::Tables;
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{FieldType, Model, NotNull, Origin, Reference, ReferenceField, Release, Renaming, TypeKind};
use crate::source::catalog::Definition;
use crate::source::identity::Identity;
use crate::source::words;

/// Collects rows, which come in any order, and makes a definition of them at the end.
pub(super) struct Builder<'f> {
    identity: Identity,
    origin: Origin,
    model: Model,
    tables: Tables<'f>,
    primary_keys: Vec<Entry>,
    uniques: Vec<Entry>,
    indexes: Vec<Entry>,
}

impl<'f> Builder<'f> {
    /// The definition that the first row of these models files names.
    pub(super) fn from_models_files(files: &[&'f CsvFile<'_>], diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut first: Option<(Model, Origin)> = None;
        for file in files {
            file.rows(None, diagnostics, |cells, origin, findings| match &first {
                None => first = Some((described_model(cells), origin)),
                Some((model, _)) => {
                    let message = format!("the folder is already the definition of {} {}", model.name, model.version);
                    let help = "give every version a folder and a models file of its own";
                    findings.add(Diagnostic::new(&codes::SURPLUS_MODEL_ROW, &origin, message).help(help));
                }
            });
        }
        let (model, origin) = first.or_else(|| Some((Model::default(), files.first()?.origin(0))))?;
        match Identity::new(&model.name, model.version.as_str()) {
            Ok(identity) => Some(Self {
                identity,
                origin,
                model,
                tables: Tables::default(),
                primary_keys: Vec::new(),
                uniques: Vec::new(),
                indexes: Vec::new(),
            }),
            Err(message) => {
                let help = "the first row of the models file names the model and its version";
                diagnostics.push(Diagnostic::new(&codes::UNNAMED_DEFINITION, &origin, message).help(help));
                None
            }
        }
    }

    /// Takes in the rows of a file.
    pub(super) fn add(&mut self, file: &'f CsvFile<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(kind) = file.kind() else {
            return;
        };
        let identity = self.identity.clone();
        file.rows(Some(&identity), diagnostics, |cells, origin, findings| match kind {
            Kind::Fields => self.tables.field(cells, origin, findings),
            Kind::Schema => self.schema(cells, origin, findings),
            Kind::Tables => self.tables.listed(cells, origin, findings),
            Kind::Constraints => self.constraint(cells, origin, findings),
            Kind::References => self.reference(cells, origin, findings),
            Kind::Indexes => self.index(cells, origin, findings),
            Kind::Mappings | Kind::Models | Kind::Renamings | Kind::OhdsiFields | Kind::OhdsiTables => {}
        });
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Takes in a renaming that leads to this version.
    pub(super) fn renaming(&mut self, renaming: Renaming) {
        self.model.renamings.push(renaming);
    }

    fn schema(&mut self, cells: &Cells<'_, 'f>, origin: Origin, findings: &mut Findings<'_, '_>) {
        if !findings.complete(&[TABLE, FIELD]) {
            return;
        }
        let mut size = |column: Column, name: &str| -> Option<u32> {
            let text = cells.get(column);
            let size = words::size(text);
            if size.is_none() && !text.is_empty() {
                let message = format!("the {name} `{text}` is not a whole number; it is ignored");
                findings.add(
                    Diagnostic::new(&codes::UNUSABLE_SIZE, &origin, message)
                        .help("write a number, or leave the cell empty"),
                );
            }
            size
        };
        let data_type = FieldType {
            kind: TypeKind::parse(cells.get(Column::Type)),
            length: size(Column::Length, "length"),
            precision: size(Column::Precision, "precision"),
            scale: size(Column::Scale, "scale"),
        };
        self.tables.typed(cells, data_type, origin);
    }

    fn constraint(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        if !findings.complete(&[TABLE, FIELD]) {
            return;
        }
        let written = cells.get(Column::Type);
        match written.to_lowercase().replace(['_', ' ', '-'], "").as_str() {
            "primarykey" => self.primary_keys.push(Entry::new(cells, origin)),
            "unique" => self.uniques.push(Entry::new(cells, origin)),
            "notnull" => self.model.not_nulls.push(NotNull {
                table: cells.get(Column::Table).to_owned(),
                field: cells.get(Column::Field).to_owned(),
                origin,
            }),
            _ => {
                let message = format!("`{written}` is no type of constraint; the row was left out");
                findings.add(
                    Diagnostic::new(&codes::UNKNOWN_CONSTRAINT_TYPE, &origin, message)
                        .help("the types are `primary key`, `unique` and `not null`"),
                );
            }
        }
    }

    fn reference(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        let ends = [TABLE, FIELD, (Column::RefTable, "table it refers to"), (Column::RefField, "field it refers to")];
        if findings.complete(&ends) {
            let text = |column| cells.get(column).to_owned();
            self.model.references.push(Reference {
                name: text(Column::Name),
                table: text(Column::Table),
                fields: vec![ReferenceField {
                    field: text(Column::Field),
                    ref_field: text(Column::RefField),
                    origin: origin.clone(),
                }],
                ref_table: text(Column::RefTable),
                origin,
                ..Reference::default()
            });
        }
    }

    fn index(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        if findings.complete(&[TABLE, FIELD]) {
            let (unique, descending) = (findings.yes(Column::Unique, &["unique"]), findings.descending());
            self.indexes.push(Entry::of_index(cells, origin, unique, descending));
        }
    }

    /// The definition.
    pub(super) fn finish(self, diagnostics: &mut Vec<Diagnostic>) -> Definition {
        let Self { identity, origin, mut model, mut tables, primary_keys, uniques, indexes } = self;
        tables.apply_types(&identity, diagnostics);
        model.primary_keys = grouped::keys(primary_keys);
        model.uniques = grouped::keys(uniques);
        model.indexes = grouped::indexes(indexes);
        model.tables = tables.finish(&identity, diagnostics);
        Definition::new(model, origin, true)
    }
}

fn described_model(cells: &Cells<'_, '_>) -> Model {
    let text = |column| cells.get(column).to_owned();
    Model {
        name: text(Column::Model),
        version: cells.get(Column::Version).into(),
        label: text(Column::Label),
        description: cells.description().into_owned(),
        url: text(Column::Url),
        release: Release { level: text(Column::ReleaseLevel), serial: text(Column::ReleaseSerial) },
        ..Model::default()
    }
}
