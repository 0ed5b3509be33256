//! The hall screen's program: a window or memory, and a hub to follow.

use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_client::{Client, ClientEvent, ClientOptions, Token};
use antre_display::fit::{Canvas, Fit, Hall};
use antre_display::hall::Line;
use antre_display::{Heard, Scheme, Setup, init};
use antre_domain::{Locale, Timestamp};
use antre_protocol::{Call, View, ViewKind};
use antre_ui_kit::bridge::{self, NotShown};
use antre_ui_kit::{Announcement, Background, Outlet, Screen, ScreenArgs, ScreenError};
use anyhow::Context as _;
use clap::Parser;

/// A screen that has this many announcements waiting is offered another so often.
const OFFER_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// The hall screen: who is called, and where to
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    /// From the screen to the last row, in metres: numbers too small for it are refused
    #[arg(long, value_name = "METRES", requires = "diagonal_in", value_parser = positive)]
    depth_m: Option<f32>,
    /// The screen's diagonal, in inches
    #[arg(long, value_name = "INCHES", requires = "depth_m", value_parser = positive)]
    diagonal_in: Option<f32>,
    /// For a hall with windows behind the screen
    #[arg(long, conflicts_with = "contrast")]
    light: bool,
    /// Black and white
    #[arg(long)]
    contrast: bool,
}

fn positive(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(value) if (0.1..=1000.0).contains(&value) => Ok(value),
        Ok(_) | Err(_) => Err("a number from 0.1 to 1000".to_owned()),
    }
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("antre-display: {error:#}");
            let screen = error.downcast_ref::<ScreenError>();
            screen.map_or(ExitCode::FAILURE, ScreenError::exit_code)
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    let hall = args.depth_m.zip(args.diagonal_in);
    let hall = hall.map(|(depth_m, diagonal_in)| Hall {
        depth_m,
        diagonal_in,
    });
    if let Some(size) = args.screen.size {
        Fit::new(Canvas::of(size.width(), size.height()), hall)?;
    }
    let token = std::fs::read_to_string(&args.screen.token_file).with_context(|| {
        format!(
            "the token in {} cannot be read",
            args.screen.token_file.display()
        )
    })?;
    let token = Token::new(&token).context("the token file holds no token")?;
    let locale = args
        .screen
        .lang
        .as_deref()
        .map(|lang| Locale::new(lang).context("no such language"));
    let scheme = match (args.light, args.contrast) {
        (_, true) => Scheme::Contrast,
        (true, false) => Scheme::Light,
        (false, false) => Scheme::Hall,
    };

    let screen = Screen::open(&args.screen)?.without_cursor();
    let started = Instant::now();
    let app = init(
        Setup {
            hall,
            scheme,
            locale: locale.transpose()?,
        },
        move || started.elapsed(),
    )?;
    let shared = Rc::new(app.clone());
    let announced = Rc::clone(&shared);
    let outlet = bridge::connect(
        app.window(),
        move |_, heard: Heard| shared.handle_heard(heard),
        move |_, call: Announced| announced.handle_call(call.0, call.1),
    )?;
    let options = ClientOptions {
        hub_url: args.screen.hub.clone(),
        token,
        view: ViewKind::Display,
        outbox: None,
        reserve: None,
    };
    let network = Background::spawn("hub", move || follow(options, started, outlet))?;
    screen.run(app.window())?;
    network.stop()?;
    match app.too_small() {
        Some(too_small) => Err(too_small.into()),
        None => Ok(()),
    }
}

/// A call and its age in seconds when it arrived.
#[derive(Debug)]
struct Announced(Call, u32);

impl Announcement for Announced {
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        if self.0.ticket == newer.0.ticket {
            *self = newer;
            None
        } else {
            Some(newer)
        }
    }
}

/// Follows the hub until the screen is gone.
async fn follow(options: ClientOptions, started: Instant, outlet: Outlet<Heard, Announced>) {
    let (client, mut events) = match Client::connect(options) {
        Ok(connected) => connected,
        Err(error) => {
            tracing::error!("{error}");
            let _ = slint::quit_event_loop();
            return;
        }
    };
    let mut views = client.views();
    let mut line = Line::Connecting;
    loop {
        let mut call = None;
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return },
            event = events.recv() => match event {
                None => return,
                Some(ClientEvent::Live) => line = Line::Live,
                Some(ClientEvent::Stale { since }) => line = Line::Lost { since: then(&client, since) },
                Some(ClientEvent::Refused { .. }) => line = Line::Refused,
                Some(ClientEvent::Announce(announcement)) => {
                    call = Some(Announced(announcement.call, announcement.age_secs));
                }
                Some(ClientEvent::CallsSkipped { count }) => {
                    tracing::warn!(count, "calls came faster than the screen took them");
                }
                // A display asks for nothing.
                Some(ClientEvent::Ended { .. }) => {}
            },
        }
        let view = views
            .borrow_and_update()
            .as_deref()
            .and_then(|view| match view {
                View::Display(view) => Some(Arc::new(view.clone())),
                View::Kiosk(_) | View::Counter(_) => None,
            });
        let clock = client.hub_time().map(|at| (at, started.elapsed()));
        if outlet.show(Heard { view, line, clock }).is_err() {
            return;
        }
        if let Some(call) = call
            && !announce(&outlet, call).await
        {
            return;
        }
    }
}

/// Hands a call to the screen, however long it takes; `false` where the screen is gone.
async fn announce(outlet: &Outlet<Heard, Announced>, mut call: Announced) -> bool {
    loop {
        match outlet.announce(call) {
            Ok(()) => return true,
            Err(NotShown::ScreenGone) => return false,
            Err(NotShown::Full(returned)) => call = returned,
        }
        tokio::time::sleep(OFFER_AGAIN_AFTER).await;
    }
}

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}
