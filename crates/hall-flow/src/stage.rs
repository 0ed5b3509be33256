//! Which calls stand on the stage, how loudly, and for how long.
//!
//! # How it is driven
//!
//! [`Stage::take_in`] with every new view and the announcements that came with it, [`Stage::settle`]
//! when [`Stage::next_deadline`] has come; then [`Stage::shown`] says what to paint. Moments are the
//! time since the display began.
//!
//! # What it promises
//!
//! A call that is announced stands for at least [`SHOWN_AT_LEAST`] without a break, unless it is
//! withdrawn, the day ends or the stage loses a place. A call that is still open is never left out
//! for good: where there are more than places, they take turns. No ticket stands there twice.

use std::time::Duration;

use antre_domain::TicketId;
use antre_protocol::{Call, DisplayView};
use chrono::NaiveDate;

/// The most calls that share the stage.
pub const PLACES_MAX: usize = 3;
/// A call stands at least this long.
pub const SHOWN_AT_LEAST: Duration = Duration::from_secs(10);
/// The frame of a new call changes for this long, then rests.
pub const NEW_FOR: Duration = Duration::from_secs(8);
/// And for this long where nobody can hear it: whoever looks up later still sees what is new. It beats
/// no faster for it.
pub const NEW_UNHEARD_FOR: Duration = Duration::from_secs(16);
/// Half a beat: the frame is thick, then thin, once a second.
pub const HALF_BEAT: Duration = Duration::from_millis(500);
/// A call that is older when it arrives is shown, not announced.
pub const ANNOUNCED_WITHIN_SECS: u32 = 60;
/// How many calls wait for a place. Whatever falls off is still among the recent calls.
pub const WAITING_MAX: usize = 64;

/// A call as it is to be painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The call.
    pub call: Call,
    /// Its frame now.
    pub frame: Frame,
    /// When it took its place or was called anew: a change means that the slip rises.
    pub arrived_at: Duration,
}

/// The frame around a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Nothing new.
    Rest,
    /// New: the thick half of the beat.
    Thick,
    /// New: the thin half.
    Thin,
}

impl Shown {
    /// A call without news.
    pub fn at_rest(call: &Call) -> Self {
        Self {
            call: call.clone(),
            frame: Frame::Rest,
            arrived_at: Duration::ZERO,
        }
    }
}

/// Why the stage wants to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A frame changes.
    Beat,
    /// A call has stood long enough to leave or to give way.
    Turn,
}

/// The stage. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Stage {
    places: usize,
    new_for: Duration,
    /// Nobody sees it.
    covered: bool,
    day: Option<NaiveDate>,
    cards: Vec<Card>,
}

#[derive(Debug)]
struct Card {
    call: Call,
    open: bool,
    /// Announced, and the announcement has not been on the stage yet.
    news: bool,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    On {
        since: Duration,
        new: bool,
    },
    /// `left_at` is the end of its last full turn.
    Waiting {
        left_at: Option<Duration>,
    },
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            places: PLACES_MAX,
            new_for: NEW_FOR,
            covered: false,
            day: None,
            cards: Vec::new(),
        }
    }
}

impl Stage {
    /// How many calls have room, 1 to [`PLACES_MAX`].
    pub fn set_places(&mut self, places: usize, now: Duration) {
        let places = places.clamp(1, PLACES_MAX);
        if places != self.places {
            self.places = places;
            self.settle(now);
        }
    }

    /// How long the frame of a new call changes: [`NEW_FOR`], or [`NEW_UNHEARD_FOR`].
    pub fn set_new_for(&mut self, new_for: Duration) {
        self.new_for = new_for;
    }

    /// Something stands before the stage: nobody has a turn until it [starts over](Self::start_over).
    pub fn cover(&mut self) {
        self.covered = true;
    }

    /// Nobody has seen the stage for a while. What has ended leaves; what is open takes its place anew,
    /// without news, but for those who have not had a place yet, where their call `is_recent`.
    pub fn start_over(&mut self, is_recent: bool, now: Duration) {
        self.covered = false;
        self.cards.retain(|card| card.open);
        for card in &mut self.cards {
            card.news &= is_recent;
            if let Place::On { .. } = card.place {
                card.place = Place::On {
                    since: now,
                    new: false,
                };
            }
        }
        self.settle(now);
    }

    /// Whether this ticket's call stands there.
    pub fn has(&self, ticket: TicketId) -> bool {
        self.card(ticket).is_some_and(|card| card.since().is_some())
    }

