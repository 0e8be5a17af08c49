//! The communication tab: both composers side by side, and what was sent with its promises kept or late.

use leptos::prelude::*;

use super::{
    api::{Detail, Update},
    composer::Composer,
    state::Screen,
    text,
};
use crate::{
    model::{Audience, Permission},
    net::session::session,
    ui::{badge::Chip, icon::Icon, time},
};

#[component]
pub fn CommsTab(screen: Screen) -> impl IntoView {
    let sent = screen.part(log);
    let items = move || sent.get().into_iter().map(|(update, kept)| item(update, kept)).collect_view();
    view! {
        <div class="tab-body">
            <Show when=|| session().can(Permission::StatusUpdatePublish)>
                <section aria-label="Write updates" class="composers">
                    <Composer screen audience=Audience::External />
                    <Composer screen audience=Audience::Internal />
                </section>
            </Show>
            <section aria-labelledby="h-sent">
                <h2 class="h2" id="h-sent">"Sent"</h2>
                <Show when=move || sent.with(|s| !s.is_empty()) fallback=|| view! { <p class="muted">{text::NO_UPDATES}</p> }>
                    <ol class="sent">{items}</ol>
                </Show>
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

fn item(update: Update, kept: Kept) -> impl IntoView {
    let promised = update.next_update_at.map(|at| format!("next promised for {}", time::moment(at)));
    let eta = update.eta.map(|at| format!("fix expected {}", time::moment(at)));
    let facts = [promised, eta].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let chip = match kept {
        Kept::NoPromise => None,
        Kept::InTime => Some(view! { <Chip tone="ok"><Icon name="i-check" />"Promise kept"</Chip> }),
        Kept::LateBy(ms) => Some(
            view! { <Chip tone="2"><Icon name="i-clock" />{format!("Kept {} late", time::words(ms))}</Chip> },
        ),
        Kept::LateNow => Some(view! { <Chip tone="1"><Icon name="i-clock" />"Late"</Chip> }),
        Kept::Running => Some(view! { <Chip tone="none"><Icon name="i-clock" />"Running"</Chip> }),
        Kept::Settled => Some(view! { <Chip tone="none">"Settled by the end"</Chip> }),
    };
    let last = update.is_final.then(|| view! { <Chip tone="ok">"Final"</Chip> });
    view! {
        <li>
            <p class="line">
                <time datetime=update.published_at.iso() title=time::full(update.published_at)>{time::moment(update.published_at)}</time>
                <strong>{format!("{} update", update.audience.label())}</strong>
                <span class="who">{update.author}</span>
                {chip}{last}
            </p>
            <div class="prose" inner_html=update.body_html></div>
            <p class="muted small">{facts}</p>
        </li>
    }
}
