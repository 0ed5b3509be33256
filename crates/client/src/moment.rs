use std::ops::Add;
use std::time::Duration;

/// A point on a clock that never goes back, as the time since an instant that the driver chose once.
/// It has no meaning outside the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Duration);

impl Moment {
    /// The moment `elapsed` after the driver's chosen instant.
    pub const fn new(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// The time since the driver's chosen instant.
    pub const fn elapsed(self) -> Duration {
        self.0
    }

    /// The time since `earlier`; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}
