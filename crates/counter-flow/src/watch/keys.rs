//! What each key does.

use std::time::Duration;

use antre_domain::TicketNumber;
use chrono::NaiveDate;

use super::drawer::{Choice, Drawer, Leads, List, Subject};
use super::seam::{Intent, Key, Page, Side, Told};
use super::tell::{Form, Item, MINUTES};
use super::{Watch, last_at_most};

/// The longest number that can be typed, in characters.
const NUMBER_CHARS_MAX: usize = 8;
/// So many rows make a page of rows.
const PAGE_ROWS: isize = 10;
/// The digit that turns the pages of a list.
const NEXT_PAGE: u8 = 9;

impl Watch {
    /// A key was struck, or a row was touched. Only [`Key::Page`] and [`Key::Toggle`] open the view.
    pub fn handle_key(&mut self, key: Key, now: Duration) {
        if !self.may || !(self.open || matches!(key, Key::Page(_) | Key::Toggle)) {
            return;
        }
        self.told.take_if(|(_, until)| *until <= now);
        let guarded = self.guard.armed(now).is_some();
        match key {
            Key::Page(page) => self.turn_to(page),
            Key::Toggle if self.open => {
                self.leave_row();
                self.open = false;
            }
            Key::Toggle => self.turn_to(self.page),
            Key::Seen => self.alerts.seen(),
            Key::Mute => self.alerts.mute(),
            Key::Type(text) => self.write(|line| line.push_str(&text)),
            Key::Erase => self.write(|line| {
                line.pop();
            }),
            // First only what is armed is dropped: nobody loses their way for a hand that stopped.
            Key::Back if guarded => self.guard.disarm(),
            Key::Back => self.back(),
            Key::Enter => self.enter(now),
            Key::Digit(digit) => self.digit(digit, now),
            Key::Service(index) => {
                self.side = Side::Services;
                self.service_at = index;
                self.open_row();
            }
            Key::Counter(index) => {
                self.side = Side::Counters;
                self.counter_at = index;
                self.open_row();
            }
            Key::Ticket(index) => {
                self.ticket_at = self.reads.rows.get(index).map(|row| row.id);
                self.open_row();
            }
            Key::Judged(index) => {
                if self.page == Page::Forecast {
                    self.accuracy.go_to(index);
                }
            }
            Key::Item(item) => self.touch(item, now),
            Key::Up => self.step(-1),
            Key::Down => self.step(1),
            Key::PageUp => self.step_page(-1),
            Key::PageDown => self.step_page(1),
            Key::Left => self.across(-1),
            Key::Right => self.across(1),
            Key::Tab => self.tab(),
        }
    }

    fn turn_to(&mut self, page: Page) {
        self.open = true;
        self.page = page;
        self.leave_row();
        self.read_page();
    }

    /// Whatever was about to be done to a row is not.
    fn leave_row(&mut self) {
        self.drawer = None;
        self.guard.disarm();
    }

    fn back(&mut self) {
        self.told = None;
        match &mut self.drawer {
            Some(drawer) => {
                if !drawer.back() {
                    self.drawer = None;
                }
            }
            None => self.open = false,
        }
    }

    fn write(&mut self, edit: impl FnOnce(&mut String)) {
        if !self.is_typing() {
            return;
        }
        self.guard.disarm();
        match self.page {
            Page::Tell => {
                let mut text = self.form.text.clone();
                edit(&mut text);
                self.form.write(&text);
            }
            Page::Why => {
                edit(&mut self.why.number);
                let typed = self.why.number.chars();
                let typed = typed.filter(char::is_ascii_alphanumeric);
                let typed = typed.map(|char| char.to_ascii_uppercase());
                self.why.number = typed.take(NUMBER_CHARS_MAX).collect();
            }
            Page::Hall | Page::Waiting | Page::Report | Page::Forecast => {}
        }
    }

    fn enter(&mut self, now: Duration) {
        if self.drawer.is_some() {
            self.choose(None, now);
            return;
        }
        match self.page {
            Page::Hall | Page::Waiting => self.open_row(),
            Page::Tell => self.tell_hall(now),
            Page::Why => self.ask_why(now),
            Page::Report => self.reads.report.want(),
            Page::Forecast => self.reads.forecast.want(),
        }
    }

