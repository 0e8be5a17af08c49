//! Streams whose answers are written once for all readers to whom they are the same.
//!
//! A reader's own part is decided for each of them and each event: whether the credential holds,
//! which incidents exist, what is hidden (`incident/feed.rs`). Only then is the answer looked up by
//! event, document and visibility group, or written. This file must not know sockets.

mod sameness;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{PathSegment, Pos, Request, Response, Variables};
use domain::identity::{Actor, Principal};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::OnceCell;

use crate::context::Pages;
use crate::engine::{Admitted, Schema, context};
use crate::guard::Checked;
use crate::incident::enums::IncidentChangeKind;
use crate::incident::feed::{Slot, Told};
use crate::{RequestContext, codes};
use sameness::Sameness;

/// Answers that are kept for readers who come to an event a little later.
const KEPT: usize = 64;
/// Bytes of them.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// What a stream sends.
pub enum Sent {
    /// An answer of its own, or errors.
    Answer(Box<Response>),
    /// An answer as JSON text, `data` and all, shared with others.
    Text(Arc<str>),
}

/// Who and what has the same answer.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    cursor: i64,
    change: IncidentChangeKind,
    /// Operation name, document, and the variables if the answer depends on them.
    text: Arc<str>,
    /// Sorted. Nothing of an event depends on roles today; should something one day, it differs here.
    roles: Vec<&'static str>,
    /// Whoever it is, when a field may differ by reader or the incident is private.
    principal: Option<Principal>,
}

type Cell = Arc<OnceCell<Option<Arc<str>>>>;

/// Answers of the last events.
#[derive(Default)]
pub(crate) struct Fanout(Mutex<Recent>);

#[derive(Default)]
struct Recent {
    cells: HashMap<Key, Cell>,
    order: VecDeque<Key>,
}

impl Fanout {
    /// The place of an answer.
    fn cell(&self, key: Key) -> Cell {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = recent.cells.get(&key) {
            return Arc::clone(cell);
        }
        while recent.order.len() >= KEPT || recent.bytes() > KEPT_BYTES {
            let Some(oldest) = recent.order.pop_front() else { break };
            recent.cells.remove(&oldest);
        }
        let cell = Cell::default();
        recent.cells.insert(key.clone(), Arc::clone(&cell));
        recent.order.push_back(key);
        cell
    }
}

impl Recent {
    fn bytes(&self) -> usize {
        self.cells.values().filter_map(|cell| cell.get()?.as_ref()).map(|text| text.len()).sum()
    }
}

/// What one reader asked for.
struct Reading {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
    checked: Arc<Checked>,
    context: RequestContext,
    sameness: Sameness,
    text: Arc<str>,
}

impl Reading {
    /// `None` for what cannot be shared: more than one stream at once.
    fn of(admitted: &Admitted) -> Option<Self> {
        let request = &admitted.request;
        let operation = admitted.checked.operation(request.operation_name.as_deref())?;
        let sameness = Sameness::of(&admitted.checked.document, operation)?;
        let name = request.operation_name.as_deref().unwrap_or_default();
        let variables = if sameness.uses_variables {
            serde_json::to_string(&request.variables).unwrap_or_default()
        } else {
            String::new()
        };
        Some(Self {
            text: format!("{}:{}:{name}{variables}{}", name.len(), variables.len(), request.query).into(),
            query: request.query.clone(),
            operation_name: request.operation_name.clone(),
            variables: request.variables.clone(),
            checked: Arc::clone(&admitted.checked),
            context: context(request)?.clone(),
            sameness,
        })
    }

    fn key(&self, actor: &Actor, told: &Told) -> Key {
        let is_private = told.incident.as_ref().is_some_and(|incident| incident.is_private);
        let is_own = is_private || (told.incident.is_some() && !self.sameness.is_same_for_all);
        let mut roles: Vec<&'static str> = actor.roles.iter().map(|role| role.as_str()).collect();
        roles.sort_unstable();
        Key {
            cursor: told.cursor,
            change: told.change,
            text: Arc::clone(&self.text),
            roles,
            principal: is_own.then_some(actor.principal),
        }
    }

