//! OHDSI's layout of the OMOP common data model. Each version has a file of fields and one of tables; the version stands in
//! their names: `OMOP_CDMv5.4_Field_Level.csv` and `OMOP_CDMv5.4_Table_Level.csv`.

use super::cells::Cells;
use super::file::{CsvFile, Findings};
use super::header::{Column, Kind};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use crate::model::{
    Field, FieldType, Key, KeyField, Model, NotNull, Origin, Reference, ReferenceField, Table, TypeKind,
};
use crate::source::catalog::Definition;
use crate::source::identity::Identity;
use hashbrown::HashMap;

/// Reads the definitions in those of the files that are of OHDSI's kinds.
pub(super) fn read(files: &[CsvFile<'_>], diagnostics: &mut Vec<Diagnostic>) -> Vec<Definition> {
    let of = |kind| files.iter().filter(move |file| file.kind() == Some(kind));
    let mut tables: HashMap<String, &CsvFile<'_>> = HashMap::new();
    for file in of(Kind::OhdsiTables) {
        tables.insert(stem(file.path(), "_table_level.csv"), file);
    }
    let mut definitions = Vec::new();
    for file in of(Kind::OhdsiFields) {
        let stem = stem(file.path(), "_field_level.csv");
        let tables = tables.remove(&stem);
        match identity(&stem) {
            Some(identity) => definitions.push(Builder::new(identity, file).read(file, tables, diagnostics)),
            None => diagnostics.push(
                Diagnostic::new(
                    &codes::UNNAMED_DEFINITION,
                    &file.origin(0),
                    "the name of the file does not give the version that it defines",
                )
                .help("name it like `OMOP_CDMv5.4_Field_Level.csv`, and the file of its tables alike"),
            ),
        }
    }
    let mut left: Vec<_> = tables.into_values().collect();
    left.sort_by(|a, b| a.path().cmp(b.path()));
    diagnostics.extend(left.into_iter().map(|file| {
        Diagnostic::new(&codes::ORPHAN_FILE, &file.origin(0), "there is no file of fields for these tables")
            .help("put the `…_Field_Level.csv` of the same version beside it")
    }));
    definitions
}

/// The path without its last part, which names the kind, in lower case.
fn stem(path: &str, end: &str) -> String {
    let path = path.to_lowercase();
    path.strip_suffix(end).or_else(|| path.strip_suffix(".csv")).unwrap_or(&path).to_owned()
}

/// The model and version that the name of a file gives: `omop_cdmv5.4` is omop 5.4.0. Versions of models have three numbers.
fn identity(stem: &str) -> Option<Identity> {
    let name = stem.rsplit('/').next()?;
    let (model, version) = name.rsplit_once('v')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts: Vec<_> = version.split('.').collect();
    if !parts.iter().all(|part| is_number(part)) {
        return None;
    }
    while parts.len() < 3 {
        parts.push("0");
    }
    let model = match model.trim_end_matches(['_', '-', ' ']) {
        "" => return None,
        "omop_cdm" => "omop",
        other => other,
    };
    Identity::new(model, &parts.join(".")).ok()
}

struct Builder {
    identity: Identity,
    model: Model,
    origin: Origin,
    /// The place of each table by its name.
    by_name: HashMap<String, usize>,
    /// The schema of each table by its place, such as `VOCAB`.
    schemas: Vec<String>,
}

impl Builder {
    fn new(identity: Identity, file: &CsvFile<'_>) -> Self {
        let model = Model {
            name: identity.name.clone(),
            version: identity.version.clone(),
            label: "OMOP Common Data Model".to_owned(),
            url: "https://ohdsi.github.io/CommonDataModel/".to_owned(),
            ..Model::default()
        };
        Self { identity, model, origin: file.origin(0), by_name: HashMap::new(), schemas: Vec::new() }
    }

    fn read(
        mut self,
        fields: &CsvFile<'_>,
        tables: Option<&CsvFile<'_>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Definition {
        let identity = self.identity.clone();
        if let Some(file) = tables {
            file.rows(Some(&identity), diagnostics, |cells, origin, findings| self.table(cells, origin, findings));
        }
        let listed = tables.map(|_| self.model.tables.len());
        fields
            .rows(Some(&identity), diagnostics, |cells, origin, findings| self.field(cells, origin, listed, findings));
        Definition::new(self.model, self.origin, true)
    }

    fn table(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        let Some(name) = name(cells, Column::CdmTable, &origin, findings) else { return };
        if self.by_name.contains_key(fold(&name).as_ref()) {
            let message = format!("table {name} is listed twice; the first row is used");
            findings.add(Diagnostic::new(&codes::DUPLICATE_TABLE, &origin, message).help("delete one of the rows"));
            return;
        }
        let place = self.place(&name, origin);
        if let Some(table) = self.model.tables.get_mut(place) {
            given(cells, Column::TableDescription).clone_into(&mut table.description);
        }
        if let Some(schema) = self.schemas.get_mut(place) {
            given(cells, Column::CdmSchema).clone_into(schema);
        }
    }

    /// The place of a table, which is made where there is none of this name.
    fn place(&mut self, name: &str, origin: Origin) -> usize {
        let next = self.model.tables.len();
        let place = *self.by_name.entry(fold(name).into_owned()).or_insert(next);
        if place == next {
            self.model.tables.push(Table { name: name.to_owned(), origin, ..Table::default() });
            self.schemas.push(String::new());
        }
        place
    }

    /// A row of the file of fields. `listed` is how many tables the other file lists, if there is one.
    fn field(&mut self, cells: &Cells<'_, '_>, origin: Origin, listed: Option<usize>, findings: &mut Findings<'_, '_>) {
        let (Some(table), Some(name)) =
            (name(cells, Column::CdmTable, &origin, findings), name(cells, Column::CdmField, &origin, findings))
        else {
            return;
        };
        let place = self.place(&table, origin.clone());
        let schema = self.schemas.get(place).cloned().unwrap_or_default();
        let Some(owner) = self.model.tables.get_mut(place) else { return };
        let table = owner.name.clone();
        if owner.fields.is_empty() && listed.is_some_and(|listed| place >= listed) {
            let message = format!("the file of tables does not list {table}");
            findings.add(Diagnostic::new(&codes::UNLISTED_TABLE, &origin, message).help("add a row for the table"));
        }
        if owner.fields.iter().any(|field| fold(&field.name) == fold(&name)) {
            let message = format!("{table}.{name} is listed twice; the first row is used");
            findings.add(Diagnostic::new(&codes::DUPLICATE_FIELD, &origin, message).help("delete one of the rows"));
            return;
        }
        let required = findings.yes(Column::IsRequired, &["required"]);
        let extra = [
            ("etl_conventions", given(cells, Column::EtlConventions)),
            ("fk_domain", given(cells, Column::FkDomain)),
            ("fk_class", given(cells, Column::FkClass)),
            ("schema", &schema),
        ];
        owner.fields.push(Field {
            name: name.clone(),
            description: given(cells, Column::UserGuidance).to_owned(),
            data_type: data_type(given(cells, Column::CdmType)),
            required,
            extra: extra
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
            origin: origin.clone(),
            ..Field::default()
        });
        if required {
            self.model.not_nulls.push(NotNull { table: table.clone(), field: name.clone(), origin: origin.clone() });
        }
        if findings.yes(Column::IsPrimaryKey, &[]) {
            self.key(&table, &name, &origin);
        }
        if findings.yes(Column::IsForeignKey, &[]) {
            self.reference(cells, table, name, origin, findings);
        }
    }

    /// A field of a primary key. Its name is the one of OHDSI's scripts.
    fn key(&mut self, table: &str, field: &str, origin: &Origin) {
        let part = KeyField { name: field.to_owned(), origin: origin.clone() };
        match self.model.primary_keys.iter_mut().find(|key| key.table == table) {
            Some(key) => key.fields.push(part),
            None => self.model.primary_keys.push(Key {
                name: format!("xpk_{table}"),
                table: table.to_owned(),
                fields: vec![part],
                origin: origin.clone(),
            }),
        }
    }

    /// A reference. Its name is the one of OHDSI's scripts.
    fn reference(
        &mut self,
        cells: &Cells<'_, '_>,
        table: String,
        field: String,
        origin: Origin,
        findings: &mut Findings<'_, '_>,
    ) {
        let (ref_table, ref_field) = (given(cells, Column::FkTable), given(cells, Column::FkField));
        if ref_table.is_empty() || ref_field.is_empty() {
            let message = format!("{table}.{field} refers to a table, but the row does not say to which");
            findings.add(
                Diagnostic::new(&codes::UNUSABLE_ROW, &origin, message)
                    .help("fill `fkTableName` and `fkFieldName`, or write No in `isForeignKey`"),
            );
            return;
        }
        self.model.references.push(Reference {
            name: format!("fpk_{table}_{field}"),
            fields: vec![ReferenceField { field, ref_field: ref_field.to_owned(), origin: origin.clone() }],
            table,
            ref_table: ref_table.to_owned(),
            origin,
            ..Reference::default()
        });
    }
}

/// The text of a cell; none where it is `NA`.
fn given<'r>(cells: &Cells<'r, '_>, column: Column) -> &'r str {
    let text = cells.get(column);
    if text.eq_ignore_ascii_case("NA") { "" } else { text }
}

/// A name, without quotes around it, which are reported: quoting is the business of scripts.
fn name(cells: &Cells<'_, '_>, column: Column, origin: &Origin, findings: &mut Findings<'_, '_>) -> Option<String> {
    let written = cells.get(column);
    let name = written.trim_matches(['"', '\'', '`', '\\', '“', '”', '[', ']']).trim();
    if name.is_empty() {
        let message = "the row has no name of a table or field, so it was left out";
        findings.add(Diagnostic::new(&codes::UNUSABLE_ROW, origin, message).help("fill the cell"));
        return None;
    }
    if name != written {
        let message = format!("the name {written} is in quotes; it is read as `{name}`");
        findings.add(
            Diagnostic::new(&codes::QUOTED_CELL, origin, message)
                .help("write the name alone; scripts quote it where a database wants that"),
        );
    }
    Some(name.to_owned())
}

/// A type as SQL Server writes it: `integer`, `varchar(50)`, `varchar(MAX)`.
fn data_type(written: &str) -> FieldType {
    FieldType::from_sql(written).unwrap_or_else(|| TypeKind::Unknown(written.to_owned()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Loaded, SourceFile, directory};

    const FIELDS: &str = "cdmTableName,cdmFieldName,isRequired,cdmDatatype,userGuidance,etlConventions,isPrimaryKey,\
                          isForeignKey,fkTableName,fkFieldName,fkDomain,fkClass,unique DQ identifiers\n";
    const TABLES: &str = "cdmTableName,schema,isRequired,conceptPrefix,measurePersonCompleteness,\
                          measurePersonCompletenessThreshold,validation,tableDescription,userGuidance,etlConventions\n";

    fn read(name: &str, fields: &str, tables: &str) -> (Loaded, Vec<String>) {
        let file = |end: &str, text: String| SourceFile { path: format!("d/{name}_{end}.csv"), bytes: text.into() };
        let loaded = directory::read_files(&[
            file("Field_Level", format!("{FIELDS}{fields}")),
            file("Table_Level", format!("{TABLES}{tables}")),
        ]);
        let shown = |found: &Diagnostic| format!("{} {}: {}", found.origin, found.code.name, found.message);
        let found = loaded.diagnostics.iter().map(shown).collect();
        (loaded, found)
    }

    #[test]
    fn a_pair_of_files_is_a_version() {
        let fields = "person,person_id,Yes,Integer,Who,,Yes,No,NA,NA,NA,NA,NA\n\
                      person,gender_concept_id,No,integer,NA,NA,No,Yes,CONCEPT,CONCEPT_ID,Gender,NA,NA\n\
                      person,note,No,varchar(MAX),NA,NA,No,No,NA,NA,NA,NA,NA\n\
                      concept,concept_id,Yes,integer,NA,NA,Yes,No,NA,NA,NA,NA,NA\n\
                      concept,concept_name,Yes,varchar(255),NA,NA,No,No,NA,NA,NA,NA,NA\n";
        let tables = "person,CDM,Yes,NA,No,NA,NA,People,NA,NA\nconcept,VOCAB,Yes,NA,No,NA,NA,NA,NA,NA\n";
        let (loaded, found) = read("OMOP_CDMv5.4", fields, tables);
        assert_eq!(found, [""; 0]);
        let model = loaded.catalog.find("omop", "5.4").unwrap();
        assert_eq!((model.version.as_str(), model.tables.len(), model.not_nulls.len()), ("5.4.0", 2, 3));
        let types: Vec<_> = model.tables[0].fields.iter().map(|field| field.data_type.to_string()).collect();
        assert_eq!(types, ["integer", "integer", "text"]);
        assert_eq!(model.tables[1].fields[1].data_type.to_string(), "string(255)");
        assert_eq!(model.primary_keys[0].name, "xpk_person");
        let reference = &model.references[0];
        assert_eq!(
            (reference.name.as_str(), reference.ref_table.as_str()),
            ("fpk_person_gender_concept_id", "concept")
        );
        assert_eq!(reference.fields[0].ref_field, "concept_id");
        assert_eq!(model.tables[1].fields[0].extra["schema"], "VOCAB");
    }

    #[test]
    fn faults_are_reported_and_survived() {
        let fields = "note_nlp,\"\\\"\"offset\\\"\"\",No,varchar(50),NA,NA,No,No,NA,NA,NA,NA,NA\n\
                      death,person_id,No,bigint,NA,NA,No,Yes,NA,NA,NA,NA,NA\n\
                      death,person_id,No,bigint,NA,NA,No,No,NA,NA,NA,NA,NA\n";
        let (loaded, found) = read("OMOP_CDMv6.0", fields, "note_nlp,CDM,No,NA,No,NA,NA,NA,NA,NA\n");
        let model = &loaded.catalog.models[0];
        assert_eq!((model.tables[0].fields[0].name.as_str(), model.tables[1].fields.len()), ("offset", 1));
        let codes: Vec<_> = found.iter().filter_map(|found| found.split([' ', ':']).nth(2)).collect();
        assert_eq!(codes, ["quoted-cell", "unlisted-table", "unusable-row", "duplicate-field"], "{found:?}");
        let (loaded, found) = read("OMOP_CDM_Oncology", fields, "");
        assert!(loaded.catalog.models.is_empty());
        assert!(found.iter().any(|found| found.contains("unnamed-definition")), "{found:?}");
    }

    #[test]
    fn names_of_files_give_versions() {
        let shown = |stem: &str| identity(stem).map(|identity| identity.to_string());
        assert_eq!(shown("a/omop_cdmv5.4").as_deref(), Some("omop 5.4.0"));
        assert_eq!(shown("omop_cdmv5.3.1").as_deref(), Some("omop 5.3.1"));
        assert_eq!(shown("my_cdm_v2").as_deref(), Some("my_cdm 2.0.0"));
        for odd in ["omop_cdm_oncology_ex", "v5", "omop_cdmv", "omop_cdmv5.x"] {
            assert_eq!(shown(odd), None, "{odd}");
        }
    }
}
