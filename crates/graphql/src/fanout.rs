//! Streams whose answers are written once for all readers to whom they are the same.
//!
//! A reader's own part is decided for each of them and each event: whether the credential holds,
//! which records exist, what is hidden (`feed.rs`). Only then is the answer looked up by
//! event, document and visibility group, or written. This file must not know sockets.

mod recent;
mod sameness;

use std::sync::Arc;

use async_graphql::{PathSegment, Pos, Request, Response, Variables};
use domain::identity::{Actor, Principal};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::context::Pages;
use crate::engine::{Admitted, Schema, context};
use crate::feed::{Extent, News, Slot};
use crate::guard::Checked;
use crate::{RequestContext, codes};
use recent::{Cell, Readers, Recent, Seat};
use sameness::Sameness;

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
    extent: Extent,
    /// Operation name, document, and the variables if the answer depends on them.
    text: Arc<str>,
    /// Sorted. Nothing of an event depends on roles today; should something one day, it differs here.
    roles: Vec<&'static str>,
    /// Whoever it is, when a field may differ by reader or the record is private.
    principal: Option<Principal>,
}

/// Streams of the same text; with a reader, those of this reader alone.
type Group = (Arc<str>, Option<Principal>);

/// Answers of the last events. What is one reader's own has a place by itself, and what only one
/// stream gets has none: neither may crowd out what many wait for.
#[derive(Default)]
pub(crate) struct Fanout {
    shared: Recent<Key>,
    own: Recent<Key>,
    readers: Arc<Readers<Group>>,
}

/// A stream among those of its text, and among its reader's.
struct Seats {
    of_text: Seat<Group>,
    of_reader: Seat<Group>,
}

impl Fanout {
    fn join(&self, text: &Arc<str>, principal: Principal) -> Seats {
        Seats {
            of_text: self.readers.join((Arc::clone(text), None)),
            of_reader: self.readers.join((Arc::clone(text), Some(principal))),
        }
    }

    /// The place of an answer; none when nobody else gets it.
    fn cell(&self, key: Key, seats: &Seats) -> Option<Cell> {
        let (recent, seat) = match key.principal {
            None => (&self.shared, &seats.of_text),
            Some(_) => (&self.own, &seats.of_reader),
        };
        (!seat.is_alone()).then(|| recent.cell(key))
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

    fn key(&self, actor: &Actor, news: &News) -> Key {
        let is_own = news.is_own || (news.extent == Extent::Record && !self.sameness.is_same_for_all);
        let mut roles: Vec<&'static str> = actor.roles.iter().map(|role| role.as_str()).collect();
        roles.sort_unstable();
        Key {
            cursor: news.cursor,
            extent: news.extent,
            text: Arc::clone(&self.text),
            roles,
            principal: is_own.then_some(actor.principal),
        }
    }

    /// The same request for one event, in the rights that the reader has by now.
    fn request(&self, actor: &Actor, news: &News) -> Request {
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
            .data(news.clone());
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
            let (Some(reading), Some(mut listener)) = (reading, slot.take()) else { return };
            let seats = schema.fanout().join(&reading.text, listener.actor().principal);
            while let Some(news) = listener.next_news().await {
                match news {
                    Ok(news) => yield schema.answer(&reading, &seats, listener.actor(), &news).await,
                    Err(error) => {
                        yield Sent::Answer(Box::new(reading.failure(error)));
                        return;
                    }
                }
            }
        })
    }

    /// The answer to an event: the one that others of the group got, or a fresh one.
    async fn answer(&self, reading: &Reading, seats: &Seats, actor: &Actor, news: &News) -> Sent {
        let Some(cell) = self.fanout().cell(reading.key(actor, news), seats) else {
            return Sent::Answer(Box::new(self.run_once(reading.request(actor, news)).await));
        };
        let write = async || {
            let answer = self.run_once(reading.request(actor, news)).await;
            let text = answer.errors.is_empty().then(|| serde_json::to_string(&answer).ok()).flatten();
            text.map(Arc::from)
        };
        match cell.get_or_init(write).await {
            Some(text) => Sent::Text(Arc::clone(text)),
            // A failure may be of one moment: everyone tries for themselves.
            None => Sent::Answer(Box::new(self.run_once(reading.request(actor, news)).await)),
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
        Key { cursor, extent: Extent::Record, text: "x".into(), roles: vec!["VIEWER"], principal }
    }

    fn someone(n: u128) -> Principal {
        Principal::User(domain::id::UserId::new(uuid::Uuid::from_u128(n)))
    }

    #[test]
    fn roles_readers_and_events_have_places_of_their_own() {
        let fanout = Fanout::default();
        let text: Arc<str> = "x".into();
        let (one, _other) = (fanout.join(&text, someone(1)), fanout.join(&text, someone(1)));
        let first = fanout.cell(key(1, None), &one).unwrap();
        assert!(Arc::ptr_eq(&first, &fanout.cell(key(1, None), &one).unwrap()));
        let admin = Key { roles: vec!["ADMIN"], ..key(1, None) };
        for other in [key(2, None), key(1, Some(someone(1))), admin] {
            assert!(!Arc::ptr_eq(&first, &fanout.cell(other, &one).unwrap()));
        }
    }

    #[test]
    fn what_one_reader_gets_does_not_crowd_out_what_many_wait_for() {
        let fanout = Fanout::default();
        let (list, detail): (Arc<str>, Arc<str>) = ("list".into(), "detail".into());
        let many: Vec<Seats> = (0..10).map(|n| fanout.join(&list, someone(n))).collect();
        let shared = fanout.cell(key(1, None), &many[0]).unwrap();
        for n in 0..1000 {
            let alone = fanout.join(&format!("{n}").into(), someone(n));
            assert!(fanout.cell(Key { text: format!("{n}").into(), ..key(1, None) }, &alone).is_none());
            // The same person on two screens.
            let (left, right) = (fanout.join(&detail, someone(n)), fanout.join(&detail, someone(n)));
            let own = Key { text: Arc::clone(&detail), ..key(1, Some(someone(n))) };
            let cell = fanout.cell(own.clone(), &left).unwrap();
            assert!(Arc::ptr_eq(&cell, &fanout.cell(own, &right).unwrap()));
        }
        assert!(Arc::ptr_eq(&shared, &fanout.cell(key(1, None), &many[9]).unwrap()));
        assert!(fanout.cell(key(1, Some(someone(3))), &many[3]).is_none(), "nobody else is this reader");
    }
}