    /// Takes in the newest view and the announcements up to it, each with its age in seconds when it
    /// arrived.
    pub fn take_in(&mut self, view: &DisplayView, announced: &[(Call, u32)], now: Duration) {
        if self.day != view.branch.business_date {
            self.day = view.branch.business_date;
            self.cards.clear();
        }
        self.cards.retain_mut(|card| card.follow(view));
        for call in &view.open_calls {
            if self.card(call.ticket).is_none() {
                self.cards.push(Card::waiting(call, true));
            }
        }
        for (call, age_secs) in announced {
            self.announce(view, call, *age_secs, now);
        }
        self.settle(now);
    }

    /// Lets those leave who have stood long enough, and fills the places.
    pub fn settle(&mut self, now: Duration) {
        if self.covered {
            self.forget_surplus();
            return;
        }
        self.cards.retain(|card| card.open || !card.is_over(now));
        self.clear_surplus(now);
        while let Some(next) = self.next_waiting() {
            if self.on_stage() == self.places {
                if now < self.cards[next].claims_at() {
                    break;
                }
                let Some(tired) = self.longest_standing(now) else {
                    break;
                };
                self.cards[tired].place = Place::Waiting { left_at: Some(now) };
            }
            let card = &mut self.cards[next];
            card.place = Place::On {
                since: now,
                new: card.news,
            };
            card.news = false;
        }
        self.cards
            .retain(|card| card.open || !card.has_had_its_turn());
        self.forget_surplus();
    }

    /// What stands on the stage at `now`, the newest first.
    pub fn shown(&self, now: Duration) -> Vec<Shown> {
        let mut shown: Vec<Shown> = self
            .cards
            .iter()
            .filter_map(|card| card.shown(now, self.new_for))
            .collect();
        shown.sort_by_key(|shown| std::cmp::Reverse((shown.arrived_at, shown.call.seq)));
        shown
    }

    /// When to call [`settle`](Self::settle) and paint again, and why.
    pub fn next_deadline(&self, now: Duration) -> Option<(Duration, Reason)> {
        if self.covered {
            return None;
        }
        let claimed_at = self.next_waiting().map(|next| self.cards[next].claims_at());
        self.cards
            .iter()
            .filter_map(|card| card.deadline(now, self.new_for, claimed_at))
            .min_by_key(|(at, _)| *at)
    }

    fn announce(&mut self, view: &DisplayView, call: &Call, age_secs: u32, now: Duration) {
        let known = view.recent_calls.iter().chain(&view.open_calls);
        let Some(current) = known
            .filter(|known| known.ticket == call.ticket)
            .max_by_key(|known| known.seq)
        else {
            // Withdrawn in the meantime: nobody is to walk to a counter in vain.
            return;
        };
        let in_time = age_secs <= ANNOUNCED_WITHIN_SECS;
        match self
            .cards
            .iter_mut()
            .find(|card| card.call.ticket == call.ticket)
        {
            Some(card) if in_time => {
                card.call = current.clone();
                card.news = card.open;
                if let Place::On { .. } = card.place {
                    card.place = Place::On {
                        since: now,
                        new: card.news,
                    };
                    card.news = false;
                } else {
                    card.place = Place::Waiting { left_at: None };
                }
            }
            // It has ended already, but somebody is walking: it is shown, without a frame.
            None if in_time => self.cards.push(Card::waiting(current, false)),
            Some(_) | None => {}
        }
    }

    fn card(&self, ticket: TicketId) -> Option<&Card> {
        self.cards.iter().find(|card| card.call.ticket == ticket)
    }

    fn on_stage(&self) -> usize {
        self.cards
            .iter()
            .filter(|card| card.since().is_some())
            .count()
    }

    /// Who takes the next place: whoever has not stood yet, in the order of the calls; then whoever
    /// has been away longest.
    fn next_waiting(&self) -> Option<usize> {
        let waiting = self
            .cards
            .iter()
            .enumerate()
            .filter_map(|(index, card)| match card.place {
                Place::Waiting { left_at } => Some((left_at, card.call.seq, index)),
                Place::On { .. } => None,
            });
        waiting.min().map(|(_, _, index)| index)
    }

    /// Who gives way: whoever has stood longest of those who have stood long enough.
    fn longest_standing(&self, now: Duration) -> Option<usize> {
        let standing = self.cards.iter().enumerate().filter_map(|(index, card)| {
            let since = card.since()?;
            (now >= since + SHOWN_AT_LEAST).then_some((since, card.call.seq, index))
        });
        standing.min().map(|(_, _, index)| index)
    }

