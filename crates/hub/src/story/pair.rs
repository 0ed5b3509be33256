//! Why one number went before another: the part of a story that explains a pair.

use antre_domain::story::{Entry, Moment, OtherCalled};
use antre_domain::{Story, Timestamp};

use super::calls::Kind;
use super::sheet::{Paragraph, Sheet};
use super::tale::{Narrator, is_said_by_the_next};

/// A call, and when in the day.
#[derive(Clone, Copy)]
struct Call<'a> {
    at: Timestamp,
    nth: u32,
    moment: &'a Moment,
}

/// What the one who asks was doing when the other was called.
enum Then<'a> {
    /// Not there yet.
    NotThere,
    /// Waiting where that counter could, or did, choose between them.
    Passed(&'a OtherCalled),
    /// Waiting for something else.
    Elsewhere,
    /// Called, served, set aside or gone: by this act.
    Away(&'a Entry),
}

impl Narrator<'_> {
    /// Why `other` was called before the one who asks.
    pub(super) fn pair(&self, story: &Story, other: &Story) -> Sheet {
        let say = self.words.tongue();
        let number = other.number;
        let mut told = vec![
            (
                story.came.nth,
                story.came.at,
                self.came(story.number, &story.came),
            ),
            (other.came.nth, other.came.at, self.other_came(other)),
        ];
        let passed = story.entries.iter().find_map(|entry| match &entry.moment {
            Moment::OtherCalled(call) if call.ticket == other.ticket => Some(entry.nth),
            _ => None,
        });
        let their_call = calls(other)
            .find(|call| Some(call.nth) == passed)
            .or_else(|| calls(other).last());
        let after = |theirs: Call<'_>| calls(story).find(|call| call.nth > theirs.nth);
        let own_call = match (passed, their_call.and_then(after)) {
            (_, Some(own)) => Some(own),
            (Some(_), None) => None,
            (None, None) => calls(story).last(),
        };
        let closing = match (own_call, their_call) {
            (_, None) => say.pick(
                format!("{number} tidak dipanggil hari itu."),
                format!("{number} was not called that day."),
            ),
            (Some(own), Some(theirs)) if own.nth < theirs.nth => {
                told.push((theirs.nth, theirs.at, self.other_called(other, theirs)));
                let (mine, theirs) = (self.words.time(own.at), self.words.time(theirs.at));
                say.pick(
                    format!(
                        "Anda yang lebih dahulu: dipanggil pukul {mine}, {number} pukul {theirs}."
                    ),
                    format!("You went first: you were called at {mine}, {number} at {theirs}."),
                )
            }
            (_, Some(theirs)) => {
                let then = then(story, theirs.nth);
                if !matches!(then, Then::Passed(_)) {
                    told.push((theirs.nth, theirs.at, self.other_called(other, theirs)));
                }
                self.conclusion(other, &then)
            }
        };
        let nths = own_call.iter().chain(&their_call).map(|call| call.nth);
        let (first, last) = (nths.clone().min(), nths.max());
        let from = first.and_then(|first| stands_since(story, first));
        let nexts = story.entries.iter().skip(1).map(Some).chain([None]);
        for (entry, next) in story.entries.iter().zip(nexts) {
            let in_time = Some(entry.nth) >= from && Some(entry.nth) <= last;
            if in_time && concerns(entry, other) && !is_said_by_the_next(entry, next) {
                told.push((entry.nth, entry.at, self.moment_of(entry)));
            }
        }
        told.sort_by_key(|(nth, ..)| *nth);
        let paragraphs = told.into_iter().map(|(_, at, text)| Paragraph {
            times: self.words.time(at),
            text,
        });
        let mut heading = self.heading(story);
        heading.insert(
            0,
            say.pick(
                format!("Mengapa {number} dipanggil sebelum {}?", story.number),
                format!("Why was {number} called before {}?", story.number),
            ),
        );
        Sheet {
            heading,
            paragraphs: paragraphs.collect(),
            closing: vec![closing],
        }
    }

    fn other_came(&self, other: &Story) -> String {
        let say = self.words.tongue();
        let (number, service) = (other.number, self.words.service(&other.came.issued_for));
        match other.came.booking.filter(|booking| booking.in_time) {
            Some(booking) => {
                let booked = self.words.time(booking.at);
                say.pick(
                    format!("{number} datang untuk {service}, dengan janji temu pukul {booked}."),
                    format!("{number} came for {service}, with an appointment at {booked}."),
                )
            }
            None => say.pick(
                format!("{number} datang untuk {service}."),
                format!("{number} came for {service}."),
            ),
        }
    }

    /// The other's call, where it is no part of the story of the one who asks.
    fn other_called(&self, other: &Story, call: Call<'_>) -> String {
        let Moment::Called {
            counter, reason, ..
        } = call.moment
        else {
            return String::new();
        };
        let number = other.number;
        let (counter, reason) = (self.words.counter(counter), self.words.reason(reason));
        self.words.tongue().pick(
            format!("{number} dipanggil ke {counter}. {reason}"),
            format!("{number} was called to {counter}. {reason}"),
        )
    }

    fn conclusion(&self, other: &Story, then: &Then<'_>) -> String {
        let say = self.words.tongue();
        let number = other.number;
        match then {
            Then::NotThere => say.pick(
                format!("{number} dipanggil sebelum Anda mengambil nomor."),
                format!("{number} was called before you took a number."),
            ),
            Then::Elsewhere => say.pick(
                format!("{number} dipanggil ke loket yang tidak melayani antrean Anda: tempat Anda tidak berubah karenanya."),
                format!("{number} was called to a counter that did not take your queue: your place did not change by it."),
            ),
            Then::Away(entry) => {
                let (time, what) = (self.words.time(entry.at), self.moment_of(entry));
                say.pick(
                    format!("Ketika {number} dipanggil, Anda tidak sedang menunggu. Pukul {time}: {what}"),
                    format!("When {number} was called you were not waiting. At {time}: {what}"),
                )
            }
            Then::Passed(call) if Kind::of(call) == Kind::CameBefore => say.pick(
                format!("{number} lebih dahulu karena datang sebelum Anda."),
                format!("{number} went first because it came before you."),
            ),
            Then::Passed(call) => {
                let cause = self.cause(call);
                say.pick(
                    format!("{number} lebih dahulu: {cause}."),
                    format!("{number} went first: {cause}."),
                )
            }
        }
    }
}

