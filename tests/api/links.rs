//! Relations between incidents: typed, acyclic, seen from both ends (VOC-06).

use serde_json::json;
use tests::story::{declare, link, read};
use tests::{Server, Who};

on_both! {
    async fn voc_06_no_circle_can_be_closed(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        for kind in ["CASCADED_TO", "DUPLICATE_OF", "RECURRENCE_OF"] {
            let [a, b, c] = [declare(&client, "A", json!({})).await, declare(&client, "B", json!({})).await, declare(&client, "C", json!({})).await];
            link(&client, &a, &b, kind).await.ok();
            link(&client, &b, &c, kind).await.ok();
            for (from, to) in [(&c, &a), (&b, &a), (&a, &a)] {
                let refused = link(&client, from, to, kind).await;
                assert_eq!((refused.code().as_str(), refused.fact("rule")), ("RULE_VIOLATION", &json!("VOC-06")), "{kind}");
            }
            link(&client, &a, &c, kind).await.ok();
            assert_eq!(link(&client, &a, &c, kind).await.code(), "RULE_VIOLATION", "once is enough");
        }
    }

    async fn a_symmetric_relation_exists_once_for_both_directions(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let (a, b) = (declare(&client, "A", json!({})).await, declare(&client, "B", json!({})).await);
        link(&client, &a, &b, "SAME_PROBLEM").await.ok();
        assert_eq!(link(&client, &b, &a, "SAME_PROBLEM").await.code(), "RULE_VIOLATION");
    }

    async fn both_ends_show_a_relation_until_it_is_taken_back(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let (a, b) = (declare(&client, "A", json!({})).await, declare(&client, "B", json!({})).await);
        let id = link(&client, &a, &b, "CASCADED_TO").await.text("/linkIncidents/incidentLink/id");
        for (here, there, is_outgoing) in [(&a, &b, true), (&b, &a, false)] {
            let answer = read(&client, &here.id, "version links { id kind isOutgoing incident { reference } }").await;
            let expected = json!([{ "id": id, "kind": "CASCADED_TO", "isOutgoing": is_outgoing, "incident": { "reference": there.reference } }]);
            assert_eq!(answer.at("/incident/links"), &expected);
            assert_eq!(answer.int("/incident/version"), 1);
        }
        let unlink = async || client.mutate("unlinkIncidents", "UnlinkIncidentsInput", "unlinkedId", json!({ "id": id })).await;
        assert_eq!(unlink().await.text("/unlinkIncidents/unlinkedId"), id);
        assert_eq!(unlink().await.code(), "NOT_FOUND");
        assert!(read(&client, &b.id, "links { id }").await.list("/incident/links").is_empty());
        link(&client, &b, &a, "CASCADED_TO").await.ok();
    }

    async fn parallel_relations_cannot_close_a_circle_either(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        for _ in 0..5 {
            let (a, b) = (declare(&client, "A", json!({})).await, declare(&client, "B", json!({})).await);
            let (one, two) = tokio::join!(link(&client, &a, &b, "DUPLICATE_OF"), link(&client, &b, &a, "DUPLICATE_OF"));
            let made = [&one, &two].into_iter().filter(|answer| answer.codes().is_empty()).count();
            assert_eq!(made, 1, "{} {}", one.body, two.body);
        }
    }
}
