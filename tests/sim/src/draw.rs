//! Branches drawn by lot: classes, services, profiles and the rules they call by.

use antre_domain::config::{
    AppointmentsFirst, BrandPolicy, Class, Config, Counter, Custom, Fair, Finally, Hours, Journey,
    JourneyAge, Line, Profile, Ratio, Rule, Rules, Series, Service, Share, SlipPolicy, Span, Step,
    StopOrder, Unserved, Week, When, Window,
};
use antre_domain::{ClassId, LineId, Locale, Prefix, ProfileId, ServiceId, TimeZone};

use crate::lot::Lot;

/// More refusals than this for one branch mean that the generator draws nothing sensible.
const DRAWS_MAX: usize = 10_000;
/// Most lines of a rule in the grammar.
const LINES_MAX: usize = 5;

/// What kind of branch is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Any.
    Any,
    /// One profile, by any rule.
    OneProfile,
    /// Only rules with a name.
    Named,
    /// Only rules in the grammar.
    Grammar,
    /// Rules that look at nothing but age, or at nothing but turns: no shares, caps or steps.
    Plain,
}

/// A branch that [`Config::check`] accepts, with the number of those it refused before.
///
/// # Panics
/// Where nothing was accepted in 10,000 draws.
pub fn branch(lot: &mut Lot, wanted: Wanted) -> (Config, usize) {
    for refused in 0..DRAWS_MAX {
        let config = draft(lot, wanted);
        if config.check().is_ok() {
            return (config, refused);
        }
    }
    panic!("no branch was accepted in {DRAWS_MAX} draws");
}

/// The same branch after its manager changed the rule of one profile, or the target of one class.
pub fn change(lot: &mut Lot, of: &Config, wanted: Wanted) -> Config {
    let all: Vec<ProfileId> = of
        .profiles
        .iter()
        .map(|profile| profile.id.clone())
        .collect();
    for _ in 0..DRAWS_MAX {
        let mut config = of.clone();
        if lot.chance(30) {
            let at = lot.below(config.classes.len());
            config.classes[at].target_wait_secs = lot.between(60, 1_200);
        } else {
            let at = lot.below(config.profiles.len());
            let profile = config.profiles[at].clone();
            config.profiles[at].rule = rule(lot, wanted, &of.classes, &profile, &all);
        }
        if config.check().is_ok() {
            return config;
        }
    }
    of.clone()
}

/// Anything that is named by text.
///
/// # Panics
/// Where the text is no such name.
pub fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| panic!("{text:?} names nothing"))
}

fn draft(lot: &mut Lot, wanted: Wanted) -> Config {
    let classes: Vec<Class> = (0..lot.between(2, 5)).map(|at| class(lot, at)).collect();
    let services: Vec<ServiceId> = (0..lot.between(2, 6))
        .map(|at| id(&format!("s{at}")))
        .collect();
    let profiles_count = match wanted {
        Wanted::OneProfile => 1,
        Wanted::Any | Wanted::Named | Wanted::Grammar | Wanted::Plain => lot.between(1, 4),
    };
    let mut profiles: Vec<Profile> = Vec::new();
    for at in 0..profiles_count {
        profiles.push(profile(lot, at, &services));
    }
    for service in &services {
        if !profiles
            .iter()
            .any(|profile| profile.takes().any(|taken| taken == service))
        {
            let at = lot.below(profiles.len());
            profiles[at].services.push(service.clone());
        }
    }
    let ids: Vec<ProfileId> = profiles.iter().map(|profile| profile.id.clone()).collect();
    for profile in &mut profiles {
        profile.rule = rule(lot, wanted, &classes, profile, &ids);
    }
    let journeys = if lot.chance(40) {
        vec![journey(lot, &services)]
    } else {
        Vec::new()
    };
    let mut counters = Vec::new();
    for at in 0..profiles.len() + lot.below(3) {
        let profile = profiles.get(at).unwrap_or_else(|| lot.pick(&profiles));
        counters.push(counter(at, &profile.id));
    }
    Config {
        deliveries: Vec::new(),
        name: "Cabang undian".to_owned(),
        time_zone: TimeZone::new("Asia/Jakarta").expect("the zone is known"),
        day_starts: id("03:00"),
        languages: vec![Locale::ID, Locale::EN],
        public_url: None,
        wifi: None,
        practice: false,
        notices: Vec::new(),
        hours: always(),
        numbers_lead_mins: 0,
        rules: Rules {
            undo_secs: 60,
            return_after: u8::try_from(lot.between(1, 4)).expect("4 is a u8"),
            unserved: *lot.pick(&[Unserved::Expire, Unserved::Carry]),
            ..Rules::default()
        },
        slip: SlipPolicy::default(),
        counters,
        series: series(&classes, &services),
        services: services
            .iter()
            .map(|id| service(lot, id, &journeys))
            .collect(),
        brand: BrandPolicy::default(),
        hall: Default::default(),
        reserve: 20,
        classes,
        profiles,
        journeys,
        clerks: Vec::new(),
    }
}

