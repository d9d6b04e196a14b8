//! The layouts that definitions can be written in.

use dmsa::model::Model;
use dmsa::source::{SourceFile, csv, json, toml};

/// A layout that definitions can be written in.
pub(super) struct Layout {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The whole definition as one file, unless it takes several.
    pub(super) file: Option<File>,
    /// Definitions as files, below a folder for all of them.
    pub(super) folder: fn(&[Model]) -> Vec<SourceFile>,
    /// The folders, below that one, in which every file of a kind is part of what is written. A file that was there
    /// before would become a part of it.
    pub(super) whole: fn(&[Model]) -> Vec<String>,
}

/// A definition as one file.
#[derive(Clone, Copy)]
pub(super) struct File {
    pub(super) extension: &'static str,
    pub(super) write: fn(&Model) -> String,
}

const TOML: File = File { extension: "toml", write: toml::write };
const JSON: File = File { extension: "json", write: json::complete };
const SCHEMATA: File = File { extension: "json", write: json::schemata };

pub(super) static LAYOUTS: &[Layout] = &[
    Layout {
        name: "toml",
        about: "One file a version, made to be written and reviewed by people",
        file: Some(TOML),
        folder: |models| models.iter().map(|model| TOML.at(&place(model), model)).collect(),
        whole: |_| Vec::new(),
    },
    Layout {
        name: "csv",
        about: "A folder of CSV files a version, as model authors publish them",
        file: None,
        folder: |models| models.iter().flat_map(|model| below(place(model), csv::write(model))).collect(),
        whole: |models| models.iter().map(place).collect(),
    },
    Layout {
        name: "json",
        about: "One file a version: the data models service's document, and all it leaves out",
        file: Some(JSON),
        folder: |models| models.iter().map(|model| JSON.at(&place(model), model)).collect(),
        whole: |_| Vec::new(),
    },
    Layout {
        name: "service-json",
        about: "What a data models service answers: `models`, and `schemata` of each version",
        file: Some(SCHEMATA),
        folder: |models| {
            let list = SourceFile { path: "models.json".to_owned(), bytes: json::models(models).into_bytes() };
            let schemata = models.iter().map(|model| SCHEMATA.at(&format!("schemata/{}", place(model)), model));
            [list].into_iter().chain(schemata).collect()
        },
        whole: |_| vec![String::new()],
    },
];

impl File {
    /// The definition in a file of this path, to which the extension is added.
    pub(super) fn at(self, path: &str, model: &Model) -> SourceFile {
        SourceFile { path: format!("{path}.{}", self.extension), bytes: (self.write)(model).into_bytes() }
    }
}

fn below(folder: String, files: Vec<SourceFile>) -> impl Iterator<Item = SourceFile> {
    files.into_iter().map(move |file| SourceFile { path: format!("{folder}/{}", file.path), bytes: file.bytes })
}

/// Where a definition is among others.
pub(super) fn place(model: &Model) -> String {
    format!("{}/{}", model.name, model.version)
}