    fn digit(&mut self, digit: u8, now: Duration) {
        let count = self.choices().len();
        match &mut self.drawer {
            Some(drawer) if digit == NEXT_PAGE => {
                self.guard.disarm();
                drawer.turn(count);
            }
            Some(_) => self.choose(Some(digit), now),
            None => self.guard.disarm(),
        }
    }

    fn choose(&mut self, digit: Option<u8>, now: Duration) {
        let choices = self.choices();
        let Some(drawer) = &mut self.drawer else {
            return;
        };
        let Some(choice) = drawer.chosen(digit, &choices) else {
            self.guard.disarm();
            return;
        };
        match drawer.leads(choice) {
            None => {}
            Some(Leads::List(list)) => {
                self.guard.disarm();
                drawer.open(list);
            }
            Some(Leads::WhoWaits(service)) => {
                self.turn_to(Page::Waiting);
                self.list(Some(service));
            }
            Some(Leads::Why(row)) => {
                self.turn_to(Page::Why);
                self.why.number = row.number.to_string();
                self.why.date = None;
                self.ask_why(now);
            }
            Some(Leads::Act(intent)) => self.act(intent, now),
        }
    }

    /// Opens what can be done with the row at hand.
    fn open_row(&mut self) {
        self.guard.disarm();
        self.told = None;
        let Some(view) = self.view.as_deref() else {
            return;
        };
        let subject = match (self.page, self.side) {
            (Page::Hall, Side::Services) => {
                let at = last_at_most(self.service_at, view.services.len());
                let service = view.services.get(at);
                service.map(|service| Subject::Service(service.id.clone()))
            }
            (Page::Hall, Side::Counters) => {
                let at = last_at_most(self.counter_at, view.counters.len());
                let card = view.counters.get(at);
                card.map(|card| Subject::Counter(card.id.clone()))
            }
            (Page::Waiting, _) => {
                let (rows, at) = self.waiting();
                let row = rows.get(at);
                row.map(|row| Subject::Ticket(Box::new(row.clone())))
            }
            (Page::Tell | Page::Why | Page::Report | Page::Forecast, _) => None,
        };
        if let Some(Subject::Ticket(row)) = &subject {
            self.ticket_at = Some(row.id);
        }
        self.drawer = subject.map(Drawer::new);
    }

    fn tell_hall(&mut self, now: Duration) {
        let Some(view) = self.view.clone() else {
            return;
        };
        match self.form.act(&view) {
            Ok(Some(intent)) => self.act(intent, now),
            Ok(None) => self.guard.disarm(),
            Err(told) => {
                self.guard.disarm();
                self.tell(told, now);
                self.form.at = Item::Text;
            }
        }
    }

    fn touch(&mut self, item: Item, now: Duration) {
        let items = self.view.as_deref().map(Form::items).unwrap_or_default();
        let is_there = self.page == Page::Tell && items.contains(&item);
        if !is_there || self.form.at != item {
            self.guard.disarm();
        }
        if is_there {
            self.form.at = item;
            if item != Item::Text {
                self.tell_hall(now);
            }
        }
    }

    fn ask_why(&mut self, now: Duration) {
        let number: Result<TicketNumber, _> = self.why.number.parse();
        let (Ok(number), Some(date)) = (number, self.day(self.why.date)) else {
            self.tell(Told::NoNumber, now);
            return;
        };
        if !self.live {
            self.tell(Told::Gone, now);
            return;
        }
        self.told = None;
        self.reads.asked = Some(Intent::Why {
            number: number.to_string(),
            date,
        });
        self.reads.why.want();
    }

    fn step(&mut self, by: isize) {
        self.guard.disarm();
        let count = self.choices().len();
        if let Some(drawer) = &mut self.drawer {
            drawer.step(by, count);
            return;
        }
        match self.page {
            Page::Hall | Page::Waiting => self.move_rows(by),
            Page::Tell => {
                if let Some(view) = self.view.as_deref() {
                    self.form.step(by, view);
                }
            }
            Page::Why => self.why.date = self.other_day(self.why.date, by),
            Page::Report => self.turn_day(by),
            Page::Forecast => self.accuracy.step(by),
        }
    }

