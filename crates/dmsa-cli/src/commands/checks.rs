//! `dmsa checks`: the checks of a model as SQL.

use super::{Outcome, Subcommand, dialect};
use crate::failure::Failure;
use crate::terminal::Terminal;
use crate::{output, source};
use clap::{Arg, ArgMatches, Command, value_parser};
use dmsa::ddl::refuse_control_characters;
use dmsa_data::Rules;
use dmsa_data::sql::Checks;
use std::path::PathBuf;

pub(super) const SUBCOMMAND: Subcommand =
    Subcommand { name: "checks", about: "Write SQL that checks the data in a database", define, run };

const NOTES: &str = "\
Each statement gives rows of check_name, table_name, field_name, failures and row_count: counts, and no value of any row. \
`dmsa validate --from-results` judges them.

Examples:
  dmsa checks pedsnet 6.3.0 postgresql | psql -q --csv -v ON_ERROR_STOP=1 mydb > results.csv
  dmsa checks omop 5.4 sqlite | sqlite3 -bail -csv -header my.db > results.csv
  dmsa validate --from-results results.csv omop 5.4";

fn define(command: Command) -> Command {
    let command = command
        .after_help(NOTES)
        .args(source::version_arguments())
        .arg(dialect::argument())
        .arg(Arg::new("schema").long("schema").value_name("NAME").help("The schema that the tables are in"))
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
    let dialect = dialect::chosen(matches)?;
    let found = source::open(matches, terminal)?.find(text("model"), text("version"))?;
    refuse_control_characters(&found.model)?;
    let rules = Rules::new(&found.model);
    let schema = matches.get_one::<String>("schema").map(String::as_str);
    let script = Checks::new(&rules, dialect, schema).script();
    output::write(matches.get_one::<PathBuf>("output").map(PathBuf::as_path), &script, terminal)?;
    Ok(Outcome::Fine)
}
