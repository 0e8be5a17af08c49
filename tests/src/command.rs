//! Runs the program's commands.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The program under test: `COALMINE_BIN`, else the debug build of this workspace.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let path = std::env::var_os("COALMINE_BIN").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/debug/coalmine")),
            PathBuf::from,
        );
        assert!(path.is_file(), "no program at {}: build it first (cargo build -p server)", path.display());
        path
    })
}

/// What a command printed.
#[derive(Debug)]
pub struct Output {
    /// Exit code; -1 when it was ended by a signal.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Output {
    /// The output of a command that must have succeeded.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "the command failed:\n{}\n{}", self.out, self.err);
        self.out
    }
}

/// A command of the program without the settings of the environment it is run in.
pub fn bare(dir: &Path) -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COALMINE_") {
            command.env_remove(name);
        }
    }
    // A folder of its own, so that no settings file of the checkout is found.
    command.current_dir(dir);
    command
}

/// Runs a command to its end, with `input` on standard input.
pub fn run(dir: &Path, env: &[(String, String)], words: &[&str], input: &str) -> Output {
    let mut child = bare(dir)
        .args(words)
        .envs(env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A command that does not read its input may end before it is written.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    Output {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
