//! Every sentence that stands on a slip, in each language.
//!
//! Numbers are in Latin digits throughout: what the slip says must equal what the hall shows.

use chrono::{Datelike, NaiveDateTime, Timelike};

use crate::face::directed;
use crate::language::Language;
use crate::slip::{Slip, WaitMinutes};

const DAYS_ID: [&str; 7] = [
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAYS_ZH: [&str; 7] = [
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
];
const DAYS_AR: [&str; 7] = [
    "الاثنين",
    "الثلاثاء",
    "الأربعاء",
    "الخميس",
    "الجمعة",
    "السبت",
    "الأحد",
];
const MONTHS_ID: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

/// What stands reversed above the number: nothing on an ordinary slip.
pub(crate) fn marks(slip: &Slip) -> Vec<&'static str> {
    let marks = [
        (slip.practice, practice(slip.language)),
        (slip.copy, copy(slip.language)),
    ];
    marks
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, word)| word)
        .collect()
}

/// The mark of a branch that only practises.
pub(crate) fn practice(language: Language) -> &'static str {
    match language {
        Language::Id => "LATIHAN",
        Language::En => "PRACTICE",
        Language::Zh => "演练",
        Language::Ar => "تدريب",
    }
}

fn copy(language: Language) -> &'static str {
    match language {
        Language::Id => "SALINAN",
        Language::En => "COPY",
        Language::Zh => "副本",
        Language::Ar => "نسخة",
    }
}

pub(crate) fn priority(language: Language) -> &'static str {
    match language {
        Language::Id => "prioritas",
        Language::En => "priority",
        Language::Zh => "优先",
        Language::Ar => "أولوية",
    }
}

pub(crate) fn ahead(language: Language, people: u32) -> String {
    match (language, people) {
        (Language::Id, 0) => "Tanpa antre".into(),
        (Language::Id, _) => format!("{people} orang di depan Anda"),
        (Language::En, 0) => "No waiting".into(),
        (Language::En, 1) => "1 person ahead of you".into(),
        (Language::En, _) => format!("{people} people ahead of you"),
        (Language::Zh, 0) => "无需排队".into(),
        (Language::Zh, _) => format!("前面还有 {people} 人"),
        (Language::Ar, 0) => "لا أحد أمامك".into(),
        (Language::Ar, 1) => "أمامك شخص واحد".into(),
        (Language::Ar, 2) => "أمامك شخصان".into(),
        (Language::Ar, _) => {
            let noun = counted(people, "شخص", "أشخاص", "شخصًا");
            format!("أمامك {people} {noun}")
        }
    }
}

/// Nobody is ahead, but every counter is taken.
pub(crate) fn next(language: Language) -> &'static str {
    match language {
        Language::Id => "Giliran Anda berikutnya",
        Language::En => "You are next",
        Language::Zh => "下一位就是您",
        Language::Ar => "أنت التالي",
    }
}

/// A wait as the slip tells it and as every other reader of the ticket is told: "Perkiraan 20–40 menit",
/// "Perkiraan kurang dari 5 menit", "Perkiraan 1 jam 30–2 jam 30"; without one, that it is not known yet.
pub fn wait_line(language: Language, wait: Option<WaitMinutes>) -> String {
    let Some((from, to)) = wait.map(|wait| (wait.from(), wait.to())) else {
        return match language {
            Language::Id => "Perkiraan belum tersedia",
            Language::En => "Waiting time not known yet",
            Language::Zh => "等候时间尚未得知",
            Language::Ar => "مدة الانتظار غير معروفة بعد",
        }
        .into();
    };
    let (is_long, is_whole) = (to > WaitMinutes::HOURS_FROM_MINS, from % 60 + to % 60 == 0);
    match (language, from) {
        (Language::Id, 0) => format!("Perkiraan kurang dari {}", span(language, to)),
        (Language::En, 0) => format!("Less than {}", span(language, to)),
        (Language::Zh, 0) => format!("预计不到 {}", span(language, to)),
        (Language::Ar, 0) => format!("أقل من {}", span(language, to)),
        (Language::Id, _) if is_long && is_whole => {
            format!("Perkiraan {}–{} jam", from / 60, to / 60)
        }
        (Language::En, _) if is_long && is_whole => {
            format!("About {}–{} hours", from / 60, to / 60)
        }
        (Language::Zh, _) if is_long && is_whole => {
            format!("预计 {}–{} 小时", from / 60, to / 60)
        }
        (Language::Id, _) if is_long => {
            format!("Perkiraan {}–{}", span(language, from), span(language, to))
        }
        (Language::En, _) if is_long => {
            format!("About {}–{}", span(language, from), span(language, to))
        }
        (Language::Zh, _) if is_long => {
            format!("预计 {}–{}", span(language, from), span(language, to))
        }
        (Language::Ar, _) if is_long => {
            format!(
                "من {} إلى {} تقريبًا",
                span(language, from),
                span(language, to)
            )
        }
        (Language::Id, _) => format!("Perkiraan {from}–{to} menit"),
        (Language::En, _) => format!("About {from}–{to} minutes"),
        (Language::Zh, _) => format!("预计 {from}–{to} 分钟"),
        // In words: a dash between numbers reads the other way round from the right.
        (Language::Ar, _) => format!("من {from} إلى {to} {} تقريبًا", minutes_ar(to)),
    }
}

