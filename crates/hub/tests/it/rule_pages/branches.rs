//! A page for each sample branch.

use antre_domain::Locale;
use antre_domain::config::{Rule, Span};
use antre_hub::{Tongue, rule_words};

use super::{SAMPLES, page, sample, unwrapped};

/// Every bullet that promises a call.
fn promises(page: &str, tongue: Tongue) -> Vec<&str> {
    let promised = match tongue {
        Tongue::Id => " panggilan ke-",
        Tongue::En => " call",
    };
    let bullets = page.lines().filter_map(|line| line.strip_prefix("- "));
    let numbered = |line: &&str| {
        line.contains(promised)
            && (line.contains(": yang terdepan ") || line.contains(": the first "))
    };
    bullets.filter(numbered).collect()
}

#[test]
fn each_page_quotes_the_bound_of_every_line_and_no_other() {
    for name in SAMPLES {
        let config = sample(name);
        let page = page(&format!("{name}.md"));
        for tongue in [Tongue::Id, Tongue::En] {
            let lines = config
                .profiles
                .iter()
                .flat_map(|profile| rule_words::lines(tongue, &config, profile));
            let bounds: Vec<String> = lines.map(|line| line.sentence).collect();
            assert_eq!(
                promises(&page, tongue),
                bounds,
                "docs/rules/{name}.md, {tongue:?}"
            );
        }
    }
}

/// What the pages say of a whole branch: its widest bound.
const WIDEST: [(&str, &str, u16); 4] = [
    (
        "bank",
        "Tidak ada golongan yang menunggu lebih dari empat panggilan",
        4,
    ),
    ("bank", "No class waits for more than four calls", 4),
    ("mpp", "dipanggil paling lambat pada panggilan keempat", 4),
    ("mpp", "is called at the fourth call at the latest", 4),
];

#[test]
fn what_a_page_says_of_the_whole_branch_is_its_widest_bound() {
    for (name, sentence, widest) in WIDEST {
        let config = sample(name);
        let bounds = config
            .profiles
            .iter()
            .flat_map(|profile| config.bounds(profile));
        assert_eq!(
            bounds.map(|(_, bound)| bound.calls_max).max(),
            Some(widest),
            "{name}"
        );
        assert!(
            unwrapped(&page(&format!("{name}.md"))).contains(sentence),
            "{sentence}"
        );
    }
}

#[test]
fn the_quotas_of_the_service_mall_stand_on_its_page() {
    let config = sample("mpp");
    let page = page("mpp.md");
    for tongue in [Tongue::Id, Tongue::En] {
        let locale = Locale::new(tongue.tag()).unwrap();
        for service in config
            .services
            .iter()
            .filter(|service| !service.quotas.is_empty())
        {
            let parts = service
                .quotas
                .iter()
                .map(|quota| match (tongue, quota.between) {
                    (Tongue::Id, None) => format!("{} sehari", quota.people_max),
                    (Tongue::En, None) => format!("{} a day", quota.people_max),
                    (Tongue::Id, Some(Span { from, to })) => {
                        format!("{} pukul {from} sampai {to}", quota.people_max).replace(':', ".")
                    }
                    (Tongue::En, Some(Span { from, to })) => {
                        format!("{} from {from} to {to}", quota.people_max)
                    }
                });
            let parts: Vec<String> = parts.collect();
            let row = format!(
                "| {} | {} |",
                service.name.get(locale, locale),
                parts.join("; ")
            );
            assert!(page.contains(&row), "{row}");
        }
    }
}

#[test]
fn each_sentence_names_the_bound_that_the_configuration_has() {
    for name in SAMPLES {
        let config = sample(name);
        for profile in &config.profiles {
            let bounds = config.bounds(profile);
            let lines = rule_words::lines(Tongue::Id, &config, profile);
            assert_eq!(lines.len(), bounds.len());
            for (line, (id, bound)) in lines.iter().zip(bounds) {
                assert_eq!((&line.id, line.bound), (&id, bound));
                let fifth = format!("ke-{}", 5 * bound.calls_max);
                assert!(line.sentence.contains(&fifth), "{}", line.sentence);
            }
        }
    }
}

#[test]
fn each_page_tells_every_rule_as_the_branch_file_says_it() {
    for name in SAMPLES {
        let config = sample(name);
        let page = unwrapped(&page(&format!("{name}.md")));
        for footnote in [Tongue::Id, Tongue::En]
            .into_iter()
            .flat_map(rule_words::footnotes)
        {
            assert!(page.contains(footnote), "docs/rules/{name}.md: {footnote}");
        }
        for profile in &config.profiles {
            for tongue in [Tongue::Id, Tongue::En] {
                let told = rule_words::services(tongue, &config, profile).into_iter();
                for sentence in told.chain(rule_words::rule(tongue, &config, profile)) {
                    assert!(page.contains(&sentence), "docs/rules/{name}.md: {sentence}");
                }
                for counter in rule_words::counters(tongue, &config, profile) {
                    assert!(page.contains(&counter), "docs/rules/{name}.md: {counter}");
                }
            }
        }
    }
}

#[test]
fn the_samples_use_every_rule_with_a_name_and_the_grammar() {
    let mut used = [0; 5];
    for config in SAMPLES.map(sample) {
        for profile in &config.profiles {
            used[match profile.rule {
                Rule::Fair(_) => 0,
                Rule::Ratio(_) => 1,
                Rule::AppointmentsFirst(_) => 2,
                Rule::Like(_) => 3,
                Rule::Custom(_) => 4,
            }] += 1;
            assert!(!config.bounds(profile).is_empty());
        }
    }
    assert!(used.iter().all(|times| *times > 0), "{used:?}");
}
