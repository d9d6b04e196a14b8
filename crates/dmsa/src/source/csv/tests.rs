use crate::model::{Model, TypeKind};
use crate::source::{Loaded, SourceFile, directory};
use std::fmt::Write;

const MODELS: &str = "model,version,release_level,release_serial,label,url,description\nm,1.0.0,beta,2,M,http://m,\n";
const FIELDS: &str = "model,version,table,field,required,label,value_set,description\n";
const SCHEMA: &str = "model,version,table,field,type,length,precision,scale,default\n";

/// Reads files given as path, header and rows. The models file is there already.
fn read(files: &[(&str, &str, &str)]) -> Loaded {
    let file = |path: &str, text: String| SourceFile { path: path.into(), bytes: text.into() };
    let mut all = vec![file("d/models.csv", MODELS.into())];
    all.extend(files.iter().map(|(path, header, rows)| file(path, format!("{header}{rows}"))));
    directory::read_files(&all)
}

fn only_model(loaded: &Loaded) -> &Model {
    assert_eq!(loaded.catalog.models.len(), 1);
    &loaded.catalog.models[0]
}

/// The fields as `table.field type`.
fn fields(model: &Model) -> Vec<String> {
    let of = |table: &crate::model::Table| {
        table
            .fields
            .iter()
            .map(|field| format!("{}.{} {}", table.name, field.name, field.data_type))
            .collect::<Vec<_>>()
    };
    model.tables.iter().flat_map(of).collect()
}

/// The diagnostics as `code place message`.
fn findings(loaded: &Loaded) -> String {
    let mut text = String::new();
    for found in &loaded.diagnostics {
        writeln!(text, "{} {}: {}", found.code.name, found.origin, found.message).unwrap();
    }
    text
}

#[test]
fn a_definition_is_put_together_from_its_files() {
    let loaded = read(&[
        ("d/a/fields.csv", FIELDS, "m,v1,t,b,YES,The b,x;y,\"What, then?\"\nm,v1,t,a,no,,,\n"),
        ("d/z.csv", SCHEMA, "m,v1,t,a,Number,,10,0,1\nm,v1,t,b,string,20,,,\n"),
        ("d/tables.csv", "model,version,table,description\n", "m,v1,t,Things\n"),
    ]);
    assert_eq!(findings(&loaded), "");
    let model = only_model(&loaded);
    assert_eq!((model.name.as_str(), model.version.as_str(), model.label.as_str()), ("m", "1.0.0", "M"));
    assert_eq!((model.release.level.as_str(), model.release.serial.as_str()), ("beta", "2"));
    assert_eq!(fields(model), ["t.b string(20)", "t.a number(10, 0)"]);
    let (b, a) = (&model.tables[0].fields[0], &model.tables[0].fields[1]);
    assert_eq!((b.required, b.label.as_str(), b.description.as_str()), (true, "The b", "What, then?"));
    assert_eq!(b.extra.get("value_set").map(String::as_str), Some("x;y"));
    assert_eq!((a.required, a.default.as_str(), a.extra.len()), (false, "1", 0));
    assert_eq!(b.origin.to_string(), "d/a/fields.csv:2");
    assert_eq!(model.tables[0].description, "Things");
}

#[test]
fn keys_of_several_fields_are_rows_of_one_name() {
    let constraints = "model,version,table,field,type,name\n";
    let loaded = read(&[
        ("d/fields.csv", FIELDS, "m,v1,T,a,,,,\nm,v1,T,b,,,,\n"),
        ("d/schema.csv", SCHEMA, "m,v1,t,A,integer,,,,\nm,v1,t,B,date,,,,\n"),
        (
            "d/keys.csv",
            constraints,
            "m,v1,t,b,Primary Key,pk\nm,v1,T,a,unique,u\nm,v1,t,A,primary_key,PK\nm,v1,t,b,NOT NULL,\nm,v1,t,a,uniqe,u\n",
        ),
        ("d/i.csv", "model,version,name,unique,table,field,order\n", "m,v1,i,Yes,t,a,DESC\nm,v1,i,no,t,b,asc\n"),
        ("d/r.csv", "version,table,field,ref_table,ref_field,name\n", "v1,t,a,T,B,\nv1,t,a,gone,Id,r\nv1,t,a,,x,r\n"),
    ]);
    assert_eq!(
        findings(&loaded),
        "unknown-constraint-type d/keys.csv:6: `uniqe` is no type of constraint; the row was left out\n\
         unusable-row d/r.csv:4: the row has no table it refers to, so it was left out\n"
    );
    let model = only_model(&loaded);
    assert_eq!(fields(model), ["T.a integer", "T.b date"]);
    let key = |key: &crate::model::Key| {
        format!("{} {}({})", key.name, key.table, key.field_names().collect::<Vec<_>>().join(", "))
    };
    assert_eq!(model.primary_keys.iter().map(key).collect::<Vec<_>>(), ["pk T(b, a)"]);
    assert_eq!(model.uniques.iter().map(key).collect::<Vec<_>>(), ["u T(a)"]);
    assert_eq!((model.not_nulls[0].table.as_str(), model.not_nulls[0].field.as_str()), ("T", "b"));
    let index = &model.indexes[0];
    assert_eq!((index.unique, index.fields[0].descending, index.fields[1].descending), (true, true, false));
    let ends: Vec<_> = model.references.iter().map(|r| format!("{}.{}", r.ref_table, r.fields[0].ref_field)).collect();
    assert_eq!(ends, ["T.b", "gone.Id"]);
}

