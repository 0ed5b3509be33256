use std::time::Duration;

use antre_counter::{Hub, Scheme};
use antre_counter_flow::watch::{Answer, Intent, PAUSE};
use antre_domain::{AnnouncementKind, CounterId, Locale, ProfileId, ServiceId};
use antre_protocol::ForecastAnswer;
use slint::platform::Key;

use super::{Lead, made};
use crate::scene::{DOCKED, WIDE};

fn service(id: &str) -> ServiceId {
    ServiceId::new(id).unwrap()
}

#[test]
fn a_clerk_finds_nothing_of_it() {
    let view = made::morning(&[Locale::EN]);
    let mut clerk = Lead::at(Some("3"), WIDE, Scheme::Light, Locale::EN, view);
    clerk.strike(Key::F1);
    clerk.strike(Key::F12);
    assert!(!clerk.says("Whole hall") && !clerk.says("over its target"));
    assert!(clerk.says("Finish, call next"), "the panel is where it was");
    assert_eq!(clerk.rings(), 0);
}

#[test]
fn a_service_over_its_target_is_seen_and_heard_until_somebody_has_seen_it() {
    let mut lead = Lead::new(WIDE);
    assert!(lead.says("Dental clinic is over its target: 41 min, target 30 min"));
    assert_eq!(lead.rings(), 1);
    lead.hear();
    lead.pass(Duration::from_secs(120));
    assert_eq!(lead.rings(), 1, "once");
    lead.touch("I have seen it");
    assert!(!lead.says("is over its target"));
    assert!(
        lead.says("1 service over target"),
        "it still is, and the row says so"
    );
}

#[test]
fn a_muted_view_is_silent() {
    let view = made::quiet(&[Locale::EN]);
    let mut lead = Lead::at(None, WIDE, Scheme::Light, Locale::EN, view);
    lead.lead();
    lead.strike(Key::F7);
    assert!(lead.says("Alerts are silent"));
    lead.view = made::morning(&[Locale::EN]);
    lead.hear();
    assert!(lead.says("is over its target"));
    assert_eq!(lead.rings(), 0);
}

#[test]
fn a_service_is_paused_by_touch_alone() {
    let mut lead = Lead::new(WIDE);
    lead.touch("Pharmacy: 9, 12 min, newcomers are told 15–40 min");
    lead.touch("Pause: no more numbers");
    assert_eq!(lead.acts, [Intent::Pause(service("farmasi"))]);
    assert!(lead.says("Pharmacy gives no more numbers."));
}

#[test]
fn a_counter_gets_another_profile_by_keys_alone() {
    let mut lead = Lead::new(WIDE);
    lead.strike(Key::Tab);
    lead.strike(Key::DownArrow);
    lead.strike(Key::Return);
    assert!(lead.says("What to do?") || lead.says("Change profile"));
    lead.strike("1");
    lead.strike("1");
    let changed = Intent::Profile {
        counter: CounterId::new("2").unwrap(),
        profile: ProfileId::new("poli").unwrap(),
    };
    assert_eq!(lead.acts, [changed]);
    assert!(lead.says("Counter 2 works by another profile."));
}

#[test]
fn an_alarm_is_given_by_two_touches_and_never_by_a_bouncing_finger() {
    let mut lead = Lead::new(WIDE);
    lead.touch("Tell");
    for _ in 0..5 {
        lead.touch("Fire");
        lead.pass(Duration::from_millis(100));
    }
    assert!(lead.acts.is_empty());
    assert!(lead.says("Alarm on every screen and loudspeaker: Fire?"));
    lead.pass(PAUSE);
    lead.touch("Fire");
    let [Intent::Announce(request)] = &lead.acts[..] else {
        panic!("{:?}", lead.acts);
    };
    assert_eq!(request.kind, AnnouncementKind::Fire);
}

#[test]
fn a_notice_is_typed_with_every_letter_a_clerks_key_would_take() {
    let mut lead = Lead::new(WIDE);
    lead.strike(Key::F3);
    lead.type_in("Loket 4+5: ke lantai 2 - mohon maaf / sorry 19*");
    lead.touch("Tell the hall");
    let [Intent::Announce(request)] = &lead.acts[..] else {
        panic!("{:?}", lead.acts);
    };
    let text = request.text.as_ref().unwrap().get(Locale::ID, Locale::ID);
    assert_eq!(text, "Loket 4+5: ke lantai 2 - mohon maaf / sorry 19*");
}

#[test]
fn what_the_hub_refuses_is_said_in_its_words() {
    let mut lead = Lead::new(WIDE);
    lead.answer = Answer::Refused("Counter 3 serves A012. Wait until it is done.".to_owned());
    lead.strike(Key::F2);
    lead.touch("A031, General clinic, 24 min, called in < 5 min");
    lead.touch("To another service");
    lead.strike("1");
    assert_eq!(lead.acts.len(), 1);
    assert!(lead.says("Counter 3 serves A012. Wait until it is done."));
}

