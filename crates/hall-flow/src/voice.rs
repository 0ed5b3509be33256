//! What the hall's voice says, and when.
//!
//! It stands between the [`Lane`], which decides whose turn it is, and the speaker, which plays one
//! [`Script`] at a time. What cannot be heard is not kept for later: a voice that comes back says what
//! happens then.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use antre_domain::{Locale, NoteRef, SoundHealth, TicketId, Timestamp};
use antre_protocol::{AnnouncementCard, Call, DisplayView};
use antre_speech::lane::{Calling, Lane, SPOKEN_WITHIN_SECS, Saying, Turn, What};
use antre_speech::{Clips, Script};
use chrono::DateTime;
use chrono_tz::Tz;

use crate::phrase::{self, Said};
use crate::{notices, wall};

/// A notice that is older when it arrives is read, not said, in seconds.
const NOTICE_WITHIN_SECS: u32 = 60;

/// Why something is shown and not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hush {
    /// Nothing can be heard.
    Lost,
    /// A pause, as for prayers.
    Pause,
    /// The clerk wished so.
    Quiet,
    /// It was made too long ago.
    Late,
    /// It has ended already.
    Ended,
    /// An emergency stands.
    Emergency,
    /// The voice has no words for it.
    NoWords,
}

impl Hush {
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Lost => "no sound",
            Self::Pause => "a pause",
            Self::Quiet => "a quiet call",
            Self::Late => "too old",
            Self::Ended => "ended already",
            Self::Emergency => "an emergency",
            Self::NoWords => "no words",
        }
    }
}

/// The hall as the voice needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hearing<'a> {
    pub(crate) view: &'a DisplayView,
    pub(crate) clips: &'a BTreeMap<Locale, Clips>,
    /// The branch's wall clock, once it is known.
    pub(crate) local: Option<&'a DateTime<Tz>>,
    /// An emergency stands: nobody is called.
    pub(crate) is_emergency: bool,
}

impl Hearing<'_> {
    /// How loud calls are, 0 to 100.
    fn volume(&self) -> u8 {
        wall::volume(&self.view.hall.voice, self.local)
    }
}

/// What a turn of the lane has come to.
#[derive(Debug)]
pub(crate) enum Next {
    /// It is to be played.
    Play {
        /// What.
        script: Script,
        /// Words that have no clip, after their language: `id/melati`.
        without_clip: Vec<String>,
    },
    /// It is passed over; these tickets are shown all the same.
    Silent {
        tickets: Vec<TicketId>,
        text: String,
        why: Hush,
    },
}

/// What the speaker was given, until it is done.
#[derive(Debug)]
pub(crate) struct Handed {
    script: u64,
    turn: u64,
    /// Whom it calls.
    pub(crate) tickets: Vec<TicketId>,
    /// What it says.
    pub(crate) text: String,
}

/// The voice of this display.
#[derive(Debug)]
pub(crate) struct Voice {
    sound: SoundHealth,
    lane: Lane,
    /// Scripts are counted across lanes: the end of an old one is never taken for that of a new one.
    scripts: u64,
    handed: Option<Handed>,
    /// When those whom the lane was given were called; none that has ended.
    calling: BTreeMap<TicketId, Duration>,
    saying: BTreeMap<NoteRef, Saying>,
    sayings: u128,
    /// What is being said does not stand any more.
    must_cut: bool,
}

impl Voice {
    pub(crate) fn new(has_voice: bool) -> Self {
        Self {
            sound: if has_voice {
                SoundHealth::Well
            } else {
                SoundHealth::Off
            },
            lane: Lane::default(),
            scripts: 0,
            handed: None,
            calling: BTreeMap::new(),
            saying: BTreeMap::new(),
            sayings: 0,
            must_cut: false,
        }
    }

    pub(crate) fn sound(&self) -> SoundHealth {
        self.sound
    }

