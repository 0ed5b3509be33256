//! A hall whose kiosks lose the hub for an hour, and a morning that begins without it: nobody's number
//! is given twice, everybody has one ticket, and they queue by the time at which they took it.

use std::collections::{BTreeMap, BTreeSet};

use antre_domain::config::Config;
use antre_domain::{
    Act, ClassId, CounterId, Finish, Outcome, SeriesId, ServiceId, State, Ticket, TicketId,
    TicketNumber, Timestamp, What,
};
use antre_sim_tests::cut_off::Kiosk;
use antre_sim_tests::draw::Wanted;
use antre_sim_tests::load;
use antre_sim_tests::lot::Lot;
use antre_sim_tests::world::{World, clerk, supervisor};
use chrono::NaiveDate;

const SEEDS: u64 = 60;
const HOUR_MS: i64 = 3_600_000;
/// How far a kiosk's wall clock is off.
const SKEWS_MS: [(i64, i64); 4] = [
    (0, 0),
    (HOUR_MS, -HOUR_MS),
    (-HOUR_MS, HOUR_MS),
    (HOUR_MS, HOUR_MS),
];

/// What somebody walked away with, and when.
#[derive(Debug, Clone)]
struct Slip {
    number: TicketNumber,
    at: Timestamp,
    kiosk: usize,
    /// By its kiosk's clock after a restart: it may be an hour off.
    is_sure: bool,
}

/// The hub, its kiosks, and every slip on paper.
struct Hall {
    seed: u64,
    lot: Lot,
    hub: World,
    kiosks: [Kiosk; 2],
    slips: Vec<Slip>,
}

type Wish = (ServiceId, ClassId, SeriesId);

impl Hall {
    fn new(seed: u64) -> Self {
        let mut lot = Lot::new(seed);
        let name = *lot.pick(&["puskesmas", "bank", "mpp"]);
        let (one, two) = *lot.pick(&SKEWS_MS);
        let mut hub = World::of(load::shipped(name), Wanted::Any);
        pass(&mut hub, at("2026-11-23T08:00:00+07:00"));
        let kiosks = [Kiosk::new("kiosk-1", one), Kiosk::new("kiosk-2", two)];
        let mut hall = Self {
            seed,
            lot,
            hub,
            kiosks,
            slips: Vec::new(),
        };
        let counters: Vec<CounterId> = hall.hub.day().counters.keys().cloned().collect();
        for counter in counters {
            let act = Act::OpenCounter {
                counter: counter.clone(),
                profile: None,
            };
            hall.hub.must(&clerk(&counter), &act);
        }
        for kiosk in &mut hall.kiosks {
            kiosk.ask(&mut hall.hub);
        }
        hall
    }

    fn date(&self) -> NaiveDate {
        let config = self.hub.config();
        let clock = self.hub.clock;
        config.time_zone.business_date(clock, config.day_starts)
    }

    /// Every service and class that a walk-in customer can ask a kiosk for, with its series.
    fn wishes(&self) -> Vec<Wish> {
        let config = self.hub.config();
        let walk_in = config.services.iter().filter(|service| service.walk_in);
        let classes = config
            .classes
            .iter()
            .filter(|class| class.appointment.is_none());
        walk_in
            .flat_map(|service| classes.clone().map(move |class| (service, class)))
            .map(|(service, class)| {
                let series = config.series_of(&service.id, &class.id);
                let series = series.expect("a service has a series").id.clone();
                (service.id.clone(), class.id.clone(), series)
            })
            .collect()
    }

    /// A number from the hub, if it gives one.
    fn online(&mut self, kiosk: usize, is_heard: bool) -> Option<TicketId> {
        let wishes = self.wishes();
        let (service, class, _) = self.lot.pick(&wishes).clone();
        let act = Act::Issue {
            service,
            class: Some(class),
            locale: None,
            count: 1,
            party: 1,
            booked_at: None,
            note: None,
        };
        let events = self.hub.decide(&self.kiosks[kiosk].actor(), &act).ok()?;
        for event in &events {
            self.hub.apply(event);
        }
        let ticket = events[0].what.ticket()?;
        if is_heard {
            self.slip(self.number(ticket), kiosk, true);
        }
        Some(ticket)
    }

