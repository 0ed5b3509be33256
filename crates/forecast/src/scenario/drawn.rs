//! What chance makes of a scenario for one seed.
//!
//! Whatever happens to a ticket follows from the seed, the list it comes from and its place there, never
//! from the order of the calls: the same people come and take as long under another rule or roster, so
//! that two arrangements differ by what they do and not by luck (*common random numbers*).

use antre_domain::config::{Config, JourneyAge, StopOrder};
use antre_domain::{Age, Timestamp};
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_distr::{Distribution as _, Exp, LogNormal, Normal};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Appointments, Arrivals, Dist, Party, Scenario};
use crate::layout::{Layout, Seat};

/// The most services of one visit: whoever would go on further leaves.
pub const LEGS_MAX: u8 = 16;

const MINUTE_MS: i64 = 60_000;

/// One who comes. Times are milliseconds of the business day (25:00 is 90,000,000).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comer {
    /// When they take a number.
    pub at_ms: i64,
    /// For what, by its place in the branch file: what a kiosk is asked for, which may begin a journey.
    pub service: usize,
    /// Of which class, by its place. One who is too late for an appointment is regular.
    pub class: usize,
    /// How many they are.
    pub party: u8,
    /// The booked time.
    pub booked_ms: Option<i64>,
    /// How long they wait in any queue.
    pub patience_ms: Option<i64>,
    /// Whether they say so when they give up: the ticket is then cancelled, and else a no-show.
    pub tells: bool,
    /// What is drawn for them begins here.
    pub(super) seed: u64,
}

/// What a call comes to, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg {
    /// From the call until serving starts.
    pub way_ms: i64,
    /// Serving; already by this clerk's speed.
    pub service_ms: i64,
    /// From the end until the counter asks for the next.
    pub turnaround_ms: i64,
    /// From the call until they are given up, where they are not there.
    pub no_show_ms: i64,
    /// They are not there where this is below [`Drawn::no_show_share`].
    chance: f64,
    /// Below which move of the service they fall.
    pub(super) onward: f64,
}

/// A day of a scenario, for one seed.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    scenario: &'a Scenario,
    /// Who is given a number, by the time they come.
    pub comers: Vec<Comer>,
    /// How many come and are given none: outside the hours, or beyond a quota.
    pub turned_away: u32,
    /// By service: what is told of it; `None` where nobody ever comes to it.
    pub(super) services: Vec<Option<Service<'a>>>,
    /// By [`Seat`].
    speeds: Vec<f64>,
    /// What everything takes that day, against the average.
    slowness: f64,
    seed: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Service<'a> {
    secs: &'a Dist,
    way: &'a Dist,
    turnaround: &'a Dist,
    each_secs: f64,
    /// Where to, and with which share.
    moves: Vec<(usize, f64)>,
    /// Whether whoever is moved here keeps their age.
    pub(super) keeps_age: bool,
    /// The stops of the journey that begins here.
    pub(super) stops: Vec<usize>,
    pub(super) any_order: bool,
    pub(super) by_visit: bool,
}

impl<'a> Drawn<'a> {
    /// The day of `seed`, at the branch of `config` and `layout` (of the same configuration).
    ///
    /// # Panics
    /// Where [`Scenario::check`] finds a fault.
    pub fn of(scenario: &'a Scenario, config: &Config, layout: &Layout, seed: u64) -> Self {
        let mut day = rng(seed, Stream::Day, 0);
        let busyness = factor(scenario.variation.arrivals_cv, &mut day);
        let slowness = factor(scenario.variation.service_cv, &mut day);
        let speeds = layout.counters.iter().map(|counter| {
            let manned = scenario.manned(counter);
            manned.map_or(1.0, |manned| manned.speed)
        });
        let mut drawn = Self {
            scenario,
            comers: Vec::new(),
            turned_away: 0,
            services: services(scenario, config, layout),
            speeds: speeds.collect(),
            slowness,
            seed,
        };
        for (index, arrivals) in (0..).zip(&scenario.arrivals) {
            drawn.walk_in(arrivals, index, busyness, config, layout);
        }
        for (index, booked) in (0..).zip(&scenario.appointments) {
            drawn.booked(booked, index, config, layout);
        }
        drawn.comers.sort_by_key(|comer| comer.at_ms);
        drawn.turn_away(config);
        drawn
    }

