//! From a request to a response.

mod receive;
mod webhook;

use crate::budget::Budget;
use crate::cache::{Cache, Counts, Entry};
use crate::definitions::Definitions;
use crate::http::{
    Answer, Base, Encoding, Form, Lifetime, Peer, Problem, Replacement, Request, best_encoding, preferred,
    without_prefix,
};
use crate::log::Log;
use crate::metrics::Metrics;
use crate::pages;
use crate::refresh::Refresher;
use crate::routes::{self, Context, Handler, Match, Route};
use crate::settings::Settings;
use crate::supply::Delivery;
use bytes::Bytes;
use dmsa::suggest::suggest;
use hyper::header::{ACCEPT_ENCODING, ALLOW, HeaderMap, HeaderValue, IF_NONE_MATCH};
use hyper::{Method, Response, StatusCode, Uri};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// The service, apart from its sockets.
pub(crate) struct App {
    pub(crate) settings: Settings,
    definitions: RwLock<Arc<Definitions>>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) metrics: Metrics,
    pub(crate) refresher: Refresher,
    pub(crate) started: Instant,
    draining: AtomicBool,
    log: Log,
    /// Where answers are made, and how many at a time.
    pool: Handle,
    makers: Arc<Semaphore>,
    /// Which of them makes something heavy.
    heavy: Arc<Semaphore>,
    /// Requests that wait for their turn.
    waiting: Semaphore,
    /// The memory of all answers.
    pub(crate) budget: Arc<Budget>,
    /// Push events that were received.
    deliveries: webhook::Deliveries,
}

/// What came of a request, and the shape of its address.
pub(crate) struct Outcome {
    pub(crate) response: Response<Bytes>,
    pub(crate) template: &'static str,
}

/// Answers have at least this much memory, in bytes: one large answer needs it.
const MIN_MEMORY: usize = 4 << 20;

/// How long a request waits for its answer's turn to be made.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// How many requests may wait for an answer to be made. Each keeps some 30 KiB of the service busy while it waits.
const MAX_WAITING: usize = 512;

/// The label of addresses that are none.
const NO_ROUTE: &str = "(none)";

/// Forms of problems, the usual one first: programs that say nothing get text.
const PROBLEM_FORMS: &[Form] = &[Form::Text, Form::Html, Form::Json];

impl App {
    /// The service with these definitions. Answers are made on the blocking threads of `pool`.
    pub(crate) fn new(
        settings: Settings,
        refresher: Refresher,
        deliveries: &[Arc<Delivery>],
        pool: Handle,
        log: Log,
    ) -> Self {
        let counts = Arc::new(Counts::default());
        let budget = Budget::new(settings.cache.max(MIN_MEMORY));
        let definitions = Definitions::new(deliveries, Cache::new(Arc::clone(&budget), Arc::clone(&counts)));
        let makers = Arc::new(Semaphore::new(settings.workers.max(2)));
        Self {
            settings,
            definitions: RwLock::new(Arc::new(definitions)),
            counts,
            metrics: Metrics::new(routes::all().iter().map(|route| route.template.as_str())),
            refresher,
            started: Instant::now(),
            draining: AtomicBool::new(false),
            log,
            pool,
            makers,
            heavy: Arc::new(Semaphore::new(1)),
            waiting: Semaphore::new(MAX_WAITING),
            budget,
            deliveries: webhook::Deliveries::default(),
        }
    }

