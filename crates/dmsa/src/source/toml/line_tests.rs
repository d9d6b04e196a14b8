use super::*;

fn round_trip(text: &str) {
    assert_eq!(FieldLine::parse(text).unwrap().write(), text);
}

#[test]
fn field_lines_read_as_they_are_written() {
    round_trip("integer");
    round_trip("string(255) not null required default 'it''s'");
    round_trip("number(10, 2)");
    round_trip("number(length 30, precision 25)");
    round_trip("integer -> a.b as x -> 'c d'.'é-' as 'y.z' -> e.f");
    round_trip("integer -> a.b on delete cascade -> c.d as x on delete set null on update set default");
    round_trip("?");
    round_trip("?(3) required");
    round_trip("'double precision'(3)");
    round_trip("varchar2(length 8)");
}

#[test]
fn the_parts_of_a_field_come_in_any_order() {
    let line = FieldLine::parse(" STRING ( 5 )  -> a.b  required default x not null").unwrap();
    assert_eq!(line.write(), "string(5) not null required default 'x' -> a.b");
}

#[test]
fn errors_say_what_was_expected() {
    let error = |text: &str| FieldLine::parse(text).unwrap_err().message;
    assert_eq!(error(""), "expected a type, or `?` for none at the end");
    assert_eq!(error("integer nul"), "expected `not null`, `required`, `default` or `->`, not `nul`");
    assert_eq!(error("integer not required"), "expected `null`, not `required`");
    assert_eq!(error("integer -> a"), "expected `.` at the end");
    assert_eq!(error("integer -> a.b as"), "expected a name at the end");
    assert_eq!(error("string(1, 2)"), "too many sizes for the type `string`");
    assert_eq!(error("string(ten)"), "the size `ten` is not a whole number");
    assert_eq!(error("string(size 1)"), "`size` is no size; expected length, precision or scale");
    assert_eq!(error("integer default 'x"), "the quote in front of \"x\" is not closed");
    assert_eq!(error("number default 0.5"), "a default with a point in it stands in single quotes");
    assert_eq!(error("integer; drop"), "';' is not expected here; names with such characters stand in single quotes");
    assert_eq!(parse_key("t (a b)", Origin::default()).unwrap_err().message, "expected `,` or `)`, not `b`");
    assert_eq!(parse_not_null("t.a x", Origin::default()).unwrap_err().message, "expected the end, not `x`");
}

#[test]
fn words_are_taken_in_any_case() {
    let line = FieldLine::parse("Integer NOT NULL Required DEFAULT 'x' -> a.b AS c").unwrap();
    assert_eq!(line.write(), "integer not null required default 'x' -> a.b as c");
}

#[test]
fn errors_say_where() {
    let at = |text: &'static str| text.get(FieldLine::parse(text).unwrap_err().at);
    assert_eq!(at("integer nut null"), Some("nut"));
    assert_eq!(at("integer not required"), Some("required"));
    assert_eq!(at("'é' default 'ü' ;x"), Some(";"));
    assert_eq!(at("string(ten)"), Some("ten"));
    assert_eq!(at("number(scale é)"), Some("é"));
    assert_eq!(at("string(size 1)"), Some("size"));
    assert_eq!(at("string(1, 2)"), Some("2"));
    assert_eq!(at("integer default 'x"), Some("'"));
    assert_eq!(FieldLine::parse("varchar(10 ").unwrap_err().at, 10..10);
}

#[test]
fn keys_references_indexes_and_renamings_read_as_they_are_written() {
    let here = Origin::default;
    for text in ["t (a, 'b c') as k", "t ()"] {
        assert_eq!(write_key(&parse_key(text, here()).unwrap()), text);
    }
    for text in ["t.a -> u.b as fk", "t.a -> ''.b"] {
        assert_eq!(write_reference(&parse_reference(text, here()).unwrap()), text);
    }
    for text in ["unique t (a desc, b) as i", "unique (a)", "t (desc desc)", "unique unique ()"] {
        assert_eq!(write_index(&parse_index(text, here()).unwrap()), text);
    }
    for text in ["t.a -> u.b", "t -> u"] {
        assert_eq!(write_renaming(&parse_renaming(text, "v1", here()).unwrap()), text);
    }
    assert_eq!(write_not_null(&parse_not_null("'t.a'.b", here()).unwrap()), "'t.a'.b");
}

#[test]
fn references_of_several_fields_are_lists() {
    let round_trip = |text: &str| assert_eq!(write_reference(&parse_reference(text, Origin::default()).unwrap()), text);
    round_trip("a.b -> c.d as e on update restrict");
    round_trip("a (b, 'c d') -> e (f, g) as h on delete cascade");
    round_trip("a () -> b ()");
    let of = |text: &str| write_reference_of(&parse_reference_of("t", text, Origin::default()).unwrap());
    assert_eq!(of("b -> c.d"), "b -> c.d");
    assert_eq!(of("(b, c) -> d (e, f) as g"), "(b, c) -> d (e, f) as g");
    let error = |text: &str| parse_reference(text, Origin::default()).unwrap_err().message;
    assert_eq!(error("a (b, c) -> d (e)"), "2 fields refer to 1");
    assert_eq!(error("a.b -> c.d on insert cascade"), "expected `delete` or `update`, not `insert`");
    assert_eq!(
        error("a.b -> c.d on delete maybe"),
        "expected `no action`, `restrict`, `cascade`, `set null` or `set default`"
    );
}
