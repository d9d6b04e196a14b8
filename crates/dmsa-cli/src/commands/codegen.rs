//! `dmsa sqlalchemy` and its like: one subcommand for each target of code.

use super::{Outcome, adapt, settings};
use crate::failure::Failure;
use crate::source::{self, Found};
use crate::terminal::Terminal;
use crate::{findings, output};
use clap::{Arg, ArgMatches, Command, value_parser};
use dmsa::codegen::{self, Options, Target};
use std::fs;
use std::path::{Path, PathBuf};

/// Adds the arguments and help of the target that the command is named after.
pub(super) fn define(command: Command) -> Command {
    let Some(target) = codegen::find(command.get_name()) else { return command };
    let command = command
        .after_help(target.notes())
        .args(source::version_arguments())
        .next_help_heading("Writing")
        .args(target.settings().iter().map(settings::argument))
        .args(adapt::arguments(&adapt::ALL))
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE|DIR")
                .value_parser(value_parser!(PathBuf))
                .help(
                    "Write to this file, or to a file named after the model in this folder, instead of standard output",
                ),
        );
    source::arguments(command)
}

/// Writes what the target makes.
pub(super) fn run(target: &dyn Target, matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let options: Options = settings::options(target.settings(), matches)?;
    settings::warn_of(&target.unused_options(&options), terminal);
    // Labels and descriptions are wanted too, not only what scripts need.
    let Found { model, .. } = source::open(matches, terminal)?.whole(text("model"), text("version"))?;
    let model = adapt::adapted(model, &adapt::ALL, matches)?;
    let generated = target.generate(&model, &options)?;
    let title = format!("{} {} for {}", model.name, model.version, target.label());
    findings::note(&generated.diagnostics, &title, terminal);
    let output = matches.get_one::<PathBuf>("output");
    let file = output.map(|path| file(path, &target.file_name(&model))).transpose()?;
    output::write(file.as_deref(), &generated.text, terminal)?;
    Ok(Outcome::Fine)
}

/// The path itself, or the file of this name in it if it is a folder. A path that ends in a separator means a folder, which
/// is created if it does not exist.
fn file(path: &Path, name: &str) -> Result<PathBuf, Failure> {
    if path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
        let failure = |error| Failure::new(format!("cannot create the folder `{}`: {error}", path.display()));
        fs::create_dir_all(path).map_err(failure)?;
    }
    Ok(if path.is_dir() { path.join(name) } else { path.to_owned() })
}