fn class(lot: &mut Lot, at: u32) -> Class {
    // The first class is everybody's.
    let booked = at > 0 && lot.chance(30);
    Class {
        id: id(&format!("c{at}")),
        name: format!("Kelas {at}").as_str().into(),
        priority: at > 0 && lot.chance(50),
        target_wait_secs: *lot.pick(&[60, 300, 300, 600, 1_200]),
        appointment: booked.then_some(Window {
            early_secs: 1_800,
            late_secs: 600,
        }),
    }
}

fn profile(lot: &mut Lot, at: u32, services: &[ServiceId]) -> Profile {
    let first = lot.some(services);
    let rest: Vec<ServiceId> = services
        .iter()
        .filter(|one| !first.contains(one))
        .cloned()
        .collect();
    let mut helps = Vec::new();
    if !rest.is_empty() && lot.chance(60) {
        let helped = lot.some(&rest);
        if helped.len() > 1 && lot.chance(50) {
            helps = vec![helped[..1].to_vec(), helped[1..].to_vec()];
        } else {
            helps = vec![helped];
        }
    }
    Profile {
        id: id(&format!("p{at}")),
        name: format!("Profil {at}").as_str().into(),
        services: first,
        helps,
        rule: Rule::default(),
    }
}

fn rule(lot: &mut Lot, wanted: Wanted, classes: &[Class], of: &Profile, all: &[ProfileId]) -> Rule {
    let classes_count = u32::try_from(classes.len()).expect("few classes");
    let cap_secs = lot.chance(40).then(|| lot.between(120, 900));
    let one_in = lot.chance(50).then(|| {
        u16::try_from(lot.between(classes_count, classes_count + 3)).expect("few classes")
    });
    match wanted {
        Wanted::Plain => return Rule::Custom(plain(lot, classes, of)),
        Wanted::Grammar => return Rule::Custom(custom(lot, classes, of)),
        Wanted::Any | Wanted::OneProfile if lot.chance(50) => {
            return Rule::Custom(custom(lot, classes, of));
        }
        Wanted::Any | Wanted::OneProfile | Wanted::Named => {}
    }
    match lot.below(7) {
        0 | 1 => Rule::Fair(Fair { one_in, cap_secs }),
        2 | 3 => Rule::Ratio(Ratio {
            priority: u16::try_from(lot.between(1, 4)).expect("4 is a u16"),
            regular: u16::try_from(lot.between(1, 4)).expect("4 is a u16"),
            cap_secs,
        }),
        4 | 5 => Rule::AppointmentsFirst(AppointmentsFirst { one_in, cap_secs }),
        _ => Rule::Like(lot.pick(all).clone()),
    }
}

/// Lines of classes or of services, or both, of which the last takes whoever is left.
fn lines(lot: &mut Lot, classes: &[Class], of: &Profile) -> Vec<Line> {
    let services: Vec<ServiceId> = of.takes().cloned().collect();
    let class_ids: Vec<ClassId> = classes.iter().map(|class| class.id.clone()).collect();
    let count = lot.between(1, u32::try_from(LINES_MAX).expect("few lines"));
    let mut lines: Vec<Line> = Vec::new();
    let kind = lot.below(3);
    for at in 1..count {
        lines.push(Line {
            classes: if kind == 1 {
                Vec::new()
            } else {
                lot.some(&class_ids)
            },
            services: if kind == 0 {
                Vec::new()
            } else {
                lot.some(&services)
            },
            ..line(at - 1)
        });
    }
    // One line that takes its whole class or service alone is what branches really have.
    if kind == 0 && lot.chance(60) {
        lines = class_ids[1..]
            .iter()
            .zip(0..)
            .map(|(class, at)| Line {
                classes: vec![class.clone()],
                ..line(at)
            })
            .collect();
    }
    lines.push(line(u32::try_from(lines.len()).expect("few lines")));
    // Lines in which nobody could stand are refused; drawing again would take long.
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        let takes = |line: &Line, service: &ServiceId, class: &ClassId| {
            (line.services.is_empty() || line.services.contains(service))
                && (line.classes.is_empty() || line.classes.contains(class))
        };
        let reached = services.iter().any(|service| {
            class_ids.iter().any(|class| {
                takes(&line, service, class)
                    && !kept.iter().any(|before| takes(before, service, class))
            })
        });
        if reached {
            kept.push(line);
        }
    }
    kept
}

fn line(at: u32) -> Line {
    Line {
        id: id(&format!("l{at}")),
        name: None,
        classes: Vec::new(),
        services: Vec::new(),
        one_in: None,
        cap_secs: None,
    }
}