    /// Sends back to the queue, unserved, whom a smaller stage has no room for.
    fn clear_surplus(&mut self, now: Duration) {
        let new_for = self.new_for;
        while self.on_stage() > self.places {
            let on = self.cards.iter_mut().filter(|card| card.since().is_some());
            let Some(card) = on.min_by_key(|card| (card.since(), card.call.seq)) else {
                return;
            };
            let stood = card
                .since()
                .is_some_and(|since| now >= since + SHOWN_AT_LEAST);
            card.news = card.is_new(now, new_for);
            card.place = Place::Waiting {
                left_at: stood.then_some(now),
            };
        }
    }

    fn forget_surplus(&mut self) {
        while self.cards.len() > self.places + WAITING_MAX {
            let waiting = self
                .cards
                .iter()
                .enumerate()
                .filter(|(_, card)| card.since().is_none());
            let Some((oldest, _)) = waiting.min_by_key(|(_, card)| card.call.seq) else {
                return;
            };
            self.cards.remove(oldest);
        }
    }
}

impl Card {
    fn waiting(call: &Call, open: bool) -> Self {
        let place = Place::Waiting { left_at: None };
        // Ended calls come only from an announcement, and are not news any more.
        Self {
            call: call.clone(),
            open,
            news: false,
            place,
        }
    }

    /// Takes in what the view says of this ticket; `false` where its call was withdrawn.
    fn follow(&mut self, view: &DisplayView) -> bool {
        let same = |call: &&Call| call.ticket == self.call.ticket;
        if let Some(open) = view.open_calls.iter().find(same) {
            self.call = open.clone();
            self.open = true;
            return true;
        }
        self.open = false;
        let oldest_kept = view.recent_calls.last().map_or(0, |call| call.seq);
        view.recent_calls.iter().any(|call| same(&call)) || self.call.seq < oldest_kept
    }

    fn since(&self) -> Option<Duration> {
        match self.place {
            Place::On { since, .. } => Some(since),
            Place::Waiting { .. } => None,
        }
    }

    fn is_over(&self, now: Duration) -> bool {
        self.since()
            .is_some_and(|since| now >= since + SHOWN_AT_LEAST)
    }

    fn is_new(&self, now: Duration, new_for: Duration) -> bool {
        matches!(self.place, Place::On { since, new: true } if now < since + new_for)
    }

    fn has_had_its_turn(&self) -> bool {
        matches!(self.place, Place::Waiting { left_at: Some(_) })
    }

    /// From when on somebody else must give way to it: at once where it has not stood yet; whoever
    /// has stood already stays away as long as others stand.
    fn claims_at(&self) -> Duration {
        match self.place {
            Place::Waiting {
                left_at: Some(left_at),
            } => left_at + SHOWN_AT_LEAST,
            Place::Waiting { left_at: None } | Place::On { .. } => Duration::ZERO,
        }
    }

    fn shown(&self, now: Duration, new_for: Duration) -> Option<Shown> {
        let since = self.since()?;
        let half_beats = now.saturating_sub(since).as_millis() / HALF_BEAT.as_millis();
        let frame = match (self.is_new(now, new_for), half_beats % 2) {
            (false, _) => Frame::Rest,
            (true, 0) => Frame::Thick,
            (true, _) => Frame::Thin,
        };
        Some(Shown {
            call: self.call.clone(),
            frame,
            arrived_at: since,
        })
    }

    fn deadline(
        &self,
        now: Duration,
        new_for: Duration,
        claimed_at: Option<Duration>,
    ) -> Option<(Duration, Reason)> {
        let since = self.since()?;
        let beat = self.is_new(now, new_for).then(|| {
            let half_beats = now.saturating_sub(since).as_millis() / HALF_BEAT.as_millis();
            let next = u32::try_from(half_beats + 1).unwrap_or(u32::MAX);
            (since + HALF_BEAT * next, Reason::Beat)
        });
        let turn = since + SHOWN_AT_LEAST;
        let leaves_at = if self.open {
            claimed_at.map(|claimed_at| turn.max(claimed_at))
        } else {
            Some(turn)
        };
        let leaves = leaves_at.map(|at| (at, Reason::Turn));
        beat.into_iter().chain(leaves).min_by_key(|(at, _)| *at)
    }
}
