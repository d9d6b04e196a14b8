//! Names as the database can hold them, each given away once where it must be unique.

use crate::dialect::{Dialect, Length, Name, ObjectKind, Scope};
use hashbrown::HashMap;
use std::borrow::Cow;

/// A space, the position of the table for one within a table, and the name as the database tells names apart.
type Place<'m> = (Scope, usize, Cow<'m, str>);

pub(super) struct Names<'m> {
    dialect: &'m dyn Dialect,
    limit: Length,
    schema: Option<String>,
    taken: HashMap<Place<'m>, ObjectKind>,
}

/// A name that is free, or who has it.
pub(super) enum Claim<'m> {
    /// Free until now. Says whether it had to be cut.
    Granted { name: Name<'m>, cut: bool },
    /// An object of this kind has it.
    Taken(ObjectKind),
}

impl<'m> Names<'m> {
    /// No name is taken yet; `objects` is how many are likely to be.
    pub(super) fn new(dialect: &'m dyn Dialect, schema: Option<&str>, objects: usize) -> Self {
        let limit = dialect.capabilities().max_identifier;
        let schema = schema.map(|schema| format!("{}.", dialect.quote(schema)));
        Self { dialect, limit, schema, taken: HashMap::with_capacity(objects) }
    }

    /// A table of our own; its name is kept from the model's tables if `reserve` is set.
    pub(super) fn own_table(&mut self, table: &'static str, reserve: bool) -> Name<'m> {
        if reserve {
            self.claim(ObjectKind::Table, 0, Cow::Borrowed(table));
        }
        self.name(Cow::Borrowed(table))
    }

    /// Asks for a name for an object; `table` is the position of its table.
    pub(super) fn claim(&mut self, kind: ObjectKind, table: usize, wanted: Cow<'m, str>) -> Claim<'m> {
        let cut = !self.holds(kind, &wanted);
        let mut name = if cut { Cow::Owned(self.fit(kind, &wanted, 0)) } else { wanted.clone() };
        let mut attempt = 0;
        loop {
            match self.take(kind, table, fold(self.dialect, &name)) {
                // Two names that are different until they are cut are still two names.
                Err(_) if cut && attempt < 100 => {
                    attempt += 1;
                    name = Cow::Owned(self.fit(kind, &wanted, attempt));
                }
                Err(owner) => return Claim::Taken(owner),
                Ok(()) => return Claim::Granted { name: self.name(name), cut },
            }
        }
    }

    /// Takes the name in every space where it must be unique, or in none and says who has it.
    fn take(&mut self, kind: ObjectKind, table: usize, folded: Cow<'m, str>) -> Result<(), ObjectKind> {
        let scopes = (self.dialect.capabilities().scopes)(kind);
        let place = |scope: Scope| (scope, within(scope, table), folded.clone());
        for (taken, scope) in scopes.iter().enumerate() {
            // Most names are free, so they are taken first and given back where they were not.
            if let Some(owner) = self.taken.insert(place(*scope), kind) {
                self.taken.insert(place(*scope), owner);
                for scope in &scopes[..taken] {
                    self.taken.remove(&place(*scope));
                }
                return Err(owner);
            }
        }
        Ok(())
    }

    /// The name of a column, which is unique in its table only; says whether it had to be cut.
    pub(super) fn column(&self, field: &'m str) -> (Name<'m>, bool) {
        let cut = !self.holds(ObjectKind::Column, field);
        let raw = if cut { Cow::Owned(self.fit(ObjectKind::Column, field, 0)) } else { Cow::Borrowed(field) };
        let plain = quote(self.dialect, &raw);
        (Name { qualified: Cow::Borrowed(""), plain, raw }, cut)
    }

    /// Keeps names that the database makes up from everything else.
    pub(super) fn reserve(&mut self, kind: ObjectKind, table: usize, names: Vec<String>) {
        for name in names {
            self.claim(kind, table, Cow::Owned(name));
        }
    }

    fn holds(&self, kind: ObjectKind, name: &str) -> bool {
        self.limit.holds(name) && !self.dialect.refuses_name(kind, name)
    }

    /// The beginning of a name and a hash of the whole, without what no name can have.
    fn fit(&self, kind: ObjectKind, name: &str, attempt: u32) -> String {
        let usable: String = name.chars().filter(|c| !self.dialect.refuses_name(kind, &format!("a{c}a"))).collect();
        let fitting = fit(&usable, name, self.limit, attempt);
        if !self.dialect.refuses_name(kind, &fitting) {
            return fitting;
        }
        let fitting = fit(&format!("x_{usable}"), name, self.limit, attempt);
        if !self.dialect.refuses_name(kind, &fitting) {
            return fitting;
        }
        let plain: String = usable.chars().filter(char::is_ascii_alphanumeric).collect();
        fit(&format!("x_{plain}"), name, self.limit, attempt)
    }

    fn name(&self, raw: Cow<'m, str>) -> Name<'m> {
        let plain = quote(self.dialect, &raw);
        let qualified = match &self.schema {
            Some(schema) => Cow::Owned(format!("{schema}{plain}")),
            None => plain.clone(),
        };
        Name { raw, plain, qualified }
    }
}

/// Where within the scope's spaces.
fn within(scope: Scope, table: usize) -> usize {
    match scope {
        Scope::Schema(_) => 0,
        Scope::Table(_) => table,
    }
}

/// Quotes without copying what can be borrowed.
fn quote<'m>(dialect: &dyn Dialect, raw: &Cow<'m, str>) -> Cow<'m, str> {
    match raw {
        Cow::Borrowed(raw) => dialect.quote(raw),
        Cow::Owned(raw) => Cow::Owned(dialect.quote(raw).into_owned()),
    }
}

/// Folds without copying what can be borrowed.
pub(super) fn fold<'m>(dialect: &dyn Dialect, raw: &Cow<'m, str>) -> Cow<'m, str> {
    match raw {
        Cow::Borrowed(raw) => dialect.fold(raw),
        Cow::Owned(raw) => Cow::Owned(dialect.fold(raw).into_owned()),
    }
}

