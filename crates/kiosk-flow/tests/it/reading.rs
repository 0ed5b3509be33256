//! From the hub's view to the kiosk's pages and slip.

use antre_domain::{ClassId, HoldReason, Locale, ServiceId, Text, TicketId, Timestamp};
use antre_kiosk_flow::address;
use antre_kiosk_flow::branch::{Availability, Branch, Colour, MinuteOfDay, Stop, WaitMinutes};
use antre_kiosk_flow::reading::{Reading, unknown_branch};
use antre_protocol::{
    BranchFacts, HeldFacts, KioskView, ServiceCard, SlipFacts, TicketAnswer, Wait,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday, 10.00 in Jakarta.
fn monday() -> Timestamp {
    at("2026-11-23T10:00:00+07:00")
}

fn words(id: &str, en: &str) -> Text {
    Text::Each([(Locale::ID, id.into()), (Locale::EN, en.into())].into())
}

fn card(id: &str, prefix: &str, colour: u8) -> ServiceCard {
    ServiceCard {
        late_from: None,

        id: ServiceId::new(id).unwrap(),
        name: words(&format!("Poli {id}"), &format!("{id} clinic")),
        group: None,
        icon: Some("pill".into()),
        prefix: prefix.into(),
        colour,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: vec![words("KTP", "ID card")],
        waiting_area: Some(words("Ruang Tunggu 1", "Waiting room 1")),
        waiting: 3,
        oldest_since: None,
        target_wait_secs: 2_400,
        wait: Some(Wait {
            from_secs: 1_210,
            to_secs: 2_390,
        }),
        waits: Vec::new(),
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        paused: false,
        too_late: false,
    }
}

/// A = umum, B = priority across services, C = gigi.
fn view() -> KioskView {
    KioskView {
        copies: Vec::new(),

        branch: BranchFacts {
            name: "Puskesmas Melati".into(),
            time_zone: "Asia/Jakarta".into(),
            languages: vec![Locale::ID, Locale::EN],
            practice: false,
            business_date: None,
            open: true,
            opens_at: None,
            held: None,
            priority_class: Some(ClassId::new("prioritas").unwrap()),
            wifi: Some("Puskesmas Tamu".into()),
            notices: Vec::new(),
            undo_secs: 10,
            closed_for: None,
        },
        services: vec![card("umum", "A", 0), card("gigi", "C", 2)],
        slip: SlipFacts::default(),
        reserve: Default::default(),
        brand: Default::default(),
        prefixes: vec!["A".into(), "B".into(), "C".into()],
    }
}

fn answer() -> TicketAnswer {
    TicketAnswer {
        id: TicketId::from_bits(7),
        number: "B012".parse().unwrap(),
        service: ServiceId::new("umum").unwrap(),
        class: ClassId::new("prioritas").unwrap(),
        state: "waiting".into(),
        counter: None,
        issued_at: at("2026-11-23T08:14:00+07:00"),
        booked_at: None,
        onward: Vec::new(),
        ahead: 7,
        wait: Some(Wait {
            from_secs: 1_210,
            to_secs: 2_390,
        }),
        url: Some("http://192.168.1.10:8080/t/AAAAAAAAAAAAAAAAAAAAAA".into()),
    }
}

fn branch(view: &KioskView) -> Branch {
    Reading::new(view, None).branch(monday())
}

fn availability(change: impl FnOnce(&mut ServiceCard)) -> Availability {
    let mut view = view();
    change(&mut view.services[0]);
    branch(&view).services[0].availability
}

#[test]
fn an_open_service_can_be_had_and_says_what_it_takes() {
    let branch = branch(&view());
    let general = &branch.services[0];
    assert_eq!(general.availability, Availability::Open);
    assert_eq!(general.name.0, ["Poli umum", "umum clinic"]);
    assert_eq!(general.bring[0].0, ["KTP", "ID card"]);
    assert_eq!(
        general.wait,
        Some(WaitMinutes {
            least: 20,
            most: 40
        })
    );
    assert!(general.priority);
    assert_eq!(branch.stop, None);
}

#[test]
fn no_range_is_told_while_the_branch_is_held_or_where_nobody_knows() {
    let mut held = view();
    held.branch.held = Some(HeldFacts {
        reason: HoldReason::SystemDown,
        since: monday(),
    });
    assert!(held.services[0].wait.is_some());
    assert_eq!(branch(&held).services[0].wait, None);
    let mut unknown = view();
    unknown.services[0].wait = None;
    assert_eq!(branch(&unknown).services[0].wait, None);
}

#[test]
fn a_closed_service_says_when_it_opens_on_the_branchs_clock() {
    let opens = |text: &'static str| {
        let mut view = view();
        view.branch.open = false;
        view.services[0].open = false;
        view.services[0].opens_at = Some(at(text));
        branch(&view).services[0].availability
    };
    // 06:00 in Greenwich is one o'clock in Jakarta.
    let today = opens("2026-11-23T06:00:00Z");
    assert_eq!(today, Availability::OpensAt(MinuteOfDay::new(13 * 60)));
    // Still Monday in Greenwich, and Tuesday in Jakarta.
    let tomorrow = opens("2026-11-23T18:30:00Z");
    assert_eq!(tomorrow, Availability::OpensOn(2, MinuteOfDay::new(90)));
    let sunday = opens("2026-11-29T08:00:00+07:00");
    assert_eq!(sunday, Availability::OpensOn(7, MinuteOfDay::new(480)));
    // "Monday" would be today.
    let next_monday = opens("2026-11-30T08:00:00+07:00");
    assert_eq!(next_monday, Availability::ClosedToday);
    assert_eq!(
        availability(|card| card.open = false),
        Availability::ClosedToday
    );
}

