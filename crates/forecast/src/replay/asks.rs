//! When each counter asked for the next, and to whom an idle one turned: from a day that is written down.

use super::recorder::{Stay, Taken, Writing};
use super::world::REACTION_MS;
use super::{Ended, Recorded, Stop};
use crate::layout::Seat;

impl Taken {
    pub(super) fn recorded(mut self) -> Recorded {
        for index in 0..self.posts.len() {
            self.asks(index);
        }
        let reactions = self.wakes();
        let shifts = self.posts.iter().map(|post| {
            let shifts = post.shifts.iter().map(|(shift, _)| *shift);
            shifts.filter(|shift| shift.from_ms < shift.to_ms).collect()
        });
        let shifts = shifts.collect();
        let mut taken_ms: Vec<Vec<i64>> = vec![Vec::new(); self.layout.services.len()];
        for stay in self.chains.iter().flatten() {
            if let Writing::Ended { taken_ms: one, .. } = stay.end {
                taken_ms[self.layout.service_of(stay.queue)].push(one);
            }
        }
        let mut chains: Vec<Vec<Stop>> = self
            .chains
            .into_iter()
            .map(|chain| chain.into_iter().map(Stay::stop).collect())
            .collect();
        // Whoever came first has the first key; of one instant the log's order stays.
        chains.sort_by_key(|chain| chain.first().map(|stop| stop.joined_ms));
        Recorded {
            date: self.date,
            unlike: self.unlike,
            config: self.config,
            layout: self.layout,
            chains,
            shifts,
            begins_ms: self.begins_ms,
            closes_ms: self.closes_ms,
            usual_taken_ms: taken_ms.into_iter().map(median).collect(),
            usual_reaction_ms: median(reactions).unwrap_or(REACTION_MS),
        }
    }

    /// When a counter asked for the next: with a call where somebody waited, else as soon as it was done.
    fn asks(&mut self, index: usize) {
        let calls = self.posts[index].calls.clone();
        let at = |chains: &[Vec<Stay>], (chain, stop): (usize, usize)| match chains[chain][stop].end
        {
            Writing::Ended { at_ms, .. } | Writing::At { at_ms, .. } => Some(at_ms),
            Writing::Waits | Writing::Left { .. } => None,
        };
        let times: Vec<i64> = calls
            .iter()
            .filter_map(|place| at(&self.chains, *place))
            .collect();
        for (nth, (chain, stop)) in calls.into_iter().enumerate() {
            let Writing::Ended {
                at_ms,
                ended_ms,
                waited_for,
                taken_ms,
                ..
            } = &mut self.chains[chain][stop].end
            else {
                continue;
            };
            let next_ms = times.get(nth + 1).copied();
            let shifts = self.posts[index].shifts.iter();
            let goes_ms = shifts
                .map(|(shift, _)| shift.to_ms)
                .find(|to_ms| *to_ms >= *ended_ms);
            let asks_ms = match (next_ms, goes_ms) {
                (Some(next_ms), _) if next_ms <= *ended_ms => next_ms,
                (Some(next_ms), Some(goes_ms)) if *waited_for && next_ms < goes_ms => next_ms,
                (_, Some(goes_ms)) if *waited_for => goes_ms,
                _ => *ended_ms,
            };
            *taken_ms = asks_ms - *at_ms;
        }
        // Where somebody waited as it opened, it opened for the rule with its first call.
        for (shift, waited_for) in &mut self.posts[index].shifts {
            if *waited_for {
                let mut times = times.iter().copied();
                let first_ms = times.find(|at_ms| (shift.from_ms..shift.to_ms).contains(at_ms));
                shift.from_ms = first_ms.unwrap_or(shift.to_ms);
            }
        }
    }

    /// Which idle counter turned to whoever came, and after how long it called; the short ones are told.
    fn wakes(&mut self) -> Vec<i64> {
        /// Longer than that nobody was at the counter.
        const AWAY_MS: i64 = 60_000;
        let busy: Vec<Vec<(i64, i64)>> = self
            .posts
            .iter()
            .map(|post| {
                let calls = post.calls.iter();
                let busy = calls.filter_map(|(chain, stop)| match self.chains[*chain][*stop].end {
                    Writing::Ended {
                        at_ms, taken_ms, ..
                    } => Some((at_ms, at_ms + taken_ms)),
                    Writing::At { .. } | Writing::Waits | Writing::Left { .. } => None,
                });
                busy.collect()
            })
            .collect();
        let mut reacts_until = vec![i64::MIN; self.posts.len()];
        let mut reactions = Vec::new();
        for ((chain, stop), idle) in std::mem::take(&mut self.seen) {
            let now_ms = self.chains[chain][stop].joined_ms;
            let calls_ms = |seat: &Seat| -> Option<i64> {
                let index = usize::from(seat.0);
                let calls = &busy[index];
                let next = calls.partition_point(|(at_ms, _)| *at_ms < now_ms);
                let before = next.checked_sub(1).map(|last| calls[last].1);
                if reacts_until[index] > now_ms || before.is_some_and(|until| until > now_ms) {
                    return None;
                }
                let mut shifts = self.posts[index].shifts.iter();
                let (shift, _) =
                    shifts.find(|(shift, _)| (shift.from_ms..shift.to_ms).contains(&now_ms))?;
                let next = calls.get(next).map(|(at_ms, _)| *at_ms);
                Some(next.map_or(shift.to_ms, |at_ms| at_ms.min(shift.to_ms)))
            };
            let first = idle
                .iter()
                .filter_map(|seat| Some((calls_ms(seat)?, *seat)));
            if let Some((at_ms, seat)) = first.min() {
                let reacts_ms = at_ms - now_ms;
                reacts_until[usize::from(seat.0)] = at_ms;
                self.chains[chain][stop].wakes = Some((seat, reacts_ms));
                if reacts_ms <= AWAY_MS {
                    reactions.push(reacts_ms);
                }
            }
        }
        reactions
    }
}

impl Stay {
    fn stop(self) -> Stop {
        let end = match self.end {
            Writing::Ended {
                seat,
                at_ms,
                no_show,
                taken_ms,
                ..
            } => Ended::Called {
                seat,
                at_ms,
                taken_ms,
                no_show,
            },
            Writing::At { seat, at_ms } => Ended::Called {
                seat,
                at_ms,
                taken_ms: 0,
                no_show: false,
            },
            Writing::Left { at_ms } => Ended::Left { at_ms },
            Writing::Waits => Ended::Waits,
        };
        Stop {
            queue: self.queue,
            joined_ms: self.joined_ms,
            since_ms: self.since_ms,
            end,
            wakes: self.wakes,
        }
    }
}

fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}
