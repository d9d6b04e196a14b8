use super::{FORMATS, find, word};
use crate::diagram::tests::{clinic, with_hub};
use crate::diagram::{Detail, Error, Options, Page, Pages, Style, plane};
use crate::model::{Field, Key, KeyField, Model};
use std::collections::HashSet;

#[test]
fn formats_have_names_of_their_own_and_say_what_they_are() {
    let names: HashSet<_> = FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        let name = format.name();
        assert!(!name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase()), "{name}");
        assert!(!format.summary().is_empty() && format.media_type().contains('/'), "{name}");
        assert_eq!(super::find(&name.to_uppercase()).map(|found| found.name()), Some(name));
    }
}

fn rendered(name: &str, model: &Model, options: &Options) -> Vec<u8> {
    find(name).unwrap().render(model, options).unwrap()
}

fn text(name: &str, model: &Model) -> String {
    String::from_utf8(rendered(name, model, &Options::default())).unwrap()
}

#[test]
fn small_models_look_as_they_did() {
    for format in ["dot", "mmd", "dbml", "puml", "er"] {
        insta::assert_snapshot!(format, text(format, &clinic()));
    }
    insta::assert_snapshot!("svg", without_style(&text("svg", &clinic())));
    insta::assert_snapshot!("svg-with-hub", without_style(&text("svg", &with_hub(8))));
}

#[test]
fn a_small_comparison_looks_as_it_did() {
    let mut new = clinic();
    new.tables.remove(2);
    new.references.retain(|reference| reference.ref_table != "ward");
    new.tables[1].fields[4].data_type.length = Some(9);
    new.not_nulls.clear();
    new.tables.push(crate::model::Table { name: "bed".into(), ..crate::model::Table::default() });
    let options = Options { compare: Some(clinic().into()), ..Options::default() };
    let svg = String::from_utf8(rendered("svg", &new, &options)).unwrap();
    assert!(svg.contains(" · tables: 1 added, 1 removed, 1 changed<") && svg.contains(", was not null<"));
    insta::assert_snapshot!("svg-comparison", without_style(&svg));
}

/// Without colours and fonts.
fn without_style(svg: &str) -> String {
    let (head, rest) = svg.split_once("<style>").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    assert_eq!(style.matches("@font-face").count(), 2);
    format!("{head}<style/>{body}")
}

#[test]
fn every_format_draws_any_model_the_same_each_time() {
    let mut odd = clinic();
    odd.tables[0].name = "a \"b\" <c> {d}[e]`".into();
    odd.tables[1].fields[0].name = "\\x'y|z".into();
    for format in FORMATS {
        for model in [&Model::default(), &clinic(), &with_hub(12), &odd] {
            let options = Options { width: Some(300), ..Options::default() };
            let file = format.render(model, &options).unwrap();
            assert!(!file.is_empty(), "{}", format.name());
            assert_eq!(file, format.render(model, &options).unwrap(), "{}", format.name());
        }
    }
}

#[test]
fn formats_for_data_keep_the_references_to_hubs() {
    let model = with_hub(12);
    for (format, mark) in [("dbml", "Ref: "), ("er", "--")] {
        assert_eq!(text(format, &model).matches(mark).count(), 23, "{format}");
    }
    assert_eq!(text("puml", &model).matches("}o--").count(), 11);
}

#[test]
fn a_unique_key_of_several_fields_makes_none_of_them_unique() {
    let mut model = clinic();
    let field = |name: &str| KeyField { name: name.into(), ..KeyField::default() };
    let fields = vec![field("person_id"), field("ward_id")];
    model.uniques.push(Key { table: "visit".into(), fields, ..Key::default() });
    for (format, expected) in [
        ("dot", ">U1 FK</td>"),
        ("mmd", "FK \"not null; unique together U1\""),
        ("dbml", "(\"person_id\", \"ward_id\") [unique]"),
        ("puml", "<<U1>> <<FK>>"),
        ("er", ", FK, unique together U1"),
        ("svg", ">U1</text>"),
    ] {
        let text = text(format, &model);
        let text = if format == "svg" { without_style(&text) } else { text };
        assert!(text.contains(expected), "{format}: {text}");
        for alone in ["UQ", "UK", " integer [unique", ", unique\""] {
            assert!(!text.contains(alone), "{format}: {alone}: {text}");
        }
    }
}

