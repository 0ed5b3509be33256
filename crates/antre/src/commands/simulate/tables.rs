//! The answer for people, as text.

use antre_forecast::measures::{Measures, Waits};
use antre_forecast::replay::Unlike;
use antre_forecast::table::{Column, Table};
use antre_forecast::what_if::{Change, Difference, Figure};

use super::{Compared, Language, words};

/// Everything that is compared, table by table.
pub(super) fn of(compared: &Compared, lang: Language) -> String {
    let say = |indonesian, english| words(lang, indonesian, english);
    let first = &compared.comparison.arrangements[0];
    let days = first.together.days;
    let mut text = format!("{}, {}", compared.title, compared.date);
    if let Some(seed) = compared.seed {
        let of = say("hari, benih", "days, seed");
        text += &format!(" · {days} {of} {seed}");
    }
    text.push('\n');
    if let Some(unlike) = &compared.unlike {
        text += &log_words(unlike, lang);
    }
    text.push('\n');
    text += &figures(compared, lang).to_string();
    text.push('\n');
    text += &format!(
        "{}\n{}\n",
        say(
            "Menunggu menurut golongan dan layanan (menit)",
            "Waits by class and service (minutes)"
        ),
        waits(compared, lang)
    );
    let differences = compared.comparison.differences.iter();
    let others = compared.comparison.arrangements.iter().skip(1);
    for (other, differences) in others.zip(differences) {
        if days > 1 {
            text += &verdict(&other.name, differences, lang);
        }
    }
    text
}

/// A change in words.
pub(super) fn said(change: &Change, lang: Language) -> String {
    let say = |indonesian, english| words(lang, indonesian, english);
    match change {
        Change::OneMoreCounter { profile, from, to } => {
            format!("+1 {profile} {from}–{to}")
        }
        Change::Profile { counter, profile } => {
            format!("{counter} {} {profile}", say("sebagai", "as"))
        }
        Change::Rule { profile, .. } => {
            format!("{} {profile}", say("aturan lain untuk", "another rule for"))
        }
    }
}

/// What of a log is played back, and what is not.
fn log_words(unlike: &Unlike, lang: Language) -> String {
    let say = |indonesian, english| words(lang, indonesian, english);
    let mut text = format!(
        "{} {}\n",
        unlike.by_rule,
        say("panggilan menurut aturan", "calls by the rule")
    );
    if unlike.is_nothing() {
        text += say(
            "Semuanya diputar ulang persis.\n",
            "Everything is played back as it was.\n",
        );
        return text;
    }
    let counted = [
        (
            unlike.by_hand,
            say("panggilan pilihan petugas", "calls of a clerk's choice"),
        ),
        (
            unlike.directed,
            say(
                "panggilan terusan ke satu loket",
                "calls of one sent to one counter",
            ),
        ),
        (
            unlike.at_counter,
            say("nomor diberikan di loket", "numbers given at a counter"),
        ),
        (
            unlike.together,
            say("panggilan bersama", "calls beside another"),
        ),
        (unlike.parked, say("ditunda", "set aside")),
        (
            unlike.returned,
            say("kembali ke antrean", "came back to a queue"),
        ),
        (unlike.undone, say("dibatalkan kembali", "taken back")),
        (unlike.moved, say("dipindahkan", "moved")),
        (
            unlike.reconfigured,
            say("perubahan pengaturan", "changes of the configuration"),
        ),
        (unlike.held_secs, say("detik dihentikan", "seconds held")),
    ];
    let counted = counted.iter().filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    text += &format!(
        "{}: {}\n",
        say(
            "Tidak diputar ulang seperti aslinya, hanya dihitung",
            "Not played back as it was, only counted"
        ),
        counted.join(", ")
    );
    text
}

