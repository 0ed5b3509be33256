//! Random faults at random bytes with the real thread, real sockets and pseudo-terminals, and a
//! process that is really killed. Originals are counted on the pictures that the printer leaves.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use antre_domain::SlipKind;
use antre_printer_profile::Profile;
use antre_printer_sim::{Happening, PrinterServer, ServeOptions};
use antre_printing::{Deadlines, JobState, PrinterEvent, Printing, Progress, Setup, TestLine};

use crate::cable::{Cable, Strike};
use crate::fault::Fault;
use crate::paper::{Row, ink_of_png};
use crate::slips::{Form, Lot, PRINTER, Slip};
use crate::table::Table;
use crate::verdict::{COPY, Case, NEXT, ORIGINAL, Slips, Verdict};
use crate::world::Habit;

/// Nothing here waits longer for what must happen.
const PATIENCE: Duration = Duration::from_secs(40);
/// Cases of each kind. All kinds together are 200.
const CASES: u64 = 50;
/// So many of them at once: printers, cables and kiosks wait for each other most of the time.
const AT_ONCE: usize = 10;
const CHILD: &str = "ANTRE_FAULTS_CHILD";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Tcp,
    Serial,
}

#[test]
fn fifty_random_faults_on_sockets_leave_one_original_each() {
    random_faults("sockets-tcp", 1, Link::Tcp, Habit::Proving);
}

#[test]
fn fifty_random_faults_on_serial_lines_leave_one_original_each() {
    random_faults("sockets-serial", 2, Link::Serial, Habit::Proving);
}

#[test]
fn fifty_random_faults_on_a_blind_printers_socket_leave_one_original_each() {
    random_faults("sockets-blind", 3, Link::Tcp, Habit::Blind);
}

#[test]
fn fifty_kiosks_killed_at_random_bytes_leave_one_original_each() {
    if let Ok(given) = std::env::var(CHILD) {
        return be_killed(&given);
    }
    let mut lot = Lot::new(4);
    let cases = (0..CASES).map(|_| {
        let link = if lot.one_in(2) {
            Link::Serial
        } else {
            Link::Tcp
        };
        let (form, at_byte) = any_byte(&mut lot);
        (link, form, Fault::KioskKilled, at_byte)
    });
    let title = format!("Real processes killed (kill -9), {CASES} cases");
    try_all(
        "sockets-killed",
        &title,
        cases.collect(),
        |slips, &(link, form, fault, at_byte)| {
            let shop = Shop::open(link, Habit::Proving);
            // The first byte is a question: something has been said.
            shop.cable.expect(1 + at_byte, Strike::Stall);
            let mut child = shop.child(form);
            let struck = shop.cable.wait_struck(PATIENCE);
            child.kill().unwrap();
            child.wait().unwrap();
            shop.cable.mend();
            assert!(struck, "byte {at_byte} on {link:?} never came");
            shop.after(slips, fault, Kiosk::start(&shop), Vec::new())
        },
    );
}

/// The kiosk that is killed: prints, and waits for its end.
fn be_killed(given: &str) {
    let mut given = given.splitn(3, '|');
    let mut next = || given.next().unwrap().to_owned();
    let form = if next() == "Raster" {
        Form::Raster
    } else {
        Form::Text
    };
    let (url, dir) = (next(), next());
    let slips = Slips::new(form);
    let (_kept, ended) = channel::<()>();
    let printing = Printing::start(setup(&url, Path::new(&dir)), |_| {}).unwrap();
    printing
        .print(slips.original.job(ORIGINAL, "A011", SlipKind::Original))
        .unwrap();
    let _never = ended.recv_timeout(PATIENCE);
}

fn random_faults(name: &str, seed: u64, link: Link, habit: Habit) {
    let mut lot = Lot::new(seed);
    let cases = (0..CASES).map(|_| {
        let fault = any_fault(&mut lot, link, habit);
        let (form, at_byte) = any_byte(&mut lot);
        (link, form, fault, at_byte)
    });
    let title = format!("Real {link:?} line, {habit:?} printer, {CASES} cases");
    try_all(
        name,
        &title,
        cases.collect(),
        |slips, &(link, _, fault, at_byte)| try_really(slips, link, habit, fault, at_byte),
    );
}

type Draw = (Link, Form, Fault, usize);

