//! A drawn day as runs ask for it.

use super::{Drawn, LEGS_MAX};
use crate::hall::Present;
use crate::layout::{Layout, Queue, Seat};
use crate::run::{Arrival, Call, Stay, Then, World};

/// A drawn day as runs ask for it. Keys are the places in [`Drawn::comers`].
#[derive(Debug, Clone)]
pub struct DrawnWorld<'a> {
    drawn: &'a Drawn<'a>,
    layout: &'a Layout,
    /// How many have come.
    came: usize,
    /// By key: which leg is theirs, and the stops of their journey that are left.
    visits: Vec<(u8, Vec<usize>)>,
    /// By [`Seat`]: how often it was idle when somebody came.
    reactions: Vec<u64>,
}

impl<'a> DrawnWorld<'a> {
    /// Before the first of them comes.
    pub fn new(drawn: &'a Drawn<'a>, layout: &'a Layout) -> Self {
        Self {
            drawn,
            layout,
            came: 0,
            visits: Vec::with_capacity(drawn.comers.len()),
            reactions: Vec::new(),
        }
    }

    /// The next stop of a journey. Where any order will do, chance has it: the queues are not asked.
    fn next_stop(&mut self, key: u32, of: usize, chance: f64) -> Option<usize> {
        let any_order = self.drawn.services[of]
            .as_ref()
            .is_some_and(|service| service.any_order);
        let (_, stops) = &mut self.visits[key as usize];
        if stops.is_empty() {
            return None;
        }
        let index = if any_order {
            (chance * stops.len() as f64) as usize
        } else {
            0
        };
        Some(stops.remove(index.min(stops.len() - 1)))
    }
}

impl World for DrawnWorld<'_> {
    fn arrives(&mut self) -> Option<Arrival> {
        let comer = *self.drawn.comers.get(self.came)?;
        let key = u32::try_from(self.came).ok()?;
        self.came += 1;
        let stops = self.drawn.services[comer.service]
            .as_ref()
            .map_or(Vec::new(), |service| service.stops.clone());
        self.visits.push((0, stops));
        let chance = (comer.seed >> 11) as f64 / (1_u64 << 53) as f64;
        let first = self.next_stop(key, comer.service, chance);
        Some(Arrival {
            key,
            at_ms: comer.at_ms,
            queue: self
                .layout
                .queue_at(first.unwrap_or(comer.service), comer.class),
            since_ms: comer.booked_ms.unwrap_or(comer.at_ms),
            patience_ms: comer.patience_ms.filter(|_| comer.tells),
        })
    }

    fn remains(&mut self, _seat: Seat, _present: &Present, _now_ms: i64) -> Option<Stay> {
        None
    }

    fn serves(&mut self, call: &Call) -> Stay {
        let comer = self.drawn.comers[call.key as usize];
        let service = self.layout.service_of(call.queue);
        let (leg, _) = self.visits[call.key as usize];
        let drawn = self.drawn.leg(&comer, leg, service, call.seat);
        if self.drawn.is_no_show(&comer, &drawn, call.waited_ms()) {
            return Stay {
                taken_ms: drawn.no_show_ms + drawn.turnaround_ms,
                then: Then::NoShow,
            };
        }
        self.visits[call.key as usize].0 = leg + 1;
        let of = self.drawn.services[comer.service].as_ref();
        let by_visit = of.is_some_and(|service| service.by_visit);
        let sent_on = self.drawn.sent_on(&drawn, service).map(|to| {
            let keeps_age = self.drawn.services[to].as_ref();
            (to, keeps_age.is_some_and(|service| service.keeps_age))
        });
        let onward = sent_on.or_else(|| {
            let stop = self.next_stop(call.key, comer.service, drawn.onward)?;
            Some((stop, by_visit))
        });
        let then = match onward.filter(|_| leg + 1 < LEGS_MAX) {
            Some((to, by_visit)) => Then::MovesOn {
                queue: self.layout.queue_at(to, self.layout.class_of(call.queue)),
                // They go before the counter has put things in order.
                after_ms: -drawn.turnaround_ms,
                by_visit,
            },
            None => Then::Leaves,
        };
        Stay {
            taken_ms: drawn.way_ms + drawn.service_ms + drawn.turnaround_ms,
            then,
        }
    }

    fn reacts_ms(&mut self, seat: Seat, _queue: Queue) -> i64 {
        let index = usize::from(seat.0);
        if self.reactions.len() <= index {
            self.reactions.resize(index + 1, 0);
        }
        let nth = self.reactions[index];
        self.reactions[index] += 1;
        self.drawn.reacts_ms(seat, nth)
    }
}
