//! Which database a script is for.

use sqlparser::dialect as parsers;

/// The databases whose scripts differ in how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Generic,
    PostgreSql,
    MySql,
    Mssql,
    Oracle,
    Sqlite,
    DuckDb,
    Snowflake,
    BigQuery,
    Redshift,
    Databricks,
    Hive,
    ClickHouse,
    Trino,
}

/// What is said of each: names in files, and words that scripts for it have and others do not.
const KNOWN: &[(Dialect, &[&str], &[&str])] = &[
    (
        Dialect::PostgreSql,
        &["postgresql", "postgres", "pg"],
        &[
            "postgresql database dump",
            "::",
            " owner to ",
            "serial",
            "$$",
            "character varying",
            "pg_catalog",
            "bytea",
            "timestamptz",
            "jsonb",
            "alter table only",
            "without time zone",
        ],
    ),
    (
        Dialect::MySql,
        &["mysql", "mariadb"],
        &[
            "`",
            "engine=",
            "engine =",
            "auto_increment",
            "mysql dump",
            "mariadb dump",
            "unsigned",
            "unique key",
            "charset",
        ],
    ),
    (
        Dialect::Mssql,
        &["mssql", "sqlserver", "tsql", "synapse", "fabric"],
        &[
            "\ngo\n",
            "\ngo\r",
            "[dbo]",
            "(max)",
            "identity(",
            "set ansi_nulls",
            "datetime2",
            "uniqueidentifier",
            "nvarchar",
            "nonclustered",
        ],
    ),
    (
        Dialect::Oracle,
        &["oracle"],
        &[
            "varchar2",
            "number(",
            "\n/\n",
            "\n/\r",
            " byte)",
            " char)",
            "sysdate",
            "systimestamp",
            "pctfree",
            "novalidate",
        ],
    ),
    (Dialect::Sqlite, &["sqlite"], &["autoincrement", "pragma ", "without rowid", "sqlite_", " strict;"]),
    (Dialect::DuckDb, &["duckdb"], &["duckdb", "hugeint", "utinyint"]),
    (Dialect::Snowflake, &["snowflake"], &["snowflake", "timestamp_ntz", "variant", "autoincrement start"]),
    (Dialect::BigQuery, &["bigquery"], &["bigquery", "int64", "float64", "bignumeric"]),
    (Dialect::Redshift, &["redshift"], &["redshift", "distkey", "diststyle", "sortkey", "encode "]),
    (Dialect::Databricks, &["databricks", "spark"], &["databricks", "using delta"]),
    (Dialect::Hive, &["hive", "impala"], &["row format", "stored as", "tblproperties"]),
    (Dialect::Trino, &["trino", "presto", "athena"], &["trino", "varbinary", "with (format"]),
    (Dialect::ClickHouse, &["clickhouse"], &["mergetree", "nullable(", "lowcardinality("]),
];

impl Dialect {
    /// The parser's dialect for it.
    pub(super) fn parser(self) -> &'static dyn parsers::Dialect {
        match self {
            Dialect::Generic | Dialect::Trino => &parsers::GenericDialect {},
            Dialect::PostgreSql => &parsers::PostgreSqlDialect {},
            Dialect::MySql => &parsers::MySqlDialect {},
            Dialect::Mssql => &parsers::MsSqlDialect {},
            Dialect::Oracle => &parsers::OracleDialect {},
            Dialect::Sqlite => &parsers::SQLiteDialect {},
            Dialect::DuckDb => &parsers::DuckDbDialect {},
            Dialect::Snowflake => &parsers::SnowflakeDialect,
            Dialect::BigQuery => &parsers::BigQueryDialect,
            Dialect::Redshift => &parsers::RedshiftSqlDialect {},
            Dialect::Databricks => &parsers::DatabricksDialect {},
            Dialect::Hive => &parsers::HiveDialect {},
            Dialect::ClickHouse => &parsers::ClickHouseDialect {},
        }
    }

    /// Itself and the others that are tried after it, in this order.
    pub(super) fn with_others(self) -> impl Iterator<Item = Self> {
        const OTHERS: [Dialect; 5] =
            [Dialect::Generic, Dialect::PostgreSql, Dialect::MySql, Dialect::Mssql, Dialect::Sqlite];
        [self].into_iter().chain(OTHERS.into_iter().filter(move |other| *other != self))
    }

    /// Whether a backslash in a string escapes what follows it.
    pub(super) fn has_backslashes(self) -> bool {
        matches!(self, Dialect::MySql | Dialect::BigQuery | Dialect::Databricks | Dialect::Hive | Dialect::ClickHouse)
    }

    /// Whether `#` begins a comment.
    pub(super) fn has_hash_comments(self) -> bool {
        matches!(self, Dialect::MySql | Dialect::BigQuery)
    }

    /// Whether names may stand in square brackets.
    pub(super) fn has_brackets(self) -> bool {
        matches!(self, Dialect::Mssql | Dialect::Sqlite)
    }

    /// Whether text may stand between `$$` or `$tag$`.
    pub(super) fn has_dollar_quotes(self) -> bool {
        matches!(
            self,
            Dialect::Generic | Dialect::PostgreSql | Dialect::DuckDb | Dialect::Snowflake | Dialect::Redshift
        )
    }

    /// Whether a string without a length may have any.
    pub(super) fn has_unlimited_strings(self) -> bool {
        matches!(
            self,
            Dialect::PostgreSql
                | Dialect::Sqlite
                | Dialect::DuckDb
                | Dialect::Snowflake
                | Dialect::BigQuery
                | Dialect::Databricks
                | Dialect::Hive
                | Dialect::ClickHouse
                | Dialect::Trino
        )
    }

    /// Whether procedures end at a line that holds only `/` or `GO`, not at a semicolon.
    pub(super) fn has_blocks(self) -> bool {
        matches!(self, Dialect::Mssql | Dialect::Oracle)
    }
}

/// The database of this name.
pub(super) fn named(word: &str) -> Option<Dialect> {
    let word = word.to_ascii_lowercase();
    KNOWN.iter().find(|(_, names, _)| names.contains(&word.as_str())).map(|(dialect, ..)| *dialect)
}

/// How much of a script is looked at.
const BEGINNING: usize = 256 << 10;

/// The database that most of the words of a script point to.
pub(super) fn guess(text: &str) -> Dialect {
    let beginning = text.char_indices().nth(BEGINNING).map_or(text, |(end, _)| &text[..end]).to_ascii_lowercase();
    let mut best = (0, Dialect::Generic);
    for (dialect, _, words) in KNOWN {
        let found = words.iter().filter(|word| beginning.contains(*word)).count();
        if found > best.0 {
            best = (found, *dialect);
        }
    }
    best.1
}
