//! What everybody may read: the branch as of its last committed event, and the views made from it.

#[cfg(test)]
mod anew;
mod waiting;

use std::collections::{BTreeMap, HashMap, VecDeque};

use antre_domain::config::Opening;
use antre_domain::{
    Branch, CallReason, CounterId, Desk, DeviceId, Event, NoteRef, ServiceId, Text, Ticket,
    TicketId, TicketNumber, Timestamp, What,
};
use antre_protocol::{
    AnnouncementCard, Call, Change, DeviceAnswer, DisplayCard, HelpCard, Need, PrinterCard,
    ServerMessage, View, ViewKind,
};
use antre_storage::{Leg, ToldWait};
use axum::extract::ws::Utf8Bytes;

use crate::changes::{Touched, changes};
use crate::devices::{Devices, Unrecorded};
use crate::histories::Histories;
use crate::legs::{self, Before};
use crate::metrics::Metrics;
use crate::notes::Noted;
use crate::ring::Encoded;
use crate::status_key::StatusSecret;
use crate::texts::Words;
use crate::views::{Scene, time_changes};
use crate::waits::Waits;

/// How old the oldest call of a snapshot is, in seconds.
pub(crate) const SNAPSHOT_CALLS_SECS: u32 = 60;
/// How many calls a snapshot carries at most.
pub(crate) const SNAPSHOT_CALLS_MAX: usize = 64;

/// How often the pace of the last hour is looked at anew, in seconds.
const PACE_SECS: u32 = 60;

/// What everybody may read of the branch: as of its last committed event.
#[derive(Debug)]
pub(crate) struct Followed {
    /// The branch.
    pub branch: Branch,
    /// Its last event.
    pub seq: u64,
    known: Known,
    histories: Histories,
    keys: HashMap<String, TicketId>,
    secret: StatusSecret,
    views: Option<Views>,
    calls: VecDeque<Call>,
    devices: Devices,
    /// The last event that made everything anew.
    config_seq: Option<u64>,
    /// When the ranges of each service were last others on a screen, counted.
    waits_told: BTreeMap<ServiceId, u64>,
    waits_version: u64,
}

/// What an event brought besides what can be read from now on.
#[derive(Debug)]
pub(crate) struct Taken {
    /// As screens are told it.
    pub(crate) frame: Encoded,
    /// The legs it wrote anew.
    pub(crate) legs: Vec<Leg>,
    /// What came of a wait that somebody was told of.
    pub(crate) told: Option<ToldWait>,
}

/// What views are made of besides the branch itself.
#[derive(Debug)]
pub(crate) struct Known {
    /// Which history this is.
    pub(crate) epoch: String,
    /// Why each ticket of today was called last.
    pub(crate) reasons: BTreeMap<TicketId, CallReason>,
    /// What only the clerk is told of a ticket of today.
    pub(crate) needs: BTreeMap<TicketId, Vec<Need>>,
    /// The words of the announcements that stand.
    pub(crate) words: BTreeMap<NoteRef, Text>,
    /// The counters that nobody stands before: whether they are closed, rest or are free, and since when.
    pub(crate) free: BTreeMap<CounterId, (Desk, Timestamp)>,
    /// When each copy was asked for that a kiosk is to print.
    pub(crate) copies: BTreeMap<(TicketId, DeviceId), Timestamp>,
    /// How long people may wait.
    pub(crate) waits: Waits,
}

impl Followed {
    /// Nothing yet: what it takes next is the event after `seq` of the history `epoch`.
    pub(crate) fn behind(seq: u64, secret: StatusSecret, epoch: String) -> Self {
        Self {
            branch: Branch::default(),
            seq,
            known: Known {
                epoch,
                reasons: BTreeMap::new(),
                needs: BTreeMap::new(),
                words: BTreeMap::new(),
                free: BTreeMap::new(),
                copies: BTreeMap::new(),
                waits: Waits::default(),
            },
            histories: Histories::default(),
            keys: HashMap::new(),
            secret,
            views: None,
            calls: VecDeque::new(),
            devices: Devices::default(),
            config_seq: None,
            waits_told: BTreeMap::new(),
            waits_version: 0,
        }
    }

    /// The ticket behind a status key; `None` for a key of no ticket of today.
    pub(crate) fn ticket_by_key(&self, key: &str) -> Option<TicketId> {
        self.keys.get(key).copied()
    }

    /// The ticket of today with these letters and this value, however many digits were named.
    pub(crate) fn ticket_by_number(&self, number: TicketNumber) -> Option<TicketId> {
        let is_it = |ticket: &&Ticket| {
            let own = ticket.number;
            (own.prefix(), own.value()) == (number.prefix(), number.value())
        };
        let mut tickets = self.branch.day()?.tickets.values();
        tickets.find(is_it).map(|ticket| ticket.id)
    }

