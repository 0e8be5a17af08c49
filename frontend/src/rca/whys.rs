//! The five whys as an outline: each answer with its question, evidence and verdict; writing in place. Keys: Enter adds another
//! answer, Tab asks the next why, Shift and Tab go up, Escape leaves the outline.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    gates::{answer, method_bar},
    marks::{chip, quiet, tone},
    model::{CauseView, EvidenceView, GraphView},
    reading, rows,
    state::{Desk, On, Over},
    text,
    tree::{Item, Row, Tree},
    view::View,
    write_why::{Writing, form},
};
use crate::{
    model::{AnswerKey, CauseVerdict, StopReason},
    ui::{dom, lean},
};

/// Evidence is told by title for so many answers; the rest say how much there is.
const TOLD: usize = 60;

/// A chain closes here without a reason (`W5-04`).
const DEEP: usize = 5;

/// What the rows share; copy it freely.
#[derive(Clone, Copy)]
pub struct Outline {
    pub desk: Desk,
    pub tree: Tree,
    /// What is being written, and beneath which row.
    pub writing: RwSignal<Option<Writing>>,
}

/// The whole view.
pub fn whys(desk: Desk) -> AnyView {
    let all = Memo::new(move |_| desk.graph.with(|g| rows::whys(g)));
    let outline = Outline { desk, tree: Tree::new(all), writing: RwSignal::new(None) };
    Effect::new(move |_| {
        let wanted = all.with(|rows| {
            let ids = rows.iter().take(TOLD).filter_map(Row::cause);
            desk.graph.with_untracked(|g| {
                ids.filter(|id| g.cause(id).is_some_and(|c| c.evidence_count > 0))
                    .map(str::to_owned)
                    .collect()
            })
        });
        reading::evidence_of(desk, wanted);
    });
    let has_none = Memo::new(move |_| all.with(|rows| rows.len() < 2));
    let hint = lean::only(move || has_none.get(), || view! { <p class="hint">{text::NO_WHY}</p> });
    let keys =
        lean::only(move || desk.may_draft(), || view! { <p class="hint keys-hint">{text::KEYS_WHYS}</p> });
    let tree = outline.tree.view(
        "Whys",
        desk.selected,
        Arc::new(move |row, event| outline.key(row, event)),
        Arc::new(move |row, meta| outline.draw(row, meta)),
    );
    view! {
        <div class="whys">
            {method_bar(desk, View::Whys, "")}
            {keys}
            {tree}
            {hint}
            {answer(desk, AnswerKey::TechnicalEnd, "Say why the last answer may be technical")}
        </div>
    }
    .into_any()
}

