//! The wording check: advice about a text that somebody is writing. Nothing is stored, and nothing is counted by author.
//!
//! It must not know which rules there are.

use domain::identity::actor::Relation;
use domain::identity::{Actor, Permission};
use domain::text::{Markdown, TextError};
use domain::wording::{self, TextZone, WordingHit};

use crate::error::parse;
use crate::{App, Result, authorize};

impl App {
    /// What the rules of a zone say about a text, with the names of the directory. The text is taken as it is, so that the
    /// places are those of the writer.
    ///
    /// Errors: a text longer than Markdown may be.
    pub fn check_wording(&self, actor: &Actor, text: &str, zone: TextZone) -> Result<Vec<WordingHit>> {
        authorize(actor, Permission::WordingCheck, Relation::default())?;
        parse("text", bounded(text))?;
        Ok(wording::check(text, zone, &self.directory().names()))
    }
}

fn bounded(text: &str) -> Result<(), TextError> {
    let max = Markdown::MAX;
    if text.chars().count() > max { Err(TextError::TooLong { max }) } else { Ok(()) }
}
