//! Every reason of a call in words.

use antre_domain::config::Span;
use antre_domain::{CallReason, ChoiceReason, LineId};

use super::{Tongue, Words};

impl Words<'_> {
    /// Why this ticket was called, in a sentence that a customer would accept.
    pub(crate) fn reason(&self, reason: &CallReason) -> String {
        let tongue = self.tongue();
        match reason {
            CallReason::LongestWait { waited_secs } => {
                let waited = self.lasting(*waited_secs);
                tongue.pick(
                    format!("Menunggu paling lama: {waited}."),
                    format!("Has waited longest: {waited}."),
                )
            }
            CallReason::LongestLife { life_secs, .. } => {
                let life = self.lasting(*life_secs);
                tongue.pick(
                    format!("Paling lama berada di sini: {life}."),
                    format!("Has been here longest: {life}."),
                )
            }
            CallReason::PastTarget {
                waited_secs,
                target_secs,
            } => {
                let (waited, target) = (self.lasting(*waited_secs), self.lasting(*target_secs));
                tongue.pick(
                    format!("Menunggu {waited}, melewati target {target}."),
                    format!("Has waited {waited}, past the target of {target}."),
                )
            }
            CallReason::NearestToTarget {
                waited_secs,
                target_secs,
            } => {
                let (waited, target) = (self.lasting(*waited_secs), self.lasting(*target_secs));
                tongue.pick(
                    format!("Menunggu {waited}, paling dekat dengan target {target}."),
                    format!("Has waited {waited}, nearest to its target of {target}."),
                )
            }
            CallReason::PastCap {
                waited_secs,
                cap_secs,
            } => {
                let (waited, cap) = (self.lasting(*waited_secs), self.lasting(*cap_secs));
                tongue.pick(
                    format!("Menunggu {waited}, melewati batas {cap}."),
                    format!("Has waited {waited}, past the limit of {cap}."),
                )
            }
            CallReason::GuaranteedTurn { line, one_in, .. } => {
                let line = self.line(line);
                tongue.pick(
                    format!(
                        "Giliran yang dijamin untuk {line}: paling sedikit satu dari {one_in} panggilan."
                    ),
                    format!("A guaranteed turn for {line}: at least one in {one_in} calls."),
                )
            }
            CallReason::RatioTurn {
                line, turns, cycle, ..
            } => {
                let line = self.line(line);
                tongue.pick(
                    format!("Giliran {line}: {turns} dari setiap {cycle} panggilan."),
                    format!("The turn of {line}: {turns} of every {cycle} calls."),
                )
            }
            CallReason::FirstInOrder { line, .. } => {
                let line = self.line(line);
                tongue.pick(
                    format!("Paling depan dalam urutan panggilan di sini: {line}."),
                    format!("First in the order of calls here: {line}."),
                )
            }
            CallReason::AppointmentDue { booked_at } => {
                let time = self.time(*booked_at);
                tongue.pick(
                    format!("Janji temu pukul {time}."),
                    format!("The appointment at {time}."),
                )
            }
            CallReason::WaitedPast {
                waited_secs,
                limit_secs,
            } => {
                let (waited, limit) = (self.lasting(*waited_secs), self.lasting(*limit_secs));
                tongue.pick(
                    format!("Menunggu {waited}: sejak {limit} didahulukan."),
                    format!("Has waited {waited}: from {limit} on it goes first."),
                )
            }
            CallReason::Crowded { line, least, .. } => {
                let line = self.line(line);
                tongue.pick(
                    format!("{line} sedang ramai: {least} nomor atau lebih menunggu."),
                    format!("Many wait for {line}: {least} or more."),
                )
            }
            CallReason::TimeOfDay { line, between, .. } => self.time_of_day(line, *between),
            CallReason::LineFirst { line, .. } => {
                let line = self.line(line);
                tongue.pick(
                    format!("{line} didahulukan di loket ini."),
                    format!("This counter calls {line} first."),
                )
            }
            CallReason::Chosen {
                waited_secs,
                because,
            } => {
                let waited = self.lasting(*waited_secs);
                let because = because.map(|because| format!(": {}", choice_word(tongue, because)));
                let because = because.unwrap_or_default();
                tongue.pick(
                    format!("Dipilih petugas setelah menunggu {waited}{because}."),
                    format!("Chosen by a clerk after a wait of {waited}{because}."),
                )
            }
            CallReason::Directed { waited_secs } => {
                let waited = self.lasting(*waited_secs);
                tongue.pick(
                    format!("Dialihkan khusus ke loket ini, menunggu {waited}."),
                    format!("Sent on to this counter in person, after a wait of {waited}."),
                )
            }
            CallReason::WalkIn => tongue.pick(
                "Dilayani langsung di loket, tanpa kertas nomor.".to_owned(),
                "Served at the counter at once, without a slip.".to_owned(),
            ),
        }
    }

    fn time_of_day(&self, line: &LineId, between: Span) -> String {
        let line = self.line(line);
        let Span { from, to } = between;
        self.tongue().pick(
            format!(
                "Antara pukul {} dan {} {line} didahulukan.",
                from.to_string().replace(':', "."),
                to.to_string().replace(':', "."),
            ),
            format!("Between {from} and {to} this counter calls {line} first."),
        )
    }
}

