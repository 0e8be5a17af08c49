//! Addresses, events and requests of the three tools. The samples are short forms of what they document.

mod address;
mod events;
mod garbage;
mod requests;

/// A closed issue of GitHub.
const GITHUB: &str = r#"{
  "action": "closed",
  "issue": {
    "id": 4001234567, "number": 12, "title": "Limit the queue", "state": "closed", "state_reason": "completed",
    "html_url": "https://github.com/trips/booking/issues/12", "updated_at": "2026-11-27T10:20:30Z",
    "labels": [{ "name": "repair" }], "assignees": [], "body": null
  },
  "repository": { "id": 1, "full_name": "trips/booking", "private": true },
  "sender": { "login": "taylor" }
}"#;

/// A closed issue of GitLab.
const GITLAB: &str = r#"{
  "object_kind": "issue", "event_type": "issue",
  "project": { "id": 38, "path_with_namespace": "trips/shop/booking", "web_url": "https://git.example.org/trips/shop/booking" },
  "object_attributes": {
    "id": 301, "iid": 7, "title": "Limit the queue", "state": "closed", "action": "close", "confidential": false,
    "url": "https://git.example.org/trips/shop/booking/-/issues/7", "updated_at": "2026-11-27T10:20:30.123Z",
    "moved_to_id": null, "duplicated_to_id": null
  },
  "labels": []
}"#;

/// A finished issue of Jira.
const JIRA: &str = r#"{
  "timestamp": 1795774830123, "webhookEvent": "jira:issue_updated", "issue_event_type_name": "issue_generic",
  "user": { "accountId": "1" },
  "issue": {
    "id": "10002", "self": "https://trips.example.net/rest/api/2/issue/10002", "key": "OPS-12",
    "fields": {
      "summary": "Limit the queue", "project": { "key": "OPS" },
      "status": { "name": "Erledigt", "id": "10001", "statusCategory": { "id": 3, "key": "done", "name": "Fertig" } }
    }
  },
  "changelog": { "items": [{ "field": "status", "from": "1", "fromString": "Offen", "to": "10001", "toString": "Erledigt" }] }
}"#;
