//! The versions that went out: to whom, who has read them, what was asked; and withdrawing one.

use leptos::prelude::*;

use super::{
    api::{self, Analysis, Opened, Publication},
    questions, text,
};
use crate::{
    model::{Permission, RcaStage},
    net::session::session,
    ui::{
        badge::Chip,
        confirm::{self, Question},
        dom,
        icon::Icon,
        lean,
        remote::Source,
        states::Empty,
        time::{self, When},
        toast,
    },
};

/// What a stage is called on a tint: a preliminary one is to be followed.
pub fn stage(stage: RcaStage) -> AnyView {
    let tone = if stage == RcaStage::Final { "ok" } else { "3" };
    view! { <Chip tone>{stage.label()}</Chip> }.into_any()
}

/// All versions, newest first.
pub fn versions(analysis: Memo<Option<Analysis>>, source: Source<Opened>, new: String) -> AnyView {
    let may = untrack(|| session().can(Permission::RcaPublish));
    let asking: confirm::Asking = RwSignal::new(None);
    let list = lean::part(move || {
        let all = analysis.with(|a| a.as_ref().map(|a| a.publications.clone()).unwrap_or_default());
        if all.is_empty() {
            let first = may.then(|| view! { <a class="btn" href=new.clone()>"Write the first version"</a> });
            return view! { <Empty title=text::NONE text=text::NONE_TEXT>{first}</Empty> }.into_any();
        }
        let items = all.into_iter().map(|one| item(one, may, asking, source)).collect_view();
        view! { <ol class="sent versions">{items}</ol> }.into_any()
    });
    view! { <div class="tab-body"><section aria-label="Versions">{list}</section></div>{confirm::dialog(asking)} }
        .into_any()
}

fn item(one: Publication, may: bool, asking: confirm::Asking, source: Source<Opened>) -> AnyView {
    let withdrawn = one.withdrawn_at.map(|at| {
        view! { <Chip tone="none"><Icon name="i-x" />{format!("Withdrawn {}", time::moment(at))}</Chip> }
    });
    let name = format!("version {}", one.number);
    let withdraw = (may && one.withdrawn_at.is_none()).then(|| {
        let (id, title) = (one.id.clone(), format!("Withdraw {name}?"));
        let ask = lean::press(move || {
            let id = id.clone();
            asking.set(Some(Question {
                title: title.clone(),
                text: text::WITHDRAW,
                yes: "Withdraw",
                no: "Leave it",
                work: Callback::new(move |()| api::withdraw(id.clone())),
                done: Callback::new(move |()| {
                    toast::say("Withdrawn");
                    source.reload();
                    // The button that was pressed goes away with what is read anew.
                    request_animation_frame(dom::focus_heading);
                }),
            }));
        });
        view! { <button type="button" class="btn small" aria-haspopup="dialog" aria-label=format!("Withdraw {name}") on:click=ask>"Withdraw"</button> }
    });
    let changes = (!one.changes.is_empty()).then(|| {
        let items = one.changes.iter().map(|change| view! { <li>{change.clone()}</li> }).collect_view();
        view! { <h3>"What changed"</h3><ul class="changes">{items}</ul> }
    });
    let title = one.title.clone();
    let title = match one.url.clone() {
        Some(url) => view! {
            <a class="link" href=url rel="external noopener" target="_blank">{title}<Icon name="i-ext" /></a>
        }
        .into_any(),
        None => title.into_any(),
    };
    let parts = text::PARTS.iter().skip(1).zip(one.parts.clone()).map(|(part, html)| {
        view! { <h3>{part.label}</h3><div class="prose" inner_html=html></div> }
    });
    let read = acknowledged(&one);
    let asked = (!one.questions.is_empty()).then(|| {
        let done = Callback::new(move |()| {
            source.reload();
            // The form that was sent goes away with what is read anew.
            request_animation_frame(dom::focus_heading);
        });
        let items = one.questions.iter().map(|q| view! { <li>{questions::item(q.clone(), may, done)}</li> });
        view! { <h3>"Questions"</h3><ul class="asked">{items.collect_view()}</ul> }
    });
    let over = one.withdrawn_at.is_some();
    view! {
        <li class:ended=over>
            <div class="line">
                <h2>{format!("Version {}", one.number)}</h2>
                {stage(one.stage)}<Chip tone="prob">{one.audience.label()}</Chip>{withdrawn}
                <When at=one.at /><span class="who">{one.by}</span>{withdraw}
            </div>
            <p>{title}</p>
            <details class="bound"><summary>{format!("Read {name}")}</summary>{parts.collect_view()}</details>
            {changes}
            {read}
            {asked}
        </li>
    }
    .into_any()
}

fn names(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// Who has read it, and who of those it was written for has not.
fn acknowledged(one: &Publication) -> AnyView {
    let read = names(one.acknowledged.iter().map(|(who, at)| format!("{} {}", who.name, time::moment(*at))));
    let open = names(
        one.customers
            .iter()
            .filter(|c| !one.acknowledged.iter().any(|(who, _)| who.id == c.id))
            .map(|c| c.name.clone()),
    );
    let line = |word: &'static str, names: String| {
        (!names.is_empty())
            .then(|| view! { <p class="small"><span class="muted">{word}</span>" "{names}</p> })
    };
    view! { {line("Acknowledged by", read)}{line("Not acknowledged yet by", open)} }.into_any()
}
