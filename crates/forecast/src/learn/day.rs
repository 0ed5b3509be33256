//! What one day's legs say, in plain numbers.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::layout::{Queue, Seat};

use super::{End, Shape, Visit};

/// Longer than this between two calls, while somebody waits, is a break.
pub(super) const GAP_MAX_MS: i64 = 10 * 60 * 1000;
/// Longer than this nobody is served: somebody forgot to finish.
pub(super) const TAKEN_MAX_MS: i64 = 3 * 60 * 60 * 1000;
/// Longer than this a counter is not on a break but gone.
const BREAK_MAX_MS: i64 = 2 * 60 * 60 * 1000;
/// A counter that calls within so long of the day's first call was there from the beginning.
const OPENING_MS: i64 = 45 * 60 * 1000;
/// How long a quarter of an hour is.
pub(super) const SLOT_MS: i64 = 15 * 60 * 1000;

/// Who serves: a clerk, or a counter where nobody says which clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hand {
    Clerk(u32),
    Seat(u16),
}

/// How long somebody took a counter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) queue: Queue,
    pub(super) hand: Hand,
    pub(super) called_ms: i64,
    /// From the call to the end.
    pub(super) held_ms: i64,
    /// From the end to the next call, where somebody waited for it.
    pub(super) turnaround_ms: Option<i64>,
}

/// A call and how it went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Called {
    pub(super) service: usize,
    pub(super) waited_ms: i64,
    pub(super) came: bool,
}

/// A way from one service to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) from: usize,
    pub(super) to: usize,
    /// From the end of the one leg to the beginning of the other.
    pub(super) after_ms: i64,
}

/// What one day's legs say.
#[derive(Debug, Clone, Default)]
pub(super) struct DayFacts {
    pub(super) day: NaiveDate,
    pub(super) samples: Vec<Sample>,
    pub(super) no_shows_ms: Vec<i64>,
    pub(super) ways_ms: Vec<i64>,
    pub(super) called: Vec<Called>,
    pub(super) moves: Vec<Move>,
    /// By service: how many were served and gone.
    pub(super) left: Vec<u32>,
    pub(super) reactions_ms: Vec<i64>,
    pub(super) breaks_ms: Vec<i64>,
    /// Who came, by time.
    pub(super) arrivals: Vec<(i64, Queue)>,
    /// By counter: its first call, and who made the last one.
    seats: BTreeMap<u16, (i64, Hand)>,
}

