//! A page that is explored: it moves, finds, lights up, unfolds; and is a plain picture where scripts do not run.

mod data;
mod style;

use super::{Format, svg};
use crate::diagram::graph::Graph;
use crate::diagram::scene::Scene;
use crate::diagram::{Detail, Error, Options, Style, picture, picture_in_colours};
use crate::model::Model;
use data::Data;
use std::fmt::Write;

pub(super) struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn summary(&self) -> &'static str {
        "a page to explore: search, zoom, follow references"
    }

    fn media_type(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn knows(&self) -> &'static [&'static str] {
        &["hubs", "aspect", "style"]
    }

    fn shows_all_details(&self) -> bool {
        true
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        let scene = picture(model, options)?;
        let title = svg::escaped(&scene.title);
        let mut out = String::with_capacity(512 * 1024);
        out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        let _ = writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        let _ = writeln!(out, "<title>{title}</title>\n<style>\n{}{SHEET}</style>", page::style());
        out.push_str("</head>\n<body class=\"dmsa-sheet\">\n<main>\n");
        write_element(model, options, &scene, &format!("<h1>{title}</h1>\n"), &mut out)?;
        let _ = writeln!(out, "</main>\n<script>\n{}</script>\n</body>\n</html>", page::SCRIPT);
        Ok(out.into_bytes())
    }
}

/// The content security policy of the page: it runs its own script and requests nothing.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; \
                      img-src blob: data:; base-uri 'none'; form-action 'none'";

/// What holds for a page that is nothing but the diagram.
const SHEET: &str = include_str!("sheet.css");

/// The parts of the interactive diagram, for pages of other programs.
///
/// Such a page has [`style`](page::style) and [`SCRIPT`](page::SCRIPT), best as files of their own, and any number of
/// [`element`](page::element)s. Under a content security policy it needs `script-src` and `style-src` for the two
/// files, `font-src data:` for the font, which is in the style, and `img-src blob:` to make PNG files. The script
/// changes styles by the object model only, so `style-src` needs no `'unsafe-inline'`.
pub mod page {
    use super::{Error, Model, Options, picture, style, write_element};
    use std::sync::LazyLock;

    /// The script: no module, no global names, run once at the end of the page or deferred.
    pub const SCRIPT: &str = concat!(
        "(() => {\n'use strict';\n",
        include_str!("page/dom.js"),
        include_str!("page/model.js"),
        include_str!("page/view.js"),
        include_str!("page/gestures.js"),
        include_str!("page/scene.js"),
        include_str!("page/unfold.js"),
        include_str!("page/light.js"),
        include_str!("page/search.js"),
        include_str!("page/panel.js"),
        include_str!("page/areas.js"),
        include_str!("page/minimap.js"),
        include_str!("page/save.js"),
        include_str!("page/pointing.js"),
        include_str!("page/bar.js"),
        include_str!("page/state.js"),
        include_str!("page/keys.js"),
        include_str!("page/mount.js"),
        "})();\n"
    );

    /// The style sheet, colours and fonts included.
    pub fn style() -> &'static str {
        static STYLE: LazyLock<String> = LazyLock::new(style::sheet);
        &STYLE
    }

    /// The diagram as an element of HTML: a picture by itself, interactive with the script. It is as high as the page
    /// around it says (`.dmsa { height: … }`).
    ///
    /// ```
    /// use dmsa::diagram::{Options, page};
    /// use dmsa::model::{Model, Table};
    ///
    /// let person = Table { name: "person".into(), ..Table::default() };
    /// let model = Model { name: "clinic".into(), tables: vec![person], ..Model::default() };
    /// let element = page::element(&model, &Options::default())?;
    /// assert!(element.starts_with("<div class=\"dmsa\""));
    /// # Ok::<(), dmsa::diagram::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Format::render`](crate::diagram::Format::render).
    pub fn element(model: &Model, options: &Options) -> Result<String, Error> {
        let mut out = String::with_capacity(512 * 1024);
        write_element(model, options, &picture(model, options)?, "", &mut out)?;
        Ok(out)
    }
}

/// The details with the names that the script knows them by, the most frugal first.
const DETAILS: [(Detail, &str); 3] = [(Detail::Names, "names"), (Detail::Keys, "keys"), (Detail::All, "all")];

/// Writes the element: the picture, the other details as templates, and the data of the script.
fn write_element(
    model: &Model,
    options: &Options,
    scene: &Scene,
    heading: &str,
    out: &mut String,
) -> Result<(), Error> {
    let theme = match options.style {
        Style::Auto => "",
        Style::Light => " data-theme=\"light\"",
        Style::Dark => " data-theme=\"dark\"",
    };
    let shown = DETAILS.iter().find(|(detail, _)| *detail == options.detail.drawn()).map_or("keys", |(_, name)| name);
    let _ = writeln!(out, "<div class=\"dmsa\" data-detail=\"{shown}\"{theme}>\n{heading}<div class=\"stage\">");
    out.push_str("<div class=\"world\">\n");
    write_svg(scene, out);
    out.push_str("</div>\n</div>\n");
    for (detail, name) in DETAILS {
        if detail != options.detail.drawn() {
            let _ = writeln!(out, "<template data-detail=\"{name}\">");
            let options = Options { detail, ..options.clone() };
            write_svg(&picture_in_colours(model, &options, &scene.hues)?, out);
            out.push_str("</template>\n");
        }
    }
    let mut graph = Graph::of(model, &Options { detail: Detail::All, ..options.clone() })?;
    graph.colour(&scene.hues);
    let _ = writeln!(out, "<script type=\"application/json\">{}</script>\n</div>", Data::of(model, &graph).json());
    Ok(())
}

fn write_svg(scene: &Scene, out: &mut String) {
    let (width, height) = (svg::number(scene.width), svg::number(scene.height));
    let label = svg::escaped(&format!("{}. {}", scene.title, scene.description));
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">"
    );
    svg::write_body(scene, svg::Sizes::Real, out);
    out.push_str("</svg>\n");
}

#[cfg(test)]
mod tests;