    /// The same request for one event, in the rights that the reader has by now.
    fn request(&self, actor: &Actor, told: &Told) -> Request {
        let context = RequestContext {
            actor: Some(actor.clone()),
            meter: None,
            // Pages belong to one answer.
            pages: Pages::default(),
            ..self.context.clone()
        };
        let mut request = Request::new(self.query.clone())
            .variables(self.variables.clone())
            .data(context)
            .data(told.clone());
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(self.checked.document.clone());
        request
    }

    fn failure(&self, error: app::Error) -> Response {
        let error = crate::error::from_app(error, &self.context.request_id);
        let path = vec![PathSegment::Field(self.sameness.response_key.clone())];
        codes::finish(Response::from_errors(vec![error.into_server_error(Pos::default()).with_path(path)]))
    }
}

impl Schema {
    /// Runs an operation as a stream of answers.
    pub fn subscribe(&self, request: Request) -> BoxStream<'static, Sent> {
        let schema = self.clone();
        Box::pin(async_stream::stream! {
            let admitted = match schema.admit(request).await {
                Ok(admitted) => admitted,
                Err(errors) => {
                    yield Sent::Answer(Box::new(codes::finish(Response::from_errors(errors))));
                    return;
                }
            };
            let reading = Reading::of(&admitted);
            let (slot, mut request) = (Slot::default(), admitted.request);
            if reading.is_some() {
                request = request.data(slot.clone());
            }
            let mut answers = schema.run_stream(request);
            while let Some(answer) = answers.next().await {
                yield Sent::Answer(Box::new(answer));
            }
            // A thousand streams hold only what they listen with.
            drop(answers);
            let (Some(reading), Some(mut feed)) = (reading, slot.take()) else { return };
            while let Some(told) = feed.next().await {
                match told {
                    Ok(told) => yield schema.answer(&reading, feed.actor(), &told).await,
                    Err(error) => {
                        yield Sent::Answer(Box::new(reading.failure(error)));
                        return;
                    }
                }
            }
        })
    }

    /// The answer to an event: the one that others of the group got, or a fresh one.
    async fn answer(&self, reading: &Reading, actor: &Actor, told: &Told) -> Sent {
        let cell = self.fanout().cell(reading.key(actor, told));
        let write = async || {
            let answer = self.run_once(reading.request(actor, told)).await;
            let text = answer.errors.is_empty().then(|| serde_json::to_string(&answer).ok()).flatten();
            text.map(Arc::from)
        };
        match cell.get_or_init(write).await {
            Some(text) => Sent::Text(Arc::clone(text)),
            // A failure may be of one moment: everyone tries for themselves.
            None => Sent::Answer(Box::new(self.run_once(reading.request(actor, told)).await)),
        }
    }

    async fn run_once(&self, request: Request) -> Response {
        let answer = self.run_stream(request).next().await;
        answer.unwrap_or_else(|| Response::new(async_graphql::Value::Null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(cursor: i64, principal: Option<Principal>) -> Key {
        Key {
            cursor,
            change: IncidentChangeKind::Updated,
            text: "x".into(),
            roles: vec!["VIEWER"],
            principal,
        }
    }

    #[test]
    fn the_same_key_has_the_same_place_and_another_has_another() {
        let fanout = Fanout::default();
        let first = fanout.cell(key(1, None));
        assert!(Arc::ptr_eq(&first, &fanout.cell(key(1, None))));
        let someone = Principal::User(domain::id::UserId::new(uuid::Uuid::from_u128(1)));
        assert!(!Arc::ptr_eq(&first, &fanout.cell(key(1, Some(someone)))));
        let other = Key { roles: vec!["ADMIN"], ..key(1, None) };
        assert!(!Arc::ptr_eq(&first, &fanout.cell(other)));
    }

    #[test]
    fn what_is_kept_is_bounded_in_number_and_bytes() {
        let fanout = Fanout::default();
        for cursor in 0..1000 {
            fanout.cell(key(cursor, None));
        }
        assert!(fanout.0.lock().unwrap().cells.len() <= KEPT);
        let large: Arc<str> = "x".repeat(KEPT_BYTES / 2).into();
        for cursor in 1000..1010 {
            let cell = fanout.cell(key(cursor, None));
            assert!(cell.set(Some(Arc::clone(&large))).is_ok());
        }
        let recent = fanout.0.lock().unwrap();
        assert!(recent.bytes() <= KEPT_BYTES + large.len(), "{}", recent.bytes());
        assert_eq!(recent.cells.len(), recent.order.len());
    }
}
