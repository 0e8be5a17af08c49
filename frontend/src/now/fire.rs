//! What is on fire and what was promised about it. Drawn by key, so that a row keeps its place and focus while it changes.

use leptos::prelude::*;

use super::{Burning, text};
use crate::{
    incident::api::Row,
    model::{Audience, DateTime, Permission, Severity},
    net::session::session,
    ui::{
        badge::{SeverityMark, StatusMark},
        icon::Icon,
        lean, time,
    },
};

/// An update that was promised for an instant that has passed.
#[derive(Clone, PartialEq)]
pub struct Owed {
    pub reference: String,
    pub title: String,
    pub audience: Audience,
    pub due_at: DateTime,
}

impl Owed {
    fn key(&self) -> String {
        format!("{} {}", self.reference, self.audience.wire())
    }
}

/// The promises of open incidents that are late at `now`, the longest owed first.
pub fn late(rows: &[Row], now: i64) -> Vec<Owed> {
    let owed = |row: &Row| -> Vec<Owed> {
        row.promises
            .iter()
            .filter(|promise| promise.due_at.0 < now)
            .map(|promise| Owed {
                reference: row.reference.clone(),
                title: row.title.clone(),
                audience: promise.audience,
                due_at: promise.due_at,
            })
            .collect()
    };
    let mut all: Vec<Owed> = rows.iter().flat_map(owed).collect();
    all.sort_by_key(|owed| owed.due_at);
    all
}

