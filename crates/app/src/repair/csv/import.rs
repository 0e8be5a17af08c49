//! Items brought in from a table, all or none.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono_tz::Tz;
use domain::id::{ProblemId, RepairItemId, TrackerId};
use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::problem::parse_reference as parse_problem;
use domain::repair::{RepairChange, RepairItem, RepairNoteKind, RepairPolicy, TrackerIssue, parse_reference};
use domain::text::Markdown;
use formats::repair_csv::{RepairRow, parse};
use formats::tracker::fold_key;
use serde_json::{Value, json};
use store::ledger::list::AuditFilter;
use store::problem::list as problem_list;
use store::repair::{list, notes, policy, repo};
use uuid::Uuid;

use super::line::{Line, Wish};
use crate::repair::open::{Change, Place, add, is_shown, lock_place, save};
use crate::repair::{ImportOutcome, ImportProblem, ImportRepairItems};
use crate::write::Write;
use crate::{App, Error, Result, authorize};

/// What the lines of a table are held against, all of it locked.
struct Desk {
    /// Problems by how lines name them, in lower case.
    named: HashMap<String, ProblemId>,
    /// Problems, in the order in which they were locked.
    places: BTreeMap<ProblemId, Place>,
    /// Items by number.
    items: HashMap<i64, RepairItem>,
    /// Policies that items were made under.
    policies: HashMap<i32, RepairPolicy>,
    /// The policy of new items.
    latest: RepairPolicy,
}

/// What is to be written.
#[derive(Default)]
struct Plan {
    new: Vec<RepairItem>,
    changed: Vec<(RepairItem, RepairItem, Vec<&'static str>, String)>,
    outcome: ImportOutcome,
    /// Items and issues that a line named already.
    seen: HashSet<i64>,
    issues: HashSet<(TrackerId, String)>,
    /// Issues that items are to be kept in step with, by line.
    linked: Vec<(u64, RepairItemId, TrackerIssue)>,
}

impl App {
    /// Brings items in from a table, all or none: a line with a reference changes an item, any other proposes one. An empty field
    /// leaves what an item says. A dry run, and one with a problem, saves nothing.
    ///
    /// Errors: an idempotency key that was used for something else. What is wrong with lines is told in the outcome.
    pub async fn import_repair_items(
        &self,
        actor: &Actor,
        command: ImportRepairItems,
    ) -> Result<ImportOutcome> {
        authorize(actor, Permission::RepairImport, Relation::default())?;
        let parsed = parse(command.csv.as_bytes());
        let write = self.write(actor).await?;
        let import = self.uuid();
        if !command.dry_run {
            let key = command.idempotency_key.as_deref();
            if let Some(earlier) = write.claim("importRepairItems", key, &command, import).await? {
                drop(write);
                return self.import_again(earlier).await;
            }
        }
        let desk = Desk::open(&write, &parsed.rows).await?;
        let mut plan = Plan::default();
        plan.outcome.problems = parsed.problems.into_iter().map(told).collect();
        for row in &parsed.rows {
            let wish = desk.read(self, actor, row, &write, &mut plan);
            plan.take(row, wish);
        }
        for (line, item, issue) in std::mem::take(&mut plan.linked) {
            plan.outcome.problems.extend(taken(&write, line, item, &issue).await?);
        }
        plan.outcome.problems.sort_by_key(|problem| problem.line);
        if command.dry_run || !plan.outcome.problems.is_empty() {
            return Ok(plan.outcome);
        }
        self.save_import(actor, write, desk, plan, import).await
    }

