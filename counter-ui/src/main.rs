//! The clerk's program: a window or memory, and a hub to follow and to ask.

use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use antre_client::{Client, ClientError, ClientEvent, ClientOptions, TicketVerb, Token};
use antre_counter::panel::{Intent, Settled};
use antre_counter::{Heard, Hub, Scheme, Setup, init};
use antre_domain::{CounterId, Locale, TicketId, Timestamp};
use antre_protocol::{FinishRequest, OpenRequest, ParkRequest, TransferRequest, View, ViewKind};
use antre_ui_kit::bridge;
use antre_ui_kit::{
    Announcement, Background, Commands, Outlet, Screen, ScreenArgs, ScreenError, Size,
};
use anyhow::Context as _;
use clap::Parser;
use tokio::sync::mpsc;

/// The docked panel, in pixels.
const DOCKED: (u32, u32) = (380, 728);

/// The clerk's panel: call, serve, move on
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    /// Where the clerk sits, by its id in the branch file; without it they choose from a list
    #[arg(long, value_name = "ID")]
    counter: Option<CounterId>,
    /// Black and white
    #[arg(long)]
    contrast: bool,
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
    // A panel beside the clerk's other programs, not over them.
    args.screen.size = Some(
        args.screen
            .size
            .map_or_else(|| Size::new(DOCKED.0, DOCKED.1), Ok)?,
    );
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
    let scheme = if args.contrast {
        Scheme::Contrast
    } else {
        Scheme::Light
    };

    let screen = Screen::open(&args.screen)?;
    let started = Instant::now();
    let (commands, asked) = Commands::channel();
    let setup = Setup {
        counter: args.counter,
        scheme,
        locale: locale.transpose()?,
    };
    let app = init(
        setup,
        move || started.elapsed(),
        move |counter, intent| commands.send((counter, intent)).is_ok(),
    )?;
    let shared = Rc::new(app.clone());
    let settled = Rc::clone(&shared);
    let outlet = bridge::connect(
        app.window(),
        move |_, heard: Heard| shared.handle_heard(heard),
        move |_, outcome: Outcome| settled.handle_settled(outcome.0),
    )?;
    let options = ClientOptions {
        hub_url: args.screen.hub,
        token,
        view: ViewKind::Counter,
        outbox: None,
        reserve: None,
    };
    let network = Background::spawn("hub", move || follow(options, started, asked, outlet))?;
    screen.run(app.window())?;
    Ok(network.stop()?)
}

/// How an intent ended. The panel has one on its way, so one at most waits to be told.
#[derive(Debug)]
struct Outcome(Settled);

impl Announcement for Outcome {
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        Some(newer)
    }
}

type Asked = mpsc::Receiver<(CounterId, Intent)>;

/// Follows the hub, and asks it, until the screen is gone.
async fn follow(
    options: ClientOptions,
    started: Instant,
    mut asked: Asked,
    outlet: Outlet<Heard, Outcome>,
) {
    let (client, mut events) = match Client::connect(options) {
        Ok(connected) => connected,
        Err(error) => {
            tracing::error!("{error}");
            let _ = slint::quit_event_loop();
            return;
        }
    };
    let mut views = client.views();
    let mut hub = Hub::Connecting;
    loop {
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return },
            event = events.recv() => match event {
                None => return,
                Some(ClientEvent::Live) => hub = Hub::Live,
                Some(ClientEvent::Stale { since }) => hub = Hub::Lost { since: then(&client, since) },
                Some(ClientEvent::Refused { .. }) => hub = Hub::Refused,
                // The hall announces; an act always has somebody who waits for it.
                Some(ClientEvent::Announce(_) | ClientEvent::CallsSkipped { .. } | ClientEvent::Ended { .. }) => {}
            },
            Some((counter, intent)) = asked.recv() => {
                let (client, outlet) = (client.clone(), outlet.clone());
                // Apart from the views: they go on while the hub is asked.
                tokio::spawn(async move {
                    let settled = ask(&client, &counter, intent).await;
                    // Nobody to tell where the screen is gone.
                    let _ = outlet.announce(Outcome(settled));
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

async fn ask(client: &Client, counter: &CounterId, intent: Intent) -> Settled {
    let done = match intent {
        Intent::Open { profile } => client
            .open(counter, &OpenRequest { profile })
            .await
            .map(drop),
        Intent::Close => client.close(counter).await.map(drop),
        Intent::Rest => client.rest(counter).await.map(drop),
        Intent::CallNext => match client.call_next(counter).await {
            Ok(None) => return Settled::Nobody,
            called => called.map(drop),
        },
        Intent::Start(ticket) => verb(client, ticket, TicketVerb::Start).await,
        Intent::Finish(ticket) => {
            verb(client, ticket, TicketVerb::Finish(FinishRequest::default())).await
        }
        Intent::Recall(ticket) => verb(client, ticket, TicketVerb::Recall).await,
        Intent::NoShow(ticket) => verb(client, ticket, TicketVerb::NoShow).await,
        Intent::Transfer { ticket, service } => {
            let request = TransferRequest {
                service,
                class: None,
                age: antre_domain::Age::Keep,
            };
            verb(client, ticket, TicketVerb::Transfer(request)).await
        }
        Intent::Park {
            ticket,
            return_secs,
        } => {
            verb(
                client,
                ticket,
                TicketVerb::Park(ParkRequest { return_secs }),
            )
            .await
        }
        Intent::Requeue(ticket) => verb(client, ticket, TicketVerb::Requeue).await,
        Intent::Resume(ticket) => verb(client, ticket, TicketVerb::Resume).await,
        Intent::Cancel(ticket) => verb(client, ticket, TicketVerb::Cancel).await,
        Intent::Undo(ticket) => verb(client, ticket, TicketVerb::Undo).await,
        Intent::AnswerHelp(device) => client.answer_help(&device).await,
    };
    match done {
        Ok(()) => Settled::Done,
        Err(ClientError::Problem(problem)) => Settled::Refused(problem.title),
        Err(error) => {
            tracing::warn!("{error}");
            Settled::Unanswered
        }
    }
}

async fn verb(client: &Client, ticket: TicketId, verb: TicketVerb) -> Result<(), ClientError> {
    client.ticket_verb(ticket, &verb).await.map(drop)
}

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}