#[test]
fn a_full_service_says_when_it_gives_numbers_again_while_the_branch_is_open() {
    let full = availability(|card| {
        card.open = false;
        card.opens_at = Some(at("2026-11-23T13:00:00+07:00"));
    });
    assert_eq!(full, Availability::NumbersAt(MinuteOfDay::new(780)));
    let full_today = availability(|card| {
        (card.open, card.exhausted) = (false, true);
        card.opens_at = Some(at("2026-11-24T08:00:00+07:00"));
    });
    assert_eq!(full_today, Availability::Exhausted, "not until tomorrow");
}

#[test]
fn a_held_branch_stops_the_kiosk_with_its_reason_until_it_goes_on() {
    let mut view = view();
    view.branch.held = Some(HeldFacts {
        reason: HoldReason::PowerCut,
        since: at("2026-11-23T09:42:00+07:00"),
    });
    let held = Some(Stop::Held {
        reason: HoldReason::PowerCut,
        since: MinuteOfDay::new(582),
    });
    assert_eq!(branch(&view).stop, held);
    // Also at closing time: whoever is to leave the building must read it.
    view.branch.open = false;
    for card in &mut view.services {
        card.open = false;
    }
    assert_eq!(branch(&view).stop, held);
    view.branch.held = None;
    assert_eq!(branch(&view).stop, Some(Stop::Closed(None)));
}

#[test]
fn a_series_without_numbers_is_exhausted_today_and_open_another_day() {
    let exhausted = availability(|card| card.exhausted = true);
    assert_eq!(exhausted, Availability::Exhausted);
    let after_lunch = availability(|card| {
        (card.exhausted, card.open) = (true, false);
        card.opens_at = Some(at("2026-11-23T13:00:00+07:00"));
    });
    assert_eq!(after_lunch, Availability::Exhausted);
    let mut evening = view();
    evening.branch.open = false;
    let card = &mut evening.services[0];
    (card.exhausted, card.open) = (true, false);
    card.opens_at = Some(at("2026-11-24T08:00:00+07:00"));
    let tomorrow = branch(&evening).services[0].availability;
    assert_eq!(tomorrow, Availability::OpensOn(2, MinuteOfDay::new(480)));
}

