//! The verdict on a cause, confirming it as a root cause, and the decision to live with one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    model::{CauseKind, CauseVerdict, Permission, TextZone},
    net::session::session,
    rca::{
        focus,
        marks::sign,
        model::{CauseView, Mark, Risk},
        state::{Desk, Over},
        text,
        write::{self, ValidateCauseInput},
    },
    ui::{
        dom,
        edited::{Edited, send_button},
        form::{FormError, Submit},
        lean, time,
        wording::WordedField,
    },
};

type Cause = Memo<Option<Arc<CauseView>>>;

const fn mark(verdict: CauseVerdict) -> Mark {
    match verdict {
        CauseVerdict::Potential => Mark::Potential,
        CauseVerdict::Validated => Mark::Validated,
        CauseVerdict::Refuted => Mark::Refuted,
        CauseVerdict::Unresolved => Mark::Unresolved,
    }
}

/// The verdict with its reason; a form for those who may write.
pub fn verdict(desk: Desk, id: String, cause: Cause) -> AnyView {
    let body = if untrack(|| desk.may_draft()) { form(desk, id, cause) } else { reading(cause) };
    view! { <section aria-labelledby="insp-verdict"><h3 id="insp-verdict">"Verdict"</h3>{body}</section> }
        .into_any()
}

fn reading(cause: Cause) -> AnyView {
    let show = move || {
        cause.get().map(|c| {
            let why = c.verdict_reason_html.clone();
            view! { <p>{c.mark().word()}</p><div class="prose" inner_html=why></div> }
        })
    };
    lean::part(show).into_any()
}

fn form(desk: Desk, id: String, cause: Cause) -> AnyView {
    let state = |c: &Option<Arc<CauseView>>| {
        c.as_ref().map(|c| (c.verdict.wire().to_owned(), c.verdict_reason.clone())).unwrap_or_default()
    };
    let (wire, why) = cause.with_untracked(state);
    let (chosen, reason) = (Edited::new(wire), Edited::new(why));
    Effect::new(move |_| {
        if cause.with(|c| c.as_ref().is_some_and(|c| c.is_pending)) {
            return;
        }
        let (wire, why) = cause.with(state);
        chosen.follow(wire);
        reason.follow(why);
    });
    let submit = Submit::new();
    let touched = Memo::new(move |_| chosen.is_touched() || reason.is_touched());
    let needs = Memo::new(move |_| {
        let none = cause.with(|c| c.as_ref().is_none_or(|c| c.evidence_count == 0));
        none && chosen.typed.with(|v| v == "VALIDATED" || v == "REFUTED")
    });
    let send = move || {
        if untrack(|| chosen.is_contested() || reason.is_contested()) {
            return submit.refuse("reason", text::MERGE_OPEN);
        }
        let Some(now) = desk.cause_now(&id) else { return };
        let Some(verdict) = CauseVerdict::parse(&chosen.typed.get_untracked()) else { return };
        let reason_now = reason.typed.get_untracked().trim().to_owned();
        let input = ValidateCauseInput { id: id.clone(), version: now.version, verdict, reason: reason_now };
        let done = move || {
            chosen.saved();
            reason.saved();
            focus::restore();
        };
        desk.save_then(submit, write::validate(input), vec![id.clone()], "Verdict recorded", Box::new(done));
    };
    let group = format!("verdict-{}", dom::unique());
    let option = |verdict: &CauseVerdict| {
        let wire = verdict.wire();
        view! {
            <label>
                <input type="radio" name=group.clone() prop:checked=move || chosen.typed.with(|c| c == wire)
                    on:change=move |_| chosen.typed.set(wire.to_owned()) />
                {sign(mark(*verdict))}<span>{verdict.label()}</span>
            </label>
        }
        .into_any()
    };
    let options: Vec<AnyView> = CauseVerdict::ALL.iter().map(option).collect();
    let save = move || {
        view! {
            <WordedField label="Reason" value=reason.typed zone=TextZone::Analysis rows=2 required=true
                hint=text::VERDICT_REASON_HINT error=submit.of("reason") />
            {reason.note()}
            <FormError submit />
            <div class="form-end">
                {send_button(submit, "Record the verdict")}
            </div>
        }
    };
    let said = move || {
        let why = cause.with(|c| c.as_ref().map(|c| c.verdict_reason_html.clone()).unwrap_or_default());
        view! { <div class="prose small" inner_html=why></div> }
    };
    view! {
        <form on:submit=lean::submit(send) novalidate>
            <fieldset class="seg"><legend class="vh">"Verdict"</legend>{options}</fieldset>
            {lean::only(move || needs.get(), || view! { <p class="hint">{text::NEEDS_EVIDENCE}</p> })}
            {chosen.note()}
            {lean::only(move || touched.get(), save)}
            {lean::only(move || !touched.get(), said)}
        </form>
    }
    .into_any()
}

