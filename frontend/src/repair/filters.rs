//! The tabs and filters of list and board: read from the address, written to the address, turned into what the API asks for.
//! It must not know how they are drawn.

use leptos_router::params::ParamsMap;

use super::{
    api::{RepairItemFilter, no_filter},
    record::Row,
};
use crate::{
    model::{Lens, RepairItemStatus, RepairKind},
    ui::filter::{self, some},
};

/// The tabs.
#[derive(Clone, Copy, PartialEq)]
pub enum Tab {
    Mine,
    Team,
    All,
    Declined,
}

impl Tab {
    pub const EVERY: [Self; 4] = [Self::Mine, Self::Team, Self::All, Self::Declined];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Mine => "Mine",
            Self::Team => "My team",
            Self::All => "All",
            Self::Declined => "Not acted on, by decision",
        }
    }

    const fn wire(self) -> &'static str {
        match self {
            Self::Mine => "",
            Self::Team => "team",
            Self::All => "all",
            Self::Declined => "declined",
        }
    }
}

/// A kind of filter with several values, as named in the address.
#[derive(Clone, Copy, PartialEq)]
pub enum Many {
    Team,
    Problem,
    Service,
    Lens,
    Kind,
}

/// What the address says.
#[derive(Clone, PartialEq)]
pub struct Filters {
    pub tab: Tab,
    pub board: bool,
    pub text: String,
    pub team: Vec<String>,
    pub problem: Vec<String>,
    pub service: Vec<String>,
    pub lens: Vec<String>,
    pub kind: Vec<String>,
}

impl Filters {
    pub fn read(query: &ParamsMap) -> Self {
        let text = |key: &str| query.get(key).unwrap_or_default();
        let tab = text("tab");
        let named = Tab::EVERY.into_iter().find(|t| t.wire() == tab);
        Self {
            tab: named.unwrap_or(Tab::Mine),
            board: text("view") == "board",
            text: text("q"),
            team: filter::many(query, "team"),
            problem: filter::many(query, "problem"),
            service: filter::many(query, "service"),
            lens: filter::many(query, "lens"),
            kind: filter::many(query, "kind"),
        }
    }

    fn list(&mut self, many: Many) -> &mut Vec<String> {
        match many {
            Many::Team => &mut self.team,
            Many::Problem => &mut self.problem,
            Many::Service => &mut self.service,
            Many::Lens => &mut self.lens,
            Many::Kind => &mut self.kind,
        }
    }

    pub fn of(&self, many: Many) -> Vec<String> {
        self.clone().list(many).clone()
    }

    /// The same filters with one value switched on or off.
    pub fn toggled(mut self, many: Many, value: &str, on: bool) -> Self {
        let list = self.list(many);
        list.retain(|v| v != value);
        if on {
            list.push(value.to_owned());
        }
        self
    }

    /// The same tab without any filter.
    pub fn cleared(&self) -> Self {
        Self { tab: self.tab, board: self.board, ..Self::read(&ParamsMap::new()) }
    }

    pub fn is_active(&self) -> bool {
        *self != self.cleared()
    }

    /// The address of these filters.
    pub fn href(&self) -> String {
        let view = if self.board { "board" } else { "" };
        let parts = vec![
            ("tab", self.tab.wire().to_owned()),
            ("view", view.to_owned()),
            ("q", self.text.clone()),
            ("team", self.team.join(",")),
            ("problem", self.problem.join(",")),
            ("service", self.service.join(",")),
            ("lens", self.lens.join(",")),
            ("kind", self.kind.join(",")),
        ];
        filter::href("/repairs", parts)
    }

    fn lenses(&self) -> Vec<Lens> {
        self.lens.iter().filter_map(|l| Lens::parse(l)).collect()
    }

    fn kinds(&self) -> Vec<RepairKind> {
        self.kind.iter().filter_map(|k| RepairKind::parse(k)).collect()
    }

    /// What is asked for, without the states; `viewer` is the reader, `teams` theirs.
    pub fn asks(&self, viewer: &str, teams: &[String]) -> RepairItemFilter {
        let team = if self.tab == Tab::Team { teams } else { &self.team };
        RepairItemFilter {
            owner_ids: (self.tab == Tab::Mine).then(|| vec![viewer.to_owned()]),
            team_ids: some(team.to_vec()),
            problem_ids: some(self.problem.clone()),
            service_ids: some(self.service.clone()),
            lens: some(self.lenses()),
            kind: some(self.kinds()),
            text: Some(self.text.trim().to_owned()).filter(|text| !text.is_empty()),
            ..no_filter()
        }
    }

    /// Whether an item that came in belongs on the screen, as far as its row tells.
    pub fn lets_through(&self, row: &Row, viewer: &str, teams: &[String]) -> bool {
        let named = |one: &Option<crate::model::Named>, ids: &[String]| {
            one.as_ref().is_some_and(|one| ids.contains(&one.id))
        };
        let tab = match self.tab {
            Tab::Mine => row.owner.as_ref().is_some_and(|o| o.id == viewer) && row.is_open,
            Tab::Team => named(&row.team, teams) && row.is_open,
            Tab::All => row.is_open,
            Tab::Declined => row.status == RepairItemStatus::NotDoing,
        };
        let (lenses, kinds) = (self.lenses(), self.kinds());
        let words = self.text.trim().to_ascii_lowercase();
        tab && self.service.is_empty()
            && (self.team.is_empty() || named(&row.team, &self.team))
            && (self.problem.is_empty() || self.problem.contains(&row.problem.id))
            && (lenses.is_empty() || lenses.contains(&row.lens))
            && (kinds.is_empty() || kinds.contains(&row.kind))
            && (words.is_empty() || row.title.to_ascii_lowercase().contains(&words))
    }
}
