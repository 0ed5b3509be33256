//! The answer for people.

use antre_forecast::staffing::roster::{Roster, STEP_MINUTES};
use antre_forecast::staffing::{Row, Staffing, Wish};
use antre_forecast::table::{Column, Table};

use super::Language;
use super::learnt::Learnt;

/// What is said in one language. `{}` stands for what is filled in, in order.
pub(super) struct Words {
    counters: &'static str,
    waits: &'static str,
    mean: &'static str,
    within: &'static str,
    gives_up: &'static str,
    taken: &'static str,
    simulated: &'static str,
    half_hour: &'static str,
    people: &'static str,
    asked: &'static str,
    asked_day: &'static str,
    patience: &'static str,
    first: &'static str,
    error: &'static str,
    learnt: &'static str,
    whole_day: &'static str,
    short: &'static str,
    none_short: &'static str,
}

const ID: Words = Words {
    counters: "Loket",
    waits: "Menunggu",
    mean: "Rata-rata (mnt)",
    within: "Tepat waktu",
    gives_up: "Pergi",
    taken: "Terpakai",
    simulated: "simulasi",
    half_hour: "Mulai",
    people: "Datang",
    asked: "{} orang per jam, masing-masing {} detik; {} dipanggil dalam {} detik.",
    asked_day: "Setengah jam tersibuk {} orang per jam, masing-masing {} detik; {} dipanggil dalam {} detik.",
    patience: "Kesabaran rata-rata {} detik: rata-rata tunggu dihitung atas semua yang datang.",
    first: "> baris pertama yang mencapai sasaran, menurut rumus.",
    error: "Simulasi: {} orang; ± adalah ketelitian rata-ratanya (95 %).",
    learnt: "Dari {} hari, {} orang; satu orang {} detik, dari panggilan sampai selesai.",
    whole_day: "Sehari penuh, {} hari disimulasikan: {} tepat waktu, rata-rata {} menit; {} jam loket.",
    short: "! setengah jam yang dalam simulasi di bawah sasaran: sisa antrean sebelumnya ikut menunggu. Tambah loket di situ atau setengah jam sebelumnya.",
    none_short: "Dalam simulasi setiap setengah jam mencapai sasaran.",
};

