//! PNG: the picture in pixels, drawn here.

mod glyphs;

use super::Format;
use crate::diagram::scene::{Element, Ink, Paint, Scene, Step};
use crate::diagram::{Error, Options, Style, picture};
use crate::model::Model;
use glyphs::Glyphs;
use std::io::Write;
use tiny_skia::{Color, FillRule, PathBuilder, Pixmap, Stroke, StrokeDash, Transform};

pub(super) struct Png;

/// The most pixels that are drawn at a time. A picture is drawn in strips from top to bottom, as a whole one takes 48 MB
/// where it is as large as the web service allows.
const STRIP: u32 = 1 << 20;

/// The width of a picture where nothing else is asked for.
const WIDTH: f64 = 2400.0;

impl Format for Png {
    fn name(&self) -> &'static str {
        "png"
    }

    fn summary(&self) -> &'static str {
        "a picture in pixels"
    }

    fn media_type(&self) -> &'static str {
        "image/png"
    }

    fn knows(&self) -> &'static [&'static str] {
        &["hubs", "aspect", "style", "scale", "width"]
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        let scene = picture(model, options)?;
        let wanted = options.width.map_or(WIDTH, f64::from) / scene.width;
        let scale = options.scale.filter(|scale| scale.is_finite()).unwrap_or(wanted).max(0.01);
        draw(&scene, scale, options.style == Style::Dark, options.limit.pixels, STRIP)
    }
}

/// Draws a picture at so many pixels a unit, in strips of so many pixels.
fn draw(scene: &Scene, scale: f64, dark: bool, most_pixels: u64, strip: u32) -> Result<Vec<u8>, Error> {
    let (width, height) = ((scene.width * scale).round() as u64, (scene.height * scale).round() as u64);
    let too_large = Error::TooManyPixels { width, height };
    if width.saturating_mul(height) > most_pixels {
        return Err(too_large);
    }
    let (width, height) = (width.max(1) as u32, height.max(1) as u32);
    let canvas = Pixmap::new(width, height.min((strip / width).max(1))).ok_or(too_large)?;
    let mut glyphs = Glyphs::default();
    let elements: Vec<_> = scene.groups.iter().flat_map(|group| &group.elements).map(|e| (extent(e), e)).collect();
    Ok(encode(canvas, height, |canvas, top| {
        canvas.fill(color(Ink::Page, dark));
        // A pixel more, as edges are smoothed.
        let (first, last) = (f64::from(top) - 1.0, f64::from(top + canvas.height()) + 1.0);
        let mut painter = Painter { canvas, top, scale: scale as f32, dark, glyphs: &mut glyphs };
        for ((from, to), element) in &elements {
            if to * scale >= first && from * scale <= last {
                painter.draw(element);
            }
        }
    }))
}

/// Between which heights an element stands, or a little more.
fn extent(element: &Element) -> (f64, f64) {
    let painted = |paint: &Paint, (from, to): (f64, f64)| {
        // Corners of lines reach out by up to twice their width.
        let reach = paint.stroke.map_or(0.0, |(_, width)| 2.0 * width);
        (from - reach, to + reach)
    };
    match element {
        Element::Rect { y, height, paint, .. } => painted(paint, (*y, y + height)),
        Element::Circle { y, radius, paint, .. } => painted(paint, (y - radius, y + radius)),
        Element::Path { steps, paint } => {
            let heights = steps.iter().flat_map(|step| match *step {
                Step::Move(_, y) | Step::Line(_, y) => [y, y],
                Step::Curve(_, control, _, y) => [control, y],
                Step::Close => [f64::NAN; 2],
            });
            painted(paint, heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), y| (from.min(y), to.max(y))))
        }
        Element::Text { y, size, .. } => (y - 2.0 * size, y + size),
    }
}

fn color(ink: Ink, dark: bool) -> Color {
    let [r, g, b] = ink.color(dark);
    Color::from_rgba8(r, g, b, 255)
}

/// Paints one strip of a picture.
struct Painter<'a> {
    canvas: &'a mut Pixmap,
    /// The row of the picture that is the first of the strip.
    top: u32,
    scale: f32,
    dark: bool,
    glyphs: &'a mut Glyphs,
}

