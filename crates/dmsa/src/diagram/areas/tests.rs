use super::*;
use crate::diagram::content::Change;
use crate::diagram::content::{Content, Field, Reference, Table};

fn content(tables: &[(&str, &[&str])], references: &[(&str, &str)]) -> Content {
    let place = |name: &str| tables.iter().position(|(table, _)| *table == name).unwrap();
    let field = |name: &&str| Field { name: (*name).to_owned(), ..Field::default() };
    let table = |(name, fields): &(&str, &[&str])| Table {
        name: (*name).to_owned(),
        fields: fields.iter().map(field).collect(),
        ..Table::default()
    };
    let reference = |(from, to): &(&str, &str)| Reference {
        from: place(from),
        to: Ok(place(to)),
        pairs: Vec::new(),
        many: true,
        optional: true,
        change: Change::None,
    };
    Content {
        tables: tables.iter().map(table).collect(),
        references: references.iter().map(reference).collect(),
        ..Content::default()
    }
}

fn names(content: &Content, groups: &[Group]) -> Vec<(String, Vec<String>)> {
    let names = |group: &Group| group.tables.iter().map(|&table| content.tables[table].name.clone()).collect();
    groups.iter().map(|group| (group.title.clone(), names(group))).collect()
}

/// A shop, which has nothing of the words of health data.
fn shop() -> Content {
    content(
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
    let pair = content(&[("a", &[]), ("b", &[])], &[]);
    assert_eq!(find(&pair, &[]), [Group { title: String::new(), hue: 0, tables: vec![0, 1] }]);
    assert!(find(&content(&[], &[]), &[]).is_empty());
}

#[test]
fn a_table_goes_where_the_table_it_is_named_after_goes() {
    let mut tables: Vec<(String, &[&str])> =
        ["visit", "note", "ward", "surgery", "surgery_step", "surgery_team"].map(|name| (name.into(), &[][..])).into();
    tables.extend(["surgery_note", "note_part", "person", "person_name"].map(|name| (name.into(), &[][..])));
    let tables: Vec<(&str, &[&str])> = tables.iter().map(|(name, fields)| (name.as_str(), *fields)).collect();
    let hospital =
        content(&tables, &[("surgery_note", "surgery"), ("surgery_step", "surgery"), ("surgery_team", "surgery")]);
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
    let content = content(&tables, &references);
    let groups = names(&content, &find(&content, &[]));
    assert!((15..=22).contains(&groups.len()), "{groups:?}");
    assert!(groups.iter().all(|(title, tables)| tables.len() <= 16 && title.starts_with("Table ")), "{groups:?}");
}

/// Tables in the order given, each with the tables it refers to: `order_line > order, article`.
fn business(text: &str) -> Content {
    let lines: Vec<(&str, Vec<&str>)> = (text.split(';').map(str::trim).filter(|line| !line.is_empty()))
        .map(|line| match line.split_once('>') {
            Some((table, targets)) => (table.trim(), targets.split(',').map(str::trim).collect()),
            None => (line, Vec::new()),
        })
        .collect();
    let ids: Vec<Vec<String>> = (lines.iter())
        .map(|(table, targets)| [table].into_iter().chain(targets).map(|name| format!("{name}_id")).collect())
        .collect();
    let fields: Vec<Vec<&str>> = ids.iter().map(|ids| ids.iter().map(String::as_str).collect()).collect();
    let tables: Vec<(&str, &[&str])> =
        lines.iter().zip(&fields).map(|((table, _), fields)| (*table, fields.as_slice())).collect();
    let references: Vec<(&str, &str)> =
        lines.iter().flat_map(|(table, targets)| targets.iter().map(|target| (*table, *target))).collect();
    content(&tables, &references)
}

/// Ten trades that have nothing to do with health, though many of their words are among those of its themes.
const BUSINESSES: [&str; 10] = [
    "actor; address > city; category; city > country; country; customer > store, address; film > language; film_actor > \
     actor, film; film_category > film, category; inventory > film, store; language; payment > customer, staff, rental; \
     rental > inventory, customer, staff; staff > address, store; store > staff, address",
    "airline; airport > location; location; flight > airline, airport; seat > aircraft; aircraft > airline; booking > \
     passenger; passenger > person; person; ticket > booking, flight; boarding_pass > ticket, seat; fare_plan > airline; \
     crew_member > person; crew_duty > crew_member, flight; loyalty_account > passenger",
    "account > customer; customer > address; address; branch > address; card > account; charge > card; claim > policy; \
     loan > account, branch; loan_plan > loan; policy > customer; transfer > account; transfer_code; statement > account; \
     teller > branch; audit_log > teller",
    "student; teacher; course > department; department > site; site; class_period > course, teacher; enrollment > student, \
     class_period; attendance_code; attendance > enrollment, attendance_code; grade > enrollment; exam > course; exam_result \
     > exam, student; room > site; guardian > student; note > student, teacher",
    "device > site; site > organization; organization; sensor > device; measurement > sensor; observation > sensor; alarm > \
     device; firmware_version; firmware_install > device, firmware_version; technician > organization; work_order > device, \
     technician; spare_part; part_use > work_order, spare_part; condition_rule > sensor; problem_report > device",
    "tbl_customer; tbl_order > tbl_customer; tbl_order_line > tbl_order, tbl_product; tbl_product > tbl_supplier; tbl_supplier; \
     tbl_stock > tbl_product, tbl_store; tbl_store; tbl_invoice > tbl_order; tbl_payment > tbl_invoice; tbl_return > \
     tbl_order_line",
    "Employee > Department; Department > Location; Location; Position > Department; Contract > Employee, Position; Absence > \
     Employee; AbsenceCode; PayRun > PayPeriod; PayPeriod; PaySlip > PayRun, Employee; TaxCode; Training > Provider; \
     Provider; TrainingVisit > Training, Employee; Appraisal > Employee",
    "dim_date; dim_store; dim_product; dim_customer; dim_promotion; fact_sales > dim_date, dim_store, dim_product, \
     dim_customer, dim_promotion; fact_stock > dim_date, dim_store, dim_product; fact_returns > dim_date, dim_store, \
     dim_product, dim_customer; fact_cost > dim_date, dim_store; stg_sales; stg_stock",
    "car > model; model > maker; maker; dealer > address; address > region; region; sale > car, dealer, buyer; buyer > \
     address; service_visit > car, dealer; service_note > service_visit; service_procedure > service_visit; warranty_claim \
     > car; lease_plan > car, buyer",
    "xqz; xqz_d > xqz; brt; brt_h > brt; kkv > brt; lmn > xqz; prq; prq_x > prq; vvw > prq; zzt > prq; wrt > brt",
];

#[test]
fn no_trade_is_given_a_title_of_health_data_and_titles_are_words_of_the_tables() {
    for text in BUSINESSES {
        let content = business(text);
        for group in find(&content, &[]) {
            let title = group.title.to_lowercase();
            assert!(THEMES.iter().all(|theme| theme.title != group.title), "{}: {text}", group.title);
            let stem = title.split(' ').next().unwrap().trim_end_matches('s');
            let known = group.tables.iter().any(|&table| content.tables[table].name.to_lowercase().contains(stem));
            assert!(known || title == "other", "{title}: {text}");
            assert!(!title.starts_with("tbl") && !title.starts_with("dim "), "{title}");
        }
    }
}

#[test]
fn abbreviations_are_no_titles() {
    for name in ["d_items", "tbl_items", "items"] {
        assert_eq!(sentence(&readable_words(name)), "Items", "{name}");
    }
    assert_eq!(sentence(&readable_words("CareSite")), "Care site");
    assert_eq!(sentence(&readable_words("care_site_d")), "Care site d");
    for name in ["poe", "omr", "xqz_d", "d", "tbl", "dim_t", ""] {
        assert_eq!(readable_words(name), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn neighbours_never_share_a_colour_however_many_areas_there_are() {
    let regions: Vec<[f64; 4]> = (0..60)
        .map(|place| {
            let (x, y) = (f64::from(place % 8) * 300.0, f64::from(place / 8) * 250.0);
            [x, y, x + 280.0, y + 230.0]
        })
        .collect();
    let hues: Vec<u8> = (0..60).map(|place| (place % HUES) as u8).collect();
    let coloured = part_neighbours(&hues, &regions);
    for (a, x) in regions.iter().enumerate() {
        for (b, y) in regions.iter().enumerate().skip(a + 1) {
            let near = x[0] - 60.0 < y[2] && y[0] - 60.0 < x[2] && x[1] - 60.0 < y[3] && y[1] - 60.0 < x[3];
            assert!(!near || coloured[a] != coloured[b], "{a} {b}");
        }
    }
    assert_eq!(part_neighbours(&hues[..HUES], &regions[..HUES]), hues[..HUES], "enough colours for all");
}