/// The first letter small, unless the word is a name in capitals; without the full stop.
fn within(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', '!', '?']);
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

impl Outline {
    /// The next why of an answer, or the first one of the problem.
    pub fn ask(self, row: &Row) {
        let (effect, question) = if let Item::Cause { id, .. } = &row.item {
            let said = self.desk.cause_now(id).map(|c| within(&c.text)).unwrap_or_default();
            (Some(id.clone()), format!("Why {said}?"))
        } else {
            let head = self.desk.graph.with_untracked(|g| within(&g.head));
            (None, format!("Why did it happen: {}?", head.chars().take(150).collect::<String>()))
        };
        self.write(Writing { at: row.key.clone(), effect, group: None, question });
    }

    /// Another answer to the same question.
    pub fn another(self, row: &Row) {
        let Item::Cause { group: Some(group), .. } = &row.item else { return self.ask(row) };
        let question = self
            .desk
            .graph
            .with_untracked(|g| g.group(group).and_then(|g| g.question.clone()).unwrap_or_default());
        self.write(Writing { at: row.key.clone(), effect: None, group: Some(group.clone()), question });
    }

    fn write(self, writing: Writing) {
        self.writing.set(Some(writing));
        set_timeout(|| _ = dom::focus(".why-answer input"), core::time::Duration::from_millis(30));
    }

    fn key(self, row: &Row, event: &KeyboardEvent) -> bool {
        let desk = self.desk;
        let may = untrack(|| desk.may_draft());
        match (event.key().as_str(), row.cause()) {
            ("Enter", _) if may => self.another(row),
            ("Tab", _) if event.shift_key() => return self.tree.focus_parent(row),
            ("Tab", _) if may => self.ask(row),
            ("Escape", _) => {
                if !dom::focus("#insp-title") {
                    dom::focus("#h-upward");
                }
            }
            (" " | "Enter" | "e" | "F2", Some(id)) => desk.inspect(id.to_owned()),
            ("m", Some(id)) if may => desk.over.set(Some(Over::Move(id.to_owned()))),
            ("Delete", Some(id)) if may => {
                self.tree.focus_parent(row);
                desk.remove(id.to_owned());
            }
            _ => return false,
        }
        true
    }

    fn draw(self, row: &Row, meta: Memo<Option<Row>>) -> AnyView {
        let label =
            lean::words(move || meta.with(|m| m.as_ref().map(|m| m.label.clone()).unwrap_or_default()));
        let body = match &row.item {
            Item::Cause { id, group } => self.answered(row, id, group.as_deref(), meta),
            _ => self.happened(row),
        };
        let level = format!("why level-{}", row.level.min(12));
        view! { <div class=level><span class="why-label mono">{label}</span><div class="why-body">{body}{self.writing_at(&row.key)}</div></div> }
            .into_any()
    }

    /// The form beneath a row while something is written there.
    fn writing_at(self, key: &str) -> lean::Part {
        let key = key.to_owned();
        let is_here = Memo::new(move |_| self.writing.with(|w| w.as_ref().is_some_and(|w| w.at == key)));
        lean::part(move || {
            if !is_here.get() {
                return ().into_any();
            }
            // Another question at the same row is another form.
            self.writing.get().map(|writing| form(self, writing)).into_any()
        })
    }

    fn happened(self, row: &Row) -> AnyView {
        let head = lean::words(move || self.desk.graph.with(|g| g.head.clone()));
        view! { <p class="why-head">{head}</p>{self.buttons(row, false)} }.into_any()
    }

    fn answered(self, row: &Row, id: &str, group: Option<&str>, meta: Memo<Option<Row>>) -> AnyView {
        let desk = self.desk;
        let cause = desk.cause(id.to_owned());
        let group = group.map(str::to_owned);
        let question = Memo::new(move |_| {
            desk.graph.with(|g| g.group(group.as_deref()?).and_then(|g| g.question.clone()))
        });
        let said = lean::part(move || {
            cause.get().map(|c| view! { <p class="why-said">{quiet(c.mark())}<span class=tone(&c)>{c.text.clone()}</span></p> })
        });
        let held = id.to_owned();
        let found = Memo::new(move |_| desk.evidence.with(|e| e.get(&held).cloned()));
        let chips = lean::part(move || cause.get().map(|c| chips(&c, found.get().as_deref())));
        let is_leaf = Memo::new(move |_| meta.with(|m| m.as_ref().is_some_and(|m| !m.has_children)));
        let depth = row.level - 1;
        let held = row.clone();
        let note = lean::part(move || {
            if !is_leaf.get() {
                return ().into_any();
            }
            let stops = cause.with(|c| c.as_ref().and_then(|c| c.stop_reason));
            let open = cause.with(|c| c.as_ref().is_some_and(|c| c.verdict != CauseVerdict::Refuted));
            let goes_on = cause.with(|c| {
                c.as_ref().is_some_and(|c| {
                    desk.graph.with(|g| g.groups_of(Some(&c.id)).any(|group| !group.links.is_empty()))
                })
            });
            match stops {
                _ if goes_on => view! { <p class="hint">"Its why is answered above."</p> }.into_any(),
                Some(reason) => stop_note(reason),
                None if open && depth < DEEP => self.depth_note(&held, depth),
                None => ().into_any(),
            }
        });
        let root = lean::part(move || {
            cause.with(|c| c.as_ref().is_some_and(|c| c.is_root)).then(|| root_line(desk, cause))
        });
        let asked = lean::words(move || question.get().unwrap_or_default());
        view! {
            <p class="why-question">{asked}</p>
            {said}
            <div class="why-foot">{chips}{self.buttons(row, true)}</div>
            {root}
            {note}
        }
        .into_any()
    }

    /// The same as the keys, for a pointer.
    fn buttons(self, row: &Row, is_answer: bool) -> AnyView {
        let row = row.clone();
        let word = if is_answer { "Ask next why" } else { "Ask the first why" };
        let buttons = move || {
            let (next, again) = (row.clone(), row.clone());
            let ask = lean::press(move || self.ask(&next));
            let another = is_answer.then(|| {
                let add = lean::press(move || self.another(&again));
                view! { <button type="button" class="btn quiet small" tabindex="-1" on:click=add>"Another answer"</button> }
            });
            view! {
                <p class="why-acts">
                    <button type="button" class="btn quiet small" tabindex="-1" on:click=ask>{word}</button>
                    {another}
                </p>
            }
        };
        lean::only(move || self.desk.may_draft(), buttons).into_any()
    }

    fn depth_note(self, row: &Row, depth: usize) -> AnyView {
        let row = row.clone();
        let ask = lean::press(move || self.ask(&row));
        let desk = self.desk;
        let reason = lean::part(move || {
            let given = desk.read(On::Answers, |s| s.answers.iter().any(|a| a.key == AnswerKey::ShortChain));
            (depth >= 3 && !given && desk.may_draft()).then(|| {
                let open = lean::press(move || desk.over.set(Some(Over::Answer(AnswerKey::ShortChain))));
                view! { " "<button type="button" class="linkish" tabindex="-1" on:click=open>"Give the reason"</button> }
            })
        });
        let next = desk.may_draft().then(|| {
            view! { <button type="button" class="linkish" tabindex="-1" on:click=ask>"Ask the next why"</button> }
        });
        view! {
            <p class="hint">{format!("Depth {depth}. A chain closes at 3 with a reason, at 5 without. ")}{next}{reason}" "<span class="rule">"W5-04"</span></p>
        }
        .into_any()
    }
}

/// Why nobody asks further here (`CM-06`).
fn stop_note(reason: StopReason) -> AnyView {
    view! { <p class="hint">{format!("Stops here: {}.", reason.label().to_lowercase())}</p> }.into_any()
}

fn chips(cause: &CauseView, found: Option<&Vec<EvidenceView>>) -> AnyView {
    if cause.evidence_count == 0 {
        return view! { <p class="evs"><span class="ev none">{text::ASSUMED}</span></p> }.into_any();
    }
    let told = if let Some(all) = found {
        all.iter().map(chip).collect_view().into_any()
    } else {
        let count = cause.evidence_count;
        let word =
            if count == 1 { "1 piece of evidence".into() } else { format!("{count} pieces of evidence") };
        view! { <span class="ev">{word}</span> }.into_any()
    };
    view! { <p class="evs">{told}</p> }.into_any()
}

fn root_line(desk: Desk, cause: Memo<Option<Arc<CauseView>>>) -> AnyView {
    let words = lean::words(move || {
        let lens = cause
            .with(|c| c.as_ref().and_then(|c| desk.graph.with_untracked(|g: &Arc<GraphView>| g.lens_of(c))));
        let lens = lens.map(|l| format!(", {}", l.label().to_lowercase())).unwrap_or_default();
        let risk = cause.with(|c| c.as_ref().is_some_and(|c| c.risk.is_some()));
        format!("Root cause{lens}{}", if risk { " · risk accepted" } else { "" })
    });
    view! { <p class="root-line">{words}</p> }.into_any()
}
