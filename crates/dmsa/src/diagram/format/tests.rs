use super::{FORMATS, find, word};
use crate::diagram::tests::{clinic, with_hub};
use crate::diagram::{Error, Options, Style};
use crate::model::Model;
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

fn rendered(name: &str, model: &Model, options: &Options<'_>) -> Vec<u8> {
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
    let svg = text("svg", &clinic());
    let (head, rest) = svg.split_once("<style>").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    assert_eq!(style.matches("@font-face").count(), 2);
    insta::assert_snapshot!("svg", format!("{head}<style/>{body}"));
}

#[test]
fn every_format_draws_any_model_the_same_each_time() {
    let mut odd = clinic();
    odd.tables[0].name = "a \"b\" <c> {d}\n[e]`".into();
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
fn pixels_are_as_many_as_asked_for() {
    let size = |options: &Options<'_>| {
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
