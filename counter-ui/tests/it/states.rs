//! Every state of the clerk's panel, brought about as it comes about: by a view, a stroke, an answer.

use std::time::Duration;

use antre_counter::Hub;
use antre_counter::panel::{Settled, Signed};
use antre_domain::{
    AnnouncementKind, Asks, BreakReason, CallReason, ClassId, ClerkId, CounterId, DeliveryId,
    HoldReason, Locale, NoteRef, PrinterFault, ProfileId, ServiceId, Text, Timestamp,
};
use antre_protocol::{
    AnnouncementCard, ClassCard, CounterCard, DeliveryCard, HelpCard, HistoryAnswer, HistoryLeg,
    HistoryNote, Need, PersonCard, PersonRole, TicketListAnswer,
};
use slint::platform::Key;

use crate::hold::held;
use crate::printers::printer;
use crate::scene::{Scene, ago, counter, rows, service, ticket};

/// A state by its name.
pub type State = (&'static str, fn(&mut Scene));

/// What is at the counter, and what is told of it.
pub const DESK: [State; 24] = [
    ("serving", |_| {}),
    ("called", called),
    ("full", full),
    ("needs", needs),
    ("idle", idle),
    ("standby", standby),
    ("wrap-up", wrap_up),
    ("gap", gap),
    ("closed", |scene| scene.at_counter("closed", None)),
    ("break", rests),
    ("together", together),
    ("no-show", no_show),
    ("recall-soon", recall_soon),
    ("refused", refused),
    ("nobody", nobody),
    ("undo", undo),
    ("quiet", quiet),
    ("outcome-asked", outcome_asked),
    ("held", hold),
    ("held-serving", hold_serving),
    ("lost", lost),
    ("away", away),
    ("practice", practice),
    ("everything", everything),
];

/// What lies over it.
pub const OPEN: [State; 23] = [
    ("transfer", |scene| scene.strike("*")),
    ("transfer-counter", |scene| {
        choose_below(scene, "*", "Ke loket tertentu", "To a counter")
    }),
    ("park", |scene| scene.strike("/")),
    ("more", |scene| scene.strike(Key::F10)),
    ("more-idle", more_idle),
    ("cancel", cancel),
    ("outcomes", outcomes),
    ("delivered", delivered),
    ("break-reasons", break_reasons),
    ("requeue-reasons", requeue_reasons),
    ("quiet-reasons", quiet_reasons),
    ("tickets", tickets),
    ("several", several),
    ("own", called_here),
    ("aside", aside),
    ("number", number),
    ("number-unknown", number_unknown),
    ("note", note),
    ("note-long", note_long),
    ("history", history),
    ("history-read", history_read),
    ("walk-in", walk_in),
    ("transfer-full", transfer_full),
];

/// The way to the desk.
pub const GATE: [State; 6] = [
    ("people", people),
    ("people-none", |scene| sign_in_with(scene, Vec::new())),
    ("pin", pin),
    ("pin-wrong", pin_wrong),
    ("pin-wait", pin_wait),
    ("locked", locked),
];

pub fn all() -> impl Iterator<Item = State> {
    DESK.into_iter().chain(OPEN).chain(GATE)
}

fn own(scene: &mut Scene, state: &str, with: impl FnOnce(&mut CounterCard)) {
    let present = matches!(state, "called" | "serving");
    let mut card = counter(
        "3",
        state,
        present.then(|| ticket("A012", 0, "umum", state)),
    );
    with(&mut card);
    scene.view.counters[2] = card;
    scene.hear();
}

fn soon(secs: i64) -> Option<Timestamp> {
    Some(ago(-secs))
}

pub fn called(scene: &mut Scene) {
    own(scene, "called", |_| {});
}

/// The most that can be said of a ticket.
pub fn full(scene: &mut Scene) {
    scene.view.desk.classes = vec![
        class("regular", "Umum", false),
        class("priority", "Prioritas", true),
    ];
    scene.view.services[0].name =
        Text::Same("Pelayanan Administrasi Kependudukan dan Pencatatan Sipil".to_owned());
    own(scene, "called", |card| {
        let mut long = ticket("BC1234", 6, "umum", "called");
        long.class = ClassId::new("priority").unwrap();
        long.class_name = Text::Same("Prioritas".to_owned());
        long.party = 3;
        long.recalls = 2;
        long.legs = 2;
        long.notes = 2;
        long.locale = Some(Locale::new("ar").unwrap());
        long.onward = ["lab", "farmasi"]
            .map(|id| ServiceId::new(id).unwrap())
            .to_vec();
        long.reason = Some(CallReason::NearestToTarget {
            waited_secs: 500,
            target_secs: 900,
        });
        card.ticket = Some(long);
    });
}

fn class(id: &str, name: &str, priority: bool) -> ClassCard {
    ClassCard {
        id: ClassId::new(id).unwrap(),
        name: Text::Same(name.to_owned()),
        priority,
    }
}

pub fn needs(scene: &mut Scene) {
    full(scene);
    let present = scene.view.counters[2].ticket.as_mut().unwrap();
    present.needs = vec![Need::Fetch, Need::Gesture, Need::LowCounter];
    scene.hear();
}

pub fn idle(scene: &mut Scene) {
    own(scene, "idle", |card| card.since = Some(ago(200)));
}

fn standby(scene: &mut Scene) {
    own(scene, "idle", |card| card.standby = true);
}

fn wrap_up(scene: &mut Scene) {
    own(scene, "wrap_up", |card| card.wraps_until = soon(47));
}

fn gap(scene: &mut Scene) {
    own(scene, "idle", |card| card.calls_from = soon(6));
}

fn rests(scene: &mut Scene) {
    own(scene, "break", |card| {
        card.break_reason = Some(BreakReason::Prayer);
        card.since = Some(ago(12 * 60));
    });
}

/// The pharmacy: eight numbers at once.
pub fn together(scene: &mut Scene) {
    own(scene, "called", |card| {
        card.ticket = Some(ticket("F012", 5, "farmasi", "called"));
        let others = ["F015", "F017", "F021", "F022", "F030", "F031", "F1040"];
        card.also = others
            .map(|number| ticket(number, 5, "farmasi", "called"))
            .to_vec();
    });
}

fn no_show(scene: &mut Scene) {
    called(scene);
    scene.strike("-");
}

fn recall_soon(scene: &mut Scene) {
    own(scene, "called", |card| {
        let present = card.ticket.as_mut().unwrap();
        present.recalls = 1;
        present.recall_from = soon(9);
    });
    scene.strike("+");
}

fn refused(scene: &mut Scene) {
    scene.strike(Key::Return);
    scene
        .app
        .handle_settled(Settled::Refused(LONG_REFUSAL.into()));
}

/// As long as the hub's sentences get.
pub const LONG_REFUSAL: &str = "A012 masih dilayani di loket ini. Selesaikan atau alihkan nomor itu dulu, lalu panggil yang berikutnya.";

fn nobody(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::Return);
    scene.app.handle_settled(Settled::Nobody);
}

