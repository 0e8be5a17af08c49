//! The vault: seals secrets that other programs are shown, such as those that sign webhooks, with a key in a file of mode 0600
//! beside the data, never in the database (AES-256-GCM).
//!
//! Whoever loses the file has to make these secrets anew; whoever has the database alone learns none. It must not know what
//! the secrets are for.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use app::{Entropy, VaultError};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::token::ring::{is_private, unhex};

/// How a sealed secret begins, so that another way of sealing can be told from it.
const FORM: u8 = 1;

/// The vault.
pub struct Vault {
    key: LessSafeKey,
    entropy: Arc<dyn Entropy>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// Where the key of a data directory lies.
    pub fn path(data_dir: &Path) -> PathBuf {
        data_dir.join("vault.key")
    }

    /// Opens the vault of a data directory; makes its key when missing.
    ///
    /// Errors: a file that others can read, or that is no key.
    pub fn open(data_dir: &Path, entropy: Arc<dyn Entropy>) -> Result<Self> {
        fs::create_dir_all(data_dir).with_context(|| format!("cannot make {}", data_dir.display()))?;
        let path = Self::path(data_dir);
        if !path.exists() {
            make(&path, entropy.as_ref())?;
        }
        // Also right after making it: of two programs that start at once both take the file that stayed.
        let key = read(&path)?;
        Self::with(&key, entropy)
    }

    fn with(key: &[u8; 32], entropy: Arc<dyn Entropy>) -> Result<Self> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| anyhow!("the vault's key does not hold"))?;
        Ok(Self { key: LessSafeKey::new(key), entropy })
    }
}

impl app::Vault for Vault {
    fn seal(&self, record: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        self.entropy.fill(&mut nonce);
        let mut sealed = secret.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(record.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| VaultError)?;
        Ok([&[FORM], nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, record: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let sealed = sealed.strip_prefix(&[FORM]).ok_or(VaultError)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(VaultError)?;
        let mut sealed = sealed.to_vec();
        let opened = self.key.open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(record.as_bytes()),
            &mut sealed,
        );
        opened.map(|secret| secret.to_vec()).map_err(|_| VaultError)
    }
}

/// Writes a fresh key beside the place and links it there, so that a file is whole or absent and the first one stays.
fn make(path: &Path, entropy: &dyn Entropy) -> Result<()> {
    let (mut key, mut name) = ([0; 32], [0; 8]);
    entropy.fill(&mut key);
    entropy.fill(&mut name);
    let beside = path.with_extension(format!("new-{}", hex::encode(name)));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = || -> std::io::Result<()> {
        let mut file = options.open(&beside)?;
        file.write_all(hex::encode(key).as_bytes())?;
        file.sync_all()?;
        match fs::hard_link(&beside, path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    };
    let written = written();
    let _ = fs::remove_file(&beside);
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn read(path: &Path) -> Result<[u8; 32]> {
    ensure!(is_private(path)?, "{} must be readable by its owner only (chmod 600)", path.display());
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    unhex(text.trim()).with_context(|| format!("{} is not the key of a vault", path.display()))
}

#[cfg(test)]
mod tests {
    use app::Vault as _;

    use super::*;
    use crate::system::SystemEntropy;

    fn open(dir: &Path) -> Result<Vault> {
        Vault::open(dir, Arc::new(SystemEntropy))
    }

    #[test]
    fn what_was_sealed_opens_for_its_record_alone() {
        let dir = tempfile::tempdir().unwrap();
        let vault = open(dir.path()).unwrap();
        let sealed = vault.seal("whk_1", b"whsec_secret").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(vault.open("whk_1", &sealed).unwrap(), b"whsec_secret");
        assert_eq!(vault.open("whk_2", &sealed), Err(VaultError));
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(vault.open("whk_1", &bent), Err(VaultError), "{at}");
            assert_eq!(vault.open("whk_1", &sealed[..at]), Err(VaultError), "{at}");
        }
        let again = open(dir.path()).unwrap();
        assert_eq!(again.open("whk_1", &sealed).unwrap(), b"whsec_secret");
        assert_ne!(vault.seal("whk_1", b"whsec_secret").unwrap(), sealed, "never the same twice");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        open(dir.path()).unwrap();
        let path = Vault::path(dir.path());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(open(dir.path()).unwrap_err().to_string().contains("chmod 600"));
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        let dir = tempfile::tempdir().unwrap();
        open(dir.path()).unwrap();
        fs::write(Vault::path(dir.path()), "secret-word").unwrap();
        let error = format!("{:#}", open(dir.path()).unwrap_err());
        assert!(error.contains("vault.key") && !error.contains("secret-word"), "{error}");
    }
}
