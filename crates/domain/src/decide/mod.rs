//! From a command to events, or to the reason why not.

mod announcement;
mod call;
mod counter;
mod day;
mod device;
mod help;
mod hold;
mod issue;
mod journey;
mod reserve;
mod verbs;

use self::issue::Asked;
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
        | Act::Break(_)
        | Act::CallNext { .. }
        | Act::Call { .. }
        | Act::Recall(_)
        | Act::Start(_)
        | Act::Finish { .. }
        | Act::Transfer { .. }
        | Act::Park { .. }
        | Act::Resume(_)
        | Act::NoShow(_)
        | Act::Requeue(_)
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
            Act::Break(counter) => self.pause(counter),
            Act::CallNext { counter, quiet } => self.call_next(counter, *quiet),
            Act::Call {
                counter,
                ticket,
                because,
                quiet,
            } => self.call(counter, *ticket, *because, *quiet),
            Act::Recall(ticket) => self.recall(*ticket),
            Act::Start(ticket) => self.start(*ticket),
            Act::Finish { ticket, outcome } => self.finish(*ticket, *outcome),
            Act::Transfer {
                ticket,
                service,
                class,
                age,
            } => self.transfer(*ticket, service, class.as_ref(), *age),
            Act::Park {
                ticket,
                return_secs,
            } => self.park(*ticket, *return_secs),
            Act::Resume(ticket) => self.resume(*ticket),
            Act::NoShow(ticket) => self.no_show(*ticket),
            Act::Requeue(ticket) => self.requeue(*ticket),
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

    /// A counter's device acts only at its own counter; a kiosk at none.
    fn may_act_at(&self, counter: &CounterId) -> Result<(), Rejection> {
        self.is_staff()?;
        let own = self.by.is_everywhere() || self.by.counter.as_ref() == Some(counter);
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

    fn is_staff(&self) -> Result<(), Rejection> {
        match self.by.role {
            Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => Ok(()),
            Role::Kiosk => Err(Rejection::Forbidden),
        }
    }
}
