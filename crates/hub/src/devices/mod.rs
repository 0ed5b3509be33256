//! What devices last said of themselves, and whether they are still heard. Nothing of this is in the
//! log, which records changes only: a hub that starts knows nothing until kiosks and displays, which
//! notice, say it again.

mod displays;

use std::collections::BTreeMap;

use antre_domain::{
    Act, Actor, Command, Day, DeviceId, Event, PrinterFault, PrinterHealth, Role, Timestamp, What,
};
use antre_protocol::{
    Change, DeviceAnswer, HelpCard, PrinterCard, PrinterReport, ProblemCode, RollFacts,
};

use self::displays::Display;

use crate::texts::Words;

/// The most devices that are known at a time.
pub(crate) const DEVICES_MAX: usize = 64;
/// A device without a connection that has said nothing for so long is out of reach, and so is its
/// printer.
pub(crate) const UNHEARD_SECS_MAX: u32 = 60;
/// The longest name of a device, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 40;

/// The devices' present values.
#[derive(Debug, Default)]
pub(crate) struct Devices {
    known: BTreeMap<DeviceId, Device>,
    /// How many connections each device has now; bounded as the connections are.
    connections: BTreeMap<DeviceId, u32>,
}

#[derive(Debug)]
struct Device {
    name: String,
    kind: Kind,
    since: Timestamp,
    /// When it last said something, or was last connected.
    heard_at: Timestamp,
}

#[derive(Debug)]
enum Kind {
    Kiosk(Printer),
    Display(Display),
}

/// A kiosk's printer, as the kiosk last reported it.
#[derive(Debug, Clone, Copy)]
struct Printer {
    health: PrinterHealth,
    roll: Option<RollFacts>,
}

/// A change of health that the log does not hold yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unrecorded {
    /// From when it may be recorded.
    pub(crate) due_at: Timestamp,
    /// What records it.
    pub(crate) command: Command,
}

impl Devices {
    /// A kiosk says how its printer is.
    ///
    /// # Errors
    /// A name that is none, or one device too many.
    pub(crate) fn report(
        &mut self,
        id: &DeviceId,
        report: PrinterReport,
        now: Timestamp,
    ) -> Result<(), ProblemCode> {
        let PrinterReport {
            name,
            health,
            since,
            roll,
        } = report;
        let kind = Kind::Kiosk(Printer { health, roll });
        self.keep(id, name, kind, since, now)
    }

    fn keep(
        &mut self,
        id: &DeviceId,
        name: String,
        kind: Kind,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), ProblemCode> {
        if !is_line(&name, NAME_CHARS_MAX) || name.trim().is_empty() {
            return Err(ProblemCode::BadDeviceName);
        }
        if !self.known.contains_key(id) && self.known.len() >= DEVICES_MAX {
            self.forget_one(now)?;
        }
        let device = Device {
            name,
            kind,
            // A device whose clock runs ahead knows nothing of the future.
            since: since.min(now),
            heard_at: now,
        };
        self.known.insert(id.clone(), device);
        Ok(())
    }

    /// A device has connected.
    pub(crate) fn connected(&mut self, id: &DeviceId) {
        *self.connections.entry(id.clone()).or_default() += 1;
    }

    /// One of its connections has ended.
    pub(crate) fn disconnected(&mut self, id: &DeviceId, now: Timestamp) {
        if let Some(count) = self.connections.get_mut(id) {
            *count -= 1;
            if *count == 0 {
                self.connections.remove(id);
            }
        }
        if let Some(device) = self.known.get_mut(id) {
            device.heard_at = now;
        }
    }

    /// The printers as they are now, for staff screens.
    pub(crate) fn cards(&self, now: Timestamp) -> Vec<PrinterCard> {
        let cards = self.printers().map(|(id, device, printer)| {
            let (health, since) = self.present(id, device, printer, now);
            PrinterCard {
                device: id.clone(),
                name: device.name.clone(),
                health,
                since,
                slips_left: printer.roll.and_then(|roll| roll.slips_left),
            }
        });
        cards.collect()
    }

    /// Where somebody has rung for help, oldest first.
    pub(crate) fn helps(&self, day: &Day) -> Vec<HelpCard> {
        let helps = day.helps.iter();
        let mut helps: Vec<_> = helps.map(|(id, since)| self.help(id, *since)).collect();
        helps.sort_by_key(|help| help.since);
        helps
    }

