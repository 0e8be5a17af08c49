//! The checks that are other programs: rustfmt, clippy, and the compiler for wasm32.
//! Must not know: what they find; they print it themselves.

use std::process::Command;

use crate::check::Finding;
use crate::workspace::{WASM, Workspace, run};

/// Everything is formatted.
pub fn format(workspace: &Workspace) -> Vec<Finding> {
    judge(&mut workspace.cargo(["fmt", "--all", "--check", "--", "-l"]), "run `cargo fmt --all`")
}

/// The native crates, their tests included, are free of warnings.
pub fn clippy(workspace: &Workspace) -> Vec<Finding> {
    let args = ["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "-D", "warnings"];
    judge(&mut workspace.cargo(args), "see clippy's messages above")
}

/// The client is free of warnings, for the target and in the profile it is shipped in; its build follows and finds
/// the macros it needs already compiled.
pub fn clippy_client(workspace: &Workspace) -> Vec<Finding> {
    let args = ["clippy", "-p", "frontend", "--target", WASM, "--profile", "wasm", "--", "-D", "warnings"];
    judge(&mut workspace.cargo(args), "see clippy's messages above")
}

/// The domain has no IO, clock or randomness: it builds where there is none.
pub fn domain_wasm(workspace: &Workspace) -> Vec<Finding> {
    let args = ["check", "-p", "domain", "--target", WASM, "--profile", "wasm"];
    judge(&mut workspace.cargo(args), "the domain must build for wasm32; see the compiler's messages above")
}

fn judge(command: &mut Command, advice: &str) -> Vec<Finding> {
    match run(command) {
        Ok(()) => Vec::new(),
        Err(error) => vec![Finding::new(format!("{error:#}"), advice)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_a_finding() {
        assert!(judge(&mut Command::new("true"), "").is_empty());
        let findings = judge(Command::new("false").arg("x"), "do this");
        assert!(findings[0].place.contains("false x") && findings[0].message == "do this");
        assert_eq!(judge(&mut Command::new("no-such-program-here"), "").len(), 1);
    }

    #[test]
    fn unformatted_code_fails() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("lib.rs");
        std::fs::write(&file, "pub fn  f( ) {}\n").unwrap();
        let rustfmt = || {
            let mut command = Command::new("rustfmt");
            command.arg("--check").arg(&file).stdout(std::process::Stdio::null());
            command
        };
        assert_eq!(judge(&mut rustfmt(), "").len(), 1);
        std::fs::write(&file, "pub fn f() {}\n").unwrap();
        assert_eq!(judge(&mut rustfmt(), "").len(), 0);
    }
}
