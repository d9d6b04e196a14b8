//! The statements of a script, one after the other, become a definition.

use super::column;
use super::dialect::Dialect;
use super::draft::{Draft, Unread};
use super::name::{last, schema};
use super::statements::Statement as Text;
use super::{parse, types};
use crate::check::codes;
use crate::diagnostic::Diagnostic;
use crate::fold::fold;
use crate::model::{Index, Origin};
use hashbrown::HashMap;
use sqlparser::ast::{
    CommentDef, CommentObject, CreateIndex, CreateTable, CreateTableOptions, Expr, ObjectName, ObjectType, Spanned,
    SqlOption, Statement, UserDefinedTypeRepresentation,
};

/// The longest statement that is parsed: a parsed one takes many times its own size.
const LONGEST: usize = 1 << 20;

/// A definition in the making.
pub(super) struct Builder {
    origin: Origin,
    pub(super) dialect: Dialect,
    title: String,
    pub(super) tables: Vec<Draft>,
    /// The places of tables of a name in lower case.
    pub(super) places: HashMap<String, Vec<usize>>,
    pub(super) types: types::Own,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What a statement leaves unsaid, or the reason why it was not understood.
pub(super) type Outcome = Result<Unread, String>;

impl Builder {
    pub(super) fn new(origin: Origin, dialect: Dialect, title: String) -> Self {
        let (tables, places, types) = (Vec::new(), HashMap::new(), types::Own::default());
        Self { origin, dialect, title, tables, places, types, diagnostics: Vec::new() }
    }

    /// Reads one statement.
    pub(super) fn read(&mut self, text: &Text<'_>) {
        if !text.defines_tables() {
            return;
        }
        let origin = self.at(text.line);
        if text.text.len() > LONGEST {
            let message = format!("the statement is longer than {} MiB; it is left out", LONGEST >> 20);
            return self.unread(&origin, message);
        }
        match parse::statement(text.text, self.dialect) {
            Ok(parsed) => match self.take(&parsed.statement, &origin) {
                Ok(mut unread) => {
                    if parsed.columns_only {
                        unread.push((origin.clone(), "something stands behind the columns of the table".to_owned()));
                    }
                    for (origin, what) in unread {
                        self.unread(&origin, format!("{what}, which a definition cannot say; it is left out"));
                    }
                }
                Err(why) => self.unread(&origin, format!("{why}; the statement is left out")),
            },
            Err(problem) => {
                let origin = self.at(text.line.saturating_add(problem.line.saturating_sub(1)));
                self.unread(&origin, format!("the statement cannot be understood: {}", shown(&problem.message)));
            }
        }
    }

    fn at(&self, line: u32) -> Origin {
        Origin::new(self.origin.file().unwrap_or_default().into(), line)
    }

    /// The place of a line of the statement that begins here; lines are counted from 1, and 0 is none.
    fn line_of(&self, statement: &Origin, line: u64) -> Origin {
        let more = u32::try_from(line.saturating_sub(1)).unwrap_or_default();
        self.at(statement.line().unwrap_or_default().saturating_add(more))
    }

    fn unread(&mut self, origin: &Origin, message: String) {
        let mut found = Diagnostic::new(&codes::UNREAD_STATEMENT, origin, message);
        found.model = Some(self.title.clone());
        self.diagnostics.push(found);
    }

