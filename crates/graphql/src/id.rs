//! Global ids at the edge: text to typed id, with the field named when it is malformed.

use std::str::FromStr;

use app::Error;
use async_graphql::ID;
use domain::id::IdError;

/// Parses an id; a malformed one, or one of another kind, is `BAD_USER_INPUT` on `field`.
pub fn parse<T: FromStr<Err = IdError>>(field: &str, id: &ID) -> app::Result<T> {
    id.parse().map_err(|error: IdError| Error::invalid(field, error.to_string()))
}

/// Parses an optional id.
pub fn parse_opt<T: FromStr<Err = IdError>>(field: &str, id: Option<&ID>) -> app::Result<Option<T>> {
    id.map(|id| parse(field, id)).transpose()
}

/// The most ids of one list.
pub const MAX_IDS: usize = 100;

/// Parses a list of at most [`MAX_IDS`] ids.
pub fn parse_all<T: FromStr<Err = IdError>>(field: &str, ids: &[ID]) -> app::Result<Vec<T>> {
    if ids.len() > MAX_IDS {
        return Err(Error::invalid(field, format!("must hold at most {MAX_IDS} ids")));
    }
    ids.iter().map(|id| parse(field, id)).collect()
}
