//! `/problems/:key/rca/publish`: writing a version of an analysis, and the versions that went out. Which of both stands in the
//! address.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use super::{
    api::{self, Analysis, Opened},
    form::form,
    path, text,
    versions::versions,
    versions_path,
};
use crate::{
    model::Permission,
    net::session::session,
    shell,
    ui::{
        lean, nav,
        remote::{self, Remote, Source},
        states::{Empty, Failure, Skeleton},
    },
};

/// The routes `/problems/:key/rca/publish`, and `/problems/:key/rca/report`, which lists the versions: messages lead there. The key is
/// `PRB-n`, or an `RCA-n` that is replaced by it.
#[component]
pub fn Publishing() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let may = untrack(|| session().can(Permission::RcaPublish));
    let key = Memo::new(move |_| params.with(|p| p.get("key").unwrap_or_default().to_ascii_uppercase()));
    let here = use_location().pathname;
    let lists = Memo::new(move |_| {
        let asked = query.with(|q| q.get("show").as_deref() == Some("versions"));
        !may || asked || here.with(|path| path.ends_with("/report"))
    });
    let source = remote::remote(move || {
        let key = key.get();
        async move {
            if !key.starts_with("RCA-") {
                return api::open(key).await;
            }
            let problem = api::problem_of(key).await?;
            let to = if lists.get_untracked() { versions_path(&problem) } else { path(&problem) };
            nav::replace(&to);
            api::open(problem).await
        }
    });
    Effect::new(move |_| {
        let key = key.get();
        let problem = format!("/problems/{key}");
        let rca = format!("{problem}/rca");
        shell::page(text::TITLE, &[("Problems", "/problems"), (&key, &problem), ("Analysis", &rca)]);
    });
    let analysis = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Ready(opened) => opened.analysis.clone(),
            _ => None,
        })
    });
    // Drawn anew for another analysis only, so that what is typed stays while it is read again.
    let phase = Memo::new(move |_| {
        source.state.with(|state| match state {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error.clone()),
            Remote::Ready(opened) => Remote::Ready(opened.analysis.as_ref().map(|a| a.id.clone())),
        })
    });
    let body = lean::part(move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=12 /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| source.reload() /> }.into_any(),
        Remote::Ready(None) => none(&key.get_untracked()),
        Remote::Ready(Some(_)) => opened(analysis, source, &key.get_untracked(), may, lists),
    });
    view! {
        <header class="rhead">
            <h1>{text::TITLE}</h1>
            <p class="meta">{lean::part(move || source.state.with(facts))}</p>
        </header>
        <div class="publishing">{body}</div>
    }
}

/// Which problem, and how far its analysis is.
fn facts(state: &Remote<Opened>) -> AnyView {
    let Remote::Ready(opened) = state else { return ().into_any() };
    let path = format!("/problems/{}", opened.problem);
    let analysis = opened.analysis.as_ref().map(|a| {
        let rca = format!("{path}/rca");
        view! { <span><a class="mono link" href=rca>{a.reference.clone()}</a>" "<b>{a.status.label()}</b></span> }
    });
    view! {
        <a class="mono link" href=path.clone()>{opened.problem.clone()}</a>
        <span>{opened.title.clone()}</span>
        {analysis}
    }
    .into_any()
}

fn none(problem: &str) -> AnyView {
    let start = format!("/problems/{problem}/rca");
    view! {
        <Empty title=text::NOT_STARTED text=text::NOT_STARTED_TEXT><a class="btn" href=start>"Go to the analysis"</a></Empty>
    }
    .into_any()
}

fn opened(
    analysis: Memo<Option<Analysis>>,
    source: Source<Opened>,
    problem: &str,
    may: bool,
    lists: Memo<bool>,
) -> AnyView {
    let (new, old) = (path(problem), versions_path(problem));
    let count =
        lean::words(move || analysis.with(|a| a.as_ref().map_or(0, |a| a.publications.len())).to_string());
    let here = move |of: bool| lean::maybe(move || (lists.get() == of).then_some("page"));
    let write = may.then(|| {
        view! { <a href=new.clone() data-noscroll="" aria-current=here(false)>"New version"</a> }
    });
    let list = view! {
        <a href=old.clone() data-noscroll="" aria-current=here(true)>"Versions "<span class="n">{count}</span></a>
    };
    let body = lean::part(move || {
        let held = analysis.get_untracked();
        match held {
            Some(held) if !lists.get() => form(held, analysis, source, old.clone()),
            _ => versions(analysis, source, new.clone()),
        }
    });
    view! { <nav class="tabs" aria-label="Publishing">{write}{list}</nav>{body} }.into_any()
}
