//! The kiosk's program: its command line, its screen, and what joins them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::{SystemTime, UNIX_EPOCH};

use antre_client::{ClientOptions, ConnectError, Token};
use antre_domain::{Locale, PrinterFault, Watched};
use antre_kiosk::Kiosk;
use antre_kiosk::brand::Signboard;
use antre_kiosk::fit::GlassArgs;
use antre_kiosk::flow::News;
use antre_kiosk::guide::VoiceArgs;
use antre_kiosk::network::{self, Ended, KioskOutlet, Printer, Setup, Word};
use antre_kiosk::press::{Model, Press, Told, Which, fate, paper};
use antre_kiosk::reading;
use antre_kiosk::reports::{REPORTS_MAX, Report, Sources};
use antre_printer_profile::Profile;
use antre_printing::{Health, PrinterUrl};
use antre_protocol::{RollReport, ViewKind};
use antre_ticket::Mode;
use antre_ui_kit::{Background, Commands, Jack, Plug, Screen, ScreenArgs, ScreenError, bridge};
use anyhow::Context as _;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};
use tokio::sync::{mpsc as async_mpsc, watch};

/// Plugs in and out of the headphone socket that the screen has not heard of yet.
const PLUGS_MAX: usize = 8;
/// Acts that the network has not answered yet.
const OUTBOX_FILE: &str = "outbox";
/// Numbers to give while the hub is away, and those that were.
const RESERVE_FILE: &str = "reserve";

/// Slips of late, and what the staff decided.
const MEMORY_FILE: &str = "memory";
/// The program ended because the staff want it started anew: EX_TEMPFAIL, for the service manager.
const EXIT_RESTART: u8 = 75;

/// What staff may press on a keyboard.
const KEYS: &str = "Keys:\n  F1  the spoken guide, on or off\n  F8  there is a new roll of paper, for a printer that cannot say so itself";

/// The kiosk of an Antre branch
#[derive(Debug, Parser)]
#[command(version, after_help = KEYS)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    #[command(flatten)]
    glass: GlassArgs,
    #[command(flatten)]
    voice: VoiceArgs,
    /// The slip printer, as in tcp://192.168.1.50:9100, serial:/dev/ttyUSB0 or file:/dev/usb/lp0;
    /// without it numbers are shown on the screen alone
    #[arg(long, value_name = "URL")]
    printer: Option<PrinterUrl>,
    /// The printer's model: one that Antre knows, as in generic-80, or a file that describes it
    #[arg(long, value_name = "NAME|FILE", default_value = "generic-80", value_parser = model)]
    model: Profile,
    /// Print in the printer's own font: short, for slow lines; the default on serial ones
    #[arg(long, conflicts_with = "raster")]
    text: bool,
    /// Print as dots, exactly as designed; the default but on serial lines
    #[arg(long)]
    raster: bool,
    /// The input device of the headphone socket, as in /dev/input/event4: what is plugged in there starts
    /// the spoken guide
    #[arg(long, value_name = "DEVICE")]
    headphones: Option<PathBuf>,
    /// What this kiosk remembers across a restart; beside the token file where absent
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// What this kiosk is called on its slips
    #[arg(long, value_name = "NAME", default_value = "Kiosk 1")]
    name: String,
}

fn model(name: &str) -> Result<Profile, String> {
    if let Some(profile) = Profile::named(name) {
        return Ok(profile);
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        let known: Vec<&str> = Profile::names().collect();
        format!("neither a file ({error}) nor one of {}", known.join(", "))
    })?;
    Profile::parse(name, &text).map_err(|error| error.to_string())
}

impl Args {
    /// What the parts of the command line cannot know of each other. Ends the process with 2.
    fn check(&self) -> Option<Locale> {
        if self.screen.offscreen && self.screen.size.is_none() {
            refuse("--offscreen needs --size WxH");
        }
        let lang = self.screen.lang.as_deref()?;
        let locale = Locale::new(lang);
        if locale.is_none() {
            refuse("--lang takes a language of two or three letters, as in id or en");
        }
        locale
    }

    /// How slips are said to the printer at `url`.
    fn mode(&self, url: &PrinterUrl) -> Mode {
        let is_slow = matches!(url, PrinterUrl::Serial { .. });
        if self.text || (is_slow && !self.raster) {
            Mode::Text
        } else {
            Mode::Raster
        }
    }

    fn state(&self) -> PathBuf {
        let beside = || self.screen.token_file.with_file_name("kiosk-state");
        self.state.clone().unwrap_or_else(beside)
    }
}

fn refuse(why: &str) -> ! {
    Args::command()
        .error(ErrorKind::ValueValidation, why)
        .exit()
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let args = Args::parse();
    let first = args.check();
    match run(args, first) {
        Ok(Ended::Screen) => ExitCode::SUCCESS,
        Ok(Ended::Restart) => ExitCode::from(EXIT_RESTART),
        Err(error) => {
            eprintln!("antre-kiosk: {error:#}");
            if let Some(screen) = error.downcast_ref::<ScreenError>() {
                return screen.exit_code();
            }
            match error.downcast_ref::<ConnectError>() {
                Some(ConnectError::BadUrl { .. } | ConnectError::NotLoopback { .. }) => {
                    ExitCode::from(2)
                }
                Some(
                    ConnectError::Http(_) | ConnectError::Outbox(_) | ConnectError::Reserve(_),
                )
                | None => ExitCode::FAILURE,
            }
        }
    }
}

