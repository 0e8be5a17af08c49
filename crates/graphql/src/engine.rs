//! Runs documents: guard and validation first, then the cost is charged, then the resolvers run.
//!
//! What a text amounts to is remembered, because clients send the same documents again and again.
//! The library's extensions stay out of the schema that runs: with any of them installed it takes a
//! long way round for every field (two look-ups of type names, two boxed calls), a third of the
//! time of a list. So one schema weighs documents and stops before the resolvers, and another runs
//! what was weighed. This file must not know any field.

use std::any::TypeId;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::App;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, ValidationMode, ValidationResult, Value};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};

use crate::fanout::Fanout;
use crate::guard::{self, Checked, Limits};
use crate::schema::Roots;
use crate::{RequestContext, bound, codes};

/// Bytes of texts whose parsed form is kept; parsed they take about twenty times as much.
const DOCUMENT_BYTES: u64 = 256 * 1024;
/// Requests whose cost is kept.
const COSTS: u64 = 10_000;

/// Stands for a request without keeping it: variables may hold secrets.
type Digest = [u8; 32];

/// The schema as it is served; cheap to clone.
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

struct Inner {
    run: Roots,
    weigh: Roots,
    limits: Limits,
    documents: Cache<String, Arc<Checked>>,
    costs: Cache<Digest, usize>,
    fanout: Fanout,
}

/// A request that may run.
pub(crate) struct Admitted {
    /// The request with its parsed document.
    pub request: Request,
    /// The document.
    pub checked: Arc<Checked>,
}

impl Schema {
    /// The schema over an application.
    pub fn new(app: &App, limits: Limits) -> Self {
        let weigh = crate::schema::builder(limits).extension(Weigh).finish();
        Self(Arc::new(Inner {
            // Everything was validated strictly by the other one.
            run: crate::schema::builder(limits)
                .validation_mode(ValidationMode::Fast)
                .data(app.clone())
                .data(bound::Judge::new(weigh.clone(), limits))
                .finish(),
            weigh,
            limits,
            documents: Cache::builder()
                .max_capacity(DOCUMENT_BYTES)
                .weigher(|text: &String, _| u32::try_from(text.len()).unwrap_or(u32::MAX))
                .build(),
            costs: Cache::new(COSTS),
            fanout: Fanout::default(),
        }))
    }

    /// Answers a query or a mutation.
    pub async fn execute(&self, request: Request) -> Response {
        match self.admit(request).await {
            Ok(admitted) => codes::finish(self.0.run.execute(admitted.request).await),
            Err(errors) => codes::finish(Response::from_errors(errors)),
        }
    }

    /// Answers to events that many readers share.
    pub(crate) fn fanout(&self) -> &Fanout {
        &self.0.fanout
    }

    /// Runs what was admitted as a stream.
    pub(crate) fn run_stream(&self, request: Request) -> BoxStream<'static, Response> {
        self.0.run.execute_stream(request).map(codes::finish).boxed()
    }

    /// What kind of operation a request would run, for a transport that carries only some kinds.
    /// `None` when no operation has the wanted name. Errors: as the guard's.
    pub fn operation_kind(&self, request: &Request) -> Result<Option<OperationType>, ServerError> {
        let checked = self.document(request)?;
        Ok(checked.operation(request.operation_name.as_deref()).map(|operation| operation.node.ty))
    }

    /// Guards, weighs and charges a request.
    pub(crate) async fn admit(&self, mut request: Request) -> Result<Admitted, Vec<ServerError>> {
        let checked = self.document(&request).map_err(|error| vec![error])?;
        note(&request, &checked);
        let cost = self.cost(&request, &checked).await?;
        if let Some(meter) = context(&request).and_then(|context| context.meter.as_ref()) {
            meter.charge(cost).map_err(|wait| vec![codes::too_much(wait)])?;
        }
        request.set_parsed_query(checked.document.clone());
        Ok(Admitted { request, checked })
    }

    /// Every way to run a document passes here.
    fn document(&self, request: &Request) -> Result<Arc<Checked>, ServerError> {
        bound::hold(&request.query, context(request).and_then(|context| context.bound))?;
        let checked = if let Some(checked) = self.0.documents.get(&request.query) {
            checked
        } else {
            let checked = Arc::new(guard::read(&request.query, &self.0.limits)?);
            if !checked.takes_credential {
                self.0.documents.insert(request.query.clone(), Arc::clone(&checked));
            }
            checked
        };
        guard::admit(&checked, request, &self.0.limits)?;
        Ok(checked)
    }

    /// What a request costs. Errors: it does not fit the schema or costs more than any may.
    async fn cost(&self, request: &Request, checked: &Checked) -> Result<usize, Vec<ServerError>> {
        let key = digest(request);
        if let Some(cost) = self.0.costs.get(&key) {
            return Ok(cost);
        }
        let scale = Scale::default();
        let mut copy =
            Request::new(request.query.clone()).variables(request.variables.clone()).data(scale.clone());
        copy.operation_name.clone_from(&request.operation_name);
        copy.set_parsed_query(checked.document.clone());
        let response = self.0.weigh.execute(copy).await;
        if !response.errors.is_empty() {
            return Err(response.errors);
        }
        let cost = scale.0.load(Ordering::Relaxed);
        self.0.costs.insert(key, cost);
        Ok(cost)
    }
}

/// Tells the transport which operation it is.
fn note(request: &Request, checked: &Checked) {
    let wanted = request.operation_name.as_deref();
    if let (Some(context), Some(operation)) = (context(request), checked.operation(wanted)) {
        // The document's own name, never the request's: that one may be any text.
        let mut operations = checked.document.operations.iter();
        let chosen = operations.find(|(_, other)| std::ptr::eq(*other, operation));
        let name = chosen.and_then(|(name, _)| name).map(async_graphql::Name::as_str);
        context.chosen.note(name, operation.node.ty);
    }
}

/// What the transport said about a request.
pub(crate) fn context(request: &Request) -> Option<&RequestContext> {
    request.data.get(&TypeId::of::<RequestContext>()).and_then(|context| context.downcast_ref())
}

/// Of everything that decides whether a document is valid and what it costs.
fn digest(request: &Request) -> Digest {
    let mut digest = Sha256::new();
    let mut part = |text: &[u8]| {
        // With its length, so that no two requests run together into one.
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    };
    part(request.query.as_bytes());
    part(request.operation_name.as_deref().unwrap_or_default().as_bytes());
    // Variables came in as JSON: writing them cannot fail.
    part(&serde_json::to_vec(&request.variables).unwrap_or_default());
    digest.finalize().into()
}

/// Takes the cost out of the library, which tells it to extensions only.
#[derive(Clone, Default)]
struct Scale(Arc<AtomicUsize>);

/// Stops a document before its resolvers, once it was validated and weighed.
pub(crate) struct Weigh;

impl ExtensionFactory for Weigh {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(WeighExtension)
    }
}

struct WeighExtension;

#[async_graphql::async_trait::async_trait]
impl Extension for WeighExtension {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await?;
        if let Some(scale) = ctx.data_opt::<Scale>() {
            scale.0.store(valid.complexity, Ordering::Relaxed);
        }
        Ok(valid)
    }

    /// The weight is known: no resolver runs here.
    async fn execute(
        &self,
        _ctx: &ExtensionContext<'_>,
        _operation: Option<&str>,
        _next: NextExecute<'_>,
    ) -> Response {
        Response::new(Value::Null)
    }
}
