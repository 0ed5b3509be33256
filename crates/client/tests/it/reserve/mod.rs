//! Numbers without a hub: which, when, and what becomes of them.

mod joining;

use std::time::Duration;

use antre_client::requests::{Answer, Delivery, Reply};
use antre_client::reserve::{Given, JOINED_AT_ONCE_MAX, Refused, Reserve, Wish};
use antre_client::{Key, Moment};
use antre_domain::{ClassId, HoldReason, Locale, SeriesId, ServiceId, Text, TicketId, Timestamp};
use antre_protocol::{
    HeldFacts, IssueRequest, JoinRequest, KioskView, ReserveAnswer, ReserveDay, ReserveFacts,
    ReserveReturn, ReserveSeries, ReserveService, ReservedNumber, ServiceCard, SlipFacts,
    TicketAnswer, TicketsAnswer,
};
use tempfile::TempDir;

use crate::fake_hub::branch_facts;

/// 08:00 in Jakarta on a Monday.
pub(crate) const EIGHT: &str = "2026-11-23T08:00:00+07:00";
pub(crate) const HOUR_MS: i64 = 3_600_000;

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn later(at: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_millis(at.millis() + ms)
}

pub(crate) fn moment(secs: u64) -> Moment {
    Moment::new(Duration::from_secs(secs))
}

pub(crate) fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

fn series(id: &str) -> SeriesId {
    SeriesId::new(id).unwrap()
}

pub(crate) fn wish(id: &str) -> Wish {
    Wish {
        service: service(id),
        class: None,
        locale: None,
        party: 1,
        instead_of: None,
    }
}

fn card(id: &str, prefix: &str) -> ServiceCard {
    ServiceCard {
        late_from: None,

        id: service(id),
        name: Text::from(id),
        group: None,
        icon: None,
        prefix: prefix.into(),
        colour: 0,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: Vec::new(),
        waiting_area: None,
        waiting: 7,
        oldest_since: None,
        target_wait_secs: 600,
        wait: None,
        waits: Vec::new(),
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        paused: false,
        too_late: false,
    }
}

pub(crate) fn view() -> KioskView {
    KioskView {
        copies: Vec::new(),

        branch: branch_facts(),
        services: vec![card("teller", "A"), card("layanan", "C")],
        slip: SlipFacts::default(),
        reserve: ReserveFacts {
            per_series: 3,
            recall: Vec::new(),
            version: "1".into(),
        },
        brand: Default::default(),
        prefixes: vec!["A".into(), "B".into()],
    }
}

/// Numbers of two series for the business day of `date`, `from` their first values on.
pub(crate) fn day(date: &str, values: std::ops::Range<u64>) -> ReserveDay {
    let from = time(&format!("{date}T03:00:00+07:00"));
    let hours = (
        time(&format!("{date}T07:45:00+07:00")),
        time(&format!("{date}T15:00:00+07:00")),
    );
    let day_bits = u64::try_from(from.millis()).unwrap() << 12;
    let numbers = |prefix: &str, salt: u64| {
        values
            .clone()
            .map(|value| ReservedNumber {
                ticket: TicketId::from_bits(day_bits + salt + value),
                number: format!("{prefix}{value:03}").parse().unwrap(),
                url: Some(format!("http://192.168.1.5/t/{prefix}{value}")),
            })
            .collect()
    };
    let regular = ClassId::new("umum").unwrap();
    let first = ClassId::new("prioritas").unwrap();
    ReserveDay {
        date: date.parse().unwrap(),
        from,
        to: later(from, 24 * HOUR_MS),
        series: vec![
            ReserveSeries {
                id: series("a"),
                numbers: numbers("A", 0),
            },
            ReserveSeries {
                id: series("b"),
                numbers: numbers("B", 1_000),
            },
            ReserveSeries {
                id: series("c"),
                numbers: numbers("C", 2_000),
            },
        ],
        services: vec![
            ReserveService {
                id: service("teller"),
                open: vec![hours],
                series: vec![(regular.clone(), series("a")), (first, series("b"))],
            },
            ReserveService {
                id: service("layanan"),
                open: vec![hours],
                series: vec![(regular, series("c"))],
            },
        ],
    }
}

