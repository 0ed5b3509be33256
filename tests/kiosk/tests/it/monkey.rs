//! A monkey in front of the real pages, with a clock that runs as fast as the machine.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use antre_domain::PrinterFault;
use antre_kiosk::Kiosk;
use antre_kiosk::branch::{Branch, Paper, Ticket};
use antre_kiosk::flow::{Act, ActId, CheckedIn, News};
use antre_kiosk::staff::{Answer, Order};
use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions,
    mock_elapsed_time,
};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, SharedString};

use crate::mind::Mind;
use crate::samples;

/// What the monkeys do together.
const DEEDS: usize = 20_000;
/// After so many the hall is empty for a while.
const DEEDS_A_VISIT: usize = 500;
/// By then nobody stands there any more, whatever was begun.
const EMPTY_SECS: u64 = 300;
/// Customers of a morning; `cargo xtask bench` has 2,000, at a real hub.
const CUSTOMERS: usize = 400;
/// By then every page has been drawn once, and what is kept for good is there.
const WARM_UP: usize = 100;
/// So many customers are counted together. A page that is drawn anew may take memory for a while: what is
/// left behind by each customer is left in every hundred of them, also in the one that took least.
const COUNTED: usize = 100;
/// 5 MB for 2,000 customers.
const GROWTH_KB_MAX: u64 = 250;
/// The kiosk's home, in the branch's own language.
const HOME: &str = "Pilih layanan";

const KEYS: [Key; 16] = [
    Key::Tab,
    Key::Backtab,
    Key::Return,
    Key::Escape,
    Key::Space,
    Key::UpArrow,
    Key::DownArrow,
    Key::LeftArrow,
    Key::RightArrow,
    Key::Backspace,
    Key::Delete,
    Key::F1,
    Key::F2,
    Key::F8,
    Key::F10,
    Key::Home,
];

#[test]
fn a_monkey_before_a_tall_screen_finds_home_and_has_a_ticket_for_each_act() {
    rage(1, (1080, 1920), samples::clinic());
}

#[test]
fn a_monkey_before_a_small_screen_finds_home_and_has_a_ticket_for_each_act() {
    rage(2, (1024, 600), samples::service_hall());
}

#[test]
fn a_monkey_before_a_wide_screen_finds_home_and_has_a_ticket_for_each_act() {
    rage(3, (1920, 1080), samples::service_hall());
}

#[test]
fn a_monkey_before_another_small_screen_finds_home_and_has_a_ticket_for_each_act() {
    rage(4, (1024, 600), samples::clinic());
}

#[test]
fn a_morning_of_customers_leaves_nothing_behind() {
    let mut stand = Monkey::new(5, (1080, 1920), samples::clinic());
    // Every customer finds the keys where the first one did.
    let mut ways = Vec::new();
    let mut kept_kb = Vec::new();
    for customer in 1..=CUSTOMERS + WARM_UP {
        for (step, label) in ["Poli Umum", "Ambil nomor", "Selesai"].iter().enumerate() {
            stand.pass_ms(1_000);
            if customer == 1 {
                ways.push(stand.place_of(label));
            }
            let (x, y) = ways[step];
            stand.stroke(x, y, x, y, 0);
            stand.take_acts();
            while !stand.hall.open.is_empty() {
                stand.answer();
            }
        }
        if customer % 20 == 0 {
            stand.kiosk.window().window().take_snapshot().unwrap();
        }
        if customer >= WARM_UP && customer.is_multiple_of(COUNTED) {
            kept_kb.push(resident_kb());
        }
    }
    let steps = kept_kb.windows(2).map(|two| two[1].saturating_sub(two[0]));
    let growth_kb = steps.min().expect("a morning has some hundreds");
    assert_eq!(stand.hall.asked as usize, CUSTOMERS + WARM_UP);
    assert_eq!(stand.hall.asked, stand.hall.shown);
    println!("{CUSTOMERS} customers: {kept_kb:?} kB");
    assert!(
        growth_kb <= GROWTH_KB_MAX,
        "each hundred takes more: {kept_kb:?} kB"
    );
}

/// Resident memory of this process (`VmRSS`).
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let words = line.unwrap().split_whitespace().nth(1);
    words.unwrap().parse().unwrap()
}

/// One of four: they share the deeds, so that no test takes long.
fn rage(seed: u64, size: (u32, u32), branch: Branch) {
    let mut monkey = Monkey::new(seed, size, branch);
    monkey.moody = true;
    for deed in 1..=DEEDS / 4 {
        monkey.deed();
        if deed % DEEDS_A_VISIT == 0 {
            monkey.leave();
        }
    }
    monkey.leave();
    let hall = monkey.hall;
    assert!(hall.asked > 10, "the monkey took numbers: {}", hall.asked);
    assert_eq!(hall.asked, hall.shown + hall.refused, "seed {seed}");
    println!(
        "seed {seed}: {} acts, {} tickets shown, {} refused, {} asked for the staff's pages",
        hall.asked, hall.shown, hall.refused, hall.pins
    );
}

