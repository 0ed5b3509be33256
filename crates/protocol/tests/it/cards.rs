//! One of each thing that a screen shows.

use std::str::FromStr;

use antre_domain::{
    AnnouncementKind, CallReason, Locale, NoteRef, PrinterFault, PrinterHealth, SoundHealth,
    Timestamp, Watched,
};
use antre_protocol::*;

/// Anything that is named by text.
pub fn id<T: FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} names nothing"))
}

pub fn at(secs: u32) -> Timestamp {
    id::<Timestamp>("2026-11-23T01:00:00Z").plus_secs(secs)
}

pub fn branch(name: &str) -> BranchFacts {
    BranchFacts {
        name: name.to_owned(),
        time_zone: "Asia/Jakarta".to_owned(),
        languages: vec![Locale::ID, Locale::EN],
        practice: false,
        business_date: Some(id("2026-11-23")),
        open: true,
        opens_at: None,
        held: None,
        priority_class: Some(id("priority")),
        wifi: None,
        notices: Vec::new(),
        undo_secs: 10,
        closed_for: None,
    }
}

pub fn service(name: &str, waiting: u32) -> ServiceCard {
    ServiceCard {
        late_from: None,
        id: id(name),
        name: name.into(),
        group: None,
        icon: None,
        prefix: "A".to_owned(),
        colour: 0,
        walk_in: true,
        open: true,
        opens_at: None,
        exhausted: false,
        bring: Vec::new(),
        waiting_area: None,
        waiting,
        oldest_since: None,
        target_wait_secs: 1_800,
        wait: Some(Wait {
            from_secs: 60,
            to_secs: 300,
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

pub fn counter(name: &str, state: &str) -> CounterCard {
    CounterCard {
        also: Vec::new(),
        clerk: None,
        standby: false,
        break_reason: None,
        since: None,
        wraps_until: None,
        calls_from: None,

        id: id(name),
        noun: "Loket".into(),
        sign: "1".to_owned(),
        spoken: None,
        state: state.to_owned(),
        profile: id("general"),
        ticket: None,
        direction: None,
    }
}

pub fn ticket(number: &str, state: &str) -> TicketCard {
    TicketCard {
        notes: 0,
        locale: None,
        directed: None,
        recall_from: None,
        undo_until: None,

        id: ticket_id(number),
        number: id(number),
        colour: 0,
        service: id("umum"),
        class: id("regular"),
        class_name: "Umum".into(),
        party: 1,
        state: state.to_owned(),
        since: at(0),
        called_at: Some(at(60)),
        started_at: None,
        recalls: 0,
        returns_at: None,
        reason: Some(CallReason::LongestWait { waited_secs: 60 }),
        legs: 1,
        booked_at: None,
        onward: Vec::new(),
        needs: Vec::new(),
    }
}

pub fn call(number: &str, seq: u64, recall: u8) -> Call {
    Call {
        seq,
        at: at(60),
        ticket: ticket_id(number),
        number: id(number),
        colour: 0,
        counter: id("l1"),
        recall,
        without: None,
    }
}

pub fn ticket_id(number: &str) -> antre_domain::TicketId {
    let number: antre_domain::TicketNumber = id(number);
    antre_domain::TicketId::from_bits(number.value().into())
}

pub fn answer(number: &str) -> TicketAnswer {
    TicketAnswer {
        id: ticket_id(number),
        number: id(number),
        service: id("umum"),
        class: id("regular"),
        state: "waiting".to_owned(),
        counter: None,
        issued_at: at(0),
        booked_at: None,
        onward: Vec::new(),
        ahead: 3,
        wait: None,
        url: None,
    }
}

pub fn printer(device: &str, fault: Option<PrinterFault>) -> PrinterCard {
    PrinterCard {
        device: id(device),
        name: "Kiosk 1".to_owned(),
        health: PrinterHealth {
            fault,
            paper_low: false,
            watched: Watched::Automatic,
        },
        since: at(0),
        slips_left: Some(640),
    }
}

pub fn help(device: &str, secs: u32) -> HelpCard {
    HelpCard {
        device: id(device),
        name: "Kiosk 1".to_owned(),
        since: at(secs),
    }
}

pub fn announcement(bits: u128) -> AnnouncementCard {
    AnnouncementCard {
        id: NoteRef::from_bits(bits),
        kind: AnnouncementKind::Notice,
        text: Some("Lantai licin".into()),
        zones: vec![id("kiri")],
        since: at(0),
        until: Some(at(600)),
        spoken: true,
    }
}

pub fn wall(device: &str, sound: SoundHealth) -> DisplayCard {
    DisplayCard {
        device: id(device),
        name: "Layar 1".to_owned(),
        zone: Some(id("kiri")),
        sound,
        reachable: true,
        faults: vec![DisplayFault {
            code: "clip_missing".to_owned(),
            about: "loket".to_owned(),
        }],
        since: at(0),
    }
}

pub fn kiosk() -> View {
    View::Kiosk(KioskView {
        copies: Vec::new(),
        branch: branch("Melati"),
        services: vec![service("umum", 3), service("gigi", 0)],
        slip: SlipFacts::default(),
        reserve: Default::default(),
        brand: Default::default(),
        prefixes: vec!["A".into(), "B".into()],
    })
}

pub fn display() -> View {
    View::Display(DisplayView {
        branch: branch("Melati"),
        counters: vec![counter("l1", "idle"), counter("l2", "closed")],
        open_calls: Vec::new(),
        recent_calls: Vec::new(),
        served: 0,
        hall: Default::default(),
        announcements: Vec::new(),
        cloth: Vec::new(),
        waits: vec![WaitCard {
            service: id("umum"),
            name: "umum".into(),
            prefix: "A".to_owned(),
            colour: 0,
            wait: None,
        }],
    })
}

pub fn panel() -> View {
    View::Counter(CounterView {
        desk: Default::default(),
        branch: branch("Melati"),
        services: vec![service("umum", 3)],
        counters: vec![counter("l1", "idle")],
        profiles: vec![ProfileCard {
            id: id("general"),
            name: "Umum".into(),
            services: vec![id("umum")],
        }],
        aside: vec![ticket("A001", "parked")],
        printers: Vec::new(),
        helps: vec![help("kiosk-2", 10)],
        displays: Vec::new(),
        announcements: Vec::new(),
    })
}

pub fn every_view() -> [View; 3] {
    [kiosk(), display(), panel()]
}

/// One change of each kind. A new kind fails to compile here until it has its example.
pub fn every_change() -> Vec<Change> {
    let all = vec![
        Change::Reset {
            view: Box::new(kiosk()),
        },
        Change::Branch {
            branch: branch("Mawar"),
        },
        Change::Service {
            service: service("umum", 9),
        },
        Change::Opening {
            service: id("umum"),
            open: false,
            opens_at: Some(at(86_400)),
            exhausted: true,
            too_late: false,
        },
        Change::Wait {
            service: id("umum"),
            wait: Some(Wait {
                from_secs: 600,
                to_secs: 1_200,
            }),
            waits: vec![ClassWait {
                class: id("prioritas"),
                wait: None,
            }],
        },
        Change::Counter {
            counter: Box::new(counter("l1", "serving")),
        },
        Change::Called {
            call: call("A001", 7, 0),
        },
        Change::CallEnded {
            ticket: ticket_id("A001"),
        },
        Change::CallWithdrawn {
            ticket: ticket_id("A001"),
        },
        Change::Served {
            served: 12,
            thread: Some(3),
        },
        Change::Aside {
            ticket: ticket("A002", "no_show"),
        },
        Change::AsideGone {
            ticket: ticket_id("A001"),
        },
        Change::Printer {
            printer: printer("kiosk-1", Some(PrinterFault::CoverOpen)),
        },
        Change::Help {
            help: help("kiosk-1", 30),
        },
        Change::HelpGone {
            device: id("kiosk-2"),
        },
        Change::Reserve {
            reserve: ReserveFacts {
                per_series: 20,
                recall: vec![id("a")],
                version: "2f".to_owned(),
            },
        },
        Change::Cloth {
            threads: vec![0, 2, 2],
        },
        Change::Announced {
            announcement: announcement(7),
        },
        Change::AnnouncementEnded {
            id: NoteRef::from_bits(7),
        },
        Change::Display {
            display: wall("layar-1", SoundHealth::Lost),
        },
        Change::Copies {
            copies: vec![CopyOrder {
                ticket: ticket_id("A001"),
                device: id("kiosk-1"),
                asked_at: at(60),
            }],
        },
    ];
    for change in &all {
        match change {
            Change::Reset { .. }
            | Change::Branch { .. }
            | Change::Service { .. }
            | Change::Opening { .. }
            | Change::Wait { .. }
            | Change::Counter { .. }
            | Change::Called { .. }
            | Change::CallEnded { .. }
            | Change::CallWithdrawn { .. }
            | Change::Served { .. }
            | Change::Aside { .. }
            | Change::AsideGone { .. }
            | Change::Printer { .. }
            | Change::Help { .. }
            | Change::HelpGone { .. }
            | Change::Reserve { .. }
            | Change::Cloth { .. }
            | Change::Announced { .. }
            | Change::AnnouncementEnded { .. }
            | Change::Display { .. }
            | Change::Copies { .. } => {}
        }
    }
    all
}
