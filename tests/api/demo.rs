//! The demo: one command, and both outages of the story are told minute by minute.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tests::client::Answer;
use tests::story::rules;
use tests::{command, server, time};

struct Demo {
    child: Child,
    url: String,
    http: reqwest::Client,
    sign_ins: Vec<Value>,
    // Kept so that the folder outlives the program.
    _dir: tempfile::TempDir,
}

impl Demo {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let address = server::free_address().to_string();
        let mut child = command::bare(dir.path())
            .args(["demo", "--json", "--listen", &address])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let first: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the first line is JSON: {error}: {line}"));
        let sign_ins = first["signIns"].as_array().unwrap().clone();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self {
            child,
            url: first["url"].as_str().unwrap().trim_end_matches('/').to_owned(),
            http,
            sign_ins,
            _dir: dir,
        }
    }

    async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.url))
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        Answer::read(request.send().await.expect("the demo answers at once")).await
    }

    async fn sign_in(&self, who: &Value) -> Answer {
        let input = json!({ "email": who["email"], "password": who["password"] });
        self.ask(None, server::SIGN_IN, json!({ "input": input })).await
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const DETAIL: &str = "query($t: String, $s: [Severity!]) { incidents(first: 5, filter: { text: $t, severity: $s }, orderBy: STARTED_AT_ASC) { nodes {
    reference title status severity startedAt detectionSource findings { rule message } instants { name at }
    durations { timeToDetectSeconds elapsedSeconds degradedSeconds } impactWindows { startedAt endedAt }
    statusUpdates(first: 20, orderBy: PUBLISHED_AT_ASC) { nodes { audience publishedAt nextUpdateAt eta } }
    timeline(first: 40, orderBy: HAPPENED_AT_ASC) { nodes { kind body happenedAt result approvalAskedAt approvalGivenAt waitingSeconds isCustomerEscalation } }
} } }";

/// `HH:MM` of an instant.
fn minute(text: &Value) -> String {
    time::parse(text.as_str().unwrap()).format("%H:%M").to_string()
}

fn entries(incident: &Value, keep: impl Fn(&Value) -> bool) -> Vec<&Value> {
    incident["timeline"]["nodes"].as_array().unwrap().iter().filter(|entry| keep(entry)).collect()
}

fn first_outage(incident: &Value) {
    assert_eq!((&incident["severity"], &incident["detectionSource"]), (&json!("SEV1"), &json!("CUSTOMER")));
    let durations = &incident["durations"];
    assert_eq!(durations["elapsedSeconds"], (7 * 60 + 25) * 60, "7 h 25 elapsed");
    assert_eq!(durations["degradedSeconds"], (4 * 60 + 40) * 60, "4 h 40 degraded");
    assert_eq!(durations["timeToDetectSeconds"], 75 * 60);
    let windows: Vec<(String, String)> = incident["impactWindows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|window| (minute(&window["startedAt"]), minute(&window["endedAt"])))
        .collect();
    assert_eq!(windows, [("08:00".to_owned(), "11:15".to_owned()), ("14:00".to_owned(), "15:25".to_owned())]);
    let named = rules(&incident["findings"]);
    assert!(named.contains(&"COM-03") && named.contains(&"CLK-06"), "{}", incident["findings"]);
    let instant = |name: &str| {
        incident["instants"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"] == name)
            .map(|one| minute(&one["at"]))
    };
    assert_eq!(instant("ASSEMBLED").as_deref(), Some("09:55"));
    assert_eq!(instant("DETECTED").as_deref(), Some("09:15"));
    let escalations: Vec<String> = entries(incident, |entry| entry["isCustomerEscalation"] == true)
        .iter()
        .map(|entry| minute(&entry["happenedAt"]))
        .collect();
    assert_eq!(escalations, ["10:05", "14:15"]);
    let waits = entries(incident, |entry| !entry["waitingSeconds"].is_null());
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0]["waitingSeconds"], 30 * 60);
    assert_eq!(
        (minute(&waits[0]["approvalAskedAt"]), minute(&waits[0]["approvalGivenAt"])),
        ("10:20".to_owned(), "10:50".to_owned())
    );
    let result = |at: &str| {
        let found = entries(incident, |entry| {
            entry["kind"] == "ACTION" && minute(&entry["happenedAt"]) == at && !entry["result"].is_null()
        });
        found.first().map(|entry| entry["result"].clone())
    };
    assert_eq!((result("14:20"), result("15:00")), (Some(json!("NO_EFFECT")), Some(json!("WORKED"))));
    let external = incident["statusUpdates"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|update| update["audience"] == "EXTERNAL")
        .count();
    assert_eq!(external, 0, "no external update at all");
}