fn figures(compared: &Compared, lang: Language) -> Table {
    let say = |indonesian, english| words(lang, indonesian, english);
    let arrangements = &compared.comparison.arrangements;
    let names = arrangements
        .iter()
        .map(|one| Column::right(one.name.clone()));
    let mut table = Table::new([Column::left("")].into_iter().chain(names));
    let mut row = |name: &str, value: &dyn Fn(&Measures) -> String| {
        let values = arrangements.iter().map(|one| value(&one.together));
        table.row([name.to_owned()].into_iter().chain(values));
    };
    row(
        say("Masuk antrean per hari", "Joined a queue, a day"),
        &|of| count(of.all.joined),
    );
    row(say("Dilayani per hari", "Served, a day"), &|of| {
        count(of.all.served)
    });
    row(say("Tidak hadir per hari", "No-shows, a day"), &|of| {
        count(of.all.no_shows)
    });
    row(
        say("Pergi sebelum dipanggil", "Left before the call"),
        &|of| count(of.all.left),
    );
    row(say("Tidak mendapat nomor", "Given no number"), &|of| {
        count(of.turned_away)
    });
    row(
        say("Menunggu, rata-rata (menit)", "Wait, mean (minutes)"),
        &|of| minutes(of.all.mean_secs),
    );
    row(say("Menunggu, median", "Wait, median"), &|of| {
        minutes(of.all.p50_secs)
    });
    row(say("Menunggu, p95", "Wait, p95"), &|of| {
        minutes(of.all.p95_secs)
    });
    row(say("Menunggu, terlama", "Wait, longest"), &|of| {
        minutes(of.all.max_secs)
    });
    row(
        say("Dipanggil tepat target", "Called within target"),
        &|of| percent(of.all.service_level),
    );
    row(
        say("Didahului yang datang kemudian", "Slips, a day"),
        &|of| count(of.slips),
    );
    row(
        say("Prioritas berturut-turut", "Longest priority run"),
        &|of| of.priority_run_max.to_string(),
    );
    row(say("Indeks Jain", "Jain's index"), &|of| {
        of.jain.map_or_else(dash, |jain| format!("{jain:.3}"))
    });
    row(say("Loket terpakai", "Counters in use"), &|of| {
        percent(of.utilisation)
    });
    for (index, counter) in compared
        .arrangements
        .iter()
        .flat_map(|one| &one.layout.counters)
        .enumerate()
    {
        let seen = compared
            .arrangements
            .iter()
            .flat_map(|one| &one.layout.counters);
        if seen.take(index).any(|known| known == counter) {
            continue;
        }
        row(&format!("  {counter}"), &|of| {
            let found = of.counters.iter().find(|one| one.counter == *counter);
            found.map_or_else(dash, |one| percent(one.utilisation))
        });
    }
    table
}

fn waits(compared: &Compared, lang: Language) -> Table {
    let say = |indonesian, english| words(lang, indonesian, english);
    let mut columns = vec![Column::left(""), Column::left("")];
    for name in [
        say("Orang", "People"),
        say("Rata-rata", "Mean"),
        "p50",
        "p95",
        say("Terlama", "Longest"),
        say("Tepat", "In time"),
    ] {
        columns.push(Column::right(name));
    }
    let mut table = Table::new(columns);
    let arrangements = &compared.comparison.arrangements;
    let mut rows = |name: &str, of: &dyn Fn(&Measures) -> Option<Waits>| {
        for (nth, one) in arrangements.iter().enumerate() {
            let Some(waits) = of(&one.together) else {
                continue;
            };
            let name = if nth == 0 { name } else { "" };
            table.row([
                name.to_owned(),
                one.name.clone(),
                count(waits.joined),
                minutes(waits.mean_secs),
                minutes(waits.p50_secs),
                minutes(waits.p95_secs),
                minutes(waits.max_secs),
                percent(waits.service_level),
            ]);
        }
    };
    for class in &compared.arrangements[0].layout.classes {
        rows(class.as_str(), &|of| {
            let mut found = of.classes.iter();
            found.find(|one| one.class == *class).map(|one| one.waits)
        });
    }
    for service in &compared.arrangements[0].layout.services {
        rows(service.as_str(), &|of| {
            let mut found = of.services.iter();
            found
                .find(|one| one.service == *service)
                .map(|one| one.waits)
        });
    }
    table
}

/// Whether what is otherwise is more than chance.
fn verdict(name: &str, differences: &[Difference], lang: Language) -> String {
    let say = |indonesian, english| words(lang, indonesian, english);
    let wanted = [
        (
            Figure::MeanSecs,
            say("rata-rata menunggu", "mean wait"),
            60.0,
            say("menit", "minutes"),
        ),
        (
            Figure::P95Secs,
            say("p95 suatu hari", "p95 of a day"),
            60.0,
            say("menit", "minutes"),
        ),
        (
            Figure::ServiceLevel,
            say("tepat target", "within target"),
            0.01,
            "%",
        ),
    ];
    let mut text = format!("{name}, {}:\n", say("dibanding sekarang", "against now"));
    for (figure, what, unit, unit_name) in wanted {
        let found = differences.iter().find(|one| one.figure == figure);
        let Some(Difference {
            mean,
            within: Some(within),
            is_real: Some(is_real),
            ..
        }) = found
        else {
            continue;
        };
        let judged = if *is_real {
            say("lebih dari kebetulan", "more than chance")
        } else {
            say("bisa jadi kebetulan", "may be chance")
        };
        text += &format!(
            "  {what}: {:+.1} ± {:.1} {unit_name} (95 %), {judged}\n",
            mean / unit,
            within / unit
        );
    }
    text
}

fn minutes(secs: Option<f64>) -> String {
    secs.map_or_else(dash, |secs| format!("{:.1}", secs / 60.0))
}

fn percent(part: Option<f64>) -> String {
    part.map_or_else(dash, |part| format!("{:.1} %", part * 100.0))
}

fn count(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.1}")
    }
}

fn dash() -> String {
    "–".to_owned()
}
