//! Every sentence that stands on a slip, in each language.

use chrono::{Datelike, NaiveDateTime, Timelike};

use crate::slip::{Language, Slip, WaitMinutes};

const DAYS_ID: [&str; 7] = [
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_ID: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What stands reversed above the number: nothing on an ordinary slip.
pub(crate) fn marks(slip: &Slip) -> Vec<&'static str> {
    let practice = match slip.language {
        Language::Id => "LATIHAN",
        Language::En => "PRACTICE",
    };
    let copy = match slip.language {
        Language::Id => "SALINAN",
        Language::En => "COPY",
    };
    let marks = [(slip.practice, practice), (slip.copy, copy)];
    marks
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, word)| word)
        .collect()
}

pub(crate) fn priority(language: Language) -> &'static str {
    match language {
        Language::Id => "prioritas",
        Language::En => "priority",
    }
}

pub(crate) fn ahead(language: Language, people: u32) -> String {
    match (language, people) {
        (Language::Id, 0) => "Tanpa antre".into(),
        (Language::En, 0) => "No waiting".into(),
        (Language::Id, _) => format!("{people} orang di depan Anda"),
        (Language::En, 1) => "1 person ahead of you".into(),
        (Language::En, _) => format!("{people} people ahead of you"),
    }
}

pub(crate) fn wait(language: Language, wait: Option<WaitMinutes>) -> String {
    match (language, wait) {
        (Language::Id, None) => "Perkiraan belum tersedia".into(),
        (Language::En, None) => "Waiting time not known yet".into(),
        (Language::Id, Some(wait)) if wait.from() == 0 => {
            format!("Perkiraan di bawah {} menit", wait.to())
        }
        (Language::En, Some(wait)) if wait.from() == 0 => {
            format!("Less than {} minutes", wait.to())
        }
        (Language::Id, Some(wait)) => format!("Perkiraan {}–{} menit", wait.from(), wait.to()),
        (Language::En, Some(wait)) => format!("About {}–{} minutes", wait.from(), wait.to()),
    }
}

pub(crate) fn waiting_area(language: Language, name: &str) -> String {
    match language {
        Language::Id => format!("Tunggu di {name}"),
        Language::En => format!("Wait in {name}"),
    }
}

/// `None` where there is nothing to bring.
pub(crate) fn bring(language: Language, things: &[String]) -> Option<String> {
    let list = things.join(", ");
    let said = !list.trim().is_empty();
    said.then(|| match language {
        Language::Id => format!("Siapkan {list}"),
        Language::En => format!("Have ready: {list}"),
    })
}

pub(crate) fn follow(language: Language) -> &'static str {
    match language {
        Language::Id => "Pantau dari ponsel",
        Language::En => "Follow on your phone",
    }
}

pub(crate) fn wifi(name: &str) -> String {
    format!("Wi-Fi: {name}")
}

/// "Senin, 23 Nov 2026" or "Mon, 23 Nov 2026".
pub(crate) fn date(language: Language, at: NaiveDateTime) -> String {
    let (days, months) = match language {
        Language::Id => (DAYS_ID, MONTHS_ID),
        Language::En => (DAYS_EN, MONTHS_EN),
    };
    let day = days[at.weekday().num_days_from_monday() as usize];
    format!(
        "{day}, {} {} {}",
        at.day(),
        months[at.month0() as usize],
        at.year()
    )
}

/// "pukul 08.14" or "at 08:14".
pub(crate) fn time(language: Language, at: NaiveDateTime) -> String {
    match language {
        Language::Id => format!("pukul {:02}.{:02}", at.hour(), at.minute()),
        Language::En => format!("at {:02}:{:02}", at.hour(), at.minute()),
    }
}