    /// What a call of `comer` on their `leg` (from 0) to `service` at `seat` comes to.
    pub fn leg(&self, comer: &Comer, leg: u8, service: usize, seat: Seat) -> Leg {
        let mut rng = rng(comer.seed, Stream::Leg, u64::from(leg));
        let (chance, onward) = (rng.random(), rng.random());
        let of = self.services[service]
            .as_ref()
            .expect("a checked scenario says how long a service takes that somebody comes to");
        let speed = self.speeds.get(usize::from(seat.0)).copied().unwrap_or(1.0);
        let way_ms = of.way.draw_ms(&mut rng);
        let no_show_ms = self.scenario.no_shows.secs.draw_ms(&mut rng);
        let further = f64::from(comer.party.saturating_sub(1)) * of.each_secs;
        let service_secs = of.secs.draw_secs(&mut rng) + further;
        let turnaround_ms = of.turnaround.draw_ms(&mut rng);
        Leg {
            way_ms,
            service_ms: (service_secs * self.slowness / speed * 1000.0).round() as i64,
            turnaround_ms,
            no_show_ms,
            chance,
            onward,
        }
    }

    /// Whether `comer` is not there when called on `leg` after so long a wait.
    pub fn is_no_show(&self, comer: &Comer, leg: &Leg, waited_ms: i64) -> bool {
        let gave_up = !comer.tells && comer.patience_ms.is_some_and(|most| waited_ms > most);
        gave_up || leg.chance < self.no_show_share(waited_ms)
    }

    /// Which share is not there after so long a wait.
    pub fn no_show_share(&self, waited_ms: i64) -> f64 {
        let hours = waited_ms.max(0) as f64 / 3_600_000.0;
        let no_shows = &self.scenario.no_shows;
        (no_shows.share + no_shows.more_per_hour * hours).min(1.0)
    }

    /// The service to which whoever was served on `leg` at `service` is sent on, besides any journey.
    pub fn sent_on(&self, leg: &Leg, service: usize) -> Option<usize> {
        let mut below = 0.0;
        let mut moves = self.services[service].iter().flat_map(|of| &of.moves);
        let chosen = moves.find(|(_, share)| {
            below += share;
            leg.onward < below
        });
        chosen.map(|(to, _)| *to)
    }

    /// How long an idle counter takes to call one who has come, the `nth` time, in milliseconds.
    pub fn reacts_ms(&self, seat: Seat, nth: u64) -> i64 {
        let seed = mix(self.seed, Stream::Reaction, u64::from(seat.0));
        let mut rng = rng(seed, Stream::Reaction, nth);
        self.scenario.between.reaction_secs.draw_ms(&mut rng)
    }

    fn walk_in(
        &mut self,
        arrivals: &Arrivals,
        index: u64,
        busyness: f64,
        config: &Config,
        layout: &Layout,
    ) {
        let service = place(&layout.services, &arrivals.service);
        let base = mix(self.seed, Stream::WalkIn, index);
        let mut times = rng(base, Stream::Times, 0);
        let weights = arrivals.classes.iter();
        let classes: Vec<(usize, f64)> = weights
            .map(|weight| (place(&layout.classes, &weight.class), weight.weight))
            .collect();
        let all: f64 = classes.iter().map(|(_, weight)| weight).sum();
        let mut nth = 0;
        for (from, to, per_hour) in arrivals.spans(config) {
            let per_ms = per_hour * busyness / 3_600_000.0;
            if per_ms <= 0.0 {
                continue;
            }
            let gaps = Exp::new(per_ms).expect("a checked rate is positive here");
            let mut at = from as f64;
            loop {
                at += gaps.sample(&mut times);
                if at >= to as f64 || self.comers.len() >= 2 * super::TICKETS_MAX {
                    break;
                }
                let mut own = rng(base, Stream::Comer, nth);
                let mut left = own.random::<f64>() * all;
                let class = classes.iter().find(|(_, weight)| {
                    left -= weight;
                    left < 0.0
                });
                let class = class.map_or(0, |(class, _)| *class);
                let party = arrivals.party.map_or(1, |party| people(party, &mut own));
                let comer = self.comer(at as i64, service, class, own);
                nth += 1;
                self.comers.push(Comer { party, ..comer });
            }
        }
    }