/// The beginning of a name and a hash of the whole.
fn fit(beginning: &str, whole: &str, limit: Length, attempt: u32) -> String {
    let suffix = format!("_{:08x}", hash(whole, attempt));
    let mut cut = String::new();
    for character in beginning.chars() {
        cut.push(character);
        if !limit.holds(&format!("{cut}{suffix}")) {
            cut.pop();
            break;
        }
    }
    cut + &suffix
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
        assert_eq!(fit(&long, &long, Length::Bytes(63), 0), format!("{}_77f3c97d", "x".repeat(54)));
        assert_ne!(fit(&long, &long, Length::Bytes(63), 0), fit(&long, &format!("{long}y"), Length::Bytes(63), 0));
        let umlauts = "ü".repeat(40);
        assert_eq!(fit(&umlauts, &umlauts, Length::Bytes(63), 0).chars().count(), 27 + 9);
    }

    #[test]
    fn names_are_unique_where_the_database_wants_it() {
        let mut names = Names::new(find("postgresql").unwrap(), None, 0);
        assert!(matches!(names.claim(ObjectKind::Table, 0, Cow::Borrowed("a")), Claim::Granted { cut: false, .. }));
        assert!(matches!(names.claim(ObjectKind::Index, 1, Cow::Borrowed("a")), Claim::Taken(ObjectKind::Table)));
        assert!(matches!(names.claim(ObjectKind::Reference, 1, Cow::Borrowed("a")), Claim::Granted { .. }));
        assert!(matches!(
            names.claim(ObjectKind::Reference, 1, Cow::Borrowed("a")),
            Claim::Taken(ObjectKind::Reference)
        ));
        assert!(matches!(names.claim(ObjectKind::Reference, 2, Cow::Borrowed("a")), Claim::Granted { .. }));
    }

    #[test]
    fn names_that_quoting_cannot_save_are_changed() {
        let changed = |dialect: &str, kind, name: &'static str| {
            let mut names = Names::new(find(dialect).unwrap(), None, 0);
            match names.claim(kind, 0, Cow::Borrowed(name)) {
                Claim::Granted { name, cut: true } => name.raw.into_owned(),
                _ => panic!("{name} is refused"),
            }
        };
        assert!(changed("mysql", ObjectKind::Index, "PRIMARY").starts_with("PRIMARY_"));
        assert!(changed("sqlite", ObjectKind::Table, "sqlite_x").starts_with("x_sqlite_x_"));
        assert!(changed("oracle", ObjectKind::Table, "a\"b").starts_with("ab_"));
        assert!(changed("postgresql", ObjectKind::Table, "").starts_with('_'));
        let postgresql = Names::new(find("postgresql").unwrap(), None, 0);
        assert!(postgresql.column("ctid").0.raw.starts_with("ctid_"));
    }

    #[test]
    fn schemas_stand_in_front() {
        let mut names = Names::new(find("mysql").unwrap(), Some("My Data"), 0);
        let Claim::Granted { name, .. } = names.claim(ObjectKind::Table, 0, Cow::Borrowed("person")) else {
            panic!("free")
        };
        assert_eq!((&*name.plain, &*name.qualified), ("person", "`My Data`.person"));
    }
}
