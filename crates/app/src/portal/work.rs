//! Announced work: schedule, change, step, tell, read. All of it is public at once.

use std::collections::HashMap;

use domain::id::{MaintenanceId, MaintenanceUpdateId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::portal::{Maintenance, MaintenanceChange, MaintenanceStatus, MaintenanceUpdate};
use domain::text::{Body, Title};
use domain::time::Instant;
use serde_json::json;
use store::portal::{MaintenanceQuery, work};
use uuid::Uuid;

use super::{ScheduleMaintenance, UpdateMaintenance};
use crate::error::parse;
use crate::incident::{instant, instant_opt};
use crate::page::Page;
use crate::write::Write;
use crate::{App, Error, Result, authorize, subscriber};

/// Which works, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenancesQuery {
    /// Of these states; of all when empty.
    pub status: Vec<MaintenanceStatus>,
    /// After the work of this begin and id.
    pub after: Option<(Instant, Uuid)>,
    /// At most so many; see [`crate::page::size`].
    pub size: u64,
}

impl App {
    /// One work.
    pub async fn maintenance(&self, actor: &Actor, id: MaintenanceId) -> Result<Maintenance> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        work::load(self.store(), id).await?.ok_or(Error::NotFound)
    }

    /// A page of works, newest first by begin.
    pub async fn maintenances(&self, actor: &Actor, query: MaintenancesQuery) -> Result<Page<Maintenance>> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        let wanted = MaintenanceQuery { status: query.status, after: query.after, limit: query.size + 1 };
        Ok(Page::of(work::page(self.store(), &wanted).await?, query.size))
    }

    /// How many works there are of these states.
    pub async fn count_maintenances(&self, actor: &Actor, status: &[MaintenanceStatus]) -> Result<u64> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        Ok(work::count(self.store(), status).await?)
    }

    /// What was said about many works, oldest first.
    pub async fn maintenance_updates(
        &self,
        actor: &Actor,
        ids: &[MaintenanceId],
    ) -> Result<HashMap<MaintenanceId, Vec<MaintenanceUpdate>>> {
        authorize(actor, Permission::PortalRead, Relation::default())?;
        Ok(work::updates(self.store(), ids).await?)
    }

    /// Announces work; its text is the first that customers read.
    ///
    /// Errors: a text that does not hold, no service or an unknown one, an end before the begin or in the past.
    pub async fn schedule_maintenance(
        &self,
        actor: &Actor,
        command: ScheduleMaintenance,
    ) -> Result<Maintenance> {
        authorize(actor, Permission::MaintenanceManage, Relation::default())?;
        self.check_services("serviceIds", &command.service_ids)?;
        let mut write = self.write(actor).await?;
        let id = MaintenanceId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("scheduleMaintenance", key, &command, id.uuid()).await? {
            drop(write);
            return self.maintenance(actor, MaintenanceId::new(earlier)).await;
        }
        let mut services = command.service_ids;
        services.sort_unstable();
        services.dedup();
        let mut record = Maintenance {
            id,
            number: 0,
            title: parse("title", Title::parse(&command.title))?,
            body: parse("body", Body::parse(&command.body))?,
            status: MaintenanceStatus::Scheduled,
            services,
            starts_at: instant("startsAt", command.starts_at)?,
            ends_at: instant("endsAt", command.ends_at)?,
            started_at: None,
            ended_at: None,
            created_by: actor.principal,
            created_at: write.now,
            version: 1,
        };
        record.check()?;
        if record.ends_at <= write.now {
            return Err(Error::invalid("endsAt", "must lie ahead"));
        }
        work::insert(&write.tx, &mut record).await?;
        let body = record.body.clone();
        self.say(&mut write, &record, body).await?;
        close(write, &record, "maintenance.scheduled").await?;
        Ok(record)
    }

    /// Changes title, services or time of announced work. Work that was moved says so to those who read of it.
    ///
    /// Errors: unknown, stale version, over, no service or an unknown one, an end before the begin.
    pub async fn update_maintenance(&self, actor: &Actor, command: UpdateMaintenance) -> Result<Maintenance> {
        authorize(actor, Permission::MaintenanceManage, Relation::default())?;
        let change = MaintenanceChange {
            title: command.title.as_deref().map(|text| parse("title", Title::parse(text))).transpose()?,
            services: command.service_ids,
            starts_at: instant_opt("startsAt", command.starts_at)?,
            ends_at: instant_opt("endsAt", command.ends_at)?,
        };
        self.check_services("serviceIds", change.services.as_deref().unwrap_or_default())?;
        let mut write = self.write(actor).await?;
        let mut record = open(&write, command.id, Some(command.version)).await?;
        let before = (record.starts_at, record.ends_at);
        if record.apply(change)? {
            work::save(&write.tx, &record).await?;
            record.version += 1;
            if before != (record.starts_at, record.ends_at) {
                let moved = Body::parse(&record.moved()).map_err(Error::internal)?;
                self.say(&mut write, &record, moved).await?;
            }
            close(write, &record, "maintenance.updated").await?;
        }
        Ok(record)
    }

    /// Takes a step and says so.
    ///
    /// Errors: unknown, stale version, no such step, a text that does not hold.
    pub async fn change_maintenance_status(
        &self,
        actor: &Actor,
        id: MaintenanceId,
        version: i32,
        status: MaintenanceStatus,
        body: &str,
    ) -> Result<Maintenance> {
        authorize(actor, Permission::MaintenanceManage, Relation::default())?;
        let body = parse("body", Body::parse(body))?;
        let mut write = self.write(actor).await?;
        let mut record = open(&write, id, Some(version)).await?;
        record.step(status, write.now)?;
        work::save(&write.tx, &record).await?;
        record.version += 1;
        self.say(&mut write, &record, body).await?;
        close(write, &record, "maintenance.status_changed").await?;
        Ok(record)
    }

    /// Says something about announced work.
    ///
    /// Errors: unknown, a text that does not hold.
    pub async fn add_maintenance_update(
        &self,
        actor: &Actor,
        id: MaintenanceId,
        body: &str,
        idempotency_key: Option<&str>,
    ) -> Result<Maintenance> {
        authorize(actor, Permission::MaintenanceManage, Relation::default())?;
        let text = parse("body", Body::parse(body))?;
        let mut write = self.write(actor).await?;
        let claimed = write.claim("addMaintenanceUpdate", idempotency_key, &(id, body), id.uuid()).await?;
        if claimed.is_some() {
            drop(write);
            return self.maintenance(actor, id).await;
        }
        let record = open(&write, id, None).await?;
        self.say(&mut write, &record, text).await?;
        close(write, &record, "maintenance.told").await?;
        Ok(record)
    }

    async fn say(&self, write: &mut Write<'_>, record: &Maintenance, body: Body) -> Result<()> {
        let said = MaintenanceUpdate {
            id: MaintenanceUpdateId::new(self.uuid()),
            maintenance: record.id,
            status: record.status,
            body,
            published_at: write.now,
            author: write.author(),
        };
        work::say(&write.tx, &said).await?;
        subscriber::announce_work(write, record, &said);
        Ok(())
    }
}

async fn open(write: &Write<'_>, id: MaintenanceId, version: Option<i32>) -> Result<Maintenance> {
    let record = work::lock(&write.tx, id).await?.ok_or(Error::NotFound)?;
    match version {
        Some(version) if version != record.version => Err(Error::stale(record.version)),
        _ => Ok(record),
    }
}

async fn close(mut write: Write<'_>, record: &Maintenance, action: &'static str) -> Result<()> {
    let facts = json!({ "number": record.number, "status": record.status.as_str() });
    write.audit(action, "maintenance", record.id, &facts);
    write.event("portal", action, record.id.uuid(), &facts);
    write.commit().await
}
