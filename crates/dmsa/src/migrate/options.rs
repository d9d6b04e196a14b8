//! What a migration may do.

use crate::ddl::{self, SETTINGS, Setting};

/// Something that a migration does only if it was allowed: data are lost or made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Allow {
    /// Tables that are gone are dropped.
    DropTable,
    /// Fields that are gone are dropped.
    DropField,
    /// Values too large for a smaller type are cut, or become NULL.
    Narrow,
    /// Values that cannot be converted to another type become NULL.
    Retype,
    /// Fields that must have a value, and have none, get the default, or a value that says nothing.
    Fill,
    /// Values that refer to nothing become NULL.
    Orphans,
}

impl Allow {
    /// Everything that can be allowed.
    pub const ALL: [Allow; 6] =
        [Allow::DropTable, Allow::DropField, Allow::Narrow, Allow::Retype, Allow::Fill, Allow::Orphans];

    /// Its name on the command line and in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Allow::DropTable => "drop-table",
            Allow::DropField => "drop-field",
            Allow::Narrow => "narrow",
            Allow::Retype => "retype",
            Allow::Fill => "fill",
            Allow::Orphans => "orphans",
        }
    }

    /// What it means, in one line without a full stop.
    pub fn about(self) -> &'static str {
        match self {
            Allow::DropTable => "Drop tables that the later version does not have, with their rows",
            Allow::DropField => "Drop fields that the later version does not have, with their values",
            Allow::Narrow => "Cut texts that are too long; other values that do not fit become NULL",
            Allow::Retype => "Values that cannot be converted to the new type become NULL",
            Allow::Fill => "Give fields that must have a value, and have none, their default or a value like 0",
            Allow::Orphans => "Values that refer to nothing become NULL",
        }
    }

    /// What a list of names allows; `all` stands for everything.
    ///
    /// # Errors
    ///
    /// The first name that is none.
    ///
    /// ```
    /// use dmsa::migrate::Allow;
    ///
    /// assert_eq!(Allow::parse("drop-table, narrow"), Ok(vec![Allow::DropTable, Allow::Narrow]));
    /// assert_eq!(Allow::parse("drop"), Err("drop".to_owned()));
    /// ```
    pub fn parse(text: &str) -> Result<Vec<Allow>, String> {
        let mut allowed = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if name.eq_ignore_ascii_case("all") {
                allowed.extend(Allow::ALL);
                continue;
            }
            let known = Allow::ALL.into_iter().find(|allow| allow.name().eq_ignore_ascii_case(name));
            allowed.push(known.ok_or_else(|| name.to_owned())?);
        }
        Ok(allowed)
    }
}

/// The options of scripts that a migration takes too.
pub fn settings() -> impl Iterator<Item = &'static Setting> + Clone {
    SETTINGS.iter().filter(|setting| ["schema", "history", "identity"].contains(&setting.name))
}

/// How a migration is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What it may do.
    pub allow: Vec<Allow>,
    /// The options that scripts of the database were and will be made with: schema, history, generated keys, revision.
    pub script: ddl::Options,
}

impl Options {
    pub(super) fn allows(&self, allow: Allow) -> bool {
        self.allow.contains(&allow)
    }
}
