//! `/status/sign-in`, `/status/sign-out`, `/status/account`: a customer's own account at the portal, by plain forms.
//!
//! A visitor is known by a cookie of her own; every form carries a token that is made from a cookie, which no page of another
//! site can read. Nothing here is kept by anybody between. It must not know how sessions are kept.

use app::identity::{ClientFacts, PortalVisit, Secret, SignIn};
use aws_lc_rs::hmac;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::identity::Actor;
use http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use portal::{Account, SignInForm, site};

use super::call::{Call, field, led_to, refusal, respond};
use super::rca;
use crate::http::answer::Refusal;
use crate::http::origin;
use crate::state::Edge;

/// For how long a form of signing in holds, in seconds.
const FORM_LIFE: u64 = 3600;
/// What the token of a form is for.
const FORM: &[u8] = b"portal form";
/// Said for whatever is not right, alike.
const WRONG: &str = "The address or the password is not right.";
/// Said to people inside, once their password was right.
const INSIDE: &str = "Only customers sign in here. Your account works in the client.";

/// A customer's person who is signed in at the portal.
pub struct Visitor {
    /// Who it is: always with an organisation.
    pub actor: Actor,
    /// How the person is shown.
    pub name: String,
    /// What forms on her pages carry; [`is_own_form`] holds them to it.
    pub form_token: String,
}

/// Whoever is signed in at the portal, with what her forms carry.
///
/// Errors: the database cannot be asked.
pub async fn visit(edge: &Edge, headers: &HeaderMap) -> Result<Option<Visitor>, Refusal> {
    let Some(token) = edge.portal_cookie.read(headers) else { return Ok(None) };
    let core = edge.core().ok_or(Refusal::unavailable())?;
    let found = core.app.portal_visit(&token).await.map_err(refusal)?;
    Ok(found.map(|PortalVisit { actor, name }| Visitor { actor, name, form_token: form_token(&token) }))
}

/// Whether a form that came in with these headers is one of this visitor's own pages.
pub fn is_own_form(edge: &Edge, headers: &HeaderMap, sent: &str) -> bool {
    origin::check(headers, &edge.origins).is_ok()
        && edge.portal_cookie.read(headers).is_some_and(|cookie| is_of(&cookie, sent))
}

/// The form of signing in, and what it sends.
pub async fn sign_in(State(edge): State<Edge>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    respond(async { Call::open(&edge, &parts)?.sign_in(body).await }.await)
}

/// The end of a session.
pub async fn sign_out(State(edge): State<Edge>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    respond(async { Call::open(&edge, &parts)?.sign_out(body).await }.await)
}

/// What a customer's person sees.
pub async fn account(State(edge): State<Edge>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    respond(async { Call::open(&edge, &parts)?.account().await }.await)
}

/// What a form carries: made from a cookie, and of no use to find it.
fn form_token(cookie: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, cookie.as_bytes());
    hex::encode(hmac::sign(&key, FORM).as_ref())
}

/// Whether a form carries what was made from a cookie, asked in a time that does not tell where the difference is.
fn is_of(cookie: &str, sent: &str) -> bool {
    let made = form_token(cookie);
    aws_lc_rs::constant_time::verify_slices_are_equal(made.as_bytes(), sent.as_bytes()).is_ok()
}

