//! The supervisor's view without a screen: the whole hall, who waits too long, and what can be done about it.
//!
//! # How it is driven
//!
//! [`Watch::handle_role`] says whether somebody may lead the hall; without that nothing here does
//! anything. Then `handle_*` with what happened; after that [`Watch::poll_ask`] until there is none, each
//! ask ended by one [`Watch::handle_answer`], and [`Watch::take_tone`] once. [`Watch::handle_timeout`]
//! when [`Watch::next_deadline`] has come. Moments are the time since the program began.
//!
//! # What it promises
//!
//! Nothing is asked of a hub that cannot be heard. At most one act is on its way, and at most one
//! question of each kind, the same one no more than once in [`READ_GAP`]. What a stray key must never do
//! takes two strokes with a [`PAUSE`] between them. A service that passes its target sounds at most once
//! in [`TONE_GAP`].

mod accuracy;
mod acts;
mod alerts;
mod drawer;
mod guard;
mod hall;
mod keys;
mod reads;
mod seam;
mod strokes;
mod tell;

use std::sync::Arc;
use std::time::Duration;

use antre_domain::{ClerkId, ServiceId, TicketId, TicketNumber, Timestamp};
use antre_protocol::{CounterView, ServiceCard, TicketRow, Wait};
use chrono::NaiveDate;

use alerts::Alerts;
use guard::Guard;
use hall::Clock;
use reads::Reads;

pub use accuracy::{AccuracyPage, Figure, JUDGED_FROM, Judged, Source, Verdict};
pub use alerts::{Alert, TONE_GAP};
pub use drawer::{Choice, Drawer, List, Subject};
pub use guard::{ARMED_FOR, PAUSE};
pub use hall::{CounterLine, Giving, ServiceLine, Summary};
pub use reads::{PEOPLE_MAX, READ_GAP, ReportPage, WHY_LINES_MAX, WhyPage};
pub use seam::{Answer, Ask, AskId, Intent, Key, Page, Side, Told};
pub use tell::{ALARMS, Form, HOLDS, Item, MINUTES};

/// What was done or refused is told for so long.
pub const TOLD_FOR: Duration = Duration::from_secs(8);

/// The supervisor's view. See the [module](self) for how it is driven.
#[derive(Debug)]
pub struct Watch {
    may: bool,
    open: bool,
    live: bool,
    view: Option<Arc<CounterView>>,
    clock: Clock,
    page: Page,
    side: Side,
    service_at: usize,
    counter_at: usize,
    ticket_at: Option<TicketId>,
    /// Only those who wait for this service are listed.
    only: Option<ServiceId>,
    drawer: Option<Drawer>,
    guard: Guard,
    told: Option<(Told, Duration)>,
    /// The ticket that the newest act is about.
    acted_on: Option<TicketNumber>,
    /// The act that waits to be sent, and the one that is on its way.
    act: Option<Intent>,
    flight: Option<(AskId, Intent)>,
    asks: u64,
    alerts: Alerts,
    reads: Reads,
    form: Form,
    why: WhyPage,
    report: ReportPage,
    accuracy: AccuracyPage,
}

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

impl Watch {
    /// A view that nobody may open yet.
    pub fn new() -> Self {
        Self {
            may: false,
            open: false,
            live: false,
            view: None,
            clock: Clock::default(),
            page: Page::Hall,
            side: Side::Services,
            service_at: 0,
            counter_at: 0,
            ticket_at: None,
            only: None,
            drawer: None,
            guard: Guard::default(),
            told: None,
            acted_on: None,
            act: None,
            flight: None,
            asks: 0,
            alerts: Alerts::default(),
            reads: Reads::default(),
            form: Form::default(),
            why: WhyPage::default(),
            report: ReportPage::default(),
            accuracy: AccuracyPage::default(),
        }
    }

    /// Whether whoever works here leads the hall. Whoever does not sees nothing of what another has
    /// read or written here, and leaves no act behind.
    pub fn handle_role(&mut self, may: bool, now: Duration) {
        if may == self.may {
            return;
        }
        *self = Self {
            may,
            live: self.live,
            view: self.view.take(),
            clock: self.clock,
            asks: self.asks,
            ..Self::new()
        };
        self.look(now);
    }

    /// Whether the view is current.
    pub fn handle_line(&mut self, live: bool, now: Duration) {
        self.live = live;
        if !live && self.act.take().is_some() {
            self.tell(Told::Gone, now);
        }
        self.look(now);
    }

