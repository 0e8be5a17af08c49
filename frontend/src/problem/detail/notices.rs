//! What must be known before anything else: a step that was refused, that it was opened again, that it is lived with.

use leptos::prelude::*;

use super::{
    api::{Detail, Reopening, Risk},
    state::{On, Refused, Screen},
};
use crate::{
    model::{Finding, FindingLevel, ProblemStatus, ReopenReason},
    problem::marks::review,
    ui::{icon::Icon, lean, time},
};

pub fn notices(screen: Screen) -> AnyView {
    view! {
        {lean::part(move || screen.refused.get().map(|refused| refusal(screen, refused)))}
        {screen.draw(On::Notices, told)}
    }
    .into_any()
}

fn told(d: &Detail) -> Vec<AnyView> {
    let mut notices = Vec::new();
    if d.row.status == ProblemStatus::AcceptedRisk
        && let Some(risk) = &d.risk
    {
        notices.push(accepted(risk));
    }
    if d.row.status.is_open()
        && let Some(reopening) = &d.reopening
    {
        notices.push(reopened(reopening));
    }
    notices
}

fn accepted(risk: &Risk) -> AnyView {
    let words =
        format!("Lived with by decision of {}, {}. ", risk.approver.name, time::short_day(risk.decided_at));
    let mut until = review(risk.review_at);
    if let Some(first) = until.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    view! {
        <div class="notice risk">
            <p>{words}<time datetime=risk.review_at.iso() title=time::full(risk.review_at)>{until}</time>"."</p>
            <div class="prose" inner_html=risk.rationale_html.clone()></div>
        </div>
    }
    .into_any()
}

fn reopened(r: &Reopening) -> AnyView {
    let at = time::moment(r.at);
    let why = match (r.reason, &r.earlier, &r.again) {
        (ReopenReason::Recurrence, Some(earlier), Some(again)) => {
            let (from, to) = (format!("/incidents/{earlier}"), format!("/incidents/{again}"));
            view! {
                "because "<a class="link mono" href=from>{earlier.clone()}</a>" came back as "
                <a class="link mono" href=to>{again.clone()}</a>"."
            }
            .into_any()
        }
        (ReopenReason::Recurrence, ..) => "because one of its incidents came back.".into_any(),
        (ReopenReason::NewEvidence, ..) => "for new evidence:".into_any(),
    };
    let note =
        (!r.note_html.is_empty()).then(|| view! { <div class="prose" inner_html=r.note_html.clone()></div> });
    view! { <div class="notice again"><p>{format!("Opened again {at}, ")}{why}</p>{note}</div> }.into_any()
}

/// Why it stays where it is: the reason, and everything that is still open where closing asks for it.
fn refusal(screen: Screen, refused: Refused) -> AnyView {
    let Refused { to, error } = refused;
    let open: Vec<Finding> = if to == ProblemStatus::Closed {
        screen.now(|d| {
            let gates = d.analysis.iter().flat_map(|a| &a.gates);
            gates.flat_map(|g| &g.findings).filter(|f| f.level == FindingLevel::Error).cloned().collect()
        })
    } else {
        Vec::new()
    };
    let items: Vec<AnyView> = open
        .into_iter()
        .map(|f| view! { <li><span class="mono rule">{f.rule}</span>" "{f.message}</li> }.into_any())
        .collect();
    let list = (!items.is_empty()).then(|| view! { <ul>{items}</ul> });
    let rule = error.rule.map(|rule| view! { " "<span class="mono rule">{rule}</span> });
    let path = format!("/problems/{}/rca", screen.reference());
    view! {
        <div class="notice refused" role="alert">
            <p><strong>"Not moved to "{to.label().to_ascii_lowercase()}"."</strong>" "{error.message}{rule}</p>
            {list}
            <p><a class="link" href=path>"Go to the analysis"</a></p>
            <button type="button" class="icon-btn" aria-label="Dismiss" on:click=lean::press(move || screen.refused.set(None))>
                <Icon name="i-x" />
            </button>
        </div>
    }
    .into_any()
}
