//! A CSV file: its header and its rows.

use super::cells::Cells;
use super::decode::decode;
use super::header::{Column, Header, Kind};
use super::tokenizer::{Row, Tokenizer};
use super::{WHOLE_FILE, header_only};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::model::Origin;
use crate::source::files::SourceFile;
use crate::source::identity::Identity;
use crate::source::words;
use std::borrow::Cow;
use std::sync::Arc;

/// What may separate cells where commas do not. Tables in a semicolon file may have a decimal comma, so semicolons go first.
const SEPARATORS: &[u8] = b";\t";

/// Separators of other layouts. Such files are not read; a diagnostic gives the reason.
const OTHER_SEPARATORS: &[u8] = b"|:~^";

/// A CSV file whose header has been read.
pub(super) struct CsvFile<'a> {
    path: Arc<str>,
    /// The path of its folder; empty for none.
    pub(super) folder: &'a str,
    text: Cow<'a, str>,
    /// What stands between cells, if not a comma or what the file itself says.
    separator: Option<u8>,
    header: Option<Header>,
}

impl<'a> CsvFile<'a> {
    pub(super) fn open(file: &'a SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let folder = file.path.rfind('/').map_or("", |slash| &file.path[..slash]);
        let (text, undecodable) = decode(&file.bytes);
        let mut file = Self { path: file.path.as_str().into(), folder, text, separator: None, header: None };
        let mut row = Row::default();
        if !file.tokenizer().read(&mut row) {
            diagnostics.push(header_only(&file.origin(WHOLE_FILE)));
            return file;
        }
        let header = Header::recognise(&row.cells);
        let (line, text) = (row.line, row.text.to_owned());
        let misspelt = Header::misspelt(&row.cells).map(|(cell, name)| (cell.to_owned(), name));
        file.header = header;
        if file.header.is_none() {
            let separated = |separator: u8| {
                let (mut tokenizer, mut row) = (Tokenizer::separated_by(separator, &file.text), Row::default());
                tokenizer.read(&mut row).then(|| Header::recognise(&row.cells)).flatten()
            };
            let found = SEPARATORS.iter().find_map(|separator| Some((*separator, separated(*separator)?)));
            let other = OTHER_SEPARATORS.iter().find(|separator| separated(**separator).is_some());
            let finding = |message: String| {
                Diagnostic::new(&codes::UNRECOGNISED_HEADER, &file.origin(line), message).row(text.as_str())
            };
            let kinds = "`dmsa check --explain unrecognised-header` lists the kinds";
            let unknown = "the header is of no known kind, so the file was not read";
            match (found, other, misspelt) {
                (Some((separator, header)), ..) => (file.separator, file.header) = (Some(separator), Some(header)),
                (None, Some(other), _) => diagnostics.push(
                    finding(format!("columns are separated by `{}`, so the file was not read", char::from(*other)))
                        .help("separate them by commas, semicolons or tabs"),
                ),
                (None, None, Some((cell, name))) => diagnostics.push(
                    finding(unknown.to_owned()).mark(cell).help(format!("did you mean `{name}`? Otherwise: {kinds}")),
                ),
                (None, None, None) => {
                    diagnostics.push(finding(unknown.to_owned()).help(format!("correct the header; {kinds}")));
                }
            }
        }
        if file.header.is_some() {
            diagnostics.extend(undecodable.into_iter().map(|line| {
                Diagnostic::new(&codes::UNDECODABLE_BYTES, &file.origin(line), "not UTF-8; read as Windows-1252")
                    .help("save the file as UTF-8")
            }));
        }
        file
    }

    /// Reads the rows, the header first.
    fn tokenizer(&self) -> Tokenizer<'_> {
        match self.separator {
            Some(separator) => Tokenizer::separated_by(separator, &self.text),
            None => Tokenizer::new(&self.text),
        }
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.header.as_ref().map(|header| header.kind)
    }

    /// The path that diagnostics show.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// A line of this file; 0 for the whole of it.
    pub(super) fn origin(&self, line: u32) -> Origin {
        Origin::new(Arc::clone(&self.path), line)
    }

    /// Gives every row to `visit`, which returns what is wrong with it. Here it is checked for what can be wrong with
    /// any row. `definition` are the model and version it should name.
    pub(super) fn rows<'s>(
        &'s self,
        definition: Option<&Identity>,
        diagnostics: &mut Vec<Diagnostic>,
        mut visit: impl FnMut(&Cells<'_, 's>, Origin, &mut Findings<'_, '_>),
    ) {
        let Some(header) = &self.header else {
            return;
        };
        let mut tokenizer = self.tokenizer();
        let mut row = Row::default();
        tokenizer.read(&mut row);
        let mut strangers = Strangers::default();
        let mut any = false;
        while tokenizer.read(&mut row) {
            any = true;
            let cells = Cells::new(header, &row);
            let origin = self.origin(row.line);
            let mut findings =
                Findings { row: row.text, origin: origin.clone(), identity: definition, cells: &cells, diagnostics };
            if row.unclosed {
                findings.add(
                    Diagnostic::new(&codes::UNCLOSED_QUOTE, &origin, "a quote opens a cell and is never closed")
                        .help("close the quote; a quote inside a quoted cell is written twice"),
                );
            }
            if let Some(complaint) = cells.complaint() {
                findings.add(
                    Diagnostic::new(&codes::MALFORMED_ROW, &origin, complaint)
                        .help("put cells that contain a separator, such as a comma, in quotes"),
                );
            }
            if let Some(identity) = definition {
                strangers.look(&cells, identity, &mut findings);
            }
            visit(&cells, origin, &mut findings);
        }
        if !any {
            diagnostics.push(header_only(&self.origin(WHOLE_FILE)));
        }
    }
}

