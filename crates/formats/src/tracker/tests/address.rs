//! Addresses that people paste, and addresses that only look like them.

use domain::repair::TrackerProvider;

use crate::tracker::{fold_key, parse_issue_url, parse_issue_url_at};

/// Tool, host, project, number and key.
fn read(text: &str) -> Option<(&'static str, String, String, String, String)> {
    let issue = parse_issue_url(text)?;
    Some((issue.provider.as_str(), issue.host, issue.project, issue.number_or_key, issue.key))
}

#[test]
fn the_three_tools_are_told_apart() {
    for (text, expected) in [
        (
            "https://github.com/trips/booking.js/issues/12",
            ["GITHUB", "github.com", "trips/booking.js", "12", "trips/booking.js#12"],
        ),
        (
            " HTTPS://GitHub.com/Trips/.github/issues/1/#issuecomment-5 ",
            ["GITHUB", "github.com", "Trips/.github", "1", "Trips/.github#1"],
        ),
        (
            "https://gitlab.com/trips/shop/booking/-/issues/7",
            ["GITLAB", "gitlab.com", "trips/shop/booking", "7", "trips/shop/booking#7"],
        ),
        (
            "http://127.0.0.1:8443/trips/booking/-/work_items/7#note_3",
            ["GITLAB", "127.0.0.1:8443", "trips/booking", "7", "trips/booking#7"],
        ),
        (
            "https://trips.atlassian.net/browse/OPS-12",
            ["JIRA", "trips.atlassian.net", "OPS", "OPS-12", "OPS-12"],
        ),
        ("https://jira.example.org/jira/browse/a_1-3", ["JIRA", "jira.example.org", "A_1", "A_1-3", "A_1-3"]),
        ("http://[::1]:80/browse/OPS-1", ["JIRA", "[::1]", "OPS", "OPS-1", "OPS-1"]),
    ] {
        let (provider, host, project, number, key) = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!([provider, &host, &project, &number, &key], expected, "{text}");
    }
}

#[test]
fn anything_else_is_no_issue() {
    let long = format!("https://github.com/trips/{}/issues/1", "a".repeat(2_000));
    for text in [
        "",
        "github.com/trips/booking/issues/12",
        "ftp://github.com/trips/booking/issues/12",
        "javascript://github.com/trips/booking/issues/12",
        "https:github.com/trips/booking/issues/12",
        "https:///github.com/trips/booking/issues/12",
        "https:\\\\github.com\\trips\\booking\\issues\\12",
        "https://taylor@github.com/trips/booking/issues/12",
        "https://taylor:word@github.com/trips/booking/issues/12",
        "https://@github.com/trips/booking/issues/12",
        "https://github.com./trips/booking/issues/12",
        "https://github.com:99999/trips/booking/issues/12",
        "https://github.com.evil.example/trips/booking/issues/12",
        "https://evil.example/github.com/trips/booking/issues/12",
        "https://evil.example/trips/booking/issues/12",
        "https://github.com/trips/booking/issues/12?x=1",
        "https://github.com/trips/booking/issues/12?",
        "https://github.com/trips/booking/issues?q=/issues/12",
        "https://github.com/trips/booking/pull/12",
        "https://github.com/trips/booking/issues/",
        "https://github.com/trips/booking/issues/new",
        "https://github.com/trips/booking/issues/012",
        "https://github.com/trips/booking/issues/0",
        "https://github.com/trips/booking/issues/-1",
        "https://github.com/trips/booking/issues/1234567890123456789",
        "https://github.com/trips/booking/issues/12/13",
        "https://github.com/trips/issues/12",
        "https://github.com//booking/issues/12",
        "https://github.com/trips%2Fbooking/x/issues/12",
        "https://github.com/trips/bo oking/issues/12",
        "https://github.com/trips/boo\nking/issues/12",
        "https://github.com/trips/böoking/issues/12",
        "https://github.com/trips/booking/-/issues/12",
        "https://gitlab.com/booking/-/issues/7",
        "https://gitlab.com/trips//booking/-/issues/7",
        "https://gitlab.com/trips/booking/-/merge_requests/7",
        "https://gitlab.com/trips/-/booking/-/issues/7",
        "https://trips.atlassian.net/browse/OPS",
        "https://trips.atlassian.net/browse/12-OPS",
        "https://trips.atlassian.net/browse/-12",
        "https://trips.atlassian.net/browse/OPS-12x",
        "https://trips.atlassian.net/browse/OPS-12/x",
        "https://trips.atlassian.net/a/b/browse/OPS-12",
        "https://trips.atlassian.net/browse/OPS%2d12",
        &long,
    ] {
        assert_eq!(parse_issue_url(text), None, "{text}");
    }
}

#[test]
fn an_issue_is_looked_for_at_a_known_tracker() {
    let key = |provider, base, text| parse_issue_url_at(provider, base, text).map(|issue| issue.key);
    let (github, gitlab, jira) = (TrackerProvider::GitHub, TrackerProvider::GitLab, TrackerProvider::Jira);
    for (provider, base, text, expected) in [
        (github, "https://github.com", "https://github.com/a/b/issues/1", Some("a/b#1")),
        (github, "https://github.com/", "https://github.com/a/b/issues/1", Some("a/b#1")),
        (github, "https://git.example.org", "https://git.example.org/a/b/issues/1", Some("a/b#1")),
        (github, "http://127.0.0.1:99", "http://127.0.0.1:99/a/b/issues/1", Some("a/b#1")),
        (github, "http://127.0.0.1:99", "http://127.0.0.1:98/a/b/issues/1", None),
        (github, "https://github.com", "http://github.com/a/b/issues/1", None),
        (github, "https://github.com", "https://gist.github.com/a/b/issues/1", None),
        (gitlab, "https://git.example.org", "https://git.example.org/a/b/issues/1", None),
        (gitlab, "https://git.example.org/lab", "https://git.example.org/lab/a/b/-/issues/1", Some("a/b#1")),
        (gitlab, "https://git.example.org/lab", "https://git.example.org/label/a/b/-/issues/1", None),
        (jira, "https://j.example.org/x/jira", "https://j.example.org/x/jira/browse/OPS-1", Some("OPS-1")),
        (jira, "https://j.example.org", "https://j.example.org/jira/browse/OPS-1", None),
        (jira, "", "https://j.example.org/browse/OPS-1", None),
    ] {
        assert_eq!(key(provider, base, text).as_deref(), expected, "{base} {text}");
    }
}

#[test]
fn keys_are_compared_whatever_their_case() {
    assert_eq!(fold_key(" Trips/Booking#12"), fold_key("trips/booking#12"));
    assert_ne!(fold_key("trips/booking#12"), fold_key("trips/booking#13"));
}
