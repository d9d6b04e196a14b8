//! One answer in all its encodings, with everything that has to stand in its head.

use crate::budget::{Budget, Content};
use crate::http::{Answer, ENCODINGS, Encoding, INTRODUCTION, etag};
use bytes::Bytes;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    USER_AGENT, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// An answer that is ready to be sent.
pub(crate) struct Entry {
    status: StatusCode,
    /// The shape of the address it was made for.
    pub(crate) template: &'static str,
    body: Content,
    tag: String,
    head: HeaderMap,
    /// One for each of [`ENCODINGS`]; empty inside where the encoding does not help.
    encoded: [OnceLock<Option<Content>>; ENCODINGS.len()],
    budget: Arc<Budget>,
}

impl Entry {
    /// An answer to what was asked at an address of this shape, ready to be sent.
    pub(crate) fn new(answer: Answer, template: &'static str, budget: &Arc<Budget>) -> Self {
        let tag = etag(&answer.body);
        let mut head = head(&answer);
        if answer.status == StatusCode::OK {
            insert(&mut head, ETAG, &tag);
        }
        // A copy: text that was written piece by piece has room for more, up to as much again, which nobody needs any longer.
        let body = budget.content(&*answer.body);
        Self {
            status: answer.status,
            template,
            body,
            tag,
            head,
            encoded: Default::default(),
            budget: Arc::clone(budget),
        }
    }

    /// The bytes it takes, all encodings made so far included.
    pub(crate) fn size(&self) -> usize {
        self.contents().map(|content| content.len()).sum()
    }

    /// Whether no connection sends it at the moment, so that forgetting it frees memory.
    pub(crate) fn is_idle(&self) -> bool {
        self.contents().all(Content::is_unshared)
    }

    fn contents(&self) -> impl Iterator<Item = &Content> {
        std::iter::once(&self.body).chain(self.encoded.iter().filter_map(OnceLock::get).flatten())
    }

    /// Whether this encoding is there, so that sending it costs nothing.
    pub(crate) fn has(&self, encoding: Option<Encoding>) -> bool {
        encoding.is_none_or(|encoding| self.encoded.get(encoding.place()).is_some_and(|place| place.get().is_some()))
    }

    /// Makes an encoding, which takes a moment the first time.
    pub(crate) fn encode(&self, encoding: Encoding) {
        self.encoded(encoding);
    }

    fn encoded(&self, encoding: Encoding) -> Option<&Content> {
        let make = || Some(self.budget.content(encoding.encode(&self.body)?));
        self.encoded.get(encoding.place())?.get_or_init(make).as_ref()
    }

    /// The response in this encoding, or that the client has it already.
    pub(crate) fn response(&self, encoding: Option<Encoding>, if_none_match: Option<&str>) -> Response<Bytes> {
        if self.status == StatusCode::OK && if_none_match.is_some_and(|known| is_among(&self.tag, known)) {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.head.clone();
            response.headers_mut().remove(CONTENT_TYPE);
            return response;
        }
        let (encoding, content) = self.content(encoding);
        let mut response = Response::new(content.body());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.head.clone();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        response
    }

    /// The bytes in this encoding, or as they are where it does not help.
    fn content(&self, encoding: Option<Encoding>) -> (Option<Encoding>, Content) {
        match encoding.and_then(|encoding| Some((encoding, self.encoded(encoding)?.clone()))) {
            Some((encoding, bytes)) => (Some(encoding), bytes),
            None => (None, self.body.clone()),
        }
    }

    /// Writes how the answer begins in this encoding, all but the headers that differ from time to time, and gives the bytes
    /// that follow.
    pub(crate) fn write(&self, encoding: Option<Encoding>, head: &mut Vec<u8>) -> (StatusCode, Content) {
        let (encoding, content) = self.content(encoding);
        let reason = self.status.canonical_reason().unwrap_or_default();
        // Writing to memory does not fail.
        write!(head, "HTTP/1.1 {} {reason}\r\ncontent-length: {}\r\n", self.status.as_u16(), content.len()).ok();
        if let Some(encoding) = encoding {
            write!(head, "content-encoding: {}\r\n", encoding.name()).ok();
        }
        for (name, value) in &self.head {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                head.extend_from_slice(part);
            }
        }
        (self.status, content)
    }
}

/// Whether an `If-None-Match` header names this tag, weak or not.
fn is_among(tag: &str, known: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.split(',').any(|known| known.trim() == "*" || opaque(known) == opaque(tag))
}

/// No page loads anything from another site, and no script or style stands inside a page. The diagram's font is data in
/// its style sheet, and it saves pictures by way of blobs.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const OTHER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

fn head(answer: &Answer) -> HeaderMap {
    let mut head = HeaderMap::with_capacity(12 + answer.headers.len());
    insert(&mut head, CONTENT_TYPE, answer.media_type);
    insert(&mut head, CACHE_CONTROL, answer.lifetime.cache_control());
    insert(&mut head, VARY, "accept, accept-encoding");
    insert(&mut head, USER_AGENT, INTRODUCTION);
    insert(&mut head, X_CONTENT_TYPE_OPTIONS, "nosniff");
    insert(&mut head, hyper::header::REFERRER_POLICY, "same-origin");
    insert(&mut head, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let policy = if answer.is_page() { PAGE_POLICY } else { OTHER_POLICY };
    insert(&mut head, hyper::header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in &answer.headers {
        head.insert(name.clone(), value.clone());
    }
    head
}

fn insert(head: &mut HeaderMap, name: hyper::header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Form;

    fn entry() -> Entry {
        Entry::new(Answer::form(Form::Text, "CREATE TABLE ".repeat(1000)), "/", &Budget::new(usize::MAX))
    }

    #[test]
    fn every_encoding_is_made_once_and_counted() {
        let entry = entry();
        assert!(entry.has(None) && !entry.has(Some(Encoding::Gzip)));
        let plain = entry.size();
        let response = entry.response(Some(Encoding::Gzip), None);
        assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(entry.size(), plain + response.body().len());
        assert!(entry.has(Some(Encoding::Gzip)));
        assert!(!entry.response(None, None).headers().contains_key(CONTENT_ENCODING));
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let entry = entry();
        let tag = entry.response(None, None).headers()[ETAG].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("\"a\", {}", tag.trim_start_matches("W/")), "*".to_owned()] {
            let response = entry.response(Some(Encoding::Gzip), Some(&known));
            assert_eq!((response.status().as_u16(), response.body().len()), (304, 0), "{known}");
        }
        assert_eq!(entry.response(None, Some("\"other\"")).status(), 200);
    }
}
