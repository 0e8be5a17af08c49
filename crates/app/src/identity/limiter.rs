//! How often signing in may be tried: by address, by account from one address, and by account; and
//! how often one-time links may be made for an account and guessed from an address; and how often subscriptions may be asked for.
//!
//! Backing off, never locking out: whoever guesses from one address uses up that address' share of
//! an account, not the whole of it. It must not know whether a try was right, beyond being told.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::id::UserId;
use domain::time::Instant;
use sha2::{Digest, Sha256};

use crate::{Error, Result, Settings};

/// Tries from one address.
const BY_ADDRESS: Budget = Budget { tries: 10, window: Duration::from_mins(1), free: 10 };
/// Tries on one account from one address; after the free ones each wait is twice the last.
const BY_PAIR: Budget = Budget { tries: 10, window: Duration::from_mins(15), free: 4 };
/// Tries on one account from anywhere.
const BY_ACCOUNT: Budget = Budget { tries: 30, window: Duration::from_mins(15), free: 30 };
/// One-time links made for one account.
const LINKS_MADE: Budget = Budget { tries: 3, window: Duration::from_hours(1), free: 3 };
/// Tokens of one-time links from one address that were not right.
const LINKS_TRIED: Budget = Budget { tries: 10, window: Duration::from_hours(1), free: 10 };
/// Subscriptions asked for from one address.
const SUBSCRIPTIONS: Budget = Budget { tries: 10, window: Duration::from_hours(1), free: 10 };
/// Counters kept before those that are over are thrown away for the first time.
const CROWDED: usize = 10_000;

#[derive(Clone, Copy)]
struct Budget {
    tries: usize,
    window: Duration,
    /// Tries that need no wait.
    free: usize,
}

impl Budget {
    /// How long to wait before another try, given the earlier ones; zero for now.
    fn wait(self, tries: &[Instant], now: Instant) -> Duration {
        let window = chrono::Duration::from_std(self.window).unwrap_or(chrono::Duration::MAX);
        let recent: Vec<Instant> = tries.iter().copied().filter(|at| now - *at < window).collect();
        let Some(last) = recent.last() else { return Duration::ZERO };
        let ready = if recent.len() >= self.tries {
            recent[recent.len() - self.tries] + window
        } else if recent.len() > self.free {
            let doublings = u32::try_from(recent.len() - self.free - 1).unwrap_or(u32::MAX).min(10);
            *last + chrono::Duration::seconds(1 << doublings)
        } else {
            return Duration::ZERO;
        };
        (ready - now).to_std().unwrap_or_default()
    }
}

/// Accounts are kept as digests: what was typed as an address may be a password.
type Account = [u8; 32];

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Pair(Account, Option<IpAddr>),
    Account(Account),
    LinksMade(UserId),
    LinksTried(IpAddr),
    Subscriptions(IpAddr),
}

impl Key {
    const fn budget(&self) -> Budget {
        match self {
            Self::Address(_) => BY_ADDRESS,
            Self::Pair(..) => BY_PAIR,
            Self::Account(_) => BY_ACCOUNT,
            Self::LinksMade(_) => LINKS_MADE,
            Self::LinksTried(_) => LINKS_TRIED,
            Self::Subscriptions(_) => SUBSCRIPTIONS,
        }
    }
}

/// Earlier tries.
struct Tries {
    of: HashMap<Key, Vec<Instant>>,
    /// With more counters than this, those that are over are thrown away.
    crowded: usize,
}

impl Tries {
    /// Throws away what is over, if there is much. The next time is when there is twice as much as
    /// what stays, so that under a flood a try still costs the same.
    fn tidy(&mut self, now: Instant) {
        if self.of.len() <= self.crowded {
            return;
        }
        self.of.retain(|key, at| !key.budget().is_over(at, now));
        self.crowded = CROWDED.max(self.of.len() * 2);
        self.of.shrink_to(self.crowded);
    }
}

/// Limits by address and account.
pub struct SignInLimiter {
    is_on: bool,
    tries: Mutex<Tries>,
}

