//! Numbers that a kiosk may give while it cannot reach its hub, and what became of those it gave.
//!
//! # How it is driven
//!
//! Tell it what the hub says ([`Reserve::handle_word`], [`Reserve::handle_view`]) and whether it is there
//! ([`Reserve::handle_live`], [`Reserve::handle_stale`]). After every call send what
//! [`Reserve::poll_transmit`] gives, report its end by [`Reserve::handle_reply`], and sleep until
//! [`Reserve::poll_deadline`]. [`Reserve::take`] gives a number.
//!
//! # What it promises
//!
//! A number that [`Reserve::take`] returned is on the disk: it is never given again, also across a crash
//! at any point, and it is joined to the hub's queue or set aside for the staff to see. A record that a
//! crash cut off is of a number that nobody has seen. A file that is missing or damaged may have known of
//! numbers on paper: what the hub then counts as this kiosk's of a day that has begun is never given.
//!
//! The time of issue is the hub's last word and the time since, as this process measured it; after a
//! restart without the hub, this machine's time of day corrected by what it was off by, and never before
//! that word. Before a hub was ever heard nothing is given.
//!
//! What only the clerk is told of a customer does not travel this way: it must not lie on a kiosk's disk.

mod clockwork;
mod errands;
mod file;
mod record;
mod stock;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use antre_domain::{ClassId, Locale, SeriesId, ServiceId, TicketId, Timestamp};
use antre_journal::JournalError;
use antre_protocol::{IssueRequest, KioskView, OfflineTicket, ReserveAnswer};

use crate::Moment;
use crate::backoff::Jitter;
use crate::requests::Key;
use clockwork::{Clockwork, Word};
use errands::Errands;
use file::{OnDisk, open_journal};
use record::{Lasting, Record, Returning};

pub use errands::JOINED_AT_ONCE_MAX;
pub use record::{Given, SetAside};
pub use stock::{DAYS_MAX, NUMBERS_MAX, SERIES_MAX, Stock};

/// The most numbers that wait to be joined. More than a branch gives in a day without its hub.
pub const UNJOINED_MAX: usize = 4_096;
/// The most numbers that are kept for the staff to see because no hub wanted them; older ones go.
pub const ASIDE_MAX: usize = 256;
/// The longest view that is kept, in bytes of JSON.
pub const VIEW_BYTES_MAX: usize = 1024 * 1024;
/// The most people on one ticket.
pub const PARTY_MAX: u8 = 50;
/// The hub's word is written down again after so long, or as soon as the clocks have moved apart.
const WORD_EVERY: Duration = Duration::from_secs(60);
/// Clocks that differ by so much more than they did have moved apart, in milliseconds.
const APART_MS: i64 = 2_000;

/// Why the reserve cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// The file could not be opened. Look at the disk, or for another kiosk on the same directory.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file was written by another version. Its numbers can only be settled by that version.
    #[error("{} holds a record that this version cannot read", path.display())]
    Unreadable {
        /// The reserve's file.
        path: PathBuf,
    },
}

/// Why no number was given.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No hub was ever heard.
    #[error("no hub was ever heard")]
    Unheard,
    /// The reserve is not of the present business day.
    #[error("there is no reserve for this business day")]
    NoDay,
    /// The reserve knows no such service.
    #[error("the reserve has no such service")]
    UnknownService,
    /// No series numbers this class of the service.
    #[error("the reserve has no such class")]
    UnknownClass,
    /// The service gives no numbers now.
    #[error("the service gives no numbers now")]
    Closed,
    /// Somebody paused the service.
    #[error("the service is paused")]
    Paused,
    /// The whole branch stands still.
    #[error("the branch is held")]
    Held,
    /// No number is left.
    #[error("no number is left")]
    Exhausted,
    /// [`UNJOINED_MAX`] numbers wait to be joined.
    #[error("{UNJOINED_MAX} numbers wait to be joined")]
    Full,
    /// It could not be written down. The number is not given to anybody else either.
    #[error("the number could not be kept: {0}")]
    NotKept(#[source] JournalError),
}

/// What a customer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The service.
    pub service: ServiceId,
    /// The class declared; the regular one where absent.
    pub class: Option<ClassId>,
    /// The customer's language; the branch's where absent.
    pub locale: Option<Locale>,
    /// How many people on the ticket, 1 to [`PARTY_MAX`].
    pub party: u8,
    /// The request that went unanswered, where there was one.
    pub instead_of: Option<Key>,
}