/// Collects what is wrong with a row.
pub(super) struct Findings<'r, 'd> {
    row: &'r str,
    origin: Origin,
    identity: Option<&'r Identity>,
    cells: &'r Cells<'r, 'r>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Findings<'_, '_> {
    /// Adds a finding about the row.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        let diagnostic = self.about_row(diagnostic);
        self.diagnostics.push(diagnostic);
    }

    /// A finding with the row as written and the model, table and field it is about.
    pub(super) fn about_row(&self, diagnostic: Diagnostic) -> Diagnostic {
        let mut diagnostic = diagnostic.row(self.row);
        let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        diagnostic.model = self.identity.map(|identity| identity.to_string());
        diagnostic.table = diagnostic.table.or_else(|| named(self.cells.get(Column::Table)));
        diagnostic.field = diagnostic.field.or_else(|| named(self.cells.get(Column::Field)));
        diagnostic
    }

    /// Whether a cell says yes, also in one of the column's `own` words. A word that may mean either is reported, and read as no.
    pub(super) fn yes(&mut self, column: Column, own: &[&str]) -> bool {
        let cell = self.cells.get(column);
        words::yes_or_no(cell, own).unwrap_or_else(|| {
            let message = format!("`{cell}` in the column `{}` is neither yes nor no; it is read as no", column.name());
            self.unclear(cell, message, "write `Yes` or `No`");
            false
        })
    }

    /// Whether the row says that an index descends. Another word than those for this is reported.
    pub(super) fn descending(&mut self) -> bool {
        let cell = self.cells.get(Column::Order);
        words::descending(cell).unwrap_or_else(|| {
            let name = Column::Order.name();
            let message = format!("`{cell}` in the column `{name}` is no order; the index is read as ascending");
            self.unclear(cell, message, "write `asc` or `desc`");
            false
        })
    }

    fn unclear(&mut self, cell: &str, message: String, help: &str) {
        let diagnostic = Diagnostic::new(&codes::UNCLEAR_WORD, &self.origin.clone(), message);
        self.add(diagnostic.mark_last(cell).help(help));
    }

    /// Whether the row has text in all these columns; otherwise it is unusable, which is reported.
    pub(super) fn complete(&mut self, needed: &[(Column, &str)]) -> bool {
        let missing: Vec<_> =
            needed.iter().filter(|(column, _)| self.cells.get(*column).is_empty()).map(|(_, name)| *name).collect();
        if missing.is_empty() {
            return true;
        }
        let message = format!("the row has no {}, so it was left out", missing.join(" and no "));
        self.add(Diagnostic::new(&codes::UNUSABLE_ROW, &self.origin.clone(), message).help("fill the cell"));
        false
    }
}

/// Names and versions other than the definition's that a file was already reported for: one report each a file.
#[derive(Default)]
struct Strangers {
    last_version: String,
    models: Vec<String>,
    versions: Vec<String>,
}

impl Strangers {
    fn look(&mut self, cells: &Cells<'_, '_>, identity: &Identity, findings: &mut Findings<'_, '_>) {
        let model = cells.get(Column::Model);
        if !model.is_empty() && model != identity.name && model.to_lowercase() != identity.name.to_lowercase() {
            let message = format!("the row names the model `{model}`; its definition is {identity}");
            report(&mut self.models, model, &codes::FOREIGN_MODEL_NAME, message, findings);
        }
        let version = cells.get(Column::Version);
        if version.is_empty() || version == self.last_version {
            return;
        }
        version.clone_into(&mut self.last_version);
        if !identity.version.is_meant_by(version) {
            let message = format!("the row names the version `{version}`; its definition is {identity}");
            report(&mut self.versions, version, &codes::FOREIGN_VERSION, message, findings);
        }
    }
}

/// At most this many different other definitions are reported for one file.
const MOST_STRANGERS: usize = 20;

fn report(
    seen: &mut Vec<String>,
    name: &str,
    code: &'static crate::diagnostic::Code,
    message: String,
    findings: &mut Findings<'_, '_>,
) {
    if seen.len() < MOST_STRANGERS && !seen.iter().any(|known| known == name) {
        seen.push(name.to_owned());
        let origin = findings.origin.clone();
        findings.add(
            Diagnostic::new(code, &origin, message).help("the rows are used; this is reported once for each file"),
        );
    }
}
