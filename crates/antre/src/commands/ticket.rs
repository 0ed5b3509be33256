//! What paper will carry, before any is used.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use antre_domain::config::{Config, Service};
use antre_domain::{Locale, TicketNumber};
use antre_hub::{BranchFileError, read_branch_file};
use antre_printer_profile::{Cut, Profile};
use antre_printer_sim::{Happening, Options, Simulator};
use antre_ticket::part::Composed;
use antre_ticket::{
    DayReport, Language, Link, Mode, Picture, SeriesLine, Sheet, SheetKind, Slip, Template,
    Typesetter, WaitMinutes, compose,
};
use anyhow::{Context as _, Result, anyhow, bail};
use chrono::{NaiveDate, NaiveDateTime};
use data_encoding::BASE64;

use crate::exit::WrongUsage;

/// Where neither a branch nor anybody names one.
const TEMPLATE: &str = "standard";
const PRINTER: &str = "generic-80";
/// Of a service's numbers the one that a preview shows.
const SAMPLE_NUMBER: u32 = 12;
/// A key as long as those of status pages.
const SAMPLE_KEY: &str = "7k3m9p2q4r6s8t0v2w4x6y";
const SAMPLE_URL: &str = "http://192.168.1.10:8080";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Draw a slip or a closing report as the paper will carry it
    Preview(Preview),
}

#[derive(clap::Args)]
struct Preview {
    /// A template: standard, large, officer, closing, or a TOML file; the branch's, else standard
    #[arg(long)]
    template: Option<String>,
    /// A branch file, whose names, services and logo stand on it; else a sample
    #[arg(long)]
    branch: Option<PathBuf>,
    /// A logo instead of the branch's: PNG or SVG
    #[arg(long)]
    logo: Option<PathBuf>,
    /// A printer: a model that Antre knows, or a TOML file
    #[arg(long, default_value = PRINTER)]
    printer: String,
    /// The language of its words: id, en, zh, ar
    #[arg(long, default_value = "id", value_parser = language)]
    lang: Language,
    /// The service's id in the branch file; else its first
    #[arg(long, requires = "branch")]
    service: Option<String>,
    /// A ticket of a priority class
    #[arg(long)]
    priority: bool,
    /// A second slip of the same number
    #[arg(long)]
    copy: bool,
    /// Of a branch that only practises
    #[arg(long)]
    practice: bool,
    /// In the printer's own font, as for slow links
    #[arg(long)]
    text: bool,
    /// Also write the bytes that the printer would be sent
    #[arg(long)]
    escpos: Option<PathBuf>,
    /// Where the picture goes (PNG)
    #[arg(long)]
    out: PathBuf,
}

/// Does what follows `antre ticket`.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Preview(preview) => preview.run(),
    }
}

impl Preview {
    fn run(self) -> Result<()> {
        let config = self.branch.as_deref().map(read_branch).transpose()?;
        let template = self.template(config.as_ref())?;
        let printer = printer(&self.printer)?;
        let logo = self.logo(&template, config.as_ref(), &printer)?;
        let service = self.service(config.as_ref())?;

        let (slip, report);
        let sheet = match template.sheet() {
            SheetKind::Ticket => {
                slip = self.slip(config.as_ref().zip(service))?;
                Sheet::Ticket(&slip)
            }
            SheetKind::Closing => {
                report = self.report(config.as_ref())?;
                Sheet::Day(&report)
            }
        };
        let composed = compose(&template, sheet, logo.as_ref());

        let mut typesetter = Typesetter::new();
        warn_of_boxes(&mut typesetter, &composed);
        let mode = if self.text { Mode::Text } else { Mode::Raster };
        let printout = typesetter.print(&composed, &printer, mode);
        let png = match mode {
            Mode::Raster => {
                let layout = typesetter.layout_for(&composed, &printer);
                typesetter.draw(&layout).to_png()?
            }
            Mode::Text => printed(&printout.bytes, &printer)?,
        };
        write(&self.out, &png)?;
        if let Some(path) = &self.escpos {
            write(path, &printout.bytes)?;
        }
        let (length_mm, bytes) = (printout.length_mm, printout.bytes.len());
        println!(
            "{}: {length_mm} mm of paper, {bytes} bytes",
            self.out.display()
        );
        Ok(())
    }

