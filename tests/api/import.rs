//! History of another tool, brought in by the command line: everything comes in, defects become
//! findings, twice changes nothing.

use std::path::Path;

use serde_json::{Value, json};
use tests::story::{find, read, rules};
use tests::{Backend, Server, Who, time};

const CONFIG: &str = "params:\n  systems:\n    - name: web.example.org\n    - name: mail.example.org\n";

fn issue(title: &str, header: &str, body: &str) -> String {
    format!("---\ntitle: {title}\n{header}section: issue\n---\n\n{body}\n")
}

/// Five small files: one sound, four with a defect each.
fn history(dir: &Path) {
    let issues = dir.join("issues");
    std::fs::create_dir_all(&issues).unwrap();
    std::fs::write(dir.join("config.yml"), CONFIG).unwrap();
    let write = |name: &str, text: String| std::fs::write(issues.join(name), text).unwrap();
    let sound = "date: 2024-03-05T07:08:09Z\nresolved: true\nresolvedWhen: 2024-03-05T08:08:09Z\nseverity: down\naffected:\n  - web.example.org\n";
    write(
        "2024-03-05-web.md",
        issue("Web is down", sound, "[Final Message]\nIt works again.\n\n[Initial Message]\nWe are looking."),
    );
    let backwards = "date: 2024-04-01T10:00:00Z\nresolved: true\nresolvedWhen: 2024-04-01T09:00:00Z\nseverity: disrupted\naffected:\n  - mail.example.org\n";
    write("2024-04-01-mail.md", issue("Mail is slow", backwards, "Slow."));
    let undeclared = "date: 2024-05-01 10:00:00\nresolved: true\nresolvedWhen: 2024-05-01 11:00:00\nseverity: disrupted\naffected:\n  - shop.example.org\n";
    write("2024-05-01-shop.md", issue("Shop", undeclared, "Shop."));
    let notice = "date: 2024-06-01T10:00:00Z\nresolved: true\nresolvedWhen: 2024-06-01T12:00:00Z\nseverity: notice\naffected:\n  - web.example.org\n";
    write("2024-06-01-work.md", issue("Planned work", notice, "Planned."));
    write("2024-07-01-broken.md", "---\ntitle: [unfinished\n  date: \n\nno end of the header\n".to_owned());
}

fn import(server: &Server, dir: &Path) -> Value {
    let printed = server.database.run(&["import", "cstate", &dir.display().to_string(), "--json"], "").ok();
    serde_json::from_str(printed.trim()).unwrap_or_else(|error| panic!("one JSON object: {error}\n{printed}"))
}

fn counts(report: &Value) -> [i64; 4] {
    ["files", "created", "updated", "unchanged"]
        .map(|name| report[name].as_i64().unwrap_or_else(|| panic!("{name} in {report}")))
}

