//! The supervisor's view on the pages: what is touched goes in, what stands there is painted.

mod accuracy;
mod hall;
mod rows;

use std::rc::Rc;
use std::time::Duration;

use antre_counter_flow::watch::{Item, Key, Page, Side, Watch};
use antre_domain::Locale;
use slint::{ComponentHandle as _, ModelRc, SharedString, VecModel};

use crate::pages::{
    CounterWindow, WatchActions, WatchAlert, WatchChip, WatchCounter, WatchHour, WatchItem,
    WatchJudged, WatchLine, WatchLink, WatchPage, WatchSeries, WatchService, WatchSide,
    WatchStandingNotice, WatchState, WatchTicket, WatchTouch,
};
use crate::show::{Hub, follow};
use rows::Reader;

/// What the supervisor's pages follow.
#[derive(Default)]
pub(crate) struct Watched {
    services: Rc<VecModel<WatchService>>,
    counters: Rc<VecModel<WatchCounter>>,
    tickets: Rc<VecModel<WatchTicket>>,
    lines: Rc<VecModel<WatchLine>>,
    zones: Rc<VecModel<WatchChip>>,
    minutes: Rc<VecModel<i32>>,
    standing: Rc<VecModel<WatchStandingNotice>>,
    story: Rc<VecModel<SharedString>>,
    series: Rc<VecModel<WatchSeries>>,
    judged: Rc<VecModel<WatchJudged>>,
    judged_hours: Rc<VecModel<WatchHour>>,
}

impl Watched {
    /// Joins the pages to whoever takes what is touched there.
    pub(crate) fn join(window: &CounterWindow, touched: impl Fn(Key) + 'static) -> Self {
        let watched = Self::default();
        let state = window.global::<WatchState<'_>>();
        state.set_services(ModelRc::from(Rc::clone(&watched.services)));
        state.set_counters(ModelRc::from(Rc::clone(&watched.counters)));
        state.set_tickets(ModelRc::from(Rc::clone(&watched.tickets)));
        state.set_lines(ModelRc::from(Rc::clone(&watched.lines)));
        state.set_zones(ModelRc::from(Rc::clone(&watched.zones)));
        state.set_minutes(ModelRc::from(Rc::clone(&watched.minutes)));
        state.set_standing(ModelRc::from(Rc::clone(&watched.standing)));
        state.set_story(ModelRc::from(Rc::clone(&watched.story)));
        state.set_series(ModelRc::from(Rc::clone(&watched.series)));
        state.set_judged(ModelRc::from(Rc::clone(&watched.judged)));
        state.set_judged_hours(ModelRc::from(Rc::clone(&watched.judged_hours)));
        let actions = window.global::<WatchActions<'_>>();
        actions.on_touch(move |what, index| {
            if let Some(key) = key(what, index) {
                touched(key);
            }
        });
        watched
    }

    /// Paints what stands there at `now`.
    pub(crate) fn paint(
        &self,
        window: &CounterWindow,
        watch: &Watch,
        hub: Hub,
        locale: Locale,
        now: Duration,
    ) {
        let state = window.global::<WatchState<'_>>();
        state.set_allowed(watch.may_open());
        state.set_shown(watch.is_open());
        state.set_typing(watch.is_typing());
        let Some(view) = watch.view() else {
            state.set_alert(WatchAlert::default());
            return;
        };
        let reader = Reader {
            watch,
            view,
            locale,
            now,
        };
        // Also beside the clerk's panel.
        state.set_alert(reader.alert());
        if !watch.is_open() {
            return;
        }
        state.set_page(page(watch.page()));
        state.set_side(match watch.side() {
            Side::Services => WatchSide::Services,
            Side::Counters => WatchSide::Counters,
        });
        let (link, lost_at) = match hub {
            Hub::Connecting => (WatchLink::Connecting, None),
            Hub::Live => (WatchLink::Live, None),
            Hub::Lost { since } => (WatchLink::Lost, since),
            Hub::Refused => (WatchLink::Refused, None),
        };
        state.set_link(link);
        state.set_lost_at(reader.minute_of_day(lost_at));
        state.set_busy(watch.is_busy() || !watch.is_live());
        state.set_muted(watch.is_muted());
        self.paint_hall(&state, &reader);
        self.paint_waiting(&state, &reader);
        self.paint_drawer(&state, &reader);
        self.paint_tell(&state, &reader);
        self.paint_day(&state, &reader);
        self.paint_accuracy(&state, &reader);
        reader.paint_told(&state);
    }

    fn paint_waiting(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let (rows, at) = reader.watch.waiting();
        follow(
            &self.tickets,
            rows.iter().map(|row| reader.ticket(row)).collect(),
        );
        state.set_ticket_at(rows::count(at));
        state.set_left_out(rows::number(reader.watch.left_out()));
        state.set_listed(reader.watch.is_listed());
        let only = reader.watch.only();
        state.set_only(only.map_or("", |only| reader.service_name(only)).into());
    }

    fn paint_drawer(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let choices = reader.watch.choices();
        let drawer = reader.watch.drawer();
        let page = drawer.map_or(&[][..], |drawer| drawer.page(&choices));
        state.set_head(drawer.map_or_else(Default::default, |drawer| reader.head(drawer)));
        if let Some(drawer) = drawer {
            state.set_list(rows::list(drawer.list()));
            state.set_line_at(rows::count(drawer.at()));
        }
        state.set_pages(choices.len() > page.len());
        let lines = page.iter().zip(1..);
        follow(
            &self.lines,
            lines
                .map(|(choice, key)| reader.line(choice, key))
                .collect(),
        );
    }

