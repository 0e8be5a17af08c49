//! Wording help beside a field: asks the server a moment after the last letter, lists what could be put otherwise, and offers
//! another phrase. It never blocks typing and never keeps a text from being sent. It must not know what the text is for.
//!
//! * [`WordedField`] is a text field with the help beneath it.
//! * [`hits`] follows a text, and [`underlined`] draws a text that is not being written with its hits underlined.

use core::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    field::{TextArea, TextField},
    lean, toast,
};
use crate::{
    model::{FindingLevel, Permission, TextZone},
    net::{
        ask,
        session::session,
        tree::{Node, read},
    },
    operations,
};

operations! { CheckWording "src/ui/operations/check_wording.graphql" }

/// Asked this long after the last letter.
const QUIET: Duration = Duration::from_millis(600);

/// Words that could be put otherwise.
#[derive(Clone, PartialEq)]
pub struct Hit {
    pub rule: String,
    pub level: FindingLevel,
    /// Where the words begin and end, in UTF-16 code units.
    pub start: usize,
    pub end: usize,
    pub message: String,
    pub suggestions: Vec<String>,
}

/// What the rules say about one text.
#[derive(Clone, PartialEq, Default)]
struct Checked {
    text: String,
    hits: Vec<Hit>,
}

async fn check(text: String, zone: TextZone) -> Option<Vec<Hit>> {
    let variables = check_wording::Variables { text, zone };
    // Without an answer there is no advice; the text does not depend on it.
    let data = ask::<CheckWording>(variables).await.ok()?;
    read(&data, "checkWording", |all| all.items(map_hit)).ok()
}

fn map_hit(n: Node<'_>) -> Hit {
    let place = |field: &str| usize::try_from(n.number(field)).unwrap_or_default();
    Hit {
        rule: n.text("rule"),
        level: n.word("level", FindingLevel::parse, FindingLevel::Hint),
        start: place("start"),
        end: place("end"),
        message: n.text("message"),
        suggestions: n.list("suggestions", Node::own_text),
    }
}

/// Follows a text and answers its hits, a moment after it has come to rest.
fn follow(text: Signal<String>, zone: TextZone) -> RwSignal<Checked> {
    let checked = RwSignal::new(Checked::default());
    Effect::new(move |_| {
        let asked = text.get();
        if asked.trim().len() < 4 || !session().can(Permission::WordingCheck) {
            checked.set(Checked::default());
            return;
        }
        set_timeout(move || ask_when_quiet(text, asked, zone, checked), QUIET);
    });
    checked
}

fn ask_when_quiet(text: Signal<String>, asked: String, zone: TextZone, checked: RwSignal<Checked>) {
    let rests = move |asked: &String| text.try_get_untracked().as_ref() == Some(asked);
    if !rests(&asked) {
        return;
    }
    spawn_local(async move {
        let Some(hits) = check(asked.clone(), zone).await else { return };
        if rests(&asked) {
            let _ = checked.try_set(Checked { text: asked, hits });
        }
    });
}

/// The hits of a text that others may change.
pub fn hits(text: Signal<String>, zone: TextZone) -> Signal<Vec<Hit>> {
    let checked = follow(text, zone);
    // An older text's places would underline the wrong words.
    Signal::derive(move || {
        checked.with(|c| if text.with(|t| *t == c.text) { c.hits.clone() } else { Vec::new() })
    })
}

/// The bytes between two places counted in UTF-16 code units; `None` when they are no places of this text.
fn span(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let (mut at, mut from, mut to) = (0, None, None);
    for (byte, letter) in text.char_indices() {
        if at == start {
            from = Some(byte);
        }
        if at == end {
            to = Some(byte);
        }
        at += letter.len_utf16();
    }
    let from = from?;
    let to = to.or((at == end).then_some(text.len()))?;
    (from < to).then_some((from, to))
}