impl SignInLimiter {
    /// Limits as the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            is_on: settings.rate_limits,
            tries: Mutex::new(Tries { of: HashMap::new(), crowded: CROWDED }),
        }
    }

    /// Takes one try, or refuses it with the time to wait. A refused try is not counted.
    pub fn take(&self, email: &str, address: Option<IpAddr>, now: Instant) -> Result<()> {
        let account = digest(email);
        let address = address.map(network);
        let mut keys = vec![Key::Pair(account, address), Key::Account(account)];
        keys.extend(address.map(Key::Address));
        self.take_all(keys, now)
    }

    /// Takes one making of a one-time link for an account, or refuses it with the time to wait.
    pub fn take_link_for(&self, user: UserId, now: Instant) -> Result<()> {
        self.take_all(vec![Key::LinksMade(user)], now)
    }

    /// Takes one token of a one-time link that came in, or refuses it unseen with the time to wait.
    pub fn take_token(&self, address: Option<IpAddr>, now: Instant) -> Result<()> {
        self.take_all(address.map(network).map(Key::LinksTried).into_iter().collect(), now)
    }

    /// Takes one asking for a subscription, or refuses it with the time to wait.
    pub fn take_subscription(&self, address: Option<IpAddr>, now: Instant) -> Result<()> {
        self.take_all(address.map(network).map(Key::Subscriptions).into_iter().collect(), now)
    }

    /// The token was right: whoever holds a link does not guess.
    pub fn token_was_right(&self, address: Option<IpAddr>) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = address.map(network).and_then(|address| tries.of.get_mut(&Key::LinksTried(address)))
        {
            at.pop();
        }
    }

    fn take_all(&self, keys: Vec<Key>, now: Instant) -> Result<()> {
        if !self.is_on {
            return Ok(());
        }
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.tidy(now);
        let wait = keys.iter().filter_map(|key| Some(key.budget().wait(tries.of.get(key)?, now))).max();
        if let Some(retry_after) = wait.filter(|wait| !wait.is_zero()) {
            return Err(Error::RateLimited { retry_after });
        }
        for key in keys {
            let budget = key.budget();
            let at = tries.of.entry(key).or_default();
            if at.len() >= budget.tries {
                at.remove(0);
            }
            at.push(now);
        }
        Ok(())
    }

    /// A try was right: the account owes nothing any more, the address still does.
    pub fn succeeded(&self, email: &str, address: Option<IpAddr>) {
        let account = digest(email);
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.of.remove(&Key::Pair(account, address.map(network)));
        // The try that was right must not count against the account as a whole.
        if let Some(at) = tries.of.get_mut(&Key::Account(account)) {
            at.pop();
        }
    }
}

impl Budget {
    fn is_over(self, tries: &[Instant], now: Instant) -> bool {
        let window = chrono::Duration::from_std(self.window).unwrap_or(chrono::Duration::MAX);
        tries.last().is_none_or(|last| now - *last >= window)
    }
}

fn digest(email: &str) -> Account {
    Sha256::digest(email.trim().to_lowercase()).into()
}

