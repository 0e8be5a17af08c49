//! The wording check: advice at the right place, by zone, with the names of the directory, and no trace of it.

use serde_json::{Value, json};
use tests::{Answer, Client, Server, Who};

const CHECK: &str = "query CheckWording($text: String!, $zone: TextZone!) {
  checkWording(text: $text, zone: $zone) { rule level start end message suggestions }
}";

async fn check(client: &Client, text: &str, zone: &str) -> Answer {
    client.ask(CHECK, json!({ "text": text, "zone": zone })).await
}

fn rules(answer: &Answer) -> Vec<String> {
    answer.texts("/checkWording", "rule")
}

/// The words that a hit marks, counted as browsers count.
fn marked(text: &str, hit: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let place = |name: &str| usize::try_from(hit[name].as_u64().unwrap()).unwrap();
    String::from_utf16(&units[place("start")..place("end")]).unwrap()
}

on_both! {
    async fn advice_names_its_place_and_leaves_no_trace(server: &Server) {
        let viewer = server.sign_in(Who::Viewer).await;
        let traces = server.database.traces().await;
        let text = "🚨 The engineer failed to check the disk.\r\n\r\n> Who did this?\r\n\r\nBe careful.";
        let answer = check(&viewer, text, "ANALYSIS").await;
        assert_eq!(rules(&answer), ["O1", "V1"]);
        let hits = answer.list("/checkWording");
        assert_eq!((marked(text, &hits[0]).as_str(), &hits[0]["level"]), ("failed to check", &json!("WARNING")));
        assert_eq!(marked(text, &hits[1]), "Be careful");
        assert!(hits.iter().all(|hit| !hit["message"].as_str().unwrap().is_empty()));
        assert!(hits.iter().all(|hit| !hit["suggestions"].as_array().unwrap().is_empty()));
        assert_eq!(rules(&check(&viewer, text, "ACTION").await), ["V1"]);
        assert_eq!(rules(&check(&viewer, text, "TIMELINE").await), Vec::<String>::new());
        assert_eq!(server.database.traces().await, traces);
    }

    async fn names_of_the_directory_are_known_as_soon_as_they_are_there(server: &Server) {
        let admin = server.sign_in(Who::Admin).await;
        let text = "On Friday Quentin broke the checkout.";
        assert_eq!(rules(&check(&admin, text, "ANALYSIS").await), Vec::<String>::new());
        let input = json!({ "email": "quentin@mine.example", "name": "Quentin Quist", "roles": ["VIEWER"] });
        admin.mutate("inviteUser", "InviteUserInput", "user { id }", input).await.ok();
        assert_eq!(rules(&check(&admin, text, "ANALYSIS").await), ["I1", "A1"]);
    }

    async fn a_text_that_is_too_long_is_refused(server: &Server) {
        let viewer = server.sign_in(Who::Viewer).await;
        check(&viewer, &"é".repeat(65_536), "ANALYSIS").await.ok();
        assert_eq!(check(&viewer, &"x".repeat(65_537), "ANALYSIS").await.code(), "BAD_USER_INPUT");
        assert_eq!(check(&viewer, "x", "NOWHERE").await.code(), "GRAPHQL_VALIDATION_FAILED");
    }
}
