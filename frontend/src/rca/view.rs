//! The views of the workspace, as parts of the address. It must not know what they show.

use core::time::Duration;

use leptos::prelude::*;

use super::{
    model::{GraphView, Sheet},
    state::{Desk, On},
};
use crate::{
    model::RcaMethod,
    ui::{dom, lean, nav},
};

#[derive(Clone, Copy, PartialEq)]
pub enum View {
    Gates,
    Whys,
    Fishbone,
    Map,
    Enhanced,
}

impl View {
    pub const ALL: [Self; 5] = [Self::Gates, Self::Whys, Self::Fishbone, Self::Map, Self::Enhanced];

    /// From the address; anything unknown is the overview.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|v| v.part() == text).unwrap_or(Self::Gates)
    }

    const fn part(self) -> &'static str {
        match self {
            Self::Gates => "gates",
            Self::Whys => "whys",
            Self::Fishbone => "fishbone",
            Self::Map => "map",
            Self::Enhanced => "enhanced",
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Gates => "Statement and causes",
            Self::Whys => "Five whys",
            Self::Fishbone => "Fishbone",
            Self::Map => "Cause map",
            Self::Enhanced => "Enhanced",
        }
    }

    /// The method this view is of.
    pub const fn method(self) -> Option<RcaMethod> {
        match self {
            Self::Gates => None,
            Self::Whys => Some(RcaMethod::FiveWhys),
            Self::Fishbone => Some(RcaMethod::Fishbone),
            Self::Map => Some(RcaMethod::CauseMap),
            Self::Enhanced => Some(RcaMethod::Enhanced),
        }
    }

    /// The view of a method.
    pub const fn of(method: RcaMethod) -> Self {
        match method {
            RcaMethod::FiveWhys => Self::Whys,
            RcaMethod::Fishbone => Self::Fishbone,
            RcaMethod::CauseMap => Self::Map,
            RcaMethod::Enhanced => Self::Enhanced,
        }
    }

    /// The path of this view of a problem's analysis.
    pub fn path(self, reference: &str) -> String {
        if self == Self::Gates {
            return format!("/problems/{reference}/rca");
        }
        format!("/problems/{reference}/rca/{}", self.part())
    }

    /// How much it shows.
    fn count(self, sheet: &Sheet, graph: &GraphView) -> usize {
        match self {
            Self::Gates => graph.causes.len(),
            Self::Whys | Self::Map => graph.beneath(None).len(),
            Self::Fishbone => graph.causes.iter().filter(|c| c.bone.is_some()).count(),
            Self::Enhanced => sheet.barriers.len() + sheet.differences.len(),
        }
    }
}

/// The address with the selected cause in it.
pub fn address(path: &str, selected: Option<&str>) -> String {
    selected.map_or_else(|| path.to_owned(), |id| format!("{path}?cause={id}"))
}

/// Opens a view, unless it is open, and puts the focus on one of its parts.
pub fn show(desk: Desk, view: View, part: &'static str) {
    if dom::query(&format!(".rca[data-view={}]", view.part())).is_some() && focus(part) {
        return;
    }
    let path = view.path(&desk.now(|s| s.problem.reference.clone()));
    nav::go(&address(&path, desk.selected.get_untracked().as_deref()));
    // After the shell has moved the focus to the heading of the new address.
    set_timeout(move || _ = focus(part), Duration::from_millis(150));
}

/// Focuses a part, also one that is no control.
fn focus(selector: &str) -> bool {
    let Some(element) = dom::query(selector) else { return false };
    if element.get_attribute("tabindex").is_none() && element.tag_name().starts_with('H') {
        let _ = element.set_attribute("tabindex", "-1");
    }
    dom::focus(selector)
}

/// The attribute that tells which view is open.
pub const fn name(view: View) -> &'static str {
    view.part()
}

/// The views as links, with what they hold counted.
pub fn tabs(desk: Desk, view: Memo<View>) -> AnyView {
    let link = move |of: View| {
        let current = lean::maybe(move || (view.get() == of).then_some("page"));
        let href = lean::words(move || {
            let reference = desk.read(On::Head, |s| s.problem.reference.clone());
            desk.selected.with(|s| address(&of.path(&reference), s.as_deref()))
        });
        let count = lean::words(move || {
            desk.graph
                .with(|g| {
                    desk.read(On::Differences, |_| ());
                    desk.read(On::Barriers, |s| of.count(s, g))
                })
                .to_string()
        });
        let chosen = desk.draw(On::Head, move |s| {
            (of.method() == Some(s.method))
                .then(|| view! { <span class="chosen" title="The method of this analysis">"method"</span> })
        });
        view! {
            <a href=href data-noscroll="" aria-current=current>
                {of.word()}" "<span class="n">{count}</span>{chosen}
            </a>
        }
        .into_any()
    };
    view! { <nav class="tabs" aria-label="Analysis">{View::ALL.map(link).collect_view()}</nav> }.into_any()
}
