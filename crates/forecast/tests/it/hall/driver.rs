//! The same day by the branch itself: every act a command that `decide` takes.

use std::collections::BTreeMap;

use antre_domain::{Act, Desk as Work, Directed, Event, Finish, State, TicketId, Timestamp, What};
use antre_forecast::hall::Seen;
use antre_forecast::layout::Layout;

use super::branch::{Scene, counter};
use super::same_calls::{
    HORIZON_MS, Line, REACTS_MS, Script, arrival_key, is_absent, shifts, taken_ms,
};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Does {
    Away,
    Idle,
    Reacts(i64),
    /// Whoever stands there leaves then, and it calls.
    Busy(i64),
    /// They have left.
    Left(i64),
}

/// What comes next, in the order in which it happens within one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    ShiftEnds(usize),
    ShiftBegins(usize),
    Arrives(usize),
    Leaves(usize),
    Freed(u32),
    Done(usize),
    Reacts(usize),
}

pub(super) struct Driver<'a> {
    script: &'a Script,
    scene: Scene,
    from: Timestamp,
    keys: BTreeMap<TicketId, u32>,
    desks: Vec<Does>,
    /// Everything that is planned: shifts, arrivals, tickets that are freed.
    plan: Vec<(i64, Next)>,
    log: Vec<Line>,
}

impl<'a> Driver<'a> {
    pub(super) fn new(script: &'a Script, scene: Scene, layout: &Layout, seen: &Seen) -> Self {
        let from = scene.clock;
        let mut plan = Vec::new();
        for seat in 0..layout.counters.len() {
            for (begins, ends) in shifts(script, seat) {
                plan.push((ends, Next::ShiftEnds(seat)));
                if begins > 0 {
                    plan.push((begins, Next::ShiftBegins(seat)));
                }
            }
        }
        let mut at_ms = 0;
        for (index, arrival) in script.arrivals.iter().enumerate() {
            at_ms += arrival.0 * 1_000;
            plan.push((at_ms, Next::Arrives(index)));
        }
        let keys: BTreeMap<TicketId, u32> = seen.tickets.iter().copied().zip(0..).collect();
        let day = scene.branch.day().unwrap();
        for (id, key) in &keys {
            if let Some((_, until)) = &day.tickets[id].directed {
                plan.push((until.millis() - from.millis(), Next::Freed(*key)));
            }
        }
        plan.sort();
        Self {
            script,
            scene,
            from,
            keys,
            desks: vec![Does::Away; layout.counters.len()],
            plan,
            log: Vec::new(),
        }
    }

    pub(super) fn drive(mut self) -> Vec<Line> {
        for seat in 0..self.desks.len() {
            self.desks[seat] = match (self.scene.present(seat), self.script.open[seat]) {
                (Some(_), _) => Does::Busy(taken_ms(self.script, u32::MAX)),
                (None, false) => Does::Away,
                (None, true) if self.finds_somebody(seat) => Does::Reacts(REACTS_MS),
                (None, true) => Does::Idle,
            };
        }
        while let Some((at_ms, next)) = self.next() {
            if at_ms > HORIZON_MS {
                break;
            }
            let clock = Timestamp::from_millis(self.from.millis() + at_ms);
            self.scene.pass(clock.millis() - self.scene.clock.millis());
            self.happens(next, at_ms);
        }
        self.log
    }

    fn next(&mut self) -> Option<(i64, Next)> {
        let desks = self.desks.iter().enumerate();
        let of_desks = desks.filter_map(|(seat, does)| match does {
            Does::Busy(at_ms) => Some((*at_ms, Next::Leaves(seat))),
            Does::Left(at_ms) => Some((*at_ms, Next::Done(seat))),
            Does::Reacts(at_ms) => Some((*at_ms, Next::Reacts(seat))),
            Does::Away | Does::Idle => None,
        });
        let soonest = of_desks.min();
        let planned = self.plan.first().copied();
        let is_planned = match (planned, soonest) {
            (Some(planned), Some(soonest)) => planned < soonest,
            (planned, _) => planned.is_some(),
        };
        if is_planned {
            return Some(self.plan.remove(0));
        }
        soonest
    }

    fn happens(&mut self, next: Next, at_ms: i64) {
        match next {
            Next::ShiftEnds(seat) => match self.desks[seat] {
                Does::Idle | Does::Reacts(_) => self.goes(seat, at_ms),
                Does::Away | Does::Busy(_) | Does::Left(_) => {}
            },
            Next::ShiftBegins(seat) => {
                if self.desks[seat] == Does::Away {
                    let (counter, profile) = (counter(seat), None);
                    self.scene.must(Act::OpenCounter { counter, profile });
                    self.desks[seat] = Does::Reacts(at_ms);
                }
            }
            Next::Arrives(index) => {
                let (_, service, class, booked_secs) = self.script.arrivals[index];
                let id = self.scene.issue(service, class, booked_secs);
                self.keys.insert(id, arrival_key(index));
                self.wakes(id, at_ms);
            }
            Next::Freed(key) => {
                let id = self
                    .keys
                    .iter()
                    .find(|(_, other)| **other == key)
                    .unwrap()
                    .0;
                let id = *id;
                let ticket = self.scene.branch.ticket(id).unwrap();
                if ticket.state == State::Waiting && ticket.directed.is_some() {
                    self.wakes(id, at_ms);
                }
            }
            Next::Leaves(seat) => self.leaves(seat, at_ms),
            Next::Done(seat) => self.done(seat, at_ms),
            Next::Reacts(seat) => self.calls(seat, at_ms),
        }
    }

