//! `dmsa serve`: the web service.

use super::{Outcome, Subcommand, service};
use crate::failure::Failure;
use crate::source;
use crate::terminal::Terminal;
use clap::{ArgMatches, Command};
use std::io::ErrorKind;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "serve", about: "Serve scripts, diagrams and pages on the web", define, run };

const NOTES: &str = "\
Every option can also be set in the environment (`--head-timeout` is DMSA_HEAD_TIMEOUT) or in FILE, one `name = value` a \
line. An option goes before the environment, and that before the file. DMSA_WEBHOOK_SECRET has no option: it would be \
seen in the list of processes.

SIGTERM stops the service gently, SIGINT at once; SIGHUP makes it read its sources again.

Examples:
  dmsa serve                                   the embedded catalog, at http://127.0.0.1:5000/
  dmsa serve --host 0.0.0.0 --port 80 --source ./data-models
  dmsa serve --prefix /dmsa --source https://data-models-service.example.org/ --state /var/lib/dmsa";

fn define(command: Command) -> Command {
    let command = command.after_help(NOTES).args(service::arguments(|setting| !setting.secret));
    source::arguments(command)
}

fn run(matches: &ArgMatches, _terminal: &Terminal) -> Result<Outcome, Failure> {
    let settings = service::settings(matches)?;
    let sources = source::locations(matches)?;
    // The log of the service says where it listens.
    dmsa_web::serve(settings, sources, |_| {}).map_err(|error| {
        let failure = Failure::new(&error);
        match error {
            dmsa_web::ServeError::Listen { error, .. } if error.kind() == ErrorKind::PermissionDenied => failure
                .help("ports below 1024 take rights that this user lacks: choose another with --port or DMSA_PORT"),
            dmsa_web::ServeError::Listen { .. } => failure.help("choose another address with --host and --port"),
            dmsa_web::ServeError::System(_) => failure,
        }
    })?;
    Ok(Outcome::Fine)
}
