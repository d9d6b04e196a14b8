//! Calls to refresh.

use super::{App, Outcome, send};
use crate::http::{Answer, Form, Lifetime, Problem, Request};
use crate::refresh::is_signed;
use crate::routes::{self, Handler, Match};
use hyper::header::{HeaderMap, WWW_AUTHENTICATE};
use hyper::{Method, StatusCode, Uri};

impl App {
    /// Answers a request with a body; `None` for one that was too large or too slow.
    pub(crate) async fn receive(&self, uri: &Uri, headers: &HeaderMap, body: Option<&[u8]>) -> Outcome {
        let path = Request::new(uri, headers, &self.settings.prefix).map(|request| request.path);
        let Ok(Match::Found(route)) = path.map(|path| routes::find(path, routes::all())) else {
            return self.respond(&Method::POST, uri, headers).await;
        };
        if !matches!(route.handler, Handler::Hook) {
            return self.respond(&Method::POST, uri, headers).await;
        }
        let response = match self.take_call(headers, body) {
            Ok(answer) => send(answer, headers),
            Err(problem) => {
                let mut response = self.problem(&problem, headers, "/");
                if problem.status == StatusCode::UNAUTHORIZED {
                    let scheme = hyper::header::HeaderValue::from_static("X-Hub-Signature-256");
                    response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
                }
                response
            }
        };
        Outcome { response, template: &route.template }
    }

    fn take_call(&self, headers: &HeaderMap, body: Option<&[u8]>) -> Result<Answer, Problem> {
        let secret = &self.settings.webhook_secret;
        if secret.is_empty() {
            return Err(Problem::not_found("calls to refresh are off: the service has no secret to tell who calls"));
        }
        let too_much = "the body is too large, or came too slowly";
        let body = body.ok_or_else(|| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, too_much))?;
        if !is_signed(secret, headers, body) {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "the signature is not that of the secret"));
        }
        self.refresher.ask();
        let seconds = self.settings.grace.as_secs_f32();
        let text = format!("The sources are read again in {seconds} seconds.\n");
        Ok(Answer::form(Form::Text, text).status(StatusCode::ACCEPTED).lifetime(Lifetime::Now))
    }
}
