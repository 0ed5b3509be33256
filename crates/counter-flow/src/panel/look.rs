//! What there is to see: the face, the choices, and when they change by themselves.

use std::time::Duration;

use antre_domain::Timestamp;

use crate::entry::Entry;
use crate::face::{EntryFace, Face, Notice, Primary};
use crate::glance::Glance;
use crate::menu::Choice;
use crate::whole_secs;

use super::{ENTER_RESTS, Panel, Saying, Undo};

impl Panel {
    /// The queues at `now`.
    pub fn glance(&self, now: Duration) -> Glance {
        let Some(view) = self.view() else {
            return Glance::default();
        };
        crate::glance::glance(view, self.profile(), self.at(now), self.live)
    }

    /// The choices of the open menu, of which a page is shown.
    pub fn choices(&self) -> Vec<Choice> {
        let (Some(menu), Some(view)) = (&self.menu, self.view()) else {
            return Vec::new();
        };
        self.choices_of(menu.list(), view)
    }

    /// The state of everything at `now`.
    pub fn face(&self, now: Duration) -> Face {
        let gate = self.gate_face(now);
        // A panel that has locked itself shows nothing of the desk, before any further stroke.
        let shut = gate.is_some();
        let busy = self.flight.is_some() || !self.live || shut;
        let called = self.called().is_some() && !self.is_held();
        let primary = self.primary();
        let (recall_in_secs, call_in_secs) = (self.recall_in_secs(now), self.call_in_secs(now));
        let acts = !matches!(primary, Primary::Nothing | Primary::Held);
        let waits = self.calls(primary) && call_in_secs > 0;
        Face {
            primary,
            ready: !busy && acts && !waits && self.may_enter(now),
            busy,
            recall: !busy && called && recall_in_secs == 0 && self.recalls_left() != Some(0),
            recall_in_secs,
            recalls_left: self.recalls_left(),
            call_in_secs,
            wrap_in_secs: self.wrap_in_secs(now),
            no_show: !busy && called,
            move_on: !busy && self.ticket().is_some(),
            rest: !busy && matches!(self.state(), "idle" | "wrap_up" | "break"),
            coming: !busy && self.help().is_some(),
            quiet: self.quiet(now).map(|quiet| quiet.without),
            standby: self.card().is_some_and(|card| card.standby),
            outcome_said: self.said().is_some(),
            menu: self.menu.clone().filter(|_| !shut),
            note: !shut
                && self
                    .draft
                    .as_ref()
                    .is_some_and(|draft| draft.note.is_some()),
            entry: self.entry(now).filter(|_| !shut).map(|entry| EntryFace {
                purpose: entry.purpose,
                text: entry.text().to_owned(),
                chars_max: entry.chars_max(),
            }),
            gate,
            history: self
                .reading
                .as_ref()
                .filter(|_| !shut)
                .map(|reading| reading.face(now)),
            notice: self.notice(now, shut),
        }
    }

    /// When the face changes by itself.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        let own = [
            self.enter_at.map(|at| at + ENTER_RESTS),
            self.armed.as_ref().map(|armed| armed.until),
            self.told.as_ref().map(|told| told.until),
            self.undo.as_ref().map(|undo| undo.until),
            self.quiet.map(|(_, until)| until),
            self.entry.as_ref().and_then(Entry::until),
            self.reading
                .as_ref()
                .and_then(|reading| reading.shown_until(now)),
            self.unseen_until,
        ];
        let at_hub = [
            self.called().and_then(|ticket| ticket.recall_from),
            self.card().and_then(|card| card.calls_from),
            self.card().and_then(|card| card.wraps_until),
        ];
        let at_hub = at_hub.into_iter().flatten();
        let at_hub = at_hub.filter_map(|due| self.until_hub(due, now).map(|left| now + left));
        let all = own.into_iter().chain(self.gate.next_deadline()).flatten();
        all.chain(at_hub).filter(|due| *due > now).min()
    }

    /// What the hub's clock shows at `now`.
    pub(super) fn at(&self, now: Duration) -> Option<Timestamp> {
        let (at, heard) = self.clock?;
        let passed_ms = i64::try_from(now.saturating_sub(heard).as_millis()).unwrap_or(i64::MAX);
        Some(Timestamp::from_millis(
            at.millis().saturating_add(passed_ms),
        ))
    }

    /// How long it is until `due` by the hub's clock; `None` where it has come, or no clock was heard.
    pub(super) fn until_hub(&self, due: Timestamp, now: Duration) -> Option<Duration> {
        let left_ms = due.millis() - self.at(now)?.millis();
        let left_ms = u64::try_from(left_ms).ok().filter(|left_ms| *left_ms > 0)?;
        Some(Duration::from_millis(left_ms))
    }

    pub(super) fn secs_until(&self, due: Option<Timestamp>, now: Duration) -> u32 {
        due.and_then(|due| self.until_hub(due, now))
            .map_or(0, whole_secs)
    }

    pub(super) fn recall_in_secs(&self, now: Duration) -> u32 {
        self.secs_until(self.called().and_then(|ticket| ticket.recall_from), now)
    }

    pub(super) fn call_in_secs(&self, now: Duration) -> u32 {
        self.secs_until(self.card().and_then(|card| card.calls_from), now)
    }

    pub(super) fn wrap_in_secs(&self, now: Duration) -> u32 {
        self.secs_until(self.card().and_then(|card| card.wraps_until), now)
    }

    /// How often the call can still be said; a hub that names no limit says so itself.
    pub(super) fn recalls_left(&self) -> Option<u8> {
        let recalls_max = self.view()?.desk.recalls_max;
        let called = self.called().filter(|_| recalls_max > 0)?;
        Some(recalls_max.saturating_sub(called.recalls))
    }

    pub(super) fn calls(&self, primary: Primary) -> bool {
        matches!(primary, Primary::CallNext | Primary::FinishAndCallNext)
    }

    pub(super) fn notice(&self, now: Duration, shut: bool) -> Option<Notice> {
        let armed = self.armed.as_ref().filter(|_| !shut);
        if let Some(armed) = armed.filter(|armed| now < armed.until) {
            return Some(Notice::Armed(armed.what.clone()));
        }
        if let Some(told) = self.told.as_ref().filter(|told| now < told.until) {
            return Some(told.at(now));
        }
        let undo = self.undoable(now).filter(|_| !shut);
        undo.map(|undo| Notice::Undo {
            done: undo.done,
            number: undo.number.clone(),
            left_secs: whole_secs(undo.until - now),
        })
    }

    pub(super) fn undoable(&self, now: Duration) -> Option<&Undo> {
        self.undo.as_ref().filter(|undo| now < undo.until)
    }
}

impl Saying {
    /// The notice, with what is left to wait.
    fn at(&self, now: Duration) -> Notice {
        let left = self.again_at.map(|at| at.saturating_sub(now));
        let left_secs = left.map(whole_secs).filter(|secs| *secs > 0);
        match self.notice.clone() {
            Notice::Refused { title, .. } => Notice::Refused {
                title,
                again_in_secs: left_secs,
            },
            Notice::RecallTooSoon { .. } => Notice::RecallTooSoon {
                again_in_secs: left_secs.unwrap_or(0),
            },
            Notice::CallTooSoon { .. } => Notice::CallTooSoon {
                again_in_secs: left_secs.unwrap_or(0),
            },
            other => other,
        }
    }
}