    async fn save_import(
        &self,
        actor: &Actor,
        mut write: Write<'_>,
        desk: Desk,
        plan: Plan,
        import: Uuid,
    ) -> Result<ImportOutcome> {
        let mut shown: HashMap<ProblemId, bool> = HashMap::new();
        for mut item in plan.new {
            add(&mut write, &mut item).await?;
            shown.insert(item.problem, true);
        }
        for (before, mut after, changed, reason) in plan.changed {
            let facts = json!({ "changed": changed });
            let change = Change { action: "repair.updated", kind: RepairChange::Updated, facts };
            save(&mut write, &before, &mut after, change).await?;
            if before.due_at != after.due_at {
                let body = crate::error::parse("dueReason", Markdown::parse(&reason))?;
                let note = self.note_on(&write, actor, &after, RepairNoteKind::Due, body);
                notes::append_later(&mut write.later, [&note]);
            }
            *shown.entry(after.problem).or_default() |= is_shown(Some(&before), &after);
        }
        for (id, place) in &desk.places {
            if let Some(is_shown) = shown.get(id) {
                Box::pin(self.follow_items(&mut write, place, *is_shown)).await?;
            }
        }
        let outcome = ImportOutcome { is_saved: true, ..plan.outcome };
        let facts = json!({
            "created": outcome.created, "updated": outcome.updated, "unchanged": outcome.unchanged,
        });
        write.audit("repair.imported", "repair_import", import, &facts);
        write.commit().await?;
        Ok(outcome)
    }

    /// What an import did, as a repeated request finds it in the audit log.
    async fn import_again(&self, import: Uuid) -> Result<ImportOutcome> {
        let filter = AuditFilter {
            action: Some("repair.imported".to_owned()),
            subject: Some(import.to_string()),
            ..AuditFilter::default()
        };
        let found = store::ledger::list::page(self.store(), &filter, None, 1).await?;
        let row = found.first().ok_or(Error::NotFound)?;
        let facts: Value = serde_json::from_str(&row.record.facts).unwrap_or_default();
        let count =
            |name: &str| facts[name].as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
        Ok(ImportOutcome {
            is_saved: true,
            created: count("created"),
            updated: count("updated"),
            unchanged: count("unchanged"),
            problems: Vec::new(),
        })
    }
}

fn told(problem: formats::repair_csv::LineProblem) -> ImportProblem {
    let line = u32::try_from(problem.line).unwrap_or(u32::MAX);
    ImportProblem { line, column: problem.column, message: problem.message, rule: None }
}

fn wrong(line: u64, column: &str, message: &str) -> ImportProblem {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    ImportProblem { line, column: Some(column.to_owned()), message: message.to_owned(), rule: None }
}

/// What is wrong with an issue that another item is kept in step with.
async fn taken(
    write: &Write<'_>,
    line: u64,
    item: RepairItemId,
    issue: &TrackerIssue,
) -> Result<Option<ImportProblem>> {
    let Some(tracker) = issue.tracker else { return Ok(None) };
    let other = repo::of_issue(&write.tx, tracker, &fold_key(issue.key.as_str())).await?;
    let message = format!("{} belongs to another item already.", issue.key.as_str());
    Ok(other.filter(|other| *other != item).map(|_| wrong(line, "trackerUrl", &message)))
}

impl Desk {
    /// Locks every problem that lines name, in the order of ids, and the items that they name.
    async fn open(write: &Write<'_>, rows: &[RepairRow]) -> Result<Self> {
        let numbers: Vec<i64> = rows.iter().filter_map(|row| parse_reference(&row.reference)).collect();
        let items = list::by_numbers(&write.tx, &numbers).await?;
        let numbers: Vec<i64> = rows.iter().filter_map(|row| parse_problem(&row.problem)).collect();
        let by_number = problem_list::ids_of(&write.tx, &numbers).await?;
        let ids: Vec<ProblemId> = rows.iter().filter_map(|row| row.problem.trim().parse().ok()).collect();
        let by_id = problem_list::by_ids(&write.tx, &ids).await?;
        let mut named = HashMap::new();
        for row in rows {
            let known = match parse_problem(&row.problem) {
                Some(number) => by_number.get(&number).copied(),
                None => row.problem.trim().parse().ok().filter(|id| by_id.contains_key(id)),
            };
            named.extend(known.map(|id| (row.problem.trim().to_lowercase(), id)));
        }
        let mut wanted: Vec<ProblemId> = named.values().copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut desk = Self {
            named,
            places: BTreeMap::new(),
            items: HashMap::new(),
            policies: HashMap::new(),
            latest: policy::latest(&write.tx).await?,
        };
        for id in wanted {
            desk.places.insert(id, lock_place(write, id).await?);
            if items.values().any(|item| item.problem == id) {
                let locked = repo::lock_of_problem(&write.tx, id).await?;
                desk.items.extend(locked.into_iter().map(|item| (item.number, item)));
            }
        }
        let mut versions: Vec<i32> = desk.items.values().map(|item| item.policy_version).collect();
        versions.sort_unstable();
        versions.dedup();
        desk.policies = policy::by_versions(&write.tx, &versions).await?;
        Ok(desk)
    }

