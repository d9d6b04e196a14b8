//! The files that pages need. Their addresses change with their content.

use crate::http::etag;
use dmsa::diagram;
use std::sync::LazyLock;

/// A file that pages need.
pub(crate) struct Asset {
    /// Its name below `assets/`.
    pub(crate) name: &'static str,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Its content.
    pub(crate) text: &'static str,
}

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const ICON: &str = "image/svg+xml";

/// What pages do beyond what they say.
const SITE: &str = concat!(
    "\"use strict\";\n",
    include_str!("assets/site/copy.js"),
    include_str!("assets/site/forms.js"),
    include_str!("assets/site/search.js"),
    include_str!("assets/site/theme.js"),
    include_str!("assets/site/explore.js"),
);

/// The media types that the files have.
pub(crate) const MEDIA_TYPES: [&str; 3] = [STYLE, SCRIPT, ICON];

/// Every file.
pub(crate) static ASSETS: LazyLock<[Asset; 6]> = LazyLock::new(|| {
    let asset = |name, media_type, text| Asset { name, media_type, text };
    [
        asset("style.css", STYLE, include_str!("assets/style.css")),
        asset("theme.js", SCRIPT, include_str!("assets/theme.js")),
        asset("site.js", SCRIPT, SITE),
        asset("diagram.css", STYLE, diagram::page::style()),
        asset("diagram.js", SCRIPT, diagram::page::SCRIPT),
        asset("favicon.svg", ICON, include_str!("assets/favicon.svg")),
    ]
});

/// The address of a file, from the first page: `assets/style.css?v=0123456789`.
pub(crate) fn address(name: &str) -> &'static str {
    static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let address = |asset: &Asset| {
            let tag: String = etag(asset.text.as_bytes()).chars().filter(char::is_ascii_hexdigit).take(10).collect();
            (asset.name, format!("assets/{}?v={tag}", asset.name))
        };
        ASSETS.iter().map(address).collect()
    });
    ADDRESSES.iter().find(|(known, _)| *known == name).map_or("", |(_, address)| address)
}
