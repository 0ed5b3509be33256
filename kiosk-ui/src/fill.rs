//! Copies a [`KioskView`] into the pages' globals: only what differs from the last one, so that an
//! idle screen draws nothing.

use std::rc::Rc;

use antre_domain::{HoldReason, PrinterFault};
use antre_protocol::Need;
use antre_ticket::Link;
use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use crate::branch::{Availability, Colour, Paper, WaitMinutes};
use crate::view::{
    Each, Found, Group, Help, KioskView, Notice, Page, RollStep, Service, Stop, StopKind, Ticket,
    Unfolded, WayOn, Wish,
};
use crate::{KioskState, KioskWindow, Scheme, Theme, qr, staff_pages, ui};

/// The colour of a branch that chose none (LOOK.md).
const HOUSE_ACCENT: slint::Color = slint::Color::from_rgb_u8(0x1E, 0x3A, 0x6E);

const WHITE: slint::Color = slint::Color::from_rgb_u8(0xFF, 0xFF, 0xFF);
const INK: slint::Color = slint::Color::from_rgb_u8(0x21, 0x1B, 0x14);

/// How much larger large text is.
pub const LARGE: f32 = 1.25;

/// Keeps what was shown last.
#[derive(Debug, Default)]
pub struct Fill {
    last: Option<KioskView>,
    link: Option<Link>,
}

impl Fill {
    /// Shows `view`.
    pub fn show(&mut self, window: &KioskWindow, view: KioskView) {
        let state = window.global::<KioskState<'_>>();
        // Taken, because a page is filled by `self` as well.
        let last = self.last.take();
        let last = last.as_ref();
        if last == Some(&view) {
            self.last = Some(view);
            return;
        }
        if last.map(|last| (&last.languages, last.language))
            != Some((&view.languages, view.language))
        {
            speak(window, &view);
        }
        if last.is_none_or(|last| last.services != view.services) {
            let old = last.map_or(&[][..], |last| &last.services);
            list(&state, old, &view.services);
        }
        if last.is_none_or(|last| last.groups != view.groups) {
            state.set_groups(rows(view.groups.iter().map(group)));
        }
        let is_left = last.is_some_and(|last| last.staff.is_some() != view.staff.is_some());
        if is_left || last.is_none_or(|last| last.page != view.page) {
            self.page(&state, last.map(|last| &last.page), &view.page);
        }
        if let Some(staff) = &view.staff {
            let known = last.and_then(|last| last.staff.as_ref());
            staff_pages::show(window, known, staff);
            state.set_page(ui::Page::Staff);
        }
        let theme = window.global::<Theme<'_>>();
        theme.set_scheme(if view.contrast {
            Scheme::Contrast
        } else {
            Scheme::Light
        });
        theme.set_magnify(if view.large { LARGE } else { 1.0 });
        theme.set_branch_accent(accent(view.accent));
        let on_accent = view.accent.is_none_or(Colour::bears_white);
        theme.set_on_branch_accent(if on_accent { WHITE } else { INK });
        state.set_grouped(view.grouped);
        state.set_group(view.group.as_str().into());
        state.set_offline(view.offline);
        state.set_help_open(view.help_open);
        state.set_help(match view.help {
            None => ui::Help::None,
            Some(Help::Ringing) => ui::Help::Ringing,
            Some(Help::Told) => ui::Help::Told,
            Some(Help::NotTold) => ui::Help::NotTold,
        });
        state.set_branch(view.branch.as_str().into());
        state.set_large(view.large);
        state.set_contrast(view.contrast);
        state.set_low(view.low);
        state.set_notice(match view.notice {
            None => ui::Notice::None,
            Some(Notice::Cancelled) => ui::Notice::Cancelled,
            Some(Notice::NotCancelled) => ui::Notice::NotCancelled,
            Some(Notice::NotIssued) => ui::Notice::NotIssued,
        });
        state.set_notice_number(view.notice_number.as_str().into());
        state.set_fault(fault(view.fault));
        state.set_paper_low(view.paper_low);
        state.set_steps_left(int(view.steps_left));
        state.set_steps_total(int(crate::flow::STEPS));
        state.set_still_there(view.still_there);
        state.set_practice(view.practice);
        state.set_unused(view.unused);
        state.set_visit(int(view.visit & 0xFFFF));
        self.last = Some(view);
    }
}

