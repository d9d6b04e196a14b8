//! PDF: lines stay lines, text stays text. Paper is white: always the light colours.

mod fonts;
mod pages;

use super::Format;
use crate::diagram::scene::{Element, Ink, Paint, Scene, Step};
use crate::diagram::{Error, Options, Page};
use crate::model::Model;
use fonts::Fonts;
use pdf_writer::{Content, Finish, Name, Rect, Ref, Str, TextStr};

pub(super) struct Pdf;

/// Points a unit where the page fits the picture.
const POINTS: f64 = 0.75;
/// The edge of a sheet that printers leave white, in points, beside the picture's own margin.
const EDGE: f64 = 6.0;
/// The number of the first page's object; each page has its content behind it.
const FIRST_PAGE: i32 = 100;
/// A0, portrait, in millimetres.
const A0: (f64, f64) = (841.0, 1189.0);
/// The control points of a quarter of a circle.
const ROUND: f64 = 0.552_284_75;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn summary(&self) -> &'static str {
        "a page to print, whose text can be searched"
    }

    fn media_type(&self) -> &'static str {
        "application/pdf"
    }

    fn knows(&self) -> &'static [&'static str] {
        &["hubs", "aspect", "page", "pages"]
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        Ok(write(&pages::scenes(model, options)?, options.page))
    }
}

/// The size of the page, and the picture's scale and place on it, in points.
fn sheet(scene: &Scene, page: Page) -> ((f64, f64), f64, (f64, f64)) {
    match page {
        Page::Fitted => ((scene.width * POINTS, scene.height * POINTS), POINTS, (0.0, 0.0)),
        Page::A(number) => {
            let (mut short, mut long) = A0;
            for _ in 0..number.min(10) {
                // Half a sheet, in whole millimetres as the standard has it.
                (short, long) = ((long / 2.0).floor(), short);
            }
            let points = |millimetres: f64| millimetres / 25.4 * 72.0;
            let (width, height) = if scene.width > scene.height { (long, short) } else { (short, long) };
            let (width, height) = (points(width), points(height));
            let scale = ((width - 2.0 * EDGE) / scene.width).min((height - 2.0 * EDGE) / scene.height);
            let place = ((width - scene.width * scale) / 2.0, (height - scene.height * scale) / 2.0);
            ((width, height), scale, place)
        }
    }
}

fn write(scenes: &[Scene], page: Page) -> Vec<u8> {
    let [catalog, pages, info] = [1, 2, 3].map(Ref::new);
    let mut pdf = pdf_writer::Pdf::new();
    pdf.catalog(catalog).pages(pages);
    let sheets: Vec<Ref> = (0..scenes.len() as i32).map(|number| Ref::new(FIRST_PAGE + 2 * number)).collect();
    pdf.pages(pages).kids(sheets.iter().copied()).count(scenes.len() as i32);
    let mut fonts = Fonts::default();
    for (scene, &reference) in scenes.iter().zip(&sheets) {
        let ((width, height), scale, (left, top)) = sheet(scene, page);
        let mut painter = Painter { content: Content::new(), fonts: &mut fonts };
        painter.content.transform([scale as f32, 0.0, 0.0, -scale as f32, left as f32, (height - top) as f32]);
        for element in scene.groups.iter().flat_map(|group| &group.elements) {
            painter.draw(element);
        }
        let drawn = deflated(&painter.content.finish());
        let content = Ref::new(reference.get() + 1);
        let mut page = pdf.page(reference);
        page.parent(pages).media_box(Rect::new(0.0, 0.0, width as f32, height as f32)).contents(content);
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (name, reference) in Fonts::named() {
            named.pair(Name(name), reference);
        }
        named.finish();
        resources.finish();
        page.finish();
        pdf.stream(content, &drawn).filter(pdf_writer::Filter::FlateDecode);
    }
    let mut about = pdf.document_info(info);
    if let Some(first) = scenes.first() {
        about.title(TextStr(&first.title)).subject(TextStr(&first.description));
    }
    about.creator(TextStr("dmsa"));
    about.finish();
    fonts.write(&mut pdf);
    pdf.finish()
}

/// Compressed as PDF's `FlateDecode` wants it.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}

struct Painter<'a> {
    content: Content,
    fonts: &'a mut Fonts,
}

