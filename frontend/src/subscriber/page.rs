//! `/admin/subscribers`: who is told of published updates. Filters stand in the address.

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    api::{self, Subscriber},
    form::SubscriberForm,
    text,
};
use crate::{
    model::{Page, Permission, SubscriberChannel},
    net::{ApiError, session::session},
    shell,
    ui::{
        badge::Chip,
        confirm::{self, Question},
        dom, filter,
        icon::Icon,
        lean::{self, press},
        listing, pager,
        remote::{self, Source},
        states::Empty,
        time::{self, When},
        toast,
    },
};

const PATH: &str = "/admin/subscribers";

/// What the address says.
#[derive(Clone, Copy, Default, PartialEq)]
struct Chosen {
    channel: Option<SubscriberChannel>,
    is_confirmed: Option<bool>,
}

impl Chosen {
    fn read(query: &ParamsMap) -> Self {
        Self {
            channel: SubscriberChannel::parse(&query.get("by").unwrap_or_default().to_ascii_uppercase()),
            is_confirmed: match query.get("state").as_deref() {
                Some("confirmed") => Some(true),
                Some("waiting") => Some(false),
                _ => None,
            },
        }
    }

    fn href(self) -> String {
        let by = self.channel.map(SubscriberChannel::wire).unwrap_or_default().to_ascii_lowercase();
        let state = match self.is_confirmed {
            Some(true) => "confirmed",
            Some(false) => "waiting",
            None => "",
        };
        filter::href(PATH, vec![("by", by), ("state", state.to_owned())])
    }
}

async fn load(chosen: Chosen, after: Option<String>) -> Result<Page<Subscriber>, ApiError> {
    api::subscribers(chosen.channel, chosen.is_confirmed, after).await
}

/// The route `/admin/subscribers`.
#[component]
pub fn Subscribers() -> impl IntoView {
    shell::page(text::TITLE, &[]);
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(Chosen::read));
    let source = remote::remote(move || load(chosen.get(), None));
    let adding = RwSignal::new(false);
    let asking: confirm::Asking = RwSignal::new(None);
    let may = untrack(|| session().can(Permission::PortalManage));
    let add = may.then(|| (text::ADD, Callback::new(move |()| adding.set(true))));
    let form = move || {
        view! { <SubscriberForm on_close=move |()| adding.set(false) on_saved=move |()| source.reload() /> }
    };
    let channels =
        core::iter::once(None).chain(SubscriberChannel::ALL.iter().copied().map(Some)).map(|one| {
            let word = one.map_or("Mail and webhooks", SubscriberChannel::label);
            link(chosen, word, move |c| Chosen { channel: one, ..c })
        });
    let states = [("In any state", None), ("Confirmed", Some(true)), ("Waiting", Some(false))]
        .map(|(word, one)| link(chosen, word, move |c| Chosen { is_confirmed: one, ..c }));
    view! {
        {listing::head(text::TITLE, add)}
        <p class="who muted">
            {text::NOTE}" "
            <a class="link" href="/status/subscribe" rel="external noopener" target="_blank">{text::PUBLIC_PAGE}<Icon name="i-ext" /></a>
        </p>
        <div class="lbar">
            <nav class="chips" aria-label="How they are told">{channels.collect_view()}</nav>
            <nav class="chips" aria-label="In which state">{states.into_iter().collect_view()}</nav>
        </div>
        {remote::show(source, 6, move |page| table(page, source, chosen, may.then_some(asking)))}
        {lean::only(move || adding.get(), form)}
        {confirm::dialog(asking)}
    }
}

/// A link to the same list with something chosen otherwise.
fn link(
    chosen: Memo<Chosen>,
    word: &'static str,
    with: impl Fn(Chosen) -> Chosen + Copy + Send + 'static,
) -> AnyView {
    let here = lean::maybe(move || (with(chosen.get()) == chosen.get()).then_some("page"));
    let to = lean::words(move || with(chosen.get()).href());
    view! { <a href=to data-noscroll="" aria-current=here>{word}</a> }.into_any()
}

fn table(
    page: Page<Subscriber>,
    source: Source<Page<Subscriber>>,
    chosen: Memo<Chosen>,
    asking: Option<confirm::Asking>,
) -> AnyView {
    if page.rows.is_empty() {
        if chosen.get_untracked() == Chosen::default() {
            return view! { <Empty title=text::NONE text=text::NONE_TEXT /> }.into_any();
        }
        return view! {
            <Empty title=text::NO_MATCH text=text::NO_MATCH_TEXT><a class="btn" href=PATH>"Clear filters"</a></Empty>
        }
        .into_any();
    }
    let rows = page.rows.into_iter().map(|one| row(one, source, asking)).collect();
    view! {
        {listing::table("Subscribers, newest first", &text::COLUMNS, rows)}
        {pager::more(page.next, source, move |after| load(chosen.get_untracked(), after))}
    }
    .into_any()
}

fn row(one: Subscriber, source: Source<Page<Subscriber>>, asking: Option<confirm::Asking>) -> AnyView {
    let services = if one.services.is_empty() { "All".to_owned() } else { one.services.join(", ") };
    let title = view! {
        <strong class="wrap-any">{one.address.clone()}</strong>
        <span class="sub">{one.channel.label()}", since "<When at=one.created_at /></span>
    };
    let delivered = one.delivered_at.map_or_else(
        || view! { <span class="muted">"nothing yet"</span> }.into_any(),
        |at| view! { <When at /> }.into_any(),
    );
    let state = state(&one);
    let remove = asking.map(|asking| {
        let (id, address) = (one.id.clone(), one.address.clone());
        let label = format!("Remove {address}");
        let ask = press(move || {
            let id = id.clone();
            asking.set(Some(Question {
                title: format!("Remove {address}?"),
                text: text::REMOVE,
                yes: "Remove",
                no: "Keep it",
                work: Callback::new(move |()| api::remove(id.clone())),
                done: Callback::new(move |()| {
                    toast::say("Removed");
                    source.reload();
                    // The button that was pressed goes away with the row.
                    request_animation_frame(dom::focus_heading);
                }),
            }));
        });
        view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=label on:click=ask>"Remove"</button> }
    });
    listing::row(
        one.is_confirmed && !one.is_active,
        vec![
            ("c-title", title.into_any()),
            listing::words("wrap", services),
            ("wrap", state),
            ("c-told", delivered),
            ("r", remove.into_any()),
        ],
    )
}

/// Its state as shape and word.
fn state(one: &Subscriber) -> AnyView {
    let (tone, icon, word) = match (one.is_confirmed, one.is_active, one.failing_since) {
        (false, ..) => ("3", "i-clock", "Waits to confirm".to_owned()),
        (_, false, _) => ("none", "i-x", "Off".to_owned()),
        (.., Some(at)) => ("2", "i-alert", format!("Fails since {}", time::moment(at))),
        (..) => ("ok", "i-check", "Confirmed".to_owned()),
    };
    view! { <Chip tone><Icon name=icon />{word}</Chip> }.into_any()
}