#[test]
fn formats_for_data_have_every_field_and_the_others_say_how_many_they_lack() {
    let mut model = clinic();
    model.tables[0].fields.push(Field { name: "note".into(), ..Field::default() });
    for format in ["dbml", "er"] {
        assert!(text(format, &model).contains("note"), "{format}");
        let keys = Options { detail: Detail::Keys, ..Options::default() };
        assert!(!String::from_utf8(rendered(format, &model, &keys)).unwrap().contains("\"note"), "{format}");
    }
    for (format, expected) in [("dot", "  +2</td>"), ("mmd", "person (+2 fields)"), ("puml", ".. 2 more ..")] {
        assert!(text(format, &model).contains(expected), "{format}");
    }
}

#[test]
fn pixels_are_as_many_as_asked_for() {
    let size = |options: &Options| {
        let file = rendered("png", &clinic(), options);
        let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    };
    let (width, _) = size(&Options::default());
    assert_eq!(width, 2400);
    let (one, two) = (
        size(&Options { scale: Some(1.0), ..Options::default() }),
        size(&Options { scale: Some(2.0), ..Options::default() }),
    );
    assert_eq!((one.0 * 2, one.1 * 2), two);
    let huge = find("png").unwrap().render(&clinic(), &Options { scale: Some(1e6), ..Options::default() });
    assert!(matches!(huge, Err(Error::TooManyPixels { .. })));
}

#[test]
fn pixels_show_the_text() {
    let ink = |model: &Model| {
        let file = rendered("png", model, &Options { scale: Some(1.0), style: Style::Light, ..Options::default() });
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels.chunks(3).filter(|pixel| pixel.iter().all(|&part| part < 80)).count()
    };
    let mut longer = clinic();
    longer.label = "A longer title, in bold and dark".into();
    assert!(ink(&longer) > ink(&clinic()) + 100);
}

#[test]
fn words_are_plain() {
    assert_eq!(word("number(10, 2)", "any"), "number_10_2");
    assert_eq!((word("", "any"), word("9x", "any"), word("ä ö", "any")), ("any".into(), "_9x".into(), "any".into()));
}

#[test]
fn pages_are_as_large_as_asked_for_and_keep_their_text() {
    let file = |page| rendered("pdf", &clinic(), &Options { page, ..Options::default() });
    let media_box = |page| {
        let text = String::from_utf8_lossy(&file(page)).into_owned();
        let (_, after) = text.split_once("/MediaBox [").unwrap();
        after.split_once(']').unwrap().0.split_whitespace().map(|n| n.parse::<f64>().unwrap()).collect::<Vec<_>>()
    };
    let a3 = media_box(Page::A(3));
    let (mut short, mut long) = (a3[2].min(a3[3]), a3[2].max(a3[3]));
    (short, long) = (short / 72.0 * 25.4, long / 72.0 * 25.4);
    assert!((short - 297.0).abs() < 0.01 && (long - 420.0).abs() < 0.01, "{short} {long}");
    assert_ne!(media_box(Page::Fitted), a3);
    let bytes = file(Page::Fitted);
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("/ToUnicode") && text.contains("/FontFile2"));
    let lengths = text.split("/Length1 ").skip(1).map(|rest| rest.split_whitespace().next().unwrap());
    let lengths: Vec<usize> = lengths.map(|length| length.parse().unwrap()).collect();
    assert!(lengths.len() == 2 && lengths.iter().all(|length| (1_000..20_000).contains(length)), "{lengths:?}");
}

#[test]
fn paper_is_cut_so_that_its_text_can_be_read() {
    let mut model = with_hub(30);
    for table in &mut model.tables {
        table.fields.extend((0..20).map(|n| Field { name: format!("a_rather_long_name_{n}"), ..Field::default() }));
    }
    let pages = |pages, page| {
        let options = Options { pages, page, detail: Detail::All, ..Options::default() };
        let file = rendered("pdf", &model, &options);
        String::from_utf8_lossy(&file).matches("/MediaBox").count()
    };
    assert_eq!(pages(Pages::Auto, Page::Fitted), 1);
    assert_eq!(pages(Pages::One, Page::A(4)), 1);
    assert_eq!(pages(Pages::Auto, Page::A(0)), 1);
    let (a3, a4) = (pages(Pages::Auto, Page::A(3)), pages(Pages::Auto, Page::A(4)));
    assert!(2 < a3 && a3 < a4 && a4 < 34, "{a3} {a4}");
}

#[test]
fn each_subject_area_can_have_a_page() {
    let model = with_hub(12);
    let file = rendered("pdf", &model, &Options { pages: Pages::Areas, ..Options::default() });
    let areas = crate::diagram::graph::Graph::of(&model, &Options::default()).unwrap().areas.len();
    assert!(areas > 0);
    assert_eq!(String::from_utf8_lossy(&file).matches("/MediaBox").count(), areas + 1);
    let small = rendered("pdf", &clinic(), &Options { pages: Pages::Areas, ..Options::default() });
    assert_eq!(String::from_utf8_lossy(&small).matches("/MediaBox").count(), 1, "no areas, no pages for them");
}

