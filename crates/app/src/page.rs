//! Paging by keyset: how much of a list, and from where.
//!
//! It must not know what a cursor looks like outside.

use crate::{Error, Result};

/// The most records of a page.
pub const MAX: i64 = 100;

/// Checks the size of a page: 1 to 100.
pub fn size(first: i64) -> Result<u64> {
    match u64::try_from(first) {
        Ok(size) if (1..=MAX).contains(&first) => Ok(size),
        _ => Err(Error::invalid("first", format!("must be 1 to {MAX}"))),
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The records.
    pub items: Vec<T>,
    /// Whether more follow.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Makes a page from up to `size + 1` records.
    pub fn of(mut items: Vec<T>, size: u64) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let has_next = items.len() > size;
        items.truncate(size);
        Self { items, has_next }
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), has_next: self.has_next }
    }
}

/// Which part of a list by name is wanted.
#[derive(Clone, Debug, Default)]
pub struct ByName {
    /// How many records, 1 to [`MAX`].
    pub first: i64,
    /// The last record of the page before: sort key of its name, and its id.
    pub after: Option<(String, uuid::Uuid)>,
    /// Only records that hold this text, in upper or lower case.
    pub text: Option<String>,
}

/// A page of a list by name, with the length of the whole list.
#[derive(Clone, Debug)]
pub struct NamePage<T> {
    /// The records.
    pub page: Page<T>,
    /// How many records the whole list has.
    pub total: usize,
}

impl ByName {
    /// Cuts the page out of records that are sorted by `key`; `text` is what is searched.
    pub fn cut<T: Clone>(
        &self,
        records: &[T],
        key: impl Fn(&T) -> (String, uuid::Uuid),
        text: impl Fn(&T) -> String,
    ) -> Result<NamePage<T>> {
        let size = size(self.first)?;
        let wanted =
            self.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase);
        let matching: Vec<&T> = records
            .iter()
            .filter(|record| {
                wanted.as_ref().is_none_or(|wanted| text(record).to_lowercase().contains(wanted))
            })
            .collect();
        let begin =
            self.after.as_ref().map_or(0, |after| matching.partition_point(|record| key(record) <= *after));
        let take = usize::try_from(size).unwrap_or(usize::MAX).saturating_add(1);
        let items = matching.iter().skip(begin).take(take).map(|record| (*record).clone()).collect();
        Ok(NamePage { page: Page::of(items, size), total: matching.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn cut(first: i64, after: Option<&str>, text: Option<&str>) -> Result<(Vec<&'static str>, bool, usize)> {
        let args = ByName {
            first,
            after: after.map(|name| (name.to_owned(), Uuid::nil())),
            text: text.map(str::to_owned),
        };
        let key = |name: &&'static str| (name.to_lowercase(), Uuid::nil());
        let page = args.cut(&["Alpha", "beta", "Gamma"], key, |name| (*name).to_owned())?;
        Ok((page.page.items, page.page.has_next, page.total))
    }

    #[test]
    fn pages_follow_each_other() {
        assert_eq!(cut(2, None, None).unwrap(), (vec!["Alpha", "beta"], true, 3));
        assert_eq!(cut(2, Some("beta"), None).unwrap(), (vec!["Gamma"], false, 3));
        assert_eq!(
            cut(100, Some("b"), None).unwrap(),
            (vec!["beta", "Gamma"], false, 3),
            "the last one is gone"
        );
        assert_eq!(cut(1, None, Some(" ET ")).unwrap(), (vec!["beta"], false, 1));
    }

    #[test]
    fn a_page_has_1_to_100_records() {
        for first in [0, -1, 101, i64::from(i32::MAX), i64::MIN] {
            assert!(
                matches!(cut(first, None, None), Err(Error::Invalid { field, .. }) if field == "first"),
                "{first}"
            );
        }
    }
}
