//! Beside the timeline: findings, roles, problems, windows, services with their ways out, relations, changes, tags.

use leptos::prelude::*;

use super::{
    api::{Detail, Window},
    axis::{shape, tone},
    estimates,
    links::relation_item,
    problems,
    roles::RoleList,
    state::{On, Over, Screen, near},
    tabs::Tab,
    text,
};
use crate::{
    model::{DateTime, FindingLevel, Permission},
    net::session::session,
    shell::Overlays,
    ui::{icon::Icon, lean, time},
};

#[component]
pub fn Side(screen: Screen) -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let problems = move || {
        view! {
            {screen.draw(On::Problems, move |d| problems::linked(screen, overlays, d))}
            {screen.draw(On::Problems, move |d| problems::known(screen, d))}
        }
    };
    view! {
        <aside class="side" aria-label="About this incident">
            {screen.draw(On::Findings, findings)}
            <section aria-labelledby="h-roles">
                <h2 class="h2" id="h-roles">"Roles"</h2>
                <RoleList screen />
            </section>
            {lean::only(|| session().can(Permission::ProblemRead), problems)}
            {screen.draw(On::Windows, move |d| windows(screen, d))}
            {screen.draw(On::Estimates, estimates::side)}
            {screen.draw(On::Services, services)}
            {screen.draw(On::Relations, move |d| relations(screen, d))}
            {screen.draw(On::Changes, changes)}
            {screen.draw(On::Tags, tags)}
            {screen.draw(On::Findings, imported)}
        </aside>
    }
}

/// A section with a heading; all of the side looks like this.
pub fn section(id: &'static str, title: &'static str, end: Option<AnyView>, body: AnyView) -> AnyView {
    view! {
        <section aria-labelledby=id>
            <div class="h2"><h2 id=id>{title}</h2>{end}</div>
            {body}
        </section>
    }
    .into_any()
}

fn muted(words: &'static str) -> AnyView {
    view! { <p class="muted">{words}</p> }.into_any()
}

pub fn list(class: &'static str, items: Vec<AnyView>) -> AnyView {
    view! { <ul class=class>{items}</ul> }.into_any()
}

fn findings(d: &Detail) -> AnyView {
    if d.findings.is_empty() {
        return section("h-findings", "Findings", None, muted(text::NO_FINDINGS));
    }
    let item = |f: &crate::model::Finding| {
        let (tone, word) = match f.level {
            FindingLevel::Error => ("1", "Error: "),
            FindingLevel::Warning => ("2", "Warning: "),
            FindingLevel::Hint => ("4", "Hint: "),
        };
        view! {
            <li data-sev=tone>
                {shape(tone)}
                <p><span class="vh">{word}</span>{f.message.clone()}</p>
                <span class="rule" title="Rule">{f.rule.clone()}</span>
            </li>
        }
        .into_any()
    };
    let count = view! { <span class="muted">{d.findings.len().to_string()}</span> }.into_any();
    section("h-findings", "Findings", Some(count), list("find", d.findings.iter().map(item).collect()))
}

fn windows(screen: Screen, d: &Detail) -> AnyView {
    let may = session().can(Permission::IncidentUpdate);
    let add = may.then(|| {
        let open = lean::press(move || screen.over.set(Some(Over::Window(None))));
        view! { <button type="button" class="btn small end" on:click=open>"Add"</button> }.into_any()
    });
    let body = if d.windows.is_empty() {
        muted("None yet.")
    } else {
        list("find", d.windows.iter().map(|w| window(screen, w, d.started_at, may)).collect())
    };
    section("h-side-windows", "Impact windows", add, body)
}

fn window(screen: Screen, w: &Window, first: DateTime, may: bool) -> AnyView {
    let from = near(w.started_at, first);
    let span = match w.ended_at {
        Some(at) => format!("{from} to {} · {}", near(at, first), time::words(at.0 - w.started_at.0)),
        None => format!("{from} to open"),
    };
    let services = w.services.iter().map(|s| s.name.as_str());
    let facts = core::iter::once(w.level.label()).chain(services).collect::<Vec<_>>().join(", ");
    let id = w.id.clone();
    let change = may.then(|| {
        let open = lean::press(move || screen.over.set(Some(Over::Window(Some(id.clone())))));
        view! {
            <button type="button" class="icon-btn" aria-label=format!("Change the window from {from}") title="Change" on:click=open>
                <Icon name="i-edit" />
            </button>
        }
    });
    let tone = tone(w.level);
    view! { <li data-sev=tone>{shape(tone)}<p>{span}<span class="muted">{facts}</span></p>{change}</li> }
        .into_any()
}

/// Ways out come from the service, so that nobody searches for a dashboard in the middle of an outage.
fn services(d: &Detail) -> AnyView {
    let way = |(word, url): &(&'static str, String)| {
        view! {
            <a class="link" href=url.clone() rel="noreferrer noopener" target="_blank">
                {*word}<span class="vh">" (opens elsewhere)"</span>
            </a>
        }
        .into_any()
    };
    let item = |s: &super::api::Affected| {
        let ways: Vec<AnyView> = s.ways.iter().map(way).collect();
        view! { <li><span>{s.name.clone()}</span><span class="ways">{ways}</span></li> }.into_any()
    };
    some(d.services.is_empty(), || {
        section("h-services", "Services", None, list("svc", d.services.iter().map(item).collect()))
    })
}

/// A section that is not there when it would be empty.
pub fn some(is_empty: bool, section: impl FnOnce() -> AnyView) -> AnyView {
    if is_empty { ().into_any() } else { section() }
}

fn relations(screen: Screen, d: &Detail) -> AnyView {
    some(d.relations.is_empty(), || {
        let items = d.relations.iter().map(|relation| relation_item(screen, relation)).collect();
        section("h-side-relations", "Related incidents", None, list("rels", items))
    })
}

fn changes(d: &Detail) -> AnyView {
    let item = |c: &super::api::Change| {
        view! {
            <li id=format!("change-{}", c.id)>
                <p class="muted small"><time datetime=c.at.iso() title=time::full(c.at)>{time::moment(c.at)}</time></p>
                <div class="prose" inner_html=c.body_html.clone()></div>
            </li>
        }
        .into_any()
    };
    some(d.changes.is_empty(), || {
        section("h-changes", "Changes", None, list("changes", d.changes.iter().map(item).collect()))
    })
}

/// That it was brought in, and the way to what came with it.
fn imported(d: &Detail) -> AnyView {
    let Some(from) = &d.imported_from else { return ().into_any() };
    let path = Tab::Imported.path(&d.reference);
    let body = view! {
        <p class="mono small">{from.file.clone()}</p>
        <p class="muted">{format!("{}, {}", from.format, time::moment(from.at))}</p>
        <p><a class="link" href=path data-noscroll="">"What came with it"</a></p>
    };
    section("h-imported", "Imported", None, body.into_any())
}

fn tags(d: &Detail) -> AnyView {
    let item = |tag: &String| view! { <li class="chip">{tag.clone()}</li> }.into_any();
    some(d.tags.is_empty(), || {
        section("h-tags", "Tags", None, list("tags", d.tags.iter().map(item).collect()))
    })
}