pub fn undo(scene: &mut Scene) {
    scene.strike(Key::F2);
    idle(scene);
    scene.app.handle_settled(Settled::Done);
    scene.pass(Duration::from_millis(3_100));
}

fn quiet(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F6);
    scene.strike("1");
    scene.strike("1");
}

fn outcome_asked(scene: &mut Scene) {
    scene.view.desk.outcome = Asks::Mandatory;
    scene.hear();
}

fn hold(scene: &mut Scene) {
    scene.view.branch.held = held(HoldReason::SystemDown);
    idle(scene);
}

fn hold_serving(scene: &mut Scene) {
    scene.view.branch.held = held(HoldReason::PowerCut);
    scene.hear();
}

fn lost(scene: &mut Scene) {
    scene.hub = Hub::Lost {
        since: Some(ago(42)),
    };
    scene.hear();
}

/// A key struck while the hub is away.
fn away(scene: &mut Scene) {
    lost(scene);
    scene.strike(Key::Return);
}

fn practice(scene: &mut Scene) {
    scene.view.branch.practice = true;
    scene.hear();
}

/// Everything at once that can be said at once.
pub fn everything(scene: &mut Scene) {
    scene.view.branch.practice = true;
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::OutOfPaper), None)];
    scene.view.helps = vec![HelpCard {
        device: printer("Kiosk 1", None, None).device,
        name: "Kiosk 1".to_owned(),
        since: ago(420),
    }];
    scene.view.announcements = vec![AnnouncementCard {
        id: NoteRef::from_bits(7),
        kind: AnnouncementKind::Fire,
        text: None,
        zones: Vec::new(),
        since: ago(60),
        until: None,
        spoken: true,
    }];
    needs(scene);
    scene.strike(Key::Return);
    scene
        .app
        .handle_settled(Settled::Refused(LONG_REFUSAL.into()));
}