const EN: Words = Words {
    counters: "Counters",
    waits: "Wait",
    mean: "Mean (min)",
    within: "In time",
    gives_up: "Give up",
    taken: "Taken",
    simulated: "simulated",
    half_hour: "From",
    people: "Come",
    asked: "{} people an hour, {} seconds each; {} to be called within {} seconds.",
    asked_day: "In the busiest half hour {} people an hour, {} seconds each; {} to be called within {} seconds.",
    patience: "Patience {} seconds in the mean: the mean wait is that of all who come.",
    first: "> the first row that reaches the target, by formula.",
    error: "Simulated: {} people; ± is how well the mean is known (95 %).",
    learnt: "From {} days, {} people; {} seconds each, from the call to the end.",
    whole_day: "The whole day, {} days simulated: {} in time, {} minutes in the mean; {} counter hours.",
    short: "! half hours that miss the target when simulated: those of the half hour before still wait. Add a counter there or half an hour earlier.",
    none_short: "When simulated, every half hour reaches the target.",
};

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Id => &ID,
            Language::En => &EN,
        }
    }

    pub(super) fn staffing(&self, wish: &Wish, staffing: &Staffing) -> String {
        let gives_up = wish.demand.patience_secs.is_some();
        let mut table = Table::new(
            [
                Column::left(""),
                Column::right(self.counters),
                Column::right(self.waits),
                Column::right(self.mean),
                Column::right(self.within),
            ]
            .into_iter()
            .chain(gives_up.then(|| Column::right(self.gives_up)))
            .chain([
                Column::right(self.taken),
                Column::right(format!("{}: {}", self.simulated, self.mean)),
                Column::right("±"),
                Column::right(self.within),
            ])
            .chain(gives_up.then(|| Column::right(self.gives_up))),
        );
        let reached = |row: &Row| row.service_level >= wish.target;
        let first = staffing.erlang.iter().position(reached);
        let rows = staffing.erlang.len().max(staffing.simulated.len());
        for index in 0..rows {
            let (erlang, simulated) = (staffing.erlang.get(index), staffing.simulated.get(index));
            let error = staffing.errors_secs.get(index).copied().flatten();
            let counters = erlang.or(simulated).map(|row| row.counters.to_string());
            let cell = |row: Option<&Row>, of: fn(&Row) -> String| row.map_or_else(String::new, of);
            let mark = if first == Some(index) { ">" } else { "" };
            table.row(
                [
                    mark.to_owned(),
                    counters.unwrap_or_default(),
                    cell(erlang, |row| percent(row.wait_probability)),
                    cell(erlang, |row| row.mean_wait_secs.map_or(endless(), minutes)),
                    cell(erlang, |row| percent(row.service_level)),
                ]
                .into_iter()
                .chain(gives_up.then(|| cell(erlang, |row| percent(row.abandoned))))
                .chain([
                    cell(erlang, |row| percent(row.utilisation)),
                    cell(simulated, |row| {
                        row.mean_wait_secs.map_or(endless(), minutes)
                    }),
                    error.map_or_else(String::new, minutes),
                    cell(simulated, |row| percent(row.service_level)),
                ])
                .chain(gives_up.then(|| cell(simulated, |row| percent(row.abandoned)))),
            );
        }
        let asked = filled(
            self.asked,
            &[
                wish.demand.per_hour.to_string(),
                wish.demand.service_secs.to_string(),
                percent(wish.target),
                wish.within_secs.to_string(),
            ],
        );
        let error = filled(self.error, &[staffing.people.to_string()]);
        let patience = self.patience(wish);
        format!("{asked}\n{patience}\n{table}\n{}\n{error}\n", self.first)
    }

    pub(super) fn roster(&self, wish: &Wish, learnt: Option<&Learnt>, roster: &Roster) -> String {
        let mut table = Table::new([
            Column::left(self.half_hour),
            Column::right(self.people),
            Column::right(self.counters),
            Column::right(self.mean),
            Column::right(self.within),
            Column::right(format!("{}: {}", self.simulated, self.mean)),
            Column::right(self.within),
            Column::left(""),
        ]);
        let mut is_short = false;
        for half_hour in &roster.half_hours {
            let misses = half_hour
                .simulated
                .is_some_and(|simulated| simulated.service_level < wish.target);
            is_short |= misses;
            let simulated = half_hour.simulated;
            table.row([
                half_hour.from.clone(),
                format!("{:.1}", half_hour.arrivals),
                half_hour.erlang.counters.to_string(),
                half_hour.erlang.mean_wait_secs.map_or(endless(), minutes),
                percent(half_hour.erlang.service_level),
                simulated.map_or(endless(), |simulated| minutes(simulated.mean_wait_secs)),
                simulated.map_or(endless(), |simulated| percent(simulated.service_level)),
                if misses { "!" } else { "" }.to_owned(),
            ]);
        }
        let asked = filled(
            self.asked_day,
            &[
                format!("{:.0}", busiest_an_hour(roster)),
                format!("{:.0}", wish.demand.service_secs),
                percent(wish.target),
                wish.within_secs.to_string(),
            ],
        );
        let learnt = learnt.map_or_else(String::new, |learnt| {
            let figures = [
                learnt.days.to_string(),
                learnt.people.to_string(),
                format!("{:.0}", wish.demand.service_secs),
            ];
            format!("{}\n", filled(self.learnt, &figures))
        });
        let whole_day = filled(
            self.whole_day,
            &[
                roster.days.to_string(),
                percent(roster.simulated.service_level),
                minutes(roster.simulated.mean_wait_secs),
                roster.counter_hours.to_string(),
            ],
        );
        let last = if is_short {
            self.short
        } else {
            self.none_short
        };
        let patience = self.patience(wish);
        format!("{asked}\n{learnt}{patience}\n{table}\n{whole_day}\n{last}\n")
    }

    fn patience(&self, wish: &Wish) -> String {
        wish.demand.patience_secs.map_or_else(String::new, |secs| {
            format!("{}\n", filled(self.patience, &[secs.to_string()]))
        })
    }
}

fn busiest_an_hour(roster: &Roster) -> f64 {
    let most = roster.half_hours.iter().map(|one| one.arrivals);
    most.fold(0.0, f64::max) * 60.0 / f64::from(STEP_MINUTES)
}

fn filled(sentence: &str, figures: &[String]) -> String {
    let start = sentence.to_owned();
    figures
        .iter()
        .fold(start, |text, figure| text.replacen("{}", figure, 1))
}

fn percent(fraction: f64) -> String {
    format!("{:.1} %", fraction * 100.0)
}

/// As 7:01, minutes and seconds.
fn minutes(secs: f64) -> String {
    let secs = secs.round();
    format!("{}:{:02}", (secs / 60.0).floor(), secs % 60.0)
}

fn endless() -> String {
    "–".to_owned()
}
