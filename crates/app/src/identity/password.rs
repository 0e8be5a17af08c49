//! Passwords: which new ones are accepted, and changing one's own.
//!
//! It must not know how passwords are hashed.

use domain::identity::password::{Password, PasswordError};
use domain::identity::{Actor, LinkKind};
use domain::text::{Email, Name};
use serde_json::json;
use store::identity::{EndReason, link, session, user};

use super::command::{ChangePassword, ClientFacts};
use super::secret::Secret;
use crate::error::parse;
use crate::{App, Error, Result};

/// Words that guessers of this product's passwords try first.
const PRODUCT_WORDS: &[&str] = &[
    "coalmine",
    "coal",
    "mine",
    "canary",
    "incident",
    "problem",
    "outage",
    "postmortem",
    "responder",
    "oncall",
];
/// The fewest characters of a known word that counts for nothing in a password.
const KNOWN_WORD_MIN: usize = 4;
/// The lowest guessability score of a chosen password, 0 to 4.
const LOWEST_SCORE: u8 = 3;

/// Checks a chosen password: length, then how hard it is to guess for somebody who knows the
/// person and the product. Errors name `field`.
pub(super) fn check_password(field: &str, password: &Secret, email: &Email, name: &Name) -> Result<Password> {
    let checked = parse(field, Password::new(password.expose().to_owned()))?;
    let mut known: Vec<&str> = PRODUCT_WORDS.to_vec();
    known.push(email.as_str());
    known.extend(email.as_str().split(['@', '.', '-', '_', '+']));
    known.push(name.as_str());
    known.extend(name.as_str().split_whitespace());
    // What is left without the words that everybody knows must be hard to guess by itself.
    let mut rest = checked.expose().to_lowercase();
    for word in known.iter().filter(|word| word.chars().count() >= KNOWN_WORD_MIN) {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    // Blanks between words that are gone are no entropy.
    rest.retain(|character| !character.is_whitespace());
    let is_strong = |text: &str| u8::from(zxcvbn::zxcvbn(text, &known).score()) >= LOWEST_SCORE;
    if !is_strong(checked.expose()) || !is_strong(&rest) {
        return parse(field, Err(PasswordError::Guessable));
    }
    Ok(checked)
}

impl App {
    /// Changes the password of whoever asks, which ends every other session of that person; how many.
    /// Tries count as tries to sign in do.
    ///
    /// Errors: the current password is wrong, or the new one is refused.
    pub async fn change_password(
        &self,
        actor: &Actor,
        command: ChangePassword,
        client: &ClientFacts,
    ) -> Result<u64> {
        let (Some(id), Some(own)) = (actor.principal.user(), actor.session) else {
            return Err(Error::Unauthenticated);
        };
        let known = self.directory().user(id).ok_or(Error::Unauthenticated)?;
        self.sign_in_limits().take(known.email.as_str(), client.address, self.now())?;
        let credential = user::credential(self.store(), &known.email).await?;
        let hash = credential.map(|credential| credential.password_hash);
        let attempt = Password::attempt(command.current.expose().to_owned());
        if !self.hasher().verify(hash.clone(), attempt).await?.is_right {
            let mut w = self.write(actor).await?;
            w.audit("password.change_refused", "user", id, &json!({ "address": client.address }));
            w.commit().await?;
            return Err(Error::invalid("currentPassword", "is not right"));
        }
        self.sign_in_limits().succeeded(known.email.as_str(), client.address);
        let new = check_password("newPassword", &command.new, &known.email, &known.name)?;
        if command.new == command.current {
            return Err(Error::invalid("newPassword", "is the one you have"));
        }
        let new = self.hasher().hash(self.entropy(), new).await?;

        let mut w = self.write(actor).await?;
        let user = user::load_locked(&w.tx, id).await?.filter(domain::identity::User::is_active);
        let user = user.ok_or(Error::Unauthenticated)?;
        let stored = user::credential(&w.tx, &user.email).await?.map(|credential| credential.password_hash);
        if stored != hash {
            // Somebody else set another one while this was being checked.
            return Err(Error::invalid("currentPassword", "is not right"));
        }
        user::set_password_hash(&w.tx, id, &new).await?;
        link::end_all_of(&w.tx, id, Some(LinkKind::PasswordReset), w.now).await?;
        let ended = session::end_all_of(&w.tx, id, Some(own), w.now, EndReason::PasswordChanged).await?;
        w.audit("password.changed", "user", id, &json!({ "sessionsEnded": ended }));
        w.event("identity", "identity.password_changed", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_sessions().await?;
        Ok(ended)
    }
}
