//! From the branch to what screens know. Everything here is a value as of now; nothing is decided.

use std::collections::BTreeSet;

use antre_domain::config::{Opening, Service};
use antre_domain::{
    Announcement, Branch, Config, CounterId, CounterState, Day, Desk, Hold, Outcome, State, Ticket,
    Timestamp,
};
use antre_protocol::{
    AnnouncementCard, BranchFacts, CLOTH_THREADS_MAX, Change, CounterCard, CounterView,
    DisplayCard, DisplayView, HeldFacts, HelpCard, KioskView, PrinterCard, ProfileCard,
    ReserveFacts, ServiceCard, TicketCard, Tip, View, ViewKind, Wait,
};

use crate::followed::Known;
use crate::{brand_files, reserves, slip_files};

/// What a view is made of besides the branch itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) config: &'a Config,
    pub(crate) day: &'a Day,
    pub(crate) known: &'a Known,
    pub(crate) now: Timestamp,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(branch: &'a Branch, known: &'a Known, now: Timestamp) -> Option<Self> {
        Some(Self {
            config: branch.config()?,
            day: branch.day()?,
            known,
            now,
        })
    }

    /// A view of `kind`, whole. Calls are the follower's memory, so a display starts without any.
    pub(crate) fn view(&self, kind: ViewKind) -> View {
        match kind {
            ViewKind::Kiosk => View::Kiosk(KioskView {
                branch: self.facts(),
                services: self.services(kind),
                slip: slip_files::facts(&self.config.slip),
                reserve: reserves::facts(self.config, self.day, &self.known.epoch),
                brand: brand_files::facts(&self.config.brand),
                prefixes: self.prefixes(),
            }),
            ViewKind::Display => View::Display(DisplayView {
                branch: self.facts(),
                counters: self.counters(ViewKind::Display),
                open_calls: Vec::new(),
                recent_calls: Vec::new(),
                served: self.served(),
                hall: self.config.hall.clone(),
                announcements: self.announcements(),
                cloth: self.cloth(),
            }),
            ViewKind::Counter => View::Counter(CounterView {
                branch: self.facts(),
                services: self.services(kind),
                counters: self.counters(ViewKind::Counter),
                profiles: self.profiles(),
                aside: self.aside(),
                // The follower knows them; no event tells.
                printers: Vec::new(),
                helps: Vec::new(),
                displays: Vec::new(),
                announcements: self.announcements(),
            }),
        }
    }

    /// What the hall is told now, oldest first.
    fn announcements(&self) -> Vec<AnnouncementCard> {
        let standing = self.day.announcements_at(self.now);
        standing
            .map(|standing| self.announcement(standing))
            .collect()
    }

    /// An announcement with its words, which are not in the log.
    pub(crate) fn announcement(&self, announcement: &Announcement) -> AnnouncementCard {
        let text = self.known.words.get(&announcement.id);
        AnnouncementCard {
            id: announcement.id,
            kind: announcement.kind,
            text: text.cloned(),
            zones: announcement.zones.clone(),
            since: announcement.since,
            until: announcement.until,
            spoken: announcement.spoken,
        }
    }

    /// The day's cloth, as much of it as a display keeps.
    pub(crate) fn cloth(&self) -> Vec<u8> {
        self.day
            .cloth(self.config)
            .take(CLOTH_THREADS_MAX)
            .collect()
    }

    fn prefixes(&self) -> Vec<String> {
        let series = self.config.series.iter();
        let letters: BTreeSet<&str> = series.map(|series| series.prefix.as_str()).collect();
        letters.into_iter().map(str::to_owned).collect()
    }

    /// What a kiosk has to do about its reserve, where that is other than `told`.
    pub(crate) fn reserve_change(&self, told: &ReserveFacts) -> Option<Change> {
        let recall = reserves::recall(self.config, self.day);
        (recall != told.recall).then(|| Change::Reserve {
            reserve: ReserveFacts {
                recall,
                ..told.clone()
            },
        })
    }

    pub(crate) fn facts(&self) -> BranchFacts {
        let config = self.config;
        let (open, opens_at) = opening(config.branch_opening(self.now));
        let held = held(self.day);
        BranchFacts {
            name: config.name.clone(),
            time_zone: config.time_zone.name().to_owned(),
            languages: config.languages.clone(),
            practice: config.practice,
            business_date: Some(self.day.date),
            open: open && held.is_none(),
            opens_at,
            held,
            priority_class: config
                .classes
                .iter()
                .find(|class| class.priority)
                .map(|class| class.id.clone()),
            wifi: config.wifi.clone(),
            notices: config.notices.clone(),
            undo_secs: config.rules.undo_secs,
            closed_for: config.closed_for(self.now).cloned(),
        }
    }

    fn services(&self, kind: ViewKind) -> Vec<ServiceCard> {
        self.config
            .services
            .iter()
            .map(|service| self.service(service, kind))
            .collect()
    }

    /// A service. A kiosk shows who waits where one who takes a number now would begin.
    pub(crate) fn service(&self, service: &Service, kind: ViewKind) -> ServiceCard {
        let queue = match kind {
            ViewKind::Kiosk => self.day.first_stop(self.config, service),
            ViewKind::Display | ViewKind::Counter => service.id.clone(),
        };
        let regular = self.config.regular();
        let series = self.config.series_of(&service.id, &regular.id);
        let colour = series
            .and_then(|series| {
                self.config
                    .series
                    .iter()
                    .position(|other| other.id == series.id)
            })
            .unwrap_or(0);
        let Giving {
            open,
            opens_at,
            exhausted,
        } = self.giving(service);
        let tips = service.tips.iter().map(|tip| Tip {
            question: tip.question.clone(),
            answer: tip.answer.clone(),
        });
        ServiceCard {
            id: service.id.clone(),
            name: service.name.clone(),
            group: service.group.clone(),
            icon: service.icon.clone(),
            prefix: series
                .map(|series| series.prefix.as_str().to_owned())
                .unwrap_or_default(),
            colour: u8::try_from(colour).unwrap_or(u8::MAX),
            walk_in: service.walk_in,
            open,
            opens_at,
            exhausted,
            bring: service.bring.clone(),
            waiting_area: service.waiting_area.clone(),
            waiting: u32::try_from(self.day.waiting(&queue)).unwrap_or(u32::MAX),
            oldest_since: self
                .day
                .oldest_since(&queue)
                .map(|since| self.day.waits_since(since, None)),
            target_wait_secs: regular.target_wait_secs,
            wait: self.wait(),
            cost: service.cost.clone(),
            tips: tips.collect(),
            at_once: service.at_once,
            asks_party: service.asks_party,
            paused: self.day.paused.contains(&service.id),
            too_late: self.too_late(service),
        }
    }

    fn too_late(&self, service: &Service) -> bool {
        self.day.too_late(self.config, service, self.now)
    }

    fn giving(&self, service: &Service) -> Giving {
        Giving::of(self.config, self.day, service, self.now)
    }

    /// What time alone can change of a view, as of now.
    pub(crate) fn time_changes(&self) -> impl Iterator<Item = Change> {
        let branch = Change::Branch {
            branch: self.facts(),
        };
        let services = self.config.services.iter().map(|service| {
            let Giving {
                open,
                opens_at,
                exhausted,
            } = self.giving(service);
            Change::Opening {
                service: service.id.clone(),
                open,
                opens_at,
                exhausted,
                too_late: self.too_late(service),
            }
        });
        let over = self.day.announcements.iter();
        let over = over.filter(|announcement| !announcement.stands_at(self.now));
        let over = over.map(|announcement| Change::AnnouncementEnded {
            id: announcement.id,
        });
        std::iter::once(branch).chain(services).chain(over)
    }

    /// Nobody can say yet: a range is promised only by a forecast that knows how often it is right.
    pub(crate) fn wait(&self) -> Option<Wait> {
        None
    }

    fn counters(&self, kind: ViewKind) -> Vec<CounterCard> {
        self.config
            .counters
            .iter()
            .filter_map(|counter| self.counter(&counter.id, kind))
            .collect()
    }

    /// A counter; its ticket is told to staff only.
    pub(crate) fn counter(&self, id: &CounterId, kind: ViewKind) -> Option<CounterCard> {
        let counter = self.config.counter(id)?;
        let present = self.day.counters.get(id)?;
        let ticket = present
            .ticket
            .and_then(|ticket| self.day.tickets.get(&ticket));
        Some(CounterCard {
            id: counter.id.clone(),
            noun: counter.noun.clone(),
            sign: counter.sign.clone(),
            spoken: counter.spoken.clone(),
            direction: counter.direction,
            state: counter_state(present, ticket).to_owned(),
            profile: present.profile.clone(),
            ticket: match kind {
                ViewKind::Counter => ticket.map(|ticket| TicketCard {
                    // Nobody reads them before the call, and nobody who did not call.
                    needs: self
                        .known
                        .needs
                        .get(&ticket.id)
                        .cloned()
                        .unwrap_or_default(),
                    ..self.ticket(ticket)
                }),
                ViewKind::Kiosk | ViewKind::Display => None,
            },
        })
    }

    fn profiles(&self) -> Vec<ProfileCard> {
        let card = |profile: &antre_domain::config::Profile| ProfileCard {
            id: profile.id.clone(),
            name: profile.name.clone(),
            services: profile.takes().cloned().collect(),
        };
        self.config.profiles.iter().map(card).collect()
    }

    fn aside(&self) -> Vec<TicketCard> {
        let mut aside: Vec<&Ticket> = self
            .day
            .tickets
            .values()
            .filter(|ticket| is_aside(ticket))
            .collect();
        aside.sort_by_key(|ticket| ticket.leg.place);
        aside
            .into_iter()
            .map(|ticket| self.ticket(ticket))
            .collect()
    }

    pub(crate) fn ticket(&self, ticket: &Ticket) -> TicketCard {
        let class = self
            .config
            .class(&ticket.class)
            .unwrap_or(self.config.regular());
        let (recalls, returns_at) = match &ticket.state {
            State::Called { recalls, .. } => (*recalls, None),
            State::Parked { until } => (0, *until),
            State::Waiting
            | State::Serving { .. }
            | State::NoShow { .. }
            | State::Finished { .. }
            | State::Cancelled
            | State::Expired => (0, None),
        };
        TicketCard {
            id: ticket.id,
            number: ticket.number,
            colour: self.colour(ticket),
            service: ticket.leg.service.clone(),
            class: ticket.class.clone(),
            class_name: class.name.clone(),
            party: ticket.party,
            state: ticket.state.name().as_str().to_owned(),
            since: self
                .day
                .waits_since(ticket.leg.place.since, ticket.leg.called_at),
            called_at: ticket.leg.called_at,
            started_at: ticket.leg.started_at,
            recalls,
            returns_at,
            reason: self.known.reasons.get(&ticket.id).cloned(),
            legs: ticket.legs,
            booked_at: ticket.booked_at,
            onward: ticket.onward.clone(),
            needs: Vec::new(),
        }
    }

    pub(crate) fn colour(&self, ticket: &Ticket) -> u8 {
        self.config.colour(&ticket.series)
    }

    /// How many people were served today.
    pub(crate) fn served(&self) -> u32 {
        let served = |ticket: &&Ticket| {
            ticket.state
                == State::Finished {
                    outcome: Outcome::Served,
                }
        };
        self.day
            .tickets
            .values()
            .filter(served)
            .map(|ticket| u32::from(ticket.party))
            .sum()
    }
}

