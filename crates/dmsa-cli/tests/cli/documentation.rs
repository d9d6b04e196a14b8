//! The documentation: its links lead somewhere, and the commands that it prints work.

use crate::support::{Folder, command, ran};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every page of the project, by its path from the root.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    let mut folders: Vec<PathBuf> = ["docs", "deploy", "python", "fuzz"].map(|name| root().join(name)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.extend(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name)));
    pages.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    pages.into_iter().map(read).collect()
}

/// The files that a page links to.
fn links<'p>(page: &'p Path, text: &'p str) -> impl Iterator<Item = PathBuf> + 'p {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let paths = links.map(|link| link.split_once('#').map_or(link, |(path, _)| path));
    let local = |path: &&str| !path.is_empty() && !path.contains(':') && !path.contains(char::is_whitespace);
    paths.filter(local).map(move |path| page.parent().unwrap().join(path))
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let all = pages.iter().flat_map(|(page, text)| links(page, text).map(move |link| (page, link)));
    let broken: Vec<_> = all.filter(|(_, link)| !link.exists()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_is_two_clicks_away_and_leads_back() {
    let pages = pages();
    let targets = |from: &[PathBuf]| -> Vec<PathBuf> {
        let known = pages.iter().filter(|(page, _)| from.contains(page));
        known.flat_map(|(page, text)| links(page, text).filter_map(|link| link.canonicalize().ok())).collect()
    };
    let one = targets(&[root().join("README.md")]);
    let near: Vec<PathBuf> = targets(&one).into_iter().chain(one.clone()).collect();
    let (docs, start) = (root().join("docs"), root().join("docs/README.md"));
    assert!(pages.len() > 40 && one.contains(&start));
    for (page, text) in pages.iter().filter(|(page, _)| page.starts_with(&docs) && *page != start) {
        assert!(near.contains(page), "{} is more than two clicks away from README.md", page.display());
        let back = [&start, &docs.join("reference/README.md")];
        let leads_back = links(page, text).any(|link| link.canonicalize().is_ok_and(|link| back.contains(&&link)));
        assert!(leads_back, "{} does not lead back", page.display());
    }
}

/// The commands printed in blocks of code and in tables, each without what follows it: a pipe, a comment, a redirection.
fn printed_commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        let line = line.replace("\\|", "|");
        let code = if in_block || line.starts_with("    ") {
            line.trim_start().trim_start_matches("$ ").strip_prefix("dmsa ")
        } else {
            line.strip_prefix('|')
                .and_then(|cells| cells.split_once("`dmsa "))
                .and_then(|(_, rest)| rest.split('`').next())
        };
        commands.extend(code.map(words));
    }
    commands
}

/// The words of a shell's command line up to the first operator or comment; quoted words lose their quotes. In help texts
/// two spaces separate a command from its explanation.
fn words(line: &str) -> Vec<String> {
    let line = line.split_once("  ").map_or(line, |(command, _)| command);
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, '|' | '>' | '&' | ';') => break,
            (None, '#') if word.is_none() => break,
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Whether a command can be run as it stands: it neither serves for ever, nor needs another machine, nor is a pattern.
fn can_run(words: &[String]) -> bool {
    let is_pattern = |word: &String| word.contains(['<', '…', '[', '$']) || word.contains("example.org");
    let waits = ["serve", "healthcheck"];
    words.first().is_some_and(|first| !waits.contains(&first.as_str())) && !words.iter().any(is_pattern)
}

/// Puts the folders that examples name into a folder: `my-models` and its like.
fn examples(folder: &Folder) {
    let clinic =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(crate::support::CLINIC).join("1.0.0.toml"));
    let clinic = clinic.unwrap();
    for name in ["my-models", "my-model"] {
        fs::create_dir(folder.path(name)).unwrap();
        for version in ["1.0.0", "2.0.0"] {
            let text = clinic.replacen("model = \"clinic\"", "model = \"mine\"", 1);
            let text = text.replacen("version = \"1.0.0\"", &format!("version = \"{version}\""), 1);
            fs::write(folder.path(&format!("{name}/{version}.toml")), text).unwrap();
        }
    }
    let pcornet = root().join("catalog/pcornet/5.0.0.toml");
    fs::create_dir(folder.path("data-models")).unwrap();
    fs::copy(pcornet, folder.path("data-models/pcornet.toml")).unwrap();
    fs::write(folder.path("clinic-2.1.sql"), "CREATE TABLE person (person_id INTEGER PRIMARY KEY);\n").unwrap();
    let omop = folder.path("CommonDataModel/inst/csv");
    fs::create_dir_all(&omop).unwrap();
    fs::copy(root().join("catalog/omop/5.4.0.toml"), omop.join("omop.toml")).unwrap();
}

#[test]
fn every_printed_command_runs() {
    let mut count = 0;
    for (page, text) in pages() {
        let folder = Folder::new();
        examples(&folder);
        // Files to check and to load, unless the page itself makes them.
        if text.contains("dmsa load") && !text.contains("-o data") {
            let made = command().current_dir(folder.path("")).args(["sample", "omop", "5.4", "-o", "data"]).output();
            assert_eq!(ran(made.unwrap()).code, 0);
        }
        for words in printed_commands(&text).into_iter().filter(|words| can_run(words)) {
            // A single file holds one version: the one that the command asks for.
            let version = if words.iter().any(|word| word == "2.0.0") { "2.0.0" } else { "1.0.0" };
            fs::copy(folder.path(&format!("my-models/{version}.toml")), folder.path("mine.toml")).unwrap();
            let ran = ran(command().current_dir(folder.path("")).args(&words).output().unwrap());
            // A check that finds errors has done its work.
            let expected = match words[0].as_str() {
                "check" | "validate" => [0, 1],
                "diff" if words.iter().any(|word| word == "--exit-code") => [0, 3],
                _ => [0, 0],
            };
            assert!(expected.contains(&ran.code), "{}: dmsa {}\n{}", page.display(), words.join(" "), ran.err);
            count += 1;
        }
    }
    assert!(count > 40, "only {count} commands were found");
}

