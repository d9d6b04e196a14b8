//! The files that pages need. Their addresses change with their content.

use crate::http::etag;
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

/// Every file.
pub(crate) static ASSETS: [Asset; 3] = [
    Asset { name: "style.css", media_type: "text/css; charset=utf-8", text: include_str!("assets/style.css") },
    Asset { name: "site.js", media_type: "text/javascript; charset=utf-8", text: include_str!("assets/site.js") },
    Asset { name: "favicon.svg", media_type: "image/svg+xml", text: include_str!("assets/favicon.svg") },
];

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
