//! Which tables and fields of one definition are which of the other.

use super::renamings::Names;
use crate::fold::fold;
use crate::model::{Model, Table};
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;

/// Which tables and fields of one definition are which of the other, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// The tables of the later definition in its order; tables that only the earlier one has follow.
    pub tables: Vec<TableMatch>,
}

/// A table in both definitions, or in one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableMatch {
    /// Its place in the earlier definition.
    pub before: Option<usize>,
    /// Its place in the later definition.
    pub after: Option<usize>,
    /// Its fields: the place in the earlier and in the later definition. Fields of the later one come in its order, and
    /// those that only the earlier one has follow. Empty unless the table is in both.
    pub fields: Vec<(Option<usize>, Option<usize>)>,
}

impl Matching {
    pub(super) fn new(before: &Model, after: &Model, others: &[&Model]) -> Self {
        let names = Names::new(before, after, others);
        let (old, new) = (table_names(before), table_names(after));
        let earlier = pairs(&old, &new, |table| {
            names
                .candidates(table, "")
                .into_iter()
                .filter(|(_, field)| field.is_empty())
                .map(|(table, _)| table)
                .collect()
        });
        let kept = earlier.iter().enumerate().map(|(place, earlier)| TableMatch {
            before: *earlier,
            after: Some(place),
            fields: match earlier {
                Some(earlier) => fields(&before.tables[*earlier], &after.tables[place], &names),
                None => Vec::new(),
            },
        });
        let taken: HashSet<usize> = earlier.iter().flatten().copied().collect();
        let gone = (0..old.len()).filter(|place| !taken.contains(place));
        let gone = gone.map(|place| TableMatch { before: Some(place), ..TableMatch::default() });
        Self { tables: kept.chain(gone).collect() }
    }
}

fn table_names(model: &Model) -> Vec<&str> {
    model.tables.iter().map(|table| table.name.as_str()).collect()
}

fn field_names(table: &Table) -> Vec<&str> {
    table.fields.iter().map(|field| field.name.as_str()).collect()
}

fn fields(before: &Table, after: &Table, names: &Names) -> Vec<(Option<usize>, Option<usize>)> {
    let (old, new) = (field_names(before), field_names(after));
    let table = fold(&before.name);
    let earlier = pairs(&old, &new, |field| {
        let candidates = names.candidates(&after.name, field).into_iter();
        candidates
            .filter(|(candidate, field)| *candidate == table && !field.is_empty())
            .map(|(_, field)| field)
            .collect()
    });
    let taken: HashSet<usize> = earlier.iter().flatten().copied().collect();
    let kept = earlier.into_iter().zip(0..).map(|(earlier, place)| (earlier, Some(place)));
    kept.chain((0..old.len()).filter(|place| !taken.contains(place)).map(|place| (Some(place), None))).collect()
}

/// For each later name, the place of the earlier one: the same name, then the same but for case, then a name that was
/// renamed (`earlier`, nearest first) and that no later name has.
fn pairs(old: &[&str], new: &[&str], earlier: impl Fn(&str) -> Vec<String>) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let by_key = |key: fn(&str) -> Cow<'_, str>| {
        let mut places: HashMap<Cow<'_, str>, Vec<usize>> = HashMap::with_capacity(old.len());
        for (place, name) in old.iter().enumerate().rev() {
            places.entry(key(name)).or_default().push(place);
        }
        places
    };
    let exact: fn(&str) -> Cow<'_, str> = |name| Cow::Borrowed(name);
    for key in [exact, fold] {
        let places = by_key(key);
        for (found, name) in found.iter_mut().zip(new).filter(|(found, _)| found.is_none()) {
            let free = places.get(&key(name)).and_then(|places| places.iter().rev().find(|place| !taken[**place]));
            if let Some(place) = free {
                taken[*place] = true;
                *found = Some(*place);
            }
        }
    }
    let places = by_key(fold);
    for (found, name) in found.iter_mut().zip(new).filter(|(found, _)| found.is_none()) {
        let candidates = earlier(name);
        let known = candidates.iter().filter_map(|name| places.get(name.as_str())).flatten();
        if let Some(place) = known.copied().find(|place| !taken[*place]) {
            taken[place] = true;
            *found = Some(place);
        }
    }
    found
}
