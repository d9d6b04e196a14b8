use std::fmt;

/// A field's type with its sizes, as the definition gives them.
///
/// Sizes that are absent are `None`: each dialect knows what to do then. An explicit 0 is kept, because a scale of 0
/// says something (whole numbers).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FieldType {
    /// What kind of value.
    pub kind: TypeKind,
    /// Characters of a string.
    pub length: Option<u32>,
    /// Digits of a number, in all.
    pub precision: Option<u32>,
    /// Digits of a number after the point.
    pub scale: Option<u32>,
}

impl From<TypeKind> for FieldType {
    fn from(kind: TypeKind) -> Self {
        Self { kind, ..Self::default() }
    }
}

/// Written the way people read it: `string(50)`, `number(10, 2)`, `date`. Sizes that do not belong to the kind are
/// written too, by name, so that nothing is hidden: `float(length 8)`.
impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match (self.length, self.precision, self.scale) {
            (None, None, None) => Ok(()),
            (Some(length), None, None) if self.kind == TypeKind::String => write!(f, "({length})"),
            (None, Some(precision), None) if self.kind != TypeKind::String => write!(f, "({precision})"),
            (None, Some(precision), Some(scale)) if self.kind != TypeKind::String => {
                write!(f, "({precision}, {scale})")
            }
            (length, precision, scale) => {
                let named = [("length", length), ("precision", precision), ("scale", scale)];
                let parts: Vec<_> = named.iter().filter_map(|(word, n)| n.map(|n| format!("{word} {n}"))).collect();
                write!(f, "({})", parts.join(", "))
            }
        }
    }
}

macro_rules! type_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The kinds of value a field can hold, named as definitions name them.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum TypeKind {
            $($(#[$doc])* $variant,)*
            /// A type no definition should use, as written; empty where the definition gives none.
            Unknown(String),
        }

        impl TypeKind {
            /// Every known kind.
            pub const ALL: &'static [TypeKind] = &[$(TypeKind::$variant),*];

            /// The name in definitions.
            pub fn name(&self) -> &str {
                match self {
                    $(TypeKind::$variant => $name,)*
                    TypeKind::Unknown(name) => name,
                }
            }

            /// The kind of this name, in any case.
            pub fn parse(name: &str) -> Self {
                $(if name.eq_ignore_ascii_case($name) {
                    return TypeKind::$variant;
                })*
                TypeKind::Unknown(name.to_owned())
            }
        }
    };
}

type_kinds! {
    /// A whole number of 32 bits.
    Integer = "integer",
    /// A whole number of 64 bits.
    BigInteger = "biginteger",
    /// An exact decimal number.
    Number = "number",
    /// The same as [`TypeKind::Number`] by another name.
    Decimal = "decimal",
    /// An approximate number.
    Float = "float",
    /// A string of limited length.
    String = "string",
    /// A string of any length.
    Text = "text",
    /// The same as [`TypeKind::Text`] by another name.
    Clob = "clob",
    /// A day.
    Date = "date",
    /// A day and a time of day.
    DateTime = "datetime",
    /// The same as [`TypeKind::DateTime`] by another name.
    Timestamp = "timestamp",
    /// A time of day.
    Time = "time",
    /// True or false.
    Boolean = "boolean",
    /// Bytes.
    Blob = "blob",
}

impl Default for TypeKind {
    fn default() -> Self {
        TypeKind::Unknown(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_their_own_name() {
        for kind in TypeKind::ALL {
            assert_eq!(TypeKind::parse(&kind.name().to_uppercase()), *kind);
        }
        assert_eq!(TypeKind::parse("varchar"), TypeKind::Unknown("varchar".into()));
    }

    #[test]
    fn types_read_naturally() {
        let sized = |kind, length, precision, scale| FieldType { kind, length, precision, scale }.to_string();
        assert_eq!(sized(TypeKind::Date, None, None, None), "date");
        assert_eq!(sized(TypeKind::String, Some(50), None, None), "string(50)");
        assert_eq!(sized(TypeKind::Number, None, Some(10), Some(0)), "number(10, 0)");
        assert_eq!(sized(TypeKind::Number, None, Some(10), None), "number(10)");
        assert_eq!(sized(TypeKind::Number, Some(8), None, None), "number(length 8)");
        assert_eq!(sized(TypeKind::String, None, Some(8), None), "string(precision 8)");
        assert_eq!(sized(TypeKind::Number, Some(30), Some(25), None), "number(length 30, precision 25)");
    }
}
