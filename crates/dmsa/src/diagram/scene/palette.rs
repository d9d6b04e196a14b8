//! The colours. Readers with any of the three colour deficiencies can distinguish those of areas and lines too, in light
//! and in dark: a test measures each pair. Nothing is said by colour alone.

use crate::diagram::content::Change;

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
pub(crate) const HUES: usize = 12;

/// The hues on light. They differ in lightness as well, which colour-blind readers see.
const HUE: [Rgb; HUES] = [
    [0x05, 0x61, 0xd3],
    [0x9a, 0x55, 0x1d],
    [0x04, 0x72, 0x64],
    [0x4d, 0x40, 0x8b],
    [0xc4, 0x00, 0x60],
    [0x69, 0x4e, 0x3e],
    [0x6b, 0x0a, 0x0e],
    [0x10, 0x32, 0x2e],
    [0x40, 0x14, 0xf1],
    [0x43, 0x00, 0x79],
    [0x2f, 0x00, 0x0d],
    [0x05, 0x00, 0x1e],
];

/// The hues on dark.
const HUE_ON_DARK: [Rgb; HUES] = [
    [0x93, 0x9d, 0xb7],
    [0xcc, 0x92, 0x6a],
    [0x1e, 0xf7, 0xf2],
    [0xba, 0x6e, 0xcb],
    [0xeb, 0xbc, 0x89],
    [0x9f, 0x92, 0x8c],
    [0xe6, 0xf1, 0x88],
    [0x0e, 0xa1, 0x0c],
    [0xab, 0xc8, 0xc0],
    [0xc6, 0xf5, 0xe5],
    [0x00, 0xcc, 0x1f],
    [0xcd, 0xff, 0x00],
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

fn hue_on_dark(number: u8) -> Rgb {
    HUE_ON_DARK[usize::from(number) % HUES]
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
            Ink::RegionTitle(n) | Ink::Head(n) | Ink::MarkText(n) | Ink::Line(n) => hue(n),
            Ink::HeadNote => [0xe4, 0xe9, 0xef],
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
            Ink::Region(n) => mix(NIGHT, hue_on_dark(n), 0.07),
            Ink::RegionEdge(n) => mix(NIGHT, hue_on_dark(n), 0.4),
            Ink::RegionTitle(n) | Ink::MarkText(n) | Ink::Head(n) | Ink::Line(n) => hue_on_dark(n),
            Ink::HeadText => NIGHT,
            Ink::HeadNote => [0x1c, 0x22, 0x29],
            Ink::Mark(n) => mix(NIGHT, hue_on_dark(n), 0.08),
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

    /// A color as seen with each deficiency, in linear light: none, then protanopia, deuteranopia and tritanopia by Machado,
    /// Oliveira and Fernandes (2009), then the first two by Viénot, Brettel and Mollon (1999).
    const VISION: [[[f64; 3]; 3]; 6] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
        [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
        [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    ];

    fn lab(color: Rgb, vision: &[[f64; 3]; 3]) -> [f64; 3] {
        let linear = color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        let times = |row: &[f64; 3], by: &[f64; 3]| row.iter().zip(by).map(|(a, b)| a * b).sum::<f64>();
        let seen = [0, 1, 2].map(|i: usize| times(&vision[i], &linear).clamp(0.0, 1.0));
        let share = |row: [f64; 3], white: f64| {
            let t = times(&row, &seen) / white;
            if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 }
        };
        let x = share([0.4124564, 0.3575761, 0.1804375], 0.95047);
        let y = share([0.2126729, 0.7151522, 0.0721750], 1.0);
        let z = share([0.0193339, 0.1191920, 0.9503041], 1.08883);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// The difference of two colours by CIEDE2000.
    fn difference([l1, a1, b1]: [f64; 3], [l2, a2, b2]: [f64; 3]) -> f64 {
        let excess = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
        let g = 0.5 * (1.0 - excess((a1.hypot(b1) + a2.hypot(b2)) / 2.0));
        let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
        let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
        let (h1, h2) = (b1.atan2(a1).to_degrees().rem_euclid(360.0), b2.atan2(a2).to_degrees().rem_euclid(360.0));
        let grey = c1 * c2 == 0.0;
        let mut dh = if grey { 0.0 } else { (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0 };
        dh = 2.0 * (c1 * c2).sqrt() * (dh.to_radians() / 2.0).sin();
        let h = match (h1 - h2).abs() {
            _ if grey => h1 + h2,
            apart if apart <= 180.0 => (h1 + h2) / 2.0,
            _ if h1 + h2 < 360.0 => (h1 + h2 + 360.0) / 2.0,
            _ => (h1 + h2 - 360.0) / 2.0,
        };
        let wave = |times: f64, offset: f64| (times * h + offset).to_radians().cos();
        let t = 1.0 - 0.17 * wave(1.0, -30.0) + 0.24 * wave(2.0, 0.0) + 0.32 * wave(3.0, 6.0) - 0.20 * wave(4.0, -63.0);
        let (l, c) = ((l1 + l2) / 2.0 - 50.0, (c1 + c2) / 2.0);
        let dl = (l2 - l1) / (1.0 + 0.015 * l * l / (20.0 + l * l).sqrt());
        let dc = (c2 - c1) / (1.0 + 0.045 * c);
        let dh = dh / (1.0 + 0.015 * c * t);
        let turn = 60.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
        let rotation = -turn.to_radians().sin() * 2.0 * excess(c);
        (dl * dl + dc * dc + dh * dh + rotation * dc * dh).sqrt()
    }

    #[test]
    fn differences_are_those_of_the_published_examples() {
        for (a, b, expected) in [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
            ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
        ] {
            assert!((difference(a, b) - expected).abs() < 0.0001, "{a:?} {b:?}");
        }
    }

    #[test]
    fn colour_blind_readers_tell_all_areas_and_lines_apart() {
        for dark in [false, true] {
            for ink in [Ink::Head, Ink::Line, Ink::RegionTitle, Ink::MarkText] {
                for (name, vision) in ["all", "protan", "deutan", "tritan", "protan 2", "deutan 2"].iter().zip(&VISION)
                {
                    for a in 0..HUES as u8 {
                        for b in 0..a {
                            let [x, y] = [a, b].map(|n| lab(ink(n).color(dark), vision));
                            let difference = difference(x, y);
                            assert!(difference >= 8.0, "{a} {b}, {name}, dark: {dark}: {difference:.2}");
                        }
                    }
                }
            }
        }
    }

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
