//! The hall as one profile sees it: the heads of its queues for the calling rule, the order in which
//! it would empty, and the rule's answer in words that the log keeps.

use crate::branch::{Branch, Day, Desk};
use crate::config::{Compiled, Config, Plans, QueueOf};
use crate::ids::{ClassId, ProfileId, ServiceId, TicketId};
use crate::rule::{CallReason, Cause, Head, Moment, Run, Turns, Waiting, whole_secs};
use crate::ticket::{Place, State, Ticket};
use crate::time::Timestamp;

/// How many may wait for the same counters for their order to be told one by one.
const AHEAD_EXACT_MAX: usize = 500;

/// The heads of a profile's queues, and whose they are.
pub(crate) struct Heads {
    pub(crate) heads: Vec<Head>,
    pub(crate) tickets: Vec<TicketId>,
}

impl Day {
    /// The first of each queue that the profile takes. Whoever waits for one counter alone at
    /// `directed_at` is passed over.
    pub(crate) fn heads(
        &self,
        plans: &Plans,
        compiled: &Compiled,
        now: Timestamp,
        directed_at: Timestamp,
    ) -> Heads {
        let mut found = Heads {
            heads: Vec::with_capacity(self.queues.len()),
            tickets: Vec::with_capacity(self.queues.len()),
        };
        for (key, queue) in &self.queues {
            let Some(of) = compiled.queues.get(key) else {
                continue;
            };
            let is_free = |(_, id): &(&Place, &TicketId)| {
                let ticket = self
                    .tickets
                    .get(*id)
                    .filter(|_| self.directed.contains(*id));
                !ticket.is_some_and(|ticket| ticket.is_directed(directed_at))
            };
            let mut free = queue.iter().filter(is_free);
            let first = if compiled.plan.is_by_life() {
                let is_early = |place: &Place| place.since > now;
                free.min_by_key(|(place, _)| (is_early(place), place.born, place.turn))
            } else {
                free.next()
            };
            let Some((place, ticket)) = first else {
                continue;
            };
            let mut head = self.head(compiled, *of, *place, now);
            head.level = self.level(plans, key, of.level);
            head.waiting = u32::try_from(queue.len()).unwrap_or(u32::MAX);
            found.heads.push(head);
            found.tickets.push(*ticket);
        }
        found
    }

    fn head(&self, compiled: &Compiled, of: QueueOf, place: Place, now: Timestamp) -> Head {
        let age = if compiled.plan.is_by_life() {
            place.born
        } else {
            place.since
        };
        // What lies ahead is as far ahead as on the wall, even while the branch is held.
        let ahead_ms = (place.since.millis() - now.millis()).max(0);
        Head {
            line: of.line,
            level: of.level,
            since_ms: self.worked_ms(place.since.min(now)) + ahead_ms,
            born_ms: self.worked_ms(place.born),
            target_ms: of.target_ms,
            wall_ms: age.millis(),
            turn: place.turn,
            waiting: 1,
        }
    }

    /// A service that no open counter takes at a lower level is nobody's first task, and so everybody's.
    pub(crate) fn level(&self, plans: &Plans, queue: &(ServiceId, ClassId), own: u8) -> u8 {
        if own == 1 {
            return own;
        }
        let open = self
            .counters
            .values()
            .filter(|counter| counter.desk == Desk::Open);
        let mut levels = open.filter_map(|counter| plans.get(&counter.profile)?.queues.get(queue));
        if levels.any(|other| other.level < own) {
            own
        } else {
            1
        }
    }

    /// `at` on a clock that stands still while the branch is held. It orders all tickets as the wall
    /// clock does, but no wait grows during a hold.
    pub fn worked_ms(&self, at: Timestamp) -> i64 {
        let held = self.holds.iter().map(|(from, to)| {
            let until = to.map_or(at, |to| to.min(at));
            (until.millis() - from.millis()).max(0)
        });
        at.millis() - held.sum::<i64>()
    }

    /// `at` as the calling rule reads it.
    pub(crate) fn moment(&self, config: &Config, at: Timestamp) -> Moment {
        Moment {
            now_ms: self.worked_ms(at),
            minute: config.minute_of_day(at),
        }
    }

    /// How long a ticket has waited in its queue by `at`, in seconds.
    pub(crate) fn waited_secs(&self, place: Place, at: Timestamp) -> u32 {
        whole_secs(self.worked_ms(at) - self.worked_ms(place.since))
    }

    /// The beginning that a wait since `since` would have if there had been no holds: what is shown as
    /// waited counts from here. Holds after `until` do not concern it; one that still lasts is left
    /// to whoever shows it, since it grows.
    pub fn waits_since(&self, since: Timestamp, until: Option<Timestamp>) -> Timestamp {
        let held_ms = self.holds.iter().filter_map(|(from, to)| {
            let to = to.map(|to| until.map_or(to, |until| until.min(to)))?;
            Some((to.millis() - since.max(*from).millis()).max(0))
        });
        Timestamp::from_millis(since.millis() + held_ms.sum::<i64>())
    }

    /// What a profile remembers of its calls.
    pub fn turns(&self, profile: &ProfileId) -> Turns {
        self.turns.get(profile).cloned().unwrap_or_default()
    }
}

impl Branch {
    /// How many people are called before `ticket` if nobody else comes: the calling rule run forward
    /// over those who wait. 0 for one that does not wait.
    ///
    /// The rule is that of the open counter whose profile takes the ticket's service at the lowest
    /// level, the first of several; or else of the counter that would if it were open. Where counters
    /// with several rules share a service this is an estimate. It is one, too, where more than
    /// [`AHEAD_EXACT_MAX`] wait for the same counters: then it is the tickets that came earlier. Nobody
    /// counts so far, and every number that is given pays for it.
    pub fn ahead(&self, ticket: &Ticket) -> u32 {
        self.count_ahead(ticket, |one| one.party.into())
    }

