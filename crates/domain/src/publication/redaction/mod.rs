//! Takes out of a text what must not leave: names of people and customers, private incidents, e-mail addresses, internal addresses.
//!
//! What takes the place of something is put between two marks, which no text can hold, so that a preview can show it; the marks
//! go before anything is kept. What was written in Markdown stays Markdown. Formatting can break a name up so that it is
//! not found in the text as it was written: whoever publishes renders the result and asks [`Redactor::finds`] once more.
//!
//! It must not know where names and addresses come from, nor who reads the text.

mod fold;
mod hosts;
mod markdown;
mod names;
mod roles;
mod urls;

pub use self::roles::{in_house, in_incident};

use std::collections::BTreeSet;
use std::ops::Range;

use self::hosts::Hosts;
use self::names::Names;
use super::MARKS;

/// Somebody of the member directory, and what readers call her.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// As the directory has it.
    pub name: String,
    /// What stands in its place, such as "the incident lead".
    pub role: String,
}

/// What must not leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sensitive {
    /// Everybody of the member directory.
    pub people: Vec<Person>,
    /// Names of customers that the readers are not.
    pub customers: Vec<String>,
    /// Numbers that a text may name as `INC-n`, of incidents that are private or not there.
    pub hidden_numbers: BTreeSet<i64>,
    /// Titles of private incidents.
    pub private_titles: Vec<String>,
    /// Hosts that are ours alone.
    pub hosts: BTreeSet<String>,
    /// Whether links and hosts stay: the readers are inside.
    pub keeps_links: bool,
}

/// Why something was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The name of a person.
    Person,
    /// The name of a customer.
    Customer,
    /// An e-mail address.
    Email,
    /// A link that leads inside.
    Link,
    /// The name or the address of a machine.
    Host,
    /// A private incident.
    PrivateIncident,
}

impl Reason {
    /// Why, for the one who publishes.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Person => "People appear by role.",
            Self::Customer => "Customers are not named to others.",
            Self::Email => "E-mail addresses do not leave.",
            Self::Link => "Internal links do not leave.",
            Self::Host => "Names and addresses of machines do not leave.",
            Self::PrivateIncident => "Nothing of a private incident leaves.",
        }
    }
}

/// Something that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Where, as the field of the API, or `timeline`, `causes`, `repairItems`.
    pub place: &'static str,
    /// What stood there.
    pub original: String,
    /// What stands there instead.
    pub replacement: String,
    /// Why.
    pub reason: Reason,
}

/// A stretch of text that is to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    range: Range<usize>,
    reason: Reason,
    replacement: String,
}

impl Span {
    fn new(range: Range<usize>, reason: Reason, replacement: &str) -> Self {
        Self { range, reason, replacement: replacement.to_owned() }
    }
}

/// A text without what must not leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// The text, with marks around what was replaced.
    pub text: String,
    /// What was replaced, in the order of the text.
    pub redactions: Vec<Redaction>,
    /// Words that may be somebody's name, or an ordinary word; they stay.
    pub doubts: Vec<String>,
}

/// Finds what must not leave.
#[derive(Clone, Debug)]
pub struct Redactor {
    names: Names,
    hosts: Hosts,
    hidden_numbers: BTreeSet<i64>,
    keeps_links: bool,
}

impl Redactor {
    /// From all that must not leave.
    pub fn new(sensitive: &Sensitive) -> Self {
        let mut names = Names::default();
        for title in &sensitive.private_titles {
            names.add_title(title, "another incident", Reason::PrivateIncident);
        }
        for customer in &sensitive.customers {
            names.add_title(customer, "a customer", Reason::Customer);
        }
        for person in &sensitive.people {
            names.add_person(&person.name, &person.role);
        }
        Self {
            names,
            hosts: Hosts::new(&sensitive.hosts),
            hidden_numbers: sensitive.hidden_numbers.clone(),
            keeps_links: sensitive.keeps_links,
        }
    }

