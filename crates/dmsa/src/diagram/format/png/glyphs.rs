//! Text in pixels. Each glyph is drawn once for its size and its place between two pixels, and then copied.

use crate::diagram::scene::Rgb;
use crate::diagram::text::{Weight, face};
use hashbrown::HashMap;
use tiny_skia::{FillRule, Mask, PathBuilder, Pixmap, PremultipliedColorU8, Transform};
use ttf_parser::{GlyphId, OutlineBuilder};

/// How many positions between two pixels are distinguished.
const PLACES: f64 = 4.0;

/// Weight, glyph, size in 64ths of a pixel, place between two pixels.
type Key = (Weight, u16, u32, u8);

/// The glyphs drawn so far.
#[derive(Default)]
pub(super) struct Glyphs(HashMap<Key, Option<Glyph>>);

/// How much of each pixel a glyph covers, and where it stands from its origin.
struct Glyph {
    left: i32,
    top: i32,
    cover: Mask,
}

impl Glyphs {
    /// Writes `text` from the left end of its baseline, in pixels, on a canvas that begins with the row `top`.
    pub(super) fn write(
        &mut self,
        canvas: &mut Pixmap,
        text: &str,
        weight: Weight,
        size: f64,
        (mut x, y, top): (f64, f64, u32),
        ink: Rgb,
    ) {
        let Some(face) = face(weight) else {
            return;
        };
        let unit = size / f64::from(face.units_per_em());
        let baseline = y.round() as i32 - top as i32;
        for c in text.chars() {
            let known = face.glyph_index(c);
            let glyph = known.unwrap_or(GlyphId(0));
            let quarter = (x * PLACES).round();
            let (pixel, place) = ((quarter / PLACES).floor(), quarter.rem_euclid(PLACES) as u8);
            let key = (weight, glyph.0, (size * 64.0).round() as u32, place);
            let drawn = self.0.entry(key).or_insert_with(|| draw(weight, glyph, unit, f64::from(place) / PLACES));
            if let Some(drawn) = drawn {
                copy(canvas, drawn, pixel as i32, baseline, ink);
            }
            // As `text::width` has it: what the font lacks is as wide as it is high.
            x +=
                known.and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(size, |advance| f64::from(advance) * unit);
        }
    }
}

/// Draws a glyph `shift` of a pixel right of its place. Blanks have nothing to draw.
fn draw(weight: Weight, glyph: GlyphId, unit: f64, shift: f64) -> Option<Glyph> {
    let mut outline = Outline { path: PathBuilder::new(), unit: unit as f32 };
    face(weight)?.outline_glyph(glyph, &mut outline)?;
    let path = outline.path.finish()?;
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor() as i32 - 1, bounds.top().floor() as i32 - 1);
    let (right, bottom) = (bounds.right().ceil() as i32 + 2, bounds.bottom().ceil() as i32 + 1);
    let mut cover = Mask::new((right - left).max(1) as u32, (bottom - top).max(1) as u32)?;
    let place = Transform::from_translate(shift as f32 - left as f32, -top as f32);
    cover.fill_path(&path, FillRule::Winding, true, place);
    Some(Glyph { left, top, cover })
}

fn copy(canvas: &mut Pixmap, glyph: &Glyph, x: i32, baseline: i32, ink: Rgb) {
    let (width, height) = (canvas.width() as i32, canvas.height() as i32);
    let columns = glyph.cover.width() as i32;
    let pixels = canvas.pixels_mut();
    for (i, &cover) in glyph.cover.data().iter().enumerate() {
        let (column, row) = (x + glyph.left + i as i32 % columns, baseline + glyph.top + i as i32 / columns);
        if cover == 0 || !(0..width).contains(&column) || !(0..height).contains(&row) {
            continue;
        }
        if let Some(pixel) = pixels.get_mut((row * width + column) as usize) {
            let [r, g, b] = ink;
            let blend = |old: u8, new: u8| {
                let (old, new, share) = (u32::from(old), u32::from(new), u32::from(cover));
                ((old * (255 - share) + new * share + 127) / 255) as u8
            };
            let mixed = (blend(pixel.red(), r), blend(pixel.green(), g), blend(pixel.blue(), b));
            // An opaque colour is always a valid one.
            if let Some(opaque) = PremultipliedColorU8::from_rgba(mixed.0, mixed.1, mixed.2, 255) {
                *pixel = opaque;
            }
        }
    }
}

/// A glyph's outline, turned upright and scaled to pixels.
struct Outline {
    path: PathBuilder,
    unit: f32,
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(x * self.unit, -y * self.unit);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(x * self.unit, -y * self.unit);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(cx * self.unit, -cy * self.unit, x * self.unit, -y * self.unit);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let unit = self.unit;
        self.path.cubic_to(ax * unit, -ay * unit, bx * unit, -by * unit, x * unit, -y * unit);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