impl Fill {
    fn page(&mut self, state: &KioskState<'_>, last: Option<&Page>, page: &Page) {
        state.set_issuing(false);
        state.set_cancelling(false);
        match page {
            Page::Services => state.set_page(ui::Page::Services),
            Page::Groups => state.set_page(ui::Page::Groups),
            Page::Chosen {
                service: chosen,
                wish: wished,
                issuing,
                slow,
            } => {
                state.set_chosen(self::chosen(state, last, chosen));
                wish(state, wished);
                state.set_issuing(*issuing);
                state.set_slow(*slow);
                state.set_page(ui::Page::Chosen);
            }
            Page::Number {
                ticket,
                paper: became,
                each: several,
                cancelling,
            } => {
                self.ticket(state, ticket);
                state.set_each(rows(several.iter().map(each)));
                let (paper, paper_fault) = paper(*became);
                state.set_paper(paper);
                state.set_paper_fault(paper_fault);
                state.set_on_screen_alone(became.is_missing());
                state.set_cancelling(*cancelling);
                state.set_page(ui::Page::Number);
            }
            Page::Returning {
                letters,
                digits,
                series,
                keys,
                complete,
                looking,
                found,
            } => {
                state.set_typed_letters(letters.as_str().into());
                state.set_typed_digits(digits.as_str().into());
                state.set_typed_series(i32::from(*series));
                state.set_letter_keys(rows(keys.iter().map(|key| key.to_string().into())));
                state.set_complete(*complete);
                state.set_looking(*looking);
                self.found(state, found.as_ref());
                state.set_page(ui::Page::Returning);
            }
            Page::Stopped(stop) => stopped(state, stop),
            Page::Roll {
                step,
                ticket,
                way_on,
            } => {
                if let Some(ticket) = ticket {
                    self.ticket(state, ticket);
                }
                state.set_roll_has_ticket(ticket.is_some());
                state.set_roll_step(match step {
                    RollStep::Open => ui::RollStep::Open,
                    RollStep::Ready => ui::RollStep::Ready,
                    RollStep::Noted => ui::RollStep::Noted,
                });
                state.set_way_on(match way_on {
                    None => ui::WayOn::None,
                    Some(WayOn::WithoutSlip) => ui::WayOn::WithoutSlip,
                    Some(WayOn::ToNumber) => ui::WayOn::ToNumber,
                });
                state.set_page(ui::Page::Roll);
            }
        }
    }

    fn found(&mut self, state: &KioskState<'_>, found: Option<&Found>) {
        let (found, counter) = match found {
            None => (ui::Found::None, ""),
            Some(Found::Waiting(ticket)) => {
                self.ticket(state, ticket);
                (ui::Found::Waiting, "")
            }
            Some(Found::Called(ticket, counter)) => {
                self.ticket(state, ticket);
                (ui::Found::Called, counter.as_str())
            }
            Some(Found::Unknown) => (ui::Found::Unknown, ""),
            Some(Found::Over) => (ui::Found::Over, ""),
            Some(Found::NotAsked) => (ui::Found::NotAsked, ""),
        };
        state.set_found(found);
        state.set_found_counter(counter.into());
    }

    fn ticket(&mut self, state: &KioskState<'_>, ticket: &Ticket) {
        state.set_ticket(ui::Ticket {
            letters: ticket.letters.as_str().into(),
            digits: ticket.digits.as_str().into(),
            series: i32::from(ticket.series),
            service: ticket.service.as_str().into(),
            ahead: int(ticket.ahead),
            wait: wait(ticket.wait),
            place: ticket.place.as_str().into(),
            bring: ticket.bring.join(", ").into(),
            priority: ticket.priority,
            offline: ticket.offline,
        });
        state.set_has_qr(ticket.link.is_some());
        if self.link != ticket.link {
            let picture = ticket.link.as_ref().map(qr::picture);
            state.set_qr(picture.unwrap_or_default());
            self.link.clone_from(&ticket.link);
        }
    }
}

