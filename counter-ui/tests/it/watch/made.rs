//! Halls made by hand: an ordinary morning, a quiet one, and the fullest that a branch can have.

use antre_domain::{
    AnnouncementKind, BreakReason, ClassId, ClerkId, CounterId, Directed, HoldReason, Locale,
    NoteRef, ProfileId, ServiceId, Text, TicketId, Timestamp, ZoneId,
};
use antre_protocol::{
    AnnouncementCard, BranchFacts, CellForecast, ClassCard, CounterCard, CounterView, DeskRules,
    ForecastAnswer, ForecastFigures, HeldFacts, HourForecast, PersonCard, PersonRole, ProfileCard,
    ReportAnswer, SeriesFigures, ServiceCard, ServiceForecast, TicketCard, TicketRow, Wait,
    ZoneCard,
};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING_MS: i64 = 1_795_398_120_000;

pub fn ago(mins: i64) -> Timestamp {
    Timestamp::from_millis(MORNING_MS - mins * 60_000)
}

/// A range as the hub tells it, in minutes.
pub fn told(from_mins: u32, to_mins: u32) -> Option<Wait> {
    Some(Wait {
        from_secs: from_mins * 60,
        to_secs: to_mins * 60,
    })
}

pub fn each(id: &str, en: &str) -> Text {
    Text::Each([(Locale::ID, id.to_owned()), (Locale::EN, en.to_owned())].into())
}

pub fn service(
    id: &str,
    name: Text,
    prefix: &str,
    colour: u8,
    waiting: u32,
    mins: i64,
) -> ServiceCard {
    ServiceCard {
        id: ServiceId::new(id).unwrap(),
        name,
        group: None,
        icon: None,
        prefix: prefix.to_owned(),
        colour,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: Vec::new(),
        waiting_area: None,
        waiting,
        oldest_since: (waiting > 0).then(|| ago(mins)),
        target_wait_secs: 1_800,
        late_from: (waiting > 0).then(|| ago(mins - 30)),
        wait: told(waiting * 2 / 5 * 5, waiting * 4 / 5 * 5 + 5),
        waits: Vec::new(),
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        paused: false,
        too_late: false,
    }
}

pub fn ticket(number: &str, colour: u8, state: &str, mins: i64) -> TicketCard {
    TicketCard {
        id: TicketId::from_bits(
            number
                .bytes()
                .fold(7, |bits, byte| bits * 131 + u64::from(byte)),
        ),
        number: number.parse().unwrap(),
        colour,
        service: ServiceId::new("umum").unwrap(),
        class: ClassId::new("regular").unwrap(),
        class_name: each("Umum", "General"),
        party: 1,
        state: state.to_owned(),
        since: ago(mins + 12),
        called_at: Some(ago(mins)),
        started_at: (state == "serving").then(|| ago(mins)),
        recalls: 0,
        returns_at: None,
        reason: None,
        legs: 1,
        booked_at: None,
        onward: Vec::new(),
        needs: Vec::new(),
        notes: 0,
        locale: None,
        directed: None,
        recall_from: None,
        undo_until: None,
    }
}

pub fn counter(
    id: &str,
    state: &str,
    ticket: Option<TicketCard>,
    clerk: Option<&str>,
) -> CounterCard {
    CounterCard {
        id: CounterId::new(id).unwrap(),
        noun: each("Loket", "Counter"),
        sign: id.to_owned(),
        spoken: None,
        direction: None,
        state: state.to_owned(),
        profile: ProfileId::new("all").unwrap(),
        ticket,
        also: Vec::new(),
        clerk: clerk.map(|clerk| ClerkId::new(clerk).unwrap()),
        standby: false,
        break_reason: (state == "break").then_some(BreakReason::Meal),
        since: Some(ago(17)),
        wraps_until: None,
        calls_from: None,
    }
}

pub fn people() -> Vec<PersonCard> {
    (1..=20)
        .map(|n| PersonCard {
            id: ClerkId::new(&format!("p-{n}")).unwrap(),
            name: format!("Petugas {n}"),
            role: PersonRole::Clerk,
        })
        .collect()
}

