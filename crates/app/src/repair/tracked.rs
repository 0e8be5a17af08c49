//! What an item does when the issue in another tool that it is linked to changed.
//!
//! It must not know how the tool was heard.

use domain::id::RepairItemId;
use domain::identity::{Actor, SystemActor};
use domain::notification::NotificationKind;
use domain::repair::status::Gate;
use domain::repair::{RepairChange, RepairNoteKind, StatusStep, tracker};
use domain::text::{Markdown, ShortText};
use formats::tracker::IssueEvent;
use serde_json::json;

use super::open::Change;
use crate::notification;
use crate::write::Write;
use crate::{App, Result};

impl App {
    /// Takes over what an issue says, within a change that began already, and makes all of it durable. Where only a person can
    /// decide, the owner is told. True if the item changed.
    pub(crate) async fn follow_issue(
        &self,
        write: Write<'_>,
        id: RepairItemId,
        heard: &IssueEvent,
    ) -> Result<bool> {
        use domain::identity::Permission::RepairWork;
        let tracker_actor = Actor::system(SystemActor::Tracker);
        let mut opened = self.open_item_with(&tracker_actor, write, id, |_| RepairWork).await?;
        let (now, status) = (opened.write.now, opened.item.status);
        let Some(issue) = &mut opened.item.tracker else {
            opened.write.commit().await?;
            return Ok(false);
        };
        let before = issue.clone();
        issue.state = heard.state;
        issue.title = ShortText::parse(&heard.title).ok().or(issue.title.take());
        if issue.state == before.state && issue.title == before.title {
            opened.write.commit().await?;
            return Ok(false);
        }
        issue.synced_at = Some(now);
        let says_more = issue.state != before.state;
        let wanted = tracker::follow(status, heard.state).filter(|_| says_more);
        let has_moved = wanted.is_some_and(|to| {
            let causes = opened.causes();
            let gate = Gate { policy: &opened.policy, causes: &causes, now };
            let mut moved = opened.item.clone();
            let is_moved = moved.change_status(StatusStep::To(to), &gate).is_ok();
            if is_moved {
                opened.item = moved;
            }
            is_moved
        });
        let after = opened.item.status;
        let is_in_step = opened.item.tracker.as_ref().is_none_or(|issue| issue.is_in_step(after));
        if says_more && !is_in_step {
            let owner: Vec<_> = opened.item.owner.into_iter().collect();
            notification::tell(&mut opened.write, NotificationKind::TrackerDisagrees, &opened.before, &owner);
        }
        if says_more {
            let kind = if has_moved { RepairNoteKind::Status } else { RepairNoteKind::Tracker };
            opened.note(kind, words(&before.key, heard));
        }
        let facts = json!({
            "from": status.as_str(), "to": after.as_str(), "issueState": heard.state.as_str(),
            "provider": before.provider.as_str(),
        });
        let change = if has_moved {
            Change { action: "repair.status_changed", kind: RepairChange::StatusChanged, facts }
        } else {
            Change { action: "repair.issue_heard", kind: RepairChange::TrackerChanged, facts }
        };
        opened.close(change).await?;
        Ok(true)
    }
}

/// What the note of an item says of its issue.
fn words(key: &ShortText, heard: &IssueEvent) -> Markdown {
    use domain::repair::TrackerState as S;
    let state = match heard.state {
        S::Open => "is open",
        S::InProgress => "is being worked on",
        S::Done => "is done",
        S::NotPlanned => "was closed without being done",
        S::Deleted => "was deleted",
    };
    Markdown::parse(&format!("`{}` {state}.", key.as_str().replace('`', "'"))).unwrap_or_default()
}
