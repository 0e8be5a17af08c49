//! A word hidden in private incidents, looked for along every path that the schema has (G6, G8).

use std::collections::HashMap;

use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use tests::analysis;
use tests::story::{assign, declare, entry, link, merge, read, update};
use tests::{Backend, Client, Server, Who, time};

const CANARY: &str = "quickthornberry";
/// Object fields one below the other, the root field included.
const LENGTH: usize = 4;

/// The schema as introspection tells it.
struct Schema {
    fields: HashMap<String, Vec<Field>>,
    possible: HashMap<String, Vec<String>>,
}

struct Field {
    name: String,
    kind: String,
    is_object: bool,
    required: Vec<String>,
}

impl Schema {
    async fn of(client: &Client) -> Self {
        let named = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
        let query = format!(
            "{{ __schema {{ types {{ name possibleTypes {{ name }}
                fields {{ name type {{ {named} }} args {{ name defaultValue type {{ kind }} }} }} }} }} }}"
        );
        let answer = client.ask(&query, json!({})).await;
        let mut schema = Self { fields: HashMap::new(), possible: HashMap::new() };
        for kind in answer.list("/__schema/types") {
            let name = kind["name"].as_str().unwrap().to_owned();
            let fields = kind["fields"].as_array().into_iter().flatten().map(field).collect();
            let possible = kind["possibleTypes"].as_array().into_iter().flatten();
            let possible = possible.map(|kind| kind["name"].as_str().unwrap().to_owned()).collect();
            schema.possible.insert(name.clone(), possible);
            schema.fields.insert(name, fields);
        }
        schema
    }

    /// Every selection below a type whose paths are at most `length` fields long: all its plain
    /// fields, then one object field at a time.
    fn selections(&self, kind: &str, length: usize) -> Vec<String> {
        let possible = &self.possible[kind];
        if !possible.is_empty() {
            let below = possible.iter().flat_map(|kind| {
                self.selections(kind, length)
                    .into_iter()
                    .map(move |text| format!("... on {kind} {{ {text} }}"))
            });
            return below.collect();
        }
        let usable = self.fields[kind].iter().filter(|field| field.required.is_empty());
        let (objects, plain): (Vec<&Field>, Vec<&Field>) = usable.partition(|field| field.is_object);
        let plain: Vec<&str> = plain.iter().map(|field| field.name.as_str()).collect();
        let mut all = vec![format!("__typename {}", plain.join(" "))];
        if length > 0 {
            for field in objects {
                for below in self.selections(&field.kind, length - 1) {
                    all.push(format!("{} {{ {below} }}", field.name));
                }
            }
        }
        all
    }
}

fn field(field: &Value) -> Field {
    let mut kind = &field["type"];
    while !kind["ofType"].is_null() {
        kind = &kind["ofType"];
    }
    let arguments = field["args"].as_array().into_iter().flatten();
    let required = arguments.filter(|one| one["type"]["kind"] == "NON_NULL" && one["defaultValue"].is_null());
    Field {
        name: field["name"].as_str().unwrap().to_owned(),
        kind: kind["name"].as_str().unwrap().to_owned(),
        is_object: ["OBJECT", "INTERFACE", "UNION"].contains(&kind["kind"].as_str().unwrap()),
        required: required.map(|one| one["name"].as_str().unwrap().to_owned()).collect(),
    }
}

