//! One listener of changes: what it is told of the events that happen. Every event is authorized
//! anew: a reader who lost sight of a record is told its id once and nothing more.
//!
//! What the events are about is a [`Topic`] of a capability. It must not know any of them, nor how
//! the answer is written.

use std::any::Any;
use std::collections::{HashSet, VecDeque};
use std::fmt::Display;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use app::events::{Happening, Replay};
use async_graphql::{Context, OutputType, Result};
use domain::id::EventId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::context::{actor, app, request};
use crate::error::{IntoApi, from_app};

/// Events kept back for a listener that resumes; more than this is RESYNC.
const REPLAY: u64 = 500;
/// Records remembered as told. Losing sight is told from the event itself as well, so forgetting
/// some is fine; a thousand listeners that remember everything would not be.
const KNOWN: usize = 256;

/// What a stream is about: incidents, problems, analyses.
pub trait Topic: Sized + Send + Sync + 'static {
    /// Names a record.
    type Id: Copy + Eq + Hash + Display + Send + Sync;
    /// Names records that belong together, such as those of a problem; [`Infallible`](std::convert::Infallible) where nobody
    /// asks for them by that.
    type Group: Copy + Send + Sync;
    /// What happened to it, as the schema tells it.
    type Change: Copy + Send + Sync;
    /// A record, read once for everyone who is told of the event.
    type Record: Send + Sync;

    /// What whoever listens must be allowed, before anything is told.
    const READ: Permission;

    /// Says that the stream cannot resume.
    const RESYNC: Self::Change;

    /// To which record something happened, and what; `None` for events of other topics.
    fn change(happening: &Happening) -> Option<(Self::Id, Self::Change)>;

    /// The record as it is now; `None` when the reader may not see it.
    fn read(
        app: &App,
        actor: &Actor,
        happening: &Happening,
    ) -> impl Future<Output = app::Result<Option<Arc<Self::Record>>>> + Send;

    /// Fails when there is no such record for the reader.
    fn check(app: &App, actor: &Actor, id: Self::Id) -> impl Future<Output = app::Result<()>> + Send;

    /// Fails when there is no such group for the reader.
    fn check_group(
        _app: &App,
        _actor: &Actor,
        _group: Self::Group,
    ) -> impl Future<Output = app::Result<()>> + Send {
        async { Ok(()) }
    }

    /// Whether a record belongs to a group.
    fn is_of(_group: Self::Group, _record: &Self::Record) -> bool {
        true
    }

    /// What a reader is told who may not see the record any more; `was_told` if this stream told of it.
    fn hidden(_actor: &Actor, _happening: &Happening, _was_told: bool) -> Option<Self::Change> {
        None
    }

    /// Whether the answer about a record is nobody's but the reader's, whatever is asked of it.
    fn is_own(_record: &Self::Record) -> bool {
        false
    }
}

/// Which records a stream is about: all, one, those of a group.
pub struct Wanted<T: Topic> {
    /// Only this record.
    pub only: Option<T::Id>,
    /// Only records of this group.
    pub within: Option<T::Group>,
}

impl<T: Topic> Wanted<T> {
    /// One record, or all.
    pub fn of(only: Option<T::Id>) -> Self {
        Self { only, within: None }
    }
}

/// What a listener is told.
pub struct Told<T: Topic> {
    /// Position of the event.
    pub cursor: i64,
    /// What happened.
    pub change: T::Change,
    /// To which record; none when the stream cannot resume.
    pub id: Option<T::Id>,
    /// The record as it is now; none when it is hidden, and when the stream cannot resume.
    pub record: Option<Arc<T::Record>>,
    /// The event itself, for readers who see the record.
    pub happening: Option<Arc<Happening>>,
}

/// How much of an event a reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// The record.
    Record,
    /// That a record is out of sight.
    Hidden,
    /// That the stream cannot resume.
    Resync,
}

/// Something to tell, whatever the topic: for whoever shares answers among many listeners.
#[derive(Clone)]
pub struct News {
    /// Position of the event.
    pub cursor: i64,
    /// How much is told.
    pub extent: Extent,
    /// Whether the answer is nobody's but the reader's.
    pub is_own: bool,
    told: Arc<dyn Any + Send + Sync>,
}

impl News {
    fn of<T: Topic>(told: Told<T>) -> Self {
        let extent = match (&told.id, &told.record) {
            (_, Some(_)) => Extent::Record,
            (Some(_), None) => Extent::Hidden,
            (None, None) => Extent::Resync,
        };
        let is_own = told.record.as_deref().is_some_and(T::is_own);
        Self { cursor: told.cursor, extent, is_own, told: Arc::new(told) }
    }

    /// What is told, if it is of this topic.
    fn told<T: Topic>(&self) -> Option<&Told<T>> {
        self.told.downcast_ref()
    }
}

/// A listener, whatever the topic.
pub trait Listener: Send {
    /// The listener with the rights it had at the last event.
    fn actor(&self) -> &Actor;

    /// What to tell next; `None` at the end of all events.
    fn next_news(&mut self) -> Pin<Box<dyn Future<Output = Option<app::Result<News>>> + Send + '_>>;
}

impl<T: Topic> Listener for Feed<T> {
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn next_news(&mut self) -> Pin<Box<dyn Future<Output = Option<app::Result<News>>> + Send + '_>> {
        Box::pin(async { Some(self.next().await?.map(News::of)) })
    }
}

