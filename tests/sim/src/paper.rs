//! The calling rule on paper: the same promises worked out a second time, from their description and
//! not from the kernel, ticket by ticket and without its shortcuts.

use std::collections::BTreeMap;
use std::sync::Arc;

use antre_domain::config::{Class, Config, Custom, Finally, Profile};
use antre_domain::{
    CallReason, ClassId, Desk, Event, LineId, ProfileId, ServiceId, TicketId, Timestamp, What,
};

use crate::world::World;

/// The papers of all profiles of a branch, kept as its log goes on.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// By profile.
    pub papers: BTreeMap<ProfileId, Paper>,
}

impl Book {
    /// The papers of a branch that has not called anybody yet.
    pub fn of(world: &World) -> Self {
        let mut book = Self::default();
        book.begin_anew(world, true);
        book
    }

    /// Takes in what is about to happen.
    ///
    /// # Panics
    /// Where a counter works by a profile that the branch does not have.
    pub fn before(&mut self, world: &World, event: &Event) {
        let What::TicketCalled {
            ticket,
            counter,
            reason,
            ..
        } = &event.what
        else {
            return;
        };
        let profile = &world.day().counters[counter].profile;
        let paper = self.papers.get_mut(profile);
        let paper = paper.expect("every profile has its paper");
        let hall = paper.hall(world, event.at);
        // One that the profile does not take at all was called by a supervisor, past every rule.
        if let Some(called) = hall.stand(*ticket) {
            let by_turn = matches!(reason, CallReason::RatioTurn { .. });
            paper.remember(&hall, called.line, by_turn);
        }
    }

    /// Takes in what has happened: the profiles whose counters begin their turns anew.
    pub fn after(&mut self, world: &World, event: &Event) -> Vec<ProfileId> {
        match event.what {
            What::DayOpened { .. } => self.begin_anew(world, true),
            What::Configured { .. } => self.begin_anew(world, false),
            _ => Vec::new(),
        }
    }

    fn begin_anew(&mut self, world: &World, all: bool) -> Vec<ProfileId> {
        let mut anew = Vec::new();
        for profile in &world.config().profiles {
            let paper = Paper::of(world.config(), profile);
            let stays = |old: &Paper| old.says_the_same(&paper);
            if all || !self.papers.get(&profile.id).is_some_and(stays) {
                self.papers.insert(profile.id.clone(), paper);
                anew.push(profile.id.clone());
            }
        }
        anew
    }
}

const MINS_PER_DAY: i64 = 24 * 60;
/// Jakarta is seven hours ahead, all year.
const ZONE_MINS: i64 = 7 * 60;

/// A profile's rule, with what its counters remember of their calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Whose it is.
    pub profile: ProfileId,
    /// The rule.
    pub custom: Arc<Custom>,
    /// The lines of a ratio's cycle, turn by turn; empty for other rules.
    pub cycle: Vec<usize>,
    /// The line of each step, and the lines of an order of priority.
    steps: Vec<usize>,
    order: Vec<usize>,
    levels: Arc<BTreeMap<ServiceId, u8>>,
    queues: Arc<BTreeMap<(ServiceId, ClassId), usize>>,
    targets_ms: Arc<BTreeMap<ClassId, i64>>,
    day_starts_mins: i64,
    /// What is remembered.
    pub memory: Memory,
}

/// What the counters of a profile remember of their calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    /// By line: how many calls, of whatever kind, have passed it over since it had one.
    pub passed: Vec<i64>,
    /// The turn of the cycle that comes next.
    pub turn: usize,
}

/// One who waits, as a profile sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Who.
    pub ticket: TicketId,
    /// In which line.
    pub line: usize,
    /// What the counter takes now comes before what it only helps with, and both before those whose
    /// booked time is ahead.
    pub tier: (bool, u8),
    /// The age that orders the line; smaller is older.
    pub age: (i64, i64, u64),
    /// Since when it waits in this queue.
    pub since_ms: i64,
    /// Since when it is in the branch.
    pub born_ms: i64,
    /// The target of its class.
    pub target_ms: i64,
}

/// Who waits for a profile at one moment, in the order of the queues.
#[derive(Debug, Clone)]
pub struct Hall {
    /// On the clock that stands still during holds.
    pub now_ms: i64,
    /// On the wall clock, in minutes of the business day.
    pub minute: i64,
    /// Who waits.
    pub stands: Vec<Stand>,
}

/// What decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A share would have been broken otherwise.
    Share,
    /// A cap was passed.
    Cap,
    /// This step.
    Step(usize),
    /// The final rule.
    Finally,
}

