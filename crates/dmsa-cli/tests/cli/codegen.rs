//! `dmsa sqlalchemy` and `dmsa json-schema`.

use crate::support::{CLINIC, Folder, out, refused, run};
use std::fs;

#[test]
fn modules_go_to_standard_output_a_file_or_a_folder() {
    let folder = Folder::new();
    let module = out(&format!("sqlalchemy -q clinic latest --source {CLINIC}"));
    assert!(module.starts_with("\"\"\"SQLAlchemy models of clinic 1.10.0"), "{module}");
    for place in [folder.text("models.py"), folder.text("")] {
        let ran = run(&["sqlalchemy", "-q", "clinic", "latest", "--source", CLINIC, "-o", &place]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    }
    assert_eq!(folder.names(), ["clinic_1_10_0.py", "models.py"]);
    assert_eq!(fs::read_to_string(folder.path("clinic_1_10_0.py")).unwrap(), module);
    assert_eq!(fs::read_to_string(folder.path("models.py")).unwrap(), module);
    let ran = run(&["sqlalchemy", "-q", "clinic", "latest", "--source", CLINIC, "-o", &folder.text("new/models/")]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(folder.path("new/models/clinic_1_10_0.py")).unwrap(), module);
    let missing =
        run(&["sqlalchemy", "-q", "clinic", "latest", "--source", CLINIC, "-o", &folder.text("no/models.py")]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("there is no folder"), "{}", missing.err);
}

#[test]
fn options_choose_what_is_written() {
    let tables = out("sqlalchemy -q pedsnet 6.3.0 --style core --tables=person --dialect oracle --schema cdm");
    assert!(tables.contains("metadata = MetaData(\n    schema=\"cdm\",\n"));
    assert!(tables.contains("\nperson = Table(\n    \"person\",\n    metadata,\n"));
    assert!(!tables.contains("Base") && !tables.contains("visit"));
    let schema = out("json-schema -q pedsnet 6.3.0 --tables=person");
    assert!(schema.contains("\"https://json-schema.org/draft/2020-12/schema\""));
}

#[test]
fn what_is_left_out_is_told() {
    let ran = run(&["sqlalchemy", "pedsnet", "6.3.0"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("warning[left-out]: not null on relationship_type_concept_id"), "{}", ran.err);
    assert!(ran.err.ends_with("1 warning in pedsnet 6.3.0 for SQLAlchemy\n"), "{}", ran.err);
}

#[test]
fn wrong_options_are_told_with_what_is_right() {
    let error = refused(2, "sqlalchemy pedsnet 6.3.0 --dialect postgres");
    assert!(error.contains("--dialect cannot be `postgres`"), "{error}");
    assert!(error.contains("did you mean `postgresql`?"), "{error}");
    let error = refused(1, "json-schema pedsnet 6.3.0 --tables=persn");
    assert!(error.contains("did you mean `person`?"), "{error}");
}
