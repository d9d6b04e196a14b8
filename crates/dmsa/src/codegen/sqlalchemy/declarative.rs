//! Typed classes.

use super::names::{self, Scope};
use super::python::{self, Expr};
use super::table::ready;
use super::{Module, types};
use crate::codegen::Keyless;
use crate::ddl::plan::{Rule, TablePlan};
use crate::model::single_line;
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a table.
enum Shape {
    /// A class with attributes, one a column.
    Class(Class),
    /// A variable.
    Variable(String),
}

struct Class {
    name: String,
    attributes: Vec<String>,
    scope: Scope,
}

/// A reference as an attribute of the class that refers.
struct Relationship {
    name: String,
    from: usize,
    columns: Vec<usize>,
    to: usize,
    to_columns: Vec<usize>,
    /// Others that set one of the same columns.
    overlapping: Vec<String>,
    /// Whether the columns and the class alone do not say which reference it is.
    is_ambiguous: bool,
    /// The attribute of the other class that has the collection.
    back: Option<String>,
}

impl Module<'_, '_> {
    /// Writes the base and a class for each table.
    pub(super) fn write_classes(&self, out: &mut String) {
        out.push_str("\n\nclass Base(DeclarativeBase):\n    \"\"\"The base of all classes; its metadata has every table.\"\"\"\n\n");
        python::assign(out, 4, "metadata", &self.metadata());
        let mut shapes = self.shapes();
        let relationships = self.relationships(&mut shapes);
        let mut after_class = true;
        for (at, table) in self.tables() {
            match shapes.get(&at) {
                Some(Shape::Class(class)) => {
                    out.push_str("\n\n");
                    self.write_class(out, at, table, class, &relationships, &shapes);
                    after_class = true;
                }
                Some(Shape::Variable(variable)) => {
                    // Two blank lines follow a class.
                    out.push_str(if after_class { "\n" } else { "" });
                    self.write_table(out, at, table, variable, "Base.metadata");
                    after_class = false;
                }
                None => {}
            }
        }
        if self.has_late() {
            out.push_str(if after_class { "\n\n" } else { "\n" });
            self.write_late(out);
        }
    }

    fn shapes(&self) -> BTreeMap<usize, Shape> {
        let mut module = Scope::module(self.types.names());
        let is_class = |table: &TablePlan<'_>| table.primary_key.is_some() || self.options.keyless == Keyless::Mapped;
        let mut classes = BTreeMap::new();
        for (at, table) in self.tables().filter(|(_, table)| is_class(table)) {
            classes.insert(at, module.claim_class(&table.table.name));
        }
        let names: BTreeSet<String> = classes.values().cloned().collect();
        let empty = Scope::class(self.types.names(), &names);
        let mut shapes = BTreeMap::new();
        for (at, table) in self.tables() {
            let shape = match classes.remove(&at) {
                None => Shape::Variable(module.claim_variable(&table.table.name)),
                Some(name) => {
                    let mut scope = empty.clone();
                    let attributes = table.columns.iter().map(|column| scope.claim_variable(&column.field.name));
                    let attributes = attributes.collect();
                    Shape::Class(Class { name, attributes, scope })
                }
            };
            shapes.insert(at, shape);
        }
        shapes
    }

    /// Names every reference between classes, columns' attributes having had their names first.
    fn relationships(&self, shapes: &mut BTreeMap<usize, Shape>) -> Vec<Relationship> {
        let mut all: Vec<Relationship> = Vec::new();
        for (at, table) in self.tables() {
            for constraint in ready(&table.constraints) {
                let Rule::Reference { columns, target, target_columns } = &constraint.rule else { continue };
                if !matches!(shapes.get(target), Some(Shape::Class(_))) {
                    continue;
                }
                let Some(Shape::Class(class)) = shapes.get_mut(&at) else { continue };
                let target_name = &self.plan.tables[*target].table.name;
                // One column says what the relationship is; of several, only the target does.
                let wanted = match columns.as_slice() {
                    [only] => names::relationship(&table.columns[*only].field.name, target_name),
                    _ => vec![names::identifier(target_name)],
                };
                let shares = |other: &&Relationship| other.columns.iter().any(|column| columns.contains(column));
                let of_columns = || all.iter().filter(|other| other.from == at).filter(shares);
                let overlapping = of_columns().map(|other| other.name.clone()).collect();
                let is_ambiguous = of_columns().any(|other| other.to == *target);
                let name = class.scope.claim(&wanted);
                all.push(Relationship {
                    name,
                    from: at,
                    columns: columns.clone(),
                    to: *target,
                    to_columns: target_columns.clone(),
                    overlapping,
                    is_ambiguous,
                    back: None,
                });
            }
        }
        if self.options.collections {
            for place in 0..all.len() {
                let Relationship { from, to, ref name, .. } = all[place];
                let alone = all.iter().filter(|other| (other.from, other.to) == (from, to)).count() == 1;
                let stem = format!("{}_collection", self.plan.tables[from].table.name);
                let wanted = if alone { stem } else { format!("{stem}_by_{name}") };
                if let Some(Shape::Class(class)) = shapes.get_mut(&to) {
                    all[place].back = Some(class.scope.claim_variable(&wanted));
                }
            }
        }
        all
    }

