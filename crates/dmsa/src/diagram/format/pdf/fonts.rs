//! The fonts within a PDF file, and what their glyphs mean, so that text can be searched and copied.

use super::deflated;
use crate::diagram::text::{BOLD, REGULAR, Weight, face};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

const IDENTITY: SystemInfo<'_> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The glyphs used of each weight.
#[derive(Default)]
pub(super) struct Fonts {
    regular: Used,
    bold: Used,
}

/// The glyphs used of a font: those alone are in the file, numbered anew.
#[derive(Default)]
struct Used {
    numbers: GlyphRemapper,
    /// By new number, the old one and a character it stands for.
    glyphs: BTreeMap<u16, (u16, char)>,
}

impl Used {
    fn add(&mut self, glyph: u16, c: char) -> u16 {
        let number = self.numbers.remap(glyph);
        self.glyphs.entry(number).or_insert((glyph, c));
        number
    }
}

/// What a file knows of one weight.
struct Embedded {
    weight: Weight,
    /// Its name in the pages.
    name: &'static [u8],
    /// Its name for people; the letters in front mark it as a subset of that font.
    full_name: &'static [u8],
    bytes: &'static [u8],
    /// The first of its five objects.
    first: i32,
}

const FACES: [Embedded; 2] = [
    Embedded { weight: Weight::Regular, name: b"R", full_name: b"DMSARG+DmsaSans-regular", bytes: REGULAR, first: 10 },
    Embedded { weight: Weight::Bold, name: b"B", full_name: b"DMSASB+DmsaSans-semibold", bytes: BOLD, first: 20 },
];

impl Fonts {
    /// The font's name, and `text` as glyph numbers of two bytes each.
    pub(super) fn encode(&mut self, text: &str, weight: Weight) -> (&'static [u8], Vec<u8>) {
        let (name, used) = match weight {
            Weight::Regular => (&b"R"[..], &mut self.regular),
            Weight::Bold => (&b"B"[..], &mut self.bold),
        };
        let mut glyphs = Vec::with_capacity(text.len() * 2);
        for c in text.chars() {
            // What the font lacks is its glyph 0, a box.
            let glyph = face(weight).and_then(|face| face.glyph_index(c)).map_or(0, |glyph| glyph.0);
            glyphs.extend(used.add(glyph, c).to_be_bytes());
        }
        (name, glyphs)
    }

    /// The names that pages use, with the objects they mean.
    pub(super) fn named() -> impl Iterator<Item = (&'static [u8], Ref)> {
        FACES.into_iter().map(|face| (face.name, Ref::new(face.first)))
    }

    /// Adds the fonts to the file.
    pub(super) fn write(&self, pdf: &mut Pdf) {
        for font in &FACES {
            let used = match font.weight {
                Weight::Regular => &self.regular,
                Weight::Bold => &self.bold,
            };
            write_font(pdf, font, used);
        }
    }
}

fn write_font(pdf: &mut Pdf, font: &Embedded, used: &Used) {
    let (name, first) = (Name(font.full_name), font.first);
    let Some(face) = face(font.weight) else {
        return;
    };
    let [type0, cid, descriptor, map, data] = [0, 1, 2, 3, 4].map(|i| Ref::new(first + i));
    let unit = 1000.0 / f32::from(face.units_per_em());
    pdf.type0_font(type0).base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(map);
    let mut cid_font = pdf.cid_font(cid);
    cid_font.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
    // What the font lacks is as wide as it is high, as `text::width` has it.
    cid_font.default_width(1000.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid_font.widths();
    for (&number, &(glyph, _)) in used.glyphs.iter().filter(|(number, _)| **number > 0) {
        let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        widths.same(number, number, f32::from(advance) * unit);
    }
    widths.finish();
    cid_font.finish();

    let bounds = face.global_bounding_box();
    let [left, bottom, right, top] =
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| f32::from(v) * unit);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(f32::from(face.ascender()) * unit)
        .descent(f32::from(face.descender()) * unit)
        .cap_height(f32::from(face.capital_height().unwrap_or(0)) * unit)
        .stem_v(if font.weight == Weight::Bold { 120.0 } else { 80.0 })
        .font_file2(data);

    let mut cmap = UnicodeCmap::new(Name(b"DmsaUnicode"), IDENTITY);
    for (&number, &(_, c)) in used.glyphs.iter().filter(|(number, _)| **number > 0) {
        cmap.pair(number, c);
    }
    pdf.cmap(map, &cmap.finish());
    // The font is one of ours, and a test sees that it can be cut.
    let file = subsetter::subset(font.bytes, 0, &used.numbers).unwrap_or_default();
    pdf.stream(data, &deflated(&file)).filter(Filter::FlateDecode).pair(Name(b"Length1"), file.len() as i32);
}