/// One end of a range: "5 menit", "2 jam", "2 jam 30".
fn span(language: Language, minutes: u32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (language, hours, rest) {
        (Language::Id, 0, _) => format!("{rest} menit"),
        (Language::Id, _, 0) => format!("{hours} jam"),
        (Language::Id, _, _) => format!("{hours} jam {rest}"),
        (Language::En, 0, 1) => "1 minute".into(),
        (Language::En, 0, _) => format!("{rest} minutes"),
        (Language::En, 1, 0) => "1 hour".into(),
        (Language::En, _, 0) => format!("{hours} hours"),
        (Language::En, 1, _) => format!("1 hour {rest}"),
        (Language::En, _, _) => format!("{hours} hours {rest}"),
        (Language::Zh, 0, _) => format!("{rest} 分钟"),
        (Language::Zh, _, 0) => format!("{hours} 小时"),
        (Language::Zh, _, _) => format!("{hours} 小时 {rest} 分"),
        (Language::Ar, 0, 1) => "دقيقة".into(),
        (Language::Ar, 0, 2) => "دقيقتين".into(),
        (Language::Ar, 0, _) => format!("{rest} {}", minutes_ar(rest)),
        (Language::Ar, 1, 0) => "ساعة".into(),
        (Language::Ar, 2, 0) => "ساعتين".into(),
        (Language::Ar, _, 0) => format!("{hours} {}", hours_ar(hours)),
        // In words it would not fit a line.
        (Language::Ar, _, _) => format!("{hours}:{rest} ساعة"),
    }
}

/// What holds for a number that no hub has seen yet.
pub(crate) fn offline(language: Language) -> &'static str {
    match language {
        Language::Id => "Nomor ini diberikan tanpa jaringan; urutan menurut jam pada kertas ini.",
        Language::En => {
            "This number was given without the network; your turn goes by the time on this slip."
        }
        Language::Zh => "此号码在断网时发出；叫号顺序以本纸上的时间为准。",
        Language::Ar => {
            "صدر هذا الرقم دون اتصال بالشبكة؛ ويُحسب الدور بالساعة المطبوعة على هذه الورقة."
        }
    }
}

pub(crate) fn waiting_area(language: Language, name: &str) -> String {
    match language {
        Language::Id => format!("Tunggu di {name}"),
        Language::En => format!("Wait in {name}"),
        Language::Zh => format!("等候区：{name}"),
        Language::Ar => format!("مكان الانتظار: {name}"),
    }
}

/// `None` where there is nothing to bring.
pub(crate) fn bring(language: Language, things: &[String]) -> Option<String> {
    let list = list(language, things);
    let said = things.iter().any(|thing| !thing.trim().is_empty());
    said.then(|| match language {
        Language::Id => format!("Siapkan {list}"),
        Language::En => format!("Have ready: {list}"),
        Language::Zh => format!("请备好：{list}"),
        Language::Ar => format!("يرجى تجهيز: {list}"),
    })
}

