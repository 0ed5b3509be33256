//! A call's way through the [hall](crate::hall): from the hub to the stage and to the voice.

use std::sync::Arc;
use std::time::Duration;

use antre_domain::{TicketId, Timestamp, Without};
use antre_protocol::Call;
use antre_speech::lane::SPOKEN_WITHIN_SECS;

use crate::face::{counter, own_language, text};
use crate::faults::fault_of;
use crate::hall::Hall;
use crate::pacing::HeldBack;
use crate::told::Told;
use crate::voice::{Hearing, Hush};
use crate::zone::Part;

/// How many calls are remembered as announced.
const ANNOUNCED_MAX: usize = 256;

impl Hall {
    /// A call that was just received; returned where it is to be shown at once.
    pub(crate) fn arrive(
        &mut self,
        call: &Call,
        age_secs: u32,
        now: Duration,
    ) -> Option<(Call, u32)> {
        if !self.part.as_ref()?.has(call) {
            return None;
        }
        let key = identity(call);
        if self.announced.contains(&key) {
            return None;
        }
        if self.announced.len() == ANNOUNCED_MAX {
            self.announced.pop_front();
        }
        self.announced.push_back(key);
        if !self.is_read_from_afar(call) {
            self.faults
                .add(fault_of("number_too_long", &call.number.to_string()));
        }
        self.enter(call, age_secs, now)
    }

    /// Holds back what a paced hall hears of before it is announced.
    pub(crate) fn expect(&mut self, before: Option<&Part>, now: Duration) {
        let (Some(part), Some(before)) = (&self.part, before) else {
            return;
        };
        let view = part.own();
        if !view.hall.paced || !self.voice.is_on(view) {
            return;
        }
        let known = |call: &Call| {
            let mut open = before.own().open_calls.iter();
            open.any(|open| open.ticket == call.ticket && open.at == call.at)
                || self.announced.contains(&identity(call))
                || self.stage.has(call.ticket)
        };
        for call in view.open_calls.iter().filter(|call| !known(call)) {
            self.pacing.expect(call, now);
        }
    }

    pub(crate) fn enter(
        &mut self,
        call: &Call,
        age_secs: u32,
        now: Duration,
    ) -> Option<(Call, u32)> {
        if self.emergency.is_some() {
            let why = Hush::Emergency.why();
            let named = self.named(call);
            self.tell(now, Told::Silent, &format!("{named} ({why})"));
            let surplus = self.pacing.keep(call, age_secs, now);
            return surplus.map(|held| (held.call, SPOKEN_WITHIN_SECS + 1));
        }
        self.pacing.drop_ticket(call.ticket);
        let view = Arc::clone(self.part.as_ref()?.own());
        let is_shown = match call.without {
            Some(Without::Screen | Without::Both) => false,
            Some(Without::Voice) | None => true,
        };
        let shown = is_shown.then(|| (call.clone(), age_secs));
        if age_secs <= SPOKEN_WITHIN_SECS && is_shown {
            self.onlooker.expect(call);
        }
        if !self.voice.is_on(&view) {
            return shown;
        }
        let local = self.local(self.at(now));
        let hearing = Hearing {
            view: &view,
            clips: &self.setup.clips,
            local: local.as_ref(),
            is_emergency: false,
        };
        if let Some(hush) = self.voice.hush(call, age_secs, hearing) {
            let named = self.named(call);
            self.tell(now, Told::Silent, &format!("{named} ({})", hush.why()));
            return shown;
        }
        self.voice.call(call, age_secs, now);
        let is_paced = view.hall.paced && call.recall == 0 && !self.stage.has(call.ticket);
        if is_paced && is_shown {
            let surplus = self.pacing.hold(call, age_secs, now);
            return surplus.map(|held| (held.call, held.age_secs));
        }
        shown
    }

    /// Shows what was held back, as new as it was when it arrived.
    pub(crate) fn release(&mut self, held: &[HeldBack], now: Duration) {
        if !held.is_empty() {
            let shown: Vec<(Call, u32)> = held
                .iter()
                .map(|held| (held.call.clone(), held.age_secs))
                .collect();
            self.show(&shown, now);
        }
    }

    /// Brings the newest view to the stage, with the calls that come onto it as new.
    pub(crate) fn show(&mut self, announced: &[(Call, u32)], now: Duration) {
        self.make_room(now);
        let Some(part) = &self.part else { return };
        let visible = self.pacing.visible(part.own());
        self.stage.take_in(&visible, announced, now);
    }

    /// A call as it stands in the transcript: "A012 Loket 3".
    pub(crate) fn named(&self, call: &Call) -> String {
        let Some(view) = self.view() else {
            return call.number.to_string();
        };
        let locale = own_language(&view.branch);
        let (noun, sign) = counter(call, &view.counters).map_or(("", ""), |counter| {
            (text(&counter.noun, locale), counter.sign.as_str())
        });
        match call.recall {
            0 => format!("{} {noun} {sign}", call.number),
            recall => format!("{} {noun} {sign} again {recall}", call.number),
        }
    }
}

/// What a call has in common with itself alone: a restored hub may count anew.
fn identity(call: &Call) -> (u64, TicketId, Timestamp) {
    (call.seq, call.ticket, call.at)
}