    /// A newer view, and the hub's clock with the moment at which it was heard.
    pub fn handle_view(
        &mut self,
        view: Arc<CounterView>,
        clock: Option<(Timestamp, Duration)>,
        now: Duration,
    ) {
        let is_other = self.view.as_deref() != Some(&*view);
        self.view = Some(view);
        self.clock = Clock::new(clock);
        if is_other && self.may {
            self.reads.tickets.want();
            if self.names_lack() {
                self.reads.people.want();
            }
        }
        self.look(now);
    }

    /// [`Self::next_deadline`] has come.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.look(now);
        self.told.take_if(|(_, until)| *until <= now);
    }

    /// When something changes by itself.
    pub fn next_deadline(&self, now: Duration) -> Option<Duration> {
        if !self.may {
            return None;
        }
        let late = self.view.as_deref().filter(|_| self.live).and_then(|view| {
            let waits_at = self.clock.waits_at(view, now)?;
            Some(now + hall::late_in(view, waits_at)?)
        });
        let told = self.told.as_ref().map(|(_, until)| *until);
        let reads = [
            &self.reads.people,
            &self.reads.tickets,
            &self.reads.why,
            &self.reads.report,
            &self.reads.forecast,
        ];
        let reads = reads
            .into_iter()
            .filter(|_| self.live && self.open)
            .filter_map(reads::Read::next_deadline);
        let own = [late, told, self.guard.next_deadline()];
        own.into_iter()
            .flatten()
            .chain(reads)
            .filter(|due| *due > now)
            .min()
    }

    /// Whether something is to sound now. Asked once, it has sounded.
    pub fn take_tone(&mut self) -> bool {
        self.alerts.take_tone()
    }

    /// Whether somebody may open it.
    pub fn may_open(&self) -> bool {
        self.may
    }

    /// Whether it lies on the screen.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether letters and digits belong to a field of the page.
    pub fn is_typing(&self) -> bool {
        self.open
            && self.drawer.is_none()
            && match self.page {
                Page::Tell => self.form.at == Item::Text,
                Page::Why => true,
                Page::Hall | Page::Waiting | Page::Report | Page::Forecast => false,
            }
    }

    /// Which page.
    pub fn page(&self) -> Page {
        self.page
    }

    /// Which of the hall's lists the keys are in.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Whether the hub can be heard.
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// An act waits for its answer: no other is taken.
    pub fn is_busy(&self) -> bool {
        self.act.is_some() || self.flight.is_some()
    }

    /// Whether alerts are not heard.
    pub fn is_muted(&self) -> bool {
        self.alerts.is_muted()
    }

    /// The newest view.
    pub fn view(&self) -> Option<&CounterView> {
        self.view.as_deref().filter(|_| self.may)
    }

    /// The hub's clock at `now`.
    pub fn at(&self, now: Duration) -> Option<Timestamp> {
        self.clock.at(now)
    }

    /// The hub's clock, as far as waits grow by it.
    pub fn waits_at(&self, now: Duration) -> Option<Timestamp> {
        self.clock.waits_at(self.view()?, now)
    }

    /// Services over their target that nobody has seen yet, the oldest first.
    pub fn alerts(&self) -> &[Alert] {
        self.alerts.rows()
    }

    /// The hall in one line.
    pub fn summary(&self, now: Duration) -> Summary {
        let view = self.view();
        view.map_or_else(Summary::default, |view| {
            hall::summary(view, self.waits_at(now))
        })
    }

    /// The services, in the branch's order, and the row that the keys are at.
    pub fn services(&self, now: Duration) -> (Vec<ServiceLine>, usize) {
        let Some(view) = self.view() else {
            return (Vec::new(), 0);
        };
        let waits_at = self.waits_at(now);
        let lines = view.services.iter().enumerate().map(|(index, service)| {
            let unseen = self.alerts.rows().iter();
            let unseen = unseen
                .filter(|row| row.late)
                .any(|row| row.service == service.id);
            hall::service_line(index, service, waits_at, self.tells(service), unseen)
        });
        (
            lines.collect(),
            last_at_most(self.service_at, view.services.len()),
        )
    }

    /// The counters, in the branch's order, and the row that the keys are at.
    pub fn counters(&self, now: Duration) -> (Vec<CounterLine>, usize) {
        let Some(view) = self.view() else {
            return (Vec::new(), 0);
        };
        let at = self.at(now);
        let counters = view.counters.iter().enumerate();
        let lines = counters.map(|(index, card)| hall::counter_line(index, card, at));
        (
            lines.collect(),
            last_at_most(self.counter_at, view.counters.len()),
        )
    }

    /// Who waits, the longest first, and the row that the keys are at.
    pub fn waiting(&self) -> (&[TicketRow], usize) {
        let rows = &self.reads.rows[..];
        let at = rows.iter().position(|row| Some(row.id) == self.ticket_at);
        (rows, at.unwrap_or(0))
    }

    /// How long a listed ticket may still take; nobody can say while the branch is held.
    pub fn may_take(&self, row: &TicketRow) -> Option<Wait> {
        row.wait.filter(|_| self.is_told())
    }

    /// How many more wait than are listed.
    pub fn left_out(&self) -> u32 {
        self.reads.left_out
    }

    /// Whether the list of those who wait is an answer of the hub's.
    pub fn is_listed(&self) -> bool {
        self.reads.listed
    }

    /// Only those who wait for this service are listed.
    pub fn only(&self) -> Option<&ServiceId> {
        self.only.as_ref()
    }

    /// The open list.
    pub fn drawer(&self) -> Option<&Drawer> {
        self.drawer.as_ref()
    }

    /// Its lines, of which a page is shown.
    pub fn choices(&self) -> Vec<Choice> {
        let drawer = self.drawer.as_ref().zip(self.view());
        drawer.map_or_else(Vec::new, |(drawer, view)| drawer.choices(view))
    }

    /// What the hall is told next.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The page that says why.
    pub fn why(&self) -> &WhyPage {
        &self.why
    }

    /// Whether its answer is awaited.
    pub fn is_asking_why(&self) -> bool {
        self.reads.why.is_open()
    }

    /// The page with a day's figures.
    pub fn report(&self) -> &ReportPage {
        &self.report
    }

    /// Whether its figures are awaited.
    pub fn is_counting(&self) -> bool {
        self.reads.report.is_open()
    }

    /// The page that says how right the waiting ranges were.
    pub fn accuracy(&self) -> &AccuracyPage {
        &self.accuracy
    }

    /// Whether its figures are awaited.
    pub fn is_judging(&self) -> bool {
        self.reads.forecast.is_open()
    }

    /// A person's name, where it is known.
    pub fn name(&self, clerk: &ClerkId) -> Option<&str> {
        let mut names = self.reads.names.iter();
        let person = names.find(|person| person.id == *clerk)?;
        Some(&person.name)
    }

    /// What is told at `now`.
    pub fn told(&self, now: Duration) -> Option<Told> {
        if let Some(intent) = self.guard.armed(now) {
            return Some(Told::Armed(intent.clone()));
        }
        let told = self.told.as_ref().filter(|(_, until)| now < *until);
        told.map(|(told, _)| told.clone())
    }

    /// The number of the ticket that the newest act is about.
    pub fn acted_on(&self) -> Option<&TicketNumber> {
        self.acted_on.as_ref()
    }

    /// The day that the page is about: the branch's own where nobody has chosen one.
    pub fn day(&self, chosen: Option<NaiveDate>) -> Option<NaiveDate> {
        chosen.or_else(|| self.view()?.branch.business_date)
    }

    /// The range that one is told who comes now: none while the branch is held or nobody can say.
    fn tells(&self, service: &ServiceCard) -> Option<Wait> {
        service.wait.filter(|_| self.is_told())
    }

    /// A range is no longer true once the hub is gone or the branch stands still.
    fn is_told(&self) -> bool {
        let view = self.view.as_deref();
        self.live && view.is_some_and(|view| view.branch.held.is_none())
    }

    fn tell(&mut self, told: Told, now: Duration) {
        self.told = Some((told, now + TOLD_FOR));
    }

    /// Which services are over their target. A view that is not current says nothing about that.
    fn look(&mut self, now: Duration) {
        if !self.may || !self.live {
            return;
        }
        let Some(view) = self.view.as_deref() else {
            return;
        };
        if let Some(waits_at) = self.clock.waits_at(view, now) {
            let at = self.clock.at(now).unwrap_or(waits_at);
            self.alerts.look(&hall::lateness(view, waits_at), at, now);
        }
    }

    /// Whether somebody works here whose name is not known yet.
    fn names_lack(&self) -> bool {
        let counters = self.view.iter().flat_map(|view| &view.counters);
        let mut clerks = counters.filter_map(|card| card.clerk.as_ref());
        clerks.any(|clerk| self.name(clerk).is_none())
    }
}

fn last_at_most(at: usize, count: usize) -> usize {
    at.min(count.saturating_sub(1))
}
