//! `coalmine demo`: a throw-away installation on this machine, with a story told by a clock that
//! steps through it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use app::{App, Clock};
use serde_json::json;

use super::{open, serve};
use crate::config::{Config, Secret};
use crate::demo::{self, SignIn};
use crate::http::{router, serve as http_serve};
use crate::system::{SteppingClock, SystemClock, SystemEntropy};

pub(super) async fn run(listen: SocketAddr, data: Option<PathBuf>, is_json: bool) -> Result<()> {
    ensure!(
        listen.ip().is_loopback(),
        "the demo has no limits and known sign-ins, so it listens on this machine only; use coalmine serve"
    );
    let scratch = match &data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("coalmine-demo-").tempdir()?),
    };
    let dir = data.or_else(|| scratch.as_ref().map(|dir| dir.path().to_path_buf())).unwrap_or_default();
    open::private_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let mut config = Config::load()?;
    config.listen = listen;
    let listener = serve::bind(&config)?;
    settle(&mut config, &dir, listener.local_addr()?);
    crate::telemetry::start(&config.log)?;

    let clock = Arc::new(SteppingClock::new());
    let store = open::store(&config).await.context("the database cannot be opened")?;
    store.migrate().await.context("the database cannot be brought up to date")?;
    open::check_durability(&store).await?;
    let app = App::start(store, clock.clone(), Arc::new(SystemEntropy), config.app_settings()).await?;
    app.write_articles_with(Arc::new(crate::portal::Articles));
    let sign_ins = story(&app, &clock, &dir).await?;

    let edge = serve::edge(config.clone(), clock)?;
    edge.open(app);
    print(&config.public_url, &sign_ins, is_json, scratch.is_some())?;
    let served = http_serve::serve(edge.clone(), listener, router::router(edge)).await;
    drop(scratch);
    served
}

/// Whatever the settings say, the demo keeps to its own directory and this machine.
fn settle(config: &mut Config, dir: &Path, address: SocketAddr) {
    config.listen = address;
    config.public_url = format!("http://{address}");
    config.data_dir = dir.to_path_buf();
    config.database_url = Secret::new(format!("sqlite://{}", dir.join("coalmine.db").display()));
    config.trusted_proxies.clear();
    config.allowed_origins.clear();
    config.limits.rate_limits = false;
    if config.log.filter == "info" {
        "warn".clone_into(&mut config.log.filter);
    }
}

/// Tells the story once for each directory, and remembers who can sign in.
async fn story(app: &App, clock: &SteppingClock, dir: &Path) -> Result<Vec<SignIn>> {
    let remembered = dir.join("sign-ins.json");
    if let Ok(text) = std::fs::read_to_string(&remembered) {
        return serde_json::from_str(&text).context("sign-ins.json is malformed");
    }
    let told = demo::load(app, clock, SystemClock.now()).await;
    // Also when it could not be told to its end.
    clock.release();
    let sign_ins = told.context("the story cannot be told")?;
    std::fs::write(&remembered, serde_json::to_string(&sign_ins)?)?;
    Ok(sign_ins)
}

fn print(url: &str, sign_ins: &[SignIn], is_json: bool, is_scratch: bool) -> Result<()> {
    use std::io::Write;
    if is_json {
        println!("{}", json!({ "url": url, "signIns": sign_ins }));
    } else {
        let width = |get: fn(&SignIn) -> &str| sign_ins.iter().map(|one| get(one).len()).max().unwrap_or(0);
        let (name, email, password) =
            (width(|one| &one.name), width(|one| &one.email), width(|one| &one.password));
        println!("\nCoalmine demo: {url}\n");
        for one in sign_ins {
            let roles = one.roles.join(", ");
            let place = if roles == "CUSTOMER" { format!(" at {url}/status/sign-in") } else { String::new() };
            println!(
                "  {:name$}  {:email$}  {:password$}  {roles}{place}",
                one.name, one.email, one.password
            );
        }
        let kept = if is_scratch { "Everything is thrown away when it stops." } else { "The data is kept." };
        println!("\n{kept} Stop with Ctrl-C.");
    }
    Ok(std::io::stdout().flush()?)
}
