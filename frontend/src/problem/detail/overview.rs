//! The overview: description, workaround, incidents on one time axis; beside them the analysis, findings and what looks alike.

use leptos::prelude::*;

use super::{
    analysis::card,
    api::{Detail, Workaround},
    axis::Axis,
    side::side,
    state::{On, Over, Screen},
};
use crate::{
    model::Permission,
    net::session::session,
    problem::{marks::WorkaroundMark, text, write},
    ui::{lean, time::When},
};

pub fn overview(screen: Screen) -> AnyView {
    view! {
        <div class="icols">
            <div class="main pmain">
                {screen.draw(On::Description, description)}
                {screen.draw(On::Workaround, move |d| workaround(screen, d))}
                <Axis screen />
            </div>
            <aside class="side" aria-label="About this problem">
                {screen.draw(On::Analysis, card)}
                {screen.draw(On::Side, side)}
            </aside>
        </div>
    }
    .into_any()
}

fn description(d: &Detail) -> AnyView {
    let body = if d.description_html.is_empty() {
        view! { <p class="muted">{text::NO_DESCRIPTION}</p> }.into_any()
    } else {
        view! { <div class="prose" inner_html=d.description_html.clone()></div> }.into_any()
    };
    view! { <section aria-labelledby="h-description"><h2 class="h2" id="h-description">"Description"</h2>{body}</section> }
        .into_any()
}

fn workaround(screen: Screen, d: &Detail) -> AnyView {
    let has = d.workaround.is_some();
    let acts = session().can(Permission::ProblemUpdate).then(|| {
        let open = lean::press(move || screen.over.set(Some(Over::Workaround)));
        let withdraw = has.then(|| {
            let run = lean::press(move || {
                screen.act(write::remove_workaround(screen.id(), screen.version()), "Workaround withdrawn");
            });
            view! { <button type="button" class="btn quiet small" on:click=run>"Withdraw"</button> }
        });
        let word = if has { "Change" } else { "Record one" };
        view! {
            <span class="end">
                {withdraw}
                <button type="button" class="btn small" aria-haspopup="dialog" on:click=open>
                    {word}<span class="vh">" (workaround)"</span>
                </button>
            </span>
        }
    });
    let body = match &d.workaround {
        Some(workaround) => recorded(workaround),
        None => view! { <p class="muted">{text::NO_WORKAROUND}</p> }.into_any(),
    };
    view! {
        <section aria-labelledby="h-workaround" class="workaround">
            <div class="h2"><h2 id="h-workaround">"Workaround"</h2>{acts}</div>
            {body}
        </section>
    }
    .into_any()
}

fn recorded(w: &Workaround) -> AnyView {
    let limits = (!w.limits_html.is_empty()).then(|| {
        view! { <h3>"Where it ends"</h3><div class="prose" inner_html=w.limits_html.clone()></div> }
    });
    view! {
        <p class="facts-line">
            <WorkaroundMark effect=w.effect />
            <span>{w.effect.label()}</span>
            <span class="muted">"last tested "<When at=w.last_tested_at /></span>
        </p>
        <div class="prose" inner_html=w.steps_html.clone()></div>
        {limits}
    }
    .into_any()
}