impl Call<'_> {
    async fn sign_in(&self, body: Body) -> Result<Response, Refusal> {
        match *self.method {
            Method::GET | Method::HEAD => {}
            Method::POST => return self.try_sign_in(body).await,
            _ => return Err(Refusal::method("GET, HEAD, POST")),
        }
        let _permit = self.edge.anonymous_admission.enter().await?;
        if visit(self.edge, self.headers).await?.is_some() {
            return Ok(led_to(site::ACCOUNT));
        }
        Ok(self.form(StatusCode::OK, SignInForm::default()))
    }

    async fn try_sign_in(&self, body: Body) -> Result<Response, Refusal> {
        let sent = self.sent(body).await?;
        let is_foreign = origin::check(self.headers, &self.edge.origins).is_err();
        let cookie = self.edge.form_cookie.read(self.headers);
        if is_foreign || !cookie.is_some_and(|cookie| is_of(&cookie, field(&sent, "form_token"))) {
            return Ok(self.page(StatusCode::FORBIDDEN, self.shown.portal().refused_page()));
        }
        let (email, password) = (field(&sent, "email").to_owned(), Secret::new(field(&sent, "password")));
        let command = SignIn { email: email.clone(), password };
        let user_agent = self.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let client = ClientFacts { address: Some(self.address), user_agent: user_agent.map(str::to_owned) };
        let _permit = self.edge.anonymous_admission.enter().await?;
        let again = |status, fault: String| {
            self.form(status, SignInForm { email, fault: Some(fault), ..SignInForm::default() })
        };
        match self.app.sign_in_at_portal(command, &client).await {
            Ok(signed_in) => self.let_in(signed_in.token.expose()).await,
            Err(app::Error::WrongCredentials) => Ok(again(StatusCode::BAD_REQUEST, WRONG.to_owned())),
            Err(app::Error::Forbidden { .. }) => Ok(again(StatusCode::FORBIDDEN, INSIDE.to_owned())),
            Err(app::Error::RateLimited { retry_after }) => {
                let seconds = retry_after.as_secs().max(1);
                let fault = format!("Too many tries. Please wait {seconds} seconds.");
                let mut response = again(StatusCode::TOO_MANY_REQUESTS, fault);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                Ok(response)
            }
            Err(error) => Err(refusal(error)),
        }
    }

    /// Gives the browser its cookie. Whoever was signed in before in it is so no more.
    async fn let_in(&self, token: &str) -> Result<Response, Refusal> {
        if let Some(before) = self.edge.portal_cookie.read(self.headers) {
            self.app.sign_out_at_portal(&before).await.map_err(refusal)?;
        }
        let life = self.edge.config.session.absolute_days * 24 * 3600;
        let cookie = self.edge.portal_cookie.set(token, life).ok_or(Refusal::internal())?;
        let mut response = led_to(site::ACCOUNT);
        response.headers_mut().append(SET_COOKIE, cookie);
        response.headers_mut().append(SET_COOKIE, self.edge.form_cookie.clear());
        Ok(response)
    }

    async fn sign_out(&self, body: Body) -> Result<Response, Refusal> {
        if *self.method != Method::POST {
            return Err(Refusal::method("POST"));
        }
        let sent = self.sent(body).await?;
        let Some(cookie) = self.edge.portal_cookie.read(self.headers) else {
            return Ok(led_to(site::SIGN_IN));
        };
        if !is_own_form(self.edge, self.headers, field(&sent, "form_token")) {
            return Ok(self.page(StatusCode::FORBIDDEN, self.shown.portal().refused_page()));
        }
        let _permit = self.edge.anonymous_admission.enter().await?;
        self.app.sign_out_at_portal(&cookie).await.map_err(refusal)?;
        let mut response = led_to(site::SIGN_IN);
        response.headers_mut().append(SET_COOKIE, self.edge.portal_cookie.clear());
        Ok(response)
    }

    async fn account(&self) -> Result<Response, Refusal> {
        if !matches!(*self.method, Method::GET | Method::HEAD) {
            return Err(Refusal::method("GET, HEAD"));
        }
        let _permit = self.edge.anonymous_admission.enter().await?;
        let Some(visitor) = visit(self.edge, self.headers).await? else { return Ok(led_to(site::SIGN_IN)) };
        let customer = self.app.own_customer(&visitor.actor).ok_or(Refusal::unavailable())?;
        let analyses = rca::listed(self, &visitor.actor).await?;
        let account = Account {
            name: visitor.name,
            customer: customer.name.to_string(),
            services: customer.services.iter().map(ToString::to_string).collect(),
            analyses,
            form_token: visitor.form_token,
        };
        let page = self.shown.portal().account_page(&account, self.edge.now());
        Ok(self.page(StatusCode::OK, page))
    }

    /// The form of signing in, with the cookie that it is compared to: the one that is there, so that a second tab does not
    /// spoil the first.
    fn form(&self, status: StatusCode, form: SignInForm) -> Response {
        let held = self.edge.form_cookie.read(self.headers).filter(|held| held.len() == 64);
        let cookie = held.unwrap_or_else(|| {
            let mut bytes = [0; 32];
            self.edge.entropy.fill(&mut bytes);
            hex::encode(bytes)
        });
        let form = SignInForm { form_token: form_token(&cookie), ..form };
        let mut response = self.page(status, self.shown.portal().sign_in_page(form));
        if let Some(cookie) = self.edge.form_cookie.set(&cookie, FORM_LIFE) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_of_its_cookie_and_of_no_other() {
        let token = form_token("one");
        assert!(is_of("one", &token) && token.len() == 64);
        assert!(!is_of("other", &token));
        for forged in ["", "one", &token[1..], &form_token("")] {
            assert!(!is_of("one", forged), "{forged}");
        }
    }
}