pub fn row(number: &str, colour: u8, service: &str, mins: i64) -> TicketRow {
    TicketRow {
        id: TicketId::from_bits(
            number
                .bytes()
                .fold(7, |bits, byte| bits * 131 + u64::from(byte)),
        ),
        number: number.parse().unwrap(),
        colour,
        service: ServiceId::new(service).unwrap(),
        class: ClassId::new("regular").unwrap(),
        state: "waiting".to_owned(),
        party: 1,
        since: ago(mins),
        target_wait_secs: 1_800,
        counter: None,
        called_at: None,
        directed: None,
        wait: None,
    }
}

/// Those who wait on an ordinary morning, the longest first.
pub fn rows() -> Vec<TicketRow> {
    let mut rows = vec![
        row("B004", 1, "gigi", 41),
        row("B005", 1, "gigi", 36),
        row("A031", 0, "umum", 24),
        row("A032", 0, "umum", 22),
        row("C011", 2, "kia", 19),
        row("P003", 4, "umum", 16),
        row("A033", 0, "umum", 15),
        row("F008", 5, "farmasi", 12),
        row("F009", 5, "farmasi", 11),
        row("L002", 3, "lab", 3),
    ];
    rows[2].directed = Some(Directed::Counter(CounterId::new("3").unwrap()));
    rows[3].party = 4;
    rows[5].class = ClassId::new("priority").unwrap();
    rows[5].target_wait_secs = 900;
    rows[7].directed = Some(Directed::Clerk(ClerkId::new("p-2").unwrap()));
    let waits = [
        told(0, 3),
        told(0, 5),
        told(0, 5),
        told(5, 10),
        told(5, 15),
        told(0, 5),
        told(10, 20),
    ];
    for (row, wait) in rows.iter_mut().zip(waits) {
        row.wait = wait;
    }
    rows
}

/// A full hall's list.
pub fn many_rows() -> Vec<TicketRow> {
    (0..200)
        .map(|n| row(&format!("A{n:03}"), (n % 8) as u8, "umum", 199 - n))
        .collect()
}

fn profile(id: &str, name: Text, services: &[&str]) -> ProfileCard {
    ProfileCard {
        id: ProfileId::new(id).unwrap(),
        name,
        services: services
            .iter()
            .map(|id| ServiceId::new(id).unwrap())
            .collect(),
    }
}

fn class(id: &str, name: Text, priority: bool) -> ClassCard {
    ClassCard {
        id: ClassId::new(id).unwrap(),
        name,
        priority,
    }
}

fn zone(id: &str, name: Text) -> ZoneCard {
    ZoneCard {
        id: ZoneId::new(id).unwrap(),
        name,
    }
}

/// An ordinary morning: one service over its target, one paused, five counters.
pub fn morning(languages: &[Locale]) -> CounterView {
    let mut services = vec![
        service("umum", each("Poli Umum", "General clinic"), "A", 0, 12, 24),
        service("gigi", each("Poli Gigi", "Dental clinic"), "B", 1, 4, 41),
        service("kia", each("KIA", "Mother and child"), "C", 2, 7, 19),
        service("farmasi", each("Farmasi", "Pharmacy"), "F", 5, 9, 12),
        service("lab", each("Laboratorium", "Laboratory"), "L", 3, 1, 3),
        service("imunisasi", each("Imunisasi", "Vaccination"), "M", 6, 0, 0),
    ];
    services[4].paused = true;
    services[4].wait = None;
    services[5].open = false;
    services[5].wait = None;
    let mut resting = counter("5", "break", None, Some("p-4"));
    resting.since = Some(ago(17));
    let mut free = counter("1", "idle", None, Some("p-1"));
    free.since = Some(ago(2));
    let mut poli = counter(
        "3",
        "serving",
        Some(ticket("A012", 0, "serving", 4)),
        Some("p-3"),
    );
    poli.profile = ProfileId::new("poli").unwrap();
    let mut closed = counter("12", "closed", None, None);
    closed.since = Some(ago(62));
    CounterView {
        branch: BranchFacts {
            name: "Puskesmas Melati".to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            languages: languages.to_vec(),
            practice: false,
            business_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
            open: true,
            opens_at: None,
            closed_for: None,
            held: None,
            priority_class: None,
            wifi: None,
            notices: Vec::new(),
            undo_secs: 10,
        },
        services,
        counters: vec![
            free,
            counter(
                "2",
                "called",
                Some(ticket("B003", 1, "called", 1)),
                Some("p-2"),
            ),
            poli,
            counter("4", "serving", Some(ticket("F007", 5, "serving", 23)), None),
            resting,
            closed,
        ],
        profiles: vec![
            profile(
                "all",
                each("Semua layanan", "All services"),
                &["umum", "gigi", "kia", "farmasi", "lab"],
            ),
            profile("poli", each("Poli saja", "Clinics only"), &["umum", "gigi"]),
            profile("obat", each("Farmasi saja", "Pharmacy only"), &["farmasi"]),
        ],
        aside: Vec::new(),
        printers: Vec::new(),
        helps: Vec::new(),
        displays: Vec::new(),
        announcements: Vec::new(),
        desk: DeskRules {
            classes: vec![
                class("regular", each("Umum", "General"), false),
                class("priority", each("Prioritas", "Priority"), true),
                class("booked", each("Janji temu", "Appointment"), false),
            ],
            zones: vec![
                zone("lantai-1", each("Lantai 1", "Ground floor")),
                zone("lantai-2", each("Lantai 2", "First floor")),
            ],
            ..DeskRules::default()
        },
    }
}

