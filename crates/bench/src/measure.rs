//! One run: data, servers and workloads in order, the floor's figure right before the product's.
//! It must not judge.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::Arguments;
use crate::check;
use crate::data::Data;
use crate::fanout;
use crate::generator::{Generator, Load};
use crate::page;
use crate::proc::{self, Peak};
use crate::report::{Kind, Report, Row, Workload};
use crate::server::Server;
use crate::workload;

/// How many incidents when nothing is said.
const INCIDENTS: u64 = 20_000;
const GROWTH: &[u64] = &[10_000, 100_000];
/// Connections of the pass that is to be more than a server takes.
const TOO_MANY: usize = 1024;
const ROUNDS: usize = 20;

/// What a run needs at hand.
struct Bench<'a> {
    arguments: &'a Arguments,
    product: PathBuf,
    generator: Generator,
    report: Report,
}

/// Measures everything that is asked for.
pub async fn run(arguments: &Arguments) -> Result<Report> {
    let product = match &arguments.product {
        Some(path) => path.clone(),
        None => std::env::current_exe()?.with_file_name("coalmine"),
    };
    // Commands of the product run in a directory of their own, where a relative path would lead nowhere.
    let product = product
        .canonicalize()
        .with_context(|| format!("no {}; run it by `cargo xtask bench`", product.display()))?;
    let (processor, cores) = proc::machine();
    let at = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let report = Report { at, processor, cores, seconds: arguments.seconds, ..Report::default() };
    let generator = Generator(arguments.generator.clone());
    let mut bench = Bench { arguments, product, generator, report };
    let mut asked = arguments.workloads.clone();
    if asked.is_empty() {
        use Workload::{W1, W2, W2C, W3, W4, W5, W6};
        asked = vec![W1, W2, W2C, W3, W4, W5, W6];
    }
    let (growth, workloads): (Vec<Workload>, Vec<Workload>) =
        asked.into_iter().partition(|workload| *workload == Workload::W7);
    for kind in arguments.kinds() {
        if !workloads.is_empty() {
            bench.side_by_side(*kind, &workloads).await?;
        }
        if !growth.is_empty() {
            bench.growth(*kind).await?;
        }
    }
    Ok(bench.report)
}

