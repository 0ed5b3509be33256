//! The comparison as a picture.

use antre_forecast::chart::{Band, BarsPanel, Chart, DayPanel, Group, Panel};
use antre_forecast::measures::{Measures, STEP_MINUTES, Waits};
use antre_forecast::what_if::Change;

use super::{Compared, Language, tables, words};

pub(super) fn of(compared: &Compared, lang: Language) -> Chart {
    let say = |indonesian, english| words(lang, indonesian, english);
    let arrangements = &compared.comparison.arrangements;
    let days = arrangements[0].together.days;
    let config = &compared.arrangements[0].config;
    let minute = say("menit", "minutes");
    let bars = |title: &'static str, unit: &str, decimals, of: &dyn Fn(&Waits) -> Option<f64>| {
        let groups = config.classes.iter().filter_map(|class| {
            let of_class = |measures: &Measures| {
                let found = measures.classes.iter().find(|one| one.class == class.id);
                found.and_then(|one| of(&one.waits))
            };
            let by_run: Vec<_> = arrangements
                .iter()
                .map(|one| of_class(&one.together))
                .collect();
            let anybody = by_run.iter().any(Option::is_some);
            let name = class.name.get(lang.into(), config.language()).to_owned();
            anybody.then_some(Group { name, by_run })
        });
        Panel::Bars(BarsPanel {
            title: title.to_owned(),
            unit: unit.to_owned(),
            decimals,
            groups: groups.collect(),
        })
    };
    let minutes =
        |of: fn(&Waits) -> Option<f64>| move |waits: &Waits| of(waits).map(|secs| secs / 60.0);
    let title = match &compared.changes[..] {
        [] => say("Lama menunggu", "How long people wait").to_owned(),
        changes => {
            let said: Vec<String> = changes.iter().map(|one| tables::said(one, lang)).collect();
            let means = arrangements.iter().map(|one| one.together.all.mean_secs);
            let told: Vec<f64> = means.flatten().map(|secs| secs / 60.0).collect();
            match &told[..] {
                [now, .., then] => {
                    let from = say("rata-rata dari", "mean from");
                    let to = say("menjadi", "to");
                    format!(
                        "{}: {from} {now:.1} {to} {then:.1} {minute}",
                        said.join(", ")
                    )
                }
                _ => said.join(", "),
            }
        }
    };
    let footnote = match compared.seed {
        Some(seed) if days > 1 => {
            let last = seed.wrapping_add(days as u64 - 1);
            format!("{days} {} {seed}–{last}", say("hari, benih", "days, seeds"))
        }
        Some(seed) => format!("{} {seed}", say("satu hari, benih", "one day, seed")),
        None => say("diputar ulang dari catatan", "played back from the log").to_owned(),
    };
    Chart {
        title,
        subtitle: format!("{} · {}", compared.title, compared.date),
        runs: arrangements.iter().map(|one| one.name.clone()).collect(),
        panels: vec![
            day_panel(compared, lang),
            bars(
                say("Rata-rata menunggu", "Mean wait"),
                minute,
                1,
                &minutes(|waits| waits.mean_secs),
            ),
            bars(
                say("p95 menunggu", "p95 of the wait"),
                minute,
                1,
                &minutes(|waits| waits.p95_secs),
            ),
            bars(
                say("Dipanggil tepat target", "Called within target"),
                "%",
                0,
                &|waits| waits.service_level.map(|part| part * 100.0),
            ),
            bars(
                say("Terlama menunggu", "Longest wait"),
                minute,
                0,
                &minutes(|waits| waits.max_secs),
            ),
        ],
        footnote,
    }
}

/// The waits by when people came; from the first quarter hour in which anybody did to the last.
fn day_panel(compared: &Compared, lang: Language) -> Panel {
    let arrangements = &compared.comparison.arrangements;
    let begins = compared.arrangements[0].config.day_starts.minutes();
    let by_time = || arrangements.iter().map(|one| &one.together.by_time);
    let known = |step: &usize| by_time().any(|of| of.get(*step).is_some_and(Option::is_some));
    let steps = by_time().map(Vec::len).max().unwrap_or(0);
    let first = (0..steps).find(known).unwrap_or(0);
    let last = (0..steps).rev().find(known).unwrap_or(first);
    let by_run = by_time().map(|of| {
        let shown = of[first..=last].iter();
        shown.map(|secs| secs.map(|secs| secs / 60.0)).collect()
    });
    let bands = compared.changes.iter().filter_map(|change| match change {
        Change::OneMoreCounter { from, to, .. } => Some(Band {
            from_minute: from.minutes(),
            to_minute: to.minutes(),
            label: words(lang, "satu loket lagi", "one more counter").to_owned(),
        }),
        Change::Profile { .. } | Change::Rule { .. } => None,
    });
    let first = u16::try_from(first).unwrap_or_default();
    Panel::Day(DayPanel {
        title: words(
            lang,
            "Rata-rata menunggu menurut jam datang",
            "Mean wait by time of arrival",
        )
        .to_owned(),
        unit: words(lang, "menit", "minutes").to_owned(),
        from_minute: begins + first * STEP_MINUTES,
        step_minutes: STEP_MINUTES,
        by_run: by_run.collect(),
        bands: bands.collect(),
        level: None,
    })
}
