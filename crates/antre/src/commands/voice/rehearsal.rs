//! A day's log, heard: the hall that a display drives, driven by the clock of the log.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use antre_audio::{Packs, RATE_HZ, SoundFault, Studio};
use antre_domain::{
    Config, Event, Locale, SeriesId, TicketId, TicketNumber, Timestamp, What, Without,
};
use antre_hall_flow::fit::{Canvas, Fit};
use antre_hall_flow::hall::{Hall, Line, Setup, Told};
use antre_protocol::{AnnouncementCard, BranchFacts, Call, CounterCard, DisplayView};

/// How long the hall is listened to after the last event: whatever waits is said by then.
const AFTER: Duration = Duration::from_secs(3_600);

/// One script as the hall heard it.
#[derive(Debug)]
pub(super) struct Heard {
    /// When it began, by the log's clock.
    pub(super) at: Timestamp,
    /// Its words.
    pub(super) text: String,
    /// As much of it as was heard.
    pub(super) samples: Vec<i16>,
}

/// A hall that hears a log.
pub(super) struct Rehearsal<F> {
    hall: Hall,
    studio: Studio,
    heard: F,
    config: Option<Config>,
    numbers: BTreeMap<TicketId, (TicketNumber, SeriesId)>,
    open: Vec<Call>,
    announcements: Vec<AnnouncementCard>,
    /// Counts the events.
    seq: u64,
    first: Option<Timestamp>,
    now: Duration,
    saying: Option<Saying>,
}

/// What is being said.
struct Saying {
    script: u64,
    since: Duration,
    ends: Duration,
    heard: Heard,
}

impl<F: FnMut(Heard)> Rehearsal<F> {
    /// `heard` is given each script when it is over.
    pub(super) fn new(packs: &Arc<Packs>, heard: F) -> anyhow::Result<Self> {
        let clips = packs
            .languages()
            .map(|language| (language, packs.clips(language).clone()));
        let setup = Setup {
            has_voice: true,
            clips: clips.collect(),
            ..Setup::default()
        };
        let mut hall = Hall::new(Fit::new(Canvas::of(1920, 1080), None)?, setup);
        hall.handle_line(Line::Live, Duration::ZERO);
        Ok(Self {
            hall,
            studio: Studio::new(Arc::clone(packs)),
            heard,
            config: None,
            numbers: BTreeMap::new(),
            open: Vec::new(),
            announcements: Vec::new(),
            seq: 0,
            first: None,
            now: Duration::ZERO,
            saying: None,
        })
    }

    /// Lets the time of the log pass up to `event`, which then happens.
    pub(super) fn take(&mut self, event: &Event) -> Result<(), SoundFault> {
        self.seq += 1;
        let first = *self.first.get_or_insert(event.at);
        let since_ms = u64::try_from(event.at.millis() - first.millis()).unwrap_or(0);
        self.pass(Duration::from_millis(since_ms))?;
        let called = self.fold(event).map(|call| (call, 0));
        self.show(called.as_slice());
        self.speak()
    }

    /// Nothing more happens: what waits is said.
    pub(super) fn end(mut self) -> Result<(), SoundFault> {
        let until = self.now + AFTER;
        // An emergency that nobody ended would be said for ever.
        self.announcements.clear();
        self.show(&[]);
        self.speak()?;
        while self.now < until {
            let next = match &self.saying {
                Some(saying) => saying.ends,
                None => break,
            };
            self.pass(next)?;
        }
        Ok(())
    }

    /// What the display hears of the hub.
    fn show(&mut self, called: &[(Call, u32)]) {
        if let Some(config) = &self.config {
            let view = view(config, &self.open, &self.announcements);
            self.hall.handle_timeout(self.now, self.at());
            self.hall.handle_view(Arc::new(view), called, self.now);
        }
    }

    fn at(&self) -> Option<Timestamp> {
        let passed_ms = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
        let first = self.first?;
        Some(Timestamp::from_millis(
            first.millis().saturating_add(passed_ms),
        ))
    }

    /// Whatever is due up to `until`.
    fn pass(&mut self, until: Duration) -> Result<(), SoundFault> {
        loop {
            let ends = self.saying.as_ref().map(|saying| saying.ends);
            let asks = self.hall.next_deadline(self.now, self.at());
            let asks = asks.filter(|asks| *asks > self.now);
            let Some(due) = ends
                .into_iter()
                .chain(asks)
                .min()
                .filter(|due| *due <= until)
            else {
                self.now = self.now.max(until);
                return Ok(());
            };
            self.now = self.now.max(due);
            if ends.is_some_and(|ends| ends <= self.now) {
                self.over();
            }
            self.hall.handle_timeout(self.now, self.at());
            self.speak()?;
        }
    }

