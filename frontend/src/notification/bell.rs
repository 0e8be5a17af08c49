//! How much is unread: asked when the page opens, once a minute and when the window is looked at again, told after reading. The one
//! number of the page; the bell shows it.

use core::time::Duration;

use leptos::{ev, leptos_dom::helpers::set_interval_with_handle, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::api;
use crate::{
    model::Permission,
    net::session::session,
    ui::{global, icon::Icon, lean, toast},
};

const EVERY: Duration = Duration::from_mins(1);

thread_local!(static UNREAD: RwSignal<Option<i64>> = global(None));

/// How many are unread; nothing while that is not known.
pub fn unread() -> RwSignal<Option<i64>> {
    UNREAD.with(|unread| *unread)
}

/// Takes a count that the server told. A rise is said to readers of the screen, once.
pub fn take(count: i64) {
    let before = unread().get_untracked();
    if before == Some(count) {
        return;
    }
    unread().set(Some(count));
    if let Some(before) = before
        && count > before
    {
        let noun = if count - before == 1 { "notification" } else { "notifications" };
        toast::announce(format!("{} new {noun}, {count} unread", count - before));
    }
}

/// Begins to count; called by the shell, and lives as long as it.
pub fn start() {
    if !untrack(may) {
        return;
    }
    unread().set(None);
    refresh();
    let timer = set_interval_with_handle(refresh, EVERY).ok();
    let focused = window_event_listener(ev::focus, |_| refresh());
    on_cleanup(move || {
        focused.remove();
        if let Some(timer) = timer {
            timer.clear();
        }
    });
}

fn may() -> bool {
    session().can(Permission::NotificationRead)
}

fn refresh() {
    spawn_local(async {
        // A count that does not come leaves the old one; the connection dot tells.
        if let Ok(count) = api::unread().await {
            take(count);
        }
    });
}

/// The way to the inbox, for the top bar.
pub fn bell() -> AnyView {
    let label = || match unread().get() {
        None => "Notifications".to_owned(),
        Some(0) => "Notifications, none unread".to_owned(),
        Some(n) => format!("Notifications, {n} unread"),
    };
    let count = || {
        let unread = unread().get().filter(|n| *n > 0)?;
        let words = if unread > 99 { "99+".to_owned() } else { unread.to_string() };
        Some(view! { <span class="count" aria-hidden="true">{words}</span> })
    };
    let draw = move || {
        view! {
            <a class="icon-btn bell" href="/inbox" aria-label=lean::words(label) title="Inbox (G B)">
                <Icon name="i-bell" />{lean::part(count)}
            </a>
        }
    };
    lean::only(may, draw).into_any()
}
