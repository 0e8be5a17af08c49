//! Resolves the fields of an object without a task of its own for each.
//!
//! The library makes a future, a box and a queue entry for every field, although most fields are
//! ready at once: on a list of fifty that is a third of the whole time. Here each future is asked
//! once in a place that is used again; only those that wait for the database are kept and waited
//! for together. It must not know any type of the schema.

use std::borrow::Cow;
use std::pin::Pin;
use std::task::Poll;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures_util::future::join_all;

/// An object of which many stand in an answer.
pub struct InTurn<T>(pub T);

impl<T: ContainerType> OutputType for InTurn<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match plain_fields(ctx) {
            Some(fields) => Ok(resolve(ctx, &self.0, &fields).await),
            None => resolve_container(ctx, &self.0).await,
        }
    }
}

/// The selected fields, if they are nothing but fields with answers of their own: no fragments, no
/// directives, no field twice.
fn plain_fields<'a>(ctx: &ContextSelectionSet<'a>) -> Option<Vec<&'a Positioned<Field>>> {
    let items = &ctx.item.node.items;
    let mut fields: Vec<&Positioned<Field>> = Vec::with_capacity(items.len());
    for item in items {
        let Selection::Field(field) = &item.node else { return None };
        let key = &field.node.response_key().node;
        let is_plain = field.node.directives.is_empty()
            && field.node.name.node != "__typename"
            && !fields.iter().any(|other| other.node.response_key().node == *key);
        if !is_plain {
            return None;
        }
        fields.push(field);
    }
    Some(fields)
}

async fn resolve<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    object: &T,
    fields: &[&Positioned<Field>],
) -> Value {
    let mut values: Vec<Option<ServerResult<Value>>> = Vec::with_capacity(fields.len());
    let mut waiting = Vec::new();
    let mut place = None;
    for (at, field) in fields.iter().enumerate() {
        let mut future = put(&mut place, value(ctx, object, field));
        match futures_util::poll!(future.as_mut()) {
            Poll::Ready(value) => {
                values.push(Some(value));
                place = Some(future);
            }
            Poll::Pending => {
                values.push(None);
                waiting.push(async move { (at, future.await) });
            }
        }
    }
    for (at, value) in join_all(waiting).await {
        values[at] = Some(value);
    }
    let mut answer = IndexMap::with_capacity(fields.len());
    for (field, value) in fields.iter().zip(values) {
        match value {
            Some(Ok(value)) => {
                answer.insert(field.node.response_key().node.clone(), value);
            }
            Some(Err(error)) => ctx.add_error(error),
            None => {}
        }
    }
    if answer.is_empty() { Value::Null } else { Value::Object(answer) }
}

/// Puts a future in the place of one that is done, or in a new one.
fn put<F>(place: &mut Option<Pin<Box<F>>>, future: F) -> Pin<Box<F>> {
    match place.take() {
        Some(mut used) => {
            used.set(future);
            used
        }
        None => Box::pin(future),
    }
}

async fn value<T: ContainerType>(
    ctx: &ContextSelectionSet<'_>,
    object: &T,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    let ctx = ctx.with_field(field);
    Ok(object.resolve_field(&ctx).await?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

    use super::*;

    struct Item(i32);

    #[Object]
    impl Item {
        async fn number(&self) -> i32 {
            self.0
        }

        async fn slow(&self) -> i32 {
            tokio::task::yield_now().await;
            self.0
        }

        async fn odd(&self) -> async_graphql::Result<Option<i32>> {
            if self.0 % 2 == 1 { Ok(Some(self.0)) } else { Err("even".into()) }
        }
    }

    struct Query;

    #[Object]
    impl Query {
        async fn items(&self) -> Vec<InTurn<Item>> {
            vec![InTurn(Item(1)), InTurn(Item(2))]
        }

        async fn plain(&self) -> Vec<Item> {
            vec![Item(1), Item(2)]
        }
    }

    #[tokio::test]
    async fn it_answers_as_the_library_does() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        for selection in [
            "number",
            "slow number b: slow",
            "odd slow",
            "number number",
            "__typename number",
            "... on Item { slow }",
            "slow @skip(if: true) number",
        ] {
            let ask = |root: &str| format!("{{ a: {root} {{ {selection} }} }}");
            let ours = schema.execute(ask("items")).await;
            let theirs = schema.execute(ask("plain")).await;
            assert_eq!(ours.data, theirs.data, "{selection}");
            assert_eq!(ours.errors.len(), theirs.errors.len(), "{selection}");
            for (ours, theirs) in ours.errors.iter().zip(&theirs.errors) {
                assert_eq!((&ours.message, &ours.path), (&theirs.message, &theirs.path), "{selection}");
            }
        }
    }
}
