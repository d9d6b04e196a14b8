//! The `dmsa` command; see the library of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(dmsa_cli::run(std::env::args_os()))
}
