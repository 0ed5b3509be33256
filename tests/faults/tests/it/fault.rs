//! What goes wrong, what mends it, and what the journal may say of it.

use std::time::Duration;

use antre_printer_sim::Happening;
use antre_printing::{Fault as Named, Progress, Reason};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The cover is opened.
    Cover,
    /// The roll ends.
    Out,
    /// The roll comes near its end.
    NearEnd,
    /// The cutter jams at its next cut.
    Cutter,
    /// The print head is too hot.
    Heat,
    /// Somebody leans on the feed button.
    Button,
    /// The printer loses its power.
    Power,
    /// The printer answers nothing more.
    Mute,
    /// What the printer says from now on is lost.
    AnswersDropped,
    /// What the printer says from now on arrives later by so much.
    AnswersLate(Duration),
    /// What the printer says from now on arrives as noise.
    AnswersGarbled,
    /// The connection closes; another can be made at once.
    LineClosed,
    /// The connection takes no more bytes.
    LineStalled,
    /// The cable is pulled, and put back in.
    Unplugged,
    /// The kiosk's process dies, and is started again.
    KioskKilled,
    /// The customer is served otherwise, and the slip is taken back.
    Withdrawn,
}

/// When the guard has mended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mended {
    /// Before anybody's patience has run out.
    Soon,
    /// After every deadline has passed.
    Late,
    /// After so long.
    In(Duration),
}

/// No hand changes a roll faster.
const ROLL_TAKES: Duration = Duration::from_secs(5);

impl Fault {
    pub(crate) const ALL: [Self; 17] = [
        Self::Cover,
        Self::Out,
        Self::NearEnd,
        Self::Cutter,
        Self::Heat,
        Self::Button,
        Self::Power,
        Self::Mute,
        Self::AnswersDropped,
        Self::AnswersLate(Duration::from_secs(3)),
        Self::AnswersLate(Duration::from_secs(20)),
        Self::AnswersGarbled,
        Self::LineClosed,
        Self::LineStalled,
        Self::Unplugged,
        Self::KioskKilled,
        Self::Withdrawn,
    ];

    pub(crate) fn name(self) -> String {
        match self {
            Self::Cover => "cover open".to_owned(),
            Self::Out => "paper out".to_owned(),
            Self::NearEnd => "paper near its end".to_owned(),
            Self::Cutter => "cutter jammed".to_owned(),
            Self::Heat => "head too hot".to_owned(),
            Self::Button => "feed button held".to_owned(),
            Self::Power => "power lost".to_owned(),
            Self::Mute => "mute".to_owned(),
            Self::AnswersDropped => "answers dropped".to_owned(),
            Self::AnswersLate(by) => format!("answers {} s late", by.as_secs()),
            Self::AnswersGarbled => "answers garbled".to_owned(),
            Self::LineClosed => "line closed".to_owned(),
            Self::LineStalled => "line stalled".to_owned(),
            Self::Unplugged => "unplugged, replugged".to_owned(),
            Self::KioskKilled => "kiosk killed".to_owned(),
            Self::Withdrawn => "withdrawn".to_owned(),
        }
    }

    /// Whether somebody has to mend it: the rest is over as it happens.
    pub(crate) fn lasts(self) -> bool {
        match self {
            Self::Cover
            | Self::Out
            | Self::Cutter
            | Self::Heat
            | Self::Button
            | Self::Power
            | Self::Mute
            | Self::AnswersDropped
            | Self::AnswersLate(_)
            | Self::AnswersGarbled
            | Self::LineStalled
            | Self::Unplugged => true,
            Self::NearEnd | Self::LineClosed | Self::KioskKilled | Self::Withdrawn => false,
        }
    }

    /// Whether the printer stops, and can be told to forget the rest.
    pub(crate) fn stops_the_printer(self) -> bool {
        match self {
            Self::Cover | Self::Out | Self::Cutter | Self::Heat | Self::Button => true,
            Self::NearEnd
            | Self::Power
            | Self::Mute
            | Self::AnswersDropped
            | Self::AnswersLate(_)
            | Self::AnswersGarbled
            | Self::LineClosed
            | Self::LineStalled
            | Self::Unplugged
            | Self::KioskKilled
            | Self::Withdrawn => false,
        }
    }