on_both! {
    async fn every_file_comes_in_once_with_its_findings(server: &Server) {
        let dir = tempfile::tempdir().unwrap();
        history(dir.path());
        let report = import(server, dir.path());
        assert_eq!(counts(&report), [5, 5, 0, 0]);
        let of = |file: &str| -> Vec<&str> {
            let findings = report["findings"].as_array().unwrap();
            findings.iter().filter(|one| one["file"].as_str().unwrap().contains(file)).map(|one| one["rule"].as_str().unwrap()).collect()
        };
        assert!(of("mail").contains(&"IMP-05"), "{report}");
        assert!(of("shop").contains(&"IMP-13") && of("shop").contains(&"IMP-07"), "{report}");
        assert!(of("work").contains(&"IMP-14"), "{report}");
        assert!(of("broken").contains(&"IMP-03"), "{report}");
        for finding in report["findings"].as_array().unwrap() {
            assert!(["ERROR", "WARNING", "HINT"].contains(&finding["level"].as_str().unwrap()));
            assert!(!finding["message"].as_str().unwrap().is_empty());
        }
        let client = server.sign_in(Who::Viewer).await;
        assert_eq!(find(&client, json!({})).await.len(), 5);

        let again = import(server, dir.path());
        assert_eq!(counts(&again), [5, 0, 0, 5]);
        let path = dir.path().join("issues/2024-03-05-web.md");
        let text = std::fs::read_to_string(&path).unwrap().replace("Web is down", "Web was down");
        std::fs::write(path, text).unwrap();
        assert_eq!(counts(&import(server, dir.path())), [5, 0, 1, 4]);
        assert_eq!(find(&client, json!({})).await.len(), 5);
        assert_eq!(find(&client, json!({ "text": "was down" })).await.len(), 1);
        assert_eq!(counts(&import(server, dir.path())), [5, 0, 0, 5]);
    }

    async fn what_came_in_reads_as_the_source_told_it(server: &Server) {
        let dir = tempfile::tempdir().unwrap();
        history(dir.path());
        import(server, dir.path());
        let client = server.sign_in(Who::Viewer).await;
        let selection = "title status severity startedAt endedAt tags services { name } importedFrom { format file }
            instants { name at source } impactWindows { startedAt endedAt } durations { elapsedSeconds timeToRestoreSeconds }
            findings { rule } timeline(first: 20, orderBy: HAPPENED_AT_ASC) { nodes { body } }";
        let web = find(&client, json!({ "text": "web" })).await;
        let web = read(&client, &web[0], selection).await;
        let web = web.at("/incident");
        assert_eq!((&web["title"], &web["severity"]), (&json!("Web is down"), &json!("SEV2")));
        assert!(["RESOLVED", "CLOSED"].contains(&web["status"].as_str().unwrap()));
        assert!(time::same(web["startedAt"].as_str().unwrap(), "2024-03-05T07:08:09Z"));
        assert!(time::same(web["endedAt"].as_str().unwrap(), "2024-03-05T08:08:09Z"));
        assert_eq!((&web["services"], &web["importedFrom"]["format"]), (&json!([{ "name": "web.example.org" }]), &json!("cstate")));
        assert!(web["importedFrom"]["file"].as_str().unwrap().ends_with("2024-03-05-web.md"));
        assert_eq!(web["durations"]["elapsedSeconds"], 3600);
        assert!(web["instants"].as_array().unwrap().iter().any(|instant| instant["source"] == "IMPORT"));
        let bodies: Vec<&str> = web["timeline"]["nodes"].as_array().unwrap().iter().map(|node| node["body"].as_str().unwrap()).collect();
        let place = |text: &str| bodies.iter().position(|body| body.contains(text)).unwrap_or_else(|| panic!("{text} in {bodies:?}"));
        assert!(place("We are looking.") < place("It works again."), "oldest first");

        let mail = find(&client, json!({ "text": "mail" })).await;
        let mail = read(&client, &mail[0], selection).await;
        let mail = mail.at("/incident");
        assert!(rules(&mail["findings"]).contains(&"IMP-05"), "{mail}");
        assert_eq!(mail["impactWindows"], json!([]), "an end before its start makes no window");
        assert!(mail["durations"]["timeToRestoreSeconds"].is_null() && mail["durations"]["elapsedSeconds"].is_null());
        assert_eq!(find(&client, json!({ "tag": "maintenance" })).await.len(), 1);
    }
}

#[tokio::test]
async fn people_see_counts_and_wrong_calls_say_what_is_wrong() {
    let server = Server::start(Backend::Sqlite).await;
    let dir = tempfile::tempdir().unwrap();
    history(dir.path());
    let printed = server.database.run(&["import", "cstate", &dir.path().display().to_string()], "");
    let text = format!("{}{}", printed.out, printed.err);
    assert_eq!(printed.code, 0, "{text}");
    assert!(text.contains('5') && text.contains("IMP-05"), "{text}");
    let path = dir.path().display().to_string();
    for words in [
        vec!["import", "nonsense", path.as_str()],
        vec!["import", "cstate", "/no/such/folder"],
        vec!["import", "cstate"],
    ] {
        let refused = server.database.run(&words, "");
        assert_ne!(refused.code, 0, "{words:?}");
        assert!(!refused.err.is_empty() && !refused.err.contains("panicked"), "{words:?}: {}", refused.err);
    }
}

#[tokio::test]
async fn a_running_program_shows_what_was_brought_in() {
    let server = Server::start(Backend::Sqlite).await;
    let client = server.sign_in(Who::Viewer).await;
    let dir = tempfile::tempdir().unwrap();
    history(dir.path());
    import(&server, dir.path());
    let listed = client.ask("{ incidents { nodes { title services { name } } } }", json!({})).await;
    assert_eq!(listed.list("/incidents/nodes").len(), 5, "{}", listed.body);
}
