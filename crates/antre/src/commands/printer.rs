mod page;

use std::collections::BTreeSet;
use std::io::BufRead;
use std::net::{SocketAddr, TcpListener};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use antre_printer_profile::{Cut, Profile, Status};
use antre_printer_sim::{
    Bugs, Happening, Options, PrinterPty, PrinterServer, ServeOptions, Served, Simulator,
};
use anyhow::{Context, Result};

use crate::exit::WrongUsage;

#[derive(clap::Args)]
#[command(after_help = happenings())]
pub(crate) struct Arguments {
    /// Where to listen, as in 127.0.0.1:9100
    #[arg(long, required_unless_present = "pty", conflicts_with = "pty")]
    listen: Option<SocketAddr>,
    /// A pseudo-terminal instead: the printer is on a serial line, whose device is printed
    #[arg(long)]
    pty: bool,
    /// Where the slips' pictures go
    #[arg(long)]
    out: PathBuf,
    /// The model to be, as in generic-80 or clone-5890k
    #[arg(long, conflicts_with_all = ["dots", "dpi"])]
    model: Option<String>,
    /// Dots across the paper: 576 or 512 for 80 mm, 420 or 384 for 58 mm
    #[arg(long, default_value_t = Options::default().dots_width)]
    dots: u32,
    /// Dots an inch: 203 or 180
    #[arg(long, default_value_t = Options::default().dpi)]
    dpi: u32,
    /// What the receive buffer holds; the model's own, or 4096, where absent
    #[arg(long, value_name = "BYTES")]
    buffer: Option<usize>,
    /// How fast it prints, in millimetres a second; at once where absent
    #[arg(long, value_name = "MM_PER_SEC")]
    speed: Option<u32>,
    /// What it does wrong, as cheap ones do; may be given several times
    #[arg(long, value_name = "NAME", long_help = bugs())]
    bug: Vec<Bugs>,
    /// The link's speed in bits a second, ten of them a byte; as fast as they come where absent
    #[arg(long, conflicts_with = "bytes_per_sec")]
    baud: Option<u32>,
    /// The same in bytes
    #[arg(long)]
    bytes_per_sec: Option<u32>,
    /// A page that shows the printer and its slips, and lets things happen to it; loopback only
    #[arg(long, value_name = "ADDR")]
    http: Option<SocketAddr>,
}

/// Serves until standard input ends. Each line of it is something that happens to the printer,
/// as in `cover open` or `paper out`.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let options = ServeOptions {
        printer: printer(&arguments)?,
        // The link to the terminal is printed, and must be found from anywhere.
        out_dir: std::path::absolute(&arguments.out)?,
        bytes_per_sec: arguments
            .baud
            .map(|baud| baud / 10)
            .or(arguments.bytes_per_sec),
    };
    let page = arguments.http.map(page::bind).transpose()?;
    let running = Arc::new(Running::start(&arguments, &options)?);
    let url = running.url(arguments.baud);
    println!("{url}");
    let page = match page {
        Some(listener) => {
            println!("http://{}/", listener.local_addr()?);
            let name = match &arguments.model {
                Some(name) => model(name)?.name,
                None => "ESC/POS".to_owned(),
            };
            Some(page::serve(listener, Arc::clone(&running), name, url)?)
        }
        None => None,
    };
    let ended = AtomicBool::new(false);
    let served = thread::scope(|scope| {
        let attending = scope.spawn(|| attend(&running, &ended));
        let obeyed = obey(&running);
        ended.store(true, Ordering::SeqCst);
        obeyed.and(attending.join().unwrap_or(Ok(())))
    });
    drop(page);
    served?;
    match Arc::into_inner(running) {
        Some(running) => running.stop(),
        None => Ok(()),
    }
}

/// The printer, whatever its line.
enum Running {
    Tcp(PrinterServer),
    Pty(PrinterPty),
}

impl Running {
    fn start(arguments: &Arguments, options: &ServeOptions) -> Result<Self> {
        Ok(match arguments.listen {
            Some(address) => {
                let listener = TcpListener::bind(address)
                    .with_context(|| format!("cannot listen on {address}"))?;
                Self::Tcp(PrinterServer::start(listener, options)?)
            }
            None => Self::Pty(PrinterPty::start(options)?),
        })
    }

    /// What a kiosk is told to find it.
    fn url(&self, baud: Option<u32>) -> String {
        match self {
            Self::Tcp(printer) => format!("tcp://{}", printer.address()),
            Self::Pty(printer) => {
                let baud = baud.map_or(String::new(), |baud| format!("?baud={baud}"));
                format!("serial:{}{baud}", printer.path().display())
            }
        }
    }

    fn stop(self) -> Result<()> {
        match self {
            Self::Tcp(printer) => Ok(printer.stop()?),
            Self::Pty(printer) => Ok(printer.stop()?),
        }
    }
}

impl Deref for Running {
    type Target = Served;

    fn deref(&self) -> &Served {
        match self {
            Self::Tcp(printer) => printer,
            Self::Pty(printer) => printer,
        }
    }
}

