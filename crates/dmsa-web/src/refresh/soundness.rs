//! What definitions must be like to take the place of those that are served.

use crate::supply::Delivery;
use dmsa::ddl::{Options, Scripts};
use dmsa::diagnostic::Severity;
use dmsa::dialect::DIALECTS;

/// A source without definitions is broken, not empty.
pub(super) fn not_empty(delivery: Delivery, name: &str) -> Result<Delivery, String> {
    if delivery.volumes.is_empty() { Err(format!("there are no definitions in {name}")) } else { Ok(delivery) }
}

/// Whether everything could be read, and every version has its scripts.
pub(super) fn check(delivery: &Delivery) -> Result<(), String> {
    let titles: Vec<_> = delivery.volumes.iter().map(|volume| volume.title().to_lowercase()).collect();
    let is_read = |title: &Option<String>| title.as_ref().is_some_and(|title| titles.contains(&title.to_lowercase()));
    let lost = delivery.diagnostics.iter().find(|found| found.code.severity == Severity::Error && !is_read(&found.model));
    if let Some(lost) = lost {
        return Err(format!("a definition cannot be read: {}: {}", lost.origin, lost.message));
    }
    for volume in &delivery.volumes {
        let (model, options) = (volume.model(), Options::default());
        for dialect in DIALECTS {
            Scripts::new(&model, *dialect, &options).map_err(|error| format!("{}: {error}", dialect.label()))?;
        }
    }
    Ok(())
}
