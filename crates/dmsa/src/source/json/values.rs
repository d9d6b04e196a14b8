//! Values as they stand in JSON, read leniently.

use crate::source::words;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Visitor};
use std::fmt;

/// A size: 0 and null mean that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Size {
    Number(u32),
    /// Something that is no size, as written.
    Odd(String),
}

impl Default for Size {
    fn default() -> Self {
        Size::Number(0)
    }
}

impl Serialize for Size {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Size::Number(number) => serializer.serialize_u32(*number),
            Size::Odd(text) => serializer.serialize_str(text),
        }
    }
}

/// The size that a text gives.
fn whole(text: &str) -> Size {
    words::size(text).map_or_else(|| Size::Odd(text.to_owned()), Size::Number)
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SizeVisitor;
        impl Visitor<'_> for SizeVisitor {
            type Value = Size;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Size, E> {
                Ok(u32::try_from(number).map_or_else(|_| Size::Odd(number.to_string()), Size::Number))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Size, E> {
                Ok(u32::try_from(number).map_or_else(|_| Size::Odd(number.to_string()), Size::Number))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Size, E> {
                Ok(whole(&number.to_string()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Size, E> {
                let text = text.trim();
                if text.is_empty() {
                    return Ok(Size::default());
                }
                Ok(whole(text))
            }

            fn visit_unit<E>(self) -> Result<Size, E> {
                Ok(Size::default())
            }
        }
        deserializer.deserialize_any(SizeVisitor)
    }
}

/// Text; numbers count as what they look like, and null as none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct TextVisitor;
    impl Visitor<'_> for TextVisitor {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_string<E>(self, text: String) -> Result<String, E> {
            Ok(text)
        }

        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_f64<E>(self, number: f64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_unit<E>(self) -> Result<String, E> {
            Ok(String::new())
        }
    }
    deserializer.deserialize_any(TextVisitor)
}

/// A value, or its default for null. (Go writes null for an empty list.)
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