/// Where a resolver leaves the listener for whoever shares answers among many of them.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<Box<dyn Listener>>>>);

impl Slot {
    /// Leaves a listener.
    fn put(&self, listener: Box<dyn Listener>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    /// Takes it.
    pub fn take(&self) -> Option<Box<dyn Listener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// One listener.
pub struct Feed<T: Topic> {
    app: App,
    actor: Actor,
    wanted: Wanted<T>,
    missed: VecDeque<Arc<Happening>>,
    is_gone: bool,
    live: Receiver<Arc<Happening>>,
    /// Records that this listener was told of, so that losing sight can be told too.
    known: HashSet<T::Id>,
    /// What the replay told, because the live stream may begin with the same.
    replayed: HashSet<EventId>,
}

impl<T: Topic> Feed<T> {
    /// Listens from a cursor, or from now on.
    async fn open(app: &App, actor: &Actor, wanted: Wanted<T>, after: Option<&str>) -> app::Result<Self> {
        app::authorize(actor, T::READ, Relation::default())?;
        if let Some(only) = wanted.only {
            T::check(app, actor, only).await?;
        }
        if let Some(within) = wanted.within {
            T::check_group(app, actor, within).await?;
        }
        // Listening starts before the replay is read, so that nothing falls between the two.
        let live = app.events().subscribe();
        let (missed, is_gone) = match after.map(str::parse) {
            None => (Vec::new(), false),
            Some(Ok(cursor)) => match app.events().replay(cursor, REPLAY).await? {
                Replay::Events(missed) => (missed, false),
                Replay::Gone => (Vec::new(), true),
            },
            Some(Err(_)) => return Err(app::Error::invalid("after", "is not a cursor of this stream")),
        };
        Ok(Self {
            app: app.clone(),
            actor: actor.clone(),
            replayed: HashSet::new(),
            missed: missed.into_iter().map(|event| Arc::new(Happening::new(event))).collect(),
            is_gone,
            live,
            known: wanted.only.into_iter().collect(),
            wanted,
        })
    }

    async fn next(&mut self) -> Option<app::Result<Told<T>>> {
        if std::mem::take(&mut self.is_gone) {
            return Some(self.resync().await);
        }
        loop {
            let happening = match self.missed.pop_front() {
                Some(missed) => {
                    self.replayed.insert(missed.event.id);
                    missed
                }
                None => match self.live.recv().await {
                    Ok(happening) if self.replayed.contains(&happening.event.id) => continue,
                    Ok(happening) => happening,
                    Err(RecvError::Lagged(_)) => return Some(self.resync().await),
                    Err(RecvError::Closed) => return None,
                },
            };
            if let Some(told) = self.tell(&happening).await.transpose() {
                return Some(told);
            }
        }
    }

    async fn tell(&mut self, happening: &Arc<Happening>) -> app::Result<Option<Told<T>>> {
        let Some((id, change)) = T::change(happening) else { return Ok(None) };
        if self.wanted.only.is_some_and(|only| only != id) {
            return Ok(None);
        }
        // Roles and memberships may have changed since the stream began.
        self.actor = self.app.current_actor(&self.actor)?;
        let record = T::read(&self.app, &self.actor, happening).await?;
        let cursor = happening.event.seq;
        if let Some(record) = &record
            && self.wanted.within.is_some_and(|group| !T::is_of(group, record))
        {
            return Ok(None);
        }
        if record.is_some() {
            if self.known.len() >= KNOWN {
                self.known.clear();
            }
            self.known.insert(id);
            let happening = Some(Arc::clone(happening));
            return Ok(Some(Told { cursor, change, id: Some(id), record, happening }));
        }
        let hidden = T::hidden(&self.actor, happening, self.known.remove(&id));
        Ok(hidden.map(|change| Told { cursor, change, id: Some(id), record: None, happening: None }))
    }

    async fn resync(&self) -> app::Result<Told<T>> {
        Ok(Told {
            cursor: self.app.events().position().await?,
            change: T::RESYNC,
            id: None,
            record: None,
            happening: None,
        })
    }
}

/// The stream of a subscription: from now on, or from a cursor; `event` words what is told.
pub async fn stream<T: Topic, E: OutputType + 'static>(
    ctx: &Context<'_>,
    wanted: Wanted<T>,
    after: Option<&str>,
    event: fn(&Told<T>, &Actor) -> E,
) -> Result<BoxStream<'static, Result<E>>> {
    let actor = actor(ctx)?;
    if let Some(told) = ctx.data_opt::<News>().and_then(News::told) {
        // One event for everyone to whom its answer is the same.
        let event = event(told, actor);
        return Ok(stream::once(async { Ok(event) }).boxed());
    }
    let feed = Feed::<T>::open(app(ctx), actor, wanted, after).await.api(ctx)?;
    if let Some(slot) = ctx.data_opt::<Slot>() {
        slot.put(Box::new(feed));
        return Ok(stream::empty().boxed());
    }
    let request_id = request(ctx).request_id.clone();
    Ok(Box::pin(async_stream::stream! {
        let mut feed = feed;
        while let Some(told) = feed.next().await {
            yield match told {
                Ok(told) => Ok(event(&told, &feed.actor)),
                Err(error) => {
                    yield Err(from_app(error, &request_id));
                    return;
                }
            };
        }
    }))
}
