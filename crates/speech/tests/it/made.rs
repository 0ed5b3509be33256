//! Numbers, counters and calls by hand.

use std::time::Duration;

use antre_domain::config::{NumberStyle, QueueWord};
use antre_domain::{CounterId, Locale, TicketId, TicketNumber};
use antre_speech::lane::{Calling, Saying};
use antre_speech::{Clips, CounterName, Manner, vocabulary};

pub fn number(text: &str) -> TicketNumber {
    text.parse().unwrap()
}

pub fn counter(noun: &str, sign: &str) -> CounterName {
    CounterName {
        noun: noun.to_owned(),
        sign: sign.to_owned(),
        spoken: None,
    }
}

pub fn manner(language: Locale) -> Manner {
    Manner {
        language,
        numbers: NumberStyle::Value,
        word: QueueWord::Antrean,
        recall: false,
    }
}

/// A pack that holds everything.
pub fn full_pack(language: Locale) -> Clips {
    Clips::new(vocabulary(language).into_iter().map(|clip| clip.name))
}

/// The first call of a ticket, numbered like it, to a counter of this name.
pub fn call(ticket: u64, counter: &str) -> Calling {
    Calling {
        seq: ticket,
        ticket: TicketId::from_bits(ticket),
        number: number(&format!("A{ticket:03}")),
        counter: CounterId::new(counter).unwrap(),
        recall: 0,
    }
}

/// The same ticket called again, later in the log.
pub fn again(call: &Calling, seq: u64) -> Calling {
    Calling {
        seq,
        recall: call.recall + 1,
        ..call.clone()
    }
}

pub fn notice(id: u128) -> Saying {
    Saying {
        id,
        is_emergency: false,
    }
}

pub fn emergency(id: u128) -> Saying {
    Saying {
        id,
        is_emergency: true,
    }
}

pub fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}