    /// What a line asks for; nothing when something is wrong, which is noted.
    fn read(
        &self,
        app: &App,
        actor: &Actor,
        row: &RepairRow,
        write: &Write<'_>,
        plan: &mut Plan,
    ) -> Option<Wish> {
        let place = self.named.get(&row.problem.trim().to_lowercase()).and_then(|id| self.places.get(id));
        let Some(place) = place else {
            plan.outcome.problems.push(wrong(row.line, "problem", "names a problem that does not exist."));
            return None;
        };
        let before = match self.item(row, place, &mut plan.seen) {
            Ok(before) => before,
            Err(problem) => {
                plan.outcome.problems.push(problem);
                return None;
            }
        };
        let policy = before.and_then(|item| self.policies.get(&item.policy_version)).unwrap_or(&self.latest);
        let zone: Tz = app.zone();
        let mut line = Line { app, actor, row, place, zone, now: write.now, problems: Vec::new() };
        let wish = line.read(before, policy);
        let is_sound = line.problems.is_empty();
        plan.outcome.problems.append(&mut line.problems);
        is_sound.then_some(wish)
    }

    /// The item that a line is about; none for a new one.
    fn item(
        &self,
        row: &RepairRow,
        place: &Place,
        seen: &mut HashSet<i64>,
    ) -> Result<Option<&RepairItem>, ImportProblem> {
        if row.reference.trim().is_empty() {
            return Ok(None);
        }
        let number = parse_reference(&row.reference);
        let item = number.and_then(|number| self.items.get(&number));
        let Some(item) = item.filter(|item| item.problem == place.problem.id) else {
            return Err(wrong(row.line, "reference", "names no item of this problem."));
        };
        if seen.insert(item.number) {
            Ok(Some(item))
        } else {
            Err(wrong(row.line, "reference", "names an item that an earlier line is about."))
        }
    }
}

impl Plan {
    fn take(&mut self, row: &RepairRow, wish: Option<Wish>) {
        let Some(wish) = wish else { return };
        let after = match &wish {
            Wish::New(item) => Some(item.as_ref()),
            Wish::Changed(pair, _) => Some(&pair.1),
            Wish::Nothing => None,
        };
        let issue = after.and_then(|item| Some((item.id, item.tracker.as_ref()?)));
        let key = issue.and_then(|(_, issue)| Some((issue.tracker?, fold_key(issue.key.as_str()))));
        if key.is_some_and(|key| !self.issues.insert(key)) {
            let problem = wrong(row.line, "trackerUrl", "names an issue that an earlier line names.");
            return self.outcome.problems.push(problem);
        }
        self.linked.extend(issue.map(|(item, issue)| (row.line, item, issue.clone())));
        match wish {
            Wish::New(item) => {
                self.outcome.created += 1;
                self.new.push(*item);
            }
            Wish::Changed(pair, changed) => {
                self.outcome.updated += 1;
                let (before, after) = *pair;
                self.changed.push((before, after, changed, row.due_reason.clone()));
            }
            Wish::Nothing => self.outcome.unchanged += 1,
        }
    }
}