#[test]
fn the_fields_files_say_which_fields_there_are() {
    let loaded = read(&[
        ("d/fields.csv", FIELDS, "m,v1,t,a,,,,\nm,v1,t,A,,,,\nm,v1,t,b,,,,\n"),
        ("d/schema.csv", SCHEMA, "m,v1,t,a,integer,,,,\nm,v1,t,c,date,,,,\nm,v1,u,x,date,,,,\nm,v1,u,X,time,,,,\n"),
        ("d/tables.csv", "model,version,table,description\n", "m,v1,gone,\nm,v1,U,\nm,v1,t,\nm,v1,T,\n"),
    ]);
    let model = only_model(&loaded);
    assert_eq!(fields(model), ["u.x date", "t.a integer", "t.b "]);
    assert_eq!(model.tables[1].fields[1].data_type.kind, TypeKind::Unknown(String::new()));
    assert_eq!(
        findings(&loaded),
        "duplicate-field d/fields.csv:3: t.A is listed twice; the row at d/fields.csv:2 is used\n\
         missing-schema-row d/fields.csv:4: no schema row gives t.b a type\n\
         orphan-schema-row d/schema.csv:3: no fields file lists t.c, so its schema row was left out\n\
         missing-fields-file d/schema.csv:4: no fields file lists the fields of u; its schema rows are used\n\
         duplicate-schema-row d/schema.csv:5: u.X is given a type twice; the first is used\n\
         table-without-fields d/tables.csv:2: table gone has no fields, so it was left out\n\
         duplicate-table d/tables.csv:5: table T is listed twice; the row at d/tables.csv:4 is used\n"
    );
}

/// Where nearly every name is wrong no likeness is looked for, which would take the square of their number.
#[test]
fn many_tables_that_only_one_kind_of_file_knows_are_told_soon() {
    let numbers = || 0..20_000;
    let fields: String = numbers().map(|n| format!("m,v1,a_rather_long_name_{n},a,,,,\n")).collect();
    let schema: String = numbers().map(|n| format!("m,v1,a_rather_long_name_{n},a,date,,,,\n")).collect();
    let tables: String = numbers().map(|n| format!("m,v1,the_rather_long_name_{n},\n")).collect();
    let loaded = read(&[
        ("d/fields.csv", FIELDS, &fields),
        ("d/schema.csv", SCHEMA, &schema),
        ("d/tables.csv", "model,version,table,description\n", &tables),
    ]);
    assert_eq!(loaded.diagnostics.len(), 40_000);
}

#[test]
fn tables_that_only_one_kind_of_file_knows_are_told() {
    let listed = "model,version,table,description\n";
    let files = |tables: &'static str| {
        [
            ("d/fields.csv", FIELDS, "m,v1,visit,a,,,,\nm,v1,person,a,,,,\nm,v1,visit,b,,,,\n"),
            ("d/schema.csv", SCHEMA, "m,v1,visit,a,date,,,,\nm,v1,visit,b,date,,,,\nm,v1,person,a,date,,,,\n"),
            ("d/tables.csv", listed, tables),
        ]
    };
    let loaded = read(&files("m,v1,PERSON,\nm,v1,vist,\nm,v1,site,\n"));
    assert_eq!(
        findings(&loaded),
        "unlisted-table d/fields.csv:2: no tables file lists table visit; it is used all the same\n\
         table-without-fields d/tables.csv:3: table vist has no fields, so it was left out\n\
         table-without-fields d/tables.csv:4: table site has no fields, so it was left out\n"
    );
    let help = |at: usize| loaded.diagnostics[at].help.as_deref().unwrap();
    assert!(help(0).starts_with("did you mean `vist`? "), "{}", help(0));
    assert!(help(1).starts_with("did you mean `visit`? "), "{}", help(1));
    assert!(help(2).starts_with("add its fields file"), "{}", help(2));
    assert_eq!(fields(only_model(&loaded)), ["person.a date", "visit.a date", "visit.b date"]);
    // Without a tables file the fields files are the list.
    assert_eq!(findings(&read(&files("")[..2])), "");
}

