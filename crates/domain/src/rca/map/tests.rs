//! Maps of the talk's outage, of edge cases, and of up to five hundred causes: nothing overlaps, everything lies in the picture,
//! and the arrow keys reach every box.

use super::*;
use crate::rca::drawing::Way;

fn cause(id: &str, text: &str, mark: Mark) -> MapCause {
    MapCause {
        id: id.to_owned(),
        text: text.to_owned(),
        mark,
        kind: "Condition".to_owned(),
        badge: "1 evidence".to_owned(),
        stop: String::new(),
        flags: Vec::new(),
    }
}

fn group(id: &str, effect: Option<&str>, operator: GroupOperator, causes: &[&str]) -> MapGroup {
    MapGroup {
        id: id.to_owned(),
        effect: effect.map(str::to_owned),
        operator,
        causes: causes.iter().map(|cause| (*cause).to_owned()).collect(),
    }
}

/// The outage of the talk, shortened: two ways to the problem, one organizational cause of both.
fn outage() -> MapInput {
    use GroupOperator::{And, Or};
    let mut causes = vec![
        cause("slow", "Answers slower than 10 s, 08:40 to 11:15", Mark::Validated),
        cause("refused", "503 on one in five requests, 14:00 to 15:25", Mark::Validated),
        cause("database", "Database at 100 % of its limit", Mark::Validated),
        cause("sale", "Sale mail lands at 08:00, logins × 9", Mark::Validated),
        cause("network", "Network fault at the provider", Mark::Refuted),
        cause("query", "Search query fetches whole tables", Mark::Validated),
        cause("review", "Review asks nothing about query plans", Mark::Root),
        cause("load", "No load test before a sale", Mark::Unresolved),
        cause("goal", "Delivery goal has no performance goal beside it", Mark::Root),
    ];
    causes[3].stop = "stop: desired state".to_owned();
    causes[5].flags = vec!["REP-1 Paginate".to_owned()];
    MapInput {
        problem: "Search and booking fail for all customers".to_owned(),
        goals: vec!["Customers search and book".to_owned(), "99.9 % of requests answered".to_owned()],
        causes,
        groups: vec![
            group("g1", None, Or, &["slow", "refused"]),
            group("g2", Some("slow"), And, &["database", "sale"]),
            group("g3", Some("database"), And, &["query"]),
            group("g4", Some("query"), And, &["review", "load"]),
            group("g5", Some("refused"), Or, &["network"]),
            group("g6", Some("refused"), And, &["goal", "load"]),
            group("g7", Some("review"), And, &["goal"]),
        ],
    }
}

/// A made-up map: a tree with shared causes and links that pass over columns, always the same for a size.
pub fn made_up(size: usize) -> MapInput {
    let mut seed = 7_u64;
    let mut draw = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 40).unwrap_or(0) % below.max(1)
    };
    let words =
        ["queue", "limit", "is not", "of the", "review", "x", "configuration", "sale", "over", "unknown"];
    let mut input = MapInput { problem: "Everything is slow".to_owned(), ..MapInput::default() };
    input.goals = vec!["Answers within a second".to_owned()];
    for place in 0..size {
        let text: Vec<&str> = (0..3 + draw(10)).map(|_| words[draw(words.len())]).collect();
        let mut one = cause(&format!("c{place}"), &text.join(" "), Mark::ALL[draw(5)]);
        if draw(4) == 0 {
            one.stop = "stop: outside our control".to_owned();
        }
        input.causes.push(one);
        // Recent effects are likelier, so that the map is deep as well as wide.
        let effect = if place < 3 { None } else { Some(place - 1 - draw(place.min(12))) };
        let name = effect.map(|effect| format!("c{effect}"));
        let known = input.groups.iter().position(|group| group.effect == name && draw(5) > 0);
        let known = known.unwrap_or_else(|| {
            let operator = GroupOperator::ALL[draw(2)];
            input.groups.push(group(&format!("g{place}"), name.as_deref(), operator, &[]));
            input.groups.len() - 1
        });
        input.groups[known].causes.push(format!("c{place}"));
        // One in six explains something else too; effects are always older, so there is no circle.
        if place > 10 && draw(6) == 0 {
            let other = draw(place);
            let more = group(&format!("m{place}"), Some(&format!("c{other}")), GroupOperator::And, &[]);
            input.groups.push(MapGroup { causes: vec![format!("c{place}")], ..more });
        }
    }
    input
}

