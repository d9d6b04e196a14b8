//! `dmsa migrate`.

use crate::support::{refused, run};

fn out(line: &str) -> String {
    let ran = run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn what_is_gone_stays_unless_it_may_go() {
    let script = out("migrate pcornet 6.1 7.0 postgresql");
    assert!(script.starts_with("-- From pcornet 6.1.0 to pcornet 7.0.0 on PostgreSQL\n"), "{script}");
    assert!(!script.contains("DROP TABLE") && !script.contains("DROP COLUMN"), "{script}");
    assert!(script.contains("-- Kept: "), "{script}");
    let script = out("migrate --allow drop-field,drop-table pcornet 6.1 7.0 postgresql");
    assert!(script.contains("DROP COLUMN") && !script.contains("-- Kept: "), "{script}");
}

#[test]
fn the_history_is_written_last_or_not_at_all() {
    let script = out("migrate pcornet 3.0 3.1 mysql");
    assert!(script.trim_end().lines().last().unwrap().contains("'migrate from 3.0.0'"), "{script}");
    assert!(!out("migrate --history none pcornet 3.0 3.1 mysql").contains("version_history"));
}

#[test]
fn nothing_to_do_is_said() {
    let script = out("migrate --history none pcornet 3.1 3.1 oracle");
    assert!(script.contains("-- Nothing to do: the structure is the same\n"), "{script}");
}

#[test]
fn programs_get_steps_with_their_risks() {
    let steps: serde_json::Value = serde_json::from_str(&out("migrate --format json pcornet 3.0 3.1 mssql")).unwrap();
    let steps = steps.as_array().unwrap();
    assert!(steps.iter().all(|step| step["risk"].is_string() && step["sql"].is_array()));
}

#[test]
fn wrong_words_are_refused() {
    assert!(refused(2, "migrate --allow drop pcornet 3.0 3.1 mysql").contains("drop-table"));
    assert!(refused(2, "migrate pcornet 3.0 mysql").contains("<DIALECT>"));
    assert!(refused(1, "migrate pcornet 3.0 9.9 mysql").contains("no version `9.9`"));
}
