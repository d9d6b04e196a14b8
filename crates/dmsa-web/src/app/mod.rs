//! From a request to a response: a request is read once ([`Request`]), led to one [`Destination`], and answered there.

mod responses;
mod seen_events;
mod webhook;
mod work;

use crate::cache::Entry;
use crate::definitions::{Definitions, Fetched};
use crate::http::{Answer, Base, Encoding, Peer, Problem, Request, best_encoding, without_prefix};
use crate::log::Log;
use crate::refresh::Refresher;
use crate::route::{Context, Destination, Handler, Names, Route};
use crate::routes;
use crate::settings::Settings;
use crate::state::State;
use bytes::Bytes;
use hyper::header::{ACCEPT_ENCODING, HeaderMap, IF_NONE_MATCH};
use hyper::{Method, Response, Uri, Version};
use responses::{Responses, moved};
use seen_events::SeenEvents;
use std::sync::Arc;
use tokio::runtime::Handle;
use work::Workers;

/// The service, apart from its sockets.
pub(crate) struct App {
    pub(crate) state: State,
    workers: Workers,
    seen_events: SeenEvents,
}

/// A request, and where it leads.
pub(crate) struct Routed<'r> {
    request: Request<'r>,
    definitions: Arc<Definitions>,
    destination: Destination,
}

impl Routed<'_> {
    /// Whether it asks how the service is doing.
    pub(crate) fn is_health(&self) -> bool {
        matches!(self.destination, Destination::Route { route, .. } if route.is_health)
    }
}

/// The answer to a request, and the shape of its address.
pub(crate) struct Outcome {
    pub(crate) response: Response<Bytes>,
    pub(crate) template: &'static str,
}

/// The label of addresses that do not exist.
const NO_ROUTE: &str = "(none)";

impl App {
    /// The service with these definitions. Answers are made on the blocking threads of `pool`.
    pub(crate) fn new(
        settings: Settings,
        refresher: Refresher,
        fetched: &[Arc<Fetched>],
        pool: Handle,
        log: Log,
    ) -> Self {
        let workers = Workers::new(pool, settings.workers.max(2));
        let templates = routes::all().iter().map(|route| route.template.as_str());
        let state = State::new(settings, refresher, fetched, templates, log);
        Self { state, workers, seen_events: SeenEvents::default() }
    }

