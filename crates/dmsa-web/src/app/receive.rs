//! Calls to refresh.

use super::{App, Outcome};
use crate::http::{Answer, Form, Lifetime, Peer, Problem};
use crate::refresh::Signature;
use crate::routes::{self, Handler, Match, Route};
use hyper::header::{HeaderMap, WWW_AUTHENTICATE};
use hyper::{StatusCode, Uri};

/// The id that GitHub gives a push event. A copy of an event has the same one. It is not signed, so a copy with another id is
/// taken; all that it does is that the sources are read once more.
const DELIVERY: &str = "x-github-delivery";

/// A call to refresh.
pub(crate) struct Call {
    route: &'static Route,
    /// What checks its body; `None` where calls are off.
    pub(crate) signature: Option<Signature>,
}

impl App {
    /// The call that a POST request is, if it is one.
    pub(crate) fn call(&self, peer: Peer, uri: &Uri, headers: &HeaderMap) -> Option<Call> {
        let request = self.request(peer, uri, headers).ok()?;
        let Match::Found(route) = routes::find(request.path, routes::all()) else { return None };
        let Handler::Webhook = route.handler else { return None };
        let secret = &self.settings.webhook_secret;
        let signature = (!secret.is_empty()).then(|| Signature::new(secret, headers));
        Some(Call { route, signature })
    }

    /// Answers a call whose signature is right or wrong; `None` where calls are off.
    pub(crate) fn receive(
        &self,
        call: &Call,
        headers: &HeaderMap,
        is_signed: Option<Result<bool, Problem>>,
    ) -> Outcome {
        let response = match self.take_call(headers, is_signed) {
            Ok(answer) => self.send(answer, headers),
            Err(problem) => {
                let mut response = self.problem(&problem, headers, "/", None);
                if problem.status == StatusCode::UNAUTHORIZED {
                    let scheme = hyper::header::HeaderValue::from_static("X-Hub-Signature-256");
                    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
                }
                response
            }
        };
        Outcome { response, template: &call.route.template }
    }

    fn take_call(&self, headers: &HeaderMap, is_signed: Option<Result<bool, Problem>>) -> Result<Answer, Problem> {
        let Some(is_signed) = is_signed else {
            return Err(Problem::not_found("calls to refresh are off: the service has no secret to tell who calls"));
        };
        if !is_signed? {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "the signature is not that of the secret"));
        }
        let id = headers.get(DELIVERY).and_then(|id| id.to_str().ok());
        if id.is_some_and(|id| !self.deliveries.is_new(id)) {
            return Err(Problem::new(StatusCode::CONFLICT, "this push event was received before"));
        }
        self.refresher.ask();
        let seconds = self.settings.grace.as_secs_f32();
        let text = format!("The sources are read again in {seconds} seconds.\n");
        Ok(Answer::form(Form::Text, text).status(StatusCode::ACCEPTED).lifetime(Lifetime::Now))
    }
}
