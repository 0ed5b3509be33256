//! What each key does now: the clerk's panel without a screen.
//!
//! # How it is driven
//!
//! [`Panel::handle_view`] with every view, [`Panel::handle_key`] with every stroke or touch; each may
//! give back one [`Intent`], which is then on its way until [`Panel::handle_settled`]. Moments are the
//! time since the panel began. [`Panel::face`] says what to paint.
//!
//! # What it promises
//!
//! At most one intent is on its way. Enter does the next natural thing once, however often it is
//! struck: it rests for [`ENTER_RESTS`] after each stroke and until the view shows what became of it.
//! What would hurt a customer (no-show, cancelling a ticket) takes two strokes.

use std::sync::Arc;
use std::time::Duration;

use antre_domain::{CounterId, DeviceId, ProfileId, ServiceId, TicketId};
use antre_protocol::{CounterCard, CounterView, HelpCard, TicketCard};

pub use crate::face::{Armed, Face, Notice, Primary, Undoable};
use crate::menu::{Choice, Menu};

/// Enter does nothing for so long after it did something.
pub const ENTER_RESTS: Duration = Duration::from_millis(600);
/// After an answer the panel waits this long for the view that shows it.
pub const VIEW_WITHIN: Duration = Duration::from_secs(2);
/// The second stroke of what takes two comes within this time.
pub const ARMED_FOR: Duration = Duration::from_secs(4);
/// What the hub refused stays on the panel for so long.
pub const TOLD_FOR: Duration = Duration::from_secs(8);

/// What a clerk can strike or touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Key {
    Enter,
    Recall,
    NoShow,
    Transfer,
    Park,
    Break,
    More,
    Undo,
    Back,
    /// "I am coming", to those who rang for help first.
    Coming,
    /// 1 to 9: a choice of the open menu.
    Digit(u8),
    /// The pages of a long menu.
    NextPage,
}

/// What the hub is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Intent {
    Open {
        profile: Option<ProfileId>,
    },
    Close,
    Rest,
    CallNext,
    Start(TicketId),
    Finish(TicketId),
    Recall(TicketId),
    NoShow(TicketId),
    Transfer {
        ticket: TicketId,
        service: ServiceId,
    },
    Park {
        ticket: TicketId,
        return_secs: Option<u32>,
    },
    Requeue(TicketId),
    Resume(TicketId),
    Cancel(TicketId),
    Undo(TicketId),
    /// Somebody goes to those who rang for help there.
    AnswerHelp(DeviceId),
}

impl Intent {
    /// Whether it changes what stands at the counter. Whoever goes to a kiosk leaves that as it is.
    fn is_of_this_counter(&self) -> bool {
        match self {
            Self::AnswerHelp(_) => false,
            Self::Open { .. }
            | Self::Close
            | Self::Rest
            | Self::CallNext
            | Self::Start(_)
            | Self::Finish(_)
            | Self::Recall(_)
            | Self::NoShow(_)
            | Self::Transfer { .. }
            | Self::Park { .. }
            | Self::Requeue(_)
            | Self::Resume(_)
            | Self::Cancel(_)
            | Self::Undo(_) => true,
        }
    }
}

/// How an intent ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Done,
    /// Nobody waits for this counter.
    Nobody,
    /// The hub refused, with a sentence in the reader's language.
    Refused(String),
    /// The hub has not answered: only the view tells what became of it.
    Unanswered,
}

/// The panel. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Panel {
    counter: Option<CounterId>,
    view: Option<Arc<CounterView>>,
    live: bool,
    menu: Option<Menu>,
    flight: Option<Flight>,
    /// Done, but not to be seen in the view yet.
    unseen_until: Option<Duration>,
    enter_at: Option<Duration>,
    armed: Option<(Armed, TicketId, Duration)>,
    told: Option<(Settled, Duration)>,
    undo: Option<Undo>,
}

#[derive(Debug)]
struct Flight {
    intent: Intent,
    number: String,
    /// What the view said when it set out.
    standing: Option<Standing>,
}

