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
//! The references of a table are in the order of its fields, unless it says `reference_order = ["name", "site_id"]`.
//!
//! What has no place at its table, because the table or field is missing or the place is taken, stands in `[loose]`:
//! `primary_keys`, `uniques`, `not_nulls`, `references` and `indexes`, each a list of lines like
//! `"person (person_id) as xpk"`, `"person.gone"`, `"person.gone -> site.site_id as fk"`, `"unique person (a, b desc)"`.

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