/// How long before a roll's end the sensor of a printer sees it come.
const NEAR_END_MM: u32 = 6_000;
/// Between two looks of whoever stands beside the printer.
const LOOK_PAUSE: Duration = Duration::from_millis(200);
/// So many looks without a new row, and a slip is taken to be finished.
const QUIET_LOOKS: u32 = 5;

fn printer(arguments: &Arguments) -> Result<Options> {
    let mut options = match &arguments.model {
        Some(name) => like(&model(name)?),
        None => Options {
            dots_width: arguments.dots,
            dpi: arguments.dpi,
            near_end_mm: Some(NEAR_END_MM),
            ..Options::default()
        },
    };
    options.buffer_bytes = arguments.buffer.unwrap_or(options.buffer_bytes);
    options.speed_mm_per_sec = arguments.speed;
    options.bugs = arguments
        .bug
        .iter()
        .fold(options.bugs, |all, bug| all.and(*bug));
    Ok(options)
}

fn model(name: &str) -> Result<Profile, WrongUsage> {
    Profile::named(name).ok_or_else(|| {
        let known: Vec<&str> = Profile::names().collect();
        WrongUsage(format!(
            "no model is called {name:?}: say one of {}",
            known.join(", ")
        ))
    })
}

/// A printer that can do what a profile says and nothing more, so that a template that needs more is
/// found out.
fn like(profile: &Profile) -> Options {
    let answers = profile.manners.status != Status::Never;
    Options {
        dots_width: profile.paper.width_dots.into(),
        dpi: profile.paper.dpi.into(),
        buffer_bytes: profile.manners.buffer_bytes as usize,
        knife: profile.dialect.cut != Cut::TearBar,
        near_end_mm: profile.manners.near_end_sensor.then_some(NEAR_END_MM),
        bugs: Bugs {
            garble_odd_bands: profile.dialect.band_rows_multiple > 1,
            no_status: !answers,
            no_asb: profile.manners.status != Status::Automatic,
            no_proof: !profile.manners.proof,
            no_doubled_raster: !profile.dialect.doubled_raster,
            ..Bugs::NONE
        },
        ..Options::default()
    }
}

fn obey(printer: &Running) -> Result<()> {
    for line in std::io::stdin().lock().lines() {
        match line?.parse::<Happening>() {
            Ok(happening) => printer.happen(happening)?,
            Err(unknown) => eprintln!("{unknown}"),
        }
    }
    Ok(())
}

/// Stands beside the printer: says on standard error what it did not understand, as it comes, and
/// tears off the paper of one without a knife once it has been quiet for a while.
fn attend(printer: &Running, ended: &AtomicBool) -> Result<()> {
    let has_knife = printer.inspect(|printer| printer.options().knife);
    let mut told = Faults::default();
    let mut quiet = (0, 0);
    while !ended.load(Ordering::SeqCst) {
        let came = |printer: &Simulator| Faults::of(printer) != told;
        if printer.wait_until(LOOK_PAUSE, came) {
            told = complain(printer, told);
        }
        let (printed, waits) =
            printer.inspect(|printer| (printer.rows_printed(), printer.rows_in_printer() > 0));
        quiet = if quiet.0 == printed {
            (printed, quiet.1 + 1)
        } else {
            (printed, 0)
        };
        if !has_knife && waits && quiet.1 == QUIET_LOOKS {
            printer.happen(Happening::Torn)?;
        }
    }
    complain(printer, told);
    Ok(())
}

/// What a host should not have sent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Faults {
    unknown: u64,
    pulses: u64,
    lost_bytes: u64,
}

impl Faults {
    fn of(printer: &Simulator) -> Self {
        Self {
            unknown: printer.unknown_count(),
            pulses: printer.pulses(),
            lost_bytes: printer.lost_bytes(),
        }
    }
}

/// Says what has come since, and answers what is told by now.
fn complain(printer: &Running, told: Faults) -> Faults {
    let (now, named) = printer.inspect(|printer| {
        let named: Vec<String> = printer
            .unknown()
            .iter()
            .skip(told.unknown as usize)
            .map(|unknown| format!("{} at byte {}", hex(&unknown.bytes), unknown.at_byte))
            .collect();
        (Faults::of(printer), named)
    });
    for name in &named {
        eprintln!("antre printer: unknown command {name}");
    }
    let unnamed = now.unknown - told.unknown - named.len() as u64;
    if unnamed > 0 {
        let all = now.unknown;
        eprintln!("antre printer: {unnamed} more unknown commands, {all} in all");
    }
    if now.pulses > told.pulses {
        let all = now.pulses;
        eprintln!("antre printer: a pulse to a cash drawer (10 14), {all} in all");
    }
    if now.lost_bytes > told.lost_bytes {
        let all = now.lost_bytes;
        eprintln!("antre printer: bytes lost, {all} in all");
    }
    now
}

fn hex(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(" ")
}

fn happenings() -> String {
    let lines = Happening::LINES.map(|(line, meaning)| format!("  {line:<17}{meaning}"));
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    format!(
        "What may happen to the printer, a line each on standard input or from the page:\n{}\n\n\
         Models: {}",
        lines.join("\n"),
        Profile::names()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn bugs() -> String {
    format!(
        "What it does wrong, as cheap ones do; may be given several times: {}",
        Bugs::NAMES.join(", ")
    )
}