impl Bench<'_> {
    fn time(&self) -> Duration {
        Duration::from_secs(self.arguments.seconds)
    }

    async fn data(&self, kind: Kind, incidents: u64) -> Result<Data> {
        Data::make(kind, incidents, self.arguments.postgres.as_deref(), &self.product).await
    }

    /// Floor and product on the same data.
    async fn side_by_side(&mut self, kind: Kind, workloads: &[Workload]) -> Result<()> {
        let incidents = self.arguments.incidents.first().copied().unwrap_or(INCIDENTS);
        let data = self.data(kind, incidents).await?;
        if workloads.contains(&Workload::W5) {
            page::fill(&data).await?;
            let cold = page::cold(&data, &self.product).await?;
            eprintln!("{} W5 first answer after a start: {:.1} ms", kind.name(), cold.median_ms);
            self.report.cold.push(cold);
        }
        let product = Server::product(&data, &self.product).await?;
        let floor = if self.arguments.no_floor { None } else { Some(Server::floor(&data).await?) };
        for workload in workloads {
            let floor = floor.as_ref().filter(|_| workload::has_floor(*workload));
            if *workload == Workload::W5 {
                self.page(&data, floor, &product).await?;
                continue;
            }
            if *workload == Workload::W6 {
                for server in floor.into_iter().chain([&product]) {
                    let fanout = fanout::run(server, &data, self.arguments.subscribers, ROUNDS).await?;
                    eprintln!(
                        "{} W6 {}: last after {:.1} ms",
                        kind.name(),
                        server.side.name(),
                        fanout.last_ms
                    );
                    self.report.fanouts.push(fanout);
                }
                continue;
            }
            self.drive(&data, *workload, floor, &product, &self.arguments.connections).await?;
            self.read_all(&data, *workload, &product).await?;
        }
        drop((floor, product));
        data.remove(self.arguments.postgres.as_deref()).await
    }

    /// The status page, over all numbers of connections.
    async fn page(&mut self, data: &Data, floor: Option<&Server>, product: &Server) -> Result<()> {
        let page = page::fetch(product).await?;
        if let Some(floor) = floor {
            page::hand_over(floor, page).await?;
        }
        for connections in &self.arguments.connections {
            for server in floor.into_iter().chain([product]) {
                let row = self.row(data, Workload::W5, server, None, *connections).await?;
                tell(&row);
                self.report.rows.push(row);
            }
        }
        Ok(())
    }

    /// The same pages of more and more incidents, the product alone.
    async fn growth(&mut self, kind: Kind) -> Result<()> {
        let asked = &self.arguments.incidents;
        let sizes = if asked.len() > 1 { asked.clone() } else { GROWTH.to_vec() };
        for incidents in sizes {
            let data = self.data(kind, incidents).await?;
            let product = Server::product(&data, &self.product).await?;
            for workload in [Workload::W1, Workload::W2, Workload::W3] {
                self.drive(&data, workload, None, &product, &[1, 32]).await?;
            }
            drop(product);
            data.remove(self.arguments.postgres.as_deref()).await?;
        }
        Ok(())
    }

    /// One workload over all numbers of connections.
    async fn drive(
        &mut self,
        data: &Data,
        workload: Workload,
        floor: Option<&Server>,
        product: &Server,
        connections: &[usize],
    ) -> Result<()> {
        let bodies = workload::bodies(workload, data);
        let file = data.dir().join(format!("{}.bodies", workload.name()));
        std::fs::write(&file, bodies.join("\n"))?;
        let mut answers = Vec::new();
        for server in floor.into_iter().chain([product]) {
            let first = bodies.first().context("a workload without bodies")?;
            let answer = server.ask(workload::path(workload, server.side), first).await?;
            workload::check(workload, data, &answer)
                .with_context(|| format!("{} of the {}", workload.name(), server.side.name()))?;
            answers.push(answer);
        }
        if let [floor, product] = answers.as_slice()
            && let Some(place) = workload::difference(floor, product)
        {
            bail!("{}: floor and product answer differently at {place}", workload.name());
        }
        for connections in connections {
            for server in floor.into_iter().chain([product]) {
                let row = self.row(data, workload, server, Some(&file), *connections).await?;
                tell(&row);
                self.report.rows.push(row);
            }
        }
        Ok(())
    }

    async fn row(
        &self,
        data: &Data,
        workload: Workload,
        server: &Server,
        bodies: Option<&Path>,
        connections: usize,
    ) -> Result<Row> {
        let url = server.url(workload::path(workload, server.side));
        let mut load = Load { url, key: server.key(), bodies, connections, time: self.time() / 4 };
        // Statements are prepared, caches filled and connections opened before anything counts.
        self.generator.drive(&load).await?;
        load.time = self.time();
        let peak = Peak::of(server.pid);
        let statements = server.statements().await?;
        let (server_cpu, database_cpu) = (proc::cpu_seconds(server.pid)?, data.cpu_seconds()?);
        let seen = self.generator.drive(&load).await?;
        let server_cpu = proc::cpu_seconds(server.pid)? - server_cpu;
        let database_cpu = data.cpu_seconds()? - database_cpu;
        let memory = peak.read();
        let count = |count: u64| u32::try_from(count).map_or(f64::MAX, f64::from);
        let answers = count(seen.answers()).max(1.0);
        let statements = match (server.statements().await?, statements) {
            (Some(after), Some(before)) => Some((after - before) / answers),
            _ => None,
        };
        Ok(Row {
            database: data.kind,
            incidents: data.incidents,
            workload,
            side: server.side,
            connections,
            requests_per_second: count(seen.good()) / seen.seconds,
            p50_ms: seen.p50_ms,
            p99_ms: seen.p99_ms,
            statuses: seen.statuses,
            unanswered: seen.unanswered,
            server_cpu: server_cpu / answers * 1000.0,
            database_cpu: database_cpu / answers * 1000.0,
            resident_mb: memory.resident,
            anonymous_mb: memory.anonymous,
            statements,
            bytes: seen.bytes,
        })
    }

    /// Reads every answer at the most connections, and at more than the server takes.
    async fn read_all(&mut self, data: &Data, workload: Workload, product: &Server) -> Result<()> {
        let bodies = Arc::new(workload::bodies(workload, data));
        let most = self.arguments.connections.iter().copied().max().unwrap_or(1);
        let overload = if most >= 256 { Some(TOO_MANY.max(most * 4)) } else { None };
        for connections in [Some(most), overload].into_iter().flatten() {
            let time = self.time() / 2;
            let bodies = Arc::clone(&bodies);
            let checked = check::run(product, data.kind, workload, bodies, connections, time).await?;
            self.report.checks.push(checked);
        }
        Ok(())
    }
}

fn tell(row: &Row) {
    eprintln!(
        "{} {} {} c={}: {:.0} req/s, p50 {:.2} ms, p99 {:.2} ms",
        row.database.name(),
        row.workload.name(),
        row.side.name(),
        row.connections,
        row.requests_per_second,
        row.p50_ms,
        row.p99_ms
    );
}
