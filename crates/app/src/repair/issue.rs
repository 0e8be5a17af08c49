//! The issue in another tool that an item is linked to.

use domain::id::{RepairItemId, TrackerId};
use domain::identity::Actor;
use domain::repair::{RepairChange, RepairError, RepairNoteKind, TrackerIssue, TrackerState};
use domain::text::{Markdown, ShortText, WebUrl};
use formats::tracker::{IssueRef, fold_key, parse_issue_url, parse_issue_url_at};
use serde_json::json;
use store::StoreError;
use store::repair::{list, repo};

use super::open::{Change, OpenedItem, check_may_work};
use super::{LinkRepairItemIssue, RepairAnswer};
use crate::error::parse;
use crate::{App, Error, Result};

impl App {
    /// Links an issue by its address.
    ///
    /// Errors: stale version, an address that names no issue, an issue that another item is kept in step with.
    pub async fn link_repair_item_issue(
        &self,
        actor: &Actor,
        command: LinkRepairItemIssue,
    ) -> Result<RepairAnswer> {
        check_may_work(actor)?;
        let issue = self.issue(&command.url)?;
        let mut opened = self.open_item(actor, command.id).await?;
        opened.at_version(command.version)?;
        if opened.item.tracker.as_ref().is_some_and(|before| before.url == issue.url) {
            return Err(RepairError::Unchanged { field: "url" }.into());
        }
        opened.check_free(&issue).await?;
        let facts = json!({ "provider": issue.provider.as_str(), "isLinked": true });
        let body = parse("url", Markdown::parse(issue.url.as_str()))?;
        opened.item.tracker = Some(issue);
        opened.note(RepairNoteKind::Tracker, body);
        let change = Change { action: "repair.issue_linked", kind: RepairChange::TrackerChanged, facts };
        opened.close(change).await
    }

    /// Takes the link away.
    ///
    /// Errors: stale version, there is none.
    pub async fn unlink_repair_item_issue(
        &self,
        actor: &Actor,
        id: RepairItemId,
        version: i32,
    ) -> Result<RepairAnswer> {
        check_may_work(actor)?;
        let mut opened = self.open_item(actor, id).await?;
        opened.at_version(version)?;
        let Some(before) = opened.item.tracker.take() else {
            return Err(Error::invalid("id", "names a repair item without an issue"));
        };
        let facts = json!({ "provider": before.provider.as_str(), "isLinked": false });
        opened.note(RepairNoteKind::Tracker, Markdown::default());
        let change = Change { action: "repair.issue_unlinked", kind: RepairChange::TrackerChanged, facts };
        opened.close(change).await
    }

    /// The issue that an address names.
    pub(super) fn issue(&self, url: &str) -> Result<TrackerIssue> {
        let (tracker, known) = match self.tracker_of(url) {
            Some((tracker, known)) => (Some(tracker), Some(known)),
            None => (None, parse_issue_url(url)),
        };
        let known = known.ok_or_else(|| Error::invalid("url", "is no issue of GitHub, GitLab or Jira"))?;
        Ok(TrackerIssue {
            tracker,
            provider: known.provider,
            key: parse("url", ShortText::parse(&known.key))?,
            url: parse("url", WebUrl::parse(url))?,
            title: None,
            state: TrackerState::Open,
            synced_at: None,
        })
    }

    /// The connection that the issue at an address belongs to; a tool of one's own is known by its connection alone.
    fn tracker_of(&self, url: &str) -> Option<(TrackerId, IssueRef)> {
        self.directory().enabled_trackers().iter().find_map(|held| {
            let tracker = &held.tracker;
            let known = parse_issue_url_at(tracker.provider, tracker.base_url.as_str(), url)?;
            Some((tracker.id, known))
        })
    }
}

impl OpenedItem<'_> {
    /// Refuses an issue that another item is kept in step with.
    async fn check_free(&self, issue: &TrackerIssue) -> Result<()> {
        let Some(tracker) = issue.tracker else { return Ok(()) };
        let other = repo::of_issue(&self.write.tx, tracker, &fold_key(issue.key.as_str())).await?;
        let Some(other) = other.filter(|other| *other != self.item.id) else { return Ok(()) };
        let found = list::by_ids(&self.write.tx, &[other]).await?.remove(&other);
        let reference = found.map(|item| item.reference());
        let reference = reference.ok_or_else(|| StoreError::Duplicate("repair_item_issue".to_owned()))?;
        Err(RepairError::IssueTaken { reference }.into())
    }
}
