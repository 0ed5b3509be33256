//! From what the desk says in its types to the words of the pages: a row for each of a closed list.

use antre_counter_flow::keymap::Keymap;
use antre_counter_flow::menu::List;
use antre_counter_flow::panel::{Key, Primary, Purpose};
use antre_domain::{
    BreakReason, ChoiceReason, HoldReason, Outcome, QuietReason, RequeueReason, Without,
};
use antre_protocol::PersonRole;
use slint::SharedString;

use super::Hub;
use crate::pages::{self, Held, Link, Slot, State, Word};

/// A key of the panel that strikes `key`.
pub(super) fn slot(keymap: &Keymap, key: Key, enabled: bool) -> Slot {
    Slot {
        word: act(key),
        cap: cap(keymap, key),
        stroke: key.code().into(),
        enabled,
        ..Slot::default()
    }
}

/// What stands on the key's cap: as keyboards print it, where its name is too long for a button.
pub(super) fn cap(keymap: &Keymap, key: Key) -> SharedString {
    let name = keymap.cap(key).unwrap_or_default();
    match name.as_str() {
        "Backspace" => "Bksp".into(),
        "PageDown" => "PgDn".into(),
        "PageUp" => "PgUp".into(),
        "Delete" => "Del".into(),
        "Insert" => "Ins".into(),
        _ => name.into(),
    }
}

pub(super) fn act(key: Key) -> Word {
    match key {
        Key::Enter => Word::Primary,
        Key::Recall => Word::Recall,
        Key::NoShow => Word::NoShow,
        Key::Transfer => Word::Transfer,
        Key::Park => Word::Park,
        Key::Break => Word::Rest,
        Key::More => Word::More,
        Key::Undo => Word::Undo,
        Key::Back => Word::Back,
        Key::Coming => Word::Coming,
        Key::NextPage => Word::NextPage,
        Key::Next => Word::FinishNext,
        Key::Finish => Word::Finish,
        Key::Outcome => Word::Outcome,
        Key::Tickets => Word::Tickets,
        Key::Several => Word::Several,
        Key::Quiet => Word::Quiet,
        Key::WalkIn => Word::WalkIn,
        Key::Withdraw => Word::Withdraw,
        Key::Cancel => Word::Cancel,
        Key::Aside => Word::Aside,
        Key::Own => Word::Own,
        Key::Note => Word::Note,
        Key::History => Word::History,
        Key::Copy => Word::Copy,
        Key::StandBy => Word::StandBy,
        Key::Profiles => Word::Profiles,
        Key::Counters => Word::Counters,
        Key::Close => Word::Close,
        Key::Lock => Word::Lock,
        Key::Switch => Word::Switch,
        Key::SignOut => Word::SignOut,
        Key::Down | Key::Up | Key::Erase | Key::Digit(_) | Key::Letter(_) => Word::None,
    }
}

pub(super) fn outcome(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Served => Word::Served,
        Outcome::Incomplete => Word::Incomplete,
        Outcome::Left => Word::Left,
    }
}

/// How a ticket stands that a counter has called; a word of tomorrow's hub, and what says itself, is left out.
pub(super) fn stands(state: &str) -> Word {
    match state {
        "finished" => Word::Finished,
        "cancelled" => Word::Cancelled,
        "expired" => Word::Expired,
        _ => Word::None,
    }
}

/// How a leg ended, as the hub says it; a word of tomorrow's hub is left out.
pub(super) fn ended(code: Option<&str>) -> Word {
    match code {
        None => Word::Here,
        Some("served") => Word::Served,
        Some("incomplete") => Word::Incomplete,
        Some("left") => Word::Left,
        Some("transferred") => Word::Transferred,
        Some("no_show") => Word::MissedCall,
        Some("cancelled") => Word::Cancelled,
        Some("expired") => Word::Expired,
        Some(_) => Word::None,
    }
}

pub(super) fn chosen(reason: ChoiceReason) -> Word {
    match reason {
        ChoiceReason::Emergency => Word::Emergency,
        ChoiceReason::Assistance => Word::Assistance,
        ChoiceReason::Together => Word::Together,
        ChoiceReason::Correction => Word::Correction,
        ChoiceReason::Guest => Word::Guest,
        ChoiceReason::Missed => Word::Missed,
    }
}

pub(super) fn without(without: Without) -> Word {
    match without {
        Without::Voice => Word::WithoutVoice,
        Without::Screen => Word::WithoutScreen,
        Without::Both => Word::WithoutBoth,
    }
}