/// Opens a list by `key` and chooses a line of it.
fn choose_below(scene: &Scene, key: &str, indonesian: &str, english: &str) {
    scene.strike(key);
    choose(scene, indonesian, english);
}

fn more_idle(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F10);
}

fn cancel(scene: &mut Scene) {
    scene.strike(Key::F10);
    choose(scene, "Batalkan nomor", "Cancel ticket");
}

fn choose(scene: &Scene, indonesian: &str, english: &str) {
    let labels = crate::scene::labels(scene);
    let name = if labels.iter().any(|label| label == indonesian) {
        indonesian
    } else {
        english
    };
    crate::scene::part(scene, name).invoke_accessible_default_action();
}

fn deliveries() -> Vec<DeliveryCard> {
    let names = [
        "Surat keterangan",
        "Kartu keluarga",
        "Akta kelahiran",
        "Resep",
    ];
    let cards = names.iter().enumerate().map(|(index, name)| DeliveryCard {
        id: DeliveryId::new(&format!("d{index}")).unwrap(),
        name: Text::Same((*name).to_owned()),
        services: Vec::new(),
    });
    cards.collect()
}

fn outcomes(scene: &mut Scene) {
    outcome_asked(scene);
    scene.strike(Key::Return);
}

fn delivered(scene: &mut Scene) {
    scene.view.desk.delivered = Asks::Mandatory;
    scene.view.desk.deliveries = deliveries();
    scene.hear();
    scene.strike(Key::Return);
    scene.strike("5");
    scene.strike("1");
    scene.strike("3");
}

fn break_reasons(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F9);
}

fn requeue_reasons(scene: &mut Scene) {
    called(scene);
    scene.strike(Key::F10);
    choose(scene, "Batalkan panggilan", "Withdraw call");
}

fn quiet_reasons(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F6);
    scene.strike("2");
}

fn tickets(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F3);
    scene.app.handle_settled(Settled::Tickets(rows()));
}

fn several(scene: &mut Scene) {
    more_idle(scene);
    choose(scene, "Panggil beberapa", "Call several");
    scene.app.handle_settled(Settled::Tickets(rows()));
    for digit in ["1", "3", "4"] {
        scene.strike(digit);
    }
}

fn called_here(scene: &mut Scene) {
    more_idle(scene);
    choose(scene, "Dipanggil di sini hari ini", "Called here today");
    let states = ["finished", "no_show", "cancelled", "waiting", "finished"];
    let mut answer = rows();
    for (row, state) in answer.tickets.iter_mut().zip(states.into_iter().cycle()) {
        row.state = state.to_owned();
        row.called_at = Some(row.since);
    }
    scene.app.handle_settled(Settled::Tickets(answer));
}

fn aside(scene: &mut Scene) {
    scene.strike(Key::F10);
    choose(scene, "Ditunda (2)", "Set aside (2)");
}

fn number(scene: &mut Scene) {
    for sign in ["a", "0", "1", "2"] {
        scene.strike(sign);
    }
}

fn number_unknown(scene: &mut Scene) {
    idle(scene);
    number(scene);
    scene.strike(Key::Return);
    scene
        .app
        .handle_settled(Settled::Tickets(TicketListAnswer::default()));
}

fn note(scene: &mut Scene) {
    scene.strike(Key::F5);
    type_in(
        scene,
        "Formulir sudah diisi; fotokopi KK menyusul sebelum pukul 11.",
    );
}

fn note_long(scene: &mut Scene) {
    scene.strike(Key::F5);
    type_in(scene, &"Berkas lengkap, tinggal tanda tangan. ".repeat(14));
}

fn type_in(scene: &Scene, text: &str) {
    for sign in text.chars() {
        scene.strike(sign.to_string());
    }
}

