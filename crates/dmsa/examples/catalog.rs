//! Writes the embedded catalog: the facts of published definitions, one TOML file a version.
//!
//! ```sh
//! cargo run -p dmsa --example catalog -- ../data-models catalog
//! ```

use dmsa::source::{directory, toml};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [definitions, catalog] = arguments.as_slice() else {
        return Err("give the folder of the definitions, and that of the catalog".into());
    };
    let loaded = directory::read(&[definitions.as_path()])?;
    for model in &loaded.catalog.models {
        let path = catalog.join(&model.name).join(format!("{}.toml", model.version));
        write(&path, &toml::write(&model.without_prose()))?;
    }
    println!("{} versions", loaded.catalog.models.len());
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}
