use super::*;
use crate::check;
use crate::ddl::{self, Elements, Operation, Options};
use crate::dialect;
use crate::source::{SourceFile, directory};

const WARD: &str = r#"
model = "ward"
version = "1.0.0"

[tables.BED]
primary_key = { PK_BED = ["BED_ID"] }
[tables.BED.fields]
BED_ID = "integer not null"
LABEL = "string"
CODE = "string(10)"
[tables.BED.indexes]
IX_LABEL = { unique = true, fields = ["LABEL desc", "CODE"] }

[tables.STAY]
primary_key = { PK_STAY = ["STAY_ID"] }
[tables.STAY.fields]
STAY_ID = "integer not null"
BED_ID = "integer -> BED.BED_ID as FK_BED"
"#;

fn ward() -> Model {
    let file = SourceFile { path: "ward.toml".into(), bytes: WARD.into() };
    let mut loaded = directory::read_files(&[file]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.catalog.models.remove(0)
}

fn script(name: &str, value: &str) -> String {
    let mut adaptation = Adaptation::default();
    Setting::find(name).unwrap().set(&mut adaptation, value).unwrap();
    let (model, options) = (ward(), Options { no_history: true, ..Options::default() });
    let model = adaptation.apply(&model);
    let dialect = dialect::find("postgresql").unwrap();
    ddl::script(&model, dialect, Operation::Ddl, Elements::ALL, &options).unwrap().text().to_owned()
}

#[test]
fn nothing_is_changed_unless_asked_for() {
    let model = ward();
    assert!(matches!(Adaptation::default().apply(&model), Cow::Borrowed(_)));
    assert_eq!(script("names", "as-defined"), script("unique-indexes", "index"));
}

#[test]
fn names_are_spelt_in_one_case_everywhere() {
    let lower = script("names", "lower");
    assert!(!lower.contains('"'), "{lower}");
    assert!(lower.contains("FOREIGN KEY(bed_id) REFERENCES bed (bed_id)") && lower.contains("fk_bed"), "{lower}");
    assert!(script("names", "as-defined").contains("REFERENCES \"BED\" (\"BED_ID\")"));
    // Nothing that belongs together comes apart.
    let mut model = ward();
    names::respell(&mut model, |name| *name = name.to_lowercase());
    let errors: Vec<_> = check::model(&model, crate::dialect::USUAL).into_iter().map(|found| found.code.name).collect();
    assert!(!errors.iter().any(|code| code.starts_with("dangling")), "{errors:?}");
}

#[test]
fn strings_without_a_length_get_one() {
    assert!(script("string-length", "4000").contains("\"LABEL\" VARCHAR(4000)"));
    let text = script("string-length", "text");
    assert!(text.contains("\"LABEL\" TEXT") && text.contains("\"CODE\" VARCHAR(10)"), "{text}");
    let mut adaptation = Adaptation::default();
    for odd in ["0", "-1", "many", ""] {
        assert!(Setting::find("string-length").unwrap().set(&mut adaptation, odd).is_err(), "{odd}");
    }
}

#[test]
fn unique_indexes_become_what_a_client_understands() {
    assert!(script("unique-indexes", "index").contains("CREATE UNIQUE INDEX \"IX_LABEL\""));
    let plain = script("unique-indexes", "plain");
    assert!(plain.contains("CREATE INDEX \"IX_LABEL\"") && !plain.contains("UNIQUE"), "{plain}");
    let constraint = script("unique-indexes", "constraint");
    assert!(constraint.contains("CONSTRAINT \"IX_LABEL\" UNIQUE (\"LABEL\", \"CODE\")"), "{constraint}");
    assert!(!constraint.contains("INDEX"), "{constraint}");
}
