//! The page of the book that the runs write: its words, and its tables.

use std::fmt::Write as _;

use antre_domain::config::{AppointmentsFirst, Class, Rule};
use antre_domain::{Locale, Text};
use antre_sim_tests::load::{LOAD_SECS, Overload, SHIPPED, Visit};

use super::{Run, runs};
use crate::adversary::shipped_lines;

const HEAD: &str = "\
# Nobody waits for ever

*This page is written by a test from what it measured, and the test fails where the page says
anything else. To write it anew after a change of rules:*
`ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-sim-tests starvation`

**Ringkasan.** Antre tidak menyimpan aturan panggilan yang dapat membuat seseorang menunggu tanpa akhir.
Untuk setiap barisan selalu ada batas: *paling lama sekian panggilan, lalu giliran barisan ini*. Halaman
ini menguji batas itu dengan dua cara. Pertama, komputer mencari keadaan terburuk yang mungkin: hasilnya
tidak pernah melewati batas. Kedua, selama dua jam datang pelanggan prioritas satu setengah kali lebih
banyak daripada yang sanggup dilayani. Dengan aturan Antre pelanggan umum tetap maju; dengan aturan
\u{201c}prioritas selalu dulu\u{201d} mereka hampir tidak dipanggil sampai pelanggan prioritas habis.

Cara membaca tabel kedua: *within 2 h* = berapa yang terpanggil dalam dua jam itu, dari berapa yang datang;
*p95* dan *longest* = 95 dari 100 orang menunggu tidak lebih lama dari ini, dan yang terlama (menit); *its
bound* = batas yang dapat dijanjikan kepada orang yang menunggu terlama itu ketika ia datang; *past the
cap* = berapa yang melewati batas tunggu mutlak; tiga lajur terakhir = orang yang sama bila prioritas
selalu dulu. Aulanya sengaja dibuat terlalu penuh: yang diuji ialah siapa yang menanggungnya.

## The promise, in calls

The queues of a profile stand in lines. For each line a bound is computed when the profile is saved: the
first of the line is called within so many calls of the profile's counters together. Whoever has *k*
people before them in the line therefore waits at most *(k + 1) × bound* calls. A profile without a
bound is refused, and the fault names the part of the rule that could take every call.

\u{201c}Worst found\u{201d} is the longest wait that a search could arrange for the first of the line: it chooses who
comes, when, in which class, how much time passes between two calls, and what was called before. Where it
equals the bound, the bound is exact. The test demands at least half.

";

const LOAD: &str = "
## Two hours of too many people

For two hours people come evenly: of the priority classes 150 for every 100 people whom the counters of
the profile can serve, of the regular class 50, and of those with an appointment 25 where the branch
has them, most of them up to ten minutes early, some up to four minutes late. A service takes three, four,
five, six or seven minutes in a fixed rotation. Nobody leaves; after two hours nobody else comes, and the
counters serve on until the hall is empty. Each profile is tried alone, at its own counters (at one
counter, where no counter opens with it). Opening hours, daily limits and journeys through several
services are lifted, since they would keep the crowd away. Numbers, calls and their order are those of
the real branch, not of a model of it.

No rule can serve twice as many as there is time for: the waits below are long because the hall is
overfull. What a rule decides is who bears it.

- **Wait**: from the arrival, or from a booked time that then still lies ahead, to the call, in minutes.
- **p95**: 95 of 100 waited no longer. **Longest**: the longest of all.
- **Its bound**: what could have been promised to that one when they came. With *k* people before them
  (and those whose earlier booked time put them before them later), *c* counters and seven minutes for the
  longest service: *⌈(k + 1) × bound ÷ c⌉ × 7 minutes*, since a free counter calls at once and so each
  counter makes at least one call in every seven minutes. The test checks it for every single person, in
  calls and in minutes. It is a promise for the worst case, so it lies well above what happens.
