//! What lies over the desk: the way in, what is typed, what was before.

use antre_counter_flow::panel::{EntryFace, GateFace, GateStep, HistoryFace, Panel, Purpose};
use antre_domain::TicketNumber;
use slint::SharedString;

use super::reader::Reader;
use super::{count, number, words};
use crate::pages::{Entry, Gate, Leg, Line, Note};

/// What is typed; a number also as the mark that it will be.
pub(super) fn entry(face: Option<&EntryFace>, reader: &Reader<'_>) -> Entry {
    let Some(face) = face else {
        return Entry::default();
    };
    let is_number = match face.purpose {
        Purpose::Call | Purpose::Copy => true,
        Purpose::Note | Purpose::NoteAlong => false,
    };
    let digits_from = face.text.find(|sign: char| sign.is_ascii_digit());
    let (letters, digits) = face.text.split_at(digits_from.unwrap_or(face.text.len()));
    let service = reader
        .view
        .services
        .iter()
        .find(|card| card.prefix == letters);
    Entry {
        open: true,
        purpose: words::purpose(face.purpose),
        text: face.text.as_str().into(),
        chars_max: count(face.chars_max),
        letters: if is_number { letters } else { "" }.into(),
        digits: if is_number { digits } else { "" }.into(),
        series: service.map_or(0, |card| i32::from(card.colour)),
    }
}

/// The way to the desk, with those who may take it.
pub(super) fn gate(face: Option<&GateFace>, reader: &Reader<'_>) -> (Gate, Vec<Line>) {
    let Some(face) = face else {
        return (Gate::default(), Vec::new());
    };
    let at_counter = face.number.as_deref().filter(|_| face.locked);
    let at_counter = at_counter.and_then(|text| text.parse::<TicketNumber>().ok());
    let prefix = at_counter
        .as_ref()
        .map(|number| number.prefix().as_str().to_owned());
    let service = prefix.as_ref().and_then(|prefix| {
        reader
            .view
            .services
            .iter()
            .find(|card| card.prefix == *prefix)
    });
    let gate = Gate {
        open: true,
        locked: face.locked,
        letters: prefix.as_deref().unwrap_or_default().into(),
        digits: at_counter
            .as_ref()
            .map_or_else(String::new, TicketNumber::digits)
            .into(),
        series: service.map_or(0, |card| i32::from(card.colour)),
        wait_secs: number(face.wait_secs),
        ..Gate::default()
    };
    match &face.step {
        GateStep::People {
            shown,
            filter,
            more,
            known,
        } => {
            let gate = Gate {
                known: *known,
                filter: filter.as_str().into(),
                more: *more,
                ..gate
            };
            (gate, reader.people(shown))
        }
        GateStep::Pin {
            clerk: _,
            name,
            digits,
        } => {
            let gate = Gate {
                pin: true,
                name: name.as_str().into(),
                count: count(*digits),
                ..gate
            };
            (gate, Vec::new())
        }
    }
}

/// The earlier legs and the notes.
pub(super) fn history(
    face: Option<&HistoryFace>,
    panel: &Panel,
    reader: &Reader<'_>,
) -> (Vec<Leg>, Vec<Note>) {
    let Some(face) = face else {
        return (Vec::new(), Vec::new());
    };
    let named = |id: Option<&antre_domain::CounterId>| {
        id.map_or_else(SharedString::default, |id| reader.counter_named(id))
    };
    let legs = face.legs.iter().map(|leg| {
        let service = reader
            .view
            .services
            .iter()
            .find(|card| card.id == leg.service);
        let delivered = leg.delivered.iter().filter_map(|id| {
            let card = reader
                .view
                .desk
                .deliveries
                .iter()
                .find(|card| card.id == *id);
            card.map(|card| reader.text(&card.name))
        });
        let delivered: Vec<_> = delivered.collect();
        Leg {
            service: reader.service(&leg.service).into(),
            letters: service.map_or("", |card| &card.prefix).into(),
            counter: named(leg.counter.as_ref()),
            clerk: leg
                .clerk
                .as_ref()
                .map_or_else(String::new, |clerk| reader.person(panel, clerk))
                .into(),
            since: reader.minute_of_day(Some(leg.called_at.unwrap_or(leg.joined_at))),
            until: reader.minute_of_day(leg.ended_at),
            outcome: words::ended(leg.outcome.as_deref()),
            delivered: delivered.join(", ").into(),
        }
    });
    let notes = face.notes.iter().map(|note| Note {
        at: reader.minute_of_day(Some(note.at)),
        counter: named(note.counter.as_ref()),
        text: note.text.as_deref().unwrap_or_default().into(),
    });
    (legs.collect(), notes.collect())
}
