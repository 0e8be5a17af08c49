//! The root: who is signed in decides between sign-in and shell; the router decides the screen. One line per screen.
//!
//! What everybody sees first comes with the program; every other screen is a file of its own, fetched when first shown.

use core::time::Duration;

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Redirect, Route, Router},
    path,
};

use crate::{
    catalog::services::Services,
    identity::{keys::Keys, people::People, sign_in::SignIn},
    incident::{detail::IncidentDetail, list::IncidentList},
    net::session::{self, Phase, session},
    problem::Problems,
    shell::Shell,
    split_screen,
    ui::{dom, nav, states::Empty, toast::Toasts},
};

split_screen!(INCIDENT, incident, fetch_incident, IncidentDetail);
split_screen!(PROBLEMS, problems, fetch_problems, Problems);
split_screen!(SERVICES, services, fetch_services, Services);
split_screen!(PEOPLE, people, fetch_people, People);
split_screen!(KEYS, keys, fetch_keys, Keys);

/// How long the first screen has the line to itself before the likeliest next one is fetched.
const WARM_AFTER: Duration = Duration::from_secs(2);

/// The whole program.
#[component]
pub fn App() -> impl IntoView {
    let phase = session().phase;
    session::start();
    Effect::new(move |before: Option<Phase>| {
        let now = phase.get();
        if now != Phase::Starting
            && let Some(boot) = dom::query("#boot")
        {
            boot.remove();
        }
        // Signing in or out replaces the whole page, also whatever had the focus.
        if before.is_some_and(|before| before != Phase::Starting && before != now) {
            request_animation_frame(dom::focus_heading);
        }
        now
    });
    view! {
        <Router>
            {nav::install()}
            {move || match phase.get() {
                Phase::Starting => ().into_any(),
                Phase::SignedOut { ended } => view! { <SignIn ended /> }.into_any(),
                Phase::SignedIn => view! { <Shell><Screens /></Shell> }.into_any(),
            }}
            <Toasts />
        </Router>
    }
}

#[component]
fn Screens() -> impl IntoView {
    set_timeout(|| INCIDENT.warm(), WARM_AFTER);
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=|| view! { <Redirect path="/incidents" /> } />
            <Route path=path!("/incidents") view=IncidentList />
            <Route path=path!("/incidents/:key/:tab?") view=|| INCIDENT.show() />
            <Route path=path!("/problems") view=|| PROBLEMS.show() />
            <Route path=path!("/services") view=|| SERVICES.show() />
            <Route path=path!("/admin/people") view=|| PEOPLE.show() />
            <Route path=path!("/admin/keys") view=|| KEYS.show() />
        </FlatRoutes>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    crate::shell::page("Not found", &[]);
    view! {
        <header class="lhead"><h1>"Page not found"</h1></header>
        <Empty title="There is nothing at this address" text="The link may be old, or a letter is missing.">
            <a class="btn" href="/incidents">"Go to incidents"</a>
        </Empty>
    }
}
