//! Who is signed in: the short access token in memory, its renewal by the refresh cookie, and the viewer with permissions.
//! It must not know screens; they read [`session`] and react to its signals.

use std::cell::{OnceCell, RefCell};

use gloo_net::http::Request;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

use super::{ApiError, http, live};
use crate::{
    identity::api,
    model::{DateTime, Permission, Role},
    ui::{global, time},
};

/// The token is renewed this long before it ends, milliseconds.
const EARLY: i64 = 30_000;

/// The person at the keyboard.
#[derive(Clone, PartialEq)]
pub struct Viewer {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub roles: Vec<Role>,
    pub permissions: Vec<Permission>,
    /// When a session of theirs was ended because its token was used twice, if this sign-in told so.
    pub reused_at: Option<DateTime>,
}

/// Where signing in stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Phase {
    Starting,
    /// `ended` says that a session was lost rather than never begun.
    SignedOut {
        ended: bool,
    },
    SignedIn,
}

/// Handle to the session; copy it freely.
#[derive(Clone, Copy)]
pub struct Session {
    pub phase: RwSignal<Phase>,
    pub viewer: RwSignal<Option<Viewer>>,
}

impl Session {
    /// Whether the viewer may do this; tracks the viewer. The server decides again.
    pub fn can(self, permission: Permission) -> bool {
        self.viewer.with(|v| v.as_ref().is_some_and(|v| v.permissions.contains(&permission)))
    }

    /// The viewer's id, empty when nobody is signed in.
    pub fn viewer_id(self) -> String {
        self.viewer.with(|v| v.as_ref().map(|v| v.id.clone()).unwrap_or_default())
    }
}

struct Token {
    bearer: String,
    expires_at: i64,
}

thread_local! {
    static SESSION: OnceCell<Session> = const { OnceCell::new() };
    static TOKEN: RefCell<Option<Token>> = const { RefCell::new(None) };
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    static REFRESHING: RefCell<Option<js_sys::Promise>> = const { RefCell::new(None) };
}

/// The session of this page.
pub fn session() -> Session {
    SESSION
        .with(|cell| *cell.get_or_init(|| Session { phase: global(Phase::Starting), viewer: global(None) }))
}

/// Tries the refresh cookie once, silently.
pub fn start() {
    spawn_local(async {
        if refresh().await.is_ok() && load_viewer().await.is_ok() {
            session().phase.set(Phase::SignedIn);
        } else {
            session().phase.set(Phase::SignedOut { ended: false });
        }
    });
}

/// Takes over the token of a sign-in, and what it told, and asks who that is.
pub async fn signed_in(
    token: &str,
    expires_at: DateTime,
    reused_at: Option<DateTime>,
) -> Result<(), ApiError> {
    keep(token, expires_at);
    load_viewer().await?;
    session().viewer.update(|viewer| {
        if let Some(viewer) = viewer {
            viewer.reused_at = reused_at;
        }
    });
    session().phase.set(Phase::SignedIn);
    Ok(())
}

/// Ends the session here and on the server.
async fn sign_out() {
    let request = Request::post("/auth/logout").header("x-coalmine-client", "web");
    // The cookie may already be gone; leaving must work without the server too.
    let _ = request.send().await;
    forget(false);
}

/// Ends the session and begins afresh: a fresh page forgets everything that was read, also in memory.
pub fn leave() {
    spawn_local(async {
        sign_out().await;
        let _ = window().location().set_href("/incidents");
    });
}

/// Asks again who the viewer is and what they may do.
async fn load_viewer() -> Result<(), ApiError> {
    let viewer = api::viewer().await?;
    session().viewer.set(Some(viewer));
    Ok(())
}

/// The `Authorization` value, when there is a token.
pub(super) fn bearer() -> Option<String> {
    TOKEN.with_borrow(|t| t.as_ref().map(|t| t.bearer.clone()))
}

/// Renews the token when it is about to end. Answers whether there is a session worth renewing.
pub(super) async fn ensure_fresh() -> bool {
    let Some(expires_at) = TOKEN.with_borrow(|t| t.as_ref().map(|t| t.expires_at)) else { return false };
    if expires_at - time::now_ms() < 5_000 {
        // A refused renewal shows in the answer of the request itself.
        let _ = refresh().await;
    }
    true
}

/// Renews the token. Callers at the same time share one request.
pub async fn refresh() -> Result<(), ApiError> {
    let promise = REFRESHING.with_borrow_mut(|slot| {
        slot.get_or_insert_with(|| {
            future_to_promise(async {
                let answer = ask_refresh().await;
                REFRESHING.with_borrow_mut(Option::take);
                answer.map(|()| JsValue::UNDEFINED).map_err(|e| JsValue::from_str(&e.code))
            })
        })
        .clone()
    });
    JsFuture::from(promise).await.map(drop).map_err(|code| {
        let code = code.as_string().unwrap_or_default();
        if code == "NETWORK" {
            ApiError::network()
        } else {
            ApiError { code, message: "The session has ended.".into(), ..ApiError::default() }
        }
    })
}

async fn ask_refresh() -> Result<(), ApiError> {
    let request = Request::post("/auth/refresh").header("x-coalmine-client", "web");
    let response = request.send().await.map_err(|_| ApiError::network())?;
    http::anchor_clock(&response);
    if response.status() == 401 || response.status() == 403 {
        if session().phase.get_untracked() == Phase::SignedIn {
            forget(true);
        }
        return Err(ApiError { code: "UNAUTHENTICATED".into(), ..ApiError::default() });
    }
    let text = response.text().await.map_err(|_| ApiError::network())?;
    let answer: Value = serde_json::from_str(&text).map_err(|_| ApiError::network())?;
    let token = answer["accessToken"].as_str();
    let expires_at = answer["expiresAt"].as_str().and_then(DateTime::parse);
    let (Some(token), Some(expires_at)) = (token, expires_at) else { return Err(ApiError::network()) };
    keep(token, expires_at);
    Ok(())
}

fn keep(token: &str, expires_at: DateTime) {
    TOKEN.replace(Some(Token { bearer: format!("Bearer {token}"), expires_at: expires_at.0 }));
    renew_in(expires_at.0 - time::now_ms() - EARLY);
}

fn renew_in(millis: i64) {
    let wait = core::time::Duration::from_millis(u64::try_from(millis.max(1_000)).unwrap_or(1_000));
    let handle = set_timeout_with_handle(
        || {
            spawn_local(async {
                if refresh().await.is_err_and(|e| e.is("NETWORK")) {
                    renew_in(5_000);
                }
            });
        },
        wait,
    );
    if let Some(old) = TIMER.replace(handle.ok()) {
        old.clear();
    }
}

fn forget(ended: bool) {
    TOKEN.take();
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    live::stop();
    session().viewer.set(None);
    session().phase.set(Phase::SignedOut { ended });
}
