use super::*;
use std::fs;

/// A folder that is removed in the end.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dmsa-{name}-{}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

const MODELS: &str = "model,version,label,description,url\n";

#[test]
fn paths_in_diagnostics_begin_as_the_root_was_given() {
    let scratch = Scratch::new("paths");
    scratch.write("v1/models.csv", &format!("{MODELS}a,1,,,\n"));
    scratch.write("v1/deep/odd.csv", "what,is,this\n");
    scratch.write(".git/odd.csv", "what,is,this\n");
    let loaded = read(&[&scratch.0]).unwrap();
    let origins: Vec<_> = loaded.diagnostics.iter().map(|found| found.origin.to_string()).collect();
    assert_eq!(origins, [format!("{}/v1/deep/odd.csv:1", scratch.0.display())]);
    assert_eq!(loaded.catalog.models[0].name, "a");
}

#[test]
#[cfg(unix)]
fn link_loops_end_and_broken_links_are_reported() {
    let scratch = Scratch::new("loops");
    scratch.write("v1/models.csv", &format!("{MODELS}a,1,,,\n"));
    std::os::unix::fs::symlink(&scratch.0, scratch.0.join("v1/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", scratch.0.join("gone.csv")).unwrap();
    let loaded = read(&[&scratch.0, &scratch.0.join("v1")]).unwrap();
    assert_eq!(loaded.catalog.models.len(), 1);
    let codes: Vec<_> = loaded.diagnostics.iter().map(|found| found.code.name).collect();
    assert_eq!(codes, ["unreadable-file"]);
}

#[test]
fn the_earlier_root_wins() {
    let scratch = Scratch::new("roots");
    scratch.write("z/models.csv", &format!("{MODELS}a,1,first,,\n"));
    scratch.write("b/models.csv", &format!("{MODELS}a,1,second,,\n"));
    let loaded = read(&[&scratch.0.join("z"), &scratch.0.join("b")]).unwrap();
    assert_eq!(loaded.catalog.models[0].label, "first");
    assert_eq!(loaded.diagnostics[0].code.name, "duplicate-definition");
}

#[test]
fn nothing_to_read_is_an_error() {
    let scratch = Scratch::new("nothing");
    scratch.write("readme.txt", "hello");
    assert!(matches!(read(&[&scratch.0]), Err(SourceError::NoDefinitions { .. })));
    assert!(matches!(read(&[&scratch.0.join("missing")]), Err(SourceError::Io { .. })));
}

#[test]
fn a_single_version_finds_the_renamings_above_it() {
    let scratch = Scratch::new("above");
    scratch.write("v1/models.csv", &format!("{MODELS}a,1,,,\n"));
    scratch.write(
        "renamings.csv",
        "model,source_version,source_table,source_field,target_version,target_table,target_field\n\
         a,v0,t,x,v1,t,y\na,v1,t,y,v2,t,z\n",
    );
    let loaded = read(&[&scratch.0.join("v1")]).unwrap();
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(loaded.catalog.models[0].renamings[0].source_field, "x");
    let whole = read(&[&scratch.0]).unwrap();
    assert_eq!(whole.catalog, loaded.catalog);
    assert_eq!(whole.diagnostics[0].code.name, "orphan-renaming");
}

#[test]
fn a_path_may_lead_to_any_layout() {
    let scratch = Scratch::new("load");
    scratch.write("v1/models.csv", &format!("{MODELS}a,1,,,\n"));
    scratch.write("v1/deep/odd.csv", "model,version,table,description\na,1,t,\n");
    scratch.write("b.toml", "model = \"b\"\nversion = \"2\"\n");
    scratch.write("c.json", r#"{"model": "c", "version": "3", "schema": {}, "tables": []}"#);
    scratch.write("broken.toml", "model = \"b\"\nversion = 2\n");
    scratch.write("other.toml", "a = 1\n");
    scratch.write("d.txt", "");
    let names = |path: &str| match super::super::load(&scratch.0.join(path)) {
        Ok(loaded) => {
            let unread = loaded.unread().map(|found| format!("{}: {}", found.origin, found.message));
            let names = loaded.catalog.names().into_iter().map(str::to_owned).chain(unread);
            names.collect::<Vec<_>>().join(" ").replace(&scratch.0.display().to_string(), "~")
        }
        Err(error) => error.to_string().replace(&scratch.0.display().to_string(), "~"),
    };
    assert_eq!(names("v1"), "a");
    assert_eq!(names("v1/deep/odd.csv"), "a");
    assert_eq!(names("b.toml"), "b");
    assert_eq!(names("c.json"), "c");
    assert_eq!(names(""), "a b c ~/broken.toml:2: version should be a string, not a number");
    assert_eq!(names("broken.toml"), "~/broken.toml:2: version should be a string, not a number");
    assert!(names("other.toml").starts_with("no definitions in `~/other.toml`"));
    assert_eq!(
        names("d.txt"),
        "`~/d.txt` is not a definition: expected a folder, a `.toml`, a `.json` or a `.csv` file"
    );
    assert!(names("none").starts_with("cannot read `~/none`: "));
}

#[test]
fn files_without_a_definition_are_told() {
    let scratch = Scratch::new("no-definition");
    scratch.write("a.csv", "site,count\n1,2\n");
    scratch.write("b.json", "{}");
    let loaded = read(&[&scratch.0]).unwrap();
    let errors: Vec<_> = loaded.unread().map(|found| found.message.clone()).collect();
    assert_eq!(errors.len(), 1);
    let told =
        "1 CSV file without a models file, whose header is `model,version,label,description,url`; 1 JSON file without";
    assert!(errors[0].contains(told), "{errors:?}");
}

#[test]
#[cfg(unix)]
fn pipes_devices_and_links_out_of_the_folder_are_refused() {
    let scratch = Scratch::new("special");
    scratch.write("outside/secret.csv", "secret\n");
    scratch.write("in/v1/models.csv", &format!("{MODELS}a,1,,,\n"));
    scratch.write("in/other/fields.csv", "model,version,table,field,description\na,1,t,x,X\n");
    let inside = scratch.0.join("in");
    let pipe = std::process::Command::new("mkfifo").arg(inside.join("v1/pipe.csv")).status().unwrap();
    assert!(pipe.success());
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, inside.join("v1").join(name)).unwrap();
    link(Path::new("/dev/zero"), "zero.csv");
    link(&scratch.0.join("outside/secret.csv"), "secret.csv");
    link(&scratch.0.join("outside"), "folder");
    link(Path::new("../other/fields.csv"), "fields.csv");
    let loaded = read(&[&inside]).unwrap();
    assert!(loaded.catalog.models[0].table("t").is_some(), "a link within the folder is followed");
    let found: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|found| found.code.name == "unreadable-file")
        .map(|found| (found.origin.file().unwrap().rsplit_once('/').unwrap().1, found.message.as_str()))
        .collect();
    const OUT: &str = "cannot be read: it is a link that leads out of the folder of the definitions";
    let pipe = "cannot be read: it is not a regular file";
    assert_eq!(found, [("folder", OUT), ("pipe.csv", pipe), ("secret.csv", OUT), ("zero.csv", OUT)]);
}
