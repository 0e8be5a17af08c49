//! The six steps as a path, with what is missing in each: every finding leads to where it can be mended, and warnings can be
//! set aside with a reason. It must not know the views it leads to, only their names.

use leptos::prelude::*;

use super::{
    marks::{level, level_word},
    model::{DismissalView, FindingView, Sheet, StepView},
    state::{Desk, On, Over},
    view::{self, View},
    write::{self, RestoreFindingInput},
};
use crate::{
    model::{FindingLevel, RcaPlace, RcaStep},
    ui::{icon::Icon, lean, time},
};

/// Narrower than this the path is a bar that opens.
const WIDE: &str = "(min-width: 1100px)";
/// So many findings of one rule are shown at once.
const ALIKE: usize = 4;

/// The path, at the left or as a bar above.
pub fn path(desk: Desk) -> AnyView {
    let is_wide = window().match_media(WIDE).ok().flatten().is_some_and(|m| m.matches());
    let count =
        desk.words(On::Steps, |s| format!("{} of 6", s.steps.iter().take_while(|s| s.passed).count()));
    view! {
        <aside class="path" aria-labelledby="h-path">
            <details open=is_wide>
                <summary>
                    <h2 id="h-path">"Path to closing"</h2>
                    <span class="n">{count}</span>
                    <Icon name="i-chev" />
                </summary>
                <ol class="gates">{desk.draw(On::Steps, move |s| steps(desk, s))}</ol>
            </details>
        </aside>
    }
    .into_any()
}

fn steps(desk: Desk, sheet: &Sheet) -> AnyView {
    let here = sheet.steps.iter().position(|s| !s.passed);
    let items: Vec<AnyView> =
        sheet.steps.iter().enumerate().map(|(at, step)| gate(desk, at, step, Some(at) == here)).collect();
    items.into_any()
}

fn gate(desk: Desk, at: usize, state: &StepView, is_here: bool) -> AnyView {
    let class = if state.passed {
        "gate pass"
    } else if is_here {
        "gate here"
    } else {
        "gate"
    };
    let disc = if state.passed { view! { <Icon name="i-check" /> }.into_any() } else { (at + 1).into_any() };
    let (aside, open): (Vec<&FindingView>, Vec<&FindingView>) =
        state.findings.iter().partition(|f| f.dismissal.is_some());
    let word = if state.passed { "passed" } else { "open" };
    let note = match (open.is_empty(), state.passed) {
        (true, true) => Some("Passed"),
        (true, false) => Some(waits(state.step)),
        _ => None,
    };
    let current = is_here.then_some("step");
    let (shown, more) = few(&open);
    let shown: Vec<AnyView> = shown.into_iter().map(|f| finding(desk, f)).collect();
    view! {
        <li class=class aria-current=current>
            <span class="disc" aria-hidden="true">{disc}</span>
            <h3>{state.step.label()}<span class="vh">", "{word}</span></h3>
            {note.map(|note| view! { <p>{note}</p> })}
            <ul class="missing">{shown}</ul>
            {rest(desk, &more)}
            {set_aside(desk, &aside)}
        </li>
    }
    .into_any()
}

/// The first findings of each rule, and the rest: a hundred causes without a verdict say the same a hundred times.
fn few<'a>(open: &[&'a FindingView]) -> (Vec<&'a FindingView>, Vec<&'a FindingView>) {
    let (mut shown, mut more) = (Vec::<&FindingView>::new(), Vec::new());
    for finding in open {
        let alike = shown.iter().filter(|f| f.rule == finding.rule).count();
        if alike < ALIKE { shown.push(finding) } else { more.push(*finding) }
    }
    (shown, more)
}

fn rest(desk: Desk, more: &[&FindingView]) -> AnyView {
    if more.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = more.iter().map(|f| finding(desk, f)).collect();
    view! {
        <details class="more-missing">
            <summary>{format!("{} more like these", more.len())}</summary>
            <ul class="missing">{items}</ul>
        </details>
    }
    .into_any()
}

/// What a step without findings of its own waits for.
const fn waits(step: RcaStep) -> &'static str {
    match step {
        RcaStep::Implement => "Follows the choice of solutions",
        RcaStep::Measure => "Follows implementation",
        _ => "Waits for the step before",
    }
}