/// Pages name programs of this repository, which must be there.
#[test]
fn every_named_program_is_in_the_repository() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let mut manifests = Vec::new();
    for folder in ["crates", "tests", "bench", "deploy", "fuzz", "."] {
        let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        manifests.extend(entries.filter(|path| path.join("Cargo.toml").exists()));
    }
    manifests.extend([root(), root().join("fuzz"), root().join("bench")]);
    let is_target = |folder: &str, name: &str| {
        manifests.iter().any(|path| {
            let path = path.join(folder).join(name);
            path.is_dir() || path.with_extension("rs").exists()
        })
    };
    let mut missing = Vec::new();
    for (page, text) in pages() {
        for line in text.lines().filter(|line| !page.ends_with("CHANGELOG.md") && !line.contains('<')) {
            let words: Vec<&str> =
                line.split(|c: char| c.is_whitespace() || c == '`').filter(|word| !word.is_empty()).collect();
            for pair in words.windows(2) {
                let found = match pair {
                    ["--example", name] => is_target("examples", name),
                    ["--bench", name] => is_target("benches", name) || is_target("benchmarks", name),
                    ["make", name] if line.contains(&format!("`make {name}")) || line.starts_with("make") => makefile
                        .lines()
                        .any(|line| line.starts_with(&format!("{}:", name.trim_end_matches(['.', ','])))),
                    _ => continue,
                };
                if !found {
                    missing.push(format!("{}: {}", page.display(), pair.join(" ")));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Pages name tests, which must be there: a filter that no test matches runs nothing and passes.
#[test]
fn every_named_test_exists() {
    let mut missing = Vec::new();
    let mut count = 0;
    for (page, text) in pages() {
        for command in text.split("cargo test ").skip(1) {
            let command = command.split(['`', '\n']).next().unwrap_or_default();
            let mut words = command.split_whitespace().take_while(|word| *word != "--").peekable();
            let (mut package, mut program, mut filter) = (None, None, None);
            while let Some(word) = words.next() {
                match word {
                    "-p" => package = words.next(),
                    "--test" => program = words.next(),
                    word if word.starts_with('-') => {}
                    word => filter = Some(word),
                }
            }
            let (Some(package), Some(filter)) = (package, filter) else { continue };
            count += 1;
            if !tests(package, program).iter().any(|test| test.contains(filter)) {
                missing.push(format!("{}: cargo test {command}", page.display()));
            }
        }
    }
    let security = fs::read_to_string(root().join("docs/security.md")).unwrap();
    for span in security.split('`') {
        let (package, program, filter) = match span.split_once(' ') {
            Some(("web", filter)) => ("dmsa-cli", Some("web"), filter),
            Some(("dmsa-web", filter)) => ("dmsa-web", None, filter),
            _ => continue,
        };
        let filter = filter.trim_end_matches('…');
        count += 1;
        if !filter.contains(' ') && !tests(package, program).iter().any(|test| test.contains(filter)) {
            missing.push(format!("docs/security.md: {span}"));
        }
    }
    assert!(missing.is_empty(), "no test matches:\n{}", missing.join("\n"));
    assert!(count > 20, "only {count} commands with a filter were found");
}

/// The tests of a package, or of one of its test programs, by their paths, as far as the files tell: `source::budget::f`.
fn tests(package: &str, program: Option<&str>) -> Vec<String> {
    let package = if package == "dmsa-proof" { root().join("tests") } else { root().join("crates").join(package) };
    let source = match program {
        _ if package.ends_with("tests") => package,
        Some(_) => package.join("tests"),
        None => package.join("src"),
    };
    let mut found = Vec::new();
    let mut files = vec![(source, Vec::new())];
    while let Some((path, module)) = files.pop() {
        for entry in fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()) {
            let stem = entry.file_stem().unwrap().to_string_lossy().into_owned();
            let is_itself = matches!(stem.as_str(), "main" | "mod" | "lib") || Some(stem.as_str()) == program;
            let inner = if is_itself { module.clone() } else { [&module[..], &[stem]].concat() };
            if entry.is_dir() {
                files.push((entry, inner));
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(entry).unwrap();
                let names = text.split("\n    fn ").chain(text.split("\nfn ")).chain(text.split("async fn ")).skip(1);
                let names = names.filter_map(|rest| rest.split('(').next());
                found.extend(names.map(|name| format!("{}::{name}", inner.join("::"))));
            }
        }
    }
    found
}

#[test]
fn words_are_those_of_a_shell() {
    assert_eq!(words("ddl --tables='a*,b' m 1 mysql | mysql db"), ["ddl", "--tables=a*,b", "m", "1", "mysql"]);
    assert_eq!(words("models   # what there is"), ["models"]);
    assert_eq!(words("check --source a#b \"c d\" && x"), ["check", "--source", "a#b", "c d"]);
}