    /// The same in tickets.
    pub fn tickets_ahead(&self, ticket: &Ticket) -> u32 {
        self.count_ahead(ticket, |_| 1)
    }

    fn count_ahead(&self, ticket: &Ticket, count: impl Fn(&Ticket) -> u32) -> u32 {
        if ticket.state != State::Waiting {
            return 0;
        }
        let counted = || {
            let (config, day) = (self.config()?, self.day()?);
            let profile = self.profile_for(config, day, ticket)?;
            let compiled = self.plans.get(profile)?;
            let queues = day.queues.iter();
            let taken = queues.filter(|(key, _)| compiled.queues.contains_key(*key));
            let waiting: usize = taken.clone().map(|(_, queue)| queue.len()).sum();
            if waiting > AHEAD_EXACT_MAX {
                // Most are asked about as they come, last of all: those behind are fewer to count.
                let behind = taken.map(|(_, queue)| queue.range(ticket.leg.place..).count());
                return u32::try_from(waiting - behind.sum::<usize>()).ok();
            }
            let now = day.moment(config, self.last_event_at);
            let waiting = self.waiting(day, compiled);
            let run = Run::new(&compiled.plan, day.turns(profile), waiting, now);
            let before = run.take_while(|id| *id != ticket.id.bits());
            let tickets = before.filter_map(|id| day.tickets.get(&TicketId::from_bits(id)));
            Some(tickets.map(count).sum())
        };
        counted().unwrap_or(0)
    }

    /// Everybody whom a profile takes, each known by the bits of their ticket.
    fn waiting(&self, day: &Day, compiled: &Compiled) -> Vec<Waiting> {
        let mut waiting = Vec::new();
        for (key, queue) in &day.queues {
            let Some(of) = compiled.queues.get(key) else {
                continue;
            };
            let level = day.level(&self.plans, key, of.level);
            for (place, id) in queue {
                let mut head = day.head(compiled, *of, *place, self.last_event_at);
                head.level = level;
                let key = id.bits();
                waiting.push(Waiting { head, key });
            }
        }
        waiting
    }

    pub(crate) fn profile_for<'a>(
        &self,
        config: &'a Config,
        day: &'a Day,
        ticket: &Ticket,
    ) -> Option<&'a ProfileId> {
        let queue = ticket.queue();
        let profiles = config.counters.iter().flat_map(|counter| {
            let working = day.counters.get(&counter.id);
            let working = working.filter(|counter| counter.desk == Desk::Open);
            let working = working.map(|counter| (false, &counter.profile));
            working.into_iter().chain([(true, &counter.profile)])
        });
        let taken = profiles.filter_map(|(is_idle, profile)| {
            let of = self.plans.get(profile)?.queues.get(&queue)?;
            Some(((is_idle, of.level), profile))
        });
        // The first of equals: `min_by_key` keeps it.
        taken
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, profile)| profile)
    }
}

impl Compiled {
    /// The kernel's cause in words, for the ticket that it chose.
    pub(crate) fn reason(
        &self,
        cause: Cause,
        head: &Head,
        ticket: &Ticket,
        now: Moment,
    ) -> CallReason {
        let waited_secs = whole_secs(now.now_ms - head.since_ms);
        let target_secs = whole_secs(head.target_ms);
        let line = self.custom.lines[usize::from(head.line)].id.clone();
        match cause {
            Cause::GuaranteedTurn { one_in } => CallReason::GuaranteedTurn {
                waited_secs,
                line,
                one_in,
            },
            Cause::PastCap { cap_ms } => CallReason::PastCap {
                waited_secs: if self.plan.is_by_life() {
                    whole_secs(now.now_ms - head.born_ms)
                } else {
                    waited_secs
                },
                cap_secs: whole_secs(cap_ms),
            },
            Cause::Step(index) => self.step_reason(index, waited_secs, ticket),
            Cause::LongestWait => CallReason::LongestWait { waited_secs },
            Cause::LongestLife => CallReason::LongestLife {
                waited_secs,
                life_secs: whole_secs(now.now_ms - head.born_ms),
            },
            Cause::PastTarget => CallReason::PastTarget {
                waited_secs,
                target_secs,
            },
            Cause::NearestToTarget => CallReason::NearestToTarget {
                waited_secs,
                target_secs,
            },
            Cause::Ratio => {
                let (turns, cycle) = self.plan.turns_of(head.line);
                CallReason::RatioTurn {
                    waited_secs,
                    line,
                    turns,
                    cycle,
                }
            }
            Cause::Priority => CallReason::FirstInOrder { waited_secs, line },
        }
    }

    /// The condition of a step that says most to whoever asks.
    fn step_reason(&self, index: u8, waited_secs: u32, ticket: &Ticket) -> CallReason {
        let step = &self.custom.steps[usize::from(index)];
        let line = step.call.clone();
        // Whoever queues by an earlier age (moved on, or back after a no-show) may still be early.
        let booked_at = ticket.booked_at.filter(|at| *at <= ticket.leg.place.since);
        if let (true, Some(booked_at)) = (step.when.due, booked_at) {
            CallReason::AppointmentDue { booked_at }
        } else if let Some(limit_secs) = step.when.waited_secs {
            CallReason::WaitedPast {
                waited_secs,
                limit_secs,
            }
        } else if let Some(least) = step.when.waiting {
            CallReason::Crowded {
                waited_secs,
                line,
                least,
            }
        } else if let Some(between) = step.when.between {
            CallReason::TimeOfDay {
                waited_secs,
                line,
                between,
            }
        } else {
            CallReason::LineFirst { waited_secs, line }
        }
    }
}