/// The open incidents, worst first; calm words when there is none.
pub fn fire(burning: Burning) -> AnyView {
    let rows = burning.rows;
    let count = lean::words(move || rows.with(Vec::len).to_string());
    let list = lean::only(
        move || rows.with(Vec::is_empty),
        || {
            view! {
                <p><strong>{text::CALM}"."</strong></p>
                <p class="muted calm">{text::CALM_TEXT}</p>
            }
        },
    );
    let more = lean::only(
        move || {
            burning
                .source
                .state
                .with(|s| matches!(s, crate::ui::remote::Remote::Ready(p) if p.next.is_some()))
        },
        || view! { <p class="muted small">{text::MORE}</p> },
    );
    let keys = move || rows.with(|rows| rows.iter().map(|row| row.id.clone()).collect());
    view! {
        <section class="nsec" aria-labelledby="now-fire">
            <div class="h2">
                <h2 id="now-fire">{text::FIRE}</h2><span class="muted">{count}</span>
                <a class="link end" href="/incidents">"All incidents"</a>
            </div>
            {list}
            <ul class="fires">{lean::keyed(keys, move |id| one(id, rows))}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn one(id: String, rows: Memo<Vec<Row>>) -> AnyView {
    let first = rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned());
    let Some(first) = first else { return ().into_any() };
    let path = format!("/incidents/{}", first.reference);
    // A row that has just left the list is drawn once more as it was.
    let row = Memo::new(move |held: Option<&Row>| {
        rows.with(|rows| rows.iter().find(|row| row.id == id).or(held).cloned())
            .unwrap_or_else(|| first.clone())
    });
    let severity = Memo::new(move |_| row.with(|row| row.severity));
    let big = move || severity.get() == Severity::Sev1;
    let facts = lean::words(move || {
        row.with(|row| {
            let services = row.services.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
            if services.is_empty() { "No service named".to_owned() } else { services }
        })
    });
    let lead = lean::part(move || {
        row.with(|row| match &row.lead {
            Some(lead) => view! { <span>{format!("Led by {}", lead.name)}</span> }.into_any(),
            None => view! { <span class="nobody">"Nobody leads"</span> }.into_any(),
        })
    });
    let private = lean::only(
        move || row.with(|row| row.is_private),
        || view! { <span class="private"><Icon name="i-lock" /><span class="vh">"Private"</span></span> },
    );
    let started = Memo::new(move |_| row.with(|row| row.started_at));
    let clock = lean::words(move || time::running(time::now().get() - started.get().0));
    view! {
        <li class="fire" class:big=big>
            {lean::part(move || view! { <SeverityMark severity=severity.get() /> })}
            <div class="what">
                <a class="tt" href=path>{lean::words(move || row.with(|row| row.title.clone()))}</a>{private}
                <p class="muted">
                    <span class="mono">{row.with_untracked(|row| row.reference.clone())}</span>" · "{facts}" · "{lead}
                </p>
            </div>
            {lean::part(move || view! { <StatusMark status=row.with(|row| row.status) /> })}
            <div class="next">{lean::part(move || next(row))}</div>
            <p class="clock"><span class="vh">"Open for "</span>{clock}</p>
        </li>
    }
    .into_any()
}

/// The next promised update in words that change once a minute.
fn next(row: Memo<Row>) -> AnyView {
    let promise = row.with(|row| row.promises.first().cloned());
    let Some(promise) = promise else {
        return view! { <span class="muted">"No update promised"</span> }.into_any();
    };
    let due = promise.due_at;
    let late = Memo::new(move |_| time::now().get() > due.0);
    let words = Memo::new(move |_| {
        let left = due.0 - time::now().get();
        match left {
            i64::MIN..0 => format!("Update {} late", time::words(-left)),
            0..3_600_000 => format!("Update in {}", time::words(left)),
            _ => format!("Update {}", time::moment(due)),
        }
    });
    let title = format!("{} update due {}", promise.audience.label(), time::full(due));
    view! {
        <span class="due" class:late=move || late.get() title=title>
            <Icon name="i-clock" />{lean::words(move || words.get())}
        </span>
    }
    .into_any()
}

/// What was promised and has not come, with the way to write it; one calm line while everything is on time.
pub fn promises(burning: Burning) -> AnyView {
    let late = burning.late;
    let calm = lean::only(
        move || late.with(Vec::is_empty) && !burning.rows.with(Vec::is_empty),
        move || {
            let none = burning.rows.with(|rows| rows.iter().all(|row| row.promises.is_empty()));
            view! {
                <p class="muted">{if none { text::NO_PROMISES } else { text::KEPT }}</p>
            }
        },
    );
    let table = lean::only(move || late.with(|late| !late.is_empty()), move || owed_table(late));
    let section = lean::only(
        move || !burning.rows.with(Vec::is_empty),
        move || {
            let count = lean::words(move || match late.with(Vec::len) {
                0 => String::new(),
                late => late.to_string(),
            });
            view! {
                <div class="h2">
                    <h2 id="now-late">{text::LATE}</h2><span class="muted">{count}</span>
                    <a class="link end" href="/promises">{text::ALL_PROMISES}</a>
                </div>
            }
        },
    );
    view! { <section class="nsec" aria-label=text::LATE>{section}{calm}{table}</section> }.into_any()
}

fn owed_table(late: Memo<Vec<Owed>>) -> AnyView {
    let keys = move || late.with(|late| late.iter().map(Owed::key).collect());
    view! {
        <table class="owed" role="table">
            <caption class="vh">"Late promises, the longest owed first"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Promise"</th>
                    <th role="columnheader" scope="col">"Incident"</th>
                    <th role="columnheader" scope="col" class="c-due">"Was due"</th>
                    <th role="columnheader" scope="col">"Late by"</th>
                    <th role="columnheader" scope="col"><span class="vh">"Action"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{lean::keyed(keys, move |key| owed(&key, late))}</tbody>
        </table>
    }
    .into_any()
}

/// The time alone for what was due in the last day; it is read against the clock above.
fn due_words(due: DateTime) -> String {
    if time::now_ms() - due.0 < 86_400_000 { time::clock(due) } else { time::moment(due) }
}

fn owed(key: &str, late: Memo<Vec<Owed>>) -> AnyView {
    let found = late.with_untracked(|late| late.iter().find(|owed| owed.key() == key).cloned());
    let Some(owed) = found else { return ().into_any() };
    let key = key.to_owned();
    // The same promise may have moved to another time and be late again.
    let due = Memo::new(move |held: Option<&DateTime>| {
        let now = late.with(|late| late.iter().find(|owed| owed.key() == key).map(|owed| owed.due_at));
        now.or(held.copied()).unwrap_or(owed.due_at)
    });
    let by = Memo::new(move |_| time::words(time::now().get() - due.get().0));
    let may = session().can(Permission::StatusUpdatePublish);
    let word = if may { "Write it" } else { "Read on" };
    view! {
        <tr role="row">
            <td role="cell">{owed.audience.label()}" update"</td>
            <td role="cell" class="key" title=owed.title>{owed.reference.clone()}</td>
            <td role="cell" class="c-due">{lean::words(move || due_words(due.get()))}</td>
            <td role="cell">
                <span class="due late"><Icon name="i-clock" />{lean::words(move || by.get())}</span>
            </td>
            <td role="cell" class="r">
                <a class="link" href=format!("/incidents/{}/comms", owed.reference)>
                    {word}<span class="vh">{format!(": {} update of {}", owed.audience.label(), owed.reference)}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}
