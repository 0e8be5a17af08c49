//! The keys and the palette lines of the whole program. It knows places, not their content.

use leptos::prelude::*;

use super::Overlays;
use crate::{
    model::Permission,
    net::session::session,
    problem::Prefill,
    ui::{
        look::Look,
        nav,
        shortcuts::{self, Shortcut},
    },
};

/// What can be done from anywhere: palette, sheet and keyboard read it.
pub fn register(o: Overlays) {
    let go = |keys, label, path: &'static str| Shortcut {
        keys,
        label,
        group: "Go to",
        in_palette: true,
        run: Callback::new(move |()| nav::go(path)),
    };
    let open = |keys, label, in_palette, signal: RwSignal<bool>| Shortcut {
        keys,
        label,
        group: "Anywhere",
        in_palette,
        run: Callback::new(move |()| signal.set(true)),
    };
    let mut all = vec![
        open("mod+k", "Search or jump to", false, o.palette),
        open("?", "Show all keys", true, o.sheet),
        go("g n", "Go to Now", "/"),
        go("g i", "Go to incidents", "/incidents"),
        go("g p", "Go to problems", "/problems"),
        go("g u", "Go to open promises", "/promises"),
        go("", "Go to promises in numbers", "/insights/promises"),
        go("g m", "Go to my settings", "/me"),
    ];
    let can = |permission| untrack(move || session().can(permission));
    if can(Permission::IncidentDeclare) {
        all.insert(1, open("c", "Declare an incident", true, o.declare));
    }
    if can(Permission::ProblemOpen) {
        let run = Callback::new(move |()| o.problem.set(Some(Prefill::default())));
        all.insert(
            2,
            Shortcut { keys: "p", label: "Open a problem", group: "Anywhere", in_palette: true, run },
        );
    }
    if can(Permission::RepairRead) {
        all.push(go("g r", "Go to repair items", "/repairs"));
    }
    if can(Permission::ServiceRead) {
        all.push(go("g s", "Go to services", "/services"));
    }
    if can(Permission::PortalRead) {
        all.push(go("g c", "Go to maintenance", "/maintenance"));
        all.push(go("", "Go to the portal's settings", "/admin/portal"));
        all.push(go("g f", "Go to customers", "/admin/customers"));
    }
    if can(Permission::PortalManage) {
        all.push(go("g j", "Go to subscribers", "/admin/subscribers"));
    }
    if can(Permission::UserRead) {
        all.push(go("g a", "Go to people", "/admin/people"));
    }
    if can(Permission::ApiKeyRead) {
        all.push(go("g k", "Go to API keys", "/admin/keys"));
    }
    if can(Permission::AuditRead) {
        all.push(go("g l", "Go to the audit log", "/admin/audit"));
    }
    if can(Permission::SettingsRead) {
        all.push(go("g e", "Go to settings", "/admin/settings"));
        all.push(go("", "Go to templates of updates", "/admin/templates"));
    }
    if can(Permission::NotificationRead) {
        all.push(go("g b", "Go to the inbox", "/inbox"));
    }
    if can(Permission::RepairRead) {
        all.push(go("g h", "Go to insights", "/insights/repairs"));
        all.push(go("g d", "Go to the repair policy", "/admin/policies"));
        all.push(go("", "Import and export repair items", "/repairs/import"));
    }
    if can(Permission::IntegrationRead) {
        all.push(go("g w", "Go to webhooks", "/admin/webhooks"));
        all.push(go("g t", "Go to trackers", "/admin/trackers"));
    }
    for (label, name) in [("Light theme", "light"), ("Dark theme", "dark"), ("Theme of the system", "system")]
    {
        let run = Callback::new(move |()| Look::Theme.choose(name));
        all.push(Shortcut { keys: "", label, group: "Appearance", in_palette: true, run });
    }
    shortcuts::register(all);
}