    /// The cut falls between a request and its answer: the kiosk gives that touch a number itself; or
    /// asks again with the same key later, where it has none.
    fn cut(&mut self, kiosk: usize) -> Option<TicketId> {
        let twin = self.online(kiosk, false)?;
        let ticket = &self.hub.day().tickets[&twin];
        let (service, class) = (ticket.issued_for.clone(), ticket.class.clone());
        let wish = (service, class, ticket.series.clone());
        let slips = self.slips.len();
        self.offline(kiosk, &wish, vec![twin]);
        if self.slips.len() == slips {
            self.slip(self.number(twin), kiosk, true);
        }
        Some(twin)
    }

    /// The same touch, or another, without the hub.
    fn offline(&mut self, kiosk: usize, wish: &Wish, twins: Vec<TicketId>) {
        let (date, now) = (self.date(), self.hub.clock);
        let is_sure = !self.kiosks[kiosk].is_restarted || self.kiosks[kiosk].skew_ms == 0;
        let wish = (&wish.0, &wish.1, &wish.2);
        if let Some(number) = self.kiosks[kiosk].give(date, now, wish, twins) {
            self.slip(number, kiosk, is_sure);
        }
    }

    fn slip(&mut self, number: TicketNumber, kiosk: usize, is_sure: bool) {
        self.slips.push(Slip {
            number,
            at: self.hub.clock,
            kiosk,
            is_sure,
        });
    }

    fn number(&self, ticket: TicketId) -> TicketNumber {
        self.hub.day().tickets[&ticket].number
    }

    /// Clerks work on, whatever the kiosks do.
    fn clerks(&mut self) {
        let counters: Vec<CounterId> = self.hub.day().counters.keys().cloned().collect();
        let counter = self.lot.pick(&counters).clone();
        let present = self.hub.day().counters[&counter].ticket;
        let act = match (present, self.lot.below(6)) {
            (Some(ticket), 0) => Act::NoShow(ticket),
            (Some(ticket), 1) => Act::Start(ticket),
            (Some(ticket), 2) => Act::Park {
                ticket,
                return_secs: None,
                note: None,
            },
            (Some(ticket), 3) => Act::Finish {
                ticket,
                finish: Outcome::Served.into(),
            },
            (Some(_) | None, _) => Act::CallNext {
                counter: counter.clone(),
                quiet: None,
                finish: Finish::default(),
            },
        };
        if let Ok(events) = self.hub.decide(&clerk(&counter), &act) {
            events.iter().for_each(|event| self.hub.apply(event));
        }
    }

    fn wait(&mut self, secs_max: u32) {
        let until = self.hub.clock.plus_secs(self.lot.between(1, secs_max));
        pass(&mut self.hub, until);
    }

    /// An hour in which the kiosks stand alone and the hub's clerks do not.
    fn hour_alone(&mut self) {
        let until = self.hub.clock.plus_secs(3_600);
        let wishes = self.wishes();
        // Each kiosk gives of every series, whatever comes by lot.
        let mut due: Vec<(usize, Wish)> = Vec::new();
        for kiosk in 0..2 {
            due.extend(wishes.iter().map(|wish| (kiosk, wish.clone())));
        }
        while self.hub.clock < until || !due.is_empty() {
            self.wait(60);
            if !due.is_empty() {
                let (kiosk, wish) = due.remove(self.lot.below(due.len()));
                self.offline(kiosk, &wish, Vec::new());
            }
            if self.lot.chance(40) {
                let (kiosk, wish) = (self.lot.below(2), self.lot.pick(&wishes).clone());
                self.offline(kiosk, &wish, Vec::new());
            }
            if self.lot.chance(2) {
                let kiosk = self.lot.below(2);
                self.kiosks[kiosk].is_restarted = true;
            }
            self.clerks();
        }
    }

    /// Both bring what they have, in any order, among those who take numbers from the hub again.
    fn reconcile(&mut self) {
        while self.kiosks.iter().any(|kiosk| !kiosk.unheard.is_empty()) {
            let kiosk = self.lot.below(2);
            let Self { hub, lot, .. } = self;
            self.kiosks[kiosk].brings(hub, lot);
            if self.lot.chance(30) {
                self.online(kiosk, true);
                self.clerks();
            }
            self.wait(3);
        }
        for kiosk in &mut self.kiosks {
            kiosk.ask(&mut self.hub);
        }
        self.holds();
    }

