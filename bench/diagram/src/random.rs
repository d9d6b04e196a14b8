//! Models nobody has designed.

use dmsa::model::{Field, Key, KeyField, Model, NotNull, Reference, Table, TypeKind, Version};

/// A table refers to others: its place and those of a field and of a table, each taken modulo what there is.
pub(crate) type Reach = (usize, usize, usize);

/// A model of tables with so many fields each, and references between them.
pub(crate) fn model(fields: &[usize], references: &[Reach]) -> Model {
    let mut model = Model { name: "random".into(), version: Version::from("1.0.0"), ..Model::default() };
    for (t, &count) in fields.iter().enumerate() {
        let name =
            format!("{}_{t}", ["order", "stock", "staff", "plan", "visit", "ward", "bill"][t * 7 / fields.len()]);
        let field = |f: usize| Field {
            name: if f == 0 { format!("{name}_id") } else { format!("field_{f}") },
            data_type: [TypeKind::Integer, TypeKind::String, TypeKind::Date][f % 3].clone().into(),
            ..Field::default()
        };
        let fields: Vec<Field> = (0..count.max(1)).map(field).collect();
        let key = KeyField { name: fields[0].name.clone(), ..KeyField::default() };
        model.primary_keys.push(Key { table: name.clone(), fields: vec![key], ..Key::default() });
        model.tables.push(Table { name, fields, ..Table::default() });
    }
    for &(from, field, to) in references {
        let (table, ref_table) = (&model.tables[from % fields.len()], &model.tables[to % fields.len()]);
        let field = table.fields[field % table.fields.len()].name.clone();
        if from % 2 == 0 {
            model.not_nulls.push(NotNull { table: table.name.clone(), field: field.clone(), ..NotNull::default() });
        }
        let to = (ref_table.name.as_str(), ref_table.fields[0].name.as_str());
        let reference = Reference::single("", (&table.name, &field), to);
        model.references.push(reference);
    }
    model
}

/// The `number`th of the models that `--random` tries: up to 60 tables, sparse to dense, many to one or evenly spread.
pub(crate) fn numbered(number: u64) -> Model {
    let mut state = (number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as usize % n.max(1)
    };
    let tables = 1 + below(60);
    let fields: Vec<usize> = (0..tables).map(|_| 1 + below(12)).collect();
    let (count, centre) = (below(tables * 3), below(tables));
    let crowded = below(100);
    let references: Vec<Reach> = (0..count)
        .map(|_| (below(tables), below(12), if below(100) < crowded { centre } else { below(tables) }))
        .collect();
    model(&fields, &references)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{drawing, judge::judge};
    use dmsa::diagram::{Detail, Hubs, Options, plane};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

        /// What no diagram may ever show, whatever the model and the options.
        #[test]
        fn no_diagram_overlaps_or_hides_anything(
            fields in prop::collection::vec(1_usize..10, 1..30),
            references in prop::collection::vec((0_usize..30, 0_usize..10, 0_usize..30), 0..70),
            centre in 0_usize..30,
            share in 0_usize..4,
            detail in prop::sample::select(vec![Detail::Names, Detail::Keys, Detail::All]),
            hubs in prop::sample::select(vec![Hubs::Fold, Hubs::Draw]),
            aspect in 0.4_f64..3.0,
        ) {
            let reach = |(i, (from, field, to)): (usize, Reach)| (from, field, if i % 4 < share { centre } else { to });
            let references: Vec<Reach> = references.into_iter().enumerate().map(reach).collect();
            let model = model(&fields, &references);
            let options = Options { detail, hubs, aspect: Some(aspect), ..Options::default() };
            let plane = plane(&model, &options).unwrap();
            let figures = judge(&drawing(&plane));
            prop_assert_eq!((figures.overlaps, figures.through, figures.overlaid), (0, 0, 0));
            prop_assert_eq!(plane.tables.len(), model.tables.len());
            for table in &plane.tables {
                prop_assert!(table.left >= 0.0 && table.left + table.width <= plane.width);
                prop_assert!(table.top >= 0.0 && table.top + table.height <= plane.height);
            }
            for &(x, y) in plane.lines.iter().flat_map(|line| &line.points) {
                prop_assert!((0.0..=plane.width).contains(&x) && (0.0..=plane.height).contains(&y), "{} {}", x, y);
            }
        }
    }
}
