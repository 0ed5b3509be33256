//! Whose turn it is to be heard: one voice a zone, one sentence at a time.
//!
//! # How it is driven
//!
//! [`Lane::call`], [`Lane::announce`], [`Lane::end`], [`Lane::end_saying`] and [`Lane::done`] with what
//! happens; after each of them, and when [`Lane::next_deadline`] has come, [`Lane::next`], also while
//! something is being said: an emergency does not wait. Whoever takes a [`Turn`] plays it, or says at
//! once that it is done. Moments are the time since the display began.
//!
//! # What it promises
//!
//! - **Never two at a time.** While a turn is not done there is no other but one that pre-empts it.
//! - **In order.** Calls are said as they came. What waits for the same counter directly behind one
//!   another is said together; so is nothing else, so that nobody is passed over.
//! - **Once.** A ticket that is called again while it waits keeps its place and is said once, as the
//!   newest wish has it. Called again while it is being said, it is said again.
//! - **Only what is true.** A call that was old when it arrived is silent, and so is one that ended while
//!   it waited. Time spent waiting here makes nobody too old: the lane itself is late, not the call.
//! - **An emergency before everything.** It cuts off what is being said and is said again and again until
//!   it is ended; no call is heard meanwhile. What it cut off is then said from the start, if still open.
//! - **It catches up.** The longer calls wait, the less is said of each: [`Shed`].

mod shed;

use std::collections::VecDeque;
use std::time::Duration;

use antre_domain::{ANNOUNCEMENTS_MAX, CounterId, TicketId, TicketNumber};

pub use shed::{LAG_MAX, LAG_STEP, Shed};

/// A call that is older when it arrives is shown, not spoken, in seconds.
pub const SPOKEN_WITHIN_SECS: u32 = 60;
/// How many calls wait for the voice; older ones fall off: they are still on the screen.
pub const WAITING_MAX: usize = 64;
/// How many numbers to one counter are said in one sentence.
pub const TOGETHER_MAX: usize = 4;
/// The silence before an emergency is said again: long enough to act on it and to hear the staff.
pub const EMERGENCY_PAUSE: Duration = Duration::from_secs(4);
/// A turn that nobody has done with after this time is given up: whatever should have played it is gone.
/// The longest turn, an emergency with words of its own in two languages, takes about half as long.
pub const TURN_MAX: Duration = Duration::from_secs(120);

/// A call on its way to the voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calling {
    /// The event's sequence.
    pub seq: u64,
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// To which counter.
    pub counter: CounterId,
    /// Which repetition this is.
    pub recall: u8,
}

/// An announcement on its way to the voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying {
    /// Who says what, to whoever drives the lane.
    pub id: u128,
    /// It pre-empts whatever is being said, and is said again until it is ended.
    pub is_emergency: bool,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It will be said.
    Waits,
    /// The ticket waited already: it is said once, as this newest call has it.
    Coalesced,
    /// This call, or a newer one of the ticket, waits already or is being said.
    Known,
    /// It was older than [`SPOKEN_WITHIN_SECS`] when it came: it is not said.
    Stale,
}

/// What is to be heard now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Counts the turns of this lane from 1: [`Lane::done`] names it.
    pub id: u64,
    /// What.
    pub what: What,
    /// What is left out of it, because the lane lags.
    pub shed: Shed,
    /// Whatever is being said is cut off for it.
    pub pre_empts: bool,
}

/// What a turn is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Calls to one counter, 1 to [`TOGETHER_MAX`], in order; either all of them repetitions, or none.
    Calls(Vec<Calling>),
    /// An announcement.
    Saying(Saying),
}

/// One voice. See the [module](self) for how it is driven.
#[derive(Debug, Default)]
pub struct Lane {
    waiting: VecDeque<Waiting>,
    /// Those that stand, whose turn is next first.
    emergencies: VecDeque<Emergency>,
    current: Option<Current>,
    /// A turn was given up: nobody knows whether it is still heard.
    may_sound: bool,
    /// No emergency is said again before.
    emergency_at: Duration,
    shed: Shed,
    turns: u64,
    fell_off: u64,
}

#[derive(Debug)]
enum Waiting {
    Call { calling: Calling, since: Duration },
    Notice(Saying),
}

#[derive(Debug)]
struct Emergency {
    saying: Saying,
    is_new: bool,
}

/// The turn that is being said.
#[derive(Debug)]
struct Current {
    turn: u64,
    since: Duration,
    /// What waits again if it is cut off.
    again: Vec<Waiting>,
    saying: Option<Saying>,
}