    /// Whoever was served stands in the next queue before any counter calls.
    fn leaves(&mut self, seat: usize, at_ms: i64) {
        let id = self.scene.present(seat).unwrap();
        let key = self.keys.get(&id).copied().unwrap_or(u32::MAX);
        self.desks[seat] = Does::Left(at_ms);
        if !is_absent(self.script, key) {
            let finish = Finish::default();
            self.scene.must(Act::Finish { ticket: id, finish });
            if self.scene.branch.ticket(id).unwrap().state == State::Waiting {
                self.wakes(id, at_ms);
            }
        }
    }

    fn done(&mut self, seat: usize, at_ms: i64) {
        if let Some(absent) = self.scene.present(seat) {
            self.scene.must(Act::NoShow(absent));
        }
        let shifts = shifts(self.script, seat);
        if shifts
            .iter()
            .any(|(from, to)| *from <= at_ms && at_ms < *to)
        {
            self.calls(seat, at_ms);
        } else {
            self.goes(seat, at_ms);
        }
    }

    fn goes(&mut self, seat: usize, at_ms: i64) {
        self.desks[seat] = Does::Away;
        let counter = counter(seat);
        let comes_back = shifts(self.script, seat)
            .iter()
            .any(|(from, _)| *from >= at_ms);
        if comes_back {
            let reason = None;
            self.scene.must(Act::Break { counter, reason });
            return;
        }
        let to = Directed::Counter(counter.clone());
        let tickets = self.scene.branch.day().unwrap().tickets.values();
        let freed: Vec<_> = tickets
            .filter(|ticket| ticket.directed.as_ref().is_some_and(|(who, _)| *who == to))
            .map(|ticket| ticket.id)
            .collect();
        self.scene.must(Act::CloseCounter(counter));
        for id in freed {
            self.wakes(id, at_ms);
        }
    }

    fn calls(&mut self, seat: usize, at_ms: i64) {
        let events = self.scene.call_next(seat);
        let called = events.iter().find_map(|event: &Event| match &event.what {
            What::TicketCalled { ticket, reason, .. } => Some((*ticket, reason.code())),
            _ => None,
        });
        let Some((id, code)) = called else {
            self.desks[seat] = Does::Idle;
            return;
        };
        let key = self.keys.get(&id).copied().unwrap_or(u32::MAX);
        let code = match code {
            "appointment_due" | "waited_past" | "crowded" | "time_of_day" | "line_first" => "step",
            other => other,
        };
        self.log.push((at_ms, seat, key, code));
        self.desks[seat] = Does::Busy(at_ms + taken_ms(self.script, key));
    }

    fn wakes(&mut self, id: TicketId, at_ms: i64) {
        let ticket = self.scene.branch.ticket(id).unwrap();
        let alone = ticket
            .directed
            .as_ref()
            .filter(|_| ticket.is_directed(self.scene.clock));
        let alone = alone.map(|(to, _)| to.clone());
        let service = ticket.leg.service.clone();
        if let Some(seat) = self.idle_for(&service, alone.as_ref()) {
            self.desks[seat] = Does::Reacts(at_ms + REACTS_MS);
        }
    }

    /// The first idle counter that would take one who waits for `service`, or for one counter alone.
    fn idle_for(
        &self,
        service: &antre_domain::ServiceId,
        alone: Option<&Directed>,
    ) -> Option<usize> {
        let config = self.scene.branch.config().unwrap();
        (0..self.desks.len()).find(|seat| {
            let profile = &config.profiles[self.script.seats[*seat]];
            let takes = match alone {
                Some(to) => *to == Directed::Counter(counter(*seat)),
                None => profile.level(service).is_some(),
            };
            self.desks[*seat] == Does::Idle && takes
        })
    }

    fn finds_somebody(&self, seat: usize) -> bool {
        let day = self.scene.branch.day().unwrap();
        assert_eq!(day.counters[&counter(seat)].desk, Work::Open);
        let config = self.scene.branch.config().unwrap();
        let profile = &config.profiles[self.script.seats[seat]];
        let mut waiting = day
            .tickets
            .values()
            .filter(|one| one.state == State::Waiting);
        waiting.any(|ticket| {
            let alone = ticket.directed.as_ref();
            match alone.filter(|_| ticket.is_directed(self.scene.clock)) {
                Some((to, _)) => *to == Directed::Counter(counter(seat)),
                None => profile.level(&ticket.leg.service).is_some(),
            }
        })
    }
}
