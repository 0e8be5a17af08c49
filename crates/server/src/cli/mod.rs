//! The command line: what can be asked of the program.
//!
//! It must not do the work itself; each command has a file.

mod admin;
mod backup;
mod demo;
mod doctor;
mod import;
mod open;
mod seed;
mod serve;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Self-hosted incident and problem management.
#[derive(Debug, Parser)]
#[command(name = "coalmine", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the web client. Settings come from coalmine.toml and COALMINE_… variables.
    Serve,
    /// Serve a throw-away installation with a story in it, on this machine only.
    Demo {
        /// Where to listen; port 0 takes any free port.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Keep the data in this directory instead of throwing it away.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Print one line of JSON first: {"url", "signIns": [{"email", "password", "name", "roles"}]}.
        #[arg(long)]
        json: bool,
    },
    /// Bring the database up to date.
    Migrate,
    /// People.
    #[command(subcommand)]
    User(User),
    /// Keys of other programs.
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// Keys that sign access tokens.
    #[command(subcommand)]
    Keys(Keys),
    /// Bring history in, with everything odd about it as findings. Doing it twice changes nothing.
    Import {
        /// What the files are.
        format: import::Format,
        /// Folders or files.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// The zone of times that name none, such as Europe/London; for Markdown only.
        #[arg(long)]
        zone: Option<String>,
        /// A name for this history, where files of another one have the same names.
        #[arg(long)]
        source: Option<String>,
        /// Print one object of JSON: counts and findings.
        #[arg(long)]
        json: bool,
    },
    /// Fill a database that has no incidents with made-up ones, for measuring: the same number gives
    /// the same data on the same day.
    Seed {
        /// How many.
        #[arg(long)]
        incidents: u64,
        /// The number that everything is made up from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Everyone's password, of at least 12 characters; one is made and printed if none is given.
        #[arg(long)]
        password: Option<String>,
        /// Print one object of JSON: counts, seconds, who can sign in.
        #[arg(long)]
        json: bool,
    },
    /// Print the schema of the API. Touches no database.
    Schema,
    /// Write a whole copy of the database to a new file, while the server goes on.
    Backup {
        /// Where to; a SQLite file, or an archive for pg_restore.
        file: PathBuf,
    },
    /// Check the installation: settings, clock, key ring, durability, schema, integrity, audit chain.
    Doctor {
        /// An audit head noted earlier, as HASH@POSITION: nothing up to there may be gone.
        #[arg(long)]
        head: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Make a user. The password is read from standard input; on a terminal, or when that is
    /// empty, one is made and printed once.
    Create {
        /// Sign-in name.
        #[arg(long)]
        email: String,
        /// How the person is shown.
        #[arg(long)]
        name: String,
        /// ADMIN, INCIDENT_MANAGER, PROBLEM_MANAGER, RESPONDER or VIEWER; may be repeated.
        #[arg(long, required_unless_present = "first")]
        role: Vec<String>,
        /// Make the first administrator, or fail when there is one: safe in a script that runs twice.
        #[arg(long)]
        first: bool,
    },
    /// Invite somebody and print the link with which they set a password, once.
    Invite {
        /// Sign-in name.
        #[arg(long)]
        email: String,
        /// How the person is shown.
        #[arg(long)]
        name: String,
        /// As for `create`; may be repeated.
        #[arg(long, required = true)]
        role: Vec<String>,
    },
    /// Print a link with which somebody sets another password, or joins: for when no administrator
    /// can sign in.
    ResetLink {
        /// Sign-in name.
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum ApiKey {
    /// Make a key and print it once.
    Create {
        /// What the key is for.
        #[arg(long)]
        name: String,
        /// The role it acts as.
        #[arg(long)]
        role: String,
        /// How long it works, such as 90d or 12h; at most a year.
        #[arg(long)]
        expires: String,
    },
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Let a new key sign; the two before it still check. Takes effect when `serve` starts anew.
    Rotate,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| {
            let outcome = runtime.block_on(run(cli.command));
            // Nothing that still runs in the background may hold up the end.
            runtime.shutdown_timeout(std::time::Duration::from_millis(200));
            outcome
        });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve => serve::run().await?,
        Command::Demo { listen, data, json } => demo::run(listen, data, json).await?,
        Command::Migrate => admin::migrate().await?,
        Command::User(User::Create { email, name, role, first }) => {
            admin::create_user(email, name, &role, first).await?;
        }
        Command::User(User::Invite { email, name, role }) => admin::invite_user(email, name, &role).await?,
        Command::User(User::ResetLink { email }) => admin::reset_link(&email).await?,
        Command::ApiKey(ApiKey::Create { name, role, expires }) => {
            admin::create_api_key(name, &role, &expires).await?;
        }
        Command::Keys(Keys::Rotate) => admin::rotate_keys()?,
        Command::Import { format, paths, zone, source, json } => {
            import::run(import::Order { format, paths, zone, source }, json).await?;
        }
        Command::Seed { incidents, seed, password, json } => {
            return seed::run(incidents, seed, password, json).await;
        }
        Command::Schema => print!("{}", graphql::sdl()),
        Command::Backup { file } => backup::run(&file).await?,
        Command::Doctor { head } => return doctor::run(head.as_deref()).await,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
