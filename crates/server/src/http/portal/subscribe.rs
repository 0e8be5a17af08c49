//! `/status/subscribe`, `/status/confirm/{token}`, `/status/unsubscribe/{token}`: subscribing without script and without an account.
//!
//! Opening a link changes nothing, since programs that check mail open links: a form does. Nothing here is kept by anybody between,
//! and the log learns neither addresses nor tokens. It must not know who is subscribed.

use std::net::IpAddr;
use std::sync::Arc;

use app::App;
use app::subscriber::{AskForUpdates, Subscription};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use domain::subscriber::SubscriberChannel;
use graphql::ErrorCode;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use portal::{SubscribeForm, SubscriptionWords};

use crate::http::answer::Refusal;
use crate::http::graphql::read_body;
use crate::http::limits::Who;
use crate::http::{client_ip, origin};
use crate::portal::{Kind, Shown};
use crate::state::{Edge, Peer};

/// As if there were no such address.
const NOT_FOUND: Refusal = Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, "not found");

/// A request, with all that answers it.
struct Visit<'a> {
    edge: &'a Edge,
    app: &'a App,
    shown: Arc<Shown>,
    address: IpAddr,
    method: Method,
    headers: HeaderMap,
    body: Body,
}

/// The form, and what it sends.
pub async fn form(State(edge): State<Edge>, request: Request) -> Response {
    respond(async { Visit::open(&edge, request, true)?.form().await }.await)
}

/// The yes.
pub async fn confirm(State(edge): State<Edge>, Path(token): Path<String>, request: Request) -> Response {
    respond(async { Visit::open(&edge, request, true)?.confirm(&token).await }.await)
}

/// The end: also while there is no portal.
pub async fn unsubscribe(State(edge): State<Edge>, Path(token): Path<String>, request: Request) -> Response {
    respond(async { Visit::open(&edge, request, false)?.unsubscribe(&token).await }.await)
}

fn respond(answered: Result<Response, Refusal>) -> Response {
    answered.unwrap_or_else(IntoResponse::into_response)
}

