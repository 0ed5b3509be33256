//! What kiosks hold, give without the hub and bring back, by plain lists.

use super::days::{DAY_MS, local_ms};
use super::*;

/// A number that a kiosk holds.
#[derive(Debug, Clone)]
pub struct Held {
    pub ticket: TicketId,
    pub device: DeviceId,
    /// Days since 1970.
    pub day: i64,
    pub series: SeriesId,
    pub value: u16,
    pub number: String,
}

impl Held {
    pub fn letters(&self) -> &str {
        self.number.trim_end_matches(char::is_numeric)
    }
}

impl Model {
    /// Checks what a kiosk was given, and takes it in.
    pub fn granted(&mut self, event: &Event) {
        let What::ReserveGranted {
            device,
            date,
            series,
            numbers,
        } = &event.what
        else {
            panic!("not a grant: {event:?}");
        };
        let epoch: chrono::NaiveDate = "1970-01-01".parse().unwrap();
        let day = date.signed_duration_since(epoch).num_days();
        assert!(
            day >= self.day && day <= self.day + 14,
            "granted for {date}"
        );
        let of = self.config.series.iter();
        let of = of
            .clone()
            .find(|known| known.id == *series)
            .unwrap()
            .clone();
        assert!(
            of.services
                .iter()
                .any(|id| self.config.service(id).unwrap().walk_in)
        );
        let size = of.last - of.first + 1;
        let wanted = usize::from(self.config.reserve.min(size / 4));
        let mine =
            |held: &&Held| held.device == *device && held.day == day && held.series == *series;
        let had = self.held.iter().filter(mine).count();
        let left_before = self.left_to_head(&of);
        assert!(
            !numbers.is_empty() && had + numbers.len() <= wanted,
            "too many"
        );
        for (ticket, value) in numbers {
            let letters = of.prefix.as_str();
            let number = format!("{letters}{value:0width$}", width = usize::from(of.width));
            assert!(
                (of.first..=of.last).contains(value),
                "{number} is out of range"
            );
            let given = self.tickets.iter().any(|seen| {
                day == self.day && seen.value == *value && seen.number.starts_with(letters)
            });
            let held =
                |held: &&Held| held.day == day && held.value == *value && held.letters() == letters;
            assert!(
                !given && !self.held.iter().any(|one| held(&one)),
                "{number} is somebody's"
            );
            self.held.push(Held {
                ticket: *ticket,
                device: device.clone(),
                day,
                series: series.clone(),
                value: *value,
                number,
            });
        }
        // The head keeps as many as a kiosk has, where it loses any.
        if day == self.day {
            let left = self.left_to_head(&of);
            assert!(
                left == left_before || left >= wanted,
                "{left} of {left_before} left"
            );
        }
    }

    /// How many numbers the head of a series still gives today.
    fn left_to_head(&self, of: &config::Series) -> usize {
        let service = of.services.first().unwrap();
        let class = self.config.classes.iter().map(|class| &class.id);
        let common = |id: &&ClassId| match &of.class {
            Some(own) => *own == **id,
            None => {
                let mut others = self.config.series.iter();
                let own = |other: &config::Series| {
                    other.class.as_ref() == Some(*id) && other.services.contains(service)
                };
                !others.any(own)
            }
        };
        let Some(class) = class.clone().find(common) else {
            return 0;
        };
        let Some((_, first, _)) = self.next_number(service, class) else {
            return 0;
        };
        let letters = of.prefix.as_str();
        let held = |value: u16| {
            let held =
                |one: &Held| one.day == self.day && one.letters() == letters && one.value == value;
            self.held.iter().any(held)
        };
        let ahead = (first..=of.last).take_while(|value| !held(*value));
        ahead
            .filter(|value| !self.was_given_offline(letters, *value))
            .count()
    }

    pub(super) fn was_given_offline(&self, letters: &str, value: u16) -> bool {
        let of = |seen: &&Seen| seen.number.trim_end_matches(char::is_numeric) == letters;
        let mut tickets = self.tickets.iter().filter(of);
        tickets.any(|seen| seen.offline && seen.value == value)
    }

    pub(super) fn give_back(
        &mut self,
        by: &Actor,
        device: &DeviceId,
        series: Option<&[SeriesId]>,
        given: &[TicketId],
    ) -> Result<(), Refused> {
        refuse_unless(by.role == Role::Kiosk && by.device.as_ref() == Some(device))?;
        self.held.retain(|held| {
            let asked = series.is_none_or(|series| series.contains(&held.series));
            held.device != *device || !asked || given.contains(&held.ticket)
        });
        Ok(())
    }