fn second_outage(incident: &Value) {
    assert_eq!((&incident["severity"], &incident["detectionSource"]), (&json!("SEV2"), &json!("MONITORING")));
    assert_eq!(incident["durations"]["timeToDetectSeconds"], 5 * 60);
    assert_eq!(incident["durations"]["elapsedSeconds"], 75 * 60, "08:30 to 09:45");
    assert!(
        !rules(&incident["findings"]).iter().any(|rule| rule.starts_with("COM-")),
        "{}",
        incident["findings"]
    );
    let updates = incident["statusUpdates"]["nodes"].as_array().unwrap();
    for audience in ["INTERNAL", "EXTERNAL"] {
        let first = updates
            .iter()
            .find(|update| update["audience"] == audience)
            .unwrap_or_else(|| panic!("no {audience} update"));
        assert_eq!(minute(&first["publishedAt"]), "08:45");
        assert_eq!(minute(&first["nextUpdateAt"]), "09:45", "next update in an hour");
    }
    assert_eq!(minute(&updates.last().unwrap()["publishedAt"]), "09:45", "the promise was kept");
}

const REPAIRS: &str = "{ problems(first: 5, orderBy: CREATED_AT_ASC) { nodes {
    status openRepairItemCount overdueRepairItemCount sponsor { name } repairFindings { rule }
    rca { steps { step passed findings { rule level message } } }
    repairItems(first: 30) { nodes { title description kind lens status dueAt isOverdue effectiveness { result }
        notDoing { reason approver { name } } duePolicy { days countedFrom basis } } }
} } }";

fn of<'a>(items: &'a Value, status: &str) -> Vec<&'a Value> {
    items["nodes"].as_array().unwrap().iter().filter(|item| item["status"] == status).collect()
}

/// What was done about both outages.
async fn repairs(demo: &Demo, token: &str) {
    let told = demo.ask(Some(token), REPAIRS, json!({})).await;
    let problems = told.list("/problems/nodes");
    let [first, second] = &problems[..] else { panic!("two problems: {problems:?}") };
    for step in first["rca"]["steps"].as_array().unwrap() {
        assert_eq!(step["passed"], true, "{step}");
    }
    assert_eq!((&first["openRepairItemCount"], &first["status"]), (&json!(1), &json!("MEASURING")));
    let declined = of(&first["repairItems"], "NOT_DOING");
    assert_eq!(declined.len(), 2, "more approvals and double resources");
    assert!(declined.iter().all(|item| !item["notDoing"]["reason"].as_str().unwrap().is_empty()));
    assert_eq!(of(&first["repairItems"], "EFFECTIVE").len(), 9);
    let partial = of(&first["repairItems"], "DONE");
    assert_eq!(partial[0]["effectiveness"]["result"], "PARTIAL", "scaling out was the next problem");
    let pairs: Vec<&Value> = first["repairItems"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["description"].as_str().unwrap().starts_with("Complaint:"))
        .collect();
    assert_eq!(pairs.len(), 5, "the five pairs of complaint and outcome");
    for lens in ["TECHNICAL", "PROCESS", "ORGANIZATIONAL"] {
        assert!(pairs.iter().any(|item| item["lens"] == lens), "{lens}");
    }
    let corrective = |item: &&Value| item["kind"] == "CORRECTIVE";
    let all = first["repairItems"]["nodes"].as_array().unwrap();
    assert!(all.iter().filter(corrective).all(|item| item["duePolicy"]["days"] == 10), "{all:?}");
    assert_eq!(second["overdueRepairItemCount"], 1);
    assert_eq!(of(&second["repairItems"], "PROPOSED")[0]["dueAt"], Value::Null, "an idea has no clock");
}

