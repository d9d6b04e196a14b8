//! Writes the embedded catalog: the facts of every definition in a folder, one TOML file a version.
//!
//! ```sh
//! cargo run -p dmsa --example catalog -- ../shared/data-models catalog
//! ```

use dmsa::source::{directory, toml};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [source, target] = arguments.as_slice() else {
        return Err("usage: catalog SOURCE TARGET".into());
    };
    let loaded = directory::read(&[source])?;
    for model in &loaded.catalog.models {
        let folder = target.join(&model.name);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{}.toml", model.version)), toml::write(&model.without_prose()))?;
    }
    println!("wrote {} definitions to {}", loaded.catalog.models.len(), target.display());
    Ok(())
}
