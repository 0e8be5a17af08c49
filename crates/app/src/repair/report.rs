//! Items counted by service, lens and team.
//!
//! It must not count by person (`ACT-12`).

use std::collections::{BTreeMap, HashSet};

use domain::id::{ServiceId, TeamId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::rca::Lens;
use domain::repair::report::{Counted, RepairReportGroup, Tally};
use formats::repair_csv;
use store::repair::Group;
use store::repair::report::{ReportRow, rows};

use super::{RepairReport, RepairReportRow, ReportKey};
use crate::{App, Result, authorize};

impl App {
    /// Counts items by service, lens or team; never by person (`ACT-12`).
    pub async fn repair_report(&self, actor: &Actor, group: RepairReportGroup) -> Result<RepairReport> {
        authorize(actor, Permission::RepairRead, Relation::default())?;
        let stored = match group {
            RepairReportGroup::Service => Group::Service,
            RepairReportGroup::Lens => Group::Lens,
            RepairReportGroup::Team => Group::Team,
        };
        let found = rows(self.store(), stored).await?;
        let now = self.now();
        let mut seen = HashSet::new();
        let total = Tally::of(found.iter().filter(|row| seen.insert(row.number)).map(|row| &row.item), now);
        let mut groups: BTreeMap<ReportKey, Vec<&Counted>> = BTreeMap::new();
        for row in &found {
            groups.entry(key(group, row)).or_default().push(&row.item);
        }
        let named = groups.into_iter().map(|(key, items)| RepairReportRow {
            key,
            label: self.label(group, key),
            tally: Tally::of(items, now),
        });
        let mut rows: Vec<RepairReportRow> = named.collect();
        rows.sort_by_cached_key(|row| (row.key == ReportKey::None, row.label.to_lowercase(), row.key));
        let csv = table(&total, &rows);
        Ok(RepairReport { as_of: now, group, total, rows, csv })
    }

    fn label(&self, group: RepairReportGroup, key: ReportKey) -> String {
        let gone = || "Unknown".to_owned();
        match key {
            ReportKey::Service(id) => {
                self.directory().service(id).map_or_else(gone, |service| service.name.as_str().to_owned())
            }
            ReportKey::Team(id) => {
                self.directory().team(id).map_or_else(gone, |team| team.name.as_str().to_owned())
            }
            ReportKey::Lens(Lens::Technical) => "Technical".to_owned(),
            ReportKey::Lens(Lens::Process) => "Process".to_owned(),
            ReportKey::Lens(Lens::Organizational) => "Organizational".to_owned(),
            ReportKey::None if group == RepairReportGroup::Team => "No team".to_owned(),
            ReportKey::None => "No service".to_owned(),
        }
    }
}

fn key(group: RepairReportGroup, row: &ReportRow) -> ReportKey {
    let found = match group {
        RepairReportGroup::Service => row.id.map(|id| ReportKey::Service(ServiceId::new(id))),
        RepairReportGroup::Team => row.id.map(|id| ReportKey::Team(TeamId::new(id))),
        RepairReportGroup::Lens => Some(ReportKey::Lens(row.lens)),
    };
    found.unwrap_or(ReportKey::None)
}

const HEADER: [&str; 20] = [
    "group",
    "open",
    "overdue",
    "openUpTo10Days",
    "openUpTo30Days",
    "openUpTo90Days",
    "openUpTo365Days",
    "openLonger",
    "medianAgeDays",
    "strong",
    "intermediate",
    "weak",
    "unrated",
    "done",
    "doneWithinPolicy",
    "shareWithinPolicy",
    "measured",
    "effective",
    "shareEffective",
    "notDoing",
];

/// The total is the last line.
fn table(total: &Tally, rows: &[RepairReportRow]) -> String {
    let rows = rows.iter().map(|row| line(&row.label, &row.tally));
    repair_csv::table(&HEADER, rows.chain([line("Total", total)]))
}

fn line(label: &str, tally: &Tally) -> Vec<String> {
    let share = |share: Option<f64>| share.map(|share| format!("{share:.3}")).unwrap_or_default();
    let mut line = vec![label.to_owned(), tally.open.to_string(), tally.overdue.to_string()];
    line.extend(tally.ages.iter().map(u32::to_string));
    line.push(tally.median_age_days.map(|days| format!("{days:.1}")).unwrap_or_default());
    line.extend(tally.strengths.iter().map(u32::to_string));
    line.extend([tally.done.to_string(), tally.done_within_policy.to_string()]);
    line.push(share(tally.share_within_policy()));
    line.extend([tally.measured.to_string(), tally.effective.to_string()]);
    line.push(share(tally.share_effective()));
    line.push(tally.not_doing.to_string());
    line
}
