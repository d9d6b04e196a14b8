//! `dmsa diff`.

use crate::support::{CLINIC, Folder, out, refused, run};

#[test]
fn versions_are_compared_and_short_forms_understood() {
    let text = out("diff pcornet 3.0 3.1");
    assert!(text.starts_with("pcornet 3.0.0 → 3.1.0: "), "{text}");
    let markdown = out("diff --format markdown pcornet 3 latest");
    assert!(markdown.starts_with("# pcornet 3.0.0 → 7.0.0\n"), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&out("diff --format json pcornet 3.0 3.1")).unwrap();
    assert_eq!((&json["before"]["version"], &json["structure"]), (&"3.0.0".into(), &true.into()));
    assert!(json["changes"].as_array().unwrap().iter().all(|change| change["table"].is_string()));
}

#[test]
fn renamings_are_followed_from_the_first_version_to_the_last() {
    let text = out("diff pcornet 2.0 7.0");
    assert!(text.contains("table renamed from procedure\n"), "{text}");
    let text = out("diff pedsnet 1.0 6.3");
    assert!(text.contains("field cause_concept_id renamed from cause_of_death_concept_id"), "{text}");
    let back = out("diff pedsnet 6.3 1.0");
    assert!(back.contains("field cause_of_death_concept_id renamed from cause_concept_id"), "{back}");
}

#[test]
fn the_exit_code_tells_of_differences_only_when_asked() {
    let same = out("diff --exit-code pcornet 3.0 3.0");
    assert_eq!(same, "pcornet 3.0.0 → 3.0.0: NOTHING CHANGED\n");
    let code = |line: &str| run(&line.split(' ').collect::<Vec<_>>()).code;
    assert_eq!(code("diff pcornet 3.0 3.1"), 0);
    assert_eq!(code("diff --exit-code pcornet 3.0 3.1"), 3);
    assert_eq!(code("diff --exit-code pcornet 3.0 9.9"), 1);
    assert_eq!(code("diff --exit-code pcornet 3.0"), 2);
}

#[test]
fn models_and_sources_are_compared() {
    let text = out("diff pedsnet-bigint 3.5 pedsnet/3.5");
    assert!(text.starts_with("pedsnet-bigint 3.5.0 → pedsnet 3.5.0: "), "{text}");
    let text = out(&format!("diff --source {CLINIC} clinic 1.0 1.10"));
    assert!(text.starts_with("clinic 1.0.0 → 1.10.0: "), "{text}");
    assert!(refused(1, "diff pedsnet 6.3 omob/5.4").contains("omop"));
}

#[test]
fn a_file_is_written() {
    let folder = Folder::new();
    assert_eq!(out(&format!("diff -o {} pcornet 3.0 3.1", folder.text("diff.txt"))), "");
    assert_eq!(std::fs::read_to_string(folder.path("diff.txt")).unwrap(), out("diff pcornet 3.0 3.1"));
}
