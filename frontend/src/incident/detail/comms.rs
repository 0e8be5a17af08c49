//! The communication tab: both composers side by side, drafts, promised analyses, and what was sent with its promises kept or late.

use leptos::prelude::*;

use super::{
    api::{Detail, Update},
    composer::{Composer, Writing},
    drafts,
    promised::Promised,
    state::{On, Over, Screen},
    text, told_api,
};
use crate::{
    model::{Audience, Permission},
    net::session::session,
    ui::{
        badge::Chip,
        icon::Icon,
        lean,
        remote::{self, Remote},
        time,
    },
};

#[component]
pub fn CommsTab(screen: Screen) -> impl IntoView {
    let id = screen.id();
    let writing = [Audience::External, Audience::Internal].map(|audience| Writing::new(&id, audience));
    // Templates name the title and the status, and the cadence goes by the severity.
    let help = remote::remote(move || {
        screen.read(On::Head, |_| ());
        told_api::help(screen.id())
    });
    let composers = move || {
        view! {
            <section aria-label="Write updates" class="composers">
                {writing.map(|writing| view! { <Composer screen writing help /> }).into_iter().collect_view()}
            </section>
        }
    };
    let grace = Memo::new(move |_| {
        help.state.with(|state| match state {
            Remote::Ready(help) => Some(help.grace),
            _ => None,
        })
    });
    let sent = move |d: &Detail| {
        let may = session().can(Permission::StatusUpdatePublish);
        let items: Vec<AnyView> = log(d, grace.get())
            .into_iter()
            .map(|(update, kept)| item(screen, d, update, kept, may))
            .collect();
        if items.is_empty() {
            return view! { <p class="muted">{text::NO_UPDATES}</p> }.into_any();
        }
        view! { <ol class="sent">{items}</ol> }.into_any()
    };
    view! {
        <div class="tab-body">
            {lean::only(|| session().can(Permission::StatusUpdatePublish), composers)}
            {drafts::section(screen, writing)}
            <Promised screen />
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
    /// The next update came this much after the promised time, milliseconds; more than the grace.
    LateBy(i64),
    /// The incident ended long after the time, and nothing had come.
    Broken,
    /// The time has passed and nothing came.
    LateNow,
    Running,
    /// The incident ended before the time came.
    Settled,
}

/// Newest first; the next newer update of the same audience decides about a promise. A correction keeps none and makes none: the
/// promise stays with the update it corrects. Without the `grace` nothing can be said of what is over (`COM-02`).
fn log(d: &Detail, grace: Option<i64>) -> Vec<(Update, Kept)> {
    d.updates
        .iter()
        .enumerate()
        .map(|(index, update)| {
            let newer = d.updates[..index]
                .iter()
                .rev()
                .find(|u| u.audience == update.audience && u.corrects.is_none());
            let promised = update.next_update_at.or(update.eta).filter(|_| update.corrects.is_none());
            let kept = promised.map_or(Kept::NoPromise, |due| {
                let newer = newer.map(|next| next.published_at.0 - due.0);
                // The end settles no update that customers were promised: they are owed it until it comes.
                let is_owed = update.audience == Audience::External && update.next_update_at.is_some();
                let ended = d.ended_at.filter(|_| !is_owed && !d.status.is_open()).map(|at| at.0 - due.0);
                outcome(newer, ended, update.is_late, grace)
            });
            (update.clone(), kept)
        })
        .collect()
}

/// By how much after its time the next update came, and the incident ended; milliseconds, below zero for before.
fn outcome(newer: Option<i64>, ended: Option<i64>, is_late: bool, grace: Option<i64>) -> Kept {
    match (newer, ended, grace) {
        // What comes after the end changes nothing.
        (Some(after), Some(ended), Some(grace)) if ended <= grace && ended <= after => Kept::Settled,
        (Some(after), _, Some(grace)) if after <= grace => Kept::InTime,
        (Some(after), _, Some(_)) => Kept::LateBy(after),
        (None, Some(after), Some(grace)) if after <= grace => Kept::Settled,
        (None, Some(_), Some(_)) => Kept::Broken,
        (None, None, _) if is_late => Kept::LateNow,
        (None, None, _) => Kept::Running,
        (_, _, None) => Kept::NoPromise,
    }
}

fn item(screen: Screen, d: &Detail, update: Update, kept: Kept, may: bool) -> AnyView {
    let promised = update.next_update_at.map(|at| format!("next promised for {}", time::moment(at)));
    let eta = update.eta.map(|at| format!("fix expected {}", time::moment(at)));
    let corrects = update.corrects.as_ref().map(|old| {
        let old = d.updates.iter().find(|u| u.id == *old);
        match old {
            Some(old) => format!("corrects the update of {}", time::moment(old.published_at)),
            None => "corrects an earlier update".to_owned(),
        }
    });
    let corrected = update.corrected_at.map(|at| format!("corrected at {}", time::moment(at)));
    let correct = (may && corrected.is_none()).then(|| {
        let id = update.id.clone();
        let open = lean::press(move || screen.over.set(Some(Over::Correct(id.clone()))));
        let label = format!("Correct the update of {}", time::moment(update.published_at));
        view! { <button type="button" class="btn quiet small" aria-haspopup="dialog" aria-label=label on:click=open>"Correct"</button> }
    });
    let facts = [corrects, corrected, promised, eta].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let chip = match kept {
        Kept::NoPromise => None,
        Kept::InTime => Some(("ok", "i-check", "Promise kept".to_owned())),
        Kept::LateBy(ms) => Some(("2", "i-clock", format!("Kept {} late", time::words(ms)))),
        Kept::Broken => Some(("1", "i-x", "Broken".to_owned())),
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
                {sent}<strong>{update.audience.label()}" update"</strong><span class="who">{update.author}</span>{chips}{correct}
            </p>
            <div class="prose" inner_html=update.body_html></div>
            <p class="muted small">{facts}</p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn after(newer: Option<i64>, ended: Option<i64>) -> Kept {
        outcome(newer.map(|n| n * MINUTE), ended.map(|n| n * MINUTE), false, Some(5 * MINUTE))
    }

    #[test]
    fn what_comes_within_the_grace_is_in_time() {
        assert!(after(Some(-1), None) == Kept::InTime && after(Some(5), None) == Kept::InTime);
        assert!(after(Some(6), None) == Kept::LateBy(6 * MINUTE));
    }

    #[test]
    fn the_end_settles_what_is_not_over_yet() {
        assert!(after(None, Some(5)) == Kept::Settled && after(None, Some(6)) == Kept::Broken);
        assert!(
            after(Some(6), Some(-10)) == Kept::Settled && after(Some(6), Some(8)) == Kept::LateBy(6 * MINUTE)
        );
    }

    #[test]
    fn an_open_one_is_late_when_the_server_says_so() {
        assert!(outcome(None, None, true, None) == Kept::LateNow);
        assert!(outcome(None, None, false, None) == Kept::Running);
    }
}
