//! `coalmine backup`: a whole copy of the database while others go on writing.
//!
//! It must not know tables: SQLite copies itself, PostgreSQL has `pg_dump`.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use store::{Backend, Store};

use super::open;
use crate::config::Config;
use crate::token::ring::Ring;

/// Where distributions keep the programs of each PostgreSQL version.
const POSTGRES_DIRS: &str = "/usr/lib/postgresql";

pub(super) async fn run(file: &Path) -> Result<()> {
    let config = Config::load()?;
    ensure!(!file.exists(), "{} exists already; choose another name", file.display());
    let partial = partial(file)?;
    ensure!(
        !partial.exists(),
        "{} is left over from a backup that did not end; remove it first",
        partial.display()
    );
    let url = config.database_url.expose();
    if let Some(path) = open::sqlite_file(url) {
        ensure!(path.is_file(), "there is no database at {}", path.display());
    }
    let store = open::store(&config).await.context("the database cannot be reached")?;
    let state = store.schema_state().await.context("the database cannot be read")?;
    ensure!(!state.applied.is_empty(), "the database is empty; there is nothing to back up");
    let written = match store.backend() {
        Backend::Sqlite => copy(&store, &partial).await,
        Backend::Postgres => dump(&store, url, &partial).await,
    };
    if let Err(error) = written.and_then(|()| keep(&partial, file)) {
        let _ = std::fs::remove_file(&partial);
        return Err(error);
    }
    let size = std::fs::metadata(file).map(|data| data.len()).unwrap_or_default();
    println!("wrote {} ({size} bytes)", file.display());
    println!(
        "not in it: the keys that sign access tokens ({}) and the settings. Keep copies of both apart \
         from this file; without the keys everybody signs in anew.",
        Ring::path(&config.data_dir).display()
    );
    Ok(())
}

/// The name while it is written, in the same folder, so that it can be moved in one step.
fn partial(file: &Path) -> Result<PathBuf> {
    let mut name = OsString::from(file.file_name().context("the backup needs the name of a file")?);
    name.push(".partial");
    Ok(file.with_file_name(name))
}

async fn copy(store: &Store, partial: &Path) -> Result<()> {
    // SQLite writes into an empty file that is there, so the rights are set before the first byte.
    private_file(partial)?;
    let name = partial.to_str().context("the name of the backup must be UTF-8")?;
    store.copy_sqlite(name).await.context("the copy could not be written")
}

/// Makes an empty file that only its owner can read.
fn private_file(path: &Path) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

/// Makes the copy durable, then gives it its name.
fn keep(partial: &Path, file: &Path) -> Result<()> {
    let sync = || -> std::io::Result<()> {
        File::open(partial)?.sync_all()?;
        // A hard link fails where the name was taken meanwhile; a rename would overwrite.
        match std::fs::hard_link(partial, file) {
            Ok(()) => std::fs::remove_file(partial)?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(error),
            // Some file systems have no links.
            Err(_) => std::fs::rename(partial, file)?,
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    sync().with_context(|| format!("cannot finish {}", file.display()))
}

async fn dump(store: &Store, url: &str, partial: &Path) -> Result<()> {
    let server = store.postgres_version().await.context("the version of the database cannot be read")?;
    let program = pg_dump(server)?;
    let address = Address::of(url)?;
    private_file(partial)?;
    let mut command = Command::new(program);
    command.arg("--format=custom").arg("--no-owner").arg("--no-privileges").arg("--file").arg(partial);
    command.arg("--dbname").arg(&address.without_password).stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(password) = &address.password {
        // In the environment, where other users of the machine do not see it.
        command.env("PGPASSWORD", password);
    }
    let ended = tokio::task::spawn_blocking(move || command.output()).await?;
    let output = ended.context("pg_dump could not be started")?;
    ensure!(
        output.status.success(),
        "pg_dump failed: {}",
        String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ")
    );
    Ok(())
}

/// A `pg_dump` that is at least as new as the server.
fn pg_dump(server: i32) -> Result<PathBuf> {
    let mut candidates = vec![PathBuf::from("pg_dump")];
    let versions = std::fs::read_dir(POSTGRES_DIRS).into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin/pg_dump")).collect();
    installed.sort();
    candidates.extend(installed.into_iter().rev());
    let mut seen = Vec::new();
    for program in candidates {
        let Some(version) = version_of(&program) else { continue };
        if version >= server {
            return Ok(program);
        }
        seen.push(version.to_string());
    }
    if seen.is_empty() {
        bail!(
            "pg_dump was not found, on PATH or below {POSTGRES_DIRS}; install the PostgreSQL client programs \
             in version {server} or newer (Debian: postgresql-client-{server})"
        )
    }
    bail!(
        "the server is PostgreSQL {server}, but pg_dump is only there in version {}; install version {server} \
         or newer (Debian: postgresql-client-{server})",
        seen.join(", ")
    )
}

fn version_of(program: &Path) -> Option<i32> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// The major version in `pg_dump (PostgreSQL) 15.6 (Debian 15.6-0)`.
fn parse_version(text: &str) -> Option<i32> {
    let number = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// An address of a PostgreSQL database, its password taken out.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    without_password: String,
    password: Option<String>,
}

impl Address {
    fn of(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").context("database_url is malformed")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let Some((user, host)) = authority.rsplit_once('@') else {
            return Ok(Self { without_password: url.to_owned(), password: None });
        };
        let (user, password) = match user.split_once(':') {
            Some((user, password)) => (user, Some(decode(password)?)),
            None => (user, None),
        };
        Ok(Self { without_password: format!("{scheme}://{user}@{host}{path}"), password })
    }
}

/// Takes the percent signs of an address out of a text.
fn decode(text: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let pair = rest.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.context("the password in database_url is malformed")?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).context("the password in database_url is malformed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_leave_the_address() {
        let cases = [
            (
                "postgres://a:p%40s@host:5432/db?sslmode=disable",
                "postgres://a@host:5432/db?sslmode=disable",
                Some("p@s"),
            ),
            ("postgresql://a@host/db", "postgresql://a@host/db", None),
            ("postgres://host/db", "postgres://host/db", None),
            ("postgres://a:b@c@host/db", "postgres://a@host/db", Some("b@c")),
        ];
        for (url, without, password) in cases {
            let address = Address::of(url).unwrap();
            assert_eq!(address.without_password, without);
            assert_eq!(address.password.as_deref(), password, "{url}");
        }
        for bad in ["nothing", "postgres://a:%zz@h/db", "postgres://a:%f@h/db", "postgres://a:%ff@h/db"] {
            let refused = Address::of(bad).map_err(|error| format!("{error:#}"));
            assert!(refused.as_ref().is_err_and(|text| !text.contains('%')), "{bad}: {refused:?}");
        }
    }

    #[test]
    fn files_and_versions_are_read() {
        assert_eq!(parse_version("pg_dump (PostgreSQL) 15.6 (Debian 15.6-0+deb12u1)"), Some(15));
        assert_eq!(parse_version("pg_dump (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_version("no version"), None);
        let file = |url| open::sqlite_file(url).and_then(Path::to_str);
        assert_eq!(file("sqlite:///var/c.db?mode=rw"), Some("/var/c.db"));
        assert_eq!(file("sqlite://c.db"), Some("c.db"));
        assert_eq!(file("postgres://h/db"), None);
        assert_eq!(partial(Path::new("/b/x.db")).unwrap(), Path::new("/b/x.db.partial"));
        assert!(partial(Path::new("/")).is_err());
    }
}
