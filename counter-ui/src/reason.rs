//! Why a ticket was called, as the pages say it: a row for each reason of the closed list.

use antre_domain::{CallReason, ChoiceReason, ClassId, LineId};

use crate::pages::{OwnLine, Reason, Why};

/// The lines of the rules that have a name, which no class is called by.
const APPOINTMENTS_LINE: &str = "appointments";
const PRIORITY_LINE: &str = "priority";
const REGULAR_LINE: &str = "regular";

/// What `reason` says of a ticket of `class`, which people call `class_name`. `minute` tells the
/// minute of the branch's day.
pub(crate) fn reason(
    reason: &CallReason,
    class: &ClassId,
    class_name: &str,
    minute: impl Fn(antre_domain::Timestamp) -> i32,
) -> Reason {
    let plain = |why| Reason {
        why,
        ..Reason::default()
    };
    let within = |why, secs: u32| Reason {
        mins: whole(secs / 60),
        ..plain(why)
    };
    let in_line = |why, line: &LineId| named(plain(why), line, class, class_name);
    match reason {
        CallReason::Directed { waited_secs: _ } => plain(Why::Directed),
        CallReason::WalkIn => plain(Why::WalkIn),
        CallReason::LongestWait { waited_secs: _ } => plain(Why::LongestWait),
        CallReason::LongestLife {
            waited_secs: _,
            life_secs: _,
        } => plain(Why::LongestLife),
        CallReason::PastTarget {
            waited_secs: _,
            target_secs,
        } => within(Why::PastTarget, *target_secs),
        CallReason::NearestToTarget {
            waited_secs: _,
            target_secs,
        } => within(Why::NearestToTarget, *target_secs),
        CallReason::PastCap {
            waited_secs: _,
            cap_secs,
        } => within(Why::PastCap, *cap_secs),
        CallReason::WaitedPast {
            waited_secs: _,
            limit_secs,
        } => within(Why::WaitedPast, *limit_secs),
        CallReason::GuaranteedTurn {
            waited_secs: _,
            line,
            one_in,
        } => Reason {
            count: 1,
            of: i32::from(*one_in),
            ..in_line(Why::GuaranteedTurn, line)
        },
        CallReason::RatioTurn {
            waited_secs: _,
            line,
            turns,
            cycle,
        } => Reason {
            count: i32::from(*turns),
            of: i32::from(*cycle),
            ..in_line(Why::RatioTurn, line)
        },
        CallReason::FirstInOrder {
            waited_secs: _,
            line,
        }
        | CallReason::LineFirst {
            waited_secs: _,
            line,
        } => in_line(Why::LineFirst, line),
        CallReason::AppointmentDue { booked_at } => Reason {
            from: minute(*booked_at),
            ..plain(Why::AppointmentDue)
        },
        CallReason::Crowded {
            waited_secs: _,
            line,
            least,
        } => Reason {
            count: whole(*least),
            ..in_line(Why::Crowded, line)
        },
        CallReason::TimeOfDay {
            waited_secs: _,
            line,
            between,
        } => Reason {
            from: i32::from(between.from.minutes()),
            to: i32::from(between.to.minutes()),
            ..in_line(Why::TimeOfDay, line)
        },
        CallReason::Chosen {
            waited_secs: _,
            because,
        } => plain(chosen(*because)),
    }
}

fn chosen(because: Option<ChoiceReason>) -> Why {
    match because {
        None => Why::Chosen,
        Some(ChoiceReason::Emergency) => Why::ChosenEmergency,
        Some(ChoiceReason::Assistance) => Why::ChosenAssistance,
        Some(ChoiceReason::Together) => Why::ChosenTogether,
        Some(ChoiceReason::Correction) => Why::ChosenCorrection,
        Some(ChoiceReason::Guest) => Why::ChosenGuest,
        Some(ChoiceReason::Missed) => Why::ChosenMissed,
    }
}

/// A line that is one class goes by the class's name; the lines of the named rules by the panel's own
/// words; any other by its identifier, which is all that the wire says of it.
fn named(reason: Reason, line: &LineId, class: &ClassId, class_name: &str) -> Reason {
    if line.as_str() == class.as_str() && !class_name.is_empty() {
        return Reason {
            line: class_name.into(),
            ..reason
        };
    }
    let own = match line.as_str() {
        APPOINTMENTS_LINE => OwnLine::Appointments,
        PRIORITY_LINE => OwnLine::Priority,
        REGULAR_LINE => OwnLine::Regular,
        id => {
            return Reason {
                line: id.replace(['-', '_'], " ").into(),
                ..reason
            };
        }
    };
    Reason { own, ..reason }
}

fn whole(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