    /// What is being served. Whoever holds it goes on seeing the same.
    pub(crate) fn definitions(&self) -> Arc<Definitions> {
        Arc::clone(&self.definitions.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves these definitions from now on.
    pub(crate) fn replace(&self, deliveries: &[Arc<Delivery>]) {
        let definitions =
            Arc::new(Definitions::new(deliveries, Cache::new(Arc::clone(&self.budget), Arc::clone(&self.counts))));
        *self.definitions.write().unwrap_or_else(PoisonError::into_inner) = definitions;
    }

    /// What is served, in one line for people.
    pub(crate) fn what(&self) -> String {
        let definitions = self.definitions();
        let (models, versions) = (definitions.models().count(), definitions.all().len());
        let named = |state: crate::refresh::State| match state.stand_in {
            Some(stand_in) => format!("{} ({stand_in})", state.name),
            None => state.name,
        };
        let sources: Vec<_> = self.refresher.states().into_iter().map(named).collect();
        format!("{versions} versions of {models} models from {}", sources.join(", "))
    }

    /// Lines of the log that nobody read fast enough.
    pub(crate) fn lines_lost(&self) -> u64 {
        self.log.lost()
    }

    /// From now on balancers are told to go elsewhere.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether balancers are told to go elsewhere.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Answers a request without a body, or one that is refused whatever its body says.
    pub(crate) async fn respond(&self, peer: Peer, method: &Method, uri: &Uri, headers: &HeaderMap) -> Outcome {
        let mut template = NO_ROUTE;
        let answered = match self.request(peer, uri, headers) {
            Ok(request) => match self.answer(method, &request, &mut template).await {
                Ok(response) => Ok(response),
                Err(problem) => Ok(self.problem(&with_addresses(problem), headers, request.path, request.query)),
            },
            Err(problem) => Err(problem),
        };
        let response = answered.unwrap_or_else(|problem| self.problem(&problem, headers, "/", None));
        Outcome { response, template }
    }

    /// Refuses a request.
    pub(crate) fn refuse(&self, problem: &Problem, headers: &HeaderMap) -> Outcome {
        Outcome { response: self.problem(problem, headers, "/", None), template: NO_ROUTE }
    }

    /// Whether a request asks how the service is doing.
    pub(crate) fn is_health(&self, peer: Peer, uri: &Uri, headers: &HeaderMap) -> bool {
        let request = self.request(peer, uri, headers);
        let found = request.map(|request| routes::find(request.path, routes::all()));
        found.is_ok_and(|found| matches!(found, Match::Found(route) if route.is_health))
    }

    /// The entry for a path without a query, where there is only one form of the answer. It is made if it is not there.
    pub(crate) async fn path_entry(&self, path: &str, encoding: Option<Encoding>) -> Option<Arc<Entry>> {
        let path = without_prefix(path, &self.settings.prefix);
        let ready = self.definitions().cache.ready(path).filter(|entry| entry.has(encoding));
        if ready.is_some() {
            return ready;
        }
        let Match::Found(route) = routes::find(path, routes::all()) else { return None };
        let Handler::Cached(make) = route.handler else { return None };
        if !route.forms.is_empty() {
            return None;
        }
        let (uri, headers) = (path.parse::<Uri>().ok()?, HeaderMap::new());
        let request = Request::new(&uri, &headers, Peer::Client, "").ok()?;
        // What is wrong with a request is found again, and told, on the ordinary path.
        let context = route.context(&request, self.definitions()).ok()?;
        self.entry(route, context, encoding, make).await.ok()
    }

    /// The request as routes see it. Where the address of the service is set, no header of a proxy changes it.
    fn request<'r>(&'r self, peer: Peer, uri: &'r Uri, headers: &'r HeaderMap) -> Result<Request<'r>, Problem> {
        let peer = if self.settings.public_url.is_some() { Peer::Client } else { peer };
        Request::new(uri, headers, peer, &self.settings.prefix)
    }

    async fn answer(
        &self,
        method: &Method,
        request: &Request<'_>,
        template: &mut &'static str,
    ) -> Result<Response<Bytes>, Problem> {
        let found = routes::find(request.path, routes::all());
        if let Match::Found(route) | Match::WithSlash(route) = found
            && route.template.starts_with("/{model}/")
            && let definitions = self.definitions()
            && route.names_versions(request.path, &definitions).is_err()
            && let Some(path) = nearby(request.path, &definitions)
        {
            // What looks like a model that is not there is a word of ours in another case.
            return Ok(self.send(moved(request, &path, &self.base(request)), request.headers));
        }
        let route = match found {
            Match::Found(route) => route,
            // A browser that asks beforehand whether it may ask does not follow.
            Match::WithSlash(_) if *method == Method::OPTIONS => return Ok(self.options(&[Method::GET, Method::HEAD])),
            Match::WithSlash(route) => {
                // Nobody is sent on to what is not there.
                if route.template.starts_with("/{model}/") {
                    route.names_versions(request.path, &self.definitions())?;
                }
                let answer = moved(request, &with_slash(request.path), &self.base(request));
                return Ok(self.send(answer, request.headers));
            }
            Match::Nowhere => {
                let definitions = self.definitions();
                let answer = match nearby(request.path, &definitions) {
                    Some(path) => moved(request, &path, &self.base(request)),
                    None => return Err(nowhere(request.path, &definitions)),
                };
                return Ok(self.send(answer, request.headers));
            }
        };
        *template = &route.template;
        let allowed: &[Method] = match route.handler {
            Handler::Webhook => &[Method::POST],
            _ => &[Method::GET, Method::HEAD],
        };
        if *method == Method::OPTIONS {
            return Ok(self.options(allowed));
        }
        if !allowed.contains(method) {
            return Ok(self.not_allowed(method, allowed, request));
        }
        match route.handler {
            Handler::Cached(make) => self.cached(route, request, make).await,
            Handler::Located(make) => match self.settings.public_url.clone() {
                Some(base) => self.cached(route, request, move |context| make(context, &base)).await,
                None => self.located(route, request, make).await,
            },
            Handler::Current(make) => {
                let form = route.context(request, self.definitions())?.form;
                Ok(self.send(make(self, request, form)?, request.headers))
            }
            Handler::Webhook => Err(Problem::bad("this takes a signed push event")),
        }
    }

