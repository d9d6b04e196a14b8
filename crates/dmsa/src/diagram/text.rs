//! The font of every diagram: exact widths, outlines for formats that draw text themselves, bytes for those that embed it.
//!
//! The files are subsets of an open font under a name of our own; `font/OFL.txt` is its licence.

use std::sync::LazyLock;
use ttf_parser::Face;

/// The two weights in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Weight {
    Regular,
    Bold,
}

pub(super) const REGULAR: &[u8] = include_bytes!("font/dmsa-sans-regular.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("font/dmsa-sans-semibold.ttf");
/// The Latin part only, compressed for web pages.
pub(super) const REGULAR_WEB: &[u8] = include_bytes!("font/dmsa-sans-regular.woff2");
pub(super) const BOLD_WEB: &[u8] = include_bytes!("font/dmsa-sans-semibold.woff2");

static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [Face::parse(REGULAR, 0).ok(), Face::parse(BOLD, 0).ok()]);

pub(super) fn face(weight: Weight) -> Option<&'static Face<'static>> {
    let [regular, bold] = &*FACES;
    match weight {
        Weight::Regular => regular.as_ref(),
        Weight::Bold => bold.as_ref(),
    }
}

/// Advance widths of the printable ASCII characters in font units, because nearly all names are made of them.
static ASCII: LazyLock<[[f64; 95]; 2]> = LazyLock::new(|| {
    [Weight::Regular, Weight::Bold].map(|weight| {
        let mut widths = [0.0; 95];
        for (width, c) in widths.iter_mut().zip(' '..='~') {
            *width = advance(weight, c);
        }
        widths
    })
});

/// The advance of a character as a share of the font size. Characters the font lacks are drawn by some other font; they
/// are taken to be wide.
fn advance(weight: Weight, c: char) -> f64 {
    let known = face(weight).and_then(|face| {
        let glyph = face.glyph_index(c)?;
        Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
    });
    known.unwrap_or(1.0)
}

/// The width of `text` at a size of `size`.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let ascii = match weight {
        Weight::Regular => &ASCII[0],
        Weight::Bold => &ASCII[1],
    };
    let units = |c: char| match (c as usize).checked_sub(32).and_then(|i| ascii.get(i)) {
        Some(width) => *width,
        None => advance(weight, c),
    };
    text.chars().map(units).sum::<f64>() * size
}

/// `text`, or as much of its beginning as fits with an ellipsis.
pub(super) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut kept = text.to_owned();
    while kept.pop().is_some() {
        let short = format!("{}…", kept.trim_end());
        if width(&short, size, weight) <= room {
            return short;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        assert!(face(Weight::Regular).is_some() && face(Weight::Bold).is_some());
        let (thin, wide) = (width("illi", 10.0, Weight::Regular), width("mwwm", 10.0, Weight::Regular));
        assert!(thin < wide / 2.0, "{thin} {wide}");
        assert!(width("person", 10.0, Weight::Bold) > width("person", 10.0, Weight::Regular));
        assert_eq!(width("äö", 20.0, Weight::Regular), 2.0 * width("äö", 10.0, Weight::Regular));
    }

    #[test]
    fn long_text_is_cut_to_fit() {
        let short = fit("a rather long description", 10.0, Weight::Regular, 60.0);
        assert!(short.ends_with('…') && width(&short, 10.0, Weight::Regular) <= 60.0);
        assert_eq!(fit("abc", 10.0, Weight::Regular, 60.0), "abc");
        assert_eq!(fit("abc", 10.0, Weight::Regular, 1.0), "");
    }
}
