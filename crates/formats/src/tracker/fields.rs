//! Fields of a JSON body by their path, so that what is missing can be named.
//!
//! It must not know any tool.

use chrono::{DateTime, NaiveDateTime};
use domain::text::{ShortText, Title, WebUrl};
use domain::time::{self, Instant};
use serde_json::Value;

use super::TrackerError;
use super::address::{host, web_address};
use crate::text::fit_line;

/// More than any tool sends about one issue.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// A body.
pub(super) struct Fields(Value);

impl Fields {
    pub(super) fn parse(body: &[u8]) -> Result<Self, TrackerError> {
        if body.len() > MAX_BODY {
            return Err(TrackerError::TooLarge { max: MAX_BODY });
        }
        serde_json::from_slice(body).map(Self).map_err(|_| TrackerError::NotJson)
    }

    /// The value at a path such as `issue.title`; `None` too for null.
    pub(super) fn get(&self, path: &str) -> Option<&Value> {
        let mut value = &self.0;
        for name in path.split('.') {
            value = value.get(name)?;
        }
        (!value.is_null()).then_some(value)
    }

    fn required(&self, path: &'static str) -> Result<&Value, TrackerError> {
        self.get(path).ok_or(TrackerError::Missing(path))
    }

    /// A text that says something, of at most [`ShortText::MAX`] bytes.
    pub(super) fn text(&self, path: &'static str) -> Result<&str, TrackerError> {
        let text = self.required(path)?.as_str().ok_or(TrackerError::Malformed(path))?;
        if text.len() > ShortText::MAX {
            return Err(TrackerError::TooLong(path));
        }
        if text.trim().is_empty() { Err(TrackerError::Missing(path)) } else { Ok(text) }
    }

    /// A title, which may be of any length and is fitted to ours.
    pub(super) fn title(&self, path: &'static str) -> Result<String, TrackerError> {
        let text = self.required(path)?.as_str().ok_or(TrackerError::Malformed(path))?;
        let (title, _) = fit_line(text, Title::MAX);
        if title.is_empty() { Err(TrackerError::Missing(path)) } else { Ok(title) }
    }

    /// A number greater than zero, in decimal digits.
    pub(super) fn number(&self, path: &'static str) -> Result<String, TrackerError> {
        let number = self.required(path)?.as_u64().filter(|number| *number > 0);
        number.map(|number| number.to_string()).ok_or(TrackerError::Malformed(path))
    }

    /// An address of the web, and its host.
    pub(super) fn address(&self, path: &'static str) -> Result<(String, String), TrackerError> {
        let text = self.text(path)?;
        if text.len() > WebUrl::MAX {
            return Err(TrackerError::TooLong(path));
        }
        let host = web_address(text).as_ref().and_then(host).ok_or(TrackerError::Malformed(path))?;
        Ok((text.trim().to_owned(), host))
    }

    /// An instant as tools write it, or in milliseconds since 1970; `None` when it is neither.
    pub(super) fn instant(&self, path: &str) -> Option<Instant> {
        let at = match self.get(path)? {
            Value::String(text) => {
                DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).ok().or_else(|| {
                    // GitLab before version 15.
                    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S UTC").map(|at| at.and_utc()).ok()
                })
            }
            Value::Number(number) => number.as_i64().and_then(DateTime::from_timestamp_millis),
            _ => None,
        };
        at.map(time::truncate)
    }
}
