//! Two hours in which more people of the priority class come than can be served, under each shipped
//! profile and, beside it, under "priority first". `docs/rules/starvation.md` is written from here:
//! `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-sim-tests starvation`

mod page;

use std::path::PathBuf;

use antre_domain::Timestamp;
use antre_domain::config::{Config, Profile};
use antre_sim_tests::load::{Overload, Promises, SERVICE_SECS_MAX, SHIPPED, Visit, root, shipped};

#[test]
fn everyone_is_called_within_what_could_be_said_when_they_came() {
    for run in runs() {
        let promises = run.promises();
        are_kept(&promises, &run.by_the_rule, &run.name());
    }
}

/// Here each service may be taken by several profiles, at several levels of skill: each of them keeps its
/// promise to whoever it takes first.
#[test]
fn all_counters_of_a_branch_together_keep_the_promise_of_each_profile() {
    for branch in SHIPPED {
        let config = shipped(branch);
        let overload = Overload::together(&config);
        let visits = overload.by_the_rule();
        let open = config
            .profiles
            .iter()
            .filter(|profile| overload.counters(&profile.id) > 0);
        for profile in open {
            let promises = Promises::of(&overload, profile, &visits);
            are_kept(
                &promises,
                &visits,
                &format!("{branch} together, {}", profile.id),
            );
        }
    }
}

#[test]
fn every_line_keeps_moving_at_its_share_and_under_priority_first_none_but_one_does() {
    for run in runs() {
        let promises = run.promises();
        for (line, bound) in promises
            .bounds
            .iter()
            .enumerate()
            .filter(|(_, bound)| !bound.in_common)
        {
            let of_line = |index: usize| promises.lines[index] == Some(line);
            let passed = longest_run(&run.by_the_rule, of_line, |index| !of_line(index));
            assert!(
                passed < bound.calls_max.into(),
                "{}: line {line} was passed {passed} times",
                run.name()
            );
        }
        let by_the_rule = run.priority_run(&run.by_the_rule);
        let naive = run.priority_run(&run.priority_first);
        assert!(
            naive > 10 * by_the_rule,
            "{}: {naive} against {by_the_rule}: no crowd",
            run.name()
        );
    }
}

#[test]
fn nobody_is_called_before_an_earlier_one_of_their_own_service_and_class() {
    for run in runs() {
        assert_eq!(run.slips(), 0, "{}", run.name());
    }
}

/// Whoever has waited past the cap of their line is passed only by a guaranteed turn and by those who
/// passed theirs before; and where there is nobody such, is called within one service time.
#[test]
fn nobody_passes_their_cap_by_more_than_one_service_time_but_behind_others_past_theirs() {
    let mut behind_nobody = 0;
    for run in runs() {
        let name = run.name();
        let promises = run.promises();
        for (visit, due_at) in run.past_caps(&promises) {
            let passes =
                |(_, other): &(usize, &Visit)| due_at <= other.called_at && other.call < visit.call;
            let mut others = 0;
            for (index, other) in run.by_the_rule.iter().enumerate().filter(passes) {
                let cap_secs = promises.lines[index].and_then(|line| promises.caps_secs[line]);
                let due_before =
                    cap_secs.is_some_and(|secs| promises.age(other).0.plus_secs(secs) <= due_at);
                assert!(
                    due_before || other.is_guaranteed,
                    "{name}: {other:?} before {visit:?}"
                );
                others += 1;
            }
            behind_nobody += u32::from(others == 0);
            let services = u32::try_from((others + 1_usize).div_ceil(run.counters)).expect("few");
            let late_secs = visit.called_at.secs_since(due_at);
            assert!(
                late_secs <= services * SERVICE_SECS_MAX,
                "{name}: {visit:?}"
            );
        }
    }
    assert!(behind_nobody > 0, "nobody was the first past a cap");
}

#[test]
fn the_page_says_what_was_measured() {
    let path: PathBuf = root().join("docs/rules/starvation.md");
    let page = page::page();
    if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the book");
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = written
        .lines()
        .zip(page.lines())
        .find(|(old, new)| old != new);
    assert!(
        written == page,
        "{} is not what was measured now (see the top of this file): {differs:?}",
        path.display()
    );
}

/// One profile under load.
struct Run {
    branch: &'static str,
    config: Config,
    profile: Profile,
    overload: Overload,
    counters: usize,
    by_the_rule: Vec<Visit>,
    priority_first: Vec<Visit>,
}

