use super::*;
use crate::Silent;
use std::cell::Cell;
use std::path::PathBuf;
use std::process::Command;

#[test]
fn branches_stand_behind_the_path() {
    for (address, url, branch) in [
        ("https://a.org/b/c@main", "https://a.org/b/c", Some("main")),
        ("https://me:x@a.org/b@feature/x", "https://me:x@a.org/b", Some("feature/x")),
        ("https://me@a.org/b", "https://me@a.org/b", None),
        ("file:///a/b@", "file:///a/b", None),
        ("nonsense", "nonsense", None),
    ] {
        assert_eq!(split(address), (url, branch));
    }
}

#[test]
fn other_addresses_are_refused() {
    for name in ["git+ssh://a.org/b", "git+file://b", "git+"] {
        assert!(Location::parse(name).is_err(), "{name}");
    }
}

fn read(name: &str) -> Result<Loaded, Error> {
    Repository::new(Location::parse(name).unwrap(), &Silent).read()
}

/// A repository with a definition that has one field, as many commits as fields are given.
struct Example(PathBuf);

impl Example {
    fn new(name: &str, fields: &[&str]) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("dmsa-git-{}-{name}", std::process::id()));
        std::fs::create_dir_all(folder.join("clinic")).unwrap();
        let example = Self(folder);
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("SKIPPED: git is not here, so a test checked NOTHING");
            return None;
        }
        example.git("init -q -b main");
        for field in fields {
            example.commit(field);
        }
        Some(example)
    }

    fn commit(&self, field: &str) {
        // Long enough that git writes later ones as changes.
        let rows: String = (0..500).map(|n| format!("common_{n} = \"integer\"\n")).collect();
        let text = format!("model = \"clinic\"\nversion = \"1.0.0\"\n[tables.t.fields]\n{rows}{field} = \"integer\"\n");
        std::fs::write(self.0.join("clinic/1.0.0.toml"), text).unwrap();
        std::fs::write(self.0.join("README.md"), field).unwrap();
        self.git("add -A");
        self.git("-c user.name=a -c user.email=a@example.org commit -q -m x");
    }

    fn git(&self, line: &str) -> String {
        let output = Command::new("git").arg("-C").arg(&self.0).args(line.split(' ')).output().unwrap();
        assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The last field of the definition, and the revision.
    fn read(&self, branch: &str) -> (String, String) {
        let loaded =
            read(&format!("git+file://{}{branch}", self.0.display())).unwrap_or_else(|failure| panic!("{failure:?}"));
        let field = loaded.catalog.models[0].tables[0].fields.last().unwrap().name.clone();
        (field, loaded.catalog.revision.clone())
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn objects_are_read_loose_and_packed() {
    let Some(example) = Example::new("packed", &["a", "b", "c"]) else { return };
    let revision = format!("git-{}", example.git("rev-parse HEAD"));
    assert_eq!(example.read("@main"), ("c".to_owned(), revision.clone()));
    example.git("repack -a -d -q -f --depth=10 --window=10");
    example.git("pack-refs --all");
    example.git("prune-packed -q");
    assert_eq!(example.read(""), ("c".to_owned(), revision));
}

#[test]
fn branches_and_tags_are_found() {
    let Some(example) = Example::new("branches", &["a"]) else { return };
    example.git("branch feature/x");
    example.git("-c user.name=a -c user.email=a@example.org tag -a -m x v1");
    example.commit("b");
    assert_eq!(example.read("@feature/x").0, "a");
    assert_eq!(example.read("@v1"), example.read("@feature/x"));
    assert_eq!(example.read("@main").0, "b");
    let name = format!("git+file://{}@nowhere", example.0.display());
    let failure = read(&name).unwrap_err();
    assert!(format!("{failure:?}").contains("no branch or tag `nowhere`"));
}

/// The pack that a server sends is gone through without an index.
#[test]
fn packs_without_an_index_are_read() {
    let Some(example) = Example::new("scanned", &["a", "b", "c"]) else { return };
    example.git("repack -a -d -q -f");
    let folder = example.0.join(".git/objects/pack");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let path = entries.into_iter().find(|path| path.extension().is_some_and(|e| e == "pack")).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let pack = pack::Pack::scanned(bytes.clone()).unwrap();
    let commit = Oid::from_hex(&example.git("rev-parse HEAD")).unwrap();
    let (_, files) = files(commit, &|id| pack.object(id, &|_| Ok(None))).unwrap();
    assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["clinic/1.0.0.toml"]);
    // Whatever is wrong with a pack, it is told.
    for place in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        if let Ok(pack) = pack::Pack::scanned(damaged) {
            super::files(commit, &|id| pack.object(id, &|_| Ok(None))).ok();
        }
        pack::Pack::scanned(bytes[..place].to_vec()).err().unwrap();
    }
}

