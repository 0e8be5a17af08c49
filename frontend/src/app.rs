//! The root: who is signed in decides between sign-in and shell; the router decides the screen. One line per screen.
//!
//! What everybody sees first comes with the program; every other screen is a file of its own, fetched when first shown.

use core::time::Duration;

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    hooks::use_location,
    path,
};

use crate::{
    admin::{audit::Audit, policies::Policies, portal::Portal, settings::Settings, templates::Templates},
    catalog::services::Services,
    customer::page::Customers,
    identity::{keys::Keys, me::Me, people::People, sign_in::SignIn, welcome::Welcome},
    incident::{detail::IncidentDetail, list::IncidentList},
    insight::{promises::PromiseInsight, repairs::RepairInsight},
    integration::{trackers::Trackers, transfer::Transfer, webhook::WebhookPage, webhooks::Webhooks},
    maintenance::{Maintenances, page::MaintenancePage},
    model::Role,
    net::session::{self, Phase, session},
    notification::inbox::Inbox,
    now::Now,
    problem::{Problems, detail::ProblemDetail},
    promise::page::Promises,
    publication::page::Publishing,
    rca::RcaWorkspace,
    repair::{Repairs, detail::RepairDetail},
    shell::Shell,
    split_screen,
    subscriber::page::Subscribers,
    ui::{dom, nav, states::Empty, toast::Toasts},
};

split_screen!(INCIDENT, incident, incident, fetch_incident, IncidentDetail);
split_screen!(PROBLEMS, problem, problems, fetch_problems, Problems);
split_screen!(PROBLEM, problem, problem, fetch_problem, ProblemDetail);
split_screen!(PUBLISHING, publish, publishing, fetch_publishing, Publishing);
split_screen!(RCA, rca, rca, fetch_rca, RcaWorkspace);
split_screen!(REPAIRS, repair, repairs, fetch_repairs, Repairs);
split_screen!(REPAIR, repair, repair, fetch_repair, RepairDetail);
split_screen!(SERVICES, admin, services, fetch_services, Services);
split_screen!(PEOPLE, admin, people, fetch_people, People);
split_screen!(KEYS, admin, keys, fetch_keys, Keys);
split_screen!(NOW, now, now, fetch_now, Now);
split_screen!(AUDIT, admin, audit, fetch_audit, Audit);
split_screen!(SETTINGS, admin, settings, fetch_settings, Settings);
split_screen!(ME, desk, me, fetch_me, Me);
split_screen!(INBOX, desk, inbox, fetch_inbox, Inbox);
split_screen!(WEBHOOKS, desk, webhooks, fetch_webhooks, Webhooks);
split_screen!(WEBHOOK, desk, webhook, fetch_webhook, WebhookPage);
split_screen!(TRACKERS, desk, trackers, fetch_trackers, Trackers);
split_screen!(POLICIES, desk, policies, fetch_policies, Policies);
split_screen!(REPORT, desk, repair_report, fetch_repair_report, RepairInsight);
split_screen!(TRANSFER, desk, transfer, fetch_transfer, Transfer);
split_screen!(WELCOME, welcome, welcome, fetch_welcome, Welcome);
split_screen!(PORTAL, admin, portal_settings, fetch_portal_settings, Portal);
split_screen!(CUSTOMERS, admin, customers, fetch_customers, Customers);
split_screen!(SUBSCRIBERS, admin, subscribers, fetch_subscribers, Subscribers);
split_screen!(TEMPLATES, admin, templates, fetch_templates, Templates);
split_screen!(MAINTENANCES, desk, maintenances, fetch_maintenances, Maintenances);
split_screen!(MAINTENANCE, desk, maintenance, fetch_maintenance, MaintenancePage);
split_screen!(PROMISES, desk, promises, fetch_promises, Promises);
split_screen!(KEPT, desk, promise_report, fetch_promise_report, PromiseInsight);

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
            <Gate />
            <Toasts />
        </Router>
    }
}