    /// What `event`, which `day` has applied, changed of that.
    pub(crate) fn help_change(&self, day: &Day, event: &Event) -> Option<Change> {
        match &event.what {
            What::HelpAsked { device } => {
                let since = day.helps.get(device)?;
                let help = self.help(device, *since);
                Some(Change::Help { help })
            }
            What::HelpAnswered { device } => Some(Change::HelpGone {
                device: device.clone(),
            }),
            _ => None,
        }
    }

    fn help(&self, id: &DeviceId, since: Timestamp) -> HelpCard {
        let known = self.known.get(id);
        HelpCard {
            device: id.clone(),
            name: known.map_or_else(|| id.to_string(), |device| device.name.clone()),
            since,
        }
    }

    /// The same with all that is known, and what to do, in the reader's language.
    pub(crate) fn answers(&self, now: Timestamp, words: Words<'_>) -> Vec<DeviceAnswer> {
        let answers = self.known.iter().map(|(id, device)| {
            let is_gone = self.is_gone(id, device, now);
            let answer = DeviceAnswer {
                id: id.clone(),
                name: device.name.clone(),
                printer: None,
                display: None,
                since: if is_gone {
                    device.heard_at
                } else {
                    device.since
                },
                heard_at: if self.connections.contains_key(id) {
                    now
                } else {
                    device.heard_at
                },
                roll: None,
                remedy: is_gone.then(|| words.device_gone(&device.name)),
            };
            match &device.kind {
                Kind::Kiosk(printer) => {
                    let (health, _) = self.present(id, device, *printer, now);
                    let remedy = || words.printer(health).map(str::to_owned);
                    DeviceAnswer {
                        printer: Some(health),
                        roll: printer.roll,
                        remedy: answer.remedy.or_else(remedy),
                        ..answer
                    }
                }
                Kind::Display(display) => DeviceAnswer {
                    remedy: answer.remedy.or_else(|| display.remedy(words)),
                    display: Some(display.answer(words)),
                    ..answer
                },
            }
        });
        answers.collect()
    }

    /// What `day` does not hold yet of the devices' health.
    pub(crate) fn unrecorded(&self, day: &Day, now: Timestamp) -> Vec<Unrecorded> {
        let changes = self.printers().filter_map(|(id, device, printer)| {
            let (health, _) = self.present(id, device, printer, now);
            let by = if self.is_gone(id, device, now) {
                Actor::TIMER
            } else {
                Actor {
                    role: Role::Kiosk,
                    device: Some(id.clone()),
                    counter: None,
                    clerk: None,
                }
            };
            let act = Act::ReportHealth {
                device: id.clone(),
                health,
            };
            Some(Unrecorded {
                due_at: day.health_due(id, health)?,
                command: Command { by, act },
            })
        });
        changes.chain(self.unrecorded_sounds(day, now)).collect()
    }

    /// When a device will be out of reach next, after `after`, if it stays unheard.
    pub(crate) fn next_gone(&self, after: Timestamp) -> Option<Timestamp> {
        let unconnected = self
            .known
            .iter()
            .filter(|(id, _)| !self.connections.contains_key(id));
        unconnected
            .map(|(_, device)| device.heard_at.plus_secs(UNHEARD_SECS_MAX))
            .filter(|at| *at > after)
            .min()
    }

    /// A device that nobody hears of has a printer that nobody can reach, whatever it said last.
    fn present(
        &self,
        id: &DeviceId,
        device: &Device,
        printer: Printer,
        now: Timestamp,
    ) -> (PrinterHealth, Timestamp) {
        if self.is_gone(id, device, now) {
            let health = PrinterHealth {
                fault: Some(PrinterFault::Unreachable),
                ..printer.health
            };
            (health, device.heard_at)
        } else {
            (printer.health, device.since)
        }
    }

    fn printers(&self) -> impl Iterator<Item = (&DeviceId, &Device, Printer)> {
        self.known
            .iter()
            .filter_map(|(id, device)| match &device.kind {
                Kind::Kiosk(printer) => Some((id, device, *printer)),
                Kind::Display(_) => None,
            })
    }

    fn is_gone(&self, id: &DeviceId, device: &Device, now: Timestamp) -> bool {
        !self.connections.contains_key(id) && now >= device.heard_at.plus_secs(UNHEARD_SECS_MAX)
    }

    /// Makes room by forgetting the one that was not heard of for longest, if any is gone.
    fn forget_one(&mut self, now: Timestamp) -> Result<(), ProblemCode> {
        let gone = self.known.iter();
        let gone = gone.filter(|(id, device)| self.is_gone(id, device, now));
        let longest = gone.min_by_key(|(_, device)| device.heard_at);
        let id = longest.map(|(id, _)| id.clone());
        self.known.remove(&id.ok_or(ProblemCode::TooManyDevices)?);
        Ok(())
    }
}

