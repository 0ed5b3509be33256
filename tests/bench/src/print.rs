//! From touch to paper: over loopback TCP, and over a serial line at 19 200 baud.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use antre_domain::SlipKind;
use antre_printer_sim::{Options, PrinterPty, ServeOptions, Simulator};
use antre_printing::{
    Deadlines, Job, JobState, PrinterEvent, PrinterUrl, Printing, Setup, TestLine,
};
use antre_ticket::{Mode, Printout};
use anyhow::{Context, Result, bail, ensure};

use crate::hub::BenchHub;
use crate::slip::SlipPress;
use crate::spread::Spread;
use crate::table::{Table, Target};

const BODY: &str = r#"{"service":"teller"}"#;
const FIRST_BYTE_MS: f64 = 15.0;
const RASTER_MS: f64 = 150.0;
const TEXT_MS: f64 = 700.0;
const BAUD: u32 = 19_200;
/// Start bit, eight bits, stop bit.
const BITS_A_BYTE: u32 = 10;
/// Slips over the serial line, half a second each.
const SERIAL_ACTS: usize = 20;
/// Nothing here takes longer, unless it is broken.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn measure(table: &mut Table, acts: usize) -> Result<()> {
    over_tcp(table, acts).await?;
    over_serial(table)
}

async fn over_tcp(table: &mut Table, acts: usize) -> Result<()> {
    let hub = BenchHub::start()?;
    let mut asker = hub.connect(&hub.token("kiosk", None)?).await?;
    let printer = Ear::start()?;
    let dir = tempfile::tempdir()?;
    let mut press = SlipPress::new()?;
    let kiosk = Kiosk::start(&press, format!("tcp://{}", printer.address), dir.path())?;
    // The first slip finds fonts and caches cold.
    kiosk.print(0, press.print(0, Mode::Raster)?)?;
    printer.slip()?;
    let (mut from_touch, mut from_ticket, mut handed_over) = (vec![], vec![], vec![]);
    for number in 1..=acts {
        let touched = Instant::now();
        let (status, _) = asker.post("/api/v1/tickets", BODY).await?;
        ensure!(status == 201, "a ticket was refused with {status}");
        let issued = Instant::now();
        let printout = press.print(number, Mode::Raster)?;
        kiosk.print(number, printout)?;
        let (first, last) = printer.slip()?;
        from_touch.push(first - touched);
        from_ticket.push(first - issued);
        handed_over.push(last - issued);
    }
    let target = |ms| Some(Target::AtMost(ms));
    let from_touch = Spread::of(from_touch);
    table.duration("touch to first byte at the printer", &from_touch, 50, None);
    let name = "touch to first byte at the printer";
    table.duration(name, &from_touch, 95, target(FIRST_BYTE_MS));
    let from_ticket = Spread::of(from_ticket);
    let name = "ticket issued to first byte at the printer";
    table.duration(name, &from_ticket, 95, target(FIRST_BYTE_MS));
    let handed_over = Spread::of(handed_over);
    let name = "ticket issued to raster slip handed over";
    table.duration(name, &handed_over, 50, None);
    table.duration(name, &handed_over, 95, target(RASTER_MS));
    Ok(())
}

fn over_serial(table: &mut Table) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut press = SlipPress::new()?;
    let options = ServeOptions {
        printer: Options::of_width(u32::from(press.profile.paper.width_dots)),
        out_dir: dir.path().join("paper"),
        bytes_per_sec: Some(BAUD / BITS_A_BYTE),
    };
    let printer = PrinterPty::start(&options)?;
    let url = format!("serial:{}?baud={BAUD}", printer.path().display());
    let kiosk = Kiosk::start(&press, url, dir.path())?;
    let mut durations = Vec::with_capacity(SERIAL_ACTS);
    for number in 0..SERIAL_ACTS {
        let issued = Instant::now();
        let printout = press.print(number, Mode::Text)?;
        let cuts = printer.inspect(Simulator::cuts);
        kiosk.give(number, printout)?;
        ensure!(
            printer.wait_until(PATIENCE, |printer| printer.cuts() > cuts),
            "no slip came out"
        );
        durations.push(issued.elapsed());
        kiosk.confirmed()?;
    }
    let spread = Spread::of(durations);
    let name = "ticket issued to text slip cut, 19 200 baud";
    table.duration(name, &spread, 50, None);
    table.duration(name, &spread, 95, Some(Target::AtMost(TEXT_MS)));
    Ok(())
}