/// The clinic with persons of several sites: a visit refers to site and person together.
fn clinic_of_several_sites() -> Model {
    let mut model = clinic();
    for place in [0, 1] {
        model.tables[place].fields.insert(0, Field { name: "site".into(), ..Field::default() });
    }
    model.primary_keys[0].fields.insert(0, KeyField { name: "site".into(), ..KeyField::default() });
    let mut pair = model.references[0].fields[0].clone();
    (pair.field, pair.ref_field) = ("site".into(), "site".into());
    model.references[0].fields.insert(0, pair);
    model
}

#[test]
fn a_reference_of_several_fields_is_one_reference_of_all_of_them() {
    let model = clinic_of_several_sites();
    for (format, expected) in [
        ("dot", "label=\"site, person_id\"]"),
        ("dot", ">F1 FK</td>"),
        ("mmd", ": \"site, person_id\""),
        ("mmd", "refers together F1"),
        ("dbml", "Ref: \"visit\".(\"site\", \"person_id\") > \"person\".(\"site\", \"person_id\")"),
        ("puml", "t1 }o--o| t0 : site, person_id"),
        ("puml", "<<F1>> <<FK>>"),
        ("er", ", refers together F1"),
        ("svg", ">F1</text>"),
        ("svg", ">reference of several fields, by number</text>"),
        ("svg", "<title>visit (site, person_id) refers to person (site, person_id)</title>"),
        ("html", "[1,1,0,0,[[2,1]]]"),
    ] {
        let text = text(format, &model);
        let text = if format == "svg" { without_style(&text) } else { text };
        assert!(text.contains(expected), "{format}: {expected}: {text}");
    }
    assert_eq!(plane(&model, &Options::default()).unwrap().lines.len(), 3, "one line a reference");
}

#[test]
fn a_reference_of_several_fields_may_be_a_mark() {
    let mut model = clinic_of_several_sites();
    model.references[0].ref_table = "nowhere".into();
    let html = text("html", &model);
    assert!(html.contains("[1,1,\"nowhere\",null,[[2,null]]]"), "{html}");
    let puml = text("puml", &model);
    assert_eq!(puml.matches("→ nowhere").count(), 1, "{puml}");
}

#[test]
fn a_comparison_follows_names_and_shows_every_change_of_structure() {
    let old = clinic_of_several_sites();
    let mut new = old.clone();
    new.version = "2.0.0".into();
    new.tables[1].fields[2].name = "patient_id".into();
    new.references[0].fields[1].field = "patient_id".into();
    new.not_nulls[0].field = "patient_id".into();
    let renaming = crate::model::Renaming {
        source_version: "1.0.0".into(),
        source_table: "visit".into(),
        source_field: "person_id".into(),
        table: "visit".into(),
        field: "patient_id".into(),
        ..crate::model::Renaming::default()
    };
    new.renamings.push(renaming);
    new.tables[2].fields[1].default = "7".into();
    let options = Options { compare: Some(old.clone().into()), detail: Detail::All, ..Options::default() };
    let svg = without_style(&String::from_utf8(rendered("svg", &new, &options)).unwrap());
    assert!(svg.contains(">integer, was person_id<"), "{svg}");
    assert!(svg.contains(">integer, default was none<"), "{svg}");
    assert!(svg.contains("tables: 2 changed"), "{svg}");
    assert!(!svg.contains('−'), "nothing was removed: {svg}");

    let mut other = old.clone();
    other.references[0].fields.remove(0);
    let options = Options { compare: Some(old.clone().into()), ..Options::default() };
    let svg = without_style(&String::from_utf8(rendered("svg", &other, &options)).unwrap());
    assert!(svg.contains(">+<") && svg.contains(">−<"), "one reference for another: {svg}");
    let mut narrower = old.clone();
    narrower.primary_keys[0].fields.pop();
    let svg = without_style(&String::from_utf8(rendered("svg", &narrower, &options)).unwrap());
    assert!(svg.contains(", was PK") && svg.contains(", was in key (site, person_id)"), "{svg}");
    let mut indexed = old.clone();
    let index = crate::model::Index { table: "ward".into(), name: "ix".into(), ..crate::model::Index::default() };
    indexed.indexes.push(index);
    let svg = without_style(&String::from_utf8(rendered("svg", &indexed, &options)).unwrap());
    assert!(svg.contains("tables: 1 changed · 1 change of a name, an index or a check has no sign"), "{svg}");
}
