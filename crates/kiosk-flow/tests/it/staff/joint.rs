//! The staff's pages before the customers'.

use antre_domain::HoldReason;
use antre_kiosk_flow::branch::{MinuteOfDay, Stop};
use antre_kiosk_flow::flow::{Act, Flow, News, Touch};
use antre_kiosk_flow::staff::Pin;
use antre_kiosk_flow::view::{Page, StopKind};

use super::*;

/// A kiosk that customers and staff stand before in turn.
struct Kiosk {
    flow: Flow,
    now: Duration,
}

impl Kiosk {
    fn new() -> Self {
        let mut kiosk = Self {
            flow: Flow::new(1, Duration::ZERO),
            now: Duration::ZERO,
        };
        kiosk.news(News::Branch(Box::new(samples::clinic())));
        kiosk
    }

    fn touch(&mut self, touch: Touch) -> Option<Act> {
        self.pass_secs(1);
        self.flow.handle_touch(touch, self.now)
    }

    fn staff(&mut self, touch: StaffTouch) -> Option<Act> {
        self.touch(Touch::Staff(touch))
    }

    fn news(&mut self, news: News) {
        self.flow.handle_news(news, self.now);
    }

    fn pass_secs(&mut self, secs: u64) {
        let until = self.now + Duration::from_secs(secs);
        while let Some(at) = self.flow.next_deadline(self.now).filter(|at| *at <= until) {
            assert!(at > self.now, "a deadline in the past never ends");
            self.now = at;
            self.flow.handle_timeout(at);
        }
        self.now = until;
    }

    fn let_in(&mut self) {
        self.staff(StaffTouch::Key);
        for digit in [2, 5, 8, 0] {
            self.staff(StaffTouch::Digit(digit));
        }
        let order = self.staff(StaffTouch::Enter);
        assert_eq!(order, Some(Act::Staff(Order::Pin(Pin("2580".into())))));
        self.news(News::Staff(Answer::Welcome));
    }

    fn page(&self) -> Option<StaffPage> {
        self.flow.view(self.now).staff.map(|view| view.page)
    }
}

#[test]
fn the_corner_opens_the_door_before_the_list_however_fast_it_is_pressed() {
    let mut kiosk = Kiosk::new();
    for _ in 0..5 {
        kiosk.now += Duration::from_millis(150);
        kiosk
            .flow
            .handle_touch(Touch::Staff(StaffTouch::Corner), kiosk.now);
    }
    assert!(matches!(kiosk.page(), Some(StaffPage::Pin { .. })));
}

#[test]
fn it_never_opens_over_an_act_or_a_number() {
    let mut kiosk = Kiosk::new();
    kiosk.touch(Touch::Choose(0));
    let Some(Act::Issue { act, .. }) = kiosk.touch(Touch::Take { priority: false }) else {
        panic!("a number is asked for");
    };
    kiosk.staff(StaffTouch::Key);
    assert_eq!(kiosk.page(), None);
    kiosk.news(News::Issued(act, Box::new(samples::ticket())));
    for touch in [StaffTouch::Corner; 9].into_iter().chain([StaffTouch::Key]) {
        kiosk.now += Duration::from_millis(100);
        kiosk.flow.handle_touch(Touch::Staff(touch), kiosk.now);
    }
    assert_eq!(kiosk.page(), None);
    kiosk.touch(Touch::Done);
    assert!(kiosk.page().is_none());
    kiosk.staff(StaffTouch::Key);
    assert!(kiosk.page().is_some());
}

#[test]
fn the_next_customer_finds_the_list_in_the_branchs_language() {
    for close in [
        None,
        Some(Touch::Back),
        Some(Touch::Staff(StaffTouch::Back)),
    ] {
        let mut kiosk = Kiosk::new();
        kiosk.touch(Touch::Choose(0));
        kiosk.let_in();
        kiosk.touch(Touch::Language(1));
        kiosk.touch(Touch::Contrast);
        assert_eq!(kiosk.flow.view(kiosk.now).language, 1);
        let visit = kiosk.flow.view(kiosk.now).visit;
        match close {
            Some(touch) => assert_eq!(kiosk.touch(touch), None),
            None => kiosk.pass_secs(60),
        }
        let view = kiosk.flow.view(kiosk.now);
        assert_eq!((view.staff, view.page), (None, Page::Services));
        assert_eq!((view.language, view.contrast), (0, false));
        assert_ne!(view.visit, visit);
    }
}

#[test]
fn it_asks_before_it_closes_and_a_touch_extends() {
    let mut kiosk = Kiosk::new();
    kiosk.let_in();
    kiosk.pass_secs(38);
    assert!(!kiosk.flow.view(kiosk.now).still_there);
    kiosk.pass_secs(2);
    let view = kiosk.flow.view(kiosk.now);
    assert!(view.still_there && view.steps_left == 7);
    kiosk.touch(Touch::Anywhere);
    assert!(!kiosk.flow.view(kiosk.now).still_there);
    kiosk.pass_secs(59);
    assert!(kiosk.page().is_some());
}

#[test]
fn a_customers_keys_do_nothing_while_the_staffs_pages_are_open() {
    let mut kiosk = Kiosk::new();
    kiosk.let_in();
    for touch in [
        Touch::Choose(0),
        Touch::Take { priority: false },
        Touch::Wrong,
        Touch::Done,
        Touch::Returning,
        Touch::Help,
    ] {
        assert_eq!(kiosk.touch(touch), None, "{touch:?}");
    }
    assert!(matches!(kiosk.page(), Some(StaffPage::Menu { .. })));
    kiosk.touch(Touch::Back);
    assert_eq!(kiosk.flow.view(kiosk.now).page, Page::Services);
}

#[test]
fn nothing_stands_before_the_way_out_of_the_building() {
    let mut kiosk = Kiosk::new();
    kiosk.let_in();
    let mut branch = samples::clinic();
    branch.stop = Some(Stop::Held {
        reason: HoldReason::Evacuation,
        since: MinuteOfDay::new(600),
    });
    kiosk.news(News::Branch(Box::new(branch)));
    assert_eq!(kiosk.page(), None);
    kiosk.staff(StaffTouch::Key);
    assert_eq!(kiosk.page(), None);
}

#[test]
fn a_kiosk_that_rests_says_so_and_its_corner_still_works() {
    let mut kiosk = Kiosk::new();
    let mut branch = samples::clinic();
    branch.paused_here = true;
    kiosk.news(News::Branch(Box::new(branch)));
    let page = kiosk.flow.view(kiosk.now).page;
    assert!(matches!(page, Page::Stopped(stop) if stop.kind == StopKind::Paused));
    assert_eq!(kiosk.touch(Touch::Choose(0)), None);
    kiosk.let_in();
    let order = kiosk.staff(StaffTouch::Go(Item::Rest));
    assert_eq!(order, Some(Act::Staff(Order::Pause(false))));
}
