//! Private incidents: for everyone who is neither member nor incident manager they do not exist,
//! on any path.

use serde_json::{Value, json};
use tests::story::{self, INCIDENT, Incident, assign, declare, entry, find, link, read, service, update};
use tests::{Answer, Client, Server, Who, time};

/// A word that nobody outside may ever read.
const CANARY: &str = "heronsbill";
/// An id of the right shape that names nothing.
const NOTHING: &str = "01hzzzzzzzf2bvaj1yyyyyyyyy";

async fn secret(client: &Client, fields: Value) -> Incident {
    let fields = story::merge(
        json!({ "isPrivate": true, "summary": format!("about {CANARY}"), "tags": [CANARY] }),
        fields,
    );
    declare(client, &format!("The {CANARY} matter"), fields).await
}

async fn member(client: &Client, mutation: &str, incident: &Incident, user: &str) -> Answer {
    let input = json!({ "incidentId": incident.id, "userId": user });
    client.mutate(mutation, "IncidentMemberInput", "incident { id members { id } }", input).await
}

on_both! {
    async fn reading_it_by_any_path_answers_as_if_it_were_not_there(server: &Server) {
        let owner = server.sign_in(Who::Manager).await;
        let shop = service(server, "Shop").await;
        let hidden = secret(&owner, json!({ "serviceIds": [shop], "impactStartedAt": time::minutes_ago(60), "impactLevel": "MAJOR_OUTAGE" })).await;
        let public = declare(&owner, "Known", json!({ "serviceIds": [shop] })).await;
        link(&owner, &hidden, &public, "CASCADED_TO").await.ok();
        let inside = entry(&owner, &hidden, CANARY, json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let said = update(&owner, &hidden, "INTERNAL", json!({ "eta": time::millis_ahead(900_000) })).await.text("/publishStatusUpdate/statusUpdate/id");
        let window = read(&owner, &hidden.id, "impactWindows { id } links { id }").await;
        let (window, relation) = (window.text("/incident/impactWindows/0/id"), window.text("/incident/links/0/id"));

        for who in [Who::Responder, Who::Viewer, Who::Problems, Who::Admin] {
            let stranger = server.sign_in(who).await;
            for (query, real, none) in [
                ("query($x: ID!) { incident(id: $x) { id title } }", &hidden.id, format!("inc_{NOTHING}")),
                ("query($x: ID!) { node(id: $x) { id } }", &hidden.id, format!("inc_{NOTHING}")),
                ("query($x: ID!) { nodes(ids: [$x]) { id } }", &hidden.id, format!("inc_{NOTHING}")),
                ("query($x: ID!) { node(id: $x) { id } }", &inside, format!("tle_{NOTHING}")),
                ("query($x: ID!) { node(id: $x) { id } }", &said, format!("upd_{NOTHING}")),
                ("query($x: ID!) { node(id: $x) { id } }", &window, format!("imp_{NOTHING}")),
                ("query($x: ID!) { node(id: $x) { id } }", &relation, format!("lnk_{NOTHING}")),
                ("query($x: String!) { incidentByReference(reference: $x) { id } }", &hidden.reference, "INC-999999".to_owned()),
            ] {
                let (real, none) = (stranger.ask(query, json!({ "x": real })).await, stranger.ask(query, json!({ "x": none })).await);
                assert!(!real.codes().is_empty() || real.body.contains("[null]"), "{query}: {}", real.body);
                assert_eq!((real.status, real.without_request_id()), (none.status, none.without_request_id()), "{who:?}: {query}");
            }
            let seen = vec![public.id.clone()];
            for filter in [json!({}), json!({ "serviceIds": [shop] }), json!({ "isOpen": true }), json!({ "severity": ["SEV3"] })] {
                assert_eq!(find(&stranger, filter.clone()).await, seen, "{who:?}: {filter}");
            }
            for filter in [json!({ "text": CANARY }), json!({ "tag": CANARY }), json!({ "leadIds": [owner.user_id] }), json!({ "startedTo": time::minutes_ago(30) })] {
                assert!(find(&stranger, filter.clone()).await.is_empty(), "{who:?}: {filter}");
            }
            let other_end = read(&stranger, &public.id, "links { incident { id } } timeline(first: 50) { nodes { body } }").await;
            assert!(other_end.list("/incident/links").is_empty() && !other_end.body.contains(CANARY), "{who:?}: {}", other_end.body);
        }
        assert_eq!(find(&owner, json!({ "text": CANARY })).await, [hidden.id]);
    }

    async fn changing_it_answers_as_if_it_were_not_there(server: &Server) {
        let owner = server.sign_in(Who::Manager).await;
        let hidden = secret(&owner, json!({ "impactStartedAt": time::minutes_ago(60), "impactLevel": "MAJOR_OUTAGE" })).await;
        let stranger = server.sign_in(Who::Responder).await;
        let own = declare(&stranger, "Own", json!({})).await;
        link(&owner, &hidden, &own, "SAME_PROBLEM").await.ok();
        let inside = entry(&owner, &hidden, CANARY, json!({})).await.text("/addTimelineEntry/timelineEntry/id");
        let parts = read(&owner, &hidden.id, "impactWindows { id } links { id }").await;
        let (window, relation) = (parts.text("/incident/impactWindows/0/id"), parts.text("/incident/links/0/id"));
        let before = server.database.traces().await;
        let nothing = format!("inc_{NOTHING}");
        for (name, kind, selection, input, slot) in mutations(&stranger.user_id, &own) {
            let known = match slot {
                "pin" => (inside.clone(), format!("tle_{NOTHING}")),
                "window" => (window.clone(), format!("imp_{NOTHING}")),
                "relation" => (relation.clone(), format!("lnk_{NOTHING}")),
                _ => (hidden.id.clone(), nothing.clone()),
            };
            let field = match slot { "pin" | "window" | "relation" => "id", slot => slot };
            let ask = async |id: &str| stranger.mutate(name, kind, selection, story::merge(input.clone(), json!({ field: id }))).await;
            let (real, none) = (ask(&known.0).await, ask(&known.1).await);
            assert_eq!(real.code(), "NOT_FOUND", "{name} {slot}: {}", real.body);
            assert_eq!((real.status, real.without_request_id()), (none.status, none.without_request_id()), "{name} {slot}");
        }
        assert_eq!(server.database.traces().await, before, "nothing was written");
    }

    async fn members_see_it_until_their_membership_ends(server: &Server) {
        let owner = server.sign_in(Who::Manager).await;
        let guest = server.sign_in(Who::Viewer).await;
        let helper = server.sign_in(Who::Responder).await;
        let hidden = secret(&owner, json!({})).await;
        let sees = async |client: &Client| read(client, &hidden.id, "id").await.codes().is_empty() && find(client, json!({ "text": CANARY })).await.len() == 1;
        assert!(!sees(&guest).await && !sees(&helper).await);
        let invited = member(&owner, "addIncidentMember", &hidden, &guest.user_id).await;
        let members = invited.texts("/addIncidentMember/incident/members", "id");
        assert!(members.contains(&guest.user_id) && !members.contains(&helper.user_id), "{members:?}");
        assign(&owner, &hidden, "SCRIBE", &helper.user_id, json!({})).await.ok();
        assert!(sees(&guest).await && sees(&helper).await, "invited people and role holders are members");
        entry(&helper, &hidden, "inside", json!({})).await.ok();
        assert_eq!(entry(&guest, &hidden, "x", json!({})).await.code(), "FORBIDDEN", "seeing is not writing");
        member(&owner, "removeIncidentMember", &hidden, &guest.user_id).await.ok();
        let input = json!({ "incidentId": hidden.id, "role": "SCRIBE" });
        owner.mutate("releaseResponder", "ReleaseResponderInput", INCIDENT, input).await.ok();
        assert!(!sees(&guest).await && !sees(&helper).await, "at the very next request");
        assert!(sees(&owner).await);
    }

    async fn who_declares_it_sees_it(server: &Server) {
        let client = server.sign_in(Who::Responder).await;
        let hidden = secret(&client, json!({ "leadId": client.user_id })).await;
        read(&client, &hidden.id, "id").await.ok();
        let bystander = server.sign_in(Who::Other).await;
        assert_eq!(read(&bystander, &hidden.id, "id").await.code(), "NOT_FOUND");
    }

    async fn an_administrator_sees_it_only_after_an_audited_step(server: &Server) {
        let owner = server.sign_in(Who::Manager).await;
        let hidden = secret(&owner, json!({})).await;
        let admin = server.sign_in(Who::Admin).await;
        assert_eq!(read(&admin, &hidden.id, "id").await.code(), "NOT_FOUND");
        let other = member(&admin, "addIncidentMember", &hidden, &server.sign_in(Who::Viewer).await.user_id).await;
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&other.code().as_str()), "only itself");
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM audit_log WHERE action LIKE '%member%'";
        let before = server.database.number(rows).await;
        member(&admin, "addIncidentMember", &hidden, &admin.user_id).await.ok();
        assert_eq!(server.database.number(rows).await, before + 1);
        read(&admin, &hidden.id, "id").await.ok();
    }

    async fn an_incident_that_becomes_private_disappears_and_comes_back(server: &Server) {
        let owner = server.sign_in(Who::Manager).await;
        let viewer = server.sign_in(Who::Viewer).await;
        let incident = declare(&owner, "For now open", json!({})).await;
        for (version, private, seen) in [(1, true, 0), (2, false, 1)] {
            let input = json!({ "id": incident.id, "version": version, "isPrivate": private });
            owner.mutate("updateIncident", "UpdateIncidentInput", "incident { isPrivate }", input).await.ok();
            assert_eq!(find(&viewer, json!({})).await.len(), seen);
            assert_eq!(read(&viewer, &incident.id, "id").await.codes().is_empty(), !private);
        }
    }
}

