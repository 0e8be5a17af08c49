//! What the transport knows about a request, for resolvers.

use std::any::TypeId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use app::App;
use app::page::Page;
use async_graphql::parser::types::OperationType;
use async_graphql::{Context, Request};
use domain::identity::Actor;
use tokio::sync::OnceCell;

use crate::error;
use crate::incident::Incident;

/// What the transport knows about a request.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// Who asks; nobody before signing in.
    pub actor: Option<Actor>,
    /// The address of the peer, for limits and audit rows.
    pub client_ip: Option<IpAddr>,
    /// How the peer's program calls itself, for the list of sessions.
    pub user_agent: Option<String>,
    /// The request's id, shown as `traceId` in errors.
    pub request_id: String,
    /// Where the cost of the document is charged; nowhere when rate limits are off.
    pub meter: Option<Meter>,
    /// SHA-256 of the only document that the credential may run; any document when there is none.
    pub bound: Option<[u8; 32]>,
    /// Pages that this request has read.
    pub pages: Pages,
    /// Where the transport learns which operation of the document it was.
    pub chosen: Chosen,
}

/// The operation that a document was read for; empty until it was read.
#[derive(Clone, Debug, Default)]
pub struct Chosen(Arc<OnceLock<Operation>>);

/// An operation, for logs and traces.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in the document, if it has one.
    pub name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
}

impl Chosen {
    /// Notes the operation; the first one stays.
    pub(crate) fn note(&self, name: Option<&str>, kind: OperationType) {
        self.0.get_or_init(|| Operation { name: name.map(str::to_owned), kind });
    }

    /// The operation, once the document was read.
    pub fn get(&self) -> Option<&Operation> {
        self.0.get()
    }
}

/// Where the operation of a request will be noted.
pub fn chosen(request: &Request) -> Chosen {
    let context = request.data.get(&TypeId::of::<RequestContext>());
    let context = context.and_then(|context| context.downcast_ref::<RequestContext>());
    context.map(|context| context.chosen.clone()).unwrap_or_default()
}

/// Charges the cost of a document to whoever asks; refuses with the time to wait.
#[derive(Clone)]
pub struct Meter(Arc<dyn Fn(u32) -> Result<(), Duration> + Send + Sync>);

impl Meter {
    /// A meter of the transport.
    pub fn new(charge: impl Fn(u32) -> Result<(), Duration> + Send + Sync + 'static) -> Self {
        Self(Arc::new(charge))
    }

    /// Charges a cost.
    pub fn charge(&self, cost: usize) -> Result<(), Duration> {
        (self.0)(u32::try_from(cost).unwrap_or(u32::MAX))
    }
}

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meter")
    }
}

/// Pages of incidents by their arguments, so that the same list under several aliases is read once.
/// They live as long as the request and belong to its actor.
#[derive(Clone, Default)]
pub struct Pages(Arc<Mutex<HashMap<String, Cell>>>);

type Cell = Arc<OnceCell<Page<Incident>>>;

impl Pages {
    /// The place of a page.
    pub fn cell(&self, key: &str) -> Cell {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cells.entry(key.to_owned()).or_default())
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pages")
    }
}

/// The application behind the schema.
pub fn app<'a>(ctx: &Context<'a>) -> &'a App {
    ctx.data_unchecked::<App>()
}

/// The request that is being answered.
pub fn request<'a>(ctx: &Context<'a>) -> &'a RequestContext {
    ctx.data_unchecked::<RequestContext>()
}

/// Who asks; `UNAUTHENTICATED` for nobody.
pub fn actor<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Actor> {
    request(ctx).actor.as_ref().ok_or_else(|| error::convert(ctx, app::Error::Unauthenticated))
}
