//! Every address of the service. [`all`] is the one list of them: the router, the OpenAPI document, the labels of metrics
//! and the tests derive from it, so that a new address is one entry in the file of its topic.

mod code;
mod context;
mod definitions;
pub(crate) mod erd;
mod matching;
mod operations;
mod pages;
mod scripts;

pub(crate) use matching::{Match, corrected, find};
pub(crate) use scripts::ScriptRequest;

use crate::app::App;
pub(crate) use crate::definitions::version_path;
use crate::definitions::{Definition, Definitions};
use crate::http::{Answer, Base, Form, Problem, Request};
use dmsa::settings::{Setting, SettingValue};
use std::sync::{Arc, LazyLock};

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
    canonical: Option<Canonical>,
    /// Whether it leads elsewhere.
    pub(crate) redirects: Redirects,
    /// What it does.
    pub(crate) handler: Handler,
}

/// Writes parts of a context in one way.
type Canonical = fn(&mut Context) -> Result<(), Problem>;

/// What an address does.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Answers from the definitions alone: the answer is made once and cached.
    Cached(fn(&Context) -> Result<Answer, Problem>),
    /// Answers with the address of the service in it. The address comes from the headers of the request, so the answer is
    /// made for this client alone; it is cached only where the settings fix the address.
    Located(fn(&Context, &Base) -> Result<Answer, Problem>),
    /// Answers from the state of this moment.
    Current(fn(&App, &Request<'_>, Form) -> Result<Answer, Problem>),
    /// Takes a push event of GitHub, by POST.
    Webhook,
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

/// A name of a query.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: String,
    pub(crate) value: Value,
}

/// The options of something as parameters.
fn parameters_of<O>(settings: &'static [Setting<O>]) -> Vec<Parameter> {
    let parameter = |setting: &'static Setting<O>| {
        let value = match setting.value {
            SettingValue::Switch(_) => Value::Switch,
            SettingValue::Choice(choices) => Value::Choice(choices.iter().map(|choice| choice.name).collect()),
            SettingValue::Globs(_) => Value::Patterns,
            SettingValue::Name(_) | SettingValue::Value { .. } => Value::Text,
        };
        Parameter { name: setting.name, about: setting.about.to_owned(), value }
    };
    settings.iter().map(parameter).collect()
}

/// Sets the options that a query names.
pub(crate) fn set_options<O>(
    settings: &[Setting<O>],
    pairs: &[(String, String)],
    options: &mut O,
) -> Result<(), Problem> {
    for (name, value) in pairs {
        if let Some(setting) = settings.iter().find(|setting| setting.name == name) {
            setting.set(options, value).map_err(|error| Problem::bad(error.to_string()))?;
        }
    }
    Ok(())
}

/// What a name of a query can be set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Switch,
    /// One of these words.
    Choice(Vec<&'static str>),
    /// Some of these words, separated by commas.
    Words(Vec<&'static str>),
    /// Patterns, separated by commas.
    Patterns,
    /// Some text.
    Text,
}

/// All that a cached answer is made from. Nothing in it depends on the headers of a request but the chosen form, so an answer
/// cannot hold what one client sent and another one gets.
pub(crate) struct Context {
    pub(crate) definitions: Arc<Definitions>,
    /// The path, without what stands before ours, with all names in full.
    pub(crate) path: String,
    /// The parts of the path that the template leaves open.
    pub(crate) values: Vec<(&'static str, String)>,
    /// The query: known names only, `format` apart.
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) form: Form,
}

impl Context {
    /// An open part of the path.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Sets an open part of the path.
    fn set_value(&mut self, name: &str, value: String) {
        if let Some((_, place)) = self.values.iter_mut().find(|(known, _)| *known == name) {
            *place = value;
        }
    }

    /// A name of the query.
    pub(crate) fn pair(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The version that the path names.
    pub(crate) fn definition(&self) -> Result<Arc<Definition>, Problem> {
        self.definitions.find(self.value("model"), self.value("version"))
    }

    /// The part of the path with this number, counted from 0.
    pub(crate) fn part(&self, number: usize) -> &str {
        self.path.split('/').nth(number + 1).unwrap_or_default()
    }

    /// The way from here to the first page: `../../`.
    pub(crate) fn root(&self) -> String {
        root(&self.path)
    }
}

/// The way from a path to the first page. Links made with it hold whatever stands before our paths.
pub(crate) fn root(path: &str) -> String {
    let depth = path.matches('/').count().saturating_sub(1);
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}

/// Every address, those with fixed parts before those that would take the same paths.
pub(crate) fn all() -> &'static [Route] {
    static ALL: LazyLock<Vec<Route>> = LazyLock::new(|| {
        let topics = [
            operations::routes(),
            pages::fixed(),
            definitions::routes(),
            scripts::routes(),
            erd::routes(),
            code::routes(),
            pages::routes(),
        ];
        topics.into_iter().flatten().collect()
    });
    &ALL
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
    fn ignores_unknown(mut self) -> Self {
        self.ignores_unknown = true;
        self
    }

    /// Answered even where all connections are taken.
    #[must_use]
    fn health(mut self) -> Self {
        self.is_health = true;
        self
    }

    /// With answers that take much memory while they are made.
    #[must_use]
    fn heavy(mut self) -> Self {
        self.is_heavy = true;
        self
    }

    /// With a form of its own for what it alone knows.
    #[must_use]
    fn canonical(mut self, canonical: Canonical) -> Self {
        self.canonical = Some(canonical);
        self
    }

    /// Whether it is a page: links to pages collect parameters on their way, which mean nothing.
    fn is_page(&self) -> bool {
        matches!(self.topic, Topic::Pages)
    }
}

/// The fixed parts that a path can begin with.
pub(crate) fn first_parts() -> impl Iterator<Item = &'static str> {
    let parts = all().iter().filter_map(|route| route.template.split('/').nth(1));
    parts.filter(|part| !part.is_empty() && !part.starts_with('{'))
}

/// The fixed parts that can follow a version in a path.
pub(crate) fn below_version() -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let rests = all().iter().filter_map(|route| route.template.strip_prefix("/{model}/{version}/"));
    for part in rests.filter_map(|rest| rest.split('/').next().filter(|part| !part.is_empty())) {
        if !parts.iter().any(|known| known == part) {
            parts.push(part.to_owned());
        }
    }
    parts
}
