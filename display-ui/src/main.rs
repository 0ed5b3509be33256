//! The hall screen's program: its command line, its screen, and what joins them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;

use antre_audio::Speaker;
use antre_client::{ClientOptions, ConnectError, Token};
use antre_display::album::Wish;
use antre_display::clock::Clock;
use antre_display::fit::{Canvas, Fit, Hall};
use antre_display::hall::{self, TranscriptLine};
use antre_display::network::{self, Word};
use antre_display::transcript::Transcript;
use antre_display::voice::{Mouth, VoiceArgs};
use antre_display::{App, Heard, Scheme, Setup, Shell, init};
use antre_domain::{Locale, ZoneId};
use antre_protocol::{DisplayReport, ViewKind};
use antre_speech::Script;
use antre_ui_kit::{Background, Screen, ScreenArgs, ScreenError, bridge};
use anyhow::Context as _;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};
use tokio::sync::watch;

/// The longest name of a display, in characters.
const NAME_CHARS_MAX: usize = 40;

/// The hall screen: who is called, and where to
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    screen: ScreenArgs,
    #[command(flatten)]
    voice: VoiceArgs,
    /// The part of the hall that this screen serves, as the branch file calls it; all of it without
    #[arg(long, value_name = "ID", value_parser = zone)]
    zone: Option<ZoneId>,
    /// What this screen is called on the staff's screens
    #[arg(long, value_name = "NAME", default_value = "Layar 1", value_parser = name)]
    name: String,
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
    /// Append to this file what the hall was shown and told, one line each: time, what happened, to what
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,
}

fn zone(text: &str) -> Result<ZoneId, String> {
    ZoneId::new(text).map_err(|error| error.to_string())
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    if (1..=NAME_CHARS_MAX).contains(&text.chars().count()) {
        Ok(text.to_owned())
    } else {
        Err(format!("a name has 1 to {NAME_CHARS_MAX} characters"))
    }
}

fn positive(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(value) if (0.1..=1000.0).contains(&value) => Ok(value),
        Ok(_) | Err(_) => Err("a number from 0.1 to 1000".to_owned()),
    }
}

impl Args {
    /// What the parts of the command line cannot know of each other. Ends the process with 2.
    fn check(&self) -> Option<Locale> {
        let lang = self.screen.lang.as_deref()?;
        let locale = Locale::new(lang);
        if locale.is_none() {
            let why = "--lang takes a language of two or three letters, as in id or en";
            Self::command()
                .error(ErrorKind::ValueValidation, why)
                .exit();
        }
        locale
    }

    fn scheme(&self) -> Scheme {
        match (self.light, self.contrast) {
            (_, true) => Scheme::Contrast,
            (true, false) => Scheme::Light,
            (false, false) => Scheme::Hall,
        }
    }
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let args = Args::parse();
    let locale = args.check();
    match run(args, locale) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("antre-display: {error:#}");
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

fn run(args: Args, locale: Option<Locale>) -> anyhow::Result<()> {
    let scheme = args.scheme();
    let hall = args.depth_m.zip(args.diagonal_in);
    let hall = hall.map(|(depth_m, diagonal_in)| Hall {
        depth_m,
        diagonal_in,
    });
    if let Some(size) = args.screen.size {
        Fit::new(Canvas::of(size.width(), size.height()), hall)?;
    }
    let token_file = &args.screen.token_file;
    let token = std::fs::read_to_string(token_file)
        .with_context(|| format!("the token in {} cannot be read", token_file.display()))?;
    let token = Token::new(&token).context("the token file holds no token")?;
    let transcript = args.transcript.as_deref().map(|path| {
        Transcript::open(path).with_context(|| format!("{} cannot be written", path.display()))
    });
    let transcript = transcript.transpose()?;

    let screen = Screen::open(&args.screen)?.without_cursor();
    let mouth = Mouth::new(&args.voice, args.screen.offscreen);
    let clock = Clock::start();
    let flow = hall::Setup {
        zone: args.zone,
        name: args.name,
        has_voice: mouth.is_open(),
        clips: mouth.clips(),
    };
    let app = init(
        Setup {
            hall,
            flow,
            scheme,
            locale,
        },
        move || clock.now(),
    )?;
    let (shown, told, heard) = (app.clone(), app.clone(), app.clone());
    let outlet = bridge::connect(
        app.window(),
        move |_, view: Heard| shown.handle_heard(view),
        move |_, word: Word| tell(&told, word),
    )?;
    let voice = bridge::connect(
        app.window(),
        |_, ()| {},
        move |_, word| heard.handle_voice(word),
    )?;
    let (wishes, wished) = watch::channel(Wish::default());
    let (reports, reported) = watch::channel(None);
    app.attach(Around {
        speaker: mouth.open(voice),
        wishes,
        reports,
        transcript,
    });
    let setup = network::Setup {
        hub: ClientOptions {
            hub_url: args.screen.hub,
            token,
            view: ViewKind::Display,
            outbox: None,
            reserve: None,
        },
        clock,
        wishes: wished,
        reports: reported,
    };
    let (end, ended) = mpsc::channel();
    let network = Background::spawn("hub", move || async move {
        // The receiver waits below until the loop has ended.
        let _ = end.send(network::follow(setup, outlet).await);
        let _ = slint::quit_event_loop();
    })?;
    screen.run(app.window())?;
    network.stop()?;
    if let Ok(ended) = ended.try_recv() {
        ended?;
    }
    match app.too_small() {
        Some(too_small) => Err(too_small.into()),
        None => Ok(()),
    }
}

fn tell(app: &App, word: Word) {
    match word {
        Word::Call(call, age_secs) => app.handle_call(call, age_secs),
        Word::Picture(sha256, picture) => app.handle_picture(&sha256, picture),
        Word::Drawn(sha256, pixels) => app.handle_drawn(sha256, pixels.image()),
        Word::Slept(slept) => app.handle_sleep(slept),
    }
}

/// The real shell: a speaker, the network's thread, a file.
struct Around {
    speaker: Speaker,
    wishes: watch::Sender<Wish>,
    reports: watch::Sender<Option<DisplayReport>>,
    transcript: Option<Transcript>,
}

impl Shell for Around {
    fn play(&self, script: Script) {
        self.speaker.play(script);
    }

    fn wish(&self, wish: Wish) {
        self.wishes.send_if_modified(|known| {
            let is_new = *known != wish;
            *known = wish;
            is_new
        });
    }

    fn report(&self, report: DisplayReport) {
        self.reports.send_if_modified(|known| {
            let is_new = known.as_ref() != Some(&report);
            *known = Some(report);
            is_new
        });
    }

    fn write(&self, line: &TranscriptLine) {
        if let Some(transcript) = &self.transcript {
            transcript.write(line);
        }
    }
}