impl Lane {
    /// A call that was made `age_secs` ago.
    pub fn call(&mut self, calling: Calling, age_secs: u32, now: Duration) -> Entry {
        if age_secs > SPOKEN_WITHIN_SECS {
            return Entry::Stale;
        }
        let said = self.current.iter().flat_map(|current| &current.again);
        let known = |waiting: &Waiting| match waiting {
            Waiting::Call { calling: known, .. } => {
                known.ticket == calling.ticket && known.seq >= calling.seq
            }
            Waiting::Notice(_) => false,
        };
        if said.chain(&self.waiting).any(known) {
            return Entry::Known;
        }
        let mut calls = self.waiting.iter_mut().filter_map(Waiting::as_call_mut);
        if let Some(waiting) = calls.find(|waiting| waiting.ticket == calling.ticket) {
            *waiting = calling;
            return Entry::Coalesced;
        }
        let since = now;
        self.waiting.push_back(Waiting::Call { calling, since });
        self.drop_oldest();
        Entry::Waits
    }

    /// An announcement; nothing new where it waits, stands or is being said already. Of more than
    /// [`ANNOUNCEMENTS_MAX`], which no branch has, the oldest goes.
    pub fn announce(&mut self, saying: Saying) {
        let is_known = self.current.iter().any(|current| current.says(saying.id))
            || self.waiting.iter().any(|waiting| waiting.says(saying.id))
            || self
                .emergencies
                .iter()
                .any(|one| one.saying.id == saying.id);
        if is_known {
            return;
        }
        if saying.is_emergency {
            let is_new = true;
            self.emergencies.push_back(Emergency { saying, is_new });
            if self.emergencies.len() > ANNOUNCEMENTS_MAX {
                self.emergencies.pop_front();
            }
        } else {
            self.waiting.push_back(Waiting::Notice(saying));
            self.drop_oldest();
        }
    }

    /// A ticket is not called any more: served, withdrawn, gone. What is being said is said to its end.
    pub fn end(&mut self, ticket: TicketId) {
        self.waiting.retain(|waiting| !waiting.is_of(ticket));
        if let Some(current) = &mut self.current {
            current.again.retain(|waiting| !waiting.is_of(ticket));
        }
    }

    /// An announcement is not said any more. `true`: it is being said at this moment; cut it off. The lane
    /// is free.
    #[must_use = "what is being said must be cut off"]
    pub fn end_saying(&mut self, id: u128) -> bool {
        self.waiting.retain(|waiting| !waiting.says(id));
        self.emergencies.retain(|one| one.saying.id != id);
        self.current.take_if(|current| current.says(id)).is_some()
    }

    /// What is to be heard now, if it is anybody's turn.
    pub fn next(&mut self, now: Duration) -> Option<Turn> {
        let lost = self.current.take_if(|current| now >= current.late_at());
        self.may_sound |= lost.is_some();
        if let Some(saying) = self.emergency(now) {
            let pre_empts = self.cut();
            let what = What::Saying(saying);
            return Some(self.begin(what, Vec::new(), Shed::Nothing, pre_empts, now));
        }
        if self.current.is_some() || !self.emergencies.is_empty() {
            return None;
        }
        self.shed = self.shed.at(self.lag(now));
        let taken = self.take_together();
        let what = match taken.first()? {
            Waiting::Notice(saying) => What::Saying(*saying),
            Waiting::Call { .. } => {
                What::Calls(taken.iter().filter_map(Waiting::as_call).cloned().collect())
            }
        };
        Some(self.begin(what, taken, self.shed, false, now))
    }

    /// A turn has been said, or will not be. Turns that were cut off or given up are passed over.
    pub fn done(&mut self, turn: u64, now: Duration) {
        let Some(current) = self.current.take_if(|current| current.turn == turn) else {
            return;
        };
        if current.saying.is_some_and(|saying| saying.is_emergency) {
            self.emergency_at = now + EMERGENCY_PAUSE;
        }
    }

    /// Whether something is being said.
    pub fn is_busy(&self) -> bool {
        self.current.is_some()
    }

    /// When [`Lane::next`] may have something to say although nothing has happened.
    pub fn next_deadline(&self) -> Option<Duration> {
        match &self.current {
            Some(current) => Some(current.late_at()),
            None => (!self.emergencies.is_empty()).then_some(self.emergency_at),
        }
    }

    /// How many calls fell off because too many waited.
    pub fn fell_off(&self) -> u64 {
        self.fell_off
    }

