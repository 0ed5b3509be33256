//! Who comes next, by looking at everybody: waits as spans of time rather than instants, shares and
//! turns counted anew from a plain history of calls.

use std::collections::BTreeSet;

use antre_domain::config::{self, Finally};
use antre_domain::*;

use super::days::minute_of_day;
use super::sheets::Sheet;
use super::{Model, Seen};

/// One call in the history of a profile: from which line, and in which lines somebody waited who
/// could have been called as well.
#[derive(Debug, Clone)]
pub struct Turn {
    pub profile: ProfileId,
    line: usize,
    waited: BTreeSet<usize>,
}

/// Whom the rule calls, and the code of its reason.
pub struct Choice {
    pub ticket: TicketId,
    pub code: &'static str,
    line: usize,
    waited: BTreeSet<usize>,
}

/// The hall as the counters of a profile see it at some moment.
struct Hall<'a> {
    sheet: &'a Sheet,
    now: Timestamp,
    /// Everybody who waits for what they take.
    all: Vec<Candidate<'a>>,
    /// Every call of theirs so far.
    history: Vec<&'a Turn>,
}

/// One who waits, as a profile sees it.
struct Candidate<'a> {
    seen: &'a Seen,
    line: usize,
    /// 0 for whoever can be served now; early appointments come later, and so does what the counter
    /// only helps with.
    tier: (bool, usize),
    /// Below 0 for an appointment that is early.
    wait_ms: i64,
    life_ms: i64,
    target_ms: i64,
}

impl Model {
    /// Whom a counter of `profile` would call at `now`.
    pub fn choose(&self, profile: &ProfileId, now: Timestamp) -> Option<Choice> {
        let sheet = &self.sheets[profile];
        let history = self.calls.iter();
        let hall = Hall {
            sheet,
            now,
            all: self.candidates(sheet, now),
            history: history.filter(|turn| turn.profile == *profile).collect(),
        };
        let (free, code) = hall.freely()?;
        let due = hall.guaranteed(free.line).and_then(|line| hall.first(line));
        let (one, code) = due.map_or((free, code), |one| (one, "guaranteed_turn"));
        Some(Choice {
            ticket: one.seen.id,
            code,
            line: one.line,
            waited: hall.waited(),
        })
    }

    /// Writes into the history that `ticket` is called by a counter of `profile`.
    pub(super) fn note_call(&mut self, profile: &ProfileId, ticket: TicketId, now: Timestamp) {
        let Some(choice) = self.choose(profile, now) else {
            return;
        };
        let seen = self.find(ticket).unwrap();
        let sheet = &self.sheets[profile];
        if sheet.levels.contains_key(&seen.service) {
            let turn = Turn {
                profile: profile.clone(),
                line: sheet.line_of(seen),
                waited: choice.waited,
            };
            self.calls.push(turn);
        }
    }

    /// Everybody whom the counters of `profile` would call if nobody else came, in order, by calling
    /// them one after the other.
    pub fn order(&self, profile: &ProfileId, now: Timestamp) -> Vec<TicketId> {
        let mut hall = self.clone();
        let mut order = Vec::new();
        while let Some(choice) = hall.choose(profile, now) {
            hall.calls.push(Turn {
                profile: profile.clone(),
                line: choice.line,
                waited: choice.waited,
            });
            hall.tickets.retain(|seen| seen.id != choice.ticket);
            order.push(choice.ticket);
        }
        order
    }

    /// The profile whose counters call a ticket: of the open ones, or of all where none is, that which
    /// takes its service first.
    pub fn caller(&self, seen: &Seen) -> ProfileId {
        let level = |profile: &ProfileId| self.sheets[profile].levels.get(&seen.service).copied();
        let mut found: Vec<(bool, usize, usize, ProfileId)> = Vec::new();
        for (index, counter) in self.config.counters.iter().enumerate() {
            let booth = &self.booths[&counter.id];
            if let Some(level) = level(&booth.profile).filter(|_| booth.desk == Desk::Open) {
                found.push((false, level, index, booth.profile.clone()));
            }
            if let Some(level) = level(&counter.profile) {
                found.push((true, level, index, counter.profile.clone()));
            }
        }
        found.sort();
        found.swap_remove(0).3
    }