    fn take(&mut self, statement: &Statement, origin: &Origin) -> Outcome {
        match statement {
            Statement::CreateTable(table) => self.create_table(table, origin),
            Statement::AlterTable(alter) => self.alter_table(alter, origin),
            Statement::CreateIndex(index) => self.create_index(index, origin),
            Statement::Comment { object_type, object_name, comment, .. } => {
                self.comment(*object_type, object_name, comment.as_deref().unwrap_or_default())
            }
            Statement::CreateType { name, representation: Some(UserDefinedTypeRepresentation::Enum { labels }) } => {
                let labels = labels.iter().map(|label| label.value.clone()).collect();
                self.types.insert(fold(last(name)).into_owned(), types::Meaning::one_of(labels));
                Ok(Vec::new())
            }
            Statement::CreateDomain(domain) => {
                let meaning = types::meaning(&domain.data_type, self.dialect, &self.types);
                self.types.insert(fold(last(&domain.name)).into_owned(), meaning);
                Ok(domain
                    .constraints
                    .iter()
                    .map(|it| (origin.clone(), format!("domain `{}` has a constraint, `{it}`", domain.name)))
                    .collect())
            }
            Statement::Drop { object_type: ObjectType::Table, names, .. } => {
                for name in names {
                    if let Some(place) = self.place(name) {
                        self.forget(place);
                    }
                }
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The place of the table that a name means.
    pub(super) fn place(&self, name: &ObjectName) -> Option<usize> {
        let places = self.places.get(fold(last(name)).as_ref())?;
        let schema = schema(name);
        let is_there = |place: &&usize| {
            let own = &self.tables[**place].schema;
            schema.is_empty() || own.is_empty() || fold(own) == fold(schema)
        };
        places.iter().find(is_there).copied()
    }

    pub(super) fn table(&mut self, name: &ObjectName) -> Result<&mut Draft, String> {
        let place = self.place(name).ok_or_else(|| format!("the script creates no table `{name}`"))?;
        Ok(&mut self.tables[place])
    }

    /// A dropped table keeps its place, without a name.
    fn forget(&mut self, place: usize) {
        let draft = std::mem::take(&mut self.tables[place]);
        if let Some(places) = self.places.get_mut(fold(&draft.table.name).as_ref()) {
            places.retain(|other| *other != place);
        }
    }

    fn create_table(&mut self, create: &CreateTable, origin: &Origin) -> Outcome {
        if create.partition_of.is_some() || create.temporary {
            return Ok(Vec::new());
        }
        if let Some(place) = self.place(&create.name) {
            if create.if_not_exists {
                return Ok(Vec::new());
            }
            if !create.or_replace {
                return Err(format!("table `{}` is created twice", create.name));
            }
            self.forget(place);
        }
        if create.columns.is_empty() {
            return Err(format!("table `{}` is created without columns of its own", create.name));
        }
        let mut draft = Draft { schema: schema(&create.name).to_owned(), ..Draft::default() };
        draft.table.name = last(&create.name).to_owned();
        draft.table.description = table_comment(create);
        draft.table.origin = origin.clone();
        let mut unread = Vec::new();
        if let Some(parents) = create.inherits.as_ref().filter(|parents| !parents.is_empty()) {
            unread.push((origin.clone(), format!("table `{}` inherits from `{}`", create.name, parents[0])));
        }
        for definition in &create.columns {
            let origin = self.line_of(origin, definition.name.span.start.line);
            let meaning = types::meaning(&definition.data_type, self.dialect, &self.types);
            unread.append(&mut column::take(&mut draft, &definition.name, meaning, &definition.options, &origin));
        }
        for constraint in &create.constraints {
            let line = constraint.span().start.line;
            draft.constrain(constraint, &self.line_of(origin, line), &mut unread);
        }
        self.places.entry(fold(&draft.table.name).into_owned()).or_default().push(self.tables.len());
        self.tables.push(draft);
        Ok(unread)
    }

    fn create_index(&mut self, create: &CreateIndex, origin: &Origin) -> Outcome {
        let name = create.name.as_ref().map(|name| last(name).to_owned()).unwrap_or_default();
        let draft = self.table(&create.table_name)?;
        if create.predicate.is_some() {
            return Ok(vec![(origin.clone(), format!("index `{name}` covers some rows only"))]);
        }
        match draft.index_fields(&create.columns, origin) {
            Some(fields) => draft.indexes.push(Index {
                name,
                table: String::new(),
                unique: create.unique,
                fields,
                origin: origin.clone(),
            }),
            None => return Ok(vec![(origin.clone(), format!("index `{name}` is on an expression"))]),
        }
        Ok(Vec::new())
    }

    fn comment(&mut self, kind: CommentObject, name: &ObjectName, text: &str) -> Outcome {
        match kind {
            CommentObject::Table => text.clone_into(&mut self.table(name)?.table.description),
            CommentObject::Column => {
                let table = ObjectName(name.0[..name.0.len().saturating_sub(1)].to_vec());
                let draft = self.table(&table)?;
                let place = draft.field(last(name));
                let place = place.ok_or_else(|| format!("table `{table}` has no column `{}`", last(name)))?;
                text.clone_into(&mut draft.table.fields[place].description);
            }
            _ => {}
        }
        Ok(Vec::new())
    }
}

/// The comment in a CREATE TABLE.
fn table_comment(create: &CreateTable) -> String {
    let text = |comment: &CommentDef| match comment {
        CommentDef::WithEq(text) | CommentDef::WithoutEq(text) => text.clone(),
    };
    let options = match &create.table_options {
        CreateTableOptions::None => &[][..],
        CreateTableOptions::With(options)
        | CreateTableOptions::Options(options)
        | CreateTableOptions::Plain(options)
        | CreateTableOptions::TableProperties(options) => options,
    };
    let described = |option: &SqlOption| match option {
        SqlOption::Comment(comment) => Some(text(comment)),
        SqlOption::KeyValue { key, value: Expr::Value(value) } if fold(last(key)) == "description" => {
            value.value.clone().into_string()
        }
        _ => None,
    };
    create.comment.as_ref().map(text).or_else(|| options.iter().find_map(described)).unwrap_or_default()
}

/// A message of the parser, which quotes the script, in a length that people read.
fn shown(message: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = message.chars().take(LONGEST).collect();
    if shown.len() < message.len() {
        shown.push('…');
    }
    shown
}
