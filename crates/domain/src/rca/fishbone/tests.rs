//! The fish of the talk's outage, of edge cases, and of five hundred causes: nothing overlaps, everything lies in the picture.

use super::*;
use crate::rca::drawing::{Style, Way, width};

fn twig(id: &str, text: &str, mark: Mark, twigs: Vec<Twig>) -> Twig {
    Twig { id: id.to_owned(), text: text.to_owned(), mark, twigs }
}

fn rib(key: &str, name: &str, twigs: Vec<Twig>) -> Rib {
    Rib { key: key.to_owned(), name: name.to_owned(), twigs }
}

fn outage() -> Scene {
    let leaf = |id: &str, text: &str, mark| twig(id, text, mark, Vec::new());
    Scene {
        head: "Search and booking slow, then 503, for all customers, Friday 08:00 to 11:15".to_owned(),
        ribs: vec![
            rib(
                "code",
                "Code and design",
                vec![
                    leaf("query", "Search query fetches whole tables", Mark::Validated),
                    leaf("index", "No index on departure date", Mark::Validated),
                ],
            ),
            rib(
                "observability",
                "Observability",
                vec![leaf("alert", "No alert on latency", Mark::Potential)],
            ),
            rib("data", "Data and state", vec![]),
            rib(
                "process",
                "Process and procedure",
                vec![
                    leaf("review", "Review asks nothing about query plans", Mark::Root),
                    twig(
                        "load",
                        "No load test before a sale",
                        Mark::Validated,
                        vec![
                            twig(
                                "dates",
                                "Sale dates not shared",
                                Mark::Unresolved,
                                vec![leaf("calendar", "Two calendars", Mark::Potential)],
                            ),
                            leaf("tool", "No tool for load tests", Mark::Refuted),
                        ],
                    ),
                ],
            ),
        ],
        shows_unused: false,
    }
}

fn check(fish: &Fishbone) {
    let paper = Rect { x: 0, y: 0, w: fish.width, h: fish.height };
    assert!(paper.holds(fish.head.area));
    for (place, node) in fish.nodes.iter().enumerate() {
        assert!(paper.holds(node.area), "{} leaves the picture", node.key);
        assert!(!node.area.overlaps(fish.head.area), "{} lies on the head", node.key);
        for line in &node.lines {
            let right = line.x + width(&line.text, Style::NODE);
            assert!(right <= node.area.right() && node.area.y < line.y && line.y <= node.area.bottom());
        }
        for other in &fish.nodes[place + 1..] {
            assert!(!node.area.overlaps(other.area), "{} lies on {}", node.key, other.key);
            assert_ne!(node.key, other.key);
        }
        // No rib runs through it.
        for bone in &fish.ribs {
            let [x1, y1, x2, y2] = ends(&bone.path);
            for y in [node.area.y, node.area.bottom()] {
                if (y - y1) * (y - y2) <= 0 {
                    let x = x2 + (x1 - x2) * (y - y2) / (y1 - y2);
                    assert!(
                        x <= node.area.x || node.area.right() <= x,
                        "{} is cut by {}",
                        node.key,
                        bone.key
                    );
                }
            }
        }
    }
    for bone in &fish.ribs {
        for line in &bone.lines {
            let wide = width(&line.text, place::NAME);
            let x = if bone.is_end { line.x - wide } else { line.x - wide / 2 };
            let area = Rect { x, y: line.y - 11, w: wide, h: 14 };
            assert!(paper.holds(area), "{} leaves the picture", line.text);
            for node in &fish.nodes {
                assert!(!area.overlaps(node.area), "{} lies on {}", line.text, node.key);
            }
        }
    }
}

/// The two ends of a straight path.
fn ends(path: &str) -> [i64; 4] {
    let numbers: Vec<i64> = path.split(['M', 'L', ' ']).filter_map(|part| part.parse().ok()).collect();
    numbers.try_into().unwrap()
}

fn find<'a>(fish: &'a Fishbone, key: &str) -> &'a Node {
    fish.nodes.iter().find(|node| node.key == key).unwrap()
}

#[test]
fn ribs_alternate_and_unused_ones_are_left_out() {
    let fish = layout(&outage());
    check(&fish);
    let ribs: Vec<_> = fish.ribs.iter().map(|bone| (bone.key.as_str(), bone.is_below)).collect();
    assert_eq!(ribs, [("code", false), ("observability", true), ("process", false)]);
    let all = layout(&Scene { shows_unused: true, ..outage() });
    check(&all);
    let ribs: Vec<_> = all.ribs.iter().map(|bone| (bone.key.as_str(), bone.is_below)).collect();
    assert_eq!(ribs, [("code", false), ("observability", true), ("data", false), ("process", true)]);
}

