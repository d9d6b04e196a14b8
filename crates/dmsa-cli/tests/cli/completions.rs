//! `dmsa completions`, and what shells then ask.

use crate::support::{CLINIC, Folder, command, out, refused};
use std::process::Command;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    for shell in SHELLS {
        let script = out(&format!("completions {shell}"));
        assert!(script.contains("DMSA_COMPLETE") && script.contains("dmsa"), "{shell}");
    }
    assert!(refused(2, "completions tcsh").contains("bash"));
}

/// The candidates that fish gets for a command line whose last word is not yet finished.
fn candidates(line: &str) -> Vec<String> {
    let mut command = command();
    command.env("DMSA_COMPLETE", "fish").args(["--", "dmsa"]).args(line.split(' '));
    let told = command.output().unwrap();
    assert_eq!((told.status.code(), told.stderr.as_slice()), (Some(0), &b""[..]), "{line}");
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn models_versions_tables_and_databases_are_completed() {
    assert_eq!(candidates("ddl pcor"), ["pcornet"]);
    assert_eq!(candidates("show omop 5"), ["5.0.0", "5.1.0", "5.4.0"].map(String::from));
    assert_eq!(candidates("ddl omop l"), ["latest"]);
    assert_eq!(candidates("ddl omop 5.4 postg"), ["postgresql"]);
    assert_eq!(candidates("show omop 5.4 visit_o"), ["visit_occurrence"]);
    assert_eq!(candidates("erd omop 5.4 --around visit_o"), ["visit_occurrence"]);
    assert_eq!(candidates("diff pedsnet 6.2.0 6.3"), ["6.3.0"]);
    assert!(candidates("migr").contains(&"migrate".to_owned()));
    assert!(candidates("ddl --if-n").contains(&"--if-not-exists".to_owned()));
}

#[test]
fn a_source_on_this_machine_is_asked_and_no_other() {
    assert_eq!(candidates(&format!("ddl --source {CLINIC} cli")), ["clinic"]);
    assert_eq!(candidates(&format!("show --source={CLINIC} clinic 1.10 per")), ["person"]);
    assert_eq!(candidates("show --source https://192.0.2.1/ pcor"), ["pcornet"]);
    assert_eq!(candidates("show --source ./nothing-here pcor"), ["pcornet"]);
}

#[test]
fn names_that_a_shell_would_run_are_not_offered() {
    let folder = Folder::new();
    let text = "model = \"shop\"\nversion = \"1\"\n[tables.\"a$(touch x)\".fields]\na = \"integer\"\n\
                [tables.\"a;b\".fields]\na = \"integer\"\n[tables.a_c.fields]\na = \"integer\"\n";
    std::fs::write(folder.path("shop.toml"), text).unwrap();
    assert_eq!(candidates(&format!("show --source {} shop 1 a", folder.text("shop.toml"))), ["a_c"]);
}

/// Runs a script in a shell that finds this program on its path, with a home of its own; what the shell says.
fn in_shell(shell: &str, home: &Folder, script: &str) -> Option<String> {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_dmsa"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(shell);
    command.args(["-c", script]).current_dir(home.path("")).env_clear().env("PATH", path).env("HOME", home.path(""));
    let told = match command.env("TERM", "xterm").output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            dmsa_needs::skipped(&format!("completion in {shell}, which is not installed"));
            return None;
        }
        told => told.unwrap(),
    };
    assert!(told.status.success(), "{shell}: {}", String::from_utf8_lossy(&told.stderr));
    Some(String::from_utf8(told.stdout).unwrap())
}

/// Command lines with the cursor at their end, and what they become.
const LINES: [(&str, &str); 5] = [
    ("dmsa ddl pcor", "pcornet"),
    ("dmsa ddl pedsnet 6.3", "6.3.0"),
    ("dmsa ddl pedsnet 6.3 snow", "snowflake"),
    ("dmsa show omop 5.4 visit_o", "visit_occurrence"),
    ("dmsa erd omop 5.4 --around visit_o", "visit_occurrence"),
];

#[test]
fn bash_completes_with_the_script() {
    for (line, completed) in LINES {
        // What bash does at the key: it calls the function that the script registered.
        let script = format!(
            "source <(dmsa completions bash); COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             f=$(complete -p dmsa | sed 's/.*-F \\([^ ]*\\).*/\\1/'); \
             $f dmsa \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let Some(told) = in_shell("bash", &Folder::new(), &script) else { return };
        assert_eq!(told.trim(), completed, "{line}");
    }
}

#[test]
fn fish_completes_with_the_script() {
    let home = Folder::new();
    let install = "mkdir -p ~/.config/fish/completions; dmsa completions fish > ~/.config/fish/completions/dmsa.fish";
    for (line, completed) in LINES {
        let Some(told) = in_shell("fish", &home, &format!("{install}; complete -C '{line}'")) else { return };
        let told: Vec<_> = told.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert_eq!(told, [completed], "{line}");
    }
}

/// A terminal in which zsh reads keys: a line, the tabulator, and a key whose function writes what the line is now.
const ZSH: &str = r#"
mkdir -p .zfunc
dmsa completions zsh > .zfunc/_dmsa
print 'fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit -u
write() { print -r -- "$BUFFER" > written.new; mv written.new written }
zle -N write; bindkey "^Xw" write' > .zshrc
zmodload zsh/zpty
zpty shell zsh -i
zpty -w -n shell "$LINE"$'	w'
for try in {1..1200}; do
    zpty -r -t shell > /dev/null
    [[ -e written ]] && { cat written; exit 0 }
    sleep 0.05
done
exit 1
"#;

#[test]
fn zsh_completes_with_the_script() {
    for (line, completed) in LINES {
        let script = format!("LINE='{line}'\n{ZSH}");
        let Some(told) = in_shell("zsh", &Folder::new(), &script) else { return };
        let before = line.rsplit_once(' ').unwrap().0;
        assert_eq!(told.trim_end(), format!("{before} {completed}"), "{line}");
    }
}
