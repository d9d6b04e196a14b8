//! The list of changes, from definitions whose names are matched.

use super::change::{Change, ChangeKind, FieldFacts};
use super::effect::effect;
use super::matching::{Matching, TableMatch};
use super::objects::{Object, ObjectKind, Resolved, objects};
use crate::fold::fold;
use crate::model::{Field, Table};
use crate::schema::{FieldId, Schema, TableId};

/// One of the definitions: what stands beside its tables.
struct Side<'s, 'm> {
    schema: &'s Schema<'m>,
    /// By the number of the field.
    not_null: Vec<bool>,
    /// By table.
    objects: Vec<Vec<(Object, Meaning)>>,
}

/// What an object says, whatever it is called, in the names of the later definition.
#[derive(PartialEq, Eq)]
struct Meaning {
    kind: ObjectKind,
    unique: bool,
    condition: String,
    /// Each field, and whether an index sorts it downwards.
    fields: Vec<(Name, bool)>,
    target: Option<(Name, Vec<Name>, [&'static str; 2])>,
}

/// A table or a field as an object names it.
#[derive(PartialEq, Eq)]
enum Name {
    /// It is in the later definition: the place of the table, or the number of the field.
    Later(usize),
    /// It is not; its name in lower case.
    Gone(String),
}

/// What tables and fields of a definition are in the later one.
struct Later {
    /// By table.
    tables: Vec<Option<usize>>,
    /// By the number of the field.
    fields: Vec<Option<usize>>,
}

impl Later {
    /// The later definition itself.
    fn itself(schema: &Schema<'_>) -> Self {
        let all = |count: usize| (0..count).map(Some).collect();
        Self { tables: all(schema.tables().len()), fields: all(schema.field_count()) }
    }

    fn of(before: &Schema<'_>, after: &Schema<'_>, matching: &Matching) -> Self {
        let mut later = Self { tables: vec![None; before.tables().len()], fields: vec![None; before.field_count()] };
        for matched in &matching.tables {
            let (Some(old), Some(new)) = (matched.before, matched.after) else { continue };
            later.tables[old] = Some(new);
            for (earlier, now) in &matched.fields {
                if let (Some(earlier), Some(now)) = (earlier, now) {
                    later.fields[before.number_at(old, *earlier)] = Some(after.number_at(new, *now));
                }
            }
        }
        later
    }

    fn table(&self, table: Option<TableId>, name: &str) -> Name {
        let later = table.and_then(|table| self.tables[table.index()]);
        later.map_or_else(|| Name::Gone(fold(name).into_owned()), Name::Later)
    }

    fn field(&self, schema: &Schema<'_>, field: Option<FieldId>, name: &str) -> Name {
        let later = field.and_then(|field| self.fields[schema.number(field)]);
        later.map_or_else(|| Name::Gone(fold(name).into_owned()), Name::Later)
    }
}

impl Meaning {
    fn of(schema: &Schema<'_>, later: &Later, resolved: &Resolved) -> Self {
        let Resolved { object, fields, target: (ref_table, ref_fields), .. } = resolved;
        let field = |(id, name): (&Option<FieldId>, &String)| later.field(schema, *id, name);
        Self {
            kind: object.kind,
            unique: object.unique,
            condition: object.condition.clone(),
            fields: (fields.iter().zip(&object.fields))
                .map(|(id, written)| (field((id, &written.name)), written.descending))
                .collect(),
            target: object.target.as_ref().map(|target| {
                let fields = ref_fields.iter().zip(&target.fields).map(field).collect();
                (later.table(*ref_table, &target.table), fields, [target.on_delete, target.on_update])
            }),
        }
    }
}

impl<'s, 'm> Side<'s, 'm> {
    fn of(schema: &'s Schema<'m>, later: &Later) -> Self {
        let mut not_null = vec![false; schema.field_count()];
        for field in schema.not_nulls().iter().filter_map(|it| it.field.ok()) {
            not_null[schema.number(field)] = true;
        }
        let mut by_table: Vec<Vec<(Object, Meaning)>> = schema.tables().map(|_| Vec::new()).collect();
        for resolved in objects(schema) {
            let meaning = Meaning::of(schema, later, &resolved);
            by_table[resolved.table.index()].push((resolved.object, meaning));
        }
        Self { schema, not_null, objects: by_table }
    }

    fn table(&self, table: usize) -> &'m Table {
        &self.schema.model().tables[table]
    }

    fn is_not_null(&self, (table, field): (usize, usize)) -> bool {
        self.not_null[self.schema.number_at(table, field)]
    }

    fn field(&self, (table, field): (usize, usize)) -> &'m Field {
        &self.table(table).fields[field]
    }

