//! Logs and traces. It must not know what is logged; secrets have types that do not print.

mod lines;
pub mod traces;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Log;
use lines::Lines;

/// Starts logging to standard error; standard output belongs to the commands' answers. A panic is a
/// line like any other.
///
/// Errors: a filter that cannot be read.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter).map_err(|_| anyhow::anyhow!("log.filter is malformed"))?;
    let started = tracing_subscriber::registry().with(filter).with(Lines::new(log.format)).try_init();
    if started.is_ok() {
        std::panic::set_hook(Box::new(panicked));
    }
    // Already started by a test in the same process: fine.
    Ok(())
}

fn panicked(info: &std::panic::PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let backtrace = std::backtrace::Backtrace::capture();
    let backtrace =
        (backtrace.status() == std::backtrace::BacktraceStatus::Captured).then(|| backtrace.to_string());
    tracing::error!(backtrace, "panicked at {place}: {message}");
}
