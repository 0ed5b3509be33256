//! From a command to events, or to the reason why not.

mod announcement;
mod arrivals;
mod call;
mod counter;
mod day;
mod desk;
mod device;
mod help;
mod hold;
mod issue;
mod journey;
mod reserve;
mod verbs;

use self::issue::Asked;
use self::verbs::Moving;
use crate::branch::{Branch, CounterState, Day};
use crate::command::{Act, Actor, Command, Context, Role};
use crate::config::{Config, Plans};
use crate::event::{Event, What};
use crate::ids::{CounterId, TicketId};
use crate::rejection::Rejection;
use crate::ticket::Ticket;
use crate::time::Timestamp;

/// Decides one command: the events it leads to (none where it changes nothing: nobody waits), or
/// the reason why it is refused. The branch itself is not touched.
pub fn decide(
    branch: &Branch,
    command: &Command,
    context: &Context,
) -> Result<Vec<Event>, Rejection> {
    let now = context.clock.max(branch.last_event_at);
    let whats = match &command.act {
        Act::StartEpoch {
            counter,
            random,
            rehearsal,
        } => day::start_epoch(branch, *counter, *random, *rehearsal)?,
        Act::Configure(config) => day::configure(branch, &command.by, config)?,
        Act::ConfirmClock => day::confirm_clock(&command.by, context.clock)?,
        Act::Due { reason, at } => day::due(branch, &command.by, context, now, *reason, *at)?,
        Act::Issue { .. }
        | Act::Hold(_)
        | Act::ResumeBranch
        | Act::OpenCounter { .. }
        | Act::CloseCounter(_)
        | Act::Break { .. }
        | Act::CallNext { .. }
        | Act::Call { .. }
        | Act::Recall(_)
        | Act::Start(_)
        | Act::Finish { .. }
        | Act::Transfer { .. }
        | Act::Park { .. }
        | Act::Resume(_)
        | Act::NoShow(_)
        | Act::Requeue { .. }
        | Act::CallSeveral { .. }
        | Act::WalkIn { .. }
        | Act::Note { .. }
        | Act::StandBy { .. }
        | Act::AssignProfile { .. }
        | Act::SignIn { .. }
        | Act::SignOut { .. }
        | Act::ReleaseCounter(_)
        | Act::AskCopy { .. }
        | Act::Cancel(_)
        | Act::Undo(_)
        | Act::CheckIn(_)
        | Act::PauseService(_)
        | Act::ResumeService(_)
        | Act::AskHelp { .. }
        | Act::AnswerHelp { .. }
        | Act::Reserve { .. }
        | Act::ReturnReserve { .. }
        | Act::Join { .. }
        | Act::ReportHealth { .. }
        | Act::ReportRoll { .. }
        | Act::ReportSlip { .. }
        | Act::Announce { .. }
        | Act::EndAnnouncement(_)
        | Act::ReportSound { .. } => {
            Floor::enter(branch, &command.by, context, now)?.decide(&command.act)?
        }
    };
    let jumped = branch.day.is_some() && day::check_clock(branch, context.clock).is_err();
    let at = match command.act {
        // A configuration is taken at any time, but it is no word for a clock that jumped.
        Act::Configure(_) if jumped => branch.last_event_at,
        _ => now,
    };
    Ok(whats
        .into_iter()
        .map(|what| Event {
            at,
            by: command.by.clone(),
            what,
        })
        .collect())
}

/// What the rules of an open day look at: the branch, who asks, and when.
struct Floor<'a> {
    config: &'a Config,
    day: &'a Day,
    plans: &'a Plans,
    by: &'a Actor,
    now: Timestamp,
    seed: u64,
}

impl<'a> Floor<'a> {
    /// Refuses a day that is over, and a clock that nobody vouched for.
    fn enter(
        branch: &'a Branch,
        by: &'a Actor,
        context: &Context,
        now: Timestamp,
    ) -> Result<Self, Rejection> {
        let (Some(config), Some(day)) = (branch.config(), branch.day()) else {
            return Err(Rejection::DayNotOpen);
        };
        day::check_clock(branch, context.clock)?;
        if config.time_zone.business_date(now, config.day_starts) > day.date {
            return Err(Rejection::DayNotOpen);
        }
        Ok(Self {
            config,
            day,
            plans: &branch.plans,
            by,
            now,
            seed: context.seed,
        })
    }