/// Twelve services, twenty counters, the longest names.
pub fn full(languages: &[Locale]) -> CounterView {
    let mut view = morning(languages);
    view.branch.name = "Mal Pelayanan Publik Kabupaten Cempaka Raya".to_owned();
    view.branch.practice = true;
    for (index, letter) in ["D", "E", "G", "H", "J", "K"].into_iter().enumerate() {
        let name = each(
            "Pelayanan Administrasi Kependudukan dan Pencatatan Sipil",
            "Civil registration and population administration",
        );
        let id = format!("s-{index}");
        let waiting = 14 + index as u32;
        view.services.push(service(
            &id,
            name,
            letter,
            index as u8,
            waiting,
            25 + 4 * index as i64,
        ));
    }
    view.services[7].wait = told(60, 150);
    view.services[8].wait = told(90, 150);
    view.services[9].wait = None;
    view.profiles[1].name = each(
        "Kependudukan dan pencatatan sipil saja",
        "Civil registration only",
    );
    view.counters.clear();
    for n in 1..=20 {
        let number = format!("{}{:03}", ["A", "B", "D", "E"][n % 4], 10 + n);
        let clerk = format!("p-{n}");
        let mut card = match n % 5 {
            0 => counter(&n.to_string(), "break", None, Some(&clerk)),
            1 => counter(&n.to_string(), "idle", None, Some(&clerk)),
            2 => counter(
                &n.to_string(),
                "called",
                Some(ticket(&number, n as u8, "called", 2)),
                Some(&clerk),
            ),
            _ => counter(
                &n.to_string(),
                "serving",
                Some(ticket(&number, n as u8, "serving", n as i64)),
                Some(&clerk),
            ),
        };
        if n % 3 == 0 {
            card.profile = ProfileId::new("poli").unwrap();
        }
        view.counters.push(card);
    }
    view.counters[7].also = vec![
        ticket("A099", 0, "called", 2),
        ticket("A098", 0, "called", 2),
    ];
    view.counters[10].standby = true;
    view
}

/// Nobody waits, nobody is called.
pub fn quiet(languages: &[Locale]) -> CounterView {
    let mut view = morning(languages);
    for service in &mut view.services {
        service.waiting = 0;
        service.oldest_since = None;
        service.late_from = None;
        service.paused = false;
        service.open = true;
    }
    view.counters.truncate(3);
    for card in &mut view.counters {
        card.state = "idle".to_owned();
        card.ticket = None;
    }
    view
}

pub fn held() -> Option<HeldFacts> {
    Some(HeldFacts {
        reason: HoldReason::SystemDown,
        since: ago(6),
    })
}

pub fn announcements() -> Vec<AnnouncementCard> {
    let notice = AnnouncementCard {
        id: NoteRef::from_bits(1),
        kind: AnnouncementKind::Notice,
        text: Some(each(
            "Loket 4 pindah ke lantai 2.",
            "Counter 4 has moved to the first floor.",
        )),
        zones: vec![ZoneId::new("lantai-1").unwrap()],
        since: ago(3),
        until: Some(ago(-12)),
        spoken: true,
    };
    let fire = AnnouncementCard {
        id: NoteRef::from_bits(2),
        kind: AnnouncementKind::Fire,
        text: None,
        zones: Vec::new(),
        until: None,
        ..notice.clone()
    };
    vec![notice, fire]
}