fn check(map: &MapDrawing) {
    let paper = Rect { x: 0, y: 0, w: map.width, h: map.height };
    let whole = |one: &MapBox| Rect { h: one.area.h + boxes::under(one), ..one.area };
    for (place, one) in map.boxes.iter().enumerate() {
        assert!(paper.holds(whole(one)), "{} leaves the picture", one.id);
        for line in &one.lines {
            assert!(line.x >= one.area.x && one.area.y < line.y && line.y < one.area.bottom(), "{line:?}");
        }
        for other in &map.boxes[place + 1..] {
            assert!(!whole(one).overlaps(whole(other)), "{} lies on {}", one.id, other.id);
        }
    }
    for (place, one) in map.junctions.iter().enumerate() {
        for other in &map.junctions[place + 1..] {
            assert_ne!(one.at, other.at, "{} lies on {}", one.id, other.id);
        }
        assert!(one.at.1 > 0 && one.at.1 < map.height);
    }
}

fn find<'a>(map: &'a MapDrawing, id: &str) -> &'a MapBox {
    map.boxes.iter().find(|one| one.id == id).unwrap()
}

#[test]
fn goals_stand_left_then_the_problem_then_causes() {
    let map = layout(&outage());
    check(&map);
    let columns = ["goal-1", "goal-2", PROBLEM, "slow", "refused", "database", "query", "review", "goal"];
    let columns: Vec<usize> = columns.iter().map(|id| find(&map, id).column).collect();
    assert_eq!(columns, [0, 0, 1, 2, 2, 3, 4, 5, 6]);
    let heads: Vec<&str> = map.heads.iter().map(|head| head.text.as_str()).collect();
    assert_eq!(heads, ["Goal not met", "Problem", "because", "because", "because", "because", "because"]);
    assert_eq!(map.heads[2].x, find(&map, "slow").area.x);
    assert_eq!(map.loose, None);
}

#[test]
fn shared_causes_are_drawn_once_and_groups_of_one_have_no_junction() {
    let map = layout(&outage());
    assert_eq!(map.boxes.iter().filter(|one| one.id == "goal").count(), 1);
    assert_eq!(find(&map, "goal").effects, ["refused", "review"]);
    assert_eq!(find(&map, "refused").causes, ["network", "goal", "load"]);
    let mut junctions: Vec<&str> = map.junctions.iter().map(|junction| junction.id.as_str()).collect();
    junctions.sort_unstable();
    assert_eq!(junctions, ["g1", "g2", "g4", "g6"]);
    let crossed: Vec<&str> =
        map.edges.iter().filter(|edge| !edge.cross.is_empty()).map(|edge| edge.cause.as_str()).collect();
    assert_eq!(crossed, ["network"]);
    // One line from each effect to each junction or lone cause carries the arrow.
    assert_eq!(map.edges.iter().filter(|edge| !edge.arrow.is_empty()).count(), 2 + 4 + 3);
}

#[test]
fn the_same_input_is_drawn_the_same() {
    assert_eq!(layout(&outage()), layout(&outage()));
    assert_eq!(layout(&made_up(150)), layout(&made_up(150)));
}

#[test]
fn edge_cases() {
    let empty = layout(&MapInput::default());
    check(&empty);
    assert_eq!(empty.boxes.len(), 1, "the problem alone");
    assert_eq!((empty.edges.len(), empty.heads.len()), (0, 1));

    let alone = MapInput {
        causes: vec![cause("a", "A", Mark::Potential)],
        groups: vec![group("g", None, GroupOperator::And, &["a", "gone"])],
        ..MapInput::default()
    };
    let map = layout(&alone);
    check(&map);
    assert_eq!((map.edges.len(), map.junctions.len()), (1, 0));
    assert_eq!(find(&map, "a").area.middle(), find(&map, PROBLEM).area.middle());
}

