//! The settings of the web service, from its file, the environment and options.

use crate::failure::Failure;
use clap::{Arg, ArgMatches, value_parser};
use dmsa::source::bounded;
use dmsa_web::settings::{SETTINGS, Setting, Settings};
use std::path::{Path, PathBuf};

const FILE: &str = "config";
/// The largest file of settings that is read.
const MAX_FILE: u64 = 1 << 20;

/// Options for the file, and for the settings that are wanted.
pub(super) fn arguments(is_wanted: fn(&Setting) -> bool) -> impl Iterator<Item = Arg> {
    let file = Arg::new(FILE)
        .long(FILE)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("A file with settings, one `name = value` a line");
    let wanted = SETTINGS.iter().filter(move |setting| is_wanted(setting));
    [file].into_iter().chain(wanted.map(|setting| {
        let help = format!("{} [default: {}]", setting.about, setting.default);
        Arg::new(setting.name).long(setting.name).value_name(setting.value).help(help)
    }))
}

/// The settings of the file, the environment and the command line, each over the ones before it.
pub(super) fn settings(matches: &ArgMatches) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if let Some(path) = matches.get_one::<PathBuf>(FILE) {
        let text = bounded(path, MAX_FILE)
            .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
            .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))?;
        read_file(path, &text, &mut settings)?;
    }
    for setting in SETTINGS {
        if let Some(value) = std::env::var_os(setting.variable()) {
            let value = value.to_string_lossy();
            set(setting, &value, &setting.variable(), &mut settings)?;
        }
    }
    for setting in SETTINGS {
        // Not every command has an option for every setting.
        if let Ok(Some(value)) = matches.try_get_one::<String>(setting.name) {
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
