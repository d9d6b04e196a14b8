//! What changed between two definitions, as a diagram shows it: the list of changes of [`crate::diff`].

use super::content::{Change, Content, Field, Reference, Table};
use super::options::Types;
use crate::diff::{Aspect, ChangeKind, Diff, Object, ObjectKind};
use crate::model::Model;
use crate::schema::{FieldId, Schema};

/// What is in either definition, each thing marked with what became of it. Tables and fields have the places that they have
/// in the matching of the diff. `others` are more versions, whose renamings lead from one definition to the other.
pub(super) fn compared<'m>(before: &Schema<'m>, after: &Schema<'m>, others: &[&Model], types: Types) -> Content {
    let diff = Diff::new(before, after, others);
    let mut old = Content::of(before, types);
    let content = Content::of(after, types);
    let earlier = Earlier::of(&diff, &old);
    old.references.iter_mut().for_each(|reference| earlier.move_to_match(reference));
    let new_uses = uses(&content);
    let mut comparison = Comparison { before, after, diff: &diff, old, new_uses, content, keys: Vec::new() };
    comparison.merge();
    comparison.mark();
    comparison.describe();
    comparison.content
}

/// How many references of the schema each reference of the content stands for.
fn uses(content: &Content) -> Vec<usize> {
    let mut uses = vec![0; content.references.len()];
    content.reference_places.iter().flatten().for_each(|place| uses[*place] += 1);
    uses
}

/// Where the tables and fields of the earlier definition are in the matching.
struct Earlier {
    tables: Vec<usize>,
    fields: Vec<Vec<usize>>,
}

impl Earlier {
    fn of(diff: &Diff<'_>, old: &Content) -> Self {
        let mut earlier = Self {
            tables: vec![0; old.tables.len()],
            fields: old.tables.iter().map(|table| (0..table.fields.len()).collect()).collect(),
        };
        for (place, matched) in diff.matching.tables.iter().enumerate() {
            let Some(table) = matched.before else { continue };
            earlier.tables[table] = place;
            for (place, (field, _)) in matched.fields.iter().enumerate() {
                if let Some(field) = field {
                    earlier.fields[table][*field] = place;
                }
            }
        }
        earlier
    }

    fn move_to_match(&self, reference: &mut Reference) {
        let (from, to) = (reference.from, reference.to.as_ref().ok().copied());
        for (field, target) in &mut reference.pairs {
            *field = field.map(|field| self.fields[from][field]);
            *target = to.zip(*target).map(|(to, target)| self.fields[to][target]);
        }
        reference.from = self.tables[from];
        if let Some(to) = to {
            reference.to = Ok(self.tables[to]);
        }
    }
}

struct Comparison<'a, 'm> {
    before: &'a Schema<'m>,
    after: &'a Schema<'m>,
    diff: &'a Diff<'m>,
    /// The earlier content; the ends of its references have the places of the matching.
    old: Content,
    new_uses: Vec<usize>,
    content: Content,
    /// The fields of keys that changed, with what the key was.
    keys: Vec<(usize, usize, String)>,
}

impl Comparison<'_, '_> {
    /// Adds the tables and fields that only the earlier definition has: they follow those of the later one, as in the
    /// matching.
    fn merge(&mut self) {
        for matched in &self.diff.matching.tables {
            match (matched.before, matched.after) {
                (Some(old), Some(new)) => {
                    let gone = matched.fields.iter().filter(|(_, later)| later.is_none());
                    let gone = gone.filter_map(|(earlier, _)| self.old.tables[old].fields.get((*earlier)?));
                    // The numbers are those of other keys and references now.
                    let gone = gone.map(|field| Field {
                        unique_keys: Vec::new(),
                        shared_references: Vec::new(),
                        ..field.clone()
                    });
                    self.content.tables[new].fields.extend(gone);
                }
                (Some(old), None) => self.content.tables.push(self.old.tables[old].clone()),
                _ => {}
            }
        }
    }

