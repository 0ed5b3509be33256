//! Every bound of the wire, and the table that counts who asks how often.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The largest request body, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// How much of a body that is too large is read all the same, so that its sender hears why.
pub const THROWN_AWAY_BYTES_MAX: usize = 1024 * 1024;
/// The longest idempotency key, in bytes.
pub const KEY_BYTES_MAX: usize = 128;
/// The most header fields of one request; beyond that hyper answers 431.
pub const HEADERS_MAX: usize = 64;
/// The most bytes of a request's line and header fields together.
pub const HEADER_BYTES_MAX: usize = 32 * 1024;
/// How long a connection may take to send its header fields, or stay idle between two requests.
pub const HEADER_READ_DEADLINE: Duration = Duration::from_secs(30);
/// How long one request may take.
pub const REQUEST_DEADLINE: Duration = Duration::from_secs(10);
/// How long a stopping hub waits for what is under way.
pub const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// Connections to `--listen` at a time; one more is told `busy`.
pub const APP_CONNECTIONS_MAX: usize = 512;
/// How long one HTTP connection to `--listen` may last: apps keep theirs for hours.
pub const APP_CONNECTION_DEADLINE: Duration = Duration::from_secs(24 * 3600);
/// How long one connection to `--public` may last; a page that follows its ticket connects again.
pub const PUBLIC_CONNECTION_DEADLINE: Duration = Duration::from_secs(30 * 60);
/// Connections to `--public` at a time.
pub const PUBLIC_CONNECTIONS_MAX: usize = 256;
/// Pages that follow their ticket at a time; the others renew themselves slowly.
pub const PAGE_STREAMS_MAX: usize = 192;
/// Turned away connections that are told so at a time; beyond that they are only closed.
pub const TURNED_AWAY_MAX: usize = 32;
/// What the kernel may keep of one app connection's unread bytes. Small, so that a screen that no
/// longer reads is noticed while its picture is young.
pub const APP_SEND_BUFFER_BYTES: u32 = 128 * 1024;

/// Pictures that are being sent at a time; who asks for one more is told to come again.
pub const PICTURES_MAX: usize = 32;

/// WebSockets at a time.
pub const SOCKETS_MAX: usize = 128;
/// How long a WebSocket may take to say hello.
pub const HELLO_DEADLINE: Duration = Duration::from_secs(5);
/// How long one frame may take to leave.
pub const SEND_DEADLINE: Duration = Duration::from_secs(5);
/// How often a WebSocket's other end is asked whether it is there.
pub const PING_PERIOD: Duration = Duration::from_secs(10);
/// After this long without a word from the other end it is taken to be gone.
pub const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Addresses whose requests are counted at a time.
pub const ADDRESSES_MAX: usize = 1_024;
/// Devices whose requests are counted at a time: as many as the vault knows.
pub const DEVICES_MAX: usize = 4_096;

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Lastingly, each second.
    pub per_sec: f64,
    /// At once.
    pub burst: f64,
}

/// What one device may ask. Far more than a person's hands can, far less than a program that runs wild.
pub const DEVICE_RATE: Rate = Rate {
    per_sec: 1_000.0,
    burst: 2_000.0,
};
/// What one address may ask of the public pages.
pub const PUBLIC_RATE: Rate = Rate {
    per_sec: 20.0,
    burst: 40.0,
};
/// How often one address may show a token that nobody knows.
pub const UNKNOWN_TOKEN_RATE: Rate = Rate {
    per_sec: 0.5,
    burst: 10.0,
};

/// A token bucket for each of a bounded number of askers. Where the table is full of busy ones,
/// newcomers share one bucket.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    rate: Rate,
    askers_max: usize,
    inner: Mutex<Inner<K>>,
}

#[derive(Debug)]
struct Inner<K> {
    known: BTreeMap<K, Bucket>,
    newcomers: Bucket,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self {
            left: rate.burst,
            at: now,
        }
    }

    fn left_at(&self, rate: Rate, now: Instant) -> f64 {
        let refilled = now.saturating_duration_since(self.at).as_secs_f64() * rate.per_sec;
        (self.left + refilled).min(rate.burst)
    }

    fn take(&mut self, rate: Rate, now: Instant) -> Result<(), u32> {
        self.left = self.left_at(rate, now);
        self.at = now;
        if self.left >= 1.0 {
            self.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - self.left) / rate.per_sec).ceil() as u32)
    }
}

impl<K: Ord> Buckets<K> {
    pub(crate) fn new(rate: Rate, askers_max: usize) -> Self {
        let newcomers = Bucket::full(rate, Instant::now());
        Self {
            rate,
            askers_max,
            inner: Mutex::new(Inner {
                known: BTreeMap::new(),
                newcomers,
            }),
        }
    }

    /// Counts one; where that is too much, says in how many seconds it would not be.
    pub(crate) fn take(&self, asker: K) -> Result<(), u32> {
        self.take_at(asker, Instant::now())
    }

    fn take_at(&self, asker: K, now: Instant) -> Result<(), u32> {
        let rate = self.rate;
        // A count is worth no panic: whatever a panicked thread left here is still a count.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.known.len() >= self.askers_max && !inner.known.contains_key(&asker) {
            inner
                .known
                .retain(|_, bucket| bucket.left_at(rate, now) < rate.burst);
            if inner.known.len() >= self.askers_max {
                return inner.newcomers.take(rate, now);
            }
        }
        inner
            .known
            .entry(asker)
            .or_insert_with(|| Bucket::full(rate, now))
            .take(rate, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        per_sec: 2.0,
        burst: 3.0,
    };

    #[test]
    fn a_burst_passes_then_waits_for_the_refill() {
        let buckets = Buckets::new(RATE, 2);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(buckets.take_at("a", start), Ok(()));
        }
        assert_eq!(buckets.take_at("a", start), Err(1));
        assert_eq!(
            buckets.take_at("b", start),
            Ok(()),
            "another asker is not hindered"
        );
        assert_eq!(
            buckets.take_at("a", start + Duration::from_millis(500)),
            Ok(())
        );
        assert_eq!(
            buckets.take_at("a", start + Duration::from_millis(500)),
            Err(1)
        );
    }

    #[test]
    fn a_table_full_of_busy_askers_gives_newcomers_one_bucket_and_forgets_the_idle() {
        let buckets = Buckets::new(RATE, 2);
        let start = Instant::now();
        assert_eq!(buckets.take_at(1, start), Ok(()));
        assert_eq!(buckets.take_at(2, start), Ok(()));
        let newcomers: Vec<_> = (3..7).map(|asker| buckets.take_at(asker, start)).collect();
        assert_eq!(newcomers, [Ok(()), Ok(()), Ok(()), Err(1)]);
        let later = start + Duration::from_secs(10);
        assert_eq!(buckets.take_at(9, later), Ok(()));
        assert_eq!(
            buckets.inner.lock().unwrap().known.len(),
            1,
            "the idle were forgotten"
        );
    }
}
