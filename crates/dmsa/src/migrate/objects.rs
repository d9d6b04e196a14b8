//! What becomes of keys, references and indexes.

use super::pairs::{Pair, Pairs};
use crate::ddl::plan::{ConstraintPlan, KeyPlan, Plan, Rule};
use crate::dialect::{Name, ObjectKind};
use hashbrown::HashSet;
use std::borrow::Cow;

/// A key, a reference or an index of a plan, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum At {
    PrimaryKey(usize),
    /// A unique constraint or a reference.
    Constraint(usize, usize),
    Index(usize, usize),
}

impl At {
    pub(super) fn table(self) -> usize {
        match self {
            At::PrimaryKey(table) | At::Constraint(table, _) | At::Index(table, _) => table,
        }
    }
}

/// All objects of a table.
fn of_table<'a>(plan: &'a Plan<'_>, table: usize) -> impl Iterator<Item = At> + use<'a> {
    let it = &plan.tables[table];
    let key = it.primary_key.as_ref().map(|_| At::PrimaryKey(table));
    let ready = |place: usize| it.constraints[place].ready().map(|_| At::Constraint(table, place));
    let constraints = (0..it.constraints.len()).filter_map(ready).collect::<Vec<_>>();
    let indexes = (0..it.indexes.len()).filter(|place| it.indexes[*place].ready().is_some());
    let indexes = indexes.map(|place| At::Index(table, place)).collect::<Vec<_>>();
    key.into_iter().chain(constraints).chain(indexes)
}

pub(super) fn constraint<'p, 'm>(plan: &'p Plan<'m>, at: At) -> Option<&'p ConstraintPlan<'m>> {
    match at {
        At::Constraint(table, place) => plan.tables[table].constraints.get(place)?.ready(),
        _ => None,
    }
}

pub(super) fn kind(plan: &Plan<'_>, at: At) -> ObjectKind {
    match at {
        At::PrimaryKey(_) => ObjectKind::PrimaryKey,
        At::Index(..) => ObjectKind::Index,
        At::Constraint(..) => constraint(plan, at).map_or(ObjectKind::Reference, ConstraintPlan::kind),
    }
}

/// The name that the database has for it.
pub(super) fn name(plan: &Plan<'_>, at: At) -> Name<'static> {
    let table = &plan.tables[at.table()];
    let owned = |name: &Name<'_>| Name {
        raw: Cow::Owned(name.raw.to_string()),
        plain: Cow::Owned(name.plain.to_string()),
        qualified: Cow::Owned(name.qualified.to_string()),
    };
    match at {
        At::PrimaryKey(_) => {
            let none = Name::default();
            let given = table.primary_key.as_ref().map_or(&none, |key| &key.name);
            let kept = plan.dialect.alter().map(|alter| alter.primary_key_name(&table.name, given).into_owned());
            let Some(raw) = kept.filter(|raw| *raw != given.raw) else { return owned(given) };
            let plain = plan.dialect.quote(&raw).into_owned();
            let prefix = table.name.qualified.strip_suffix(table.name.plain.as_ref()).unwrap_or_default();
            let qualified = Cow::Owned(format!("{prefix}{plain}"));
            Name { raw: Cow::Owned(raw), plain: Cow::Owned(plain), qualified }
        }
        At::Constraint(..) => constraint(plan, at).map(|it| owned(&it.name)).unwrap_or_default(),
        At::Index(_, place) => table.indexes[place].ready().map(|it| owned(&it.name)).unwrap_or_default(),
    }
}

/// The columns it is over, by place.
pub(super) fn columns(plan: &Plan<'_>, at: At) -> Vec<usize> {
    let table = &plan.tables[at.table()];
    match at {
        At::PrimaryKey(_) => table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default(),
        At::Index(_, place) => {
            let index = table.indexes[place].ready();
            index.map(|index| index.columns.iter().map(|(column, _)| *column).collect()).unwrap_or_default()
        }
        At::Constraint(..) => match constraint(plan, at).map(|it| &it.rule) {
            Some(Rule::Unique { key, .. }) => key.columns.clone(),
            Some(Rule::Reference { columns, .. }) => columns.clone(),
            None => Vec::new(),
        },
    }
}

