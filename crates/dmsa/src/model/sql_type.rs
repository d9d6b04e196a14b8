//! Types as databases write them: `varchar(50)`, `INT`, `double precision`.

use super::types::{FieldType, TypeKind};

impl FieldType {
    /// The type that a type of a database, or one of ours with its sizes in parentheses, stands for; `None` if it stands
    /// for none.
    ///
    /// ```
    /// use dmsa::model::FieldType;
    ///
    /// assert_eq!(FieldType::from_sql("VARCHAR(50)").unwrap().to_string(), "string(50)");
    /// assert_eq!(FieldType::from_sql("spam"), None);
    /// ```
    pub fn from_sql(written: &str) -> Option<Self> {
        let lower = written.trim().to_ascii_lowercase();
        let (base, rest) = lower.split_once('(').unwrap_or((lower.as_str(), ")"));
        let (sizes, behind) = rest.split_once(')')?;
        // `timestamp(6) with time zone` has its size inside its name.
        let name = format!("{} {}", base.trim(), behind.trim());
        let name = name.trim();
        // Oracle counts in `varchar2(50 char)`, if it is asked to.
        let size = |text: &str| text.trim().trim_end_matches(" char").trim_end_matches(" byte").parse::<u32>().ok();
        let sizes: Vec<&str> = if sizes.is_empty() { Vec::new() } else { sizes.split(',').map(str::trim).collect() };
        let is_unlimited = matches!(sizes.as_slice(), ["max" | "-1"]);
        let sizes = if is_unlimited { Vec::new() } else { sizes };
        let sizes: Vec<u32> = sizes.into_iter().map(size).collect::<Option<_>>()?;
        let kind = match kind(name)? {
            TypeKind::String if is_unlimited => TypeKind::Text,
            kind => kind,
        };
        let mut data_type = Self::from(kind);
        match (&data_type.kind, sizes.as_slice()) {
            (TypeKind::String, [length]) => data_type.length = Some(*length),
            (TypeKind::Number | TypeKind::Decimal, [precision]) => data_type.precision = Some(*precision),
            (TypeKind::Number | TypeKind::Decimal, [precision, scale]) => {
                (data_type.precision, data_type.scale) = (Some(*precision), Some(*scale));
            }
            // The width of an integer, a fraction of seconds or the bits of a float: no type of ours has them.
            _ => {}
        }
        Some(data_type)
    }
}

fn kind(name: &str) -> Option<TypeKind> {
    Some(match name {
        "int" | "int4" | "int32" | "smallint" | "int2" | "mediumint" | "tinyint" | "serial" | "serial4"
        | "smallserial" | "year" => TypeKind::Integer,
        "bigint" | "int8" | "int64" | "bigserial" | "serial8" | "long integer" => TypeKind::BigInteger,
        "numeric" | "bignumeric" | "dec" | "money" | "smallmoney" => TypeKind::Number,
        "double" | "double precision" | "real" | "float4" | "float8" | "float64" | "binary_double" | "binary_float" => {
            TypeKind::Float
        }
        "varchar"
        | "varchar2"
        | "nvarchar"
        | "nvarchar2"
        | "char"
        | "nchar"
        | "bpchar"
        | "character"
        | "str"
        | "character varying"
        | "char varying"
        | "national character varying" => TypeKind::String,
        "longtext"
        | "mediumtext"
        | "tinytext"
        | "ntext"
        | "nclob"
        | "long"
        | "json"
        | "jsonb"
        | "xml"
        | "character large object"
        | "char large object"
        | "citext" => TypeKind::Text,
        "datetime2"
        | "smalldatetime"
        | "datetimeoffset"
        | "timestamptz"
        | "timestamp_ntz"
        | "timestamp_tz"
        | "timestamp with time zone"
        | "timestamp without time zone"
        | "timestamp with local time zone" => TypeKind::DateTime,
        "time with time zone" | "time without time zone" | "timetz" => TypeKind::Time,
        "bool" | "bit" => TypeKind::Boolean,
        "bytea" | "binary" | "varbinary" | "raw" | "image" | "long raw" | "bytes" | "longblob" | "mediumblob" => {
            TypeKind::Blob
        }
        own => match TypeKind::parse(own) {
            TypeKind::Unknown(_) => return None,
            kind => kind,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_databases_are_known() {
        for (written, meant) in [
            ("varchar(50)", "string(50)"),
            ("VARCHAR2(20 CHAR)", "string(20)"),
            ("nvarchar(MAX)", "text"),
            ("varchar", "string"),
            ("Character Varying (12)", "string(12)"),
            ("INT", "integer"),
            ("int(11)", "integer"),
            ("bigint", "biginteger"),
            ("numeric(10, 2)", "number(10, 2)"),
            ("decimal(8)", "decimal(8)"),
            ("double precision", "float"),
            ("timestamp(6) with time zone", "datetime"),
            ("datetime2(7)", "datetime"),
            ("bit", "boolean"),
            ("string(50)", "string(50)"),
            ("number (38)", "number(38)"),
        ] {
            assert_eq!(FieldType::from_sql(written).unwrap().to_string(), meant, "{written}");
        }
        for odd in ["", "strng", "varchar(", "varchar(x)", "varchar)50(", "person"] {
            assert_eq!(FieldType::from_sql(odd), None, "{odd}");
        }
    }
}
