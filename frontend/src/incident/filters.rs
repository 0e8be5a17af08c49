//! The filters of the list: read from the address, written to the address, turned into what the API asks for.
//! It must not know how they are drawn.

use leptos_router::params::ParamsMap;

use super::{
    api::{IncidentFilter, ResponderFilter, Row, no_filter},
    text,
};
use crate::{
    model::{DateTime, IncidentStatus, ResponderRole, Severity},
    ui::{
        filter::{self, some},
        time,
    },
};

/// The tabs.
#[derive(Clone, Copy, PartialEq)]
pub enum View {
    Recent,
    Mine,
    Late,
    All,
}

impl View {
    pub const EVERY: [Self; 4] = [Self::Recent, Self::Mine, Self::Late, Self::All];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Recent => "Open and recent",
            Self::Mine => "Mine",
            Self::Late => "Late updates",
            Self::All => "All",
        }
    }

    const fn wire(self) -> &'static str {
        match self {
            Self::Recent => "",
            Self::Mine => "mine",
            Self::Late => "late",
            Self::All => "all",
        }
    }
}

/// A kind of filter with several values, as named in the address.
#[derive(Clone, Copy, PartialEq)]
pub enum Many {
    Severity,
    Status,
    Service,
    Lead,
}

/// What the address says.
#[derive(Clone, PartialEq)]
pub struct Filters {
    pub view: View,
    pub text: String,
    pub severity: Vec<String>,
    pub status: Vec<String>,
    pub service: Vec<String>,
    pub lead: Vec<String>,
    /// My role in it, for the tab "Mine".
    pub role: String,
    /// Days in the reader's zone, `2026-11-07`.
    pub from: String,
    pub to: String,
    /// Only what an import found something odd about.
    pub findings: bool,
}

/// One group of rows: heading, what to ask for, what to say when nothing comes.
#[derive(Clone, PartialEq)]
pub struct SectionSpec {
    pub heading: &'static str,
    pub none: &'static str,
    /// `Some` when only open (or only ended) incidents belong here.
    pub open: Option<bool>,
    pub filter: IncidentFilter,
}

impl Filters {
    pub fn read(query: &ParamsMap) -> Self {
        let text = |key: &str| query.get(key).unwrap_or_default();
        let many = |key: &str| filter::many(query, key);
        let view = text("view");
        Self {
            view: View::EVERY.into_iter().find(|v| v.wire() == view).unwrap_or(View::Recent),
            text: text("q"),
            severity: many("sev"),
            status: many("status"),
            service: many("service"),
            lead: many("lead"),
            role: text("role"),
            from: text("from"),
            to: text("to"),
            findings: text("findings") == "yes",
        }
    }

    pub fn of(&self, many: Many) -> &[String] {
        match many {
            Many::Severity => &self.severity,
            Many::Status => &self.status,
            Many::Service => &self.service,
            Many::Lead => &self.lead,
        }
    }

    /// The same filters with one value switched on or off.
    pub fn toggled(mut self, many: Many, value: &str, on: bool) -> Self {
        let list = match many {
            Many::Severity => &mut self.severity,
            Many::Status => &mut self.status,
            Many::Service => &mut self.service,
            Many::Lead => &mut self.lead,
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
        let parts = vec![
            ("view", self.view.wire().to_owned()),
            ("q", self.text.clone()),
            ("sev", self.severity.join(",")),
            ("status", self.status.join(",")),
            ("service", self.service.join(",")),
            ("lead", self.lead.join(",")),
            ("role", self.role.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("findings", if self.findings { "yes".to_owned() } else { String::new() }),
        ];
        filter::href("/incidents", parts)
    }

    fn severities(&self) -> Vec<Severity> {
        self.severity.iter().filter_map(|s| Severity::parse(s)).collect()
    }

    fn statuses(&self) -> Vec<IncidentStatus> {
        self.status.iter().filter_map(|s| IncidentStatus::parse(s)).collect()
    }

    fn base(&self, viewer_id: &str) -> IncidentFilter {
        let text = self.text.trim();
        let responder = (self.view == View::Mine)
            .then(|| ResponderFilter { user_id: viewer_id.into(), role: ResponderRole::parse(&self.role) });
        IncidentFilter {
            status: some(self.statuses()),
            severity: some(self.severities()),
            service_ids: some(self.service.clone()),
            lead_ids: some(self.lead.clone()),
            responder,
            started_from: time::from_input(&self.from),
            started_to: time::from_input(&self.to).map(|day| DateTime(day.0 + 86_400_000)),
            text: (!text.is_empty()).then(|| text.to_owned()),
            is_late: (self.view == View::Late).then_some(true),
            has_import_findings: self.findings.then_some(true),
            ..no_filter()
        }
    }

    /// The groups of the list under these filters.
    pub fn sections(&self, viewer_id: &str) -> Vec<SectionSpec> {
        let base = self.base(viewer_id);
        let spec = |heading, none, open| SectionSpec {
            heading,
            none: if self.is_active() { text::NONE_MATCH } else { none },
            open,
            filter: IncidentFilter { is_open: open, ..base.clone() },
        };
        match self.view {
            View::Recent => {
                vec![
                    spec(text::OPEN, text::NONE_OPEN, Some(true)),
                    spec(text::ENDED, text::NONE_ENDED, Some(false)),
                ]
            }
            View::Mine => {
                vec![
                    spec(text::OPEN, text::NONE_MINE, Some(true)),
                    spec(text::ENDED, text::NONE_MINE, Some(false)),
                ]
            }
            View::Late => vec![spec(text::LATE, text::NONE_LATE, None)],
            View::All => vec![spec(text::ALL, text::NONE_ALL, None)],
        }
    }

    /// Whether a new incident belongs in the list on screen, as far as its row tells.
    pub fn lets_through(&self, row: &Row) -> bool {
        let (severities, statuses) = (self.severities(), self.statuses());
        let text = self.text.trim().to_ascii_lowercase();
        matches!(self.view, View::Recent | View::All)
            // What is declared now was not brought in.
            && !self.findings
            && (severities.is_empty() || severities.contains(&row.severity))
            && (statuses.is_empty() || statuses.contains(&row.status))
            && (self.service.is_empty() || row.services.iter().any(|s| self.service.contains(&s.id)))
            && (self.lead.is_empty() || row.lead.as_ref().is_some_and(|l| self.lead.contains(&l.id)))
            && (text.is_empty() || row.title.to_ascii_lowercase().contains(&text))
    }
}
