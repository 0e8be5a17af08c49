//! A GraphQL client as other programs write it: POST, JSON, a bearer token.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// A caller of the API.
#[derive(Clone, Debug)]
pub struct Client {
    /// The access token or key that is sent.
    pub token: Option<String>,
    /// Who is signed in; empty for keys and for nobody.
    pub user_id: String,
    http: reqwest::Client,
    url: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// HTTP headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The body as JSON, null if it is none.
    pub json: Value,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, url: &str, token: Option<String>) -> Self {
        Self { token, user_id: String::new(), http, url: url.to_owned() }
    }

    /// Runs a document.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        self.post(json!({ "query": query, "variables": variables })).await
    }

    /// Runs one operation of a document with several, sent whole.
    pub async fn operation(&self, document: &str, operation: &str, variables: Value) -> Answer {
        self.post(json!({ "query": document, "operationName": operation, "variables": variables })).await
    }

    /// Runs `mutation { name(input) { selection } }` with an input of type `kind`.
    pub async fn mutate(&self, name: &str, kind: &str, selection: &str, input: Value) -> Answer {
        let query = format!("mutation($input: {kind}!) {{ {name}(input: $input) {{ {selection} }} }}");
        self.ask(&query, json!({ "input": input })).await
    }

    /// Runs `mutation { name(id) { selection } }`.
    pub async fn mutate_by_id(&self, name: &str, selection: &str, id: &str) -> Answer {
        let query = format!("mutation($id: ID!) {{ {name}(id: $id) {{ {selection} }} }}");
        self.ask(&query, json!({ "id": id })).await
    }

    /// Runs a document on a server that may end before it answers.
    ///
    /// Errors: the connection failed, or the answer was cut.
    pub async fn try_ask(&self, query: &str, variables: Value) -> reqwest::Result<Answer> {
        self.try_post(json!({ "query": query, "variables": variables })).await
    }

    async fn post(&self, body: Value) -> Answer {
        self.try_post(body).await.expect("the server answers")
    }

    async fn try_post(&self, body: Value) -> reqwest::Result<Answer> {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.url))
            .header("accept", "application/graphql-response+json")
            .json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::try_read(request.send().await?).await
    }
}

impl Answer {
    /// Reads a response whole.
    pub async fn read(response: reqwest::Response) -> Self {
        Self::try_read(response).await.expect("the body is text")
    }

    async fn try_read(response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.text().await?;
        let json = serde_json::from_str(&body).unwrap_or(Value::Null);
        Ok(Self { status, headers, body, json })
    }

    /// A value below `data`, of an answer that must hold no error.
    pub fn at(&self, pointer: &str) -> &Value {
        assert!(self.json["errors"].is_null(), "unexpected error: {}", self.body);
        let value = self.json["data"].pointer(pointer);
        value.unwrap_or_else(|| panic!("nothing at {pointer} of {} {}", self.status, self.body))
    }

    /// A text below `data`.
    pub fn text(&self, pointer: &str) -> String {
        let value = self.at(pointer);
        value.as_str().unwrap_or_else(|| panic!("no text at {pointer}: {value}")).to_owned()
    }

    /// A number below `data`.
    pub fn int(&self, pointer: &str) -> i64 {
        let value = self.at(pointer);
        value.as_i64().unwrap_or_else(|| panic!("no number at {pointer}: {value}"))
    }

    /// A list below `data`.
    pub fn list(&self, pointer: &str) -> &Vec<Value> {
        let value = self.at(pointer);
        value.as_array().unwrap_or_else(|| panic!("no list at {pointer}: {value}"))
    }

    /// The texts at `field` of each record of a list below `data`.
    pub fn texts(&self, pointer: &str, field: &str) -> Vec<String> {
        let texts = self.list(pointer).iter().map(|item| item[field].as_str().unwrap_or_default().to_owned());
        texts.collect()
    }

    /// The answer must hold no error.
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "asserting is use enough"
    )]
    pub fn ok(self) -> Self {
        assert!(
            self.json["errors"].is_null() && self.json["data"].is_object(),
            "{} {}",
            self.status,
            self.body
        );
        self
    }

    /// Codes of all errors, in order.
    pub fn codes(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("(none)").to_owned())
            .collect()
    }

    /// The code of the first error; panics if there is none.
    pub fn code(&self) -> String {
        self.codes().into_iter().next().unwrap_or_else(|| panic!("no error in {} {}", self.status, self.body))
    }

    /// A fact of the first error.
    pub fn fact(&self, name: &str) -> &Value {
        &self.json["errors"][0]["extensions"][name]
    }

    /// Whether the answer says that nobody is signed in.
    pub fn is_unauthenticated(&self) -> bool {
        self.codes().iter().any(|code| code == "UNAUTHENTICATED")
    }

    /// The body with what differs from request to request blanked out.
    pub fn without_request_id(&self) -> String {
        let id = self.headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        if id.is_empty() { self.body.clone() } else { self.body.replace(id, "REQUEST") }
    }
}
