//! How the organisation calls its severities and when it gives them, for every place where one is chosen.

use leptos::prelude::*;

use super::api;
use crate::{
    model::Severity,
    ui::remote::{self, Remote},
};

/// Label and criteria by severity; empty until they are here, and when they cannot be had.
#[derive(Clone, Copy)]
pub struct SeverityWords(Memo<Vec<(Severity, String, String)>>);

impl SeverityWords {
    /// Asks for them.
    pub fn ask() -> Self {
        let source = remote::remote(api::severity_words);
        Self(Memo::new(move |_| {
            source.state.with(|state| match state {
                Remote::Ready(words) => words.clone(),
                _ => Vec::new(),
            })
        }))
    }

    /// When this severity is given; what it is called here before that, where that is another word.
    pub fn of(self, severity: Severity) -> String {
        self.0.with(|all| {
            all.iter().find(|(of, ..)| *of == severity).map_or_else(String::new, |(of, label, criteria)| {
                if label == of.label() { criteria.clone() } else { format!("{label}. {criteria}") }
            })
        })
    }
}