/// Hides the word wherever text can be written; ids and references that lead to it, and one public
/// incident beside it.
async fn hide(manager: &Client, writer: &Client) -> (Vec<String>, String) {
    let fields = json!({ "isPrivate": true, "summary": CANARY, "tags": [CANARY], "leadId": manager.user_id,
        "impactStartedAt": time::minutes_ago(60), "impactLevel": "MAJOR_OUTAGE" });
    let hidden = declare(manager, CANARY, fields).await;
    let evidence = json!({ "links": [{ "label": CANARY, "url": format!("https://{CANARY}.example") }] });
    let inside = entry(manager, &hidden, CANARY, evidence).await.text("/addTimelineEntry/timelineEntry/id");
    tests::portal::entitle(manager, &hidden, CANARY).await.ok();
    let promise = json!({ "body": CANARY, "eta": time::millis_ahead(900_000) });
    let said =
        update(manager, &hidden, "EXTERNAL", promise).await.text("/publishStatusUpdate/statusUpdate/id");
    let draft = json!({ "incidentId": hidden.id, "audience": "EXTERNAL", "body": CANARY });
    manager.mutate("saveUpdateDraft", "SaveUpdateDraftInput", "draft { id }", draft).await.ok();
    let estimate =
        json!({ "incidentId": hidden.id, "kind": "USERS", "value": 3, "source": CANARY, "note": CANARY });
    manager.mutate("addImpactEstimate", "AddImpactEstimateInput", "estimate { id }", estimate).await.ok();
    let promised = json!({ "incidentId": hidden.id, "stage": "FINAL" });
    manager.mutate("promiseRca", "PromiseRcaInput", "promise { id }", promised).await.ok();
    let public = declare(manager, "In the open", json!({ "leadId": manager.user_id })).await;
    assign(manager, &hidden, "SCRIBE", &manager.user_id, json!({})).await.ok();
    let relation =
        link(manager, &public, &hidden, "CASCADED_TO").await.text("/linkIncidents/incidentLink/id");
    let window = read(manager, &hidden.id, "impactWindows { id }").await.text("/incident/impactWindows/0/id");
    // A problem of both, with evidence out of the hidden timeline, opened again because the hidden one came back.
    let problem = analysis::open(manager, "Both", json!({ "incidentIds": [hidden.id, public.id] })).await;
    let rca = analysis::start(manager, &problem, "CAUSE_MAP").await;
    let cause = analysis::cause(manager, &rca, "A cause", json!({})).await;
    let input =
        json!({ "causeId": cause, "kind": "TIMELINE_ENTRY", "title": "Noted", "timelineEntryId": inside });
    let evidence = manager.mutate("addEvidence", "AddEvidenceInput", "evidence { id }", input).await;
    let evidence = evidence.text("/addEvidence/evidence/id");
    let item = json!({ "problemId": problem.id, "causeIds": [cause], "title": "Add an alert", "kind": "PREVENTIVE", "lens": "PROCESS" });
    let item = tests::repair::propose(manager, item).await;
    // Whoever writes for the house names what the house may not know.
    let content = json!({ "rcaId": rca, "stage": "PRELIMINARY", "audience": "INSIDE", "title": "Both", "whatHappened": CANARY,
        "why": CANARY, "whatWeDid": CANARY, "whatWeWillDo": CANARY });
    let preview = "query($input: RcaPublicationInput!) { previewRca(input: $input) { token } }";
    let token = writer.ask(preview, json!({ "input": content })).await.text("/previewRca/token");
    let version = analysis::read_rca(writer, &rca, "version").await.int("/rca/version");
    let input = json!({ "content": content, "rcaVersion": version, "previewToken": token });
    let published = writer.mutate("publishRca", "PublishRcaInput", "publication { id }", input).await;
    let published = published.text("/publishRca/publication/id");
    let again = declare(manager, CANARY, json!({ "isPrivate": true })).await;
    link(manager, &again, &hidden, "RECURRENCE_OF").await.ok();
    let mut ids = vec![hidden.id, public.id, inside, said, relation, window, manager.user_id.clone()];
    ids.extend([problem.id, rca, cause, evidence, item.id, published]);
    (ids, hidden.reference)
}

fn rcas(ids: &[String]) -> impl Iterator<Item = &String> {
    ids.iter().filter(|id| id.starts_with("rca_"))
}