/// Whether a service gives numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Giving {
    /// It does now.
    pub(crate) open: bool,
    /// When it does next, where it does not now.
    pub(crate) opens_at: Option<Timestamp>,
    /// No numbers or no places left today.
    pub(crate) exhausted: bool,
}

impl Giving {
    /// By its hours, its quotas, its series, its own pause and the branch's hold.
    pub(crate) fn of(config: &Config, day: &Day, service: &Service, now: Timestamp) -> Self {
        let (by_hours, hours_open_at) = opening(config.opening(service, now));
        let places = day.places_left(config, service, now);
        let full = places.filter(|places| places.left == 0);
        let opens_at = match full {
            // What is full today opens by its hours on another day.
            Some(places) => places.opens_at.or(hours_open_at
                .filter(|at| config.time_zone.business_date(*at, config.day_starts) > day.date)),
            None => hours_open_at,
        };
        let series = config.series_of(&service.id, &config.regular().id);
        let no_numbers = series.is_none_or(|series| day.numbers_left(series) == 0);
        Self {
            open: by_hours
                && full.is_none()
                && day.hold().is_none()
                && !day.paused.contains(&service.id),
            opens_at,
            exhausted: no_numbers || full.is_some_and(|places| places.opens_at.is_none()),
        }
    }
}