    fn mark(&mut self) {
        let mut old_uses = uses(&self.old);
        for change in &self.diff.changes {
            let at = change.table_match;
            // A type in other words is no change of structure, but the diagram shows the words.
            let is_shown =
                change.aspect() == Aspect::Structure || matches!(change.kind, ChangeKind::TypeChanged { .. });
            let Some(table) = self.content.tables.get_mut(at).filter(|_| is_shown) else { continue };
            let field = change.field_match.and_then(|field| table.fields.get_mut(field));
            let mark = match (&change.kind, field) {
                (ChangeKind::FieldAdded(_), Some(field)) => {
                    field.change = Change::Added;
                    Change::Changed
                }
                (ChangeKind::FieldRemoved(_), Some(field)) => {
                    field.change = Change::Removed;
                    Change::Changed
                }
                (_, Some(field)) => {
                    field.change = Change::Changed;
                    Change::Changed
                }
                (ChangeKind::TableAdded { .. }, None) => Change::Added,
                (ChangeKind::TableRemoved { .. }, None) => Change::Removed,
                (_, None) => Change::Changed,
            };
            table.change = mark;
            match &change.kind {
                ChangeKind::TableRenamed { .. } => table.unsigned_changes += 1,
                ChangeKind::TableAdded { .. } => {
                    let mut references = self.content.references.iter_mut();
                    references.by_ref().filter(|it| it.from == at).for_each(|it| it.change = Change::Added);
                }
                ChangeKind::TableRemoved { .. } => {
                    let gone = self.old.references.iter().filter(|it| it.from == at);
                    let gone = gone.map(|it| Reference { change: Change::Removed, ..it.clone() });
                    self.content.references.extend(gone);
                }
                ChangeKind::ObjectAdded(object) => self.object(at, None, Some(object), &mut old_uses),
                ChangeKind::ObjectRemoved(object) => self.object(at, Some(object), None, &mut old_uses),
                ChangeKind::ObjectChanged { before, after } => {
                    self.object(at, Some(before), Some(after), &mut old_uses);
                }
                ChangeKind::ObjectRenamed { .. } => table.unsigned_changes += 1,
                _ => {}
            }
        }
    }

    /// Marks what a diagram shows of an object of the table at `at`.
    fn object(&mut self, at: usize, before: Option<&Object>, after: Option<&Object>, old_uses: &mut [usize]) {
        let Some(kind) = before.or(after).map(|object| object.kind) else { return };
        let is_key = before.into_iter().chain(after).any(|object| object.kind != ObjectKind::Index || object.unique);
        match kind {
            ObjectKind::Reference => self.reference(before, after, old_uses),
            ObjectKind::PrimaryKey | ObjectKind::Unique | ObjectKind::Index if is_key => {
                self.key(at, before, after);
            }
            _ => self.content.tables[at].unsigned_changes += 1,
        }
    }