#[test]
fn without_a_hub_it_says_so_at_once_and_does_nothing() {
    let mut lead = Lead::new(WIDE);
    lead.hub = Hub::Lost {
        since: Some(made::ago(2)),
    };
    lead.hear();
    assert!(lead.says("Disconnected since 08:40"));
    assert!(lead.says("Pharmacy: 9"), "what was known stays");
    lead.touch("Laboratory: 1, 3 min, paused");
    lead.touch("Give numbers again");
    assert!(lead.acts.is_empty());
    assert!(lead.says("No connection to the hub: nothing was done."));
    lead.hub = Hub::Live;
    lead.hear();
    assert!(!lead.says("Disconnected since"));
}

#[test]
fn why_and_the_days_figures_are_read_on_the_screen() {
    let mut lead = Lead::new(WIDE);
    lead.strike(Key::F4);
    lead.type_in("b017");
    lead.strike(Key::Return);
    assert!(lead.says("B017 · 23-11-2026"));
    assert!(lead.says("turn of priority, 2 in 3"));
    lead.strike(Key::F5);
    assert!(lead.says("Served: 24") && lead.says("Longest wait before a call: 41 min"));
}

#[test]
fn how_right_the_ranges_were_is_read_in_plain_words() {
    let mut lead = Lead::new(WIDE);
    lead.strike(Key::F6);
    assert!(lead.says("8 of 10") && lead.says("The ranges can be relied on."));
    assert!(lead.says("last 30 days · 4812 people"));
    lead.strike(Key::DownArrow);
    lead.strike(Key::DownArrow);
    assert!(lead.says("6 of 10") && lead.says("The ranges were too short"));
    assert!(lead.says("On average they were called 9 minutes later than expected."));
    assert!(lead.says("Its ranges are stretched by 25 % now"));
    lead.touch("Laboratory: too few. Only 12 people so far: too few to judge by.");
    assert!(lead.says("Told from how many are ahead"));
}

#[test]
fn nothing_is_judged_before_anybody_was_called() {
    let mut lead = Lead::new(WIDE);
    lead.forecast = ForecastAnswer {
        nominal: 0.8,
        days: 1,
        ..ForecastAnswer::default()
    };
    lead.strike(Key::F6);
    assert!(lead.says("How right were we?"));
    assert!(lead.says("Nobody who was told a waiting range has been called yet."));
    assert!(!lead.says("of 10"));
}

#[test]
fn a_range_stands_beside_each_service_only_while_it_is_true() {
    let mut lead = Lead::new(WIDE);
    assert!(lead.says("newcomers are told 20–50 min"));
    lead.view.branch.held = made::held();
    lead.hear();
    assert!(!lead.says("newcomers are told 20"));
    lead.view.branch.held = None;
    lead.hub = Hub::Lost {
        since: Some(made::ago(2)),
    };
    lead.hear();
    assert!(!lead.says("newcomers are told 20"));
}

#[test]
fn a_range_that_changes_leaves_the_keys_where_they_are() {
    let mut lead = Lead::new(WIDE);
    lead.strike(Key::DownArrow);
    lead.strike(Key::Return);
    assert!(lead.says("Pause: no more numbers"));
    for mins in 1..5 {
        lead.view.services[1].wait = made::told(5 * mins, 5 * mins + 10);
        lead.hear();
        assert!(lead.says("Pause: no more numbers"));
    }
    lead.strike("2");
    assert_eq!(lead.acts, [Intent::Pause(service("gigi"))]);
}

#[test]
fn a_docked_panel_holds_it_too() {
    let view = made::morning(&[Locale::EN]);
    let mut lead = Lead::at(Some("3"), DOCKED, Scheme::Light, Locale::EN, view);
    lead.lead();
    assert!(
        lead.says("Finish, call next"),
        "whoever sits at a counter begins there"
    );
    lead.strike(Key::F1);
    lead.touch("Counters");
    assert!(lead.says("Counter 4: Being served F007, 23 min"));
    lead.strike(Key::F3);
    assert!(lead.says("Widen the window to write a notice."));
    lead.touch("Back to the counter");
    assert!(!lead.says("Widen the window"));
}

#[test]
fn beside_the_clerks_own_counter_a_key_says_what_is_late() {
    let view = made::morning(&[Locale::EN]);
    let mut lead = Lead::at(Some("3"), WIDE, Scheme::Light, Locale::EN, view);
    lead.lead();
    lead.touch("Over target: Dental clinic");
    assert!(lead.says("Dental clinic is over its target"));
    assert!(lead.says("Finish, call next"), "beside the panel");
}