    pub(super) fn join(
        &mut self,
        by: &Actor,
        device: &DeviceId,
        tickets: &[Joining],
        now: Timestamp,
    ) -> Result<(), Refused> {
        refuse_unless(by.role == Role::Kiosk && by.device.as_ref() == Some(device))?;
        refuse_unless((1..=50).contains(&tickets.len()))?;
        let mut coming: Vec<(i64, &Joining, Held)> = Vec::new();
        for joining in tickets {
            let held = self.held.iter().find(|held| held.ticket == joining.ticket);
            let Some(held) = held.filter(|held| held.device == *device) else {
                let known = self.find(joining.ticket)?;
                refuse_unless(known.issued_by.as_ref() == Some(device))?;
                continue;
            };
            refuse_unless(held.day == self.day)?;
            let starts_ms = local_ms(self.day) + DAY_MS / 8;
            let earliest = joining.heard_at.millis().max(starts_ms).min(now.millis());
            let at = joining.issued_at.millis().min(now.millis()).max(earliest);
            if !coming
                .iter()
                .any(|(_, other, _)| other.ticket == joining.ticket)
            {
                coming.push((at, joining, held.clone()));
            }
        }
        // Letters first, then the value: as numbers are read.
        coming.sort_by(|(at, _, held), (other_at, _, other)| {
            (at, held.letters(), held.value).cmp(&(other_at, other.letters(), other.value))
        });
        let before = self.clone();
        let mut settled: Vec<TicketId> = Vec::new();
        for (at_ms, joining, held) in coming {
            self.held.retain(|one| one.ticket != held.ticket);
            // The queues that a journey chooses among are those before the act.
            let wanted = before.asked_for(&joining.service, &held.series);
            let (stop, onward) = before.route(&wanted);
            let known = self.config.class(&joining.class);
            let known = known.filter(|class| class.appointment.is_none());
            let class = known.unwrap_or(&self.config.classes[0]).id.clone();
            self.tickets.push(Seen {
                id: held.ticket,
                number: held.number.clone(),
                series: held.series.clone(),
                value: held.value,
                service: stop,
                class,
                party: joining.party.clamp(1, 50),
                booked_at: None,
                onward,
                since_ms: at_ms,
                born_ms: at_ms,
                turn: u128::from(held.value),
                state: State::Waiting,
                journey: wanted.journey.clone(),
                issued_for: wanted.id.clone(),
                issued_ms: at_ms,
                issued_by: Some(device.clone()),
                offline: true,
                superseded_by: None,
                undo: None,
            });
            self.sit(held.ticket);
            self.settle(&before, device, joining, &mut settled);
        }
        Ok(())
    }

    fn asked_for(&self, service: &ServiceId, series: &SeriesId) -> config::Service {
        let known = |id: &ServiceId| self.config.service(id).cloned();
        let series = self.config.series.iter().find(|one| one.id == *series);
        known(service)
            .or_else(|| series.and_then(|series| known(&series.services[0])))
            .unwrap_or_else(|| self.config.services[0].clone())
    }

    /// One person, one ticket.
    fn settle(
        &mut self,
        before: &Self,
        device: &DeviceId,
        joining: &Joining,
        settled: &mut Vec<TicketId>,
    ) {
        let served =
            |state: &State| matches!(state, State::Serving { .. } | State::Finished { .. });
        let twins: Vec<Seen> = joining
            .twins
            .iter()
            .filter_map(|twin| before.find(*twin).ok().cloned())
            .filter(|twin| twin.issued_by.as_ref() == Some(device) && !twin.offline)
            .filter(|twin| !settled.contains(&twin.id))
            .collect();
        let is_free = |twin: &&Seen| {
            let mut others = before.tickets.iter();
            served(&twin.state) && !others.any(|other| other.superseded_by == Some(twin.id))
        };
        if let Some(twin) = twins.iter().find(is_free) {
            settled.push(twin.id);
            let joined = self.find_mut(joining.ticket);
            (joined.state, joined.superseded_by) = (State::Cancelled, Some(twin.id));
            return;
        }
        for twin in twins {
            if !twin.state.is_ended() && !served(&twin.state) {
                settled.push(twin.id);
                let twin = self.find_mut(twin.id);
                (twin.state, twin.superseded_by) = (State::Cancelled, Some(joining.ticket));
                twin.undo = None;
            }
        }
    }
}