impl Wish {
    /// `None` where only a hub can do it: several at once, or a booked time. What only the clerk is told
    /// is left out.
    pub fn of(request: &IssueRequest) -> Option<Self> {
        let party = request.party.unwrap_or(1);
        let fits = (1..=PARTY_MAX).contains(&party);
        (request.count.is_none() && request.booked_at.is_none() && fits).then(|| Self {
            service: request.service.clone(),
            class: request.class.clone(),
            locale: request.locale,
            party,
            instead_of: None,
        })
    }
}

/// How the reserve stands, for a screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// What can be given.
    pub stock: Stock,
    /// What was given and the hub has not heard of, in the order of issue.
    pub unjoined: Vec<TicketId>,
    /// What no hub wanted, oldest first.
    pub aside: Vec<SetAside>,
    /// The hub's last word before this process began, or since the last change.
    pub heard_at: Option<Timestamp>,
    /// By how much the hub's clock is ahead of this machine's, in milliseconds.
    pub ahead_ms: Option<i64>,
}

/// A kiosk's reserve. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Reserve {
    file: OnDisk,
    clockwork: Clockwork,
    /// When the hub's word was last written down.
    word_kept: Option<(Moment, Word)>,
    lasting: Lasting,
    /// In the order of issue.
    unjoined: Vec<Given>,
    aside: Vec<SetAside>,
    /// Ids that no grant brings back, and until when that could happen.
    spent: BTreeMap<TicketId, Timestamp>,
    /// The hub's word for what it would grant now.
    version: Option<String>,
    errands: Errands,
    jitter: Jitter,
    revision: u64,
}

impl Reserve {
    /// Opens the reserve at `path`, or begins an empty one. `clock` is this machine's time of day at
    /// `now`.
    ///
    /// A file that is no reserve or is damaged in its middle is renamed to `NAME.unreadable`, and an
    /// empty one takes its place.
    ///
    /// # Errors
    /// The disk, another process on the same file, or a file of a later version.
    pub fn open(
        path: &Path,
        now: Moment,
        clock: Timestamp,
        seed: u64,
    ) -> Result<Self, ReserveError> {
        let (journal, records) = open_journal(path)?;
        let mut reserve = Self {
            file: OnDisk {
                path: path.to_owned(),
                journal: Some(journal),
                needed_bytes: 0,
            },
            clockwork: Clockwork::default(),
            word_kept: None,
            lasting: Lasting::default(),
            unjoined: Vec::new(),
            aside: Vec::new(),
            spent: BTreeMap::new(),
            version: None,
            errands: Errands::default(),
            jitter: Jitter::new(seed),
            revision: 0,
        };
        if records.is_empty() {
            reserve.lasting.doubtful = true;
        }
        let unreadable = || ReserveError::Unreadable {
            path: path.to_owned(),
        };
        let mut pieces = String::new();
        for found in &records {
            let record = Record::decode(&found.payload).ok_or_else(unreadable)?;
            reserve
                .replay(record, &mut pieces, (now, clock))
                .ok_or_else(unreadable)?;
        }
        reserve.rewrite()?;
        Ok(reserve)
    }

    /// The last view, without what changes by the minute; `None` before a hub was ever heard.
    pub fn view(&self) -> Option<&KioskView> {
        self.lasting.view.as_ref()
    }

    /// What the hub's clock shows at `now`, as far as that can be known without it.
    pub fn hub_time(&self, now: Moment) -> Option<Timestamp> {
        self.clockwork.show(now)
    }

    /// What was given and the hub has not heard of, in the order of issue.
    pub fn unjoined(&self) -> &[Given] {
        &self.unjoined
    }

    /// How it stands. Changes where [`revision`](Self::revision) does.
    pub fn standing(&self) -> Standing {
        let word = self.clockwork.word();
        Standing {
            stock: self.lasting.stock.clone(),
            unjoined: self.unjoined.iter().map(|it| it.ticket.ticket).collect(),
            aside: self.aside.clone(),
            heard_at: word.map(|word| word.hub),
            ahead_ms: word.map(Word::ahead_ms),
        }
    }