    fn write_class(
        &self,
        out: &mut String,
        at: usize,
        table: &TablePlan<'_>,
        class: &Class,
        relationships: &[Relationship],
        shapes: &BTreeMap<usize, Shape>,
    ) {
        out.extend(["class ", &class.name, "(Base):\n"]);
        if !table.table.description.trim().is_empty() {
            python::docstring(out, 4, &[&table.table.description]);
            out.push('\n');
        }
        self.write_remarks(out, 4, table);
        python::assign(out, 4, "__tablename__", &Expr::string(&table.name.raw));
        let mut arguments = self.table_arguments(at);
        let comment = Some(single_line(&table.table.description)).filter(|text| !text.is_empty());
        let options = comment.map(|text| Expr::dictionary(vec![("comment", Expr::string(&text))]));
        arguments.extend(options);
        if !arguments.is_empty() {
            python::assign(out, 4, "__table_args__", &Expr::tuple(arguments));
        }
        out.push('\n');
        for (place, column) in table.columns.iter().enumerate() {
            let attribute = &class.attributes[place];
            let python_type = types::python_type(&column.field.data_type.kind);
            let optional = if column.not_null { "" } else { " | None" };
            let mut parts = Vec::new();
            if *attribute != column.name.raw {
                parts.push(Expr::string(&column.name.raw));
            }
            parts.push(self.types.expression(&column.field.data_type));
            let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&place));
            parts.extend(is_key.then(|| Expr::keyword("primary_key", "True")));
            parts.extend(self.column_options(table, place));
            let target = format!("{attribute}: Mapped[{python_type}{optional}]");
            python::assign(out, 4, &target, &Expr::call("mapped_column", parts));
        }
        if table.primary_key.is_none() {
            out.push('\n');
            python::comment(out, 4, "The table has no primary key. The mapper takes these columns for one.");
            let key = stand_in(table).into_iter().map(|column| Expr::code(&class.attributes[column])).collect();
            let arguments = Expr::dictionary(vec![("primary_key", Expr::list(key))]);
            python::assign(out, 4, "__mapper_args__", &Expr::call("MappingProxyType", vec![arguments]));
        }
        let mut own: Vec<_> = relationships.iter().filter(|relationship| relationship.from == at).collect();
        own.sort_by_key(|relationship| relationship.columns.first());
        let backs: Vec<_> =
            relationships.iter().filter(|relationship| relationship.to == at && relationship.back.is_some()).collect();
        if !own.is_empty() || !backs.is_empty() {
            out.push('\n');
        }
        let name_of = |at: usize| match shapes.get(&at) {
            Some(Shape::Class(class)) => Some(class),
            _ => None,
        };
        for relationship in own {
            let Some(target) = name_of(relationship.to) else { continue };
            let not_null = relationship.columns.iter().all(|column| table.columns[*column].not_null);
            write_relationship(out, relationship, class, target, not_null);
        }
        for relationship in backs {
            let (Some(other), Some(back)) = (name_of(relationship.from), &relationship.back) else { continue };
            write_collection(out, relationship, class, other, back);
        }
    }
}

fn write_relationship(out: &mut String, relationship: &Relationship, class: &Class, target: &Class, not_null: bool) {
    let attributes = |class: &Class, columns: &[usize]| {
        Expr::list(columns.iter().map(|column| Expr::code(&class.attributes[*column])).collect())
    };
    let mut items = vec![Expr::keyword("foreign_keys", attributes(class, &relationship.columns))];
    if relationship.from == relationship.to {
        items.push(Expr::keyword("remote_side", attributes(class, &relationship.to_columns)));
    }
    if relationship.is_ambiguous {
        items.push(Expr::keyword("primaryjoin", python::string(&join(relationship, class, target))));
    }
    if let Some(back) = &relationship.back {
        items.push(Expr::keyword("back_populates", python::string(back)));
    }
    if !relationship.overlapping.is_empty() {
        items.push(Expr::keyword("overlaps", python::string(&relationship.overlapping.join(","))));
    }
    let optional = if not_null { "" } else { " | None" };
    let annotation = python::string(&format!("{}{optional}", target.name));
    python::assign_annotated(out, &relationship.name, &annotation, &Expr::call("relationship", items));
}

fn write_collection(out: &mut String, relationship: &Relationship, class: &Class, other: &Class, back: &str) {
    let foreign = relationship.columns.iter().map(|column| format!("{}.{}", other.name, other.attributes[*column]));
    let mut foreign = foreign.collect::<Vec<_>>().join(", ");
    if relationship.columns.len() > 1 {
        foreign = format!("[{foreign}]");
    }
    let mut items = vec![Expr::keyword("foreign_keys", python::string(&foreign))];
    if relationship.is_ambiguous {
        items.push(Expr::keyword("primaryjoin", python::string(&join(relationship, other, class))));
    }
    items.push(Expr::keyword("back_populates", python::string(&relationship.name)));
    let annotation = format!("list[{}]", python::string(&other.name));
    python::assign_annotated(out, back, &annotation, &Expr::call("relationship", items));
}

fn join(relationship: &Relationship, from: &Class, to: &Class) -> String {
    let equal = relationship.columns.iter().zip(&relationship.to_columns).map(|(column, to_column)| {
        let (column, to_column) = (&from.attributes[*column], &to.attributes[*to_column]);
        format!("{}.{column} == {}.{to_column}", from.name, to.name)
    });
    let equal: Vec<_> = equal.collect();
    if equal.len() == 1 { equal.concat() } else { format!("and_({})", equal.join(", ")) }
}

/// The columns that identify the rows of a table without a primary key: those of a unique constraint or index, or all.
fn stand_in(table: &TablePlan<'_>) -> Vec<usize> {
    let constraint = ready(&table.constraints).find_map(|constraint| match &constraint.rule {
        Rule::Unique { key, .. } => Some(key.columns.clone()),
        Rule::Reference { .. } => None,
    });
    let index = || ready(&table.indexes).find(|index| index.unique);
    constraint
        .or_else(|| index().map(|index| index.columns.iter().map(|(column, _)| *column).collect()))
        .unwrap_or_else(|| (0..table.columns.len()).collect())
}
