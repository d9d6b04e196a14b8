//! Files of Parquet give the findings that the same rows give as CSV.

#![cfg(feature = "parquet")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use dmsa::source::{SourceFile, directory};
use dmsa_data::result::Verdict;
use dmsa_data::{Inputs, Options, Report, Rules, validate};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

const MODEL: &str = r#"
model = "m"
version = "1"
[tables.person]
primary_key = { pk = ["id"] }
[tables.person.fields]
id = "integer not null"
name = "string(5)"
born = "date"
seen = "datetime"
weight = "number(5, 2)"
"#;

const SCHEMA: &str = "message person { required int64 id; optional binary name (STRING); optional int32 born (DATE); \
                      optional int64 seen (TIMESTAMP(MICROS, false)); optional int32 weight (DECIMAL(9, 3)); }";

/// Rows: id, name, day, microseconds, thousandths.
type Row = (i64, Option<&'static str>, Option<i32>, Option<i64>, Option<i32>);

/// Writes these rows, in row groups of so many.
fn write(path: &Path, rows: &[Row], group: usize, compression: Compression) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    for rows in rows.chunks(group) {
        let mut group = writer.next_row_group().unwrap();
        macro_rules! column {
            ($kind:ty, $nullable:expr, $values:expr) => {{
                let values: Vec<Option<<$kind as parquet::data_type::DataType>::T>> =
                    rows.iter().map($values).collect();
                let levels: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
                let there: Vec<_> = values.into_iter().flatten().collect();
                let mut column = group.next_column().unwrap().unwrap();
                let levels = $nullable.then_some(&levels[..]);
                column.typed::<$kind>().write_batch(&there, levels, None).unwrap();
                column.close().unwrap();
            }};
        }
        column!(Int64Type, false, |row| Some(row.0));
        column!(ByteArrayType, true, |row| row.1.map(ByteArray::from));
        column!(Int32Type, true, |row| row.2);
        column!(Int64Type, true, |row| row.3);
        column!(Int32Type, true, |row| row.4);
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn rules() -> Rules {
    let file = SourceFile { path: "m.toml".into(), bytes: MODEL.into() };
    Rules::new(&directory::read_files(&[file]).catalog.models[0])
}

fn check(path: &Path, options: &Options) -> Report {
    let inputs = Inputs::find(&[path.to_str().unwrap().to_owned()]).unwrap();
    validate(&rules(), &inputs, &Inputs::default(), options, &AtomicU64::new(0)).unwrap()
}

/// Each failed check: its code, field, failures and lines.
fn failed(report: &Report) -> Vec<String> {
    let failed = report.checks.iter().filter(|check| check.verdict == Verdict::Fail);
    failed
        .map(|check| {
            let lines: Vec<_> = check.samples.iter().map(|sample| sample.line.to_string()).collect();
            format!(
                "{} {} {} at {}",
                check.check,
                check.field.as_deref().unwrap_or("-"),
                check.failures,
                lines.join(" ")
            )
        })
        .collect()
}

#[test]
fn findings_stand_on_their_rows_in_every_group_and_compression() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows: Vec<Row> =
        (0..5_000).map(|id| (id, Some("a\n\"b"), Some(19_782), Some(1_500_000), Some(-1_250))).collect();
    rows[7].0 = 6; // A key that row 6 has.
    rows[8].0 = 1 << 40; // Not an integer of 32 bits.
    rows[9].1 = Some("longer");
    rows[10] = (10, None, None, None, None);
    rows[4_000].4 = Some(1); // 0.001 would be rounded.
    rows[4_001].4 = Some(1_234_000); // 1234 is too large.
    let expected = ["type id 1 at 10", "length name 1 at 11", "type weight 2 at 4002 4003", "primary-key id 1 at 9"];
    let codecs = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ];
    for (codec, group) in codecs.into_iter().zip([5_000, 1_000, 4_001, 2_500, 500]) {
        let path = folder.path().join("Person.PARQUET");
        write(&path, &rows, group, codec);
        for threads in [1, 3] {
            let report = check(&path, &Options { threads: Some(threads), ..Options::default() });
            assert_eq!(failed(&report), expected, "{codec} {group} {threads}");
            assert_eq!((report.rows(), report.failed_rows()), (5_000, 5));
        }
    }
}

#[test]
fn parts_of_a_table_are_one_table() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("person")).unwrap();
    let part = |name: &str| folder.path().join("person").join(name);
    write(&part("1.parquet"), &[(1, Some("a"), None, None, None)], 1, Compression::SNAPPY);
    write(&part("2.parquet"), &[(2, Some(""), None, None, None), (1, None, None, None, None)], 9, Compression::SNAPPY);
    let report = check(folder.path(), &Options::default());
    assert_eq!(failed(&report), ["primary-key id 1 at 3"]);
    assert_eq!(report.rows(), 3);
}

#[test]
fn columns_are_known_and_read_or_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("person.parquet");
    let schema = "message person { required double ID; optional group name { optional binary a; optional binary b; } \
                  optional int32 wieght; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(&path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[1.0], None, None).unwrap();
    column.close().unwrap();
    for _ in 0..2 {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[], Some(&[0]), None).unwrap();
        column.close().unwrap();
    }
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[], Some(&[0]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let report = check(&path, &Options::default());
    assert_eq!(
        failed(&report),
        [
            "header name 1 at 1",
            "column-unknown wieght 1 at 1",
            "column-missing born 1 at 1",
            "column-missing seen 1 at 1",
            "column-missing weight 1 at 1",
            "type id 1 at 2"
        ]
    );
}

#[test]
fn damaged_files_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("person.parquet");
    let rows: Vec<Row> = (0..200).map(|id| (id, Some("abc"), Some(1), Some(id), Some(5))).collect();
    write(&path, &rows, 100, Compression::SNAPPY);
    let whole = fs::read(&path).unwrap();
    for bytes in [&b""[..], b"PAR1", b"PAR1\xff\xff\xff\x7fPAR1", &whole[..whole.len() / 2]] {
        fs::write(&path, bytes).unwrap();
        let report = check(&path, &Options::default());
        assert_eq!(failed(&report), ["file - 1 at 1"]);
        assert_eq!(report.verdict, Verdict::Fail);
    }
    // Whatever byte is wrong, there is a report.
    for place in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        fs::write(&path, bytes).unwrap();
        check(&path, &Options::default());
    }
}
