//! The tabs of the page as links, with what they hold counted.

use leptos::prelude::*;

use super::state::{On, Screen};
use crate::ui::lean;

#[derive(Clone, Copy, PartialEq)]
pub enum Tab {
    Timeline,
    Comms,
    Impact,
    People,
    Links,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Timeline, Self::Comms, Self::Impact, Self::People, Self::Links];

    /// From the address; anything unknown is the timeline.
    pub fn parse(text: &str) -> Self {
        match text {
            "comms" => Self::Comms,
            "impact" => Self::Impact,
            "people" => Self::People,
            "links" => Self::Links,
            _ => Self::Timeline,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Comms => "Communication",
            Self::Impact => "Impact",
            Self::People => "People",
            Self::Links => "Links",
        }
    }

    /// The path of this tab of an incident.
    pub fn path(self, reference: &str) -> String {
        let part = match self {
            Self::Timeline => "",
            Self::Comms => "/comms",
            Self::Impact => "/impact",
            Self::People => "/people",
            Self::Links => "/links",
        };
        format!("/incidents/{reference}{part}")
    }
}

#[component]
pub fn Tabs(screen: Screen, tab: Memo<Tab>) -> impl IntoView {
    let count = move |of: Tab| match of {
        Tab::Timeline => String::new(),
        Tab::Comms => screen.read(On::Updates, |d| d.updates.len()).to_string(),
        Tab::Impact => screen.read(On::Windows, |d| d.windows.len()).to_string(),
        Tab::People => screen.read(On::Roles, |d| d.responders.len()).to_string(),
        Tab::Links => screen.read(On::Relations, |d| d.relations.len()).to_string(),
    };
    let link = move |of: Tab| {
        let current = lean::maybe(move || (tab.get() == of).then_some("page"));
        view! {
            <a href=of.path(&screen.reference()) data-noscroll="" aria-current=current>
                {of.word()}" "<span class="n">{lean::words(move || count(of))}</span>
            </a>
        }
    };
    view! { <nav class="tabs" aria-label="Incident">{Tab::ALL.map(link).collect_view()}</nav> }
}