/// A text with its hits underlined; the words tell why on hover, and the list beneath a field tells it to everybody.
pub fn underlined(text: &str, hits: &[Hit]) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut done = 0;
    for hit in hits {
        let Some((from, to)) = span(text, hit.start, hit.end).filter(|(from, _)| *from >= done) else {
            continue;
        };
        parts.push(text[done..from].to_owned().into_any());
        let words = text[from..to].to_owned();
        parts.push(view! { <span class="worded" title=hit.message.clone()>{words}</span> }.into_any());
        done = to;
    }
    parts.push(text[done..].to_owned().into_any());
    parts.into_any()
}

/// Where the sentence around two places begins and ends, without the blanks around it.
fn sentence(text: &str, from: usize, to: usize) -> (usize, usize) {
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | '\n');
    let start = text[..from]
        .char_indices()
        .rev()
        // A point within a number or a name ends nothing.
        .find(|(at, c)| is_end(*c) && (*c == '\n' || text[at + c.len_utf8()..].starts_with([' ', '\n'])))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let start = start + (text[start..].len() - text[start..].trim_start().len()).min(from - start);
    let end = text[to..]
        .char_indices()
        .find(|(at, c)| {
            let after = to + at + c.len_utf8();
            is_end(*c) && (*c == '\n' || after == text.len() || text[after..].starts_with([' ', '\n']))
        })
        .map_or(text.len(), |(at, c)| to + at + if c == '\n' { 0 } else { c.len_utf8() });
    (start, end)
}

/// The text with a suggestion in the place of the words, or of their whole sentence when the suggestion is one.
fn replaced(text: &str, hit: &Hit, suggestion: &str) -> Option<String> {
    let (from, to) = span(text, hit.start, hit.end)?;
    let (from, to) =
        if suggestion.ends_with(['.', '?', '!']) { sentence(text, from, to) } else { (from, to) };
    Some(format!("{}{suggestion}{}", &text[..from], &text[to..]))
}

/// What a writer who keeps the words does: gives the rule and the reason to whoever keeps it.
pub type Keep = Callback<(String, String)>;

/// A text field with wording help beneath. With `rows` it has several lines.
#[component]
pub fn WordedField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    zone: TextZone,
    #[prop(optional)] rows: u32,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    /// Takes the reason for keeping words; without it the advice is put aside on this page only.
    #[prop(optional, into)]
    keep: Option<Keep>,
) -> impl IntoView {
    let field = if rows > 1 {
        view! { <TextArea label value rows hint error required /> }.into_any()
    } else {
        view! { <TextField label value hint error required autofocus /> }.into_any()
    };
    view! { <div class="worded-field">{field}{advice(value, zone, keep)}</div> }
}

/// The list beneath a field.
fn advice(value: RwSignal<String>, zone: TextZone, keep: Option<Keep>) -> AnyView {
    let checked = follow(value.into(), zone);
    // Rule and words that the writer keeps.
    let kept = RwSignal::new(Vec::<(String, String)>::new());
    let before = RwSignal::new(None::<String>);
    let open = Memo::new(move |_| {
        let text = checked.with(|c| c.text.clone());
        let words = |h: &Hit| span(&text, h.start, h.end).map(|(from, to)| text[from..to].to_owned());
        let all = checked.with(|c| c.hits.clone()).into_iter().filter_map(|h| Some((words(&h)?, h)));
        all.filter(|(words, h)| kept.with(|k| !k.iter().any(|(rule, of)| *rule == h.rule && of == words)))
            .collect::<Vec<_>>()
    });
    Effect::new(move |told: Option<usize>| {
        let count = open.with(Vec::len);
        if count > told.unwrap_or(0) {
            let words =
                if count == 1 { "1 note on wording".into() } else { format!("{count} notes on wording") };
            toast::announce(words);
        }
        count
    });
    let item = move |(words, hit): (String, Hit)| one(value, checked, words, hit, kept, before, keep);
    let list = lean::part(move || {
        let items = open.get();
        (!items.is_empty()).then(|| {
            let items = items.into_iter().map(item).collect_view();
            view! { <ul class="wording" aria-label="Notes on wording">{items}</ul> }
        })
    });
    let back = lean::part(move || {
        before.get().map(|old| {
            let put = lean::press(move || {
                value.set(old.clone());
                before.set(None);
            });
            view! {
                <p class="hint">
                    "An example took the place of your sentence; fit it to what happened. "
                    <button type="button" class="btn quiet small" on:click=put>"Put mine back"</button>
                </p>
            }
        })
    });
    view! { {list}{back} }.into_any()
}

