//! Every page in every width, language and theme, to be looked at.

use std::time::Duration;

use antre_counter::{Hub, Scheme};
use antre_counter_flow::watch::Answer;
use antre_domain::Locale;
use antre_protocol::{CounterView, ForecastAnswer};
use slint::platform::Key;

use super::{Lead, made};

const SIZES: [(&str, (u32, u32)); 3] = [
    ("docked", (380, 728)),
    ("wide", (1280, 800)),
    ("hd", (1920, 1080)),
];
const LANGUAGES: [Locale; 2] = [Locale::ID, Locale::EN];
const SCHEMES: [(&str, Scheme); 2] = [("light", Scheme::Light), ("contrast", Scheme::Contrast)];

/// Shoots `name` in all of them, after `deed`.
fn shoot(name: &str, view: fn(&[Locale]) -> CounterView, deed: impl Fn(&mut Lead)) {
    for (width, size) in SIZES {
        for locale in LANGUAGES {
            for (scheme_name, scheme) in SCHEMES {
                let mut lead = Lead::at(None, size, scheme, locale, view(&LANGUAGES));
                lead.lead();
                deed(&mut lead);
                lead.shoot(&format!("{name}-{width}-{}-{scheme_name}", locale.as_str()));
            }
        }
    }
}

fn seen(lead: &mut Lead) {
    lead.strike(Key::F8);
}

#[test]
fn the_hall() {
    shoot("hall", made::morning, |_| {});
}

#[test]
fn a_full_hall() {
    shoot("full", made::full, |_| {});
}

#[test]
fn a_quiet_hall() {
    shoot("quiet", made::quiet, |lead| lead.strike(Key::Tab));
}

#[test]
fn a_dead_counter_is_about_to_be_released() {
    shoot("release", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::Tab);
        for _ in 0..3 {
            lead.strike(Key::DownArrow);
        }
        lead.strike(Key::Return);
        lead.strike("2");
    });
}

#[test]
fn who_waits() {
    shoot("waiting", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F2);
    });
}

#[test]
fn two_hundred_wait() {
    shoot("many", made::full, |lead| {
        lead.rows = made::many_rows();
        lead.strike(Key::F2);
        lead.strike(Key::PageDown);
    });
}

#[test]
fn a_ticket_can_be_moved() {
    shoot("ticket", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F2);
        lead.strike(Key::DownArrow);
        lead.strike(Key::Return);
    });
}

#[test]
fn nobody_waits() {
    shoot("nobody", made::quiet, |lead| {
        lead.rows.clear();
        lead.strike(Key::F2);
        lead.pass(Duration::from_secs(3));
    });
}

#[test]
fn the_hall_is_told() {
    shoot("tell", made::morning, |lead| {
        lead.view.announcements = made::announcements();
        lead.hear();
        seen(lead);
        lead.strike(Key::F3);
        lead.type_in("Loket 4 pindah ke lantai 2.");
    });
}

#[test]
fn an_alarm_is_armed() {
    shoot("armed", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F3);
        // From the words up to the first alarm, whatever the branch's zones.
        for _ in 0..10 {
            lead.strike(Key::DownArrow);
        }
        lead.strike(Key::Return);
    });
}

#[test]
fn the_branch_is_held() {
    shoot("held", made::morning, |lead| {
        lead.view.branch.held = made::held();
        lead.hear();
        lead.strike(Key::F3);
    });
}

#[test]
fn the_hub_is_gone() {
    shoot("gone", made::morning, |lead| {
        lead.hub = Hub::Lost {
            since: Some(made::ago(2)),
        };
        lead.hear();
    });
}

#[test]
fn the_hub_refuses() {
    shoot("refused", made::morning, |lead| {
        seen(lead);
        let sentence = "Layanan ini sudah dijeda oleh orang lain. Lihat daftar layanan.";
        lead.answer = Answer::Refused(sentence.to_owned());
        lead.strike(Key::Return);
        lead.strike("2");
    });
}

#[test]
fn why() {
    shoot("why", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F4);
        lead.type_in("B017");
        lead.strike(Key::Return);
    });
}

#[test]
fn the_days_report() {
    shoot("report", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F5);
    });
}

#[test]
fn how_right_the_ranges_were() {
    shoot("forecast", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F6);
    });
    shoot("forecast-short", made::morning, |lead| {
        seen(lead);
        lead.strike(Key::F6);
        lead.strike(Key::DownArrow);
        lead.strike(Key::DownArrow);
    });
    shoot("forecast-full", made::full, |lead| {
        seen(lead);
        lead.strike(Key::F6);
    });
}

#[test]
fn nothing_and_little_to_judge_by() {
    shoot("forecast-none", made::morning, |lead| {
        seen(lead);
        lead.forecast = ForecastAnswer {
            nominal: 0.8,
            days: 1,
            ..ForecastAnswer::default()
        };
        lead.strike(Key::F6);
    });
    shoot("forecast-few", made::morning, |lead| {
        seen(lead);
        for _ in 0..5 {
            lead.strike(Key::F6);
            lead.strike(Key::DownArrow);
        }
    });
}

#[test]
fn beside_the_clerks_panel_and_from_right_to_left() {
    let view = made::full(&LANGUAGES);
    let mut lead = Lead::at(Some("3"), (1280, 800), Scheme::Light, Locale::ID, view);
    lead.lead();
    lead.shoot("beside-closed-wide-id-light");
    lead.strike(Key::F1);
    lead.shoot("beside-wide-id-light");
    lead.rtl();
    lead.shoot("beside-wide-rtl");
    lead.strike(Key::F3);
    lead.shoot("beside-tell-wide-rtl");
    lead.strike(Key::F6);
    lead.shoot("beside-forecast-wide-rtl");
}
