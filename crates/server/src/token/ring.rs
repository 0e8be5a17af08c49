//! The key ring: one key that signs and at most two old ones, in a file of mode 0600 beside the
//! data, never in the database.
//!
//! It must not know what is signed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use app::Entropy;
use chrono::Duration;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

/// Old keys that still check.
const OLD_KEYS: usize = 2;
/// Days until a new key signs.
const ROTATE_DAYS: i64 = 90;

/// A signing key; it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[derive(Debug)]
struct Entry {
    kid: String,
    key: Key,
    since: Instant,
}

/// The keys, the signing one first.
#[derive(Debug)]
pub struct Ring(Vec<Entry>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    keys: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kid: String,
    key: String,
    since: Instant,
}

impl Ring {
    /// Where the ring of a data directory lies.
    pub fn path(data_dir: &Path) -> PathBuf {
        data_dir.join("keys.json")
    }

    /// Opens the ring of a data directory. Makes it when missing; lets a new key sign when the
    /// present one is 90 days old, or `rotate` asks for it.
    pub fn open(data_dir: &Path, entropy: &dyn Entropy, now: Instant, rotate: bool) -> Result<Self> {
        fs::create_dir_all(data_dir).with_context(|| format!("cannot make {}", data_dir.display()))?;
        let path = Self::path(data_dir);
        let mut ring = if path.exists() { Self::read(&path)? } else { Self(Vec::new()) };
        let is_due = ring.0.first().is_none_or(|entry| now - entry.since >= Duration::days(ROTATE_DAYS));
        if is_due || rotate {
            ring.0.insert(0, fresh(entropy, now));
            ring.0.truncate(1 + OLD_KEYS);
            ring.write(&path)?;
        }
        Ok(ring)
    }

    /// A ring that is kept nowhere.
    pub fn in_memory(entropy: &dyn Entropy, now: Instant) -> Self {
        Self(vec![fresh(entropy, now)])
    }

    /// The key that signs, with its name.
    pub fn signing(&self) -> (&str, &Key) {
        let entry = &self.0[0];
        (&entry.kid, &entry.key)
    }

    /// A key by its name.
    pub fn find(&self, kid: &str) -> Option<&Key> {
        self.0.iter().find(|entry| entry.kid == kid).map(|entry| &entry.key)
    }

    fn read(path: &Path) -> Result<Self> {
        ensure!(is_private(path)?, "{} must be readable by its owner only (chmod 600)", path.display());
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        // The parser's complaint could repeat a key.
        let malformed = || anyhow::anyhow!("{} is not a key ring", path.display());
        let file: File = serde_json::from_str(&text).map_err(|_| malformed())?;
        let entries = file
            .keys
            .into_iter()
            .map(|line| Some(Entry { kid: line.kid, key: Key(unhex(&line.key)?), since: line.since }));
        let entries = entries.collect::<Option<Vec<_>>>().ok_or_else(malformed)?;
        ensure!(!entries.is_empty(), malformed());
        Ok(Self(entries))
    }

    fn write(&self, path: &Path) -> Result<()> {
        let keys = self.0.iter().map(|entry| Line {
            kid: entry.kid.clone(),
            key: hex::encode(entry.key.0),
            since: entry.since,
        });
        let text = serde_json::to_string_pretty(&File { keys: keys.collect() })?;
        let beside = path.with_extension("new");
        // A file of an interrupted attempt would keep its old mode.
        let _ = fs::remove_file(&beside);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside).with_context(|| format!("cannot write {}", beside.display()))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Whether nobody but the owner can read the file.
pub fn is_private(path: &Path) -> Result<bool> {
    let meta = fs::metadata(path).with_context(|| format!("cannot look at {}", path.display()))?;
    #[cfg(unix)]
    {
        let others = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) % 0o100;
        Ok(others == 0)
    }
    #[cfg(not(unix))]
    {
        Ok(meta.is_file())
    }
}

fn fresh(entropy: &dyn Entropy, now: Instant) -> Entry {
    let (mut kid, mut key) = ([0; 8], [0; 32]);
    entropy.fill(&mut kid);
    entropy.fill(&mut key);
    Entry { kid: hex::encode(kid), key: Key(key), since: now }
}

/// The bytes of 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}
