//! What the parts of a screen with repair items share: where the items are, which form is open on which of them, the step that is on its
//! way, and how to save. It must not know how anything is drawn.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    api, live, marks,
    record::Row,
    text,
    write::{self, ChangeRepairItemStatusInput, Saved},
};
use crate::{
    model::{RepairChangeKind, RepairItemStatus},
    net::{ApiError, Done},
    ui::{
        board::{Place, Steps, reason},
        dom,
        form::Submit,
        group::{Group, Held},
        time, toast,
    },
};

/// The attribute that carries an item's id.
pub const MARK: &str = "data-repair";

/// The form that is open, and on which item.
#[derive(Clone, PartialEq)]
pub enum Over {
    /// What can be done with it.
    Acts(String),
    Move(String),
    Decline(String),
    Note(String),
    Postpone(String),
    Check(String),
}

impl Over {
    /// The item's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Acts(id)
            | Self::Move(id)
            | Self::Decline(id)
            | Self::Note(id)
            | Self::Postpone(id)
            | Self::Check(id) => id,
        }
    }

    /// Whether it may stand beneath a row; the others lie over the page.
    pub const fn may_stand_inline(&self) -> bool {
        matches!(self, Self::Note(_) | Self::Postpone(_) | Self::Check(_))
    }
}

/// A status as a column.
pub const fn place(status: RepairItemStatus) -> Place {
    Place { wire: status.wire(), label: status.label() }
}

/// Handle to the state; copy it freely.
#[derive(Clone, Copy)]
pub struct Desk {
    groups: StoredValue<Vec<Group<Row>>>,
    pub steps: Steps,
    pub over: RwSignal<Option<Over>>,
    /// Wakes once an hour.
    hour: Memo<i64>,
    /// Takes each newer state that came of the reader's own act.
    after: Callback<Row>,
    /// Whether small forms stand beneath their row instead of over the page.
    pub is_inline: bool,
}

impl Desk {
    /// The state of a screen whose items are in these groups.
    pub fn new(groups: Vec<Group<Row>>, is_inline: bool, after: Callback<Row>) -> Self {
        Self {
            groups: StoredValue::new(groups),
            steps: Steps::new(MARK),
            over: RwSignal::new(None),
            hour: marks::hourly(),
            after,
            is_inline,
        }
    }

    /// Now; whoever reads it is woken once an hour.
    pub fn now(self) -> i64 {
        self.hour.track();
        time::now_ms()
    }

    /// The item of this id, if it is here.
    pub fn held(self, id: &str) -> Option<Held<Row>> {
        self.groups.try_with_value(|all| all.iter().find_map(|group| group.held(id))).flatten()
    }

    /// The item as it is now.
    pub fn row(self, id: &str) -> Option<Row> {
        self.held(id).map(|held| held.get_untracked())
    }

    /// Takes a newer state, by whomever, in place.
    pub fn put(self, row: &Row) {
        self.groups.with_value(|all| {
            for group in all {
                group.put(row.clone());
            }
        });
    }

    /// Takes what the reader's own act made of an item.
    pub fn took(self, row: &Row) {
        if self.steps.is_gone() {
            return;
        }
        self.put(row);
        self.after.run(row.clone());
        live::made_here(RepairChangeKind::Updated, row);
    }

    /// Closes the form that is open; the focus returns to its item.
    pub fn close(self) {
        let Some(Some(over)) = self.over.try_get_untracked() else { return };
        self.over.set(None);
        if self.is_inline && over.may_stand_inline() {
            dom::focus(&format!("[{MARK}='{}'] a[data-row]", over.id()));
        }
    }

    /// Where an item may go: by hand, or from done to effective by its check.
    pub fn outcomes(row: &Row) -> Vec<RepairItemStatus> {
        if !row.can_work {
            return Vec::new();
        }
        let mut next = row.next.clone();
        if row.status == RepairItemStatus::Done {
            next.push(RepairItemStatus::Effective);
        }
        next
    }

