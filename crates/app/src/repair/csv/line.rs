//! One line of a table: what it says of an item, or all that is wrong with it.

use chrono_tz::Tz;
use domain::id::{CauseId, RepairItemId};
use domain::identity::Actor;
use domain::repair::due::DueRequest;
use domain::repair::{
    EffectivenessPlan, Proposal, RepairError, RepairFields, RepairItem, RepairItemStatus, RepairPolicy,
};
use domain::text::{Body, Markdown, TextError, Title};
use domain::time::Instant;
use formats::repair_csv::RepairRow;

use super::day::{day_of, end_of};
use crate::repair::{ImportProblem, Place};
use crate::{App, Error};

/// One line that is being read.
pub(super) struct Line<'a> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    pub(super) row: &'a RepairRow,
    /// The problem that the line names, locked.
    pub(super) place: &'a Place,
    pub(super) zone: Tz,
    pub(super) now: Instant,
    /// What is wrong with it.
    pub(super) problems: Vec<ImportProblem>,
}

/// What a line asks for.
pub(super) enum Wish {
    /// Another item.
    New(Box<RepairItem>),
    /// An item that says something else by now: before, after, and the fields that differ.
    Changed(Box<(RepairItem, RepairItem)>, Vec<&'static str>),
    /// Nothing new.
    Nothing,
}

impl Line<'_> {
    /// What the line asks for; nothing when something is wrong.
    pub(super) fn read(&mut self, before: Option<&RepairItem>, policy: &RepairPolicy) -> Wish {
        self.check_status(before);
        let Some(fields) = self.fields(before) else { return Wish::Nothing };
        let (causes, now) = (self.place.linked(&fields.causes), self.now);
        let (mut item, mut changed) = if let Some(before) = before {
            let mut item = before.clone();
            match item.apply(fields, &causes, policy) {
                Ok(changed) => (item, changed),
                Err(error) => return self.refused(&error),
            }
        } else {
            if let Err(error) = fields.check() {
                return self.refused(&error);
            }
            let proposal = Proposal {
                id: RepairItemId::new(self.app.uuid()),
                problem: self.place.problem.id,
                policy_version: policy.version,
                fields,
            };
            (RepairItem::propose(proposal, self.actor.principal, now), Vec::new())
        };
        if let Some(request) = self.request(before) {
            if let Err(error) = item.ask_due(request, policy, &causes, now) {
                return self.refused(&error);
            }
            changed.push("dueAt");
        }
        if self.set_issue(&mut item) {
            changed.push("tracker");
        }
        match before {
            _ if !self.problems.is_empty() => Wish::Nothing,
            None => Wish::New(Box::new(item)),
            Some(before) if *before == item => Wish::Nothing,
            Some(before) => Wish::Changed(Box::new((before.clone(), item)), changed),
        }
    }

    /// Notes something wrong.
    pub(super) fn fail(&mut self, column: &str, message: impl Into<String>) {
        let line = u32::try_from(self.row.line).unwrap_or(u32::MAX);
        let (column, message) = (Some(column.to_owned()), message.into());
        self.problems.push(ImportProblem { line, column, message, rule: None });
    }

    fn refused(&mut self, error: &RepairError) -> Wish {
        let column = match (error, error.field()) {
            (RepairError::OverPolicy { .. }, _) | (_, Some("dueAt")) => Some("dueOn"),
            (_, Some("reason")) => Some("dueReason"),
            (_, Some("causeIds")) => Some("causes"),
            (_, Some("target")) => Some("targetKind"),
            (_, other) => other,
        };
        self.problems.push(ImportProblem {
            line: u32::try_from(self.row.line).unwrap_or(u32::MAX),
            column: column.map(str::to_owned),
            message: error.to_string(),
            rule: error.rule().map(str::to_owned),
        });
        Wish::Nothing
    }

    /// A table does not move items: a new one is an idea, and the others stay where they are.
    fn check_status(&mut self, before: Option<&RepairItem>) {
        let status = self.word("status", &self.row.status, RepairItemStatus::ALL, RepairItemStatus::as_str);
        let is = before.map_or(RepairItemStatus::Proposed, |before| before.status);
        if status.is_some_and(|status| status != is) {
            self.fail("status", format!("must be {is} or empty: a table does not move items."));
        }
    }

