//! Short commands of an administrator: migrations, users, keys.

use std::io::{IsTerminal, Read};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use app::Clock;
use app::identity::{CreateApiKey, CreateUser, InviteUser, Secret};
use chrono::Duration;
use domain::identity::{Actor, Role, SystemActor, UserStatus};
use domain::text::Email;
use domain::time::Instant;

use super::open;
use crate::config::Config;
use crate::system::{SystemClock, SystemEntropy};
use crate::token::ring::Ring;

pub(super) async fn migrate() -> Result<()> {
    let config = Config::load()?;
    let store = open::store(&config).await.context("the database cannot be reached")?;
    let pending = store.pending_migrations().await.context("the database cannot be read")?;
    store.migrate().await.context("the database cannot be brought up to date")?;
    for name in &pending {
        println!("applied {name}");
    }
    println!("the database is up to date");
    Ok(())
}

pub(super) async fn create_user(email: String, name: String, roles: &[String], is_first: bool) -> Result<()> {
    let roles = parse_roles(roles)?;
    let password = password_from_stdin()?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let command =
        CreateUser { email, name, roles, teams: Vec::new(), customer: None, password, idempotency_key: None };
    let cli = Actor::system(SystemActor::Cli);
    let created = if is_first {
        app.create_first_admin(&cli, command).await?
    } else {
        app.create_user(&cli, command).await?
    };
    println!("created {} ({})", created.user.email, created.user.id);
    if let Some(password) = created.initial_password {
        println!("password, shown only now: {}", password.expose());
    }
    Ok(())
}

pub(super) async fn invite_user(email: String, name: String, roles: &[String]) -> Result<()> {
    let roles = parse_roles(roles)?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let command = InviteUser { email, name, roles, teams: Vec::new(), idempotency_key: None };
    let invited = app.invite_user(&Actor::system(SystemActor::Cli), command).await?;
    println!("invited {} ({})", invited.user.email, invited.user.id);
    if let Some(link) = invited.link {
        print_link(&link, invited.expires_at);
    }
    Ok(())
}

/// The link that fits: a reset for whoever has a password, an invitation for whoever has none yet.
pub(super) async fn reset_link(email: &str) -> Result<()> {
    let wanted = Email::parse(email).map_err(|error| anyhow!("email {error}"))?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let Some(user) = app.directory().user_by_email(&wanted) else {
        bail!("nobody signs in as {wanted}");
    };
    let cli = Actor::system(SystemActor::Cli);
    let made = match user.status() {
        UserStatus::Invited => app.renew_invitation(&cli, user.id).await?,
        UserStatus::Active | UserStatus::Disabled => app.start_password_reset(&cli, user.id).await?,
    };
    print_link(&made.link, made.expires_at);
    Ok(())
}

fn print_link(link: &Secret, expires_at: Instant) {
    println!(
        "link, shown only now, good once until {}: {}",
        expires_at.format("%Y-%m-%d %H:%M UTC"),
        link.expose()
    );
}

pub(super) async fn create_api_key(name: String, role: &str, expires: &str) -> Result<()> {
    let role = parse_role(role)?;
    let expires_at = SystemClock.now() + parse_life(expires)?;
    let app = open::app(&Config::load()?, Arc::new(SystemClock)).await?;
    let command = CreateApiKey { name, role, expires_at, query: None, idempotency_key: None };
    let created = app.create_api_key(&Actor::system(SystemActor::Cli), command).await?;
    println!(
        "created {}, good until {}",
        created.key.id,
        created.key.expires_at.format("%Y-%m-%d %H:%M UTC")
    );
    if let Some(secret) = created.secret {
        println!("key, shown only now: {}", secret.expose());
    }
    Ok(())
}

pub(super) fn rotate_keys() -> Result<()> {
    let config = Config::load()?;
    Ring::open(&config.data_dir, &SystemEntropy, SystemClock.now(), true)?;
    println!("a new key signs from the next start of `coalmine serve` on");
    Ok(())
}

fn parse_roles(roles: &[String]) -> Result<Vec<Role>> {
    roles.iter().map(|role| parse_role(role)).collect()
}

pub(super) fn parse_role(text: &str) -> Result<Role> {
    let word = text.to_ascii_uppercase().replace('-', "_");
    let inside = Role::ALL.iter().filter(|role| **role != Role::Customer);
    let Some(role) = inside.clone().find(|role| role.as_str() == word) else {
        let names: Vec<&str> = inside.map(|role| role.as_str()).collect();
        bail!("{text:?} is not a role; there are {}", names.join(", "));
    };
    Ok(*role)
}

/// `90d` or `12h`.
fn parse_life(text: &str) -> Result<Duration> {
    let parsed = text.char_indices().last().and_then(|(at, unit)| {
        let number: i64 = text[..at].parse().ok().filter(|number| (1..=100_000).contains(number))?;
        match unit {
            'd' => Some(Duration::days(number)),
            'h' => Some(Duration::hours(number)),
            _ => None,
        }
    });
    parsed.with_context(|| format!("{text:?} is not a time such as 90d or 12h"))
}

/// What was piped in, without the line end; nothing on a terminal.
fn password_from_stdin() -> Result<Option<Secret>> {
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(None);
    }
    let mut text = String::new();
    stdin.by_ref().take(4096).read_to_string(&mut text).context("cannot read the password")?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    Ok((!password.is_empty()).then(|| Secret::new(password)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_and_roles_are_read() {
        assert_eq!(parse_life("90d").unwrap(), Duration::days(90));
        assert_eq!(parse_life("12h").unwrap(), Duration::hours(12));
        for bad in ["", "d", "90", "-1d", "0d", "9w", "1e9d", "99999999999999999999d", "1д"] {
            assert!(parse_life(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_role("incident-manager").unwrap(), Role::IncidentManager);
        assert!(parse_role("CUSTOMER").unwrap_err().to_string().contains("RESPONDER"));
    }
}
