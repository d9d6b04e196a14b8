//! Programs in other languages that use the service as those that exist do: see `tests/web/clients`.

use crate::service;
use dmsa::model::Model;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
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

/// Makes the original do something: what it says; `None`, loudly, where there is none. No registry has a Python for it, so that
/// this is no failure in continuous integration.
fn original(arguments: &[&str]) -> Option<BTreeSet<String>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../target/web/original"].iter().collect();
    if !folder.join("complete").is_file() {
        let why = "SKIPPED: the original is not installed (scripts/install-web-tools), so a test checked NOTHING\n";
        std::io::stderr().write_all(why.as_bytes()).expect("somebody listens");
        return None;
    }
    let output = Command::new(folder.join("python"))
        .args(["-B", "-W", "ignore"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("web/clients/original.py"))
        .args(arguments)
        .env("PYTHONPATH", folder.join("packages"))
        .output()
        .expect("the original runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
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

/// What the client in Go finds in the scripts of these versions.
fn scripts_in_go(query: &str, versions: &[String]) -> Option<BTreeSet<String>> {
    let url = format!("http://{}/", service());
    let mut command = vec!["go", "run", "scripts.go", &url, query];
    command.extend(versions.iter().map(String::as_str));
    client(&command)
}

#[test]
fn a_client_in_go_takes_scripts_apart() {
    let Some(told) = scripts_in_go("", &["pedsnet/5.8.0".to_owned()]) else { return };
    let model = model("pedsnet", "5.8.0");
    for table in &model.tables {
        for kind in ["ddl/tables", "drop/tables"] {
            assert!(told.contains(&format!("pedsnet/5.8.0 {kind} {}", table.name)), "{kind} {}", table.name);
        }
    }
    let of = |kind: &str| told.iter().filter(|line| line.starts_with(&format!("pedsnet/5.8.0 {kind} "))).count();
    // A reference to a table without a key is left out, and so is an index that the key has already.
    assert!(of("ddl/indexes") * 10 > model.indexes.len() * 9, "{} of {}", of("ddl/indexes"), model.indexes.len());
    assert_eq!(of("ddl/indexes"), of("drop/indexes"));
    assert_eq!(of("ddl/constraints"), of("drop/constraints"));
}

/// The client's loop over all versions. It does not know unique indexes, which 7 versions have: `docs/differences.md`.
#[test]
fn a_client_in_go_takes_every_version_apart() {
    let entries = dmsa::source::embedded::entries();
    let versions: Vec<String> = entries.iter().map(|entry| format!("{}/{}", entry.name, entry.version)).collect();
    for (query, stopped) in [("", 7), ("?unique-indexes=constraint", 0), ("?unique-indexes=plain", 0)] {
        let Some(told) = scripts_in_go(query, &versions) else { return };
        for version in &versions {
            assert!(told.iter().any(|line| line.starts_with(&format!("{version} ddl/tables "))), "{version}{query}");
        }
        let lost: BTreeSet<&str> =
            told.iter().filter_map(|line| line.split_once(" not understood: ")).map(|l| l.0).collect();
        assert_eq!(lost.len(), stopped, "{query}: {lost:?}");
        assert!(
            told.iter().filter(|line| line.contains(" not understood: ")).all(|line| line.contains("UNIQUE INDEX"))
        );
    }
}

/// The original itself writes from our definitions what it writes from those of the data models service.
#[test]
fn the_original_takes_definitions() {
    let url = format!("http://{}/", service());
    let folder = dmsa_needs::shared("service-json");
    for (name, version, document) in [("omop", "5.0.0", Some("schemata_omop_5.0.0.json")), ("pcornet", "3.1.0", None)] {
        let path = folder.as_ref().zip(document).map(|(folder, file)| folder.join(file).display().to_string());
        let arguments: Vec<&str> = [&url, name, version].into_iter().chain(path.as_deref()).collect();
        let Some(told) = original(&arguments) else { return };
        let of = |kind: &str| told.iter().filter(|line| line.starts_with(kind)).count();
        assert_eq!((of("script "), of("page ")), (16, 5), "{told:?}");
    }
}