    /// The promises.
    fn holds(&self) {
        let seed = self.seed;
        let day = self.hub.day();
        let read = |number: TicketNumber| (number.prefix(), number.value());
        let mut tickets: BTreeMap<_, &Ticket> = BTreeMap::new();
        for ticket in day.tickets.values() {
            let twin = tickets.insert(read(ticket.number), ticket);
            assert!(twin.is_none(), "seed {seed}: {} twice", ticket.number);
        }
        for (_, reserved) in day.reserves.iter().filter(|(_, one)| one.date == day.date) {
            let given = tickets.contains_key(&read(reserved.number));
            assert!(
                !given,
                "seed {seed}: {} may be given again",
                reserved.number
            );
        }
        // Every slip has one ticket, which stands for it or ended in favour of the one that does; and
        // every ticket that stands is somebody's.
        let mut standing: BTreeSet<TicketId> = BTreeSet::new();
        let mut on_paper = BTreeSet::new();
        for slip in &self.slips {
            let number = read(slip.number);
            assert!(
                on_paper.insert(number),
                "seed {seed}: {} on paper twice",
                slip.number
            );
            let Some(ticket) = tickets.get(&number) else {
                panic!("seed {seed}: {} is lost", slip.number);
            };
            let stands = ticket.superseded_by.unwrap_or(ticket.id);
            let is_new = standing.insert(stands);
            assert!(is_new, "seed {seed}: {stands} stands for two people");
            assert!(day.tickets[&stands].superseded_by.is_none(), "seed {seed}");
            if ticket.joined_at.is_some() && slip.is_sure {
                assert_eq!(ticket.issued_at, slip.at, "seed {seed}: {}", slip.number);
            }
        }
        for ticket in day.tickets.values() {
            let id = ticket.id;
            let ends = matches!(ticket.state, State::Cancelled);
            let is_somebodys = standing.contains(&id) || ends;
            assert!(is_somebodys, "seed {seed}: {} is nobody's", ticket.number);
            assert!(
                !(ends && standing.contains(&id)),
                "seed {seed}: {}",
                ticket.number
            );
        }
        self.order();
    }

