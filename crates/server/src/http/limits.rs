//! How many requests a minute one user, key or address may send.
//!
//! It must not know what is asked for; guesses of passwords are limited in the use case.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use domain::identity::{Actor, Principal};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use graphql::context::Meter;
use http::{HeaderMap, HeaderValue};

use super::answer::Refusal;
use crate::config::Limits;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A person or key.
    Principal(Principal),
    /// An address that has not said who it is.
    Address(IpAddr),
}

impl Who {
    /// The actor, or else the address.
    pub fn new(actor: Option<&Actor>, address: IpAddr) -> Self {
        actor.map_or(Self::Address(address), |actor| Self::Principal(actor.principal))
    }
}

type Keyed = RateLimiter<Who, DashMapStateStore<Who>, DefaultClock, StateInformationMiddleware>;

type Costs = RateLimiter<Who, DashMapStateStore<Who>, DefaultClock>;

/// Counts requests, and what they cost.
pub struct RequestLimiter {
    limiter: Option<Keyed>,
    costs: Option<Arc<Costs>>,
    clock: DefaultClock,
}

/// What is left, for the answer's headers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Remaining(Option<(u32, u32)>);

impl RequestLimiter {
    /// As the settings say; none when rate limits are off.
    pub fn new(limits: &Limits) -> Self {
        let per_minute = NonZeroU32::new(limits.requests_per_minute).filter(|_| limits.rate_limits);
        let limiter = per_minute.map(|count| {
            RateLimiter::dashmap(Quota::per_minute(count)).with_middleware::<StateInformationMiddleware>()
        });
        let cost = NonZeroU32::new(limits.cost_per_minute).filter(|_| limits.rate_limits);
        let costs = cost.map(|cost| Arc::new(RateLimiter::dashmap(Quota::per_minute(cost))));
        Self { limiter, costs, clock: DefaultClock::default() }
    }

    /// Counts one request.
    pub fn check(&self, who: Who) -> Result<Remaining, Refusal> {
        let Some(limiter) = &self.limiter else { return Ok(Remaining(None)) };
        match limiter.check_key(&who) {
            Ok(state) => {
                Ok(Remaining(Some((state.quota().burst_size().get(), state.remaining_burst_capacity()))))
            }
            Err(until) => Err(Refusal::rate_limited(until.wait_time_from(self.clock.now()).as_secs().max(1))),
        }
    }

    /// Charges the cost of one document; none when rate limits are off.
    pub fn meter(&self, who: Who) -> Option<Meter> {
        let (costs, clock) = (Arc::clone(self.costs.as_ref()?), self.clock.clone());
        Some(Meter::new(move |cost| {
            let Some(cost) = NonZeroU32::new(cost) else { return Ok(()) };
            match costs.check_key_n(&who, cost) {
                Ok(Ok(())) => Ok(()),
                Ok(Err(until)) => Err(until.wait_time_from(clock.now())),
                // More than a whole minute's allowance at once never fits.
                Err(_) => Err(Duration::from_mins(1)),
            }
        }))
    }

    /// Forgets whoever has been silent for a while; called now and then.
    pub fn tidy(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        if let Some(costs) = &self.costs {
            costs.retain_recent();
            costs.shrink_to_fit();
        }
    }
}

impl Remaining {
    /// Writes the `RateLimit-*` headers.
    pub fn write(self, headers: &mut HeaderMap) {
        if let Some((limit, remaining)) = self.0 {
            headers.insert("ratelimit-limit", HeaderValue::from(limit));
            headers.insert("ratelimit-remaining", HeaderValue::from(remaining));
            // Seconds until the whole allowance is back.
            let reset = (u64::from(limit - remaining.min(limit)) * 60).div_ceil(u64::from(limit.max(1)));
            headers.insert("ratelimit-reset", HeaderValue::from(reset));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_allowance_runs_out_for_one_and_not_for_another() {
        let mut limits = Config::defaults().unwrap().limits;
        limits.requests_per_minute = 3;
        let limiter = RequestLimiter::new(&limits);
        let who = |n| Who::Address(IpAddr::from([192, 0, 2, n]));
        for left in [2, 1, 0] {
            let mut headers = HeaderMap::new();
            limiter.check(who(1)).unwrap().write(&mut headers);
            assert_eq!(headers["ratelimit-limit"], "3");
            assert_eq!(headers["ratelimit-remaining"], left.to_string());
        }
        let refusal = limiter.check(who(1)).unwrap_err();
        assert_eq!(refusal.status, 429);
        assert!(refusal.retry_after.is_some_and(|seconds| (1..=20).contains(&seconds)));
        assert!(limiter.check(who(2)).is_ok());
    }

    #[test]
    fn the_cost_of_a_minute_runs_out() {
        let mut limits = Config::defaults().unwrap().limits;
        limits.cost_per_minute = 100;
        let limiter = RequestLimiter::new(&limits);
        let meter = |n| limiter.meter(Who::Address(IpAddr::from([192, 0, 2, n]))).unwrap();
        assert!(meter(1).charge(60).is_ok());
        assert!(meter(1).charge(60).is_err_and(|wait| wait <= Duration::from_mins(1)));
        assert!(meter(1).charge(0).is_ok());
        assert!(meter(2).charge(100).is_ok());
        assert!(meter(3).charge(101).is_err(), "more than a whole allowance never fits");
    }

    #[test]
    fn off_means_no_limit_and_no_headers() {
        let mut limits = Config::defaults().unwrap().limits;
        limits.rate_limits = false;
        limits.requests_per_minute = 1;
        let limiter = RequestLimiter::new(&limits);
        for _ in 0..10 {
            let mut headers = HeaderMap::new();
            limiter.check(Who::Address(IpAddr::from([192, 0, 2, 1]))).unwrap().write(&mut headers);
            assert!(headers.is_empty());
        }
    }
}
