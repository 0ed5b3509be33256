//! Work profiles in plain words: who is called when, and how long the first of each line can have to
//! wait, for the manager who writes the branch file.
//!
//! Each rule has its sentence by an exhaustive `match`, so that a new rule does not compile without one.

mod phrases;
mod telling;

use antre_domain::config::{Custom, Profile};
use antre_domain::rule::Bound;
use antre_domain::{Config, LineId, Locale, ServiceId};

use self::phrases::{nth, promise, services_and};
use self::telling::Telling;
use crate::texts::{Tongue, Words};

/// Under which target the log is told what the profiles of a new configuration promise.
pub const LOG_TARGET: &str = "antre_hub::rules";

/// A line of a profile with its promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWords {
    /// Its identifier.
    pub id: LineId,
    /// Its name.
    pub name: String,
    /// When its first is called at the latest.
    pub bound: Bound,
    /// The same in a sentence.
    pub sentence: String,
}

/// What the profile is called.
pub fn name(tongue: Tongue, config: &Config, profile: &Profile) -> String {
    words(tongue, config).text(&profile.name).to_owned()
}

/// The counters that open with the profile, as they are signed: `Loket 1`.
pub fn counters(tongue: Tongue, config: &Config, profile: &Profile) -> Vec<String> {
    let words = words(tongue, config);
    let own = config
        .counters
        .iter()
        .filter(|counter| counter.profile == profile.id);
    own.map(|counter| words.signed(counter)).collect()
}

/// Which services the profile takes, and with which it helps: a sentence each.
pub fn services(tongue: Tongue, config: &Config, profile: &Profile) -> Vec<String> {
    let words = words(tongue, config);
    let list = |services: &[ServiceId]| {
        services_and(
            tongue,
            services.iter().map(|id| words.service(id)).collect(),
        )
    };
    let own = list(&profile.services);
    let mut said = vec![tongue.pick(format!("Melayani {own}."), format!("Takes {own}."))];
    let helps = profile.helps.iter().filter(|level| !level.is_empty());
    for (level, helped) in helps.enumerate() {
        let helped = list(helped);
        said.push(match level {
            0 => tongue.pick(
                format!(
                    "Membantu {helped} selama tidak ada yang menunggu untuk layanannya sendiri."
                ),
                format!("Helps with {helped} while nobody waits for its own services."),
            ),
            _ => tongue.pick(
                format!("Setelah itu membantu {helped}."),
                format!("After those it helps with {helped}."),
            ),
        });
    }
    if said.len() > 1 {
        said.push(
            tongue
                .pick(
                    "Bila tidak ada loket lain yang buka untuk layanan itu, layanan itu dilayani seperti layanannya sendiri.",
                    "Where no other counter is open for such a service, it is taken like its own.",
                )
                .to_owned(),
        );
    }
    said
}

/// The profile's rule with its knobs, a sentence each, from the first that counts to the last.
///
/// # Panics
/// Where the configuration has not passed [`Config::check`].
pub fn rule(tongue: Tongue, config: &Config, profile: &Profile) -> Vec<String> {
    let telling = Telling {
        words: words(tongue, config),
        config,
        custom: grammar(config, profile),
    };
    telling.rule(&profile.rule)
}

/// The lines of the profile, each with its bound.
///
/// # Panics
/// Where the configuration has not passed [`Config::check`].
pub fn lines(tongue: Tongue, config: &Config, profile: &Profile) -> Vec<LineWords> {
    let telling = Telling {
        words: words(tongue, config),
        config,
        custom: grammar(config, profile),
    };
    let bounds = config.bounds(profile).into_iter();
    bounds
        .map(|(id, bound)| {
            let name = telling.line(&id);
            let sentence = format!("{name}: {}", promise(tongue, bound));
            LineWords {
                id,
                name,
                bound,
                sentence,
            }
        })
        .collect()
}

/// The profile's bounds in one line, for the log.
///
/// # Panics
/// Where the configuration has not passed [`Config::check`].
pub fn summary(tongue: Tongue, config: &Config, profile: &Profile) -> String {
    let lines = lines(tongue, config, profile);
    let bounds = lines.iter().map(|line| {
        let LineWords { name, bound, .. } = line;
        let calls = bound.calls_max;
        match (bound.in_common, calls) {
            (true, _) => tongue.pick(
                format!("{name} menurut lama tunggu"),
                format!("{name} by their wait"),
            ),
            (false, 1) => tongue.pick(
                format!("{name} pada panggilan berikutnya"),
                format!("{name} at the next call"),
            ),
            (false, _) => tongue.pick(
                format!("{name} paling lambat pada panggilan ke-{calls}"),
                format!("{name} at the {} call at the latest", nth(calls.into())),
            ),
        }
    });
    let bounds: Vec<String> = bounds.collect();
    format!("{}: {}", profile.id, bounds.join("; "))
}

/// Tells the log what every profile of a branch promises, a line each, under the target [`LOG_TARGET`].
pub(crate) fn tell_bounds(config: &Config) {
    for profile in &config.profiles {
        let bounds = summary(Tongue::En, config, profile);
        tracing::info!(target: LOG_TARGET, "profile {bounds}");
    }
}

/// What the bounds of every profile rest on.
pub fn footnotes(tongue: Tongue) -> [&'static str; 3] {
    [
        tongue.pick(
            "Panggilan dihitung bersama oleh semua loket yang memakai profil itu.",
            "Calls are counted together over all counters that work by the profile.",
        ),
        tongue.pick(
            "Hitungan itu untuk layanan yang dilayani sendiri, bukan yang dibantu; janji temu dihitung sejak jam janjinya.",
            "That holds for the services a profile takes itself, not for those it helps with; appointments count from their booked time.",
        ),
        tongue.pick(
            "Panggilan yang dipilih petugas di luar giliran tidak masuk hitungan itu, dan selalu tercatat.",
            "A call that a clerk chooses out of turn comes on top, and is always on record.",
        ),
    ]
}

fn words(tongue: Tongue, config: &Config) -> Words<'_> {
    Words {
        locale: tongue.pick(Locale::ID, Locale::EN),
        config: Some(config),
    }
}

fn grammar(config: &Config, profile: &Profile) -> Custom {
    config
        .grammar(profile)
        .expect("a checked profile has a rule")
}
