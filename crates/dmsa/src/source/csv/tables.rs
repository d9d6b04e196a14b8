//! Tables and fields, put together from the fields files (which say what there is), the schema files (which give the
//! types) and the tables files (which describe the tables and give their order).

use super::cells::{Cells, FIELD, TABLE};
use super::file::Findings;
use super::header::Column;
use crate::check::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::fold::fold;
use crate::model::{Field, FieldType, Origin, Table};
use crate::source::identity::Identity;
use crate::suggest::suggest;
use hashbrown::HashMap;
use std::borrow::Cow;

#[derive(Default)]
pub(super) struct Tables<'f> {
    drafts: Vec<Draft>,
    by_name: HashMap<String, usize>,
    listed: Vec<Table>,
    /// The place in `listed` by name.
    listed_by_name: HashMap<String, usize>,
    /// By file, in the order of the files.
    repetitions: Vec<Repetition>,
    types: Vec<TypeRow<'f>>,
}

/// A table whose fields are being collected.
struct Draft {
    table: Table,
    by_name: HashMap<String, usize>,
    /// Whether each field was given a type.
    typed: Vec<bool>,
    /// Whether only schema files speak of this table.
    from_schema: bool,
}

/// The rows of a tables file that list what is listed already, which often is the whole file.
struct Repetition {
    /// About the first of them.
    diagnostic: Diagnostic,
    /// The row that is used instead of that one.
    first: Origin,
    count: usize,
}

impl Repetition {
    fn into_diagnostic(self) -> Diagnostic {
        let Self { mut diagnostic, first, count } = self;
        if count > 1 {
            let rest = count - 1;
            let table = diagnostic.table.as_deref().unwrap_or_default();
            diagnostic.message = format!(
                "table {table} and {rest} more of this file are listed twice; the earlier rows ({first} for {table}) are used"
            );
            diagnostic.help = Some("list every table once, in one file".to_owned());
        }
        diagnostic
    }
}

/// A row of a schema file, kept until all fields files are read.
struct TypeRow<'f> {
    table: Cow<'f, str>,
    field: Cow<'f, str>,
    data_type: FieldType,
    default: Cow<'f, str>,
    extra: Vec<(String, String)>,
    origin: Origin,
    text: &'f str,
}

impl<'f> Tables<'f> {
    /// A row of a tables file.
    pub(super) fn listed(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        if !findings.complete(&[TABLE]) {
            return;
        }
        let name = cells.get(Column::Table);
        let place = self.listed_by_name.get(fold(name).as_ref());
        if let Some(first) = place.and_then(|place| self.listed.get(*place)) {
            match self.repetitions.last_mut().filter(|known| known.diagnostic.origin.file() == origin.file()) {
                Some(known) => known.count += 1,
                None => {
                    let message = format!("table {name} is listed twice; the row at {} is used", first.origin);
                    let diagnostic = Diagnostic::new(&codes::DUPLICATE_TABLE, &origin, message);
                    let diagnostic = findings.about_row(diagnostic.help("delete one of the rows"));
                    self.repetitions.push(Repetition { diagnostic, first: first.origin.clone(), count: 1 });
                }
            }
            return;
        }
        self.listed_by_name.insert(fold(name).into_owned(), self.listed.len());
        self.listed.push(Table {
            name: name.to_owned(),
            label: cells.get(Column::Label).to_owned(),
            description: cells.description().into_owned(),
            fields: Vec::new(),
            origin,
        });
    }

    /// A row of a fields file.
    pub(super) fn field(&mut self, cells: &Cells<'_, '_>, origin: Origin, findings: &mut Findings<'_, '_>) {
        if !findings.complete(&[TABLE, FIELD]) {
            return;
        }
        let draft = self.draft(cells.get(Column::Table), &origin, false);
        let name = cells.get(Column::Field);
        if let Some(first) = draft.field(name) {
            let message = format!("{}.{name} is listed twice; the row at {} is used", draft.table.name, first.origin);
            let help = "delete one of the rows, or give the second its right name";
            findings.add(Diagnostic::new(&codes::DUPLICATE_FIELD, &origin, message).help(help));
            return;
        }
        draft.push(Field {
            name: name.to_owned(),
            label: cells.get(Column::Label).to_owned(),
            description: cells.description().into_owned(),
            required: findings.yes(Column::Required, &["required", "req", "r", "mandatory", "m"]),
            extra: cells.extra().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            origin,
            ..Field::default()
        });
    }