    /// What happens to the printer itself, where it does.
    pub(crate) fn at_the_printer(self) -> Option<Happening> {
        match self {
            Self::Cover => Some(Happening::CoverOpened),
            Self::Out => Some(Happening::PaperOut),
            Self::NearEnd => Some(Happening::PaperLow),
            Self::Cutter => Some(Happening::CutterJams),
            Self::Heat => Some(Happening::Overheats),
            Self::Button => Some(Happening::ButtonHeld),
            Self::Power => Some(Happening::PowerOff),
            Self::Mute => Some(Happening::Muted),
            Self::AnswersDropped => Some(Happening::AnswersDropped { count: u32::MAX }),
            Self::AnswersLate(by) => Some(Happening::AnswersDelayed {
                ms: by.as_millis() as u32,
            }),
            Self::AnswersGarbled => Some(Happening::AnswersGarbled),
            Self::Unplugged => Some(Happening::Unplugged),
            Self::LineClosed | Self::LineStalled | Self::KioskKilled | Self::Withdrawn => None,
        }
    }

    /// What the guard does at the printer.
    pub(crate) fn mended_at_the_printer(self) -> Option<Happening> {
        match self {
            Self::Cover => Some(Happening::CoverClosed),
            Self::Out => Some(Happening::PaperLoaded),
            Self::Cutter => Some(Happening::CutterFreed),
            Self::Heat => Some(Happening::Cools),
            Self::Button => Some(Happening::ButtonReleased),
            Self::Power => Some(Happening::PowerOn),
            Self::Mute => Some(Happening::Unmuted),
            Self::AnswersDropped | Self::AnswersLate(_) | Self::AnswersGarbled => {
                Some(Happening::AnswersRight)
            }
            Self::Unplugged => Some(Happening::Plugged),
            Self::NearEnd
            | Self::LineClosed
            | Self::LineStalled
            | Self::KioskKilled
            | Self::Withdrawn => None,
        }
    }

    /// Whether this is a true word about a slip that met this fault: the screen says no other.
    pub(crate) fn explains(self, told: Progress) -> bool {
        let Some(reason) = told.reason else {
            return true;
        };
        let named = |faults: &[Named]| match reason {
            Reason::Printer(fault) => faults.contains(&fault),
            Reason::ByStatus => true,
            _ => false,
        };
        match self {
            Self::Cover => named(&[Named::CoverOpen]),
            Self::Out => named(&[Named::OutOfPaper]),
            Self::NearEnd => reason == Reason::ByStatus,
            Self::Cutter => named(&[Named::Cutter]),
            Self::Heat => named(&[Named::Overheated]),
            // It does not say why it is offline, and a small buffer is full soon.
            Self::Button => named(&[Named::Offline, Named::Stalled]),
            Self::Power => named(&[Named::Unreachable]) || reason == Reason::ConnectionLost,
            Self::Mute | Self::AnswersDropped | Self::AnswersLate(_) => {
                named(&[Named::Silent]) || reason == Reason::NoProof
            }
            // Noise can sound like any fault.
            Self::AnswersGarbled => matches!(
                reason,
                Reason::Printer(_) | Reason::NoProof | Reason::ByStatus
            ),
            Self::LineClosed => named(&[Named::Unreachable]) || reason == Reason::ConnectionLost,
            Self::LineStalled => named(&[Named::Stalled, Named::Silent]),
            Self::Unplugged => named(&[Named::Unreachable]) || reason == Reason::ConnectionLost,
            Self::KioskKilled => matches!(reason, Reason::Restarted | Reason::ByStatus),
            Self::Withdrawn => matches!(reason, Reason::Withdrawn | Reason::ByStatus),
        }
    }
}

impl Mended {
    pub(crate) fn after(self, fault: Fault) -> Duration {
        match (self, fault) {
            (Self::Soon, Fault::Out) => ROLL_TAKES,
            (Self::In(after), Fault::Out) => after.max(ROLL_TAKES),
            (Self::Soon, _) => Duration::from_millis(500),
            (Self::Late, _) => Duration::from_secs(45),
            (Self::In(after), _) => after,
        }
    }
}