/// What an act at this counter changes; while it stays the same, the act is not to be seen yet.
type Standing = (String, ProfileId, Option<(TicketId, String, u8)>);

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
            counter,
            view: None,
            live: false,
            menu: None,
            flight: None,
            unseen_until: None,
            enter_at: None,
            armed: None,
            told: None,
            undo: None,
        }
    }

    /// Which counter, once it is chosen.
    pub fn counter(&self) -> Option<&CounterId> {
        self.counter.as_ref()
    }

    /// The counter's card.
    pub fn card(&self) -> Option<&CounterCard> {
        let counter = self.counter.as_ref()?;
        self.view
            .as_ref()?
            .counters
            .iter()
            .find(|card| card.id == *counter)
    }

    /// The ticket called to it or served at it.
    pub fn ticket(&self) -> Option<&TicketCard> {
        self.card()?.ticket.as_ref()
    }

    /// The newest view.
    pub fn view(&self) -> Option<&CounterView> {
        self.view.as_deref()
    }

    /// Whether the view is current. Nothing is asked of a hub that cannot be heard: an act that
    /// arrives half a minute late calls somebody whom nobody expects.
    pub fn handle_line(&mut self, live: bool) {
        self.live = live;
    }

    /// A newer view.
    pub fn handle_view(&mut self, view: Arc<CounterView>) {
        let before = self.standing();
        self.view = Some(view);
        if self.counter.is_none() {
            self.menu.get_or_insert_with(|| Menu::new(Choice::COUNTERS));
        }
        if self.standing() != before {
            self.unseen_until = None;
            self.armed = None;
            // What the menu offered was for another ticket or state.
            self.menu.take_if(|menu| !menu.outlives_a_change());
        }
    }

    /// An intent has ended.
    pub fn handle_settled(&mut self, settled: Settled, now: Duration) {
        let Some(flight) = self.flight.take() else {
            return;
        };
        match &settled {
            Settled::Done => {
                self.told = None;
                // The view may have been faster than the answer.
                let seen =
                    !flight.intent.is_of_this_counter() || self.standing() != flight.standing;
                self.unseen_until = (!seen).then_some(now + VIEW_WITHIN);
                self.remember(flight, now);
                return;
            }
            Settled::Nobody | Settled::Refused(_) => {}
            Settled::Unanswered => self.unseen_until = Some(now + VIEW_WITHIN),
        }
        self.told = Some((settled, now + TOLD_FOR));
    }

    /// A key was struck or touched at `now`.
    pub fn handle_key(&mut self, key: Key, now: Duration) -> Option<Intent> {
        if self.flight.is_some() || !self.live {
            return None;
        }
        self.told.take_if(|(_, until)| *until <= now);
        self.undo.take_if(|undo| undo.until <= now);
        let armed = self.armed.take().filter(|(_, _, until)| now < *until);
        let intent = match key {
            Key::Enter => self.enter(now),
            Key::Recall | Key::NoShow if self.is_held() => None,
            Key::Recall => self.called().map(|ticket| Intent::Recall(ticket.id)),
            Key::NoShow => self.no_show(armed, now),
            Key::Transfer => self.toggle(Choice::TRANSFER, self.ticket().is_some()),
            Key::Park => self.toggle(Choice::PARK, self.ticket().is_some()),
            Key::Break => self.rest(),
            Key::More => self.toggle(Choice::MORE, self.counter.is_some()),
            Key::Undo => self.undoable(now).map(|undo| Intent::Undo(undo.ticket)),
            Key::Back => self.back(),
            Key::Coming => self
                .help()
                .map(|help| Intent::AnswerHelp(help.device.clone())),
            Key::NextPage => self.next_page(),
            Key::Digit(digit) => self.choose(digit, armed, now),
        }?;
        if intent.is_of_this_counter() {
            self.menu = None;
        }
        self.told = None;
        let number = self.number_of(&intent);
        self.flight = Some(Flight {
            intent: intent.clone(),
            number,
            standing: self.standing(),
        });
        Some(intent)
    }

    /// The state of the keys at `now`.
    pub fn face(&self, now: Duration) -> Face {
        let busy = self.flight.is_some() || !self.live;
        let called = self.called().is_some();
        let state = self.state();
        Face {
            primary: self.primary(),
            ready: !busy
                && self.may_enter(now)
                && !matches!(self.primary(), Primary::Nothing | Primary::Held),
            busy,
            recall: !busy && called && !self.is_held(),
            no_show: !busy && called && !self.is_held(),
            move_on: !busy && self.ticket().is_some(),
            rest: !busy && matches!(state, "idle" | "break"),
            coming: !busy && self.help().is_some(),
            menu: self.menu.clone(),
            notice: self.notice(now),
        }
    }

    /// When the face changes by itself.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        let enter = self.enter_at.map(|at| at + ENTER_RESTS);
        let armed = self.armed.as_ref().map(|(_, _, until)| *until);
        let told = self.told.as_ref().map(|(_, until)| *until);
        let undo = self.undo.as_ref().map(|undo| undo.until);
        [enter, armed, told, undo, self.unseen_until]
            .into_iter()
            .flatten()
            .filter(|due| *due > now)
            .min()
    }

    /// The choices of the open menu, of which a page is shown.
    pub fn choices(&self) -> Vec<Choice> {
        let (Some(menu), Some(view)) = (&self.menu, self.view()) else {
            return Vec::new();
        };
        menu.choices(view, self.card(), self.undo.is_some())
    }

    /// Those who rang for help first.
    fn help(&self) -> Option<&HelpCard> {
        self.counter.as_ref()?;
        self.view.as_ref()?.helps.first()
    }

    fn state(&self) -> &str {
        self.card().map_or("", |card| &card.state)
    }

    fn called(&self) -> Option<&TicketCard> {
        self.ticket().filter(|ticket| ticket.state == "called")
    }

    /// Whether the whole branch stands still: nobody is called, and nobody has failed to come.
    fn is_held(&self) -> bool {
        self.view
            .as_ref()
            .is_some_and(|view| view.branch.held.is_some())
    }

    fn primary(&self) -> Primary {
        match self.state() {
            "closed" => Primary::Open,
            "break" => Primary::EndBreak,
            "idle" if self.is_held() => Primary::Held,
            "serving" if self.is_held() => Primary::Finish,
            "idle" => Primary::CallNext,
            "called" => Primary::Start,
            "serving" => Primary::FinishAndCallNext,
            _ => Primary::Nothing,
        }
    }

    fn may_enter(&self, now: Duration) -> bool {
        let rested = self.enter_at.is_none_or(|at| now >= at + ENTER_RESTS);
        let seen = self.unseen_until.is_none_or(|until| now >= until);
        rested && seen && self.menu.is_none()
    }

    fn enter(&mut self, now: Duration) -> Option<Intent> {
        if !self.may_enter(now) {
            return None;
        }
        let intent = match self.primary() {
            Primary::Open | Primary::EndBreak => {
                let profile = self.card().map(|card| card.profile.clone());
                Intent::Open { profile }
            }
            // The hub finishes whoever is being served by the same act.
            Primary::CallNext | Primary::FinishAndCallNext => Intent::CallNext,
            Primary::Start => Intent::Start(self.called()?.id),
            Primary::Finish => Intent::Finish(self.ticket()?.id),
            Primary::Held | Primary::Nothing => return None,
        };
        self.enter_at = Some(now);
        Some(intent)
    }

    fn no_show(
        &mut self,
        armed: Option<(Armed, TicketId, Duration)>,
        now: Duration,
    ) -> Option<Intent> {
        let ticket = self.called()?.id;
        if armed.is_some_and(|(what, whom, _)| what == Armed::NoShow && whom == ticket) {
            return Some(Intent::NoShow(ticket));
        }
        self.armed = Some((Armed::NoShow, ticket, now + ARMED_FOR));
        None
    }

    fn rest(&self) -> Option<Intent> {
        match self.state() {
            "idle" => Some(Intent::Rest),
            "break" => Some(Intent::Open {
                profile: self.card().map(|card| card.profile.clone()),
            }),
            _ => None,
        }
    }

    fn toggle(&mut self, choice: Choice, makes_sense: bool) -> Option<Intent> {
        let is_open = self.menu.as_ref().is_some_and(|menu| menu.is(&choice));
        self.menu = (makes_sense && !is_open).then(|| Menu::new(choice));
        None
    }

    fn back(&mut self) -> Option<Intent> {
        // Without a counter there is nothing to go back to.
        if self.counter.is_some() {
            self.menu = None;
        }
        self.told = None;
        None
    }

    fn next_page(&mut self) -> Option<Intent> {
        let count = self.choices().len();
        if let Some(menu) = &mut self.menu {
            menu.turn(count);
        }
        None
    }

    fn choose(
        &mut self,
        digit: u8,
        armed: Option<(Armed, TicketId, Duration)>,
        now: Duration,
    ) -> Option<Intent> {
        let choices = self.choices();
        let choice = self.menu.as_ref()?.at(digit, &choices)?;
        let present = self.ticket().map(|ticket| ticket.id);
        match choice {
            Choice::Submenu(_) => {
                self.menu = Some(Menu::new(choice));
                None
            }
            Choice::Counter(counter) => {
                let again = self.counter.replace(counter).is_some();
                self.menu = None;
                if again {
                    self.undo = None;
                }
                None
            }
            Choice::Service(service) => Some(Intent::Transfer {
                ticket: present?,
                service,
            }),
            Choice::Park(return_secs) => Some(Intent::Park {
                ticket: present?,
                return_secs,
            }),
            Choice::Profile(profile) => Some(Intent::Open {
                profile: Some(profile),
            }),
            Choice::Return {
                ticket,
                parked: true,
            } => Some(Intent::Resume(ticket)),
            Choice::Return {
                ticket,
                parked: false,
            } => Some(Intent::Requeue(ticket)),
            Choice::Withdraw => Some(Intent::Requeue(self.called()?.id)),
            Choice::Finish => Some(Intent::Finish(present?)),
            Choice::Close => Some(Intent::Close),
            Choice::Cancel => {
                let ticket = present?;
                if armed.is_some_and(|(what, whom, _)| what == Armed::Cancel && whom == ticket) {
                    return Some(Intent::Cancel(ticket));
                }
                self.armed = Some((Armed::Cancel, ticket, now + ARMED_FOR));
                None
            }
            Choice::Undo => self.undoable(now).map(|undo| Intent::Undo(undo.ticket)),
        }
    }

    fn undoable(&self, now: Duration) -> Option<&Undo> {
        self.undo.as_ref().filter(|undo| now < undo.until)
    }

    fn notice(&self, now: Duration) -> Option<Notice> {
        if let Some((armed, _, _)) = self.armed.filter(|(_, _, until)| now < *until) {
            return Some(Notice::Armed(armed));
        }
        if let Some((settled, _)) = self.told.as_ref().filter(|(_, until)| now < *until) {
            return match settled {
                Settled::Done => None,
                Settled::Nobody => Some(Notice::Nobody),
                Settled::Refused(sentence) => Some(Notice::Refused(sentence.clone())),
                Settled::Unanswered => Some(Notice::Unanswered),
            };
        }
        self.undoable(now).map(|undo| Notice::Undo {
            done: undo.done,
            number: undo.number.clone(),
            left_secs: u32::try_from((undo.until - now).as_millis().div_ceil(1000))
                .unwrap_or(u32::MAX),
        })
    }

    fn standing(&self) -> Option<Standing> {
        let card = self.card()?;
        let ticket = card
            .ticket
            .as_ref()
            .map(|ticket| (ticket.id, ticket.state.clone(), ticket.recalls));
        Some((card.state.clone(), card.profile.clone(), ticket))
    }

    fn number_of(&self, intent: &Intent) -> String {
        let ticket = match intent {
            Intent::Finish(ticket)
            | Intent::NoShow(ticket)
            | Intent::Transfer { ticket, .. }
            | Intent::Park { ticket, .. }
            | Intent::Cancel(ticket)
            | Intent::Start(ticket)
            | Intent::Recall(ticket)
            | Intent::Requeue(ticket)
            | Intent::Resume(ticket)
            | Intent::Undo(ticket) => *ticket,
            Intent::Open { .. }
            | Intent::Close
            | Intent::Rest
            | Intent::CallNext
            | Intent::AnswerHelp(_) => return String::new(),
        };
        self.ticket()
            .filter(|card| card.id == ticket)
            .map_or_else(String::new, |card| card.number.to_string())
    }

    /// What can be taken back now. A call ends it: the hub does not put two people before one counter.
    fn remember(&mut self, flight: Flight, now: Duration) {
        let undo_secs = self.view.as_ref().map_or(0, |view| view.branch.undo_secs);
        let (ticket, done) = match flight.intent {
            Intent::Finish(ticket) => (ticket, Undoable::Finish),
            Intent::NoShow(ticket) => (ticket, Undoable::NoShow),
            Intent::Transfer { ticket, .. } => (ticket, Undoable::Transfer),
            Intent::Park { ticket, .. } => (ticket, Undoable::Park),
            Intent::Cancel(ticket) => (ticket, Undoable::Cancel),
            Intent::CallNext | Intent::Undo(_) | Intent::Close | Intent::Rest => {
                self.undo = None;
                return;
            }
            Intent::Open { .. }
            | Intent::Start(_)
            | Intent::Recall(_)
            | Intent::Requeue(_)
            | Intent::Resume(_)
            | Intent::AnswerHelp(_) => return,
        };
        let until = now + Duration::from_secs(undo_secs.into());
        self.undo = Some(Undo {
            ticket,
            number: flight.number,
            done,
            until,
        });
    }
}