/// A tree with so many entries of this mode and name that all name one object.
fn tree(entries: usize, mode: &str, name: &str) -> Object {
    let entry = [format!("{mode} {name}\0").as_bytes(), &[7; 20]].concat();
    Object { kind: Kind::Tree, bytes: entry.repeat(entries) }
}

#[test]
fn repositories_that_never_end_are_given_up() {
    let told = |read: &dyn Fn() -> Object| files(Oid::from_hex(&"07".repeat(20)).unwrap(), &|_| Ok(Some(read()))).err();
    // Each folder is in itself ten times.
    assert_eq!(told(&|| tree(10, "40000", "again")), Some("it has too many files and folders"));
    // Paths grow with each folder in a folder.
    assert_eq!(told(&|| tree(1, "40000", &"long".repeat(1 << 18))), Some("its files are too large together"));
    // A large file again and again, in the tree that is read first.
    let is_first = Cell::new(true);
    let read = || match is_first.replace(false) {
        true => tree(10, "100644", "a.csv"),
        false => Object { kind: Kind::Blob, bytes: vec![b'x'; 16 << 20] },
    };
    assert_eq!(told(&read), Some("its files are too large together"));
}

/// A pack with a file and so many changes, each to the one before, which stands behind it.
fn chain(changes: u8) -> Vec<u8> {
    let deflated = |bytes: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let file = |number: u8| Object { kind: Kind::Blob, bytes: vec![number] };
    let mut entries = vec![[&[0x31][..], &deflated(&[0])].concat()];
    for number in 1..=changes {
        let Oid(base) = file(number - 1).id();
        // From one byte to one byte, which is new.
        entries.push([&[0x74][..], &base, &deflated(&[1, 1, 1, number])].concat());
    }
    entries.reverse();
    let count = u32::try_from(entries.len()).unwrap().to_be_bytes();
    [b"PACK\0\0\0\x02", count.as_slice(), &entries.concat(), &[0; 20]].concat()
}

#[test]
fn packs_that_take_too_long_are_given_up() {
    let limits = pack::Limits { work: 16 << 20, changes: 4 * 100 };
    let told = |limits, changes| pack::Pack::scanned_within(limits, chain(changes)).err();
    assert_eq!(told(limits, 20), None);
    assert_eq!(told(limits, 99), Some("it takes too long to read"));
    assert_eq!(told(pack::Limits { changes: 4 * 19, ..limits }, 20), Some("the changes to an object are too large"));
    let pack = pack::Pack::scanned(chain(99)).unwrap();
    let last = Object { kind: Kind::Blob, bytes: vec![99] };
    assert_eq!(pack.object(&last.id(), &|_| Ok(None)).unwrap().unwrap().bytes, [99]);
}

/// A pack with one object of this name, which is a change to the one of the other name.
fn pack_of_change(name: Oid, base: Oid) -> pack::Pack {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &[1, 1, 1, 0]).unwrap();
    let entry = [&[0x74][..], &base.0, &encoder.finish().unwrap()].concat();
    let bytes = [&b"PACK\0\0\0\x02\0\0\0\x01"[..], &entry, &[0; 20]].concat();
    let index = [&b"\xfftOc\0\0\0\x02"[..], &[0, 0, 0, 1].repeat(256), &name.0, &[0; 4], &[0, 0, 0, 12]].concat();
    pack::Pack::indexed(pack::Bytes::Memory(bytes), &index).unwrap()
}

#[test]
fn packs_that_refer_to_each_other_are_given_up() {
    let (first, second) = (Oid([1; 20]), Oid([2; 20]));
    let packs = [(first, second), (second, first)].map(|(name, base)| pack_of_change(name, base));
    let local = local::Local::of_packs(packs.into());
    assert_eq!(local.object(&first).err(), Some("its changes lead through too many packs"));
}
