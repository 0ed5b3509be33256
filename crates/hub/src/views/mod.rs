//! From the branch to what screens know. Everything here is a value as of now; nothing is decided.

mod desks;
mod services;

use std::collections::BTreeSet;

use antre_domain::{
    Announcement, Branch, Config, CounterId, Day, Hold, Outcome, State, Ticket, Timestamp,
};
use antre_protocol::{
    AnnouncementCard, BranchFacts, CLOTH_THREADS_MAX, Change, CopyOrder, CounterCard, CounterView,
    DisplayCard, DisplayView, HeldFacts, HelpCard, KioskView, PrinterCard, ReserveFacts,
    ServiceCard, View, ViewKind,
};

pub(crate) use self::desks::{counter_state, is_aside};
pub(crate) use self::services::{Giving, opening, wait_change};
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
                copies: self.copies(),
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
                waits: self.waits(),
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
                desk: self.desk(),
            }),
        }
    }

    /// The copies that kiosks are to print.
    fn copies(&self) -> Vec<CopyOrder> {
        let orders = self.day.copies.iter();
        let orders = orders.filter_map(|order| {
            let asked_at = *self.known.copies.get(order)?;
            let (ticket, device) = order.clone();
            Some(CopyOrder {
                ticket,
                device,
                asked_at,
            })
        });
        orders.collect()
    }

    /// The same, where it is other than `told`.
    pub(crate) fn copies_change(&self, told: &[CopyOrder]) -> Option<Change> {
        let copies = self.copies();
        (copies != told).then_some(Change::Copies { copies })
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

    /// What time alone can change of a view, as of now.
    pub(crate) fn time_changes(&self, kind: ViewKind) -> impl Iterator<Item = Change> {
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
        // Whatever a counter puts in order comes to an end by itself; only staff is told.
        let counters = self.config.counters.iter().filter_map(move |counter| {
            let is_told = kind == ViewKind::Counter && may_wrap_up(self.day, &counter.id);
            let counter = is_told.then(|| self.counter(&counter.id, kind))??;
            Some(Change::Counter {
                counter: Box::new(counter),
            })
        });
        std::iter::once(branch)
            .chain(services)
            .chain(counters)
            .chain(over)
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

/// What time alone can have changed of `view`, as it stands on `day`.
pub(crate) fn time_changes(view: &View, day: &Day) -> Vec<Change> {
    let (services, announcements): (&[ServiceCard], Option<&[AnnouncementCard]>) = match view {
        View::Kiosk(view) => (&view.services, None),
        View::Counter(view) => (&view.services, Some(&view.announcements)),
        View::Display(view) => (&[], Some(&view.announcements)),
    };
    let counters: &[CounterCard] = match view {
        View::Counter(view) => &view.counters,
        View::Kiosk(_) | View::Display(_) => &[],
    };
    let counters = counters.iter().filter(|card| may_wrap_up(day, &card.id));
    let counters = counters.map(|card| Change::Counter {
        counter: Box::new(card.clone()),
    });
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
        .chain(counters)
        .chain(printers)
        .chain(helps)
        .chain(displays)
        .chain(over)
        .collect()
}

/// Whether a counter had something to put in order after its last service, be it over or not.
fn may_wrap_up(day: &Day, counter: &CounterId) -> bool {
    let counter = day.counters.get(counter);
    counter.is_some_and(|counter| counter.wraps_until.is_some())
}

/// The hold that stops the branch now.
pub(crate) fn held(day: &Day) -> Option<HeldFacts> {
    let Hold { since, reason } = day.hold()?;
    Some(HeldFacts { reason, since })
}
