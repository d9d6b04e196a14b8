//! The colours. Their hues are told apart by colour-blind readers too, and nothing is said by colour alone.

use crate::diagram::facts::Change;

/// A colour.
pub(crate) type Rgb = [u8; 3];

/// What something is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Ink {
    Page,
    Text,
    Muted,
    Rule,
    Box,
    Key,
    /// The ground of an area's region.
    Region(u8),
    RegionEdge(u8),
    RegionTitle(u8),
    /// The header and the frame of an area's tables.
    Head(u8),
    HeadText,
    HeadNote,
    /// A line to a table of this area.
    Line(u8),
    /// The ground of a mark for a hub of this area.
    Mark(u8),
    MarkText(u8),
    Change(Kind),
    ChangeGround(Kind),
}

/// What became of something that is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Added,
    Removed,
    Changed,
    /// Drawn faintly, so that the others stand out.
    Same,
}

impl Kind {
    pub(crate) fn of(change: Change) -> Self {
        match change {
            Change::None => Kind::Same,
            Change::Added => Kind::Added,
            Change::Removed => Kind::Removed,
            Change::Changed => Kind::Changed,
        }
    }

    /// The sign beside it.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Kind::Added => "+",
            Kind::Removed => "−",
            Kind::Changed => "~",
            Kind::Same => "",
        }
    }
}

/// How many hues there are for areas.
const HUES: usize = 8;

const HUE: [Rgb; HUES] = [
    [0x1d, 0x5f, 0x9e],
    [0x9a, 0x51, 0x05],
    [0x0a, 0x70, 0x5e],
    [0x6c, 0x4a, 0xa1],
    [0xa0, 0x34, 0x66],
    [0x4a, 0x5a, 0x6e],
    [0x66, 0x66, 0x0a],
    [0x0d, 0x73, 0x86],
];

const WHITE: Rgb = [255; 3];
const NIGHT: Rgb = [0x12, 0x16, 0x1b];

fn mix(a: Rgb, b: Rgb, share_of_b: f64) -> Rgb {
    let [x, y, z] = [0, 1, 2].map(|i: usize| {
        let (a, b) = (a.get(i).copied().unwrap_or(0), b.get(i).copied().unwrap_or(0));
        (f64::from(a) * (1.0 - share_of_b) + f64::from(b) * share_of_b).round() as u8
    });
    [x, y, z]
}

fn hue(number: u8) -> Rgb {
    HUE[usize::from(number) % HUES]
}

impl Ink {
    /// Every one there is.
    pub(crate) fn every() -> Vec<Self> {
        let mut inks =
            vec![Ink::Page, Ink::Text, Ink::Muted, Ink::Rule, Ink::Box, Ink::Key, Ink::HeadText, Ink::HeadNote];
        for kind in [Kind::Added, Kind::Removed, Kind::Changed, Kind::Same] {
            inks.extend([Ink::Change(kind), Ink::ChangeGround(kind)]);
        }
        for n in 0..HUES as u8 {
            inks.extend([Ink::Region(n), Ink::RegionEdge(n), Ink::RegionTitle(n), Ink::Head(n)]);
            inks.extend([Ink::Line(n), Ink::Mark(n), Ink::MarkText(n)]);
        }
        inks
    }

    /// The colour, on light or on dark.
    pub(crate) fn color(self, dark: bool) -> Rgb {
        if dark { self.on_dark() } else { self.on_light() }
    }

    fn on_light(self) -> Rgb {
        match self {
            Ink::Page | Ink::Box | Ink::HeadText => WHITE,
            Ink::Text => [0x1b, 0x22, 0x2b],
            Ink::Muted => [0x5a, 0x65, 0x72],
            Ink::Rule => [0xd5, 0xda, 0xe0],
            Ink::Key => [0x2b, 0x35, 0x41],
            Ink::Region(n) => mix(WHITE, hue(n), 0.07),
            Ink::RegionEdge(n) => mix(WHITE, hue(n), 0.35),
            Ink::RegionTitle(n) | Ink::Head(n) | Ink::MarkText(n) => hue(n),
            Ink::HeadNote => [0xe4, 0xe9, 0xef],
            Ink::Line(n) => mix(WHITE, hue(n), 0.85),
            Ink::Mark(n) => mix(WHITE, hue(n), 0.13),
            Ink::Change(Kind::Added) => [0x00, 0x5f, 0xa3],
            Ink::Change(Kind::Removed) => [0xb8, 0x3c, 0x00],
            Ink::Change(Kind::Changed) => [0x7a, 0x4b, 0x9c],
            Ink::Change(Kind::Same) => [0x78, 0x82, 0x8e],
            Ink::ChangeGround(Kind::Same) => WHITE,
            Ink::ChangeGround(kind) => mix(WHITE, Ink::Change(kind).on_light(), 0.13),
        }
    }

    fn on_dark(self) -> Rgb {
        match self {
            Ink::Page => NIGHT,
            Ink::Box => [0x1c, 0x22, 0x29],
            Ink::Text => [0xe6, 0xea, 0xef],
            Ink::Muted => [0x9d, 0xa8, 0xb5],
            Ink::Rule => [0x37, 0x40, 0x4a],
            Ink::Key => [0xcf, 0xd6, 0xde],
            Ink::Region(n) => mix(NIGHT, hue(n), 0.17),
            Ink::RegionEdge(n) => mix(NIGHT, hue(n), 0.55),
            Ink::RegionTitle(n) | Ink::MarkText(n) => mix(hue(n), WHITE, 0.6),
            Ink::Head(n) => mix(hue(n), NIGHT, 0.12),
            Ink::HeadText => WHITE,
            Ink::HeadNote => [0xdd, 0xe3, 0xea],
            Ink::Line(n) => mix(hue(n), WHITE, 0.45),
            Ink::Mark(n) => mix(NIGHT, hue(n), 0.5),
            Ink::Change(Kind::Added) => [0x6f, 0xb9, 0xf0],
            Ink::Change(Kind::Removed) => [0xff, 0x9a, 0x66],
            Ink::Change(Kind::Changed) => [0xcb, 0xa4, 0xe8],
            Ink::Change(Kind::Same) => [0x86, 0x91, 0x9e],
            Ink::ChangeGround(Kind::Same) => [0x1c, 0x22, 0x29],
            Ink::ChangeGround(kind) => mix(NIGHT, Ink::Change(kind).on_dark(), 0.22),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of two colours by the rule of the Web Content Accessibility Guidelines.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let light = |rgb: Rgb| {
            let [r, g, b] = rgb.map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (light(a), light(b));
        a.max(b) / a.min(b)
    }

    #[test]
    fn all_text_can_be_read_on_its_ground() {
        for dark in [false, true] {
            for n in 0..HUES as u8 {
                for (text, ground) in [
                    (Ink::HeadText, Ink::Head(n)),
                    (Ink::HeadNote, Ink::Head(n)),
                    (Ink::RegionTitle(n), Ink::Region(n)),
                    (Ink::MarkText(n), Ink::Mark(n)),
                    (Ink::Text, Ink::Box),
                    (Ink::Muted, Ink::Box),
                ] {
                    let contrast = contrast(text.color(dark), ground.color(dark));
                    assert!(contrast >= 4.5, "{text:?} on {ground:?}, dark: {dark}: {contrast:.2}");
                }
            }
        }
    }
}
