//! Holds, states and verbs, as they stand in the middle of a sentence.

use antre_domain::{HoldReason, StateName, Verb};

use super::Tongue;

/// Why the branch is held, in the middle of a sentence.
pub(crate) fn hold_word(tongue: Tongue, reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::SystemDown => tongue.pick("sistem sedang terganggu", "a system is down"),
        HoldReason::PowerCut => tongue.pick(
            "listrik atau jaringan terputus",
            "the power or the network is out",
        ),
        HoldReason::Evacuation => tongue.pick(
            "semua orang harus meninggalkan gedung",
            "everybody has to leave the building",
        ),
        HoldReason::Ceremony => {
            tongue.pick("ada acara bersama di kantor ini", "staff are at a ceremony")
        }
        HoldReason::Other => tongue.pick("ada kendala di kantor ini", "the office has a problem"),
    }
}

/// Where a ticket stands, as in "this ticket is …".
pub(super) fn state_word(tongue: Tongue, state: StateName) -> &'static str {
    match state {
        StateName::Waiting => tongue.pick("sedang menunggu", "waiting"),
        StateName::Called => tongue.pick("sedang dipanggil", "called"),
        StateName::Serving => tongue.pick("sedang dilayani", "being served"),
        StateName::Parked => tongue.pick("ditunda", "parked"),
        StateName::NoShow => tongue.pick("tidak hadir", "a no-show"),
        StateName::Finished => tongue.pick("selesai", "finished"),
        StateName::Cancelled => tongue.pick("dibatalkan", "cancelled"),
        StateName::Expired => tongue.pick("berakhir", "expired"),
    }
}

/// What to do about a ticket that is not as the clerk thought.
pub(super) fn step(tongue: Tongue, state: StateName, verb: Verb) -> &'static str {
    match (state, verb) {
        (StateName::Called | StateName::Serving, Verb::Call) => tongue.pick(
            "Petugas lain lebih dahulu. Pilih nomor lain.",
            "Another clerk was first. Choose another one.",
        ),
        (StateName::Waiting, _) => tongue.pick("Panggil dahulu.", "Call it first."),
        (StateName::Parked | StateName::NoShow, _) => {
            tongue.pick("Kembalikan dahulu ke antrean.", "Bring it back first.")
        }
        (StateName::Called, _) => tongue.pick("Mulai dahulu.", "Start it first."),
        (StateName::Serving, _) => tongue.pick("Selesaikan dahulu.", "Finish it first."),
        (StateName::Finished | StateName::Cancelled | StateName::Expired, _) => {
            tongue.pick("Pilih nomor lain.", "Choose another one.")
        }
    }
}

/// A verb, as in "… cannot be …".
pub(super) fn verb_word(tongue: Tongue, verb: Verb) -> &'static str {
    match verb {
        Verb::Call => tongue.pick("dipanggil", "called"),
        Verb::Recall => tongue.pick("dipanggil ulang", "recalled"),
        Verb::Start => tongue.pick("mulai dilayani", "started"),
        Verb::Finish => tongue.pick("diselesaikan", "finished"),
        Verb::Transfer => tongue.pick("dialihkan", "transferred"),
        Verb::Park => tongue.pick("ditunda", "parked"),
        Verb::Resume => tongue.pick("dilanjutkan", "resumed"),
        Verb::NoShow => tongue.pick("dinyatakan tidak hadir", "marked as a no-show"),
        Verb::Requeue => tongue.pick("dikembalikan ke antrean", "put back into the queue"),
        Verb::Cancel => tongue.pick("dibatalkan", "cancelled"),
        Verb::CheckIn => tongue.pick("kembali ke antrean", "checked in again"),
        Verb::Note => tongue.pick("diberi catatan", "given a note"),
        Verb::Copy => tongue.pick("dicetak ulang", "printed again"),
    }
}
