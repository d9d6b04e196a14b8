//! The scripts that make shells ask the program for candidates.

use clap_complete::env::Shells;

/// The environment variable by which the script of a shell asks for candidates.
pub(crate) const VARIABLE: &str = "DMSA_COMPLETE";

/// The name of the program, as shells know it.
const PROGRAM: &str = "dmsa";

/// Where zsh loads the script as a function when it is first asked, that call must be answered, too.
const ZSH: &str = "\nif [[ $funcstack[1] == _dmsa ]]; then _clap_dynamic_completer_dmsa \"$@\"; fi\n";

/// The shells that can be completed in.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let names: Vec<_> = Shells::builtins().names().collect();
    names.into_iter()
}

/// The script that makes a shell ask this program.
pub(crate) fn script(shell: &str) -> Option<String> {
    let shells = Shells::builtins();
    let mut script = Vec::new();
    shells.completer(shell)?.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script).ok()?;
    let script = String::from_utf8(script).ok()?;
    Some(if shell == "zsh" { script + ZSH } else { script })
}
