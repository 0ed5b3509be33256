//! Sentences for people: every refusal and every reason, in Indonesian and English.
//!
//! Each code has its sentence by an exhaustive `match`, so that a new code does not compile without one.

mod displays;
mod printers;
mod problems;
mod reasons;
mod refusals;
mod states;

use antre_domain::config::{Counter, Line, Rule};
use antre_domain::{
    ClassId, Config, CounterId, DeliveryId, LineId, Locale, ServiceId, Text, Timestamp,
};

pub(crate) use self::reasons::choice_word;
pub(crate) use self::states::hold_word;

/// The languages that the hub itself speaks. A branch may offer more for its own texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl Tongue {
    /// The nearest to a reader's language: whoever does not read Indonesian rather reads English.
    pub fn of(locale: Locale) -> Self {
        if locale == Locale::ID {
            Self::Id
        } else {
            Self::En
        }
    }

    /// The language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// As it stands on a key.
    pub(crate) fn sign(self) -> &'static str {
        self.pick("ID", "EN")
    }

    /// Its name for itself.
    pub(crate) fn name(self) -> &'static str {
        self.pick("Bahasa Indonesia", "English")
    }

    pub(crate) fn pick<T>(self, indonesian: T, english: T) -> T {
        match self {
            Self::Id => indonesian,
            Self::En => english,
        }
    }
}

/// What is said to one reader: in their language, with the branch's names for its things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    /// The reader's language.
    pub(crate) locale: Locale,
    /// Where the names stand; without it things go by their identifiers.
    pub(crate) config: Option<&'a Config>,
}

impl Words<'_> {
    pub(crate) fn tongue(&self) -> Tongue {
        Tongue::of(self.locale)
    }

    /// A text of the branch, in the reader's language or the branch's own.
    pub(crate) fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(
            self.locale,
            self.config.map_or(Locale::ID, Config::language),
        )
    }

    pub(crate) fn service(&self, id: &ServiceId) -> String {
        let service = self.config.and_then(|config| config.service(id));
        service.map_or_else(
            || id.to_string(),
            |service| self.text(&service.name).to_owned(),
        )
    }

    /// As it is signed: `Loket 3`.
    pub(crate) fn counter(&self, id: &CounterId) -> String {
        let counter = self.config.and_then(|config| config.counter(id));
        counter.map_or_else(|| id.to_string(), |counter| self.signed(counter))
    }

    pub(crate) fn signed(&self, counter: &Counter) -> String {
        format!("{} {}", self.text(&counter.noun), counter.sign)
    }

    /// Something that a service delivers.
    pub(crate) fn delivery(&self, id: &DeliveryId) -> String {
        let mut deliveries = self
            .config
            .into_iter()
            .flat_map(|config| &config.deliveries);
        let delivery = deliveries.find(|delivery| delivery.id == *id);
        delivery.map_or_else(
            || id.to_string(),
            |delivery| self.text(&delivery.name).to_owned(),
        )
    }

    /// A length of time: `25 menit`, `1 jam 5 menit`.
    pub(crate) fn lasting(&self, secs: u32) -> String {
        let tongue = self.tongue();
        match (secs / 3600, secs / 60 % 60) {
            (0, 0) => tongue
                .pick("kurang dari 1 menit", "less than 1 min")
                .to_owned(),
            (0, mins) => tongue.pick(format!("{mins} menit"), format!("{mins} min")),
            (hours, 0) => tongue.pick(format!("{hours} jam"), format!("{hours} h")),
            (hours, mins) => tongue.pick(
                format!("{hours} jam {mins} menit"),
                format!("{hours} h {mins} min"),
            ),
        }
    }

    /// A time of day on the branch's wall clock: `08.14`, in English `08:14`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.clock(at, self.tongue().pick("%H.%M", "%H:%M"))
    }

    /// The same where seconds matter: `08.14.05`.
    pub(crate) fn moment_of_day(&self, at: Timestamp) -> String {
        self.clock(at, self.tongue().pick("%H.%M.%S", "%H:%M:%S"))
    }

    /// A time of day, with its date.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        self.clock(
            at,
            self.tongue()
                .pick("%d-%m-%Y pukul %H.%M", "%H:%M on %d-%m-%Y"),
        )
    }

    /// A time of day on the branch's wall clock, in chrono's notation of its `shape`.
    pub(crate) fn clock(&self, at: Timestamp, shape: &str) -> String {
        match self.config {
            Some(config) => config.time_zone.local(at).format(shape).to_string(),
            None => format!("{} UTC", at.to_utc().format(shape)),
        }
    }

    pub(crate) fn class(&self, id: &ClassId) -> String {
        let class = self.config.and_then(|config| config.class(id));
        class.map_or_else(|| id.to_string(), |class| self.text(&class.name).to_owned())
    }

    /// A line of a work profile: its class, its own name, what it takes, or what the rules with a
    /// name call it.
    pub(crate) fn line(&self, id: &LineId) -> String {
        let class = ClassId::new(id.as_str()).ok();
        let is_class = |class: &ClassId| {
            self.config
                .is_some_and(|config| config.class(class).is_some())
        };
        if let Some(class) = class.filter(is_class) {
            return self.class(&class);
        }
        let say = self.tongue();
        self.configured_line(id)
            .unwrap_or_else(|| match id.as_str() {
                "priority" => say.pick("Prioritas", "Priority").to_owned(),
                "regular" => say.pick("Umum", "Regular").to_owned(),
                "appointments" => say.pick("Janji temu", "Appointments").to_owned(),
                other => other.to_owned(),
            })
    }

    /// A line that the branch file itself says.
    fn configured_line(&self, id: &LineId) -> Option<String> {
        let rules = self.config?.profiles.iter().map(|profile| &profile.rule);
        let lines = rules.filter_map(|rule| match rule {
            Rule::Custom(custom) => Some(&custom.lines),
            Rule::Fair(_) | Rule::Ratio(_) | Rule::AppointmentsFirst(_) | Rule::Like(_) => None,
        });
        let line = lines.flatten().find(|line| line.id == *id)?;
        let name = match &line.name {
            Some(name) => self.text(name).to_owned(),
            None => self.taken(line),
        };
        (!name.is_empty()).then_some(name)
    }

    fn taken(&self, line: &Line) -> String {
        let names: Vec<String> = if line.classes.is_empty() {
            line.services.iter().map(|id| self.service(id)).collect()
        } else {
            line.classes.iter().map(|id| self.class(id)).collect()
        };
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use antre_domain::Rejection;

    use super::*;

    fn words(locale: Locale) -> Words<'static> {
        Words {
            locale,
            config: None,
        }
    }

    #[test]
    fn a_closed_service_says_when_numbers_are_given_again() {
        let service = ServiceId::new("gigi").unwrap();
        let rejection = Rejection::ServiceClosed {
            service,
            opens_at: Some(Timestamp::from_millis(27_900_000)),
        };
        assert_eq!(
            words(Locale::ID).rejection(&rejection),
            "gigi tutup. Nomor diberikan lagi pukul 07.45 UTC."
        );
        assert_eq!(
            words(Locale::EN).rejection(&rejection),
            "gigi is closed. Numbers are given again at 07:45 UTC."
        );
    }

    #[test]
    fn a_reader_of_another_language_is_spoken_to_in_english() {
        assert_eq!(Tongue::of(Locale::new("ar").unwrap()), Tongue::En);
    }
}
