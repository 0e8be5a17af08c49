//! The communication tab: both composers side by side, and what was sent with its promises kept or late.

use leptos::prelude::*;

use super::{
    api::{Detail, Update},
    composer::Composer,
    state::{On, Screen},
    text,
};
use crate::{
    model::{Audience, Permission},
    net::session::session,
    ui::{badge::Chip, icon::Icon, lean, time},
};

#[component]
pub fn CommsTab(screen: Screen) -> impl IntoView {
    let composers = move || {
        view! {
            <section aria-label="Write updates" class="composers">
                <Composer screen audience=Audience::External />
                <Composer screen audience=Audience::Internal />
            </section>
        }
    };
    let sent = |d: &Detail| {
        let items: Vec<AnyView> = log(d).into_iter().map(|(update, kept)| item(update, kept)).collect();
        if items.is_empty() {
            return view! { <p class="muted">{text::NO_UPDATES}</p> }.into_any();
        }
        view! { <ol class="sent">{items}</ol> }.into_any()
    };
    view! {
        <div class="tab-body">
            {lean::only(|| session().can(Permission::StatusUpdatePublish), composers)}
            <section aria-labelledby="h-sent">
                <h2 class="h2" id="h-sent">"Sent"</h2>
                {screen.draw(On::Updates, sent)}
            </section>
        </div>
    }
}

/// What became of an update's promise.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    NoPromise,
    InTime,
    /// The next update came this much after the promised time, milliseconds.
    LateBy(i64),
    /// The time has passed and nothing came.
    LateNow,
    Running,
    /// The incident ended before the time came.
    Settled,
}

/// Newest first; the next newer update of the same audience decides about a promise.
fn log(d: &Detail) -> Vec<(Update, Kept)> {
    d.updates
        .iter()
        .enumerate()
        .map(|(index, update)| {
            let newer = d.updates[..index].iter().rev().find(|u| u.audience == update.audience);
            let kept = match (update.next_update_at, newer) {
                (None, _) => Kept::NoPromise,
                (Some(due), Some(next)) if next.published_at <= due => Kept::InTime,
                (Some(due), Some(next)) => Kept::LateBy(next.published_at.0 - due.0),
                (Some(_), None) if !d.status.is_open() => Kept::Settled,
                (Some(_), None) if update.is_late => Kept::LateNow,
                (Some(_), None) => Kept::Running,
            };
            (update.clone(), kept)
        })
        .collect()
}

fn item(update: Update, kept: Kept) -> AnyView {
    let promised = update.next_update_at.map(|at| format!("next promised for {}", time::moment(at)));
    let eta = update.eta.map(|at| format!("fix expected {}", time::moment(at)));
    let facts = [promised, eta].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let chip = match kept {
        Kept::NoPromise => None,
        Kept::InTime => Some(("ok", "i-check", "Promise kept".to_owned())),
        Kept::LateBy(ms) => Some(("2", "i-clock", format!("Kept {} late", time::words(ms)))),
        Kept::LateNow => Some(("1", "i-clock", "Late".to_owned())),
        Kept::Running => Some(("none", "i-clock", "Running".to_owned())),
        Kept::Settled => Some(("none", "i-check", "Settled by the end".to_owned())),
    };
    let last = update.is_final.then(|| ("ok", "i-flag", "Final".to_owned()));
    let chips = [chip, last]
        .into_iter()
        .flatten()
        .map(|(tone, icon, words)| view! { <Chip tone><Icon name=icon />{words}</Chip> })
        .collect_view();
    let sent = view! {
        <time datetime=update.published_at.iso() title=time::full(update.published_at)>{time::moment(update.published_at)}</time>
    };
    view! {
        <li>
            <p class="line">
                {sent}<strong>{update.audience.label()}" update"</strong><span class="who">{update.author}</span>{chips}
            </p>
            <div class="prose" inner_html=update.body_html></div>
            <p class="muted small">{facts}</p>
        </li>
    }
    .into_any()
}
