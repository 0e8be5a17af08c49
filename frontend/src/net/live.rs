//! One WebSocket (graphql-transport-ws) for all subscriptions of the page: connects with the current token, resumes each by its
//! cursor, backs off, and says how it is. It must not know what the events mean; the owner of the [`Feed`] does.

use core::{cell::RefCell, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use super::session;
use crate::ui::{dom, global, time};

/// How fresh the page is.
#[derive(Clone, Copy, PartialEq)]
pub enum Connection {
    Live,
    Reconnecting,
    /// No connection for a while; the page polls. Epoch milliseconds of the last contact.
    Stale(i64),
}

/// What to subscribe to and whom to tell.
#[derive(Clone, Copy)]
pub struct Feed {
    pub query: &'static str,
    pub operation: &'static str,
    /// Takes the `data` of one event and answers its cursor.
    pub on_data: fn(Value) -> Option<String>,
    /// Events may have been missed: read again.
    pub on_gap: fn(),
}

const STALE_AFTER: i64 = 10_000;
const POLL_EVERY: Duration = Duration::from_secs(15);

struct Socket {
    inner: WebSocket,
    // The browser calls these as long as the socket lives.
    _open: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
}

/// A subscription of the page.
struct Running {
    /// Its id on the socket.
    id: u32,
    feed: Feed,
    /// Its variables, without the cursor.
    variables: Value,
    cursor: Option<String>,
}

#[derive(Default)]
struct State {
    running: Vec<Running>,
    socket: Option<Socket>,
    /// Whether the server has taken the socket, so that subscriptions may be sent.
    is_open: bool,
    attempts: u32,
    last_contact: i64,
    retry: Option<TimeoutHandle>,
    poll: Option<IntervalHandle>,
    /// Counts sockets, so that a late callback of an old one is ignored.
    generation: u32,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
    static SIGNAL: RwSignal<Connection> = global(Connection::Reconnecting);
}

/// The connection, for the dot in the top bar.
pub fn connection() -> RwSignal<Connection> {
    SIGNAL.with(|signal| *signal)
}

/// Begins, or does nothing when already begun.
pub fn start(feed: Feed) {
    let began = STATE.with_borrow(|s| s.running.iter().any(|r| r.feed.operation == feed.operation));
    if !began {
        follow(feed, json!({}));
    }
}

/// Subscribes with these variables, until [`unfollow`] is called with what this answers.
pub fn follow(feed: Feed, variables: Value) -> u32 {
    let id = dom::unique();
    let running = Running { id, feed, variables, cursor: None };
    let (first, out) = STATE.with_borrow_mut(|s| {
        let first = s.running.is_empty();
        if first {
            s.last_contact = time::now_ms();
        }
        let out = s.socket.as_ref().filter(|_| s.is_open).map(|socket| socket.inner.clone());
        s.running.push(running);
        (first, out)
    });
    if let Some(out) = out {
        subscribe(&out, id);
    } else if first {
        connect();
    }
    id
}

/// Ends one subscription.
pub fn unfollow(id: u32) {
    let out = STATE.with_borrow_mut(|s| {
        s.running.retain(|r| r.id != id);
        s.socket.as_ref().filter(|_| s.is_open).map(|socket| socket.inner.clone())
    });
    if let Some(out) = out {
        let _ = out.send_with_str(&json!({ "id": id.to_string(), "type": "complete" }).to_string());
    }
}

/// Ends for good, as on sign-out.
pub fn stop() {
    let state = STATE.take();
    STATE.with_borrow_mut(|s| s.generation = state.generation + 1);
    if let Some(socket) = state.socket {
        // The browser still calls these after the closures are gone.
        socket.inner.set_onopen(None);
        socket.inner.set_onmessage(None);
        socket.inner.set_onclose(None);
        let _ = socket.inner.close();
    }
    if let Some(retry) = state.retry {
        retry.clear();
    }
    if let Some(poll) = state.poll {
        poll.clear();
    }
}

fn connect() {
    if STATE.with_borrow(|s| s.running.is_empty()) {
        return;
    }
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|p| p == "https:") { "wss" } else { "ws" };
    let Ok(host) = location.host() else { return };
    let Ok(socket) =
        WebSocket::new_with_str(&format!("{scheme}://{host}/graphql/ws"), "graphql-transport-ws")
    else {
        return retry_later();
    };
    let generation = STATE.with_borrow_mut(|s| {
        s.generation += 1;
        s.is_open = false;
        s.generation
    });
    let current = move || STATE.with_borrow(|s| s.generation == generation);

    let out = socket.clone();
    let open = Closure::<dyn FnMut(Event)>::new(move |_| {
        let payload = json!({ "authorization": session::bearer().unwrap_or_default() });
        let _ = out.send_with_str(&json!({ "type": "connection_init", "payload": payload }).to_string());
    });
    let out = socket.clone();
    let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(text) = event.data().as_string().filter(|_| current()) {
            receive(&out, &text);
        }
    });
    let close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        if current() {
            closed(event.code());
        }
    });
    socket.set_onopen(Some(open.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(close.as_ref().unchecked_ref()));
    let new = Socket { inner: socket, _open: open, _message: message, _close: close };
    // Dropping the old socket's closures inside its own close callback is safe only after that callback has returned.
    if let Some(old) = STATE.with_borrow_mut(|s| s.socket.replace(new)) {
        set_timeout(move || drop(old), Duration::ZERO);
    }
}

