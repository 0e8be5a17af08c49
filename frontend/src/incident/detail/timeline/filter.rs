//! Which entries are shown, and in which order: chips as links, so that the choice is in the address.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::super::{api::Selection, state::Screen};
use crate::{
    model::{TimelineEntryKind as Kind, TimelineOrder},
    ui::lean,
};

/// What the address chose.
#[derive(Clone, Copy, PartialEq)]
pub struct Chosen {
    show: Show,
    oldest_first: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Show {
    All,
    Notes,
    Status,
    Decisions,
    Customer,
    Changes,
}

impl Show {
    const ALL: [Self; 6] =
        [Self::All, Self::Notes, Self::Status, Self::Decisions, Self::Customer, Self::Changes];

    /// Name in the address and word on the chip.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("", "All"),
            Self::Notes => ("notes", "Notes"),
            Self::Status => ("status", "Status"),
            Self::Decisions => ("decisions", "Actions and decisions"),
            Self::Customer => ("customer", "Customer"),
            Self::Changes => ("changes", "Changes"),
        }
    }

    const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::All => &[],
            Self::Notes => &[Kind::Note, Kind::Milestone],
            Self::Status => &[Kind::Status, Kind::Severity, Kind::Role],
            Self::Decisions => &[Kind::Action, Kind::Decision],
            Self::Customer => &[Kind::Communication],
            Self::Changes => &[Kind::Change, Kind::Alert],
        }
    }
}

impl Chosen {
    /// From the address; anything unknown is all, newest first.
    pub fn read(query: &ParamsMap) -> Self {
        let show = query.get("show").unwrap_or_default();
        let show = Show::ALL.into_iter().find(|s| s.words().0 == show).unwrap_or(Show::All);
        Self { show, oldest_first: query.get("order").as_deref() == Some("oldest") }
    }

    pub fn selection(self) -> Selection {
        let order =
            if self.oldest_first { TimelineOrder::HappenedAtAsc } else { TimelineOrder::HappenedAtDesc };
        Selection { kinds: self.show.kinds(), order }
    }

    pub fn newest_first(self) -> bool {
        !self.oldest_first
    }

    pub fn is_all(self) -> bool {
        self.show == Show::All
    }

    fn href(self, reference: &str) -> String {
        let show = match self.show.words().0 {
            "" => None,
            show => Some(format!("show={show}")),
        };
        let parts: Vec<String> =
            show.into_iter().chain(self.oldest_first.then(|| "order=oldest".to_owned())).collect();
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        format!("/incidents/{reference}{query}")
    }
}

#[component]
pub fn FilterBar(screen: Screen) -> impl IntoView {
    let chosen = screen.chosen;
    let chip = move |show: Show| {
        let href = lean::words(move || Chosen { show, ..chosen.get() }.href(&screen.reference()));
        let current = lean::maybe(move || (chosen.get().show == show).then_some("true"));
        view! { <li><a href=href data-noscroll="" aria-current=current>{show.words().1}</a></li> }
    };
    let other = lean::words(move || {
        let now = chosen.get();
        Chosen { oldest_first: !now.oldest_first, ..now }.href(&screen.reference())
    });
    let order =
        lean::words(
            move || if chosen.get().oldest_first { "Oldest first".into() } else { "Newest first".into() },
        );
    view! {
        <div class="tlbar">
            <ul class="chips" aria-label="Show entries">{Show::ALL.map(chip).collect_view()}</ul>
            <a class="order" href=other data-noscroll="" title="Turn the order">{order}</a>
        </div>
    }
}
