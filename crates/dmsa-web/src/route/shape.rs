//! The shape of an address, and what it does.

use super::context::Context;
use super::parameter::Parameter;
use crate::http::{Answer, Base, Form, Problem, Request};
use crate::state::State;
use hyper::Method;

/// An address, or many of the same shape.
pub(crate) struct Route {
    /// Its shape: `/{model}/{version}/`. With a slash at the end, addresses without it are led there; without, both do.
    pub(crate) template: String,
    /// What kind of address it is.
    pub(crate) topic: Topic,
    /// What it answers, in one line without a full stop.
    pub(crate) about: String,
    /// The names its query can have.
    pub(crate) parameters: Vec<Parameter>,
    /// The forms the client can choose from, the usual one first; none where there is only one.
    pub(crate) forms: &'static [Form],
    /// The media types of good answers, where `forms` does not say.
    pub(crate) media_types: Vec<&'static str>,
    /// The name of the shape of what it answers in JSON, in the OpenAPI document; empty where it does not.
    pub(crate) shape: &'static str,
    /// Whether it ignores parameters that it does not know, as the original does at this address.
    pub(crate) ignores_unknown: bool,
    /// Whether it is answered even where all connections are taken: whoever watches the service asks it.
    pub(crate) is_health: bool,
    /// Whether an answer takes much memory while it is made, so that only one is made at a time.
    pub(crate) is_heavy: bool,
    /// Writes what this route alone knows in one way.
    pub(super) canonical: Option<Canonical>,
    /// Whether it leads elsewhere.
    pub(crate) redirects: Redirects,
    /// What it does.
    pub(crate) handler: Handler,
}

/// Writes parts of a context in one way.
pub(super) type Canonical = fn(&mut Context) -> Result<(), Problem>;

/// What an address does.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Answers from the definitions alone: the answer is made once and cached.
    Cached(fn(&Context) -> Result<Answer, Problem>),
    /// Answers with the address of the service in it. The address comes from the headers of the request, so the answer is
    /// made for this client alone; it is cached only where the settings fix the address.
    Located(fn(&Context, &Base) -> Result<Answer, Problem>),
    /// Answers from the state of this moment.
    Current(fn(&State, &Request<'_>, Form) -> Result<Answer, Problem>),
    /// Takes a push event of GitHub, by POST.
    Webhook,
}

impl Handler {
    /// The methods that it answers, `OPTIONS` apart.
    pub(crate) fn methods(self) -> &'static [Method] {
        match self {
            Handler::Webhook => &[Method::POST],
            _ => &[Method::GET, Method::HEAD],
        }
    }
}

/// Whether an address leads elsewhere, by a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Redirects {
    Never,
    Sometimes,
    Always,
}

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Scripts and diagrams, for programs.
    Scripts,
    /// The data models service's own API.
    Definitions,
    /// For people.
    Pages,
    /// For those who run the service.
    Operations,
}

/// Every topic, in the order people are shown them.
pub(crate) const TOPICS: [Topic; 4] = [Topic::Scripts, Topic::Definitions, Topic::Pages, Topic::Operations];

impl Topic {
    /// The name for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Topic::Scripts => "Scripts and diagrams",
            Topic::Definitions => "Definitions",
            Topic::Pages => "Pages",
            Topic::Operations => "Operations",
        }
    }

    /// What is said of it.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Topic::Scripts => "The addresses of dmsa 0.7. A script is the text that the command line writes.",
            Topic::Definitions => "The API of the data models service: its clients work here unchanged.",
            Topic::Pages => "For people.",
            Topic::Operations => "For those who run the service.",
        }
    }

    /// The name in the OpenAPI document.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Topic::Scripts => "scripts",
            Topic::Definitions => "definitions",
            Topic::Pages => "pages",
            Topic::Operations => "operations",
        }
    }
}

impl Route {
    /// A route with no parameters and one form.
    pub(crate) fn new(topic: Topic, template: impl Into<String>, about: impl Into<String>, handler: Handler) -> Self {
        Self {
            template: template.into(),
            topic,
            about: about.into(),
            parameters: Vec::new(),
            forms: &[],
            media_types: Vec::new(),
            shape: "",
            ignores_unknown: topic == Topic::Definitions,
            is_health: false,
            is_heavy: false,
            canonical: None,
            redirects: Redirects::Never,
            handler,
        }
    }

    /// With names for its query.
    #[must_use]
    pub(crate) fn parameters(mut self, parameters: Vec<Parameter>) -> Self {
        self.parameters = parameters;
        self
    }

    /// In forms to choose from.
    #[must_use]
    pub(crate) fn forms(mut self, forms: &'static [Form]) -> Self {
        self.forms = forms;
        self
    }

    /// With these media types.
    #[must_use]
    pub(crate) fn media_types(mut self, media_types: impl IntoIterator<Item = &'static str>) -> Self {
        self.media_types = media_types.into_iter().collect();
        self
    }

    /// With documents of this shape in JSON.
    #[must_use]
    pub(crate) fn shape(mut self, shape: &'static str) -> Self {
        self.shape = shape;
        self
    }

    /// Leading elsewhere.
    #[must_use]
    pub(crate) fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Ignoring parameters that it does not know, as the original does.
    #[must_use]
    pub(crate) fn ignores_unknown(mut self) -> Self {
        self.ignores_unknown = true;
        self
    }

    /// Answered even where all connections are taken.
    #[must_use]
    pub(crate) fn health(mut self) -> Self {
        self.is_health = true;
        self
    }

    /// With answers that take much memory while they are made.
    #[must_use]
    pub(crate) fn heavy(mut self) -> Self {
        self.is_heavy = true;
        self
    }

    /// With a form of its own for what it alone knows.
    #[must_use]
    pub(crate) fn canonical(mut self, canonical: Canonical) -> Self {
        self.canonical = Some(canonical);
        self
    }

    /// Whether its paths begin with the name of a model.
    pub(super) fn begins_with_model(&self) -> bool {
        self.template.starts_with("/{model}/")
    }

    /// Whether it is a page: links to pages collect parameters on their way, which mean nothing.
    pub(crate) fn is_page(&self) -> bool {
        matches!(self.topic, Topic::Pages)
    }
}
