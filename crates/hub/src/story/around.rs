//! What happened around the ticket, in words: to others, to counters and to the whole branch.

use antre_domain::story::{CounterTurn, Joining, Order};
use antre_domain::{CounterId, HoldReason, TicketNumber, Timestamp};

use super::tale::Narrator;
use crate::texts::hold_word;

impl Narrator<'_> {
    /// Another who came to stand before the one who asks.
    pub(super) fn joined(
        &self,
        number: TicketNumber,
        how: Joining,
        came: Order,
        since: Timestamp,
    ) -> String {
        let say = self.words.tongue();
        let since = self.words.time(since);
        let came = match came {
            Order::Earlier => say.pick("datang sebelum Anda", "came before you"),
            Order::Later => say.pick("datang sesudah Anda", "came after you"),
        };
        match how {
            Joining::Booked => say.pick(
                format!("{number} ({came}) antre di depan Anda menurut jam janji temunya, {since}."),
                format!("{number} ({came}) queued ahead of you by its booked time, {since}."),
            ),
            Joining::Transferred => say.pick(
                format!("{number} ({came}) dipindahkan ke antrean ini dengan waktu tunggunya sejak {since}, di depan Anda."),
                format!("{number} ({came}) was moved to this queue with its time in the queue from {since} on, ahead of you."),
            ),
            Joining::WentOn => say.pick(
                format!("{number} ({came}) melanjutkan kunjungannya di sini menurut waktu kedatangannya, {since}, di depan Anda."),
                format!("{number} ({came}) went on with its visit here by the time it came, {since}, ahead of you."),
            ),
            Joining::Returned => say.pick(
                format!("{number} ({came}) kembali ke tempatnya semula di depan Anda."),
                format!("{number} ({came}) came back to its old place ahead of you."),
            ),
            Joining::CameBack => say.pick(
                format!("{number} ({came}), yang tidak datang ketika dipanggil, kembali di belakang beberapa nomor lain, di depan Anda."),
                format!("{number} ({came}), which had missed its call, came back behind a few others, ahead of you."),
            ),
            Joining::CallWithdrawn => say.pick(
                format!("Panggilan {number} ({came}) ditarik kembali; nomor itu kembali ke tempatnya di depan Anda."),
                format!("The call of {number} ({came}) was withdrawn; it went back to its place ahead of you."),
            ),
            Joining::JoinedFromOffline => say.pick(
                format!("{number} ({came}) diambil di kios yang sedang tidak terhubung, pukul {since}; baru tercatat sekarang, di depan Anda."),
                format!("{number} ({came}) was taken at a kiosk that had lost its connection, at {since}; it was heard of only now, ahead of you."),
            ),
            Joining::Undone => say.pick(
                format!("Tindakan atas {number} ({came}) ditarik kembali; nomor itu kembali ke tempatnya di depan Anda."),
                format!("An act on {number} ({came}) was taken back; it went back to its place ahead of you."),
            ),
        }
    }

    /// A counter that began or ceased to take the queue.
    pub(super) fn turned(
        &self,
        counter: &CounterId,
        turn: CounterTurn,
        counters_open: u32,
    ) -> String {
        let say = self.words.tongue();
        let counter = self.words.counter(counter);
        let turned = match turn {
            CounterTurn::Opened => say.pick("mulai melayani antrean Anda", "opened for your queue"),
            CounterTurn::Rested => say.pick("beristirahat", "took a break"),
            CounterTurn::Closed => say.pick("tutup", "closed"),
            CounterTurn::OtherWork => say.pick("beralih ke antrean lain", "turned to other queues"),
        };
        let open = match (turn, counters_open) {
            (CounterTurn::Opened, 1) => say.pick(
                "hanya loket ini yang melayaninya".to_owned(),
                "it was the only counter for it".to_owned(),
            ),
            (CounterTurn::Opened, open) => say.pick(
                format!("kini {open} loket untuk antrean ini"),
                format!("{open} counters were then open for it"),
            ),
            (CounterTurn::Rested | CounterTurn::Closed | CounterTurn::OtherWork, 0) => say.pick(
                "tidak ada loket lain yang melayani antrean Anda".to_owned(),
                "no other counter took your queue".to_owned(),
            ),
            (CounterTurn::Rested | CounterTurn::Closed | CounterTurn::OtherWork, 1) => say.pick(
                "tinggal 1 loket untuk antrean Anda".to_owned(),
                "1 counter was left for your queue".to_owned(),
            ),
            (CounterTurn::Rested | CounterTurn::Closed | CounterTurn::OtherWork, open) => say.pick(
                format!("tinggal {open} loket untuk antrean Anda"),
                format!("{open} counters were left for your queue"),
            ),
        };
        format!("{counter} {turned}; {open}.")
    }

    /// The whole branch stopped.
    pub(super) fn held(&self, reason: HoldReason) -> String {
        let say = self.words.tongue();
        let why = hold_word(say, reason);
        say.pick(
            format!("Seluruh pelayanan terhenti: {why}. Urutan Anda tetap."),
            format!("All service stopped: {why}. You kept your place."),
        )
    }

    /// The whole branch went on.
    pub(super) fn resumed(&self, held_secs: u32) -> String {
        let held = self.words.lasting(held_secs);
        self.words.tongue().pick(
            format!("Pelayanan berlanjut setelah terhenti {held}."),
            format!("Service went on after a stop of {held}."),
        )
    }

    /// A new configuration.
    pub(super) fn configured(&self, new_rule: bool) -> String {
        if new_rule {
            self.say(
                "Pengelola cabang mengganti aturan pemanggilan untuk antrean Anda.",
                "The branch changed the rule by which your queue is called.",
            )
        } else {
            self.say(
                "Pengaturan cabang diperbarui; aturan pemanggilan antrean Anda tetap.",
                "The branch's settings changed; the rule for your queue stayed.",
            )
        }
    }
}
