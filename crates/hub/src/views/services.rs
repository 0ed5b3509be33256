//! Services on screens: what they give, who waits for them, and since when.

use antre_domain::config::{Opening, Service};
use antre_domain::{ClassId, Config, Day, ServiceId, Timestamp};
use antre_protocol::{
    Change, ClassWait, CounterView, KioskView, ServiceCard, Tip, View, ViewKind, Wait, WaitCard,
};

use super::Scene;

impl Scene<'_> {
    pub(super) fn services(&self, kind: ViewKind) -> Vec<ServiceCard> {
        self.config
            .services
            .iter()
            .map(|service| self.service(service, kind))
            .collect()
    }

    /// A service. A kiosk shows who waits where one who takes a number now would begin.
    pub(crate) fn service(&self, service: &Service, kind: ViewKind) -> ServiceCard {
        let queue = self.begins_at(service, kind);
        let (wait, waits) = self.wait(service, kind);
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
            late_from: match kind {
                ViewKind::Counter => self.late_from(&queue),
                ViewKind::Kiosk | ViewKind::Display => None,
            },
            wait,
            waits,
            cost: service.cost.clone(),
            tips: tips.collect(),
            at_once: service.at_once,
            asks_party: service.asks_party,
            paused: self.day.paused.contains(&service.id),
            too_late: self.too_late(service),
        }
    }

    /// The service that a card of `kind` tells of: on what the public sees, where one who takes a number
    /// now would begin.
    fn begins_at(&self, service: &Service, kind: ViewKind) -> ServiceId {
        match kind {
            ViewKind::Kiosk | ViewKind::Display => self.day.first_stop(self.config, service),
            ViewKind::Counter => service.id.clone(),
        }
    }

    /// How long one who comes now in the regular class may wait, and in the others of which anybody can
    /// say it; nothing where nobody can come.
    pub(crate) fn wait(&self, service: &Service, kind: ViewKind) -> (Option<Wait>, Vec<ClassWait>) {
        let is_shut = || match kind {
            ViewKind::Kiosk => !self.giving(service).open,
            ViewKind::Display | ViewKind::Counter => self.day.paused.contains(&service.id),
        };
        if !self.known.waits.is_known() || is_shut() {
            return (None, Vec::new());
        }
        let queue = self.begins_at(service, kind);
        let wait = |class: &ClassId| {
            let waits = &self.known.waits;
            waits.newcomer(self.day, &queue, class, self.now)
        };
        let regular = &self.config.regular().id;
        let classes = self.config.classes.iter();
        let others = classes.filter(|class| class.id != *regular);
        let others = others.filter_map(|class| {
            Some(ClassWait {
                class: class.id.clone(),
                wait: Some(wait(&class.id)?),
            })
        });
        (wait(regular), others.collect())
    }

    /// The same as a change of a view of `kind`.
    pub(crate) fn wait_change(&self, service: &Service, kind: ViewKind) -> Change {
        let (wait, waits) = self.wait(service, kind);
        Change::Wait {
            service: service.id.clone(),
            wait,
            waits: match kind {
                ViewKind::Kiosk | ViewKind::Counter => waits,
                ViewKind::Display => Vec::new(),
            },
        }
    }

    /// What a hall is told of the services that a kiosk offers.
    pub(super) fn waits(&self) -> Vec<WaitCard> {
        let services = self.config.services.iter();
        let offered = services.filter(|service| service.walk_in);
        let card = |service: &Service| {
            let card = self.service(service, ViewKind::Display);
            WaitCard {
                service: card.id,
                name: card.name,
                prefix: card.prefix,
                colour: card.colour,
                wait: card.wait,
            }
        };
        offered.map(card).collect()
    }

    pub(super) fn too_late(&self, service: &Service) -> bool {
        self.day.too_late(self.config, service, self.now)
    }

    pub(super) fn giving(&self, service: &Service) -> Giving {
        Giving::of(self.config, self.day, service, self.now)
    }

    /// When the first of those who wait for `service` will have waited for longer than their class is
    /// promised, as if there had been no holds that are over.
    fn late_from(&self, service: &ServiceId) -> Option<Timestamp> {
        let queues = self.day.queues.iter();
        let of_service = queues.filter(|((queue, _), _)| queue == service);
        let late_from = of_service.filter_map(|((_, class), queue)| {
            let place = queue.keys().next()?;
            let class = self.config.class(class).unwrap_or(self.config.regular());
            let since = self.day.waits_since(place.since, None);
            Some(since.plus_secs(class.target_wait_secs))
        });
        late_from.min()
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

pub(crate) fn opening(opening: Opening) -> (bool, Option<Timestamp>) {
    match opening {
        Opening::Open { .. } => (true, None),
        Opening::Closed { opens_at } => (false, opens_at),
    }
}

/// What a view says of a service's wait; `None` where it does not know the service.
pub(crate) fn wait_change(view: &View, service: &ServiceId) -> Option<Change> {
    let (wait, waits) = match view {
        View::Kiosk(KioskView { services, .. }) | View::Counter(CounterView { services, .. }) => {
            let card = services.iter().find(|card| card.id == *service)?;
            (card.wait, card.waits.clone())
        }
        View::Display(view) => {
            let card = view.waits.iter().find(|card| card.service == *service)?;
            (card.wait, Vec::new())
        }
    };
    Some(Change::Wait {
        service: service.clone(),
        wait,
        waits,
    })
}
