//! One clerk's day, by keys alone: a real hub, a real panel in a real window, sixty customers, every verb.
//!
//! The script says what is struck and what the log then holds, word for word. Pictures lie in
//! `target/tmp/counter-day`.

mod script;

use std::path::{Path, PathBuf};
use std::process::Command;

use antre_branch_tests::{Desktop, Place, counter, issue, program};
use antre_client::{Client, ClientEvent};
use antre_domain::{ClerkId, PrinterHealth, Role, Watched, What};
use antre_protocol::{CallNextRequest, IssueRequest, PrinterReport, SignInRequest, ViewKind};
use tokio::sync::mpsc;

use self::script::{CALL, CUSTOMER, EVENING, HOME, NEXT, STAND_BY, START, Step};
use crate::clerk::{Clerk, PIN, Reading, add_clerk, token};

const CUSTOMERS: usize = 60;
/// The branch's clock when the day begins: it need not be this machine's.
const MORNING: &str = "2026-11-23T08:30:00+07:00";

/// Which act lies on which key: what the whole keyboard leaves to *More* has a letter.
const KEYS: &str = r#"
base = "full"
several = "s"
walk_in = "w"
withdraw = "b"
cancel = "x"
aside = "a"
copy = "c"
stand_by = "n"
profiles = "p"
close = "k"
sign_out = "o"
"#;

struct Day<'a> {
    clerk: Clerk<'a>,
    log: Reading,
    pictures: PathBuf,
    shots: Vec<PathBuf>,
}

impl Day<'_> {
    fn take(&mut self, steps: &[Step]) {
        for step in steps {
            self.strike(step.what, step.keys);
            self.done(step.what, step.log, step.then);
        }
    }

    /// What the log is to hold now, and which key can be pressed.
    fn done(&mut self, what: &str, log: &[&str], then: &str) {
        let told = self.log.wait_for(log.len());
        assert_eq!(told, log, "{what}");
        if !then.is_empty() {
            self.clerk.ready(then);
        }
        self.shoot(what);
    }

    /// Customers with nothing special about them, one after the other, by Enter alone.
    fn serve(&mut self, numbers: impl IntoIterator<Item = String>) {
        let mut before: Option<String> = None;
        for number in numbers {
            let finished =
                before.map(|before| format!("ticket_finished {before} loket-1 outcome=served"));
            let called = format!("ticket_called {number} loket-1");
            let called: Vec<&str> = finished
                .iter()
                .map(String::as_str)
                .chain([&*called])
                .collect();
            self.clerk.strike("Return");
            self.done(&format!("call-{number}"), &called, START);
            self.clerk.strike("Return");
            let started = format!("ticket_started {number} loket-1");
            self.done(&format!("serve-{number}"), &[&started], NEXT);
            before = Some(number);
        }
    }

    fn strike(&mut self, what: &str, keys: &str) {
        let mut together = Vec::new();
        for key in keys.split(' ') {
            match key.strip_prefix('@') {
                None => together.push(key),
                Some(label) => {
                    self.clerk.strike(&together.join(" "));
                    together.clear();
                    self.clerk.panel.see(&label.replace('_', " "));
                    self.shoot(&format!("{what}-{}", label.to_lowercase()));
                }
            }
        }
        self.clerk.strike(&together.join(" "));
    }

    fn shoot(&mut self, what: &str) {
        let path = self
            .pictures
            .join(format!("{:03}-{what}.png", self.shots.len()));
        self.clerk.shoot(&path);
        self.shots.push(path);
    }
}

async fn give(kiosk: &Client, service: &str, count: u8) {
    let several = IssueRequest {
        count: Some(count),
        ..issue(service)
    };
    kiosk.issue(&several).await.unwrap();
}

/// A second clerk, who only takes whom the first one sends.
async fn colleague(place: &Place) -> (Client, mpsc::Receiver<ClientEvent>) {
    let (client, events) = place.client(
        place.token("counter", Some("loket-2")),
        ViewKind::Counter,
        None,
    );
    let request = SignInRequest {
        clerk: ClerkId::new("p-2").unwrap(),
        pin: PIN.to_owned(),
        counter: None,
    };
    client.sign_in(&request).await.unwrap();
    (client, events)
}

fn numbers(
    letter: &'static str,
    numbers: std::ops::RangeInclusive<u16>,
) -> impl Iterator<Item = String> {
    numbers.map(move |number| format!("{letter}{number:03}"))
}

