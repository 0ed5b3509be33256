//! The clerk's program: a window or memory, and a hub to follow and to ask.

use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use antre_client::{Client, ClientEvent, ClientOptions, Token};
use antre_counter::ask::{self, Outcome};
use antre_counter::bell::Bell;
use antre_counter::keymap::Keymap;
use antre_counter::{Heard, Hub, Scheme, Setup, Wanted, init};
use antre_counter_flow::watch::{Answer, AskId};
use antre_domain::{CounterId, Locale, Timestamp};
use antre_protocol::{View, ViewKind};
use antre_ui_kit::{
    Announcement, Background, Commands, Outlet, Screen, ScreenArgs, ScreenError, Size, bridge,
};
use anyhow::Context as _;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};
use tokio::sync::mpsc;

/// The docked panel, in pixels.
const DOCKED: (u32, u32) = (380, 728);
/// The bar of a small monitor.
const BAR: (u32, u32) = (800, 56);
/// The panel with the whole hall beside it.
const WIDE: (u32, u32) = (1_280, 800);
/// A keymap is a page of text.
const KEYMAP_BYTES_MAX: u64 = 64 << 10;

/// The clerk's panel: call, serve, move on
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    /// Where the clerk sits, by its id in the branch file; without it they choose from a list
    #[arg(long, value_name = "ID")]
    counter: Option<CounterId>,
    /// Which act lies on which key: full, numpad, keypad, or a file that says so
    #[arg(long, value_name = "NAME|FILE", default_value = "full")]
    keys: String,
    /// Stay over all other windows
    #[arg(long)]
    on_top: bool,
    /// A bar 56 pixels high, for a small monitor
    #[arg(long, conflicts_with_all = ["wide", "size"])]
    bar: bool,
    /// A wide window with the whole hall
    #[arg(long, conflicts_with = "size")]
    wide: bool,
    /// Black and white
    #[arg(long)]
    contrast: bool,
}

impl Args {
    fn size(&self) -> anyhow::Result<Size> {
        let (width, height) = match (self.screen.size, self.bar, self.wide) {
            (Some(size), _, _) => return Ok(size),
            (None, true, _) => BAR,
            (None, false, true) => WIDE,
            (None, false, false) => DOCKED,
        };
        Ok(Size::new(width, height)?)
    }

    /// Ends the process with 2 where there is no such language.
    fn locale(&self) -> Option<Locale> {
        let lang = self.screen.lang.as_deref()?;
        let locale = Locale::new(lang);
        if locale.is_none() {
            refuse("--lang takes a language of two or three letters, as in id or en");
        }
        locale
    }

    /// Ends the process with 2 where there is none, or it contradicts itself.
    fn keymap(&self) -> Keymap {
        Keymap::named(&self.keys).unwrap_or_else(|| {
            let read = text(Path::new(&self.keys)).and_then(|text| {
                Keymap::read(&text).with_context(|| format!("{} is no keymap", self.keys))
            });
            read.unwrap_or_else(|error| refuse(&format!("--keys: {error:#}")))
        })
    }
}

fn text(file: &Path) -> anyhow::Result<String> {
    let named = || format!("{} is no keymap, and no file to read", file.display());
    let length = file.metadata().with_context(named)?.len();
    anyhow::ensure!(
        length <= KEYMAP_BYTES_MAX,
        "{} has {length} bytes, and a keymap at most {KEYMAP_BYTES_MAX}",
        file.display()
    );
    std::fs::read_to_string(file).with_context(named)
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
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("antre-counter: {error:#}");
            let screen = error.downcast_ref::<ScreenError>();
            screen.map_or(ExitCode::FAILURE, ScreenError::exit_code)
        }
    }
}