- **Past the cap**: how many waited longer than the hard cap of their line, where it has one.
- **Within 2 h**: how many were called in the two hours, of how many came.
- **Priority first**: the same people and services, but whoever has priority is called before all
  others. Antre refuses to save this rule: it has no bound.
- **Priority in a row**: the most calls of the priority class in succession while somebody else waits.
- **Jain's index** of wait ÷ target over all who came: 1 where everybody waits the same part of what
  their class is promised. It weighs the wait of a priority customer by their shorter target, so that
  \u{201c}priority first\u{201d} can look even by it where every regular customer waits three hours: read it with
  the other columns.
- **Slips**: people called while one of the same service and class waited who was before them.

In this crowd it can be the priority class that waits longest: it is the one that comes in too great a
number, and it bears that itself instead of passing it on.

Where a line has a hard cap, nobody past it is passed but by a guaranteed turn of another line and by
those who went past theirs before. So the cap is kept to within one service time as long as the counters
can serve those who come. In this overload they cannot: then whoever went past it first is called first.
The test checks exactly that, for every person.

The test also opens all counters of a branch at once, each with its own crowd, so that several profiles
call from the same queues and help one another: each of them keeps its promise to whoever it takes first.
";

const TAIL: &str = "
## What these figures do not say

- A clerk who calls somebody out of turn postpones the others by that call. The call counts as one of
  its line, and its reason stands in the log; the bounds hold for the calls that the rule makes.
- Somebody who joins by an older age (an appointment, a transfer that keeps its age, a return after a
  missed call) goes before younger ones of the line. That moves them by one, and never without a reason.
- A service that a profile only *helps* with is promised nothing by that profile while a counter is open
  whose own task it is; its bound is that counter's.
- Some rules are refused although nobody would starve under them: those where several lines
  have a share, at least one as narrow as can be, and another line has none. For these no bound is
  known. The remedy is to widen that share by one, or to give every line a share.
";

pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    line(
        &mut page,
        "| branch | profile | rule | line | bound, calls | worst found |",
    );
    line(&mut page, "| --- | --- | --- | --- | ---: | ---: |");
    let runs: Vec<Run> = runs().collect();
    for found in shipped_lines() {
        let rule = runs
            .iter()
            .find(|run| run.branch == found.branch && run.profile.id.as_str() == found.profile)
            .map_or_else(String::new, |run| rule(&run.profile.rule));
        let common = if found.bound.in_common {
            ", all lines in common"
        } else {
            ""
        };
        let bound = found.bound.calls_max;
        line(
            &mut page,
            format_args!(
                "| {} | {} | {rule} | {}{common} | {bound} | {} |",
                found.branch, found.profile, found.line, found.found
            ),
        );
    }
    page.push_str(LOAD);
    for branch in SHIPPED {
        let of_branch: Vec<&Run> = runs.iter().filter(|run| run.branch == branch).collect();
        let Some(first) = of_branch.first() else {
            continue;
        };
        line(&mut page, format_args!("\n### {}\n", first.config.name));
        line(
            &mut page,
            "| profile | class | within 2 h | p95, min | longest, min | its bound, min | past the cap | priority first: within 2 h | p95, min | longest, min |",
        );
        line(
            &mut page,
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        );
        for run in &of_branch {
            run.classes(&mut page);
        }
        line(
            &mut page,
            "\nHow even it is, by the rule and under priority first:\n",
        );
        line(
            &mut page,
            "| profile | rule | counters | priority in a row | priority first | Jain's index | priority first | slips |",
        );
        line(
            &mut page,
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        );
        for run in &of_branch {
            line(
                &mut page,
                format_args!(
                    "| {} | {} | {} | {} | {} | {:.2} | {:.2} | {} |",
                    english(&run.profile.name),
                    rule(&run.profile.rule),
                    run.counters,
                    run.priority_run(&run.by_the_rule),
                    run.priority_run(&run.priority_first),
                    run.jain(&run.by_the_rule),
                    run.jain(&run.priority_first),
                    run.slips(),
                ),
            );
        }
    }
    page.push_str(TAIL);
    page
}

