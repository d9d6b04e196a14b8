//! Modules form no circles: neither those of a crate, nor those inside a folder. A folder's own file may list the modules
//! inside, and they may use what it defines.

mod source;

use source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module inside its crate; that of the crate itself is empty.
type Module = Vec<String>;

/// The modules of a crate.
struct Crate {
    sources: BTreeMap<Module, Source>,
}

impl Crate {
    /// Reads the crate whose first file is here.
    fn read(first: &Path) -> Self {
        let mut sources = BTreeMap::new();
        read(first, first.parent().unwrap(), Vec::new(), &mut sources);
        Self { sources }
    }

    /// The module where the thing is written that a path names, seen from a module.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<Module> {
        self.resolve_within(from, path, 0)
    }

    fn resolve_within(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let below = |module: &Module, name: &String| [&module[..], std::slice::from_ref(name)].concat();
        let (mut module, mut rest) = match first.as_str() {
            "crate" => (Vec::new(), rest),
            "self" => (from.clone(), rest),
            "super" => (from.split_last()?.1.to_vec(), rest),
            _ if self.sources.contains_key(&below(from, first)) => (below(from, first), rest),
            _ => {
                // A name that the module imports.
                let import = self.sources.get(from)?.imports.iter().find(|import| import.name == *first)?;
                let is_itself = import.path.first() == Some(first) || depth > 8;
                let whole = [&import.path[..], rest].concat();
                return if is_itself { None } else { self.resolve_within(from, &whole, depth + 1) };
            }
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                module.pop();
            } else if self.sources.contains_key(&below(&module, next)) {
                module.push(next.clone());
            } else {
                // What a module only passes on belongs to where it comes from.
                let passed_on = self
                    .sources
                    .get(&module)?
                    .imports
                    .iter()
                    .find(|import| import.is_public && import.name == *next && import.path.first() != Some(next));
                return match passed_on {
                    Some(import) if depth < 8 => self.resolve_within(&module, &import.path, depth + 1),
                    _ => Some(module),
                };
            }
            rest = after;
        }
        // A module by itself: what is used of it stands elsewhere.
        None
    }

    /// Which module uses which. Passing on what an inner module has is no use of it.
    fn uses(&self) -> BTreeSet<(Module, Module)> {
        let mut uses = BTreeSet::new();
        for (module, source) in &self.sources {
            let imports = source.imports.iter().filter(|import| !import.is_public).map(|import| &import.path);
            for used in imports.chain(&source.paths).filter_map(|path| self.resolve(module, path)) {
                if used != *module {
                    uses.insert((module.clone(), used));
                }
            }
        }
        uses
    }

    /// Every circle among the modules inside one.
    fn circles(&self) -> Vec<String> {
        let uses = self.uses();
        let mut circles = Vec::new();
        for folder in self.sources.keys() {
            // A module inside stands for all that it holds.
            let inside = |module: &Module| module.strip_prefix(&folder[..])?.first().cloned();
            let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (from, to) in &uses {
                if let (Some(from), Some(to)) = (inside(from), inside(to))
                    && from != to
                {
                    graph.entry(from).or_default().insert(to);
                }
            }
            circles.extend(circles_of(&graph).into_iter().map(|circle| format!("{}: {circle}", name(folder))));
        }
        circles
    }
}

fn name(module: &Module) -> String {
    ["crate"].into_iter().chain(module.iter().map(String::as_str)).collect::<Vec<_>>().join("::")
}

fn read(file: &Path, folder: &Path, module: Module, sources: &mut BTreeMap<Module, Source>) {
    let source = Source::parse(&fs::read_to_string(file).unwrap());
    for inner in &source.modules {
        let files = [folder.join(format!("{inner}.rs")), folder.join(inner).join("mod.rs")];
        let found = files.iter().find(|file| file.exists());
        let found = found.unwrap_or_else(|| panic!("{}: no file for `mod {inner};`", file.display()));
        read(found, &folder.join(inner), [&module[..], std::slice::from_ref(inner)].concat(), sources);
    }
    sources.insert(module, source);
}

/// The nodes that lead to each other, group by group.
fn circles_of(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let reached = |from: &String| {
        let (mut found, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(node) = next.pop() {
            for to in graph.get(node).into_iter().flatten() {
                if found.insert(to.clone()) {
                    next.push(to);
                }
            }
        }
        found
    };
    let reached: BTreeMap<_, _> = graph.keys().map(|node| (node, reached(node))).collect();
    let group = |node: &String| {
        let both = |other: &&String| reached.get(*other).is_some_and(|reached| reached.contains(node));
        reached[node].iter().filter(both).cloned().collect::<Vec<_>>()
    };
    let groups: BTreeSet<_> = graph.keys().map(group).filter(|group| group.len() > 1).collect();
    groups.into_iter().map(|group| group.join(" ↔ ")).collect()
}

/// The first file of each crate of the project.
fn crates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("python"), root.join("tests"), root.join("tests/needs")];
    for parent in ["crates", "bench"] {
        folders.extend(fs::read_dir(root.join(parent)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let firsts = folders.iter().flat_map(|folder| ["lib.rs", "main.rs"].map(|file| folder.join("src").join(file)));
    let mut firsts: Vec<_> = firsts.filter(|file| file.exists()).collect();
    firsts.sort();
    firsts
}

#[test]
fn modules_form_no_circles() {
    let mut circles = Vec::new();
    for first in crates() {
        let of_crate = Crate::read(&first).circles().into_iter();
        circles.extend(of_crate.map(|circle| format!("{}: {circle}", first.display())));
    }
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn a_circle_is_found_wherever_it_leads_through() {
    let source = |text: &str| Source::parse(text);
    let module = |path: &str| path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect::<Module>();
    let circles = |files: &[(&str, &str)]| {
        let sources = files.iter().map(|(path, text)| (module(path), source(text))).collect();
        Crate { sources }.circles()
    };
    let root = ("", "mod a; mod b; pub use a::A;");
    let none: [String; 0] = [];
    assert_eq!(circles(&[root, ("a", "use crate::b::B;"), ("b", "")]), none);
    assert_eq!(circles(&[root, ("a", "use crate::b::B;"), ("b", "use super::a::A;")]), ["crate: a ↔ b"]);
    // By way of what another module passes on, and of a path in the middle of the code.
    assert_eq!(circles(&[root, ("a", "use crate::b;  fn f() { b::g() }"), ("b", "use crate::A;")]), ["crate: a ↔ b"]);
    // Deeper down, but not with the folder's own file.
    let inner = ("a", "mod c; mod d; struct S;");
    assert_eq!(circles(&[root, inner, ("a::c", "use super::d::D;"), ("a::d", "use super::S;"), ("b", "")]), none);
    assert_eq!(
        circles(&[root, inner, ("a::c", "use super::d::D;"), ("a::d", "use super::c::C;"), ("b", "")]),
        ["crate::a: c ↔ d"]
    );
    let inner = ("a", "mod c; use c::C; struct S;");
    assert_eq!(circles(&[root, inner, ("a::c", "use super::S;"), ("b", "")]), none);
}