/// What customers were promised of the second outage is delivered: to everyone, and to the customer of the sale.
async fn analysis(demo: &Demo, token: &str) {
    let promised = demo
        .ask(
            Some(token),
            "{ promises(filter: { kind: RCA }) { nodes { stage outcome audience } } }",
            json!({}),
        )
        .await;
    let both = json!([
        { "stage": "PRELIMINARY", "outcome": "KEPT", "audience": "EXTERNAL" },
        { "stage": "FINAL", "outcome": "OPEN", "audience": "EXTERNAL" },
    ]);
    assert_eq!(promised.at("/promises/nodes"), &both);
    let list = demo.http.get(format!("{}/status/rca", demo.url)).send().await.unwrap().text().await.unwrap();
    let path = list.split("/status/rca/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let page = demo.http.get(format!("{}/status/rca/{path}", demo.url)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    for text in [
        "Errors on our website during a sale",
        "This is preliminary",
        "The sale begins.",
        "Scaling out begins at 90 % CPU",
        "<svg",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    for name in ["Oliver", "Meena", "Taylor", "Dave", "Victor", "Carrie", "Harbour", "trips.example"] {
        assert!(!page.contains(name), "{name} is in {page}");
    }
    let carrie = demo.sign_ins.iter().find(|who| who["roles"] == json!(["CUSTOMER"])).unwrap();
    let carrie = demo.sign_in(carrie).await.text("/signIn/accessToken");
    let shared = "{ viewer { sharedRcas { nodes { title acknowledgedAt questions { answer } } } } }";
    let shared = demo.ask(Some(&carrie), shared, json!({})).await;
    assert_eq!(shared.list("/viewer/sharedRcas/nodes").len(), 1);
    assert!(!shared.at("/viewer/sharedRcas/nodes/0/acknowledgedAt").is_null());
    let answer = shared.text("/viewer/sharedRcas/nodes/0/questions/0/answer");
    assert!(answer.contains("by the date below"), "what is still to come is not told as done: {answer}");
}

#[tokio::test]
async fn both_outages_of_the_story_are_there_as_they_were_told() {
    let demo = Demo::start();
    assert!(demo.url.starts_with("http://127.0.0.1:"), "{}", demo.url);
    assert!(demo.sign_ins.len() >= 4);
    assert!(demo.sign_ins.iter().any(|who| who["roles"] == json!(["CUSTOMER"])), "a customer is among them");
    let mut token = String::new();
    for who in &demo.sign_ins {
        for field in ["email", "password", "name"] {
            assert!(!who[field].as_str().unwrap().is_empty(), "{who}");
        }
        let answer = demo.sign_in(who).await;
        assert_eq!(answer.at("/signIn/viewer/roles"), &who["roles"]);
        // Customers see nothing of what is asked for below.
        if who["roles"] != json!(["CUSTOMER"]) {
            token = answer.text("/signIn/accessToken");
        }
    }
    let told = demo.ask(Some(&token), DETAIL, json!({ "s": ["SEV1", "SEV2"] })).await;
    let told = told.list("/incidents/nodes");
    let of = |elapsed: i64| told.iter().find(|incident| incident["durations"]["elapsedSeconds"] == elapsed);
    let titles: Vec<&Value> = told.iter().map(|incident| &incident["title"]).collect();
    first_outage(of((7 * 60 + 25) * 60).unwrap_or_else(|| panic!("the first outage among {titles:?}")));
    second_outage(of(75 * 60).unwrap_or_else(|| panic!("the second outage among {titles:?}")));
    let late = demo.ask(Some(&token), "{ incidents(filter: { isLate: true, isOpen: true }) { nodes { reference promises { isLate } } } }", json!({})).await;
    assert_eq!(
        late.list("/incidents/nodes").len(),
        1,
        "one open incident with a late promise keeps the first screen alive"
    );
    repairs(&demo, &token).await;
    analysis(&demo, &token).await;
    let page = demo.http.get(&demo.url).send().await.unwrap();
    assert_eq!(page.status(), 200);
}
