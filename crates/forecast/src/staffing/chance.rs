//! The world of the textbooks: people come by chance alone, and take and wait as long as chance wills.

use rand::{RngExt as _, SeedableRng as _};
use rand_distr::{Distribution as _, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::hall::Present;
use crate::layout::{Queue, Seat};
use crate::run::{Arrival, Call, Stay, Then, World};

/// A part of a day in which people come at one rate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Its end, in seconds from the start.
    pub(super) to_secs: f64,
    /// How many come in a second.
    pub(super) per_sec: f64,
}

/// Poisson arrivals, exponential service, exponential patience.
pub(super) struct Chance {
    rng: Xoshiro256PlusPlus,
    /// What follows the last is nobody.
    pieces: Vec<Piece>,
    piece: usize,
    /// By class: who is of it or of one before, as a fraction.
    up_to: Vec<f64>,
    service_secs: f64,
    patience_secs: Option<f64>,
    now_secs: f64,
    last_key: u32,
}

impl Chance {
    /// `per_hour` by class; each class is the same part of all who come, at any time.
    pub(super) fn new(
        per_hour: &[f64],
        pieces: Vec<Piece>,
        service_secs: f64,
        patience_secs: Option<f64>,
        seed: u64,
    ) -> Self {
        let all: f64 = per_hour.iter().sum();
        let mut sum = 0.0;
        let up_to = per_hour.iter().map(|one| {
            sum += one / all;
            sum
        });
        Self {
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            pieces,
            piece: 0,
            up_to: up_to.collect(),
            service_secs,
            patience_secs,
            now_secs: 0.0,
            last_key: 0,
        }
    }

    fn exponential_ms(&mut self, mean_secs: f64) -> i64 {
        let unit: f64 = Exp1.sample(&mut self.rng);
        (unit * mean_secs * 1000.0).round() as i64
    }

    /// When the next comes: an exponential step in the number who should have come by then.
    fn next_secs(&mut self) -> Option<f64> {
        let mut ahead: f64 = Exp1.sample(&mut self.rng);
        while let Some(piece) = self.pieces.get(self.piece) {
            let expected = (piece.to_secs - self.now_secs) * piece.per_sec;
            if ahead < expected {
                self.now_secs += ahead / piece.per_sec;
                return Some(self.now_secs);
            }
            ahead -= expected;
            self.now_secs = piece.to_secs;
            self.piece += 1;
        }
        None
    }
}

impl World for Chance {
    fn arrives(&mut self) -> Option<Arrival> {
        let at_ms = (self.next_secs()? * 1000.0).round() as i64;
        let of: f64 = self.rng.random();
        let class = self.up_to.iter().take_while(|&&up_to| up_to <= of).count();
        let class = class.min(self.up_to.len() - 1);
        self.last_key += 1;
        Some(Arrival {
            key: self.last_key,
            at_ms,
            queue: Queue(u16::try_from(class).expect("a handful of classes")),
            since_ms: at_ms,
            patience_ms: self.patience_secs.map(|secs| self.exponential_ms(secs)),
        })
    }

    /// The run begins with an empty hall.
    fn remains(&mut self, _: Seat, _: &Present, _: i64) -> Option<Stay> {
        None
    }

    fn serves(&mut self, _: &Call) -> Stay {
        Stay {
            taken_ms: self.exponential_ms(self.service_secs),
            then: Then::Leaves,
        }
    }

    fn reacts_ms(&mut self, _: Seat, _: Queue) -> i64 {
        0
    }
}
