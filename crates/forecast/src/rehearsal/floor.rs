//! Customers, clerks and the clock of one day: who does what when, and what the branch makes of it.

use std::collections::{BTreeMap, BTreeSet};

use antre_domain::{
    Act, Actor, CounterId, Desk, DeviceId, Finish, Rejection, Role, TicketId, Timestamp, What,
};

use super::{Onlooker, Rehearsal};
use crate::hall::Shift;
use crate::layout::{Layout, Queue, Seat};
use crate::scenario::{Drawn, LEGS_MAX, Leg, Scenario};

/// A call is repeated so often before nobody is taken to come, as far as the branch allows.
const RECALLS: u8 = 2;

const DAY_MS: i64 = 24 * 3_600_000;

/// What comes next in a day, the first of one instant first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    /// A shift ends.
    Leaves(Seat),
    /// A shift begins.
    Opens(Seat, usize),
    /// Somebody takes a number.
    Comes(usize),
    /// Whoever was called stands before the counter.
    Starts(Seat),
    /// The call is said again.
    Recalls(Seat),
    /// Nobody came.
    Misses(Seat),
    /// The service is over.
    Ends(Seat),
    /// The clerk asks for the next.
    Asks(Seat),
    /// Somebody who says so has waited long enough, on this leg.
    GivesUp(usize, u8),
}

/// A counter.
#[derive(Debug, Clone)]
struct Stand {
    id: CounterId,
    actor: Actor,
    shifts: Vec<Shift>,
    /// The shift it is on.
    on: Option<Shift>,
    /// When its clerk turns to the next; anything else that was planned is void.
    asks_ms: Option<i64>,
    /// Who stands before it.
    present: Option<(usize, Leg)>,
    /// How often it was idle when somebody came.
    reactions: u64,
}

/// Somebody in the branch.
#[derive(Debug, Clone, Copy)]
struct Guest {
    ticket: TicketId,
    leg: u8,
}

struct Floor<'a, 'b> {
    rehearsal: &'a mut Rehearsal,
    onlooker: Onlooker<'b>,
    layout: Layout,
    drawn: &'a Drawn<'a>,
    midnight_ms: i64,
    agenda: BTreeSet<(i64, Next)>,
    stands: Vec<Stand>,
    /// By place among the comers.
    guests: BTreeMap<usize, Guest>,
    by_ticket: BTreeMap<TicketId, usize>,
}

pub(super) fn live(
    rehearsal: &mut Rehearsal,
    scenario: &Scenario,
    seed: u64,
    onlooker: Onlooker<'_>,
) -> Result<(), Rejection> {
    let (Some(config), Some(day)) = (rehearsal.branch.config(), rehearsal.branch.day()) else {
        return Err(Rejection::DayNotOpen);
    };
    let config = config.clone();
    let scenario = Scenario {
        date: day.date,
        ..scenario.clone()
    };
    let layout = Layout::of(&config);
    let drawn = Drawn::of(&scenario, &config, &layout, seed);
    let hall = scenario.hall(&config, &layout);
    let stands = config
        .counters
        .iter()
        .zip(hall.desks)
        .map(|(counter, desk)| Stand {
            id: counter.id.clone(),
            actor: clerk(&counter.id, config.rules.sign_in),
            shifts: desk.shifts,
            on: None,
            asks_ms: None,
            present: None,
            reactions: 0,
        });
    let mut floor = Floor {
        rehearsal,
        onlooker,
        drawn: &drawn,
        midnight_ms: config.time_zone.instant(scenario.date, 0).millis(),
        agenda: BTreeSet::new(),
        stands: stands.collect(),
        guests: BTreeMap::new(),
        by_ticket: BTreeMap::new(),
        layout,
    };
    floor.plan(hall.of_day_ms + DAY_MS);
    while let Some((at_ms, next)) = floor.agenda.pop_first() {
        // What the branch does by itself until then comes first.
        let at = floor.instant(at_ms);
        floor.rehearsal.wait(at, floor.onlooker)?;
        floor.happens(at_ms, next)?;
    }
    floor.go_home()
}

impl Floor<'_, '_> {
    fn plan(&mut self, ends_ms: i64) {
        for (index, stand) in (0_u16..).zip(&self.stands) {
            for (shift, hours) in stand.shifts.iter().enumerate() {
                self.agenda
                    .insert((hours.from_ms, Next::Opens(Seat(index), shift)));
                // Whoever serves until nobody waits any more goes home behind the last.
                if hours.to_ms < ends_ms {
                    self.agenda.insert((hours.to_ms, Next::Leaves(Seat(index))));
                }
            }
        }
        for (index, comer) in self.drawn.comers.iter().enumerate() {
            self.agenda.insert((comer.at_ms, Next::Comes(index)));
        }
    }