pub(crate) fn two_days() -> ReserveAnswer {
    ReserveAnswer {
        days: vec![day("2026-11-23", 980..983), day("2026-11-24", 990..993)],
    }
}

pub(crate) fn answer(status: u16, body: &str) -> Reply {
    Reply::Answered(Answer {
        status,
        body: body.as_bytes().to_vec(),
        retry_after_secs: None,
    })
}

pub(crate) fn problem(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"type":"about:blank","title":"–","status":{status},"code":"{code}"}}"#);
    answer(status, &body)
}

/// As a hub answers a join.
pub(crate) fn joined(body: &str) -> Reply {
    answer(200, &joined_body(body))
}

pub(crate) fn joined_body(body: &str) -> String {
    let join: JoinRequest = serde_json::from_str(body).unwrap();
    let tickets = join.tickets.into_iter().map(|ticket| TicketAnswer {
        id: ticket.ticket,
        number: "A001".parse().unwrap(),
        service: ticket.service,
        class: ticket.class,
        state: "waiting".into(),
        counter: None,
        issued_at: ticket.issued_at,
        booked_at: None,
        onward: Vec::new(),
        ahead: 0,
        wait: None,
        url: None,
    });
    let tickets = tickets.collect();
    serde_json::to_string(&TicketsAnswer { tickets }).unwrap()
}

/// A directory with the `reserve` of a kiosk that heard its hub at 08:00, and was granted [`two_days`].
pub(crate) fn granted_dir() -> TempDir {
    Kiosk::granted(0).dir
}

/// A kiosk whose own clock is wrong by `off_ms`.
struct Kiosk {
    dir: TempDir,
    off_ms: i64,
    keys: u128,
    reserve: Option<Reserve>,
}

impl Kiosk {
    fn new(off_ms: i64) -> Self {
        let mut kiosk = Self {
            dir: tempfile::tempdir().unwrap(),
            off_ms,
            keys: 0,
            reserve: None,
        };
        kiosk.start(time(EIGHT));
        kiosk
    }

    /// One that has heard its hub at 08:00, and holds what it granted.
    fn granted(off_ms: i64) -> Self {
        let mut kiosk = Self::new(off_ms);
        kiosk.hear(0, time(EIGHT));
        kiosk.reserve().handle_live();
        kiosk.settle();
        kiosk
    }

    /// Ends the program at once and starts it anew; its moments begin with 0 again.
    fn start(&mut self, at: Timestamp) {
        self.reserve = None;
        let path = self.dir.path().join("reserve");
        let clock = later(at, self.off_ms);
        self.reserve = Some(Reserve::open(&path, moment(0), clock, 1).unwrap());
    }

    fn reserve(&mut self) -> &mut Reserve {
        self.reserve.as_mut().unwrap()
    }

    fn hear(&mut self, secs: u64, hub: Timestamp) {
        let clock = later(hub, self.off_ms);
        if self.reserve().handle_word(moment(secs), clock, hub) {
            self.reserve().keep_word(moment(secs));
        }
        self.reserve().handle_view(&view());
    }

    fn transmit(&mut self, secs: u64) -> Option<Delivery> {
        self.keys += 1;
        let key = Key::from_bits(self.keys);
        self.reserve().poll_transmit(moment(secs), || key)
    }