    fn candidates<'a>(&'a self, sheet: &Sheet, now: Timestamp) -> Vec<Candidate<'a>> {
        let waiting = self.tickets.iter();
        let waiting = waiting.filter(|seen| seen.state == State::Waiting);
        let taken = waiting.filter_map(|seen| Some((seen, *sheet.levels.get(&seen.service)?)));
        let candidate = |(seen, own): (&'a Seen, usize)| {
            let wait_ms = match now.millis() - seen.since_ms {
                early_ms if early_ms < 0 => early_ms,
                _ => self.worked_ms(seen.since_ms, now.millis()),
            };
            let open = self
                .booths
                .values()
                .filter(|booth| booth.desk == Desk::Open);
            let mut levels =
                open.filter_map(|booth| self.sheets[&booth.profile].levels.get(&seen.service));
            // What nobody open takes before this counter is nobody's first task, and so everybody's.
            let level = if levels.any(|other| *other < own) {
                own
            } else {
                1
            };
            Candidate {
                seen,
                line: sheet.line_of(seen),
                tier: (wait_ms < 0, level),
                wait_ms,
                life_ms: self.worked_ms(seen.born_ms, now.millis()),
                target_ms: i64::from(sheet.targets[&seen.class]) * 1_000,
            }
        };
        taken.map(candidate).collect()
    }
}