impl Painter<'_> {
    fn draw(&mut self, element: &Element) {
        match element {
            Element::Rect { x, y, width, height, radius, paint } => {
                let path = rectangle(*x, *y, *width, *height, radius.min(width / 2.0).min(height / 2.0));
                self.path(&path, paint);
            }
            Element::Circle { x, y, radius, paint } => {
                let path = PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32);
                if let Some(path) = path {
                    self.paint(&path, paint);
                }
            }
            Element::Path { steps, paint } => self.path(steps, paint),
            Element::Text { x, y, size, weight, ink, anchor, text, struck } => {
                let width = crate::diagram::text::width(text, *size, *weight);
                let left = x - width * anchor.share();
                let ink_color = ink.color(self.dark);
                let (scale, size) = (f64::from(self.scale), *size);
                let place = (left * scale, y * scale, self.top);
                self.glyphs.write(self.canvas, text, *weight, size * scale, place, ink_color);
                if *struck {
                    let middle = y - size * 0.3;
                    let line = [Step::Move(left, middle), Step::Line(left + width, middle)];
                    self.path(&line, &Paint::stroke(*ink, 1.0));
                }
            }
        }
    }

    fn path(&mut self, steps: &[Step], paint: &Paint) {
        let mut builder = PathBuilder::new();
        for step in steps {
            match *step {
                Step::Move(x, y) => builder.move_to(x as f32, y as f32),
                Step::Line(x, y) => builder.line_to(x as f32, y as f32),
                Step::Curve(cx, cy, x, y) => builder.quad_to(cx as f32, cy as f32, x as f32, y as f32),
                Step::Close => builder.close(),
            }
        }
        if let Some(path) = builder.finish() {
            self.paint(&path, paint);
        }
    }

    fn paint(&mut self, path: &tiny_skia::Path, paint: &Paint) {
        let transform = Transform::from_scale(self.scale, self.scale).post_translate(0.0, -(self.top as f32));
        let mut brush = tiny_skia::Paint { anti_alias: true, ..tiny_skia::Paint::default() };
        if let Some(ink) = paint.fill {
            brush.set_color(color(ink, self.dark));
            self.canvas.fill_path(path, &brush, FillRule::Winding, transform, None);
        }
        if let Some((ink, width)) = paint.stroke {
            brush.set_color(color(ink, self.dark));
            let dash = if paint.dashed { StrokeDash::new(vec![4.0, 3.0], 0.0) } else { None };
            let stroke = Stroke { width: width as f32, dash, ..Stroke::default() };
            self.canvas.stroke_path(path, &brush, &stroke, transform, None);
        }
    }
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, radius: f64) -> Vec<Step> {
    let (right, bottom) = (x + width, y + height);
    if radius <= 0.0 {
        return vec![
            Step::Move(x, y),
            Step::Line(right, y),
            Step::Line(right, bottom),
            Step::Line(x, bottom),
            Step::Close,
        ];
    }
    vec![
        Step::Move(x + radius, y),
        Step::Line(right - radius, y),
        Step::Curve(right, y, right, y + radius),
        Step::Line(right, bottom - radius),
        Step::Curve(right, bottom, right - radius, bottom),
        Step::Line(x + radius, bottom),
        Step::Curve(x, bottom, x, bottom - radius),
        Step::Line(x, y + radius),
        Step::Curve(x, y, x + radius, y),
        Step::Close,
    ]
}

/// The file of a picture of this height. `paint` fills the canvas with the rows from the one that it is given on. Every
/// pixel is opaque, so three bytes are enough.
fn encode(mut canvas: Pixmap, height: u32, mut paint: impl FnMut(&mut Pixmap, u32)) -> Vec<u8> {
    let (width, rows) = (canvas.width(), canvas.height());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colours: as quick as with filters, and half as large.
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.set_filter(png::Filter::NoFilter);
    // Writing to memory cannot fail, and the sizes are those of the canvas.
    let written = encoder.write_header().and_then(|mut writer| {
        let mut stream = writer.stream_writer()?;
        let mut row = Vec::new();
        for top in (0..height).step_by(rows as usize) {
            paint(&mut canvas, top);
            for pixels in canvas.pixels().chunks(width as usize).take((height - top) as usize) {
                row.clear();
                row.extend(pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
                stream.write_all(&row)?;
            }
        }
        stream.finish()
    });
    debug_assert!(written.is_ok());
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::embedded;

    fn pixels(file: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        (frame.width, frame.height, pixels)
    }

    #[test]
    fn a_file_holds_every_pixel_of_every_strip() {
        let mut expected = Vec::new();
        // The last strip has fewer rows than the canvas.
        let file = encode(Pixmap::new(300, 70).unwrap(), 200, |canvas, top| {
            for (number, pixel) in canvas.pixels_mut().iter_mut().enumerate() {
                let [_, high, middle, low] = (number as u32 + top * 300).to_be_bytes();
                *pixel = tiny_skia::PremultipliedColorU8::from_rgba(high, middle, low, 255).unwrap();
                expected.extend([high, middle, low]);
            }
        });
        expected.truncate(3 * 300 * 200);
        assert!(pixels(&file) == (300, 200, expected));
    }

    /// Where a strip ends cannot be seen: a picture in many strips is the one that is drawn at once, but for a few pixels of
    /// edges, where coordinates are rounded otherwise.
    #[test]
    fn strips_fit_together() {
        let model = embedded::find("pedsnet", "latest").unwrap();
        let scene = picture(&model, &Options::default()).unwrap();
        let scale = 1200.0 / scene.width;
        let at_once = pixels(&draw(&scene, scale, false, u64::MAX, STRIP).unwrap());
        let in_strips = pixels(&draw(&scene, scale, false, u64::MAX, 1200 * 37).unwrap());
        assert_eq!((at_once.0, at_once.1), (in_strips.0, in_strips.1));
        assert!(at_once.1 > 370, "{}", at_once.1);
        let differing = at_once.2.iter().zip(&in_strips.2).filter(|(a, b)| a.abs_diff(**b) > 16).count();
        assert!(differing * 10_000 < at_once.2.len(), "{differing} of {}", at_once.2.len());
    }
}