/// What there is without a session, or the program.
#[component]
fn Gate() -> impl IntoView {
    // Whoever comes by a one-time link chooses a password first, signed in or not. Such links come from outside, and the way
    // on from there is a fresh page, so it is enough to look once.
    let by_link = use_location().pathname.with_untracked(|p| p == "/welcome");
    move || match session().phase.get() {
        Phase::Starting => ().into_any(),
        _ if by_link => WELCOME.show(),
        Phase::SignedOut { ended } => view! { <SignIn ended /> }.into_any(),
        Phase::SignedIn if is_outside() => view! { <Outside /> }.into_any(),
        Phase::SignedIn => view! { <Shell><Screens /></Shell> }.into_any(),
    }
}

/// Whether the viewer signs in for a customer: there is nothing here for such an account.
fn is_outside() -> bool {
    session().viewer.with_untracked(|v| v.as_ref().is_some_and(|v| v.roles.contains(&Role::Customer)))
}

/// Where people of a customer come by the link that invited them.
#[component]
fn Outside() -> impl IntoView {
    dom::set_title("Status portal");
    view! {
        <main class="sign-in" id="main">
            <div class="sign-in-box">
                <h1>"Your account is for the status portal"</h1>
                <p>"Sign in there with the same address and password to read the analyses that were shared with you."</p>
                <p><a class="btn primary" href="/status" rel="external">"Go to the status portal"</a></p>
                <p><button type="button" class="btn quiet" on:click=|_| session::leave()>"Sign out"</button></p>
            </div>
        </main>
    }
}

#[component]
fn Screens() -> impl IntoView {
    set_timeout(|| INCIDENT.warm(), WARM_AFTER);
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=|| NOW.show() />
            <Route path=path!("/incidents") view=IncidentList />
            <Route path=path!("/incidents/:key/:tab?") view=|| INCIDENT.show() />
            // Before the views of an analysis: the first that fits wins.
            <Route path=path!("/problems/:key/rca/publish") view=|| PUBLISHING.show() />
            <Route path=path!("/problems/:key/rca/report") view=|| PUBLISHING.show() />
            <Route path=path!("/problems/:key/rca/:view?") view=|| RCA.show() />
            <Route path=path!("/problems") view=|| PROBLEMS.show() />
            // Longer addresses below a problem, such as that of its analysis, stand before this one: the first that fits wins.
            <Route path=path!("/problems/:key/:tab?") view=|| PROBLEM.show() />
            // Before the page of one repair item: the first that fits wins.
            <Route path=path!("/repairs/import") view=|| TRANSFER.show() />
            <Route path=path!("/repairs") view=|| REPAIRS.show() />
            <Route path=path!("/repairs/:key") view=|| REPAIR.show() />
            <Route path=path!("/insights/repairs") view=|| REPORT.show() />
            <Route path=path!("/insights/promises") view=|| KEPT.show() />
            <Route path=path!("/promises") view=|| PROMISES.show() />
            <Route path=path!("/inbox") view=|| INBOX.show() />
            <Route path=path!("/services") view=|| SERVICES.show() />
            <Route path=path!("/maintenance") view=|| MAINTENANCES.show() />
            <Route path=path!("/maintenance/:key") view=|| MAINTENANCE.show() />
            <Route path=path!("/admin/portal") view=|| PORTAL.show() />
            <Route path=path!("/admin/customers") view=|| CUSTOMERS.show() />
            <Route path=path!("/admin/subscribers") view=|| SUBSCRIBERS.show() />
            <Route path=path!("/admin/people") view=|| PEOPLE.show() />
            <Route path=path!("/admin/keys") view=|| KEYS.show() />
            <Route path=path!("/admin/audit") view=|| AUDIT.show() />
            <Route path=path!("/admin/settings") view=|| SETTINGS.show() />
            <Route path=path!("/admin/webhooks") view=|| WEBHOOKS.show() />
            <Route path=path!("/admin/webhooks/:id") view=|| WEBHOOK.show() />
            <Route path=path!("/admin/trackers") view=|| TRACKERS.show() />
            <Route path=path!("/admin/policies") view=|| POLICIES.show() />
            <Route path=path!("/admin/templates") view=|| TEMPLATES.show() />
            <Route path=path!("/me") view=|| ME.show() />
        </FlatRoutes>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    crate::shell::page("Not found", &[]);
    view! {
        <header class="lhead"><h1>"Page not found"</h1></header>
        <Empty title="There is nothing at this address" text="The link may be old, or a letter is missing.">
            <a class="btn" href="/">"Go to Now"</a>
        </Empty>
    }
}
