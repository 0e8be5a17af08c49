//! Reads the tree of an answer field by field. The documents are checked against the schema when compiled; typed decoders of
//! a large answer would weigh more than its screen, so it is read by hand, once, here and in the screen's `api`.
//! A field that is missing or not understood makes the whole answer unreadable.

use core::cell::Cell;

use serde_json::Value;

use super::ApiError;
use crate::model::{DateTime, Named};

/// Reads a field of an answer; refuses it when something in it could not be read, or says that there is no such record.
pub fn read<T>(data: &Value, field: &str, map: fn(Node<'_>) -> T) -> Result<T, ApiError> {
    let bad = Cell::new(false);
    let node = Node::new(data, &bad).get(field);
    if node.is_null() {
        return Err(ApiError {
            code: "NOT_FOUND".into(),
            message: "There is no such record, or it is not visible to you.".into(),
            ..ApiError::default()
        });
    }
    let mapped = map(node);
    if bad.get() { Err(ApiError::bad_answer(None)) } else { Ok(mapped) }
}

/// A node of the tree; remembers in `bad` that something could not be read.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a Value,
    bad: &'a Cell<bool>,
}

impl<'a> Node<'a> {
    pub fn new(value: &'a Value, bad: &'a Cell<bool>) -> Self {
        Self { value, bad }
    }

    /// The node of a field; a missing one reads as null.
    pub fn get(self, field: &str) -> Self {
        Self { value: &self.value[field], bad: self.bad }
    }

    pub fn is_null(self) -> bool {
        self.value.is_null()
    }

    fn missed<T>(self, default: T) -> T {
        self.bad.set(true);
        default
    }

    pub fn text(self, field: &str) -> String {
        match self.value[field].as_str() {
            Some(text) => text.to_owned(),
            None => self.missed(String::new()),
        }
    }

    pub fn maybe_text(self, field: &str) -> Option<String> {
        self.value[field].as_str().map(str::to_owned)
    }

    pub fn flag(self, field: &str) -> bool {
        self.value[field].as_bool().unwrap_or_else(|| self.missed(false))
    }

    pub fn maybe_flag(self, field: &str) -> Option<bool> {
        self.value[field].as_bool()
    }

    pub fn maybe_number(self, field: &str) -> Option<i64> {
        self.value[field].as_i64()
    }

    /// A number that may have a fraction.
    pub fn maybe_share(self, field: &str) -> Option<f64> {
        self.value[field].as_f64()
    }

    pub fn number(self, field: &str) -> i64 {
        self.maybe_number(field).unwrap_or_else(|| self.missed(0))
    }

    pub fn maybe_at(self, field: &str) -> Option<DateTime> {
        let text = self.value[field].as_str()?;
        let at = DateTime::parse(text);
        if at.is_none() {
            self.bad.set(true);
        }
        at
    }

    pub fn at(self, field: &str) -> DateTime {
        self.maybe_at(field).unwrap_or_else(|| self.missed(DateTime(0)))
    }

    /// A word of a vocabulary; `first` stands in for one that is not understood.
    pub fn word<T>(self, field: &str, parse: fn(&str) -> Option<T>, first: T) -> T {
        self.maybe_word(field, parse).unwrap_or_else(|| self.missed(first))
    }

    pub fn maybe_word<T>(self, field: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let read = parse(self.value[field].as_str()?);
        if read.is_none() {
            self.bad.set(true);
        }
        read
    }

    pub fn list<T>(self, field: &str, read: fn(Node<'a>) -> T) -> Vec<T> {
        self.get(field).items(read)
    }

    /// The nodes of a list that is this node itself.
    pub fn items<T>(self, read: fn(Node<'a>) -> T) -> Vec<T> {
        match self.value.as_array() {
            Some(items) => items.iter().map(|value| read(Self { value, bad: self.bad })).collect(),
            None => self.missed(Vec::new()),
        }
    }

    /// The node itself as text, for lists of words.
    pub fn own_text(self) -> String {
        self.value.as_str().unwrap_or_default().to_owned()
    }

    /// The list of words of a vocabulary.
    pub fn words<T>(self, field: &str, parse: fn(&str) -> Option<T>) -> Vec<T> {
        self.list(field, Node::own_text).iter().filter_map(|word| parse(word)).collect()
    }

    /// The cursor of the next page of a connection, when there is one.
    pub fn next(self) -> Option<String> {
        let page = self.get("pageInfo");
        page.flag("hasNextPage").then(|| page.maybe_text("endCursor")).flatten()
    }

    pub fn named(self) -> Named {
        Named { id: self.text("id"), name: self.text("name") }
    }
}