impl Paper {
    /// The rule of `profile`, with nothing remembered.
    ///
    /// # Panics
    /// Where the configuration has faults.
    pub fn of(config: &Config, profile: &Profile) -> Self {
        let custom = config
            .grammar(profile)
            .expect("a checked profile has a rule");
        let line_of = |id: &LineId| {
            custom
                .lines
                .iter()
                .position(|line| line.id == *id)
                .expect("a line")
        };
        let mut cycle = Vec::new();
        if let Finally::Ratio(shares) = &custom.finally {
            for share in shares {
                cycle.extend(std::iter::repeat_n(
                    line_of(&share.line),
                    share.turns.into(),
                ));
            }
        }
        let order = match &custom.finally {
            Finally::Priority(order) => order.iter().map(line_of).collect(),
            _ => Vec::new(),
        };
        let steps = custom
            .steps
            .iter()
            .map(|step| line_of(&step.call))
            .collect();
        let mut levels: BTreeMap<ServiceId, u8> = BTreeMap::new();
        let all = std::iter::once(&profile.services).chain(&profile.helps);
        for (level, services) in (1..).zip(all) {
            levels.extend(services.iter().map(|service| (service.clone(), level)));
        }
        let mut queues = BTreeMap::new();
        for service in levels.keys() {
            for class in &config.classes {
                let line = custom.lines.iter().position(|line| {
                    (line.services.is_empty() || line.services.contains(service))
                        && (line.classes.is_empty() || line.classes.contains(&class.id))
                });
                let line = line.expect("every queue has a line");
                queues.insert((service.clone(), class.id.clone()), line);
            }
        }
        let target = |class: &Class| (class.id.clone(), i64::from(class.target_wait_secs) * 1000);
        Self {
            profile: profile.id.clone(),
            memory: Memory {
                passed: vec![0; custom.lines.len()],
                turn: 0,
            },
            cycle,
            steps,
            order,
            levels: Arc::new(levels),
            queues: Arc::new(queues),
            targets_ms: Arc::new(config.classes.iter().map(target).collect()),
            day_starts_mins: config.day_starts.minutes().into(),
            custom: Arc::new(custom),
        }
    }

