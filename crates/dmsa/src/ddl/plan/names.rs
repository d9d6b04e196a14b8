//! Names as the database can hold them, each given away once where it must be unique.

use crate::dialect::{Dialect, Length, Name, ObjectKind, Scope};
use std::borrow::Cow;
use std::collections::HashMap;

/// A space and, for one within a table, the table's position.
type Space = (Scope, usize);

pub(super) struct Names<'m> {
    dialect: &'m dyn Dialect,
    limit: Length,
    schema: Option<String>,
    taken: HashMap<(Space, String), ObjectKind>,
}

/// A name that is free, or who has it.
pub(super) enum Claim {
    /// Free until now. Says whether it had to be cut.
    Granted { name: Name, cut: bool },
    /// An object of this kind has it.
    Taken(ObjectKind),
}

impl<'m> Names<'m> {
    pub(super) fn new(dialect: &'m dyn Dialect, schema: Option<&str>) -> Self {
        let limit = dialect.capabilities().max_identifier;
        let schema = schema.map(|schema| format!("{}.", dialect.quote(schema)));
        Self { dialect, limit, schema, taken: HashMap::new() }
    }

    /// Keeps a table's name from the model's tables.
    pub(super) fn reserve_table(&mut self, table: &str, reserve: bool) -> Name {
        match self.claim(ObjectKind::Table, 0, table) {
            Claim::Granted { name, .. } if reserve => name,
            _ => {
                self.taken.clear();
                self.name(table)
            }
        }
    }

    /// Asks for a name for an object; `table` is the position of its table.
    pub(super) fn claim(&mut self, kind: ObjectKind, table: usize, wanted: &str) -> Claim {
        let scopes = (self.dialect.capabilities().scopes)(kind);
        let fitting = fit(wanted, self.limit, 0);
        let cut = matches!(fitting, Cow::Owned(_));
        let mut name = fitting.into_owned();
        let mut attempt = 0;
        loop {
            let folded = self.dialect.fold(&name).into_owned();
            let spaces = scopes.iter().map(|scope| match scope {
                Scope::Schema(_) => (*scope, 0),
                Scope::Table(_) => (*scope, table),
            });
            let keys: Vec<_> = spaces.map(|space| (space, folded.clone())).collect();
            let owner = keys.iter().find_map(|key| self.taken.get(key).copied());
            match owner {
                // Two names that are different until they are cut are still two names.
                Some(_) if cut && attempt < 100 => {
                    attempt += 1;
                    name = fit(wanted, self.limit, attempt).into_owned();
                }
                Some(owner) => return Claim::Taken(owner),
                None => {
                    self.taken.extend(keys.into_iter().map(|key| (key, kind)));
                    return Claim::Granted { name: self.name(&name), cut };
                }
            }
        }
    }

    /// The name of a column, which is unique in its table only; says whether it had to be cut.
    pub(super) fn column(&self, field: &str) -> (Name, bool) {
        let fitting = fit(field, self.limit, 0);
        let plain = self.dialect.quote(&fitting).into_owned();
        let cut = matches!(fitting, Cow::Owned(_));
        (Name { qualified: plain.clone(), plain, raw: fitting.into_owned() }, cut)
    }

    fn name(&self, raw: &str) -> Name {
        let plain = self.dialect.quote(raw).into_owned();
        let qualified = match &self.schema {
            Some(schema) => format!("{schema}{plain}"),
            None => plain.clone(),
        };
        Name { raw: raw.to_owned(), plain, qualified }
    }
}

/// The name, or its beginning and a hash of the whole where it is too long.
fn fit(name: &str, limit: Length, attempt: u32) -> Cow<'_, str> {
    if limit.holds(name) {
        return Cow::Borrowed(name);
    }
    let suffix = format!("_{:08x}", hash(name, attempt));
    let mut cut = String::new();
    for character in name.chars() {
        cut.push(character);
        if !limit.holds(&format!("{cut}{suffix}")) {
            cut.pop();
            break;
        }
    }
    Cow::Owned(cut + &suffix)
}

/// FNV-1a, which is the same on every machine and in every release.
fn hash(text: &str, attempt: u32) -> u32 {
    let bytes = text.bytes().chain(attempt.to_le_bytes().into_iter().filter(|_| attempt > 0));
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::find;

    #[test]
    fn long_names_are_cut_the_same_way_every_time() {
        let long = "x".repeat(70);
        assert_eq!(fit(&long, Length::Bytes(63), 0), format!("{}_77f3c97d", "x".repeat(54)));
        assert_ne!(fit(&long, Length::Bytes(63), 0), fit(&format!("{long}y"), Length::Bytes(63), 0));
        let umlauts = "ü".repeat(40);
        assert!(fit(&umlauts, Length::Bytes(63), 0).len() <= 63);
        assert_eq!(fit(&umlauts, Length::Characters(64), 0), umlauts);
    }

    #[test]
    fn names_are_unique_where_the_database_wants_it() {
        let mut names = Names::new(find("postgresql").unwrap(), None);
        assert!(matches!(names.claim(ObjectKind::Table, 0, "a"), Claim::Granted { cut: false, .. }));
        assert!(matches!(names.claim(ObjectKind::Index, 1, "a"), Claim::Taken(ObjectKind::Table)));
        assert!(matches!(names.claim(ObjectKind::Reference, 1, "a"), Claim::Granted { .. }));
        assert!(matches!(names.claim(ObjectKind::Reference, 1, "a"), Claim::Taken(ObjectKind::Reference)));
        assert!(matches!(names.claim(ObjectKind::Reference, 2, "a"), Claim::Granted { .. }));
    }

    #[test]
    fn schemas_stand_in_front() {
        let mut names = Names::new(find("mysql").unwrap(), Some("My Data"));
        let Claim::Granted { name, .. } = names.claim(ObjectKind::Table, 0, "person") else { panic!("free") };
        assert_eq!((name.plain.as_str(), name.qualified.as_str()), ("person", "`My Data`.person"));
    }
}