    /// The address of a ticket's status page, whose key nobody guesses; `None` where the branch has
    /// no public address.
    pub(crate) fn url(&self, id: TicketId) -> Option<String> {
        let public_url = self.branch.config()?.public_url.as_deref()?;
        let key = self.secret.key(id);
        Some(format!("{}/t/{key}", public_url.trim_end_matches('/')))
    }

    /// Everything for a view of `kind` with its sequence, and the calls of the last minute that a
    /// display may still have to announce; `None` before the first day.
    pub(crate) fn snapshot(
        &self,
        kind: ViewKind,
        now: Timestamp,
    ) -> Option<(u64, View, Vec<Call>)> {
        let view = self.views.as_ref()?.of(kind).clone();
        let is_recent = |call: &&Call| now.secs_since(call.at) <= SNAPSHOT_CALLS_SECS;
        let calls = match kind {
            ViewKind::Display => self.calls.iter().filter(is_recent).cloned().collect(),
            ViewKind::Kiosk | ViewKind::Counter => Vec::new(),
        };
        Some((self.seq, view, calls))
    }

    /// What has happened to today's tickets, leg by leg.
    pub(crate) fn histories(&self) -> &Histories {
        &self.histories
    }

    /// The copies that staff have asked `device` for and that it has not reported yet, oldest first, each
    /// with when it was asked for.
    pub(crate) fn copies_of(
        &self,
        device: &DeviceId,
    ) -> impl Iterator<Item = (TicketId, Timestamp)> {
        let orders = self.branch.day().into_iter().flat_map(|day| &day.copies);
        let own = orders.filter(move |(_, of)| of == device);
        own.filter_map(|order| Some((order.0, *self.known.copies.get(order)?)))
    }

    /// What the hall is told, oldest first.
    pub(crate) fn announcements(&self) -> &[AnnouncementCard] {
        match self.views.as_ref().map(|views| &views.counter) {
            Some(View::Counter(view)) => &view.announcements,
            Some(View::Kiosk(_) | View::Display(_)) | None => &[],
        }
    }

    /// Takes in the next event, and what it refers to.
    pub(crate) fn take(&mut self, event: &Event, noted: Noted, now: Timestamp) -> Taken {
        let before = Before::of(&self.branch, event);
        let mut touched = Touched::default();
        touched.note(&self.branch, event);
        self.branch.apply(event);
        touched.note(&self.branch, event);
        self.seq += 1;
        self.remember(event, noted);
        self.remember_desks(event.at);
        let rows = legs::legs(&before, &self.branch, event);
        self.histories.take(&self.branch, event, &rows);
        let told = self.judge(event);
        Taken {
            frame: self.fold(event, &touched, now),
            legs: rows.into_iter().map(Leg::from).collect(),
            told,
        }
    }

    /// Notes which counters became free, closed or went to rest at `at`.
    fn remember_desks(&mut self, at: Timestamp) {
        let free = &mut self.known.free;
        let Some(day) = self.branch.day() else {
            free.clear();
            return;
        };
        free.retain(|id, (desk, _)| {
            let counter = day.counters.get(id);
            counter.is_some_and(|counter| counter.ticket.is_none() && counter.desk == *desk)
        });
        for (id, counter) in &day.counters {
            if counter.ticket.is_none() && !free.contains_key(id) {
                free.insert(id.clone(), (counter.desk, at));
            }
        }
    }

    fn remember(&mut self, event: &Event, noted: Noted) {
        let Noted { needs, words } = noted;
        if let What::DayOpened { carried, .. } = &event.what {
            self.known.reasons.clear();
            self.known.needs.clear();
            self.known.free.clear();
            self.keys.clear();
            for ticket in carried {
                self.keys
                    .insert(self.secret.key(ticket.ticket), ticket.ticket);
            }
        }
        if let What::TicketIssued { ticket, .. } = &event.what {
            self.keys.insert(self.secret.key(*ticket), *ticket);
            if !needs.is_empty() {
                self.known.needs.insert(*ticket, needs);
            }
        }
        if let What::TicketCalled { ticket, reason, .. } = &event.what {
            self.known.reasons.insert(*ticket, reason.clone());
        }
        if let What::CopyAsked { ticket, device } = &event.what {
            self.known
                .copies
                .insert((*ticket, device.clone()), event.at);
        }
        let asked = self.branch.day().map(|day| day.copies.as_slice());
        let asked = asked.unwrap_or_default();
        self.known.copies.retain(|order, _| asked.contains(order));
        self.known.words.extend(words);
        let announcements = self.branch.day().map(|day| &day.announcements);
        let standing = |id: &NoteRef| {
            announcements
                .into_iter()
                .flatten()
                .any(|known| known.id == *id)
        };
        self.known.words.retain(|id, _| standing(id));
    }

