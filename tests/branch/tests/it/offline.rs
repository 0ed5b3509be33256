//! The hub is away, and two real kiosks go on: no number twice, every slip matched, order by issue time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use antre_branch_tests::{HubProcess, Place, counter, program};
use antre_client::TicketVerb;
use antre_domain::{Timestamp, What};
use antre_protocol::{CallNextRequest, FinishRequest, OpenRequest, View, ViewKind};

use crate::talking::{PATIENCE, Talking, qr};

/// How long to wait before looking again for what is not there yet.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A kiosk with its printer, and what both keep.
struct Kiosk {
    name: String,
    process: Option<Talking>,
    printer_url: String,
    _printer: Talking,
    /// Slips so far.
    slips: usize,
}

impl Kiosk {
    fn open(place: &Place, name: &str) -> Self {
        let mut printer = Talking::start(
            Command::new(program("antre"))
                .args(["printer", "--listen", "127.0.0.1:0", "--out"])
                .arg(place.path(&format!("{name}-slips"))),
        );
        let printer_url = printer.answer();
        let token = place.path(&format!("{name}.token"));
        std::fs::write(&token, place.token_text("kiosk", None)).unwrap();
        let mut kiosk = Self {
            name: name.to_owned(),
            process: None,
            printer_url,
            _printer: printer,
            slips: 0,
        };
        kiosk.start(place);
        kiosk
    }

    fn start(&mut self, place: &Place) {
        let hub_url = format!("http://{}", place.address);
        self.process = Some(Talking::start(
            Command::new(program("antre-kiosk"))
                .args(["--offscreen", "--lang", "id", "--size", "1080x1920"])
                .args(["--hub", &hub_url, "--printer", &self.printer_url])
                .arg("--token-file")
                .arg(place.path(&format!("{}.token", self.name)))
                .arg("--state")
                .arg(self.state(place))
                .arg("--shots")
                .arg(place.path("")),
        ));
    }

    /// SIGKILL: no buffer is flushed.
    fn kill_9(&mut self) {
        self.process = None;
    }

    fn state(&self, place: &Place) -> PathBuf {
        place.path(&format!("{}-state", self.name))
    }

    /// Waits until it holds numbers for the time without a hub.
    fn wait_for_reserve(&self, place: &Place) {
        let file = self.state(place).join("reserve");
        let held = br#"\"numbers\":[{"#;
        wait_until("a reserve", || {
            let bytes = std::fs::read(&file).unwrap_or_default();
            bytes.windows(held.len()).any(|window| window == held)
        });
    }

    fn take(&mut self, place: &Place, service: &str) {
        let process = self.process.as_mut().unwrap();
        process.tap(service);
        process.tap("Ambil nomor");
        self.slips += 1;
        let slip = self.slip(place, self.slips);
        wait_until("a slip", || qr(&slip).is_some());
        self.process.as_mut().unwrap().tap("Selesai");
    }

    fn slip(&self, place: &Place, count: usize) -> PathBuf {
        place
            .path(&format!("{}-slips", self.name))
            .join(format!("{count:04}.png"))
    }

    /// What the QR of each of its slips says.
    fn addresses(&self, place: &Place) -> Vec<String> {
        let slips = (1..=self.slips).map(|count| self.slip(place, count));
        slips.map(|slip| qr(&slip).unwrap()).collect()
    }
}

fn wait_until(what: &str, mut is_there: impl FnMut() -> bool) {
    let give_up_at = Instant::now() + PATIENCE;
    while !is_there() {
        assert!(Instant::now() < give_up_at, "no {what} in time");
        std::thread::park_timeout(LOOK_AGAIN);
    }
}

fn start_hub(place: &Place, public: &str) -> HubProcess {
    let mut command = place.hub_command();
    command.arg("--public").arg(public);
    HubProcess::start(command)
}

