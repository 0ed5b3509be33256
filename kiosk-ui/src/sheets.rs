//! Slips as the branch wants them, set for one printer: templates and logo are read once, off the
//! screen's thread, and the typesetter stays warm.

use std::sync::Arc;

use antre_domain::TicketNumber;
use antre_printer_profile::Profile;
use antre_protocol::SlipFilesAnswer;
use antre_ticket::{Language, Mode, Picture, Printout, Sheet, Slip, Template, Typesetter, compose};
use chrono::DateTime;
use data_encoding::BASE64;

/// Which of a branch's slips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The customer's.
    Ticket,
    /// The customer's, who has chosen large text.
    Large,
    /// The officer's.
    Officer,
}

/// Sets the slips of one branch for one printer.
#[derive(Debug)]
pub struct Sheets {
    typesetter: Typesetter,
    profile: Profile,
    mode: Mode,
    ticket: Pattern,
    large: Pattern,
    officer: Option<Pattern>,
}

/// A template and the logo at the size it wants.
#[derive(Debug)]
struct Pattern {
    template: Template,
    logo: Option<Arc<Picture>>,
}

impl Sheets {
    /// The slips that every branch has, until [`take`](Self::take) says what this one wants.
    pub fn new(profile: Profile, mode: Mode) -> Self {
        let mut sheets = Self {
            typesetter: Typesetter::new(),
            profile,
            mode,
            ticket: Pattern::built_in(STANDARD),
            large: Pattern::built_in(LARGE),
            officer: None,
        };
        sheets.warm();
        sheets
    }

    /// Reads what the branch wants. The hub has checked it: what cannot be read all the same is logged,
    /// and the built-in slip takes its place, so that every customer gets one.
    pub fn take(&mut self, files: &SlipFilesAnswer) {
        let paper = self.profile.paper;
        let read = |name: &str, instead: &str| {
            let template = template(files, name).unwrap_or_else(|| built_in(instead));
            let logo = template.logo_width_mm().and_then(|width_mm| {
                logo(files, |file, bytes| {
                    Picture::read(file, bytes, width_mm, paper)
                })
            });
            Pattern { template, logo }
        };
        self.ticket = read(&files.ticket, STANDARD);
        self.large = read(&files.large, LARGE);
        self.officer = files.officer.as_deref().map(|name| read(name, OFFICER));
        self.warm();
    }

    /// `None` where the branch wants no such slip.
    pub fn set(&mut self, slip: &Slip, form: Form) -> Option<Printout> {
        let pattern = match form {
            Form::Ticket => &self.ticket,
            Form::Large => &self.large,
            Form::Officer => self.officer.as_ref()?,
        };
        let composed = compose(
            &pattern.template,
            Sheet::Ticket(slip),
            pattern.logo.as_ref(),
        );
        Some(self.typesetter.print(&composed, &self.profile, self.mode))
    }

    /// The first slip with a font takes longer than the second.
    fn warm(&mut self) {
        let sample = sample();
        for form in [Form::Ticket, Form::Large, Form::Officer] {
            drop(self.set(&sample, form));
        }
    }
}

impl Pattern {
    fn built_in(name: &str) -> Self {
        Self {
            template: built_in(name),
            logo: None,
        }
    }
}

const STANDARD: &str = "standard";
const LARGE: &str = "large";
const OFFICER: &str = "officer";

fn built_in(name: &str) -> Template {
    Template::named(name).expect("the templates that are compiled in are tested")
}

fn template(files: &SlipFilesAnswer, name: &str) -> Option<Template> {
    let Some(text) = files.files.get(name) else {
        let known = Template::named(name);
        if known.is_none() {
            tracing::error!(name, "no such template: the built-in one is used");
        }
        return known;
    };
    Template::parse(name, text)
        .inspect_err(|error| tracing::error!("the built-in template is used: {error}"))
        .ok()
}

fn logo<E: std::fmt::Display>(
    files: &SlipFilesAnswer,
    read: impl FnOnce(&str, &[u8]) -> Result<Picture, E>,
) -> Option<Arc<Picture>> {
    let name = files.logo.as_deref()?;
    let Some(bytes) = files
        .files
        .get(name)
        .and_then(|text| BASE64.decode(text.as_bytes()).ok())
    else {
        tracing::error!(
            name,
            "slips go without the logo: it did not come, or not in base64"
        );
        return None;
    };
    read(name, &bytes)
        .inspect_err(|error| tracing::error!("slips go without the logo: {error}"))
        .ok()
        .map(Arc::new)
}

/// A slip with every line there is, which nobody sees.
fn sample() -> Slip {
    let number: TicketNumber = "A128".parse().expect("a number");
    Slip {
        language: Language::Id,
        branch: "Antre".to_owned(),
        service: "Layanan".to_owned(),
        number,
        priority: true,
        party: 1,
        ahead: Some(7),
        wait: None,
        waiting_area: Some("Ruang Tunggu 1".to_owned()),
        bring: vec!["KTP".to_owned()],
        link: antre_ticket::Link::new("http://192.168.1.10:8080/t/AAAAAAAAAAAAAAAAAAAAAA").ok(),
        wifi: Some("Antre".to_owned()),
        issued_at: DateTime::UNIX_EPOCH.naive_utc(),
        kiosk: "Kiosk 1".to_owned(),
        offline: false,
        copy: false,
        practice: false,
    }
}
