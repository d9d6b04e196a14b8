//! Checks of names: what databases confuse, cut, or want quoted.

use super::codes;
use super::subject::{Subject, enumeration, given_at, grouped, object};
use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, Length, ObjectKind, Scope};
use crate::fold::fold;
use crate::model::{Field, Origin};
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;

/// Something with a name.
#[derive(Clone, Copy)]
struct Named<'m> {
    /// `None` for a field.
    kind: Option<ObjectKind>,
    name: &'m str,
    table: &'m str,
    origin: &'m Origin,
}

impl Named<'_> {
    fn label(&self) -> String {
        match self.kind {
            None => format!("field `{}.{}`", self.table, self.name),
            Some(ObjectKind::Table) => format!("table `{}`", self.name),
            Some(kind) => format!("{} of `{}`", object(kind, self.name), self.table),
        }
    }

    /// What has the name, without the name.
    fn role(&self) -> String {
        match self.kind {
            None => format!("field of `{}`", self.table),
            Some(ObjectKind::Table) => "table".to_owned(),
            Some(kind) => format!("{} of `{}`", kind.label(), self.table),
        }
    }

    fn finding(&self, code: &'static crate::diagnostic::Code, message: String) -> Diagnostic {
        let finding = Diagnostic::new(code, self.origin, message).table(self.table).mark(self.name);
        if self.kind.is_none() { finding.field(self.name) } else { finding }
    }
}

/// Tables, keys, references and indexes, in the order in which names are given away.
fn objects<'m>(subject: &Subject<'m>) -> impl Iterator<Item = Named<'m>> {
    let model = subject.model;
    let tables = model.tables.iter().map(|table| Named {
        kind: Some(ObjectKind::Table),
        name: &table.name,
        table: &table.name,
        origin: &table.origin,
    });
    let keyed = |indexes: bool| {
        subject.keyed().filter(move |keyed| (keyed.kind() == ObjectKind::Index) == indexes).map(|keyed| Named {
            kind: Some(keyed.kind()),
            name: keyed.name(),
            table: keyed.table(),
            origin: keyed.origin(),
        })
    };
    let references = model.references.iter().map(|reference| Named {
        kind: Some(ObjectKind::Reference),
        name: &reference.name,
        table: &reference.table,
        origin: &reference.origin,
    });
    tables.chain(keyed(false)).chain(references).chain(keyed(true))
}

fn fields<'m>(subject: &Subject<'m>) -> impl Iterator<Item = Named<'m>> {
    subject.model.tables.iter().flat_map(|table| {
        table.fields.iter().map(|field| Named {
            kind: None,
            name: &field.name,
            table: &table.name,
            origin: &field.origin,
        })
    })
}

/// Two objects of one name where a database wants names to be unique, or two fields of one name in a table.
///
/// No database confuses names that differ in more than case, so only those that do not are looked at.
pub(super) fn duplicates<'m>(subject: &Subject<'m>, diagnostics: &mut Vec<Diagnostic>) {
    let named = objects(subject).filter(|object| !object.name.is_empty());
    for (_, mut group) in grouped(named.map(|object| (fold(object.name), object))) {
        // As scripts give names away: by kind, then in the order of tables.
        group.sort_by_key(|named| (named.kind, named.table));
        report_clashes(subject, &group, object_spaces, diagnostics);
    }
    for id in subject.schema.tables() {
        let table = subject.schema.table(id);
        if subject.has_distinct_fields(id) {
            continue;
        }
        let named =
            |field: &'m Field| Named { kind: None, name: &field.name, table: &table.name, origin: &field.origin };
        for (_, group) in grouped(table.fields.iter().map(|field| (fold(&field.name), named(field)))) {
            report_clashes(subject, &group, |_, _| vec![Space::Fields], diagnostics);
        }
    }
}

/// Where a name must be unique.
#[derive(PartialEq, Eq, Hash)]
enum Space<'m> {
    Schema(u8),
    Table(u8, Cow<'m, str>),
    /// The fields of the table at hand.
    Fields,
}

fn object_spaces<'m>(dialect: &dyn Dialect, named: &Named<'m>) -> Vec<Space<'m>> {
    let scopes = named.kind.map_or(&[][..], |kind| (dialect.capabilities().scopes)(kind));
    let space = |scope: &Scope| match scope {
        Scope::Schema(number) => Space::Schema(*number),
        Scope::Table(number) => Space::Table(*number, fold(named.table)),
    };
    scopes.iter().map(space).collect()
}

