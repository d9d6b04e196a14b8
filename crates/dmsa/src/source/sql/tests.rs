use super::*;
use crate::model::{Model, TypeKind};
use proptest::prelude::*;

fn loaded(path: &str, script: impl Into<Vec<u8>>) -> Loaded {
    read(&SourceFile { path: path.into(), bytes: script.into() })
}

fn model(path: &str, script: &str) -> Model {
    let loaded = loaded(path, script);
    let found: Vec<_> = loaded.diagnostics.iter().map(|found| format!("{}: {}", found.origin, found.message)).collect();
    assert_eq!(found, [""; 0], "{path}");
    loaded.catalog.models.into_iter().next().expect("a model")
}

/// The facts of a model, a line each.
fn facts(model: &Model) -> Vec<String> {
    let mut facts = Vec::new();
    for table in &model.tables {
        facts.push(format!("{} {}", table.name, table.description).trim().to_owned());
        for field in &table.fields {
            let default = if field.default.is_empty() { String::new() } else { format!(" = {}", field.default) };
            let values =
                if field.allowed_values.is_empty() { String::new() } else { format!(" {:?}", field.allowed_values) };
            let text = format!("  {} {}{default}{values} {}", field.name, field.data_type, field.description);
            facts.push(text.trim_end().to_owned());
        }
    }
    let not_nulls: Vec<_> = model.not_nulls.iter().map(|it| format!("{}.{}", it.table, it.field)).collect();
    facts.push(format!("not null {}", not_nulls.join(" ")));
    for (word, keys) in [("key", &model.primary_keys), ("unique", &model.uniques)] {
        for key in keys {
            facts.push(format!("{word} {} {} {:?}", key.table, key.name, key.field_names().collect::<Vec<_>>()));
        }
    }
    for it in &model.references {
        let pairs: Vec<_> = it.fields.iter().map(|pair| format!("{}={}", pair.field, pair.ref_field)).collect();
        let on_delete = it.on_delete.name();
        facts.push(format!("reference {} {} {} {} {on_delete}", it.table, it.name, it.ref_table, pairs.join(" ")));
    }
    facts.extend(model.checks.iter().map(|it| format!("check {} {} {}", it.table, it.name, it.expression)));
    for index in &model.indexes {
        let fields =
            index.fields.iter().map(|it| if it.descending { format!("-{}", it.name) } else { it.name.clone() });
        let unique = if index.unique { "unique " } else { "" };
        facts.push(format!("{unique}index {} {} {}", index.table, index.name, fields.collect::<Vec<_>>().join(" ")));
    }
    facts
}

