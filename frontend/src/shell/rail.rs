//! The rail beside every screen: its places, as far as the reader may go there. It must not know what is at a place.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    model::Permission,
    net::session::session,
    ui::{
        dom,
        icon::{Icon, href},
        shortcuts,
    },
};

#[component]
pub fn Rail() -> impl IntoView {
    let narrow = RwSignal::new(dom::remembered("coalmine.rail").is_some());
    Effect::new(move |_| {
        let narrow = narrow.get();
        dom::remember("coalmine.rail", narrow.then_some("narrow"));
        if let Some(root) = document().document_element() {
            let _ = if narrow {
                root.set_attribute("data-rail", "narrow")
            } else {
                root.remove_attribute("data-rail")
            };
        }
    });
    let can = |permission| session().can(permission);
    view! {
        <nav class="rail" aria-label="Main">
            <a class="brand" href="/"><Mark /><span class="lbl">"Coalmine"</span></a>
            <ul>
                <Place path="/" icon="i-now" word="Now" keys="g n" />
                <Place path="/incidents" icon="i-inc" word="Incidents" keys="g i" />
                <Place path="/promises" icon="i-comm" word="Promises" keys="g u" />
                <Place path="/problems" icon="i-prob" word="Problems" keys="g p" />
                <Show when=move || can(Permission::RepairRead)>
                    <Place path="/repairs" icon="i-wrench" word="Repair items" keys="g r" />
                </Show>
                <Show when=move || can(Permission::ServiceRead)>
                    <Place path="/services" icon="i-svc" word="Services" keys="g s" />
                </Show>
                <Show when=move || can(Permission::PortalRead)>
                    <Place path="/maintenance" icon="i-flag" word="Maintenance" keys="g c" />
                </Show>
                <Show when=move || can(Permission::RepairRead)>
                    <Place path="/insights/repairs" icon="i-sev" word="Insights" keys="g h" />
                </Show>
            </ul>
            <Show when=move || can(Permission::UserRead) || can(Permission::ApiKeyRead) || can(Permission::SettingsRead)>
                <p class="rail-h" id="rail-admin">"Admin"</p>
                <ul aria-labelledby="rail-admin">
                    <Show when=move || can(Permission::UserRead)>
                        <Place path="/admin/people" icon="i-people" word="People" keys="g a" />
                    </Show>
                    <Show when=move || can(Permission::ApiKeyRead)>
                        <Place path="/admin/keys" icon="i-key" word="API keys" keys="g k" />
                    </Show>
                    <Show when=move || can(Permission::AuditRead)>
                        <Place path="/admin/audit" icon="i-audit" word="Audit log" keys="g l" />
                    </Show>
                    <Show when=move || can(Permission::IntegrationRead)>
                        <Place path="/admin/webhooks" icon="i-ext" word="Webhooks" keys="g w" />
                        <Place path="/admin/trackers" icon="i-change" word="Trackers" keys="g t" />
                    </Show>
                    <Show when=move || can(Permission::RepairRead)>
                        <Place path="/admin/policies" icon="i-clock" word="Repair policy" keys="g d" />
                    </Show>
                    <Show when=move || can(Permission::PortalRead)>
                        <Place path="/admin/portal" icon="i-ext" word="Portal" keys="" />
                        <Place path="/admin/customers" icon="i-role" word="Customers" keys="g f" />
                    </Show>
                    <Show when=move || can(Permission::PortalManage)>
                        <Place path="/admin/subscribers" icon="i-bell" word="Subscribers" keys="g j" />
                    </Show>
                    <Show when=move || can(Permission::SettingsRead)>
                        <Place path="/admin/templates" icon="i-note" word="Templates" keys="" />
                        <Place path="/admin/settings" icon="i-settings" word="Settings" keys="g e" />
                    </Show>
                </ul>
            </Show>
            <div class="rail-foot">
                <p class="lbl">"Press "<kbd>"?"</kbd>" for all keys"</p>
                <button
                    type="button"
                    class="icon-btn"
                    aria-expanded=move || (!narrow.get()).to_string()
                    aria-label="Navigation labels"
                    title="Show or hide labels"
                    on:click=move |_| narrow.update(|n| *n = !*n)
                >
                    <Icon name="i-rail" />
                </button>
            </div>
        </nav>
    }
}

#[component]
fn Mark() -> impl IntoView {
    view! { <svg class="mark" aria-hidden="true"><use href=href("mark")></use></svg> }
}

#[component]
fn Place(path: &'static str, icon: &'static str, word: &'static str, keys: &'static str) -> impl IntoView {
    let here = use_location().pathname;
    let current = move || {
        here.with(|h| h == path || path != "/" && h.starts_with(&format!("{path}/"))).then_some("page")
    };
    let title =
        if keys.is_empty() { word.to_owned() } else { format!("{word} ({})", shortcuts::printed(keys)) };
    view! {
        <li>
            <a href=path aria-current=current title=title>
                <Icon name=icon />
                <span class="lbl">{word}</span>
            </a>
        </li>
    }
}