    fn paint_tell(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let form = reader.watch.form();
        let (item, item_at) = item(form.at);
        state.set_item(item);
        state.set_item_at(item_at);
        state.set_text(form.text.as_str().into());
        let chars = form.text.chars().count();
        state.set_text_left(rows::count(
            antre_protocol::ANNOUNCEMENT_CHARS_MAX.saturating_sub(chars),
        ));
        let minutes = antre_counter_flow::watch::MINUTES;
        follow(
            &self.minutes,
            minutes
                .iter()
                .map(|minutes| minutes.map_or(0, rows::number))
                .collect(),
        );
        state.set_minutes_at(rows::count(form.minutes));
        state.set_spoken(form.spoken);
        follow(&self.zones, reader.zones());
        let standing = reader.view.announcements.iter();
        follow(
            &self.standing,
            standing.map(|card| reader.standing(card)).collect(),
        );
    }

    fn paint_day(&self, state: &WatchState<'_>, reader: &Reader<'_>) {
        let watch = reader.watch;
        let why = watch.why();
        let chosen = match watch.page() {
            Page::Why => why.date,
            Page::Hall | Page::Waiting | Page::Tell | Page::Report | Page::Forecast => {
                watch.report().date
            }
        };
        state.set_day(
            watch
                .day(chosen)
                .map_or_else(String::new, rows::date)
                .into(),
        );
        state.set_today(chosen.is_none());
        state.set_number(why.number.as_str().into());
        state.set_asking(match watch.page() {
            Page::Report => watch.is_counting(),
            Page::Hall | Page::Waiting | Page::Tell | Page::Why | Page::Forecast => {
                watch.is_asking_why()
            }
        });
        let about = why.about.as_ref();
        let about = about.map(|(number, date)| format!("{number} · {}", rows::date(*date)));
        state.set_about(about.unwrap_or_default().into());
        state.set_turned(rows::count(why.turned));
        follow(
            &self.story,
            why.lines.iter().map(|line| line.as_str().into()).collect(),
        );
        let figures = watch.report().figures.as_deref();
        state.set_counted(figures.is_some());
        if let Some(figures) = figures {
            state.set_figures(reader.figures(figures));
            follow(&self.series, reader.series(figures));
        }
    }
}

/// What a touch means.
fn key(what: WatchTouch, index: i32) -> Option<Key> {
    let index = usize::try_from(index).ok()?;
    let key = match what {
        WatchTouch::Page => Key::Page(*Page::ALL.get(index)?),
        WatchTouch::Leave => Key::Toggle,
        WatchTouch::Mute => Key::Mute,
        WatchTouch::Seen => Key::Seen,
        WatchTouch::Service => Key::Service(index),
        WatchTouch::Counter => Key::Counter(index),
        WatchTouch::Ticket => Key::Ticket(index),
        WatchTouch::Judged => Key::Judged(index),
        WatchTouch::Side if index == 0 => Key::Left,
        WatchTouch::Side => Key::Right,
        WatchTouch::Earlier => Key::Left,
        WatchTouch::Later => Key::Right,
        WatchTouch::Line => Key::Digit(u8::try_from(index + 1).ok()?),
        WatchTouch::NextPage => Key::Digit(9),
        WatchTouch::Back => Key::Back,
        WatchTouch::Enter => Key::Enter,
        WatchTouch::PageUp => Key::PageUp,
        WatchTouch::PageDown => Key::PageDown,
        WatchTouch::Text => Key::Item(Item::Text),
        WatchTouch::Zone => Key::Item(Item::Zone(index)),
        WatchTouch::Minutes => Key::Item(Item::Minutes(index)),
        WatchTouch::Spoken => Key::Item(Item::Spoken),
        WatchTouch::Send => Key::Item(Item::Send),
        WatchTouch::End => Key::Item(Item::End(index)),
        WatchTouch::Alarm => Key::Item(Item::Alarm(index)),
        WatchTouch::Hold => Key::Item(Item::Hold(index)),
        WatchTouch::Resume => Key::Item(Item::Resume),
    };
    Some(key)
}

fn page(page: Page) -> WatchPage {
    match page {
        Page::Hall => WatchPage::Hall,
        Page::Waiting => WatchPage::Waiting,
        Page::Tell => WatchPage::Tell,
        Page::Why => WatchPage::Why,
        Page::Report => WatchPage::Report,
        Page::Forecast => WatchPage::Forecast,
    }
}

fn item(item: Item) -> (WatchItem, i32) {
    match item {
        Item::Text => (WatchItem::Text, 0),
        Item::Zone(index) => (WatchItem::Zone, rows::count(index)),
        Item::Minutes(index) => (WatchItem::Minutes, rows::count(index)),
        Item::Spoken => (WatchItem::Spoken, 0),
        Item::Send => (WatchItem::Send, 0),
        Item::End(index) => (WatchItem::End, rows::count(index)),
        Item::Alarm(index) => (WatchItem::Alarm, rows::count(index)),
        Item::Hold(index) => (WatchItem::Hold, rows::count(index)),
        Item::Resume => (WatchItem::Resume, 0),
    }
}
