//! Small questions about a text that the rules of analysis, repair and communication ask: does a problem
//! statement name a cause (`RCS-02`), does an action begin with an open verb (`ACT-06`), does an update say
//! "outage" (`COM-07`).

use super::phrase::Phrases;
use super::place::Places;
use super::token::{Kind, Sentence, sentences, words};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The words as they stand there.
    pub words: String,
    /// Where it starts, in UTF-16 code units.
    pub start: usize,
    /// Where it ends, in UTF-16 code units.
    pub end: usize,
}

static CAUSES: Phrases = Phrases::new(&[
    "because of?",
    "due to",
    "caused|triggered|provoked by",
    "as a result of",
    "as a consequence of",
    "resulted|resulting|results|stems|stemmed from",
    "owing to",
    "thanks to",
    "on account of",
    "the? root|underlying? cause|causes",
    "the reason|reasons",
    "attributed|attributable to",
    "down to a|the|an",
]);

/// `RCS-02`: the words of a problem statement that name a cause.
pub fn cause_words(text: &str) -> Vec<Place> {
    places(text, &CAUSES)
}

static OUTAGES: Phrases = Phrases::new(&["outage|outages"]);

/// `COM-07`: where a text says "outage"; wants another word while the impact is not a full loss.
pub fn outage_words(text: &str) -> Vec<Place> {
    places(text, &OUTAGES)
}

fn places(text: &str, phrases: &Phrases) -> Vec<Place> {
    let mut found = Vec::new();
    sentences(text, |sentence| {
        for (_, first, last) in phrases.in_sentence(sentence) {
            found.push((sentence.tokens[first].start, sentence.tokens[last].end));
        }
    });
    let mut counter = Places::new(text);
    found
        .into_iter()
        .map(|(start, end)| Place {
            words: text[start..end].to_owned(),
            start: counter.utf16(start),
            end: counter.utf16(end),
        })
        .collect()
}

static OPEN_VERBS: Phrases = Phrases::new(&[
    "investigate",
    "look into",
    "explore",
    "improve",
    "ensure",
    "make sure",
    "consider",
    "think about",
    "monitor",
    "review",
    "be more? careful|mindful|vigilant|aware",
    "remind",
    "retrain|re-train",
]);

/// `ACT-06`: the open verb that an action begins with, such as "investigate"; `None` when it says what will
/// be there.
///
/// "Investigate" and its like pass with a time box and a named output, in the title or in the text beside it.
pub fn open_verb(title: &str, beside: &str) -> Option<String> {
    let mut found = None;
    let mut is_first = true;
    sentences(title, |sentence| {
        if std::mem::take(&mut is_first) {
            found = opening(sentence);
        }
    });
    let (verb, is_search) = found?;
    let is_boxed = has_time_box(title) || has_time_box(beside);
    let has_output = has_output(title) || has_output(beside);
    (!(is_search && is_boxed && has_output)).then_some(verb)
}

fn opening(sentence: &Sentence<'_>) -> Option<(String, bool)> {
    let polite = |word: &str| {
        matches!(word, "please" | "we" | "should" | "need" | "must" | "to" | "will" | "let" | "us" | "'s")
    };
    let start = (0..sentence.len())
        .find(|at| !polite(sentence.word(*at)) && sentence.tokens[*at].kind == Kind::Word)?;
    let (pattern, first, last) = OPEN_VERBS.in_sentence(sentence).into_iter().find(|hit| hit.1 == start)?;
    let verb: Vec<&str> = (first..=last).map(|at| sentence.word(at)).collect();
    Some((verb.join(" "), pattern <= 2))
}

fn has_time_box(title: &str) -> bool {
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let is_unit = |word: &str| {
        matches!(
            word,
            "m" | "min"
                | "minutes"
                | "h"
                | "hour"
                | "hours"
                | "d"
                | "day"
                | "days"
                | "week"
                | "weeks"
                | "sprint"
        )
    };
    // "By Friday", "by 12 December": a day, and no agent such as "by the team".
    let is_day = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || is_one_of(word, "monday tuesday wednesday thursday friday saturday sunday tomorrow end next")
            || is_one_of(
                word,
                "january february march april may june july august september october november december",
            )
    };
    let ends = |pair: &[&str]| {
        (pair[0].parse::<u32>().is_ok() && is_unit(pair[1]))
            || (pair[0] == "by" && is_day(pair[1]))
            || (pair[0] == "time" && matches!(pair[1], "box" | "boxed"))
    };
    words.windows(2).any(ends)
        || words.iter().any(|word| {
            let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (digits > 0 && is_unit(&word[digits..]))
                || matches!(*word, "timebox" | "time-box" | "timeboxed" | "time-boxed")
        })
}

fn is_one_of(word: &str, list: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

fn has_output(title: &str) -> bool {
    words(title).iter().any(|word| {
        matches!(
            word.as_str(),
            "document"
                | "report"
                | "note"
                | "notes"
                | "list"
                | "decision"
                | "page"
                | "runbook"
                | "ticket"
                | "tickets"
                | "proposal"
                | "plan"
                | "design"
                | "write-up"
                | "adr"
                | "dashboard"
                | "output"
                | "outcome"
                | "summary"
                | "recommendation"
                | "diagram"
                | "graph"
                | "figures"
                | "findings"
                | "table"
                | "answer"
                | "measurements"
                | "conclusion"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_a_cause_are_found_at_their_place() {
        let places = cause_words("💥 Shop slow because of the sale, due to \"because\" queries");
        let found: Vec<(&str, usize, usize)> =
            places.iter().map(|p| (p.words.as_str(), p.start, p.end)).collect();
        assert_eq!(found, [("because of", 13, 23), ("due to", 34, 40)]);
        for clean in [
            "Between 08:00 and 15:25 pages of the shop took up to 30 s for customers of one region",
            "Users have seen 503 answers since 08:30",
            "Payments fail with `because of`",
        ] {
            assert_eq!(cause_words(clean), [], "{clean}");
        }
    }

    #[test]
    fn an_action_wants_a_verb_that_ends() {
        for (title, expected) in [
            ("Investigate slow queries", Some("investigate")),
            ("Investigate slow queries [4h], report with query plans", None),
            ("Look into alerts", Some("look into")),
            ("We should improve the docs", Some("improve")),
            ("Ensure backups work", Some("ensure")),
            ("Be more careful with deploys", Some("be more careful")),
            ("Remind everybody of the runbook", Some("remind")),
            ("Alert on CPU above 70 % for 5 minutes", None),
            ("Add a review of query plans to the release checklist", None),
            ("Improve alerts within 2 days, output: list", Some("improve")),
            ("Investigate slow queries by Friday, output: list of plans", None),
            ("Investigate slow queries, time box two days, decision written down", None),
            ("Investigate queries written by the team, list them", Some("investigate")),
        ] {
            assert_eq!(open_verb(title, "").as_deref(), expected, "{title}");
        }
        let beside = |done: &str| open_verb("Investigate slow queries within 2 days", done);
        assert_eq!(beside("A list of the ten slowest, with plans"), None);
        assert_eq!(beside("We know more").as_deref(), Some("investigate"));
    }

    #[test]
    fn outages_are_found() {
        assert_eq!(outage_words("The outages are over; one outage is not").len(), 2);
        assert_eq!(outage_words("Some pages are slow"), []);
    }
}
