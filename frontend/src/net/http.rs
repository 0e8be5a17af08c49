//! GraphQL over HTTP: one POST per operation, the token attached, one retry after a refresh. It must not know operations.

use core::{future::Future, pin::Pin};

use gloo_net::http::{Request, Response};
use graphql_client::GraphQLQuery;
use serde_json::Value;

use super::{ApiError, decode, session};
use crate::ui::time;

const MEDIA: &str = "application/graphql-response+json";

/// Runs one operation. Errors are the first error of the answer, or what kept the answer from being read.
///
/// Only this thin shell is compiled once per operation; the way there and back is shared, which keeps the module small.
pub async fn send<Q: GraphQLQuery>(variables: Q::Variables) -> Result<Q::ResponseData, ApiError> {
    let body = serde_json::to_string(&Q::build_query(variables)).map_err(|_| ApiError::bad_answer(None))?;
    let (data, trace_id) = exchange(body).await?;
    decode(&data).map_err(|_| ApiError::bad_answer(trace_id))
}

/// What a change answers: that there was no error.
pub type Done = Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// Runs a change whose answer is not read, so that no decoder for it is compiled.
pub fn change<Q: GraphQLQuery>(variables: Q::Variables) -> Done {
    let body = serde_json::to_string(&Q::build_query(variables));
    Box::pin(async move {
        let body = body.map_err(|_| ApiError::bad_answer(None))?;
        exchange(body).await.map(drop)
    })
}

/// Runs one operation and answers its data as a tree, for large answers whose typed decoders would weigh more than the screen.
pub fn ask<Q: GraphQLQuery>(
    variables: Q::Variables,
) -> Pin<Box<dyn Future<Output = Result<Value, ApiError>>>> {
    let body = serde_json::to_string(&Q::build_query(variables));
    Box::pin(async move {
        let body = body.map_err(|_| ApiError::bad_answer(None))?;
        exchange(body).await.map(|(data, _)| data)
    })
}

type Exchanged = Result<(Value, Option<String>), ApiError>;

fn exchange(body: String) -> Pin<Box<dyn Future<Output = Exchanged>>> {
    Box::pin(async move {
        let may_retry = session::ensure_fresh().await;
        match open(post(&body).await?) {
            Err(error) if may_retry && error.is("UNAUTHENTICATED") => {
                session::refresh().await?;
                open(post(&body).await?)
            }
            answer => answer,
        }
    })
}

struct Answer {
    text: String,
    trace_id: Option<String>,
}

async fn post(body: &str) -> Result<Answer, ApiError> {
    let mut request =
        Request::post("/graphql").header("accept", MEDIA).header("content-type", "application/json");
    if let Some(token) = session::bearer() {
        request = request.header("authorization", &token);
    }
    let request = request.body(body).map_err(|_| ApiError::network())?;
    let response = request.send().await.map_err(|_| ApiError::network())?;
    anchor_clock(&response);
    let trace_id = response.headers().get("x-trace-id").or_else(|| response.headers().get("x-request-id"));
    let text = response.text().await.map_err(|_| ApiError::network())?;
    Ok(Answer { text, trace_id })
}

/// The server's clock is the one all durations count by; its `Date` header tells it on every answer.
pub(super) fn anchor_clock(response: &Response) {
    if let Some(date) = response.headers().get("date") {
        time::anchor(js_sys::Date::parse(&date));
    }
}

fn open(answer: Answer) -> Exchanged {
    let Ok(mut envelope) = serde_json::from_str::<Value>(&answer.text) else {
        return Err(ApiError::bad_answer(answer.trace_id));
    };
    if let Some(first) = envelope.pointer("/errors/0") {
        let mut error = ApiError::from_wire(first);
        error.trace_id = error.trace_id.or(answer.trace_id);
        return Err(error);
    }
    match envelope["data"].take() {
        Value::Null => Err(ApiError::bad_answer(answer.trace_id)),
        data => Ok((data, answer.trace_id)),
    }
}