fn calls(story: &Story) -> impl Iterator<Item = Call<'_>> {
    let is_call = |entry: &&Entry| matches!(entry.moment, Moment::Called { .. });
    story.entries.iter().filter(is_call).map(|entry| Call {
        at: entry.at,
        nth: entry.nth,
        moment: &entry.moment,
    })
}

/// The act of its own after which the ticket stood as it did at the `nth` event; `None` where that is
/// its coming.
fn stands_since(story: &Story, nth: u32) -> Option<u32> {
    let own = |entry: &&Entry| entry.nth < nth && is_own(&entry.moment);
    story.entries.iter().rfind(own).map(|entry| entry.nth)
}

/// Where the one who asks stood at the `nth` event of the day.
fn then(story: &Story, nth: u32) -> Then<'_> {
    if nth < story.came.nth {
        return Then::NotThere;
    }
    let passed = story.entries.iter().find(|entry| entry.nth == nth);
    if let Some(Moment::OtherCalled(call)) = passed.map(|entry| &entry.moment) {
        return Then::Passed(call);
    }
    let own = story
        .entries
        .iter()
        .rfind(|entry| entry.nth < nth && is_own(&entry.moment));
    match own {
        Some(entry) if entry.moment.standing().is_none() => Then::Away(entry),
        Some(_) | None => Then::Elsewhere,
    }
}

/// Whether a moment belongs to the explanation of a pair.
fn concerns(entry: &Entry, other: &Story) -> bool {
    match &entry.moment {
        Moment::OtherCalled(call) => call.ticket == other.ticket,
        Moment::OtherJoined { ticket, .. } => *ticket == other.ticket,
        moment => is_own(moment),
    }
}

/// Whether it happened to the ticket itself.
fn is_own(moment: &Moment) -> bool {
    match moment {
        Moment::Called { .. }
        | Moment::Recalled { .. }
        | Moment::CallWithdrawn { .. }
        | Moment::Moved { .. }
        | Moment::NoShow { .. }
        | Moment::CameBack { .. }
        | Moment::Started { .. }
        | Moment::Finished { .. }
        | Moment::WentOn { .. }
        | Moment::Transferred { .. }
        | Moment::Parked { .. }
        | Moment::Returned { .. }
        | Moment::Cancelled { .. }
        | Moment::Undone { .. }
        | Moment::ServedAtDayEnd
        | Moment::Expired { .. }
        | Moment::CarriedOn { .. } => true,
        Moment::OtherCalled(_)
        | Moment::OtherJoined { .. }
        | Moment::Held { .. }
        | Moment::Resumed { .. }
        | Moment::CounterTurned { .. }
        | Moment::Configured { .. } => false,
    }
}