/// Why a clerk chose somebody, in the middle of a sentence.
pub(crate) fn choice_word(tongue: Tongue, because: ChoiceReason) -> &'static str {
    match because {
        ChoiceReason::Emergency => tongue.pick("keadaan darurat", "an emergency"),
        ChoiceReason::Assistance => tongue.pick(
            "memerlukan bantuan khusus di loket ini",
            "needs help that only this counter gives",
        ),
        ChoiceReason::Together => tongue.pick(
            "datang bersama yang baru dilayani",
            "came together with the one just served",
        ),
        ChoiceReason::Correction => tongue.pick(
            "memperbaiki kekeliruan dari pihak kami",
            "to make good a mistake of ours",
        ),
        ChoiceReason::Guest => tongue.pick("tamu kantor ini", "a guest of this office"),
        ChoiceReason::Missed => tongue.pick(
            "panggilan sebelumnya tidak terdengar",
            "an earlier call was not heard",
        ),
    }
}

#[cfg(test)]
mod tests {
    use antre_domain::{ClassId, Config, Locale, Timestamp};

    use super::*;

    fn line(id: &str) -> LineId {
        LineId::new(id).unwrap()
    }

    /// One of each kind, with its sentence in both languages. A new kind does not compile in `reason`
    /// without a sentence; here it is read.
    fn every_reason() -> Vec<(CallReason, &'static str, &'static str)> {
        let waited_secs = 1_380;
        vec![
            (
                CallReason::LongestWait { waited_secs },
                "Menunggu paling lama: 23 menit.",
                "Has waited longest: 23 min.",
            ),
            (
                CallReason::LongestLife {
                    waited_secs,
                    life_secs: 4_800,
                },
                "Paling lama berada di sini: 1 jam 20 menit.",
                "Has been here longest: 1 h 20 min.",
            ),
            (
                CallReason::PastTarget {
                    waited_secs,
                    target_secs: 900,
                },
                "Menunggu 23 menit, melewati target 15 menit.",
                "Has waited 23 min, past the target of 15 min.",
            ),
            (
                CallReason::NearestToTarget {
                    waited_secs,
                    target_secs: 1_800,
                },
                "Menunggu 23 menit, paling dekat dengan target 30 menit.",
                "Has waited 23 min, nearest to its target of 30 min.",
            ),
            (
                CallReason::PastCap {
                    waited_secs,
                    cap_secs: 1_200,
                },
                "Menunggu 23 menit, melewati batas 20 menit.",
                "Has waited 23 min, past the limit of 20 min.",
            ),
            (
                CallReason::GuaranteedTurn {
                    waited_secs,
                    line: line("regular"),
                    one_in: 4,
                },
                "Giliran yang dijamin untuk Umum: paling sedikit satu dari 4 panggilan.",
                "A guaranteed turn for Regular: at least one in 4 calls.",
            ),
            (
                CallReason::RatioTurn {
                    waited_secs,
                    line: line("priority"),
                    turns: 2,
                    cycle: 3,
                },
                "Giliran Prioritas: 2 dari setiap 3 panggilan.",
                "The turn of Priority: 2 of every 3 calls.",
            ),
            (
                CallReason::FirstInOrder {
                    waited_secs,
                    line: line("appointments"),
                },
                "Paling depan dalam urutan panggilan di sini: Janji temu.",
                "First in the order of calls here: Appointments.",
            ),
            (
                CallReason::AppointmentDue {
                    booked_at: Timestamp::from_millis(30_600_000),
                },
                "Janji temu pukul 08.30 UTC.",
                "The appointment at 08:30 UTC.",
            ),
            (
                CallReason::WaitedPast {
                    waited_secs,
                    limit_secs: 1_200,
                },
                "Menunggu 23 menit: sejak 20 menit didahulukan.",
                "Has waited 23 min: from 20 min on it goes first.",
            ),
            (
                CallReason::Crowded {
                    waited_secs,
                    line: line("gigi"),
                    least: 5,
                },
                "gigi sedang ramai: 5 nomor atau lebih menunggu.",
                "Many wait for gigi: 5 or more.",
            ),
            (
                CallReason::TimeOfDay {
                    waited_secs,
                    line: line("gigi"),
                    between: "08:00-09:30".parse().unwrap(),
                },
                "Antara pukul 08.00 dan 09.30 gigi didahulukan.",
                "Between 08:00 and 09:30 this counter calls gigi first.",
            ),
            (
                CallReason::LineFirst {
                    waited_secs,
                    line: line("gigi"),
                },
                "gigi didahulukan di loket ini.",
                "This counter calls gigi first.",
            ),
            (
                CallReason::Chosen {
                    waited_secs,
                    because: None,
                },
                "Dipilih petugas setelah menunggu 23 menit.",
                "Chosen by a clerk after a wait of 23 min.",
            ),
            (
                CallReason::Chosen {
                    waited_secs,
                    because: Some(ChoiceReason::Together),
                },
                "Dipilih petugas setelah menunggu 23 menit: datang bersama yang baru dilayani.",
                "Chosen by a clerk after a wait of 23 min: came together with the one just served.",
            ),
            (
                CallReason::Directed { waited_secs },
                "Dialihkan khusus ke loket ini, menunggu 23 menit.",
                "Sent on to this counter in person, after a wait of 23 min.",
            ),
            (
                CallReason::WalkIn,
                "Dilayani langsung di loket, tanpa kertas nomor.",
                "Served at the counter at once, without a slip.",
            ),
        ]
    }

