//! The single-file layout: one TOML file a version, made to be written, reviewed and compared by people.
//!
//! ```toml
//! model = "mine"
//! version = "1.0.0"
//! label = "My model"
//! url = "https://example.org"
//! release = { level = "final", serial = "1" }
//!
//! [areas]
//! Persons = ["person*", "death"]
//! "Health system" = ["site"]
//!
//! [tables.person]
//! description = "People who were treated"
//! primary_key = { xpk_person = ["person_id"] }
//!
//! [tables.person.fields]
//! person_id = "integer not null required"
//! site_id = "integer not null -> site.site_id as fpk_person_site"
//! name = { is = "string(255)", label = "Name", description = "The name in full" }
//! born = "date default '1900-01-01'"
//!
//! [tables.person.indexes]
//! idx_person_born = ["born desc", "name"]
//!
//! [tables.site]
//! primary_key = ["site_id"]
//!
//! [tables.site.fields]
//! site_id = "integer"
//! code = "string(10)"
//!
//! [tables.site.uniques]
//! xu_site_code = ["code"]
//!
//! [[renamings]]
//! from = "v0"
//! fields = [
//!   "person.dob -> person.born",
//!   "place -> site",
//! ]
//! ```
//!
//! Diagrams put tables together by what `areas` says, the first area that names a table first (`*` and `?` stand for any
//! characters and for one), and the others by what they have in common.
//!
//! A reference of several fields stands in the list `references` of its table:
//! `"(site_id, nr) -> visit (site_id, nr) as fpk_person_visit"`; so does one of a field that does not exist. A line about
//! a reference may end with `on delete cascade` and `on update set null`. The references of a table are in the order of
//! its fields and then of that list, unless it says `reference_order = ["name", "(site_id, nr)"]`.
//!
//! A field may have `values = ["F", "M"]`, the values it is restricted to, and a table may have `checks`, conditions in
//! SQL by name: `checks = { ck_person_born = "born > '1900-01-01'" }`.
//!
//! What cannot stand with its table, because the table or field does not exist or another has its place, stands under
//! `[loose]`: `primary_keys`, `uniques`, `not_nulls`, `references` and `indexes`, each a list of lines like
//! `"person (person_id) as xpk"`, `"person.gone"`, `"gone.site_id -> site.site_id as fk"`,
//! `"unique person (a, b desc)"`; and `checks`, a list of `{ name = "ck", table = "gone", check = "a > 0" }`.

mod document;
mod line;
mod parser;
mod read;
mod text;
mod write;

pub(super) use read::read;
pub use write::write;

#[cfg(test)]
mod tests;
