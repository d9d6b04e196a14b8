use super::*;
use crate::model::{Field, FieldType, Key, KeyField, NotNull, Reference, Table, TypeKind, Version};

/// A clinic: tables of `name:field,field`, references of `table.field>table.field`, all first fields primary keys.
fn model(tables: &[&str], references: &[&str]) -> Model {
    let mut model = Model { name: "clinic".into(), version: Version::from("1.0.0"), ..Model::default() };
    for text in tables {
        let (name, fields) = text.split_once(':').unwrap();
        let field = |name: &str| Field { name: name.into(), data_type: TypeKind::Integer.into(), ..Field::default() };
        let fields: Vec<Field> = fields.split(',').map(field).collect();
        let key = KeyField { name: fields[0].name.clone(), ..KeyField::default() };
        model.primary_keys.push(Key { table: name.into(), fields: vec![key], ..Key::default() });
        model.tables.push(Table { name: name.into(), fields, ..Table::default() });
    }
    for text in references {
        let (from, to) = text.split_once('>').unwrap();
        let ((table, field), (ref_table, ref_field)) = (from.split_once('.').unwrap(), to.split_once('.').unwrap());
        model.references.push(Reference::single("", (table, field), (ref_table, ref_field)));
    }
    model
}

pub(super) fn clinic() -> Model {
    let mut model = model(
        &["person:person_id,born", "visit:visit_id,person_id,ward_id,next_visit_id,cost", "ward:ward_id,name"],
        &["visit.person_id>person.person_id", "visit.ward_id>ward.ward_id", "visit.next_visit_id>visit.visit_id"],
    );
    model.not_nulls.push(NotNull { table: "visit".into(), field: "person_id".into(), ..NotNull::default() });
    model
}

/// A model in which every table refers to `concept`.
pub(super) fn with_hub(count: usize) -> Model {
    let tables: Vec<String> = (0..count).map(|i| format!("t{i}:id,concept_id,before")).collect();
    let mut names: Vec<&str> = tables.iter().map(String::as_str).collect();
    names.push("concept:concept_id");
    let mut references: Vec<String> = (0..count).map(|i| format!("t{i}.concept_id>concept.concept_id")).collect();
    references.extend((1..count).map(|i| format!("t{i}.before>t{}.id", i - 1)));
    model(&names, &references.iter().map(String::as_str).collect::<Vec<_>>())
}

fn svg(model: &Model, options: &Options) -> String {
    String::from_utf8(find("svg").unwrap().render(model, options).unwrap()).unwrap()
}

fn names(plane: &Plane) -> Vec<&str> {
    plane.tables.iter().map(|table| table.name.as_str()).collect()
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let model = with_hub(12);
    assert_eq!(svg(&model, &Options::default()), svg(&model, &Options::default()));
}

#[test]
fn a_line_ends_at_the_rows_of_its_fields() {
    let plane = plane(&clinic(), &Options::default()).unwrap();
    assert_eq!(plane.lines.len(), 3);
    for line in &plane.lines {
        for (end, point) in [(line.from, line.points[0]), (line.to, *line.points.last().unwrap())] {
            let table = &plane.tables[end];
            assert!(point.0 == table.left || point.0 == table.left + table.width, "{point:?} {table:?}");
            assert!(table.top + boxes::HEADER < point.1 && point.1 < table.top + table.height, "{point:?} {table:?}");
        }
        for pair in line.points.windows(2) {
            assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "a slanted line: {pair:?}");
        }
    }
}

#[test]
fn references_to_hubs_are_marks_unless_they_are_drawn() {
    let model = with_hub(12);
    let folded = plane(&model, &Options::default()).unwrap();
    let drawn = plane(&model, &Options { hubs: Hubs::Draw, ..Options::default() }).unwrap();
    assert_eq!((folded.lines.len(), drawn.lines.len()), (11, 23));
    let text = svg(&model, &Options::default());
    assert_eq!(text.matches(">→ concept<").count(), 12 + 1, "a mark a reference, and one in the legend");
}

#[test]
fn nothing_that_a_definition_says_wrongly_is_lost() {
    let mut model = clinic();
    model.references.push(Reference::single("", ("visit", "cost"), ("price", "price_id")));
    model.references.push(Reference { table: "nowhere".into(), ..Reference::default() });
    assert!(svg(&model, &Options::default()).contains("? price"));
}

