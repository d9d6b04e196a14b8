use super::{Html, page};
use crate::diagram::tests::{clinic, with_hub};
use crate::diagram::{Format, Options, Style};
use crate::model::Model;
use std::collections::BTreeSet;

fn text(model: &Model, options: &Options) -> String {
    String::from_utf8(Html.render(model, options).unwrap()).unwrap()
}

#[test]
fn the_page_is_one_file_that_asks_for_nothing() {
    let page = text(&clinic(), &Options::default());
    assert!(page.starts_with("<!doctype html>") && page.contains("default-src 'none'"));
    for asks in ["src=\"", "<link", "@import", "url(http", "fetch(", "import("] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert_eq!(page.matches("<svg ").count(), 3);
    assert_eq!(page.matches("<template ").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
}

#[test]
fn script_and_style_are_small() {
    let fonts = page::style().lines().filter(|line| line.starts_with("@font-face")).map(str::len).sum::<usize>();
    let ours = page::SCRIPT.len() + page::style().len() - fonts;
    assert!(ours < 100_000, "{ours} bytes");
}

#[test]
fn every_colour_of_the_pictures_is_in_the_style() {
    let pages = [text(&clinic(), &Options::default()), text(&with_hub(12), &Options::default())];
    let mut classes = BTreeSet::new();
    for attribute in pages.iter().flat_map(|page| page.split("class=\"").skip(1)) {
        let names = attribute.split('"').next().unwrap().split(' ');
        classes.extend(names.filter(|name| name.starts_with("f-") || name.starts_with("s-")).map(str::to_owned));
    }
    assert!(classes.len() > 10);
    for class in classes {
        assert!(page::style().contains(&format!(".{class}{{")), "{class}");
    }
}

#[test]
fn no_name_ends_the_element_it_is_in() {
    let mut odd = clinic();
    odd.label = "</title><b>".into();
    odd.tables[0].name = "</script><script>alert(1)</script>".into();
    odd.tables[0].description = "<!-- </template>".into();
    let page = text(&odd, &Options::default());
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("</template>").count(), 2);
    assert!(!page.contains("<b>") && !page.contains("<!--"));
}

#[test]
fn descriptions_and_the_theme_are_in_the_element() {
    let mut told = clinic();
    told.tables[0].description = "Whoever is cared for".into();
    told.tables[0].fields[0].description = "A number, no name".into();
    let element = page::element(&told, &Options { style: Style::Dark, ..Options::default() }).unwrap();
    assert!(element.starts_with("<div class=\"dmsa\" data-detail=\"keys\" data-theme=\"dark\">"));
    assert!(element.contains("\"about\":\"Whoever is cared for\"") && element.contains("\"A number, no name\""));
    assert!(!element.contains("<h1>") && !element.contains("style=\""));
}