    fn words(locale: Locale, config: Option<&Config>) -> Words<'_> {
        Words { locale, config }
    }

    #[test]
    fn every_reason_is_a_sentence_in_both_languages() {
        for (reason, indonesian, english) in every_reason() {
            assert_eq!(words(Locale::ID, None).reason(&reason), indonesian);
            assert_eq!(words(Locale::EN, None).reason(&reason), english);
        }
    }

    #[test]
    fn a_line_goes_by_the_name_that_the_branch_gives_it() {
        let file = r#"
            name = "Uji"
            time_zone = "Asia/Jakarta"
            hours = { week = { mon = ["08:00-15:00"] } }
            classes = [
                { id = "umum", name = { id = "Nasabah umum", en = "Everyone" }, target_wait_secs = 1800 },
                { id = "lansia", name = { id = "Lansia", en = "Elderly" }, priority = true, target_wait_secs = 600 },
                { id = "hamil", name = { id = "Ibu hamil", en = "Expecting" }, priority = true, target_wait_secs = 600 },
            ]
            series = [{ id = "a", prefix = "A", services = ["teller", "cs"] }]
            services = [{ id = "teller", name = "Teller" }, { id = "cs", name = "Layanan nasabah" }]
            counters = [{ id = "l1", noun = "Loket", sign = "1", profile = "p" }]
            profiles = [{ id = "p", name = "P", services = ["teller", "cs"], rule = { custom = { lines = [
                { id = "kas", name = { id = "Antrean kas", en = "The cash line" }, services = ["teller"], classes = ["umum"] },
                { id = "dulu", classes = ["lansia", "hamil"] },
                { id = "sisa", services = ["cs"] },
            ], finally = "longest_wait" } } }]
        "#;
        let config = crate::parse_branch_file(file, "branch.toml".as_ref()).unwrap();
        for (id, indonesian, english) in [
            ("umum", "Nasabah umum", "Everyone"),
            ("kas", "Antrean kas", "The cash line"),
            ("dulu", "Lansia, Ibu hamil", "Elderly, Expecting"),
            ("sisa", "Layanan nasabah", "Layanan nasabah"),
            ("priority", "Prioritas", "Priority"),
            ("regular", "Umum", "Regular"),
            ("appointments", "Janji temu", "Appointments"),
            ("gone", "gone", "gone"),
        ] {
            let line = line(id);
            assert_eq!(words(Locale::ID, Some(&config)).line(&line), indonesian);
            assert_eq!(words(Locale::EN, Some(&config)).line(&line), english);
        }
        let class = ClassId::new("lansia").unwrap();
        assert_eq!(words(Locale::EN, Some(&config)).class(&class), "Elderly");
    }
}
