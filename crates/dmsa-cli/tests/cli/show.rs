//! `dmsa show`.

use crate::support::{CLINIC, out, refused, run};
use insta::assert_snapshot;

fn clinic(rest: &str) -> String {
    out(&format!("show --source {CLINIC} clinic {rest}"))
}

#[test]
fn a_model_has_versions() {
    assert_snapshot!(clinic(""), @r"
    version  release  label         url
    1.0.0    final 1  Clinic v1     https://example.org/clinic
    1.10.0   beta 2   Clinic v1.10  https://example.org/clinic
    ");
}

#[test]
fn a_version_has_tables() {
    assert_snapshot!(clinic("1.10"), @r"
    clinic 1.10.0  Clinic v1.10  beta 2  https://example.org/clinic

    table   label   fields  references  referred to  indexes  primary key
    site    Site         2                        1           site_id
    person  Person       6           2            2        2  person_id
    visit                2           1                        person_id, day

    3 tables, 10 fields, 3 references, 2 indexes

    Descriptions
    table   description
    person  People who were seen
    ");
}

#[test]
fn a_table_has_fields_keys_indexes_and_references_both_ways() {
    assert_snapshot!(clinic("latest person"), @r"
    person  clinic 1.10.0  Person
    People who were seen

    field      type          required  not null  default     key      refers to         indexed  formerly             label
    person_id  integer       yes       yes                   primary
    site_id    integer       yes       yes                            site.site_id      yes
    mother_id  integer                                                person.person_id
    full_name  string(100)   yes                                                                 person.name (1.0.0)  Name
    born       date                              1900-01-01                             yes
    weight     number(5, 2)

    Descriptions
    field      description
    full_name  The name in full

    Keys
    kind     name        fields
    primary  xpk_person  person_id

    Indexes
    name             fields
    idx_person_site  site_id
    idx_person_born  born desc

    Referred to by
    table   field      through    name
    person  mother_id  person_id  fpk_person_mother
    visit   person_id  person_id  fpk_visit_person
    ");
    assert_snapshot!(clinic("1.10.0 VISIT"), @r"
    visit  clinic 1.10.0

    field      type     required  not null  key      refers to
    person_id  integer  yes       yes       primary  person.person_id
    day        date     yes       yes       primary

    Keys
    kind     name       fields
    primary  xpk_visit  person_id, day
    ");
}

#[test]
fn programs_get_json() {
    assert_snapshot!(clinic("--json"), @r#"
    [
      {
        "name": "clinic",
        "version": "1.0.0",
        "label": "Clinic v1",
        "url": "https://example.org/clinic",
        "release": {
          "level": "final",
          "serial": "1"
        }
      },
      {
        "name": "clinic",
        "version": "1.10.0",
        "label": "Clinic v1.10",
        "url": "https://example.org/clinic",
        "release": {
          "level": "beta",
          "serial": "2"
        }
      }
    ]
    "#);
    assert_snapshot!(clinic("1.0 --json"), @r#"
    {
      "name": "clinic",
      "version": "1.0.0",
      "label": "Clinic v1",
      "description": "",
      "url": "https://example.org/clinic",
      "release": {
        "level": "final",
        "serial": "1"
      },
      "tables": [
        {
          "name": "person",
          "label": "",
          "description": "",
          "fields": 2,
          "primary_key": [
            "person_id"
          ],
          "references": 0,
          "referred_to_by": 0,
          "indexes": 0
        }
      ]
    }
    "#);
    assert_snapshot!(clinic("1.10 person --json"), @r#"
    {
      "model": "clinic",
      "version": "1.10.0",
      "table": "person",
      "label": "Person",
      "description": "People who were seen",
      "fields": [
        {
          "name": "person_id",
          "label": "",
          "description": "",
          "type": "integer",
          "required": true,
          "not_null": true,
          "default": "",
          "in_primary_key": true,
          "in_unique": false,
          "references": [],
          "indexes": [],
          "formerly": [],
          "extra": {}
        },
        {
          "name": "site_id",
          "label": "",
          "description": "",
          "type": "integer",
          "required": true,
          "not_null": true,
          "default": "",
          "in_primary_key": false,
          "in_unique": false,
          "references": [
            {
              "name": "fpk_person_site",
              "table": "site",
              "field": "site_id"
            }
          ],
          "indexes": [
            "idx_person_site"
          ],
          "formerly": [],
          "extra": {}
        },
        {
          "name": "mother_id",
          "label": "",
          "description": "",
          "type": "integer",
          "required": false,
          "not_null": false,
          "default": "",
          "in_primary_key": false,
          "in_unique": false,
          "references": [
            {
              "name": "fpk_person_mother",
              "table": "person",
              "field": "person_id"
            }
          ],
          "indexes": [],
          "formerly": [],
          "extra": {}
        },
        {
          "name": "full_name",
          "label": "Name",
          "description": "The name in full",
          "type": "string(100)",
          "required": true,
          "not_null": false,
          "default": "",
          "in_primary_key": false,
          "in_unique": false,
          "references": [],
          "indexes": [],
          "formerly": [
            "person.name (1.0.0)"
          ],
          "extra": {}
        },
        {
          "name": "born",
          "label": "",
          "description": "",
          "type": "date",
          "required": false,
          "not_null": false,
          "default": "1900-01-01",
          "in_primary_key": false,
          "in_unique": false,
          "references": [],
          "indexes": [
            "idx_person_born"
          ],
          "formerly": [],
          "extra": {}
        },
        {
          "name": "weight",
          "label": "",
          "description": "",
          "type": "number(5, 2)",
          "required": false,
          "not_null": false,
          "default": "",
          "in_primary_key": false,
          "in_unique": false,
          "references": [],
          "indexes": [],
          "formerly": [],
          "extra": {}
        }
      ],
      "primary_keys": [
        {
          "name": "xpk_person",
          "fields": [
            "person_id"
          ]
        }
      ],
      "uniques": [],
      "indexes": [
        {
          "name": "idx_person_site",
          "unique": false,
          "fields": [
            {
              "name": "site_id",
              "descending": false
            }
          ]
        },
        {
          "name": "idx_person_born",
          "unique": false,
          "fields": [
            {
              "name": "born",
              "descending": true
            }
          ]
        }
      ],
      "referred_to_by": [
        {
          "name": "fpk_person_mother",
          "table": "person",
          "field": "mother_id",
          "to": "person_id"
        },
        {
          "name": "fpk_visit_person",
          "table": "visit",
          "field": "person_id",
          "to": "person_id"
        }
      ]
    }
    "#);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    assert_snapshot!(refused(1, &format!("show --source {CLINIC} clinc")), @r"
    error: no model `clinc`
    help: did you mean `clinic`? the models are clinic
    ");
    assert_snapshot!(refused(1, &format!("show --source {CLINIC} clinic 2.0")), @r"
    error: model `clinic` has no version `2.0`
    help: the versions are 1.0.0, 1.10.0
    ");
    assert_snapshot!(refused(1, &format!("show --source {CLINIC} clinic 1.10 persn")), @r"
    error: clinic 1.10.0 has no table `persn`
    help: did you mean `person`? the tables are site, person, visit
    ");
    assert_snapshot!(refused(1, "show pedsnet 6.3 persn"), @r"
    error: pedsnet 6.3.0 has no table `persn`
    help: did you mean `person`? `dmsa show pedsnet 6.3.0` lists the tables
    ");
    assert_snapshot!(refused(1, "show pedsnet 66"), @r"
    error: model `pedsnet` has no version `66`
    help: `dmsa show pedsnet` lists the versions
    ");
}

#[test]
fn every_table_of_the_embedded_catalog_can_be_shown() {
    let models: serde_json::Value = serde_json::from_str(&out("models --json")).unwrap();
    for model in models.as_array().unwrap() {
        let (name, version) = (model["name"].as_str().unwrap(), model["version"].as_str().unwrap());
        let shown = out(&format!("show {name} {version}"));
        assert!(shown.starts_with(&format!("{name} {version}")), "{shown}");
    }
    assert!(out("show pedsnet 6.3 person").contains("gender_concept_id"));
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    assert!(!clinic("1.0").contains('\x1b'));
    let coloured = run(&["show", "--color", "always", "--source", CLINIC, "clinic", "1.0"]);
    assert!(coloured.out.contains("\x1b[1mclinic 1.0.0\x1b[0m"), "{}", coloured.out);
    assert!(run(&["show", "--color=always", "nothing"]).err.starts_with("\x1b[1m\x1b[31merror:\x1b[0m"));
}