impl<'a> Hall<'a> {
    /// Whom the rule calls where no share is due, and why.
    fn freely(&self) -> Option<(&Candidate<'a>, &'static str)> {
        let over_ms = |one: &Candidate<'_>| {
            let cap_ms = i64::from(self.sheet.lines[one.line].cap_secs?) * 1_000;
            let age_ms = one.age_ms(self.by_life());
            (one.wait_ms >= 0 && age_ms >= cap_ms).then_some(age_ms - cap_ms)
        };
        let capped = self.all.iter().filter_map(|one| Some((over_ms(one)?, one)));
        let longest_over = capped.min_by_key(|(over_ms, one)| (-over_ms, one.age(self.by_life())));
        if let Some((_, one)) = longest_over {
            return Some((one, "past_cap"));
        }
        self.by_steps().or_else(|| self.finally())
    }

    fn by_steps(&self) -> Option<(&Candidate<'a>, &'static str)> {
        self.sheet.steps.iter().find_map(|step| {
            let one = self.first(self.sheet.named(&step.call))?;
            let when = step.when;
            // Whoever went on to another stop may queue by an age from before the booked time.
            let booked = one.seen.booked_at.map(|at| at.millis());
            let code = if when.due && booked.is_some_and(|at_ms| at_ms <= one.seen.since_ms) {
                "appointment_due"
            } else if when.waited_secs.is_some() {
                "waited_past"
            } else if when.waiting.is_some() {
                "crowded"
            } else if when.between.is_some() {
                "time_of_day"
            } else {
                "line_first"
            };
            self.holds(step, one).then_some((one, code))
        })
    }

    fn holds(&self, step: &config::Step, one: &Candidate<'_>) -> bool {
        let when = step.when;
        let in_time = when.between.is_none_or(|span| {
            let part = i64::from(span.from.minutes())..i64::from(span.to.minutes());
            part.contains(&minute_of_day(self.now))
        });
        let crowd = || {
            self.all
                .iter()
                .filter(|other| other.line == one.line)
                .count()
        };
        let waited_ms = one.wait_ms.max(0);
        in_time
            && when
                .waited_secs
                .is_none_or(|secs| waited_ms >= i64::from(secs) * 1_000)
            && when.waiting.is_none_or(|least| crowd() >= least as usize)
            && (!when.due || one.wait_ms >= 0)
    }

    fn finally(&self) -> Option<(&Candidate<'a>, &'static str)> {
        let firsts = self.firsts();
        let least = |key: &dyn Fn(&Candidate<'_>) -> (i64, i64)| {
            let whole = |one: &&Candidate<'_>| (key(one), one.arrival(self.by_life()));
            firsts.iter().copied().min_by_key(whole)
        };
        let longest = least(&|one| (-one.wait_ms, 0))?;
        Some(match &self.sheet.finally {
            Finally::LongestWait => (longest, "longest_wait"),
            Finally::LongestLife => {
                let eldest = least(&|one| (-one.life_ms, 0))?;
                (eldest, "longest_life")
            }
            Finally::NearestToTarget => {
                let left_ms = |one: &Candidate<'_>| one.target_ms - one.wait_ms;
                let nearest = least(&|one| (left_ms(one), -one.wait_ms))?;
                let code = if nearest.seen.id == longest.seen.id {
                    "longest_wait"
                } else if left_ms(nearest) <= 0 {
                    "past_target"
                } else {
                    "nearest_to_target"
                };
                (nearest, code)
            }
            Finally::Ratio(shares) => {
                let turns =
                    |share: &config::Share| vec![self.sheet.named(&share.line); share.turns.into()];
                let cycle: Vec<usize> = shares.iter().flat_map(turns).collect();
                let slot = self.slot(&cycle)?;
                (self.first(cycle[slot])?, "ratio_turn")
            }
            Finally::Priority(order) => {
                let mut lines = order.iter().map(|line| self.sheet.named(line));
                (lines.find_map(|line| self.first(line))?, "first_in_order")
            }
        })
    }

    fn by_life(&self) -> bool {
        self.sheet.finally == Finally::LongestLife
    }

    /// The first of a line, of those who can be called now.
    fn first(&self, line: usize) -> Option<&Candidate<'a>> {
        let best = self.all.iter().map(|one| one.tier).min()?;
        let ready = self.all.iter();
        let ready = ready.filter(|one| one.tier == best && one.line == line);
        ready.min_by_key(|one| one.age(self.by_life()))
    }

    fn firsts(&self) -> Vec<&Candidate<'a>> {
        let lines = 0..self.sheet.lines.len();
        lines.filter_map(|line| self.first(line)).collect()
    }

    fn waited(&self) -> BTreeSet<usize> {
        self.firsts().into_iter().map(|one| one.line).collect()
    }

    /// The line that must be called now because a call from `free` would break a share. A line with one
    /// call in `n` still has some calls to spare; after this one, no more of the others may have to be
    /// called within some number of calls than there are calls. It is then the turn of the line with
    /// the fewest to spare.
    fn guaranteed(&self, free: usize) -> Option<usize> {
        let lines = &self.sheet.lines;
        let spare = |line: usize| {
            let one_in = i64::from(lines[line].one_in?);
            Some((one_in - 1 - self.passed_over(line), line))
        };
        let spares: Vec<(i64, usize)> = self.waited().into_iter().filter_map(spare).collect();
        let crowded = |calls: usize| {
            let hasty = |(spare, line): &&(i64, usize)| *spare <= calls as i64 && *line != free;
            spares.iter().filter(hasty).count() > calls
        };
        let breaks_one = (0..=lines.len()).any(crowded);
        let (_, first) = *spares.iter().min()?;
        (breaks_one && first != free).then_some(first)
    }

    /// How many of the last calls passed `line` over, one after the other, while somebody waited there.
    fn passed_over(&self, line: usize) -> i64 {
        let back = self.history.iter().rev();
        let passing = back.take_while(|turn| turn.waited.contains(&line) && turn.line != line);
        passing.count() as i64
    }

    /// Where the cycle of a ratio stands, by going through the whole history from its first slot.
    fn slot(&self, cycle: &[usize]) -> Option<usize> {
        let from = |start: usize, waited: &BTreeSet<usize>| {
            let mut round = (start..start + cycle.len()).map(|slot| slot % cycle.len());
            round.find(|slot| waited.contains(&cycle[*slot]))
        };
        let mut at = 0;
        for turn in &self.history {
            if let Some(slot) = from(at, &turn.waited)
                && cycle[slot] == turn.line
            {
                at = (slot + 1) % cycle.len();
            }
        }
        from(at, &self.waited())
    }
}

impl<'a> Candidate<'a> {
    fn age_ms(&self, by_life: bool) -> i64 {
        if by_life { self.life_ms } else { self.wait_ms }
    }

    /// Smaller came first, of those whose waits are the same.
    fn arrival(&self, by_life: bool) -> (i64, u128) {
        // Two waits are also the same where both began during one hold.
        let began_ms = if by_life {
            self.seen.born_ms
        } else {
            self.seen.since_ms
        };
        (began_ms, self.seen.turn)
    }

    /// Smaller is older.
    fn age(&self, by_life: bool) -> (i64, (i64, u128), (&'a ServiceId, &'a ClassId)) {
        let queue = (&self.seen.service, &self.seen.class);
        (-self.age_ms(by_life), self.arrival(by_life), queue)
    }
}
