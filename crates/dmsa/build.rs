//! Puts `catalog/` into the library: each definition compressed by itself, and an index of what a list of them needs.
//!
//! The folder is found through the link beside this file, which packaging turns into a copy.

// Versions are sorted here as the library sorts them.
#[allow(dead_code, unreachable_pub, reason = "part of the library is compiled here for its order of versions")]
#[path = "src/model/version.rs"]
mod version;

use miniz_oxide::deflate::compress_to_vec;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use toml::de::DeTable;
use version::Version;

/// The best compression there is; it runs once a build.
const COMPRESSION: u8 = 10;

struct Definition {
    /// The path below `catalog/`.
    path: String,
    text: String,
    model: String,
    version: Version,
    /// Whether it says what was renamed.
    renames: bool,
    /// The remaining columns of the index: label, URL, release level and serial.
    about: [String; 4],
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/model/version.rs");
    let out = std::env::var("OUT_DIR")?;
    let mut definitions = definitions(Path::new("catalog"))?;
    definitions.sort_by(|a, b| (&a.model, &a.version).cmp(&(&b.model, &b.version)));
    let mut hash = Fnv::new();
    let mut index = String::from("&[\n");
    for (number, definition) in definitions.iter().enumerate() {
        hash.add(definition.path.as_bytes());
        hash.add(definition.text.as_bytes());
        let file = format!("{number}.deflate");
        fs::write(Path::new(&out).join(&file), compress_to_vec(definition.text.as_bytes(), COMPRESSION))?;
        let Definition { path, text, model, version, renames, about: [label, url, level, serial] } = definition;
        writeln!(
            index,
            "Entry {{ name: {model:?}, version: {:?}, label: {label:?}, url: {url:?}, level: {level:?}, \
             serial: {serial:?}, renames: {renames}, path: {:?}, length: {}, compressed: include_bytes!({file:?}) }},",
            version.as_str(),
            path,
            text.len(),
        )?;
    }
    index.push(']');
    fs::write(Path::new(&out).join("catalog.rs"), index)?;
    println!("cargo::rustc-env=DMSA_CATALOG_REVISION=catalog-{:08x}", hash.short());
    Ok(())
}

fn definitions(catalog: &Path) -> Result<Vec<Definition>, Box<dyn Error>> {
    let mut definitions = Vec::new();
    for model in sorted(catalog)? {
        for file in sorted(&catalog.join(&model))? {
            let path = format!("{model}/{file}");
            let text = fs::read_to_string(catalog.join(&path))?;
            let definition = definition(path.clone(), text).map_err(|error| format!("catalog/{path}: {error}"))?;
            definitions.push(definition);
        }
    }
    Ok(definitions)
}

fn definition(path: String, text: String) -> Result<Definition, Box<dyn Error>> {
    let parsed = DeTable::parse(&text).map_err(|error| error.message().to_owned())?;
    let root = parsed.get_ref();
    let of = |table: &DeTable<'_>, key: &str| {
        table.get(key).and_then(|value| value.get_ref().as_str()).unwrap_or_default().to_owned()
    };
    let release = root.get("release").and_then(|value| value.get_ref().as_table());
    let of_release = |key| release.map(|release| of(release, key)).unwrap_or_default();
    let (model, version) = (of(root, "model"), of(root, "version"));
    if path != format!("{model}/{version}.toml") {
        return Err(format!("is the definition of {model} {version}, which belongs elsewhere").into());
    }
    let about = [of(root, "label"), of(root, "url"), of_release("level"), of_release("serial")];
    let renames = root.contains_key("renamings");
    Ok(Definition { model, version: Version::from(version.as_str()), renames, about, path, text })
}

fn sorted(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().into_string().map_err(|name| format!("{}: odd name", name.display()))?;
        names.push(name);
    }
    names.sort();
    Ok(names)
}

/// The FNV-1a hash: stable everywhere and for ever, unlike the standard library's.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        // The length keeps two texts apart that differ only in where they are cut.
        for byte in bytes.iter().copied().chain((bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn short(&self) -> u64 {
        (self.0 >> 32) ^ (self.0 & 0xffff_ffff)
    }
}
