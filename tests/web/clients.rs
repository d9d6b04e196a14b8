//! Programs in other languages that use the service as those that exist do: see `tests/web/clients`.

use crate::service;
use dmsa::model::Model;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn client(command: &[&str]) -> Option<BTreeSet<String>> {
    let (program, arguments) = command.split_first().expect("a command");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/clients");
    let cache = std::env::temp_dir().join("dmsa-go");
    let output = Command::new(program).args(arguments).current_dir(folder).env("GOCACHE", cache).output();
    let Ok(Output { status, stdout, stderr }) = output else {
        dmsa_needs::skipped(&format!(
            "{program} is not installed (scripts/install-web-tools), so a test checked NOTHING"
        ));
        return None;
    };
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    Some(String::from_utf8_lossy(&stdout).lines().map(str::to_owned).collect())
}

fn model(name: &str, version: &str) -> Model {
    dmsa::source::embedded::find(name, version).expect("it is embedded")
}

#[test]
fn a_client_in_python_takes_definitions() {
    let url = format!("http://{}/", service());
    for (name, version) in [("pedsnet", "5.8.0"), ("omop", "5.0.0"), ("pcornet", "5.0.0")] {
        let Some(told) = client(&["python3", "schema.py", &url, name, version]) else { return };
        let model = model(name, version);
        assert!(told.contains(&format!("revision {}", dmsa::source::embedded::revision())), "{told:?}");
        assert!(told.contains(&format!("release {}", model.release.level)), "{told:?}");
        for table in &model.tables {
            let start = format!("table {} {} ", table.name, table.fields.len());
            assert!(told.iter().any(|line| line.starts_with(&start)), "{start} in {told:?}");
        }
        let references: usize = told.iter().map(|line| line.matches('>').count()).sum();
        assert!(references > 0 && references <= model.references.len(), "{references}");
    }
    let told = client(&["python3", "schema.py", &url, "omop", "5.0.0"]).expect("it ran before");
    let death = "table death 6  cause_concept_id>concept.concept_id,cause_source_concept_id>concept.concept_id,\
                 death_type_concept_id>concept.concept_id,person_id>person.person_id";
    assert!(told.contains(death), "{told:?}");
}

#[test]
fn a_client_in_go_takes_scripts_apart() {
    let url = format!("http://{}/", service());
    let Some(told) = client(&["go", "run", "scripts.go", &url, "pedsnet", "5.8.0"]) else { return };
    let model = model("pedsnet", "5.8.0");
    for table in &model.tables {
        for kind in ["ddl/tables", "drop/tables"] {
            assert!(told.contains(&format!("{kind} {}", table.name)), "{kind} {}", table.name);
        }
    }
    let of = |kind: &str| told.iter().filter(|line| line.starts_with(kind)).count();
    // A reference to a table without a key is left out, and so is an index that the key has already.
    assert!(of("ddl/indexes ") * 10 > model.indexes.len() * 9, "{} of {}", of("ddl/indexes "), model.indexes.len());
    assert_eq!(of("ddl/indexes "), of("drop/indexes "));
    assert_eq!(of("ddl/constraints "), of("drop/constraints "));
}
