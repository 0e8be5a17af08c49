//! What tests of published analyses have in common: an analysis that can be published, previews and publications.

use serde_json::{Value, json};

use crate::analysis::{self, Problem};
use crate::client::{Answer, Client};
use crate::repair::{self, Ground, Item};
use crate::server::{Server, Who};
use crate::story::{self, Incident, merge};
use crate::time;

/// What tests select of a version.
pub const VERSION: &str = "publication { id reference number stage audience title whatHappened why whatWeDid whatWeWillDo changes url \
     publishedAt withdrawnAt } findings { rule level message }";

/// An analysis of a public incident, with a committed repair item.
pub struct Published {
    /// The incident.
    pub incident: Incident,
    /// The problem.
    pub problem: Problem,
    /// The analysis.
    pub rca: String,
    /// Its `RCA-n`.
    pub reference: String,
    /// What is done about its root cause.
    pub item: Item,
}

impl Published {
    /// Makes it, in status DRAFT.
    pub async fn lay(server: &Server) -> Self {
        Self::lay_at(server, "Checkout").await
    }

    /// Makes it for an incident of a service of its own.
    pub async fn lay_at(server: &Server, shop: &str) -> Self {
        let (drafter, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        let shop = crate::portal::service(server, shop, json!({})).await;
        let fields = json!({ "serviceIds": [shop], "severity": "SEV2", "impactStartedAt": time::minutes_ago(90), "impactLevel": "PARTIAL_OUTAGE" });
        let mut incident = story::declare(&drafter, "The pool is too small", fields).await;
        let said =
            json!({ "body": "Payments fail at times.", "nextUpdateAt": time::millis_ahead(3_600_000) });
        story::update(&drafter, &incident, "EXTERNAL", said).await.ok();
        story::entry(&drafter, &incident, "The sale begins.", json!({ "kind": "MILESTONE" })).await.ok();
        story::entry(&drafter, &incident, "A note of the inside", json!({})).await.ok();
        story::status(&drafter, &mut incident, "RESOLVED", json!({})).await.ok();
        story::update(&drafter, &incident, "EXTERNAL", json!({ "body": "All payments work again." }))
            .await
            .ok();
        let ground = Ground::lay(server, "Checkout refuses buyers").await;
        analysis::link(&drafter, &ground.problem.id, &incident.id).await.ok();
        let mut item = repair::sound(&drafter, &ground, &manager.user_id, json!({})).await;
        repair::status(&manager, &mut item, "COMMITTED", json!({})).await.ok();
        let reference = analysis::read_rca(&drafter, &ground.rca, "reference").await.text("/rca/reference");
        Self { incident, problem: ground.problem, rca: ground.rca, reference, item }
    }

    /// The version of the analysis's own fields.
    pub async fn version(&self, client: &Client) -> i64 {
        analysis::read_rca(client, &self.rca, "version").await.int("/rca/version")
    }

    /// Has it reviewed.
    pub async fn review(&self, server: &Server) {
        let (drafter, manager) = (server.sign_in(Who::Responder).await, server.sign_in(Who::Problems).await);
        for (client, status) in [(&drafter, "IN_REVIEW"), (&manager, "REVIEWED")] {
            let input = json!({ "id": self.rca, "version": self.version(client).await, "status": status });
            analysis::change(client, "changeRcaStatus", "ChangeRcaStatusInput", input).await.ok();
        }
    }

    /// What is published of it, for everyone, with these fields on top.
    pub fn content(&self, more: Value) -> Value {
        let content = json!({ "rcaId": self.rca, "stage": "PRELIMINARY", "audience": "EVERYONE", "title": "Payments failed at times",
            "whatHappened": "One payment in five failed.", "why": "The pool held too few connections for a sale.",
            "whatWeDid": "We made the pool larger.", "whatWeWillDo": "We size the pool by load." });
        merge(content, more)
    }

    /// Previews a content.
    pub async fn preview(&self, client: &Client, more: Value) -> Answer {
        let query = "query($input: RcaPublicationInput!) { previewRca(input: $input) { html token redactions { place original replacement reason }
            findings { rule level message } } }";
        client.ask(query, json!({ "input": self.content(more) })).await
    }

    /// Publishes a content with a token of whatever preview.
    pub async fn publish_with(&self, client: &Client, token: &str, more: Value, fields: Value) -> Answer {
        let input = json!({ "content": self.content(more), "rcaVersion": self.version(client).await, "previewToken": token });
        client.mutate("publishRca", "PublishRcaInput", VERSION, merge(input, fields)).await
    }

    /// Previews a content and publishes it.
    pub async fn publish(&self, client: &Client, more: Value) -> Answer {
        let token = self.preview(client, more.clone()).await.text("/previewRca/token");
        self.publish_with(client, &token, more, json!({})).await
    }
}

/// A customer organisation with one person, who is signed in to the API.
pub struct Buyer {
    /// The organisation.
    pub customer: String,
    /// Her client.
    pub client: Client,
    /// Her address.
    pub email: String,
}

/// Makes a customer with a person who has joined.
pub async fn buyer(server: &Server, name: &str) -> Buyer {
    let customer = crate::customer::customer(server, name, &[]).await;
    let email = format!("buyer@{}.example", name.to_lowercase().replace(' ', "-"));
    let client = crate::customer::person(server, &customer, &email, "Bettina Quell").await;
    Buyer { customer, client, email }
}