/// Something that can stand in one line of a screen as it is: no control characters, and none that turn
/// the direction of what follows (Unicode UAX #9, explicit formatting).
pub(crate) fn is_line(text: &str, chars_max: usize) -> bool {
    let is_strange =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().count() <= chars_max && !text.chars().any(is_strange)
}

#[cfg(test)]
mod tests {
    use antre_domain::{Locale, Watched};

    use super::*;

    const WELL: PrinterHealth = PrinterHealth {
        fault: None,
        paper_low: false,
        watched: Watched::Asked,
    };

    fn at(secs: u32) -> Timestamp {
        Timestamp::from_millis(1_000_000_000).plus_secs(secs)
    }

    fn id(text: &str) -> DeviceId {
        DeviceId::new(text).unwrap()
    }

    fn report() -> PrinterReport {
        PrinterReport {
            name: "Kiosk 1".to_owned(),
            health: WELL,
            since: at(0),
            roll: None,
        }
    }

    fn present(devices: &Devices, now: Timestamp) -> (Option<PrinterFault>, Timestamp) {
        let cards = devices.cards(now);
        (cards[0].health.fault, cards[0].since)
    }

    #[test]
    fn a_kiosk_that_is_not_heard_of_for_a_minute_has_a_printer_out_of_reach() {
        let mut devices = Devices::default();
        devices.report(&id("k-1"), report(), at(5)).unwrap();
        assert_eq!(present(&devices, at(64)), (None, at(0)));
        assert_eq!(devices.next_gone(at(5)), Some(at(65)));
        let gone = (Some(PrinterFault::Unreachable), at(5));
        assert_eq!(present(&devices, at(65)), gone);
        assert_eq!(devices.next_gone(at(65)), None);
        let words = Words {
            locale: Locale::EN,
            config: None,
        };
        let answer = devices.answers(at(65), words).remove(0);
        let remedy = "Kiosk 1 is not connected. Check that it is on and on the network.";
        assert_eq!(answer.remedy.as_deref(), Some(remedy));
        assert_eq!(answer.heard_at, at(5));
        // It says something again, and is there.
        devices.report(&id("k-1"), report(), at(70)).unwrap();
        assert_eq!(present(&devices, at(70)), (None, at(0)));
    }

    #[test]
    fn a_connected_kiosk_is_heard_of_however_long_it_has_nothing_to_say() {
        let mut devices = Devices::default();
        devices.connected(&id("k-1"));
        devices.report(&id("k-1"), report(), at(0)).unwrap();
        // Its new connection comes before the old one is known to be dead.
        devices.connected(&id("k-1"));
        devices.disconnected(&id("k-1"), at(900));
        assert_eq!(present(&devices, at(86_400)), (None, at(0)));
        assert_eq!(devices.next_gone(at(0)), None);
        devices.disconnected(&id("k-1"), at(90_000));
        assert_eq!(present(&devices, at(90_059)), (None, at(0)));
        let gone = (Some(PrinterFault::Unreachable), at(90_000));
        assert_eq!(present(&devices, at(90_060)), gone);
    }

    #[test]
    fn a_clock_that_runs_ahead_does_not_say_since_tomorrow() {
        let mut devices = Devices::default();
        let since = at(86_400);
        let report = PrinterReport { since, ..report() };
        devices.report(&id("k-1"), report, at(5)).unwrap();
        assert_eq!(present(&devices, at(5)), (None, at(5)));
    }

    #[test]
    fn where_all_places_are_taken_one_that_is_gone_makes_room_and_no_other() {
        let mut devices = Devices::default();
        let name = |index: usize| id(&format!("k-{index}"));
        for index in 0..DEVICES_MAX {
            let heard_at = at(if index == 0 { 0 } else { 1 });
            assert_eq!(devices.report(&name(index), report(), heard_at), Ok(()));
        }
        let one_more = id("one-more");
        let now = at(UNHEARD_SECS_MAX - 1);
        assert_eq!(
            devices.report(&one_more, report(), now),
            Err(ProblemCode::TooManyDevices)
        );
        let later = at(UNHEARD_SECS_MAX);
        assert_eq!(devices.report(&one_more, report(), later), Ok(()));
        let cards = devices.cards(later);
        assert_eq!(cards.len(), DEVICES_MAX);
        assert!(cards.iter().all(|card| card.device != name(0)));
    }
}