fn one(
    value: RwSignal<String>,
    checked: RwSignal<Checked>,
    words: String,
    hit: Hit,
    kept: RwSignal<Vec<(String, String)>>,
    before: RwSignal<Option<String>>,
    keep: Option<Keep>,
) -> AnyView {
    let mark = match hit.level {
        FindingLevel::Error => "miss",
        FindingLevel::Warning => "miss warn",
        FindingLevel::Hint => "miss hint-level",
    };
    let use_it = |suggestion: &String| {
        let (hit, suggestion) = (hit.clone(), suggestion.clone());
        let shown = suggestion.clone();
        let put = lean::press(move || {
            let text = value.get_untracked();
            // The places belong to the text that was checked.
            if checked.with_untracked(|c| c.text == text)
                && let Some(new) = replaced(&text, &hit, &suggestion)
            {
                before.set(Some(text));
                value.set(new);
            }
        });
        view! {
            <p class="say">
                <q>{shown}</q>" "
                <button type="button" class="btn small" on:click=put>"Use this"</button>
            </p>
        }
        .into_any()
    };
    let suggestions: Vec<AnyView> = hit.suggestions.iter().map(use_it).collect();
    let reason = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let rule = hit.rule.clone();
    let (held, held_words) = (hit.rule.clone(), words.clone());
    let done = move || {
        let why = reason.get_untracked().trim().to_owned();
        if why.is_empty() {
            return;
        }
        if let Some(keep) = keep {
            keep.run((held.clone(), why));
        }
        kept.update(|k| k.push((held.clone(), held_words.clone())));
    };
    let done = StoredValue::new(done);
    let form = lean::part(move || {
        if !asking.get() {
            let ask = lean::press(move || asking.set(true));
            return view! { <button type="button" class="btn quiet small" on:click=ask>"Keep mine, give a reason"</button> }
                .into_any();
        }
        let keep_it = lean::press(move || done.with_value(|done| done()));
        view! {
            <div class="keep">
                <TextField label="Why these words stay" value=reason required=true autofocus=true />
                <button type="button" class="btn small" on:click=keep_it>"Keep mine"</button>
            </div>
        }
        .into_any()
    });
    view! {
        <li class=mark>
            <p><span class="worded">{words}</span>" "{hit.message}" "<span class="rule">{rule}</span></p>
            {suggestions}
            {form}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(start: usize, end: usize) -> Hit {
        Hit {
            rule: "C1".into(),
            level: FindingLevel::Hint,
            start,
            end,
            message: String::new(),
            suggestions: vec![],
        }
    }

    #[test]
    fn places_count_utf16_units() {
        // The bomb is two units and four bytes.
        let text = "a 💣 b";
        assert_eq!(span(text, 5, 6), Some((7, 8)));
        assert_eq!(span(text, 5, 9), None);
        assert_eq!(span(text, 3, 3), None);
    }

    #[test]
    fn a_sentence_takes_the_place_of_a_sentence() {
        let text = "It was 3.5 s. The team should have tested it. Then it rested.";
        let new = replaced(text, &hit(18, 34), "Failover was last exercised in March.");
        assert_eq!(
            new.as_deref(),
            Some("It was 3.5 s. Failover was last exercised in March. Then it rested.")
        );
    }

    #[test]
    fn a_phrase_takes_the_place_of_the_words() {
        let new = replaced("Dave wrote the query", &hit(0, 4), "the change author");
        assert_eq!(new.as_deref(), Some("the change author wrote the query"));
    }
}
