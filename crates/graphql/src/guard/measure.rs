//! Measures a parsed document with its fragments expanded: each fragment once, sums saturating, a
//! fragment inside itself refused.
//!
//! It must not look at the schema.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{CREDENTIAL_FIELDS, Limits, Refusal, at_most};

/// What a selection set amounts to, fragments expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// Fields in all.
    selections: usize,
    /// Fields inside each other.
    depth: usize,
    /// Fields of this very level.
    level: usize,
    /// Those of this level that are introspection.
    level_meta: usize,
    /// Those of this level that read the schema.
    level_schema: usize,
    /// Those of this level that take a credential.
    level_credentials: usize,
    /// Aliases of this very level.
    level_aliases: usize,
    /// Aliases below this level.
    aliases_below: usize,
}

impl Shape {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.depth = self.depth.max(other.depth);
        self.level = self.level.saturating_add(other.level);
        self.level_meta = self.level_meta.saturating_add(other.level_meta);
        self.level_schema = self.level_schema.saturating_add(other.level_schema);
        self.level_credentials = self.level_credentials.saturating_add(other.level_credentials);
        self.level_aliases = self.level_aliases.saturating_add(other.level_aliases);
        self.aliases_below = self.aliases_below.saturating_add(other.aliases_below);
    }

    /// A field with these children.
    fn field(name: &str, has_alias: bool, children: Self) -> Self {
        Self {
            selections: children.selections.saturating_add(1),
            depth: children.depth + 1,
            level: 1,
            level_meta: usize::from(name.starts_with("__")),
            level_schema: usize::from(matches!(name, "__schema" | "__type")),
            level_credentials: usize::from(CREDENTIAL_FIELDS.contains(&name)),
            level_aliases: usize::from(has_alias),
            aliases_below: children.aliases_below.saturating_add(children.level_aliases),
        }
    }
}

enum Fragment {
    Visiting,
    Done(Shape),
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Fragment>,
}

impl<'a> Measure<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Shape, Refusal> {
        let mut shape = Shape::default();
        for item in &set.items {
            shape.add(match &item.node {
                Selection::Field(field) => {
                    let children = self.set(&field.node.selection_set.node)?;
                    Shape::field(&field.node.name.node, field.node.alias.is_some(), children)
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            });
        }
        Ok(shape)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Shape, Refusal> {
        match self.fragments.get(name) {
            Some(Fragment::Done(shape)) => return Ok(*shape),
            Some(Fragment::Visiting) => return Err(Refusal::Cycle),
            None => {}
        }
        // An unknown fragment is for the validation to report.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Shape::default()) };
        self.fragments.insert(name, Fragment::Visiting);
        let shape = self.set(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, Fragment::Done(shape));
        Ok(shape)
    }
}

/// Checks the document against the limits. Answers whether an operation reads the schema.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<bool, Refusal> {
    at_most("operations", document.operations.iter().len(), limits.operations)?;
    at_most("fragments", document.fragments.len(), limits.fragments)?;
    let declared =
        document.operations.iter().map(|(_, operation)| operation.node.variable_definitions.len()).sum();
    at_most("variables", declared, limits.variables)?;

    let mut measure = Measure { document, fragments: HashMap::new() };
    // Fragments first: those that no operation uses are validated as well.
    for name in document.fragments.keys() {
        let shape = measure.fragment(name)?;
        at_most("selected fields", shape.selections, limits.selections)?;
    }
    let (mut selections, mut reads_schema) = (0usize, false);
    for (_, operation) in document.operations.iter() {
        let shape = measure.set(&operation.node.selection_set.node)?;
        selections = selections.saturating_add(shape.selections);
        at_most("selected fields", selections, limits.selections)?;
        check_operation(shape, limits)?;
        reads_schema |= shape.level_schema > 0;
    }
    Ok(reads_schema)
}

fn check_operation(shape: Shape, limits: &Limits) -> Result<(), Refusal> {
    let is_introspection = shape.level > 0 && shape.level == shape.level_meta;
    let depth = if is_introspection { limits.introspection_depth } else { limits.depth };
    at_most("fields inside each other", shape.depth, depth)?;
    at_most("root fields", shape.level, limits.root_fields)?;
    at_most("aliases", shape.aliases_below, limits.aliases)?;
    if shape.level_credentials > 0 && shape.level > 1 {
        return Err(Refusal::CredentialNotAlone);
    }
    Ok(())
}