    /// What can be heard has changed. A display that is not meant to speak stays so.
    pub(crate) fn set_sound(&mut self, sound: SoundHealth) {
        if self.sound == SoundHealth::Off || sound == self.sound {
            return;
        }
        self.sound = sound;
        self.forget();
    }

    /// Nothing that waits is said any more. Emergencies that stand are said anew.
    pub(crate) fn forget(&mut self) {
        self.lane = Lane::default();
        self.must_cut |= self.handed.take().is_some();
        self.calling.clear();
        self.saying.retain(|_, saying| !saying.is_emergency);
    }

    /// Why `call` would not be heard; `None`: it would be.
    pub(crate) fn hush(&self, call: &Call, age_secs: u32, hearing: Hearing<'_>) -> Option<Hush> {
        use antre_domain::Without;
        let is_quiet = match call.without {
            Some(Without::Voice | Without::Both) => true,
            Some(Without::Screen) | None => false,
        };
        // A call without a screen is in no view: nothing tells of its end.
        let is_open = call.without == Some(Without::Screen)
            || hearing
                .view
                .open_calls
                .iter()
                .any(|open| open.ticket == call.ticket);
        if is_quiet {
            Some(Hush::Quiet)
        } else if age_secs > SPOKEN_WITHIN_SECS {
            Some(Hush::Late)
        } else if !is_open {
            Some(Hush::Ended)
        } else if self.sound == SoundHealth::Lost {
            Some(Hush::Lost)
        } else if hearing.volume() == 0 {
            Some(Hush::Pause)
        } else {
            None
        }
    }

    /// Whether calls are said at all.
    pub(crate) fn is_on(&self, view: &DisplayView) -> bool {
        self.sound != SoundHealth::Off && phrase::has_voice(view)
    }

    /// A call takes its turn.
    pub(crate) fn call(&mut self, call: &Call, age_secs: u32, now: Duration) {
        let calling = Calling {
            seq: call.seq,
            ticket: call.ticket,
            number: call.number,
            counter: call.counter.clone(),
            recall: call.recall,
        };
        self.lane.call(calling, age_secs, now);
        if call.without.is_none() {
            self.calling.insert(call.ticket, now);
        }
    }

    /// Takes in what has ended, and what the supervisor tells the hall.
    pub(crate) fn follow(&mut self, view: &DisplayView, at: Option<Timestamp>) {
        let open: BTreeSet<TicketId> = view.open_calls.iter().map(|call| call.ticket).collect();
        let lane = &mut self.lane;
        self.calling.retain(|ticket, _| {
            let is_open = open.contains(ticket);
            if !is_open {
                lane.end(*ticket);
            }
            is_open
        });
        let standing: Vec<&AnnouncementCard> = notices::standing(view, at).collect();
        let over: Vec<NoteRef> = self
            .saying
            .keys()
            .filter(|id| standing.iter().all(|card| card.id != **id))
            .copied()
            .collect();
        for id in over {
            if let Some(saying) = self.saying.remove(&id)
                && self.lane.end_saying(saying.id)
            {
                self.must_cut = true;
                self.handed = None;
            }
        }
        if self.sound != SoundHealth::Well || !phrase::has_voice(view) {
            return;
        }
        for card in standing.into_iter().filter(|card| card.spoken) {
            self.announce(card, at);
        }
    }

    /// An emergency is over: whoever was called long before is not called now.
    pub(crate) fn drop_old(&mut self, now: Duration) {
        let lane = &mut self.lane;
        self.calling.retain(|ticket, called_at| {
            let waited = now.saturating_sub(*called_at).as_secs();
            let is_recent = waited <= u64::from(SPOKEN_WITHIN_SECS);
            if !is_recent {
                lane.end(*ticket);
            }
            is_recent
        });
    }

