//! Text is wrapped within its room, cut when there is too much of it, and never lost before that.

use super::*;

fn wrapped(text: &str, room: i64, most: usize) -> Vec<String> {
    wrap(text, room, most, Style::NODE)
}

#[test]
fn words_stay_whole_where_they_fit() {
    assert_eq!(
        wrapped("Search query fetches whole tables", 140, 4),
        ["Search query fetches", "whole tables"]
    );
    assert_eq!(wrapped("Bot traffic", 140, 4), ["Bot traffic"]);
    assert_eq!(wrapped("  ", 140, 4), [""]);
}

#[test]
fn about_two_dozen_letters_fit_a_line_of_a_fishbone() {
    let text = "the delivery goal has no performance goal beside it and so on and so forth";
    for row in wrapped(text, 148, 9) {
        assert!((12..=27).contains(&row.chars().count()), "{row}");
    }
}

#[test]
fn long_words_are_cut_and_too_many_lines_end_in_an_ellipsis() {
    let word = "x".repeat(100);
    let rows = wrapped(&word, 140, 9);
    assert_eq!(rows.concat(), word);
    let rows = wrapped(&"several words and ".repeat(20), 140, 3);
    assert_eq!(rows.len(), 3);
    assert!(rows[2].ends_with('…'));
    for row in rows {
        assert!(width(&row, Style::NODE) <= 140, "{row}");
    }
}

#[test]
fn a_line_narrower_than_a_letter_still_ends() {
    assert_eq!(wrapped("wide", 1, 9), ["w", "i", "d", "e"]);
    assert_eq!(wrapped("wide", 0, 1).len(), 1);
}

#[test]
fn bold_and_large_text_is_wider() {
    assert!(width("Root", Style::STRONG) > width("Root", Style::NODE));
    assert!(width("Root", Style::NODE) > width("Root", Style::NOTE));
    assert_eq!(width("", Style::NODE), 0);
}

#[test]
fn every_verdict_has_its_mark() {
    let marks = CauseVerdict::ALL.iter().map(|verdict| Mark::of(*verdict, false).key());
    assert_eq!(marks.collect::<Vec<_>>(), ["potential", "validated", "refuted", "unresolved"]);
    assert_eq!(Mark::of(CauseVerdict::Validated, true), Mark::Root);
}