#[test]
fn two_kiosks_give_numbers_without_their_hub_and_none_is_lost_or_doubled() {
    let monday_morning = "2026-11-23T08:00:00+07:00".parse().unwrap();
    let (place, public) = Place::with_pages("puskesmas.toml", monday_morning);
    let public = public.to_string();
    let hub = start_hub(&place, &public);
    let mut first = Kiosk::open(&place, "one");
    let mut second = Kiosk::open(&place, "two");
    for kiosk in [&mut first, &mut second] {
        kiosk.take(&place, "Poli Umum");
        kiosk.wait_for_reserve(&place);
    }
    hub.kill_9();

    first.take(&place, "Poli Umum");
    second.take(&place, "Poli Umum");
    second.take(&place, "Poli Gigi");
    first.kill_9();
    first.start(&place);
    first.take(&place, "Poli Umum");
    first.take(&place, "Poli Gigi");
    second.kill_9();
    second.start(&place);
    second.take(&place, "Poli Umum");

    let hub = start_hub(&place, &public);
    let total = first.slips + second.slips;
    wait_for_people(&place, total);
    // Every slip leads a telephone to a number of its own.
    let [one, two] = [&first, &second].map(|kiosk| -> Vec<String> {
        let addresses = kiosk.addresses(&place);
        addresses.iter().map(|address| number_on(address)).collect()
    });
    let paper: BTreeSet<String> = one.iter().chain(&two).cloned().collect();
    assert_eq!(
        paper.len(),
        total,
        "a number is on two slips: {one:?} {two:?}"
    );
    // At the general clinic they are called in the order in which they were given.
    let given = [&one[0], &two[0], &one[1], &two[1], &one[2], &two[3]];
    assert_eq!(
        calls(&place, "poli-1", given.len()),
        given.map(String::clone)
    );
    assert!(hub.terminate().success());
    place.assert_verified();

    let log: Vec<What> = place
        .log()
        .into_iter()
        .map(|(_, event)| event.what)
        .collect();
    let issued: BTreeMap<String, Option<Timestamp>> = log
        .iter()
        .filter_map(|what| match what {
            What::TicketIssued {
                number, offline_at, ..
            } => Some((number.to_string(), *offline_at)),
            _ => None,
        })
        .collect();
    let known: BTreeSet<String> = issued.keys().cloned().collect();
    assert_eq!(known, paper, "the log and the slips tell the same numbers");
    let offline = issued.values().flatten().count();
    assert_eq!(offline, total - 2, "all but one of each kiosk");
    let cancelled = log
        .iter()
        .any(|what| matches!(what, What::TicketCancelled { .. }));
    assert!(!cancelled, "nobody's number was taken back");
}

/// Waits until so many people wait, as a kiosk's screen counts them.
fn wait_for_people(place: &Place, total: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let token = place.token("kiosk", None);
    runtime.block_on(async {
        let (client, _events) = place.client(token, ViewKind::Kiosk, None);
        let mut views = client.views();
        let waits = |view: &Option<std::sync::Arc<View>>| match view.as_deref() {
            Some(View::Kiosk(view)) => {
                let waiting: u32 = view.services.iter().map(|card| card.waiting).sum();
                waiting as usize >= total
            }
            Some(View::Display(_) | View::Counter(_)) | None => false,
        };
        let all = views.wait_for(waits);
        let all = tokio::time::timeout(PATIENCE, all).await;
        all.expect("all have joined in time").unwrap();
    });
}

/// The next numbers at a counter, each looked after and let go.
fn calls(place: &Place, at: &str, count: usize) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let token = place.token("counter", Some(at));
    runtime.block_on(async {
        let (clerk, _events) = place.client(token, ViewKind::Counter, None);
        let here = counter(at);
        clerk.open(&here, &OpenRequest::default()).await.unwrap();
        let mut called = Vec::new();
        while called.len() < count {
            let call = clerk
                .call_next(&here, &CallNextRequest::default())
                .await
                .unwrap();
            let ticket = call.expect("somebody still waits").ticket;
            called.push(ticket.number.to_string());
            for verb in [
                TicketVerb::Start,
                TicketVerb::Finish(FinishRequest::default()),
            ] {
                clerk.ticket_verb(ticket.id, &verb).await.unwrap();
            }
        }
        called
    })
}

/// The number in the title of a status page.
fn number_on(address: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let page = runtime.block_on(async {
        let answer = reqwest::get(address).await.unwrap();
        assert!(answer.status().is_success(), "{address}");
        answer.text().await.unwrap()
    });
    let (_, title) = page.split_once("<title>").expect("a title");
    title.split(' ').next().unwrap().to_owned()
}