    fn facts(&self, at: (usize, usize)) -> FieldFacts {
        let field = self.field(at);
        FieldFacts {
            data_type: field.data_type.to_string(),
            not_null: self.is_not_null(at),
            required: field.required,
            default: field.default.clone(),
        }
    }
}

pub(super) fn changes<'m>(before: &Schema<'m>, after: &Schema<'m>, matching: &Matching) -> Vec<Change> {
    let mut comparison = Comparison {
        old: Side::of(before, &Later::of(before, after, matching)),
        new: Side::of(after, &Later::itself(after)),
        at: 0,
        changes: Vec::new(),
    };
    for (at, matched) in matching.tables.iter().enumerate() {
        comparison.at = at;
        match (matched.before, matched.after) {
            (Some(old), Some(new)) => comparison.table(old, new, matched),
            (None, Some(new)) => {
                let table = comparison.new.table(new);
                comparison.add(table, None, ChangeKind::TableAdded { fields: table.fields.len() });
            }
            (Some(old), None) => {
                let table = comparison.old.table(old);
                comparison.add(table, None, ChangeKind::TableRemoved { fields: table.fields.len() });
            }
            (None, None) => {}
        }
    }
    comparison.changes
}

struct Comparison<'s, 'm> {
    old: Side<'s, 'm>,
    new: Side<'s, 'm>,
    /// The place of the table in the matching.
    at: usize,
    changes: Vec<Change>,
}

/// A field and its place in the match of its table.
type Place<'m> = (&'m Field, usize);

impl Comparison<'_, '_> {
    fn add(&mut self, table: &Table, field: Option<Place<'_>>, kind: ChangeKind) {
        let (table_match, field_match) = (self.at, field.map(|(_, place)| place));
        let field = field.map(|(field, _)| field.name.clone());
        self.changes.push(Change { table: table.name.clone(), field, kind, table_match, field_match });
    }

    fn table(&mut self, old_place: usize, new_place: usize, matched: &TableMatch) {
        let (old, new) = (self.old.table(old_place), self.new.table(new_place));
        if fold(&old.name) != fold(&new.name) {
            self.add(new, None, ChangeKind::TableRenamed { before: old.name.clone() });
        }
        for (what, old, new_text) in
            [("label", &old.label, &new.label), ("description", &old.description, &new.description)]
        {
            self.reword(new, None, what, old, new_text);
        }
        for (place, (earlier, later)) in matched.fields.iter().enumerate() {
            match (earlier.map(|field| (old_place, field)), later.map(|field| (new_place, field))) {
                (Some(earlier), Some(later)) => self.field(earlier, later, place),
                (None, Some(later)) => {
                    let facts = self.new.facts(later);
                    self.add(new, Some((self.new.field(later), place)), ChangeKind::FieldAdded(facts));
                }
                (Some(earlier), None) => {
                    let facts = self.old.facts(earlier);
                    self.add(new, Some((self.old.field(earlier), place)), ChangeKind::FieldRemoved(facts));
                }
                (None, None) => {}
            }
        }
        for kind in changed_objects(&self.old.objects[old_place], &self.new.objects[new_place]) {
            self.add(new, None, kind);
        }
    }