    fn booked(&mut self, booked: &Appointments, index: u64, config: &Config, layout: &Layout) {
        let service = place(&layout.services, &booked.service);
        let class = place(&layout.classes, &booked.class);
        let window = config.classes[class].appointment.unwrap_or_default();
        let (from, to) = booked
            .between
            .minutes(config.day_starts)
            .expect("a checked span lies within the day");
        let base = mix(self.seed, Stream::Booked, index);
        let early = Normal::new(booked.early_secs, booked.early_sd_secs)
            .expect("a checked deviation is finite");
        let mut nth = 0;
        for minute in (from..to).step_by(usize::from(booked.every_mins.max(1))) {
            for _ in 0..booked.people {
                let mut own = rng(base, Stream::Comer, nth);
                nth += 1;
                if own.random::<f64>() >= booked.come {
                    continue;
                }
                let booked_ms = i64::from(minute) * MINUTE_MS;
                let ahead_ms = (early.sample(&mut own) * 1000.0) as i64;
                // Before the window opens no number is given: they come when it does.
                let ahead_ms = ahead_ms.min(i64::from(window.early_secs) * 1000);
                let at_ms = (booked_ms - ahead_ms).max(0);
                let is_late = at_ms - booked_ms > i64::from(window.late_secs) * 1000;
                let class = if is_late { 0 } else { class };
                let comer = self.comer(at_ms, service, class, own);
                self.comers.push(Comer {
                    booked_ms: (!is_late).then_some(booked_ms),
                    ..comer
                });
            }
        }
    }

    fn comer(
        &self,
        at_ms: i64,
        service: usize,
        class: usize,
        mut own: Xoshiro256PlusPlus,
    ) -> Comer {
        let seed = own.random();
        let impatient = self.scenario.patience.as_ref().and_then(|patience| {
            let gives_up = own.random::<f64>() < patience.share;
            let tells = own.random::<f64>() < patience.tell;
            gives_up.then(|| (patience.secs.draw_ms(&mut own), tells))
        });
        Comer {
            at_ms,
            service,
            class,
            party: 1,
            booked_ms: None,
            patience_ms: impatient.map(|(patience_ms, _)| patience_ms),
            tells: impatient.is_some_and(|(_, tells)| tells),
            seed,
        }
    }

    /// Leaves out whoever the branch gives no number.
    fn turn_away(&mut self, config: &Config) {
        let date = self.scenario.date;
        let midnight = config.time_zone.instant(date, 0);
        let mut open = Vec::new();
        let mut quotas = Vec::new();
        for service in &config.services {
            open.push(config.spans(service, date));
            let of_service = service.quotas.iter().map(|quota| {
                let between = quota.between;
                let minutes = between.and_then(|span| span.minutes(config.day_starts));
                (minutes, u32::from(quota.people_max))
            });
            quotas.push(of_service.collect::<Vec<_>>());
        }
        let came = self.comers.len();
        self.comers.retain(|comer| {
            let at = Timestamp::from_millis(midnight.millis() + comer.at_ms);
            let is_open = open[comer.service]
                .iter()
                .any(|(from, to)| (*from..*to).contains(&at));
            let minute = comer.at_ms / MINUTE_MS;
            let mut counted: Vec<&mut u32> = quotas[comer.service]
                .iter_mut()
                .filter(|(minutes, _)| {
                    minutes
                        .is_none_or(|(from, to)| (i64::from(from)..i64::from(to)).contains(&minute))
                })
                .map(|(_, left)| left)
                .collect();
            let party = u32::from(comer.party);
            let has_room = counted.iter().all(|left| **left >= party);
            if is_open && has_room {
                for left in &mut counted {
                    **left -= party;
                }
            }
            is_open && has_room
        });
        self.turned_away = u32::try_from(came - self.comers.len()).unwrap_or(u32::MAX);
    }
}

