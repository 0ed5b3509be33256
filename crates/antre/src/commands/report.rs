use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use antre_domain::{Locale, SlipKind};
use antre_hub::Tongue;
use antre_hub::report::{self, Report};
use antre_hub::story::WhyError;
use antre_printer_profile::Profile;
use antre_printing::{
    Deadlines, Job, JobState, PrinterEvent, PrinterUrl, Printing, Progress, Reason, Setup, TestLine,
};
use antre_ticket::{Language, Mode, Printout, Typesetter, test_line};
use anyhow::{Context as _, Result, anyhow, bail};
use chrono::NaiveDate;
use clap::ValueEnum;

use crate::exit::WrongUsage;

/// How long a printer may take for the report before nobody waits any longer.
const PRINT_DEADLINE: Duration = Duration::from_secs(30);

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory; a hub may be running on it
    #[arg(long)]
    data: PathBuf,
    /// The business day, as 2026-11-23; the last one where absent
    #[arg(long)]
    date: Option<String>,
    /// The reader's language; the branch's own where absent
    #[arg(long)]
    lang: Option<Lang>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Draw it as it would be printed, into this PNG
    #[arg(long, value_name = "PNG")]
    out: Option<PathBuf>,
    /// Print it, as on tcp://192.168.1.50:9100 or /dev/usb/lp0
    #[arg(long, value_name = "URL")]
    printer: Option<String>,
    /// The printer's model, by its profile
    #[arg(long, value_name = "NAME", default_value = "generic-80")]
    model: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Id,
    En,
    Zh,
    Ar,
}

impl Lang {
    fn locale(self) -> Locale {
        let code = match self {
            Self::Id => return Locale::ID,
            Self::En => return Locale::EN,
            Self::Zh => "zh",
            Self::Ar => "ar",
        };
        Locale::new(code).expect("two lower-case letters are a language's code")
    }
}

/// Tells the figures of a business day: as a table, as JSON, as a picture or on paper.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let profile = Profile::named(&arguments.model).ok_or_else(|| {
        let known: Vec<&str> = Profile::names().collect();
        WrongUsage(format!(
            "--model {:?}: no such profile; name one of {}",
            arguments.model,
            known.join(", ")
        ))
    })?;
    let printer: Option<PrinterUrl> = arguments
        .printer
        .as_deref()
        .map(|url| {
            url.parse()
                .map_err(|error| WrongUsage(format!("--printer: {error}")))
        })
        .transpose()?;
    // Before the log is read nobody knows the branch's language.
    let asked_in = arguments.lang.map(Lang::locale);
    let tongue = Tongue::of(asked_in.unwrap_or(Locale::ID));
    let date = arguments.date.as_deref().map(date_of).transpose()?;
    let report = report::read(&arguments.data, date)
        .map_err(|error: WhyError| anyhow!(error.sentence(tongue)))?;
    let locale = asked_in.unwrap_or(report.locale());
    if let Some(path) = &arguments.out {
        draw(&report, locale, &profile, path)?;
    }
    if let Some(url) = printer {
        let progress = print(&report, locale, &profile, url)?;
        told(progress)?;
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else if arguments.out.is_none() && arguments.printer.is_none() {
        print!("{}", report.table(Tongue::of(locale)));
    }
    Ok(())
}

fn draw(report: &Report, locale: Locale, profile: &Profile, path: &Path) -> Result<()> {
    let composed = report.composed(locale, profile.paper)?;
    let mut typesetter = Typesetter::new();
    let layout = typesetter.layout_for(&composed, profile);
    let png = typesetter.draw(&layout).to_png()?;
    std::fs::write(path, png).with_context(|| path.display().to_string())
}

/// Prints it by way of a journal of its own: what stands on the kiosk's belongs to its customers.
fn print(report: &Report, locale: Locale, profile: &Profile, url: PrinterUrl) -> Result<Progress> {
    let composed = report.composed(locale, profile.paper)?;
    let printed = Typesetter::new().print(&composed, profile, Mode::Raster);
    let Printout { bytes, length_mm } = test_line(Language::from(locale), profile);
    let journals = tempfile::tempdir()?;
    let setup = Setup {
        url,
        manners: profile.manners,
        journal: journals.path().join("print.journal"),
        roll: journals.path().join("roll.journal"),
        test_line: TestLine { bytes, length_mm },
        deadlines: Deadlines::default(),
    };
    let (said, hears) = mpsc::channel();
    let printing = Printing::start(setup, move |event| {
        if let PrinterEvent::Job { progress, .. } = event {
            // Whoever no longer waits has given up.
            let _ = said.send(progress);
        }
    })?;
    let date = report.closing.date.to_string();
    let act_key = format!("closing-{date}");
    let mut progress = printing.print(Job {
        act_key: act_key.clone(),
        ticket_id: "closing".to_owned(),
        number: date,
        kind: SlipKind::Copy,
        bytes: printed.bytes,
        length_mm: printed.length_mm,
    })?;
    while !progress.state.is_final() {
        match hears.recv_timeout(PRINT_DEADLINE) {
            Ok(heard) => progress = heard,
            // What has not left by now is not to leave when nobody expects it.
            Err(_) => {
                let waited_for = progress.reason;
                progress = Progress {
                    reason: waited_for,
                    ..printing.withdraw(&act_key)?
                };
                break;
            }
        }
    }
    printing.stop()?;
    Ok(progress)
}

fn told(progress: Progress) -> Result<()> {
    let why = match progress.reason {
        Some(Reason::Printer(fault)) => format!(" ({})", fault.code()),
        Some(_) | None => String::new(),
    };
    match progress.state {
        JobState::Confirmed => Ok(()),
        JobState::Blind => {
            eprintln!("the printer took the report and says nothing: look whether it is there");
            Ok(())
        }
        JobState::Queued | JobState::Sent | JobState::Unknown => {
            bail!("nobody can say whether the report was printed{why}: look at the printer")
        }
        JobState::Failed => {
            bail!("the report was not printed{why}: look at the printer and try again")
        }
    }
}

fn date_of(text: &str) -> Result<NaiveDate, WrongUsage> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        WrongUsage(format!(
            "--date {text:?}: not a date; write it as in 2026-11-23"
        ))
    })
}
