use super::*;
use crate::diagram::facts::Change;
use crate::diagram::facts::{Facts, FieldFact, RefFact, TableFact};
use crate::model::FieldType;

fn facts(tables: &[(&str, &[&str])], references: &[(&str, &str)]) -> Facts {
    let place = |name: &str| tables.iter().position(|(table, _)| *table == name).unwrap();
    let field = |name: &&str| FieldFact {
        name: (*name).to_owned(),
        type_text: String::new(),
        data_type: FieldType::default(),
        primary: false,
        unique: false,
        unique_keys: Vec::new(),
        not_null: false,
        refers: false,
        identifies: false,
        change: Change::None,
    };
    let table = |(name, fields): &(&str, &[&str])| TableFact {
        name: (*name).to_owned(),
        description: String::new(),
        fields: fields.iter().map(field).collect(),
        change: Change::None,
    };
    let reference = |(from, to): &(&str, &str)| RefFact {
        from: place(from),
        from_field: None,
        to: Ok(place(to)),
        to_field: None,
        change: Change::None,
    };
    Facts { tables: tables.iter().map(table).collect(), references: references.iter().map(reference).collect() }
}

fn names(facts: &Facts, groups: &[Group]) -> Vec<(String, Vec<String>)> {
    let names = |group: &Group| group.tables.iter().map(|&table| facts.tables[table].name.clone()).collect();
    groups.iter().map(|group| (group.title.clone(), names(group))).collect()
}

/// A shop, which has nothing of the words of health data.
fn shop() -> Facts {
    facts(
        &[
            ("order", &["order_id", "customer_id"]),
            ("order_line", &["order_id", "line_no", "article_id"]),
            ("order_discount", &["order_id", "discount"]),
            ("invoice", &["invoice_id", "order_id"]),
            ("article", &["article_id", "colour"]),
            ("article_price", &["article_id", "price"]),
            ("article_stock", &["article_id", "warehouse_id"]),
            ("warehouse", &["warehouse_id"]),
            ("employee", &["employee_id", "wage"]),
            ("employee_leave", &["employee_id", "days"]),
        ],
        &[
            ("order_line", "order"),
            ("order_discount", "order"),
            ("invoice", "order"),
            ("article_price", "article"),
            ("article_stock", "article"),
            ("article_stock", "warehouse"),
            ("employee_leave", "employee"),
        ],
    )
}

#[test]
fn tables_of_an_unknown_trade_are_grouped_by_names_fields_and_references() {
    let shop = shop();
    let groups = names(&shop, &find(&shop, &[]));
    let group_of = |table: &str| groups.iter().position(|(_, tables)| tables.iter().any(|name| name == table)).unwrap();
    assert_eq!(group_of("order"), group_of("order_line"));
    assert_eq!(group_of("article"), group_of("article_price"));
    assert_eq!(group_of("employee"), group_of("employee_leave"));
    assert_ne!(group_of("order"), group_of("employee"));
    assert_eq!(groups[group_of("employee")].0, "Employee");
}

#[test]
fn every_table_is_in_one_area_and_titles_differ() {
    let shop = shop();
    let groups = find(&shop, &[]);
    let mut all: Vec<usize> = groups.iter().flat_map(|group| group.tables.clone()).collect();
    all.sort_unstable();
    assert_eq!(all, (0..shop.tables.len()).collect::<Vec<_>>());
    let mut titles: Vec<&String> = groups.iter().map(|group| &group.title).collect();
    titles.dedup();
    assert_eq!(titles.len(), groups.len());
}

#[test]
fn areas_given_by_hand_come_first() {
    let shop = shop();
    let rules =
        [Area { title: "Goods".into(), tables: vec!["ARTICLE*".into(), "warehouse".into()], ..Area::default() }];
    let groups = names(&shop, &find(&shop, &rules));
    assert_eq!(groups[0].0, "Goods");
    assert_eq!(groups[0].1, ["article", "article_price", "article_stock", "warehouse"]);
}

#[test]
fn small_models_have_no_areas() {
    let pair = facts(&[("a", &[]), ("b", &[])], &[]);
    assert_eq!(find(&pair, &[]), [Group { title: String::new(), hue: 0, tables: vec![0, 1] }]);
    assert!(find(&facts(&[], &[]), &[]).is_empty());
}

#[test]
fn a_table_goes_where_the_table_it_is_named_after_goes() {
    let mut tables: Vec<(String, &[&str])> =
        ["visit", "note", "ward", "surgery", "surgery_step", "surgery_team"].map(|name| (name.into(), &[][..])).into();
    tables.extend(["surgery_note", "note_part", "person", "person_name"].map(|name| (name.into(), &[][..])));
    let tables: Vec<(&str, &[&str])> = tables.iter().map(|(name, fields)| (name.as_str(), *fields)).collect();
    let hospital =
        facts(&tables, &[("surgery_note", "surgery"), ("surgery_step", "surgery"), ("surgery_team", "surgery")]);
    let groups = names(&hospital, &find(&hospital, &[]));
    let group_of = |table: &str| groups.iter().position(|(_, tables)| tables.iter().any(|name| name == table)).unwrap();
    assert_eq!(group_of("surgery_note"), group_of("surgery"));
    assert_eq!(group_of("note_part"), group_of("note"));
    assert_ne!(group_of("surgery_note"), group_of("note"));
}

#[test]
fn a_large_model_of_unknown_words_has_few_areas_that_are_named_after_their_centres() {
    let names_of: Vec<String> = (0..240).map(|table| format!("table_{table}")).collect();
    let tables: Vec<(&str, &[&str])> = names_of.iter().map(|name| (name.as_str(), &[][..])).collect();
    let head = |table: usize| if table.is_multiple_of(4) { table.saturating_sub(4) } else { table - table % 4 };
    let references: Vec<(&str, &str)> =
        (1..240).map(|table| (names_of[table].as_str(), names_of[head(table)].as_str())).collect();
    let facts = facts(&tables, &references);
    let groups = names(&facts, &find(&facts, &[]));
    assert!((15..=22).contains(&groups.len()), "{groups:?}");
    assert!(groups.iter().all(|(title, tables)| tables.len() <= 16 && title.starts_with("Table ")), "{groups:?}");
}