    /// What the line says, on top of what the item says already. An empty field leaves it as it is.
    fn fields(&mut self, before: Option<&RepairItem>) -> Option<RepairFields> {
        use domain::rca::Lens;
        use domain::repair as d;
        let row = self.row;
        let title = self.text("title", &row.title, Title::parse);
        let description = self.text("description", &row.description, Markdown::parse);
        let done_condition = self.text("doneCondition", &row.done_condition, Markdown::parse);
        let kind = self.word("kind", &row.kind, d::RepairKind::ALL, d::RepairKind::as_str);
        let lens = self.word("lens", &row.lens, Lens::ALL, Lens::as_str);
        let horizon = self.word("horizon", &row.horizon, d::RepairHorizon::ALL, d::RepairHorizon::as_str);
        let target = self.word("targetKind", &row.target_kind, d::RepairTarget::ALL, d::RepairTarget::as_str);
        let strength =
            self.word("strength", &row.strength, d::RepairStrength::ALL, d::RepairStrength::as_str);
        let purpose = self.word("purpose", &row.purpose, d::RepairPurpose::ALL, d::RepairPurpose::as_str);
        let owner = self.owner(before);
        let team = self.team();
        let causes = self.causes(before);
        let kept = before.map(RepairItem::fields);
        if kept.is_none() {
            for (column, is_missing) in [
                ("title", row.title.trim().is_empty()),
                ("kind", row.kind.trim().is_empty()),
                ("lens", row.lens.trim().is_empty()),
            ] {
                if is_missing {
                    self.fail(column, "must not be empty.");
                }
            }
        }
        if !self.problems.is_empty() {
            return None;
        }
        Some(match kept {
            Some(kept) => RepairFields {
                title: title.unwrap_or(kept.title),
                description: description.unwrap_or(kept.description),
                kind: kind.unwrap_or(kept.kind),
                lens: lens.unwrap_or(kept.lens),
                horizon: horizon.or(kept.horizon),
                target: target.or(kept.target),
                strength: strength.or(kept.strength),
                purpose: purpose.or(kept.purpose),
                owner: owner.or(kept.owner),
                team: team.or(kept.team),
                done_condition: done_condition.unwrap_or(kept.done_condition),
                causes: causes.unwrap_or(kept.causes),
                plan: kept.plan,
            },
            None => RepairFields {
                title: title?,
                description: description.unwrap_or_default(),
                kind: kind?,
                lens: lens?,
                horizon,
                target,
                strength,
                purpose,
                owner,
                team,
                done_condition: done_condition.unwrap_or_default(),
                causes: causes.unwrap_or_default(),
                plan: EffectivenessPlan::default(),
            },
        })
    }

    /// A text; none where the field is empty or wrong.
    fn text<T>(&mut self, column: &str, text: &str, parse: fn(&str) -> Result<T, TextError>) -> Option<T> {
        if text.trim().is_empty() {
            return None;
        }
        match parse(text) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.fail(column, format!("{error}."));
                None
            }
        }
    }

    /// A word of a vocabulary, in any case; none where the field is empty or wrong.
    fn word<T: Copy>(
        &mut self,
        column: &str,
        text: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = text.trim();
        let found = all.iter().copied().find(|one| name(*one).eq_ignore_ascii_case(text));
        if found.is_none() && !text.is_empty() {
            let names: Vec<&str> = all.iter().copied().map(name).collect();
            self.fail(column, format!("must be one of {}.", names.join(", ")));
        }
        found
    }

    fn owner(&mut self, before: Option<&RepairItem>) -> Option<domain::id::UserId> {
        let text = self.row.owner.trim();
        if text.is_empty() {
            return None;
        }
        let found = self.app.person_named(text);
        let is_kept = found.is_some() && before.is_some_and(|before| before.owner == found);
        let found = found.filter(|id| is_kept || self.app.check_person("owner", *id).is_ok());
        if found.is_none() {
            self.fail("owner", "names nobody who can sign in.");
        }
        found
    }

    fn team(&mut self) -> Option<domain::id::TeamId> {
        let text = self.row.team.trim();
        let found = self.app.team_named(text);
        if found.is_none() && !text.is_empty() {
            self.fail("team", "names a team that does not exist.");
        }
        found
    }

    /// Causes by id or text, of the problem's analysis.
    fn causes(&mut self, before: Option<&RepairItem>) -> Option<Vec<CauseId>> {
        let mut found = Vec::new();
        let names: Vec<&str> = self.row.causes().collect();
        if names.is_empty() {
            return None;
        }
        let has = |id: CauseId| before.is_some_and(|before| before.causes.contains(&id));
        for name in names {
            let all = self.place.analysis.iter().flat_map(|analysis| &analysis.graph.causes);
            let mut known = all.filter(|cause| cause.removed_at.is_none() || has(cause.id)).filter(|cause| {
                cause.id.to_string() == name || cause.text.as_str().to_lowercase() == name.to_lowercase()
            });
            match (known.next(), known.next()) {
                (Some(cause), None) => found.push(cause.id),
                (None, _) => self.fail("causes", "names a cause that the problem's analysis does not have."),
                _ => self.fail("causes", "names a text that several causes have; give the id."),
            }
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// Another due date than the item has.
    fn request(&mut self, before: Option<&RepairItem>) -> Option<DueRequest> {
        let day = self.row.due_on.trim();
        let is = before.and_then(|before| before.due_at).map(|at| day_of(at, self.zone));
        if day.is_empty() || is.is_some_and(|is| is == day) {
            return None;
        }
        let Some(due_at) = end_of(day, self.zone) else {
            self.fail("dueOn", "must be a day such as 2026-11-28.");
            return None;
        };
        let reason = self.text("dueReason", &self.row.due_reason, Body::parse);
        let approver = self.app.approver(self.actor, "dueOn", None).unwrap_or_default();
        Some(DueRequest { due_at, reason, approver })
    }

    /// Links the issue; true if it is another one.
    fn set_issue(&mut self, item: &mut RepairItem) -> bool {
        let url = self.row.tracker_url.trim();
        if url.is_empty() || item.tracker.as_ref().is_some_and(|issue| issue.url.as_str() == url) {
            return false;
        }
        match self.app.issue(url) {
            Ok(issue) => item.tracker = Some(issue),
            Err(Error::Invalid { message, .. }) => self.fail("trackerUrl", format!("{message}.")),
            Err(_) => self.fail("trackerUrl", "cannot be linked."),
        }
        true
    }
}
