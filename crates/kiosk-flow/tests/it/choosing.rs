//! From the list to the number: headings, what is read and said before it, and what may be skipped.

use std::time::Duration;

use antre_kiosk_flow::branch::{Availability, Branch, LISTED_MOST, Stop, Words};
use antre_kiosk_flow::flow::{Act, EACH_MOST, Flow, News, PEOPLE_MOST, Touch};
use antre_kiosk_flow::view::{Page, StopKind, Unfolded, Wish};
use antre_protocol::Need;

use crate::samples;

const NEXT: Touch = Touch::Take { priority: false };
const GENERAL: usize = 0;
const MOTHERS: usize = 2;

/// Touches one a second.
struct Finger {
    flow: Flow,
    now: Duration,
}

impl Finger {
    fn before(branch: Branch) -> Self {
        let mut flow = Flow::new(1, Duration::ZERO);
        flow.handle_news(News::Branch(Box::new(branch)), Duration::ZERO);
        let now = Duration::from_secs(1);
        Self { flow, now }
    }

    fn touch(&mut self, touch: Touch) -> Option<Act> {
        self.now += Duration::from_secs(1);
        self.flow.handle_touch(touch, self.now)
    }

    fn page(&self) -> Page {
        self.flow.view(self.now).page
    }

    fn wish(&self) -> Wish {
        match self.page() {
            Page::Chosen { wish, .. } => wish,
            other => panic!("nothing is chosen: {other:?}"),
        }
    }

    fn told(&mut self, branch: Branch) {
        self.flow
            .handle_news(News::Branch(Box::new(branch)), self.now);
    }
}

fn names(finger: &Finger) -> Vec<String> {
    let view = finger.flow.view(finger.now);
    view.services
        .into_iter()
        .map(|service| service.name)
        .collect()
}

#[test]
fn headings_come_first_only_where_the_list_is_long_and_has_them() {
    assert_eq!(Finger::before(samples::clinic()).page(), Page::Services);
    assert_eq!(
        Finger::before(samples::service_hall()).page(),
        Page::Services
    );
    let hall = Finger::before(samples::grouped_hall());
    assert_eq!(hall.page(), Page::Groups);
    let groups = hall.flow.view(hall.now).groups;
    let headings: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    let expected = [
        "Kependudukan",
        "Kendaraan dan kepolisian",
        "Usaha, kerja, tanah",
        "",
    ];
    assert_eq!(headings, expected, "what has no heading comes last");
    let mut few = samples::grouped_hall();
    few.services.truncate(LISTED_MOST);
    assert_eq!(Finger::before(few).page(), Page::Services);
}

#[test]
fn three_touches_lead_through_a_heading_to_a_number() {
    let mut finger = Finger::before(samples::grouped_hall());
    assert_eq!(
        finger.touch(Touch::Choose(0)),
        None,
        "a heading is no service"
    );
    finger.touch(Touch::Group(0));
    assert_eq!(names(&finger).len(), 3);
    assert!(finger.flow.view(finger.now).grouped);
    finger.touch(Touch::Choose(0));
    let Some(Act::Issue { service, .. }) = finger.touch(NEXT) else {
        panic!("the third touch is the number's");
    };
    assert_eq!(service, samples::grouped_hall().services[0].id);
}

#[test]
fn the_way_back_leads_to_the_heading_and_then_to_the_headings() {
    let mut finger = Finger::before(samples::grouped_hall());
    finger.touch(Touch::Group(2));
    let listed = names(&finger);
    finger.touch(Touch::Choose(2));
    finger.touch(Touch::Back);
    assert_eq!((finger.page(), names(&finger)), (Page::Services, listed));
    finger.touch(Touch::Back);
    assert_eq!(finger.page(), Page::Groups);
}

#[test]
fn a_heading_that_vanishes_leads_back_to_the_headings() {
    let mut finger = Finger::before(samples::grouped_hall());
    finger.touch(Touch::Group(0));
    let mut branch = samples::grouped_hall();
    for service in &mut branch.services[..3] {
        service.group = Words::default();
    }
    finger.told(branch);
    assert_eq!(finger.page(), Page::Groups);
    finger.touch(Touch::Group(0));
    finger.told(samples::clinic());
    assert_eq!(finger.page(), Page::Services);
}

#[test]
fn a_branch_may_skip_the_page_but_never_what_it_asks_to_be_asked() {
    let skips = |change: fn(&mut antre_kiosk_flow::branch::Service)| {
        let mut branch = samples::clinic();
        branch.services[GENERAL].at_once = true;
        change(&mut branch.services[GENERAL]);
        Finger::before(branch)
            .touch(Touch::Choose(GENERAL))
            .is_some()
    };
    assert!(skips(|_| {}), "with a class that goes first, and questions");
    assert!(!skips(|service| service.asks_party = true));
    assert!(!skips(|service| service.too_late = true));
    assert!(!skips(|service| service.availability = Availability::Paused));
}

#[test]
fn priority_is_within_reach_wherever_the_page_is_not_skipped() {
    let mut branch = samples::clinic();
    let plain = &mut branch.services[5];
    assert!(!plain.needs_a_page());
    plain.priority = true;
    let mut finger = Finger::before(branch);
    assert_eq!(finger.touch(Touch::Choose(5)), None);
    let first = finger.touch(Touch::Take { priority: true });
    assert!(matches!(first, Some(Act::Issue { priority: true, .. })));
}