pub(super) fn quiet(reason: QuietReason) -> Word {
    match reason {
        QuietReason::Delicate => Word::Delicate,
        QuietReason::Safety => Word::Safety,
        QuietReason::Asked => Word::Asked,
        QuietReason::Other => Word::Other,
    }
}

pub(super) fn requeued(reason: RequeueReason) -> Word {
    match reason {
        RequeueReason::Mistake => Word::Mistake,
        RequeueReason::NotReady => Word::NotReady,
        RequeueReason::SteppedAway => Word::SteppedAway,
        RequeueReason::CounterReleased => Word::Released,
        RequeueReason::Other => Word::Other,
    }
}

pub(super) fn rests(reason: BreakReason) -> Word {
    match reason {
        BreakReason::Meal => Word::Meal,
        BreakReason::Prayer => Word::Prayer,
        BreakReason::Short => Word::Short,
        BreakReason::Meeting => Word::Meeting,
        BreakReason::Errand => Word::Errand,
        BreakReason::Other => Word::Other,
    }
}

pub(super) fn role(role: PersonRole) -> Word {
    match role {
        PersonRole::Greeter => Word::Greeter,
        PersonRole::Clerk => Word::Clerk,
        PersonRole::Supervisor => Word::Supervisor,
        PersonRole::Administrator => Word::Administrator,
    }
}

pub(super) fn list(list: List) -> pages::List {
    match list {
        List::Counters => pages::List::Counters,
        List::Transfer => pages::List::Transfer,
        List::ToCounter => pages::List::ToCounter,
        List::ToPerson => pages::List::ToPerson,
        List::ToService => pages::List::ToService,
        List::Park => pages::List::Park,
        List::More => pages::List::More,
        List::Aside => pages::List::Aside,
        List::Profiles => pages::List::Profiles,
        List::Outcomes => pages::List::Outcomes,
        List::Delivered => pages::List::Delivered,
        List::DeliveredMany => pages::List::DeliveredMany,
        List::ChoiceReasons => pages::List::ChoiceReasons,
        List::Quiet => pages::List::Quiet,
        List::QuietReasons => pages::List::QuietReasons,
        List::RequeueReasons => pages::List::RequeueReasons,
        List::BreakReasons => pages::List::BreakReasons,
        List::Tickets => pages::List::Tickets,
        List::Several => pages::List::Several,
        List::Own => pages::List::Own,
        List::Matches => pages::List::Matches,
        List::CopyOf => pages::List::CopyOf,
        List::WalkIn => pages::List::WalkIn,
        List::Kiosks => pages::List::Kiosks,
    }
}

pub(super) fn purpose(purpose: Purpose) -> pages::Purpose {
    match purpose {
        Purpose::Call => pages::Purpose::Call,
        Purpose::Copy => pages::Purpose::Copy,
        Purpose::Note => pages::Purpose::Note,
        Purpose::NoteAlong => pages::Purpose::NoteAlong,
    }
}

pub(super) fn primary(primary: Primary) -> pages::Primary {
    match primary {
        Primary::Open => pages::Primary::Open,
        Primary::EndBreak => pages::Primary::EndBreak,
        Primary::CallNext => pages::Primary::CallNext,
        Primary::Start => pages::Primary::Start,
        Primary::FinishAndCallNext => pages::Primary::FinishAndCallNext,
        Primary::Finish => pages::Primary::Finish,
        Primary::Held => pages::Primary::Held,
        Primary::Nothing => pages::Primary::Nothing,
    }
}

/// As `CounterCard::state`; a state of tomorrow's hub is shown as none.
pub(super) fn standing(state: &str) -> State {
    match state {
        "closed" => State::Closed,
        "idle" => State::Idle,
        "called" => State::Called,
        "serving" => State::Serving,
        "wrap_up" => State::WrapUp,
        "break" => State::Rest,
        _ => State::None,
    }
}

pub(super) fn link(hub: Hub) -> Link {
    match hub {
        Hub::Connecting => Link::Connecting,
        Hub::Live => Link::Live,
        Hub::Lost { .. } => Link::Lost,
        Hub::Refused => Link::Refused,
    }
}

pub(super) fn held(reason: HoldReason) -> Held {
    match reason {
        HoldReason::SystemDown => Held::SystemDown,
        HoldReason::PowerCut => Held::PowerCut,
        HoldReason::Evacuation => Held::Evacuation,
        HoldReason::Ceremony => Held::Ceremony,
        HoldReason::Other => Held::Other,
    }
}
