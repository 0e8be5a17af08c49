//! The dialogs that board and page share: where to move a problem, why it is opened again, that it is lived with.

use core::future::Future;

use leptos::prelude::*;

use super::{
    api::Row,
    text,
    write::{self, AcceptProblemRiskInput, ChangeProblemStatusInput},
};
use crate::{
    identity::api::people_options,
    incident::detail::people_select,
    model::{Permission, ProblemStatus},
    net::{ApiError, session::session},
    ui::{
        board::{Place, move_dialog},
        dialog::Dialog,
        field::{SelectField, TextArea, TextField},
        form::{FormError, Submit, SubmitButton, version_for},
        lean, remote, time,
    },
};

/// The problem that a dialog is about, as its reader saw it.
#[derive(Clone, PartialEq)]
pub struct Target {
    pub id: String,
    pub reference: String,
    pub version: i64,
}

impl Target {
    pub fn of(row: &Row) -> Self {
        Self { id: row.id.clone(), reference: row.reference.clone(), version: row.version }
    }
}

/// What a step to this status needs.
pub const fn needed(to: ProblemStatus) -> Permission {
    match to {
        ProblemStatus::Closed => Permission::ProblemClose,
        ProblemStatus::AcceptedRisk => Permission::ProblemAcceptRisk,
        _ => Permission::ProblemChangeStatus,
    }
}

/// Where a problem may go and the reader may move it.
pub fn choices(row: &Row) -> Vec<ProblemStatus> {
    row.next.iter().copied().filter(|to| session().can(needed(*to))).collect()
}

/// The outcomes of a move; `choose` is called when the dialog has closed.
#[component]
pub fn MoveDialog(
    row: Row,
    #[prop(into)] choose: Callback<ProblemStatus>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let outcomes = untrack(|| choices(&row))
        .into_iter()
        .map(|to| (Place { wire: to.wire(), label: to.label() }, text::step_hint(to)))
        .collect();
    let choose = Callback::new(move |to: Place| {
        if let Some(to) = ProblemStatus::parse(to.wire) {
            choose.run(to);
        }
    });
    let now = format!("{} · now {}", row.title, row.status.label());
    move_dialog(&row.reference, now, text::NO_NEXT, outcomes, choose, on_close)
}

/// Sends what a dialog asks, then closes it. A version conflict keeps what was typed and says so.
fn send<T: 'static>(
    submit: Submit,
    work: impl Future<Output = Result<T, ApiError>> + 'static,
    done: Callback<()>,
    close: Callback<()>,
) {
    let work = async move {
        work.await.map_err(|mut error| {
            if error.is("CONFLICT") && error.current_version.is_some() {
                error.message = text::CHANGED_MEANWHILE.into();
            }
            error
        })
    };
    submit.run(work, move |_| {
        close.run(());
        done.run(());
    });
}

/// Opens a problem again, for new evidence.
#[component]
pub fn ReopenDialog(
    target: Target,
    #[prop(into)] done: Callback<()>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let submit = Submit::new();
    let title = format!("Open {} again", target.reference);
    let run = move || {
        let words = reason.get_untracked().trim().to_owned();
        if words.is_empty() {
            return submit.refuse("reason", "Say what is new.");
        }
        let input = ChangeProblemStatusInput {
            id: target.id.clone(),
            version: version_for(submit, target.version),
            status: ProblemStatus::InAnalysis,
            reason: Some(words),
        };
        send(submit, write::change_status(input), done, on_close);
    };
    view! {
        <Dialog title on_close>
            <form on:submit=lean::submit(run) novalidate>
                <TextArea label="Reason" value=reason rows=3 required=true hint=text::REASON_HINT error=submit.of("reason") />
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Open again" /></div>
            </form>
        </Dialog>
    }
}

/// Decides to live with a problem: why, who approves, until when.
#[component]
pub fn RiskDialog(
    target: Target,
    #[prop(into)] done: Callback<()>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let rationale = RwSignal::new(String::new());
    let approver = RwSignal::new(session().viewer_id());
    let review = RwSignal::new(String::new());
    let people = remote::remote(people_options);
    let submit = Submit::new();
    let title = format!("Accept the risk of {}", target.reference);
    let run = move || {
        let words = rationale.get_untracked().trim().to_owned();
        if words.is_empty() {
            return submit.refuse("rationale", "Say why it is better to live with it.");
        }
        let approver_id = approver.get_untracked();
        if approver_id.is_empty() {
            return submit.refuse("approverId", "Choose who approves.");
        }
        let Some(review_at) = time::from_input(&review.get_untracked()) else {
            return submit.refuse("reviewAt", text::BAD_DAY);
        };
        if review_at.0 <= time::now_ms() {
            return submit.refuse("reviewAt", text::PAST_DAY);
        }
        let input = AcceptProblemRiskInput {
            id: target.id.clone(),
            version: version_for(submit, target.version),
            rationale: words,
            approver_id,
            review_at,
        };
        send(submit, write::accept_risk(input), done, on_close);
    };
    view! {
        <Dialog title on_close>
            <form on:submit=lean::submit(run) novalidate>
                <TextArea label="Rationale" value=rationale rows=4 required=true hint=text::RISK_HINT error=submit.of("rationale") />
                <div class="form-row">
                    <SelectField label="Approver" value=approver options=people_select(people) error=submit.of("approverId") />
                    <TextField label="Review on" kind="date" value=review required=true
                        hint="Until then; afterwards it asks again." error=submit.of("reviewAt") />
                </div>
                <FormError submit />
                <div class="form-end"><SubmitButton submit label="Accept the risk" /></div>
            </form>
        </Dialog>
    }
}
