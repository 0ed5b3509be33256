//! The kiosk's program: its command line, its screen, and what joins them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};

use antre_client::{ClientOptions, ConnectError, Token};
use antre_domain::Locale;
use antre_kiosk::flow::News;
use antre_kiosk::network::{self, Printer, Setup};
use antre_kiosk::press::{Press, SlipId};
use antre_kiosk::reading;
use antre_printing::PrinterUrl;
use antre_protocol::ViewKind;
use antre_ticket::Paper as Roll;
use antre_ui_kit::{Background, Commands, Screen, ScreenArgs, bridge};
use anyhow::Context as _;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};
use tokio::sync::watch;

/// Acts that the network has not answered yet.
const OUTBOX_FILE: &str = "outbox";
/// What the printer was given, and what became of it.
const JOURNAL_FILE: &str = "slips";

/// The kiosk of an Antre branch
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    /// The slip printer, as in tcp://192.168.1.50:9100, serial:/dev/ttyUSB0 or file:/dev/usb/lp0;
    /// without it numbers are shown on the screen alone
    #[arg(long, value_name = "URL")]
    printer: Option<PrinterUrl>,
    /// Dots across the paper: 576, 512, 420 or 384
    #[arg(long, value_name = "DOTS", default_value = "576", value_parser = roll)]
    paper: Roll,
    /// What this kiosk remembers across a restart; beside the token file where absent
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// What this kiosk is called on its slips
    #[arg(long, value_name = "NAME", default_value = "Kiosk 1")]
    name: String,
}

fn roll(text: &str) -> Result<Roll, String> {
    let dots = text.parse().map_err(|_| "a number of dots".to_owned())?;
    Roll::from_dots(dots).map_err(|error| error.to_string())
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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("antre-kiosk: {error:#}");
            match error.downcast_ref::<ConnectError>() {
                Some(ConnectError::BadUrl { .. } | ConnectError::NotLoopback { .. }) => {
                    ExitCode::from(2)
                }
                Some(ConnectError::Http(_) | ConnectError::Outbox(_)) | None => ExitCode::FAILURE,
            }
        }
    }
}

fn run(args: Args, first: Option<Locale>) -> anyhow::Result<()> {
    let token_file = &args.screen.token_file;
    let token = std::fs::read_to_string(token_file)
        .with_context(|| format!("the token in {} cannot be read", token_file.display()))?;
    let token = Token::new(&token).context("the token file holds no token")?;
    let state = args.state();
    std::fs::create_dir_all(&state)
        .with_context(|| format!("{} cannot be made", state.display()))?;

    let screen = Screen::open(&args.screen)?;
    let (commands, acts) = Commands::channel();
    let kiosk = antre_kiosk::init(0, antre_kiosk::steady_clock(), move |act| {
        if commands.send(act).is_err() {
            tracing::error!("the network takes no more acts: ending, to be started anew");
            // Without an event loop there is nothing to end.
            let _ = slint::quit_event_loop();
        }
    })?;
    if args.screen.offscreen {
        kiosk.take_every_touch();
    }
    kiosk.news(News::Branch(Box::new(reading::unknown_branch(first))));
    let (shown, told) = (kiosk.clone(), kiosk.clone());
    let outlet = bridge::connect(
        kiosk.window(),
        move |_, branch| shown.news(News::Branch(branch)),
        move |_, news| told.news(news),
    )?;

    let (trouble_told, trouble) = watch::channel(false);
    let printer = match args.printer {
        None => Printer::Absent,
        Some(url) => {
            let outlet = outlet.clone();
            let unstarted = trouble_told.clone();
            let journal = state.join(JOURNAL_FILE);
            let on_paper = move |slip: SlipId, paper| {
                // Words about one slip join each other, so the list is full of other slips.
                if outlet.announce(News::Paper(slip.ticket, paper)).is_err() {
                    tracing::warn!("the screen was not told of a slip");
                }
            };
            match Press::start(url, args.paper, &journal, trouble_told, on_paper) {
                Ok(press) => Printer::Ready(Arc::new(press)),
                Err(error) => {
                    tracing::error!("going on without paper: {error}");
                    unstarted.send_replace(true);
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
        },
        printer,
        trouble,
        name: args.name,
        first,
    };
    let (failed, failure) = mpsc::channel();
    let network = Background::spawn("hub", move || async move {
        if let Err(error) = network::follow(setup, acts, outlet).await {
            // The receiver waits in `run` until the loop has ended.
            let _ = failed.send(error);
            let _ = slint::quit_event_loop();
        }
    })?;
    screen.run(kiosk.window())?;
    network.stop()?;
    match failure.try_recv() {
        Ok(error) => Err(error.into()),
        Err(_) => Ok(()),
    }
}