struct Kiosk {
    printing: Printing,
    ended: Receiver<JobState>,
}

impl Kiosk {
    /// Starts the printer's thread, and waits until it knows its printer.
    fn start(press: &SlipPress, url: String, dir: &Path) -> Result<Self> {
        let (ends, ended) = channel();
        let (looks, looked) = channel();
        let setup = Setup {
            url: url.parse::<PrinterUrl>()?,
            manners: press.profile.manners,
            journal: dir.join("acts"),
            roll: dir.join("roll"),
            test_line: TestLine::default(),
            deadlines: Deadlines::default(),
        };
        let printing = Printing::start(setup, move |event| {
            // Whoever has left needs to hear no more.
            match event {
                PrinterEvent::Job { progress, .. } if progress.state.is_final() => {
                    let _ = ends.send(progress.state);
                }
                PrinterEvent::Health(_) => {
                    let _ = looks.send(());
                }
                PrinterEvent::Job { .. } | PrinterEvent::RollChanged(_) => {}
            }
        })?;
        looked
            .recv_timeout(PATIENCE)
            .context("the printer was not seen")?;
        Ok(Self { printing, ended })
    }

    fn give(&self, number: usize, printout: Printout) -> Result<()> {
        self.printing.print(Job {
            act_key: format!("t-{number}"),
            ticket_id: format!("t-{number}"),
            number: format!("A{number}"),
            kind: SlipKind::Original,
            bytes: printout.bytes,
            length_mm: printout.length_mm,
        })?;
        Ok(())
    }

    fn print(&self, number: usize, printout: Printout) -> Result<()> {
        self.give(number, printout)?;
        self.confirmed()
    }

    fn confirmed(&self) -> Result<()> {
        match self.ended.recv_timeout(PATIENCE)? {
            JobState::Confirmed => Ok(()),
            other => bail!("a slip ended as {other:?}"),
        }
    }
}

/// A printer that notes when a slip's first and last byte have come.
struct Ear {
    address: SocketAddr,
    slips: Receiver<(Instant, Instant)>,
}

/// How a slip begins: it resets the printer (`ESC @`).
const BEGINNING: &[u8] = b"\x1b@";
/// What follows a slip: its proof is asked for (`GS ( H`).
const END: &[u8] = b"\x1d(H\x06\x0000";

impl Ear {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (heard, slips) = channel();
        thread::spawn(move || {
            for host in listener.incoming().flatten() {
                // A host that hangs up is no fault of the printer.
                let _ = listen(host, &heard);
            }
        });
        Ok(Self { address, slips })
    }

    fn slip(&self) -> Result<(Instant, Instant)> {
        Ok(self.slips.recv_timeout(PATIENCE)?)
    }
}

fn listen(mut host: TcpStream, heard: &Sender<(Instant, Instant)>) -> std::io::Result<()> {
    host.set_nodelay(true)?;
    let mut printer = Simulator::new(Options::default());
    let mut bytes = [0; 4 * 1024];
    let mut unread = Vec::new();
    let mut began = None;
    loop {
        let count = host.read(&mut bytes)?;
        let now = Instant::now();
        if count == 0 {
            return Ok(());
        }
        unread.extend_from_slice(&bytes[..count]);
        if began.is_none() && find(&unread, BEGINNING) {
            began = Some(now);
        }
        // A printer that is only looked at is asked for a proof, too.
        if find(&unread, END) {
            unread.clear();
            if let Some(began) = began.take() {
                let _nobody_waits = heard.send((began, now));
            }
        }
        let answers = printer.feed(&bytes[..count]);
        host.write_all(&answers)?;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|at| at == wanted)
}
