//! Charts and tables: readable, whole, and safe to open.

use antre_forecast::chart::{
    Band, BarsPanel, Chart, ChartFault, DayPanel, Group, Level, Panel, RUNS_MAX,
};
use antre_forecast::table::{Column, Table};

/// A what-if as a manager sees it.
pub fn what_if() -> Chart {
    let before = [
        2.0, 6.0, 14.0, 25.0, 38.0, 44.0, 40.0, 30.0, 18.0, 9.0, 5.0, 3.0,
    ];
    let after = [
        2.0, 6.0, 14.0, 25.0, 27.0, 22.0, 16.0, 11.0, 8.0, 6.0, 4.0, 3.0,
    ];
    let day = DayPanel {
        title: "Lama menunggu menurut jam datang (p80)".to_owned(),
        unit: "menit".to_owned(),
        from_minute: 8 * 60,
        step_minutes: 30,
        by_run: vec![
            before.map(Some).to_vec(),
            after.map(|value| (value != 11.0).then_some(value)).to_vec(),
        ],
        bands: vec![Band {
            from_minute: 600,
            to_minute: 720,
            label: "satu loket lagi".to_owned(),
        }],
        level: Some(Level {
            value: 20.0,
            label: "janji layanan 20 menit".to_owned(),
        }),
    };
    let bars = |title: &str, values: [[f64; 2]; 3]| {
        let names = ["Umum", "Prioritas", "Janji temu dari dinas lain"];
        let groups = names.into_iter().zip(values).map(|(name, by_run)| Group {
            name: name.to_owned(),
            by_run: by_run.map(Some).to_vec(),
        });
        Panel::Bars(BarsPanel {
            title: title.to_owned(),
            unit: "menit".to_owned(),
            decimals: 1,
            groups: groups.collect(),
        })
    };
    Chart {
        title: "Satu loket lagi pukul 10–12".to_owned(),
        subtitle: "Puskesmas Sukamaju · Senin, 23 November 2026 · 412 orang".to_owned(),
        runs: vec!["Sekarang".to_owned(), "Satu loket lagi 10–12".to_owned()],
        panels: vec![
            Panel::Day(day),
            bars("Rata-rata", [[18.2, 11.4], [6.1, 4.0], [3.0, 0.0]]),
            bars("p95", [[44.0, 27.5], [15.0, 9.9], [8.0, 7.0]]),
        ],
        footnote: "20 hari, benih 1–20".to_owned(),
    }
}