#[test]
fn a_service_that_is_reached_by_transfer_is_not_offered() {
    let mut view = view();
    view.services[0].walk_in = false;
    let offered = branch(&view).services;
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].id, "gigi");
}

#[test]
fn the_kiosk_stops_only_where_nothing_at_all_is_open() {
    let mut view = view();
    view.branch.open = false;
    view.branch.opens_at = Some(at("2026-11-24T07:45:00+07:00"));
    assert_eq!(branch(&view).stop, None, "a night clinic is still open");
    for card in &mut view.services {
        card.open = false;
    }
    let tuesday = Some((Some(2), MinuteOfDay::new(465)));
    assert_eq!(branch(&view).stop, Some(Stop::Closed(tuesday)));
    view.branch.opens_at = Some(at("2026-11-23T13:00:00+07:00"));
    let after_lunch = Some((None, MinuteOfDay::new(780)));
    assert_eq!(branch(&view).stop, Some(Stop::Closed(after_lunch)));
    view.branch.opens_at = Some(at("2026-12-28T08:00:00+07:00"));
    assert_eq!(branch(&view).stop, Some(Stop::Closed(None)));
}

#[test]
fn a_branch_that_practises_says_so_on_screen_and_slip() {
    let mut view = view();
    view.branch.practice = true;
    assert!(branch(&view).practice);
    let slip = Reading::new(&view, None).slip(&answer(), Locale::ID, "Kiosk 1");
    assert!(slip.practice);
}

#[test]
fn the_kiosk_begins_in_the_language_it_was_given_if_the_branch_offers_it() {
    let view = view();
    let codes = |first| -> Vec<String> {
        let branch = Reading::new(&view, first).branch(monday());
        branch
            .languages
            .into_iter()
            .map(|language| language.code)
            .collect()
    };
    assert_eq!(codes(None), ["id", "en"]);
    assert_eq!(codes(Some(Locale::EN)), ["en", "id"]);
    assert_eq!(codes(Locale::new("jv")), ["id", "en"]);
    let english = Reading::new(&view, Some(Locale::EN)).branch(monday());
    assert_eq!(english.services[0].name.in_language(0), "umum clinic");
}

#[test]
fn a_kiosk_that_has_heard_nothing_says_so_in_its_own_language() {
    let unknown = unknown_branch(Some(Locale::EN));
    assert_eq!(unknown.stop, Some(Stop::HubGone(None)));
    assert_eq!(unknown.languages[0].name, "English");
    assert_eq!(unknown_branch(None).languages[0].name, "Bahasa Indonesia");
}

#[test]
fn the_ticket_on_the_screen_and_its_slip_say_the_same() {
    let view = view();
    let reading = Reading::new(&view, None);
    let ticket = reading.ticket(&answer());
    assert_eq!(ticket.number(), "B012");
    assert!(ticket.priority);
    assert_eq!(ticket.ahead, 7);
    assert_eq!(ticket.place.in_language(1), "Waiting room 1");
    let slip = reading.slip(&answer(), Locale::EN, "Kiosk 1");
    assert_eq!(slip.number.to_string(), "B012");
    assert_eq!(slip.service, "umum clinic");
    assert_eq!(slip.waiting_area.as_deref(), Some("Waiting room 1"));
    assert_eq!(slip.bring, ["ID card"]);
    assert!(slip.priority && !slip.copy);
    assert_eq!(slip.issued_at.to_string(), "2026-11-23 08:14:00");
    assert_eq!(
        slip.wait,
        Some(antre_ticket::WaitMinutes::around(1_210, 2_390))
    );
}

#[test]
fn a_number_has_its_own_series_colour_whichever_service_it_is_for() {
    let view = view();
    let reading = Reading::new(&view, None);
    let colour = |number: &str| {
        let number = number.parse().unwrap();
        reading.ticket(&TicketAnswer { number, ..answer() }).series
    };
    assert_eq!(colour("A001"), 0);
    assert_eq!(colour("C001"), 2);
    // Between A and C stands only one series that no service has as its own.
    assert_eq!(colour("B001"), 1);
}