impl Arrivals {
    /// From, to in milliseconds of the business day, and how many in an hour.
    pub(super) fn spans(&self, config: &Config) -> Vec<(i64, i64, f64)> {
        const QUARTER_MS: i64 = 15 * MINUTE_MS;
        let rates = self.rates.iter().filter_map(|rate| {
            let (from, to) = rate.between.minutes(config.day_starts)?;
            Some((
                i64::from(from) * MINUTE_MS,
                i64::from(to) * MINUTE_MS,
                rate.per_hour,
            ))
        });
        let mut spans: Vec<_> = rates.collect();
        if let Some(quarters) = &self.quarters {
            let start = i64::from(quarters.from.minutes()) * MINUTE_MS;
            for (index, per_hour) in (0..).zip(&quarters.per_hour) {
                let from = start + index * QUARTER_MS;
                spans.push((from, from + QUARTER_MS, *per_hour));
            }
        }
        spans.sort_by_key(|(from, _, _)| *from);
        spans
    }
}

/// What a number is drawn for: two streams never share their numbers.
#[derive(Debug, Clone, Copy)]
enum Stream {
    Day = 1,
    WalkIn,
    Booked,
    Times,
    Comer,
    Leg,
    Reaction,
}

fn mix(seed: u64, stream: Stream, index: u64) -> u64 {
    rng(seed, stream, index).random()
}

/// A generator of its own for each thing drawn. `seed_from_u64` spreads neighbouring seeds.
fn rng(seed: u64, stream: Stream, index: u64) -> Xoshiro256PlusPlus {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let own = seed
        .wrapping_add((stream as u64).rotate_left(56))
        .wrapping_add(index.wrapping_add(1).wrapping_mul(ODD));
    Xoshiro256PlusPlus::seed_from_u64(own)
}

/// A factor of mean 1.
fn factor<R: Rng>(cv: f64, rng: &mut R) -> f64 {
    let drawn = LogNormal::from_mean_cv(1.0, cv).expect("a checked variation is finite");
    drawn.sample(rng)
}

fn people<R: Rng>(party: Party, rng: &mut R) -> u8 {
    let (is_party, size) = (rng.random::<f64>() < party.share, rng.random::<f64>());
    if !is_party || party.people_max < 2 {
        return 1;
    }
    let sizes = f64::from(party.people_max - 1);
    2 + ((size * sizes) as u8).min(party.people_max - 2)
}

fn services<'a>(
    scenario: &'a Scenario,
    config: &Config,
    layout: &Layout,
) -> Vec<Option<Service<'a>>> {
    let of = |service: &antre_domain::config::Service| {
        let serving = scenario.serving(&service.id);
        let journey = service.journey.as_ref().and_then(|id| config.journey(id));
        // One who begins a journey may never come to the service itself, which then needs no time.
        let secs = match (serving, journey) {
            (Some(serving), _) => &serving.secs,
            (None, Some(_)) => &Dist::Fixed(0.0),
            (None, None) => return None,
        };
        let between = &scenario.between;
        let way = serving.and_then(|serving| serving.way_secs.as_ref());
        let turnaround = serving.and_then(|serving| serving.turnaround_secs.as_ref());
        let parties = scenario.arrivals.iter();
        let mut parties = parties.filter(|arrivals| arrivals.service == service.id);
        let moves = scenario.moves.iter().filter(|one| one.from == service.id);
        let stops = journey.iter().flat_map(|journey| &journey.stops);
        Some(Service {
            secs,
            way: way.unwrap_or(&between.way_secs),
            turnaround: turnaround.unwrap_or(&between.turnaround_secs),
            each_secs: parties
                .find_map(|arrivals| arrivals.party)
                .map_or(0.0, |party| party.each_secs),
            moves: moves
                .map(|one| (place(&layout.services, &one.to), one.share))
                .collect(),
            keeps_age: service.on_transfer.age == Age::Keep,
            stops: stops.map(|stop| place(&layout.services, stop)).collect(),
            any_order: journey.is_some_and(|journey| journey.order == StopOrder::Any),
            by_visit: journey.is_some_and(|journey| journey.age == JourneyAge::Visit),
        })
    };
    config.services.iter().map(of).collect()
}

fn place<T: PartialEq>(names: &[T], name: &T) -> usize {
    let place = names.iter().position(|known| known == name);
    place.expect("a checked scenario names what the branch has")
}