    /// Takes an item to a status: at once where nothing more is asked, with its form first where there is more to say.
    pub fn go(self, id: &str, to: RepairItemStatus) {
        let Some(row) = self.row(id) else { return };
        if row.status == to {
            return;
        }
        if !row.can_work {
            return self.steps.refuse(id, place(to), reason(text::NOT_YOURS));
        }
        if !Self::outcomes(&row).contains(&to) {
            let why = match to {
                RepairItemStatus::Effective => text::EFFECTIVE_BY_CHECK,
                RepairItemStatus::Reopened => text::REOPENED_BY_ITSELF,
                _ => text::NO_STEP,
            };
            return self.steps.refuse(id, place(to), reason(why));
        }
        match to {
            RepairItemStatus::Effective => self.over.set(Some(Over::Check(id.to_owned()))),
            RepairItemStatus::NotDoing => self.over.set(Some(Over::Decline(id.to_owned()))),
            _ => self.send_step(&row, to),
        }
    }

    fn send_step(self, row: &Row, to: RepairItemStatus) {
        self.steps.wait(&row.id, place(to));
        let input = ChangeRepairItemStatusInput {
            id: row.id.clone(),
            version: row.version,
            status: to,
            note: None,
            approver_id: None,
        };
        let (id, before) = (row.id.clone(), row.status);
        spawn_local(async move {
            let answer = write::change_status(input).await;
            // The screen may have been left meanwhile.
            if self.steps.is_gone() {
                return;
            }
            match answer {
                Ok((now, _)) => {
                    self.steps.settle(&id);
                    self.took(&now);
                    self.say_step(&now, before, to);
                }
                Err(error) if error.is("CONFLICT") => self.contested(&id, to, error).await,
                Err(error) => self.steps.refuse(&id, place(to), error),
            }
            self.steps.stand_on(&id);
        });
        self.steps.stand_on(&row.id);
    }

    /// Says where an item is now; where its life leads back, the step can be taken back.
    fn say_step(self, now: &Row, before: RepairItemStatus, to: RepairItemStatus) {
        let words = format!("{} is now {}", now.reference, to.label().to_ascii_lowercase());
        if now.next.contains(&before) {
            let id = now.id.clone();
            toast::say_with_undo(words, Callback::new(move |()| self.go(&id, before)));
        } else {
            toast::say(words);
        }
    }

    /// Somebody was faster: shows where it is now, and keeps what was wanted to choose from.
    async fn contested(self, id: &str, to: RepairItemStatus, mut error: ApiError) {
        if let Ok(now) = api::one(id.to_owned()).await {
            if self.steps.is_gone() {
                return;
            }
            error.message = format!(
                "Somebody changed it meanwhile: it is {} now.",
                now.status.label().to_ascii_lowercase()
            );
            self.put(&now);
        }
        self.steps.refuse(id, place(to), error);
    }

    /// Sends a form about an item; on success closes it and says so. A version conflict keeps what was typed and shows the latest.
    pub fn save(self, submit: Submit, id: String, work: Saved, said: String) {
        let work: Saved = Box::pin(async move {
            match work.await {
                Err(error) => Err(self.explain(id, error).await),
                done => done,
            }
        });
        submit.run(work, move |(row, _)| {
            self.close();
            self.took(&row);
            toast::say(said);
            self.steps.stand_on(&row.id);
        });
    }

    /// As [`Self::save`] for what changes nothing of the item itself.
    pub fn save_beside(self, submit: Submit, id: String, work: Done, said: &'static str) {
        submit.run(work, move |()| {
            self.close();
            toast::say(said);
            if let Some(row) = self.row(&id) {
                live::made_here(RepairChangeKind::Noted, &row);
            }
        });
    }

    /// A change by one press, without a form.
    pub fn act(self, id: String, work: Saved, said: &'static str) {
        spawn_local(async move {
            match work.await {
                Ok((row, _)) => {
                    self.took(&row);
                    toast::say(said);
                }
                Err(error) => toast::fail(&self.explain(id, error).await),
            }
        });
    }

    async fn explain(self, id: String, mut error: ApiError) -> ApiError {
        if error.is("CONFLICT") && error.current_version.is_some() {
            if let Ok(now) = api::one(id).await
                && !self.steps.is_gone()
            {
                self.put(&now);
            }
            error.message = text::CHANGED_MEANWHILE.into();
        }
        error
    }
}
