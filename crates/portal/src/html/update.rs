//! Updates of incidents and of announced work, as both show them: newest first.

use domain::portal::{
    ComponentStatus, IncidentWord, Kept, PublicIncident, PublicMaintenance, PublicUpdate, StatusChange,
};
use domain::text::listed;
use domain::time::Instant;

use crate::words::Stamp;

/// One update.
pub(super) struct UpdateView {
    /// Where on the page it is.
    pub anchor: String,
    pub word: &'static str,
    pub at: Stamp,
    /// Was made safe before it was published.
    pub body: String,
    /// What became of the promise before it.
    pub kept: Option<String>,
    pub was_kept: bool,
    /// When the fix is expected.
    pub eta: Option<Stamp>,
    /// The update it puts right: where it is, and when it went out.
    pub corrects: Option<(String, Stamp)>,
    /// The update that puts it right.
    pub corrected_by: Option<(String, Stamp)>,
    /// What became of services: `Checkout: operational → partial outage`.
    pub changes: Vec<String>,
}

fn plain<S>(update: &PublicUpdate<S>, word: &'static str, now: Instant) -> UpdateView {
    UpdateView {
        anchor: update.id.clone(),
        word,
        at: Stamp::new(update.published_at, now),
        body: update.body_html.clone(),
        kept: None,
        was_kept: true,
        eta: update.eta.map(|at| Stamp::new(at, now)),
        corrects: None,
        corrected_by: None,
        changes: changes(&update.changes),
    }
}

/// One line for services that took the same step.
fn changes(changes: &[StatusChange]) -> Vec<String> {
    let mut steps: Vec<(ComponentStatus, ComponentStatus)> = Vec::new();
    for change in changes {
        if !steps.contains(&(change.from, change.to)) {
            steps.push((change.from, change.to));
        }
    }
    let line = |(from, to): (ComponentStatus, ComponentStatus)| {
        let same = changes.iter().filter(|change| (change.from, change.to) == (from, to));
        let names = listed(same.map(|change| change.service.name.as_str()));
        format!("{names}: {} → {}", from.words().to_lowercase(), to.words().to_lowercase())
    };
    steps.into_iter().map(line).collect()
}

fn kept_words(kept: Kept, now: Instant) -> String {
    let promised = Stamp::new(kept.promised_for, now).text;
    match kept.late_minutes {
        0 => format!("Promised for {promised}, kept"),
        minutes => format!("Promised for {promised}, came {minutes} min later"),
    }
}

/// All updates of an incident, newest first.
pub(super) fn of_incident(incident: &PublicIncident, now: Instant) -> Vec<UpdateView> {
    let link =
        |update: &PublicUpdate<IncidentWord>| (update.id.clone(), Stamp::new(update.published_at, now));
    let view = |(index, update): (usize, &PublicUpdate<IncidentWord>)| {
        let kept = incident.kept(index);
        let earlier =
            update.corrects.as_ref().and_then(|id| incident.updates.iter().find(|one| one.id == *id));
        UpdateView {
            kept: kept.map(|kept| kept_words(kept, now)),
            was_kept: kept.is_none_or(|kept| kept.late_minutes == 0),
            corrects: earlier.map(link),
            corrected_by: incident.correction_of(&update.id).map(link),
            ..plain(update, update.status.words(), now)
        }
    };
    incident.updates.iter().enumerate().rev().map(view).collect()
}

/// All updates of announced work, newest first.
pub(super) fn of_work(work: &PublicMaintenance, now: Instant) -> Vec<UpdateView> {
    work.updates.iter().rev().map(|update| plain(update, update.status.words(), now)).collect()
}
