//! How large a drawing is shown, in percent, and where that is kept: in the page's address, so that a link shows the same.

use leptos::prelude::window;

use crate::ui::nav;

/// The steps of the buttons and keys.
const STEPS: [i64; 16] = [10, 13, 16, 20, 25, 33, 40, 50, 67, 80, 100, 125, 150, 200, 300, 400];
const PARAM: &str = "zoom";

/// The next step up or down.
pub fn step(percent: i64, is_in: bool) -> i64 {
    let next = if is_in {
        STEPS.iter().find(|step| **step > percent)
    } else {
        STEPS.iter().rev().find(|step| **step < percent)
    };
    next.copied().unwrap_or(percent)
}

/// All of a drawing in the room there is, and no larger than it is.
pub fn fit((width, height): (i64, i64), (room_x, room_y): (i64, i64)) -> i64 {
    let percent = (room_x * 100 / width.max(1)).min(room_y * 100 / height.max(1));
    percent.clamp(STEPS[0], 100)
}

/// What a drawing opens with: its width in the room, as long as that can be read.
pub fn opening(width: i64, room: i64) -> i64 {
    (room * 100 / width.max(1)).clamp(67, 100)
}

/// What the address says.
pub fn kept() -> Option<i64> {
    let search = window().location().search().ok()?;
    let mut parts = search.trim_start_matches('?').split('&').filter_map(|part| part.split_once('='));
    let value = parts.find(|(name, _)| *name == PARAM)?.1;
    value.parse().ok().map(|percent: i64| percent.clamp(STEPS[0], STEPS[STEPS.len() - 1]))
}

/// Writes it into the address, beside all else that is there.
pub fn keep(percent: i64) {
    let location = window().location();
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    if kept() == Some(percent) {
        return;
    }
    let others = search
        .trim_start_matches('?')
        .split('&')
        .filter(|part| !part.is_empty() && part.split_once('=').is_none_or(|(name, _)| name != PARAM));
    let mut parts: Vec<String> = others.map(str::to_owned).collect();
    parts.push(format!("{PARAM}={percent}"));
    nav::replace(&format!("{path}?{}", parts.join("&")));
}