/// A second tables file says all of it again: that is one finding, not one a table.
#[test]
fn tables_listed_again_are_told_once_a_file() {
    let header = "model,version,table,description\n";
    let loaded = read(&[
        ("d/fields.csv", FIELDS, "m,v1,a,x,,,,\nm,v1,b,x,,,,\nm,v1,c,x,,,,\n"),
        ("d/schema.csv", SCHEMA, "m,v1,a,x,date,,,,\nm,v1,b,x,date,,,,\nm,v1,c,x,date,,,,\n"),
        ("d/tables.csv", header, "m,v1,a,\nm,v1,b,\n"),
        ("d/tables_2.csv", header, "m,v1,c,\nm,v1,b,\nm,v1,a,\nm,v1,c,\n"),
        ("d/tables_3.csv", header, "m,v1,c,\n"),
    ]);
    assert_eq!(
        findings(&loaded),
        "duplicate-table d/tables_2.csv:3: table b and 2 more of this file are listed twice; the earlier rows (d/tables.csv:3 for b) are used\n\
         duplicate-table d/tables_3.csv:2: table c is listed twice; the row at d/tables_2.csv:2 is used\n"
    );
    assert_eq!(loaded.diagnostics[0].row.as_deref(), Some("m,v1,b,"));
    assert_eq!(loaded.diagnostics[0].model.as_deref(), Some("m 1.0.0"));
}

#[test]
fn dirt_loses_no_field() {
    let loaded = read(&[
        (
            "d/fields.csv",
            FIELDS,
            "m,v1,t,a,,,,A date, if known\nm,v1,t,b,,,,\"Open\nm,v1,t,c,,,,Fine\nm,v1,,d,,,,\nm,v1,t,e\nx,v2,t,f,,,,\n\n",
        ),
        (
            "d/schema.csv",
            SCHEMA,
            "m,v1,t,a,date,,,,\nm,v1,t,b,date,x,-1,5.5,\nm,v1,t,c,date,,,,,\nm,v1,t,e,date\nm,v1,t,f,date,,,,\n",
        ),
    ]);
    assert_eq!(fields(only_model(&loaded)), ["t.a date", "t.b date", "t.c date", "t.e date", "t.f date"]);
    assert_eq!(
        findings(&loaded),
        "malformed-row d/fields.csv:2: 9 cells where the header has 8\n\
         unclosed-quote d/fields.csv:3: a quote opens a cell and is never closed\n\
         unusable-row d/fields.csv:5: the row has no table, so it was left out\n\
         malformed-row d/fields.csv:6: 4 cells where the header has 8\n\
         foreign-model-name d/fields.csv:7: the row names the model `x`; its definition is m 1.0.0\n\
         foreign-version d/fields.csv:7: the row names the version `v2`; its definition is m 1.0.0\n\
         unusable-size d/schema.csv:3: the length `x` is not a whole number; it is ignored\n\
         unusable-size d/schema.csv:3: the precision `-1` is not a whole number; it is ignored\n\
         unusable-size d/schema.csv:3: the scale `5.5` is not a whole number; it is ignored\n\
         malformed-row d/schema.csv:4: 10 cells where the header has 9\n\
         malformed-row d/schema.csv:5: 5 cells where the header has 9\n"
    );
    let malformed = &loaded.diagnostics[0];
    assert_eq!(malformed.row.as_deref(), Some("m,v1,t,a,,,,A date, if known"));
    assert_eq!((malformed.model.as_deref(), malformed.field.as_deref()), (Some("m 1.0.0"), Some("a")));
}