/// The table and the columns that a reference points at.
pub(super) fn target(plan: &Plan<'_>, at: At) -> Option<(usize, Vec<usize>)> {
    match &constraint(plan, at)?.rule {
        Rule::Reference { target, target_columns, .. } => Some((*target, target_columns.clone())),
        Rule::Unique { .. } => None,
    }
}

/// What an object says in terms of the later plan; equal for objects that say the same.
#[derive(PartialEq, Eq)]
struct Meaning {
    kind: ObjectKind,
    /// Columns, each with what follows its name in the list: a direction, the length of a beginning.
    columns: Vec<(usize, String)>,
    unique: bool,
    target: Option<(usize, Vec<usize>)>,
    /// What of its form depends on others.
    suffix: bool,
}

/// What follows each column's name in a list of columns.
fn suffixes(fields: &str, names: &[&str]) -> Option<Vec<String>> {
    let mut rest = fields;
    let mut found = Vec::new();
    for (place, name) in names.iter().enumerate() {
        rest = rest.strip_prefix(name)?;
        let end = match names.get(place + 1) {
            Some(next) => rest.find(&format!(", {next}"))?,
            None => rest.len(),
        };
        found.push(rest[..end].to_owned());
        rest = rest[end..].strip_prefix(", ").unwrap_or(&rest[end..]);
    }
    Some(found)
}

/// `later` gives the later place of a table and column, or itself for the later plan.
fn meaning(plan: &Plan<'_>, at: At, later: &dyn Fn(usize, usize) -> Option<(usize, usize)>) -> Option<Meaning> {
    let table = &plan.tables[at.table()];
    let places = columns(plan, at);
    let names: Vec<&str> = places.iter().map(|place| &*table.columns[*place].name.plain).collect();
    let key = |key: &KeyPlan<'_>| suffixes(&key.fields, &names);
    let (suffix, unique, texts) = match at {
        At::PrimaryKey(_) => (false, true, key(table.primary_key.as_ref()?)?),
        At::Index(_, place) => {
            let index = table.indexes[place].ready()?;
            (false, index.unique, suffixes(&index.fields, &names)?)
        }
        At::Constraint(..) => match &constraint(plan, at)?.rule {
            Rule::Unique { key: it, referenced } => {
                (*referenced && plan.dialect.referenced_unique_is_immediate(), true, key(it)?)
            }
            Rule::Reference { .. } => (false, false, vec![String::new(); places.len()]),
        },
    };
    let moved = |column: &usize| later(at.table(), *column).map(|(_, column)| column);
    let places: Option<Vec<usize>> = places.iter().map(moved).collect();
    let target = match target(plan, at) {
        None => None,
        Some((table, columns)) => {
            let moved: Option<Vec<(usize, usize)>> = columns.iter().map(|column| later(table, *column)).collect();
            let moved = moved?;
            Some((moved.first()?.0, moved.iter().map(|(_, column)| *column).collect()))
        }
    };
    let columns = places?.into_iter().zip(texts).collect();
    Some(Meaning { kind: kind(plan, at), columns, unique, target, suffix })
}

/// What becomes of all keys, references and indexes.
#[derive(Default)]
pub(super) struct Fates {
    /// Those of the earlier plan that are dropped.
    pub(super) dropped: Vec<At>,
    /// Those that get another name: earlier and later.
    pub(super) renamed: Vec<(At, At)>,
    /// Those of the later plan that are made.
    pub(super) made: Vec<At>,
    /// Those that stay as they are: earlier and later.
    pub(super) kept: Vec<(At, At)>,
}

