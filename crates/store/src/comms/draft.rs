//! Drafts of updates, and the texts that updates begin with.

use std::collections::HashMap;

use domain::comms::Audience;
use domain::comms::draft::{UpdateDraft, UpdateDraftStatus};
use domain::comms::template::UpdateTemplate;
use domain::id::{IncidentId, UpdateDraftId};
use domain::incident::Severity;
use domain::text::Body;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::entity::update_draft::{ActiveModel, Column, Entity, Model};
use super::entity::update_template;
use crate::error::{text, word};
use crate::incident::{Scope, in_sight, within};
use crate::ledger::repo::{principal_columns, principal_from};
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "update_draft";
const TEMPLATES: &str = "update_template";

/// Adds a draft.
pub async fn insert(tx: &Tx, draft: &UpdateDraft) -> Result<(), StoreError> {
    Entity::insert(row(draft)).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// Saves a draft under the version it was loaded with; the stored one becomes `version + 1`. Its incident is locked.
pub async fn save(tx: &Tx, draft: &UpdateDraft) -> Result<(), StoreError> {
    let saved = ActiveModel { version: Set(draft.version + 1), ..row(draft) };
    let changed = Entity::update_many()
        .set(ActiveModel { id: sea_orm::NotSet, ..saved })
        .filter(Column::Id.eq(draft.id.uuid()))
        .filter(Column::Version.eq(draft.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict { current: draft.version + 1 }) }
}

/// Removes a draft: it was published or discarded.
pub async fn remove(tx: &Tx, id: UpdateDraftId) -> Result<(), StoreError> {
    Entity::delete_by_id(id.uuid()).exec(tx.inner()).await?;
    Ok(())
}

/// One draft, if its incident is in sight.
pub async fn by_id(
    connection: &impl Connection,
    scope: &Scope,
    id: UpdateDraftId,
) -> Result<Option<UpdateDraft>, StoreError> {
    let row = Entity::find_by_id(id.uuid())
        .filter(in_sight(Column::IncidentId, scope))
        .one(connection.inner())
        .await?;
    row.as_ref().map(stored).transpose()
}

/// The drafts of each of some incidents, oldest first.
pub async fn of_incidents(
    connection: &impl Connection,
    scope: &Scope,
    incidents: &[IncidentId],
) -> Result<HashMap<IncidentId, Vec<UpdateDraft>>, StoreError> {
    let rows = Entity::find()
        .filter(within(Column::IncidentId, scope, incidents))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(connection.inner())
        .await?;
    let mut all: HashMap<IncidentId, Vec<UpdateDraft>> = HashMap::new();
    for row in &rows {
        all.entry(IncidentId::new(row.incident_id)).or_default().push(stored(row)?);
    }
    Ok(all)
}

/// Every template that the organisation wrote.
pub async fn templates(connection: &impl Connection) -> Result<Vec<UpdateTemplate>, StoreError> {
    let rows = update_template::Entity::find().all(connection.inner()).await?;
    rows.iter().map(template).collect()
}

/// Saves a template; the stored version becomes `version + 1`. The caller has compared the version under a lock.
pub async fn save_template(tx: &Tx, template: &UpdateTemplate) -> Result<(), StoreError> {
    use update_template::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        severity: Set(template.severity.as_str().to_owned()),
        audience: Set(template.audience.as_str().to_owned()),
        body: Set(template.body.as_str().to_owned()),
        version: Set(template.version + 1),
    };
    if template.version == 0 {
        let added = Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx.inner())
            .await?;
        return if added == 1 { Ok(()) } else { Err(StoreError::Conflict { current: 1 }) };
    }
    let changed = Entity::update_many()
        .set(ActiveModel { severity: sea_orm::NotSet, audience: sea_orm::NotSet, ..row })
        .filter(Column::Severity.eq(template.severity.as_str()))
        .filter(Column::Audience.eq(template.audience.as_str()))
        .filter(Column::Version.eq(template.version))
        .exec(tx.inner())
        .await?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict { current: template.version + 1 })
    }
}

fn template(row: &update_template::Model) -> Result<UpdateTemplate, StoreError> {
    let key = &row.severity;
    Ok(UpdateTemplate {
        severity: word(Severity::parse(&row.severity), TEMPLATES, "severity", key, &row.severity)?,
        audience: word(Audience::parse(&row.audience), TEMPLATES, "audience", key, &row.audience)?,
        body: text(Body::parse(&row.body), TEMPLATES, "body", key)?,
        version: row.version,
    })
}

fn row(draft: &UpdateDraft) -> ActiveModel {
    let (created_by_kind, created_by_id) = principal_columns(draft.created_by);
    let (changed_by_kind, changed_by_id) = principal_columns(draft.changed_by);
    let approved = draft.approved_by.map(principal_columns);
    let (approved_by_kind, approved_by_id) = approved.unzip();
    ActiveModel {
        id: Set(draft.id.uuid()),
        incident_id: Set(draft.incident.uuid()),
        audience: Set(draft.audience.as_str().to_owned()),
        body: Set(draft.body.as_str().to_owned()),
        next_update_at: Set(draft.next_update_at),
        eta: Set(draft.eta),
        status: Set(draft.status.as_str().to_owned()),
        created_by_kind: Set(created_by_kind),
        created_by_id: Set(created_by_id),
        changed_by_kind: Set(changed_by_kind),
        changed_by_id: Set(changed_by_id),
        approved_by_kind: Set(approved_by_kind),
        approved_by_id: Set(approved_by_id),
        created_at: Set(draft.created_at),
        updated_at: Set(draft.updated_at),
        version: Set(draft.version),
    }
}

fn stored(row: &Model) -> Result<UpdateDraft, StoreError> {
    let id = UpdateDraftId::new(row.id);
    let person = |column, kind: &str, who: &str| word(principal_from(kind, who), TABLE, column, id, who);
    let approved = row.approved_by_kind.as_deref().zip(row.approved_by_id.as_deref());
    Ok(UpdateDraft {
        id,
        incident: IncidentId::new(row.incident_id),
        audience: word(Audience::parse(&row.audience), TABLE, "audience", id, &row.audience)?,
        body: text(Body::parse(&row.body), TABLE, "body", id)?,
        next_update_at: row.next_update_at,
        eta: row.eta,
        status: word(UpdateDraftStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        created_by: person("created_by_id", &row.created_by_kind, &row.created_by_id)?,
        changed_by: person("changed_by_id", &row.changed_by_kind, &row.changed_by_id)?,
        approved_by: approved.map(|(kind, who)| person("approved_by_id", kind, who)).transpose()?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
