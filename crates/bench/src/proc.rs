//! What the operating system knows about a process: CPU time and memory, from `/proc`.
//! It must not know which process is which.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel counts CPU time for programs in hundredths of a second, whatever its own ticks are.
const TICKS_PER_SECOND: f64 = 100.0;
/// How often memory is looked at while something runs.
const EVERY: Duration = Duration::from_millis(50);

/// CPU times of one process.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Times {
    parent: u32,
    /// Of its own.
    own: f64,
    /// Of children that have ended.
    children: f64,
}

/// Reads a line of `/proc/PID/stat`.
fn parse_stat(line: &str) -> Option<Times> {
    // The name may hold blanks and brackets; the last bracket ends it.
    let (_, rest) = line.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some(Times {
        parent: fields.get(1)?.parse().ok()?,
        own: (ticks(11)? + ticks(12)?) / TICKS_PER_SECOND,
        children: (ticks(13)? + ticks(14)?) / TICKS_PER_SECOND,
    })
}

fn times(pid: u32) -> Result<Times> {
    let path = format!("/proc/{pid}/stat");
    let line = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    parse_stat(&line).with_context(|| format!("{path} is not as expected"))
}

/// CPU seconds of a process so far.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    Ok(times(pid)?.own)
}

/// CPU seconds of a process and of all its children, those that have ended included.
pub fn family_cpu_seconds(pid: u32) -> Result<f64> {
    let head = times(pid)?;
    let mut total = head.own + head.children;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(other) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process may end while the list is read.
        if let Ok(child) = times(other)
            && child.parent == pid
        {
            total += child.own + child.children;
        }
    }
    Ok(total)
}

/// The parent of a process.
pub fn parent(pid: u32) -> Result<u32> {
    Ok(times(pid)?.parent)
}

/// Fields of `/proc/PID/status` that are sizes, in MB of 1,000,000 bytes.
fn parse_status(text: &str) -> BTreeMap<&str, f64> {
    text.lines()
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            let kib: f64 = value.trim().strip_suffix(" kB")?.parse().ok()?;
            Some((name, kib * 1024.0 / 1_000_000.0))
        })
        .collect()
}

fn memory(pid: u32, field: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    parse_status(&text).get(field).copied()
}

/// The most memory that a process took while this lived.
pub struct Peak {
    pid: u32,
    anonymous_kb: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    sampler: Option<JoinHandle<()>>,
}

/// Peaks in MB.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// All resident pages, those of files included; as the kernel saw it.
    pub resident: f64,
    /// Without pages of files, such as the program itself; sampled.
    pub anonymous: f64,
}

impl Peak {
    /// Forgets earlier peaks and begins to watch.
    pub fn of(pid: u32) -> Self {
        // Where this is not allowed, the peak is that since the start: more, never less.
        let _ = fs::write(format!("/proc/{pid}/clear_refs"), "5");
        let (anonymous_kb, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let sampler = {
            let (anonymous_kb, over) = (Arc::clone(&anonymous_kb), Arc::clone(&over));
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let now = memory(pid, "RssAnon").unwrap_or_default() * 1000.0;
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "kilobytes of memory are above zero and fit"
                    )]
                    anonymous_kb.fetch_max(now as u64, Ordering::Relaxed);
                    std::thread::sleep(EVERY);
                }
            })
        };
        Self { pid, anonymous_kb, over, sampler: Some(sampler) }
    }

    /// What it was.
    pub fn read(&self) -> Memory {
        let anonymous = u32::try_from(self.anonymous_kb.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        Memory {
            resident: memory(self.pid, "VmHWM").unwrap_or_default(),
            anonymous: f64::from(anonymous) / 1000.0,
        }
    }
}

impl Drop for Peak {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(sampler) = self.sampler.take() {
            let _ = sampler.join();
        }
    }
}

/// The processor's name and how many of them there are.
pub fn machine() -> (String, usize) {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (name.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned()), cores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_blanks_does_not_shift_the_fields() {
        let line = "4711 (a) (b c) S 42 1 1 0 -1 0 0 0 0 0 250 50 7 3 20 0 9 0";
        assert_eq!(parse_stat(line), Some(Times { parent: 42, own: 3.0, children: 0.1 }));
        assert_eq!(parse_stat("nonsense"), None);
    }

    #[test]
    fn sizes_are_read_in_megabytes() {
        let sizes = parse_status("Name:\tcoalmine\nVmHWM:\t   15625 kB\nThreads:\t5\n");
        assert_eq!(sizes.get("VmHWM"), Some(&16.0));
        assert_eq!(sizes.len(), 1);
    }

    #[test]
    fn this_process_has_used_time_and_memory() {
        let peak = Peak::of(std::process::id());
        // In this order: time goes on between the two.
        let own = cpu_seconds(std::process::id()).unwrap();
        assert!(family_cpu_seconds(std::process::id()).unwrap() >= own);
        assert!(peak.read().resident > 1.0);
    }
}
