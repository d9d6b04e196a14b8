//! Calls to refresh: push events of GitHub.

use super::{App, Outcome, Routed};
use crate::http::{Answer, Form, Lifetime, Problem};
use crate::refresh::Signature;
use crate::route::{Destination, Handler};
use hyper::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode};

/// The id that GitHub gives a push event. A copy of an event has the same one. It is not signed, so a copy with another id is
/// taken; all that it does is that the sources are read once more.
const DELIVERY: &str = "x-github-delivery";

/// A call to refresh.
pub(crate) struct Call {
    template: &'static str,
    /// What checks its body; `None` where calls are off.
    pub(crate) signature: Option<Signature>,
}

impl App {
    /// The call to refresh that a request is, if it is one.
    pub(crate) fn call(&self, routed: &Routed<'_>) -> Option<Call> {
        let Destination::Route { route, .. } = routed.destination else { return None };
        let is_call = matches!(route.handler, Handler::Webhook) && *routed.request.method == Method::POST;
        let secret = &self.state.settings.webhook_secret;
        let signature = || (!secret.is_empty()).then(|| Signature::new(secret, routed.request.headers));
        is_call.then(|| Call { template: &route.template, signature: signature() })
    }

    /// Answers a call whose signature is right or wrong; `None` where calls are off.
    pub(crate) fn receive(
        &self,
        call: &Call,
        headers: &HeaderMap,
        is_signed: Option<Result<bool, Problem>>,
    ) -> Outcome {
        let responses = self.responses();
        let response = match self.take_call(headers, is_signed) {
            Ok(answer) => responses.send(answer, headers),
            Err(problem) => {
                let mut response = responses.problem(&problem, headers, "/", None);
                if problem.status == StatusCode::UNAUTHORIZED {
                    let scheme = HeaderValue::from_static("X-Hub-Signature-256");
                    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
                }
                response
            }
        };
        Outcome { response, template: call.template }
    }

    fn take_call(&self, headers: &HeaderMap, is_signed: Option<Result<bool, Problem>>) -> Result<Answer, Problem> {
        let Some(is_signed) = is_signed else {
            return Err(Problem::not_found("calls to refresh are off: the service has no secret to check them with"));
        };
        if !is_signed? {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "the signature was not made with the secret"));
        }
        let id = headers.get(DELIVERY).and_then(|id| id.to_str().ok());
        if id.is_some_and(|id| !self.seen_events.is_new(id)) {
            return Err(Problem::new(StatusCode::CONFLICT, "this push event was received before"));
        }
        self.state.refresher.ask();
        let seconds = self.state.settings.grace.as_secs_f32();
        let text = format!("The sources are read again in {seconds} seconds.\n");
        Ok(Answer::form(Form::Text, text).status(StatusCode::ACCEPTED).lifetime(Lifetime::Now))
    }
}