    /// One that Antre brings, one of the branch's, or a file.
    fn template(&self, config: Option<&Config>) -> Result<Template> {
        let branches = config.map(|config| config.slip.ticket.as_str());
        let name = self.template.as_deref().or(branches).unwrap_or(TEMPLATE);
        if let Some(template) = Template::named(name) {
            return Ok(template);
        }
        let text = match config.and_then(|config| config.slip.files.get(name)) {
            Some(text) => text.clone(),
            None => read_text(Path::new(name), &names_of("template", Template::names()))?,
        };
        Template::check(name, &text).map_err(|errors| {
            let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
            anyhow!(lines.join("\n"))
        })
    }

    fn logo(
        &self,
        template: &Template,
        config: Option<&Config>,
        printer: &Profile,
    ) -> Result<Option<Arc<Picture>>> {
        let Some(width_mm) = template.logo_width_mm() else {
            return Ok(None);
        };
        let (name, bytes) = if let Some(path) = &self.logo {
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error, ""))?;
            (path.display().to_string(), bytes)
        } else if let Some(slip) = config.map(|config| &config.slip)
            && let Some(name) = &slip.logo
        {
            let content = slip.files.get(name).context("the branch's logo was read")?;
            let bytes = BASE64.decode(content.as_bytes());
            (name.clone(), bytes.context("the branch's logo")?)
        } else {
            return Ok(None);
        };
        let picture = Picture::read(&name, &bytes, width_mm, printer.paper)?;
        Ok(Some(Arc::new(picture)))
    }

    fn service<'a>(&self, config: Option<&'a Config>) -> Result<Option<&'a Service>> {
        let Some(config) = config else {
            return Ok(None);
        };
        let Some(id) = &self.service else {
            return Ok(config.services.first());
        };
        let found = config.services.iter().find(|one| one.id.as_str() == id);
        let Some(service) = found else {
            let known: Vec<_> = config.services.iter().map(|one| one.id.as_str()).collect();
            let known = known.join(", ");
            return Err(WrongUsage(format!("no service \"{id}\"; there are {known}")).into());
        };
        Ok(Some(service))
    }

    fn slip(&self, branch: Option<(&Config, &Service)>) -> Result<Slip> {
        let sample = Slip {
            language: self.lang,
            branch: "Puskesmas Sukamaju".to_owned(),
            service: match self.lang {
                Language::Id => "Poli Umum",
                Language::En => "General clinic",
                Language::Zh => "全科门诊",
                Language::Ar => "العيادة العامة",
            }
            .to_owned(),
            number: "A012".parse()?,
            priority: self.priority,
            party: 1,
            ahead: Some(7),
            wait: Some(WaitMinutes::around(20 * 60, 40 * 60)),
            waiting_area: Some("Ruang Tunggu 1".to_owned()),
            bring: vec!["KTP".to_owned(), "kartu BPJS".to_owned()],
            link: Some(Link::new(&format!("{SAMPLE_URL}/t/{SAMPLE_KEY}"))?),
            wifi: Some("Puskesmas Tamu".to_owned()),
            issued_at: at(8, 14),
            kiosk: "Kiosk 1".to_owned(),
            offline: false,
            copy: self.copy,
            practice: self.practice,
        };
        let Some((config, service)) = branch else {
            return Ok(sample);
        };
        let own = config.languages.first().copied().unwrap_or(Locale::ID);
        let locale = Locale::new(self.lang.code()).unwrap_or(own);
        let say = |text: &antre_domain::Text| text.get(locale, own).to_owned();
        let link = config
            .public_url
            .as_ref()
            .map(|url| Link::new(&format!("{}/t/{SAMPLE_KEY}", url.trim_end_matches('/'))));
        Ok(Slip {
            branch: config.name.clone(),
            service: say(&service.name),
            number: number(config, service, self.priority).unwrap_or(sample.number),
            waiting_area: service.waiting_area.as_ref().map(say),
            bring: service.bring.iter().map(say).collect(),
            link: link.transpose().context("public_url")?,
            wifi: config.wifi.clone(),
            practice: self.practice || config.practice,
            ..sample
        })
    }

    fn report(&self, config: Option<&Config>) -> Result<DayReport> {
        let line = |prefix: &str, width: usize, count: u32| -> Result<SeriesLine> {
            Ok(SeriesLine {
                first: format!("{prefix}{:0width$}", 1).parse()?,
                last: format!("{prefix}{count:0width$}").parse()?,
                issued: count,
            })
        };
        let counts = [148, 37, 62, 9, 24, 51];
        let series = match config {
            None => vec![line("A", 3, 148)?, line("B", 3, 37)?, line("C", 3, 62)?],
            Some(config) => {
                let series = config.series.iter().zip(counts.into_iter().cycle());
                let lines = series.map(|(series, count)| {
                    let first = number_at(series, 0).context("a series' first number")?;
                    let last = number_at(series, count - 1).context("a series' number")?;
                    Ok(SeriesLine {
                        first,
                        last,
                        issued: count,
                    })
                });
                lines.collect::<Result<_>>()?
            }
        };
        let issued: u32 = series.iter().map(|line| line.issued).sum();
        Ok(DayReport {
            language: self.lang,
            branch: config.map_or_else(|| "Puskesmas Sukamaju".to_owned(), |one| one.name.clone()),
            date: at(0, 0).date(),
            made_at: at(15, 4),
            practice: self.practice || config.is_some_and(|config| config.practice),
            series,
            issued,
            served: issued - 16,
            no_show: 9,
            cancelled: 4,
            unserved: 3,
            longest_wait_secs: 4_310,
            copies: 6,
            overrides: 2,
            last_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                .to_owned(),
        })
    }
}