    /// Folds the event's changes into the views, and encodes them.
    fn fold(&mut self, event: &Event, touched: &Touched, now: Timestamp) -> Encoded {
        let Some(scene) = Scene::new(&self.branch, &self.known, now) else {
            return Encoded::default();
        };
        let anew = matches!(event.what, What::Configured { .. } | What::DayOpened { .. });
        let new_day = matches!(event.what, What::DayOpened { .. });
        let earlier = self.views.take();
        let mut views = match earlier {
            Some(views) if !anew => views,
            Some(mut views) if !new_day => {
                views.renew(&scene);
                views
            }
            Some(_) | None => Views::new(&scene),
        };
        if anew {
            views.set_printers(self.devices.cards(now));
            views.set_helps(self.devices.helps(scene.day));
            views.set_displays(self.devices.display_cards(now));
        }
        let seq = self.seq;
        let mut encode = |kind: ViewKind| {
            let view = views.of_mut(kind);
            let changes = if anew {
                vec![Change::Reset {
                    view: Box::new(view.clone()),
                }]
            } else {
                let mut changes = changes(&scene, kind, seq, event, touched);
                changes.extend(match &*view {
                    View::Kiosk(view) if moves_numbers(event) => {
                        scene.reserve_change(&view.reserve)
                    }
                    View::Kiosk(view) => scene.copies_change(&view.copies),
                    View::Counter(_) => self.devices.help_change(scene.day, event),
                    View::Display(_) => None,
                });
                changes
            };
            for change in &changes {
                if let (ViewKind::Display, Change::Called { call }) = (kind, change) {
                    if self.calls.len() == SNAPSHOT_CALLS_MAX {
                        self.calls.pop_front();
                    }
                    self.calls.push_back(call.clone());
                }
                if !anew {
                    view.apply(change.clone());
                }
            }
            let frame = ServerMessage::Event {
                seq,
                at: event.at,
                changes,
            };
            let is_empty =
                matches!(&frame, ServerMessage::Event { changes, .. } if changes.is_empty());
            (!is_empty).then(|| text(&frame))
        };
        let encoded = Encoded {
            kiosk: encode(ViewKind::Kiosk),
            display: encode(ViewKind::Display),
            counter: encode(ViewKind::Counter),
        };
        self.views = Some(views);
        encoded
    }

    /// Takes in what time alone has changed; says whether that is anything.
    pub(crate) fn refresh(&mut self, now: Timestamp) -> bool {
        if let Some(day) = self.branch.day() {
            let stands = |id: &NoteRef| day.announcements_at(now).any(|known| known.id == *id);
            self.known.words.retain(|id, _| stands(id));
        }
        self.renew_waits(now);
        let scene = Scene::new(&self.branch, &self.known, now);
        let (Some(scene), Some(views)) = (scene, &mut self.views) else {
            return false;
        };
        let mut is_new = false;
        for kind in [ViewKind::Kiosk, ViewKind::Display, ViewKind::Counter] {
            let view = views.of_mut(kind);
            let known = time_changes(view, scene.day);
            for change in scene.time_changes(kind) {
                view.apply(change);
            }
            is_new |= time_changes(view, scene.day) != known;
        }
        is_new
            | views.set_printers(self.devices.cards(now))
            | views.set_displays(self.devices.display_cards(now))
    }

    /// Lets a device say something, and takes into the views what it changes; says whether that is
    /// anything.
    pub(crate) fn with_devices<T>(
        &mut self,
        now: Timestamp,
        said: impl FnOnce(&mut Devices) -> T,
    ) -> (T, bool) {
        let answer = said(&mut self.devices);
        let (Some(views), Some(day)) = (&mut self.views, self.branch.day()) else {
            return (answer, false);
        };
        // A kiosk that says what it is called says it of its call for help, too.
        let is_new = views.set_printers(self.devices.cards(now))
            | views.set_helps(self.devices.helps(day))
            | views.set_displays(self.devices.display_cards(now));
        (answer, is_new)
    }

    /// The devices, for staff.
    pub(crate) fn devices(&self, now: Timestamp, words: Words<'_>) -> Vec<DeviceAnswer> {
        self.devices.answers(now, words)
    }

    /// The kiosks whose printers print now.
    pub(crate) fn printing(&self, now: Timestamp) -> Vec<DeviceId> {
        let cards = self.devices.cards(now).into_iter();
        let printing = cards.filter(|card| card.health.fault.is_none());
        printing.map(|card| card.device).collect()
    }

    /// What the log does not hold yet of the devices' health.
    pub(crate) fn unrecorded(&self, now: Timestamp) -> Vec<Unrecorded> {
        let day = self.branch.day();
        day.map_or_else(Vec::new, |day| self.devices.unrecorded(day, now))
    }