fn speak(window: &KioskWindow, view: &KioskView) {
    let state = window.global::<KioskState<'_>>();
    let keys: Vec<ui::Language> = view
        .languages
        .iter()
        .map(|language| ui::Language {
            code: language.code.to_uppercase().into(),
            name: language.name.as_str().into(),
        })
        .collect();
    state.set_languages(ModelRc::new(VecModel::from(keys)));
    state.set_language(view.language as i32);
    let Some(language) = view.languages.get(view.language) else {
        return;
    };
    window.global::<Theme<'_>>().set_rtl(language.rtl);
    // A language without a translation of its own speaks English, the language of the sources.
    if slint::select_bundled_translation(&language.code).is_err() {
        let _ = slint::select_bundled_translation("en");
    }
}

/// Changes the rows that differ, and makes a new list only where its length differs.
fn list(state: &KioskState<'_>, old: &[Service], new: &[Service]) {
    let rows = state.get_services();
    let known = rows.as_any().downcast_ref::<VecModel<ui::Service>>();
    match known {
        Some(known) if known.row_count() == new.len() && old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                if old != new {
                    known.set_row_data(index, service(new));
                }
            }
        }
        Some(_) | None => {
            let rows: Vec<ui::Service> = new.iter().map(service).collect();
            state.set_services(Rc::new(VecModel::from(rows)).into());
        }
    }
}

/// The chosen service. Where only its figures have changed its lines stay the same parts: a finger or the
/// keys may be on one of them.
fn chosen(state: &KioskState<'_>, last: Option<&Page>, new: &Service) -> ui::Service {
    let fresh = service(new);
    match last {
        Some(Page::Chosen { service: old, .. })
            if old.bring == new.bring && old.tips == new.tips =>
        {
            let shown = state.get_chosen();
            ui::Service {
                bring: shown.bring,
                tips: shown.tips,
                ..fresh
            }
        }
        _ => fresh,
    }
}

fn wish(state: &KioskState<'_>, wish: &Wish) {
    state.set_people(i32::from(wish.people));
    state.set_one_each(wish.one_each);
    state.set_may_each(wish.may_each);
    state.set_fetch(wish.needs.contains(&Need::Fetch));
    state.set_gesture(wish.needs.contains(&Need::Gesture));
    state.set_low_counter(wish.needs.contains(&Need::LowCounter));
    let (unfolded, tip) = match wish.open {
        None => (ui::Unfolded::None, 0),
        // A service has three tips at most.
        Some(Unfolded::Tip(tip)) => (ui::Unfolded::Tip, tip as i32),
        Some(Unfolded::Needs) => (ui::Unfolded::Needs, 0),
    };
    state.set_unfolded(unfolded);
    state.set_tip(tip);
}

fn stopped(state: &KioskState<'_>, stop: &Stop) {
    let (kind, why, broken) = match stop.kind {
        StopKind::HubGone => (ui::Stop::HubGone, ui::Held::None, None),
        StopKind::Closed => (ui::Stop::Closed, ui::Held::None, None),
        StopKind::Held(reason) => (ui::Stop::Held, held(reason), None),
        StopKind::Printer(broken) => (ui::Stop::Printer, ui::Held::None, Some(broken)),
        StopKind::Paused => (ui::Stop::Paused, ui::Held::None, None),
    };
    state.set_stop_name(stop.name.as_str().into());
    state.set_stop(kind);
    state.set_stop_held(why);
    state.set_stop_fault(fault(broken));
    state.set_stop_at(stop.at.map_or(-1, i32::from));
    state.set_stop_weekday(stop.weekday.map_or(0, i32::from));
    state.set_page(ui::Page::Stopped);
}

fn paper(paper: Paper) -> (ui::Paper, ui::Fault) {
    let plain = match paper {
        Paper::Waiting(why) => return (ui::Paper::Waiting, fault(Some(why))),
        Paper::Printing => ui::Paper::Printing,
        Paper::Out => ui::Paper::Taken,
        Paper::CopyOut => ui::Paper::Copy,
        Paper::Unknown => ui::Paper::Unknown,
        Paper::Failed => ui::Paper::Failed,
        Paper::Paperless => ui::Paper::Paperless,
    };
    (plain, ui::Fault::None)
}