fn run(mut args: Args) -> anyhow::Result<()> {
    let (locale, keymap) = (args.locale(), args.keymap());
    // A panel beside the clerk's other programs, not over them.
    args.screen.size = Some(args.size()?);
    let token = std::fs::read_to_string(&args.screen.token_file).with_context(|| {
        format!(
            "the token in {} cannot be read",
            args.screen.token_file.display()
        )
    })?;
    let token = Token::new(&token).context("the token file holds no token")?;
    let scheme = if args.contrast {
        Scheme::Contrast
    } else {
        Scheme::Light
    };

    let mut screen = Screen::open(&args.screen)?;
    if args.on_top {
        screen = screen.on_top();
    }
    let started = Instant::now();
    let (commands, asked) = Commands::channel();
    let setup = Setup {
        counter: args.counter,
        scheme,
        locale,
        keymap,
    };
    let bell = Bell::default();
    let app = init(
        setup,
        move || started.elapsed(),
        move |wanted| commands.send(wanted).is_ok(),
        move || bell.ring(),
    )?;
    let shared = Rc::new(app.clone());
    let told = Rc::clone(&shared);
    let outlet = bridge::connect(
        app.window(),
        move |_, heard: Heard| shared.handle_heard(heard),
        move |_, word: Word| match word {
            Word::Desk(outcome) => told.handle_outcome(outcome),
            Word::Hall(id, answer) => told.handle_answer(id, answer),
            Word::Leads(leads) => told.handle_leads(leads),
        },
    )?;
    let options = ClientOptions {
        hub_url: args.screen.hub,
        token,
        view: ViewKind::Counter,
        outbox: None,
        reserve: None,
    };
    let network = Background::spawn("hub", move || {
        follow(options, locale, started, asked, outlet)
    })?;
    screen.run(app.window())?;
    Ok(network.stop()?)
}

/// What the hub said to whoever asked. The panel has one intent on its way and the supervisor's view a few,
/// so few wait to be told.
#[derive(Debug)]
enum Word {
    Desk(Outcome),
    Hall(AskId, Answer),
    /// Whether the device's own token leads the hall.
    Leads(bool),
}

impl Announcement for Word {
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        Some(newer)
    }
}

/// Follows the hub, and asks it, until the screen is gone.
async fn follow(
    options: ClientOptions,
    locale: Option<Locale>,
    started: Instant,
    mut asked: mpsc::Receiver<Wanted>,
    outlet: Outlet<Heard, Word>,
) {
    let (client, mut events) = match Client::connect(options) {
        Ok(connected) => connected,
        Err(error) => {
            tracing::error!("{error}");
            let _ = slint::quit_event_loop();
            return;
        }
    };
    if let Some(locale) = locale {
        client.speak(locale);
    }
    let mut views = client.views();
    let mut hub = Hub::Connecting;
    loop {
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return },
            event = events.recv() => match event {
                None => return,
                Some(ClientEvent::Live) => {
                    hub = Hub::Live;
                    let (client, outlet) = (client.clone(), outlet.clone());
                    tokio::spawn(async move {
                        if let Some(leads) = ask::leads(&client).await {
                            let _ = outlet.announce(Word::Leads(leads));
                        }
                    });
                }
                Some(ClientEvent::Stale { since }) => hub = Hub::Lost { since: then(&client, since) },
                Some(ClientEvent::Refused { .. }) => hub = Hub::Refused,
                // The hall announces; an act always has somebody who waits for it.
                // Whoever is signed in no longer hears it by what they asked for.
                Some(
                    ClientEvent::Announce(_)
                    | ClientEvent::CallsSkipped { .. }
                    | ClientEvent::SessionOver { .. }
                    | ClientEvent::Ended { .. },
                ) => {}
            },
            Some(wanted) = asked.recv() => {
                let (client, outlet) = (client.clone(), outlet.clone());
                // Apart from the views: they go on while the hub is asked.
                tokio::spawn(async move {
                    let word = match wanted {
                        Wanted::Desk { counter, intent } => {
                            Word::Desk(ask::desk(&client, counter.as_ref(), intent).await)
                        }
                        Wanted::Hall(asked) => {
                            Word::Hall(asked.id, ask::hall(&client, asked.intent).await)
                        }
                    };
                    // Nobody to tell where the screen is gone.
                    let _ = outlet.announce(word);
                });
                continue;
            }
        }
        let view = views
            .borrow_and_update()
            .as_deref()
            .and_then(|view| match view {
                View::Counter(view) => Some(Arc::new(view.clone())),
                View::Kiosk(_) | View::Display(_) => None,
            });
        let clock = client.hub_time().map(|at| (at, started.elapsed()));
        if outlet.show(Heard { view, hub, clock }).is_err() {
            return;
        }
    }
}

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}
