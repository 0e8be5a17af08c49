//! Who is reminded at 80, 100 and 150 % of an item's time (`ACT-12`), as their inboxes show it.

use domain::identity::Actor;
use domain::notification::NotificationKind;
use domain::repair::{ReminderStage, RepairItem, RepairItemStatus, reminder};

use super::{Shed, shed};
use crate::problem::edit as edit_problem;

impl Shed {
    /// Lets time pass until an item reaches a stage, or a moment before.
    fn until(&self, item: &RepairItem, stage: ReminderStage, seconds: i64) {
        let at = reminder::at(item, stage).unwrap();
        let clock = &self.bench.shop.stage.world.clock;
        clock.advance((at - self.app().now()).num_seconds() + seconds);
    }

    /// Decides all that is due; twice, so that deciding again shows.
    async fn decide(&self) {
        for _ in 0..2 {
            while self.app().decide_reminders(self.app().now()).await.unwrap() > 0 {}
        }
    }

    /// The stages that somebody was reminded of, oldest first.
    async fn told(&self, who: &Actor) -> Vec<ReminderStage> {
        let inbox = self.app().notifications(who, None, None, 50).await.unwrap().items;
        let mut stages: Vec<_> = inbox
            .into_iter()
            .filter(|one| one.kind == NotificationKind::RepairReminder)
            .filter_map(|one| one.stage)
            .collect();
        stages.reverse();
        stages
    }
}

/// An item on its way, of a problem with an owner and a sponsor.
async fn on_its_way(shed: &Shed) -> RepairItem {
    let mut change = edit_problem(&shed.problem().await);
    change.owner_id = shed.petra().principal.user();
    change.sponsor_id = shed.bench.shop.stage.meena.principal.user();
    shed.app().update_problem(shed.petra(), change).await.unwrap();
    let item = shed.propose(shed.corrective("Split the index")).await;
    shed.step(&item, RepairItemStatus::Committed).await.unwrap().item
}

#[tokio::test]
async fn the_circle_grows_with_the_time_that_ran() {
    use ReminderStage::{Approaching, Due, Overdue};
    let shed = shed().await;
    let item = on_its_way(&shed).await;
    let stage = &shed.bench.shop.stage;
    let everybody = async || {
        [shed.told(shed.oliver()).await, shed.told(shed.petra()).await, shed.told(&stage.meena).await]
    };
    shed.until(&item, Approaching, -1);
    shed.decide().await;
    assert_eq!(everybody().await, [vec![], vec![], vec![]]);
    shed.until(&item, Approaching, 0);
    shed.decide().await;
    assert_eq!(everybody().await, [vec![Approaching], vec![], vec![]]);
    shed.until(&item, Due, -1);
    shed.decide().await;
    assert_eq!(everybody().await, [vec![Approaching], vec![], vec![]]);
    shed.until(&item, Due, 0);
    shed.decide().await;
    assert_eq!(
        everybody().await,
        [vec![Approaching, Due], vec![Due], vec![]],
        "at 100 % the problem's owner too"
    );
    shed.until(&item, Overdue, -1);
    shed.decide().await;
    assert_eq!(everybody().await, [vec![Approaching, Due], vec![Due], vec![]]);
    shed.until(&item, Overdue, 0);
    shed.decide().await;
    let all = [vec![Approaching, Due, Overdue], vec![Due, Overdue], vec![Overdue]];
    assert_eq!(everybody().await, all, "at 150 % the sponsor too");
    shed.later(400);
    shed.decide().await;
    assert_eq!(everybody().await, all, "and then nobody again");
    for nobody in [&stage.dave, &stage.ada, &stage.victor] {
        assert_eq!(shed.told(nobody).await, []);
    }
}

#[tokio::test]
async fn of_stages_that_passed_while_nobody_looked_the_last_is_told() {
    let shed = shed().await;
    let item = on_its_way(&shed).await;
    shed.until(&item, ReminderStage::Overdue, 3600);
    shed.decide().await;
    for told in [shed.oliver(), shed.petra(), &shed.bench.shop.stage.meena] {
        assert_eq!(shed.told(told).await, [ReminderStage::Overdue]);
    }
}
