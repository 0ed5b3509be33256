//! What a wait may come to.

/// A wait that nobody knows yet, in seconds from the moment that was asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean_secs: f64,
    /// One in ten is shorter.
    pub p10_secs: f64,
    /// Half are shorter.
    pub p50_secs: f64,
    /// Four in five are shorter.
    pub p80_secs: f64,
    /// Nine in ten are shorter.
    pub p90_secs: f64,
    /// Of which fraction of the runs the wait had no end.
    pub never: f64,
}

/// What is printed: from, to, in whole seconds, rounded so that they promise no more than is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Half of those who wait are called by then.
    pub from_secs: u32,
    /// Four in five are called by then.
    pub to_secs: u32,
}

/// From what a wait was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The rule run forward, with what was learnt.
    Run,
    /// How many are ahead, and how long each takes.
    QueueLength,
    /// How long the last one waited who was called.
    LastCalled,
}
