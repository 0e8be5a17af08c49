//! What is written in made-up incidents: plain sentences of natural length, put together by chance.
//!
//! No sentence blames anybody. It must not know when it is said.

use super::draw::Draw;

const SYMPTOMS: &[&str] = &[
    "Slow answers",
    "Errors",
    "Timeouts",
    "No answer",
    "Wrong totals",
    "Missing entries",
    "Stale data",
    "Rejected requests",
    "Duplicate messages",
    "Long queue",
    "Refused connections",
    "Full disk",
    "Expired certificate",
    "Lost sessions",
    "Broken pictures",
    "Delayed confirmations",
    "High memory use",
    "Restarts every few minutes",
    "Failed nightly run",
    "Unreachable replica",
];
const CIRCUMSTANCES: &[&str] = &[
    "after a release",
    "since the night",
    "for some customers",
    "in one region",
    "at the morning peak",
    "after a failover",
    "for new sign-ups",
    "on phones only",
    "during the backup",
    "for large orders",
    "behind the second load balancer",
    "after a change of limits",
    "when the cache is cold",
    "for requests from partners",
];
const OBSERVATIONS: &[&str] = &[
    "Latency at the 99th percentile is at %N ms, usually it is below 200.",
    "About %P % of requests fail, all with the same message.",
    "The queue holds %N messages and still grows.",
    "Memory of %K rises by some megabytes a minute until it restarts.",
    "The replica on %K is %N seconds behind.",
    "Customers tell of pages that stay empty until they load them again.",
    "Nothing unusual in the logs of %K besides retries.",
    "Connections to the database pool are used up within a minute of each restart.",
    "The dashboard shows a step at the time of the last rollout, build %N.",
    "Two of the three zones look healthy; the third one answers now and then.",
    "The disk of %K is at %P %, mostly files of the temporary folder.",
    "Support counts %N calls in the last hour, ten times as many as usual.",
    "The certificate of an inner endpoint ended at midnight; clients that kept a connection still work.",
    "The slow statements all wait for one lock.",
];
const TRIALS: &[&str] = &[
    "Restarted %K and watched it for five minutes.",
    "Rolled back to build %N in one zone.",
    "Moved traffic away from %K.",
    "Raised the limit of connections to %N.",
    "Emptied the cache by hand; the first requests took longer, as expected.",
    "Switched the new feature off for everyone.",
    "Added two nodes to the group of %K.",
    "Stopped the nightly job that held the lock.",
    "Sent the waiting messages again in batches of %N.",
    "Renewed the certificate and reloaded the endpoints one by one.",
];
const DECISIONS: &[&str] = &[
    "Switch over to the standby now instead of waiting for the repair, although sessions are lost.",
    "Keep the release, switch the feature off: rolling back would take longer.",
    "Turn new orders away for a quarter of an hour so that the queue drains.",
    "Wait for the vendor until the full hour, then fail over.",
    "Run with one zone less over night and add capacity in the morning.",
];
const NOTES: &[&str] = &[
    "The picture is the same in all zones, which speaks against the network.",
    "Same signature as some weeks ago, the runbook's second page fits.",
    "The vendor confirms a disturbance on their side and works on it.",
    "Test orders go through again, real ones follow slowly.",
    "Graphs are back to normal; watching until the next peak.",
    "Collected thread dumps and a core file of %K before the restart.",
    "A second look at the change log shows a change of limits one hour earlier.",
    "Reports that were cut off are being made again; the last ones arrive in an hour.",
];
const MESSAGES: &[&str] = &[
    "We are looking into a disturbance. Some requests fail or take longer than usual; nothing is lost.",
    "What is broken is known and a way around it is being prepared.",
    "Most requests work again. We keep watching and tell you when it is over.",
    "Some of you still see old data. It catches up by itself within the hour.",
    "We are bringing capacity back step by step; expect slow answers until then.",
];
const LAST_MESSAGES: &[&str] = &[
    "Service is restored. Thank you for your patience; a review follows.",
    "Everything works as usual again. Orders that were turned away can be placed again.",
];
const ALERTS: &[&str] = &[
    "Error rate above %P % for five minutes (probe %K).",
    "No heartbeat from %K for %N seconds.",
    "Latency objective: %P % of the month's budget burnt in one hour.",
    "Queue depth above %N.",
];
const CHANGES: &[&str] = &[
    "Rollout of build %N finished in the first zone.",
    "Configuration change %N: limits of %K.",
    "Failover of the database to %K.",
    "Rule %N of the load balancer switched off.",
];
const ESCALATIONS: &[&str] = &[
    "A customer with many shops asks for a call within the hour.",
    "Sales hands on a complaint: orders of a partner fail since the morning.",
    "A partner asks when the interface answers again, ticket %N.",
];
const BACK: &[&str] =
    &["The errors came back with the next peak.", "It held for ten minutes only: the queue grows again."];
