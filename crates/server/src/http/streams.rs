//! How many live streams each caller holds, and how many sockets wait unnamed.
//!
//! It must not know what flows in them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::identity::Principal;

/// Who holds a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A person or key.
    Principal(Principal),
    /// An address whose socket has not said who it is.
    Unnamed(IpAddr),
}

/// Counts streams.
#[derive(Debug, Default)]
pub struct Streams(Mutex<HashMap<Holder, usize>>);

/// One counted stream; dropping it counts it off.
#[derive(Debug)]
pub struct Held {
    streams: Arc<Streams>,
    holder: Holder,
}

impl Streams {
    /// Counts one more, unless the holder has `most` already.
    pub fn hold(self: &Arc<Self>, holder: Holder, most: usize) -> Option<Held> {
        let mut counts = self.lock();
        let count = counts.entry(holder).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Held { streams: Arc::clone(self), holder })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Holder, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.streams.lock();
        if let Some(count) = counts.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_counted_on_and_off() {
        let streams = Arc::new(Streams::default());
        let holder = Holder::Unnamed(IpAddr::from([192, 0, 2, 1]));
        let first = streams.hold(holder, 2);
        let second = streams.hold(holder, 2);
        assert!(first.is_some() && second.is_some());
        assert!(streams.hold(holder, 2).is_none());
        assert!(streams.hold(Holder::Unnamed(IpAddr::from([192, 0, 2, 2])), 2).is_some());
        drop(first);
        assert!(streams.hold(holder, 2).is_some());
        drop(second);
        assert!(streams.lock().is_empty());
    }
}