    /// Whoever waits on the leg they came for stands by the time on their slip: between kiosks whose
    /// time is sure, and always among those of one kiosk and series.
    fn order(&self) {
        let day = self.hub.day();
        let slip = |ticket: &Ticket| self.slips.iter().find(|slip| slip.number == ticket.number);
        for queue in day.queues.values() {
            let came = queue.values().map(|id| &day.tickets[id]);
            let untouched = came.filter(|ticket| {
                ticket.legs == 1
                    && ticket.leg.called_at.is_none()
                    && ticket.leg.place.since == ticket.issued_at
            });
            let slips: Vec<(&Slip, &Ticket)> = untouched
                .filter_map(|ticket| Some((slip(ticket)?, ticket)))
                .collect();
            for pair in slips.windows(2) {
                let ((one, first), (two, second)) = (pair[0], pair[1]);
                let same_hand = one.kiosk == two.kiosk
                    && first.series == second.series
                    && first.joined_at.is_some()
                    && second.joined_at.is_some()
                    && one.is_sure == two.is_sure;
                if (one.is_sure && two.is_sure) || same_hand {
                    assert!(
                        one.at <= two.at,
                        "seed {}: {} of {} stands before {} of {}",
                        self.seed,
                        one.number,
                        one.at,
                        two.number,
                        two.at
                    );
                }
            }
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// Lets time come to `until`, with everything that is due by then.
fn pass(hub: &mut World, until: Timestamp) {
    hub.clock = until;
    while let Some((by, act)) = hub.due() {
        hub.must(&by, &act);
    }
}

#[test]
fn an_hour_without_the_hub_gives_no_number_twice_and_loses_nobody() {
    for seed in 0..SEEDS {
        let mut hall = Hall::new(seed);
        for _ in 0..hall.lot.between(10, 40) {
            let kiosk = hall.lot.below(2);
            hall.online(kiosk, true);
            hall.clerks();
            hall.wait(60);
        }
        for kiosk in &mut hall.kiosks {
            kiosk.ask(&mut hall.hub);
        }
        for kiosk in 0..2 {
            hall.cut(kiosk);
        }
        hall.hour_alone();
        hall.reconcile();
        // And the day goes on.
        for _ in 0..20 {
            let kiosk = hall.lot.below(2);
            hall.online(kiosk, true);
            hall.clerks();
            hall.wait(60);
        }
        hall.holds();
    }
}

#[test]
fn a_morning_that_begins_without_the_hub_is_given_out_of_yesterdays_grant() {
    for seed in 0..SEEDS {
        let mut hall = Hall::new(seed);
        let opened = hall.date();
        // The hub goes home at four, and comes back at nine.
        pass(&mut hall.hub, at("2026-11-23T16:00:00+07:00"));
        for kiosk in &mut hall.kiosks {
            kiosk.ask(&mut hall.hub);
        }
        let wishes = hall.wishes();
        hall.hub.clock = at("2026-11-24T07:50:00+07:00");
        for kiosk in &mut hall.kiosks {
            // Switched on in the morning: only the wall clock tells how long the night was.
            kiosk.is_restarted = true;
        }
        for _ in 0..60 {
            let secs = hall.lot.between(1, 60);
            hall.hub.clock = hall.hub.clock.plus_secs(secs);
            let (kiosk, wish) = (hall.lot.below(2), hall.lot.pick(&wishes).clone());
            hall.offline(kiosk, &wish, Vec::new());
        }
        assert!(
            hall.slips.len() > 40,
            "seed {seed}: hardly anybody was given a number"
        );
        let back_at = hall.hub.clock.plus_secs(1_800);
        pass(&mut hall.hub, back_at);
        assert!(hall.hub.day().date > opened);
        hall.reconcile();
        let of_today = hall.hub.config().day_starts_at(hall.hub.day().date);
        for ticket in hall.hub.day().tickets.values() {
            assert!(
                ticket.issued_at >= of_today,
                "seed {seed}: {}",
                ticket.number
            );
        }
    }
}

/// What the hub gave for an unanswered touch ends, whatever it had come to; or the printed one does.
#[test]
fn a_touch_whose_answer_was_lost_is_one_person_whatever_the_clerks_did_meanwhile() {
    let mut ended = BTreeSet::new();
    for seed in 0..SEEDS * 3 {
        let mut hall = Hall::new(seed);
        let Some(twin) = hall.cut(0) else {
            continue;
        };
        for _ in 0..hall.lot.below(60) {
            hall.clerks();
            hall.wait(20);
        }
        ended.insert(hall.hub.day().tickets[&twin].state.name());
        hall.reconcile();
    }
    assert!(ended.len() >= 5, "the clerks did too little: {ended:?}");
}

/// A kiosk that gives back what it has not given, and the hub that gives it away at once.
#[test]
fn numbers_that_were_given_back_are_given_once() {
    for seed in 0..SEEDS {
        let mut hall = Hall::new(seed);
        let wishes = hall.wishes();
        for _ in 0..6 {
            for _ in 0..hall.lot.below(10) {
                let (kiosk, wish) = (hall.lot.below(2), hall.lot.pick(&wishes).clone());
                hall.offline(kiosk, &wish, Vec::new());
                hall.wait(30);
            }
            let kiosk = hall.lot.below(2);
            let returning = &hall.kiosks[kiosk];
            let act = Act::ReturnReserve {
                device: returning.device.clone(),
                series: None,
                given: returning.unheard.iter().map(|one| one.ticket).collect(),
            };
            hall.hub.must(&returning.actor(), &act);
            for asking in &mut hall.kiosks {
                asking.hears(&hall.hub);
                if hall.lot.chance(60) {
                    asking.ask(&mut hall.hub);
                }
            }
            for _ in 0..5 {
                hall.online(kiosk, true);
            }
        }
        hall.reconcile();
    }
}

/// A series as short as a branch can make it: the head stops, the kiosk is asked for its numbers back,
/// and the very last number is given.
#[test]
fn a_short_series_is_given_to_its_last_number() {
    let mut config: Config = load::shipped("puskesmas");
    let series = config
        .series
        .iter_mut()
        .find(|series| series.prefix.as_str() == "E");
    series.expect("series E").last = 12;
    let mut hub = World::of(config, Wanted::Any);
    pass(&mut hub, at("2026-11-23T08:00:00+07:00"));
    let mut kiosk = Kiosk::new("kiosk-1", 0);
    kiosk.ask(&mut hub);
    let issue = |hub: &mut World| {
        let act = Act::Issue {
            service: "surat".parse().expect("a service"),
            class: None,
            locale: None,
            count: 1,
            party: 1,
            booked_at: None,
            note: None,
        };
        let events = hub.decide(&supervisor(), &act).ok()?;
        events.iter().for_each(|event| hub.apply(event));
        let What::TicketIssued { number, .. } = &events[0].what else {
            return None;
        };
        Some(number.value())
    };
    let online: Vec<u16> = std::iter::from_fn(|| issue(&mut hub)).collect();
    assert_eq!(online, (1..=9).collect::<Vec<u16>>());
    let act = Act::ReturnReserve {
        device: kiosk.device.clone(),
        series: None,
        given: Vec::new(),
    };
    hub.must(&kiosk.actor(), &act);
    let online: Vec<u16> = std::iter::from_fn(|| issue(&mut hub)).collect();
    assert_eq!(online, [10, 11, 12]);
}
