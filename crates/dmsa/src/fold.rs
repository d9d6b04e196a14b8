//! Names without regard to case.

use std::borrow::Cow;

/// The name in lower case, which most names are already.
pub(crate) fn fold(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        assert!(matches!(fold("person_1"), Cow::Borrowed("person_1")));
        assert_eq!(fold("Person"), "person");
        assert_eq!(fold("ÉTÉ"), "été");
    }
}