fn fault(fault: Option<PrinterFault>) -> ui::Fault {
    match fault {
        None => ui::Fault::None,
        Some(PrinterFault::CoverOpen) => ui::Fault::CoverOpen,
        Some(PrinterFault::OutOfPaper) => ui::Fault::OutOfPaper,
        Some(PrinterFault::Cutter) => ui::Fault::Cutter,
        Some(PrinterFault::Overheated) => ui::Fault::Cooling,
        Some(PrinterFault::Mechanical) => ui::Fault::Technician,
        Some(PrinterFault::Offline | PrinterFault::Stalled | PrinterFault::Silent) => {
            ui::Fault::NotReady
        }
        Some(PrinterFault::Stranger) => ui::Fault::Stranger,
        Some(PrinterFault::Unreachable) => ui::Fault::Off,
    }
}

fn held(reason: HoldReason) -> ui::Held {
    match reason {
        HoldReason::SystemDown => ui::Held::SystemDown,
        HoldReason::PowerCut => ui::Held::PowerCut,
        HoldReason::Evacuation => ui::Held::Evacuation,
        HoldReason::Ceremony => ui::Held::Ceremony,
        HoldReason::Other => ui::Held::Other,
    }
}

fn service(service: &Service) -> ui::Service {
    let (closed, weekday, at) = match service.availability {
        Availability::Open => (ui::Closed::Open, 0, 0),
        Availability::OpensAt(at) => (ui::Closed::OpensAt, 0, at.minutes()),
        Availability::NumbersAt(at) => (ui::Closed::NumbersAt, 0, at.minutes()),
        Availability::OpensOn(day, at) => (ui::Closed::OpensOn, day, at.minutes()),
        Availability::BreakUntil(at) => (ui::Closed::BreakUntil, 0, at.minutes()),
        Availability::Exhausted => (ui::Closed::Exhausted, 0, 0),
        Availability::ClosedToday => (ui::Closed::Today, 0, 0),
        Availability::Paused => (ui::Closed::Paused, 0, 0),
    };
    let bring: Vec<SharedString> = service.bring.iter().map(SharedString::from).collect();
    ui::Service {
        name: service.name.as_str().into(),
        letters: service.letters.as_str().into(),
        series: i32::from(service.series),
        icon: service.icon.as_str().into(),
        closed,
        at: i32::from(at),
        weekday: i32::from(weekday),
        waiting: int(service.waiting),
        wait: wait(service.wait),
        bring: ModelRc::new(VecModel::from(bring)),
        bring_line: service.bring.join(", ").into(),
        priority: service.priority,
        current: service.current,
        cost: service.cost.as_str().into(),
        tips: rows(service.tips.iter().map(|tip| ui::Tip {
            question: tip.question.as_str().into(),
            answer: tip.answer.as_str().into(),
        })),
        asks_party: service.asks_party,
        too_late: service.too_late,
    }
}

fn group(group: &Group) -> ui::Group {
    ui::Group {
        name: group.name.as_str().into(),
        names: group.names.as_str().into(),
        signs: rows(group.tiles.iter().map(|(letters, series)| ui::Sign {
            letters: letters.as_str().into(),
            series: i32::from(*series),
        })),
        closed: group.closed,
    }
}

fn each(each: &Each) -> ui::Each {
    ui::Each {
        letters: each.letters.as_str().into(),
        digits: each.digits.as_str().into(),
        series: i32::from(each.series),
        paper: paper(each.paper).0,
    }
}

/// The branch's own colour, or the house's.
fn accent(own: Option<Colour>) -> slint::Color {
    own.map_or(HOUSE_ACCENT, |own| {
        slint::Color::from_rgb_u8(own.red, own.green, own.blue)
    })
}

fn rows<T: Clone + 'static>(rows: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from_iter(rows))
}

fn wait(wait: Option<WaitMinutes>) -> ui::Wait {
    ui::Wait {
        known: wait.is_some(),
        least: wait.map_or(0, |wait| int(wait.least)),
        most: wait.map_or(0, |wait| int(wait.most)),
    }
}

/// No count on a screen comes near the limit; one that did would show it.
fn int(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
