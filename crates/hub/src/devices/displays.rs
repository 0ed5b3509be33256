//! Displays: whether they can be heard, and what they pass over.

use antre_domain::{Act, Actor, Command, Day, DeviceId, SoundHealth, Timestamp, ZoneId};
use antre_protocol::{
    DISPLAY_FAULTS_MAX, DisplayAnswer, DisplayCard, DisplayFault, DisplayReport,
    FAULT_ABOUT_CHARS_MAX, FAULT_CODE_CHARS_MAX, FaultAnswer, ProblemCode,
};

use super::{Device, Devices, Kind, Unrecorded, is_line};
use crate::texts::Words;

/// A display, as it last reported itself.
#[derive(Debug)]
pub(super) struct Display {
    zone: Option<ZoneId>,
    sound: SoundHealth,
    faults: Vec<DisplayFault>,
}

impl Display {
    pub(super) fn answer(&self, words: Words<'_>) -> DisplayAnswer {
        let faults = self.faults.iter().map(|fault| FaultAnswer {
            code: fault.code.clone(),
            about: fault.about.clone(),
            remedy: words.display_fault(fault),
        });
        DisplayAnswer {
            zone: self.zone.clone(),
            sound: self.sound,
            faults: faults.collect(),
        }
    }

    /// What to do first; `None` where all is well.
    pub(super) fn remedy(&self, words: Words<'_>) -> Option<String> {
        let first = self.faults.first();
        let fault = first.map(|fault| words.display_fault(fault));
        fault.or_else(|| match self.sound {
            SoundHealth::Well | SoundHealth::Off => None,
            SoundHealth::Lost => Some(words.sound_lost().to_owned()),
        })
    }
}

impl Devices {
    /// A display says how it is.
    ///
    /// # Errors
    /// A report that is none, or one device too many.
    pub(crate) fn report_display(
        &mut self,
        id: &DeviceId,
        report: DisplayReport,
        now: Timestamp,
    ) -> Result<(), ProblemCode> {
        let DisplayReport {
            name,
            zone,
            sound,
            faults,
            since,
        } = report;
        if faults.len() > DISPLAY_FAULTS_MAX || !faults.iter().all(is_fault) {
            return Err(ProblemCode::BadDisplayReport);
        }
        let kind = Kind::Display(Display {
            zone,
            sound,
            faults,
        });
        self.keep(id, name, kind, since, now)
    }

    /// The displays as they are now, for staff screens.
    pub(crate) fn display_cards(&self, now: Timestamp) -> Vec<DisplayCard> {
        let cards = self.displays().map(|(id, device, display)| {
            let is_gone = self.is_gone(id, device, now);
            DisplayCard {
                device: id.clone(),
                name: device.name.clone(),
                zone: display.zone.clone(),
                sound: display.sound,
                reachable: !is_gone,
                faults: display.faults.clone(),
                since: if is_gone {
                    device.heard_at
                } else {
                    device.since
                },
            }
        });
        cards.collect()
    }

    /// What `day` does not hold yet of what can be heard. A display never acts: the hub tells of it. Of
    /// one that nobody hears of, nobody knows.
    pub(super) fn unrecorded_sounds(
        &self,
        day: &Day,
        now: Timestamp,
    ) -> impl Iterator<Item = Unrecorded> {
        let heard_of = self
            .displays()
            .filter(move |(id, device, _)| !self.is_gone(id, device, now));
        heard_of.filter_map(|(id, _, display)| {
            let act = Act::ReportSound {
                device: id.clone(),
                sound: display.sound,
            };
            Some(Unrecorded {
                due_at: day.sound_due(id, display.sound)?,
                command: Command {
                    by: Actor::TIMER,
                    act,
                },
            })
        })
    }

    fn displays(&self) -> impl Iterator<Item = (&DeviceId, &Device, &Display)> {
        self.known
            .iter()
            .filter_map(|(id, device)| match &device.kind {
                Kind::Kiosk(_) => None,
                Kind::Display(display) => Some((id, device, display)),
            })
    }
}

