//! What each key does now: the clerk's panel without a screen.
//!
//! # How it is driven
//!
//! [`Panel::handle_line`], [`Panel::handle_clock`] and [`Panel::handle_view`] with what is heard of the
//! hub; [`Panel::handle_stroke`] with every key of the keyboard, [`Panel::handle_key`] with every button
//! touched. Each stroke may give back one [`Intent`], which is then on its way until
//! [`Panel::handle_settled`]; [`Panel::poll_intent`] gives what the panel wants by itself. Moments are the
//! time since the panel began. [`Panel::face`] says what to paint, [`Panel::next_deadline`] when that
//! changes by itself.
//!
//! # What it promises
//!
//! At most one intent is on its way. Enter does the next natural thing once, however often it is
//! struck: it rests for [`ENTER_RESTS`] after each stroke and until the view shows what became of it.
//! What would hurt a customer (no-show, cancelling a ticket, leaving people whom nobody else takes) takes
//! two strokes. Nothing is asked of a hub that cannot be heard, and nothing is made good later. A PIN is
//! kept until it is sent, and never printed.

mod act;
mod choices;
mod choose;
mod enter;
mod look;
mod settle;
mod strike;

use std::sync::Arc;
use std::time::Duration;

use antre_domain::{CounterId, Finish, ProfileId, Quiet, TicketId, Timestamp};
use antre_protocol::{CounterCard, CounterView, HelpCard, PersonCard, TicketCard, TicketRow};

use crate::draft::Draft;
use crate::entry::Entry;
pub use crate::face::{
    Armed, EntryFace, Face, GateFace, GateStep, HistoryFace, NoteFace, Notice, Primary, Purpose,
    Told, Undoable,
};
use crate::gate::Gate;
pub use crate::glance::{Glance, QueueGlance};
pub use crate::intent::{Concealed, Intent, Refusal, Settled, Signed};
pub use crate::key::Key;
use crate::keymap::Keymap;
use crate::menu::{List, Menu};
use crate::reading::Reading;
pub use crate::stroke::Stroke;

/// Enter does nothing for so long after it did something.
pub const ENTER_RESTS: Duration = Duration::from_millis(600);
/// After an answer the panel waits this long for the view that shows it.
pub const VIEW_WITHIN: Duration = Duration::from_secs(2);
/// The second stroke of what takes two comes within this time.
pub const ARMED_FOR: Duration = Duration::from_secs(4);
/// What the hub refused stays on the panel for so long.
pub const TOLD_FOR: Duration = Duration::from_secs(8);
/// A quiet call that nobody makes is forgotten, or a later one would go unheard.
pub const QUIET_FOR: Duration = Duration::from_secs(60);
/// A number that was looked up for longer than this is not called by itself any more.
pub const FOUND_WITHIN: Duration = Duration::from_secs(4);

/// However long one is to wait, the words do not stand longer than this.
const TOLD_AT_MOST: Duration = Duration::from_secs(60);

/// The panel. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Panel {
    keymap: Keymap,
    /// The counter is this computer's: there is none to choose.
    fixed: bool,
    counter: Option<CounterId>,
    view: Option<Arc<CounterView>>,
    live: bool,
    clock: Option<(Timestamp, Duration)>,
    /// The latest moment that was told.
    at_last: Duration,
    gate: Gate,
    menu: Option<Menu>,
    draft: Option<Draft>,
    entry: Option<Entry>,
    /// Fetched for the open list, and gone with it.
    listed: Vec<TicketRow>,
    reading: Option<Reading>,
    flight: Option<Flight>,
    /// What the next intent fetches a list for.
    fetching: Option<Fetching>,
    /// What follows from an answer.
    wanted: Option<Intent>,
    /// Done, but not to be seen in the view yet.
    unseen_until: Option<Duration>,
    enter_at: Option<Duration>,
    armed: Option<Arming>,
    told: Option<Saying>,
    undo: Option<Undo>,
    quiet: Option<(Quiet, Duration)>,
    /// How the present service is said to have ended.
    said: Option<(TicketId, Finish)>,
}

#[derive(Debug)]
struct Flight {
    /// Without the words of persons.
    intent: Intent,
    number: String,
    fetching: Option<Fetching>,
    since: Duration,
    /// What the view said when it set out.
    standing: Option<Standing>,
}

/// What a list is fetched for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fetching {
    /// To choose from it, or to mark several.
    List(List),
    /// A number was typed: its letters and its value.
    Number {
        purpose: Purpose,
        letters: String,
        value: u16,
    },
}

/// What an act at this counter changes; while it stays the same, the act is not to be seen yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    state: String,
    profile: ProfileId,
    ticket: Option<(TicketId, String, u8)>,
    also: Vec<TicketId>,
    standby: bool,
    clerk: Option<antre_domain::ClerkId>,
}

/// The first of two strokes.
#[derive(Debug, Clone)]
struct Arming {
    key: Key,
    ticket: Option<TicketId>,
    what: Armed,
    until: Duration,
}

/// Something told, and when it makes sense to try again.
#[derive(Debug, Clone)]
struct Saying {
    notice: Notice,
    again_at: Option<Duration>,
    until: Duration,
}

#[derive(Debug, Clone)]
struct Undo {
    ticket: TicketId,
    number: String,
    done: Undoable,
    until: Duration,
}