#[test]
fn a_what_if_becomes_one_picture_with_all_that_is_said() {
    let svg = what_if().svg().unwrap();
    for words in [
        "Satu loket lagi pukul 10–12",
        "Sekarang",
        "satu loket lagi",
        "janji layanan 20 menit",
        ">08:00<",
        ">14:00<",
        ">50<",
        ">44.0<",
        "Janji temu dari dinas lain",
        "benih 1–20",
    ] {
        assert!(svg.contains(words), "{words}\n{svg}");
    }
    // A gap in what is known is a gap in the line: the second run has two pieces.
    let line = svg
        .lines()
        .find(|line| line.contains(r##"stroke="#1E3A6E" stroke-width="3" stroke-linejoin"##));
    assert_eq!(line.unwrap().matches('M').count(), 2);
}

#[test]
fn a_picture_brings_nothing_from_outside_and_runs_nothing() {
    let svg = what_if().svg().unwrap();
    let namespace = "http://www.w3.org/2000/svg";
    let without = svg.replacen(namespace, "", 1);
    for forbidden in [
        "http",
        "<script",
        "@import",
        "href",
        "<image",
        "foreignObject",
        "url(h",
    ] {
        assert!(!without.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn names_cannot_break_out_of_the_picture() {
    let mut chart = what_if();
    let evil = "</text><script>alert(1)</script>&\"'\u{0}\u{7}\u{ffff}\n";
    chart.title = evil.to_owned();
    chart.subtitle = evil.to_owned();
    chart.runs = vec![evil.to_owned(); 2];
    chart.footnote = evil.to_owned();
    for panel in &mut chart.panels {
        match panel {
            Panel::Day(day) => {
                day.title = evil.to_owned();
                day.unit = evil.to_owned();
                day.bands[0].label = evil.to_owned();
                day.level.as_mut().unwrap().label = evil.to_owned();
            }
            Panel::Bars(bars) => {
                bars.title = evil.to_owned();
                bars.groups[0].name = evil.to_owned();
            }
        }
    }
    let svg = chart.svg().unwrap();
    assert!(!svg.contains("<script") && !svg.contains("</text><s"));
    assert!(!svg.contains(['\u{0}', '\u{7}', '\u{ffff}']));
    let opened = svg.matches("<text").count();
    assert_eq!(opened, svg.matches("</text>").count());
}

#[test]
fn long_names_end_in_an_ellipsis() {
    let mut chart = what_if();
    chart.title = "panjang ".repeat(100);
    let svg = chart.svg().unwrap();
    let title = svg
        .lines()
        .find(|line| line.contains("font-size:32px"))
        .unwrap();
    assert!(title.ends_with("…</text>") && title.len() < 200, "{title}");
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let chart = |change: &dyn Fn(&mut Chart)| {
        let mut chart = what_if();
        change(&mut chart);
        chart.svg().unwrap_err()
    };
    let day = |chart: &mut Chart, change: &dyn Fn(&mut DayPanel)| match &mut chart.panels[0] {
        Panel::Day(day) => change(day),
        Panel::Bars(_) => unreachable!(),
    };
    let count = |what, count, most| ChartFault::Count { what, count, most };
    assert_eq!(chart(&|c| c.runs.clear()), count("runs", 0, RUNS_MAX));
    let five = |c: &mut Chart| c.runs = vec![String::new(); 5];
    assert_eq!(chart(&five), count("runs", 5, RUNS_MAX));
    assert_eq!(chart(&|c| c.panels.clear()), count("panels", 0, 12));
    assert_eq!(
        chart(&|c| day(c, &|day| day.step_minutes = 0)),
        count("minutes a step", 0, 1440)
    );
    let panel = "Lama menunggu menurut jam datang (p80)".to_owned();
    assert_eq!(
        chart(&|c| day(c, &|day| _ = day.by_run[1].pop())),
        ChartFault::Uneven {
            panel: panel.clone()
        }
    );
    for value in [f64::NAN, -1.0, f64::INFINITY] {
        assert_eq!(
            chart(&|c| day(c, &|day| day.by_run[0][0] = Some(value))),
            ChartFault::NotANumber {
                panel: panel.clone()
            }
        );
    }
}

#[test]
fn a_day_on_which_nobody_waited_is_drawn_too() {
    let mut chart = what_if();
    if let Panel::Day(day) = &mut chart.panels[0] {
        day.by_run = vec![vec![None; 12], vec![Some(0.0); 12]];
        day.level = None;
    }
    if let Panel::Bars(bars) = &mut chart.panels[1] {
        bars.groups[0].by_run = vec![None, Some(0.0)];
        bars.groups.truncate(1);
        bars.groups[0].name = "Janji temu".to_owned();
    }
    let svg = chart.svg().unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    assert!(svg.contains(">–<") && svg.contains(">Janji temu<"));
}

#[test]
fn a_table_lines_up_and_holds_no_commands_for_a_terminal() {
    let mut table = Table::new([Column::left("Kelas"), Column::right("p95")]);
    table.row(["Umum\u{1b}[31m\n".to_owned(), "12.5".to_owned()]);
    table.rule();
    table.row(["Prioritas – é".to_owned()]);
    let expected = "\
Kelas           p95
-------------  ----
Umum[31m       12.5
-------------  ----
Prioritas – é
";
    assert_eq!(table.to_string(), expected);
}