/// What no font has is printed as a box: whoever wrote it should know before a customer does.
fn warn_of_boxes(typesetter: &mut Typesetter, composed: &Composed) {
    let missing = composed.texts().flat_map(|text| typesetter.missing(text));
    let missing: BTreeSet<char> = missing.collect();
    for character in missing {
        let code = u32::from(character);
        eprintln!(
            "no font here has {character:?} (U+{code:04X}): it is printed as a box; write it otherwise"
        );
    }
}

fn language(code: &str) -> Result<Language, String> {
    let known = Language::ALL.map(Language::code).join(", ");
    Language::ALL
        .into_iter()
        .find(|language| language.code() == code)
        .ok_or_else(|| format!("choose of {known}"))
}

fn read_branch(path: &Path) -> Result<Config> {
    read_branch_file(path).map_err(|error| match error {
        BranchFileError::Faulty(_) => error.into(),
        BranchFileError::Unreadable { .. } | BranchFileError::TooLarge { .. } => {
            WrongUsage(error.to_string()).into()
        }
    })
}

fn printer(name: &str) -> Result<Profile> {
    if let Some(profile) = Profile::named(name) {
        return Ok(profile);
    }
    let text = read_text(Path::new(name), &names_of("printer", Profile::names()))?;
    Ok(Profile::parse(name, &text)?)
}

/// The paper that the bytes become, drawn by the simulated printer.
fn printed(bytes: &[u8], printer: &Profile) -> Result<Vec<u8>> {
    let mut simulator = Simulator::new(Options {
        dpi: printer.paper.dpi.into(),
        knife: printer.dialect.cut != Cut::TearBar,
        ..Options::of_width(printer.paper.width_dots.into())
    });
    simulator.feed(bytes);
    simulator.happen(Happening::Torn);
    match &simulator.take_papers()[..] {
        [paper, ..] => Ok(paper.to_png()?),
        [] => bail!("no paper came out of the simulated printer"),
    }
}

/// The number that a customer of this service holds.
fn number(config: &Config, service: &Service, priority: bool) -> Option<TicketNumber> {
    let class = config.classes.iter().find(|class| class.priority);
    let class = class.filter(|_| priority).map(|class| &class.id);
    let serves = |class| {
        let mut series = config.series.iter();
        series.find(|one| one.class.as_ref() == class && one.services.contains(&service.id))
    };
    number_at(serves(class).or_else(|| serves(None))?, SAMPLE_NUMBER - 1)
}

fn number_at(series: &antre_domain::config::Series, index: u32) -> Option<TicketNumber> {
    let width = usize::from(series.width);
    let value = u32::from(series.first) + index;
    let text = format!("{}{value:0width$}", series.prefix.as_str());
    text.parse().ok()
}

fn at(hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 23)
        .and_then(|date| date.and_hms_opt(hour, minute, 0))
        .expect("a minute that exists")
}

fn names_of(what: &str, names: impl Iterator<Item = &'static str>) -> String {
    let names = names.collect::<Vec<_>>().join(", ");
    format!("; name a file, or a {what} that Antre knows: {names}")
}

fn read_text(path: &Path, remedy: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error, remedy))
}

fn unreadable(path: &Path, error: &std::io::Error, remedy: &str) -> anyhow::Error {
    WrongUsage(format!("{}: {error}{remedy}", path.display())).into()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| path.display().to_string())
}