#[test]
fn the_head_is_at_the_right_and_nodes_on_their_side() {
    let fish = layout(&outage());
    let spine = fish.head.area.middle();
    for node in &fish.nodes {
        assert!(node.area.right() < fish.head.area.x, "{}", node.key);
        assert_eq!(node.area.y > spine, node.rib == "observability", "{}", node.key);
    }
    assert_eq!(fish.head.lines[0].text, "Search and booking");
    let doubled: Vec<&str> =
        fish.nodes.iter().filter(|node| !node.second.is_empty()).map(|node| node.key.as_str()).collect();
    assert_eq!(doubled, ["review"]);
}

#[test]
fn sub_causes_are_indented_under_their_cause() {
    let fish = layout(&outage());
    let [load, dates, calendar, tool] = ["load", "dates", "calendar", "tool"].map(|key| find(&fish, key));
    assert_eq!([load.depth, dates.depth, calendar.depth, tool.depth], [1, 2, 3, 2]);
    assert_eq!([&dates.parent, &calendar.parent], [&Some("load".to_owned()), &Some("dates".to_owned())]);
    assert!(load.area.x < dates.area.x && dates.area.x < calendar.area.x && tool.area.x == dates.area.x);
    assert!(load.area.bottom() < dates.area.y && dates.area.bottom() < calendar.area.y);
    let order: Vec<&str> = fish.nodes.iter().map(|node| node.key.as_str()).collect();
    assert_eq!(order, ["query", "index", "alert", "review", "load", "dates", "calendar", "tool"]);
}

#[test]
fn edge_cases() {
    let empty = layout(&Scene::default());
    check(&empty);
    assert!(empty.nodes.is_empty() && empty.ribs.is_empty());
    assert!(empty.width > 300 && empty.height > 100);
    let one =
        Scene { ribs: vec![rib("a", "A", vec![twig("c", "", Mark::Potential, vec![])])], ..Scene::default() };
    check(&layout(&one));
    // What is deeper than four stands at depth four.
    let deep = (0..9).fold(None, |inner: Option<Twig>, level| {
        Some(twig(&format!("d{level}"), "Deeper", Mark::Potential, inner.into_iter().collect()))
    });
    let fish = layout(&Scene { ribs: vec![rib("a", "A", deep.into_iter().collect())], ..Scene::default() });
    check(&fish);
    assert_eq!(fish.nodes.iter().map(|node| node.depth).max(), Some(DEPTH));
}

#[test]
fn a_cause_in_two_places_has_two_keys() {
    let mut scene = outage();
    scene.ribs[1].twigs.push(twig("dates", "Sale dates not shared", Mark::Unresolved, vec![]));
    let fish = layout(&scene);
    check(&fish);
    let keys: Vec<_> = fish.nodes.iter().filter(|node| node.id == "dates").map(|node| &node.key).collect();
    assert_eq!(keys, ["dates", "dates#2"]);
}

#[test]
fn ribs_grow_with_what_hangs_on_them() {
    let many = |key: &str, count: usize| {
        let twigs = (0..count).map(|n| {
            let subs = (0..n % 4).map(|m| {
                let id = format!("{key}{n}s{m}");
                twig(&id, "A sub-cause that says a little more than that", Mark::Refuted, vec![])
            });
            let text = "Something happened before ".repeat(1 + n % 3);
            twig(&format!("{key}{n}"), &text, Mark::ALL[n % 5], subs.collect())
        });
        rib(key, &format!("The category {key} with a long name"), twigs.collect())
    };
    let ribs = [("a", 2), ("b", 40), ("c", 30), ("d", 1), ("e", 60), ("f", 3), ("g", 64)];
    let scene =
        Scene { ribs: ribs.iter().map(|(key, count)| many(key, *count)).collect(), ..Scene::default() };
    let fish = layout(&scene);
    check(&fish);
    assert!(fish.nodes.len() > 450, "{}", fish.nodes.len());
    assert!(fish.height > 3_000);
    assert_eq!(fish, layout(&scene));
}

#[test]
fn arrow_keys_walk_ribs_and_the_head() {
    let fish = layout(&outage());
    assert_eq!((first(&fish), last(&fish)), (HEAD, "tool"));
    assert_eq!(step(&fish, "query", Way::Down), Some("index"));
    assert_eq!(step(&fish, "index", Way::Down), Some("alert"), "across the spine");
    assert_eq!(step(&fish, "alert", Way::Up), Some("index"));
    assert_eq!(step(&fish, "query", Way::Up), None);
    assert_eq!(step(&fish, "query", Way::Left), None);
    assert_eq!(step(&fish, "review", Way::Left), Some("query"));
    assert_eq!(step(&fish, "query", Way::Right), Some("review"));
    assert_eq!(step(&fish, "tool", Way::Right), Some(HEAD));
    assert_eq!(step(&fish, HEAD, Way::Left).map(|key| find(&fish, key).column), Some(1));
    assert_eq!(step(&fish, HEAD, Way::Right), None);
    assert_eq!(step(&fish, "nobody", Way::Up), None);
}