fn custom(lot: &mut Lot, classes: &[Class], of: &Profile) -> Custom {
    if lot.chance(25) {
        return plain(lot, classes, of);
    }
    let mut lines = lines(lot, classes, of);
    let count = u32::try_from(lines.len()).expect("few lines");
    let with_share = *lot.pick(&[100, 100, 97, 60, 60, 0]);
    // A line without a share has a bound only where little else calls before the final rule.
    let is_simple = with_share < 97 && lot.chance(70);
    let with_caps = !is_simple && lot.chance(60);
    for line in &mut lines {
        // Often left out, now and then too narrow: the check has to find those who could starve.
        let too_narrow = u32::from(lot.chance(3));
        let one_in = lot.between(count.max(2) - too_narrow, count + 5);
        let one_in = u16::try_from(one_in).expect("few lines");
        line.one_in = lot.chance(with_share).then_some(one_in);
        line.cap_secs = (with_caps && lot.chance(60)).then(|| lot.between(60, 900));
    }
    let steps_count = if is_simple { 0 } else { lot.below(4) };
    let steps = (0..steps_count)
        .map(|_| step(lot, classes, &lines))
        .collect();
    Custom {
        finally: finally(lot, &lines),
        lines,
        steps,
    }
}

/// Nothing but the final rule: by age, or by turns.
fn plain(lot: &mut Lot, classes: &[Class], of: &Profile) -> Custom {
    let lines = lines(lot, classes, of);
    let finally = match lot.below(3) {
        0 => Finally::LongestWait,
        1 => Finally::LongestLife,
        _ => turns(lot, &lines),
    };
    Custom {
        lines,
        steps: Vec::new(),
        finally,
    }
}

fn turns(lot: &mut Lot, lines: &[Line]) -> Finally {
    let share = |line: &Line| Share {
        line: line.id.clone(),
        turns: u16::try_from(lot.between(1, 3)).expect("3 is a u16"),
    };
    Finally::Ratio(lines.iter().map(share).collect())
}

fn step(lot: &mut Lot, classes: &[Class], lines: &[Line]) -> Step {
    let line = lot.pick(lines);
    let booked = classes.iter().any(|class| {
        class.appointment.is_some() && (line.classes.is_empty() || line.classes.contains(&class.id))
    });
    let spans = [
        "08:00-09:00",
        "09:00-12:00",
        "08:30-10:30",
        "12:00-03:00",
        "14:00-16:00",
    ];
    Step {
        when: When {
            waited_secs: lot.chance(40).then(|| lot.between(60, 600)),
            waiting: lot.chance(30).then(|| lot.between(1, 6)),
            between: lot.chance(30).then(|| id(lot.pick::<&str>(&spans))),
            due: booked && lot.chance(40),
        },
        call: line.id.clone(),
    }
}

fn finally(lot: &mut Lot, lines: &[Line]) -> Finally {
    match lot.below(5) {
        0 => Finally::LongestWait,
        1 => Finally::LongestLife,
        2 => Finally::NearestToTarget,
        3 => turns(lot, lines),
        _ => {
            let mut order: Vec<LineId> = lines.iter().map(|line| line.id.clone()).collect();
            let by = lot.below(order.len());
            order.rotate_left(by);
            Finally::Priority(order)
        }
    }
}

fn journey(lot: &mut Lot, services: &[ServiceId]) -> Journey {
    let mut stops = lot.some(services);
    let by = lot.below(stops.len());
    stops.rotate_left(by);
    Journey {
        id: id("j0"),
        name: "Perjalanan".into(),
        stops,
        order: *lot.pick(&[StopOrder::Fixed, StopOrder::Any]),
        age: *lot.pick(&[JourneyAge::Stop, JourneyAge::Visit]),
    }
}

fn service(lot: &mut Lot, id: &ServiceId, journeys: &[Journey]) -> Service {
    let journey = journeys.first().filter(|_| lot.chance(50));
    Service {
        id: id.clone(),
        name: id.as_str().into(),
        group: None,
        icon: None,
        walk_in: true,
        hours: None,
        quotas: Vec::new(),
        journey: journey.map(|journey| journey.id.clone()),
        bring: Vec::new(),
        waiting_area: None,
        cost: None,
        tips: Vec::new(),
        at_once: false,
        asks_party: false,
        on_transfer: Default::default(),
    }
}

/// One series for all, and one for each second class alone.
fn series(classes: &[Class], services: &[ServiceId]) -> Vec<Series> {
    let series = |letter: &str, class: Option<ClassId>| Series {
        id: id(&format!("series-{letter}")),
        prefix: Prefix::new(letter).expect("a letter is a prefix"),
        first: 1,
        last: 9_999,
        width: 4,
        services: services.to_vec(),
        class,
    };
    let own = classes.iter().skip(1).step_by(2).zip(["B", "C", "D"]);
    let own = own.map(|(class, letter)| series(letter, Some(class.id.clone())));
    std::iter::once(series("A", None)).chain(own).collect()
}

fn counter(at: usize, profile: &ProfileId) -> Counter {
    Counter {
        id: id(&format!("k{at}")),
        noun: "Loket".into(),
        sign: at.to_string(),
        spoken: None,
        direction: None,
        profile: profile.clone(),
        hours: None,
    }
}

/// Never closed: what closing does is another test's matter.
fn always() -> Hours {
    let day: Vec<Span> = vec![id("03:00-03:00")];
    Hours {
        week: Week {
            mon: day.clone(),
            tue: day.clone(),
            wed: day.clone(),
            thu: day.clone(),
            fri: day.clone(),
            sat: day.clone(),
            sun: day,
        },
        periods: Vec::new(),
    }
}
