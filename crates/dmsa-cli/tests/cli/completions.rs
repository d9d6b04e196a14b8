//! `dmsa completions`.

use crate::support::{out, refused};

#[test]
fn every_shell_gets_a_script_that_knows_commands_and_dialects() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = out(&format!("completions {shell}"));
        assert!(script.contains("convert") && script.contains("if-not-exists"), "{shell}");
    }
    assert!(out("completions bash").contains("postgresql"));
    assert!(refused(2, "completions tcsh").contains("bash"));
}