/// Tries all cases, some at a time, for most of it is waiting; then counts.
fn try_all(
    name: &str,
    title: &str,
    cases: Vec<Draw>,
    try_one: impl Fn(&Slips, &Draw) -> Verdict + Sync,
) {
    let (text, raster) = (Slips::new(Form::Text), Slips::new(Form::Raster));
    let verdicts = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let slips = if case.1 == Form::Text { &text } else { &raster };
                    let verdict = try_one(slips, case);
                    verdicts.lock().unwrap().push((*case, verdict));
                }
            });
        }
    });
    let mut verdicts = verdicts.into_inner().unwrap();
    verdicts.sort_by_key(|(case, _)| Fault::ALL.iter().position(|&fault| fault == case.2));
    let mut table = Table::new(title, &COLUMNS);
    let mut wrong = Vec::new();
    for (case, verdict) in &verdicts {
        let row = case.2.name();
        table.add(&row, "cases", 1);
        table.add(&row, column(verdict.end.state), 1);
        if !verdict.wrong.is_empty() {
            table.add(&row, "wrong", 1);
            wrong.push(format!("{case:?}: {verdict:?}"));
        }
    }
    table.show(name);
    assert!(
        wrong.is_empty(),
        "{} cases went wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Whatever a kiosk knows of its printer, it says at least the slip.
fn any_byte(lot: &mut Lot) -> (Form, usize) {
    let form = if lot.one_in(2) {
        Form::Text
    } else {
        Form::Raster
    };
    let said_at_least = Slip::original(form, "A011").bytes.len() as u64;
    (form, lot.below(said_at_least) as usize)
}

fn any_fault(lot: &mut Lot, link: Link, habit: Habit) -> Fault {
    let faults = [
        Fault::Cover,
        Fault::Out,
        Fault::NearEnd,
        Fault::Cutter,
        Fault::Mute,
        Fault::AnswersDropped,
        Fault::AnswersGarbled,
        Fault::LineStalled,
        Fault::LineClosed,
        Fault::Unplugged,
    ];
    // A serial line does not close; and a mute printer is not muted, nor its cutter seen.
    let possible = faults.into_iter().filter(|fault| match fault {
        Fault::LineClosed | Fault::Unplugged => link == Link::Tcp,
        Fault::Mute | Fault::AnswersDropped | Fault::AnswersGarbled | Fault::Cutter => {
            habit != Habit::Blind
        }
        _ => true,
    });
    let possible: Vec<Fault> = possible.collect();
    possible[lot.below(possible.len() as u64) as usize]
}

fn try_really(slips: &Slips, link: Link, habit: Habit, fault: Fault, at_byte: usize) -> Verdict {
    let shop = Shop::open(link, habit);
    let mut kiosk = Kiosk::start(&shop);
    kiosk.first_look();
    let strike = match fault {
        Fault::LineClosed => Strike::Close,
        Fault::Unplugged => Strike::Unplug,
        // Held until the printer has got its share.
        _ => Strike::Stall,
    };
    shop.cable.expect(at_byte, strike);
    let job = slips.original.job(ORIGINAL, "A011", SlipKind::Original);
    kiosk.printing.print(job).unwrap();
    assert!(
        shop.cable.wait_struck(PATIENCE),
        "{fault:?} never came at byte {at_byte}"
    );
    if let Some(happening) = fault.at_the_printer() {
        shop.server.happen(happening).unwrap();
    }
    if !matches!(fault, Fault::LineStalled | Fault::Unplugged) {
        shop.cable.mend();
    }
    // The guard comes when the kiosk has noticed, or the slip is out.
    kiosk.notice();
    if let Some(happening) = fault.mended_at_the_printer() {
        shop.server.happen(happening).unwrap();
    }
    shop.cable.mend();
    let told = kiosk.until_final(ORIGINAL);
    shop.after(slips, fault, kiosk, told)
}

/// A printer, the cable to it, and the kiosk's files.
struct Shop {
    server: PrinterServer,
    cable: Cable,
    habit: Habit,
    dir: tempfile::TempDir,
}

impl Shop {
    fn open(link: Link, habit: Habit) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = ServeOptions {
            printer: PRINTER,
            out_dir: dir.path().join("paper"),
            bytes_per_sec: None,
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = PrinterServer::start(listener, &options).unwrap();
        if habit == Habit::Blind {
            server.happen(Happening::Muted).unwrap();
        }
        let cable = match link {
            Link::Tcp => Cable::on_tcp(server.address()),
            Link::Serial => Cable::on_serial(server.address()),
        };
        Self {
            server,
            cable,
            habit,
            dir,
        }
    }

    /// This test program, run again as a kiosk of its own.
    fn child(&self, form: Form) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "sockets::fifty_kiosks_killed_at_random_bytes_leave_one_original_each",
            ])
            .env(
                CHILD,
                format!("{form:?}|{}|{}", self.cable.url, self.dir.path().display()),
            )
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// After the fault: a copy where nobody can say, and the next customer. Then all is read.
    fn after(&self, slips: &Slips, fault: Fault, mut kiosk: Kiosk, told: Vec<Progress>) -> Verdict {
        let original = slips.original.job(ORIGINAL, "A011", SlipKind::Original);
        let mut end = kiosk.printing.print(original).unwrap();
        if !end.state.is_final() {
            end = *kiosk.until_final(ORIGINAL).last().unwrap();
        }
        let copied = end.state == JobState::Unknown;
        if copied {
            let copy = slips.copy.job(COPY, "A011", SlipKind::Copy);
            kiosk.printing.print(copy).unwrap();
            kiosk.until_final(COPY);
        }
        let next = slips.next.job(NEXT, "A012", SlipKind::Original);
        kiosk.printing.print(next).unwrap();
        let next = *kiosk.until_final(NEXT).last().unwrap();
        kiosk.printing.stop().unwrap();
        let case = Case {
            habit: self.habit,
            end,
            next,
            told,
            copied,
            pieces: self.pieces(slips),
        };
        case.judge(slips, fault)
    }

    /// All pieces of paper, once the next customer's is among them: a blind printer says nothing.
    fn pieces(&self, slips: &Slips) -> Vec<Vec<Row>> {
        let deadline = Instant::now() + PATIENCE;
        let mut count = 0;
        loop {
            let pieces = self.pictures();
            if slips.next.picture.count_alone(&pieces) > 0 || Instant::now() > deadline {
                return pieces;
            }
            count = (count + 1).max(self.server.papers());
            let _more = self.server.wait_for_papers(count, Duration::from_secs(1));
        }
    }

    fn pictures(&self) -> Vec<Vec<Row>> {
        let files = fs::read_dir(self.dir.path().join("paper")).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|path| is_png(path)).collect();
        files.sort();
        files
            .iter()
            .map(|path| ink_of_png(&fs::read(path).unwrap()))
            .collect()
    }
}

