//! The root: who is signed in decides between sign-in and shell; the router decides the screen. One line per screen.

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
    ui::{dom, nav, states::Empty, toast::Toasts},
};

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
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=|| view! { <Redirect path="/incidents" /> } />
            <Route path=path!("/incidents") view=IncidentList />
            <Route path=path!("/incidents/:key/:tab?") view=IncidentDetail />
            <Route path=path!("/problems") view=Problems />
            <Route path=path!("/services") view=Services />
            <Route path=path!("/admin/people") view=People />
            <Route path=path!("/admin/keys") view=Keys />
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
