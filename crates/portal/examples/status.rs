//! Writes the pages of a made-up shop into a directory, to be looked at: `cargo run -p portal --example status -- DIR`.

use std::path::Path;
use std::{env, fs, io};

use portal::assets::{SCRIPT, STYLE};

#[path = "../tests/it/support.rs"]
mod support;

fn main() -> io::Result<()> {
    let dir = env::args().nth(1).unwrap_or_else(|| "target/portal".to_owned());
    let now = support::at(support::NOW);
    let write = |path: &str, content: &str| {
        let file = Path::new(&dir).join(path.trim_start_matches('/'));
        fs::create_dir_all(file.parent().unwrap_or(&file))?;
        fs::write(file, content)
    };
    let portal = support::portal(support::shop());
    write(&STYLE.path, &STYLE.content)?;
    write(&SCRIPT.path, &SCRIPT.content)?;
    write("status.html", &portal.status_page(now))?;
    write("large.html", &support::portal(support::large(30)).status_page(now))?;
    write("calm.html", &support::portal(support::empty()).status_page(now))?;
    write("history.html", &portal.history_page("", now))?;
    write("search.html", &portal.history_page("disks", now))?;
    write("incident.html", &portal.incident_page("INC-42", now).unwrap_or_default())?;
    write("maintenance.html", &portal.maintenance_page("MNT-2", now).unwrap_or_default())?;
    let form = portal::SubscribeForm { has_mail: true, ..portal::SubscribeForm::default() };
    write("subscribe.html", &portal.subscribe_page(form))?;
    write("subscribe_again.html", &portal.subscribe_page(support::subscribe_form("kim")))?;
    write("confirm.html", &portal.confirm_page("token", &support::subscription("Checkout")))?;
    write(
        "confirmed.html",
        &portal.confirmed_page(&support::subscription("Checkout"), Some("whsec_c2VjcmV0")),
    )?;
    write("unknown.html", &portal::unknown_page("Example Shop"))?;
    write("missing.html", &portal.not_found_page())?;
    write("badge.svg", &portal.badge(None).unwrap_or_default())?;
    write("unknown.svg", &portal::unknown_badge("Example Shop"))?;
    for name in ["ok", "mnt", "3", "2", "1", "none"] {
        write(&format!("/status/icon-{name}.svg"), &portal::icon(name).unwrap_or_default())?;
    }
    write("history.atom", &portal.atom(None).unwrap_or_default())?;
    write("history.rss", &portal.rss(None).unwrap_or_default())
}