fn pictures() -> PathBuf {
    let target = program("antre").ancestors().nth(2).unwrap().to_owned();
    let pictures = target.join("tmp").join("counter-day");
    let _ = std::fs::remove_dir_all(&pictures);
    std::fs::create_dir_all(&pictures).unwrap();
    pictures
}

/// All of the day on one sheet.
fn contact_sheet(shots: &[PathBuf], sheet: &Path) {
    let made = Command::new("montage")
        .args(shots)
        .args(["-tile", "16x", "-geometry", "190x364+4+4"])
        .arg(sheet)
        .status();
    assert!(made.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clerks_day_by_keys_alone_is_in_the_log_word_for_word() {
    let place = Place::with_clock("desk.toml", MORNING.parse().unwrap());
    let hub = place.start_hub();
    add_clerk(&place, "p-1", "Petugas 1");
    add_clerk(&place, "p-2", "Petugas 2");
    let (kiosk, _events) = place.client(place.token("kiosk", None), ViewKind::Kiosk, None);
    for (service, count) in [("teller", 50), ("layanan", 4), ("obat", 3)] {
        give(&kiosk, service, count).await;
    }
    let printer = PrinterReport {
        name: "Kiosk 1".to_owned(),
        health: PrinterHealth {
            fault: None,
            paper_low: false,
            watched: Watched::Automatic,
        },
        since: MORNING.parse().unwrap(),
        roll: None,
    };
    kiosk.report_printer(&printer).await.unwrap();
    let (other, _other_events) = colleague(&place).await;

    let keymap = place.path("keys.toml");
    std::fs::write(&keymap, KEYS).unwrap();
    let desktop = Desktop::new(380, 728);
    let token = token(&place, Some("loket-1"));
    let log = Reading::new(&place);
    let options = ["--counter", "loket-1", "--keys", keymap.to_str().unwrap()];
    let mut day = Day {
        clerk: Clerk::sits_down(&desktop, &place, &token, &options),
        log,
        pictures: pictures(),
        shots: Vec::new(),
    };
    day.take(CUSTOMER);
    day.serve(numbers("A", 15..=39).chain(numbers("A", 41..=50)));
    day.take(EVENING);
    day.serve(numbers("C", 1..=4).chain(numbers("F", 1..=3)));
    day.clerk.strike("F2");
    day.done(
        "nobody",
        &["ticket_finished F003 loket-1 outcome=served"],
        CALL,
    );
    day.take(&[STAND_BY]);
    for number in ["A052", "A053"] {
        give(&kiosk, "teller", 1).await;
        let issued =
            format!("ticket_issued {number} class=umum locale=id party=1 series=a service=teller");
        let called = format!("ticket_called {number} loket-1");
        day.done("arrival", &[&issued, &called], START);
        day.clerk.strike("Return");
        day.done(
            "start-arrival",
            &[&format!("ticket_started {number} loket-1")],
            NEXT,
        );
        day.clerk.strike("F2");
        day.done(
            "finish-arrival",
            &[&format!("ticket_finished {number} loket-1 outcome=served")],
            CALL,
        );
    }
    day.take(HOME);
    let here = counter("loket-2");
    for _ in 0..3 {
        other
            .call_next(&here, &CallNextRequest::default())
            .await
            .unwrap();
    }
    let Day {
        shots,
        pictures,
        clerk,
        ..
    } = day;
    drop((clerk, other, kiosk));
    contact_sheet(&shots, &pictures.join("sheet.png"));
    assert!(hub.terminate().success());
    place.assert_verified();

    let log = place.log();
    let issued = log
        .iter()
        .filter(|(_, event)| matches!(event.what, What::TicketIssued { .. }));
    assert_eq!(issued.count(), CUSTOMERS);
    // Who did it is in the log, and what they are called is not.
    for (seq, event) in &log {
        if let What::TicketCalled { counter: at, .. } = &event.what {
            let by_time = event.by.role == Role::Timer;
            let id = if *at == here { "p-2" } else { "p-1" };
            let clerk = event.by.clerk.as_ref().map(ToString::to_string);
            assert!(
                by_time || clerk.as_deref() == Some(id),
                "{seq}: {:?}",
                event.by
            );
        }
        let told = serde_json::to_string(&event.what).unwrap();
        assert!(
            !told.contains("Petugas") && !told.contains("bawa"),
            "{told}"
        );
    }
}