/// An IPv6 subscriber has a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> SignInLimiter {
        SignInLimiter::new(&Settings::default())
    }

    fn at(millis: i64) -> Instant {
        chrono::DateTime::from_timestamp_millis(1_700_000_000_000 + millis).unwrap()
    }

    fn ip(last: u8) -> Option<IpAddr> {
        format!("192.0.2.{last}").parse().ok()
    }

    fn accepted(
        limiter: &SignInLimiter,
        tries: impl Iterator<Item = (String, Option<IpAddr>, Instant)>,
    ) -> usize {
        tries.filter(|(email, ip, at)| limiter.take(email, *ip, *at).is_ok()).count()
    }

    #[test]
    fn a_thousand_guesses_stay_within_the_budgets() {
        let burst = accepted(&limiter(), (0..1000).map(|n| ("a@x.example".into(), ip(1), at(n))));
        assert_eq!(burst, 5, "one account from one address within a second");
        let spray = accepted(&limiter(), (0..1000).map(|n| (format!("{n}@x.example"), ip(1), at(n))));
        assert_eq!(spray, 10, "one address over many accounts within a second");
        let swarm = accepted(
            &limiter(),
            (0..1000).map(|n| ("a@x.example".into(), ip(u8::try_from(n % 250).unwrap()), at(n))),
        );
        assert_eq!(swarm, 30, "one account from many addresses");
        let patient = accepted(&limiter(), (0..840).map(|n| ("a@x.example".into(), ip(1), at(n * 1000))));
        assert_eq!(patient, 10, "one account from one address within a quarter of an hour");
    }

    #[test]
    fn waits_grow_and_end() {
        let limiter = limiter();
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..10 {
            if let Err(Error::RateLimited { retry_after }) = limiter.take("a@x.example", ip(1), now) {
                waits.push(retry_after.as_secs());
                now += retry_after;
                limiter.take("a@x.example", ip(1), now).unwrap();
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16]);
        assert!(limiter.take("a@x.example", ip(1), now).is_err(), "the tenth try was the last");
        assert!(limiter.take("a@x.example", ip(1), now + Duration::from_mins(15)).is_ok());
    }

    #[test]
    fn the_victim_signs_in_from_elsewhere_and_success_forgives() {
        let limiter = limiter();
        for n in 0..1000 {
            let _ = limiter.take("a@x.example", ip(1), at(n));
        }
        assert!(limiter.take("A@x.example ", ip(2), at(1000)).is_ok());
        for n in 0..9 {
            limiter.take("b@x.example", ip(3), at(n * 10_000)).unwrap();
            limiter.succeeded("b@x.example", ip(3));
        }
    }

    #[test]
    fn links_are_made_three_an_hour_and_tokens_guessed_ten() {
        let (limiter, user) = (limiter(), |n| UserId::new(uuid::Uuid::from_u128(n)));
        let made = |n| (0..10).filter(|try_| limiter.take_link_for(user(n), at(*try_)).is_ok()).count();
        assert_eq!((made(1), made(2)), (3, 3), "each account by itself");
        assert!(limiter.take_link_for(user(1), at(3_600_000)).is_ok());
        let guesses = |last| (0..1000).filter(|n| limiter.take_token(ip(last), at(*n)).is_ok()).count();
        assert_eq!(guesses(1), 10);
        for n in 0..50 {
            limiter.take_token(ip(2), at(n)).unwrap();
            limiter.token_was_right(ip(2));
        }
        assert_eq!(guesses(2), 10, "links that were right are no guesses");
        let Err(Error::RateLimited { retry_after }) = limiter.take_token(ip(2), at(1000)) else {
            panic!("an hour has not passed");
        };
        assert!(retry_after > Duration::from_mins(59));
    }

    #[test]
    fn a_crowd_is_gone_through_seldom_and_forgotten_when_it_is_over() {
        let limiter = limiter();
        let flood = |from: usize, to: usize, at: Instant| {
            let (mut sweeps, mut crowded) = (0, limiter.tries.lock().unwrap().crowded);
            for n in from..to {
                limiter.take(&format!("{n}@x.example"), None, at).unwrap();
                let now = limiter.tries.lock().unwrap().crowded;
                sweeps += usize::from(now != crowded);
                crowded = now;
            }
            sweeps
        };
        let sweeps = flood(0, 50_000, at(0));
        assert!((1..=5).contains(&sweeps), "{sweeps} times through 100,000 counters");
        assert_eq!(limiter.tries.lock().unwrap().of.len(), 100_000, "nobody is forgotten too early");
        flood(100_000, 150_000, at(15 * 60_000));
        let tries = limiter.tries.lock().unwrap();
        assert!(tries.of.len() <= 100_000, "{} counters", tries.of.len());
        assert!(!tries.of.contains_key(&Key::Account(digest("1@x.example"))));
    }

    #[test]
    fn off_is_off_and_a_v6_network_is_one_address() {
        let off = SignInLimiter::new(&Settings { rate_limits: false, ..Settings::default() });
        assert!((0..1000).all(|n| off.take("a@x.example", ip(1), at(n)).is_ok()));
        let v6 = |text: &str| network(text.parse().unwrap());
        assert_eq!(v6("2001:db8::1"), v6("2001:db8::ffff:1"));
        assert_ne!(v6("2001:db8::1"), v6("2001:db8:0:1::1"));
        assert_eq!(v6("::ffff:192.0.2.1"), IpAddr::from([192, 0, 2, 1]));
    }
}