    /// Reads a request and finds where it leads. Where the address of the service is set, no header of a proxy changes it.
    pub(crate) fn route<'r>(
        &'r self,
        peer: Peer,
        method: &'r Method,
        uri: &'r Uri,
        version: Version,
        headers: &'r HeaderMap,
    ) -> Result<Routed<'r>, Problem> {
        Request::check_host(version, headers)?;
        let peer = if self.state.settings.public_url.is_some() { Peer::Client } else { peer };
        let request = Request::new(method, uri, headers, peer, &self.state.settings.prefix)?;
        let definitions = self.state.definitions();
        let destination = routes::all().destination(request.path, &definitions);
        Ok(Routed { request, definitions, destination })
    }

    /// Answers a request without a body, or one that is refused whatever its body says.
    pub(crate) async fn respond(&self, routed: Routed<'_>) -> Outcome {
        let Routed { request, definitions, destination } = routed;
        let template = match &destination {
            Destination::Route { route, .. } => &route.template,
            Destination::Redirect(_) | Destination::Nowhere(_) => NO_ROUTE,
        };
        let responses = self.responses();
        let answered = match destination {
            Destination::Route { route, names } => self.answer(&request, &definitions, route, names).await,
            // A browser that asks beforehand whether it may ask does not follow a redirect.
            Destination::Redirect(_) if *request.method == Method::OPTIONS => {
                Ok(responses.options(&[Method::GET, Method::HEAD]))
            }
            Destination::Redirect(path) => {
                Ok(responses.send(moved(&request, &path, &self.base(&request)), request.headers))
            }
            Destination::Nowhere(problem) => Err(problem),
        };
        let response = answered.unwrap_or_else(|problem| {
            let problem = routes::all().among_addresses(problem);
            responses.problem(&problem, request.headers, request.path, request.query)
        });
        Outcome { response, template }
    }

    /// Refuses a request.
    pub(crate) fn refuse(&self, problem: &Problem, headers: &HeaderMap) -> Outcome {
        Outcome { response: self.responses().problem(problem, headers, "/", None), template: NO_ROUTE }
    }

    /// The entry for a path without a query, where there is only one form of the answer. It is made if it is not there.
    pub(crate) async fn path_entry(&self, path: &str, encoding: Option<Encoding>) -> Option<Arc<Entry>> {
        let path = without_prefix(path, &self.state.settings.prefix);
        let definitions = self.state.definitions();
        let ready = definitions.cache.ready(path).filter(|entry| entry.has(encoding));
        if ready.is_some() {
            return ready;
        }
        let Destination::Route { route, names } = routes::all().destination(path, &definitions) else { return None };
        let Handler::Cached(make) = route.handler else { return None };
        if !route.forms.is_empty() {
            return None;
        }
        let (uri, headers) = (path.parse::<Uri>().ok()?, HeaderMap::new());
        let request = Request::new(&Method::GET, &uri, &headers, Peer::Client, "").ok()?;
        // What is wrong with a request is found again, and reported, on the ordinary path.
        let context = route.context(&request, names.ok()?, &definitions).ok()?;
        self.entry(route, context, encoding, make).await.ok()
    }

    async fn answer(
        &self,
        request: &Request<'_>,
        definitions: &Arc<Definitions>,
        route: &'static Route,
        names: Result<Names, Problem>,
    ) -> Result<Response<Bytes>, Problem> {
        let responses = self.responses();
        let allowed = route.handler.methods();
        if *request.method == Method::OPTIONS {
            return Ok(responses.options(allowed));
        }
        if !allowed.contains(request.method) {
            return Ok(responses.not_allowed(allowed, request));
        }
        let context = route.context(request, names?, definitions)?;
        match route.handler {
            Handler::Cached(make) => self.cached(route, request, context, make).await,
            Handler::Located(make) => match self.state.settings.public_url.clone() {
                Some(base) => self.cached(route, request, context, move |context| make(context, &base)).await,
                None => self.located(route, request, context, make).await,
            },
            Handler::Current(make) => Ok(responses.send(make(&self.state, request, context.form)?, request.headers)),
            Handler::Webhook => Err(Problem::bad("this address takes a signed push event")),
        }
    }

    /// An answer that is made once for everybody.
    async fn cached(
        &self,
        route: &'static Route,
        request: &Request<'_>,
        context: Context,
        make: impl FnOnce(&Context) -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Response<Bytes>, Problem> {
        let encoding = best_encoding(request.header(ACCEPT_ENCODING.as_str()));
        let entry = self.entry(route, context, encoding, make).await?;
        Ok(entry.response(encoding, request.header(IF_NONE_MATCH.as_str())))
    }

    /// The entry of the cache for a context, with this encoding. It is made if it is not there.
    async fn entry(
        &self,
        route: &'static Route,
        context: Context,
        encoding: Option<Encoding>,
        make: impl FnOnce(&Context) -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Arc<Entry>, Problem> {
        let (definitions, key) = (Arc::clone(&context.definitions), context.key());
        if let Some(entry) = definitions.cache.ready(&key).filter(|entry| entry.has(encoding)) {
            return Ok(entry);
        }
        let made = definitions.cache.get_or_make(&key, || async {
            let budget = Arc::clone(&self.state.budget);
            let entry = move || Ok(Entry::new(make(&context)?, &route.template, &budget));
            self.workers.run(&self.state, route.is_heavy, entry).await?
        });
        let entry = made.await?;
        if let Some(encoding) = encoding.filter(|encoding| !entry.has(Some(*encoding))) {
            let entry = Arc::clone(&entry);
            self.workers.run(&self.state, false, move || entry.encode(encoding)).await?;
            definitions.cache.recount(&key);
        }
        Ok(entry)
    }

    /// An answer that is made for this client alone, as it holds the address that the client used.
    async fn located(
        &self,
        route: &'static Route,
        request: &Request<'_>,
        context: Context,
        make: fn(&Context, &Base) -> Result<Answer, Problem>,
    ) -> Result<Response<Bytes>, Problem> {
        let (base, budget) = (self.base(request), Arc::clone(&self.state.budget));
        let encoding = best_encoding(request.header(ACCEPT_ENCODING.as_str()));
        let known = request.header(IF_NONE_MATCH.as_str()).map(str::to_owned);
        let work = move || {
            let answer = make(&context, &base)?.for_one_client();
            Ok(Entry::new(answer, &route.template, &budget).response(encoding, known.as_deref()))
        };
        self.workers.run(&self.state, route.is_heavy, work).await?
    }

    /// The address of the service: the one that is set, or the one that the client used.
    fn base(&self, request: &Request<'_>) -> Base {
        self.state.settings.public_url.clone().unwrap_or_else(|| request.base())
    }

    fn responses(&self) -> Responses<'_> {
        Responses { budget: &self.state.budget, no_route: NO_ROUTE }
    }
}