/// Confirming the root cause, and the decision to live with it.
pub fn root(desk: Desk, id: String, cause: Cause) -> AnyView {
    let body = lean::part(move || {
        let Some(c) = cause.get() else { return ().into_any() };
        if c.is_root { confirmed(desk, &id, &c) } else { candidate(desk, &id, &c) }
    });
    view! { <section aria-labelledby="insp-root"><h3 id="insp-root">"Root cause"</h3>{body}</section> }
        .into_any()
}

fn candidate(desk: Desk, id: &str, c: &CauseView) -> AnyView {
    let hint = if matches!(c.kind, CauseKind::HumanAction | CauseKind::ProcedureDeviation) {
        text::ROOT_KIND
    } else if c.verdict != CauseVerdict::Validated {
        text::ROOT_NEEDS
    } else if c.is_hypothetical {
        "What did not happen is no root cause. CM-07"
    } else if session().can(Permission::RootCauseConfirm) {
        let id = id.to_owned();
        let confirm = lean::press(move || {
            if let Some(now) = desk.cause_now(&id) {
                desk.act(
                    write::confirm_root(id.clone(), now.version),
                    vec![id.clone()],
                    "Root cause confirmed",
                );
            }
        });
        return view! {
            <p class="hint">{text::ROOT_HINT}</p>
            <button type="button" class="btn small" on:click=confirm>"Confirm as a root cause"</button>
        }
        .into_any();
    } else {
        "Validated. A problem manager can confirm it as a root cause."
    };
    view! { <p class="hint">{hint}</p> }.into_any()
}

fn confirmed(desk: Desk, id: &str, c: &CauseView) -> AnyView {
    let at = c.confirmed_at.map(|at| view! { <p>"Confirmed "<time datetime=at.iso() title=time::full(at)>{time::moment(at)}</time></p> });
    let held = id.to_owned();
    let decide = session().can(Permission::ProblemAcceptRisk).then(|| {
        let open = lean::press(move || desk.over.set(Some(Over::Risk(held.clone()))));
        let word = if c.risk.is_some() { "Decide anew" } else { "Accept the risk" };
        view! { <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>{word}</button> }
    });
    let risk = match &c.risk {
        Some(risk) => decided(risk),
        None => view! { <p class="hint">{text::RISK_HINT}</p> }.into_any(),
    };
    view! { <div class="root-box">{at}{risk}{decide}</div> }.into_any()
}

fn decided(risk: &Risk) -> AnyView {
    let review = risk.review_at;
    let late = review.0 < time::now_ms();
    let word = if late { "Review overdue since " } else { "Review on " };
    view! {
        <p>"Risk accepted, approved by "<b>{risk.approver.name.clone()}</b>" "<span class="muted">{time::moment(risk.decided_at)}</span></p>
        <div class="prose small" inner_html=risk.rationale_html.clone()></div>
        <p class="due" class:late=late>{word}<time datetime=review.iso()>{time::short_day(review)}</time></p>
    }
    .into_any()
}
