//! What the rules of the Five Whys ask about questions and answers: `W5-03`, `W5-05`, `W5-06`, `W5-11`,
//! `W5-12`.

use std::collections::BTreeSet;

use super::grammar::{Clause, Subject, Who};
use super::lexicon;
use super::people::People;
use super::phrase::Phrases;
use super::stem::stem;
use super::token::{Sentence, sentences, words};

/// The stems of the words of a text that mean something by themselves.
fn content(text: &str) -> BTreeSet<String> {
    words(text).iter().filter(|word| lexicon::is_content(word)).map(|word| stem(word)).collect()
}

/// `W5-03`: whether a question takes up a word of the answer before it.
pub fn shares_content_word(question: &str, answer: &str) -> bool {
    let telling = |stem: &String| !lexicon::TELLING.contains(stem.as_str());
    let asked = content(question);
    content(answer).iter().any(|stem| telling(stem) && asked.contains(stem))
}

/// `W5-11`: whether two answers say the same in nearly the same words.
pub fn near_identical(a: &str, b: &str) -> bool {
    Saying::of(a).is_near(&Saying::of(b))
}

/// What a text says, read once, to be compared with many others (`W5-11`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    stems: BTreeSet<String>,
    denies: bool,
}

impl Saying {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let stems = content(text);
        let denies = stems.iter().any(|word| lexicon::TELLING.contains(word.as_str()));
        Self { stems, denies }
    }

    /// Whether both say the same in nearly the same words.
    pub fn is_near(&self, other: &Self) -> bool {
        let (a, b) = (&self.stems, &other.stems);
        if a.is_empty() || b.is_empty() {
            return a == b;
        }
        if self.denies != other.denies {
            return false;
        }
        let common = a.intersection(b).count();
        // Four of five words in common.
        common * 5 >= (a.len() + b.len() - common) * 4
    }
}

/// `W5-05`: whether a question begins with "why".
pub fn starts_with_why(text: &str) -> bool {
    let mut first = None;
    sentences(text, |sentence| {
        first = first.or(Some(sentence.first_word().is_some_and(|at| sentence.word(at) == "why")));
    });
    first.unwrap_or(false)
}

static STOP_ANSWERS: Phrases = Phrases::new(&[
    "human|user|operator|pilot|manual error|errors",
    "human factor|factors",
    "lack of training|attention|care|discipline|skill|skills|knowledge|experience",
    "insufficient|inadequate|poor|missing training",
    "not enough training",
    "not trained|careful",
    "not follow|following ..2 process|procedure|runbook|rules|checklist|policy|instructions|guidelines",
    "failed|failing to follow",
    "ignored|violated|broke the process|procedure|runbook|rules|checklist|policy|instructions",
    "bad|poor|sloppy|terrible|faulty code|coding",
    "carelessness|negligence|incompetence|inattention|complacency",
    "a|made|by|the|simple? mistake",
    "forgot|forgetting|forgetfulness",
    "not pay|paying attention",
]);

/// How much else an answer may say and still be nothing but a stop word.
const BESIDES: usize = 3;

/// `W5-12`: whether an answer ends at "human error", "lack of training", "didn't follow the process", "bad
/// code" and says hardly anything else.
pub fn is_stop_word_answer(text: &str) -> bool {
    let mut is_stop = false;
    let mut besides = 0;
    sentences(text, |sentence| {
        let hits = STOP_ANSWERS.in_sentence(sentence);
        is_stop |= !hits.is_empty();
        besides += (0..sentence.len())
            .filter(|at| !hits.iter().any(|(_, first, last)| (first..=last).contains(&at)))
            .filter(|at| says_something(sentence, *at))
            .count();
    });
    is_stop && besides <= BESIDES
}

fn says_something(sentence: &Sentence<'_>, at: usize) -> bool {
    let word = sentence.word(at);
    let is_person =
        lexicon::is_person_noun(word) || lexicon::is_team_noun(word) || lexicon::is_user_noun(word);
    !word.is_empty() && lexicon::is_content(word) && !is_person
}

/// `W5-06`: the first "who", name of the directory or noun for a person that acts in a text, as it stands
/// there.
///
/// Teams are no persons here, and a person who is no subject ("a page for the engineer") is not meant.
pub fn names_a_person(text: &str, people: &People) -> Option<String> {
    let mut found = None;
    sentences(text, |sentence| {
        let clause = Clause { sentence, people };
        let place = (0..sentence.len()).find_map(|at| person_at(&clause, at));
        if let (None, Some((first, last))) = (&found, place) {
            found = Some(text[sentence.tokens[first].start..sentence.tokens[last].end].to_owned());
        }
    });
    found
}