impl<'a> Visit<'a> {
    fn open(edge: &'a Edge, request: Request, needs_portal: bool) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        if !matches!(parts.method, Method::GET | Method::HEAD | Method::POST) {
            return Err(Refusal::method("GET, HEAD, POST"));
        }
        let peer = parts.extensions.get::<Peer>().copied().ok_or(Refusal::internal())?;
        let address = client_ip::client_ip(peer.0, &parts.headers, &edge.config.trusted_proxies);
        edge.limiter.check(Who::Address(address))?;
        let shown = edge.portal.shown().ok_or(Refusal::unavailable())?;
        if needs_portal && !shown.is_enabled {
            return Err(NOT_FOUND);
        }
        let app = &edge.core().ok_or(Refusal::unavailable())?.app;
        Ok(Self { edge, app, shown, address, method: parts.method, headers: parts.headers, body })
    }

    async fn form(mut self) -> Result<Response, Refusal> {
        let has_mail = self.app.settings().sends_mail;
        if self.method != Method::POST {
            let form = SubscribeForm { has_mail, ..SubscribeForm::default() };
            return Ok(self.page(StatusCode::OK, self.shown.portal().subscribe_page(form)));
        }
        origin::check(&self.headers, &self.edge.origins)?;
        let mut form = SubscribeForm { has_mail, ..SubscribeForm::default() };
        for (name, value) in self.sent().await? {
            match name.as_str() {
                "channel" => form.channel = value,
                "address" => form.address = value,
                "service" => form.services.push(value),
                _ => {}
            }
        }
        let _permit = self.edge.anonymous_admission.enter().await?;
        let fault = match command(&form) {
            Ok(command) => match self.app.ask_for_updates(command, Some(self.address)).await {
                Ok(()) => return Ok(self.page(StatusCode::OK, self.shown.portal().asked_page())),
                Err(app::Error::Invalid { field, message }) => in_words(&field, &message),
                Err(app::Error::RateLimited { retry_after }) => {
                    let page = self.shown.portal().too_many_page();
                    let mut response = self.page(StatusCode::TOO_MANY_REQUESTS, page);
                    let seconds = HeaderValue::from(retry_after.as_secs().max(1));
                    response.headers_mut().insert(RETRY_AFTER, seconds);
                    return Ok(response);
                }
                // The portal was switched off a moment ago.
                Err(app::Error::Rule { .. }) => return Err(NOT_FOUND),
                Err(error) => return Err(refusal(error)),
            },
            Err(fault) => fault.to_owned(),
        };
        let page = self.shown.portal().subscribe_page(SubscribeForm { fault: Some(fault), ..form });
        Ok(self.page(StatusCode::BAD_REQUEST, page))
    }

    async fn confirm(self, token: &str) -> Result<Response, Refusal> {
        let _permit = self.edge.anonymous_admission.enter().await?;
        let portal = self.shown.portal();
        if self.method != Method::POST {
            return match self.app.subscription_to_confirm(token).await {
                Ok(one) => Ok(self.page(StatusCode::OK, portal.confirm_page(token, &words(one)))),
                Err(error) => self.dead_link(error),
            };
        }
        origin::check(&self.headers, &self.edge.origins)?;
        match self.app.confirm_subscription(token).await {
            Ok(confirmed) => {
                let secret = confirmed.secret.as_ref().map(app::identity::Secret::expose);
                let page = portal.confirmed_page(&words(confirmed.subscription), secret);
                Ok(self.page(StatusCode::OK, page))
            }
            Err(error) => self.dead_link(error),
        }
    }

    async fn unsubscribe(mut self, token: &str) -> Result<Response, Refusal> {
        if self.method != Method::POST {
            let _permit = self.edge.anonymous_admission.enter().await?;
            return match self.app.subscription(token).await {
                Ok(one) => {
                    let page = self.shown.portal().unsubscribe_page(token, &words(one));
                    Ok(self.page(StatusCode::OK, page))
                }
                Err(error) => self.dead_link(error),
            };
        }
        // Programs for mail send this without a page (RFC 8058); whoever has the token may end it from anywhere.
        let sent = self.sent().await?;
        if !sent.iter().any(|(name, value)| name == "List-Unsubscribe" && value == "One-Click") {
            origin::check(&self.headers, &self.edge.origins)?;
        }
        let _permit = self.edge.anonymous_admission.enter().await?;
        match self.app.end_subscription(token).await {
            Ok(()) => Ok(self.page(StatusCode::OK, self.shown.portal().unsubscribed_page())),
            Err(error) => self.dead_link(error),
        }
    }

    /// The same for every token that does not hold, whatever it was for.
    fn dead_link(&self, error: app::Error) -> Result<Response, Refusal> {
        match error {
            app::Error::NotFound => {
                Ok(self.page(StatusCode::NOT_FOUND, self.shown.portal().dead_link_page()))
            }
            error => Err(refusal(error)),
        }
    }

    /// The fields of a form.
    async fn sent(&mut self) -> Result<Vec<(String, String)>, Refusal> {
        let body = read_body(self.edge, &self.headers, std::mem::take(&mut self.body)).await?;
        Ok(url::form_urlencoded::parse(&body).into_owned().collect())
    }

    fn page(&self, status: StatusCode, html: String) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(html.len()));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(Kind::Html.media()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_SECURITY_POLICY, self.shown.policy.clone());
        // A form of a page without any referrer has no origin, by which it is known to be ours.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if self.method != Method::HEAD {
            *response.body_mut() = Body::from(html);
        }
        response
    }
}

/// What a form asks for, or what is at fault.
fn command(form: &SubscribeForm) -> Result<AskForUpdates, &'static str> {
    let channel = SubscriberChannel::parse(&form.channel).ok_or("Choose how you want to be told.")?;
    let services: Result<Vec<_>, _> = form.services.iter().map(|id| id.parse()).collect();
    let service_ids = services.map_err(|_| "One of the services is not on this page.")?;
    Ok(AskForUpdates { channel, address: form.address.clone(), service_ids })
}

/// What is at fault, as a sentence.
fn in_words(field: &str, message: &str) -> String {
    match field {
        "address" => format!("The address {message}."),
        "channel" => "Mail cannot be sent from here at the moment.".to_owned(),
        _ => "One of the services is not on this page.".to_owned(),
    }
}

fn words(one: Subscription) -> SubscriptionWords {
    SubscriptionWords { is_webhook: one.channel == SubscriberChannel::Webhook, services: one.services }
}

fn refusal(error: app::Error) -> Refusal {
    if let app::Error::Internal(source) = error {
        tracing::error!(error = ?source, "internal error");
        return Refusal::internal();
    }
    // Also whoever collided with another writer is to try again.
    Refusal::unavailable()
}
