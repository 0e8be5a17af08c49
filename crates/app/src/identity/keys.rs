//! API keys: making, revoking, and telling who one stands for.

use std::sync::Arc;

use domain::id::ApiKeyId;
use domain::identity::actor::Relation;
use domain::identity::{Actor, ApiKey, BoundQuery, Permission};
use domain::text::Name;
use domain::time::{Instant, truncate};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::identity::key;

use super::command::CreateApiKey;
use super::secret::{self, Secret};
use crate::error::parse;
use crate::{App, Error, Result, authorize};

/// A key that was made.
#[derive(Clone, Debug)]
pub struct CreatedKey {
    /// The key.
    pub key: Arc<ApiKey>,
    /// Its secret, shown this once; `None` in a repeated answer.
    pub secret: Option<Secret>,
}

impl App {
    /// Makes an API key. Its secret is in the answer and nowhere else.
    ///
    /// Errors: a role that is not for keys, an end in the past or too far ahead, a document that no key can be bound to.
    pub async fn create_api_key(&self, actor: &Actor, command: CreateApiKey) -> Result<CreatedKey> {
        authorize(actor, Permission::ApiKeyManage, Relation::default())?;
        let name = parse("name", Name::parse(&command.name))?;
        let expires_at = truncate(command.expires_at);
        let query = command.query.clone().transpose().map_err(|problem| Error::invalid("query", problem))?;
        let mut w = self.write(actor).await?;
        let id = ApiKeyId::new(self.uuid());
        let idempotency = command.idempotency_key.as_deref();
        if let Some(earlier) = w.claim("createApiKey", idempotency, &command, id.uuid()).await? {
            let key = self.directory().key(ApiKeyId::new(earlier)).ok_or(Error::NotFound)?;
            return Ok(CreatedKey { key, secret: None });
        }
        ApiKey::check(command.role, expires_at, w.now)?;
        let secret = secret::api_key(self, id);
        let key = ApiKey {
            id,
            name,
            role: command.role,
            created_at: w.now,
            expires_at,
            last_used_at: None,
            revoked_at: None,
            query: query.map(|text| BoundQuery { hash: Sha256::digest(&text).into(), text }),
        };
        key::insert(&w.tx, &key, &secret::hash(secret.expose())).await?;
        w.audit(
            "api_key.created",
            "api_key",
            id,
            &json!({
                "role": key.role.as_str(),
                "expiresAt": key.expires_at,
                "queryHash": key.query.as_ref().map(|query| hex::encode(query.hash)),
            }),
        );
        w.event("identity", "identity.api_key_created", id.uuid(), &json!({ "id": id.to_string() }));
        w.commit().await?;
        self.directory().reload_keys().await?;
        let key = self.directory().key(id).ok_or(Error::NotFound)?;
        Ok(CreatedKey { key, secret: Some(secret) })
    }

    /// Ends a key at once. Ending it again changes nothing.
    pub async fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<Arc<ApiKey>> {
        authorize(actor, Permission::ApiKeyManage, Relation::default())?;
        let mut w = self.write(actor).await?;
        key::load(&w.tx, id).await?.ok_or(Error::NotFound)?;
        if key::revoke(&w.tx, id, w.now).await? {
            w.audit("api_key.revoked", "api_key", id, &json!({}));
            w.event("identity", "identity.api_key_revoked", id.uuid(), &json!({ "id": id.to_string() }));
        }
        w.commit().await?;
        self.directory().reload_keys().await?;
        self.directory().key(id).ok_or(Error::NotFound)
    }

    /// Who the secret of a key stands for at this moment, and the key; `None` for anything that is not a key in
    /// force. Asks the directory alone; its last use is written down later, at most once a minute.
    pub fn authenticate_key(&self, text: &str) -> Option<(Actor, Arc<ApiKey>)> {
        let id = secret::api_key_id(text)?;
        let expected = self.directory().key_hash(id)?;
        if !secret::is_equal(&expected, &secret::hash(text)) {
            return None;
        }
        let now = self.now();
        let actor = self.directory().actor_of_key(id, now)?;
        let key = self.directory().key(id)?;
        if self.directory().note_key_use(id, now) {
            self.write_key_use(id, now);
        }
        Some((actor, key))
    }

    fn write_key_use(&self, id: ApiKeyId, now: Instant) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let app = self.clone();
        runtime.spawn(async move {
            let written = async {
                let tx = app.store().begin().await?;
                key::touch(&tx, id, now).await?;
                tx.commit().await
            };
            if let Err(error) = written.await {
                tracing::warn!(api_key.id = %id, %error, "last use of a key not written");
            }
        });
    }
}
