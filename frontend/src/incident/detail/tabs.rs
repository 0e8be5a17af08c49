//! The tabs of the page as links, with what they hold counted.

use leptos::prelude::*;

use super::{
    imported::import_findings,
    state::{On, Screen},
};
use crate::ui::lean;

#[derive(Clone, Copy, PartialEq)]
pub enum Tab {
    Timeline,
    Comms,
    Impact,
    People,
    Links,
    /// Only of an incident that was brought in.
    Imported,
}

impl Tab {
    const ALL: [Self; 6] =
        [Self::Timeline, Self::Comms, Self::Impact, Self::People, Self::Links, Self::Imported];

    /// From the address; anything unknown is the timeline.
    pub fn parse(text: &str) -> Self {
        match text {
            "comms" => Self::Comms,
            "impact" => Self::Impact,
            "people" => Self::People,
            "links" => Self::Links,
            "imported" => Self::Imported,
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
            Self::Imported => "Imported",
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
            Self::Imported => "/imported",
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
        Tab::Imported => screen.read(On::Findings, |d| import_findings(d).count()).to_string(),
    };
    let imported = screen.now(|d| d.imported_from.is_some());
    let link = move |of: Tab| {
        if of == Tab::Imported && !imported {
            return ().into_any();
        }
        let current = lean::maybe(move || (tab.get() == of).then_some("page"));
        view! {
            <a href=of.path(&screen.reference()) data-noscroll="" aria-current=current>
                {of.word()}" "<span class="n">{lean::words(move || count(of))}</span>
            </a>
        }
        .into_any()
    };
    view! { <nav class="tabs" aria-label="Incident">{Tab::ALL.map(link).collect_view()}</nav> }
}
