//! `dmsa ddl`: the original's forms and the new ones.

use crate::support::{CLINIC, Folder, refused, run};
use insta::assert_snapshot;

/// `dmsa ddl` on the small model. What is said by the way is not looked at.
fn ddl(arguments: &str) -> String {
    let line = format!("ddl --source {CLINIC} {arguments}");
    let ran = run(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "dmsa {line}\n{}", ran.err);
    ran.out
}

fn statements(script: &str, beginning: &str) -> usize {
    script.lines().filter(|line| line.starts_with(beginning)).count()
}

#[test]
fn the_script_goes_to_standard_output() {
    assert_snapshot!(ddl("--history none clinic 1.10.0 postgresql"), @r"
    CREATE TABLE person (
    	born DATE DEFAULT '1900-01-01',
    	full_name VARCHAR(100),
    	mother_id INTEGER,
    	person_id SERIAL NOT NULL,
    	site_id INTEGER NOT NULL,
    	weight NUMERIC(5, 2),
    	CONSTRAINT xpk_person PRIMARY KEY (person_id)
    );

    CREATE TABLE site (
    	code VARCHAR(10),
    	site_id SERIAL NOT NULL,
    	CONSTRAINT xpk_site PRIMARY KEY (site_id)
    );

    CREATE TABLE visit (
    	day DATE NOT NULL,
    	person_id INTEGER NOT NULL,
    	CONSTRAINT xpk_visit PRIMARY KEY (person_id, day)
    );


    ALTER TABLE person ADD CONSTRAINT fpk_person_mother FOREIGN KEY(mother_id) REFERENCES person (person_id) DEFERRABLE INITIALLY DEFERRED;

    ALTER TABLE person ADD CONSTRAINT fpk_person_site FOREIGN KEY(site_id) REFERENCES site (site_id) DEFERRABLE INITIALLY DEFERRED;

    ALTER TABLE site ADD CONSTRAINT xu_site_code UNIQUE (code) DEFERRABLE INITIALLY DEFERRED;

    ALTER TABLE visit ADD CONSTRAINT fpk_visit_person FOREIGN KEY(person_id) REFERENCES person (person_id) DEFERRABLE INITIALLY DEFERRED;


    CREATE INDEX idx_person_born ON person (born DESC);

    CREATE INDEX idx_person_site ON person (site_id);
    ");
}

#[test]
fn the_embedded_catalog_is_the_default() {
    let script = run(&["ddl", "-q", "pedsnet", "6.3.0", "postgresql"]);
    assert_eq!((script.code, script.err.as_str()), (0, ""));
    assert!(statements(&script.out, "CREATE TABLE ") > 20);
    assert_eq!(script.out, run(&["ddl", "PEDSnet", "v6.3", "PostgreSQL"]).out);
    assert_eq!(script.out, run(&["ddl", "pedsnet", "latest", "postgresql"]).out);
}

#[test]
fn flags_of_elements_are_as_they_always_were() {
    let all = ddl("clinic 1.10.0 oracle");
    assert_eq!(all, ddl("-tci clinic 1.10.0 oracle"));
    assert_eq!(all, ddl("--tables --constraints --indexes clinic 1.10.0 oracle"));
    assert_eq!(all, ddl("clinic 1.10.0 oracle -i -c -t"));
    assert_eq!(all, ddl("--log=DEBUG clinic 1.10.0 oracle"));
    let tables = ddl("-t clinic 1.10.0 oracle");
    assert_eq!(tables, ddl("--tables clinic 1.10.0 oracle"));
    assert_eq!((statements(&tables, "ALTER TABLE person ADD"), statements(&tables, "CREATE INDEX")), (0, 0));
    let rest = ddl("-ci clinic 1.10.0 oracle");
    assert_eq!(rest, ddl("--constraints --indexes clinic 1.10.0 oracle"));
    assert_eq!((statements(&rest, "CREATE TABLE person"), statements(&rest, "CREATE INDEX")), (0, 2));
}

#[test]
fn flags_of_operations_are_as_they_always_were() {
    for (short, long, beginning, count) in [
        ("-d", "--drop", "DROP TABLE ", 3),
        ("-x", "--delete-data", "DELETE FROM ", 3),
        ("-n", "--nologging", "ALTER TABLE ", 3),
        ("-l", "--logging", "ALTER TABLE ", 3),
    ] {
        let script = ddl(&format!("{short} --history none clinic 1.10.0 oracle"));
        assert_eq!(script, ddl(&format!("{long} --history=none clinic 1.10.0 oracle")));
        assert!(statements(&script, beginning) >= count, "{script}");
    }
    let error = refused(2, "ddl -d -x pedsnet 6.3.0 oracle");
    assert!(error.contains("'--drop' cannot be used with '--delete-data'"), "{error}");
}

#[test]
fn tables_are_selected_by_patterns_in_either_form() {
    let some = ddl("--tables=per*,SITE clinic 1.10.0 mysql");
    assert_eq!(statements(&some, "CREATE TABLE "), 3, "person, site and version_history in {some}");
    assert_eq!(some, ddl("--tables per*,SITE clinic 1.10.0 mysql"));
    assert_eq!(some, ddl("clinic 1.10.0 mysql --tables site --tables=person"));
    assert_eq!(some, ddl("clinic 1.10.0 mysql --tables site --tables person"));
    assert_eq!(some, ddl("--exclude visit clinic 1.10.0 mysql"));
    let both = ddl("-t --tables=person --history none clinic 1.10.0 mysql");
    assert_eq!((statements(&both, "CREATE TABLE "), statements(&both, "CREATE INDEX ")), (1, 0));
}

#[test]
fn options_of_scripts_are_passed_on() {
    let plain = ddl("--history none clinic 1.10.0 mssql");
    assert!(plain.contains("IDENTITY(1,1)"), "{plain}");
    assert!(!ddl("--history none --identity none clinic 1.10.0 mssql").contains("IDENTITY(1,1)"));
    assert!(ddl("--schema cdm clinic 1.10.0 mssql").contains("CREATE TABLE cdm.person ("));
    assert!(ddl("--comments clinic 1.10.0 postgresql").contains("The name in full"));
    assert!(ddl("--if-not-exists clinic 1.10.0 postgresql").contains("CREATE TABLE IF NOT EXISTS person ("));
    let by_definition = ddl("--column-order definition --history none -t clinic 1.10.0 sqlite");
    assert!(by_definition.find("full_name").unwrap() < by_definition.find("born").unwrap(), "{by_definition}");
    assert!(plain.find("born").unwrap() < plain.find("full_name").unwrap());
}

#[test]
fn descriptions_that_are_not_there_are_missed() {
    let ran = run(&["ddl", "--comments", "omop", "4", "sqlite"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.contains(
            "warning: --comments has nothing to write: the source has no descriptions of omop 4.0.0\n\
             help: name a folder of definitions that has them with --source\n"
        ),
        "{}",
        ran.err
    );
    assert_eq!(run(&["ddl", "-q", "--comments", "omop", "4", "sqlite"]).err, "");
    for line in [
        format!("ddl --comments --source {CLINIC} clinic 1.10 sqlite"),
        "ddl -d --comments omop 4 sqlite".to_owned(),
        "ddl omop 4 sqlite".to_owned(),
    ] {
        let ran = run(&line.split(' ').collect::<Vec<_>>());
        assert!(ran.code == 0 && !ran.err.contains("descriptions"), "{line}: {}", ran.err);
    }
}

#[test]
fn the_history_says_where_the_definition_came_from() {
    let embedded = run(&["ddl", "omop", "5.4", "postgresql"]).out;
    let row = embedded.lines().find(|line| line.contains("'omop', '5.4.0', 'catalog-")).expect("a row of history");
    assert!(row.contains(concat!("'", env!("CARGO_PKG_VERSION"), "'")), "{row}");
}

#[test]
fn programs_get_one_object_a_statement() {
    let json: serde_json::Value = serde_json::from_str(&ddl("--format json clinic 1.10.0 postgresql")).unwrap();
    let statements = json.as_array().unwrap();
    assert!(statements.iter().all(|statement| statement["sql"].is_string() && statement["kind"].is_string()));
    assert!(statements.iter().any(|statement| statement["name"] == "fpk_person_site"));
}

#[test]
fn losses_are_noted_beside_the_script() {
    let said = run(&["ddl", "pedsnet", "6.3.0", "mysql"]);
    let quiet = run(&["ddl", "-q", "pedsnet", "6.3.0", "mysql"]);
    assert_eq!(said.out, quiet.out);
    assert_eq!(quiet.err, "");
    assert!(said.err.contains("pedsnet 6.3.0"), "{}", said.err);
}

#[test]
fn what_is_wrong_with_the_files_is_noted_too() {
    let folder = Folder::new();
    let write = |name: &str, text: &str| std::fs::write(folder.path(name), text).unwrap();
    write("models.csv", "model,version,label,description,url\nmine,1.0.0,Mine,,\n");
    write("fields.csv", "model,version,table,field,description\nmine,1.0.0,person,person_id,Who, if known\n");
    write(
        "schema.csv",
        "model,version,table,field,type,length,precision,scale,default\nmine,1.0.0,person,person_id,integer,,,,\n",
    );
    let source = folder.text("");
    let ran = run(&["ddl", "--source", &source, "--history", "none", "mine", "1", "sqlite"]);
    assert_snapshot!(ran.err.replace(&source, ""), @r"
    warning[malformed-row]: 6 cells where the header has 5
     --> fields.csv:2
      |
    2 | mine,1.0.0,person,person_id,Who, if known
      = help: put cells that contain a separator, such as a comma, in quotes

    1 warning in mine 1.0.0
    ");
    assert_snapshot!(ran.out, @r"
    CREATE TABLE person (
    	person_id INTEGER
    );
    ");
    assert_eq!(ran.code, 0);
}

#[test]
fn what_is_not_there_is_told_with_what_was_probably_meant() {
    assert_snapshot!(refused(1, "ddl pedsnte 6.3.0 postgresql"), @r"
    error: no model `pedsnte`
    help: did you mean `pedsnet`? the models are i2b2, i2b2_pedsnet, omop, pcornet, pedsnet, pedsnet-bigint, pedsnet-split
    ");
    assert_snapshot!(refused(1, "ddl omop 5.5 postgresql"), @r"
    error: model `omop` has no version `5.5`
    help: the versions are 4.0.0, 5.0.0, 5.1.0, 5.4.0
    ");
    assert_snapshot!(refused(1, "ddl omop lastest postgresql"), @r"
    error: model `omop` has no version `lastest`
    help: did you mean `latest`? the versions are 4.0.0, 5.0.0, 5.1.0, 5.4.0
    ");
    assert_snapshot!(refused(2, "ddl omop 5.4 postgressql"), @r"
    error: invalid value 'postgressql' for '<DIALECT>'
      [possible values: postgresql, mysql, oracle, mssql, sqlite, mariadb, duckdb, snowflake, bigquery, redshift, databricks, trino]

    help: a similar value exists: 'postgresql'

    For more information, try '--help'.
    ");
    assert!(refused(2, "ddl omop 5.4 SQLServer").contains("help: a similar value exists: 'mssql'"));
    assert!(!refused(2, "ddl omop 5.4 sybase").contains("similar"));
    assert_snapshot!(refused(2, "ddl omop 5.4 postgresql -t person"), @r"
    error: unexpected argument 'person' found

    help: to choose tables, write --tables=person; several are separated by commas

    Usage: dmsa ddl [OPTIONS] <MODEL> <VERSION> <DIALECT>

    For more information, try '--help'.
    ");
    let hint = "help: to choose tables, write --tables=visit;";
    assert!(refused(2, "ddl omop 5.4 postgresql --tables person visit").contains(hint));
    assert!(!refused(2, "ddl omop 5.4 postgresql visit").contains("--tables=visit"));
    assert_snapshot!(refused(2, "ddl omop 5.4 postgresql --history nope"), @r"
    error: invalid value 'nope' for '--history <HOW>'
      [possible values: keep, none]

    help: a similar value exists: 'none'

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(1, "ddl --tables=persn omop 5.4 postgresql"), @r"
    error: no table of omop 5.4.0 matches `persn`
    help: did you mean `person`? `dmsa show omop 5.4.0` lists the tables
    ");
    assert_snapshot!(refused(2, "ddl --exclude=, omop 5.4 postgresql"), @r"
    error: --exclude cannot be `,`
    help: an empty pattern matches no table: write `*` for all of them
    ");
    assert_snapshot!(refused(1, "ddl -n omop 5.4 postgresql"), @"error: PostgreSQL has no such thing as nologging; Oracle has");
    assert_snapshot!(refused(2, "ddl omop postgresql"), @r"
    error: the following required arguments were not provided:
      <DIALECT>

    help: `postgresql` stands where the version belongs: write the version, or `latest`, before it

    Usage: dmsa ddl <MODEL> <VERSION> <DIALECT>

    For more information, try '--help'.
    ");
}

#[test]
fn flags_that_change_nothing_are_told() {
    let told = |line: &str| run(&line.split(" ").collect::<Vec<_>>()).err;
    assert!(told("ddl -xi pedsnet 6.3.0 postgresql").contains("--delete-data ignores elements"));
    for whole in ["-x", "-xt", "-x -tci"] {
        assert_eq!(told(&format!("ddl {whole} pedsnet 6.3.0 postgresql")), "", "{whole}");
    }
    assert!(told("ddl -c pedsnet 6.3.0 sqlite").contains("there is nothing to do: SQLite has constraints"));
    assert!(!told("ddl -ci pedsnet 6.3.0 sqlite").contains("there is nothing to do"));
    let nothing = "there is nothing to do: pedsnet 6.3.0 has none of the chosen elements";
    assert!(told("ddl -nc pedsnet 6.3.0 oracle").contains(nothing));
    assert_snapshot!(told("ddl -d --comments --identity none pedsnet 6.3.0 sqlite"), @r"
    warning: --identity changes nothing: the script creates no tables
    help: leave it out
    warning: --comments changes nothing: the script creates no tables
    help: leave it out
    ");
    let core = told("sqlalchemy --style core --collections pedsnet 6.3.0");
    assert!(
        core.starts_with("warning: --collections changes nothing: plain tables have none\nhelp: leave it out\n"),
        "{core}"
    );
}

/// What the script says nothing about is not told with it either.
#[test]
fn only_what_concerns_the_script_is_told() {
    let told = |line: &str| run(&line.split(' ').collect::<Vec<_>>()).err;
    assert!(told("ddl pedsnet 6.3.0 postgresql").contains("not null on relationship_type_concept_id"));
    for line in ["ddl -i pedsnet 6.3.0 postgresql", "ddl -d pedsnet 6.3.0 postgresql", "ddl -id pedsnet 6.3.0 mysql"] {
        assert_eq!(told(line), "", "{line}");
    }
}

/// A NUL, at which clients cut a line, is refused by whatever writes SQL from a definition, wherever it stands.
#[test]
fn control_characters_are_refused_by_every_command_that_writes_sql() {
    let folder = Folder::new();
    let text = "model = \"m\"\nversion = \"1\"\n[tables.t.fields]\n\
                a = { type = \"string(9)\", values = [\"x\\u0000\"] }\nb = \"integer\"\n";
    std::fs::write(folder.path("m.toml"), text).unwrap();
    std::fs::write(folder.path("t.csv"), "b\n1\n").unwrap();
    let source = folder.text("m.toml");
    for command in ["ddl m 1 sqlite", "migrate m 1 1 sqlite", "checks m 1 sqlite", "load m 1 postgresql t.csv"] {
        let arguments: Vec<_> = command.split(' ').chain(["-q", "--source", &source]).collect();
        let ran = crate::support::run_in(&folder, &arguments);
        let told = "the allowed values of field t.a contains the control character U+0000";
        assert!(ran.code == 1 && ran.out.is_empty() && ran.err.contains(told), "{command}: {ran:?}");
    }
}