fn report_clashes<'m>(
    subject: &Subject<'m>,
    group: &[Named<'m>],
    spaces: impl Fn(&dyn Dialect, &Named<'m>) -> Vec<Space<'m>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if group.len() < 2 {
        return;
    }
    // For each of the group: the first whose name it has, and the databases that say so.
    let mut clashes: Vec<(Option<usize>, Vec<&dyn Dialect>)> = vec![(None, Vec::new()); group.len()];
    for dialect in subject.dialects.iter().copied() {
        let mut taken = HashMap::new();
        for ((place, named), clash) in group.iter().enumerate().zip(&mut clashes) {
            let mut first = None;
            for space in spaces(dialect, named) {
                let holder = *taken.entry((space, dialect.fold(named.name))).or_insert(place);
                first = first.or((holder != place).then_some(holder));
            }
            if let Some(first) = first {
                clash.0.get_or_insert(first);
                clash.1.push(dialect);
            }
        }
    }
    for (named, (first, refusing)) in group.iter().zip(clashes) {
        let Some(first) = first.and_then(|first| group.get(first)) else {
            continue;
        };
        let message = format!(
            "{} has the name of {}{}; {} this",
            named.label(),
            first.label(),
            given_at(first.origin, named.origin),
            subject.databases(&refusing, "refuses", "refuse"),
        );
        diagnostics.push(
            named.finding(&codes::DUPLICATE_NAME, message).help("give each a name of its own, whatever its case"),
        );
    }
}

/// Constraints, references and indexes without a name. One finding a table and kind, because it is one habit.
pub(super) fn unnamed(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let unnamed = objects(subject).filter(|named| named.name.is_empty());
    let keyed = unnamed.filter_map(|named| {
        let kind = named.kind.filter(|kind| *kind != ObjectKind::Table)?;
        Some(((kind, fold(named.table)), named))
    });
    for ((kind, _), group) in grouped(keyed) {
        let Some(first) = group.first() else {
            continue;
        };
        let more = match group.len() {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        let message = format!("{} of `{}` without a name{more}", kind.label(), first.table);
        diagnostics.push(
            Diagnostic::new(&codes::UNNAMED_CONSTRAINT, first.origin, message)
                .table(first.table)
                .help("name it, so that it can be changed or dropped by its name; scripts make one up"),
        );
    }
}

/// Names that no database can be given, are too long for some, or must be quoted in some. Each name once, with the
/// place where it is first used: it is the name that is to be changed.
pub(super) fn spelling(subject: &Subject<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let plain = PlainNames::new(subject.dialects);
    let mut capitals = Vec::new();
    let remarkable = objects(subject).chain(fields(subject)).filter(|named| {
        let may_be_empty = named.kind.is_some_and(|kind| kind != ObjectKind::Table);
        !(plain.has(named.name) || may_be_empty && named.name.is_empty())
    });
    for (_, group) in grouped(remarkable.map(|named| (named.name, named))) {
        let Some(named) = group.first() else {
            continue;
        };
        if named.name.is_empty() {
            let message = format!("the name of {} is empty", named.label());
            diagnostics.push(named.finding(&codes::UNUSABLE_NAME, message).help("give it a name"));
            continue;
        }
        // Another check reports control characters.
        if named.name.chars().any(char::is_control) {
            continue;
        }
        let uses = match group.len() {
            1 => named.role(),
            count => format!("{} and {} more", named.role(), count - 1),
        };
        report_long(subject, named, &uses, diagnostics);
        report_reserved(subject, named, &uses, diagnostics);
        if is_plain_in_lower_case(subject, named.name) {
            capitals.push(*named);
        } else {
            report_quoted(subject, named, &uses, diagnostics);
        }
    }
    report_capitals(subject, &capitals, diagnostics);
}

/// Whether nothing but capital letters makes a name one that some database takes only in quotes.
fn is_plain_in_lower_case(subject: &Subject<'_>, name: &str) -> bool {
    let lower = name.to_lowercase();
    name != lower && subject.dialects.iter().all(|dialect| is_plain(*dialect, &lower))
}

/// Whether a database takes the name without quotes, words with a meaning apart.
fn is_plain(dialect: &dyn Dialect, name: &str) -> bool {
    dialect.reserved_words().contains(name) || matches!(dialect.quote(name), Cow::Borrowed(_))
}

/// Names with capital letters: one finding for all of them, because it is one habit. What is written without quotes means the
/// name in lower case, so a database that takes this for another name needs the quotes.
fn report_capitals(subject: &Subject<'_>, capitals: &[Named<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = capitals.first() else {
        return;
    };
    let differs = |dialect: &dyn Dialect, name: &str| {
        let lower = name.to_lowercase();
        // A reserved word needs quotes in any case, which another finding says.
        !dialect.reserved_words().contains(&lower) && dialect.fold(name) != dialect.fold(&lower)
    };
    let insisting = subject.dialects(|dialect| capitals.iter().any(|named| differs(dialect, named.name)));
    if insisting.is_empty() {
        return;
    }
    let names = match capitals.len() {
        1 => format!("the name `{}` has", first.name),
        count => format!("{count} names, such as `{}`, have", first.name),
    };
    let message =
        format!("{names} capital letters, which {} only in quotes", subject.databases(&insisting, "finds", "find"));
    let help = "name them in lower case; `--names lower` makes scripts, code and conversions do that";
    diagnostics.push(first.finding(&codes::QUOTED_NAME, message).help(help));
}

/// Names that no database takes offence at. Nearly all are, and asking every database about each would take long.
struct PlainNames {
    reserved: HashSet<&'static str>,
    refused_initials: Vec<u8>,
    /// Bytes that fit every database, whether it counts bytes or characters.
    longest: usize,
}

impl PlainNames {
    fn new(dialects: &[&dyn Dialect]) -> Self {
        let limit = |dialect: &&dyn Dialect| match dialect.capabilities().max_identifier {
            Length::Bytes(limit) | Length::Characters(limit) | Length::Utf16(limit) => limit,
            Length::Unlimited => usize::MAX,
        };
        Self {
            reserved: dialects.iter().flat_map(|dialect| dialect.reserved_words().words()).copied().collect(),
            refused_initials: dialects.iter().flat_map(|dialect| dialect.refused_initials()).copied().collect(),
            longest: dialects.iter().map(limit).min().unwrap_or(usize::MAX),
        }
    }

    fn has(&self, name: &str) -> bool {
        let initial = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
        let later = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        name.len() <= self.longest
            && name.as_bytes().first().is_some_and(|byte| initial(byte) && !self.refused_initials.contains(byte))
            && name.bytes().all(later)
            && !self.reserved.contains(name)
    }
}

fn report_long(subject: &Subject<'_>, named: &Named<'_>, uses: &str, diagnostics: &mut Vec<Diagnostic>) {
    let limits: Vec<String> = subject
        .dialects(|dialect| !dialect.capabilities().max_identifier.holds(named.name))
        .iter()
        .map(|dialect| format!("{} (at most {})", dialect.label(), dialect.capabilities().max_identifier))
        .collect();
    if limits.is_empty() {
        return;
    }
    let length = named.name.chars().count();
    let message = format!("`{}` has {length} characters, too many for {}: {uses}", named.name, enumeration(&limits));
    let help = "choose a shorter name; scripts cut it and end it in a code that keeps it unique";
    diagnostics.push(named.finding(&codes::LONG_NAME, message).help(help));
}

fn report_reserved(subject: &Subject<'_>, named: &Named<'_>, uses: &str, diagnostics: &mut Vec<Diagnostic>) {
    let name = named.name;
    let reserving = subject.dialects(|dialect| dialect.reserved_words().contains(name));
    if !reserving.is_empty() {
        let who = subject.databases(&reserving, "reserves", "reserve");
        let help = "scripts quote it there, and so must every query; another name saves that";
        diagnostics.push(named.finding(&codes::RESERVED_WORD, format!("{who} the word `{name}`: {uses}")).help(help));
    }
}

fn report_quoted(subject: &Subject<'_>, named: &Named<'_>, uses: &str, diagnostics: &mut Vec<Diagnostic>) {
    let name = named.name;
    if let Some(bare) = unquoted(name) {
        let message = format!("the name {name} has quotes of its own, which become part of it: {uses}");
        let help = format!("write `{bare}`; scripts quote names where a database wants that");
        diagnostics.push(named.finding(&codes::QUOTED_CELL, message).help(help));
        return;
    }
    let quoting = subject.dialects(|dialect| !is_plain(dialect, name));
    if !quoting.is_empty() {
        let who = subject.databases(&quoting, "takes", "take");
        let help = "name it in lower-case letters, digits and `_`, beginning with a letter";
        diagnostics
            .push(named.finding(&codes::QUOTED_NAME, format!("{who} `{name}` only in quotes: {uses}")).help(help));
    }
}

/// A name without the quotes that stand around it.
fn unquoted(name: &str) -> Option<&str> {
    const PAIRS: [(&str, &str); 9] = [
        ("\\\"", "\\\""),
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("[", "]"),
        ("“", "”"),
        ("„", "“"),
        ("‘", "’"),
        ("«", "»"),
    ];
    let inner = PAIRS.iter().find_map(|(open, close)| name.strip_prefix(open)?.strip_suffix(close))?.trim();
    (!inner.is_empty()).then_some(inner)
}
