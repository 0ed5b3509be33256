//! The printer fails in front of a customer: what the real kiosk says, what lies in the tray, and what
//! the log keeps of it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_branch_tests::{HubProcess, Place, program};
use antre_client::Client;
use antre_domain::{PrinterFault, SlipKind, SlipState, TicketId, What};
use antre_protocol::{CopyRequest, TicketsQuery, View, ViewKind};

use crate::talking::{PATIENCE, Talking, qr};

/// How long to wait before looking again for what is not there yet.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// The customer's number, where it is the first of the day.
const NUMBER: &str = "A001";

#[test]
fn an_opened_cover_shows_how_and_a_closed_one_prints_a_line_and_is_logged() {
    let mut branch = Branch::open();
    branch.kiosk.see("Pilih layanan");
    branch.printer.say("paper out");
    branch.kiosk.see("Kertas habis: nomor di layar");
    branch.printer.say("cover open");
    branch.kiosk.see("Ganti kertas");
    branch.kiosk.see("3. Tutup penutupnya");
    branch.printer.say("paper load");
    branch.printer.say("cover close");
    branch.kiosk.see("Kertas siap");
    branch.kiosk.see("Gulungan baru sudah dicatat.");
    branch.wait_for_papers(1);
    branch.kiosk.see("Pilih layanan");
    assert_eq!(branch.slips(), [None], "a test line is no slip");

    let log = branch.log_with(|what| matches!(what, What::RollChanged { .. }));
    let changes = log
        .iter()
        .filter(|what| matches!(what, What::RollChanged { by_hand: false, .. }));
    assert_eq!(changes.count(), 1);
}

#[test]
fn without_paper_the_number_and_its_qr_are_on_the_screen_and_one_original_comes_at_most() {
    let mut branch = Branch::open();
    branch.kiosk.see("Pilih layanan");
    branch.printer.say("paper out");
    branch.kiosk.see("Kertas habis: nomor di layar");
    branch.staff_see(Some(PrinterFault::OutOfPaper));

    // The first customer notes the number and goes.
    branch.take_a_number();
    branch.kiosk.see(NUMBER);
    branch.kiosk.see("Kertas habis. Foto atau catat nomor ini.");
    branch.kiosk.ask("shot alone");
    let first = qr(&branch.place.path("alone.png")).expect("a QR on the screen");
    assert!(first.contains("/t/"), "{first}");
    branch.kiosk.tap("Selesai");

    // The second stays while somebody changes the roll.
    branch.take_a_number();
    branch.kiosk.see("Kertas habis. Foto atau catat nomor ini.");
    branch.kiosk.ask("shot waiting");
    let second = qr(&branch.place.path("waiting.png")).expect("a QR on the screen");
    assert_ne!(first, second);
    branch.printer.say("cover open");
    branch.kiosk.see("Ganti kertas");
    branch.kiosk.see("A002");
    branch.printer.say("paper load");
    branch.printer.say("cover close");
    branch.kiosk.see("Ambil kertas di bawah layar");
    branch.staff_see(None);
    branch.wait_for_papers(2);
    branch.kiosk.tap("Selesai");

    let originals: Vec<String> = branch.slips().into_iter().flatten().collect();
    assert_eq!(originals, [second], "nobody was left to take the first");
    let log = branch.log_with(|what| {
        matches!(
            what,
            What::SlipEnded {
                state: SlipState::Confirmed,
                ..
            }
        )
    });
    let issued = log
        .iter()
        .filter(|what| matches!(what, What::TicketIssued { .. }));
    assert_eq!(issued.count(), 2, "no number is lost");
    let ends: Vec<(SlipKind, SlipState)> = log
        .iter()
        .filter_map(|what| match what {
            What::SlipEnded { kind, state, .. } => Some((*kind, *state)),
            _ => None,
        })
        .collect();
    let expected =
        [SlipState::Failed, SlipState::Confirmed].map(|state| (SlipKind::Original, state));
    assert_eq!(ends, expected);
}

#[test]
fn a_lost_slip_is_printed_once_more_where_staff_ask_for_it_even_by_a_kiosk_that_was_away() {
    let mut branch = Branch::open();
    branch.kiosk.see("Pilih layanan");
    branch.take_a_number();
    branch.kiosk.see("Ambil kertas di bawah layar");
    branch.wait_for_papers(1);
    branch.kiosk.tap("Selesai");
    branch.kiosk.see("Pilih layanan");

    let first = branch.ask_for_a_copy();
    branch.wait_for_papers(2);
    // Asked for while the kiosk is dead, it waits for the kiosk's return.
    branch.wait_for_copies(0);
    branch.kiosk.end();
    branch.ask_for_a_copy();
    branch.wait_for_copies(1);
    branch.restart_kiosk();
    branch.wait_for_papers(3);
    branch.wait_for_copies(0);
    // A kiosk that comes back once more has nothing left to print.
    branch.kiosk.end();
    branch.restart_kiosk();
    branch.kiosk.see("Pilih layanan");
    branch.take_a_number();
    branch.wait_for_papers(4);

    let slips = branch.slips();
    assert_eq!(slips[0], slips[1], "the copy leads where the slip led");
    assert_eq!(slips[0], slips[2]);
    assert_ne!(slips[0], slips[3], "the next paper is the next customer's");
    let is_second =
        |what: &What| matches!(what, What::SlipEnded { ticket, .. } if *ticket != first);
    let log = branch.log_with(is_second);
    let copies = log.iter().filter(|what| {
        let confirmed = SlipState::Confirmed;
        matches!(what, What::SlipEnded { ticket, kind: SlipKind::Copy, state, .. }
            if *ticket == first && *state == confirmed)
    });
    assert_eq!(copies.count(), 2);
    let asked = log
        .iter()
        .filter(|what| matches!(what, What::CopyAsked { .. }));
    assert_eq!(asked.count(), 2);
}

