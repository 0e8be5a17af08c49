//! What was promised: made and settled with updates and with the end of an incident, and listed.

use domain::comms::promise::{Promise, PromiseKind};
use domain::comms::{Audience, StatusUpdate};
use domain::id::PromiseId;
use domain::identity::Actor;
use domain::incident::Incident;
use domain::time::Instant;
use store::comms::promise as promises;
use uuid::Uuid;

use crate::page::Page;
use crate::write::Write;
use crate::{App, Result};

/// Which promises to list; `None` does not filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PromiseFilter {
    /// Whether they are not settled yet.
    pub is_open: Option<bool>,
    /// Whether they are open and late (`COM-02`).
    pub is_late: Option<bool>,
    /// To this audience.
    pub audience: Option<Audience>,
    /// Of this kind.
    pub kind: Option<PromiseKind>,
}

/// An update keeps what the one before it promised to its audience, and makes a promise of its own. The incident is locked.
pub(crate) async fn keep_update(write: &mut Write<'_>, update: &StatusUpdate) -> Result<()> {
    let thresholds = write.app().thresholds();
    if let Some(mut last) = promises::last_update(&write.tx, update.incident, update.audience).await?
        && last.keep(update.published_at, &thresholds)
    {
        promises::save(&write.tx, &last).await?;
    }
    let id = PromiseId::new(write.app().uuid());
    if let Some(made) = Promise::of_update(id, update, &thresholds) {
        promises::add(&mut write.later, &[made]);
    }
    Ok(())
}

/// The end of an incident, which is locked, settles what updates promised; all but what customers are still owed.
pub(crate) async fn end_promises(write: &Write<'_>, incident: &Incident) -> Result<()> {
    let thresholds = write.app().thresholds();
    for mut promise in promises::open_of(&write.tx, &[incident.id], PromiseKind::Update).await? {
        if promise.end(incident.promises.external_due_at, write.now, &thresholds) {
            promises::save(&write.tx, &promise).await?;
        }
    }
    Ok(())
}

impl App {
    /// A page of promises about the incidents that the actor sees, due first first, after the one of this due date and id.
    pub async fn promises(
        &self,
        actor: &Actor,
        filter: PromiseFilter,
        after: Option<(Instant, Uuid)>,
        size: u64,
    ) -> Result<Page<Promise>> {
        let scope = self.incident_scope(actor)?;
        let after = after.map(|(at, id)| (at, PromiseId::new(id)));
        let filter = self.promise_filter(filter);
        Ok(Page::of(promises::page(self.store(), &scope, &filter, after, size + 1).await?, size))
    }

    /// How many promises a filter finds.
    pub async fn count_promises(&self, actor: &Actor, filter: PromiseFilter) -> Result<u64> {
        let scope = self.incident_scope(actor)?;
        Ok(promises::count(self.store(), &scope, &self.promise_filter(filter)).await?)
    }

    fn promise_filter(&self, filter: PromiseFilter) -> promises::Filter {
        promises::Filter {
            is_open: filter.is_open,
            late: filter.is_late.map(|is_late| (is_late, self.thresholds().late_before(self.now()))),
            audience: filter.audience,
            kind: filter.kind,
        }
    }
}