    /// An answer that is made once for everybody.
    async fn cached(
        &self,
        route: &'static Route,
        request: &Request<'_>,
        make: impl FnOnce(&Context) -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Response<Bytes>, Problem> {
        let context = route.context(request, self.definitions())?;
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
            let budget = Arc::clone(&self.budget);
            let entry = move || Ok(Entry::new(make(&context)?, &route.template, &budget));
            self.work(route.is_heavy, entry).await?
        });
        let entry = made.await?;
        if let Some(encoding) = encoding.filter(|encoding| !entry.has(Some(*encoding))) {
            let entry = Arc::clone(&entry);
            self.work(false, move || entry.encode(encoding)).await?;
            definitions.cache.recount(&key);
        }
        Ok(entry)
    }

    /// An answer that is made for this client alone, as it holds the address that the client came by.
    async fn located(
        &self,
        route: &'static Route,
        request: &Request<'_>,
        make: fn(&Context, &Base) -> Result<Answer, Problem>,
    ) -> Result<Response<Bytes>, Problem> {
        let context = route.context(request, self.definitions())?;
        let (base, budget) = (self.base(request), Arc::clone(&self.budget));
        let encoding = best_encoding(request.header(ACCEPT_ENCODING.as_str()));
        let known = request.header(IF_NONE_MATCH.as_str()).map(str::to_owned);
        let work = move || {
            let answer = make(&context, &base)?.for_one_client();
            Ok(Entry::new(answer, &route.template, &budget).response(encoding, known.as_deref()))
        };
        self.work(route.is_heavy, work).await?
    }

    /// The address of the service: the one that is set, or the one that the client came by.
    fn base(&self, request: &Request<'_>) -> Base {
        self.settings.public_url.clone().unwrap_or_else(|| request.base())
    }

    /// Does work that takes a while beside the threads that answer: only so much of it at a time, only one heavy thing, and
    /// only while there is room for what comes out.
    async fn work<T: Send + 'static>(
        &self,
        is_heavy: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = async {
            let heavy = if is_heavy { Some(Arc::clone(&self.heavy).acquire_owned().await) } else { None };
            let turn = Arc::clone(&self.makers).acquire_owned().await;
            self.room().await;
            (heavy, turn)
        };
        let busy = || Problem::busy("the service is busy; please try again");
        let waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let turn = tokio::time::timeout(MAX_WAIT, turn).await.map_err(|_| busy())?;
        drop(waiting);
        let lost = |_| Problem::busy("this could not be made; please try again");
        // The turn ends with the work, which goes on when a client hangs up.
        let work = move || {
            let _turn = turn;
            work()
        };
        self.pool.spawn_blocking(work).await.map_err(lost)
    }

    /// Waits until answers take no more memory than they may. The cache gives way first; then slow clients lose their
    /// connections.
    async fn room(&self) {
        loop {
            let freed = self.budget.freed();
            self.definitions().cache.make_room();
            if self.budget.excess() == 0 {
                return;
            }
            // A client that is cut off frees memory, which ends the wait; the timeout makes sure that nothing is missed.
            tokio::time::timeout(Duration::from_secs(1), freed).await.ok();
        }
    }

    /// A problem in the form the client likes.
    pub(crate) fn problem(
        &self,
        problem: &Problem,
        headers: &HeaderMap,
        path: &str,
        query: Option<&str>,
    ) -> Response<Bytes> {
        let accept = headers.get("accept").and_then(|value| value.to_str().ok());
        let form = form_of_query(query).filter(|form| PROBLEM_FORMS.contains(form));
        let answer = match form.or_else(|| preferred(accept, PROBLEM_FORMS)) {
            Some(Form::Html) => pages::problem(problem, path, query),
            form => problem.answer(form.unwrap_or(Form::Text)),
        };
        self.send(answer, headers)
    }

    /// The response for an answer that is not cached.
    pub(crate) fn send(&self, answer: Answer, headers: &HeaderMap) -> Response<Bytes> {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let encoding = best_encoding(text(ACCEPT_ENCODING));
        Entry::new(answer, NO_ROUTE, &self.budget).response(encoding, text(IF_NONE_MATCH))
    }

    fn options(&self, allowed: &[Method]) -> Response<Bytes> {
        let answer = Answer::form(Form::Text, "").status(StatusCode::NO_CONTENT).lifetime(Lifetime::Now);
        let mut response = Entry::new(answer, NO_ROUTE, &self.budget).response(None, None);
        response.headers_mut().remove(hyper::header::CONTENT_TYPE);
        response.headers_mut().insert(ALLOW, list(allowed));
        response.headers_mut().insert(hyper::header::ACCESS_CONTROL_ALLOW_METHODS, list(allowed));
        response.headers_mut().insert(hyper::header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        response.headers_mut().insert(hyper::header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        response
    }

    fn not_allowed(&self, method: &Method, allowed: &[Method], request: &Request<'_>) -> Response<Bytes> {
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("{method} makes no sense here"))
            .known("The methods are", allowed.iter().map(Method::as_str));
        let mut response = self.problem(&problem, request.headers, request.path, request.query);
        response.headers_mut().insert(ALLOW, list(allowed));
        response
    }
}