    fn key(&mut self, at: usize, before: Option<&Object>, after: Option<&Object>) {
        let matched = &self.diff.matching.tables[at];
        let earlier = |id: FieldId| matched.fields.iter().position(|(field, _)| *field == Some(id.position()));
        let old = before.iter().flat_map(|object| fields(self.before, object)).filter_map(earlier);
        let new = after.iter().flat_map(|object| fields(self.after, object)).map(FieldId::position);
        let was = before.map(Object::content).unwrap_or_default();
        let mut places: Vec<usize> = old.chain(new).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            if let Some(field) = self.content.tables[at].fields.get_mut(place).filter(|it| it.change == Change::None) {
                field.change = Change::Changed;
            }
            self.keys.push((at, place, was.clone()));
        }
    }

    fn reference(&mut self, before: Option<&Object>, after: Option<&Object>, old_uses: &mut [usize]) {
        let old = before.and_then(|object| *self.old.reference_places.get(object.place)?);
        let new = after.and_then(|object| *self.content.reference_places.get(object.place)?);
        let gone = old.and_then(|place| self.old.references.get(place));
        if let (Some(gone), Some(new)) = (gone, new.and_then(|place| self.content.references.get_mut(place)))
            && gone.ends() == new.ends()
        {
            new.change = Change::Changed;
            return;
        }
        // Of several references with the same ends, one may stay.
        if let Some(uses) = new.and_then(|place| self.new_uses.get_mut(place)) {
            *uses = uses.saturating_sub(1);
        }
        if let Some(new) = new.filter(|place| self.new_uses.get(*place) == Some(&0))
            && let Some(reference) = self.content.references.get_mut(new)
        {
            reference.change = Change::Added;
        }
        if let Some(uses) = old.and_then(|place| old_uses.get_mut(place)) {
            *uses = uses.saturating_sub(1);
        }
        if old.is_some_and(|place| old_uses.get(place) == Some(&0)) {
            let gone = gone.map(|it| Reference { change: Change::Removed, ..it.clone() });
            self.content.references.extend(gone);
        }
    }

    /// Says at each changed field what it was.
    fn describe(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        for (at, matched) in self.diff.matching.tables.iter().enumerate() {
            let (Some(old), Some(_)) = (matched.before, matched.after) else { continue };
            for (place, pair) in matched.fields.iter().enumerate() {
                let (Some(earlier), Some(_)) = *pair else { continue };
                let Some(before) = self.old.tables[old].fields.get(earlier) else { continue };
                let Some(now) = self.content.tables[at].fields.get_mut(place) else { continue };
                if before.type_text != now.type_text {
                    now.type_text = format!("{} → {}", before.type_text, now.type_text);
                }
                let mut notes: Vec<String> = otherwise(before, now).into_iter().map(str::to_owned).collect();
                let of_field =
                    keys.iter().filter(|(table, field, was)| (*table, *field) == (at, place) && !was.is_empty());
                if notes.is_empty() && (before.in_unique_key() || before.primary) {
                    notes.extend(of_field.map(|(_, _, was)| format!("in key {was}")));
                }
                for note in notes {
                    now.type_text.push_str(", was ");
                    now.type_text.push_str(&note);
                }
            }
        }
        for change in &self.diff.changes {
            let field = |table: &mut Vec<Field>, note: String| {
                if let Some(field) = change.field_match.and_then(|place| table.get_mut(place)) {
                    field.type_text.push_str(&note);
                }
            };
            let table: &mut Table = &mut self.content.tables[change.table_match];
            match &change.kind {
                ChangeKind::FieldRenamed { before } => field(&mut table.fields, format!(", was {before}")),
                ChangeKind::DefaultChanged { before, .. } => {
                    let before = if before.is_empty() { "none" } else { before };
                    field(&mut table.fields, format!(", default was {before}"));
                }
                _ => {}
            }
        }
    }
}

/// The fields of a key, as far as they exist.
fn fields(schema: &Schema<'_>, object: &Object) -> Vec<FieldId> {
    let fields = match object.kind {
        ObjectKind::PrimaryKey => schema.primary_keys().get(object.place).map(|it| &it.fields),
        ObjectKind::Unique => schema.uniques().get(object.place).map(|it| &it.fields),
        ObjectKind::Index => schema.indexes().get(object.place).map(|it| &it.fields),
        ObjectKind::Reference | ObjectKind::Check => None,
    };
    fields.into_iter().flatten().copied().flatten().collect()
}

/// What of keys and not-nulls was otherwise.
fn otherwise(before: &Field, now: &Field) -> Vec<&'static str> {
    let was = |before: bool, now: bool, words: [&'static str; 2]| (before != now).then_some(words[usize::from(now)]);
    let primary = was(before.primary, now.primary, ["PK", "no PK"]);
    let unique = was(before.in_unique_key(), now.in_unique_key(), ["UQ", "not UQ"]);
    // A key's fields must have a value anyway.
    let not_null = was(before.not_null, now.not_null, ["not null", "optional"]).filter(|_| primary.is_none());
    [primary, unique, not_null].into_iter().flatten().collect()
}