    /// Gives the hall's scripts to the studio, as a display gives them to its speaker.
    fn speak(&mut self) -> Result<(), SoundFault> {
        while let Some(script) = self.hall.next_script(self.now, self.at()) {
            if script.pre_empts
                && let Some(saying) = &mut self.saying
            {
                let heard = self.now.saturating_sub(saying.since);
                let count = (heard.as_secs_f64() * f64::from(RATE_HZ)) as usize;
                saying.heard.samples.truncate(count);
                self.over();
            }
            let take = self.studio.record(&script)?;
            self.hall.handle_began(script.id, self.now);
            let text = self.words();
            if script.volume == 0 || take.samples.is_empty() {
                self.hall.handle_ended(script.id, self.now);
                continue;
            }
            let secs = take.samples.len() as f64 / f64::from(RATE_HZ);
            self.saying = self.at().map(|at| Saying {
                script: script.id,
                since: self.now,
                ends: self.now + Duration::from_secs_f64(secs),
                heard: Heard {
                    at,
                    text,
                    samples: take.samples,
                },
            });
        }
        Ok(())
    }

    /// What is being said is over.
    fn over(&mut self) {
        if let Some(saying) = self.saying.take() {
            self.hall.handle_ended(saying.script, self.now);
            (self.heard)(saying.heard);
        }
    }

    /// The words that the hall has just begun to say.
    fn words(&mut self) -> String {
        let told = self.hall.take_told();
        let spoken = told.into_iter().filter(|line| line.kind == Told::Spoken);
        spoken.map(|line| line.text).collect::<Vec<_>>().join(" ")
    }

    /// Takes `event` in; the call that it is.
    fn fold(&mut self, event: &Event) -> Option<Call> {
        match &event.what {
            What::Configured { config } => self.config = Some(Config::clone(config)),
            What::DayOpened {
                config, carried, ..
            } => {
                self.config = Some(Config::clone(config));
                self.open.clear();
                let carried = carried.iter();
                self.numbers = carried
                    .map(|one| (one.ticket, (one.number, one.series.clone())))
                    .collect();
            }
            What::TicketIssued {
                ticket,
                number,
                series,
                ..
            } => {
                self.numbers.insert(*ticket, (*number, series.clone()));
            }
            What::TicketCalled {
                ticket,
                counter,
                quiet,
                ..
            } => {
                let (number, series) = self.numbers.get(ticket)?;
                let call = Call {
                    seq: self.seq,
                    at: event.at,
                    ticket: *ticket,
                    number: *number,
                    colour: self.config.as_ref()?.colour(series),
                    counter: counter.clone(),
                    recall: 0,
                    without: quiet.as_ref().map(|quiet| quiet.without),
                };
                return self.call(call);
            }
            What::TicketRecalled { ticket, times, .. } => {
                let before = self.open.iter().find(|call| call.ticket == *ticket)?;
                let call = Call {
                    seq: self.seq,
                    at: event.at,
                    recall: *times,
                    ..before.clone()
                };
                return self.call(call);
            }
            What::Announced { announcement } => self.announcements.push(AnnouncementCard {
                id: announcement.id,
                kind: announcement.kind,
                // The log does not hold it.
                text: None,
                zones: announcement.zones.clone(),
                since: announcement.since,
                until: announcement.until,
                spoken: announcement.spoken,
            }),
            What::AnnouncementEnded { id } => self.announcements.retain(|card| card.id != *id),
            What::DayClosed { .. } => self.open.clear(),
            other => {
                let ended = match other {
                    What::SlipEnded { .. } => None,
                    other => other.ticket(),
                };
                self.open.retain(|call| Some(call.ticket) != ended);
            }
        }
        None
    }

    /// A call, if displays hear of it.
    fn call(&mut self, call: Call) -> Option<Call> {
        self.open.retain(|open| open.ticket != call.ticket);
        self.open.push(call.clone());
        (call.without != Some(Without::Both)).then_some(call)
    }
}

/// What a display would know.
fn view(config: &Config, open: &[Call], announcements: &[AnnouncementCard]) -> DisplayView {
    let counters = config.counters.iter().map(|counter| CounterCard {
        also: Vec::new(),
        clerk: None,
        standby: false,
        break_reason: None,
        since: None,
        wraps_until: None,
        calls_from: None,

        id: counter.id.clone(),
        noun: counter.noun.clone(),
        sign: counter.sign.clone(),
        spoken: counter.spoken.clone(),
        direction: counter.direction,
        state: "idle".to_owned(),
        profile: counter.profile.clone(),
        ticket: None,
    });
    let is_shown = |call: &&Call| match call.without {
        Some(Without::Screen | Without::Both) => false,
        Some(Without::Voice) | None => true,
    };
    let languages: Vec<Locale> = config.languages.clone();
    DisplayView {
        branch: BranchFacts {
            name: config.name.clone(),
            time_zone: config.time_zone.name().to_owned(),
            languages,
            practice: config.practice,
            business_date: None,
            open: true,
            opens_at: None,
            closed_for: None,
            held: None,
            priority_class: None,
            wifi: None,
            notices: Vec::new(),
            undo_secs: config.rules.undo_secs,
        },
        counters: counters.collect(),
        open_calls: open.iter().filter(is_shown).cloned().collect(),
        recent_calls: Vec::new(),
        served: 0,
        hall: config.hall.clone(),
        announcements: announcements.to_vec(),
        cloth: Vec::new(),
        waits: Vec::new(),
    }
}