impl Fates {
    /// Compares the objects of all tables.
    pub(super) fn new(before: &Plan<'_>, after: &Plan<'_>, pairs: &Pairs) -> Self {
        let mut fates = Self::default();
        let later = |table: usize, column: usize| {
            let pair = &pairs.tables[pairs.of_before[table]];
            Some((pair.after?, pair.later(column)?))
        };
        let same = |table: usize, column: usize| Some((table, column));
        let taken = names_of(before);
        for pair in &pairs.tables {
            match (pair.before, pair.after) {
                (Some(old), Some(new)) => {
                    let old: Vec<At> = of_table(before, old).collect();
                    let new: Vec<At> = of_table(after, new).collect();
                    let old_meanings: Vec<_> = old.iter().map(|at| meaning(before, *at, &later)).collect();
                    let new_meanings: Vec<_> = new.iter().map(|at| meaning(after, *at, &same)).collect();
                    fates.match_objects(before, after, (&old, &old_meanings), (&new, &new_meanings), &taken);
                }
                (None, Some(new)) => fates.made.extend(of_table(after, new)),
                _ => {}
            }
        }
        fates
    }

    fn match_objects(
        &mut self,
        before: &Plan<'_>,
        after: &Plan<'_>,
        (old, old_meanings): (&[At], &[Option<Meaning>]),
        (new, new_meanings): (&[At], &[Option<Meaning>]),
        taken: &HashSet<String>,
    ) {
        let mut partner: Vec<Option<usize>> = vec![None; old.len()];
        let mut used = vec![false; new.len()];
        let names = |plan: &Plan<'_>, all: &[At]| all.iter().map(|at| name(plan, *at).raw).collect::<Vec<_>>();
        let (old_names, new_names) = (names(before, old), names(after, new));
        for by_name in [true, false] {
            for (i, partner) in partner.iter_mut().enumerate().filter(|(_, partner)| partner.is_none()) {
                let is_it = |j: &usize| {
                    !used[*j]
                        && old_meanings[i].is_some()
                        && old_meanings[i] == new_meanings[*j]
                        && (!by_name || old_names[i] == new_names[*j])
                };
                if let Some(j) = (0..new.len()).find(is_it) {
                    used[j] = true;
                    *partner = Some(j);
                }
            }
        }
        for (i, partner) in partner.into_iter().enumerate() {
            let Some(j) = partner else {
                self.dropped.push(old[i]);
                continue;
            };
            if old_names[i] == new_names[j] {
                self.kept.push((old[i], new[j]));
            } else if taken.contains(&*before.dialect.fold(&new_names[j])) {
                // Another object has the new name until it is dropped.
                self.dropped.push(old[i]);
                self.made.push(new[j]);
            } else {
                self.renamed.push((old[i], new[j]));
            }
        }
        self.made.extend(new.iter().zip(&used).filter(|(_, used)| !**used).map(|(at, _)| *at));
    }

    /// Turns what stays into what is dropped and made again, where `in_the_way` says so.
    pub(super) fn replace(&mut self, in_the_way: impl Fn(&Self, At, At) -> bool) {
        let all: Vec<(At, At)> = self.kept.iter().chain(&self.renamed).copied().collect();
        let moved: Vec<(At, At)> = all.into_iter().filter(|(old, new)| in_the_way(self, *old, *new)).collect();
        self.kept.retain(|it| !moved.contains(it));
        self.renamed.retain(|it| !moved.contains(it));
        for (old, new) in moved {
            self.dropped.push(old);
            self.made.push(new);
        }
    }
}

/// The names of all objects of a plan, as the database tells names apart.
fn names_of(plan: &Plan<'_>) -> HashSet<String> {
    let objects = (0..plan.tables.len()).flat_map(|table| of_table(plan, table).collect::<Vec<_>>());
    let tables = plan.tables.iter().map(|table| table.name.raw.to_string());
    let names = objects.map(|at| name(plan, at).raw.into_owned()).chain(tables);
    names.map(|name| plan.dialect.fold(&name).into_owned()).collect()
}

/// The references of a pair's earlier table.
pub(super) fn references<'p>(plan: &'p Plan<'_>, pair: &Pair) -> impl Iterator<Item = At> + use<'p> {
    let objects = pair.before.map(|table| of_table(plan, table).collect::<Vec<_>>()).unwrap_or_default();
    objects.into_iter().filter(|at| kind(plan, *at) == ObjectKind::Reference)
}

/// The references of tables that only the earlier plan has.
pub(super) fn left_references(before: &Plan<'_>, pairs: &Pairs) -> Vec<At> {
    pairs.tables.iter().filter(|pair| pair.after.is_none()).flat_map(|pair| references(before, pair)).collect()
}
