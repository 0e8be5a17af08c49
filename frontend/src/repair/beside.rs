//! Repair items beside other things: those of a cause in the workspace of its analysis, those of a problem on an incident's page. Short lines
//! with state and due date.

use leptos::prelude::*;

use super::{
    form_asked::{Asked, Prefill, ask},
    live,
    record::ProblemLine,
};
use crate::{
    model::{DateTime, Permission, RepairItemStatus},
    net::{
        ApiError, ask as asked_of,
        session::session,
        tree::{Node, read},
    },
    operations,
    shell::Overlays,
    ui::{
        badge::repair_mark,
        icon::Icon,
        lean,
        remote::{self, Remote},
        time,
    },
};

/// The operation. Its generated answer stays unused; see `net::tree`.
mod documents {
    use super::operations;
    use crate::model::RepairItemStatus;

    operations! { RepairOfCause "src/repair/operations/repair_of_cause.graphql" }
}
use documents::{RepairOfCause, repair_of_cause};

/// An item in one line.
#[derive(Clone, PartialEq)]
pub struct Line {
    pub id: String,
    pub reference: String,
    pub title: String,
    pub status: RepairItemStatus,
    pub due_at: Option<DateTime>,
    pub is_overdue: bool,
}

pub fn map_line(n: Node<'_>) -> Line {
    Line {
        id: n.text("id"),
        reference: n.text("reference"),
        title: n.text("title"),
        status: n.word("status", RepairItemStatus::parse, RepairItemStatus::Proposed),
        due_at: n.maybe_at("dueAt"),
        is_overdue: n.flag("isOverdue"),
    }
}

/// State and due date of an item, and the way to it.
pub fn line(item: &Line) -> AnyView {
    let path = format!("/repairs/{}", item.reference);
    let due = item.due_at.filter(|_| item.status.is_running()).map(|at| {
        let words = if item.is_overdue { "Overdue since " } else { "Due " };
        view! {
            <span class="due" class:late=item.is_overdue><Icon name="i-clock" />{words}
                <time datetime=at.iso() title=time::full(at)>{time::short_day(at)}</time></span>
        }
    });
    view! {
        <li>
            <p><a class="link" href=path><span class="mono">{item.reference.clone()}</span>" "{item.title.clone()}</a></p>
            <p class="facts-line">{repair_mark(item.status)}{due}</p>
        </li>
    }
    .into_any()
}

/// Several of them.
pub fn lines(items: &[Line]) -> AnyView {
    let items: Vec<AnyView> = items.iter().map(line).collect();
    view! { <ul class="repair-lines">{items}</ul> }.into_any()
}

async fn of_cause(id: String) -> Result<Vec<Line>, ApiError> {
    let data = asked_of::<RepairOfCause>(repair_of_cause::Variables { ids: vec![id] }).await?;
    let first = serde_json::json!({ "cause": data["nodes"][0] });
    read(&first, "cause", |cause| cause.get("repairItems").list("nodes", map_line))
}

/// The section of a cause: what is done about it, and the way to do more.
pub fn section_of_cause(problem: ProblemLine, cause: String) -> AnyView {
    if !untrack(|| session().can(Permission::RepairRead)) {
        return ().into_any();
    }
    let asked = cause.clone();
    let source = remote::remote(move || of_cause(asked.clone()));
    // An item may take up a cause or leave it: any event of this problem counts.
    let id = problem.id.clone();
    live::listen(move |event| {
        if event.row.as_ref().is_none_or(|row| row.problem.id == id) {
            source.reload();
        }
    });
    let body = lean::part(move || {
        match source.state.get() {
        Remote::Loading => view! { <div class="bone" aria-hidden="true"></div> }.into_any(),
        Remote::Failed(error) => view! { <p class="field-error">{error.message}</p> }.into_any(),
        Remote::Ready(items) if items.is_empty() => {
            view! { <p class="hint">"Nothing is done about it yet. A root cause needs an item that somebody commits to, or an accepted risk (RCS-06)."</p> }.into_any()
        }
        Remote::Ready(items) => lines(&items),
    }
    });
    let overlays = expect_context::<Overlays>();
    let add = move || {
        let prefill = Prefill { problem: Some(problem.clone()), causes: vec![cause.clone()] };
        let open = lean::press(move || ask(overlays, Asked::New(prefill.clone())));
        view! { <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>"Add repair item"</button> }
    };
    view! {
        <section aria-labelledby="insp-repairs">
            <h3 id="insp-repairs" tabindex="-1">"Repair items"</h3>
            {body}
            {lean::only(|| session().can(Permission::RepairPropose), add)}
        </section>
    }
    .into_any()
}
