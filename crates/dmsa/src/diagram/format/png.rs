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
        draw(&scene, scale, options.style == Style::Dark, options.limit.pixels)
    }
}

/// Draws a picture at so many pixels a unit.
fn draw(scene: &Scene, scale: f64, dark: bool, most_pixels: u64) -> Result<Vec<u8>, Error> {
    let (width, height) = ((scene.width * scale).round() as u64, (scene.height * scale).round() as u64);
    let too_large = Error::TooManyPixels { width, height };
    if width.saturating_mul(height) > most_pixels {
        return Err(too_large);
    }
    let mut canvas = Pixmap::new(width.max(1) as u32, height.max(1) as u32).ok_or(too_large)?;
    canvas.fill(color(Ink::Page, dark));
    let mut painter = Painter { canvas, scale: scale as f32, dark, glyphs: Glyphs::default() };
    for element in scene.groups.iter().flat_map(|group| &group.elements) {
        painter.draw(element);
    }
    Ok(encode(&painter.canvas))
}

fn color(ink: Ink, dark: bool) -> Color {
    let [r, g, b] = ink.color(dark);
    Color::from_rgba8(r, g, b, 255)
}

struct Painter {
    canvas: Pixmap,
    scale: f32,
    dark: bool,
    glyphs: Glyphs,
}

impl Painter {
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
                self.glyphs.write(&mut self.canvas, text, *weight, size * scale, (left * scale, y * scale), ink_color);
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
        let transform = Transform::from_scale(self.scale, self.scale);
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

/// The file: every pixel is opaque, so three bytes are enough. They are handed over by rows, as pictures are large.
fn encode(canvas: &Pixmap) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colours: as quick as with filters, and half as large.
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.set_filter(png::Filter::NoFilter);
    // Writing to memory cannot fail, and the sizes are those of the canvas.
    let written = encoder.write_header().and_then(|mut writer| {
        let mut stream = writer.stream_writer()?;
        let mut row = Vec::new();
        for pixels in canvas.pixels().chunks(canvas.width() as usize) {
            row.clear();
            row.extend(pixels.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
            stream.write_all(&row)?;
        }
        stream.finish()
    });
    debug_assert!(written.is_ok());
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_every_pixel_of_the_canvas() {
        let mut canvas = Pixmap::new(300, 200).unwrap();
        let mut expected = Vec::new();
        for (number, pixel) in canvas.pixels_mut().iter_mut().enumerate() {
            let [_, high, middle, low] = (number as u32).to_be_bytes();
            *pixel = tiny_skia::PremultipliedColorU8::from_rgba(high, middle, low, 255).unwrap();
            expected.extend([high, middle, low]);
        }
        let mut reader = png::Decoder::new(std::io::Cursor::new(encode(&canvas))).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((frame.width, frame.height), (300, 200));
        assert!(pixels == expected);
    }
}