    /// What is to be heard now; asked until there is nothing.
    pub(crate) fn next(&mut self, now: Duration, hearing: Hearing<'_>) -> Option<Next> {
        // An emergency that is only read silences the calls as well. One that is said does so by itself.
        let is_said = self.saying.values().any(|saying| saying.is_emergency);
        let is_free = self.sound == SoundHealth::Well && (is_said || !hearing.is_emergency);
        let turn = if is_free { self.lane.next(now) } else { None };
        let Some(turn) = turn else {
            return std::mem::take(&mut self.must_cut).then(|| self.cut());
        };
        let said = phrase::said(&turn, hearing.view, hearing.clips, |id| {
            self.note(id).and_then(|id| card(hearing.view, id))
        });
        let tickets: Vec<TicketId> = match &turn.what {
            What::Calls(calls) => calls.iter().map(|call| call.ticket).collect(),
            What::Saying(_) => Vec::new(),
        };
        let volume = if is_emergency(&turn) {
            100
        } else {
            hearing.volume()
        };
        let why = match (&said, volume) {
            (None, _) => Hush::NoWords,
            (Some(_), 0) => Hush::Pause,
            (Some(said), _) => {
                return Some(self.hand(&turn, said, tickets, volume));
            }
        };
        self.lane.done(turn.id, now);
        Some(Next::Silent {
            tickets,
            text: said.map_or_else(String::new, |said| said.text),
            why,
        })
    }

    /// The speaker has begun: with what.
    pub(crate) fn began(&self, script: u64) -> Option<&Handed> {
        self.handed
            .as_ref()
            .filter(|handed| handed.script == script)
    }

    /// The speaker is done.
    pub(crate) fn ended(&mut self, script: u64, now: Duration) -> Option<Handed> {
        let handed = self.handed.take_if(|handed| handed.script == script)?;
        self.lane.done(handed.turn, now);
        Some(handed)
    }

    /// When to ask for the [`next`](Self::next) again although nothing has happened.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.lane.next_deadline()
    }

    fn announce(&mut self, card: &AnnouncementCard, at: Option<Timestamp>) {
        if self.saying.contains_key(&card.id) {
            return;
        }
        let is_emergency = card.kind.is_emergency();
        let is_recent = at.is_some_and(|at| at.secs_since(card.since) <= NOTICE_WITHIN_SECS);
        self.sayings += 1;
        let saying = Saying {
            id: self.sayings,
            is_emergency,
        };
        self.saying.insert(card.id, saying);
        if is_emergency || is_recent {
            self.lane.announce(saying);
        }
    }

    fn note(&self, id: u128) -> Option<NoteRef> {
        let mut sayings = self.saying.iter();
        sayings
            .find(|(_, saying)| saying.id == id)
            .map(|(note, _)| *note)
    }

    fn hand(&mut self, turn: &Turn, said: &Said, tickets: Vec<TicketId>, volume: u8) -> Next {
        self.scripts += 1;
        self.handed = Some(Handed {
            script: self.scripts,
            turn: turn.id,
            tickets,
            text: said.text.clone(),
        });
        Next::Play {
            script: Script {
                id: self.scripts,
                chime: said.chime,
                plans: said.plans.clone(),
                volume,
                pre_empts: turn.pre_empts || std::mem::take(&mut self.must_cut),
            },
            without_clip: said.without_clip.clone(),
        }
    }

    /// A script of nothing, for what it cuts off.
    fn cut(&mut self) -> Next {
        self.scripts += 1;
        Next::Play {
            script: Script {
                id: self.scripts,
                chime: None,
                plans: Vec::new(),
                volume: 0,
                pre_empts: true,
            },
            without_clip: Vec::new(),
        }
    }
}

fn is_emergency(turn: &Turn) -> bool {
    match &turn.what {
        What::Calls(_) => false,
        What::Saying(saying) => saying.is_emergency,
    }
}

fn card(view: &DisplayView, id: NoteRef) -> Option<&AnnouncementCard> {
    view.announcements.iter().find(|card| card.id == id)
}
