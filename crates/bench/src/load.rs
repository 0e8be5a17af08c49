//! Drives one workload over a number of connections for a while, each waiting for its answer before
//! it asks again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::server::Server;
use crate::workload::{Data, Workload};

/// What was measured.
pub struct Figures {
    latencies_ms: Vec<f64>,
    elapsed: Duration,
    /// Answers that were not what was asked for.
    pub failed: u64,
}

impl Figures {
    /// How many answers came.
    pub fn answers(&self) -> f64 {
        u32::try_from(self.latencies_ms.len()).map_or(f64::MAX, f64::from)
    }

    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.answers() / self.elapsed.as_secs_f64()
    }

    /// A quantile of the latency, in milliseconds.
    pub fn quantile(&self, q: f64) -> f64 {
        let last = self.latencies_ms.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a list that fits into memory"
        )]
        let index = (last as f64 * q) as usize;
        self.latencies_ms.get(index).copied().unwrap_or_default()
    }
}

/// Drives a workload and collects what every connection saw.
pub async fn drive(
    server: &Server,
    data: &Data,
    workload: Workload,
    connections: usize,
    time: Duration,
) -> Result<Figures> {
    let started = Instant::now();
    let until = started + time;
    let failed = Arc::new(AtomicU64::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..connections {
        let (server, data, failed) = (server.client()?, data.clone(), Arc::clone(&failed));
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            let mut turn = worker;
            while Instant::now() < until {
                let asked = Instant::now();
                match server.ask(&workload.request(&data, turn)).await {
                    Ok(_) => latencies.push(asked.elapsed().as_secs_f64() * 1000.0),
                    Err(_) => {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                }
                turn += connections;
            }
            latencies
        });
    }
    let mut latencies_ms: Vec<f64> = tasks.join_all().await.into_iter().flatten().collect();
    latencies_ms.sort_by(f64::total_cmp);
    Ok(Figures { latencies_ms, elapsed: started.elapsed(), failed: failed.load(Ordering::Relaxed) })
}