#[test]
fn tables_are_chosen_by_glob_nearness_and_area() {
    let model = with_hub(12);
    let chosen = |options: &Options| plane(&model, options).map(|plane| names(&plane).join(" "));
    let globs =
        Options { tables: vec!["T1*".parse().unwrap()], exclude: vec!["t1".parse().unwrap()], ..Options::default() };
    assert_eq!(chosen(&globs).unwrap(), "t10 t11");
    let around =
        |table: &str, distance| Options { around: Some(table.into()), distance: Some(distance), ..Options::default() };
    assert_eq!(chosen(&around("T5", 1)).unwrap(), "t4 t5 t6 concept");
    assert_eq!(chosen(&around("t5", 2)).unwrap(), "t3 t4 t5 t6 t7 concept", "a hub is near to everything");
    assert_eq!(
        chosen(&around("t99", 1)),
        Err(Error::UnknownTable { name: "t99".into(), suggestion: Some("t9".into()) })
    );
    let none =
        Options { tables: vec!["t1".parse().unwrap()], exclude: vec!["t*".parse().unwrap()], ..Options::default() };
    assert_eq!(chosen(&none), Err(Error::NothingChosen));
    let slip = Options { exclude: vec!["conept".parse().unwrap()], ..Options::default() };
    assert!(
        matches!(chosen(&slip), Err(Error::UnmatchedPattern { suggestion: Some(meant), .. }) if meant == "concept")
    );
    let area = Options { area: Some("no such".into()), ..Options::default() };
    assert!(matches!(chosen(&area), Err(Error::UnknownArea { .. })));
    let limit = |things| Options { limit: Limit { things, ..Limit::default() }, ..Options::default() };
    let refused = Error::TooLarge { tables: 13, fields: 36, references: 23, limit: 71 };
    assert_eq!(chosen(&limit(71)), Err(refused));
    assert!(chosen(&limit(72)).is_ok());
}

#[test]
fn detail_and_order_decide_about_rows() {
    let model = clinic();
    let texts = |options: &Options| {
        let text = svg(&model, options);
        ["person_id", "born", "cost"].map(|name| text.contains(&format!(">{name}<")))
    };
    assert_eq!(texts(&Options { detail: Detail::Names, ..Options::default() }), [false, false, false]);
    assert_eq!(texts(&Options::default()), [true, false, false]);
    assert_eq!(texts(&Options { detail: Detail::All, ..Options::default() }), [true, true, true]);
}

#[test]
fn types_are_written_as_asked() {
    let oracle = Types::Dialect(crate::dialect::find("oracle").unwrap());
    assert!(svg(&clinic(), &Options::default()).contains(">integer<"));
    assert!(svg(&clinic(), &Options { types: oracle, ..Options::default() }).contains(">NUMBER(10)<"));
    assert!(!svg(&clinic(), &Options { types: Types::Hidden, ..Options::default() }).contains(">integer<"));
}

#[test]
fn a_comparison_marks_what_changed_by_sign() {
    let old = clinic();
    let mut new = clinic();
    new.tables.retain(|table| table.name != "ward");
    new.references.retain(|reference| reference.ref_table != "ward");
    new.tables.push(Table { name: "bed".into(), ..Table::default() });
    new.tables[1].fields[4].data_type = FieldType { kind: TypeKind::Number, ..FieldType::default() };
    let text = svg(&new, &Options { compare: Some(old.clone().into()), ..Options::default() });
    for sign in [">+ bed<", ">− ward<", ">~ visit<", ">integer → number<"] {
        assert!(text.contains(sign), "{sign}");
    }
    assert!(!text.contains("~ person"), "what did not change has no sign");
    let hidden = Options { compare: Some(old.clone().into()), types: Types::Hidden, ..Options::default() };
    assert!(svg(&new, &hidden).contains(">cost<"), "a changed type is a change, shown or not");
    let same = svg(&old, &Options { compare: Some(old.clone().into()), ..Options::default() });
    assert_eq!(same.matches(">~<").count(), 0, "no sign, and none to explain");
}

#[test]
fn odd_names_are_harmless() {
    let odd = model(&["a<b>&\"c:x;y,z"], &[]);
    let text = svg(&odd, &Options { detail: Detail::All, ..Options::default() });
    assert!(text.contains("a&lt;b&gt;&amp;&quot;c"));
    let refused = model(&["a:x\u{1}y"], &[]);
    for format in FORMATS {
        let error = format.render(&refused, &Options::default()).unwrap_err();
        assert!(matches!(error, Error::ControlCharacter(_)), "{}: {error}", format.name());
    }
    assert!(svg(&Model::default(), &Options::default()).contains("</svg>"));
}

#[test]
fn styles_choose_the_colours() {
    let text = |style| svg(&clinic(), &Options { style, ..Options::default() });
    assert!(text(Style::Auto).contains("prefers-color-scheme:dark"));
    assert!(!text(Style::Light).contains("prefers-color-scheme"));
    assert_ne!(text(Style::Light), text(Style::Dark));
}

#[test]
fn what_stands_around_a_hub_has_few_lines_and_shows_keys_only() {
    let mut model = with_hub(60);
    for table in &mut model.tables {
        let field = |n: usize| Field { name: format!("note_{n}"), ..Field::default() };
        table.fields.extend((0..20).map(field));
    }
    let options = Options { around: Some("concept".into()), detail: Detail::All, ..Options::default() };
    let plane = plane(&model, &options).unwrap();
    let hub = plane.tables.iter().position(|table| table.name == "concept").unwrap();
    assert_eq!((plane.tables.len(), plane.lines.len()), (61, 40));
    assert!(plane.lines.iter().all(|line| line.to == hub));
    let text = svg(&model, &options);
    // 60 references to the hub and 59 others.
    assert!(text.contains("119 references, 79 of them shown as marks"), "{text}");
    assert_eq!(text.matches(">note_0<").count(), 1, "only the hub has all its fields");
    let small = with_hub(9);
    let lines = super::plane(&small, &options).unwrap().lines.len();
    assert_eq!(lines, 17, "few lines are all drawn");
}
