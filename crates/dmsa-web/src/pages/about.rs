//! What a model is, in a sentence.

use super::layout::count;
use dmsa::model::Model;

/// What the published models are. Their definitions do not say it.
const PUBLISHED: &[(&str, &str)] = &[
    ("i2b2", "A star schema: a table of observations, and tables that describe them (i2b2 tranSMART Foundation)."),
    ("i2b2_pedsnet", "The i2b2 star schema as PEDSnet uses it."),
    ("omop", "Records of patients in tables by topic, coded with standard vocabularies (OHDSI)."),
    ("pcornet", "Records of care in tables by topic, as the PCORnet research network exchanges them."),
    ("pedsnet", "OMOP with additions for children's hospitals (PEDSnet)."),
];

/// The most tables that are named as those that most references lead to.
const HUBS: usize = 3;

/// What a model is, in a sentence: its own description, what is known of a published model, or what its tables tell.
pub(super) fn about(model: &Model) -> String {
    let first = model.description.split_inclusive(['.', '\n']).next().map(str::trim);
    if let Some(first) = first.filter(|text| !text.is_empty()) {
        return first.to_owned();
    }
    let published = PUBLISHED.iter().find(|(name, _)| name.eq_ignore_ascii_case(&model.name));
    published.map_or_else(|| by_tables(model), |(_, sentence)| (*sentence).to_owned())
}

fn by_tables(model: &Model) -> String {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for reference in &model.references {
        match counts.iter_mut().find(|(_, table)| reference.ref_table.eq_ignore_ascii_case(table)) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, &reference.ref_table)),
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let hubs: Vec<_> = counts.iter().take(HUBS).map(|(_, table)| *table).collect();
    let tables = count(model.tables.len(), "table");
    match hubs.split_last() {
        None => format!("{tables}."),
        Some((last, [])) => format!("{tables}; most references lead to {last}."),
        Some((last, others)) => format!("{tables}; most references lead to {} and {last}.", others.join(", ")),
    }
}
