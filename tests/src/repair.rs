//! What the stories of repair items have in common.

use serde_json::{Value, json};

use crate::analysis::{self, Problem};
use crate::client::{Answer, Client};
use crate::server::{Server, Who};
use crate::story::merge;

/// A repair item as the stories refer to it.
#[derive(Clone, Debug)]
pub struct Item {
    /// Global id.
    pub id: String,
    /// `REP-n`.
    pub reference: String,
    /// Version of its own fields.
    pub version: i64,
}

/// What stories select of a repair item.
pub const ITEM: &str = "repairItem { id reference version title status nextStatuses isOpen isOverdue isOverPolicy \
     dueAt committedAt doneAt duePolicy { version days countedFrom basis policyDueAt } \
     dueException { reason approver { name } } notDoing { reason approver { name } } reopening { reason } \
     plan { metric baseline target checkAt missing isCheckDue } effectiveness { result observed } } \
     findings { rule level message }";

impl Item {
    /// Reads the item of a payload.
    pub fn of(answer: &Answer, mutation: &str) -> Self {
        Self {
            id: answer.text(&format!("/{mutation}/repairItem/id")),
            reference: answer.text(&format!("/{mutation}/repairItem/reference")),
            version: answer.int(&format!("/{mutation}/repairItem/version")),
        }
    }

    /// Takes over the version that somebody else's change left.
    pub async fn refresh(&mut self, client: &Client) {
        self.version = read(client, &self.id, "version").await.int("/repairItem/version");
    }

    /// Keeps in step with an accepted change.
    pub fn follow(&mut self, answer: &Answer, mutation: &str) {
        if answer.codes().is_empty() {
            *self = Self::of(answer, mutation);
        }
    }
}

/// What everything about items begins with: a problem with a confirmed root cause, and a team that can mend it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The problem.
    pub problem: Problem,
    /// Its analysis.
    pub rca: String,
    /// The confirmed root cause.
    pub cause: String,
    /// A team with nobody in it.
    pub team: String,
}

impl Ground {
    /// Lays it: a fishbone of which all but the decisions is there.
    pub async fn lay(server: &Server, title: &str) -> Self {
        let (drafter, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let problem = analysis::open(&drafter, title, json!({})).await;
        let rca = analysis::start(&drafter, &problem, "FISHBONE").await;
        analysis::define(&drafter, &rca).await;
        let (cause, _) = analysis::root_cause(&drafter, &manager, &rca).await;
        Self { team: team(server, &format!("Team of {}", problem.reference)).await, problem, rca, cause }
    }

    /// Fields of a corrective item that lacks nothing.
    pub fn sound(&self, owner: &str) -> Value {
        json!({ "problemId": self.problem.id, "causeIds": [self.cause], "title": "Size the pool by region and load",
            "kind": "CORRECTIVE", "lens": "TECHNICAL", "ownerId": owner, "teamId": self.team,
            "doneCondition": "The pool of each region holds twice its peak.",
            "plan": { "metric": "Refused connections a day", "baseline": "40", "target": "0" } })
    }
}

/// Makes a team.
pub async fn team(server: &Server, name: &str) -> String {
    let admin = server.sign_in(Who::Admin).await;
    let answer = admin.mutate("createTeam", "CreateTeamInput", "team { id }", json!({ "name": name })).await;
    answer.text("/createTeam/team/id")
}

/// Proposes an item, whatever comes of it.
pub async fn try_propose(client: &Client, fields: Value) -> Answer {
    client.mutate("createRepairItem", "CreateRepairItemInput", ITEM, fields).await
}

/// Proposes an item.
pub async fn propose(client: &Client, fields: Value) -> Item {
    Item::of(&try_propose(client, fields).await, "createRepairItem")
}

/// Proposes an item that lacks nothing, with these fields on top.
pub async fn sound(client: &Client, ground: &Ground, owner: &str, more: Value) -> Item {
    propose(client, merge(ground.sound(owner), more)).await
}

/// Reads one item by id with this selection.
pub async fn read(client: &Client, id: &str, selection: &str) -> Answer {
    let query = format!("query($id: ID!) {{ repairItem(id: $id) {{ {selection} }} }}");
    client.ask(&query, json!({ "id": id })).await
}

/// Changes an item by this mutation and keeps its version in step.
pub async fn change(client: &Client, item: &mut Item, mutation: &str, kind: &str, fields: Value) -> Answer {
    let input = merge(json!({ "id": item.id, "version": item.version }), fields);
    let answer = client.mutate(mutation, kind, ITEM, input).await;
    item.follow(&answer, mutation);
    answer
}

/// Changes what people say of an item.
pub async fn update(client: &Client, item: &mut Item, fields: Value) -> Answer {
    change(client, item, "updateRepairItem", "UpdateRepairItemInput", fields).await
}

/// Takes an item a step further.
pub async fn status(client: &Client, item: &mut Item, to: &str, fields: Value) -> Answer {
    let fields = merge(json!({ "status": to }), fields);
    change(client, item, "changeRepairItemStatus", "ChangeRepairItemStatusInput", fields).await
}

/// Asks for another due date.
pub async fn postpone(client: &Client, item: &mut Item, to: &str, fields: Value) -> Answer {
    let fields = merge(json!({ "dueAt": to }), fields);
    change(client, item, "postponeRepairItem", "PostponeRepairItemInput", fields).await
}

/// Records a measurement.
pub async fn measure(client: &Client, item: &mut Item, result: &str, fields: Value) -> Answer {
    let measured =
        json!({ "result": result, "metric": "Refused connections a day", "target": "0", "observed": "0" });
    let fields = merge(measured, fields);
    change(client, item, "recordEffectiveness", "RecordEffectivenessInput", fields).await
}

/// Takes a sound item through commitment and work to done.
pub async fn finish(client: &Client, item: &mut Item) {
    for to in ["COMMITTED", "IN_PROGRESS", "DONE"] {
        status(client, item, to, json!({})).await.ok();
    }
}