    fn happens(&mut self, at_ms: i64, next: Next) -> Result<(), Rejection> {
        match next {
            Next::Opens(seat, shift) => self.opens(at_ms, seat, shift),
            Next::Leaves(seat) => self.leaves(at_ms, seat),
            Next::Comes(guest) => self.comes(at_ms, guest),
            Next::Starts(seat) => self.starts(at_ms, seat),
            Next::Recalls(seat) => self.recalls(at_ms, seat),
            Next::Misses(seat) => self.misses(at_ms, seat),
            Next::Ends(seat) => self.ends(at_ms, seat),
            Next::Asks(seat) => self.asks(at_ms, seat),
            Next::GivesUp(guest, leg) => self.gives_up(at_ms, guest, leg),
        }
    }

    fn opens(&mut self, at_ms: i64, seat: Seat, shift: usize) -> Result<(), Rejection> {
        let shift = self.stand(seat).shifts[shift];
        self.stand_mut(seat).on = Some(shift);
        let counter = self.stand(seat).id.clone();
        let profile = self.layout.profiles[usize::from(shift.rule)].clone();
        let day = self.rehearsal.branch.day().ok_or(Rejection::DayNotOpen)?;
        let state = &day.counters[&counter];
        if state.desk != Desk::Open || state.profile != profile {
            let by = self.stand(seat).actor.clone();
            let profile = Some(profile);
            self.act(at_ms, &by, Act::OpenCounter { counter, profile })?;
        }
        if self.stand(seat).present.is_none() {
            self.plan_to_ask(at_ms, seat);
        }
        Ok(())
    }

    /// Nobody is left standing: whoever is busy leaves when they are done.
    fn leaves(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        if self.stand(seat).on.is_some_and(|shift| shift.to_ms > at_ms)
            || self.stand(seat).present.is_some()
        {
            return Ok(());
        }
        let stand = self.stand_mut(seat);
        stand.on = None;
        stand.asks_ms = None;
        let (counter, by) = (stand.id.clone(), stand.actor.clone());
        let comes_back = stand.shifts.iter().any(|shift| shift.from_ms >= at_ms);
        let day = self.rehearsal.branch.day().ok_or(Rejection::DayNotOpen)?;
        let act = match (day.counters[&counter].desk, comes_back) {
            (Desk::Open, true) => Act::Break {
                counter,
                reason: None,
            },
            (Desk::Open | Desk::Paused, false) => Act::CloseCounter(counter),
            // The branch's own hours have sent it to rest already.
            (Desk::Paused, true) | (Desk::Closed, _) => return Ok(()),
        };
        self.act(at_ms, &by, act)?;
        Ok(())
    }

    fn comes(&mut self, at_ms: i64, guest: usize) -> Result<(), Rejection> {
        let comer = self.drawn.comers[guest];
        let instant = |ms| Timestamp::from_millis(self.midnight_ms + ms);
        let act = Act::Issue {
            service: self.layout.services[comer.service].clone(),
            class: Some(self.layout.classes[comer.class].clone()),
            locale: None,
            count: 1,
            party: comer.party,
            booked_at: comer.booked_ms.map(instant),
            note: None,
        };
        let issued = match self.act(at_ms, &kiosk(), act) {
            Ok(issued) => issued,
            // A customer who is refused a number goes home.
            Err(
                Rejection::ServiceClosed { .. }
                | Rejection::ServiceFull { .. }
                | Rejection::SeriesExhausted { .. },
            ) => return Ok(()),
            Err(rejection) => return Err(rejection),
        };
        let Some(ticket) = issued.first().and_then(What::ticket) else {
            return Ok(());
        };
        self.guests.insert(guest, Guest { ticket, leg: 0 });
        self.by_ticket.insert(ticket, guest);
        self.joined(at_ms, guest);
        Ok(())
    }

