//! What the panel tells of the clerk's own acts.

use antre_counter_flow::panel::{Armed, Notice, Told as Done, Undoable};
use slint::SharedString;

use super::number;
use super::reader::Reader;
use crate::pages::{CounterState, Told};

/// The sentence, and what it names.
#[derive(Default)]
struct Sentence {
    told: Told,
    text: String,
    name: String,
    secs: u32,
    of_secs: u32,
    count: u32,
}

pub(super) fn paint(
    state: &CounterState<'_>,
    notice: Option<&Notice>,
    reader: Option<&Reader<'_>>,
) {
    let sentence = notice.map_or_else(Sentence::default, |notice| say(notice, reader));
    state.set_told(sentence.told);
    state.set_told_text(sentence.text.into());
    state.set_told_name(sentence.name.into());
    state.set_told_secs(number(sentence.secs));
    state.set_told_of(number(sentence.of_secs));
    state.set_told_count(number(sentence.count));
}

fn say(notice: &Notice, reader: Option<&Reader<'_>>) -> Sentence {
    let plain = |told| Sentence {
        told,
        ..Sentence::default()
    };
    let of = |told, text: &str| Sentence {
        text: text.to_owned(),
        ..plain(told)
    };
    let timed = |told, secs: u32| Sentence {
        secs,
        ..plain(told)
    };
    match notice {
        Notice::Nobody => plain(Told::Nobody),
        Notice::Refused {
            title,
            again_in_secs,
        } => Sentence {
            secs: again_in_secs.unwrap_or(0),
            ..of(Told::Refused, title)
        },
        Notice::Unanswered => plain(Told::Unanswered),
        Notice::HubAway => plain(Told::HubAway),
        Notice::Armed(Armed::NoShow) => plain(Told::ArmNoShow),
        Notice::Armed(Armed::Cancel) => plain(Told::ArmCancel),
        Notice::Armed(Armed::SignOut) => plain(Told::ArmSignOut),
        Notice::Armed(Armed::Close { services, waiting }) => Sentence {
            name: reader.map_or_else(String::new, |reader| reader.services(services)),
            count: *waiting,
            ..plain(Told::ArmClose)
        },
        Notice::Undo {
            done,
            number,
            left_secs,
        } => Sentence {
            secs: *left_secs,
            of_secs: reader.map_or(0, |reader| reader.view.branch.undo_secs),
            ..of(undone(*done), number)
        },
        Notice::NoSuchNumber(typed) => of(Told::NoSuchNumber, typed),
        Notice::Foreign {
            number,
            state,
            counter,
            service,
        } => {
            let at = counter
                .as_ref()
                .zip(reader)
                .map(|(id, reader)| reader.counter_named(id));
            let name = |name: Option<SharedString>| name.unwrap_or_default().to_string();
            let service =
                reader.map_or_else(String::new, |reader| reader.service(service).to_owned());
            match state.as_str() {
                "called" | "serving" => Sentence {
                    name: name(at),
                    ..of(Told::AtCounter, number)
                },
                "waiting" => Sentence {
                    name: service,
                    ..of(Told::ForOthers, number)
                },
                "parked" => of(Told::IsParked, number),
                "no_show" => of(Told::DidNotCome, number),
                _ => of(Told::IsOver, number),
            }
        }
        Notice::RecallTooSoon { again_in_secs } => timed(Told::RecallTooSoon, *again_in_secs),
        Notice::NoRecallLeft => plain(Told::NoRecallLeft),
        Notice::CallTooSoon { again_in_secs } => timed(Told::CallTooSoon, *again_in_secs),
        Notice::MarksFull => plain(Told::MarksFull),
        Notice::SessionOver => plain(Told::SessionOver),
        Notice::Done(Done::Note) => plain(Told::Noted),
        Notice::Done(Done::Copy) => plain(Told::Copied),
    }
}

fn undone(done: Undoable) -> Told {
    match done {
        Undoable::Finish => Told::UndoFinish,
        Undoable::NoShow => Told::UndoNoShow,
        Undoable::Park => Told::UndoPark,
        Undoable::Transfer => Told::UndoTransfer,
        Undoable::Cancel => Told::UndoCancel,
    }
}
