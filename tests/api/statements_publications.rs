//! How many SQL statements published analyses cost: pinned, and independent of how much there is.

use serde_json::{Value, json};
use tests::publication::{Buyer, Published, buyer};
use tests::{Client, Server, Who};

use crate::statements::cost;

const VERSIONS: &str = "query($id: ID!) { rca(id: $id) { publications { title whatHappenedHtml customers { name } publishedBy { name }
    acknowledgements { customer { name } at } questions { body answer } } } }";
const OPEN: &str = "{ openRcaQuestions { totalCount nodes { body customer { name } publication { title customers { name } } } } }";
const SHARED: &str = "{ viewer { sharedRcas { totalCount nodes { title acknowledgedAt repairItems { title } questions { body answer } } } } }";

/// Shares a version with two customers, of whom one reads it and asks.
async fn share(ground: &Published, manager: &Client, buyers: [&Buyer; 2]) {
    let more = json!({ "audience": "CUSTOMERS", "customerIds": buyers.map(|buyer| buyer.customer.clone()) });
    let id = ground.publish(manager, more).await.ok().text("/publishRca/publication/id");
    buyers[0].client.mutate_by_id("acknowledgeSharedRca", "sharedRca { id }", &id).await.ok();
    let input = json!({ "id": id, "body": "Why?" });
    buyers[0]
        .client
        .mutate("askAboutSharedRca", "AskAboutSharedRcaInput", "sharedRca { id }", input)
        .await
        .ok();
}

on_both! {
    async fn versions_questions_and_shared_analyses_keep_their_budget(server: &Server) {
        let ground = Published::lay(server).await;
        let manager = server.sign_in(Who::Problems).await;
        let (acme, globex) = (buyer(server, "Acme Travel").await, buyer(server, "Globex").await);
        share(&ground, &manager, [&acme, &globex]).await;
        let all = async || {
            let id: Value = json!({ "id": ground.rca });
            [
                cost(server, &manager, VERSIONS, None, id).await,
                cost(server, &manager, OPEN, None, json!({})).await,
                cost(server, &acme.client, SHARED, None, json!({})).await,
            ]
        };
        let few = all().await;
        for _ in 0..5 {
            share(&ground, &manager, [&acme, &globex]).await;
        }
        for number in 0..3 {
            let other = Published::lay_at(server, &format!("Shop {number}")).await;
            share(&other, &manager, [&acme, &globex]).await;
        }
        let many = all().await;
        assert_eq!(few, many, "the cost does not grow with the rows");
        assert!(many[0] <= 6 && many[1] <= 5 && many[2] <= 6, "{many:?}");
    }
}