    /// The same rule for the same queues, whatever is remembered.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let forgetful = |paper: &Self| Self {
            memory: Memory::default(),
            ..paper.clone()
        };
        forgetful(self) == forgetful(other)
    }

    /// Whether lines are ordered by the time in the branch.
    pub fn is_by_life(&self) -> bool {
        self.custom.finally == Finally::LongestLife
    }

    /// Whether nothing decides but age.
    pub fn is_by_age_alone(&self) -> bool {
        self.is_plain()
            && match self.custom.finally {
                Finally::LongestWait | Finally::LongestLife => true,
                Finally::NearestToTarget | Finally::Ratio(_) | Finally::Priority(_) => false,
            }
    }

    /// Whether there are no shares, caps or steps.
    pub fn is_plain(&self) -> bool {
        let is_plain =
            |line: &antre_domain::config::Line| line.one_in.is_none() && line.cap_secs.is_none();
        self.custom.steps.is_empty() && self.custom.lines.iter().all(is_plain)
    }

    /// The cap of a line.
    pub fn cap_ms(&self, line: usize) -> Option<i64> {
        self.custom.lines[line]
            .cap_secs
            .map(|secs| i64::from(secs) * 1000)
    }

    /// The line of a queue, where the profile takes it.
    pub fn line_of(&self, service: &ServiceId, class: &ClassId) -> Option<usize> {
        self.queues.get(&(service.clone(), class.clone())).copied()
    }

    /// Who waits for this profile at `at`.
    pub fn hall(&self, world: &World, at: Timestamp) -> Hall {
        let day = world.day();
        let mut stands = Vec::new();
        for ((service, class), queue) in &day.queues {
            let Some(line) = self.line_of(service, class) else {
                continue;
            };
            let level = self.level(world, service);
            for ticket in queue.values() {
                let ticket = &day.tickets[ticket];
                let place = ticket.leg.place;
                // A booked time that lies ahead is as far ahead as on the wall, hold or not.
                let ahead_ms = (place.since.millis() - at.millis()).max(0);
                let since_ms = world.worked_ms(place.since.min(at)) + ahead_ms;
                let born_ms = world.worked_ms(place.born);
                let age = if self.is_by_life() {
                    (born_ms, place.born.millis(), place.turn)
                } else {
                    (since_ms, place.since.millis(), place.turn)
                };
                stands.push(Stand {
                    ticket: ticket.id,
                    line,
                    tier: (ahead_ms > 0, level),
                    age,
                    since_ms,
                    born_ms,
                    target_ms: self.targets_ms[class],
                });
            }
        }
        let minute = (at.millis() / 60_000 + ZONE_MINS) % MINS_PER_DAY;
        let is_night = minute < self.day_starts_mins;
        Hall {
            now_ms: world.worked_ms(at),
            minute: minute + if is_night { MINS_PER_DAY } else { 0 },
            stands,
        }
    }

    /// The skill at which the profile takes a service; what no open counter takes at a better one is
    /// taken as its first.
    fn level(&self, world: &World, service: &ServiceId) -> u8 {
        let own = self.levels[service];
        if own == 1 {
            return own;
        }
        let better = world.day().counters.values().any(|counter| {
            let profile = world.config().profile(&counter.profile);
            let level = profile.and_then(|profile| profile.level(service));
            counter.desk == Desk::Open && level.is_some_and(|level| level < own)
        });
        if better { own } else { 1 }
    }

    /// The order in which the hall would be called if nobody came and no time passed.
    pub fn order(&self, hall: &Hall) -> Vec<TicketId> {
        let mut paper = self.clone();
        let mut hall = hall.clone();
        let mut order = Vec::with_capacity(hall.stands.len());
        loop {
            let firsts = hall.firsts(self.custom.lines.len());
            let Some((called, why)) = paper.next_of(&hall, &firsts) else {
                break;
            };
            paper.remember_of(&firsts, called.line, why == Why::Finally);
            let at = hall
                .stands
                .iter()
                .position(|one| one.ticket == called.ticket);
            hall.stands.remove(at.expect("whoever is called waited"));
            order.push(called.ticket);
        }
        order
    }

    /// Who comes next, and what decides it.
    pub fn next(&self, hall: &Hall) -> Option<(Stand, Why)> {
        self.next_of(hall, &hall.firsts(self.custom.lines.len()))
    }

    fn next_of(&self, hall: &Hall, firsts: &[Option<Stand>]) -> Option<(Stand, Why)> {
        let (free, why) = self.next_but_for_shares(hall, firsts)?;
        match self.line_of_share(firsts, free.line) {
            Some(line) if line != free.line => Some((firsts[line]?, Why::Share)),
            Some(_) | None => Some((free, why)),
        }
    }

    fn next_but_for_shares(&self, hall: &Hall, firsts: &[Option<Stand>]) -> Option<(Stand, Why)> {
        let first_of = |line: usize| firsts[line];
        if let Some(stand) = self.past_cap(hall) {
            return Some((stand, Why::Cap));
        }
        for (index, line) in self.steps.iter().enumerate() {
            if let Some(first) = first_of(*line)
                && self.step_holds(index, hall, first)
            {
                return Some((first, Why::Step(index)));
            }
        }
        let all = firsts.iter().flatten();
        let next = match &self.custom.finally {
            Finally::LongestWait => all.min_by_key(|one| one.age).copied(),
            Finally::LongestLife => all.min_by_key(|one| one.age).copied(),
            Finally::NearestToTarget => all
                .min_by_key(|one| (one.since_ms + one.target_ms, one.age))
                .copied(),
            Finally::Ratio(_) => {
                let size = self.cycle.len();
                let mut turns =
                    (0..size).map(|ahead| self.cycle[(self.memory.turn + ahead) % size]);
                turns.find_map(first_of)
            }
            Finally::Priority(_) => self.order.iter().find_map(|line| first_of(*line)),
        };
        next.map(|stand| (stand, Why::Finally))
    }

    /// The line that is furthest behind, where one more call from the line `free` would break a share:
    /// where after it, for some number of calls, more lines need one within them than there are calls.
    fn line_of_share(&self, firsts: &[Option<Stand>], free: usize) -> Option<usize> {
        let left = |line: usize| {
            let one_in = self.custom.lines[line]
                .one_in
                .filter(|_| firsts[line].is_some())?;
            // How many more calls may pass it over; below 0 where calls by hand took too many.
            Some(i64::from(one_in) - 1 - self.memory.passed[line])
        };
        let lines = 0..self.custom.lines.len();
        let behind: Vec<(i64, usize)> =
            lines.filter_map(|line| Some((left(line)?, line))).collect();
        let others = || behind.iter().filter(|(_, line)| *line != free);
        // Whoever has `left` calls has to be among the first `left` of those after this one.
        let breaks = |calls: usize| {
            let need = others().filter(|(left, _)| *left <= i64::try_from(calls).expect("few"));
            need.count() > calls
        };
        if (0..behind.len()).any(breaks) {
            behind.into_iter().min().map(|(_, line)| line)
        } else {
            None
        }
    }

    /// Whoever passed a cap first, of those who are past one.
    pub fn past_cap(&self, hall: &Hall) -> Option<Stand> {
        if self.custom.lines.iter().all(|line| line.cap_secs.is_none()) {
            return None;
        }
        let past = hall
            .stands
            .iter()
            .filter(|stand| self.is_past_cap(hall, stand));
        past.min_by_key(|stand| (self.cap_at(stand), stand.age))
            .copied()
    }

    /// When a ticket passes the cap of its line.
    pub fn cap_at(&self, stand: &Stand) -> Option<i64> {
        Some(stand.age.0 + self.cap_ms(stand.line)?)
    }

    /// Whether a ticket has waited past the cap of its line.
    pub fn is_past_cap(&self, hall: &Hall, stand: &Stand) -> bool {
        let (is_early, _) = stand.tier;
        !is_early && self.cap_at(stand).is_some_and(|at| at <= hall.now_ms)
    }

    /// Whether every condition of a step holds for the first of its line.
    pub fn step_holds(&self, index: usize, hall: &Hall, first: Stand) -> bool {
        let when = &self.custom.steps[index].when;
        let waited_ms = (hall.now_ms - first.since_ms).max(0);
        let has_waited = when
            .waited_secs
            .is_none_or(|secs| waited_ms >= i64::from(secs) * 1000);
        let of_line = hall
            .stands
            .iter()
            .filter(|stand| stand.line == first.line)
            .count();
        let is_crowded = when.waiting.is_none_or(|least| of_line >= least as usize);
        let is_due = !when.due || first.since_ms <= hall.now_ms;
        let is_in_time = when.between.is_none_or(|span| {
            let (from, to) = self.minutes(span);
            (from..to).contains(&hall.minute)
        });
        has_waited && is_crowded && is_due && is_in_time
    }

    /// A span in minutes of the business day.
    pub fn minutes(&self, span: antre_domain::config::Span) -> (i64, i64) {
        let on_day = |minute: i64| {
            if minute < self.day_starts_mins {
                minute + MINS_PER_DAY
            } else {
                minute
            }
        };
        let (from, to) = (
            on_day(span.from.minutes().into()),
            on_day(span.to.minutes().into()),
        );
        (from, if to <= from { to + MINS_PER_DAY } else { to })
    }

    /// Takes in that somebody was called from `line` while `hall` waited, whoever was called
    /// included; `by_turn` where the cycle of a ratio decided it.
    pub fn remember(&mut self, hall: &Hall, line: usize, by_turn: bool) {
        self.remember_of(&hall.firsts(self.custom.lines.len()), line, by_turn);
    }

    fn remember_of(&mut self, firsts: &[Option<Stand>], line: usize, by_turn: bool) {
        if firsts.iter().all(Option::is_none) {
            return;
        }
        let size = self.cycle.len();
        let mut turns = (0..size).map(|ahead| (self.memory.turn + ahead) % size);
        let whose = if by_turn {
            turns.find(|turn| self.cycle[*turn] == line)
        } else {
            let next = turns.find(|turn| firsts[self.cycle[*turn]].is_some());
            next.filter(|turn| self.cycle[*turn] == line)
        };
        if let Some(turn) = whose {
            self.memory.turn = (turn + 1) % size;
        }
        for (other, first) in firsts.iter().enumerate() {
            let passed = &mut self.memory.passed[other];
            *passed = if first.is_some() && other != line {
                *passed + 1
            } else {
                0
            };
        }
    }
}

impl Stand {
    /// Whether it stands in the same line and its turn cannot come before the other's: it is younger,
    /// and no counter would take it sooner.
    pub fn is_behind(&self, other: &Self) -> bool {
        self.line == other.line && self.tier >= other.tier && self.age > other.age
    }
}

impl Hall {
    /// The best tier in which somebody waits.
    pub fn tier(&self) -> Option<(bool, u8)> {
        self.stands.iter().map(|stand| stand.tier).min()
    }

    /// The first of each line among those of the best tier.
    pub fn firsts(&self, lines: usize) -> Vec<Option<Stand>> {
        let best = self.tier();
        let mut firsts: Vec<Option<Stand>> = vec![None; lines];
        for stand in self.stands.iter().filter(|stand| Some(stand.tier) == best) {
            let first = &mut firsts[stand.line];
            if first.is_none_or(|other| stand.age < other.age) {
                *first = Some(*stand);
            }
        }
        firsts
    }

    /// One of those who wait.
    pub fn stand(&self, ticket: TicketId) -> Option<Stand> {
        self.stands
            .iter()
            .find(|stand| stand.ticket == ticket)
            .copied()
    }
}