impl Run {
    fn classes(&self, page: &mut String) {
        let promises = self.promises();
        let past_caps = self.past_caps(&promises);
        for class in &self.config.classes {
            let ruled = Waits::of(&self.by_the_rule, class, &self.overload);
            let naive = Waits::of(&self.priority_first, class, &self.overload);
            let of_class = self
                .by_the_rule
                .iter()
                .enumerate()
                .filter(|(_, visit)| visit.class == class.id);
            let longest = of_class.clone().max_by_key(|(_, visit)| visit.wait_secs());
            let Some((longest, _)) = longest else {
                continue;
            };
            let cap_secs = promises.lines[longest].and_then(|line| promises.caps_secs[line]);
            let past_cap = match cap_secs {
                Some(_) => past_caps
                    .iter()
                    .filter(|(visit, _)| visit.class == class.id)
                    .count()
                    .to_string(),
                None => "–".to_owned(),
            };
            line(
                page,
                format_args!(
                    "| {} | {} | {} of {} | {} | {} | {} | {past_cap} | {} of {} | {} | {} |",
                    english(&self.profile.name),
                    english(&class.name),
                    ruled.in_time,
                    ruled.secs.len(),
                    mins(ruled.percentile(95)),
                    mins(ruled.percentile(100)),
                    promises.wait_secs_max(longest).map_or(0, mins),
                    naive.in_time,
                    naive.secs.len(),
                    mins(naive.percentile(95)),
                    mins(naive.percentile(100)),
                ),
            );
        }
    }
}

/// The waits of one class.
struct Waits {
    /// In order.
    secs: Vec<u32>,
    /// How many were called while others still came.
    in_time: usize,
}

impl Waits {
    fn of(visits: &[Visit], class: &Class, overload: &Overload) -> Self {
        let of_class = || visits.iter().filter(|visit| visit.class == class.id);
        let mut secs: Vec<u32> = of_class().map(Visit::wait_secs).collect();
        secs.sort_unstable();
        let ends_at = overload.begins_at.plus_secs(LOAD_SECS);
        Self {
            secs,
            in_time: of_class().filter(|visit| visit.called_at < ends_at).count(),
        }
    }

    /// By the nearest rank.
    fn percentile(&self, percent: usize) -> u32 {
        let rank = (self.secs.len() * percent).div_ceil(100).max(1);
        self.secs[rank - 1]
    }
}

/// A rule's name, with its knobs.
fn rule(rule: &Rule) -> String {
    let shares =
        |one_in: Option<u16>| one_in.map_or_else(String::new, |one_in| format!(", 1 in {one_in}"));
    let cap = |secs: Option<u32>| {
        secs.map_or_else(String::new, |secs| format!(", cap {} min", mins(secs)))
    };
    match rule {
        Rule::Fair(fair) => format!("Adil{}{}", shares(fair.one_in), cap(fair.cap_secs)),
        Rule::Ratio(ratio) => {
            format!(
                "Prioritas {}:{}{}",
                ratio.priority,
                ratio.regular,
                cap(ratio.cap_secs)
            )
        }
        Rule::AppointmentsFirst(AppointmentsFirst { one_in, cap_secs }) => {
            format!("Janji temu dulu{}{}", shares(*one_in), cap(*cap_secs))
        }
        Rule::Like(other) => format!("as {other}"),
        Rule::Custom(_) => "its own".to_owned(),
    }
}

/// Begun minutes count whole.
fn mins(secs: u32) -> u32 {
    secs.div_ceil(60)
}

fn english(text: &Text) -> &str {
    text.get(Locale::EN, Locale::ID)
}

fn line(page: &mut String, line: impl std::fmt::Display) {
    writeln!(page, "{line}").expect("a string takes every text");
}