pub fn story(locale: Locale) -> Vec<String> {
    let lines: &[&str] = if locale == Locale::ID {
        &[
            "B017 diambil pukul 08.02 di Kiosk 1 untuk Poli Gigi, kelas prioritas.",
            "Pukul 08.02 ada 6 orang di depannya.",
            "Pukul 08.11 Loket 3 memanggil A021: giliran umum, 1 dari 3.",
            "Pukul 08.14 Loket 2 memanggil B015: menunggu paling lama.",
            "Pukul 08.19 Loket 3 memanggil B017: giliran prioritas, 2 dari 3.",
            "A023 dipanggil pukul 08.22, tiga menit sesudahnya: aturan Prioritas 2:1 memanggil dua prioritas, lalu satu umum.",
        ]
    } else {
        &[
            "B017 was taken at 08:02 at Kiosk 1 for the dental clinic, class priority.",
            "At 08:02 there were 6 people ahead of it.",
            "At 08:11 Counter 3 called A021: turn of regular, 1 in 3.",
            "At 08:14 Counter 2 called B015: had waited longest.",
            "At 08:19 Counter 3 called B017: turn of priority, 2 in 3.",
            "A023 was called at 08:22, three minutes later: the rule Priority 2:1 calls two of priority, then one regular.",
        ]
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn told_right(count: u32, within: f64, bias_secs: i32) -> ForecastFigures {
    ForecastFigures {
        count,
        within: Some(within),
        covered: Some(within),
        bias_secs: Some(bias_secs),
    }
}

/// How right the ranges of `view`'s services were over a month: one is stretched, one is too careful, of
/// one hardly anybody was told a range.
pub fn forecast(view: &CounterView, locale: Locale) -> ForecastAnswer {
    let figures = |index: usize| match index {
        0 => told_right(2_104, 0.81, 95),
        1 => told_right(640, 0.64, 540),
        2 => told_right(733, 0.94, -270),
        3 => told_right(911, 0.79, 20),
        4 => told_right(12, 0.75, 0),
        5 => ForecastFigures::default(),
        _ => told_right(412, 0.83, 40),
    };
    let bases = ["run", "run", "run", "run", "queue_length", "none"];
    let services = view.services.iter().enumerate();
    let services: Vec<ServiceForecast> = services
        .map(|(index, card)| ServiceForecast {
            service: card.id.clone(),
            name: card.name.get(locale, Locale::ID).to_owned(),
            basis: bases.get(index).unwrap_or(&"run").to_string(),
            widened: if index == 1 { 1.25 } else { 1.0 },
            figures: figures(index),
        })
        .collect();
    let by_hour = [0.84, 0.82, 0.77, 0.62, 0.8, 0.9, 0.83, 0.81];
    let hours = by_hour
        .iter()
        .zip(7_u8..)
        .map(|(within, hour)| HourForecast {
            hour,
            figures: told_right(
                90 + 70 * u32::from(hour),
                *within,
                (2_000.0 * (0.8 - within)) as i32,
            ),
        });
    let hours: Vec<HourForecast> = hours.collect();
    let cells = view.services.iter().take(4).flat_map(|card| {
        hours.iter().map(|row| CellForecast {
            service: card.id.clone(),
            hour: row.hour,
            figures: ForecastFigures {
                count: row.figures.count / 6,
                ..row.figures
            },
        })
    });
    ForecastAnswer {
        days: 30,
        nominal: 0.8,
        all: told_right(4_812, 0.81, 130),
        services,
        cells: cells.collect(),
        hours,
    }
}

pub fn figures() -> ReportAnswer {
    let series = |id: &str, prefix: &str, last: u32| SeriesFigures {
        series: antre_domain::SeriesId::new(id).unwrap(),
        first: format!("{prefix}001").parse().unwrap(),
        last: format!("{prefix}{last:03}").parse().unwrap(),
        issued: last,
    };
    ReportAnswer {
        branch: "Puskesmas Melati".to_owned(),
        practice: false,
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        is_over: false,
        series: vec![
            series("a", "A", 33),
            series("b", "B", 5),
            series("c", "C", 11),
            series("f", "F", 9),
            series("l", "L", 2),
            series("p", "P", 3),
        ],
        issued: 63,
        carried_in: 2,
        served: 24,
        incomplete: 3,
        left: 1,
        no_show: 4,
        cancelled: 2,
        unserved: 33,
        longest_wait_secs: 41 * 60,
        copies: 2,
        overrides: 1,
        made_at: ago(0),
        last_seq: 1_204,
        last_hash: "9f31c0de".repeat(8),
    }
}
