//! Access tokens: signed, five minutes long, naming a person and a session and nothing else.
//!
//! Every refusal is the same to the caller. Whether the session still lives is asked elsewhere, on
//! every request. This file must not know requests.

pub mod ring;

use app::{Entropy, TokenIssuer};
use chrono::DateTime;
use domain::id::{SessionId, UserId};
use domain::time::Instant;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use ring::Ring;

/// `typ` of the header, so that no other kind of token passes.
const TYPE: &str = "at+jwt";
/// Who is meant to read the token.
const AUDIENCE: &str = "coalmine-api";
/// Seconds that clocks may differ.
const LEEWAY: i64 = 5;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Whom a good token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// The person.
    pub user: UserId,
    /// The sign-in.
    pub session: SessionId,
    /// When the token ends.
    pub expires_at: Instant,
}

/// Makes and checks access tokens.
pub struct Tokens {
    ring: Ring,
    issuer: String,
    life: chrono::Duration,
    entropy: Arc<dyn Entropy>,
}

impl Tokens {
    /// Tokens of one installation: `issuer` is its public origin, `seconds` the life of a token.
    pub fn new(ring: Ring, issuer: String, seconds: u32, entropy: Arc<dyn Entropy>) -> Self {
        Self { ring, issuer, life: chrono::Duration::seconds(i64::from(seconds)), entropy }
    }

    /// Reads a token; `None` for every kind of fault.
    pub fn check(&self, token: &str, now: Instant) -> Option<Access> {
        // Longer than any of ours: not worth decoding.
        if token.len() > 2048 {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::HS256 || header.crit.is_some() {
            return None;
        }
        // `kid` only selects among our own keys; keys inside the token are never looked at.
        let key = self.ring.find(header.kid.as_deref()?)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Times are compared below, with the clock of the application.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let key = DecodingKey::from_secret(key.expose());
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
        let seconds = now.timestamp();
        let is_current = seconds < claims.exp.checked_add(LEEWAY)?
            && seconds >= claims.nbf.checked_sub(LEEWAY)?
            && seconds >= claims.iat.checked_sub(LEEWAY)?;
        if !is_current || claims.jti.is_empty() {
            return None;
        }
        Some(Access {
            user: claims.sub.parse().ok()?,
            session: claims.sid.parse().ok()?,
            expires_at: DateTime::from_timestamp(claims.exp, 0)?,
        })
    }
}

impl TokenIssuer for Tokens {
    #[expect(clippy::expect_used, reason = "signing own claims with HMAC has no way to fail")]
    fn issue(&self, user: UserId, session: SessionId, now: Instant) -> (String, Instant) {
        let expires_at = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now) + self.life;
        let mut jti = [0; 16];
        self.entropy.fill(&mut jti);
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user.to_string(),
            sid: session.to_string(),
            jti: hex::encode(jti),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let (kid, key) = self.ring.signing();
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(key.expose());
        (jsonwebtoken::encode(&header, &claims, &key).expect("claims are plain"), expires_at)
    }
}

#[cfg(test)]
#[path = "token/tests.rs"]
mod tests;