const TAGS: &[&str] = &[
    "database",
    "network",
    "release",
    "capacity",
    "vendor",
    "certificate",
    "cache",
    "queue",
    "storage",
    "dns",
    "configuration",
    "batch",
    "mobile",
    "partner",
    "security",
    "backup",
    "peak",
    "failover",
    "limits",
    "memory",
];

/// A title about a service.
pub(super) fn title(draw: &mut Draw, service: &str) -> String {
    let symptom = draw.one(SYMPTOMS);
    if draw.percent(70) {
        format!("{symptom} in {service} {}", draw.one(CIRCUMSTANCES))
    } else {
        format!("{symptom} in {service}")
    }
}

/// A summary: two to four sentences; nothing is known of one in ten.
pub(super) fn summary(draw: &mut Draw) -> String {
    if draw.percent(10) {
        return String::new();
    }
    let mut text = fill(draw, OBSERVATIONS);
    for _ in 0..draw.between(1, 3) {
        text.push(' ');
        let more = draw.weighted(&[(3, OBSERVATIONS), (2, NOTES), (1, TRIALS)]);
        text.push_str(&fill(draw, more));
    }
    text
}

/// Up to three tags.
pub(super) fn tags(draw: &mut Draw) -> Vec<&'static str> {
    (0..draw.below(4)).map(|_| *draw.one(TAGS)).collect()
}

/// What a note says: one to three sentences.
pub(super) fn note(draw: &mut Draw) -> String {
    let text = fill(draw, NOTES);
    let text = perhaps(draw, 70, text, OBSERVATIONS);
    perhaps(draw, 40, text, NOTES)
}

/// What was tried, and what was seen then.
pub(super) fn trial(draw: &mut Draw) -> String {
    let text = fill(draw, TRIALS);
    let text = perhaps(draw, 60, text, OBSERVATIONS);
    perhaps(draw, 40, text, NOTES)
}

/// What was decided, and why.
pub(super) fn decision(draw: &mut Draw) -> String {
    let text = fill(draw, DECISIONS);
    perhaps(draw, 70, text, OBSERVATIONS)
}

/// What a machine said.
pub(super) fn alert(draw: &mut Draw) -> String {
    fill(draw, ALERTS)
}

/// What was changed.
pub(super) fn change(draw: &mut Draw) -> String {
    fill(draw, CHANGES)
}

/// What a customer asked.
pub(super) fn escalation(draw: &mut Draw) -> String {
    let text = fill(draw, ESCALATIONS);
    perhaps(draw, 50, text, OBSERVATIONS)
}

/// Why a step goes back.
pub(super) fn back(draw: &mut Draw) -> String {
    let text = fill(draw, BACK);
    perhaps(draw, 50, text, OBSERVATIONS)
}

/// With one more sentence, so often in a hundred times.
fn perhaps(draw: &mut Draw, chance: u64, mut text: String, sentences: &[&str]) -> String {
    if draw.percent(chance) {
        text.push(' ');
        text.push_str(&fill(draw, sentences));
    }
    text
}

/// A status update.
pub(super) fn message(draw: &mut Draw, is_last: bool) -> String {
    if is_last {
        return fill(draw, LAST_MESSAGES);
    }
    let text = fill(draw, MESSAGES);
    perhaps(draw, 40, text, MESSAGES)
}

/// One of some sentences, with its number, share and node filled in.
fn fill(draw: &mut Draw, sentences: &[&str]) -> String {
    let pattern = *draw.one(sentences);
    let mut text = String::with_capacity(pattern.len() + 8);
    let mut parts = pattern.split('%');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (value, rest) = match part.as_bytes().first() {
            Some(b'N') => (draw.between(210, 9_800).to_string(), &part[1..]),
            Some(b'P') => (draw.between(2, 97).to_string(), &part[1..]),
            Some(b'K') => (format!("node-{:03}", draw.between(1, 240)), &part[1..]),
            _ => ("%".to_owned(), part),
        };
        text.push_str(&value);
        text.push_str(rest);
    }
    text
}

/// Titles of repair items.
pub(super) const REPAIRS: &[&str] = &[
    "Add a limit to the batch of the nightly job",
    "Alert when the queue grows for ten minutes",
    "Block a release that drops an index",
    "Cache the catalogue beside the shop",
    "Move the report to the replica",
    "Name an owner for each certificate",
    "Replace the manual failover by an automatic one",
    "Rehearse the restore of a backup every quarter",
    "Split the write path from the search",
    "Write the limits of the provider into the runbook",
];
/// What shows that an item worked: metric, what it was, what it should be.
pub(super) const CHECKS: &[(&str, &str, &str)] = &[
    ("Answers slower than a second, in 1 000", "41", "at most 2"),
    ("Minutes to detection", "38", "at most 5"),
    ("Failed jobs a month", "6", "at most 1"),
    ("Minutes to restore", "95", "at most 20"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_filled_in() {
        let mut draw = Draw::new(1, 1);
        let text = fill(&mut draw, &["At %P % of %K after %N."]);
        assert!(text.starts_with("At ") && text.contains(" % of node-") && !text.contains("%K"), "{text}");
    }
}
