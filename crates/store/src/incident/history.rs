//! What an import told beyond the incident: kept as JSON, since nobody searches in it.

use std::collections::HashMap;

use domain::id::IncidentId;
use domain::incident::{History, HistoryAction, HistoryParticipant, HistorySection};
use domain::text::{Body, Markdown, ShortText, TextError};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};

use super::entity::incident_import::{ActiveModel, Column, Entity, Model};
use super::{Scope, within};
use crate::error::text;
use crate::{Connection, StoreError, Tx};

const TABLE: &str = "incident_import";

/// Replaces what an import told, and notes the version it left the incident at.
pub async fn replace(tx: &Tx, id: IncidentId, version: i32, history: &History) -> Result<(), StoreError> {
    let sections: Vec<Value> = history
        .sections
        .iter()
        .map(|one| {
            json!({ "heading": one.heading.as_ref().map(ShortText::as_str), "body": one.body.as_str() })
        })
        .collect();
    let participants: Vec<Value> = history
        .participants
        .iter()
        .map(|one| json!({ "role": one.role.as_str(), "text": one.text.as_str() }))
        .collect();
    let actions: Vec<Value> = history
        .actions
        .iter()
        .map(|one| {
            let group = one.group.as_ref().map(ShortText::as_str);
            json!({ "text": one.text.as_str(), "isDone": one.is_done, "group": group })
        })
        .collect();
    let row = ActiveModel {
        incident_id: Set(id.uuid()),
        sections: Set(Value::from(sections).to_string()),
        participants: Set(Value::from(participants).to_string()),
        actions: Set(Value::from(actions).to_string()),
        incident_version: Set(version),
    };
    let replace = OnConflict::column(Column::IncidentId)
        .update_columns([Column::Sections, Column::Participants, Column::Actions, Column::IncidentVersion])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(tx.inner()).await?;
    Ok(())
}

/// The version at which the last import left an incident.
pub async fn version(tx: &Tx, id: IncidentId) -> Result<Option<i32>, StoreError> {
    let row = Entity::find_by_id(id.uuid()).one(tx.inner()).await?;
    Ok(row.map(|row| row.incident_version))
}

/// What imports told about incidents; those without are absent.
pub async fn of(
    connection: &impl Connection,
    scope: &Scope,
    ids: &[IncidentId],
) -> Result<HashMap<IncidentId, History>, StoreError> {
    let rows = Entity::find().filter(within(Column::IncidentId, scope, ids)).all(connection.inner()).await?;
    rows.into_iter().map(|row| Ok((IncidentId::new(row.incident_id), history(&row)?))).collect()
}

fn history(row: &Model) -> Result<History, StoreError> {
    let id = IncidentId::new(row.incident_id);
    let list = |column, json: &str| text(serde_json::from_str::<Vec<Value>>(json), TABLE, column, id);
    let mut history = History::default();
    for value in list("sections", &row.sections)? {
        history.sections.push(text(section(&value), TABLE, "sections", id)?);
    }
    for value in list("participants", &row.participants)? {
        history.participants.push(text(participant(&value), TABLE, "participants", id)?);
    }
    for value in list("actions", &row.actions)? {
        history.actions.push(text(action(&value), TABLE, "actions", id)?);
    }
    Ok(history)
}

fn string<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn optional(value: &Value, name: &str) -> Result<Option<ShortText>, TextError> {
    value.get(name).and_then(Value::as_str).map(ShortText::parse).transpose()
}

fn section(value: &Value) -> Result<HistorySection, TextError> {
    let body = Markdown::parse(string(value, "body"))?;
    Ok(HistorySection { heading: optional(value, "heading")?, body })
}

fn participant(value: &Value) -> Result<HistoryParticipant, TextError> {
    let role = ShortText::parse(string(value, "role"))?;
    Ok(HistoryParticipant { role, text: ShortText::parse(string(value, "text"))? })
}

fn action(value: &Value) -> Result<HistoryAction, TextError> {
    Ok(HistoryAction {
        text: Body::parse(string(value, "text"))?,
        is_done: value.get("isDone").and_then(Value::as_bool),
        group: optional(value, "group")?,
    })
}