#[test]
fn a_party_has_one_number_or_one_each_and_says_how_many_it_is() {
    let mut finger = Finger::before(samples::clinic());
    finger.touch(Touch::Choose(MOTHERS));
    finger.touch(Touch::OneEach(true));
    assert!(!finger.wish().one_each, "one person is not several");
    finger.touch(Touch::People(4));
    finger.touch(Touch::OneEach(true));
    assert!(finger.wish().one_each && finger.wish().may_each);
    let Some(Act::Issue {
        people, one_each, ..
    }) = finger.touch(NEXT)
    else {
        panic!("a number was asked for");
    };
    assert_eq!((people, one_each), (4, true));
}

#[test]
fn nobody_empties_the_roll_with_one_touch() {
    let mut finger = Finger::before(samples::clinic());
    finger.touch(Touch::Choose(MOTHERS));
    finger.touch(Touch::People(EACH_MOST));
    finger.touch(Touch::OneEach(true));
    assert!(finger.wish().one_each);
    finger.touch(Touch::People(EACH_MOST + 1));
    assert!(!finger.wish().one_each && !finger.wish().may_each);
    finger.touch(Touch::People(200));
    assert_eq!(finger.wish().people, PEOPLE_MOST);
    finger.touch(Touch::People(0));
    assert_eq!(finger.wish().people, 1);
}

#[test]
fn nobody_is_asked_for_a_party_where_the_branch_does_not_ask() {
    let mut finger = Finger::before(samples::clinic());
    finger.touch(Touch::Choose(GENERAL));
    finger.touch(Touch::People(5));
    assert_eq!(finger.wish().people, 1);
    // Nor any more where it no longer does.
    finger.touch(Touch::Back);
    finger.touch(Touch::Choose(MOTHERS));
    finger.touch(Touch::People(5));
    let mut branch = samples::clinic();
    branch.services[MOTHERS].asks_party = false;
    finger.told(branch);
    assert_eq!(finger.wish().people, 1);
}

#[test]
fn what_the_clerk_is_told_goes_with_the_number_and_with_no_other() {
    let mut finger = Finger::before(samples::clinic());
    finger.touch(Touch::Choose(GENERAL));
    finger.touch(Touch::Tell);
    assert_eq!(finger.wish().open, Some(Unfolded::Needs));
    finger.touch(Touch::Need(Need::LowCounter));
    finger.touch(Touch::Need(Need::Fetch));
    finger.touch(Touch::Need(Need::Gesture));
    finger.touch(Touch::Need(Need::Gesture));
    let Some(Act::Issue { needs, .. }) = finger.touch(NEXT) else {
        panic!("a number was asked for");
    };
    assert_eq!(needs, [Need::Fetch, Need::LowCounter]);
    let mut other = Finger::before(samples::clinic());
    other.touch(Touch::Choose(GENERAL));
    other.touch(Touch::Need(Need::Fetch));
    other.touch(Touch::Back);
    other.touch(Touch::Choose(GENERAL));
    assert_eq!(other.wish().needs, []);
}

#[test]
fn a_question_opens_to_its_answer_and_closes_again() {
    let mut finger = Finger::before(samples::clinic());
    finger.touch(Touch::Choose(GENERAL));
    finger.touch(Touch::Tip(1));
    assert_eq!(finger.wish().open, Some(Unfolded::Tip(1)));
    finger.touch(Touch::Tip(0));
    assert_eq!(finger.wish().open, Some(Unfolded::Tip(0)));
    finger.touch(Touch::Tip(0));
    assert_eq!(finger.wish().open, None);
    finger.touch(Touch::Tip(9));
    assert_eq!(finger.wish().open, None, "there is no such question");
    // A question that the branch takes away takes its answer along.
    finger.touch(Touch::Tip(1));
    let mut branch = samples::clinic();
    branch.services[GENERAL].tips.truncate(1);
    finger.told(branch);
    assert_eq!(finger.wish().open, None);
}

#[test]
fn who_comes_too_late_is_told_before_and_may_take_a_number_all_the_same() {
    let mut finger = Finger::before(samples::late());
    assert_eq!(finger.touch(Touch::Choose(GENERAL)), None);
    let Page::Chosen { service, .. } = finger.page() else {
        panic!("the page says so");
    };
    assert!(service.too_late);
    assert!(finger.touch(NEXT).is_some());
}

#[test]
fn without_its_hub_the_kiosk_gives_numbers_and_claims_to_know_no_queue() {
    let mut finger = Finger::before(Branch {
        offline: samples::alone().offline,
        ..samples::late()
    });
    let view = finger.flow.view(finger.now);
    assert!(view.offline && view.page == Page::Services);
    assert!(
        view.services
            .iter()
            .all(|one| !one.current && one.wait.is_none() && !one.too_late)
    );
    finger.touch(Touch::Choose(GENERAL));
    assert!(finger.touch(NEXT).is_some());
}

#[test]
fn a_kiosk_that_rests_says_so_unless_the_branch_has_more_to_say() {
    let resting = Branch {
        paused_here: true,
        ..samples::clinic()
    };
    let kind = |branch: Branch| match Finger::before(branch).page() {
        Page::Stopped(stop) => (stop.kind, stop.name),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(resting.clone()), (StopKind::Paused, String::new()));
    assert_eq!(
        Finger::before(resting.clone()).touch(Touch::Choose(5)),
        None
    );
    let holiday = Branch {
        stop: Some(Stop::Closed(None)),
        closed_for: Some(Words(vec!["Hari Raya Nyepi".into()])),
        ..resting
    };
    assert_eq!(kind(holiday), (StopKind::Closed, "Hari Raya Nyepi".into()));
}
