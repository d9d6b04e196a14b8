//! Options that are given and change nothing.

use super::format::{FORMATS, Format};
use super::options::{Detail, Hubs, Options, Order, Page, Pages, Style, Types};
use crate::settings::UnusedOption;

/// Given options that change nothing in this format. Those that change nothing in this one diagram (`exclude` of a table
/// that is not shown anyway) are none of them.
///
/// ```
/// use dmsa::diagram::{Options, find, unused_options};
///
/// let options = Options { width: Some(800), ..Options::default() };
/// assert_eq!(unused_options(find("png").unwrap(), &options), []);
/// assert_eq!(unused_options(find("svg").unwrap(), &options)[0].because, "svg has no use for it, unlike png");
/// ```
pub fn unused_options(format: &dyn Format, options: &Options) -> Vec<UnusedOption> {
    let knows = |option: &str| format.knows().contains(&option);
    // What not every format knows, and whether it has a value that is not the usual one.
    let given = [
        ("hubs", options.hubs != Hubs::default()),
        ("aspect", options.aspect.is_some()),
        ("style", options.style != Style::default()),
        ("scale", options.scale.is_some()),
        ("width", options.width.is_some()),
        ("page", options.page != Page::default()),
        ("pages", options.pages != Pages::default()),
    ];
    let mut unused: Vec<UnusedOption> = given
        .into_iter()
        .filter(|(option, is_given)| *is_given && !knows(option))
        .map(|(option, _)| {
            let knowing = FORMATS.iter().filter(|other| other.knows().contains(&option));
            let knowing: Vec<_> = knowing.map(|other| other.name()).collect();
            UnusedOption {
                option,
                because: format!("{} has no use for it, unlike {}", format.name(), knowing.join(", ")),
            }
        })
        .collect();
    let names_alone = options.detail == Detail::Names && !format.shows_all_details();
    unused.extend(UnusedOption::among([
        (
            "detail",
            "the format has every field anyway",
            (options.detail, format.usual_detail()) == (Detail::All, Detail::All),
        ),
        ("order", "no fields are shown", names_alone && options.order != Order::default()),
        // What a comparison calls a change depends on how types are written.
        ("types", "no types are shown", names_alone && options.compare.is_none() && options.types != Types::default()),
        (
            "width",
            "the scale says how wide it is",
            knows("width") && options.width.is_some() && options.scale.is_some(),
        ),
    ]));
    unused
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::settings::Setting;
    use crate::diagram::tests::with_hub;
    use crate::model::{Field, Key, KeyField};

    fn with(settings: &[(&str, &str)]) -> Options {
        let mut options = Options::default();
        for (name, value) in settings {
            Setting::find(name).unwrap().set(&mut options, value).unwrap();
        }
        options
    }

    type Settings = &'static [(&'static str, &'static str)];

    /// Every option in every format, by itself and beside what may take its effect: the bytes are what counts.
    #[test]
    fn options_are_idle_where_they_change_no_byte() {
        let mut model = with_hub(8);
        model.tables[0].fields.push(Field { name: "note".into(), ..Field::default() });
        model.tables[1].fields.swap(0, 1);
        let before = KeyField { name: "before".into(), ..KeyField::default() };
        model.uniques.push(Key { table: "t1".into(), fields: vec![before], ..Key::default() });
        let changes = [
            ("detail", "all"),
            ("order", "definition"),
            ("types", "none"),
            ("hubs", "draw"),
            ("aspect", "1:3"),
            ("style", "dark"),
            ("scale", "0.3"),
            ("width", "200"),
            ("page", "a3"),
            ("pages", "areas"),
        ];
        // By themselves all of them, and beside another those that it may leave nothing to.
        let beside: [(Settings, &[&str]); 3] = [
            (&[], &changes.map(|(name, _)| name)),
            (&[("detail", "names")], &["order", "types"]),
            (&[("scale", "0.2")], &["width"]),
        ];
        for format in FORMATS {
            for (other, named) in beside {
                // Small pictures are made of pixels faster.
                let small: Settings = if format.knows().contains(&"scale") { &[("width", "150")] } else { &[] };
                let before = with(&[small, other].concat());
                let drawn = format.render(&model, &before).unwrap();
                for change in changes.iter().filter(|(name, _)| named.contains(name)) {
                    let after = with(&[small, other, &[*change]].concat());
                    let is_unused = unused_options(*format, &after).iter().any(|unused| unused.option == change.0);
                    let name = format.name();
                    assert_eq!(
                        format.render(&model, &after).unwrap() == drawn,
                        is_unused,
                        "{name} {change:?} {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_options_that_exist_are_known() {
        for option in FORMATS.iter().flat_map(|format| format.knows()) {
            assert!(Setting::find(option).is_some(), "{option}");
        }
    }
}