impl Panel {
    /// A panel at `counter`; without one the clerk chooses from the view's counters first.
    pub fn new(counter: Option<CounterId>) -> Self {
        Self {
            keymap: Keymap::default(),
            fixed: counter.is_some(),
            counter,
            view: None,
            live: false,
            clock: None,
            at_last: Duration::ZERO,
            gate: Gate::default(),
            menu: None,
            draft: None,
            entry: None,
            listed: Vec::new(),
            reading: None,
            flight: None,
            fetching: None,
            wanted: None,
            unseen_until: None,
            enter_at: None,
            armed: None,
            told: None,
            undo: None,
            quiet: None,
            said: None,
        }
    }

    /// With another keymap than the whole keyboard's.
    #[must_use]
    pub fn with_keymap(self, keymap: Keymap) -> Self {
        Self { keymap, ..self }
    }

    /// Which key does what.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Which counter, once it is chosen.
    pub fn counter(&self) -> Option<&CounterId> {
        self.counter.as_ref()
    }

    /// The counter's card.
    pub fn card(&self) -> Option<&CounterCard> {
        let counter = self.counter.as_ref()?;
        let view = self.view.as_ref()?;
        view.counters.iter().find(|card| card.id == *counter)
    }

    /// The ticket called to it or served at it.
    pub fn ticket(&self) -> Option<&TicketCard> {
        self.card()?.ticket.as_ref()
    }

    /// The newest view.
    pub fn view(&self) -> Option<&CounterView> {
        self.view.as_deref()
    }

    /// Who is signed in at this panel.
    pub fn signed(&self) -> Option<&Signed> {
        self.gate.signed()
    }

    /// Who works here, once that was asked for: the names of those whom the cards refer to.
    pub fn people(&self) -> &[PersonCard] {
        self.gate.people()
    }

    /// A ticket of the open list.
    pub fn row(&self, ticket: TicketId) -> Option<&TicketRow> {
        self.listed.iter().find(|row| row.id == ticket)
    }

    fn quiet(&self, now: Duration) -> Option<Quiet> {
        let (quiet, until) = self.quiet?;
        (now < until).then_some(quiet)
    }

    /// What is typed; a number that nobody went on typing is forgotten.
    fn entry(&self, now: Duration) -> Option<&Entry> {
        let entry = self.entry.as_ref()?;
        entry
            .until()
            .is_none_or(|until| now < until)
            .then_some(entry)
    }

    /// How the present service is said to have ended.
    fn said(&self) -> Option<&Finish> {
        let present = self.ticket()?.id;
        let (ticket, finish) = self.said.as_ref()?;
        (*ticket == present).then_some(finish)
    }

    fn gate_face(&self, now: Duration) -> Option<GateFace> {
        let number = self.ticket().map(|ticket| ticket.number.to_string());
        self.gate.face(number, now)
    }

    /// Those who rang for help first.
    fn help(&self) -> Option<&HelpCard> {
        self.counter.as_ref()?;
        self.view.as_ref()?.helps.first()
    }

    fn profile(&self) -> Option<&antre_protocol::ProfileCard> {
        let profile = &self.card()?.profile;
        self.view()?
            .profiles
            .iter()
            .find(|card| card.id == *profile)
    }

    fn takes(&self, service: &antre_domain::ServiceId) -> bool {
        self.profile()
            .is_some_and(|profile| profile.services.contains(service))
    }

    fn state(&self) -> &str {
        self.card().map_or("", |card| &card.state)
    }

    fn called(&self) -> Option<&TicketCard> {
        self.ticket().filter(|ticket| ticket.state == "called")
    }

    /// Whoever is being served; where a branch does not have its clerks say when they begin, whoever was
    /// called.
    fn serving(&self) -> Option<&TicketCard> {
        let at_call = self.serves_at_call();
        self.ticket()
            .filter(|ticket| at_call || ticket.state == "serving")
    }

    fn serves_at_call(&self) -> bool {
        self.view
            .as_ref()
            .is_some_and(|view| view.desk.serves_at_call)
    }

    /// The others that were called at once.
    fn also(&self) -> &[TicketCard] {
        self.card().map_or(&[], |card| &card.also)
    }

    /// Whether the whole branch stands still: nobody is called, and nobody has failed to come.
    fn is_held(&self) -> bool {
        self.view
            .as_ref()
            .is_some_and(|view| view.branch.held.is_some())
    }

    fn standing(&self) -> Option<Standing> {
        let card = self.card()?;
        let ticket = card.ticket.as_ref();
        Some(Standing {
            state: card.state.clone(),
            profile: card.profile.clone(),
            ticket: ticket.map(|ticket| (ticket.id, ticket.state.clone(), ticket.recalls)),
            also: card.also.iter().map(|ticket| ticket.id).collect(),
            standby: card.standby,
            clerk: card.clerk.clone(),
        })
    }

    fn tell(&mut self, notice: Notice, now: Duration) {
        self.told = Some(Saying {
            notice,
            again_at: None,
            until: now + TOLD_FOR,
        });
    }

    /// Tells what can be tried again in `secs`.
    fn tell_until(&mut self, notice: Notice, secs: u32, now: Duration) {
        let again_at = now + Duration::from_secs(secs.into());
        self.told = Some(Saying {
            notice,
            again_at: Some(again_at),
            until: again_at.clamp(now + TOLD_FOR, now + TOLD_AT_MOST),
        });
    }
}