    fn step_page(&mut self, by: isize) {
        self.guard.disarm();
        match self.page {
            Page::Hall | Page::Waiting if self.drawer.is_none() => {
                self.move_rows(by.saturating_mul(PAGE_ROWS));
            }
            Page::Why => {
                let turned = self.why.turned.saturating_add_signed(by);
                self.why.turned = last_at_most(turned, self.why.lines.len());
            }
            Page::Hall | Page::Waiting | Page::Tell | Page::Report | Page::Forecast => {}
        }
    }

    fn move_rows(&mut self, by: isize) {
        match (self.page, self.side) {
            (Page::Waiting, _) => {
                let (rows, at) = self.waiting();
                let at = last_at_most(at.saturating_add_signed(by), rows.len());
                self.ticket_at = rows.get(at).map(|row| row.id);
            }
            (_, Side::Services) => {
                let count = self.view.as_deref().map_or(0, |view| view.services.len());
                self.service_at = last_at_most(self.service_at.saturating_add_signed(by), count);
            }
            (_, Side::Counters) => {
                let count = self.view.as_deref().map_or(0, |view| view.counters.len());
                self.counter_at = last_at_most(self.counter_at.saturating_add_signed(by), count);
            }
        }
    }

    fn across(&mut self, by: isize) {
        self.guard.disarm();
        if self.drawer.is_some() {
            return;
        }
        match self.page {
            Page::Hall => {
                self.side = if by < 0 {
                    Side::Services
                } else {
                    Side::Counters
                };
            }
            Page::Waiting => self.filter(by),
            Page::Tell => {
                if let Item::Minutes(_) = self.form.at {
                    let minutes = self.form.minutes.saturating_add_signed(by);
                    self.form.minutes = last_at_most(minutes, MINUTES.len());
                    self.form.at = Item::Minutes(self.form.minutes);
                } else if let Some(view) = self.view.as_deref() {
                    self.form.step(by, view);
                }
            }
            Page::Why => self.why.date = self.other_day(self.why.date, by),
            Page::Report => self.turn_day(by),
            Page::Forecast => {}
        }
    }

    fn tab(&mut self) {
        match self.page {
            Page::Hall => {
                self.leave_row();
                self.side = match self.side {
                    Side::Services => Side::Counters,
                    Side::Counters => Side::Services,
                };
            }
            Page::Waiting => self.across(1),
            Page::Tell => self.step(1),
            Page::Why | Page::Report | Page::Forecast => {}
        }
    }

    /// All services, then each of them, then all again.
    fn filter(&mut self, by: isize) {
        let Some(view) = self.view.as_deref() else {
            return;
        };
        let only = self.only.as_ref();
        let at = only.and_then(|only| view.services.iter().position(|card| card.id == *only));
        let stops = view.services.len() + 1;
        let at = at.map_or(0, |at| at + 1);
        let at = (at + stops).saturating_add_signed(by) % stops;
        let service = at.checked_sub(1).and_then(|at| view.services.get(at));
        let service = service.map(|card| card.id.clone());
        self.list(service);
    }

    fn turn_day(&mut self, by: isize) {
        let day = self.other_day(self.report.date, by);
        if day != self.report.date {
            self.report.date = day;
            self.report.figures = None;
            self.reads.report.want();
        }
    }

    /// The day before or after; never one that has not come yet. The branch's own day is no choice: the
    /// page goes on with it.
    fn other_day(&self, chosen: Option<NaiveDate>, by: isize) -> Option<NaiveDate> {
        let today = self.day(None)?;
        let day = chosen.unwrap_or(today);
        let other = if by < 0 {
            day.pred_opt()
        } else {
            day.succ_opt()
        };
        other.filter(|other| *other < today)
    }
}

impl Watch {
    /// Whether a line of the open list takes two strokes.
    pub fn is_guarded(&self, choice: &Choice) -> bool {
        match choice {
            Choice::Close | Choice::Release | Choice::Cancel => true,
            Choice::Open(
                List::Acts
                | List::Profiles
                | List::Services
                | List::Counters
                | List::People
                | List::Classes,
            )
            | Choice::WhoWaits
            | Choice::Pause
            | Choice::Unpause
            | Choice::Why
            | Choice::Profile(_)
            | Choice::Service(_)
            | Choice::Counter(_)
            | Choice::Clerk(_)
            | Choice::Class(_) => false,
        }
    }
}
