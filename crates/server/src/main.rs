//! The `coalmine` binary. It must not do more than hand over to the command line.

use std::process::ExitCode;

/// Many small, short-lived allocations on several threads: faster than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
