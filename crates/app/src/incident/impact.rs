//! Impact windows (`CLK-04`).

use domain::id::ImpactWindowId;
use domain::identity::{Actor, Permission};
use domain::incident::impact::WindowChange;
use domain::incident::{ImpactWindow, IncidentChange};
use serde_json::json;
use store::incident::parts;

use super::open::{Change, Opened, authorize_ever};
use super::{AddWindow, IncidentAnswer, UpdateWindow, WindowAnswer, instant, instant_opt};
use crate::{App, Error, Result};

impl App {
    /// Adds an impact window; the start of impact follows the earliest one.
    ///
    /// Errors: stale version, an instant in the future, an end before its start, a service that the
    /// incident does not name.
    pub async fn add_impact_window(&self, actor: &Actor, command: AddWindow) -> Result<WindowAnswer> {
        authorize_ever(actor, Permission::IncidentUpdate)?;
        let mut window = ImpactWindow {
            id: ImpactWindowId::new(self.uuid()),
            started_at: instant("startedAt", command.started_at)?,
            ended_at: instant_opt("endedAt", command.ended_at)?,
            level: command.level,
            services: command.service_ids.clone(),
        };
        window.services.sort_unstable();
        window.services.dedup();
        let scope = self.incident_scope(actor)?;
        let write = self.write(actor).await?;
        let key = command.idempotency_key.as_deref();
        if let Some(earlier) = write.claim("addImpactWindow", key, &command, window.id.uuid()).await? {
            drop(write);
            let answer = self.answer_again(actor, command.incident_id).await?;
            let windows = parts::windows(self.store(), &scope, &[command.incident_id]).await?;
            let window = windows.into_values().flatten().find(|window| window.id.uuid() == earlier);
            return Ok(with_window(answer, window.ok_or(Error::NotFound)?));
        }
        let mut opened =
            self.open_in(actor, write, &scope, Permission::IncidentUpdate, command.incident_id).await?;
        opened.at_version(command.version)?;
        let now = opened.write.now;
        opened.incident.add_window(window.clone(), now)?;
        close(opened, "incident.window_added", window).await
    }

    /// Changes an impact window.
    ///
    /// Errors: as for adding one, or no such window.
    pub async fn update_impact_window(&self, actor: &Actor, command: UpdateWindow) -> Result<WindowAnswer> {
        authorize_ever(actor, Permission::IncidentUpdate)?;
        let change = WindowChange {
            started_at: instant_opt("startedAt", command.started_at)?,
            ended_at: instant_opt("endedAt", command.ended_at)?,
            level: command.level,
            services: command.service_ids.map(|mut services| {
                services.sort_unstable();
                services.dedup();
                services
            }),
        };
        let scope = self.incident_scope(actor)?;
        let incident =
            parts::incident_of_window(self.store(), &scope, command.id).await?.ok_or(Error::NotFound)?;
        let mut opened = self.open_incident(actor, Permission::IncidentUpdate, incident).await?;
        opened.at_version(command.incident_version)?;
        let now = opened.write.now;
        let window = opened.incident.change_window(command.id, change, now)?;
        close(opened, "incident.window_changed", window).await
    }

    /// An impact window, for a look-up by id.
    pub async fn impact_window(&self, actor: &Actor, id: ImpactWindowId) -> Result<ImpactWindow> {
        let scope = self.incident_scope(actor)?;
        let incident = parts::incident_of_window(self.store(), &scope, id).await?.ok_or(Error::NotFound)?;
        let windows = parts::windows(self.store(), &scope, &[incident]).await?;
        windows.into_values().flatten().find(|window| window.id == id).ok_or(Error::NotFound)
    }
}

async fn close(opened: Opened<'_>, action: &'static str, window: ImpactWindow) -> Result<WindowAnswer> {
    let facts = json!({ "windowId": window.id.to_string(), "level": window.level.as_str() });
    let change = Change { action, kind: IncidentChange::ImpactChanged, facts };
    Ok(with_window(opened.close(Vec::new(), change).await?, window))
}

fn with_window(answer: IncidentAnswer, window: ImpactWindow) -> WindowAnswer {
    WindowAnswer { incident: answer.incident, window, findings: answer.findings }
}
