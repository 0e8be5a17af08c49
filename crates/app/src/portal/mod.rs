//! Use cases of the status portal: what is published with an update, what the portal shows, its settings, and announced work.
//!
//! What the portal shows is read from tables that only publication fills. It must not know pages or HTTP.

pub mod command;
mod days;
mod publish;
mod settings;
mod work;

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::IncidentId;
use domain::identity::Actor;
use domain::portal::{Assembled, Material, PortalSettings};
use store::portal::{published, settings as stored, work as works};

pub use command::{ScheduleMaintenance, UpdateMaintenance, UpdatePortalSettings};
pub(crate) use publish::{CHANGED, entitle, follow, hide, owe, publish};
pub use store::portal::published::Standing;
pub use work::MaintenancesQuery;

use crate::{App, Result};

/// Days that the portal shows of each service.
pub const DAYS: u16 = 90;

/// What the portal shows, and how it is set up.
#[derive(Clone, Debug)]
pub struct PortalState {
    /// How the portal looks and counts.
    pub settings: PortalSettings,
    /// What it shows.
    pub shown: Assembled,
}

impl App {
    /// Reads what the portal shows and keeps it for [`App::portal`]. It is background work: no request waits for it.
    pub async fn read_portal(&self) -> Result<Arc<PortalState>> {
        let connection = self.store().background();
        // The time is taken first: what is published while this reads may be missing.
        let now = self.now();
        let settings = stored::load(&connection).await?;
        let incidents = published::all(&connection).await?;
        let works = works::all(&connection).await?;
        let analyses = store::publication::list::for_everyone(&connection).await?;
        let organisation = self.directory().organisation();
        let services = self.directory().services();
        let services: Vec<&domain::catalog::Service> = services.iter().map(AsRef::as_ref).collect();
        let (days, tomorrow) = days::shown(organisation.time_zone.as_str(), now, DAYS);
        let material = Material {
            organisation: &organisation,
            settings: &settings,
            services: &services,
            incidents: &incidents,
            works: &works,
            analyses: &analyses,
            days: &days,
            tomorrow,
            now,
        };
        let shown = material.assemble(&|text| self.markdown().render(text).to_string());
        let state = Arc::new(PortalState { settings, shown });
        self.keep_portal(Arc::clone(&state));
        Ok(state)
    }

    /// What the portal shows, as it was read last; read now when it never was.
    pub async fn portal(&self) -> Result<Arc<PortalState>> {
        match self.kept_portal() {
            Some(state) => Ok(state),
            None => self.read_portal().await,
        }
    }

    /// How incidents stand to the public; those of which nothing is known are absent. Whoever may read the incident may know.
    pub async fn incident_standings(
        &self,
        actor: &Actor,
        ids: &[IncidentId],
    ) -> Result<HashMap<IncidentId, Standing>> {
        self.incident_scope(actor)?;
        Ok(published::standings(self.store(), ids).await?)
    }
}