/// A code that may be of a newer display, and a word on what it is about.
fn is_fault(fault: &DisplayFault) -> bool {
    let is_code = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=FAULT_CODE_CHARS_MAX).contains(&fault.code.len())
        && fault.code.bytes().all(is_code)
        && is_line(&fault.about, FAULT_ABOUT_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use antre_domain::{Branch, Context, Locale, LogTail, decide, next_deadline};

    use super::*;
    use crate::devices::{DEVICES_MAX, UNHEARD_SECS_MAX};

    fn at(secs: u32) -> Timestamp {
        Timestamp::from_millis(1_000_000_000).plus_secs(secs)
    }

    fn id(text: &str) -> DeviceId {
        DeviceId::new(text).unwrap()
    }

    fn report(sound: SoundHealth) -> DisplayReport {
        DisplayReport {
            name: "Layar 1".to_owned(),
            zone: None,
            sound,
            faults: Vec::new(),
            since: at(0),
        }
    }

    #[test]
    fn a_display_that_is_not_heard_of_for_a_minute_is_out_of_reach_and_nobody_says_how_it_sounds() {
        let mut devices = Devices::default();
        let lost = report(SoundHealth::Lost);
        devices.report_display(&id("d-1"), lost, at(5)).unwrap();
        let day = day();
        let present = |devices: &Devices, now| {
            let card = devices.display_cards(now).remove(0);
            (card.reachable, card.since)
        };
        assert_eq!(present(&devices, at(64)), (true, at(0)));
        assert_eq!(devices.unrecorded(&day, at(64)).len(), 1);
        assert_eq!(devices.next_gone(at(5)), Some(at(65)));
        assert_eq!(present(&devices, at(65)), (false, at(5)));
        assert_eq!(devices.unrecorded(&day, at(65)), []);
        let words = Words {
            locale: Locale::EN,
            config: None,
        };
        let answer = devices.answers(at(65), words).remove(0);
        let remedy = "Layar 1 is not connected. Check that it is on and on the network.";
        assert_eq!(answer.remedy.as_deref(), Some(remedy));
        // A connection is enough to be heard of.
        devices.connected(&id("d-1"));
        assert_eq!(present(&devices, at(900)), (true, at(0)));
    }

    #[test]
    fn displays_and_kiosks_share_the_places_and_one_that_is_gone_makes_room() {
        let mut devices = Devices::default();
        for index in 0..DEVICES_MAX {
            let name = id(&format!("d-{index}"));
            let well = report(SoundHealth::Well);
            assert_eq!(devices.report_display(&name, well, at(0)), Ok(()));
        }
        let mut one_more = |now| {
            let well = report(SoundHealth::Well);
            devices.report_display(&id("one-more"), well, now)
        };
        assert_eq!(one_more(at(1)), Err(ProblemCode::TooManyDevices));
        assert_eq!(one_more(at(UNHEARD_SECS_MAX)), Ok(()));
        assert_eq!(devices.display_cards(at(61)).len(), DEVICES_MAX);
    }

    /// A business day that has recorded nothing.
    fn day() -> Day {
        let file = r#"
            name = "Uji"
            time_zone = "Asia/Jakarta"
            hours = { week = { mon = ["08:00-15:00"] } }
            classes = [{ id = "umum", name = "Umum", target_wait_secs = 1800 }]
            series = [{ id = "a", prefix = "A", services = ["s"] }]
            services = [{ id = "s", name = "S" }]
            counters = [{ id = "l1", noun = "Loket", sign = "1", profile = "p" }]
            profiles = [{ id = "p", name = "P", services = ["s"] }]
        "#;
        let config = crate::parse_branch_file(file, "branch.toml".as_ref()).unwrap();
        let mut branch = Branch::default();
        let start = Act::StartEpoch {
            counter: 1,
            random: 1,
            rehearsal: true,
        };
        does(&mut branch, Actor::ADMIN, start);
        does(&mut branch, Actor::ADMIN, Act::Configure(Box::new(config)));
        let (due_at, reason) = next_deadline(&branch).unwrap();
        does(&mut branch, Actor::TIMER, Act::Due { reason, at: due_at });
        branch.day().unwrap().clone()
    }

    fn does(branch: &mut Branch, by: Actor, act: Act) {
        let tail = LogTail {
            seq: 1,
            hash: [0; 32],
        };
        let context = Context {
            clock: at(0),
            seed: 1,
            tail,
        };
        for event in decide(branch, &Command { by, act }, &context).unwrap() {
            branch.apply(&event);
        }
    }
}