/// The form that a query names.
fn form_of_query(query: Option<&str>) -> Option<Form> {
    let pairs = crate::http::pairs(query?)?;
    pairs.iter().rfind(|(name, _)| name == "format").and_then(|(_, value)| Form::named(value))
}

fn with_slash(path: &str) -> String {
    format!("/{}/", path.trim_start_matches('/'))
}

/// What a client is told that asks for a path in another way than it is written here.
fn moved(request: &Request<'_>, path: &str, base: &Base) -> Answer {
    let query = request.query.map(|query| format!("?{query}")).unwrap_or_default();
    let to = format!("{base}{path}{query}");
    Answer::redirect(StatusCode::MOVED_PERMANENTLY, &to).lifetime(Lifetime::Definitions).for_one_client()
}

/// The path with its slashes and fixed parts put right, if that leads to something that is there.
fn nearby(path: &str, definitions: &Definitions) -> Option<String> {
    let path = routes::corrected(path, routes::all())?;
    let (route, path) = match routes::find(&path, routes::all()) {
        Match::Found(route) => (route, path),
        Match::WithSlash(route) => (route, with_slash(&path)),
        Match::Nowhere => return None,
    };
    route.names_versions(&path, definitions).ok()?;
    Some(path)
}

fn list(methods: &[Method]) -> HeaderValue {
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("GET"))
}

/// Where a model is unknown: looks for its name among the words that addresses begin with, too.
fn with_addresses(mut problem: Problem) -> Problem {
    if let Some((name, Replacement::AtTop)) = problem.wrong.as_deref() {
        if routes::first_parts().any(|part| part == name) {
            problem.detail = format!("there is nothing at `/{name}/` itself; the page /api lists every address");
        } else if problem.meant.is_none() {
            problem.meant = suggest(name, routes::first_parts()).map(str::to_owned);
        }
    }
    problem
}

/// Nothing is here; what comes nearest is told.
fn nowhere(path: &str, definitions: &Definitions) -> Problem {
    let problem = Problem::not_found(format!("there is nothing at {path}"));
    let mut parts = path.split('/').skip(1).map(|part| crate::http::decode(part).unwrap_or_default());
    let (model, version) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let found = if version.is_empty() {
        definitions.versions(&model).map(|_| ())
    } else {
        definitions.find(&model, &version).map(|_| ())
    };
    match found {
        Err(wrong) => wrong,
        Ok(()) => {
            let below = routes::below_version();
            let problem = match parts.next().filter(|part| !below.contains(part)) {
                Some(part) => problem
                    .meant(suggest(&part, below.iter().map(String::as_str)))
                    .instead_of(&part, Replacement::Nowhere),
                None => problem,
            };
            problem.known("Below a version there are", below)
        }
    }
}