fn past() -> HistoryAnswer {
    let leg =
        |service: &str, at: &str, from: i64, to: Option<i64>, outcome: Option<&str>| HistoryLeg {
            service: ServiceId::new(service).unwrap(),
            counter: Some(CounterId::new(at).unwrap()),
            clerk: Some(ClerkId::new("petugas-2").unwrap()),
            joined_at: ago((from + 10) * 60),
            called_at: Some(ago(from * 60)),
            started_at: Some(ago(from * 60)),
            ended_at: to.map(|to| ago(to * 60)),
            outcome: outcome.map(ToOwned::to_owned),
            delivered: Vec::new(),
        };
    HistoryAnswer {
        legs: vec![
            leg("kia", "1", 62, Some(55), Some("transferred")),
            leg("gigi", "2", 40, Some(24), Some("served")),
            leg("umum", "3", 4, None, None),
        ],
        notes: vec![
            HistoryNote {
                at: ago(56 * 60),
                counter: Some(CounterId::new("1").unwrap()),
                text: Some("Kartu sudah difotokopi, aslinya dikembalikan.".to_owned()),
            },
            HistoryNote {
                at: ago(26 * 60),
                counter: Some(CounterId::new("2").unwrap()),
                text: Some(
                    "Puasa sejak semalam; ambil darah dulu, hasilnya ke ruang 2.".to_owned(),
                ),
            },
        ],
    }
}

pub fn history(scene: &mut Scene) {
    own(scene, "serving", |card| {
        card.ticket.as_mut().unwrap().notes = 2
    });
    scene.strike(Key::F4);
    scene.app.handle_settled(Settled::History(past()));
}

fn history_read(scene: &mut Scene) {
    history(scene);
    scene.strike(Key::F4);
}

fn walk_in(scene: &mut Scene) {
    idle(scene);
    scene.strike(Key::F10);
    choose(scene, "Tanpa karcis", "Without a slip");
}

fn transfer_full(scene: &mut Scene) {
    for (index, letter) in "DEGHJKM".chars().enumerate() {
        let name = (
            "Pelayanan Administrasi Kependudukan dan Catatan Sipil",
            "Civil registration and population administration",
        );
        let id = letter.to_ascii_lowercase().to_string();
        let late = service(&id, name, &letter.to_string(), index as u8, 3, 55);
        scene.view.services.push(late);
    }
    let all = scene
        .view
        .services
        .iter()
        .map(|card| card.id.clone())
        .collect();
    scene.view.profiles[0].services = all;
    scene.view.profiles[0].id = ProfileId::new("all").unwrap();
    scene.hear();
    scene.strike("*");
}

fn names() -> Vec<PersonCard> {
    let card = |number: u8| PersonCard {
        id: ClerkId::new(&format!("petugas-{number}")).unwrap(),
        name: format!("Petugas {number}"),
        role: if number == 4 {
            PersonRole::Supervisor
        } else {
            PersonRole::Clerk
        },
    };
    (1..=9).map(card).collect()
}

fn sign_in_with(scene: &mut Scene, people: Vec<PersonCard>) {
    scene.view.desk.sign_in = true;
    scene.view.desk.lock_secs = 600;
    scene.at_counter("closed", None);
    scene.app.handle_settled(Settled::People(people));
}

pub fn people(scene: &mut Scene) {
    sign_in_with(scene, names());
}

pub fn pin(scene: &mut Scene) {
    people(scene);
    scene.strike("1");
    for digit in ["2", "4", "6"] {
        scene.strike(digit);
    }
}

fn pin_wrong(scene: &mut Scene) {
    pin(scene);
    scene.strike("8");
    scene.strike(Key::Return);
    let wrong = "PIN salah. Coba lagi, atau minta supervisor mengganti PIN Anda.";
    scene.app.handle_settled(Settled::Refused(wrong.into()));
}

fn pin_wait(scene: &mut Scene) {
    pin(scene);
    scene.strike("8");
    scene.strike(Key::Return);
    scene
        .app
        .handle_settled(Settled::Refused(antre_counter::panel::Refusal {
            code: "too_many_attempts".to_owned(),
            title: "PIN salah terlalu sering.".to_owned(),
            retry_after_secs: Some(58),
        }));
}

/// Signed in, called somebody, and went away.
pub fn locked(scene: &mut Scene) {
    pin(scene);
    scene.strike("8");
    scene.strike(Key::Return);
    let clerk = ClerkId::new("petugas-1").unwrap();
    scene.app.handle_settled(Settled::SignedIn(Signed {
        clerk: clerk.clone(),
        name: "Petugas 1".to_owned(),
        counter: Some(CounterId::new("3").unwrap()),
        lock_secs: 600,
    }));
    own(scene, "serving", |card| card.clerk = Some(clerk));
    scene.pass(Duration::from_secs(1));
    scene.strike(Key::F11);
}