    /// Changes with what [`standing`](Self::standing) tells, but for the hub's word.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The hub's clock shows `hub` at `now`, while this machine's shows `clock`. `true` where that is to
    /// be written down: call [`keep_word`](Self::keep_word), which waits for the disk.
    pub fn handle_word(&mut self, now: Moment, clock: Timestamp, hub: Timestamp) -> bool {
        let word = Word { hub, clock };
        self.clockwork.hear(now, word);
        // Another clock than the one by which the last number was given.
        let is_behind = |at: &Timestamp| at.millis() > hub.millis() + APART_MS;
        self.lasting.issued_at.take_if(|at| is_behind(at));
        self.word_kept.is_none_or(|(at, kept)| {
            now.since(at) >= WORD_EVERY || (kept.ahead_ms() - word.ahead_ms()).abs() > APART_MS
        })
    }

    /// Writes the hub's last word down.
    pub fn keep_word(&mut self, now: Moment) {
        let Some(word) = self.clockwork.word() else {
            return;
        };
        let Word { hub, clock } = word;
        match self.keep(&Record::Heard { hub, clock }) {
            Ok(()) => self.word_kept = Some((now, word)),
            Err(error) => tracing::warn!("the hub's time was not kept: {error}"),
        }
        self.revision += 1;
    }

    /// The view is `view` now. Waits for the disk where something that lasts has changed.
    pub fn handle_view(&mut self, view: &KioskView) {
        let facts = &view.reserve;
        let known = self.version.replace(facts.version.clone());
        // With the first one it is asked for anyway, as soon as the hub is there.
        if known.is_some_and(|known| known != facts.version) {
            self.errands.ask();
        }
        if self.lasting.stock.holds_any_of(&facts.recall) {
            self.give_back(Some(facts.recall.clone()));
        }
        let view = what_lasts(view);
        if self.lasting.view.as_ref() == Some(&view) {
            return;
        }
        let len = serde_json::to_vec(&view).map_or(usize::MAX, |json| json.len());
        if len > VIEW_BYTES_MAX {
            return tracing::error!(len, "the view is too long to be kept");
        }
        self.lasting.view = Some(view);
        self.revision += 1;
        if let Err(error) = self.rewrite() {
            tracing::warn!("the view was not kept: {error}");
        }
    }

    /// Gives the next number. When this returns it survives a power cut, and is never given again.
    ///
    /// # Errors
    /// Nobody was given anything.
    pub fn take(&mut self, now: Moment, wish: &Wish) -> Result<Given, Refused> {
        let word = self.clockwork.word().ok_or(Refused::Unheard)?;
        let shown = self.clockwork.show(now).ok_or(Refused::Unheard)?;
        let view = self.lasting.view.as_ref().ok_or(Refused::Unheard)?;
        if self.unjoined.len() >= UNJOINED_MAX {
            return Err(Refused::Full);
        }
        if view.branch.held.is_some() {
            return Err(Refused::Held);
        }
        let mut cards = view.services.iter();
        if cards.any(|card| card.id == wish.service && card.paused) {
            return Err(Refused::Paused);
        }
        let own = view.branch.languages.first().copied();
        // Later than the one before, so that the order on paper is the order of issue.
        let after = self.lasting.issued_at;
        let after = after.map(|at| Timestamp::from_millis(at.millis() + 1));
        let issued_at = after.map_or(shown, |after| shown.max(after)).max(word.hub);
        let stock = &mut self.lasting.stock;
        let (place, class) = stock.find(&wish.service, wish.class.as_ref(), issued_at)?;
        let (reserved, until) = stock.take(place);
        // Whatever the disk then says: it may have been written.
        self.spent.insert(reserved.ticket, until);
        self.lasting.issued_at = Some(issued_at);
        self.revision += 1;
        let given = Given {
            ticket: OfflineTicket {
                ticket: reserved.ticket,
                service: wish.service.clone(),
                class,
                locale: wish.locale.or(own).unwrap_or(Locale::ID),
                party: wish.party,
                issued_at,
                heard_at: word.hub,
                instead_of: wish.instead_of.map(|key| key.to_string()),
            },
            number: reserved.number,
            url: reserved.url,
            until,
        };
        self.keep(&Record::Given(Box::new(given.clone())))
            .map_err(Refused::NotKept)?;
        self.unjoined.push(given.clone());
        Ok(given)
    }

    /// The hub has these now.
    pub fn joined(&mut self, tickets: &[TicketId]) {
        self.unjoined
            .retain(|given| !tickets.contains(&given.ticket.ticket));
        self.revision += 1;
        let tickets = tickets.to_vec();
        // Where this does not reach the disk they are joined once more, which changes nothing.
        self.try_keep(&Record::Joined { tickets });
    }

