//! The demo story: the talk's two outages of the Trips company, what came of them, and a small
//! incident that is open.
//!
//! It is told through the use cases by its cast, minute by minute, with a clock that stands at the
//! minute being told. It must not write to the store.

mod cast;
mod first_outage;
mod first_problem;
mod first_repairs;
mod inquiry;
mod second_analysis;
mod second_outage;
mod second_problem;
mod second_repairs;
mod story;
mod today;
mod workshop;

pub use cast::SignIn;

use app::organisation::UpdateSettings;
use app::{App, Result};
use chrono::{Datelike, Duration, NaiveTime, Weekday};
use domain::identity::{Actor, SystemActor};
use domain::time::Instant;

use crate::system::SteppingClock;
use story::Story;

/// Weeks back of the first outage, on a Friday.
const FIRST: i64 = 6;
/// Weeks back of the second one.
const SECOND: i64 = 2;

/// Loads the story into an empty database and says who can sign in. The clock shows real time
/// afterwards.
pub async fn load(app: &App, clock: &SteppingClock, now: Instant) -> Result<Vec<SignIn>> {
    let demo = Actor::system(SystemActor::Demo);
    clock.set(friday(now, FIRST) - Duration::days(60));
    let settings = app.organisation(&demo)?;
    let ours = UpdateSettings {
        version: settings.version,
        organisation_name: Some("Trips".to_owned()),
        ..UpdateSettings::default()
    };
    app.update_settings(&demo, ours).await?;
    let (cast, mut sign_ins) = cast::people(app, &demo).await?;
    let services = cast::services(app, &demo, &cast).await?;
    let (buyer, sign_in) = cast::customer(app, &demo, &services).await?;
    sign_ins.push(sign_in);
    let mut first = Story::new(app, clock, friday(now, FIRST), demo.clone());
    let outage = first_outage::tell(&mut first, &cast, &services).await?;
    let days = (friday(now, FIRST), friday(now, SECOND));
    let underway = Box::pin(first_problem::tell(app, clock, days, &cast, &services, outage)).await?;
    let mut second = Story::new(app, clock, friday(now, SECOND), demo.clone());
    let outage = second_outage::tell(&mut second, &cast, &services).await?;
    let days = (friday(now, SECOND), now);
    let problem = Box::pin(second_problem::tell(app, clock, days, &cast, &services, outage)).await?;
    let second = (outage, problem);
    Box::pin(second_analysis::deliver(app, clock, friday(now, SECOND), (&cast, &buyer), second)).await?;
    let monday = friday(now, SECOND) + Duration::days(3);
    Box::pin(first_repairs::measure(app, clock, monday, &cast, &underway)).await?;
    let mut open = Story::new(app, clock, friday(now, 0), demo);
    today::tell(&mut open, &cast, &services, now).await?;
    today::announce(app, &cast, &services, now).await?;
    clock.release();
    Ok(sign_ins)
}

/// Midnight of the last Friday at least `weeks` weeks before.
fn friday(now: Instant, weeks: i64) -> Instant {
    let day = (now - Duration::weeks(weeks)).date_naive();
    let back =
        i64::from((day.weekday().num_days_from_monday() + 7 - Weekday::Fri.num_days_from_monday()) % 7);
    (day - Duration::days(back)).and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outages_fall_on_fridays_in_the_past() {
        for day in 1..29 {
            let now = chrono::NaiveDate::from_ymd_opt(2026, 11, day)
                .unwrap()
                .and_hms_opt(3, 0, 0)
                .unwrap()
                .and_utc();
            let at = friday(now, 2);
            assert_eq!(at.weekday(), Weekday::Fri);
            assert!(at <= now - Duration::weeks(2) && at > now - Duration::weeks(3));
        }
    }
}
