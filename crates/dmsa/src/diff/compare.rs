//! The list of changes, from definitions whose names are matched.

use super::change::{Change, ChangeKind, FieldFacts};
use super::effect::effect;
use super::matching::{Matching, TableMatch};
use super::objects::{Object, objects};
use crate::fold::fold;
use crate::model::{Field, Model, Table};
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;

/// What stands beside the tables of a definition, by table and field in small letters.
struct Facts<'m> {
    not_nulls: HashSet<(Cow<'m, str>, Cow<'m, str>)>,
    objects: HashMap<Cow<'m, str>, Vec<Object>>,
}

impl<'m> Facts<'m> {
    fn of(model: &'m Model) -> Self {
        let mut by_table: HashMap<Cow<'m, str>, Vec<Object>> = HashMap::with_capacity(model.tables.len());
        for (table, object) in objects(model) {
            by_table.entry(fold(table)).or_default().push(object);
        }
        let not_nulls = model.not_nulls.iter().map(|fact| (fold(&fact.table), fold(&fact.field))).collect();
        Self { not_nulls, objects: by_table }
    }

    fn is_not_null(&self, table: &'m Table, field: &'m Field) -> bool {
        self.not_nulls.contains(&(fold(&table.name), fold(&field.name)))
    }

    fn field(&self, table: &'m Table, field: &'m Field) -> FieldFacts {
        FieldFacts {
            data_type: field.data_type.to_string(),
            not_null: self.is_not_null(table, field),
            required: field.required,
            default: field.default.clone(),
        }
    }

