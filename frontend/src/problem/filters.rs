//! The filters of board and list: read from the address, written to the address, turned into what the API asks for.
//! It must not know how they are drawn.

use leptos_router::params::ParamsMap;

use super::{
    api::{ProblemFilter, Row, no_filter},
    text,
};
use crate::{
    model::{ProblemOrder, ProblemStatus, Severity},
    ui::filter::{self, some},
};

/// The tabs.
#[derive(Clone, Copy, PartialEq)]
pub enum View {
    Board,
    List,
    Mine,
    Workarounds,
    Risks,
}

impl View {
    pub const EVERY: [Self; 5] = [Self::Board, Self::List, Self::Mine, Self::Workarounds, Self::Risks];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Board => "Board",
            Self::List => "List",
            Self::Mine => "Mine",
            Self::Workarounds => "Workarounds",
            Self::Risks => "Accepted risks",
        }
    }

    const fn wire(self) -> &'static str {
        match self {
            Self::Board | Self::List => "",
            Self::Mine => "mine",
            Self::Workarounds => "workarounds",
            Self::Risks => "risks",
        }
    }
}

/// A kind of filter with several values, as named in the address.
#[derive(Clone, Copy, PartialEq)]
pub enum Many {
    Severity,
    Status,
    Service,
    Owner,
}

/// What the address says.
#[derive(Clone, PartialEq)]
pub struct Filters {
    pub view: View,
    pub text: String,
    pub tag: String,
    pub severity: Vec<String>,
    pub status: Vec<String>,
    pub service: Vec<String>,
    pub owner: Vec<String>,
}

/// One group of rows: heading, what to ask for, what to say when nothing comes.
#[derive(Clone, PartialEq)]
pub struct SectionSpec {
    pub heading: &'static str,
    pub none: &'static str,
    /// `Some` when only open (or only ended) problems belong here.
    pub open: Option<bool>,
    pub filter: ProblemFilter,
    pub order: ProblemOrder,
}

impl Filters {
    pub fn read(query: &ParamsMap) -> Self {
        let text = |key: &str| query.get(key).unwrap_or_default();
        let view = text("view");
        let named = View::EVERY.into_iter().find(|v| !view.is_empty() && v.wire() == view);
        Self {
            view: if text("board") == "1" { View::Board } else { named.unwrap_or(View::List) },
            text: text("q"),
            tag: text("tag"),
            severity: filter::many(query, "sev"),
            status: filter::many(query, "status"),
            service: filter::many(query, "service"),
            owner: filter::many(query, "owner"),
        }
    }

    pub fn of(&self, many: Many) -> &[String] {
        match many {
            Many::Severity => &self.severity,
            Many::Status => &self.status,
            Many::Service => &self.service,
            Many::Owner => &self.owner,
        }
    }

    /// The same filters with one value switched on or off.
    pub fn toggled(mut self, many: Many, value: &str, on: bool) -> Self {
        let list = match many {
            Many::Severity => &mut self.severity,
            Many::Status => &mut self.status,
            Many::Service => &mut self.service,
            Many::Owner => &mut self.owner,
        };
        list.retain(|v| v != value);
        if on {
            list.push(value.to_owned());
        }
        self
    }

    /// The same tab without any filter.
    pub fn cleared(&self) -> Self {
        Self { view: self.view, ..Self::read(&ParamsMap::new()) }
    }

    pub fn is_active(&self) -> bool {
        *self != self.cleared()
    }

    /// The address of these filters.
    pub fn href(&self) -> String {
        let board = if self.view == View::Board { "1" } else { "" };
        let parts = vec![
            ("board", board.to_owned()),
            ("view", self.view.wire().to_owned()),
            ("q", self.text.clone()),
            ("tag", self.tag.clone()),
            ("sev", self.severity.join(",")),
            ("status", self.status.join(",")),
            ("service", self.service.join(",")),
            ("owner", self.owner.join(",")),
        ];
        filter::href("/problems", parts)
    }

    fn severities(&self) -> Vec<Severity> {
        self.severity.iter().filter_map(|s| Severity::parse(s)).collect()
    }

    pub fn statuses(&self) -> Vec<ProblemStatus> {
        self.status.iter().filter_map(|s| ProblemStatus::parse(s)).collect()
    }

    /// Whether the board has this column.
    pub fn shows(&self, status: ProblemStatus) -> bool {
        let chosen = self.statuses();
        chosen.is_empty() || chosen.contains(&status)
    }

    /// What the filters ask for, without what the tab adds.
    pub fn base(&self) -> ProblemFilter {
        let words = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        ProblemFilter {
            severity: some(self.severities()),
            service_ids: some(self.service.clone()),
            owner_ids: some(self.owner.clone()),
            tag: words(&self.tag),
            text: words(&self.text),
            ..no_filter()
        }
    }

    /// What the board asks for: what somebody still works on.
    pub fn board(&self) -> ProblemFilter {
        let open = self.statuses().into_iter().filter(|s| s.is_open()).collect();
        ProblemFilter { status: some(open), is_open: Some(true), ..self.base() }
    }

    /// The groups of the list under these filters.
    pub fn sections(&self, viewer_id: &str) -> Vec<SectionSpec> {
        let base = ProblemFilter { status: some(self.statuses()), ..self.base() };
        let none_or = |none| if self.is_active() { text::NONE_MATCH } else { none };
        let spec = |heading, none, open, filter: ProblemFilter| SectionSpec {
            heading,
            none: none_or(none),
            open,
            filter: ProblemFilter { is_open: open, ..filter },
            order: ProblemOrder::UpdatedAtDesc,
        };
        let mine = ProblemFilter { owner_ids: Some(vec![viewer_id.to_owned()]), ..base.clone() };
        match self.view {
            View::Board | View::List => vec![
                spec(text::OPEN, text::NONE_OPEN, Some(true), base.clone()),
                spec(text::ENDED, text::NONE_ENDED, Some(false), base),
            ],
            View::Mine => vec![
                spec(text::MINE, text::NONE_MINE, Some(true), mine.clone()),
                spec(text::ENDED, text::NONE_ENDED, Some(false), mine),
            ],
            View::Workarounds => {
                let filter = ProblemFilter { has_workaround: Some(true), ..base };
                vec![spec(text::WORKAROUNDS, text::NONE_WORKAROUNDS, Some(true), filter)]
            }
            View::Risks => {
                let filter = ProblemFilter { status: Some(vec![ProblemStatus::AcceptedRisk]), ..base };
                vec![spec(text::RISKS, text::NONE_RISKS, None, filter)]
            }
        }
    }

    /// Whether a new problem belongs on the screen, as far as its row tells.
    pub fn lets_through(&self, row: &Row) -> bool {
        let severities = self.severities();
        let words = self.text.trim().to_ascii_lowercase();
        matches!(self.view, View::Board | View::List)
            && self.shows(row.status)
            && (severities.is_empty() || row.severity.is_some_and(|s| severities.contains(&s)))
            && (self.service.is_empty() || row.services.iter().any(|s| self.service.contains(&s.id)))
            && (self.owner.is_empty() || row.owner.as_ref().is_some_and(|o| self.owner.contains(&o.id)))
            && (self.tag.trim().is_empty() || row.tags.iter().any(|t| t == self.tag.trim()))
            && (words.is_empty() || row.title.to_ascii_lowercase().contains(&words))
    }
}