    fn decide(&self, act: &Act) -> Result<Vec<What>, Rejection> {
        match act {
            Act::Issue {
                service,
                class,
                locale,
                count,
                party,
                booked_at,
                note,
            } => {
                let class = self.admit(class.as_ref(), *booked_at)?;
                let asked = Asked {
                    service,
                    class,
                    locale: *locale,
                    count: *count,
                    party: *party,
                    booked_at: *booked_at,
                    note: *note,
                };
                self.issue(asked)
            }
            Act::Hold(reason) => self.hold(*reason),
            Act::ResumeBranch => self.resume_branch(),
            Act::OpenCounter { counter, profile } => self.open(counter, profile.as_ref()),
            Act::CloseCounter(counter) => self.close(counter),
            Act::Break { counter, reason } => self.pause(counter, *reason),
            Act::CallNext {
                counter,
                quiet,
                finish,
            } => self.call_next(counter, *quiet, finish),
            Act::Call {
                counter,
                ticket,
                because,
                quiet,
                finish,
            } => self.call(counter, *ticket, *because, *quiet, finish),
            Act::CallSeveral {
                counter,
                tickets,
                because,
                quiet,
                finish,
            } => self.call_several(counter, tickets, *because, *quiet, finish),
            Act::WalkIn {
                counter,
                service,
                class,
                locale,
            } => self.walk_in(counter, service, class.as_ref(), *locale),
            Act::Recall(ticket) => self.recall(*ticket),
            Act::Start(ticket) => self.start(*ticket),
            Act::Finish { ticket, finish } => self.finish(*ticket, finish),
            Act::Transfer {
                ticket,
                service,
                class,
                age,
                to,
                note,
            } => {
                let moving = Moving {
                    service,
                    class: class.as_ref(),
                    age: *age,
                    to: to.as_ref(),
                    note: *note,
                };
                self.transfer(*ticket, moving)
            }
            Act::Park {
                ticket,
                return_secs,
                note,
            } => self.park(*ticket, *return_secs, *note),
            Act::Resume(ticket) => self.resume(*ticket),
            Act::NoShow(ticket) => self.no_show(*ticket),
            Act::Requeue { ticket, because } => self.requeue(*ticket, *because),
            Act::Note { ticket, note } => self.note(*ticket, *note),
            Act::StandBy { counter, on } => self.stand_by(counter, *on),
            Act::AssignProfile { counter, profile } => self.assign_profile(counter, profile),
            Act::SignIn { clerk, counter } => self.sign_in(clerk, counter.as_ref()),
            Act::SignOut { clerk } => self.sign_out(clerk),
            Act::ReleaseCounter(counter) => self.release(counter),
            Act::AskCopy { ticket, device } => self.ask_copy(*ticket, device),
            Act::Cancel(ticket) => self.cancel(*ticket),
            Act::Undo(ticket) => self.undo(*ticket),
            Act::CheckIn(ticket) => self.check_in(*ticket),
            Act::PauseService(service) => self.pause_service(service),
            Act::ResumeService(service) => self.resume_service(service),
            Act::AskHelp { device } => self.ask_help(device),
            Act::AnswerHelp { device } => self.answer_help(device),
            Act::Reserve { device } => self.reserve(device),
            Act::ReturnReserve {
                device,
                series,
                given,
            } => self.return_reserve(device, series.as_deref(), given),
            Act::Join { device, tickets } => self.join(device, tickets),
            Act::ReportHealth { device, health } => self.report_health(device, *health),
            Act::ReportRoll {
                used_mm,
                cuts,
                by_hand,
            } => self.report_roll(*used_mm, *cuts, *by_hand),
            Act::ReportSlip {
                ticket,
                kind,
                state,
            } => self.report_slip(*ticket, *kind, *state),
            Act::Announce {
                id,
                kind,
                zones,
                for_secs,
                spoken,
            } => self.announce(*id, *kind, zones, *for_secs, *spoken),
            Act::EndAnnouncement(id) => self.end_announcement(*id),
            Act::ReportSound { device, sound } => self.report_sound(device, *sound),
            Act::StartEpoch { .. } | Act::Configure(_) | Act::ConfirmClock | Act::Due { .. } => {
                unreachable!("decided before a day is asked for")
            }
        }
    }

    fn ticket(&self, id: TicketId) -> Result<&'a Ticket, Rejection> {
        self.day
            .tickets
            .get(&id)
            .ok_or(Rejection::UnknownTicket(id))
    }

    fn counter(&self, id: &CounterId) -> Result<&'a CounterState, Rejection> {
        self.day
            .counters
            .get(id)
            .ok_or_else(|| Rejection::UnknownCounter(id.clone()))
    }

    /// A clerk acts only where they are signed in, a counter's device only at its own counter; a kiosk
    /// and a greeter at none.
    fn may_act_at(&self, id: &CounterId) -> Result<(), Rejection> {
        self.is_staff()?;
        let own = match (self.seat(), &self.by.clerk) {
            _ if self.by.is_everywhere() => true,
            (Some(seat), _) => seat == id,
            // Whoever has not signed in does not act for another who has.
            (None, Some(_)) if self.counter(id)?.clerk.is_some() => false,
            (None, _) => self.by.counter.as_ref() == Some(id),
        };
        if own {
            Ok(())
        } else {
            Err(Rejection::WrongCounter)
        }
    }

    /// A branch that is held gives no numbers and calls nobody.
    fn is_not_held(&self) -> Result<(), Rejection> {
        match self.day.hold() {
            Some(hold) => Err(Rejection::BranchHeld(hold.reason)),
            None => Ok(()),
        }
    }

    /// The counter that the acting clerk is signed in at.
    fn seat(&self) -> Option<&'a CounterId> {
        let (seat, _) = self.day.seat_of(self.by.clerk.as_ref()?)?;
        Some(seat)
    }

    /// Whoever works here at the entrance or at a counter.
    fn receives(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Greeter => Ok(()),
            Role::Kiosk | Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => {
                self.is_staff()
            }
        }
    }

    fn is_staff(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Counter if self.config.rules.sign_in && self.seat().is_none() => {
                Err(Rejection::SignInNeeded)
            }
            Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => Ok(()),
            Role::Kiosk | Role::Greeter => Err(Rejection::Forbidden),
        }
    }
}