type Mutation = (&'static str, &'static str, &'static str, Value, &'static str);

/// Every mutation that names an incident or a part of one, with a valid input but for the id, and
/// the field that takes it.
fn mutations(user: &str, own: &Incident) -> Vec<Mutation> {
    let id = "incident { id }";
    vec![
        ("updateIncident", "UpdateIncidentInput", id, json!({ "version": 1, "title": "x" }), "id"),
        (
            "changeIncidentStatus",
            "ChangeIncidentStatusInput",
            id,
            json!({ "version": 1, "status": "INVESTIGATING" }),
            "id",
        ),
        (
            "changeIncidentSeverity",
            "ChangeIncidentSeverityInput",
            id,
            json!({ "version": 1, "severity": "SEV1" }),
            "id",
        ),
        (
            "setIncidentInstant",
            "SetIncidentInstantInput",
            id,
            json!({ "version": 1, "name": "ASSEMBLED", "at": time::minutes_ago(1) }),
            "id",
        ),
        (
            "addImpactWindow",
            "AddImpactWindowInput",
            id,
            json!({ "version": 1, "startedAt": time::minutes_ago(1), "level": "MAJOR_OUTAGE", "serviceIds": [] }),
            "incidentId",
        ),
        (
            "updateImpactWindow",
            "UpdateImpactWindowInput",
            id,
            json!({ "incidentVersion": 1, "level": "PARTIAL_OUTAGE" }),
            "window",
        ),
        (
            "assignResponder",
            "AssignResponderInput",
            id,
            json!({ "role": "SCRIBE", "userId": user }),
            "incidentId",
        ),
        ("releaseResponder", "ReleaseResponderInput", id, json!({ "role": "SCRIBE" }), "incidentId"),
        ("addIncidentMember", "IncidentMemberInput", id, json!({ "userId": user }), "incidentId"),
        ("removeIncidentMember", "IncidentMemberInput", id, json!({ "userId": user }), "incidentId"),
        (
            "addTimelineEntry",
            "AddTimelineEntryInput",
            "timelineEntry { id }",
            json!({ "body": "x" }),
            "incidentId",
        ),
        (
            "pinTimelineEntry",
            "PinTimelineEntryInput",
            "timelineEntry { id }",
            json!({ "isPinned": true }),
            "pin",
        ),
        (
            "publishStatusUpdate",
            "PublishStatusUpdateInput",
            "statusUpdate { id }",
            json!({ "audience": "INTERNAL", "body": "x", "eta": time::millis_ahead(900_000) }),
            "incidentId",
        ),
        (
            "linkIncidents",
            "LinkIncidentsInput",
            "incidentLink { id }",
            json!({ "toId": own.id, "kind": "DUPLICATE_OF" }),
            "fromId",
        ),
        (
            "linkIncidents",
            "LinkIncidentsInput",
            "incidentLink { id }",
            json!({ "fromId": own.id, "kind": "DUPLICATE_OF" }),
            "toId",
        ),
        ("unlinkIncidents", "UnlinkIncidentsInput", "unlinkedId", json!({}), "relation"),
    ]
}
