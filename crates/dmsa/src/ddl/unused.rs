//! Options that are given and change nothing.

use super::options::{ColumnOrder, Elements, Operation, Options};
use crate::settings::UnusedOption;

/// Given options that change nothing in scripts of this operation and these elements.
///
/// ```
/// use dmsa::ddl::{Elements, Operation, Options, unused_options};
///
/// let options = Options { comments: true, ..Options::default() };
/// assert_eq!(unused_options(Operation::Ddl, Elements::ALL, &options), []);
/// assert_eq!(unused_options(Operation::Drop, Elements::ALL, &options)[0].because, "the script creates no tables");
/// ```
pub fn unused_options(operation: Operation, elements: Elements, options: &Options) -> Vec<UnusedOption> {
    const NO_TABLES: &str = "the script creates no tables";
    let creates_tables = operation == Operation::Ddl && elements.tables;
    let is_guarded = matches!(operation, Operation::Ddl | Operation::Drop);
    UnusedOption::among([
        ("if-not-exists", "the script creates and drops nothing", options.if_not_exists && !is_guarded),
        ("column-order", NO_TABLES, options.column_order != ColumnOrder::default() && !creates_tables),
        ("identity", NO_TABLES, options.no_identity && !creates_tables),
        ("comments", NO_TABLES, options.comments && !creates_tables),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ddl::tests::clinic;
    use crate::ddl::{Script, Setting, script};
    use crate::dialect::DIALECTS;

    /// In no database: some leave an option without effect that others heed.
    #[test]
    fn options_are_idle_where_they_change_no_byte() {
        let model = clinic();
        let changes = [
            ("schema", "s"),
            ("history", "none"),
            ("if-not-exists", ""),
            ("column-order", "definition"),
            ("identity", "none"),
            ("comments", ""),
        ];
        let usual = Options::default();
        for (name, value) in changes {
            let mut options = Options::default();
            Setting::find(name).unwrap().set(&mut options, value).unwrap();
            for operation in Operation::ALL {
                for (elements_name, elements) in Elements::NAMED {
                    let changes_nothing = DIALECTS.iter().all(|dialect| {
                        let text =
                            |options| script(&model, *dialect, operation, elements, options).map(Script::into_text);
                        text(&options).ok() == text(&usual).ok()
                    });
                    let is_unused =
                        unused_options(operation, elements, &options).iter().any(|unused| unused.option == name);
                    assert_eq!(changes_nothing, is_unused, "{operation} {elements_name} {name}");
                }
            }
        }
    }
}