    /// Answers everything as a hub that holds nothing but what [`two_days`] says.
    fn settle(&mut self) -> Vec<Delivery> {
        let mut sent = Vec::new();
        while let Some(delivery) = self.transmit(0) {
            let granted = serde_json::to_string(&two_days()).unwrap();
            let reply = match delivery.act.path.as_str() {
                "/api/v1/reserve" => answer(200, &granted),
                "/api/v1/reserve/return" => answer(200, r#"{"days":[]}"#),
                _ => joined(&delivery.act.body),
            };
            self.reserve().handle_reply(moment(0), reply);
            sent.push(delivery);
        }
        sent
    }

    fn take(&mut self, secs: u64, service: &str) -> Result<String, Refused> {
        let given = self.reserve().take(moment(secs), &wish(service))?;
        Ok(given.number.to_string())
    }

    fn given(&mut self, secs: u64) -> Given {
        self.reserve().take(moment(secs), &wish("teller")).unwrap()
    }
}

fn refusal(taken: Result<String, Refused>) -> String {
    taken.unwrap_err().to_string()
}

#[test]
fn a_kiosk_that_never_heard_a_hub_gives_nothing() {
    let mut kiosk = Kiosk::new(0);
    assert!(matches!(kiosk.take(0, "teller"), Err(Refused::Unheard)));
    assert!(kiosk.reserve().view().is_none());
    assert_eq!(kiosk.reserve().hub_time(moment(5)), None);
}

#[test]
fn each_class_and_service_has_its_own_numbers_in_order() {
    let mut kiosk = Kiosk::granted(0);
    assert_eq!(kiosk.take(1, "teller").unwrap(), "A980");
    assert_eq!(kiosk.take(2, "teller").unwrap(), "A981");
    assert_eq!(kiosk.take(3, "layanan").unwrap(), "C980");
    let first = Wish {
        class: Some(ClassId::new("prioritas").unwrap()),
        locale: Locale::new("en"),
        party: 4,
        ..wish("teller")
    };
    let given = kiosk.reserve().take(moment(4), &first).unwrap();
    assert_eq!(given.number.to_string(), "B980");
    assert_eq!(given.url.as_deref(), Some("http://192.168.1.5/t/B980"));
    assert_eq!((given.ticket.party, given.ticket.locale), (4, Locale::EN));
    assert_eq!(given.ticket.issued_at, later(time(EIGHT), 4_000));
    assert_eq!(given.ticket.heard_at, time(EIGHT));
}

#[test]
fn what_cannot_be_had_is_refused_and_says_why() {
    let mut kiosk = Kiosk::granted(0);
    assert!(matches!(
        kiosk.take(1, "nowhere"),
        Err(Refused::UnknownService)
    ));
    let unknown = Wish {
        class: Some(ClassId::new("vip").unwrap()),
        ..wish("teller")
    };
    let refused = kiosk.reserve().take(moment(1), &unknown);
    assert!(matches!(refused, Err(Refused::UnknownClass)));
    for _ in 0..3 {
        kiosk.take(1, "teller").unwrap();
    }
    assert!(matches!(kiosk.take(1, "teller"), Err(Refused::Exhausted)));
    // 15:00, and the next morning before the doors open; at 07:45 they do.
    assert!(matches!(
        kiosk.take(7 * 3_600, "layanan"),
        Err(Refused::Closed)
    ));
    assert!(matches!(
        kiosk.take(20 * 3_600, "layanan"),
        Err(Refused::Closed)
    ));
    assert_eq!(kiosk.take(23 * 3_600 + 45 * 60, "layanan").unwrap(), "C990");
    // No hub has said anything of the day after.
    assert!(matches!(
        kiosk.take(48 * 3_600, "layanan"),
        Err(Refused::NoDay)
    ));
}

#[test]
fn a_held_branch_and_a_paused_service_give_nothing_without_the_hub_either() {
    let mut kiosk = Kiosk::granted(0);
    let mut paused = view();
    paused.services[0].paused = true;
    kiosk.reserve().handle_view(&paused);
    assert!(matches!(kiosk.take(1, "teller"), Err(Refused::Paused)));
    assert_eq!(kiosk.take(1, "layanan").unwrap(), "C980");
    let mut held = view();
    held.branch.held = Some(HeldFacts {
        reason: HoldReason::Evacuation,
        since: time(EIGHT),
    });
    kiosk.reserve().handle_view(&held);
    kiosk.start(time(EIGHT));
    assert!(matches!(kiosk.take(1, "layanan"), Err(Refused::Held)));
}

#[test]
fn what_only_a_hub_can_do_is_no_wish() {
    let request = |count, booked_at, party| IssueRequest {
        service: service("teller"),
        class: None,
        locale: None,
        count,
        party,
        booked_at,
        needs: Vec::new(),
    };
    assert!(Wish::of(&request(None, None, Some(4))).is_some());
    assert!(Wish::of(&request(Some(2), None, None)).is_none());
    assert!(Wish::of(&request(None, Some(time(EIGHT)), None)).is_none());
    assert!(Wish::of(&request(None, None, Some(0))).is_none());
    assert!(Wish::of(&request(None, None, Some(51))).is_none());
}

#[test]
fn after_a_restart_without_the_hub_a_clock_that_is_an_hour_off_is_right() {
    for off_ms in [HOUR_MS, -HOUR_MS] {
        let mut kiosk = Kiosk::granted(off_ms);
        assert_eq!(kiosk.given(60).ticket.issued_at, later(time(EIGHT), 60_000));
        // Half an hour later, and ten seconds on.
        kiosk.start(later(time(EIGHT), HOUR_MS / 2));
        let given = kiosk.given(10);
        assert_eq!(
            given.ticket.issued_at,
            later(time(EIGHT), HOUR_MS / 2 + 10_000)
        );
        assert_eq!(given.ticket.heard_at, time(EIGHT));
        assert_eq!(given.number.to_string(), "A981");
    }
}

#[test]
fn a_clock_that_forgot_the_time_never_goes_before_the_hubs_last_word_nor_the_last_number() {
    let mut kiosk = Kiosk::granted(0);
    let before = kiosk.given(600).ticket.issued_at;
    kiosk.start(time("1970-01-02T00:00:00Z"));
    assert_eq!(kiosk.reserve().hub_time(moment(0)), Some(time(EIGHT)));
    let after = kiosk.given(1).ticket.issued_at;
    assert!(after > before, "{after} is not after {before}");
}

#[test]
fn a_morning_that_starts_without_the_hub_has_its_numbers() {
    let mut kiosk = Kiosk::granted(HOUR_MS);
    kiosk.start(time("2026-11-24T07:50:00+07:00"));
    assert_eq!(kiosk.take(0, "teller").unwrap(), "A990");
    let screen = kiosk.reserve().view().cloned().unwrap();
    assert_eq!(screen.services[0].name, Text::from("teller"));
    assert_eq!(screen.services[0].waiting, 0, "nobody knows who waits");
}

#[test]
fn the_screen_says_what_can_be_had_and_nothing_of_who_waits() {
    let mut kiosk = Kiosk::granted(0);
    for _ in 0..3 {
        kiosk.take(1, "teller").unwrap();
    }
    let stock = kiosk.reserve().standing().stock;
    let at_nine = stock.fill_in(&view(), later(time(EIGHT), HOUR_MS)).unwrap();
    let said = |view: &KioskView| {
        let cards = view.services.iter();
        cards
            .map(|card| (card.open, card.exhausted, card.waiting))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&at_nine), [(true, true, 0), (true, false, 0)]);
    assert!(at_nine.branch.open);
    // In the evening it says when it opens again.
    let evening = stock
        .fill_in(&view(), later(time(EIGHT), 9 * HOUR_MS))
        .unwrap();
    assert_eq!(said(&evening), [(false, false, 0), (false, false, 0)]);
    assert_eq!(
        evening.branch.opens_at,
        Some(time("2026-11-24T07:45:00+07:00"))
    );
    // Of a day of which nothing is known it says nothing at all.
    assert_eq!(
        stock.fill_in(&view(), later(time(EIGHT), 72 * HOUR_MS)),
        None
    );
}
