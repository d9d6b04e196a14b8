//! What the formats that other tools draw have in common.

use super::Format;
use crate::diagram::graph::Graph;
use crate::diagram::{Error, Hubs, Options};
use crate::model::Model;

/// A format of text, which some other tool lays out.
pub(super) struct TextFormat {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) media_type: &'static str,
    /// What becomes of hubs, if the format does not leave that to the options.
    pub(super) hubs: Option<Hubs>,
    pub(super) write: fn(&Graph) -> String,
}

impl Format for TextFormat {
    fn name(&self) -> &'static str {
        self.name
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn media_type(&self) -> &'static str {
        self.media_type
    }

    fn knows(&self) -> &'static [&'static str] {
        if self.hubs.is_none() { &["hubs"] } else { &[] }
    }

    fn render(&self, model: &Model, options: &Options) -> Result<Vec<u8>, Error> {
        let graph = match self.hubs {
            Some(hubs) => Graph::of(model, &Options { hubs, ..options.clone() }),
            None => Graph::of(model, options),
        };
        Ok((self.write)(&graph?).into_bytes())
    }
}
