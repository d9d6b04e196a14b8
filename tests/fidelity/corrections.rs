//! The corrections of `docs/differences.md`, each with a predicate that knows its differences from all others.

use super::context::{Context, is_number, type_of, words};
use super::edits::{Change, Edit};
use super::script::{Subject, unquoted};
use dmsa::ddl::Operation;
use dmsa::model::{Field, TypeKind};
use dmsa_proof::expect::{default_value, index_bytes, length};

/// A correction: its heading in `docs/differences.md`, and whether a difference is its doing.
pub(crate) struct Correction {
    pub(crate) name: &'static str,
    pub(crate) explains: fn(&Context<'_>, &Edit) -> bool,
}

/// All of them, in the order of the page.
pub(crate) static CORRECTIONS: [Correction; 17] = [
    Correction { name: "1. Version history", explains: super::history::explains },
    Correction { name: "2. Unique constraints and checks once", explains: once },
    Correction { name: "3. SQLite constraints inside CREATE TABLE", explains: inside_create_table },
    Correction { name: "4. MySQL drop order", explains: drop_order },
    Correction { name: "5. Unique indexes", explains: unique_index },
    Correction { name: "6. Sizes of numbers", explains: number_size },
    Correction { name: "7. Defaults of the right type", explains: default },
    Correction { name: "8. Reserved words", explains: reserved_word },
    Correction { name: "9. Types the database has", explains: data_type },
    Correction { name: "10. MySQL key lengths", explains: key_length },
    Correction { name: "11. Oracle logging of indexes", explains: index_logging },
    Correction { name: "12. Long names", explains: long_name },
    Correction { name: "13. What the database would refuse", explains: left_out },
    Correction { name: "14. Fields that were lost", explains: lost_field },
    Correction { name: "15. Descending indexes", explains: descending },
    Correction { name: "16. The record comes last", explains: record_last },
    Correction { name: "17. Rows that refer to others are deleted first", explains: delete_order },
];

/// A unique constraint or check is written twice by the old script, and once by the new one.
fn once(context: &Context<'_>, edit: &Edit) -> bool {
    let Some(old) = context.old_line(edit).filter(|_| edit.change == Change::Removed) else { return false };
    let content = old.content().trim_start();
    match &old.subject {
        Subject::Item { table, kind: "unique constraint", .. } => {
            let quoted = context.dialect.quote(table);
            context.creates(&format!("ALTER TABLE {quoted} ADD {content};"))
        }
        Subject::AddConstraint { table, kind: "check", .. } => {
            let (_, check) = content.split_once(" ADD ").unwrap_or_default();
            context.creates_item(table, check.trim_end_matches(';'))
        }
        _ => false,
    }
}

/// SQLite knows no ALTER TABLE ADD CONSTRAINT: what it said stands in CREATE TABLE.
fn inside_create_table(context: &Context<'_>, edit: &Edit) -> bool {
    if context.dialect.capabilities().alters_constraints {
        return false;
    }
    match (&edit.change, context.subject(edit), context.old_line(edit)) {
        (Change::Removed, Subject::AddConstraint { table, .. }, Some(old)) => {
            let (_, constraint) = old.text.split_once(" ADD ").unwrap_or_default();
            context.creates_item(table, constraint.trim_end_matches(';'))
        }
        (Change::Removed, Subject::DropConstraint { .. }, _) => true,
        _ => false,
    }
}

/// Where references hold indexes, constraints are dropped before indexes; everywhere, unique constraints that
/// references point at are added before all references and dropped after them.
fn drop_order(context: &Context<'_>, edit: &Edit) -> bool {
    if edit.change != Change::Moved {
        return false;
    }
    let place = |is: fn(&Subject) -> bool| context.new.iter().rposition(|line| is(&line.subject));
    let first = |is: fn(&Subject) -> bool| context.new.iter().position(|line| is(&line.subject));
    let drops_constraint = |subject: &Subject| matches!(subject, Subject::DropConstraint { .. });
    let drops_index = |subject: &Subject| matches!(subject, Subject::DropIndex { .. });
    let part = match context.subject(edit) {
        // Where the record stands is another correction.
        Subject::History(_) => false,
        subject => drops_constraint(subject) || drops_index(subject),
    };
    let constraints_first = place(drops_constraint) < first(drops_index) || first(drops_index).is_none();
    let holds = context.dialect.capabilities().references_hold_indexes && context.operation == Operation::Drop;
    (holds && part && constraints_first) || is_referenced_unique(context, context.subject(edit))
}

fn is_referenced_unique(context: &Context<'_>, subject: &Subject) -> bool {
    let (table, name) = match subject {
        Subject::AddConstraint { table, name, kind: "unique constraint" } | Subject::DropConstraint { table, name } => {
            (table, name)
        }
        _ => return false,
    };
    let Some(key) = context.model.uniques.iter().find(|key| key.table == *table && key.name == *name) else {
        return false;
    };
    let points = |reference: &dmsa::model::Reference| {
        reference.ref_table == *table && key.field_names().eq(reference.ref_field_names())
    };
    context.model.references.iter().any(points)
}

/// The row in `version_history` comes after the statements it is about.
fn record_last(context: &Context<'_>, edit: &Edit) -> bool {
    let is_record = match context.subject(edit) {
        Subject::History(key) => key.starts_with('\''),
        // On Oracle.
        Subject::Other(words) => words == "COMMIT ;",
        _ => false,
    };
    edit.change == Change::Moved && is_record
}

/// Rows are deleted in the order of references. Statements around those of a cycle make the database allow them.
fn delete_order(context: &Context<'_>, edit: &Edit) -> bool {
    if context.operation != Operation::Delete || matches!(context.subject(edit), Subject::History(_)) {
        return false;
    }
    const AROUND: [&str; 4] = ["SET ", "SAVEPOINT ", "PRAGMA ", "RELEASE "];
    match (&edit.change, context.old_line(edit), context.new_line(edit)) {
        (Change::Moved, Some(old), _) => old.text.starts_with("DELETE FROM "),
        (Change::Added, None, Some(new)) => {
            AROUND.iter().any(|start| new.text.starts_with(start))
                || (new.text.starts_with("ALTER TABLE ") && new.text.contains("CHECK CONSTRAINT "))
        }
        _ => false,
    }
}

/// An index whose definition says so is UNIQUE.
fn unique_index(context: &Context<'_>, edit: &Edit) -> bool {
    let Subject::CreateIndex { table, name } = context.subject(edit) else { return false };
    let mut indexes = context.model.indexes.iter();
    let is_unique = indexes.any(|index| index.table == *table && index.name == *name && index.unique);
    is_unique && words(edit) == Some((vec![], vec!["UNIQUE"]))
}

/// An explicit scale counts; without one, up to five digits are a whole number.
fn number_size(context: &Context<'_>, edit: &Edit) -> bool {
    let (Some((_, field)), Some(old), Some(new)) =
        (context.field(edit), context.old_line(edit), context.new_line(edit))
    else {
        return false;
    };
    let (precision, scale) = Context::former_number(&field.data_type);
    let right_scale = match (field.data_type.scale, field.data_type.precision.filter(|n| *n > 0)) {
        (Some(scale), _) => scale,
        (None, Some(1..=5)) => 0,
        (None, _) => 5,
    };
    let (most, most_after_point) = match context.dialect.name() {
        "postgresql" => (1000, 1000),
        "mysql" => (65, 30),
        "mssql" => (38, 38),
        _ => (u32::MAX, u32::MAX),
    };
    let fitting = precision.min(most);
    let right_scale = right_scale.min(most_after_point).min(fitting);
    let digits = |words: Vec<&str>| words.concat().bytes().all(|byte| byte.is_ascii_digit());
    is_number(field)
        && words(edit).is_some_and(|(old, new)| digits(old) && digits(new))
        && type_of(old) == format!("NUMERIC({precision},{scale})")
        && type_of(new) == format!("NUMERIC({fitting},{right_scale})")
}

/// A default is a literal of its type.
fn default(context: &Context<'_>, edit: &Edit) -> bool {
    if let Subject::Comment(comment) = context.subject(edit) {
        return edit.change == Change::Added
            && comment.starts_with("Left out: default of ")
            && is_note(context, comment);
    }
    let (Some((table, field)), Some((old, new))) = (context.field(edit), words(edit)) else { return false };
    let former = format!("'{}'", field.default.replace('\'', "''").replace('%', "%%"));
    if field.default.is_empty() || old.last() != Some(&former.as_str()) {
        return false;
    }
    match old.as_slice() {
        ["DEFAULT", _] => new.is_empty() && context.is_left_out(&format!("default of {}", field.name), table),
        [_] => new.concat() == literal(context, field),
        _ => false,
    }
}

/// A default in the database's form, without blanks.
fn literal(context: &Context<'_>, field: &Field) -> String {
    let value = default_value(field);
    let dialect = context.dialect.name();
    let quoted = format!("'{}'", value.replace('\'', "''"));
    if value.starts_with("current_") || value.starts_with("CURRENT_") {
        return value.to_uppercase();
    }
    match (&field.data_type.kind, dialect) {
        (TypeKind::String | TypeKind::Text | TypeKind::Clob, "mysql") => quoted.replace('\\', "\\\\"),
        (TypeKind::String | TypeKind::Text | TypeKind::Clob, _) => quoted,
        (TypeKind::Date, "oracle") => format!("DATE{quoted}"),
        (TypeKind::DateTime | TypeKind::Timestamp, "oracle") => format!("TIMESTAMP{quoted}"),
        (TypeKind::Time, "oracle") => format!("TO_DATE({quoted},'HH24:MI:SS')"),
        (TypeKind::Date | TypeKind::DateTime | TypeKind::Timestamp | TypeKind::Time, _) => quoted,
        (TypeKind::Boolean, "postgresql" | "mysql") => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        _ => value,
    }
}

/// A word that the database has reserved is quoted.
fn reserved_word(context: &Context<'_>, edit: &Edit) -> bool {
    let Some((old, new)) = words(edit) else { return false };
    let ([old], [new]) = (old.as_slice(), new.as_slice()) else { return false };
    let (open, close) = context.dialect.quotes();
    let is_quoted = new.starts_with(open) && new.ends_with(close);
    // Statements of logging were not quoted at all.
    let must_be = context.dialect.reserved_words().contains(old) || context.operation.needs_logging();
    unquoted(old) == *old && is_quoted && unquoted(new) == *old && must_be
}

/// A type that the database lacks or cannot size gives way to the right one.
fn data_type(context: &Context<'_>, edit: &Edit) -> bool {
    if let Subject::Comment(comment) = context.subject(edit) {
        let is_about_width = comment.starts_with("Changed: field ") && comment.ends_with("the row would be too wide");
        return edit.change == Change::Added && is_about_width && is_note(context, comment);
    }
    let (Some((table, field)), Some(old), Some(new)) =
        (context.field(edit), context.old_line(edit), context.new_line(edit))
    else {
        return false;
    };
    if words(edit).is_none_or(|(_, new)| new.iter().any(|word| word.contains('\''))) || is_number(field) {
        return false;
    }
    let characters = length(&field.data_type);
    let is_string = field.data_type.kind == TypeKind::String;
    let right = match context.dialect.name() {
        "oracle" if field.data_type.kind == TypeKind::Time => ("TIME".to_owned(), "DATE"),
        "oracle" if is_string && characters > 4000 => (format!("VARCHAR2({characters}CHAR)"), "CLOB"),
        "mssql" if is_string && characters > 8000 => (format!("VARCHAR({characters})"), "VARCHAR(max)"),
        "postgresql" if is_string && characters > 10_485_760 => (format!("VARCHAR({characters})"), "TEXT"),
        "mysql" if is_string && characters > 4_194_303 => (format!("VARCHAR({characters})"), "LONGTEXT"),
        "mysql" if is_string && characters > 16_383 => (format!("VARCHAR({characters})"), "MEDIUMTEXT"),
        "mysql" if is_string && context.is_changed(&format!("field {}", field.name), table) => {
            (format!("VARCHAR({characters})"), "TEXT")
        }
        _ => return false,
    };
    (type_of(old), type_of(new).as_str()) == (right.0, right.1)
}

/// Long fields of a key of MySQL are cut to prefixes.
fn key_length(context: &Context<'_>, edit: &Edit) -> bool {
    if context.dialect.name() != "mysql" {
        return false;
    }
    if let Subject::Comment(comment) = context.subject(edit) {
        let is_about_prefixes = comment.starts_with("Changed: ") && comment.contains(": it covers ");
        return edit.change == Change::Added && is_about_prefixes && is_note(context, comment);
    }
    let Some((old, new)) = words(edit) else { return false };
    let is_prefix = old.is_empty() && matches!(new.as_slice(), ["(", size, ")"] if size.parse::<u32>().is_ok());
    let bytes =
        |fields: Vec<&Field>| fields.iter().map(|field| index_bytes(&field.data_type, 4)).fold(0, u32::saturating_add);
    is_prefix && context.indexed(context.subject(edit)).is_some_and(|fields| bytes(fields) > 3072)
}

/// Logging of indexes names the indexes; the old script named their tables.
fn index_logging(context: &Context<'_>, edit: &Edit) -> bool {
    let Subject::Other(words) = context.subject(edit) else { return false };
    let suffix = if context.operation == Operation::Logging { " LOGGING ;" } else { " NOLOGGING ;" };
    let Some(name) = words.strip_prefix("ALTER INDEX ").and_then(|rest| rest.strip_suffix(suffix)) else {
        return false;
    };
    let mut indexes = context.model.indexes.iter();
    context.operation.needs_logging()
        && match edit.change {
            Change::Removed => context.model.table(name).is_some(),
            Change::Added => {
                indexes.any(|it| it.name == name && !context.is_left_out(&format!("index {name}"), &it.table))
            }
            _ => false,
        }
}

/// A name is cut, or given where there was none.
fn long_name(context: &Context<'_>, edit: &Edit) -> bool {
    if let Subject::Comment(comment) = context.subject(edit) {
        let is_about_names = comment.starts_with("Changed: ") && comment.contains(": its name becomes ");
        return edit.change == Change::Added && is_about_names && is_note(context, comment);
    }
    let Some((old, new)) = words(edit) else { return false };
    match (old.as_slice(), new.as_slice()) {
        ([], ["CONSTRAINT", _]) => true,
        ([old], [new]) => {
            let (old, new) = (unquoted(old), unquoted(new));
            let cut = new.rsplit_once('_').filter(|(_, hash)| hash.len() == 8 && u32::from_str_radix(hash, 16).is_ok());
            cut.is_some_and(|(start, _)| old.starts_with(start))
                && !context.dialect.capabilities().max_identifier.holds(&old)
                && context.dialect.capabilities().max_identifier.holds(&new)
        }
        _ => false,
    }
}

/// What the database would refuse is left out, and a comment says so.
fn left_out(context: &Context<'_>, edit: &Edit) -> bool {
    let subject = context.subject(edit);
    if let Subject::Comment(comment) = subject {
        let is_left_out = comment.starts_with("Left out: ") && !comment.starts_with("Left out: default of ");
        let is_changed = ["it is in it once, not twice", ": it has no name, because "];
        let is_changed = comment.starts_with("Changed: ") && is_changed.iter().any(|part| comment.contains(part));
        return edit.change == Change::Added && (is_left_out || is_changed) && is_note(context, comment);
    }
    if edit.change == Change::Removed {
        return context.objects(subject).iter().any(|(what, table)| context.is_left_out(what, table));
    }
    let not_deferrable = words(edit) == Some((vec!["DEFERRABLE", "INITIALLY", "DEFERRED"], vec![]));
    not_deferrable && context.dialect.referenced_unique_is_immediate() && is_referenced_unique(context, subject)
}

/// Whether a comment says what the script's diagnostics say.
fn is_note(context: &Context<'_>, comment: &str) -> bool {
    let said = comment.split_once(": ").map(|(_, said)| said).unwrap_or_default();
    let one_line = |message: &str| message.replace(|c: char| c.is_control(), " ").replace(';', ",");
    context.notes.iter().any(|note| one_line(&note.message) == said)
}

/// A field that 0.7 never saw, and what is over it.
fn lost_field(context: &Context<'_>, edit: &Edit) -> bool {
    let is_lost = |table: &str, field: &str| context.lost.contains(&format!("{table}.{field}"));
    if edit.change != Change::Added {
        return false;
    }
    match context.subject(edit) {
        Subject::Column { table, name } => is_lost(table, name),
        subject @ (Subject::CreateIndex { table, .. } | Subject::AddConstraint { table, .. }) => {
            context.indexed(subject).is_some_and(|fields| fields.iter().any(|field| is_lost(table, &field.name)))
        }
        _ => false,
    }
}

/// An index is sorted downwards where the definition says so.
fn descending(context: &Context<'_>, edit: &Edit) -> bool {
    let Subject::CreateIndex { table, name } = context.subject(edit) else { return false };
    let mut indexes = context.model.indexes.iter().filter(|index| index.table == *table && index.name == *name);
    words(edit) == Some((vec![], vec!["DESC"])) && indexes.any(|index| index.fields.iter().any(|it| it.descending))
}
