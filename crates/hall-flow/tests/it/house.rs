//! A hall with its hub and its speaker, and a clock that moves when it is told to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{AnnouncementKind, Locale, NoteRef, SoundHealth, Text, Timestamp, ZoneId};
use antre_hall_flow::fit::{self, Canvas, Fit};
use antre_hall_flow::hall::{Face, Hall, Line, Setup, Told, TranscriptLine};
use antre_protocol::{AnnouncementCard, Call, DisplayView};
use antre_speech::Script;

use crate::made::{MORNING, call, view};

const STEP: Duration = Duration::from_millis(100);

pub struct House {
    pub hall: Hall,
    pub view: DisplayView,
    pub now: Duration,
    /// The hub's clock when the display began.
    pub began_at: Timestamp,
    /// How long the speaker takes for a script.
    pub script_for: Duration,
    pub playing: Option<(Script, Duration)>,
    /// Every script that was handed out, and when.
    pub scripts: Vec<(Duration, Script)>,
    pub told: Vec<TranscriptLine>,
    seq: u64,
}

pub fn setup(has_voice: bool) -> Setup {
    Setup {
        name: "Layar 1".to_owned(),
        has_voice,
        ..Setup::default()
    }
}

pub fn hall_of(depth_m: f32) -> Fit {
    let hall = fit::Hall {
        depth_m,
        diagonal_in: 55.0,
    };
    Fit::new(Canvas::of(1920, 1080), Some(hall)).unwrap()
}

impl House {
    pub fn new(setup: Setup) -> Self {
        Self::with(setup, view(&[Locale::ID, Locale::EN]))
    }

    pub fn with(setup: Setup, view: DisplayView) -> Self {
        let mut house = Self {
            hall: Hall::new(hall_of(10.0), setup),
            view,
            now: Duration::from_secs(1),
            began_at: MORNING.parse().unwrap(),
            script_for: Duration::from_secs(4),
            playing: None,
            scripts: Vec::new(),
            told: Vec::new(),
            seq: 100,
        };
        house.hall.handle_line(Line::Live, house.now);
        house.hear();
        house
    }

    pub fn at(&self) -> Timestamp {
        let passed = i64::try_from(self.now.as_millis()).unwrap();
        Timestamp::from_millis(self.began_at.millis() + passed)
    }

    pub fn face(&self) -> Face {
        self.hall.face(self.now, Some(self.at()))
    }

    /// The hub says what stands in the view.
    pub fn hear(&mut self) {
        self.hear_with(&[]);
    }

    pub fn hear_with(&mut self, announced: &[(Call, u32)]) {
        let view = Arc::new(self.view.clone());
        self.hall.handle_view(view, announced, self.now);
        self.settle();
    }

    /// A call is made, heard of and announced.
    pub fn call(&mut self, number: &str, counter: &str) -> Call {
        let call = self.made(number, counter);
        self.announce(&call, 0);
        call
    }

    pub fn made(&mut self, number: &str, counter: &str) -> Call {
        self.seq += 1;
        let mut call = call(self.seq, number, 0, counter);
        call.at =
            Timestamp::from_millis(self.at().millis() + i64::try_from(self.seq % 10).unwrap());
        call
    }

    pub fn announce(&mut self, call: &Call, age_secs: u32) {
        self.open(call);
        self.hear();
        self.hear_with(&[(call.clone(), age_secs)]);
    }

    /// It stands in the view.
    pub fn open(&mut self, call: &Call) {
        use antre_protocol::{Change, View};
        let mut view = View::Display(self.view.clone());
        view.apply(Change::Called { call: call.clone() });
        if let View::Display(view) = view {
            self.view = view;
        }
    }

    pub fn recall(&mut self, call: &Call) -> Call {
        let mut again = self.made(&call.number.to_string(), call.counter.as_str());
        again.recall = call.recall + 1;
        self.announce(&again, 0);
        again
    }

