//! The staff's pages: copies a [`View`] into their global, and tells the flow what was touched there.

use std::rc::Rc;

use antre_protocol::Need;
use slint::platform::Key;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use crate::flow::Touch;
use crate::staff::{GreeterView, Item, PinProblem, Remark, StaffPage, StaffTouch, View, WHOLE};
use crate::{KioskWindow, StaffActions, StaffState, ui};

const LICENCES: &str = include_str!("../../assets/LICENSES.md");

/// Shows `view`, where it differs from `last`.
pub(crate) fn show(window: &KioskWindow, last: Option<&View>, view: &View) {
    if last == Some(view) {
        return;
    }
    let state = window.global::<StaffState<'_>>();
    state.set_busy(view.busy);
    state.set_slow(view.slow);
    state.set_resting(view.resting);
    if last.is_none_or(|last| last.remark != view.remark) {
        remark(&state, view.remark.as_ref());
    }
    if last.is_none_or(|last| last.page != view.page) {
        page(&state, last.map(|last| &last.page), &view.page);
    }
}

/// Hears what is touched on the staff's pages.
pub(crate) fn listen(window: &KioskWindow, touch: &Rc<dyn Fn(Touch)>) {
    let actions = window.global::<StaffActions<'_>>();
    let plain = |what: StaffTouch| {
        let touch = Rc::clone(touch);
        move || touch(Touch::Staff(what))
    };
    let placed = |what: fn(usize) -> StaffTouch| {
        let touch = Rc::clone(touch);
        // A place before the first is no place: the pages pass it over.
        move |index: i32| {
            touch(Touch::Staff(what(
                usize::try_from(index).unwrap_or(usize::MAX),
            )))
        }
    };
    let counted = |what: fn(u8) -> StaffTouch| {
        let touch = Rc::clone(touch);
        // More than any digit or count.
        move |count: i32| touch(Touch::Staff(what(u8::try_from(count).unwrap_or(u8::MAX))))
    };
    actions.on_corner(plain(StaffTouch::Corner));
    actions.on_key(plain(StaffTouch::Key));
    actions.on_digit(counted(StaffTouch::Digit));
    actions.on_erase(plain(StaffTouch::Erase));
    actions.on_enter(plain(StaffTouch::Enter));
    let gone = Rc::clone(touch);
    actions.on_go(move |item| gone(Touch::Staff(StaffTouch::Go(entry(item)))));
    actions.on_service(placed(StaffTouch::Service));
    actions.on_set_count(counted(StaffTouch::Count));
    actions.on_other_count(plain(StaffTouch::OtherCount));
    actions.on_toggle_priority(plain(StaffTouch::Priority));
    actions.on_toggle_fetch(plain(StaffTouch::Need(Need::Fetch)));
    actions.on_toggle_gesture(plain(StaffTouch::Need(Need::Gesture)));
    actions.on_toggle_low_counter(plain(StaffTouch::Need(Need::LowCounter)));
    actions.on_not_taken(placed(StaffTouch::NotTaken));
    actions.on_mark(placed(StaffTouch::Mark));
    actions.on_cancel_marked(plain(StaffTouch::CancelMarked));
    actions.on_copy(placed(StaffTouch::Copy));
    actions.on_wider(plain(StaffTouch::Wider));
    actions.on_narrower(plain(StaffTouch::Narrower));
    let (struck, asked) = (Rc::clone(touch), window.as_weak());
    actions.on_struck(move |key| {
        let is_open = |window: &KioskWindow| {
            window.global::<crate::KioskState<'_>>().get_page() == ui::Page::Staff
        };
        let page = asked
            .upgrade()
            .filter(is_open)
            .map(|window| window.global::<StaffState<'_>>().get_page());
        let touch = of_key(&key, page);
        if let Some(touch) = touch {
            struck(touch);
        }
        touch.is_some()
    });
    let state = window.global::<StaffState<'_>>();
    state.set_version(env!("CARGO_PKG_VERSION").into());
    state.set_licences(rows(plain_lines(LICENCES)));
}

/// What a key of the keyboard means while `page` is open; `None` where it means nothing here.
fn of_key(key: &str, page: Option<ui::StaffPage>) -> Option<Touch> {
    let is = |known: Key| key == SharedString::from(char::from(known)).as_str();
    if is(Key::F9) {
        return Some(Touch::Staff(StaffTouch::Key));
    }
    let page = page?;
    if is(Key::Escape) {
        return Some(Touch::Back);
    }
    match page {
        ui::StaffPage::Pin | ui::StaffPage::Count => {
            let digit = key.parse().ok().map(StaffTouch::Digit);
            let erase = is(Key::Backspace).then_some(StaffTouch::Erase);
            digit.or(erase).map(Touch::Staff)
        }
        ui::StaffPage::Calibrate => {
            let narrower = is(Key::LeftArrow).then_some(StaffTouch::Narrower);
            let wider = is(Key::RightArrow).then_some(StaffTouch::Wider);
            narrower.or(wider).map(Touch::Staff)
        }
        ui::StaffPage::Menu
        | ui::StaffPage::Greeter
        | ui::StaffPage::Act
        | ui::StaffPage::Recent
        | ui::StaffPage::Diagnosis
        | ui::StaffPage::About => None,
    }
}

fn page(state: &StaffState<'_>, last: Option<&StaffPage>, page: &StaffPage) {
    match page {
        StaffPage::Pin { typed, problem } => {
            state.set_typed(i32::from(*typed));
            let (problem, secs) = match problem {
                None => (ui::PinProblem::None, 0),
                Some(PinProblem::Wrong) => (ui::PinProblem::Wrong, 0),
                Some(PinProblem::Locked(secs)) => (ui::PinProblem::Locked, *secs),
                Some(PinProblem::NotSet) => (ui::PinProblem::NotSet, 0),
                Some(PinProblem::Failed) => (ui::PinProblem::Failed, 0),
            };
            state.set_problem(problem);
            state.set_locked_secs(i32::try_from(secs).unwrap_or(i32::MAX));
            state.set_page(ui::StaffPage::Pin);
        }
        StaffPage::Menu { limited, armed } => {
            state.set_limited(*limited);
            state.set_armed(*armed);
            state.set_page(ui::StaffPage::Menu);
        }
        StaffPage::Greeter(view) => {
            if let Some(StaffPage::Greeter(known)) = last {
                greeter(state, Some(known), view);
            } else {
                greeter(state, None, view);
            }
            state.set_page(ui::StaffPage::Greeter);
        }
        StaffPage::Count(count) => {
            state.set_typed(i32::from(*count));
            state.set_page(ui::StaffPage::Count);
        }
        StaffPage::Act(numbers) => {
            let marked = numbers.iter().filter(|(_, marked)| *marked).count();
            state.set_marked(marked as i32);
            state.set_numbers(rows(numbers.iter().map(|(slip, marked)| ui::ActNumber {
                number: slip.number.as_str().into(),
                marked: *marked,
            })));
            state.set_page(ui::StaffPage::Act);
        }
        StaffPage::Recent(slips) => {
            state.set_known(slips.is_some());
            let slips = slips.iter().flatten();
            state.set_slips(rows(slips.map(|slip| ui::LateSlip {
                letters: slip.letters.as_str().into(),
                digits: slip.digits.as_str().into(),
                series: i32::from(slip.series),
                service: slip.service.as_str().into(),
                minute: i32::from(slip.minute),
                unfinished: slip.unfinished,
            })));
            state.set_page(ui::StaffPage::Recent);
        }
        StaffPage::Calibrate {
            share,
            screen_tenths_mm,
        } => {
            state.set_share(*share as f32 / WHOLE as f32);
            let mm = (screen_tenths_mm + 5) / 10;
            state.set_screen_mm(mm.to_string().into());
            state.set_page(ui::StaffPage::Calibrate);
        }
        StaffPage::Diagnosis(lines) => {
            state.set_known(lines.is_some());
            let lines = lines.iter().flatten();
            state.set_facts(rows(lines.map(|(name, value)| ui::Fact {
                name: name.as_str().into(),
                value: value.as_str().into(),
            })));
            state.set_page(ui::StaffPage::Diagnosis);
        }
        StaffPage::About => state.set_page(ui::StaffPage::About),
    }
}

fn greeter(state: &StaffState<'_>, last: Option<&GreeterView>, view: &GreeterView) {
    if last.is_none_or(|last| last.services != view.services) {
        state.set_services(rows(view.services.iter().map(|service| ui::Offered {
            name: service.name.as_str().into(),
            letters: service.letters.as_str().into(),
            series: i32::from(service.series),
            icon: service.icon.as_str().into(),
            open: service.open,
        })));
    }
    if last.is_none_or(|last| last.acts != view.acts) {
        state.set_acts(rows(view.acts.iter().map(|act| ui::IssuedAct {
            numbers: act.numbers.as_str().into(),
            service: act.service.as_str().into(),
            count: i32::from(act.count),
        })));
    }
    let asked = view.asked.and_then(|place| i32::try_from(place).ok());
    state.set_asked(asked.unwrap_or(-1));
    state.set_count(i32::from(view.count));
    state.set_offers_priority(view.priority.is_some());
    state.set_priority(view.priority == Some(true));
    state.set_fetch(view.needs.contains(&Need::Fetch));
    state.set_gesture(view.needs.contains(&Need::Gesture));
    state.set_low_counter(view.needs.contains(&Need::LowCounter));
}

fn remark(state: &StaffState<'_>, remark: Option<&Remark>) {
    let (kind, about) = match remark {
        None => (ui::StaffRemark::None, ""),
        Some(Remark::Fewer(count)) => {
            state.set_remark_count(i32::from(*count));
            (ui::StaffRemark::Fewer, "")
        }
        Some(Remark::GivenBack(numbers)) => (ui::StaffRemark::GivenBack, numbers.as_str()),
        Some(Remark::StillValid(numbers)) => (ui::StaffRemark::StillValid, numbers.as_str()),
        Some(Remark::Copied(number)) => (ui::StaffRemark::Copied, number.as_str()),
        Some(Remark::TestPrinted) => (ui::StaffRemark::TestPrinted, ""),
        Some(Remark::RollCounted) => (ui::StaffRemark::RollCounted, ""),
        Some(Remark::ReserveReturned) => (ui::StaffRemark::ReserveReturned, ""),
        Some(Remark::WidthKept) => (ui::StaffRemark::WidthKept, ""),
        Some(Remark::Restarting) => (ui::StaffRemark::Restarting, ""),
        Some(Remark::ServiceClosed) => (ui::StaffRemark::ServiceClosed, ""),
        Some(Remark::Failed(code)) => (ui::StaffRemark::Failed, code.as_str()),
    };
    state.set_remark(kind);
    state.set_remark_about(about.into());
}

fn entry(item: ui::StaffItem) -> Item {
    match item {
        ui::StaffItem::Greeter => Item::Greeter,
        ui::StaffItem::Recent => Item::Recent,
        ui::StaffItem::TestPrint => Item::TestPrint,
        ui::StaffItem::NewRoll => Item::NewRoll,
        ui::StaffItem::Rest => Item::Rest,
        ui::StaffItem::Calibrate => Item::Calibrate,
        ui::StaffItem::GiveBack => Item::ReturnReserve,
        ui::StaffItem::Diagnose => Item::Diagnose,
        ui::StaffItem::About => Item::About,
        ui::StaffItem::Restart => Item::Restart,
    }
}

/// The licences are written in Markdown; a screen reads better without its signs.
fn plain_lines(markdown: &str) -> impl Iterator<Item = SharedString> {
    let is_drawn = |line: &&str| !line.starts_with("```") && !line.starts_with("| ---");
    markdown.lines().filter(is_drawn).map(|line| {
        let line = line.trim_start_matches(['#', ' ']).trim_matches(['|', ' ']);
        line.replace('`', "").replace(" | ", ": ").into()
    })
}

fn rows<T: Clone + 'static>(rows: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from_iter(rows))
}
