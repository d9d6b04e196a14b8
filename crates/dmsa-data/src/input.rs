//! The files that a path stands for.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A file of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// The name of its table, as given or as the file is named.
    pub table: String,
}

/// What a list of paths stands for.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Files of rows, in the order of their names.
    pub files: Vec<Input>,
    /// What else is in folders, pipes and devices too, which may have no end. A report mentions it.
    pub others: Vec<PathBuf>,
    /// Whether a folder was given: then tables can be missing.
    pub has_folder: bool,
}

/// Why a path stands for nothing.
#[derive(Debug, Error)]
pub enum InputError {
    /// It cannot be looked at.
    #[error("cannot read `{}`: {error}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is a folder without data.
    #[error("there is no data in folder `{}`: no file ends in .csv, .csv.gz, .csv.zst or .parquet", path.display())]
    Empty {
        /// The path.
        path: PathBuf,
    },
    /// The table is not known.
    #[error("`{path}` does not say what table its rows are of: write `{path}:TABLE`")]
    NoTable {
        /// The path.
        path: String,
    },
}

const ENDINGS: [&str; 4] = [".csv", ".csv.gz", ".csv.zst", ".parquet"];

impl Inputs {
    /// Looks the paths up: files, folders, `path:table`, `-:table`.
    ///
    /// # Errors
    ///
    /// A path stands for nothing.
    pub fn find(paths: &[String]) -> Result<Self, InputError> {
        let mut inputs = Self::default();
        for path in paths {
            inputs.add(path)?;
        }
        Ok(inputs)
    }

    /// The files of a folder, whatever its name.
    ///
    /// # Errors
    ///
    /// It cannot be read, or has no data.
    pub fn folder(folder: &Path) -> Result<Self, InputError> {
        let mut inputs = Self { has_folder: true, ..Self::default() };
        inputs.add_folder(folder, None)?;
        if inputs.files.is_empty() { Err(InputError::Empty { path: folder.into() }) } else { Ok(inputs) }
    }

    fn add(&mut self, given: &str) -> Result<(), InputError> {
        let (path, table) = match given.rsplit_once(':') {
            Some((path, table)) if !Path::new(given).exists() && !path.is_empty() => (path, Some(table.to_owned())),
            _ => (given, None),
        };
        let named = || InputError::NoTable { path: path.to_owned() };
        if path == "-" {
            self.files.push(Input { path: path.into(), table: table.ok_or_else(named)? });
            return Ok(());
        }
        let path_buf = PathBuf::from(path);
        let unreadable = |error| InputError::Unreadable { path: path.into(), error };
        let metadata = fs::metadata(path).map_err(unreadable)?;
        if !metadata.is_dir() {
            let table = table.or_else(|| data_file(&path_buf)).ok_or_else(named)?;
            self.files.push(Input { path: path_buf, table });
            return Ok(());
        }
        let before = self.files.len();
        self.has_folder |= table.is_none();
        self.add_folder(&path_buf, table.as_deref())?;
        if self.files.len() == before { Err(InputError::Empty { path: path_buf }) } else { Ok(()) }
    }

    fn add_folder(&mut self, folder: &Path, table: Option<&str>) -> Result<(), InputError> {
        let unreadable = |error| InputError::Unreadable { path: folder.into(), error };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(unreadable)?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                // The parts of one table, one level down.
                match table {
                    None if !name.starts_with('.') => self.add_folder(&path, Some(&name))?,
                    _ => self.others.push(path),
                }
            } else if let Some(stem) = data_file(&path).filter(|_| path.is_file()) {
                self.files.push(Input { path, table: table.map_or(stem, str::to_owned) });
            } else {
                self.others.push(path);
            }
        }
        Ok(())
    }
}

/// The name of a data file without its ending.
fn data_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let lower = name.to_lowercase();
    let ending = ENDINGS.iter().find(|ending| lower.ends_with(*ending))?;
    name.get(..name.len() - ending.len()).filter(|stem| !stem.is_empty() && !stem.starts_with('.')).map(str::to_owned)
}

/// Whether a file is Parquet by its name or its first bytes.
pub(crate) fn is_parquet(path: &Path) -> bool {
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    // A pipe would lose the bytes that are looked at.
    named || (path.is_file() && begins_as_parquet(path).unwrap_or(false))
}

fn begins_as_parquet(path: &Path) -> io::Result<bool> {
    let mut beginning = [0; 4];
    File::open(path)?.read_exact(&mut beginning)?;
    Ok(&beginning == b"PAR1")
}

/// Opens a file of CSV; the first bytes show whether and how it is compressed.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let stream: Box<dyn Read + Send> =
        if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut stream = BufReader::with_capacity(1 << 17, stream);
    let beginning = stream.fill_buf()?;
    Ok(if beginning.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(stream))
    } else if beginning.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::stream::read::Decoder::with_buffer(stream)?)
    } else {
        Box::new(stream)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn folders_files_and_names_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            File::create(path).unwrap().write_all(b"x\n").unwrap();
        };
        ["Person.CSV", "visit.csv.gz", "drug/part-1.csv", "drug/part-2.parquet", "README.md"]
            .iter()
            .for_each(|name| file(name));
        let root = folder.path().to_str().unwrap().to_owned();
        let found = Inputs::find(std::slice::from_ref(&root)).unwrap();
        let tables: Vec<_> = found.files.iter().map(|input| input.table.as_str()).collect();
        assert_eq!(tables, ["Person", "drug", "drug", "visit"]);
        assert_eq!(found.others.len(), 1);
        assert!(found.has_folder);
        // A pipe that nobody writes to would be waited for without end.
        #[cfg(unix)]
        {
            let pipe = folder.path().join("death.csv");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let found = Inputs::find(std::slice::from_ref(&root)).unwrap();
            assert!(found.others.contains(&pipe) && found.files.iter().all(|input| input.path != pipe));
        }
        let named = Inputs::find(&[format!("{root}/README.md:person"), "-:visit".to_owned()]).unwrap();
        assert_eq!(named.files[0].table, "person");
        assert_eq!(named.files[1].table, "visit");
        assert!(matches!(Inputs::find(&[format!("{root}/README.md")]), Err(InputError::NoTable { .. })));
        assert!(matches!(Inputs::find(&[format!("{root}/none.csv")]), Err(InputError::Unreadable { .. })));
    }
}
