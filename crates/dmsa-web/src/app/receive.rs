//! Calls to refresh.

use super::{App, Outcome, send};
use crate::http::{Answer, Form, Lifetime, Peer, Problem};
use crate::refresh::is_signed;
use crate::routes::{self, Handler, Match, Route};
use bytes::Bytes;
use hyper::header::{HeaderMap, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode, Uri};

impl App {
    /// Whether the body of this request matters: that of a call to refresh, where calls are on.
    pub(crate) fn wants_body(&self, peer: Peer, uri: &Uri, headers: &HeaderMap) -> bool {
        !self.settings.webhook_secret.is_empty() && self.webhook(peer, uri, headers).is_some()
    }

    /// Answers a request with a body, or what is to be said of a body that could not be read.
    pub(crate) async fn receive(
        &self,
        peer: Peer,
        uri: &Uri,
        headers: &HeaderMap,
        body: Result<Bytes, Problem>,
    ) -> Outcome {
        let Some(route) = self.webhook(peer, uri, headers) else {
            return self.respond(peer, &Method::POST, uri, headers).await;
        };
        let response = match self.take_call(headers, body) {
            Ok(answer) => send(answer, headers),
            Err(problem) => {
                let mut response = self.problem(&problem, headers, "/", None);
                if problem.status == StatusCode::UNAUTHORIZED {
                    let scheme = hyper::header::HeaderValue::from_static("X-Hub-Signature-256");
                    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
                }
                response
            }
        };
        Outcome { response, template: &route.template }
    }

    /// The route of calls to refresh, if the request is one.
    fn webhook(&self, peer: Peer, uri: &Uri, headers: &HeaderMap) -> Option<&'static Route> {
        let request = self.request(peer, uri, headers).ok()?;
        match routes::find(request.path, routes::all()) {
            Match::Found(route) if matches!(route.handler, Handler::Webhook) => Some(route),
            _ => None,
        }
    }

    fn take_call(&self, headers: &HeaderMap, body: Result<Bytes, Problem>) -> Result<Answer, Problem> {
        let secret = &self.settings.webhook_secret;
        if secret.is_empty() {
            return Err(Problem::not_found("calls to refresh are off: the service has no secret to tell who calls"));
        }
        if !is_signed(secret, headers, &body?) {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "the signature is not that of the secret"));
        }
        self.refresher.ask();
        let seconds = self.settings.grace.as_secs_f32();
        let text = format!("The sources are read again in {seconds} seconds.\n");
        Ok(Answer::form(Form::Text, text).status(StatusCode::ACCEPTED).lifetime(Lifetime::Now))
    }
}