    fn begin(
        &mut self,
        what: What,
        again: Vec<Waiting>,
        shed: Shed,
        pre_empts: bool,
        now: Duration,
    ) -> Turn {
        self.turns += 1;
        let saying = match &what {
            What::Calls(_) => None,
            What::Saying(saying) => Some(*saying),
        };
        self.current = Some(Current {
            turn: self.turns,
            since: now,
            again,
            saying,
        });
        Turn {
            id: self.turns,
            what,
            shed,
            pre_empts: std::mem::take(&mut self.may_sound) || pre_empts,
        }
    }

    /// A new emergency at once, the others in turn after a pause.
    fn emergency(&mut self, now: Duration) -> Option<Saying> {
        let is_free = self.current.is_none() && now >= self.emergency_at;
        let new = self.emergencies.iter().rposition(|one| one.is_new);
        let said = self.emergencies.remove(new.or(is_free.then_some(0))?)?;
        let saying = said.saying;
        self.emergencies.push_back(said);
        for one in &mut self.emergencies {
            // Of several new ones the newest goes first; the others need not cut it off.
            one.is_new = false;
        }
        Some(saying)
    }

    /// Cuts off what is being said; it waits again before everything else. `false`: nothing was.
    fn cut(&mut self) -> bool {
        let Some(current) = self.current.take() else {
            return false;
        };
        for mut cut in current.again.into_iter().rev() {
            // Called again meanwhile: that is the call to say, in the place of the one that was cut off.
            if let Waiting::Call { calling, .. } = &mut cut {
                let newer = |waiting: &Waiting| waiting.is_of(calling.ticket);
                let newer = self.waiting.iter().position(newer);
                let newer = newer.and_then(|index| self.waiting.remove(index));
                if let Some(Waiting::Call { calling: newer, .. }) = newer {
                    *calling = newer;
                }
            }
            self.waiting.push_front(cut);
        }
        self.drop_oldest();
        true
    }

    /// The first that waits, and the calls directly behind it that one sentence says as well.
    fn take_together(&mut self) -> Vec<Waiting> {
        let first = self.waiting.front().and_then(Waiting::as_call);
        let together = first.map_or(1, |first| {
            let alike = |call: &&Calling| {
                call.counter == first.counter && (call.recall > 0) == (first.recall > 0)
            };
            let calls = self.waiting.iter().map_while(Waiting::as_call);
            calls.take_while(alike).take(TOGETHER_MAX).count()
        });
        self.waiting
            .drain(..together.min(self.waiting.len()))
            .collect()
    }

    /// How long the oldest waiting call has waited since it was received.
    fn lag(&self, now: Duration) -> Duration {
        let since = self.waiting.iter().filter_map(|waiting| match waiting {
            Waiting::Call { since, .. } => Some(*since),
            Waiting::Notice(_) => None,
        });
        since
            .min()
            .map_or(Duration::ZERO, |since| now.saturating_sub(since))
    }

    fn drop_oldest(&mut self) {
        self.fell_off += self.drop_beyond(WAITING_MAX, |waiting| waiting.as_call().is_some());
        self.drop_beyond(ANNOUNCEMENTS_MAX, |waiting| waiting.as_call().is_none());
    }

    fn drop_beyond(&mut self, most: usize, is_one: impl Fn(&Waiting) -> bool) -> u64 {
        let count = self.waiting.iter().filter(|one| is_one(one)).count();
        let mut beyond = count.saturating_sub(most);
        let dropped = beyond as u64;
        self.waiting.retain(|one| {
            let goes = beyond > 0 && is_one(one);
            beyond -= usize::from(goes);
            !goes
        });
        dropped
    }
}

impl Waiting {
    fn as_call(&self) -> Option<&Calling> {
        match self {
            Self::Call { calling, .. } => Some(calling),
            Self::Notice(_) => None,
        }
    }

    fn as_call_mut(&mut self) -> Option<&mut Calling> {
        match self {
            Self::Call { calling, .. } => Some(calling),
            Self::Notice(_) => None,
        }
    }

    fn is_of(&self, ticket: TicketId) -> bool {
        self.as_call().is_some_and(|call| call.ticket == ticket)
    }

    fn says(&self, id: u128) -> bool {
        matches!(self, Self::Notice(saying) if saying.id == id)
    }
}

impl Current {
    fn says(&self, id: u128) -> bool {
        self.saying.is_some_and(|saying| saying.id == id)
    }

    fn late_at(&self) -> Duration {
        self.since + TURN_MAX
    }
}