impl DayFacts {
    pub(super) fn of<'a>(
        shape: Shape,
        day: NaiveDate,
        visits: impl Iterator<Item = &'a Visit> + Clone,
    ) -> Self {
        let mut facts = Self {
            day,
            left: vec![0; shape.services],
            ..Self::default()
        };
        facts.take_counters(shape, visits.clone());
        facts.take_ends(shape, visits.clone());
        facts.take_arrivals(visits);
        facts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.arrivals.is_empty() && self.called.is_empty()
    }

    pub(super) fn opened_with(&self, seat: usize) -> bool {
        let first = self.seats.values().map(|(first_ms, _)| *first_ms).min();
        let own = u16::try_from(seat)
            .ok()
            .and_then(|seat| self.seats.get(&seat));
        match (first, own) {
            (Some(first_ms), Some((own_ms, _))) => own_ms - first_ms <= OPENING_MS,
            _ => false,
        }
    }

    pub(super) fn last_hand(&self, seat: Seat) -> Option<Hand> {
        self.seats.get(&seat.0).map(|(_, hand)| *hand)
    }

    /// Each counter's calls in their order, and what lay between them.
    fn take_counters<'a>(&mut self, shape: Shape, visits: impl Iterator<Item = &'a Visit>) {
        let mut by_seat: BTreeMap<u16, Vec<(i64, &Visit)>> = BTreeMap::new();
        for visit in visits {
            if let (Some(seat), Some(called_ms)) = (visit.seat, visit.called_ms)
                && shape.has_seat(seat)
            {
                by_seat.entry(seat.0).or_default().push((called_ms, visit));
            }
        }
        for (seat, mut calls) in by_seat {
            calls.sort_unstable_by_key(|(called_ms, visit)| (*called_ms, visit.ticket, visit.leg));
            let hand = |visit: &Visit| visit.clerk.map_or(Hand::Seat(seat), Hand::Clerk);
            if let (Some((first_ms, _)), Some((_, last))) = (calls.first(), calls.last()) {
                self.seats.insert(seat, (*first_ms, hand(last)));
            }
            for (place, (called_ms, visit)) in calls.iter().enumerate() {
                let next = calls
                    .get(place + 1)
                    .map(|(next_ms, next)| (*next_ms, *next));
                self.take_call(hand(visit), *called_ms, visit, next);
            }
        }
    }

    fn take_call(
        &mut self,
        hand: Hand,
        called_ms: i64,
        visit: &Visit,
        next: Option<(i64, &Visit)>,
    ) {
        let Some(ended_ms) = visit.ended_ms else {
            return;
        };
        let mut turnaround_ms = None;
        if let Some((next_ms, next)) = next {
            let gap_ms = next_ms - ended_ms.max(next.joined_ms);
            let waited = next.joined_ms <= ended_ms;
            if gap_ms < 0 {
                // Several at once at one counter: whose time it was cannot be told.
                return;
            } else if gap_ms <= GAP_MAX_MS && waited {
                turnaround_ms = Some(gap_ms);
            } else if gap_ms <= GAP_MAX_MS {
                self.reactions_ms.push(gap_ms);
            } else if gap_ms <= BREAK_MAX_MS && waited {
                self.breaks_ms.push(gap_ms);
            }
        }
        let held_ms = ended_ms - called_ms;
        if !(0..=TAKEN_MAX_MS).contains(&held_ms) {
            return;
        }
        match visit.end {
            End::Served | End::MovedOn | End::Other => {
                self.samples.push(Sample {
                    queue: visit.queue,
                    hand,
                    called_ms,
                    held_ms,
                    turnaround_ms,
                });
                if let Some(started_ms) = visit.started_ms
                    && (called_ms..=ended_ms).contains(&started_ms)
                {
                    self.ways_ms.push(started_ms - called_ms);
                }
            }
            End::NoShow => self
                .no_shows_ms
                .push(held_ms + turnaround_ms.unwrap_or_default()),
            End::Cancelled | End::Open => {}
        }
    }

    /// Who came when called, and who moved on.
    fn take_ends<'a>(&mut self, shape: Shape, visits: impl Iterator<Item = &'a Visit>) {
        let mut before: Option<&Visit> = None;
        // By ticket and leg, so that a leg follows the one before it.
        for visit in visits {
            let Some(service) = shape.service(visit.queue) else {
                continue;
            };
            if let Some(called_ms) = visit.called_ms {
                let came = match visit.end {
                    End::Served | End::MovedOn | End::Other => Some(true),
                    End::NoShow => Some(false),
                    End::Cancelled | End::Open => None,
                };
                let waited_ms = called_ms - visit.joined_ms;
                if let Some(came) = came.filter(|_| waited_ms >= 0) {
                    self.called.push(Called {
                        service,
                        waited_ms,
                        came,
                    });
                }
            }
            if visit.end == End::Served {
                self.left[service] += 1;
            }
            if let Some(before) = before
                && before.ticket == visit.ticket
                && before.leg.checked_add(1) == Some(visit.leg)
                && before.end == End::MovedOn
                && let (Some(from), Some(ended_ms)) = (shape.service(before.queue), before.ended_ms)
            {
                self.moves.push(Move {
                    from,
                    to: service,
                    after_ms: (visit.joined_ms - ended_ms).clamp(0, TAKEN_MAX_MS),
                });
            }
            before = Some(visit);
        }
    }

    /// Who took a number to be called: whoever gave it back before the call is no load.
    fn take_arrivals<'a>(&mut self, visits: impl Iterator<Item = &'a Visit>) {
        let came = visits.filter(|visit| {
            let gave_back = visit.end == End::Cancelled && visit.called_ms.is_none();
            visit.leg == 0 && !gave_back
        });
        self.arrivals
            .extend(came.map(|visit| (visit.joined_ms, visit.queue)));
        self.arrivals.sort_unstable();
    }
}