    /// Somebody is new in a queue: idle clerks who take it look up, and the first to react calls.
    fn joined(&mut self, at_ms: i64, guest: usize) {
        let Some(queue) = self.queue_of(guest) else {
            return;
        };
        let Guest { leg, .. } = self.guests[&guest];
        let comer = self.drawn.comers[guest];
        if let Some(patience_ms) = comer.patience_ms.filter(|_| comer.tells) {
            let from_ms = comer.booked_ms.filter(|_| leg == 0).unwrap_or(at_ms);
            let at_ms = from_ms.max(at_ms) + patience_ms;
            self.agenda.insert((at_ms, Next::GivesUp(guest, leg)));
        }
        for seat in (0_u16..).map(Seat).take(self.stands.len()) {
            let stand = self.stand(seat);
            let is_idle = stand.present.is_none() && stand.asks_ms.is_none();
            let takes = stand.on.is_some_and(|shift| {
                let rule = &self.layout.rules[usize::from(shift.rule)];
                rule.takes.iter().any(|(taken, _)| *taken == queue)
            });
            if is_idle && takes {
                let reacts_ms = self.drawn.reacts_ms(seat, stand.reactions);
                self.stand_mut(seat).reactions += 1;
                self.plan_to_ask(at_ms + reacts_ms, seat);
            }
        }
    }

    fn asks(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        if self.stand(seat).asks_ms != Some(at_ms) || self.stand(seat).present.is_some() {
            return Ok(());
        }
        self.stand_mut(seat).asks_ms = None;
        if self.stand(seat).on.is_none_or(|shift| shift.to_ms <= at_ms) {
            return self.leaves(at_ms, seat);
        }
        self.call_next(at_ms, seat)
    }

    fn call_next(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        let (counter, by) = (self.stand(seat).id.clone(), self.stand(seat).actor.clone());
        let act = Act::CallNext {
            counter,
            quiet: None,
            finish: Finish::default(),
        };
        let whats = match self.act(at_ms, &by, act) {
            Ok(whats) => whats,
            Err(Rejection::CallTooSoon { again_at }) => {
                self.plan_to_ask(again_at.millis() - self.midnight_ms, seat);
                return Ok(());
            }
            Err(rejection) => return Err(rejection),
        };
        let called = whats.iter().find_map(|what| {
            let called = matches!(what, What::TicketCalled { .. });
            self.by_ticket
                .get(&what.ticket().filter(|_| called)?)
                .copied()
        });
        if let Some(guest) = called {
            self.called(at_ms, seat, guest);
        }
        Ok(())
    }

    fn called(&mut self, at_ms: i64, seat: Seat, guest: usize) {
        let comer = self.drawn.comers[guest];
        let Some(queue) = self.queue_of(guest) else {
            return;
        };
        let service = self.layout.service_of(queue);
        let leg = self
            .drawn
            .leg(&comer, self.guests[&guest].leg, service, seat);
        self.stand_mut(seat).present = Some((guest, leg));
        let waited_ms = self.waited_ms(at_ms, guest);
        if self.drawn.is_no_show(&comer, &leg, waited_ms) {
            let each_ms = leg.no_show_ms / i64::from(RECALLS + 1);
            for time in 1..=i64::from(RECALLS) {
                self.agenda
                    .insert((at_ms + time * each_ms, Next::Recalls(seat)));
            }
            self.agenda
                .insert((at_ms + leg.no_show_ms, Next::Misses(seat)));
        } else {
            self.agenda.insert((at_ms + leg.way_ms, Next::Starts(seat)));
        }
    }

    fn starts(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        let Some((guest, leg)) = self.stand(seat).present else {
            return Ok(());
        };
        let by = self.stand(seat).actor.clone();
        self.act(at_ms, &by, Act::Start(self.guests[&guest].ticket))?;
        self.agenda
            .insert((at_ms + leg.service_ms, Next::Ends(seat)));
        Ok(())
    }

    fn recalls(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        let Some((guest, _)) = self.stand(seat).present else {
            return Ok(());
        };
        let by = self.stand(seat).actor.clone();
        match self.act(at_ms, &by, Act::Recall(self.guests[&guest].ticket)) {
            Ok(_) | Err(Rejection::RecallLimit(_) | Rejection::RecallTooSoon { .. }) => Ok(()),
            Err(rejection) => Err(rejection),
        }
    }

    fn misses(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        let Some((guest, leg)) = self.stand_mut(seat).present.take() else {
            return Ok(());
        };
        let by = self.stand(seat).actor.clone();
        self.act(at_ms, &by, Act::NoShow(self.guests[&guest].ticket))?;
        self.plan_to_ask(at_ms + leg.turnaround_ms, seat);
        Ok(())
    }