/// A hub with status pages, a simulated printer and a kiosk.
struct Branch {
    // In the order in which they end.
    kiosk: Talking,
    printer: Talking,
    printer_url: String,
    hub: Option<HubProcess>,
    public: String,
    place: Place,
}

impl Branch {
    fn open() -> Self {
        let monday_morning = "2026-11-23T08:00:00+07:00".parse().unwrap();
        let (place, public) = Place::with_pages("puskesmas.toml", monday_morning);
        let public = public.to_string();
        let hub = start_hub(&place, &public);
        let mut printer = Talking::start(
            Command::new(program("antre"))
                .args(["printer", "--listen", "127.0.0.1:0", "--out"])
                .arg(place.path("slips")),
        );
        let printer_url = printer.answer();
        let token = place.path("kiosk.token");
        std::fs::write(&token, place.token_text("kiosk", None)).unwrap();
        let kiosk = start_kiosk(&place, &printer_url);
        Self {
            kiosk,
            printer,
            printer_url,
            hub: Some(hub),
            public,
            place,
        }
    }

    fn take_a_number(&mut self) {
        self.kiosk.tap("Poli Umum");
        self.kiosk.tap("Ambil nomor");
    }

    /// Waits until a counter's panel says this of the kiosk's printer.
    fn staff_see(&self, fault: Option<PrinterFault>) {
        self.supervisor(ViewKind::Counter, async |client| {
            shown(client, |view| match view {
                View::Counter(view) => view.printers.iter().any(|card| card.health.fault == fault),
                View::Kiosk(_) | View::Display(_) => false,
            })
            .await;
        });
    }

    /// Staff want the day's first slip once more; whose it is.
    fn ask_for_a_copy(&self) -> TicketId {
        self.supervisor(ViewKind::Counter, async |client| {
            let view = shown(client, |view| match view {
                View::Counter(view) => !view.printers.is_empty(),
                View::Kiosk(_) | View::Display(_) => false,
            })
            .await;
            let View::Counter(view) = &*view else {
                unreachable!("a counter's view was asked for");
            };
            let device = Some(view.printers[0].device.clone());
            let query = TicketsQuery {
                number: Some(1),
                ..TicketsQuery::default()
            };
            let ticket = client.tickets(&query).await.unwrap().tickets[0].id;
            client.copy(ticket, &CopyRequest { device }).await.unwrap();
            ticket
        })
    }

    /// Waits until so many copies are asked of kiosks.
    fn wait_for_copies(&self, count: usize) {
        self.supervisor(ViewKind::Kiosk, async |client| {
            shown(client, |view| match view {
                View::Kiosk(view) => view.copies.len() == count,
                View::Counter(_) | View::Display(_) => false,
            })
            .await;
        });
    }

    /// What a supervisor does who follows `view`.
    fn supervisor<T>(&self, view: ViewKind, work: impl AsyncFnOnce(&Client) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let token = self.place.token("supervisor", None);
        runtime.block_on(async {
            let (client, _events) = self.place.client(token, view, None);
            work(&client).await
        })
    }

    fn restart_kiosk(&mut self) {
        self.kiosk = start_kiosk(&self.place, &self.printer_url);
    }

    fn papers(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.place.path("slips")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut papers: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "png"))
            .collect();
        papers.sort();
        papers
    }

    fn wait_for_papers(&self, count: usize) {
        let give_up_at = Instant::now() + PATIENCE;
        while self.papers().len() < count {
            assert!(Instant::now() < give_up_at, "{:?}", self.papers());
            std::thread::park_timeout(LOOK_AGAIN);
        }
    }

    /// What the QR of each paper in the tray says.
    fn slips(&self) -> Vec<Option<String>> {
        self.papers().iter().map(|paper| qr(paper)).collect()
    }

    /// The log, once it holds what `is_there` looks for. The hub is stopped to be read, and started again
    /// where that has not come yet: what a kiosk reports outlives its hub.
    fn log_with(&mut self, is_there: impl Fn(&What) -> bool) -> Vec<What> {
        let give_up_at = Instant::now() + PATIENCE;
        loop {
            let hub = self.hub.take().expect("a hub that runs");
            assert!(hub.terminate().success());
            let log: Vec<What> = self
                .place
                .log()
                .into_iter()
                .map(|(_, event)| event.what)
                .collect();
            if log.iter().any(&is_there) {
                return log;
            }
            assert!(Instant::now() < give_up_at, "not in the log: {log:?}");
            self.hub = Some(start_hub(&self.place, &self.public));
            self.kiosk.see("Pilih layanan");
        }
    }
}

fn start_hub(place: &Place, public: &str) -> HubProcess {
    let mut command = place.hub_command();
    command.arg("--public").arg(public);
    HubProcess::start(command)
}

fn start_kiosk(place: &Place, printer_url: &str) -> Talking {
    let hub_url = format!("http://{}", place.address);
    Talking::start(
        Command::new(program("antre-kiosk"))
            .args(["--offscreen", "--lang", "id", "--size", "1080x1920"])
            .args(["--hub", &hub_url, "--printer", printer_url])
            .arg("--token-file")
            .arg(place.path("kiosk.token"))
            .arg("--shots")
            .arg(place.path("")),
    )
}

/// The first view that is so.
async fn shown(client: &Client, is_so: impl Fn(&View) -> bool) -> Arc<View> {
    let mut views = client.views();
    let shown = views.wait_for(|view| view.as_deref().is_some_and(&is_so));
    let shown = tokio::time::timeout(PATIENCE, shown).await;
    let shown = shown.expect("the screen says so in time").unwrap();
    shown.clone().expect("there is a view")
}