#[test]
fn what_explains_nothing_yet_stands_in_rows_below() {
    let mut input = outage();
    for place in 0..30 {
        input.causes.push(cause(&format!("new{place}"), "An idea", Mark::Potential));
    }
    // A part of its own: an effect that explains nothing, with two causes.
    input.groups.push(group("gx", Some("new1"), GroupOperator::And, &["new2", "new3"]));
    let map = layout(&input);
    check(&map);
    let heading = map.loose.as_ref().unwrap().y;
    let below = map.boxes.iter().filter(|one| one.area.y > heading).count();
    assert_eq!(below, 27);
    assert!(find(&map, "new1").column > find(&map, PROBLEM).column);
    assert!(find(&map, "new1").area.bottom() < heading);
    assert_eq!(find(&map, "new2").column, find(&map, "new1").column + 1);
}

#[test]
fn several_groups_of_an_effect_have_junctions_under_each_other() {
    use GroupOperator::{And, Or};
    let names: Vec<String> = (0..8).map(|place| format!("c{place}")).collect();
    let ids: Vec<&str> = names.iter().map(String::as_str).collect();
    let groups = ids.chunks(2).zip(["a", "b", "c", "d"]);
    let input = MapInput {
        causes: ids.iter().map(|id| cause(id, "Something", Mark::Validated)).collect(),
        groups: groups.map(|(pair, id)| group(id, None, if id == "b" { Or } else { And }, pair)).collect(),
        ..MapInput::default()
    };
    let map = layout(&input);
    check(&map);
    let heights: Vec<i64> = map.junctions.iter().map(|junction| junction.at.1).collect();
    assert!(heights.windows(2).all(|pair| pair[1] - pair[0] == 32), "{heights:?}");
}

#[test]
fn large_maps_have_no_overlaps() {
    for size in [2, 15, 60, 150, 500] {
        let map = layout(&made_up(size));
        assert_eq!(map.boxes.len(), size + 2);
        check(&map);
    }
}

#[test]
fn a_circle_ends_too() {
    let input = MapInput {
        causes: vec![cause("a", "A", Mark::Potential), cause("b", "B", Mark::Potential)],
        groups: vec![
            group("g", Some("a"), GroupOperator::And, &["b"]),
            group("h", Some("b"), GroupOperator::And, &["a"]),
        ],
        ..MapInput::default()
    };
    assert_eq!(layout(&input).boxes.len(), 3);
}

#[test]
fn arrow_keys_follow_the_lines() {
    let map = layout(&outage());
    assert_eq!(first(&map), "goal-1");
    assert_eq!(last(&map), "goal");
    assert_eq!(step(&map, "goal-1", Way::Right), Some(PROBLEM));
    assert_eq!(step(&map, "goal-1", Way::Left), None);
    assert_eq!(step(&map, "database", Way::Left), Some("slow"));
    assert_eq!(step(&map, "database", Way::Right), Some("query"));
    assert_eq!(step(&map, "goal", Way::Right), None);
    assert_eq!(step(&map, "nobody", Way::Left), None);
    let other = step(&map, "slow", Way::Down).or_else(|| step(&map, "slow", Way::Up));
    assert_eq!(other, Some("refused"));
    assert_eq!(step(&map, "slow", Way::Up).is_some(), step(&map, "refused", Way::Down).is_some());
}

#[test]
fn arrow_keys_reach_every_box() {
    let map = layout(&made_up(150));
    let mut reached = std::collections::BTreeSet::from([first(&map)]);
    let mut open = vec![first(&map)];
    while let Some(at) = open.pop() {
        for way in [Way::Left, Way::Right, Way::Up, Way::Down] {
            if let Some(next) = step(&map, at, way)
                && reached.insert(next)
            {
                open.push(next);
            }
        }
    }
    assert_eq!(reached.len(), map.boxes.len());
}