    fn field(&mut self, old_place: (usize, usize), new_place: (usize, usize), place: usize) {
        let (old, new) = (self.old.field(old_place), self.new.field(new_place));
        let table = self.new.table(new_place.0);
        let is_not_null = (self.old.is_not_null(old_place), self.new.is_not_null(new_place));
        let at = Some((new, place));
        let mut add = |kind| self.add(table, at, kind);
        if fold(&old.name) != fold(&new.name) {
            add(ChangeKind::FieldRenamed { before: old.name.clone() });
        }
        if old.data_type != new.data_type {
            add(ChangeKind::TypeChanged {
                before: old.data_type.to_string(),
                after: new.data_type.to_string(),
                effect: effect(&old.data_type, &new.data_type),
            });
        }
        match is_not_null {
            (false, true) => add(ChangeKind::NotNullAdded),
            (true, false) => add(ChangeKind::NotNullRemoved),
            _ => {}
        }
        if old.default != new.default {
            add(ChangeKind::DefaultChanged { before: old.default.clone(), after: new.default.clone() });
        }
        if old.required != new.required {
            add(ChangeKind::RequiredChanged { required: new.required });
        }
        if old.allowed_values != new.allowed_values {
            let (before, after) = (old.allowed_values.clone(), new.allowed_values.clone());
            add(ChangeKind::AllowedValuesChanged { before, after });
        }
        self.reword(table, at, "label", &old.label, &new.label);
        self.reword(table, at, "description", &old.description, &new.description);
        let names: std::collections::BTreeSet<&String> = old.extra.keys().chain(new.extra.keys()).collect();
        for name in names {
            let text = |field: &Field| field.extra.get(name).cloned().unwrap_or_default();
            self.reword(table, at, name, &text(old), &text(new));
        }
    }

    fn reword(&mut self, table: &Table, field: Option<Place<'_>>, what: &str, before: &str, after: &str) {
        if before != after && words(before).ne(words(after)) {
            let (what, before, after) = (what.to_owned(), before.to_owned(), after.to_owned());
            self.add(table, field, ChangeKind::Reworded { what, before, after });
        }
    }
}

/// An object and what it says.
type Said = (Object, Meaning);

/// Whether two objects are one.
type IsSame<'a> = &'a dyn Fn(&Said, &Said) -> bool;

/// Of the objects of a table, those that say the same under the same name are equal; then those that say the same are
/// renamed; then those of the same kind and name are changed; what is left is gone or new.
fn changed_objects(old: &[Said], new: &[Said]) -> Vec<ChangeKind> {
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let same_name = |a: &Said, b: &Said| fold(&a.0.name) == fold(&b.0.name);
    let rules: [IsSame<'_>; 3] = [&|a, b| a.1 == b.1 && same_name(a, b), &|a, b| a.1 == b.1, &|a, b| {
        a.0.kind == b.0.kind && same_name(a, b) && !a.0.name.is_empty()
    }];
    for is_same in rules {
        for (a, partner) in old.iter().zip(&mut partner).filter(|(_, partner)| partner.is_none()) {
            if let Some(place) = (0..new.len()).find(|place| !taken[*place] && is_same(a, &new[*place])) {
                taken[place] = true;
                *partner = Some(place);
            }
        }
    }
    let mut kinds = Vec::new();
    for (before, partner) in old.iter().zip(partner) {
        let Some(after) = partner.map(|place| &new[place]) else {
            kinds.push(ChangeKind::ObjectRemoved(before.0.clone()));
            continue;
        };
        if before.1 != after.1 {
            kinds.push(ChangeKind::ObjectChanged { before: before.0.clone(), after: after.0.clone() });
        } else if !same_name(before, after) {
            kinds.push(ChangeKind::ObjectRenamed { before: before.0.name.clone(), object: after.0.clone() });
        }
    }
    let added = new.iter().zip(&taken).filter(|(_, taken)| !**taken);
    kinds.extend(added.map(|((object, _), _)| ChangeKind::ObjectAdded(object.clone())));
    kinds
}

/// The words of a text: white space, case and punctuation are no change.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