fn middle(key: &ElementHandle) -> (f32, f32) {
    let (corner, size) = (key.absolute_position(), key.size());
    (corner.x + size.width / 2.0, corner.y + size.height / 2.0)
}

struct Monkey {
    seed: u64,
    mind: Mind,
    size: (u32, u32),
    branch: Branch,
    kiosk: Kiosk,
    clock: Rc<Cell<Duration>>,
    acts: Rc<RefCell<Vec<Act>>>,
    hall: Hall,
    /// Network and printer fail now and then.
    moody: bool,
}

/// What the monkey's acts came to.
#[derive(Default)]
struct Hall {
    /// Acts under way: each is answered before long.
    open: Vec<Act>,
    known: BTreeSet<ActId>,
    asked: u32,
    shown: u32,
    refused: u32,
    pins: u32,
    tickets: u32,
}

impl Monkey {
    fn new(seed: u64, size: (u32, u32), branch: Branch) -> Self {
        let backend = TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        });
        slint::platform::set_platform(Box::new(backend)).unwrap();
        let clock = Rc::new(Cell::new(Duration::ZERO));
        let acts = Rc::new(RefCell::new(Vec::new()));
        let (turned, done) = (Rc::clone(&clock), Rc::clone(&acts));
        let kiosk = antre_kiosk::init(
            1,
            move || turned.get(),
            move |act| done.borrow_mut().push(act),
        )
        .unwrap();
        kiosk
            .window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        kiosk.window().show().unwrap();
        let monkey = Self {
            seed,
            mind: Mind::new(seed),
            size,
            branch,
            kiosk,
            clock,
            acts,
            hall: Hall::default(),
            moody: false,
        };
        monkey.tell_branch(None);
        monkey.pass_ms(1);
        monkey
    }

    fn deed(&mut self) {
        match self.mind.below(100) {
            0..50 => {
                let (x, y) = self.somewhere();
                self.stroke(x, y, x, y, 0);
            }
            50..65 => self.key_on_screen(),
            65..70 => {
                let ((x, y), (to_x, to_y)) = (self.somewhere(), self.somewhere());
                self.stroke(x, y, to_x, to_y, 30);
            }
            70..72 => {
                let (x, y) = self.somewhere();
                self.stroke(x, y, x, y, 3_500);
            }
            72..84 => self.strike(),
            84..94 => {
                let ms = *self.mind.one_of(&[20, 300, 700, 1_200, 4_000, 20_000]);
                self.pass_ms(ms);
            }
            94..98 => self.answer(),
            98 => self.kiosk.scan("http://127.0.0.1/t/0123456789abcdef"),
            _ => {
                let faults = [
                    None,
                    Some(PrinterFault::CoverOpen),
                    Some(PrinterFault::OutOfPaper),
                    Some(PrinterFault::Offline),
                ];
                let fault = *self.mind.one_of(&faults);
                self.tell_branch(fault);
            }
        }
        self.take_acts();
    }

    /// The monkey is gone, the network answers, nobody comes: the kiosk finds home by itself.
    fn leave(&mut self) {
        self.tell_branch(None);
        for _ in 0..EMPTY_SECS / 3 {
            self.pass_ms(3_000);
            self.take_acts();
            self.answer();
        }
        assert!(
            self.says(HOME),
            "seed {}: stuck at {:?}",
            self.seed,
            self.labels()
        );
        assert_eq!(self.hall.open, [], "seed {}", self.seed);
    }

    fn somewhere(&mut self) -> (f32, f32) {
        let window = self.kiosk.window().window();
        let scale = window.scale_factor();
        let side = |mind: &mut Mind, pixels: u32| mind.below(pixels as usize) as f32 / scale;
        (
            side(&mut self.mind, self.size.0),
            side(&mut self.mind, self.size.1),
        )
    }

    /// A finger on something that can be pressed.
    fn key_on_screen(&mut self) {
        let keys = self.keys();
        if keys.is_empty() {
            return;
        }
        let (x, y) = middle(self.mind.one_of(&keys));
        self.stroke(x, y, x, y, 0);
    }

    /// The middle of what can be pressed and carries `label`.
    fn place_of(&self, label: &str) -> (f32, f32) {
        let keys = self.keys();
        let key = keys
            .iter()
            .find(|key| key.accessible_label().is_some_and(|there| there == label))
            .unwrap_or_else(|| panic!("no {label} among {:?}", self.labels()));
        middle(key)
    }

    fn stroke(&self, x: f32, y: f32, to_x: f32, to_y: f32, held_ms: u64) {
        let window = self.kiosk.window().window();
        let button = PointerEventButton::Left;
        let position = LogicalPosition::new(x, y);
        window.dispatch_event(WindowEvent::PointerMoved { position });
        window.dispatch_event(WindowEvent::PointerPressed { position, button });
        if held_ms > 0 {
            self.pass_ms(held_ms);
        }
        let position = LogicalPosition::new(to_x, to_y);
        window.dispatch_event(WindowEvent::PointerMoved { position });
        window.dispatch_event(WindowEvent::PointerReleased { position, button });
        window.dispatch_event(WindowEvent::PointerExited);
        self.pass_ms(1);
    }

    fn strike(&mut self) {
        let text: SharedString = if self.mind.once_in(3) {
            let typed = b"0123456789abAB?[";
            char::from(*self.mind.one_of(typed)).into()
        } else {
            char::from(*self.mind.one_of(&KEYS)).into()
        };
        let window = self.kiosk.window().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.pass_ms(1);
    }

    fn pass_ms(&self, ms: u64) {
        let step = Duration::from_millis(ms);
        self.clock.set(self.clock.get() + step);
        mock_elapsed_time(step);
    }

    fn tell_branch(&self, fault: Option<PrinterFault>) {
        let mut branch = self.branch.clone();
        branch.printer.fault = fault;
        self.kiosk.news(News::Branch(Box::new(branch)));
    }

    /// What the kiosk has asked of the network since.
    fn take_acts(&mut self) {
        for act in self.acts.take() {
            if let Act::Issue { act, .. } | Act::CheckIn { act, .. } = &act {
                assert!(self.hall.known.insert(*act), "one act twice: {act:?}");
            }
            match &act {
                Act::Issue { .. } => self.hall.asked += 1,
                Act::Staff(Order::Pin(_)) => self.hall.pins += 1,
                Act::Staff(order) => {
                    panic!("seed {}: no PIN, and yet {order:?}", self.seed)
                }
                Act::CheckIn { .. }
                | Act::Help
                | Act::Cancel { .. }
                | Act::Reprint { .. }
                | Act::Leave { .. }
                | Act::NewRoll => {}
            }
            self.hall.open.push(act);
        }
    }

    /// The network and the printer answer what is open, one way or another.
    fn answer(&mut self) {
        for act in std::mem::take(&mut self.hall.open) {
            match act {
                Act::Issue {
                    act,
                    people,
                    one_each,
                    ..
                } => self.issue(act, if one_each { people } else { 1 }, one_each),
                Act::Cancel { ticket } if self.mind.once_in(2) => {
                    self.kiosk.news(News::Cancelled(ticket));
                }
                Act::Cancel { ticket } => self.kiosk.news(News::NotCancelled(ticket)),
                Act::Reprint { ticket } => self.kiosk.news(News::Paper(ticket, Paper::CopyOut)),
                Act::CheckIn { act, .. } => {
                    let found = if self.mind.once_in(2) {
                        CheckedIn::Waiting(Box::new(self.ticket()))
                    } else {
                        CheckedIn::Unknown
                    };
                    self.kiosk.news(News::CheckedIn(act, found));
                }
                Act::Help => {
                    let told = self.mind.once_in(2);
                    self.kiosk.news(News::HelpRung { told });
                }
                Act::Staff(_) => self.kiosk.news(News::Staff(Answer::WrongPin)),
                Act::NewRoll => self.kiosk.news(News::NewRoll { by_hand: true }),
                Act::Leave { .. } => {}
            }
            mock_elapsed_time(Duration::ZERO);
        }
    }

    fn issue(&mut self, act: ActId, count: u8, each: bool) {
        if self.moody && self.mind.once_in(5) {
            self.hall.refused += 1;
            self.kiosk.news(News::NotIssued(act));
            return;
        }
        let tickets: Vec<Ticket> = (0..count.max(1)).map(|_| self.ticket()).collect();
        let first = tickets[0].clone();
        let number = format!("{}{}", first.letters, first.digits);
        let ids: Vec<String> = tickets.iter().map(|ticket| ticket.id.clone()).collect();
        self.kiosk.news(if each {
            News::IssuedEach(act, tickets)
        } else {
            News::Issued(act, Box::new(first))
        });
        // The slip has risen.
        self.pass_ms(200);
        self.hall.shown += u32::from(self.says(&number));
        let papers: &[Paper] = if self.moody {
            &[Paper::Out, Paper::Unknown, Paper::Failed]
        } else {
            &[Paper::Out]
        };
        for id in ids {
            let paper = *self.mind.one_of(papers);
            self.kiosk.news(News::Paper(id, paper));
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.hall.tickets += 1;
        Ticket {
            id: format!("t{}", self.hall.tickets),
            digits: format!("{:03}", self.hall.tickets % 1_000),
            ..samples::ticket()
        }
    }

    fn says(&self, words: &str) -> bool {
        ElementHandle::find_by_accessible_label(self.kiosk.window(), words)
            .next()
            .is_some()
    }

    fn keys(&self) -> Vec<ElementHandle> {
        ElementQuery::from_root(self.kiosk.window())
            .match_accessible_role(AccessibleRole::Button)
            .find_all()
    }

    fn labels(&self) -> Vec<SharedString> {
        let keys = self.keys();
        keys.iter()
            .filter_map(ElementHandle::accessible_label)
            .collect()
    }
}