    /// What this kiosk may give from now on, in the hub's words.
    pub fn grant(&mut self, answer: ReserveAnswer) {
        self.forget_the_past();
        let spent = &self.spent;
        self.lasting.stock = Stock::of(answer, |ticket| spent.contains_key(&ticket));
        if let Some(returning) = &self.lasting.returning {
            self.lasting.stock.clear(returning.series().as_deref());
        }
        self.revision += 1;
        if let Err(error) = self.rewrite() {
            tracing::warn!("the reserve was not kept: {error}");
        }
    }

    /// Nothing more is given from these series (from none where absent), and the hub is told so.
    pub fn give_back(&mut self, series: Option<Vec<SeriesId>>) {
        self.lasting.stock.clear(series.as_deref());
        self.lasting.returning = Some(match self.lasting.returning.take() {
            Some(Returning::All) => Returning::All,
            Some(Returning::Series(mut known)) => match series.clone() {
                None => Returning::All,
                Some(more) => {
                    known.extend(more);
                    known.sort();
                    known.dedup();
                    Returning::Series(known)
                }
            },
            None => Returning::of(series.clone()),
        });
        self.revision += 1;
        self.try_keep(&Record::GaveBack { series });
    }

    /// Whether numbers are on their way back to the hub.
    pub fn is_returning(&self) -> bool {
        self.lasting.returning.is_some()
    }

    /// Whether the hub is there, as far as this was told.
    pub fn is_live(&self) -> bool {
        self.errands.is_live()
    }

    /// Whether what is to be settled with the hub can be now: it is there and takes it.
    pub fn can_settle(&self) -> bool {
        self.errands.is_live() && !self.errands.is_barred()
    }

    fn set_aside(&mut self, ticket: TicketId, code: &str) {
        tracing::error!(%ticket, code, "the hub does not take a number that was given without it");
        let mut unjoined = self.unjoined.iter();
        let Some(given) = unjoined.find(|given| given.ticket.ticket == ticket) else {
            return;
        };
        let aside = SetAside {
            ticket,
            number: given.number,
            issued_at: given.ticket.issued_at,
            code: code.to_owned(),
        };
        self.move_aside(aside.clone());
        self.revision += 1;
        self.try_keep(&Record::Aside(aside));
    }

    fn move_aside(&mut self, aside: SetAside) {
        self.unjoined
            .retain(|given| given.ticket.ticket != aside.ticket);
        if self.aside.len() >= ASIDE_MAX {
            self.aside.remove(0);
        }
        self.aside.push(aside);
    }

    /// What the hub holds for this kiosk after its own file was lost: of a day that has begun it may be
    /// on paper.
    fn doubt(&mut self, held: ReserveAnswer) {
        let begun = |from: Timestamp| self.clockwork.word().is_none_or(|word| from <= word.hub);
        let doubtful: Vec<(TicketId, Timestamp)> = held
            .days
            .iter()
            .filter(|day| begun(day.from))
            .flat_map(|day| {
                let numbers = day.series.iter().flat_map(|series| &series.numbers);
                numbers.map(|number| (number.ticket, day.to))
            })
            .collect();
        if !doubtful.is_empty() {
            let count = doubtful.len();
            tracing::warn!(count, "numbers whose fate is not known are not given");
        }
        self.spent.extend(doubtful);
        self.lasting.doubtful = false;
        if let Err(error) = self.rewrite() {
            tracing::warn!("the reserve was not kept: {error}");
        }
    }

    /// No grant names a number of a day that is over.
    fn forget_the_past(&mut self) {
        let Some(word) = self.clockwork.word() else {
            return;
        };
        let unjoined = &self.unjoined;
        self.spent.retain(|ticket, until| {
            *until > word.hub || unjoined.iter().any(|given| given.ticket.ticket == *ticket)
        });
    }
}

/// Without what changes by the minute, and what the reserve itself says.
fn what_lasts(view: &KioskView) -> KioskView {
    let mut view = view.clone();
    view.branch.open = false;
    view.branch.opens_at = None;
    view.branch.closed_for = None;
    view.branch.business_date = None;
    view.reserve.recall.clear();
    for card in &mut view.services {
        card.open = false;
        card.opens_at = None;
        card.exhausted = false;
        card.waiting = 0;
        card.oldest_since = None;
        card.wait = None;
        card.too_late = false;
    }
    view
}
