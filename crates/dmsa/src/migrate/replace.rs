//! What stays but stands in the way of a change: it is dropped, and made again afterwards.

use super::builder::{Builder, Pairing};
use super::objects::{self, At, Fates};
use super::options::Allow;
use crate::ddl::plan::Plan;
use crate::dialect::{Object, ObjectKind};

impl<'p, 'm> Builder<'p, 'm> {
    /// Turns what stays, and stands in the way of something, into what is dropped and made again.
    pub(super) fn clear_the_way(&mut self) {
        let paired = self.paired_columns();
        let places = |wanted: &dyn Fn(&Pairing<'p, 'm>) -> bool| -> Vec<(usize, usize)> {
            paired.iter().filter(|it| wanted(it)).map(|it| (it.tables.1, it.after_place)).collect()
        };
        let retyped = places(&|it| it.before.data_type != it.after.data_type);
        let changed = places(&|it| self.is_changed(it));
        let replaced = places(&|it| self.is_replaced(it));
        let filled = places(&|it| it.after.not_null && !it.before.not_null);
        let (keys_block, references_block) = (self.alter.keys_block_changes(), self.alter.references_block_changes());
        let mut fates = std::mem::take(&mut self.fates);
        fates.replace(|_, old, new| self.cannot_rename(old, new));
        fates.replace(|_, _, new| {
            let over = |columns: &[(usize, usize)]| {
                objects::columns(self.after, new).iter().any(|column| columns.contains(&(new.table(), *column)))
            };
            objects::kind(self.after, new) != ObjectKind::Reference
                && (over(&replaced) || (keys_block && over(&changed)))
        });
        let holds = self.after.dialect.capabilities().references_hold_indexes;
        loop {
            let count = fates.dropped.len();
            fates.replace(|fates, old, new| {
                objects::kind(self.after, new) == ObjectKind::Reference
                    && (self.touches(new, &retyped)
                        || self.touches(new, &filled)
                        || (references_block && self.touches(new, &changed))
                        || self.loses_its_key(fates, old)
                        || (holds && self.shares_an_index(fates, old, new)))
            });
            if fates.dropped.len() == count {
                break;
            }
        }
        // References of tables that nobody drops, where they point at a key that goes, or must go with their tables.
        for at in objects::left_references(self.before, self.pairs) {
            let drops = self.options.allows(Allow::DropTable);
            let target = objects::target(self.before, at);
            let moved = |column: usize, table: usize| {
                let pair = &self.pairs.tables[self.pairs.of_before[table]];
                pair.after.zip(pair.later(column)).is_some_and(|place| changed.contains(&place))
            };
            let target_changes =
                target.is_some_and(|(table, columns)| columns.iter().any(|column| moved(*column, table)));
            if drops || target_changes || self.loses_its_key(&fates, at) {
                fates.dropped.push(at);
                if !drops {
                    let name = objects::name(self.before, at).raw;
                    let table = &self.before.tables[at.table()].name.raw;
                    self.remark(format!("Not made again: reference {name} of table {table}, which stays"));
                }
            }
        }
        self.fates = fates;
    }

    /// Whether the key that an earlier reference points at is dropped.
    fn loses_its_key(&self, fates: &Fates, reference: At) -> bool {
        let Some((table, columns)) = objects::target(self.before, reference) else { return false };
        let mut sorted = columns;
        sorted.sort_unstable();
        fates.dropped.iter().any(|at| {
            let mut over = objects::columns(self.before, *at);
            over.sort_unstable();
            at.table() == table && objects::kind(self.before, *at) != ObjectKind::Reference && over == sorted
        })
    }

    /// Whether an index that begins with the reference's column comes or goes, or another reference over the column goes:
    /// the server keeps an index for each reference, and several may share one.
    fn shares_an_index(&self, fates: &Fates, old: At, new: At) -> bool {
        let (old_first, new_first) = (first(self.before, old), first(self.after, new));
        let goes = |at: &At| at.table() == old.table() && first(self.before, *at) == old_first && *at != old;
        let comes = |at: &At| at.table() == new.table() && first(self.after, *at) == new_first && *at != new;
        let target_changes = objects::target(self.before, old).is_some_and(|(table, columns)| {
            let over = |at: &At| at.table() == table && first(self.before, *at) == columns.first().copied();
            fates.dropped.iter().any(|at| over(at) && objects::kind(self.before, *at) != ObjectKind::Reference)
        });
        fates.dropped.iter().any(goes) || fates.made.iter().any(comes) || target_changes
    }

    /// Whether an object gets another name, and the database cannot give it one.
    fn cannot_rename(&self, old: At, new: At) -> bool {
        let (from, to) = (objects::name(self.before, old), objects::name(self.after, new));
        let (kind, table) = (objects::kind(self.after, new), &self.after.tables[new.table()].name);
        let object = Object { kind, name: &from, table, schema: self.schema() };
        let has_names = !from.raw.is_empty() && !to.raw.is_empty();
        has_names && from.raw != to.raw && self.alter.rename_object(object, &to).is_empty()
    }
}

fn first(plan: &Plan<'_>, at: At) -> Option<usize> {
    objects::columns(plan, at).first().copied()
}
