//! How an action is put: it begins with a verb and says what will be there (`ACT-05`).
//!
//! A word is taken for a verb unless it is sure to be none: to flag a good title costs more than to miss a bad one.

use super::token::{Kind, Sentence, sentences};

/// Verbs that actions begin with and that look like something else, by their ending.
const VERBS: &str = "\
    access address advance alias assess balance bias bind bring build bypass canvass cling commission compress condition \
    cross decommission discuss dismiss document embed enhance exceed experiment express feed finance fling focus function \
    guess harness implement influence license miss need partition pass ping position practice press process progress \
    proceed provision question reference rewind ring seed sequence service shed shred sling speed spring sting stress string \
    succeed supplement suppress swing toss transition vision wed witness";

/// Words that no order begins with. "If", "when" and "for" are none of them: an order may follow.
const NO_VERBS: &str = "\
    a an the this that these those our my your their its his her it i you they he she there some any all no none every each \
    more less most better worse best faster slower easier new old missing additional extra further proper poor good bad \
    automatic manual regular clear correct wrong insufficient weak strong full partial \
    lack need-for absence root cause causes lesson action item todo follow-up \
    database databases server service-level cluster infrastructure network api backend frontend app application website \
    dashboard runbook playbook checklist threshold thresholds latency capacity throughput uptime availability reliability \
    customer customers user users developer developers engineer engineers operator operators dev devs ops qa management \
    everyone everybody nobody somebody people team teams staff colleague colleagues on-call \
    pagination redundancy failover rollback autoscaler autoscaling";

/// Endings of words that are no verbs.
const NOUN_ENDINGS: &[&str] =
    &["tion", "sion", "ment", "ness", "ity", "ance", "ence", "ism", "ship", "ability", "ing"];

/// What stands before the verb and is none itself.
const POLITE: &str =
    "please we should shall must will need to let us 's also then and always first finally again re";

fn is_one_of(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// The word that a title begins with where a verb is expected, if it is sure to be none; `None` for a verb and for every word
/// that could be one.
pub fn starts_with_no_verb(title: &str) -> Option<String> {
    let mut found = None;
    let mut is_first = true;
    sentences(after_label(title), |sentence| {
        if std::mem::take(&mut is_first) {
            found = opening(sentence).filter(|word| is_no_verb(word)).map(str::to_owned);
        }
    });
    found
}

/// Whether a title says more than one word.
pub fn has_outcome(title: &str) -> bool {
    after_label(title).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() > 1
}

/// What follows a short label such as "shop:" or "[P1]".
fn after_label(title: &str) -> &str {
    let title = title.trim_start();
    let after_bracket = title.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(_, rest)| rest);
    let title = after_bracket.unwrap_or(title).trim_start();
    match title.split_once(": ") {
        Some((label, rest)) if label.split_whitespace().count() <= 2 && !rest.trim().is_empty() => rest,
        _ => title,
    }
}

/// The first word that matters: polite words and adverbs are passed over. What is no word, such as code, ends the search.
fn opening<'s>(sentence: &'s Sentence<'_>) -> Option<&'s str> {
    let is_passed = |at: usize| {
        let token = &sentence.tokens[at];
        token.kind == Kind::Punct || is_one_of(sentence.word(at), POLITE) || is_adverb(sentence.word(at))
    };
    let at = (0..sentence.len()).find(|at| !is_passed(*at))?;
    Some(sentence.word(at)).filter(|word| !word.is_empty())
}

fn is_adverb(word: &str) -> bool {
    word.len() > 4
        && word.ends_with("ly")
        && !is_one_of(word, "apply reply supply rely comply multiply imply assembly")
}

fn is_no_verb(word: &str) -> bool {
    if is_one_of(word, VERBS) || !word.is_ascii() {
        return false;
    }
    let is_long = |ending: &str| word.len() > ending.len() + 2;
    let is_noun = NOUN_ENDINGS.iter().any(|ending| word.ends_with(ending) && is_long(ending));
    let is_past = word.ends_with("ed") && !word.ends_with("eed") && is_long("ed");
    // "Alerts", "adds"; not "process", "focus", "analysis", "canvas".
    let is_plural = word.ends_with('s')
        && is_long("s")
        && !["ss", "us", "is", "as", "os"].iter().any(|ending| word.ends_with(ending));
    is_one_of(word, NO_VERBS) || is_noun || is_past || is_plural
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_could_be_a_verb_is_taken_for_one() {
        for title in [
            "Add alerting for all cases where this service returns > 1 % errors",
            "Please add pagination to the search query",
            "We should cap the pool at 40 connections",
            "Automatically scale the pool at 70 % CPU",
            "shop: add an index on bookings",
            "[P1] Rotate the certificate 30 days before it ends",
            "Process refunds in batches of 100",
            "Implement a circuit breaker around payments",
            "Partition the bookings table by month",
            "Provision a second node in each zone",
            "Apply the query-plan check in review",
            "Feature-flag the new search",
            "Index the bookings table by date",
            "Alert on CPU above 70 % for 5 minutes",
            "Cache the price list for 60 s",
            "Alarm einrichten für langsame Abfragen",
            "Überwachung einrichten",
            "`kubectl delete` asks for the name of the cluster",
            "503 answers raise an alert",
            "Seed the test database with 10 million rows",
            "PostgreSQL: set statement_timeout to 5 s",
            "Dockerize the build",
            "If the launch fails, stop the server",
            "For each service, add a link to its logs",
            // From published reports.
            "Note that Ubuntu non-LTS is on a ~9 month cycle, not the 1 year cycle we assumed.",
            "Separate python version from distro version",
            "Minimize copy-paste errors by user",
            "Document in the helm chart repo that the deployment of the helm-chart may be delayed",
            "Systematically cordon and cull nodes older than 3-5 days?",
            "Subscribe to the ubuntu-announce mailing list",
            "Keep our own apt mirror",
            "Bring the standby up to the size of the primary",
        ] {
            assert_eq!(starts_with_no_verb(title), None, "{title}");
        }
    }

    #[test]
    fn a_word_that_is_sure_to_be_no_verb_is_told() {
        for (title, word) in [
            ("Better alerting", "better"),
            ("The database needs an index", "the"),
            ("Monitoring of the queue", "monitoring"),
            ("Adding pagination", "adding"),
            ("Added pagination", "added"),
            ("Alerts for slow queries", "alerts"),
            ("Documentation of the failover", "documentation"),
            ("shop: pagination of search", "pagination"),
            ("Developers write faster queries", "developers"),
            ("More tests", "more"),
            ("Lack of capacity planning", "lack"),
            ("Improvement of reviews", "improvement"),
            ("We need better alerting for when the cluster is full", "better"),
        ] {
            assert_eq!(starts_with_no_verb(title).as_deref(), Some(word), "{title}");
        }
    }

    #[test]
    fn a_verb_alone_has_no_outcome() {
        for (title, expected) in
            [("Fix", false), ("Fix: –", false), ("Fix search", true), ("[P1] Fix", false)]
        {
            assert_eq!(has_outcome(title), expected, "{title}");
        }
    }
}
