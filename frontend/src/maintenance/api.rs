//! The operations about announced work, and the view structs they are mapped to, once. It must not know screens.

use crate::{
    model::{DateTime, MaintenanceStatus, Named, Page},
    net::{
        ApiError, Done, ask, change,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{model::MaintenanceStatus, operations};

    operations! {
        MaintenanceList "src/maintenance/operations/maintenance_list.graphql",
        MaintenanceDetail "src/maintenance/operations/maintenance_detail.graphql",
        ScheduleMaintenance "src/maintenance/operations/schedule_maintenance.graphql",
        UpdateMaintenance "src/maintenance/operations/update_maintenance.graphql",
        ChangeMaintenanceStatus "src/maintenance/operations/change_maintenance_status.graphql",
        AddMaintenanceUpdate "src/maintenance/operations/add_maintenance_update.graphql",
    }
}
use documents::{
    AddMaintenanceUpdate, ChangeMaintenanceStatus, MaintenanceDetail, MaintenanceList, ScheduleMaintenance,
    UpdateMaintenance, add_maintenance_update, change_maintenance_status, maintenance_detail,
    maintenance_list, schedule_maintenance, update_maintenance,
};
pub use documents::{
    add_maintenance_update::AddMaintenanceUpdateInput,
    change_maintenance_status::ChangeMaintenanceStatusInput, schedule_maintenance::ScheduleMaintenanceInput,
    update_maintenance::UpdateMaintenanceInput,
};

/// Asked for at once.
const PAGE: i64 = 50;

/// Announced work in a list.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: MaintenanceStatus,
    pub starts_at: DateTime,
    pub ends_at: DateTime,
    pub services: Vec<Named>,
}

/// Announced work on its page.
#[derive(Clone, PartialEq)]
pub struct Detail {
    pub row: Row,
    pub body_html: String,
    pub by: String,
    pub created_at: DateTime,
    pub version: i64,
    /// As the server lists them.
    pub updates: Vec<Update>,
}

/// What was said about it.
#[derive(Clone, PartialEq)]
pub struct Update {
    pub status: MaintenanceStatus,
    pub body_html: String,
    pub at: DateTime,
    pub by: String,
}

fn map_row(n: Node<'_>) -> Row {
    Row {
        id: n.text("id"),
        reference: n.text("reference"),
        title: n.text("title"),
        status: n.word("status", MaintenanceStatus::parse, MaintenanceStatus::Scheduled),
        starts_at: n.at("startsAt"),
        ends_at: n.at("endsAt"),
        services: n.list("services", Node::named),
    }
}

fn map_update(n: Node<'_>) -> Update {
    Update {
        status: n.word("status", MaintenanceStatus::parse, MaintenanceStatus::Scheduled),
        body_html: n.text("bodyHtml"),
        at: n.at("publishedAt"),
        by: n.get("author").text("name"),
    }
}

/// One page of work in these states; empty for all.
pub async fn list(
    status: &'static [MaintenanceStatus],
    after: Option<String>,
) -> Result<Page<Row>, ApiError> {
    let status = (!status.is_empty()).then(|| status.to_vec());
    let data = ask::<MaintenanceList>(maintenance_list::Variables { first: PAGE, after, status }).await?;
    read(&data, "maintenances", |all| Page { rows: all.list("nodes", map_row), next: all.next() })
}

/// One by its id, or by what people call `MNT-3`: that is looked for in the list.
pub async fn detail(key: String) -> Result<Detail, ApiError> {
    let mut id = key;
    if id.to_ascii_uppercase().starts_with("MNT-") {
        let mut after = None;
        id = loop {
            let page = list(&[], after).await?;
            if let Some(row) = page.rows.into_iter().find(|row| row.reference.eq_ignore_ascii_case(&id)) {
                break row.id;
            }
            if page.next.is_none() {
                break id;
            }
            after = page.next;
        };
    }
    let data = ask::<MaintenanceDetail>(maintenance_detail::Variables { id }).await?;
    read(&data, "maintenance", |n| Detail {
        row: map_row(n),
        body_html: n.text("bodyHtml"),
        by: n.get("createdBy").text("name"),
        created_at: n.at("createdAt"),
        version: n.number("version"),
        updates: n.list("updates", map_update),
    })
}

/// Announces work; answers its `MNT-n`.
pub async fn schedule(input: ScheduleMaintenanceInput) -> Result<String, ApiError> {
    let data = ask::<ScheduleMaintenance>(schedule_maintenance::Variables { input }).await?;
    read(&data["scheduleMaintenance"], "maintenance", |made| made.text("reference"))
}

pub fn update(input: UpdateMaintenanceInput) -> Done {
    change::<UpdateMaintenance>(update_maintenance::Variables { input })
}

pub fn change_status(input: ChangeMaintenanceStatusInput) -> Done {
    change::<ChangeMaintenanceStatus>(change_maintenance_status::Variables { input })
}

pub fn say(input: AddMaintenanceUpdateInput) -> Done {
    change::<AddMaintenanceUpdate>(add_maintenance_update::Variables { input })
}