pub(crate) fn follow(language: Language) -> &'static str {
    match language {
        Language::Id => "Pantau dari ponsel",
        Language::En => "Follow on your phone",
        Language::Zh => "扫码查看排队进度",
        Language::Ar => "تابع دورك من هاتفك",
    }
}

pub(crate) fn wifi(name: &str) -> String {
    format!("Wi-Fi: {name}")
}

/// "Senin, 23 Nov 2026", "Mon, 23 Nov 2026", "2026年11月23日 星期一", "الاثنين 23 نوفمبر 2026".
pub(crate) fn date(language: Language, at: NaiveDateTime) -> String {
    let weekday = at.weekday().num_days_from_monday() as usize;
    let (day, month, year) = (at.day(), at.month0() as usize, at.year());
    match language {
        Language::Id => format!("{}, {day} {} {year}", DAYS_ID[weekday], MONTHS_ID[month]),
        Language::En => format!("{}, {day} {} {year}", DAYS_EN[weekday], MONTHS_EN[month]),
        Language::Zh => format!("{year}年{}月{day}日 {}", month + 1, DAYS_ZH[weekday]),
        Language::Ar => format!("{} {day} {} {year}", DAYS_AR[weekday], MONTHS_AR[month]),
    }
}

/// "pukul 08.14", "at 08:14", "08:14", "الساعة 08:14".
pub(crate) fn time(language: Language, at: NaiveDateTime) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    match language {
        Language::Id => format!("pukul {hour:02}.{minute:02}"),
        Language::En => format!("at {hour:02}:{minute:02}"),
        Language::Zh => format!("{hour:02}:{minute:02}"),
        Language::Ar => format!("الساعة {hour:02}:{minute:02}"),
    }
}

/// The clock alone: "08.14", "08:14".
pub(crate) fn clock(language: Language, at: NaiveDateTime) -> String {
    let (hour, minute) = (at.hour(), at.minute());
    match language {
        Language::Id => format!("{hour:02}.{minute:02}"),
        Language::En | Language::Zh | Language::Ar => format!("{hour:02}:{minute:02}"),
    }
}

/// A class as staff read it: which priority is never said on paper.
pub(crate) fn class(language: Language, is_priority: bool) -> &'static str {
    if is_priority {
        return priority(language);
    }
    match language {
        Language::Id => "reguler",
        Language::En => "regular",
        Language::Zh => "普通",
        Language::Ar => "عادي",
    }
}

/// A length of time, in hours and whole minutes begun: "1 jam 12 menit".
pub(crate) fn duration(language: Language, secs: u32) -> String {
    let minutes = secs.div_ceil(60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (language, hours) {
        (Language::Id, 0) => format!("{minutes} menit"),
        (Language::Id, _) => format!("{hours} jam {minutes} menit"),
        (Language::En, 0) => format!("{minutes} min"),
        (Language::En, _) => format!("{hours} h {minutes} min"),
        (Language::Zh, 0) => format!("{minutes} 分钟"),
        (Language::Zh, _) => format!("{hours} 小时 {minutes} 分钟"),
        (Language::Ar, 0) => format!("{minutes} د"),
        (Language::Ar, _) => format!("{hours} س {minutes} د"),
    }
}

/// Things one after the other, by the language's comma.
pub(crate) fn list(language: Language, things: &[String]) -> String {
    let comma = match language {
        Language::Id | Language::En => ", ",
        Language::Zh => "、",
        Language::Ar => "، ",
    };
    if !language.is_rtl() {
        return things.join(comma);
    }
    // Two Latin names beside each other would read as one, from the left.
    let things = things.iter().map(|thing| directed(thing, true));
    things.collect::<Vec<_>>().join(comma)
}

/// Arabic's noun after a number in digits, by the number's last two: of hundreds, one and two it is
/// singular, of three to ten plural, of eleven to ninety-nine the accusative singular.
fn counted(count: u32, one: &'static str, few: &'static str, many: &'static str) -> &'static str {
    match count % 100 {
        0..=2 => one,
        3..=10 => few,
        _ => many,
    }
}

fn hours_ar(hours: u32) -> &'static str {
    counted(hours, "ساعة", "ساعات", "ساعة")
}

fn minutes_ar(minutes: u32) -> &'static str {
    counted(minutes, "دقيقة", "دقائق", "دقيقة")
}
