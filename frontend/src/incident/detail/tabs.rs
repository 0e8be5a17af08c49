//! The tabs of the page as links, with what they hold counted.

use leptos::prelude::*;

use super::state::Screen;

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
    let reference = screen.detail.with_untracked(|d| d.reference.clone());
    let counts = screen.part(|d| (d.updates.len(), d.windows.len(), d.responders.len(), d.relations.len()));
    let count = move |of: Tab| {
        let (updates, windows, people, links) = counts.get();
        match of {
            Tab::Timeline => None,
            Tab::Comms => Some(updates),
            Tab::Impact => Some(windows),
            Tab::People => Some(people),
            Tab::Links => Some(links),
        }
    };
    let link = move |of: Tab| {
        view! {
            <a href=of.path(&reference) data-noscroll="" aria-current=move || (tab.get() == of).then_some("page")>
                {of.word()}
                {move || count(of).map(|n| view! { " "<span class="n">{n}</span> })}
            </a>
        }
    };
    view! { <nav class="tabs" aria-label="Incident">{Tab::ALL.map(link).collect_view()}</nav> }
}
