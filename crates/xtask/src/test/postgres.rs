//! A throw-away PostgreSQL cluster from the installed binaries: own directory, own port, gone with this process.
//! Must not know: what is stored in it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::tools;
use crate::workspace::{output, show};

const PREFIX: &str = "coalmine-postgres-";

/// A running cluster; dropping it stops the server and removes its files.
pub struct Cluster {
    server: Child,
    dir: PathBuf,
    port: u16,
}

impl Cluster {
    /// Creates and starts a cluster for tests, and waits until it answers.
    pub fn start() -> Result<Self> {
        Self::start_with(SETTINGS)
    }

    /// The same for measurements: as an operator would run it, every commit synced.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(DURABLE)
    }

    fn start_with(settings: &[&str]) -> Result<Self> {
        let bin = tools::postgres_bin().context("PostgreSQL's server binaries are not installed")?;
        let base = std::env::temp_dir();
        remove_abandoned(&base);
        let dir = base.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&dir).with_context(|| format!("creating {}", dir.display()))?;
        let account = Account::of_this_process();
        account.own(&dir)?;
        initialize(&account, &bin, &dir)?;
        let port = free_port()?;
        let log = fs::File::create(dir.join("server.log"))?;
        // A direct child in this process group, not `pg_ctl`: an interrupt at the terminal stops it as well.
        let mut command = account.command(&bin.join("postgres"), true);
        command.arg("-D").arg(dir.join("data")).args(["-p", &port.to_string(), "-k"]).arg(&dir);
        for setting in settings {
            command.args(["-c", setting]);
        }
        let server =
            command.current_dir(&dir).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn();
        let server = server.with_context(|| format!("cannot start `{}`", show(&command)))?;
        let mut cluster = Self { server, dir, port };
        cluster.wait(&bin)?;
        eprintln!("a throw-away PostgreSQL runs on port {port}");
        Ok(cluster)
    }

    /// Where tests connect to as superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, bin: &Path) -> Result<()> {
        let port = self.port.to_string();
        for _ in 0..300 {
            let ready =
                Command::new(bin.join("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port]).status();
            if ready.is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended with {status}: {}", self.log());
            }
            sleep(Duration::from_millis(100));
        }
        bail!("PostgreSQL did not answer within 30 s: {}", self.log())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.join("server.log")).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; nobody needs these files again, so force is fine after a while.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        for _ in 0..100 {
            if matches!(self.server.try_wait(), Ok(Some(_)) | Err(_)) {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// The data is thrown away: no durability, many databases at once.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "shared_buffers=128MB",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
];

/// Nothing that a real installation would not have.
const DURABLE: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "max_connections=100",
    "shared_buffers=512MB",
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "max_wal_size=4GB",
];

/// Who runs the server: PostgreSQL refuses to run as root.
enum Account {
    /// This user.
    Own,
    /// The system's `postgres`, because this is root.
    Postgres,
}

impl Account {
    fn of_this_process() -> Self {
        if tools::is_root() { Self::Postgres } else { Self::Own }
    }

    fn own(&self, dir: &Path) -> Result<()> {
        if matches!(self, Self::Postgres) {
            output(Command::new("chown").arg("postgres").arg(dir))
                .context("the system has no user `postgres`")?;
        }
        Ok(())
    }

    /// A command as that user; one that `dies_with_us` is stopped by the kernel when this process ends in any way.
    fn command(&self, program: &Path, dies_with_us: bool) -> Command {
        let has_setpriv = tools::on_path("setpriv").is_some();
        let mut words: Vec<&str> = match self {
            Self::Own => Vec::new(),
            Self::Postgres if has_setpriv => {
                vec!["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
            }
            Self::Postgres => vec!["runuser", "-u", "postgres", "--"],
        };
        if dies_with_us && has_setpriv {
            // A call of its own: the kernel forgets this wish when the user changes.
            words.extend(["setpriv", "--pdeathsig", "INT", "--"]);
        }
        let Some((first, rest)) = words.split_first() else { return Command::new(program) };
        let mut command = Command::new(first);
        command.args(rest).arg(program);
        command
    }
}

fn initialize(account: &Account, bin: &Path, dir: &Path) -> Result<()> {
    let mut command = account.command(&bin.join("initdb"), false);
    command.current_dir(dir).arg("-D").arg(dir.join("data"));
    command.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
    output(&mut command).map(drop)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Takes away what runs left behind that were ended by force.
fn remove_abandoned(base: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix(PREFIX) else { continue };
        if owner.parse::<u32>().is_ok() && !Path::new("/proc").join(owner).exists() {
            // Someone else's leftovers are theirs to remove.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_dead_runs_are_removed_and_others_stay() {
        let base = tempfile::tempdir().unwrap();
        let dead = base.path().join(format!("{PREFIX}4294967295"));
        let alive = base.path().join(format!("{PREFIX}{}", std::process::id()));
        let other = base.path().join("something-else");
        for dir in [&dead, &alive, &other] {
            fs::create_dir(dir).unwrap();
        }
        remove_abandoned(base.path());
        assert!(!dead.exists() && alive.exists() && other.exists());
    }

    #[test]
    fn a_cluster_starts_answers_and_leaves_nothing_behind() {
        let cluster = Cluster::start().unwrap();
        let dir = cluster.dir.clone();
        assert!(dir.join("data").is_dir());
        assert!(std::net::TcpStream::connect(("127.0.0.1", cluster.port)).is_ok());
        assert!(cluster.url().contains(&cluster.port.to_string()));
        drop(cluster);
        assert!(!dir.exists());
    }
}