#[test]
fn the_wifi_stands_beside_an_address_that_only_the_branch_reaches() {
    let view = view();
    let reading = Reading::new(&view, None);
    let wifi = |url: Option<&str>| {
        let url = url.map(str::to_owned);
        reading
            .slip(&TicketAnswer { url, ..answer() }, Locale::ID, "Kiosk 1")
            .wifi
    };
    let private = wifi(Some("http://192.168.1.10:8080/t/x"));
    assert_eq!(private.as_deref(), Some("Puskesmas Tamu"));
    assert_eq!(wifi(Some("https://antre.example.com/t/x")), None);
    assert_eq!(wifi(None), None);
}

#[test]
fn an_address_that_cannot_stand_on_a_slip_leaves_the_slip_without_one() {
    let view = view();
    let url = Some(format!("http://example.com/{}", "x".repeat(200)));
    let slip =
        Reading::new(&view, None).slip(&TicketAnswer { url, ..answer() }, Locale::ID, "Kiosk 1");
    assert_eq!(slip.link, None);
}

#[test]
fn private_addresses_are_known_by_number_and_by_name() {
    for private in [
        "http://10.0.0.5/t/x",
        "http://172.16.3.4:8080/t/x",
        "http://[fd00::1]:8080/t/x",
        "http://antre.local/t/x",
        "http://antre:8080/t/x",
    ] {
        assert!(address::is_private(private), "{private}");
    }
    for public in [
        "https://antre.example.com/t/x",
        "http://203.0.113.4/t/x",
        "http://[2001:db8::1]/t/x",
    ] {
        assert!(!address::is_private(public), "{public}");
    }
}

#[test]
fn a_branchs_colour_is_read_and_says_which_text_stands_out_on_it() {
    let mut view = view();
    assert_eq!(branch(&view).brand.accent, None);
    view.brand.accent = Some("#B4530A".into());
    let accent = branch(&view).brand.accent.unwrap();
    assert_eq!((accent.red, accent.green, accent.blue), (0xB4, 0x53, 0x0A));
    assert!(accent.bears_white());
    assert!(!Colour::parse("#C06A1E").unwrap().bears_white());
    for wrong in ["B4530A", "#B4530", "#B4530AA", "#GGGGGG", "#é234"] {
        assert_eq!(Colour::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn what_the_branch_says_of_a_service_reaches_its_page() {
    let mut view = view();
    let card = &mut view.services[0];
    card.group = Some(words("Umum", "General"));
    card.cost = Some(words("Gratis", "Free"));
    card.tips = vec![antre_protocol::Tip {
        question: words("Perlu rujukan?", "A referral?"),
        answer: words("Tidak.", "No."),
    }];
    (card.at_once, card.asks_party, card.too_late) = (true, true, true);
    view.branch.closed_for = Some(words("Nyepi", "Day of silence"));
    let branch = branch(&view);
    let service = &branch.services[0];
    assert_eq!(service.group.in_language(1), "General");
    assert_eq!(service.cost.in_language(0), "Gratis");
    assert_eq!(service.tips[0].answer.in_language(1), "No.");
    assert!(service.at_once && service.asks_party && service.too_late);
    assert_eq!(branch.closed_for.unwrap().in_language(1), "Day of silence");
    // B numbers a class across services, and stands on no card.
    assert_eq!(branch.prefixes, ["A", "B", "C"]);
}

#[test]
fn a_paused_service_says_so_while_the_branch_is_open() {
    let paused = availability(|card| (card.paused, card.open) = (true, false));
    assert_eq!(paused, Availability::Paused);
    let mut evening = view();
    evening.branch.open = false;
    let card = &mut evening.services[0];
    (card.paused, card.open) = (true, false);
    card.opens_at = Some(at("2026-11-24T08:00:00+07:00"));
    let tomorrow = branch(&evening).services[0].availability;
    assert_eq!(tomorrow, Availability::OpensOn(2, MinuteOfDay::new(480)));
}
