//! The tabs of the page as links, with what they hold counted; the analysis is a page of its own.

use leptos::prelude::*;

use super::state::{On, Screen};
use crate::ui::lean;

#[derive(Clone, Copy, PartialEq)]
pub enum Tab {
    Overview,
    Incidents,
    Repairs,
    History,
}

impl Tab {
    /// From the address; anything unknown is the overview.
    pub fn parse(text: &str) -> Self {
        match text {
            "incidents" => Self::Incidents,
            "repairs" => Self::Repairs,
            "history" => Self::History,
            _ => Self::Overview,
        }
    }
}

#[component]
pub fn Tabs(screen: Screen, tab: Memo<Tab>) -> impl IntoView {
    let link = move |of: Tab, part: &str, word: &'static str| {
        let current = lean::maybe(move || (tab.get() == of).then_some("page"));
        let count = lean::words(move || match of {
            Tab::Incidents => screen.read(On::Incidents, |d| d.incidents.len().to_string()),
            Tab::Repairs => screen.read(On::Head, |d| match (d.row.open_repairs, d.row.overdue_repairs) {
                (open, 0) => open.to_string(),
                (open, overdue) => format!("{open}, {overdue} overdue"),
            }),
            _ => String::new(),
        });
        let path = format!("/problems/{}{part}", screen.reference());
        view! { <a href=path data-noscroll="" aria-current=current>{word}" "<span class="n">{count}</span></a> }.into_any()
    };
    let path = format!("/problems/{}/rca", screen.reference());
    let steps = screen.words(On::Analysis, |d| {
        if d.analysis.is_some() { format!("{}/6", d.row.steps) } else { String::new() }
    });
    view! {
        <nav class="tabs" aria-label="Problem">
            {link(Tab::Overview, "", "Overview")}
            {link(Tab::Incidents, "/incidents", "Incidents")}
            <a href=path>"Analysis "<span class="n">{steps}</span></a>
            {link(Tab::Repairs, "/repairs", "Repair items")}
            {link(Tab::History, "/history", "History")}
        </nav>
    }
}
