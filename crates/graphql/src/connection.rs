//! Connections and cursors: keyset pages as Relay wants them.
//!
//! Cursors are opaque: hexadecimal of the keyset. It must not know any list.

use std::borrow::Cow;

use app::directory::sort_key;
use app::page::{ByName, NamePage, Page};
use app::{Error, Result};
use async_graphql::connection::{Edge, PageInfo};
use async_graphql::{Object, ObjectType, OutputType, SimpleObject, TypeName};
use chrono::DateTime;
use domain::text::ShortText;
use domain::time::Instant;
use uuid::Uuid;

use crate::in_turn::InTurn;

/// The cursor of a record that is ordered by an instant, then by id.
pub fn time_cursor(at: Instant, id: Uuid) -> String {
    encode(&format!("{}/{}", at.timestamp_micros(), id.simple()))
}

/// Reads a cursor of [`time_cursor`].
pub fn parse_time_cursor(after: Option<&str>) -> Result<Option<(Instant, Uuid)>> {
    let Some(text) = after else { return Ok(None) };
    let parsed = decode(text).and_then(|text| {
        let (micros, id) = text.split_once('/')?;
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, Uuid::parse_str(id).ok()?))
    });
    parsed.map(Some).ok_or_else(bad_cursor)
}

/// The cursor of a record that is ordered by a name, then by id.
pub fn name_cursor(name: &str, id: Uuid) -> String {
    encode(&format!("{}/{name}", id.simple()))
}

/// Reads a cursor of [`name_cursor`]: name and id.
pub fn parse_name_cursor(after: Option<&str>) -> Result<Option<(String, Uuid)>> {
    let Some(text) = after else { return Ok(None) };
    let parsed = decode(text).and_then(|text| {
        let (id, name) = text.split_once('/')?;
        Some((name.to_owned(), Uuid::parse_str(id).ok()?))
    });
    parsed.map(Some).ok_or_else(bad_cursor)
}

/// The cursor of a record that is ordered by its position in the outbox.
pub fn position_cursor(position: i64) -> String {
    encode(&format!("#{position}"))
}

/// Reads a cursor of [`position_cursor`].
pub fn parse_position_cursor(after: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = after else { return Ok(None) };
    let parsed = decode(text).and_then(|text| text.strip_prefix('#')?.parse().ok());
    parsed.map(Some).ok_or_else(bad_cursor)
}

/// The cursor of a record that is ordered by an instant that may be missing, then by id.
pub fn place_cursor(at: Option<Instant>, id: Uuid) -> String {
    match at {
        Some(at) => time_cursor(at, id),
        None => encode(&format!("-/{}", id.simple())),
    }
}

/// Reads a cursor of [`place_cursor`].
pub fn parse_place_cursor(after: Option<&str>) -> Result<Option<(Option<Instant>, Uuid)>> {
    let Some(text) = after else { return Ok(None) };
    match decode(text).and_then(|text| Uuid::parse_str(text.strip_prefix("-/")?).ok()) {
        Some(id) => Ok(Some((None, id))),
        None => Ok(parse_time_cursor(after)?.map(|(at, id)| (Some(at), id))),
    }
}

fn bad_cursor() -> Error {
    Error::invalid("after", "is not a cursor of this list")
}

/// By hand: each record of a page has a cursor, and formatting every byte took a tenth of a list's time.
fn encode(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    text.bytes().flat_map(digits).map(char::from).collect()
}

fn decode(text: &str) -> Option<String> {
    if !text.len().is_multiple_of(2) || text.len() > 1024 || !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// A page of a list; `E` holds further fields such as `totalCount`.
pub struct Connection<N: OutputType, E: ObjectType> {
    edges: Vec<Edge<String, N, async_graphql::connection::EmptyFields>>,
    has_previous: bool,
    has_next: bool,
    extra: E,
}

impl<N: OutputType, E: ObjectType> TypeName for Connection<N, E> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", N::type_name()).into()
    }
}

/// A page of a list.
#[Object(name_type)]
impl<N: ObjectType, E: ObjectType> Connection<N, E> {
    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// The records with their cursors.
    async fn edges(&self) -> &[Edge<String, N, async_graphql::connection::EmptyFields>] {
        &self.edges
    }

    /// The records.
    async fn nodes(&self) -> Vec<InTurn<&N>> {
        self.edges.iter().map(|edge| InTurn(&edge.node)).collect()
    }

    #[graphql(flatten)]
    async fn extra(&self) -> &E {
        &self.extra
    }
}

/// Wraps a page; `cursor` makes the cursor of a record, `extra` holds further fields such as
/// `totalCount`.
pub fn connection<T, N: OutputType, E: ObjectType>(
    page: Page<T>,
    has_previous: bool,
    extra: E,
    cursor: impl Fn(&T) -> String,
    node: impl Fn(T) -> N,
) -> Connection<N, E> {
    let edges = page
        .items
        .into_iter()
        .map(|item| {
            let cursor = cursor(&item);
            Edge::new(cursor, node(item))
        })
        .collect();
    Connection { edges, has_previous, has_next: page.has_next, extra }
}

/// Further fields of a list that is held in process.
#[derive(SimpleObject)]
pub struct ListTotal {
    /// How many there are in all.
    pub total_count: i32,
}

/// Reads the arguments of a list by name.
pub fn by_name(first: i32, after: Option<&str>, text: Option<&str>) -> Result<ByName> {
    let text = text.filter(|text| !text.trim().is_empty());
    let text = text.map(|text| app::error::parse("text", ShortText::parse(text))).transpose()?;
    Ok(ByName {
        first: first.into(),
        after: parse_name_cursor(after)?,
        text: text.map(ShortText::into_string),
    })
}

/// Wraps a page of a list by name; `key` gives name and id of a record.
pub fn name_connection<T, N: OutputType>(
    page: NamePage<T>,
    wanted: &ByName,
    key: impl Fn(&T) -> (String, Uuid),
    node: impl Fn(T) -> N,
) -> Connection<N, ListTotal> {
    let total = ListTotal { total_count: i32::try_from(page.total).unwrap_or(i32::MAX) };
    let cursor = |record: &T| {
        let (name, id) = key(record);
        name_cursor(&sort_key(&name), id)
    };
    connection(page.page, wanted.after.is_some(), total, cursor, node)
}

/// What `first: n` costs: the clamped size of the page times the cost of a record. Clamped because
/// the cost is asked before the resolver refuses a size out of range.
pub fn cost(first: i32, child: usize) -> usize {
    usize::try_from(first.clamp(1, 100)).unwrap_or(100) * child.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_survive_and_noise_is_refused() {
        let at = DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap();
        let id = Uuid::from_u128(7);
        assert_eq!(parse_time_cursor(Some(&time_cursor(at, id))).unwrap(), Some((at, id)));
        assert_eq!(
            parse_name_cursor(Some(&name_cursor("a/b é", id))).unwrap(),
            Some(("a/b é".to_owned(), id))
        );
        assert_eq!(parse_position_cursor(Some(&position_cursor(42))).unwrap(), Some(42));
        assert_eq!(parse_time_cursor(None).unwrap(), None);
        for place in [Some(at), None] {
            assert_eq!(parse_place_cursor(Some(&place_cursor(place, id))).unwrap(), Some((place, id)));
        }
        for noise in ["", "z", "zz", "00", "é0", &"ab".repeat(600)] {
            assert!(parse_time_cursor(Some(noise)).is_err(), "{noise}");
            assert!(parse_position_cursor(Some(noise)).is_err(), "{noise}");
            assert!(parse_place_cursor(Some(noise)).is_err(), "{noise}");
        }
    }
}