    pub fn end(&mut self, call: &Call) {
        self.view
            .open_calls
            .retain(|open| open.ticket != call.ticket);
        self.hear();
    }

    pub fn say(&mut self, kind: AnnouncementKind, text: Option<&str>) -> NoteRef {
        let card = self.card(kind, text);
        let id = card.id;
        self.view.announcements.push(card);
        self.hear();
        id
    }

    pub fn card(&mut self, kind: AnnouncementKind, text: Option<&str>) -> AnnouncementCard {
        self.seq += 1;
        AnnouncementCard {
            id: NoteRef::from_bits(self.seq.into()),
            kind,
            text: text.map(Text::from),
            zones: Vec::new(),
            since: self.at(),
            until: None,
            spoken: true,
        }
    }

    pub fn unsay(&mut self, id: NoteRef) {
        self.view.announcements.retain(|card| card.id != id);
        self.hear();
    }

    pub fn lose_sound(&mut self) {
        self.playing = None;
        self.hall.handle_sound(SoundHealth::Lost, self.now);
        self.settle();
    }

    /// The speaker comes to the end of its script at the next look.
    pub fn is_done(&self) -> bool {
        self.playing
            .as_ref()
            .is_some_and(|(_, until)| self.now >= *until)
    }

    /// What the shell does at each look.
    pub fn settle(&mut self) {
        let at = Some(self.at());
        if self.is_done()
            && let Some((script, _)) = self.playing.take()
        {
            self.hall.handle_ended(script.id, self.now);
        }
        self.hall.handle_timeout(self.now, at);
        while let Some(script) = self.hall.next_script(self.now, at) {
            self.play(script);
        }
        self.told.extend(self.hall.take_told());
    }

    pub fn pass(&mut self, time: Duration) {
        self.pass_with(time, |_| {});
    }

    pub fn pass_with(&mut self, time: Duration, mut look: impl FnMut(&Self)) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP.min(end - self.now);
            self.settle();
            look(self);
        }
    }

    pub fn secs(&mut self, secs: u64) {
        self.pass(Duration::from_secs(secs));
    }

    /// The numbers on the stage, the newest first.
    pub fn numbers(&self) -> Vec<String> {
        let face = self.face();
        let calls = face.calls.iter();
        calls
            .map(|slip| slip.shown.call.number.to_string())
            .collect()
    }

    pub fn lines(&self, kind: Told) -> Vec<&str> {
        let lines = self.told.iter().filter(|line| line.kind == kind);
        lines.map(|line| line.text.as_str()).collect()
    }

    /// The calls that are told as new, in order, by their numbers.
    pub fn shown_as_new(&self) -> Vec<&str> {
        let lines = self.lines(Told::Shown).into_iter();
        lines.map(|line| line.split(' ').next().unwrap()).collect()
    }

    fn play(&mut self, script: Script) {
        assert!(
            self.playing.is_none() || script.pre_empts,
            "two at a time: {:?} and {script:?}",
            self.playing
        );
        self.scripts.push((self.now, script.clone()));
        if let Some((cut, _)) = self.playing.take() {
            self.hall.handle_ended(cut.id, self.now);
        }
        if script.plans.is_empty() {
            self.hall.handle_ended(script.id, self.now);
            return;
        }
        let id = script.id;
        self.playing = Some((script, self.now + self.script_for));
        self.hall.handle_began(id, self.now);
    }
}

/// A zone of these counters.
pub fn zone(id: &str, counters: &[&str]) -> antre_domain::config::Zone {
    antre_domain::config::Zone {
        id: ZoneId::new(id).unwrap(),
        name: Text::Each(BTreeMap::from([
            (Locale::ID, format!("Lantai {id}")),
            (Locale::EN, format!("Floor {id}")),
        ])),
        counters: counters
            .iter()
            .map(|id| antre_domain::CounterId::new(id).unwrap())
            .collect(),
    }
}
