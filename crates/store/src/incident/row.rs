//! Rows of `incident` to and from domain types.

use domain::comms::Promises;
use domain::id::{IncidentId, UserId};
use domain::incident::{
    DetectionSource, ImportSource, Incident, IncidentStatus, ResponderRole, Severity, Summary,
};
use domain::text::{Markdown, Title};
use sea_orm::{NotSet, Set};

use super::entity::incident::{ActiveModel, Model};
use crate::StoreError;
use crate::error::{text, word};
use crate::ledger::repo::{principal_columns, principal_from};

const TABLE: &str = "incident";

/// An incident's own fields, from its row.
pub(super) fn summary(row: Model) -> Result<Summary, StoreError> {
    let id = IncidentId::new(row.id);
    let detection_source = row
        .detection_source
        .map(|source| word(DetectionSource::parse(&source), TABLE, "detection_source", id, &source))
        .transpose()?;
    let imported = match (row.import_format, row.import_file, row.imported_at) {
        (Some(format), Some(file), Some(imported_at)) => Some(ImportSource { format, file, imported_at }),
        _ => None,
    };
    Ok(Summary {
        id,
        number: row.number,
        title: text(Title::parse(&row.title), TABLE, "title", id)?,
        summary: text(Markdown::parse(&row.summary), TABLE, "summary", id)?,
        severity: word(Severity::parse(&row.severity), TABLE, "severity", id, &row.severity)?,
        status: word(IncidentStatus::parse(&row.status), TABLE, "status", id, &row.status)?,
        detection_source,
        is_private: row.is_private,
        started_at: row.started_at,
        ended_at: row.ended_at,
        lead: row.lead_id.map(UserId::new),
        promises: Promises {
            internal_due_at: row.internal_due_at,
            external_due_at: row.external_due_at,
            first_external_at: row.first_external_at,
        },
        declared_by: word(
            principal_from(&row.declared_by_kind, &row.declared_by_id),
            TABLE,
            "declared_by_id",
            id,
            &row.declared_by_id,
        )?,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        imported,
    })
}

/// The row of an incident; its number is left to the database.
pub(super) fn active(incident: &Incident) -> ActiveModel {
    let (declared_by_kind, declared_by_id) = principal_columns(incident.declared_by);
    ActiveModel {
        number: NotSet,
        id: Set(incident.id.uuid()),
        title: Set(incident.title.as_str().to_owned()),
        summary: Set(incident.summary.as_str().to_owned()),
        severity: Set(incident.severity.as_str().to_owned()),
        status: Set(incident.status.as_str().to_owned()),
        detection_source: Set(incident.detection_source.map(|source| source.as_str().to_owned())),
        is_private: Set(incident.is_private),
        started_at: Set(incident.started_at()),
        ended_at: Set(incident.ended_at()),
        lead_id: Set(incident.holder(ResponderRole::IncidentLead).map(UserId::uuid)),
        internal_due_at: Set(incident.promises.internal_due_at),
        external_due_at: Set(incident.promises.external_due_at),
        first_external_at: Set(incident.promises.first_external_at),
        declared_by_kind: Set(declared_by_kind),
        declared_by_id: Set(declared_by_id),
        created_at: Set(incident.created_at),
        updated_at: Set(incident.updated_at),
        version: Set(incident.version),
        import_format: NotSet,
        import_file: NotSet,
        import_hash: NotSet,
        imported_at: NotSet,
    }
}