    fn objects(&self, table: &'m str) -> &[Object] {
        self.objects.get(&fold(table)).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn changes(before: &Model, after: &Model, matching: &Matching) -> Vec<Change> {
    let mut comparison = Comparison {
        old: Facts::of(before),
        new: Facts::of(after),
        later_names: later_names(before, after, matching),
        changes: Vec::new(),
    };
    for matched in &matching.tables {
        let old = matched.before.map(|place| &before.tables[place]);
        let new = matched.after.map(|place| &after.tables[place]);
        match (old, new) {
            (Some(old), Some(new)) => comparison.table(old, new, matched),
            (None, Some(new)) => comparison.add(new, None, ChangeKind::TableAdded { fields: new.fields.len() }),
            (Some(old), None) => comparison.add(old, None, ChangeKind::TableRemoved { fields: old.fields.len() }),
            (None, None) => {}
        }
    }
    comparison.changes
}

/// The later name of each earlier table and field, by the earlier names in small letters.
type LaterNames<'m> = HashMap<Cow<'m, str>, (&'m str, HashMap<Cow<'m, str>, &'m str>)>;

fn later_names<'m>(before: &'m Model, after: &'m Model, matching: &Matching) -> LaterNames<'m> {
    let mut names = LaterNames::new();
    for matched in &matching.tables {
        let (Some(old), Some(new)) = (matched.before, matched.after) else { continue };
        let (old, new) = (&before.tables[old], &after.tables[new]);
        let fields = matched.fields.iter().filter_map(|(earlier, later)| {
            Some((fold(&old.fields[(*earlier)?].name), new.fields[(*later)?].name.as_str()))
        });
        names.insert(fold(&old.name), (new.name.as_str(), fields.collect()));
    }
    names
}

/// Whether two objects are one.
type SameObject<'a> = &'a dyn Fn(&Object, &Object) -> bool;

struct Comparison<'m> {
    old: Facts<'m>,
    new: Facts<'m>,
    later_names: LaterNames<'m>,
    changes: Vec<Change>,
}

impl<'m> Comparison<'m> {
    fn add(&mut self, table: &Table, field: Option<&Field>, kind: ChangeKind) {
        let field = field.map(|field| field.name.clone());
        self.changes.push(Change { table: table.name.clone(), field, kind });
    }

    fn table(&mut self, old: &'m Table, new: &'m Table, matched: &TableMatch) {
        if fold(&old.name) != fold(&new.name) {
            self.add(new, None, ChangeKind::TableRenamed { before: old.name.clone() });
        }
        for (what, old, new_text) in
            [("label", &old.label, &new.label), ("description", &old.description, &new.description)]
        {
            self.reword(new, None, what, old, new_text);
        }
        for (earlier, later) in &matched.fields {
            let earlier = earlier.map(|place| &old.fields[place]);
            let later = later.map(|place| &new.fields[place]);
            match (earlier, later) {
                (Some(earlier), Some(later)) => self.field((old, earlier), (new, later)),
                (None, Some(later)) => {
                    let facts = self.new.field(new, later);
                    self.add(new, Some(later), ChangeKind::FieldAdded(facts));
                }
                (Some(earlier), None) => {
                    let facts = self.old.field(old, earlier);
                    self.add(new, Some(earlier), ChangeKind::FieldRemoved(facts));
                }
                (None, None) => {}
            }
        }
        self.objects(old, new);
    }

    fn field(&mut self, (old_table, old): (&'m Table, &'m Field), (new_table, new): (&'m Table, &'m Field)) {
        let mut add = |kind| self.add(new_table, Some(new), kind);
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
        match (self.old.is_not_null(old_table, old), self.new.is_not_null(new_table, new)) {
            (false, true) => self.add(new_table, Some(new), ChangeKind::NotNullAdded),
            (true, false) => self.add(new_table, Some(new), ChangeKind::NotNullRemoved),
            _ => {}
        }
        if old.default != new.default {
            let (before, after) = (old.default.clone(), new.default.clone());
            self.add(new_table, Some(new), ChangeKind::DefaultChanged { before, after });
        }
        if old.required != new.required {
            self.add(new_table, Some(new), ChangeKind::RequiredChanged { required: new.required });
        }
        if old.allowed_values != new.allowed_values {
            let (before, after) = (old.allowed_values.clone(), new.allowed_values.clone());
            self.add(new_table, Some(new), ChangeKind::AllowedValuesChanged { before, after });
        }
        self.reword(new_table, Some(new), "label", &old.label, &new.label);
        self.reword(new_table, Some(new), "description", &old.description, &new.description);
        let names: std::collections::BTreeSet<&String> = old.extra.keys().chain(new.extra.keys()).collect();
        for name in names {
            let text = |field: &Field| field.extra.get(name).cloned().unwrap_or_default();
            self.reword(new_table, Some(new), name, &text(old), &text(new));
        }
    }

    fn reword(&mut self, table: &Table, field: Option<&Field>, what: &str, before: &str, after: &str) {
        if before != after && words(before).ne(words(after)) {
            let (what, before, after) = (what.to_owned(), before.to_owned(), after.to_owned());
            self.add(table, field, ChangeKind::Reworded { what, before, after });
        }
    }

    /// Of the objects of a table, those that say the same under the same name are equal; then those that say the same are
    /// renamed; then those of the same kind and name are changed; what is left is gone or new.
    fn objects(&mut self, old_table: &'m Table, new_table: &'m Table) {
        let old = self.old.objects(&old_table.name);
        let new = self.new.objects(&new_table.name);
        let later: Vec<Object> = old.iter().map(|object| self.in_later_names(old_table, object)).collect();
        let mut partner: Vec<Option<usize>> = vec![None; old.len()];
        let mut taken = vec![false; new.len()];
        let same_name = |a: &Object, b: &Object| fold(&a.name) == fold(&b.name);
        let rules: [SameObject<'_>; 3] = [&|a, b| a.says(b) && same_name(a, b), &|a, b| a.says(b), &|a, b| {
            a.kind == b.kind && same_name(a, b) && !a.name.is_empty()
        }];
        for is_same in rules {
            for (a, partner) in later.iter().zip(&mut partner).filter(|(_, partner)| partner.is_none()) {
                if let Some(place) = (0..new.len()).find(|place| !taken[*place] && is_same(a, &new[*place])) {
                    taken[place] = true;
                    *partner = Some(place);
                }
            }
        }
        let mut kinds = Vec::new();
        for ((before, later), partner) in old.iter().zip(&later).zip(partner) {
            let Some(place) = partner else {
                kinds.push(ChangeKind::ObjectRemoved(before.clone()));
                continue;
            };
            let object = new[place].clone();
            if !later.says(&object) {
                kinds.push(ChangeKind::ObjectChanged { before: before.clone(), after: object });
            } else if !same_name(later, &object) {
                kinds.push(ChangeKind::ObjectRenamed { before: before.name.clone(), object });
            }
        }
        let added = new.iter().zip(&taken).filter(|(_, taken)| !**taken);
        kinds.extend(added.map(|(object, _)| ChangeKind::ObjectAdded(object.clone())));
        for kind in kinds {
            self.add(new_table, None, kind);
        }
    }

    /// The object with the names that its tables and fields have now.
    fn in_later_names(&self, table: &Table, object: &Object) -> Object {
        let later = |table: &str, field: &str| {
            let fields = self.later_names.get(&fold(table)).map(|(_, fields)| fields);
            fields
                .and_then(|fields| fields.get(&fold(field)))
                .map_or_else(|| field.to_owned(), |name| (*name).to_owned())
        };
        let mut object = object.clone();
        for field in &mut object.fields {
            field.name = later(&table.name, &field.name);
        }
        if let Some(target) = &mut object.target {
            for field in &mut target.fields {
                *field = later(&target.table, field);
            }
            if let Some((name, _)) = self.later_names.get(&fold(&target.table)) {
                target.table = (*name).to_owned();
            }
        }
        object
    }
}

/// The words of a text: white space, case and punctuation are no change.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
