//! Pages: HTML that reads well without script, and carries no style of its own.
//!
//! A page is a plain view, made here, and a template that has no rules. It must not know HTTP.

mod account;
mod drawing;
mod frame;
mod history;
mod incident;
mod notice;
mod rca;
mod service;
mod shared;
mod status;
mod subscribe;
mod update;

pub use account::{Account, SharedAnalysis, SignInForm};
pub use notice::unknown_page;
pub use rca::rca_article;
pub use shared::{SharedPage, SharedQuestion};
pub use subscribe::{SubscribeForm, SubscriptionWords};

use askama::Template;
use domain::availability::DayLevel;
use domain::portal::{ComponentStatus, Impact};

/// Renders a page. A template fails only when its writer does, and a string does not.
fn render(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

/// The shape and colour of a status.
pub(crate) const fn status_mark(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "ok",
        ComponentStatus::UnderMaintenance => "mnt",
        ComponentStatus::DegradedPerformance => "3",
        ComponentStatus::PartialOutage => "2",
        ComponentStatus::MajorOutage => "1",
    }
}

/// The shape and colour of an impact.
const fn impact_mark(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "ok",
        Impact::Maintenance => "mnt",
        Impact::Minor => "3",
        Impact::Major => "2",
        Impact::Critical => "1",
    }
}

/// The class of a bar.
const fn bar_class(level: DayLevel) -> &'static str {
    match level {
        DayLevel::NoData => "bn",
        DayLevel::Operational => "b0",
        DayLevel::UnderMaintenance => "bm",
        DayLevel::DegradedPerformance => "b3",
        DayLevel::PartialOutage => "b2",
        DayLevel::MajorOutage => "b1",
    }
}