fn receive(out: &WebSocket, text: &str) {
    let Ok(message) = serde_json::from_str::<Value>(text) else { return };
    STATE.with_borrow_mut(|s| s.last_contact = time::now_ms());
    let id = message["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
    match message["type"].as_str().unwrap_or_default() {
        "connection_ack" => opened(out),
        "ping" => {
            let _ = out.send_with_str(r#"{"type":"pong"}"#);
        }
        "next" => {
            let feed = STATE.with_borrow(|s| s.running.iter().find(|r| r.id == id).map(|r| r.feed));
            if let (Some(feed), Some(data)) = (feed, message.pointer("/payload/data").cloned())
                && let Some(cursor) = (feed.on_data)(data)
            {
                with_running(id, |r| r.cursor = Some(cursor));
            }
        }
        "error" => refused(out, id),
        "complete" if with_running(id, |_| ()).is_some() => {
            let _ = out.close();
        }
        _ => {}
    }
}

/// The server does not take a subscription: a cursor that it no longer knows must not keep us out, so begin afresh and read
/// again; what it refuses even so is left alone, because asking again would not help.
fn refused(out: &WebSocket, id: u32) {
    let Some(had_cursor) = with_running(id, |r| r.cursor.take().is_some()) else { return };
    let is_first = STATE.with_borrow(|s| s.running.first().is_some_and(|r| r.id == id));
    if had_cursor || is_first {
        let _ = out.close();
    } else {
        STATE.with_borrow_mut(|s| s.running.retain(|r| r.id != id));
    }
}

fn with_running<T>(id: u32, act: impl FnOnce(&mut Running) -> T) -> Option<T> {
    STATE.with_borrow_mut(|s| s.running.iter_mut().find(|r| r.id == id).map(act))
}

fn opened(out: &WebSocket) {
    let ids: Vec<u32> = STATE.with_borrow_mut(|s| {
        s.attempts = 0;
        s.is_open = true;
        if let Some(poll) = s.poll.take() {
            poll.clear();
        }
        s.running.iter().map(|r| r.id).collect()
    });
    connection().set(Connection::Live);
    for id in ids {
        subscribe(out, id);
    }
}

fn subscribe(out: &WebSocket, id: u32) {
    let asked = with_running(id, |r| {
        let mut variables = r.variables.clone();
        if let Some(cursor) = &r.cursor {
            variables["after"] = json!(cursor);
        }
        (r.feed, variables, r.cursor.is_some())
    });
    let Some((feed, variables, resumed)) = asked else { return };
    let payload = json!({ "query": feed.query, "operationName": feed.operation, "variables": variables });
    let message = json!({ "id": id.to_string(), "type": "subscribe", "payload": payload });
    let _ = out.send_with_str(&message.to_string());
    if !resumed {
        (feed.on_gap)();
    }
}

fn closed(code: u16) {
    STATE.with_borrow_mut(|s| s.is_open = false);
    if connection().get_untracked() == Connection::Live {
        connection().set(Connection::Reconnecting);
    }
    if code == 4401 {
        // The token ended, as it should: take a new one and go on at once.
        spawn_local(async {
            match session::refresh().await {
                Ok(()) => connect(),
                Err(error) if error.is("UNAUTHENTICATED") => {}
                Err(_) => retry_later(),
            }
        });
    } else {
        retry_later();
    }
}

/// Waits 1 s, 2 s, 4 s … 30 s, with jitter so that many pages do not come back in step.
fn retry_later() {
    STATE.with_borrow_mut(|s| {
        if s.running.is_empty() {
            return;
        }
        let base = 1_000_u64 << s.attempts.min(5);
        s.attempts += 1;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number below one thousand"
        )]
        let jitter = (js_sys::Math::random() * 1_000.0) as u64;
        let wait = Duration::from_millis(base.min(29_000) + jitter);
        s.retry = set_timeout_with_handle(connect_with_fresh_token, wait).ok();
        if time::now_ms() - s.last_contact > STALE_AFTER && s.poll.is_none() {
            connection().set(Connection::Stale(s.last_contact));
            s.poll = set_interval_with_handle(poll, POLL_EVERY).ok();
        }
    });
}

/// Without a connection everybody reads again from time to time.
fn poll() {
    let feeds: Vec<Feed> = STATE.with_borrow(|s| s.running.iter().map(|r| r.feed).collect());
    for feed in feeds {
        (feed.on_gap)();
    }
}

fn connect_with_fresh_token() {
    spawn_local(async {
        session::ensure_fresh().await;
        connect();
    });
}
