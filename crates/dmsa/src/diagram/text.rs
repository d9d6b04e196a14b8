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
/// What most diagrams need, compressed for web pages, and the rest. `font/subset.py` makes both.
pub(super) const REGULAR_WEB: &[u8] = include_bytes!("font/dmsa-sans-regular.woff2");
pub(super) const BOLD_WEB: &[u8] = include_bytes!("font/dmsa-sans-semibold.woff2");
pub(super) const REGULAR_WEB_MORE: &[u8] = include_bytes!("font/dmsa-sans-regular-more.woff2");
pub(super) const BOLD_WEB_MORE: &[u8] = include_bytes!("font/dmsa-sans-semibold-more.woff2");

/// Whether the smaller of the two web fonts has a character; the other has the rest of those that are known.
pub(super) fn is_common(c: char) -> bool {
    matches!(c,
        '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{ff}' | '\u{131}' | '\u{152}'..='\u{153}' | '\u{160}'..='\u{161}'
        | '\u{178}' | '\u{17d}'..='\u{17e}' | '\u{2013}'..='\u{2014}' | '\u{2018}'..='\u{201e}' | '\u{2020}'..='\u{2022}'
        | '\u{2026}' | '\u{2030}' | '\u{2039}'..='\u{203a}' | '\u{20ac}' | '\u{2190}'..='\u{2193}' | '\u{2212}')
}

/// Whether the font has a character.
pub(super) fn is_known(c: char) -> bool {
    face(Weight::Regular).is_some_and(|face| face.glyph_index(c).is_some())
}

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
    fn the_web_fonts_have_the_ranges_that_are_taken_for_theirs() {
        let script = include_str!("font/subset.py");
        let ranges: Vec<(u32, u32)> = (script.split('"').filter(|text| text.starts_with(|c: char| c.is_ascii_digit())))
            .flat_map(|text| text.split(',').filter(|range| !range.is_empty()))
            .map(|range| {
                let hex = |text: &str| u32::from_str_radix(text, 16).unwrap();
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                (hex(first), hex(last))
            })
            .collect();
        assert!(ranges.len() > 10, "{ranges:?}");
        for c in '\0'..='\u{ffff}' {
            let common = ranges.iter().any(|&(first, last)| (first..=last).contains(&(c as u32)));
            assert_eq!(is_common(c), common, "{c:?}");
            let both = [Weight::Regular, Weight::Bold].map(|weight| face(weight).unwrap().glyph_index(c).is_some());
            assert_eq!(both[0], both[1], "{c:?}");
            assert!(!common || both[0], "{c:?}");
        }
        for c in "←→−…·ŁłΩЖ".chars() {
            assert!(is_known(c), "{c}");
        }
    }

    #[test]
    fn long_text_is_cut_to_fit() {
        let short = fit("a rather long description", 10.0, Weight::Regular, 60.0);
        assert!(short.ends_with('…') && width(&short, 10.0, Weight::Regular) <= 60.0);
        assert_eq!(fit("abc", 10.0, Weight::Regular, 60.0), "abc");
        assert_eq!(fit("abc", 10.0, Weight::Regular, 1.0), "");
    }
}
