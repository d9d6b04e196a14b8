//! `dmsa serve`: the web service.

use super::{Outcome, Subcommand};
use crate::failure::Failure;
use crate::source;
use crate::terminal::Terminal;
use clap::{Arg, ArgMatches, Command, value_parser};
use dmsa_web::settings::{SETTINGS, Setting, Settings};
use std::path::{Path, PathBuf};

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

const FILE: &str = "config";

fn define(command: Command) -> Command {
    let file = Arg::new(FILE)
        .long(FILE)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("A file with settings, one `name = value` a line");
    let command = command.after_help(NOTES).arg(file).args(with_flag().map(|setting| {
        let help = format!("{} [default: {}]", setting.about, setting.default);
        Arg::new(setting.name).long(setting.name).value_name(setting.value).help(help)
    }));
    source::arguments(command)
}

/// The settings that can be given as options.
fn with_flag() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|setting| !setting.secret)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let settings = settings(matches)?;
    let sources = source::supplies(matches, terminal)?;
    let told = |serving: &dmsa_web::Serving| {
        terminal.tell(&format!("serving {} at http://{}/\n", serving.what, serving.address));
    };
    dmsa_web::serve(settings, sources, told).map_err(|error| {
        let failure = Failure::new(&error);
        match error {
            dmsa_web::ServeError::Listen { .. } => failure.help("choose another address with --host and --port"),
            dmsa_web::ServeError::System(_) => failure,
        }
    })?;
    Ok(Outcome::Fine)
}

/// The settings of the file, the environment and the command line, each over the ones before it.
fn settings(matches: &ArgMatches) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if let Some(path) = matches.get_one::<PathBuf>(FILE) {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))?;
        read_file(path, &text, &mut settings)?;
    }
    for setting in SETTINGS {
        if let Some(value) = std::env::var_os(setting.variable()) {
            let value = value.to_string_lossy();
            set(setting, &value, &setting.variable(), &mut settings)?;
        }
    }
    for setting in with_flag() {
        if let Some(value) = matches.get_one::<String>(setting.name) {
            set(setting, value, &format!("--{}", setting.name), &mut settings)?;
        }
    }
    Ok(settings)
}

fn read_file(path: &Path, text: &str, settings: &mut Settings) -> Result<(), Failure> {
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}:{}", path.display(), number + 1);
        let pair = line.split_once('=').map(|(name, value)| (name.trim(), value.trim().trim_matches('"')));
        let (name, value) = pair.ok_or_else(|| Failure::usage(format!("{place}: expected `name = value`")))?;
        let setting = Setting::find(name).ok_or_else(|| {
            let failure = Failure::usage(format!("{place}: there is no setting `{name}`"));
            match dmsa::suggest::suggest(name, SETTINGS.iter().map(|setting| setting.name)) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help("`dmsa help serve` lists them"),
            }
        })?;
        set(setting, value, &format!("{place}: {name}"), settings)?;
    }
    Ok(())
}

fn set(setting: &Setting, value: &str, place: &str, settings: &mut Settings) -> Result<(), Failure> {
    let shown = if setting.secret { "what it is set to" } else { value };
    setting
        .set(settings, value)
        .map_err(|expected| Failure::usage(format!("{place} cannot be `{shown}`")).help(expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let mut settings = Settings::default();
        read_file(Path::new("dmsa.conf"), text, &mut settings)
            .map(|()| settings)
            .map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn files_hold_settings() {
        let settings = read("# ours\nport = 80\n\nprefix = \"/dmsa/\"\nwebhook-secret=s3=cret\n").unwrap();
        assert_eq!((settings.port, settings.prefix.as_str()), (80, "/dmsa"));
        assert_eq!(settings.webhook_secret, "s3=cret");
    }

    #[test]
    fn mistakes_in_files_are_told_with_their_line() {
        assert!(read("port = 80\nprot = 81").unwrap_err().contains("dmsa.conf:2: there is no setting `prot`"));
        assert!(read("\nport").unwrap_err().contains("dmsa.conf:2: expected"));
        assert!(read("port = x").unwrap_err().contains("dmsa.conf:1: port cannot be `x`"));
    }
}