impl Painter<'_> {
    fn draw(&mut self, element: &Element) {
        match element {
            Element::Rect { x, y, width, height, radius, paint } => {
                let radius = radius.min(width / 2.0).min(height / 2.0);
                if radius > 0.0 {
                    self.rounded(*x, *y, *width, *height, radius);
                } else {
                    self.content.rect(*x as f32, *y as f32, *width as f32, *height as f32);
                }
                self.paint(paint);
            }
            Element::Circle { x, y, radius, paint } => {
                self.rounded(x - radius, y - radius, radius * 2.0, radius * 2.0, *radius);
                self.paint(paint);
            }
            Element::Path { steps, paint } => {
                self.steps(steps);
                self.paint(paint);
            }
            Element::Text { x, y, size, weight, ink, anchor, text, struck } => {
                let width = crate::diagram::text::width(text, *size, *weight);
                let left = x - width * anchor.share();
                let (name, glyphs) = self.fonts.encode(text, *weight);
                self.fill_color(*ink);
                self.content.begin_text();
                self.content.set_font(Name(name), *size as f32);
                self.content.set_text_matrix([1.0, 0.0, 0.0, -1.0, left as f32, *y as f32]);
                self.content.show(Str(&glyphs));
                self.content.end_text();
                if *struck {
                    let middle = y - size * 0.3;
                    self.steps(&[Step::Move(left, middle), Step::Line(left + width, middle)]);
                    self.paint(&Paint::stroke(*ink, 1.0));
                }
            }
        }
    }

    fn fill_color(&mut self, ink: Ink) {
        let [r, g, b] = ink.color(false).map(|part| f32::from(part) / 255.0);
        self.content.set_fill_rgb(r, g, b);
    }

    /// Fills and strokes the path that was just laid.
    fn paint(&mut self, paint: &Paint) {
        if let Some(ink) = paint.fill {
            self.fill_color(ink);
        }
        if let Some((ink, width)) = paint.stroke {
            let [r, g, b] = ink.color(false).map(|part| f32::from(part) / 255.0);
            self.content.set_stroke_rgb(r, g, b).set_line_width(width as f32);
            let dashes = if paint.dashed { &[4.0, 3.0][..] } else { &[] };
            self.content.set_dash_pattern(dashes.iter().copied(), 0.0);
        }
        match (paint.fill, paint.stroke) {
            (Some(_), Some(_)) => self.content.fill_nonzero_and_stroke(),
            (Some(_), None) => self.content.fill_nonzero(),
            (None, Some(_)) => self.content.stroke(),
            (None, None) => self.content.end_path(),
        };
    }

    fn steps(&mut self, steps: &[Step]) {
        let mut at = (0.0, 0.0);
        for step in steps {
            match *step {
                Step::Move(x, y) => {
                    self.content.move_to(x as f32, y as f32);
                    at = (x, y);
                }
                Step::Line(x, y) => {
                    self.content.line_to(x as f32, y as f32);
                    at = (x, y);
                }
                Step::Curve(cx, cy, x, y) => {
                    // The same curve, of third degree.
                    let near = |end: f64, control: f64| (end + (control - end) * 2.0 / 3.0) as f32;
                    let (ax, ay) = (near(at.0, cx), near(at.1, cy));
                    self.content.cubic_to(ax, ay, near(x, cx), near(y, cy), x as f32, y as f32);
                    at = (x, y);
                }
                Step::Close => {
                    self.content.close_path();
                }
            }
        }
    }

    /// Lays a rectangle with round corners.
    fn rounded(&mut self, x: f64, y: f64, width: f64, height: f64, radius: f64) {
        let (right, bottom, k) = (x + width, y + height, radius * (1.0 - ROUND));
        let point = |x: f64, y: f64| (x as f32, y as f32);
        let corners = [
            (point(right - radius, y), point(right - k, y), point(right, y + k), point(right, y + radius)),
            (
                point(right, bottom - radius),
                point(right, bottom - k),
                point(right - k, bottom),
                point(right - radius, bottom),
            ),
            (point(x + radius, bottom), point(x + k, bottom), point(x, bottom - k), point(x, bottom - radius)),
            (point(x, y + radius), point(x, y + k), point(x + k, y), point(x + radius, y)),
        ];
        self.content.move_to((x + radius) as f32, y as f32);
        for (start, a, b, end) in corners {
            self.content.line_to(start.0, start.1);
            self.content.cubic_to(a.0, a.1, b.0, b.1, end.0, end.1);
        }
        self.content.close_path();
    }
}
