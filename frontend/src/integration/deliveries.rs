//! The log of a webhook's deliveries: filtered by state in the address, long waits in words, each opened for its details.

use core::time::Duration;

use domain::integration::delivery::SCHEDULE;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Delivery},
    delivery::DeliveryDialog,
    text,
    webhooks::{href, run},
};
use crate::{
    model::{DateTime, DeliveryStatus, Page, Permission},
    net::session::session,
    ui::{
        badge::Chip,
        dom,
        icon::Icon,
        lean::{self, press},
        listing, pager,
        remote::{self, Source},
        states::Empty,
        time::{self, When},
        toast,
    },
};

/// How often one is tried in a round.
const ATTEMPTS: usize = SCHEDULE.len() + 1;
/// When the log is read again after something was sent on its way, milliseconds.
const LOOKS: [u64; 4] = [0, 1_000, 3_000, 8_000];

/// The log of one webhook; copy it freely.
#[derive(Clone, Copy)]
pub struct Log {
    webhook: StoredValue<String>,
    pub status: Memo<Option<DeliveryStatus>>,
    source: Source<Page<Delivery>>,
    opened: RwSignal<Option<Delivery>>,
}

impl Log {
    pub fn new(webhook: String) -> Self {
        let query = use_query_map();
        let status = Memo::new(move |_| {
            query.with(|q| q.get("status").and_then(|word| DeliveryStatus::parse(&word.to_ascii_uppercase())))
        });
        let asked = webhook.clone();
        let source = remote::remote(move || api::deliveries(asked.clone(), status.get(), None));
        Self { webhook: StoredValue::new(webhook), status, source, opened: RwSignal::new(None) }
    }

    pub fn webhook(self) -> String {
        self.webhook.get_value()
    }

    /// Reads again, now and a little later: an attempt takes a moment.
    pub fn watch(self) {
        for wait in LOOKS {
            set_timeout(move || self.source.reload(), Duration::from_millis(wait));
        }
    }

    /// Sends one again.
    pub fn replay(self, id: String, done: impl FnOnce() + 'static) {
        run(api::replay(id), move || {
            toast::say("It is on its way again.");
            self.watch();
            done();
        });
    }
}

/// Heading, filter and rows.
pub fn part(log: Log) -> AnyView {
    let page = href(&log.webhook());
    let tab = move |status: Option<DeliveryStatus>| {
        let word = status.map_or("All", DeliveryStatus::label);
        let to = status
            .map_or_else(|| page.clone(), |s| format!("{page}?status={}", s.wire().to_ascii_lowercase()));
        let here = lean::maybe(move || (log.status.get() == status).then_some("page"));
        view! { <a href=to aria-current=here>{word}</a> }.into_any()
    };
    let tabs =
        core::iter::once(None).chain(DeliveryStatus::ALL.iter().copied().map(Some)).map(tab).collect_view();
    let source = log.source;
    let dialog = lean::only(
        move || log.opened.with(Option::is_some),
        move || {
            log.opened.get_untracked().map(|row| {
                view! { <DeliveryDialog log row on_close=move |()| log.opened.set(None) /> }
            })
        },
    );
    view! {
        <section class="hook-log" aria-labelledby="hook-log">
            <div class="log-head">
                <h2 id="hook-log" tabindex="-1">{text::DELIVERIES}</h2>
                <button type="button" class="btn small" on:click=press(move || source.reload())>"Read again"</button>
            </div>
            <nav class="tabs" aria-label="State of deliveries">{tabs}</nav>
            {remote::show(source, 6, move |page| table(page, log))}
        </section>
        {dialog}
    }
    .into_any()
}

fn table(page: Page<Delivery>, log: Log) -> AnyView {
    if page.rows.is_empty() {
        return if log.status.get_untracked().is_some() {
            view! {
                <Empty title=text::NO_SUCH_DELIVERIES text="">
                    <a class="btn" href=href(&log.webhook())>"Show all"</a>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Empty title=text::NO_DELIVERIES text=text::NO_DELIVERIES_TEXT /> }.into_any()
        };
    }
    let may = untrack(|| session().can(Permission::IntegrationManage));
    let rows = page.rows.into_iter().map(|one| row(one, log, may)).collect();
    view! {
        {listing::table("Deliveries, newest first", &text::DELIVERY_COLUMNS, rows)}
        {pager::more(page.next, log.source, move |after| api::deliveries(log.webhook(), log.status.get_untracked(), after))}
    }
    .into_any()
}

fn row(one: Delivery, log: Log, may: bool) -> AnyView {
    let called = format!("{} {}", one.event, one.subject);
    let opened = one.clone();
    let open = press(move || log.opened.set(Some(opened.clone())));
    let title = view! {
        <button type="button" class="as-link mono" aria-haspopup="dialog" aria-label=format!("Details of {called}") on:click=open>
            {one.event.clone()}
        </button>
    };
    let id = one.id.clone();
    let replay = (may && one.status != DeliveryStatus::Pending).then(|| {
        let again = press(move || log.replay(id.clone(), || {
            // The button that was pressed goes away until it has arrived.
            dom::focus("#hook-log");
        }));
        view! { <button type="button" class="btn small" aria-label=format!("Replay {called}") on:click=again>"Replay"</button> }
    });
    let cells = vec![
        ("c-title", title.into_any()),
        listing::words("mono", one.subject.clone()),
        ("wrap", state(one.status, one.next_at)),
        ("", narrow("attempts ", format!("{} of {ATTEMPTS}", one.attempts))),
        ("", narrow("answer ", one.code.map_or_else(|| "–".to_owned(), |code| code.to_string()))),
        ("", view! { <When at=one.created_at /> }.into_any()),
        ("r", replay.into_any()),
    ];
    listing::row(false, cells)
}

/// A value with its word where a narrow page has no columns.
fn narrow(word: &'static str, value: String) -> AnyView {
    view! { <span class="narrow-only muted">{word}</span>{value} }.into_any()
}

/// Its state as a chip, and how long it waits.
pub fn state(status: DeliveryStatus, next_at: Option<DateTime>) -> AnyView {
    let (tone, icon) = match status {
        DeliveryStatus::Pending => ("3", "i-clock"),
        DeliveryStatus::Delivered => ("ok", "i-check"),
        DeliveryStatus::Failed => ("1", "i-alert"),
        DeliveryStatus::Skipped => ("none", "i-x"),
    };
    let wait = next_at.map(|at| {
        let words = lean::words(move || match at.0 - time::now().get() {
            left if left <= 0 => " next try now".to_owned(),
            left => format!(" next try in {}", time::words(left)),
        });
        view! { <span class="small muted">{words}</span> }
    });
    view! { <Chip tone><Icon name=icon />{status.label()}</Chip>{wait} }.into_any()
}
