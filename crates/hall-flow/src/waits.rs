//! How long one who takes a number now may wait, as the still line at the foot says it.

use antre_domain::Locale;
use antre_protocol::{DisplayView, Wait};

use crate::face::text;

/// So many characters the line at the foot holds at a size that can be read, lying and upright.
const CHARS_MAX: usize = 92;
const CHARS_MAX_TALL: usize = 54;
/// From here on, in minutes, a range is told in hours and half hours.
const HOURS_FROM_MINS: u32 = 120;

/// The lines, in the branch's own language: nothing of a service whose range nobody can say, and nothing
/// at all while the branch is held.
pub(crate) fn lines(view: &DisplayView, locale: Locale, is_tall: bool) -> Vec<String> {
    if view.branch.held.is_some() {
        return Vec::new();
    }
    let cards = view.waits.iter();
    let told = cards.filter_map(|card| {
        let name = text(&card.name, locale);
        Some(format!("{name} {}", range(card.wait?, locale)))
    });
    let lead = pick(locale, "Nomor baru", "A new number");
    let chars_max = if is_tall { CHARS_MAX_TALL } else { CHARS_MAX };
    let mut lines: Vec<String> = Vec::new();
    for told in told {
        let longer = |line: &String| line.chars().count() + told.chars().count() + 3 <= chars_max;
        match lines.last_mut().filter(|line| longer(line)) {
            Some(line) => {
                line.push_str(" · ");
                line.push_str(&told);
            }
            None => lines.push(format!("{lead}: {told}")),
        }
    }
    lines
}

/// As the hub has rounded it: "20–40 menit", "kurang dari 5 menit", "1 jam 30–2 jam 30".
fn range(wait: Wait, locale: Locale) -> String {
    let (from, to) = (wait.from_secs / 60, wait.to_secs.div_ceil(60));
    if from == 0 {
        let under = pick(locale, "kurang dari", "less than");
        return format!("{under} {}", span(to, locale));
    }
    if to <= HOURS_FROM_MINS {
        return format!("{from}–{to} {}", pick(locale, "menit", "minutes"));
    }
    if from % 60 + to % 60 == 0 {
        let hours = pick(locale, "jam", "hours");
        return format!("{}–{} {hours}", from / 60, to / 60);
    }
    format!("{}–{}", span(from, locale), span(to, locale))
}

fn span(minutes: u32, locale: Locale) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let hour = pick(locale, "jam", if hours == 1 { "hour" } else { "hours" });
    match (hours, rest) {
        (0, 1) => pick(locale, "1 menit", "1 minute").to_owned(),
        (0, _) => format!("{rest} {}", pick(locale, "menit", "minutes")),
        (_, 0) => format!("{hours} {hour}"),
        (_, _) => format!("{hours} {hour} {rest}"),
    }
}

/// Whoever reads neither is told in English, as with the other words of this screen.
fn pick<'a>(locale: Locale, indonesian: &'a str, english: &'a str) -> &'a str {
    if locale == Locale::ID {
        indonesian
    } else {
        english
    }
}
