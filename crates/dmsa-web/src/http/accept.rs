//! Content negotiation: which form of an answer, and which encoding of it.

use super::encoding::{ENCODINGS, Encoding};

/// A form that an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// A page.
    Html,
    /// For programs.
    Json,
    /// For whoever reads plain text and wants headings.
    Markdown,
    /// Plain text.
    Text,
}

impl Form {
    const ALL: [Form; 4] = [Form::Html, Form::Json, Form::Markdown, Form::Text];

    /// The name in `format=`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Form::Html => "html",
            Form::Json => "json",
            Form::Markdown => "markdown",
            Form::Text => "text",
        }
    }

    /// The form of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if name == "md" {
            return Some(Form::Markdown);
        }
        Form::ALL.into_iter().find(|form| form.name() == name)
    }

    /// The media type as an answer states it.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Form::Html => "text/html; charset=utf-8",
            Form::Json => "application/json",
            Form::Markdown => "text/markdown; charset=utf-8",
            Form::Text => "text/plain; charset=utf-8",
        }
    }

    /// Whether a media range of an `Accept` header names this form.
    fn is_named_by(self, range: &str) -> bool {
        match self {
            Form::Html => matches!(range, "text/html" | "application/xhtml+xml"),
            Form::Json => range == "application/json" || range.ends_with("+json"),
            Form::Markdown => range == "text/markdown",
            Form::Text => matches!(range, "text/plain" | "text/*"),
        }
    }
}

/// The form the client likes best among those on offer; the first of them where it has no preference.
///
/// A range such as `*/*` says nothing about which, so the order of the offers decides.
pub(crate) fn preferred(accept: Option<&str>, offers: &[Form]) -> Option<Form> {
    let mut best: Option<(Form, f32)> = None;
    for (range, quality) in weighted(accept.unwrap_or_default()) {
        let named = offers.iter().copied().find(|form| form.is_named_by(&range));
        if let Some(form) = named.filter(|_| quality > 0.0 && best.is_none_or(|(_, known)| quality > known)) {
            best = Some((form, quality));
        }
    }
    best.map(|(form, _)| form).or(offers.first().copied())
}

/// The best encoding the client accepts; `None` for the bytes as they are.
pub(crate) fn best_encoding(accept: Option<&str>) -> Option<Encoding> {
    let accept = accept?;
    let mut best: Option<(usize, Encoding)> = None;
    for (name, quality) in weighted(accept) {
        let Some(rank) = ENCODINGS.iter().position(|encoding| encoding.name() == name) else {
            continue;
        };
        if quality > 0.0 && best.is_none_or(|(known, _)| rank < known) {
            best = ENCODINGS.get(rank).map(|encoding| (rank, *encoding));
        }
    }
    best.map(|(_, encoding)| encoding)
}

/// The items of an `Accept` header, in lower case, with their quality; 1 where none is given or it makes no sense.
fn weighted(header: &str) -> impl Iterator<Item = (String, f32)> {
    header.split(',').filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let range = parts.next().filter(|range| !range.is_empty())?.to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some((range, quality.and_then(|quality| quality.trim().parse().ok()).unwrap_or(1.0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERS: &[Form] = &[Form::Html, Form::Json, Form::Markdown];

    #[test]
    fn the_client_chooses_the_form() {
        for (accept, form) in [
            ("", Form::Html),
            ("*/*", Form::Html),
            ("application/json", Form::Json),
            ("application/problem+json", Form::Json),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Form::Html),
            ("text/html;q=0.1, application/json;q=0.2", Form::Json),
            ("text/markdown;q=oops", Form::Markdown),
            ("application/json;q=0", Form::Html),
            ("image/png", Form::Html),
            (",;q=,;;", Form::Html),
        ] {
            assert_eq!(preferred(Some(accept), OFFERS), Some(form), "{accept}");
        }
        assert_eq!(preferred(None, OFFERS), Some(Form::Html));
        assert_eq!(preferred(None, &[]), None);
    }

    #[test]
    fn the_smallest_encoding_is_chosen() {
        for (accept, name) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("zstd, gzip", Some("zstd")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("identity", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(best_encoding(Some(accept)).map(Encoding::name), name, "{accept}");
        }
        assert_eq!(best_encoding(None), None);
    }

    #[test]
    fn forms_have_names() {
        assert_eq!(Form::named("MD"), Some(Form::Markdown));
        assert!(Form::ALL.into_iter().all(|form| Form::named(form.name()) == Some(form)));
        assert_eq!(Form::named("pdf"), None);
    }
}