fn is_png(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "png")
}

struct Kiosk {
    printing: Printing,
    events: Receiver<PrinterEvent>,
    told: Vec<(String, Progress)>,
}

impl Kiosk {
    fn start(shop: &Shop) -> Self {
        let (sender, events) = channel();
        let setup = setup(&shop.cable.url, shop.dir.path());
        let printing = Printing::start(setup, move |event| {
            let _nobody_listens = sender.send(event);
        });
        Self {
            printing: printing.unwrap(),
            events,
            told: Vec::new(),
        }
    }

    fn next_event(&mut self) -> PrinterEvent {
        let event = self
            .events
            .recv_timeout(PATIENCE)
            .expect("something is told");
        if let PrinterEvent::Job { act_key, progress } = &event {
            self.told.push((act_key.clone(), *progress));
        }
        event
    }

    /// Waits until the printer's health is known.
    fn first_look(&mut self) {
        while !matches!(self.next_event(), PrinterEvent::Health(_)) {}
    }

    /// Waits until it says that something is wrong, or that the slip is done.
    fn notice(&mut self) {
        loop {
            match self.next_event() {
                PrinterEvent::Job { progress, .. } => {
                    if progress.state.is_final() || progress.reason.is_some() {
                        return;
                    }
                }
                PrinterEvent::Health(health) if health.fault.is_some() => return,
                PrinterEvent::Health(_) | PrinterEvent::RollChanged(_) => {}
            }
        }
    }

    /// All that was told of this act, up to its end.
    fn until_final(&mut self, act_key: &str) -> Vec<Progress> {
        loop {
            let told = self.told.iter().filter(|(of, _)| of == act_key);
            let told: Vec<Progress> = told.map(|&(_, progress)| progress).collect();
            if told.last().is_some_and(|last| last.state.is_final()) {
                return told;
            }
            self.next_event();
        }
    }
}

fn setup(url: &str, dir: &Path) -> Setup {
    Setup {
        url: url.parse().unwrap(),
        manners: Profile::named("generic-80").unwrap().manners,
        journal: dir.join("acts"),
        roll: dir.join("roll"),
        test_line: TestLine::default(),
        deadlines: Deadlines {
            answer: Duration::from_secs(1),
            write: Duration::from_secs(2),
            proof: Duration::from_secs(3),
            settle: Duration::from_millis(100),
            retry: Duration::from_millis(50),
            ask: Duration::from_millis(200),
            check: Duration::from_secs(1),
            ..Deadlines::default()
        },
    }
}

const COLUMNS: [&str; 6] = ["cases", "confirmed", "blind", "unknown", "failed", "wrong"];

fn column(state: JobState) -> &'static str {
    match state {
        JobState::Confirmed => "confirmed",
        JobState::Blind => "blind",
        JobState::Unknown => "unknown",
        JobState::Queued | JobState::Sent | JobState::Failed => "failed",
    }
}
