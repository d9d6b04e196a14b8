//! What could not be answered, why, and what there is instead: as text, as a page or as `application/problem+json`.

use super::accept::Form;
use super::answer::{Answer, Lifetime};
use hyper::StatusCode;
use hyper::header::RETRY_AFTER;
use serde::Serialize;

/// A request that has no good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// What is wrong, in one sentence without a full stop.
    pub(crate) detail: String,
    /// What was probably meant.
    pub(crate) meant: Option<String>,
    /// What there is: a title and the things.
    pub(crate) known: Option<(String, Vec<String>)>,
    /// The word of the address that is wrong, and where what there is can be found.
    pub(crate) wrong: Option<Box<(String, Replacement)>>,
}

/// Where the things that there are can be found. What was probably meant is always in the place of what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replacement {
    /// In the place of what is wrong.
    InPlace,
    /// Right below the first page.
    AtTop,
    /// Nowhere: they do not fit with the rest of the address.
    Nowhere,
}

#[derive(Serialize)]
struct Document<'p> {
    r#type: &'static str,
    title: &'p str,
    status: u16,
    detail: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<&'p [String]>,
}

impl Problem {
    /// A problem of this kind.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), meant: None, known: None, wrong: None }
    }

    /// There is nothing here.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request makes no sense.
    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The service has too much to do; it makes sense to ask again.
    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// Names what was probably meant.
    #[must_use]
    pub(crate) fn meant(mut self, meant: Option<impl Into<String>>) -> Self {
        self.meant = meant.map(Into::into);
        self
    }

    /// Lists what there is.
    #[must_use]
    pub(crate) fn known(mut self, title: &str, known: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.known = Some((title.to_owned(), known.into_iter().map(Into::into).collect()));
        self
    }

    /// Names the word of the address that is wrong, so that a page can lead to the right ones.
    #[must_use]
    pub(crate) fn instead_of(mut self, word: &str, lead: Replacement) -> Self {
        self.wrong = Some(Box::new((word.to_owned(), lead)));
        self
    }

    /// What kind of problem it is.
    pub(crate) fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Problem")
    }

    /// The answer in plain text or JSON. Pages are written where pages are written.
    pub(crate) fn answer(&self, form: Form) -> Answer {
        let answer = match form {
            Form::Json => Answer::new("application/problem+json", self.json()),
            _ => Answer::form(Form::Text, self.text()),
        };
        let answer = answer.status(self.status).lifetime(Lifetime::Now);
        if self.status == StatusCode::SERVICE_UNAVAILABLE { answer.header(RETRY_AFTER, "2") } else { answer }
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.detail);
        if let Some(meant) = &self.meant {
            text.push_str(&format!("Did you mean {meant}?\n"));
        }
        if let Some((title, known)) = &self.known {
            text.push_str(&format!("{title}: {}\n", known.join(", ")));
        }
        text
    }

    fn json(&self) -> String {
        let document = Document {
            r#type: "about:blank",
            title: self.title(),
            status: self.status.as_u16(),
            detail: &self.detail,
            did_you_mean: self.meant.as_deref(),
            known: self.known.as_ref().map(|(_, known)| known.as_slice()),
        };
        // Strings and numbers can always be written.
        serde_json::to_string(&document).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_there_is() {
        let problem = Problem::not_found("there is no dialect `postgres`")
            .meant(Some("postgresql"))
            .known("The dialects are", ["postgresql", "mysql"]);
        let text = problem.answer(Form::Text);
        assert_eq!(text.status, 404);
        assert_eq!(
            text.body,
            "there is no dialect `postgres`\nDid you mean postgresql?\nThe dialects are: postgresql, mysql\n"
        );
        let json = problem.answer(Form::Json);
        assert_eq!(json.media_type, "application/problem+json");
        let value: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
        assert_eq!((&value["status"], &value["did_you_mean"]), (&404.into(), &"postgresql".into()));
        assert_eq!(value["known"][1], "mysql");
    }
}
