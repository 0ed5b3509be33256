//! What the hall was told, line by line: for tests, and for whoever asks afterwards.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use antre_domain::{TicketId, Timestamp};
use antre_protocol::Call;

use crate::stage::Shown;

/// How many lines wait to be taken; older ones fall off.
pub const TOLD_MAX: usize = 1_024;

/// How many calls are remembered as seen.
const SEEN_MAX: usize = 256;
/// A call that stands in a view is announced within this time, or it is not news.
pub(crate) const ANNOUNCED_WITHIN: Duration = Duration::from_millis(500);

/// A line of the transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptLine {
    /// By the hub's clock; `None` before it was heard.
    pub at: Option<Timestamp>,
    /// What happened.
    pub kind: Told,
    /// To what: a number, a sentence, a reason.
    pub text: String,
}

/// What happened to the hall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A call came onto the screen as new.
    Shown,
    /// A call came back onto the screen, or stood there from before.
    ShownAgain,
    /// The voice began.
    Spoken,
    /// The voice ended.
    SpokenOut,
    /// The voice left something out; the text says why.
    Silent,
    /// An emergency took the screen, or left it.
    Emergency,
    /// The screen is not current.
    Stale,
    /// It is current again.
    Current,
}

/// The transcript.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    lines: VecDeque<TranscriptLine>,
}

impl Transcript {
    pub(crate) fn tell(&mut self, at: Option<Timestamp>, kind: Told, text: impl Into<String>) {
        if self.lines.len() == TOLD_MAX {
            self.lines.pop_front();
        }
        let text = text.into();
        self.lines.push_back(TranscriptLine { at, kind, text });
    }

    pub(crate) fn take(&mut self) -> Vec<TranscriptLine> {
        std::mem::take(&mut self.lines).into()
    }
}

/// Who watches the screen, and sees what is new there.
#[derive(Debug, Default)]
pub(crate) struct Onlooker {
    /// The calls that are news, by their sequence, until they are seen.
    expected: VecDeque<u64>,
    /// The calls that were seen before, by their sequence.
    seen: VecDeque<u64>,
    on: BTreeMap<TicketId, (u64, Duration)>,
}

impl Onlooker {
    /// This call is news, however often that is said: one that waited for an emergency to end enters twice.
    pub(crate) fn expect(&mut self, call: &Call) {
        if !self.expected.contains(&call.seq) {
            remember(&mut self.expected, call.seq);
        }
    }

    /// What came onto the stage since the last look, oldest first.
    pub(crate) fn look(&mut self, shown: &[Shown], now: Duration) -> Vec<(Call, Told)> {
        let mut on = BTreeMap::new();
        let mut told = Vec::new();
        for shown in shown.iter().rev() {
            let (call, standing) = (&shown.call, (shown.call.seq, shown.arrived_at));
            let news = self.expected.iter().position(|seq| *seq == call.seq);
            let news = news.and_then(|index| self.expected.remove(index));
            let is_known = self.seen.contains(&call.seq);
            if self.on.get(&call.ticket) != Some(&standing) {
                match news {
                    Some(_) => told.push((call.clone(), Told::Shown)),
                    // A view may be a moment ahead of its announcements.
                    None if !is_known && now < shown.arrived_at + ANNOUNCED_WITHIN => continue,
                    None => told.push((call.clone(), Told::ShownAgain)),
                }
            }
            if !is_known {
                remember(&mut self.seen, call.seq);
            }
            on.insert(call.ticket, standing);
        }
        self.on = on;
        told
    }

    /// Something stands before the stage.
    pub(crate) fn look_away(&mut self) {
        self.on.clear();
    }
}

fn remember(known: &mut VecDeque<u64>, seq: u64) {
    if known.len() == SEEN_MAX {
        known.pop_front();
    }
    known.push_back(seq);
}
