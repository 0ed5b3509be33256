//! The staff's pages: who comes in, what they ask, and what is left when they have gone.

mod calibrating;
mod entering;
mod greeting;
mod joint;
mod menu;

use std::time::Duration;

use antre_kiosk_flow::branch::Branch;
use antre_kiosk_flow::staff::{
    Answer, Item, Order, PinProblem, Recent, Remark, Staff, StaffPage, StaffTouch, View,
};

use crate::samples;

/// A kiosk whose staff's pages a test stands before.
struct Desk {
    staff: Staff,
    branch: Branch,
    now: Duration,
}

impl Desk {
    fn new() -> Self {
        Self {
            staff: Staff::default(),
            branch: samples::clinic(),
            now: Duration::from_secs(1_000),
        }
    }

    /// With the PIN accepted.
    fn inside() -> Self {
        let mut desk = Self::new();
        desk.enter_pin("2580");
        desk.hear(Answer::Welcome);
        desk
    }

    /// In greeter mode.
    fn greeting() -> Self {
        let mut desk = Self::inside();
        assert_eq!(desk.touch(StaffTouch::Go(Item::Greeter)), None);
        desk
    }

    /// A touch, a second after the last.
    fn touch(&mut self, touch: StaffTouch) -> Option<Order> {
        self.pass(Duration::from_secs(1));
        self.strike(touch)
    }

    /// A touch at once.
    fn strike(&mut self, touch: StaffTouch) -> Option<Order> {
        self.staff.handle_touch(touch, &self.branch, self.now)
    }

    fn hear(&mut self, answer: Answer) {
        self.staff.handle_answer(answer, self.now);
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.staff.next_deadline(self.now).filter(|at| *at <= until) {
            assert!(at > self.now, "a deadline in the past never ends");
            self.now = at;
            self.staff.handle_timeout(at);
        }
        self.now = until;
    }

    fn pass_secs(&mut self, secs: u64) {
        self.pass(Duration::from_secs(secs));
    }

    /// Opens the pages and asks whether this is the PIN.
    fn enter_pin(&mut self, pin: &str) -> Option<Order> {
        if !self.staff.is_open() {
            self.touch(StaffTouch::Key);
        }
        for digit in pin.bytes() {
            self.touch(StaffTouch::Digit(digit - b'0'));
        }
        self.touch(StaffTouch::Enter)
    }

    fn view(&self) -> View {
        let view = self.staff.view(&self.branch, 0, self.now);
        view.expect("the pages are open")
    }

    fn page(&self) -> StaffPage {
        self.view().page
    }

    fn remark(&self) -> Option<Remark> {
        self.view().remark
    }

    fn problem(&self) -> Option<PinProblem> {
        match self.page() {
            StaffPage::Pin { problem, .. } => problem,
            other => panic!("not at the door: {other:?}"),
        }
    }
}

/// The ticket A0NN.
fn slip(number: u32) -> Recent {
    Recent {
        ticket: format!("t{number}"),
        number: format!("A{number:03}"),
        letters: "A".into(),
        digits: format!("{number:03}"),
        service: "Poli Umum".into(),
        minute: 492,
        ..Recent::default()
    }
}

fn slips(numbers: impl IntoIterator<Item = u32>) -> Vec<Recent> {
    numbers.into_iter().map(slip).collect()
}