#[test]
fn what_pg_dump_prints_is_read() {
    let model = model(
        "clinic_v2.1.sql",
        r#"--
-- PostgreSQL database dump
--
\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TYPE public.status AS ENUM (
    'open',
    'closed'
);
ALTER TYPE public.status OWNER TO postgres;
CREATE DOMAIN public.code AS character varying(20);
CREATE FUNCTION public.f() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TABLE nothing (a integer);
END;
$$;
CREATE TABLE public.person (
    person_id integer NOT NULL,
    "Name" character varying(50) DEFAULT 'O''Neil; Jr'::character varying,
    born timestamp without time zone DEFAULT now(),
    weight numeric(10,2) DEFAULT (-1.5),
    state public.status DEFAULT 'open'::public.status NOT NULL,
    note public.code,
    CONSTRAINT positive CHECK ((weight > (0)::numeric))
);
ALTER TABLE public.person OWNER TO postgres;
COMMENT ON TABLE public.person IS 'Who; it''s about';
COMMENT ON COLUMN public.person.born IS 'When';
CREATE SEQUENCE public.person_person_id_seq AS integer START WITH 1 NO CYCLE;
ALTER SEQUENCE public.person_person_id_seq OWNED BY public.person.person_id;
CREATE TABLE public.visit (
    visit_id bigint NOT NULL,
    person_id integer
);
ALTER TABLE ONLY public.person ALTER COLUMN person_id SET DEFAULT nextval('public.person_person_id_seq'::regclass);
COPY public.visit (visit_id, person_id) FROM stdin;
1	2;
CREATE TABLE not_a_table (
\.
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (person_id);
ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_key UNIQUE (visit_id, person_id);
CREATE INDEX visit_person ON public.visit USING btree (person_id DESC NULLS LAST, visit_id);
CREATE UNIQUE INDEX "Visit_id" ON public.visit USING btree (visit_id);
ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_person_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id) ON DELETE CASCADE;
GRANT SELECT ON TABLE public.visit TO reader;
"#,
    );
    assert_eq!((model.name.as_str(), model.version.as_str()), ("clinic", "2.1"));
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn what_mysqldump_prints_is_read() {
    let model = model(
        "clinic.sql",
        r"-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `visit`;
/*!40101 SET @saved_cs_client = @@character_set_client */;
CREATE TABLE `visit` (
  `visit_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `person_id` int(10) unsigned DEFAULT NULL COMMENT 'Who\'s; there',
  `state` enum('open','closed') NOT NULL DEFAULT 'open',
  `is_seen` tinyint(1) DEFAULT '0',
  `changed` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `note` mediumtext DEFAULT NULL,
  PRIMARY KEY (`visit_id`),
  UNIQUE KEY `one` (`person_id`,`state`),
  KEY `by_note` (`note`(10),`visit_id`),
  CONSTRAINT `fk` FOREIGN KEY (`person_id`) REFERENCES `person` (`person_id`) ON DELETE SET NULL
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COMMENT='A stay';
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES `visit` WRITE;
INSERT INTO `visit` VALUES (1,2,'open;',0,'2020-01-01','it\'s; here');
UNLOCK TABLES;
DELIMITER ;;
CREATE TRIGGER t BEFORE INSERT ON visit FOR EACH ROW BEGIN SET NEW.note = ';'; END ;;
DELIMITER ;
# The other table
CREATE TABLE `person` (`person_id` int(10) unsigned NOT NULL, PRIMARY KEY (`person_id`)) ENGINE=InnoDB;
",
    );
    assert_eq!((model.name.as_str(), model.version.as_str()), ("clinic", "0"));
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn what_sql_server_management_studio_prints_is_read() {
    let script = "USE [clinic]
GO
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[person](
\t[person_id] [int] IDENTITY(1,1) NOT NULL,
\t[name] [nvarchar](50) NULL,
\t[note] [nvarchar](max) NULL,
\t[weight] [decimal](10, 2) NULL,
\t[seen] [bit] NOT NULL,
\t[born] [datetime2](7) NULL,
 CONSTRAINT [PK_person] PRIMARY KEY CLUSTERED ([person_id] ASC)
 WITH (PAD_INDEX = OFF, ALLOW_ROW_LOCKS = ON) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
CREATE TABLE [dbo].[visit]([visit_id] [bigint] NOT NULL, [person_id] [int] NULL) ON [PRIMARY]
GO
CREATE NONCLUSTERED INDEX [by_person] ON [dbo].[visit] ([person_id] DESC) WITH (FILLFACTOR = 80) ON [PRIMARY]
GO
ALTER TABLE [dbo].[person] ADD  CONSTRAINT [df]  DEFAULT ((0)) FOR [seen]
GO
ALTER TABLE [dbo].[visit]  WITH CHECK ADD  CONSTRAINT [fk] FOREIGN KEY([person_id])
REFERENCES [dbo].[person] ([person_id]) ON DELETE CASCADE
GO
ALTER TABLE [dbo].[visit] CHECK CONSTRAINT [fk]
GO
CREATE PROCEDURE [dbo].[p] AS BEGIN
  CREATE TABLE nothing (a int);
END
GO
";
    let utf_16: Vec<u8> = [0xfeff].into_iter().chain(script.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let loaded = loaded("clinic-1.sql", utf_16);
    let messages: Vec<_> = loaded.diagnostics.iter().map(|it| it.message.as_str()).collect();
    insta::assert_snapshot!(facts(&loaded.catalog.models[0]).join("\n") + "\n" + &messages.join("\n"));
}

#[test]
fn what_oracle_and_sqlplus_take_is_read() {
    let model = model(
        "clinic.oracle.sql",
        r#"REM The clinic
SET DEFINE OFF
WHENEVER SQLERROR EXIT
CREATE TABLE "CDM"."PERSON"
   ("PERSON_ID" NUMBER(10,0) NOT NULL ENABLE,
    "NAME" VARCHAR2(50 BYTE) DEFAULT 'x',
    "BIG" NUMBER(19),
    "WEIGHT" NUMBER(10,2),
    "CREATED" TIMESTAMP (6) DEFAULT SYSTIMESTAMP,
    "NOTE" CLOB,
    CONSTRAINT "PK" PRIMARY KEY ("PERSON_ID")
  USING INDEX PCTFREE 10 INITRANS 2 STORAGE(INITIAL 65536 NEXT 1048576) TABLESPACE "USERS"  ENABLE
   ) SEGMENT CREATION IMMEDIATE PCTFREE 10 STORAGE(INITIAL 65536) TABLESPACE "USERS" ;
COMMENT ON COLUMN "CDM"."PERSON"."NAME" IS 'Known as';
CREATE UNIQUE INDEX "CDM"."U" ON "CDM"."PERSON" ("NAME") PCTFREE 10 TABLESPACE "USERS" ;
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON person FOR EACH ROW
BEGIN
  EXECUTE IMMEDIATE 'CREATE TABLE nothing (a NUMBER)';
END;
/
CREATE TABLE visit (person_id NUMBER(10) REFERENCES person)
/
EXIT
"#,
    );
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn what_sqlite_keeps_is_read() {
    let model = model(
        "clinic.sql",
        "PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE person (person_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT '', [odd name] REAL);
CREATE TABLE IF NOT EXISTS visit (a, b INT REFERENCES person(person_id) ON DELETE RESTRICT, PRIMARY KEY (b)) WITHOUT ROWID;
CREATE TRIGGER t AFTER INSERT ON person BEGIN
  UPDATE person SET name = 'x';
  DELETE FROM visit;
END;
CREATE INDEX i ON person (name);
COMMIT;
",
    );
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn what_is_not_understood_is_reported_by_line() {
    let loaded = loaded(
        "clinic.sql",
        "CREATE TABLE a (
    id integer,
    twice integer GENERATED ALWAYS AS (id * 2) STORED,
    word varchar(5) DEFAULT upper('x')
);
CREATE TABLE b (
    id integer
    other integer
);
CREATE INDEX i ON a (lower(word));
CREATE UNIQUE INDEX p ON a (id) WHERE id > 5;
CREATE INDEX q ON nowhere (id);
CREATE TABLE A (id integer);
CREATE TABLE c AS SELECT 1;
ALTER TABLE a RENAME COLUMN id TO no;
ALTER TABLE a ADD EXCLUDE USING gist (id WITH =);
CREATE VIEW v AS SELECT 1;
SELECT nonsense from;
",
    );
    let found: Vec<_> = loaded.diagnostics.iter().map(|found| format!("{}: {}", found.origin, found.message)).collect();
    insta::assert_snapshot!(found.join("\n"));
    assert!(loaded.diagnostics.iter().all(|found| found.model.as_deref() == Some("clinic 0")));
    assert_eq!(loaded.catalog.models[0].tables.len(), 1);
}

#[test]
fn later_statements_change_a_table() {
    let model = model(
        "clinic.sql",
        "CREATE TABLE old (id integer NOT NULL, gone integer, word varchar(5) DEFAULT 'a', CONSTRAINT k UNIQUE (id));
ALTER TABLE old RENAME TO kept;
ALTER TABLE kept ADD COLUMN more date NOT NULL, DROP COLUMN gone;
ALTER TABLE kept ALTER COLUMN word TYPE text, ALTER COLUMN word DROP DEFAULT, ALTER COLUMN id DROP NOT NULL;
ALTER TABLE kept DROP CONSTRAINT k;
CREATE TABLE dropped (id integer);
DROP TABLE dropped;
CREATE TEMPORARY TABLE brief (id integer);
",
    );
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn a_column_may_have_any_name() {
    let model = model(
        "clinic.mssql.sql",
        "CREATE TABLE t (sparse integer, clustered integer NOT NULL, enable integer, tablespace integer, storage integer,
            CONSTRAINT pk PRIMARY KEY NONCLUSTERED (clustered, sparse));
ALTER TABLE t ADD rowguidcol integer;
",
    );
    let names: Vec<_> = model.tables[0].fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["sparse", "clustered", "enable", "tablespace", "storage", "rowguidcol"]);
    assert!(model.tables[0].fields.iter().all(|field| field.data_type.kind == TypeKind::Integer));
    assert_eq!(model.primary_keys[0].field_names().collect::<Vec<_>>(), ["clustered", "sparse"]);
}

#[test]
fn what_stands_behind_the_columns_is_reported() {
    let loaded = loaded("clinic.sql", "CREATE TABLE t (a integer) SOMEWHERE NEW (b);\n");
    let found: Vec<_> = loaded.diagnostics.iter().map(|found| format!("{}: {}", found.origin, found.message)).collect();
    let expected =
        "clinic.sql:1: something stands behind the columns of the table, which a definition cannot say; it is left out";
    assert_eq!(found, [expected]);
    assert_eq!(loaded.catalog.models[0].tables[0].fields.len(), 1);
}

#[test]
fn tables_of_one_name_in_two_schemas_stay_apart() {
    let model = model(
        "clinic.sql",
        "CREATE TABLE hosp.event (id integer PRIMARY KEY);
CREATE TABLE icu.event (id integer PRIMARY KEY, of integer REFERENCES hosp.event);
CREATE TABLE icu.item (id integer REFERENCES icu.event (id));
",
    );
    insta::assert_snapshot!(facts(&model).join("\n"));
}

#[test]
fn the_name_of_the_file_says_model_version_and_database() {
    let of = |path| {
        let (name, version, dialect) = names(path);
        format!("{name} {version} {dialect:?}")
    };
    assert_eq!(of("a/clinic-1.2.sql"), "clinic 1.2 None");
    assert_eq!(of("clinic_v1.2.oracle.sql"), "clinic 1.2 Some(Oracle)");
    assert_eq!(of("mimic-iv_2.2.sql"), "mimic-iv 2.2 None");
    assert_eq!(of("clinic.SQL"), "clinic 0 None");
    assert_eq!(of("i2b2.mysql.sql"), "i2b2 0 Some(MySql)");
    assert_eq!(of("v5.sql"), "v5 0 None");
}

#[test]
fn deep_and_long_statements_end_quickly() {
    for script in [
        format!("CREATE TABLE t (a integer DEFAULT {}1{});", "(".repeat(50_000), ")".repeat(50_000)),
        format!("CREATE TABLE t (a integer CHECK ({}a{}));", "(".repeat(23), ")".repeat(23)),
        format!("CREATE TABLE t (a {});", "array<".repeat(50_000)),
        format!("CREATE TABLE t (a integer DEFAULT {}1);", "- ".repeat(50_000)),
        format!("CREATE TABLE t (a integer DEFAULT {}1);", "NOT ".repeat(50_000)),
        format!("CREATE TABLE t (a integer DEFAULT 1{});", "+1".repeat(50_000)),
        format!("CREATE TABLE t (a integer);\nALTER TABLE t ADD CHECK (a = {}1{});", "f(".repeat(22), ")".repeat(22)),
        format!("CREATE TABLE t (a integer{});", ", b integer".repeat(200_000)),
        "$".repeat(100_000),
        "$a".repeat(100_000),
        "/*".repeat(100_000),
        "\n/".repeat(100_000),
        "CREATE TABLE t (\n".repeat(5_000),
    ] {
        loaded("clinic.sql", script);
    }
}

#[test]
fn an_empty_script_is_no_definition() {
    for script in ["", ";", "-- nothing", "SELECT 1;", "CREATE TABLE", "\u{feff}"] {
        let loaded = loaded("clinic.sql", script);
        assert_eq!(loaded.unread().count(), 1, "{script}");
    }
}

#[test]
fn types_of_databases_are_understood() {
    let model = model(
        "t.sql",
        "CREATE TABLE t (a double precision, b character varying(5), c timestamp with time zone, d int8, e bool, f bytea,
            g time, h real, i numeric, j smallint, k clob, l char(2), m float8);",
    );
    let kinds: Vec<_> = model.tables[0].fields.iter().map(|field| field.data_type.to_string()).collect();
    let expected = [
        "float",
        "string(5)",
        "datetime",
        "biginteger",
        "boolean",
        "blob",
        "time",
        "float",
        "number",
        "integer",
        "clob",
        "string(2)",
        "float",
    ];
    assert_eq!(kinds, expected);
    let odd = loaded("t.sql", "CREATE TABLE t (a uuid, b integer[], c my_type);");
    let kinds: Vec<_> = odd.catalog.models[0].tables[0].fields.iter().map(|field| &field.data_type.kind).collect();
    let unknown = |name: &str| TypeKind::Unknown(name.to_owned());
    assert_eq!(kinds, [&unknown("uuid"), &unknown("integer[]"), &unknown("my_type")]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "[a-z(),;'\"`\\[\\]$/*\\\\\n.0-9-]{0,200}") {
        loaded("clinic.sql", text);
    }

    #[test]
    fn any_words_are_read_without_a_panic(words in prop::collection::vec(
        prop::sample::select(vec![
            "CREATE", "TABLE", "ALTER", "INDEX", "(", ")", ",", ";", "a", "b.c", "int", "PRIMARY", "KEY", "'x'", "DEFAULT",
            "NOT", "NULL", "ON", "ADD", "CONSTRAINT", "REFERENCES", "WITH", "COMMENT", "IS", "[x]", "`y`", "\nGO\n", "$$",
            "COPY", "FROM", "stdin", "\n\\.\n", "UNIQUE", "CHECK", "é", "-", "1",
        ]), 0..40)) {
        loaded("clinic.sql", words.join(" "));
    }
}
