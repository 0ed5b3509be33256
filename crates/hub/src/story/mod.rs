//! Why a ticket was called when it was: its story from the log, in sentences that a customer accepts.
//!
//! A reader learns what happened to one ticket and which numbers went before it, by which rule. They
//! never learn which priority somebody has: every class that goes first is "Prioritas" here.

mod around;
mod calls;
#[cfg(test)]
mod every_moment;
mod pair;
mod read;
mod sentences;
mod sheet;
mod tale;

use antre_domain::config::{Config, Line, Rule};
use antre_domain::{Locale, Story, Text};

pub(crate) use self::read::day_of;
pub use self::read::{Question, WhyError, why};
pub use self::sheet::{Paragraph, Sheet};
use self::tale::Narrator;
use crate::texts::{Tongue, Words};

/// The answer to a [`Question`]: the story of the ticket asked about, and of the one it is compared
/// with.
#[derive(Debug, Clone)]
pub struct Why {
    /// The ticket.
    pub story: Story,
    /// The ticket of which it is asked why it went first.
    pub before: Option<Story>,
    /// The sequence of the day's first event: that of an entry is so much more than its `nth`.
    pub first_seq: u64,
    /// The branch on that day, with no name that tells which priority.
    config: Config,
}

impl Why {
    fn new(story: Story, before: Option<Story>, first_seq: u64, config: &Config) -> Self {
        Self {
            story,
            before,
            first_seq,
            config: veiled(config),
        }
    }

    /// The language of the branch.
    pub fn language(&self) -> Tongue {
        Tongue::of(self.config.language())
    }

    /// The answer in sentences.
    pub fn tell(&self, tongue: Tongue) -> Sheet {
        let narrator = Narrator {
            words: Words {
                locale: tongue.pick(Locale::ID, Locale::EN),
                config: Some(&self.config),
            },
        };
        match &self.before {
            Some(other) => narrator.pair(&self.story, other),
            None => narrator.story(&self.story),
        }
    }
}

/// The same branch without a word on which priority somebody has: "prioritas", never which.
fn veiled(config: &Config) -> Config {
    let mut config = config.clone();
    let names = [(Locale::ID, "Prioritas"), (Locale::EN, "Priority")];
    let names = names.map(|(locale, name)| (locale, name.to_owned()));
    let veil = Text::Each(names.into());
    let mut first = Vec::new();
    for class in config.classes.iter_mut().filter(|class| class.priority) {
        class.name = veil.clone();
        first.push(class.id.clone());
    }
    for profile in &mut config.profiles {
        if let Rule::Custom(custom) = &mut profile.rule {
            let is_veiled = |line: &&mut Line| {
                !line.classes.is_empty() && line.classes.iter().all(|class| first.contains(class))
            };
            for line in custom.lines.iter_mut().filter(is_veiled) {
                line.name = Some(veil.clone());
            }
        }
    }
    config
}

#[cfg(test)]
mod tests {
    use antre_domain::LineId;

    use super::*;

    #[test]
    fn no_name_tells_which_priority() {
        let text = r#"
            name = "Cabang"
            time_zone = "Asia/Jakarta"
            hours = { week = { mon = ["08:00-15:00"] } }
            classes = [
                { id = "umum", name = "Umum", target_wait_secs = 1800 },
                { id = "hamil", name = "Ibu hamil", priority = true, target_wait_secs = 600 },
                { id = "lansia", name = "Lansia", priority = true, target_wait_secs = 600 },
            ]
            series = [{ id = "a", prefix = "A", services = ["teller"] }]
            services = [{ id = "teller", name = "Teller" }]
            counters = [{ id = "t1", noun = "Teller", sign = "1", profile = "p" }]
            [[profiles]]
            id = "p"
            name = "Teller"
            services = ["teller"]
            [profiles.rule.custom]
            finally = { ratio = [{ line = "dulu", turns = 1 }, { line = "lain", turns = 1 }] }
            lines = [
                { id = "dulu", name = "Lansia dan ibu hamil", classes = ["hamil", "lansia"] },
                { id = "lain" },
            ]
        "#;
        let config = crate::parse_branch_file(text, "branch.toml".as_ref()).unwrap();
        let veiled = veiled(&config);
        let words = Words {
            locale: Locale::EN,
            config: Some(&veiled),
        };
        let names = ["dulu", "hamil", "lansia"].map(|id| words.line(&LineId::new(id).unwrap()));
        assert_eq!(names, ["Priority"; 3]);
        assert_eq!(words.line(&LineId::new("umum").unwrap()), "Umum");
        assert!(!format!("{veiled:?}").contains("Lansia"));
    }
}