    /// A row of a schema file.
    pub(super) fn typed(&mut self, cells: &Cells<'_, 'f>, data_type: FieldType, origin: Origin) {
        self.types.push(TypeRow {
            table: cells.text_of(Column::Table),
            field: cells.text_of(Column::Field),
            data_type,
            default: cells.text_of(Column::Default),
            extra: cells.extra().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            origin,
            text: cells.text(),
        });
    }

    /// Gives the fields their types, once all files are read.
    pub(super) fn apply_types(&mut self, identity: &Identity, diagnostics: &mut Vec<Diagnostic>) {
        let mut report = |code: &'static Code, row: &TypeRow<'_>, message: String, help: &str| {
            let diagnostic = Diagnostic::new(code, &row.origin, message).row(row.text).help(help);
            diagnostics.push(about(identity, diagnostic.table(row.table.as_ref()).field(row.field.as_ref())));
        };
        for mut row in std::mem::take(&mut self.types) {
            let draft = self.draft(&row.table, &row.origin, true);
            if draft.from_schema && draft.table.fields.is_empty() {
                let message = format!("no fields file lists the fields of {}; its schema rows are used", row.table);
                report(&codes::MISSING_FIELDS_FILE, &row, message, "add the fields file, or delete the schema file");
            }
            if draft.from_schema && draft.field(&row.field).is_none() {
                draft.push(Field { name: row.field.to_string(), origin: row.origin.clone(), ..Field::default() });
            }
            match draft.by_name.get(fold(&row.field).as_ref()) {
                None => {
                    let message = format!(
                        "no fields file lists {}.{}, so its schema row was left out",
                        draft.table.name, row.field
                    );
                    let help = "list the field in the fields file, correct the spelling, or delete the row";
                    report(&codes::ORPHAN_SCHEMA_ROW, &row, message, help);
                }
                Some(&place) if draft.typed.get(place) == Some(&true) => {
                    let message =
                        format!("{}.{} is given a type twice; the first is used", draft.table.name, row.field);
                    report(&codes::DUPLICATE_SCHEMA_ROW, &row, message, "delete one of the rows");
                }
                Some(&place) => {
                    if let (Some(field), Some(typed)) = (draft.table.fields.get_mut(place), draft.typed.get_mut(place))
                    {
                        *typed = true;
                        field.data_type = row.data_type;
                        field.type_origin = row.origin;
                        field.default = std::mem::take(&mut row.default).into_owned();
                        for (name, text) in std::mem::take(&mut row.extra) {
                            field.extra.entry(name).or_insert(text);
                        }
                    }
                }
            }
        }
    }

