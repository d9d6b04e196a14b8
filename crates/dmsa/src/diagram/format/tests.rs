use super::FORMATS;
use std::collections::HashSet;

#[test]
fn formats_have_names_of_their_own_and_say_what_they_are() {
    let names: HashSet<_> = FORMATS.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        let name = format.name();
        assert!(!name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase()), "{name}");
        assert!(!format.summary().is_empty() && format.media_type().contains('/'), "{name}");
        assert_eq!(super::find(&name.to_uppercase()).map(|found| found.name()), Some(name));
    }
}