/// Variables for the required arguments of a root field, one set for each way to fill them.
fn variables(required: &[String], ids: &[String], reference: &str) -> Vec<Value> {
    let mut sets = vec![json!({})];
    for name in required {
        let values: Vec<Value> = match name.as_str() {
            "id" => ids.iter().map(|id| json!(id)).collect(),
            "ids" => vec![json!(ids)],
            "reference" => vec![json!(reference)],
            "body" | "token" | "text" => vec![json!("x")],
            "zone" => vec![json!("CAUSE")],
            "title" => vec![json!(CANARY)],
            "rcaId" => rcas(ids).map(|id| json!(id)).collect(),
            "input" => rcas(ids)
                .map(|id| {
                    json!({ "rcaId": id, "stage": "PRELIMINARY", "audience": "EVERYONE", "title": "x",
                "whatHappened": "x", "why": "x", "whatWeDid": "x", "whatWeWillDo": "x" })
                })
                .collect(),
            other => panic!("the walk does not know how to fill {other}"),
        };
        sets = sets
            .iter()
            .flat_map(|set| values.iter().map(|value| merge(set.clone(), json!({ name: value }))))
            .collect();
    }
    sets
}

fn documents(schema: &Schema, ids: &[String], reference: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for root in &schema.fields["Query"] {
        let declared = |name: &String| match name.as_str() {
            "ids" => "$ids: [ID!]!".to_owned(),
            "id" => "$id: ID!".to_owned(),
            "zone" => "$zone: TextZone!".to_owned(),
            "rcaId" => "$rcaId: ID!".to_owned(),
            "input" => "$input: RcaPublicationInput!".to_owned(),
            other => format!("${other}: String!"),
        };
        let arguments: Vec<String> = root.required.iter().map(|name| format!("{name}: ${name}")).collect();
        let declared: Vec<String> = root.required.iter().map(declared).collect();
        let (head, call) = if arguments.is_empty() {
            ("query".to_owned(), root.name.clone())
        } else {
            (format!("query({})", declared.join(" ")), format!("{}({})", root.name, arguments.join(" ")))
        };
        let selections =
            if root.is_object { schema.selections(&root.kind, LENGTH - 1) } else { vec![String::new()] };
        for selection in selections {
            let body = if selection.is_empty() { call.clone() } else { format!("{call} {{ {selection} }}") };
            for set in variables(&root.required, ids, reference) {
                all.push((format!("{head} {{ {body} }}"), set));
            }
        }
    }
    all
}

/// How many answers hold the word, and how many hold data at all.
async fn walk(client: &Client, documents: &[(String, Value)]) -> (usize, usize) {
    let answers = stream::iter(documents).map(|(document, variables)| async move {
        let answer = client.ask(document, variables.clone()).await;
        let known = ["NOT_FOUND", "BAD_USER_INPUT", "FORBIDDEN", "QUERY_TOO_COMPLEX"];
        for code in answer.codes() {
            assert!(known.contains(&code.as_str()), "{document} {variables}: {}", answer.body);
        }
        (usize::from(answer.body.contains(CANARY)), usize::from(answer.codes().is_empty()))
    });
    let counted = answers.buffer_unordered(6).fold((0, 0), async |sum, one| (sum.0 + one.0, sum.1 + one.1));
    counted.await
}

#[tokio::test]
async fn no_path_of_the_schema_leads_a_stranger_to_a_private_incident() {
    let server = Server::start(Backend::Sqlite).await;
    let manager = server.sign_in(Who::Manager).await;
    let (ids, reference) = hide(&manager, &server.sign_in(Who::Problems).await).await;
    let documents = documents(&Schema::of(&manager).await, &ids, &reference);
    assert!(documents.len() > 500, "{} documents", documents.len());
    let (found, _) = walk(&manager, &documents).await;
    assert!(found > 30, "the walk finds the word where it may be read: {found}");
    for who in [Who::Responder, Who::Admin, Who::Problems] {
        let stranger = server.sign_in(who).await;
        let (found, answered) = walk(&stranger, &documents).await;
        assert_eq!(found, 0, "{who:?}");
        assert!(
            answered > documents.len() / 10,
            "{who:?}: only {answered} of {} were answered",
            documents.len()
        );
    }
    assert!(!server.log_text().contains(CANARY), "the log does not tell either");
}
