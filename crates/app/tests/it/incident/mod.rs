//! Incidents and their communication.

mod history;
mod privacy;
mod relations;
mod talk;
mod writes;

use app::catalog::{CreateService, PortalPlace};
use app::incident::{ChangeStatus, DeclareIncident, IncidentAnswer, IncidentFilter, Order};
use domain::catalog::ServiceTier;
use domain::id::ServiceId;
use domain::identity::{Actor, Principal, Role};
use domain::incident::{IncidentStatus, Severity, Summary};

use crate::harness::{World, cli, world};

/// The cast of most stories, and one service.
pub struct Stage {
    pub world: World,
    /// A responder.
    pub oliver: Actor,
    /// Another responder.
    pub dave: Actor,
    /// An incident manager.
    pub meena: Actor,
    /// Reads only.
    pub victor: Actor,
    /// An administrator.
    pub ada: Actor,
    pub shop: ServiceId,
}

pub async fn stage() -> Stage {
    let world = world().await;
    let command = CreateService {
        name: "Shop".to_owned(),
        description: None,
        tier: ServiceTier::Tier1,
        owner_team: None,
        logs_url: None,
        dashboard_url: None,
        runbook_url: None,
        portal: PortalPlace::default(),
        idempotency_key: None,
    };
    let shop = world.app.create_service(&cli(), command).await.unwrap().id;
    Stage {
        oliver: actor(&world, "oliver@trips.example", Role::Responder).await,
        dave: actor(&world, "dave@trips.example", Role::Responder).await,
        meena: actor(&world, "meena@trips.example", Role::IncidentManager).await,
        victor: actor(&world, "victor@trips.example", Role::Viewer).await,
        ada: actor(&world, "ada@trips.example", Role::Admin).await,
        shop,
        world,
    }
}

pub async fn actor(world: &World, email: &str, role: Role) -> Actor {
    let person = world.person(email, &[role]).await;
    Actor {
        principal: Principal::User(person.id),
        session: None,
        roles: person.roles.clone(),
        teams: person.teams.clone(),
        customer: None,
    }
}

impl Stage {
    pub fn declaration(&self, title: &str) -> DeclareIncident {
        DeclareIncident {
            title: title.to_owned(),
            summary: None,
            severity: Severity::Sev2,
            service_ids: vec![self.shop],
            impact_started_at: None,
            impact_level: None,
            detected_at: None,
            detection_source: None,
            lead_id: None,
            tags: Vec::new(),
            is_private: false,
            first_entry: None,
            idempotency_key: None,
        }
    }

    /// Declares an incident as Oliver.
    pub async fn declare(&self, title: &str) -> Summary {
        self.world.app.declare_incident(&self.oliver, self.declaration(title)).await.unwrap().incident
    }

    /// Declares a private incident as Oliver.
    pub async fn declare_private(&self, title: &str) -> Summary {
        let command = DeclareIncident { is_private: true, ..self.declaration(title) };
        self.world.app.declare_incident(&self.oliver, command).await.unwrap().incident
    }

    /// Takes a step as Oliver.
    pub async fn step(&self, before: &Summary, to: IncidentStatus, reason: Option<&str>) -> IncidentAnswer {
        let command = ChangeStatus {
            id: before.id,
            version: before.version,
            status: to,
            reason: reason.map(str::to_owned),
            at: None,
        };
        self.world.app.change_incident_status(&self.oliver, command).await.unwrap()
    }

    /// Titles that an actor finds, newest first.
    pub async fn titles(&self, actor: &Actor) -> Vec<String> {
        let filter = IncidentFilter::default();
        let page = self.world.app.incidents(actor, &filter, Order::StartedAtDesc, None, 100).await.unwrap();
        page.items.into_iter().map(|summary| summary.title.into_string()).collect()
    }
}