/// What time alone can have changed of `view`, as it stands on `day`.
pub(crate) fn time_changes(view: &View, day: &Day) -> Vec<Change> {
    let (services, announcements): (&[ServiceCard], Option<&[AnnouncementCard]>) = match view {
        View::Kiosk(view) => (&view.services, None),
        View::Counter(view) => (&view.services, Some(&view.announcements)),
        View::Display(view) => (&[], Some(&view.announcements)),
    };
    let (printers, helps, displays): (&[PrinterCard], &[HelpCard], &[DisplayCard]) = match view {
        View::Counter(view) => (&view.printers, &view.helps, &view.displays),
        View::Kiosk(_) | View::Display(_) => (&[], &[], &[]),
    };
    // The day remembers for a while what stands no more: whoever was away is told so.
    let over = announcements.into_iter().flat_map(|standing| {
        let ids = day.announcements.iter().map(|announcement| announcement.id);
        ids.filter(|id| standing.iter().all(|card| card.id != *id))
    });
    let over = over.map(|id| Change::AnnouncementEnded { id });
    let openings = services.iter().map(|card| Change::Opening {
        service: card.id.clone(),
        open: card.open,
        opens_at: card.opens_at,
        exhausted: card.exhausted,
        too_late: card.too_late,
    });
    let branch = Change::Branch {
        branch: view.branch().clone(),
    };
    let printers = printers.iter().map(|card| Change::Printer {
        printer: card.clone(),
    });
    // Who rang and who was answered are events; by what name is not.
    let helps = helps.iter().map(|card| Change::Help { help: card.clone() });
    let displays = displays.iter().map(|card| Change::Display {
        display: card.clone(),
    });
    std::iter::once(branch)
        .chain(openings)
        .chain(printers)
        .chain(helps)
        .chain(displays)
        .chain(over)
        .collect()
}

pub(crate) fn is_aside(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Parked { .. } | State::NoShow { .. })
}

/// A counter's state as on the wire.
pub(crate) fn counter_state(counter: &CounterState, ticket: Option<&Ticket>) -> &'static str {
    match (counter.desk, ticket.map(|ticket| &ticket.state)) {
        (_, Some(State::Serving { .. })) => "serving",
        (_, Some(_)) => "called",
        (Desk::Open, None) => "idle",
        (Desk::Paused, None) => "break",
        (Desk::Closed, None) => "closed",
    }
}

/// The hold that stops the branch now.
pub(crate) fn held(day: &Day) -> Option<HeldFacts> {
    let Hold { since, reason } = day.hold()?;
    Some(HeldFacts { reason, since })
}

pub(crate) fn opening(opening: Opening) -> (bool, Option<Timestamp>) {
    match opening {
        Opening::Open { .. } => (true, None),
        Opening::Closed { opens_at } => (false, opens_at),
    }
}