    /// A text without what must not leave. Marks and characters that nobody sees are taken out of it.
    pub fn redact(&self, place: &'static str, text: &str) -> Redacted {
        let text: String = text.chars().filter(|c| !MARKS.contains(c) && !fold::is_unseen(*c)).collect();
        let (spans, doubts) = self.spans(&text);
        markdown::replace(place, &text, spans, doubts)
    }

    /// Whether a text holds something that must not leave; a text that was redacted holds nothing any more.
    pub fn finds(&self, text: &str) -> bool {
        !self.spans(text).0.is_empty()
    }

    /// All that is to be replaced, in the order of the text, none overlapping another.
    fn spans(&self, text: &str) -> (Vec<Span>, Vec<String>) {
        let found = self.names.find(text);
        let mut spans = found.spans;
        spans.extend(self.private(text));
        spans.extend(hosts::emails(text));
        if !self.keeps_links {
            spans.extend(self.hosts.find(text));
        }
        // An address with anything of this in it goes as a whole.
        spans.extend(
            urls::find(text)
                .into_iter()
                .filter(|url| {
                    let is_internal = !self.keeps_links && self.hosts.is_internal_url(url);
                    is_internal
                        || spans.iter().any(|span| overlaps(&span.range, &url.range))
                        || self.hides(url)
                })
                .map(|url| Span::new(url.range, Reason::Link, "an internal link"))
                .collect::<Vec<_>>(),
        );
        (apart(spans), found.doubts)
    }

    /// Whether an address holds something in percent signs.
    fn hides(&self, url: &urls::Url<'_>) -> bool {
        let plain = urls::decoded(url.text);
        plain != url.text && (!self.names.find(&plain).spans.is_empty() || !hosts::emails(&plain).is_empty())
    }

    /// `INC-n` of private incidents, however it is written.
    fn private(&self, text: &str) -> Vec<Span> {
        let named = if self.hidden_numbers.is_empty() { Vec::new() } else { named(text) };
        let private = named.into_iter().filter(|(_, number)| self.hidden_numbers.contains(number));
        private.map(|(range, _)| Span::new(range, Reason::PrivateIncident, "another incident")).collect()
    }
}

/// Numbers of incidents that a text names as `INC-n`, so that somebody can look up which are private.
pub fn mentioned(text: &str) -> BTreeSet<i64> {
    let text: String = text.chars().filter(|c| !fold::is_unseen(*c)).collect();
    named(&text).into_iter().map(|(_, number)| number).collect()
}

fn named(text: &str) -> Vec<(Range<usize>, i64)> {
    let words = fold::words(text);
    let number = |word: &str| word.parse().ok().filter(|_| word.len() <= 15);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(rest) = word.folded.strip_prefix("inc") else { continue };
        if let Some(number) = number(rest) {
            found.push((word.start..word.end, number));
        } else if rest.is_empty()
            && let Some(next) =
                words.get(at + 1).filter(|next| text[word.end..next.start].chars().count() <= 2)
            && let Some(number) = number(&next.folded)
        {
            found.push((word.start..next.end, number));
        }
    }
    found
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Joins what overlaps, so that nothing of either is left: the longer one says what stands there.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.range.start, std::cmp::Reverse(span.range.end)));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if overlaps(&last.range, &span.range) => {
                let end = last.range.end.max(span.range.end);
                if span.range.len() > last.range.len() {
                    (last.reason, last.replacement) = (span.reason, span.replacement);
                }
                last.range.end = end;
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// Whether a place is where a sentence, a line or an item of a list begins.
fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(['*', '_', '"', '“', '(', '[', '`', '~']);
    let is_spaced = before.ends_with(char::is_whitespace) || before.is_empty();
    let line = before.trim_end_matches([' ', '\t', '\u{a0}']);
    let marker = line.rsplit('\n').next().unwrap_or_default();
    let is_item = !marker.is_empty()
        && marker
            .chars()
            .all(|c| matches!(c, '-' | '+' | '*' | '>' | '#' | '.' | ')' | '|' | ' ') || c.is_ascii_digit());
    line.is_empty() || line.ends_with('\n') || is_item || (is_spaced && line.ends_with(['.', '!', '?', '…']))
}
