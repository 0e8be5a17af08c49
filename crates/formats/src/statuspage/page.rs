//! The document: a page and its list of incidents, read without holding the list.
//!
//! It must not know what is in an incident.

use std::fmt;
use std::io::Read;

use chrono_tz::Tz;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The page that incidents belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its id, or `statuspage` when the document does not say.
    pub id: String,
    /// The zone of times without an offset.
    pub zone: Tz,
}

impl Default for Page {
    fn default() -> Self {
        Self { id: "statuspage".to_owned(), zone: Tz::UTC }
    }
}

/// Why a document could not be read to its end.
#[derive(Debug)]
pub struct PageError(serde_json::Error);

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the JSON of a status page: {}", self.0)
    }
}

impl std::error::Error for PageError {}

/// Walks over a document and hands out the text of each incident. Handing out stops when `take`
/// says so by answering false.
///
/// Errors: text that is not JSON; what came before was handed out.
pub fn read_page(reader: impl Read, mut take: impl FnMut(&Page, &str) -> bool) -> Result<(), PageError> {
    let mut walk = Walk { page: Page::default(), take: &mut take, is_stopped: false };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let read = deserializer.deserialize_any(&mut walk);
    if walk.is_stopped {
        return Ok(());
    }
    read.and_then(|()| deserializer.end()).map_err(PageError)
}

struct Walk<'a> {
    page: Page,
    take: &'a mut dyn FnMut(&Page, &str) -> bool,
    is_stopped: bool,
}

impl<'de> Visitor<'de> for &mut Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status page or its list of incidents")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "page" => self.page = page(&map.next_value::<Value>()?),
                "incidents" | "scheduled_maintenances" => map.next_value_seed(List(&mut *self))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(incident) = list.next_element::<Box<RawValue>>()? {
            if !(self.take)(&self.page, incident.get()) {
                self.is_stopped = true;
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

struct List<'a, 'b>(&'a mut Walk<'b>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self.0)
    }
}

fn page(value: &Value) -> Page {
    let text =
        |name: &str| value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let default = Page::default();
    Page {
        id: text("id").map_or(default.id, |id| id.chars().take(60).collect()),
        zone: text("time_zone").and_then(|zone| zone.parse().ok()).unwrap_or(default.zone),
    }
}