    /// The tables in the order of the tables file, then of their first appearance.
    pub(super) fn finish(mut self, identity: &Identity, diagnostics: &mut Vec<Diagnostic>) -> Vec<Table> {
        diagnostics.extend(std::mem::take(&mut self.repetitions).into_iter().map(Repetition::into_diagnostic));
        diagnostics.extend(self.half_known().into_iter().map(|found| about(identity, found)));
        let mut tables: Vec<(usize, Table)> = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            for (field, _) in draft.table.fields.iter().zip(&draft.typed).filter(|(_, typed)| !**typed) {
                let message = format!("no schema row gives {}.{} a type", draft.table.name, field.name);
                let diagnostic = Diagnostic::new(&codes::MISSING_SCHEMA_ROW, &field.origin, message)
                    .table(&draft.table.name)
                    .field(&field.name)
                    .help("add a row to the schema file, or correct the spelling");
                diagnostics.push(about(identity, diagnostic));
            }
            let mut table = draft.table;
            let place = self.listed_by_name.get(fold(&table.name).as_ref()).copied();
            if let Some(listed) = place.and_then(|place| self.listed.get(place)) {
                table.label.clone_from(&listed.label);
                table.description.clone_from(&listed.description);
                table.origin = listed.origin.clone();
            }
            tables.push((place.unwrap_or(usize::MAX), table));
        }
        tables.sort_by_key(|(place, _)| *place);
        tables.into_iter().map(|(_, table)| table).collect()
    }

    /// Tables that are listed but have no fields, and tables that have fields but are not listed where others are.
    fn half_known(&self) -> Vec<Diagnostic> {
        let has_fields = |table: &&Table| self.by_name.contains_key(fold(&table.name).as_ref());
        let is_listed = |draft: &&Draft| self.listed_by_name.contains_key(fold(&draft.table.name).as_ref());
        let bare: Vec<&Table> = self.listed.iter().filter(|table| !has_fields(table)).collect();
        // A table without a fields file is reported already.
        let described = self.drafts.iter().filter(|draft| !self.listed.is_empty() && !draft.from_schema);
        let unlisted: Vec<&Table> = described.filter(|draft| !is_listed(draft)).map(|draft| &draft.table).collect();
        // Each name is compared with each: what is wrong with many at once is no slip of one.
        let few = bare.len().max(unlisted.len()) <= MOST_COMPARED;
        let (like_unlisted, like_bare) = if few { (&unlisted[..], &bare[..]) } else { (&[][..], &[][..]) };
        let of_bare = bare.iter().map(|table| {
            let message = format!("table {} has no fields, so it was left out", table.name);
            let help =
                misspelt(like_unlisted, table, "add its fields file, or correct the spelling of the table's name");
            about_table(&codes::TABLE_WITHOUT_FIELDS, table, message).help(help)
        });
        let of_unlisted = unlisted.iter().map(|table| {
            let message = format!("no tables file lists table {}; it is used all the same", table.name);
            let help = misspelt(like_bare, table, "add a row for it to the tables file");
            about_table(&codes::UNLISTED_TABLE, table, message).help(help)
        });
        of_bare.chain(of_unlisted).collect()
    }

    /// The draft of a table, which is begun if there is none.
    fn draft(&mut self, name: &str, origin: &Origin, from_schema: bool) -> &mut Draft {
        let next = self.drafts.len();
        let place = self.by_name.get(fold(name).as_ref()).copied().unwrap_or(next);
        if place == next {
            self.by_name.insert(fold(name).into_owned(), next);
            let table = Table { name: name.to_owned(), origin: origin.clone(), ..Table::default() };
            self.drafts.push(Draft { table, by_name: HashMap::new(), typed: Vec::new(), from_schema });
        }
        // The map holds places in `drafts` only, and the next one was filled just now.
        &mut self.drafts[place]
    }
}

impl Draft {
    /// The field of this name, in any case.
    fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(fold(name).as_ref()).and_then(|place| self.table.fields.get(*place))
    }

    /// Adds a field whose name is new.
    fn push(&mut self, field: Field) {
        self.by_name.insert(fold(&field.name).into_owned(), self.table.fields.len());
        self.table.fields.push(field);
        self.typed.push(false);
    }
}

fn about_table(code: &'static Code, table: &Table, message: String) -> Diagnostic {
    Diagnostic::new(code, &table.origin, message).table(&table.name).mark(&table.name)
}

/// With more tables than this in one of two lists, none of the other is looked for in it.
const MOST_COMPARED: usize = 50;

/// The advice, and before it the table that is probably meant.
fn misspelt(candidates: &[&Table], table: &Table, otherwise: &str) -> String {
    match suggest(&table.name, candidates.iter().map(|candidate| candidate.name.as_str())) {
        Some(meant) => format!("did you mean `{meant}`? Otherwise {otherwise}"),
        None => otherwise.to_owned(),
    }
}

fn about(identity: &Identity, mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.model = Some(identity.to_string());
    diagnostic
}