    /// Served: on to another service, or home; the next is called when the counter is in order again.
    fn ends(&mut self, at_ms: i64, seat: Seat) -> Result<(), Rejection> {
        let Some((guest, leg)) = self.stand_mut(seat).present.take() else {
            return Ok(());
        };
        let by = self.stand(seat).actor.clone();
        let ticket = self.guests[&guest].ticket;
        let finish = || Act::Finish {
            ticket,
            finish: Finish::default(),
        };
        let sent_on = self.queue_of(guest).and_then(|queue| {
            let service = self.layout.service_of(queue);
            self.drawn.sent_on(&leg, service)
        });
        let goes_on = self.guests[&guest].leg + 1 < LEGS_MAX;
        let whats = match sent_on.filter(|_| goes_on) {
            None => self.act(at_ms, &by, finish())?,
            Some(to) => {
                let transfer = Act::Transfer {
                    ticket,
                    service: self.layout.services[to].clone(),
                    class: Some(self.layout.classes[self.drawn.comers[guest].class].clone()),
                    age: None,
                    to: None,
                    note: None,
                };
                match self.act(at_ms, &by, transfer) {
                    // Too late for the other service: they come another day.
                    Err(Rejection::ServiceClosed { .. }) => self.act(at_ms, &by, finish())?,
                    other => other?,
                }
            }
        };
        let moved_on = |what: &What| matches!(what, What::TicketTransferred { .. });
        if let Some(guest) = self.guests.get_mut(&guest) {
            guest.leg += 1;
        }
        self.plan_to_ask(at_ms + leg.turnaround_ms, seat);
        if whats.iter().any(moved_on) {
            self.joined(at_ms, guest);
        }
        Ok(())
    }

    fn gives_up(&mut self, at_ms: i64, guest: usize, leg: u8) -> Result<(), Rejection> {
        let Guest { ticket, leg: own } = self.guests[&guest];
        let waits = self
            .rehearsal
            .branch
            .ticket(ticket)
            .is_some_and(|ticket| ticket.state == antre_domain::State::Waiting);
        if waits && own == leg {
            self.act(at_ms, &Actor::ADMIN, Act::Cancel(ticket))?;
        }
        Ok(())
    }

    /// Nobody comes any more and nobody is served: whoever is still there locks up.
    fn go_home(&mut self) -> Result<(), Rejection> {
        let at_ms = self.rehearsal.branch.last_event_at().millis() - self.midnight_ms;
        for seat in (0_u16..).map(Seat).take(self.stands.len()) {
            self.stand_mut(seat).on = None;
            self.leaves(at_ms, seat)?;
        }
        Ok(())
    }

    fn plan_to_ask(&mut self, at_ms: i64, seat: Seat) {
        self.stand_mut(seat).asks_ms = Some(at_ms);
        self.agenda.insert((at_ms, Next::Asks(seat)));
    }

    /// How long somebody has waited in their queue, as chance is asked about it.
    fn waited_ms(&self, at_ms: i64, guest: usize) -> i64 {
        let ticket = self.rehearsal.branch.ticket(self.guests[&guest].ticket);
        let since = ticket.map(|ticket| ticket.leg.place.since);
        since.map_or(0, |since| {
            (at_ms + self.midnight_ms - since.millis()).max(0)
        })
    }

    fn queue_of(&self, guest: usize) -> Option<Queue> {
        let ticket = self
            .rehearsal
            .branch
            .ticket(self.guests.get(&guest)?.ticket)?;
        self.layout.queue(&ticket.leg.service, &ticket.class)
    }

    fn act(&mut self, at_ms: i64, by: &Actor, act: Act) -> Result<Vec<What>, Rejection> {
        let at = self.instant(at_ms);
        let events = self.rehearsal.act(at, by, act, self.onlooker)?;
        Ok(events.into_iter().map(|event| event.what).collect())
    }

    fn instant(&self, at_ms: i64) -> Timestamp {
        Timestamp::from_millis(self.midnight_ms + at_ms)
    }

    fn stand(&self, seat: Seat) -> &Stand {
        &self.stands[usize::from(seat.0)]
    }

    fn stand_mut(&mut self, seat: Seat) -> &mut Stand {
        &mut self.stands[usize::from(seat.0)]
    }
}

fn kiosk() -> Actor {
    Actor {
        role: Role::Kiosk,
        device: Some(DeviceId::new("kiosk-1").expect("a device's name")),
        counter: None,
        clerk: None,
    }
}

/// Whoever works at a counter; where clerks have to sign in, somebody who may act everywhere does it.
fn clerk(counter: &CounterId, sign_in: bool) -> Actor {
    let device = DeviceId::new(&format!("pc-{counter}")).ok();
    Actor {
        role: if sign_in {
            Role::Supervisor
        } else {
            Role::Counter
        },
        device,
        counter: Some(counter.clone()).filter(|_| !sign_in),
        clerk: None,
    }
}