fn finding(desk: Desk, f: &FindingView) -> AnyView {
    let (place, subject) = (f.place, f.subject.clone());
    let go = lean::press(move || lead(desk, place, subject.clone()));
    let may = f.level != FindingLevel::Error && desk.may_draft();
    let aside = may.then(|| {
        let over = Over::Dismiss(f.rule.clone(), f.subject.clone(), f.message.clone());
        let open = lean::press(move || desk.over.set(Some(over.clone())));
        let label = format!("Set aside with a reason: {}", f.message);
        view! {
            <button type="button" class="icon-btn aside" aria-haspopup="dialog" aria-label=label title="Set aside with a reason"
                on:click=open><Icon name="i-x" /></button>
        }
    });
    view! {
        <li class=level(f.level)>
            <button type="button" class="go" on:click=go>
                <span class="vh">{level_word(f.level)}</span>{f.message.clone()}" "<span class="rule">{f.rule.clone()}</span>
            </button>
            {aside}
        </li>
    }
    .into_any()
}

fn set_aside(desk: Desk, all: &[&FindingView]) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> =
        all.iter().filter_map(|f| Some(dismissed(desk, f, f.dismissal.as_ref()?))).collect();
    view! {
        <details class="set-aside">
            <summary>{format!("{} set aside", all.len())}</summary>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}

fn dismissed(desk: Desk, f: &FindingView, d: &DismissalView) -> AnyView {
    let (rule, subject) = (f.rule.clone(), f.subject.clone());
    let restore = desk.may_draft().then(|| {
        let back = lean::press(move || {
            let input =
                RestoreFindingInput { rca_id: desk.id(), rule: rule.clone(), subject_id: subject.clone() };
            desk.act(write::restore_finding(input), Vec::new(), "Finding restored");
        });
        view! { <button type="button" class="btn quiet small" on:click=back>"Restore"</button> }
    });
    view! {
        <li>
            <p><s>{f.message.clone()}</s>" "<span class="rule">{f.rule.clone()}</span></p>
            <p>"“"{d.reason.clone()}"” "<span class="muted">{d.by.clone()}", "{time::moment(d.at)}</span></p>
            {restore}
        </li>
    }
    .into_any()
}

/// Goes to where a finding can be mended.
fn lead(desk: Desk, place: RcaPlace, subject: Option<String>) {
    match (place, subject) {
        (RcaPlace::Group, Some(group)) => desk.over.set(Some(Over::Group(group))),
        (RcaPlace::Solutions, Some(cause)) => desk.inspect_at(cause, "#insp-repairs"),
        (RcaPlace::Solutions, None) => {
            let reference = desk.now(|s| s.problem.reference.clone());
            crate::ui::nav::go(&format!("/problems/{reference}/repairs"));
        }
        (RcaPlace::Cause | RcaPlace::Causes, Some(cause)) => desk.inspect(cause),
        (RcaPlace::Whys, subject) => {
            desk.selected.set(subject);
            view::show(desk, View::Whys, ".whys [role=treeitem][tabindex='0']");
        }
        (RcaPlace::Fishbone, _) => view::show(desk, View::Fishbone, "#h-view"),
        (RcaPlace::Barriers, _) => view::show(desk, View::Enhanced, "#h-barriers"),
        (RcaPlace::Differences, _) => view::show(desk, View::Enhanced, "#h-differences"),
        (RcaPlace::Statement, _) => view::show(desk, View::Gates, "#statement textarea"),
        (RcaPlace::Goals, _) => view::show(desk, View::Gates, "#h-goals"),
        (RcaPlace::Answers, _) => view::show(desk, View::Gates, "#h-lenses"),
        (RcaPlace::Causes | RcaPlace::Cause | RcaPlace::Group, _) => {
            view::show(desk, View::Gates, "#h-candidates");
        }
        (RcaPlace::Problem, _) => {
            let reference = desk.now(|s| s.problem.reference.clone());
            crate::ui::nav::go(&format!("/problems/{reference}"));
        }
    }
}