fn person_at(clause: &Clause<'_, '_>, at: usize) -> Option<(usize, usize)> {
    let sentence = clause.sentence;
    let name = clause.people.at(sentence, at);
    if name > 0 {
        return Some((at, at + name - 1));
    }
    let word = sentence.word(at);
    if matches!(word, "who" | "whom" | "whose") {
        return Some((at, at));
    }
    let is_candidate = lexicon::is_person_noun(word) || lexicon::SOMEBODY.contains(word) || word == "i";
    let verb = (at + 1..sentence.len()).find(|next| !lexicon::is_adverb(sentence.word(*next)));
    let acts = verb.is_some_and(|verb| lexicon::is_verb_form(sentence.word(verb)));
    let is_person = matches!(clause.noun_phrase(at), Subject::Who(Who::Person | Who::First));
    (is_candidate && acts && is_person).then_some((at, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The talk's example: the problem, then each question with its answer.
    const CHAIN: [(&str, &str); 5] = [
        (
            "Why did the performance degrade during high-demand periods?",
            "The database queries consumed excessive resources, causing the Azure SQL Database to hit its resource limits.",
        ),
        (
            "Why were the database queries consuming excessive resources?",
            "The queries were inefficient, fetching large datasets without pagination and lacking proper indexing.",
        ),
        (
            "Why were the queries not optimized?",
            "Query performance was not a focus during development, as the inefficiencies were less noticeable during normal traffic.",
        ),
        (
            "Why was query performance not prioritized during development?",
            "Sufficient time and resources not allocated for the development teams to learn and implement tools and processes, to identify and address potential database bottlenecks proactively.",
        ),
        (
            "Why were the tools, processes, or awareness lacking?",
            "Organization was focused on speed of delivery for features. There was no formalized culture of continuous improvement or dedicated effort to build performance into the development lifecycle.",
        ),
    ];
    const PROBLEM: &str = "System performance degraded during high-demand period";

    #[test]
    fn every_link_of_the_talks_chain_follows() {
        let mut before = PROBLEM;
        for (question, answer) in CHAIN {
            assert!(shares_content_word(question, before), "{question}");
            assert!(starts_with_why(question), "{question}");
            assert_eq!(names_a_person(answer, &People::default()), None, "{answer}");
            assert!(!is_stop_word_answer(answer), "{answer}");
            assert!(!near_identical(before, answer), "{answer}");
            before = answer;
        }
        assert!(!shares_content_word("Why is the coffee cold?", CHAIN[4].1));
        assert!(!shares_content_word("Why did it not do that?", "It was not there."));
    }

    #[test]
    fn stop_words_end_no_analysis() {
        for stop in [
            "Human error",
            "It was human error by the operator.",
            "Lack of training",
            "The engineer didn\u{2019}t follow the deployment process",
            "Johnny Junior Developer wrote bad code",
            "Somebody forgot",
            "Carelessness",
        ] {
            assert!(is_stop_word_answer(stop), "{stop}");
        }
        for answer in [
            "The change fetched whole tables; review has no query-plan check",
            "Exercises for on-call were cut in March when the training budget for the platform was halved, hence a lack of training",
            "The process has no step for a rollback",
            "Nothing in review shows the size of a result",
        ] {
            assert!(!is_stop_word_answer(answer), "{answer}");
        }
    }

    #[test]
    fn loops_are_seen_and_denials_are_no_loops() {
        assert!(near_identical("The database hit its limits.", "The databases were hitting their limit"));
        assert!(!near_identical("The alert fired", "The alert did not fire"));
        assert!(!near_identical("The database hit its limits", "The app servers hit their limits"));
        assert!(!near_identical("", "x ray"));
    }

    #[test]
    fn only_why_begins_a_why() {
        assert!(starts_with_why("Why was it slow?"));
        assert!(starts_with_why("**Why** was it slow?"));
        for other in ["What was slow?", "Who did it?", "How? Why?", "", "It was slow. Why?"] {
            assert!(!starts_with_why(other), "{other}");
        }
    }

    #[test]
    fn persons_who_act_are_named_and_roles_that_are_served_are_not() {
        let people = People::new(["Developer Dave", "Will Marsh"]);
        for (text, expected) in [
            ("Dave's query was slow", Some("Dave")),
            ("Ask Will Marsh for it", Some("Will Marsh")),
            ("The developer wrote it", Some("developer")),
            ("Who approved this", Some("Who")),
            ("The alert went to the engineer on call", None),
            ("Will it happen", None),
            ("The development teams had no tools", None),
            ("Review has no check for query plans", None),
        ] {
            assert_eq!(names_a_person(text, &people).as_deref(), expected, "{text}");
        }
    }
}