    /// What time alone can have changed of the views of `kind`, as of [`Followed::seq`].
    pub(crate) fn time_changes(&self, kind: ViewKind) -> Vec<Change> {
        let (Some(views), Some(day)) = (&self.views, self.branch.day()) else {
            return Vec::new();
        };
        time_changes(views.of(kind), day)
    }

    /// When time alone will change something next, after `now`.
    pub(crate) fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        // Nobody can say when the day will no longer last for whoever comes: it is looked at again.
        let pace = self.branch.config().map(|_| now.plus_secs(PACE_SECS));
        let next = [
            self.next_opening(now),
            self.devices.next_gone(now),
            self.next_over(now),
            self.next_wrapped(now),
            self.known.waits.valid_until().map(|at| at.plus_secs(1)),
            pace,
        ];
        next.into_iter().flatten().min()
    }

    /// When a counter has put in order what its last service left behind.
    fn next_wrapped(&self, now: Timestamp) -> Option<Timestamp> {
        let counters = self.branch.day()?.counters.values();
        let until = counters.filter_map(|counter| counter.wraps_until);
        until.filter(|until| *until > now).min()
    }

    /// When the time of an announcement runs out.
    fn next_over(&self, now: Timestamp) -> Option<Timestamp> {
        let standing = self.branch.day()?.announcements_at(now);
        standing.filter_map(|announcement| announcement.until).min()
    }

    fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        let (config, day) = (self.branch.config()?, self.branch.day()?);
        let next = |opening: Opening| match opening {
            Opening::Open { until } => Some(until),
            Opening::Closed { opens_at } => opens_at,
        };
        let services = config.services.iter().flat_map(|service| {
            let by_hours = next(config.opening(service, now));
            let by_quota = day.quotas_turn_at(config, service, now);
            [by_hours, by_quota]
        });
        services
            .chain([next(config.branch_opening(now))])
            .flatten()
            .min()
    }
}

/// Whether a number was given, or taken out of a series or put back.
fn moves_numbers(event: &Event) -> bool {
    matches!(
        event.what,
        What::TicketIssued { .. } | What::ReserveGranted { .. } | What::ReserveReturned { .. }
    )
}

/// One view of each kind, kept by the same fold that every screen uses.
#[derive(Debug)]
struct Views {
    kiosk: View,
    display: View,
    counter: View,
}

impl Views {
    fn new(scene: &Scene<'_>) -> Self {
        Self {
            kiosk: scene.view(ViewKind::Kiosk),
            display: scene.view(ViewKind::Display),
            counter: scene.view(ViewKind::Counter),
        }
    }

    /// Makes everything anew but the calls, which only the display itself remembers.
    fn renew(&mut self, scene: &Scene<'_>) {
        let mut anew = Self::new(scene);
        if let (View::Display(old), View::Display(new)) = (&mut self.display, &mut anew.display) {
            new.open_calls = std::mem::take(&mut old.open_calls);
            new.recent_calls = std::mem::take(&mut old.recent_calls);
        }
        *self = anew;
    }

    /// Says whether these are others than before.
    fn set_printers(&mut self, cards: Vec<PrinterCard>) -> bool {
        let View::Counter(view) = &mut self.counter else {
            return false;
        };
        let is_new = view.printers != cards;
        if is_new {
            Metrics::printers(&cards);
        }
        view.printers = cards;
        is_new
    }

    /// Says whether these are others than before.
    fn set_helps(&mut self, helps: Vec<HelpCard>) -> bool {
        let View::Counter(view) = &mut self.counter else {
            return false;
        };
        let is_new = view.helps != helps;
        view.helps = helps;
        is_new
    }

    /// Says whether these are others than before.
    fn set_displays(&mut self, cards: Vec<DisplayCard>) -> bool {
        let View::Counter(view) = &mut self.counter else {
            return false;
        };
        let is_new = view.displays != cards;
        if is_new {
            Metrics::displays(&cards);
        }
        view.displays = cards;
        is_new
    }

    fn of(&self, kind: ViewKind) -> &View {
        match kind {
            ViewKind::Kiosk => &self.kiosk,
            ViewKind::Display => &self.display,
            ViewKind::Counter => &self.counter,
        }
    }

    fn of_mut(&mut self, kind: ViewKind) -> &mut View {
        match kind {
            ViewKind::Kiosk => &mut self.kiosk,
            ViewKind::Display => &mut self.display,
            ViewKind::Counter => &mut self.counter,
        }
    }
}

pub(crate) fn text(message: &ServerMessage) -> Utf8Bytes {
    serde_json::to_string(message)
        .expect("a message is plain data, which JSON can always hold")
        .into()
}
