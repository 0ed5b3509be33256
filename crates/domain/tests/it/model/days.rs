//! The model's days and configurations.

use super::*;

impl Model {
    pub(super) fn turn(&mut self, now: Timestamp, fresh: &[TicketId]) -> Result<(), Refused> {
        let mut ended = std::mem::take(&mut self.tickets);
        ended.sort_by_key(|ticket| (ticket.since_ms, ticket.turn));
        ended.retain(|ticket| matches!(ticket.state, State::Waiting | State::Called { .. }));
        (self.day, self.arrivals) = (day_of(now), 0);
        self.booths.clear();
        self.man_booths();
        let mut fresh = fresh.iter();
        if self.config.rules.unserved == Unserved::Carry {
            for ticket in ended {
                let Some((series, value, number)) =
                    self.next_number(&ticket.service, &ticket.class)
                else {
                    continue;
                };
                let id = *fresh.next().expect("the branch carried fewer");
                let turn = self.arrive();
                let carried = Seen {
                    id,
                    number,
                    series,
                    value,
                    turn,
                    state: State::Waiting,
                    ..ticket
                };
                self.tickets.push(Seen {
                    issued_by: None,
                    undo: None,
                    ..carried
                });
            }
        }
        assert_eq!(fresh.next(), None, "the branch carried more");
        Ok(())
    }

    pub(super) fn configure(&mut self, by: &Actor, config: &Config) -> Result<(), Refused> {
        refuse_unless(above(by) && by.role != Role::Timer && config.check().is_ok())?;
        if self.config == *config {
            return Ok(());
        }
        for (id, booth) in &self.booths {
            let stays = config.counter(id).is_some();
            refuse_unless(stays || self.at(id).is_none())?;
            refuse_unless(
                !stays || booth.desk == Desk::Closed || config.profile(&booth.profile).is_some(),
            )?;
        }
        for ticket in &self.tickets {
            let of_ticket = |series: &&config::Series| {
                series.id == ticket.series
                    && ticket.number.trim_end_matches(char::is_numeric) == series.prefix.as_str()
            };
            refuse_unless(config.series.iter().any(|series| of_ticket(&series)))?;
            let kept =
                config.service(&ticket.service).is_some() && config.class(&ticket.class).is_some();
            refuse_unless(ticket.state.is_ended() || kept)?;
        }
        self.config = config.clone();
        self.tickets
            .iter_mut()
            .for_each(|ticket| ticket.undo = None);
        self.booths.retain(|id, _| config.counter(id).is_some());
        self.man_booths();
        Ok(())
    }

    pub(super) fn man_booths(&mut self) {
        for counter in &self.config.counters {
            let closed = Booth {
                desk: Desk::Closed,
                profile: counter.profile.clone(),
                calls: 0,
            };
            let booth = self.booths.entry(counter.id.clone()).or_insert(closed);
            if booth.desk == Desk::Closed {
                booth.profile = counter.profile.clone();
            }
        }
    }
}
