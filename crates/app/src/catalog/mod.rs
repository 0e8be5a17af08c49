//! Use cases about services.
//!
//! It must not know incidents.

pub mod command;

use std::sync::Arc;

use domain::catalog::{Service, ServiceChange};
use domain::id::{ServiceId, TeamId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::text::{Markdown, Name, WebUrl};
use serde_json::json;
use store::catalog::repo;

pub use command::{CreateService, PortalPlace, UpdateService};

use crate::directory::sort_key;
use crate::error::parse;
use crate::identity::taken;
use crate::incident::instant_opt;
use crate::page::{ByName, NamePage};
use crate::{App, Error, Result, authorize};

impl App {
    /// A service.
    pub fn service(&self, actor: &Actor, id: ServiceId) -> Result<Arc<Service>> {
        authorize(actor, Permission::ServiceRead, Relation::default())?;
        self.directory().service(id).ok_or(Error::NotFound)
    }

    /// Services by name.
    pub fn services(&self, actor: &Actor, wanted: &ByName) -> Result<NamePage<Arc<Service>>> {
        authorize(actor, Permission::ServiceRead, Relation::default())?;
        let key = |service: &Arc<Service>| (sort_key(service.name.as_str()), service.id.uuid());
        wanted.cut(&self.directory().services(), key, |service| service.name.to_string())
    }

    /// Makes a service. Whoever may only manage the services of their own teams names one of them
    /// as the owner.
    ///
    /// Errors: a name that is taken, an unknown team, an address that is not of the web.
    pub async fn create_service(&self, actor: &Actor, command: CreateService) -> Result<Arc<Service>> {
        authorize(actor, Permission::ServiceManage, owned_by(command.owner_team))?;
        self.known_team(command.owner_team)?;
        let name = parse("name", Name::parse(&command.name))?;
        let description = command.description.as_deref().unwrap_or_default();
        let description = parse("description", Markdown::parse(description))?;
        let logs_url = link("logsUrl", command.logs_url.as_deref().unwrap_or_default())?;
        let dashboard_url = link("dashboardUrl", command.dashboard_url.as_deref().unwrap_or_default())?;
        let runbook_url = link("runbookUrl", command.runbook_url.as_deref().unwrap_or_default())?;
        let portal = self.portal_place(&command.portal)?;
        let mut w = self.write(actor).await?;
        let id = ServiceId::new(self.uuid());
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = w.claim("createService", key, &command, id.uuid()).await? {
            return self.directory().service(ServiceId::new(earlier)).ok_or(Error::NotFound);
        }
        let service = Service {
            id,
            name,
            description,
            tier: command.tier,
            owner_team: command.owner_team,
            logs_url,
            dashboard_url,
            runbook_url,
            group: portal.group.flatten(),
            position: portal.position.unwrap_or_default(),
            is_public: portal.is_public.unwrap_or_default(),
            monitored_since: portal.monitored_since,
            created_at: w.now,
            version: 1,
        };
        repo::insert(&w.tx, &service).await.map_err(|error| taken("name", error))?;
        w.audit("service.created", "service", id, &json!({ "name": service.name.as_str() }));
        w.event("catalog", "catalog.service_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_catalog().await?;
        self.directory().service(id).ok_or(Error::NotFound)
    }

    /// Changes a service; an empty link or owner is cleared. Whoever may only manage the services
    /// of their own teams may neither take one over nor give one away.
    ///
    /// Errors: unknown, stale version, a name that is taken, an unknown team.
    pub async fn update_service(&self, actor: &Actor, command: UpdateService) -> Result<Arc<Service>> {
        // Whoever may change none learns nothing about which exist.
        if !actor.may_ever(Permission::ServiceManage) {
            return Err(Error::Forbidden { permission: Permission::ServiceManage });
        }
        let change = ServiceChange {
            name: command.name.as_deref().map(|name| parse("name", Name::parse(name))).transpose()?,
            description: command
                .description
                .as_deref()
                .map(|text| parse("description", Markdown::parse(text)))
                .transpose()?,
            tier: command.tier,
            owner_team: command.owner_team,
            logs_url: command.logs_url.as_deref().map(|url| link("logsUrl", url)).transpose()?,
            dashboard_url: command
                .dashboard_url
                .as_deref()
                .map(|url| link("dashboardUrl", url))
                .transpose()?,
            runbook_url: command.runbook_url.as_deref().map(|url| link("runbookUrl", url)).transpose()?,
            ..self.portal_place(&command.portal)?
        };
        let mut w = self.write(actor).await?;
        let mut service = repo::load(&w.tx, command.id).await?.ok_or(Error::NotFound)?;
        authorize(actor, Permission::ServiceManage, owned_by(service.owner_team))?;
        if let Some(next_owner) = change.owner_team {
            authorize(actor, Permission::ServiceManage, owned_by(next_owner))?;
            self.known_team(next_owner)?;
        }
        if service.version != command.version {
            return Err(Error::stale(service.version));
        }
        if service.apply(change) {
            repo::save(&w.tx, &service).await.map_err(|error| taken("name", error))?;
            let facts = json!({
                "name": service.name.as_str(), "tier": service.tier.as_str(),
                "ownerTeam": service.owner_team.map(|team| team.to_string()),
            });
            w.audit("service.updated", "service", service.id, &facts);
            w.event(
                "catalog",
                "catalog.service_updated",
                service.id.uuid(),
                &json!({ "version": service.version + 1 }),
            );
            w.commit().await?;
            self.directory().reload_catalog().await?;
        }
        self.directory().service(service.id).ok_or(Error::NotFound)
    }

    /// How the status portal shows a service, as a change of nothing else.
    fn portal_place(&self, place: &PortalPlace) -> Result<ServiceChange> {
        let group = place.group.as_deref().map(|text| match text.trim() {
            "" => Ok(None),
            name => parse("group", Name::parse(name)).map(Some),
        });
        let monitored_since = instant_opt("monitoredSince", place.monitored_since)?;
        if monitored_since.is_some_and(|since| since > self.now()) {
            return Err(Error::invalid("monitoredSince", "lies in the future"));
        }
        Ok(ServiceChange {
            group: group.transpose()?,
            position: place.position,
            is_public: place.is_public,
            monitored_since,
            ..ServiceChange::default()
        })
    }

    fn known_team(&self, team: Option<TeamId>) -> Result<()> {
        match team {
            Some(team) if self.directory().team(team).is_none() => {
                Err(Error::invalid("ownerTeamId", "names a team that does not exist"))
            }
            _ => Ok(()),
        }
    }
}

fn owned_by(owner_team: Option<TeamId>) -> Relation {
    Relation { owner_team, ..Relation::default() }
}

/// A link: an empty text is none.
fn link(field: &str, text: &str) -> Result<Option<WebUrl>> {
    if text.trim().is_empty() { Ok(None) } else { parse(field, WebUrl::parse(text)).map(Some) }
}