fn run(args: Args, first: Option<Locale>) -> anyhow::Result<Ended> {
    let token_file = &args.screen.token_file;
    let token = std::fs::read_to_string(token_file)
        .with_context(|| format!("the token in {} cannot be read", token_file.display()))?;
    let token = Token::new(&token).context("the token file holds no token")?;
    let state = args.state();
    std::fs::create_dir_all(&state)
        .with_context(|| format!("{} cannot be made", state.display()))?;

    let screen = Screen::open(&args.screen)?.without_cursor();
    let (commands, acts) = Commands::channel();
    let kiosk = antre_kiosk::init(0, antre_kiosk::steady_clock(), move |act| {
        if commands.send(act).is_err() {
            tracing::error!("the network takes no more acts: ending, to be started anew");
            // Without an event loop there is nothing to end.
            let _ = slint::quit_event_loop();
        }
    })?;
    let memory = state.join(MEMORY_FILE);
    let measured_mm = network::measured_width(&memory).map(|tenths_mm| tenths_mm as f32 / 10.0);
    kiosk.set_glass(args.glass.glass().measured(measured_mm));
    if args.screen.offscreen {
        kiosk.take_every_touch();
    }
    kiosk.news(News::Branch(Box::new(reading::unknown_branch(first))));
    let (shown, told) = (kiosk.clone(), kiosk.clone());
    let outlet = bridge::connect(
        kiosk.window(),
        move |_, branch| shown.news(News::Branch(branch)),
        move |_, word: Word| told.news(word.0),
    )?;

    let _jack = match args.headphones.clone() {
        Some(device) => Some(listen_at(device, &kiosk)?),
        None => None,
    };

    let (health_told, health) = watch::channel(None);
    let (reports_told, reports) = async_mpsc::channel(REPORTS_MAX);
    let printer = match args.printer.clone() {
        None => Printer::Absent,
        Some(url) => {
            let model = Model {
                mode: args.mode(&url),
                url,
                profile: args.model,
                language: first.unwrap_or(Locale::ID),
                state: state.clone(),
            };
            let ear = Ear {
                outlet: outlet.clone(),
                health: health_told.clone(),
                reports: reports_told,
            };
            match Press::start(model, move |told| ear.hear(told)) {
                Ok(press) => Printer::Ready(Arc::new(press)),
                Err(error) => {
                    tracing::error!("going on without paper: {error}");
                    health_told.send_replace(Some(unstarted()));
                    Printer::Broken
                }
            }
        }
    };
    let setup = Setup {
        hub: ClientOptions {
            hub_url: args.screen.hub,
            token,
            view: ViewKind::Kiosk,
            outbox: Some(state.join(OUTBOX_FILE)),
            reserve: Some(state.join(RESERVE_FILE)),
        },
        printer,
        sources: Sources { health, reports },
        name: args.name,
        first,
        memory,
        signboard: Signboard::of(kiosk.window()),
    };
    let (end, ended) = mpsc::channel();
    let network = Background::spawn("hub", move || async move {
        // The receiver waits in `run` until the loop has ended.
        let _ = end.send(network::follow(setup, acts, outlet).await);
        let _ = slint::quit_event_loop();
    })?;
    screen.run(kiosk.window())?;
    network.stop()?;
    match ended.try_recv() {
        Ok(ended) => Ok(ended?),
        Err(_) => Ok(Ended::Screen),
    }
}

/// Starts and ends the spoken guide with what is plugged into `device`.
fn listen_at(device: PathBuf, kiosk: &Kiosk) -> anyhow::Result<Jack> {
    let (plugged, mut plugs) = async_mpsc::channel(PLUGS_MAX);
    let kiosk = kiosk.clone();
    slint::spawn_local(async move {
        while let Some(plug) = plugs.recv().await {
            kiosk.jack(plug == Plug::In);
        }
    })?;
    let jack = Jack::watch(device, move |plug| {
        // A screen that is so far behind has more to do than to speak.
        let _ = plugged.try_send(plug);
    });
    jack.context("the headphone socket cannot be listened to")
}

/// Passes on what the printer tells, to the screen and to the hub; waits for neither.
struct Ear {
    outlet: KioskOutlet,
    health: watch::Sender<Option<Health>>,
    reports: async_mpsc::Sender<Report>,
}

impl Ear {
    fn hear(&self, told: Told) {
        match told {
            Told::Slip(id, progress) => {
                if let Some(state) = fate(progress.state) {
                    self.report(Report::Slip {
                        ticket: id.ticket.clone(),
                        kind: id.kind(),
                        state,
                        act_key: id.act_key(),
                    });
                }
                match id.which {
                    Which::Original => self.show(News::Paper(id.ticket, paper(progress, false))),
                    Which::Copy(_) => self.show(News::Paper(id.ticket, paper(progress, true))),
                    // Not the customer's concern.
                    Which::Officer => {}
                }
            }
            Told::Health(health) => {
                self.health.send_replace(Some(health));
            }
            Told::NewRoll(change) => {
                self.report(Report::Roll(RollReport {
                    used_mm: change.used_mm,
                    cuts: change.cuts,
                    by_hand: change.by_hand,
                }));
                self.show(News::NewRoll {
                    by_hand: change.by_hand,
                });
            }
        }
    }

    fn show(&self, news: News) {
        // Words about one slip join each other, so the list is full of other slips.
        if self.outlet.announce(Word(news)).is_err() {
            tracing::warn!("the screen was not told of the printer");
        }
    }

    fn report(&self, report: Report) {
        if let Err(error) = self.reports.try_send(report) {
            tracing::warn!("a report was lost: {error}");
        }
    }
}

/// A printer whose journal cannot be read needs whoever looks after the machine.
fn unstarted() -> Health {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    Health {
        fault: Some(PrinterFault::Mechanical),
        paper_low: false,
        watched: Watched::Blind,
        since_ms: since_1970.map_or(0, |since| since.as_millis() as i64),
        roll: None,
    }
}
