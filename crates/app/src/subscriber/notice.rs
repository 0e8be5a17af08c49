//! Noting what is published, in the transaction that publishes it: one row, however many are told. Spreading it is the worker's.

use domain::id::{PublicationId, RcaId, ServiceId};
use domain::portal::{Maintenance, MaintenanceUpdate, Published, Said};
use domain::subscriber::Notice;
use domain::time::Instant;
use serde_json::json;
use store::subscriber::notice;

use crate::integration::is_quiet;
use crate::write::Write;
use crate::{App, Result};

/// An analysis that is published for everyone, in the words of the publication.
#[derive(Clone, Debug)]
pub struct RcaNews {
    /// The publication: one message for each.
    pub id: PublicationId,
    /// The analysis: what is told of it keeps its order.
    pub rca: RcaId,
    /// What people say, such as `RCA-7`.
    pub reference: String,
    /// How far it has come, in a word: `FINAL`.
    pub stage: String,
    /// The title as it was published.
    pub title: String,
    /// The first words of what happened, as they were published: plain text.
    pub summary: String,
    /// Where it is, from the root of the site: `/status/rca/RCA-7`.
    pub path: String,
    /// The services that it is about; those that are not public are passed over.
    pub services: Vec<ServiceId>,
    /// When it was published.
    pub at: Instant,
}

/// Notes an update for customers, or a correction of one.
pub(crate) fn announce_update(write: &mut Write<'_>, record: &Published, said: &Said) {
    let services = public(write.app(), &record.services);
    announce(write, &Notice::update(said.id, said.incident, services, said.published_at));
}

/// Notes what was said about announced work.
pub(crate) fn announce_work(write: &mut Write<'_>, work: &Maintenance, said: &MaintenanceUpdate) {
    let services = public(write.app(), &work.services);
    announce(write, &Notice::maintenance(said.id, work.id, services, said.published_at));
}

/// Tells subscribers of an analysis that is published for everyone: to be called in the transaction that publishes it.
pub fn announce_rca(write: &mut Write<'_>, news: &RcaNews) {
    let services = public(write.app(), &news.services);
    let facts = json!({
        "id": news.rca.to_string(),
        "reference": news.reference,
        "stage": news.stage,
        "title": news.title,
        "summary": news.summary,
        "path": news.path,
    });
    announce(write, &Notice::rca(news.id, news.rca, services, facts.to_string(), news.at));
}

/// Takes a publication back: whoever was not told of it yet is not told any more.
pub async fn withdraw_rca(write: &Write<'_>, id: PublicationId) -> Result<()> {
    notice::withdraw_one(&write.tx, id.uuid(), write.now).await?;
    Ok(())
}

/// Takes back everything that was told of a record, as it is not public any more.
pub(crate) async fn withdraw(write: &Write<'_>, subject: &str) -> Result<()> {
    notice::withdraw(&write.tx, subject, write.now).await?;
    Ok(())
}

/// History, the demo and the command line tell nobody.
fn announce(write: &mut Write<'_>, notice: &Notice) {
    if !is_quiet(write.author()) {
        write.announce(notice);
    }
}

fn public(app: &App, services: &[ServiceId]) -> Vec<ServiceId> {
    let is_shown = |id: &ServiceId| app.directory().service(*id).is_some_and(|one| one.is_public);
    services.iter().copied().filter(is_shown).collect()
}