fn runs() -> impl Iterator<Item = Run> {
    let all = SHIPPED.into_iter().flat_map(|branch| {
        let config = shipped(branch);
        let profiles = config.profiles.clone();
        profiles
            .into_iter()
            .map(move |profile| (branch, config.clone(), profile))
    });
    all.filter(|(_, config, _)| config.classes.iter().any(|class| class.priority))
        .map(|(branch, config, profile)| Run::of(branch, config, profile))
}

impl Run {
    fn of(branch: &'static str, config: Config, profile: Profile) -> Self {
        let overload = Overload::alone(&config, &profile);
        Self {
            branch,
            counters: overload.counters(&profile.id),
            by_the_rule: overload.by_the_rule(),
            priority_first: overload.priority_first(),
            overload,
            config,
            profile,
        }
    }

    fn name(&self) -> String {
        format!("{}, {}", self.branch, self.profile.id)
    }

    fn promises(&self) -> Promises<'_> {
        Promises::of(&self.overload, &self.profile, &self.by_the_rule)
    }

    /// Those who waited past the cap of their line, with the moment from which they did.
    fn past_caps(&self, promises: &Promises<'_>) -> Vec<(&Visit, Timestamp)> {
        let visits = self.by_the_rule.iter().zip(&promises.lines);
        let past = visits.filter_map(|(visit, line)| {
            let cap_secs = promises.caps_secs[(*line)?]?;
            let due_at = promises
                .age(visit)
                .0
                .plus_secs(cap_secs)
                .max(visit.ready_at);
            (due_at < visit.called_at).then_some((visit, due_at))
        });
        past.collect()
    }

    fn has_priority(&self, visit: &Visit) -> bool {
        self.config
            .class(&visit.class)
            .is_some_and(|class| class.priority)
    }

    /// The most calls of priority in succession while somebody else waits.
    fn priority_run(&self, visits: &[Visit]) -> usize {
        let has_priority = |index: usize| self.has_priority(&visits[index]);
        longest_run(visits, |index| !has_priority(index), has_priority)
    }

    /// How often somebody was called while one of the same service and class waited who was before.
    fn slips(&self) -> usize {
        let promises = self.promises();
        let is_slip = |visit: &&Visit| {
            self.by_the_rule.iter().any(|other| {
                let same = other.service == visit.service && other.class == visit.class;
                same && promises.age(other) < promises.age(visit) && other.waits_at(visit.call)
            })
        };
        self.by_the_rule.iter().filter(is_slip).count()
    }

    /// Jain's index of each wait as a part of the target of its class: 1 where all fare alike.
    fn jain(&self, visits: &[Visit]) -> f64 {
        let parts = visits.iter().map(|visit| {
            let target = self
                .config
                .class(&visit.class)
                .map_or(1, |class| class.target_wait_secs);
            f64::from(visit.wait_secs()) / f64::from(target)
        });
        let parts: Vec<f64> = parts.collect();
        let sum: f64 = parts.iter().sum();
        let squares: f64 = parts.iter().map(|part| part * part).sum();
        sum * sum / (parts.len() as f64 * squares)
    }
}

/// Checks the promise to each person, in calls and in seconds.
fn are_kept(promises: &Promises<'_>, visits: &[Visit], name: &str) {
    let mut kept = 0;
    for (index, visit) in visits.iter().enumerate() {
        let (Some(calls_max), Some(secs_max)) =
            (promises.calls_max(index), promises.wait_secs_max(index))
        else {
            continue;
        };
        let calls = promises.calls(visit);
        assert!(
            calls <= calls_max,
            "{name}: {visit:?}: {calls} calls, at most {calls_max}"
        );
        let secs = visit.wait_secs();
        assert!(
            secs <= secs_max,
            "{name}: {visit:?}: {secs} s, at most {secs_max}"
        );
        kept += 1;
    }
    assert!(kept > 20, "{name}: {kept} people are no crowd");
}

/// The most calls in succession of those who `pass`, while one who `waits` can be called.
fn longest_run(
    visits: &[Visit],
    waits: impl Fn(usize) -> bool,
    passes: impl Fn(usize) -> bool,
) -> usize {
    let mut calls: Vec<usize> = (0..visits.len()).collect();
    calls.sort_by_key(|index| visits[*index].call);
    let (mut longest, mut run) = (0, 0);
    for index in calls {
        let call = visits[index].call;
        let somebody_waits = (0..visits.len())
            .any(|other| other != index && waits(other) && visits[other].waits_at(call));
        run = if somebody_waits && passes(index) {
            run + 1
        } else {
            0
        };
        longest = longest.max(run);
    }
    longest
}
