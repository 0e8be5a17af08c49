//! `/status/subscribe`, `/status/confirm/{token}`, `/status/unsubscribe/{token}`: subscribing without script and without an account.
//!
//! Opening a link changes nothing, since programs that check mail open links: a form does. Nothing here is kept by anybody between,
//! and the log learns neither addresses nor tokens. It must not know who is subscribed.

use app::subscriber::{AskForUpdates, Subscription};
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::subscriber::SubscriberChannel;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};
use portal::{SubscribeForm, SubscriptionWords};

use super::call::{Call, NOT_FOUND, refusal, respond};
use crate::http::answer::Refusal;
use crate::http::origin;
use crate::state::Edge;

type Token = std::result::Result<Path<String>, PathRejection>;

/// A token as the address has it; one that is no text holds as little as any other wrong one.
fn read(token: Token) -> String {
    token.map(|Path(token)| token).unwrap_or_default()
}

/// The form, and what it sends.
pub async fn form(State(edge): State<Edge>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    respond(async { Call::open(&edge, &parts)?.subscribe(body).await }.await)
}

/// The yes.
pub async fn confirm(State(edge): State<Edge>, token: Token, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    respond(async { Call::open(&edge, &parts)?.confirm(&read(token)).await }.await)
}

/// The end: also while there is no portal.
pub async fn unsubscribe(State(edge): State<Edge>, token: Token, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    respond(async { Call::open_without_portal(&edge, &parts)?.unsubscribe(&read(token), body).await }.await)
}

impl Call<'_> {
    async fn subscribe(&self, body: Body) -> Result<Response, Refusal> {
        takes(self.method)?;
        let has_mail = self.app.settings().sends_mail;
        if *self.method != Method::POST {
            let form = SubscribeForm { has_mail, ..SubscribeForm::default() };
            return Ok(self.page(StatusCode::OK, self.shown.portal().subscribe_page(form)));
        }
        origin::check(self.headers, &self.edge.origins)?;
        let mut form = SubscribeForm { has_mail, ..SubscribeForm::default() };
        for (name, value) in self.sent(body).await? {
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

    async fn confirm(&self, token: &str) -> Result<Response, Refusal> {
        takes(self.method)?;
        let _permit = self.edge.anonymous_admission.enter().await?;
        let portal = self.shown.portal();
        if *self.method != Method::POST {
            return match self.app.subscription_to_confirm(token).await {
                Ok(one) => Ok(unnamed(self.page(StatusCode::OK, portal.confirm_page(token, &words(one))))),
                Err(error) => self.dead_link(error),
            };
        }
        origin::check(self.headers, &self.edge.origins)?;
        match self.app.confirm_subscription(token).await {
            Ok(confirmed) => {
                let secret = confirmed.secret.as_ref().map(app::identity::Secret::expose);
                let page = portal.confirmed_page(&words(confirmed.subscription), secret);
                Ok(self.page(StatusCode::OK, page))
            }
            Err(error) => self.dead_link(error),
        }
    }

    async fn unsubscribe(&self, token: &str, body: Body) -> Result<Response, Refusal> {
        takes(self.method)?;
        if *self.method != Method::POST {
            let _permit = self.edge.anonymous_admission.enter().await?;
            return match self.app.subscription(token).await {
                Ok(one) => {
                    let page = self.shown.portal().unsubscribe_page(token, &words(one));
                    Ok(unnamed(self.page(StatusCode::OK, page)))
                }
                Err(error) => self.dead_link(error),
            };
        }
        // Programs for mail send this without a page (RFC 8058); whoever has the token may end it from anywhere.
        let sent = self.sent(body).await?;
        if !sent.iter().any(|(name, value)| name == "List-Unsubscribe" && value == "One-Click") {
            origin::check(self.headers, &self.edge.origins)?;
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
}

/// A page whose address is a secret: nobody is told where a reader comes from, our own site included.
fn unnamed(mut page: Response) -> Response {
    page.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    page
}

/// A page is read, and its form is sent; nothing else.
fn takes(method: &Method) -> Result<(), Refusal> {
    match *method {
        Method::GET | Method::HEAD | Method::POST => Ok(()),
        _ => Err(Refusal::method("GET, HEAD, POST")),
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