#[test]
fn files_belong_to_the_nearest_definition() {
    let row = "m,v1,t,a,,,,\n";
    let loaded = read(&[
        ("d/nested/models.csv", "model,version,label,description,url\n", "n,2,,,\nn,3,,,\n"),
        ("d/nested/deep/fields.csv", FIELDS, row),
        ("d/fields.csv", FIELDS, "m,v1,own,a,,,,\n"),
        ("fields.csv", FIELDS, row),
        ("d/empty.csv", "", ""),
        ("d/odd.csv", "tabel,feild\n", "a,b\n"),
        ("bad/models.csv", "model,version,label,description,url\n", "b,,,,\n"),
        ("bad/fields.csv", FIELDS, row),
        (
            "map.csv",
            "source_model,source_version,source_table,source_field,target_model,target_version,target_table,target_field,comment\n",
            "",
        ),
    ]);
    assert_eq!(loaded.catalog.names(), ["m", "n"]);
    assert_eq!(loaded.catalog.models[0].tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["own"]);
    assert_eq!(loaded.catalog.models[1].tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["t"]);
    let codes: Vec<_> =
        loaded.diagnostics.iter().map(|found| format!("{} {}", found.code.name, found.origin)).collect();
    assert_eq!(
        codes,
        [
            "unnamed-definition bad/models.csv:2",
            "header-only-file d/empty.csv",
            "missing-schema-row d/fields.csv:2",
            "foreign-model-name d/nested/deep/fields.csv:2",
            "foreign-version d/nested/deep/fields.csv:2",
            "missing-schema-row d/nested/deep/fields.csv:2",
            "surplus-model-row d/nested/models.csv:3",
            "unrecognised-header d/odd.csv:1",
            "orphan-file fields.csv",
            "unused-mappings map.csv",
        ]
    );
}

