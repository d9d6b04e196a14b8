//! What stands on each page: everything, or an overview and then the subject areas, cut so that the text can be read.

use super::sheet;
use crate::diagram::boxes::KEY_SIZE;
use crate::diagram::graph::{Graph, Target};
use crate::diagram::scene::Scene;
use crate::diagram::{Detail, Error, Options, Page, Pages, drawn};
use crate::model::Model;
use std::collections::BTreeMap;

/// Smaller text than this, in points, is hard to read on paper.
const READABLE: f64 = 7.0;
/// As wide as any number of a page that a reference may need.
const SOME_PAGE: usize = 99;

/// The pages, at least one.
pub(super) fn scenes(model: &Model, options: &Options) -> Result<Vec<Scene>, Error> {
    let whole = Graph::of(model, options)?;
    let has_areas = whole.areas.iter().any(|area| !area.title.is_empty());
    let one = |note: &str| {
        let mut graph = whole.clone();
        graph.subtitle.push_str(note);
        drawn(graph, options)
    };
    let scene = one("");
    let points = text_points(&scene, options.page);
    let alone = match options.pages {
        Pages::One => true,
        Pages::Areas => options.page == Page::Fitted && !has_areas,
        Pages::Auto => options.page == Page::Fitted || points >= READABLE,
    };
    if alone || whole.nodes.len() < 2 {
        return Ok(vec![match options.page {
            Page::Fitted => scene,
            Page::A(number) => one(&format!(" · smallest text {points:.1} pt on A{number}")),
        }]);
    }
    let chunks = chunks(model, options, &whole)?;
    let count = chunks.len() + 1;
    let page_of: BTreeMap<&str, usize> = (chunks.iter().enumerate())
        .flat_map(|(number, chunk)| chunk.iter().map(move |table| (table.as_str(), number + 2)))
        .collect();
    let mut scenes = vec![overview(model, options, &page_of, count)?];
    for (number, chunk) in chunks.iter().enumerate() {
        let mut graph = part(model, options, chunk, |table| page_of.get(table).copied())?;
        graph.subtitle.push_str(&format!(" · page {} of {count}", number + 2));
        scenes.push(drawn(graph, options));
    }
    Ok(scenes)
}

/// The size of the smallest text, in points.
fn text_points(scene: &Scene, page: Page) -> f64 {
    let (_, scale, _) = sheet(scene, page);
    KEY_SIZE * scale
}

/// The tables of each page: an area, or on paper so much of one that its text can be read. A table that is too large by
/// itself has a page for itself.
fn chunks(model: &Model, options: &Options, whole: &Graph) -> Result<Vec<Vec<String>>, Error> {
    let names = |nodes: &[usize]| nodes.iter().filter_map(|&n| Some(whole.nodes.get(n)?.name.clone())).collect();
    let mut open: Vec<Vec<String>> = whole.areas.iter().rev().map(|area| names(&area.nodes)).collect();
    let mut chunks = Vec::new();
    while let Some(tables) = open.pop() {
        let fits = || -> Result<bool, Error> {
            let mut graph = part(model, options, &tables, |_| Some(SOME_PAGE))?;
            graph.subtitle.push_str(&format!(" · page {SOME_PAGE} of {SOME_PAGE}"));
            Ok(text_points(&drawn(graph, options), options.page) >= READABLE)
        };
        if options.page == Page::Fitted || tables.len() < 2 || fits()? {
            chunks.push(tables);
        } else {
            let (first, second) = tables.split_at(tables.len() / 2);
            open.extend([second.to_vec(), first.to_vec()]);
        }
    }
    Ok(chunks)
}

/// Some tables, whose references to others say on which page these are.
fn part(
    model: &Model,
    options: &Options,
    tables: &[String],
    page_of: impl Fn(&str) -> Option<usize>,
) -> Result<Graph, Error> {
    let mut graph = Graph::of_tables(model, options, Some(tables))?;
    for mark in graph.nodes.iter_mut().flat_map(|node| &mut node.rows).flat_map(|row| &mut row.marks) {
        if let (Target::Elsewhere, Some(page)) = (mark.target, page_of(&mark.table)) {
            mark.table = format!("{}, p. {page}", mark.table);
        }
    }
    Ok(graph)
}

/// All tables by name, with the pages of each area.
fn overview(model: &Model, options: &Options, page_of: &BTreeMap<&str, usize>, count: usize) -> Result<Scene, Error> {
    let options = Options { detail: Detail::Names, ..options.clone() };
    let mut graph = Graph::of(model, &options)?;
    for area in graph.areas.iter_mut().filter(|area| !area.title.is_empty()) {
        let pages = area.nodes.iter().filter_map(|&n| page_of.get(graph.nodes.get(n)?.name.as_str()).copied());
        let pages: Vec<usize> = pages.collect();
        match (pages.iter().min(), pages.iter().max()) {
            (Some(first), Some(last)) if first == last => area.title.push_str(&format!(" · p. {first}")),
            (Some(first), Some(last)) => area.title.push_str(&format!(" · p. {first} to {last}")),
            _ => {}
        }
    }
    graph.subtitle.push_str(&format!(" · page 1 of {count}"));
    Ok(drawn(graph, &options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::tests::with_hub;

    #[test]
    fn every_page_can_be_read_and_names_the_pages_that_it_refers_to() {
        let model = with_hub(40);
        let options = Options { page: Page::A(5), ..Options::default() };
        let scenes = scenes(&model, &options).unwrap();
        assert!(scenes.len() > 2, "{}", scenes.len());
        let text = |scene: &Scene| format!("{:?}", scene.groups);
        for (number, scene) in scenes.iter().enumerate().skip(1) {
            assert!(text_points(scene, options.page) >= READABLE, "page {number}");
            assert!(text(scene).contains(&format!("page {} of {}", number + 1, scenes.len())));
        }
        let home = 1 + scenes.iter().skip(1).position(|s| s.groups.iter().any(|g| g.name == "concept")).unwrap();
        let others = scenes.iter().enumerate().skip(1).filter(|(number, _)| *number != home);
        for (number, scene) in others {
            assert!(text(scene).contains(&format!("→ concept, p. {}\"", home + 1)), "page {number}");
        }
        let one = Options { pages: Pages::One, ..options };
        assert!(text(&super::scenes(&model, &one).unwrap()[0]).contains(" pt on A5"));
    }
}
