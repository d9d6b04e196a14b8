//! `dmsa load`: a script that loads a folder of files.

use super::{Outcome, Subcommand, dialect};
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::{output, source};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use dmsa::ddl::refuse_control_characters;
use dmsa_data::load::{self, PHASES};
use dmsa_data::{Inputs, Rules};
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "load", about: "Write the script that loads data files into a database", define, run };

const NOTES: &str = "\
The script uses the database's own loader, and is for the database's own client, on the machine that has the files. The tables \
must be there: `dmsa ddl` creates them. All rows are loaded in one transaction, or none.

Examples:
  dmsa load omop 5.4 postgresql data | psql -q mydb
  dmsa load omop 5.4 sqlite data | sqlite3 my.db
  dmsa load omop 5.4 mysql data | mysql --local-infile=1 mydb
  dmsa load --phase counts omop 5.4 postgresql data | psql --csv -v ON_ERROR_STOP=1 mydb";

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(dialect::argument())
        .arg(Arg::new("path").value_name("PATH[:TABLE]").required(true).num_args(1..).help("Folders or files of CSV"))
        .arg(Arg::new("schema").long("schema").value_name("NAME").help("The schema that the tables are in"))
        .arg(
            Arg::new("phase")
                .long("phase")
                .value_name("PHASE")
                .action(ArgAction::Append)
                .value_parser(PHASES.map(|(name, _)| name))
                .help("Only this phase; may be repeated [default: all]"),
        )
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write to this file instead of standard output"),
        );
    source::arguments(command)
}

fn run(matches: &ArgMatches, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let several = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect::<Vec<_>>();
    let dialect = dialect::chosen(matches)?;
    let found = source::open(matches, terminal)?.find(text("model"), text("version"))?;
    refuse_control_characters(&found.model)?;
    let rules = Rules::new(&found.model);
    let inputs = Inputs::find(&several("path")).map_err(Failure::new)?;
    let wanted = several("phase");
    let phases: Vec<_> = PHASES
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name))
        .map(|(_, phase)| *phase)
        .collect();
    let schema = matches.get_one::<String>("schema").map(String::as_str);
    let script = load::script(&rules, &inputs, dialect, schema, &phases).map_err(Failure::new)?;
    output::write(matches.get_one::<PathBuf>("output").map(PathBuf::as_path), &script, terminal)?;
    Ok(Outcome::Fine)
}