#[test]
fn words_in_cells_are_understood_or_told() {
    let words = ["Y", "x", "R", "Required", "No", "maybe"];
    let fields: String = words.iter().map(|word| format!("m,1.0.0,t,f_{word},{word},,,\n")).collect();
    let schema: String = ["50.0", "50,0", "1,000", "max", "20", ""]
        .iter()
        .zip(words)
        .map(|(size, word)| format!("m,1.0.0,t,f_{word},string,\"{size}\",,,\n"))
        .collect();
    let index = |(number, words): (usize, &str)| format!("m,1.0.0,t,f_x,ix_{number},{words}\n");
    let indexes = ["asc,Y", "ascending,X", "descending,unique", "DESC,no", "up,", ",2"];
    let indexes: String = indexes.into_iter().enumerate().map(index).collect();
    let loaded = read(&[
        ("d/fields.csv", FIELDS, &fields),
        ("d/schema.csv", SCHEMA, &schema),
        ("d/indexes.csv", "model,version,table,field,name,order,unique\n", &indexes),
    ]);
    insta::assert_snapshot!(findings(&loaded), @r"
    unclear-word d/fields.csv:7: `maybe` in the column `required` is neither yes nor no; it is read as no
    unclear-word d/indexes.csv:6: `up` in the column `order` is no order; the index is read as ascending
    unclear-word d/indexes.csv:7: `2` in the column `unique` is neither yes nor no; it is read as no
    unusable-size d/schema.csv:4: the length `1,000` is not a whole number; it is ignored
    unusable-size d/schema.csv:5: the length `max` is not a whole number; it is ignored
    ");
    let model = only_model(&loaded);
    let fields = &model.tables[0].fields;
    let required: Vec<_> = fields.iter().map(|field| field.required).collect();
    assert_eq!(required, [true, true, true, true, false, false]);
    let lengths: Vec<_> = fields.iter().map(|field| field.data_type.length).collect();
    assert_eq!(lengths, [Some(50), Some(50), None, None, Some(20), None]);
    let indexes: Vec<_> = model.indexes.iter().map(|index| (index.unique, index.fields[0].descending)).collect();
    assert_eq!(indexes, [(true, false), (true, false), (true, true), (false, true), (false, false), (false, false)]);
}

#[test]
fn a_default_of_null_is_none() {
    let fields = "m,1.0.0,t,a,,,,\nm,1.0.0,t,b,,,,\n";
    let schema = "m,1.0.0,t,a,string,20,,,NULL\nm,1.0.0,t,b,string,20,,,'NULL'\n";
    let loaded = read(&[("d/fields.csv", FIELDS, fields), ("d/schema.csv", SCHEMA, schema)]);
    let defaults: Vec<_> = only_model(&loaded).tables[0].fields.iter().map(|field| field.default.as_str()).collect();
    assert_eq!(defaults, ["", "'NULL'"]);
}

#[test]
fn renamings_go_to_their_target_version() {
    let header = "model,source_version,source_table,source_field,target_version,target_table,target_field\n";
    let rows = "m,v0,old,x,v1,T,A\nm,v0,older,,v1,t,\nm,v0,old,x,v9,t,a\nm,v0,old,,v1,t,a\n";
    let loaded = read(&[
        ("renamings.csv", header, rows),
        ("d/fields.csv", FIELDS, "m,v1,t,a,,,,\n"),
        ("d/schema.csv", SCHEMA, "m,v1,t,a,date,,,,\n"),
    ]);
    let renamings = &only_model(&loaded).renamings;
    assert_eq!(renamings.len(), 2);
    assert_eq!((renamings[0].source_field.as_str(), renamings[0].table.as_str()), ("x", "t"));
    assert_eq!((renamings[0].field.as_str(), renamings[1].field.as_str()), ("a", ""));
    assert_eq!(
        findings(&loaded),
        "orphan-renaming renamings.csv:4: there is no definition of m v9\n\
         unusable-row renamings.csv:5: the row has no source field, so it was left out\n"
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_reported() {
    let mut bytes = format!("{FIELDS}m,v1,t,a,,,,The patient").into_bytes();
    bytes.extend(b"\x92s age\r");
    let loaded = directory::read_files(&[
        SourceFile { path: "models.csv".into(), bytes: MODELS.into() },
        SourceFile { path: "fields.csv".into(), bytes },
    ]);
    assert_eq!(loaded.catalog.models[0].tables[0].fields[0].description, "The patient’s age");
    assert_eq!(loaded.diagnostics[0].code.name, "missing-schema-row");
    assert_eq!(loaded.diagnostics[1].code.name, "undecodable-bytes");
    assert_eq!(loaded.diagnostics[1].origin.to_string(), "fields.csv:2");
}

/// Each of these makes a look at every column of every row take minutes.
#[test]
fn a_wide_header_costs_short_rows_nothing() {
    let nameless = format!("model,version,table,field,description{}\n", ",".repeat(50_000));
    let extra: String = (0..50_000).map(|i| format!(",c{i}")).collect();
    let extra = format!("model,version,table,field,description{extra}\n");
    let rows: String = (0..50_000).map(|i| format!("m,v1,t,f{i},x\n")).collect();
    let start = std::time::Instant::now();
    for header in [nameless, extra] {
        let loaded = read(&[("d/fields.csv", &header, &rows)]);
        assert_eq!(only_model(&loaded).tables[0].fields.len(), 50_000);
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(30), "took {:?}", start.elapsed());
}

/// The definition of the last file, whose cells are separated as told, and what is found.
fn separated(convert: impl Fn(&str) -> Vec<u8>) -> (Vec<String>, Vec<String>) {
    let file = |path: &str, bytes: Vec<u8>| SourceFile { path: path.into(), bytes };
    let loaded = directory::read_files(&[
        file("d/models.csv", b"model,version,label,description,url\nm,1,,,\n".to_vec()),
        file("d/fields.csv", b"model,version,table,field,description\nm,1,t,a,\"A, b\"\n".to_vec()),
        file(
            "d/schema.csv",
            convert("model,version,table,field,type,length,precision,scale,default\nm,1,t,a,string,7,,,\n"),
        ),
    ]);
    let fields = loaded.catalog.models.iter().flat_map(|model| &model.tables).flat_map(|table| &table.fields);
    let shown = |found: &crate::diagnostic::Diagnostic| {
        format!("{} {}: {}", found.model.as_deref().unwrap_or("-"), found.code.name, found.message)
    };
    let found = loaded.diagnostics.iter().filter(|found| found.code.name != "unlisted-table").map(shown).collect();
    (fields.map(|field| field.data_type.to_string()).collect(), found)
}

#[test]
fn separators_other_than_the_comma_are_read() {
    for separator in [";", "\t"] {
        let read = separated(|text| text.replace(',', separator).into_bytes());
        assert_eq!(read, (vec!["string(7)".to_owned()], vec![]), "{separator:?}");
    }
    let told = separated(|text| format!("sep=|\r\n{}", text.replace(',', "|")).into_bytes());
    assert_eq!(told, (vec!["string(7)".to_owned()], vec![]));
}

#[test]
fn utf_16_from_a_spreadsheet_is_read() {
    let read = separated(|text| {
        let text = text.replace(',', "\t").replace('\n', "\r\n");
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    });
    assert_eq!(read, (vec!["string(7)".to_owned()], vec![]));
}

#[test]
fn a_file_that_is_not_read_is_reported_of_its_definition() {
    let (_, found) = separated(|text| text.replace(',', "|").into_bytes());
    assert!(
        found.contains(&"m 1 unrecognised-header: columns are separated by `|`, so the file was not read".to_owned())
    );
    let (_, found) = separated(|text| text.replace("type", "typ").into_bytes());
    assert!(
        found.contains(&"m 1 unrecognised-header: the header is of no known kind, so the file was not read".to_owned())
    );
    // Bytes of a file that is not read do not matter.
    let (_, found) = separated(|_| b"what,is\xe9,this\n".to_vec());
    assert_eq!(found.iter().filter(|found| found.contains("undecodable")).count(), 0);
}
