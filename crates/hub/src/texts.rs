//! Sentences for people: every refusal and every reason, in Indonesian and English.
//!
//! Each code has its sentence by an exhaustive `match`, so that a new code does not compile without one.

use antre_domain::config::Counter;
use antre_domain::{
    CallReason, Config, CounterId, Locale, Rejection, ServiceId, StateName, Text, Timestamp, Verb,
};
use antre_protocol::ProblemCode;

/// The languages that the hub itself speaks. A branch may offer more for its own texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl Tongue {
    /// The nearest to a reader's language: whoever does not read Indonesian rather reads English.
    pub fn of(locale: Locale) -> Self {
        if locale == Locale::ID {
            Self::Id
        } else {
            Self::En
        }
    }

    /// The language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// As it stands on a key.
    pub(crate) fn sign(self) -> &'static str {
        self.pick("ID", "EN")
    }

    /// Its name for itself.
    pub(crate) fn name(self) -> &'static str {
        self.pick("Bahasa Indonesia", "English")
    }

    pub(crate) fn pick<T>(self, indonesian: T, english: T) -> T {
        match self {
            Self::Id => indonesian,
            Self::En => english,
        }
    }
}

/// What is said to one reader: in their language, with the branch's names for its things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    /// The reader's language.
    pub(crate) locale: Locale,
    /// Where the names stand; without it things go by their identifiers.
    pub(crate) config: Option<&'a Config>,
}

impl Words<'_> {
    pub(crate) fn tongue(&self) -> Tongue {
        Tongue::of(self.locale)
    }

    /// A text of the branch, in the reader's language or the branch's own.
    pub(crate) fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(
            self.locale,
            self.config.map_or(Locale::ID, Config::language),
        )
    }

    pub(crate) fn service(&self, id: &ServiceId) -> String {
        let service = self.config.and_then(|config| config.service(id));
        service.map_or_else(
            || id.to_string(),
            |service| self.text(&service.name).to_owned(),
        )
    }

    /// As it is signed: `Loket 3`.
    pub(crate) fn counter(&self, id: &CounterId) -> String {
        let counter = self.config.and_then(|config| config.counter(id));
        counter.map_or_else(|| id.to_string(), |counter| self.signed(counter))
    }

    pub(crate) fn signed(&self, counter: &Counter) -> String {
        format!("{} {}", self.text(&counter.noun), counter.sign)
    }

    /// A time of day on the branch's wall clock: `08.14`, in English `08:14`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.clock(at, self.tongue().pick("%H.%M", "%H:%M"))
    }

    /// A time of day on the branch's wall clock, in chrono's notation of its `shape`.
    pub(crate) fn clock(&self, at: Timestamp, shape: &str) -> String {
        match self.config {
            Some(config) => config.time_zone.local(at).format(shape).to_string(),
            None => format!("{} UTC", at.to_utc().format(shape)),
        }
    }

    /// Why the branch refused.
    pub(crate) fn rejection(&self, rejection: &Rejection) -> String {
        use Rejection as R;
        let tongue = self.tongue();
        let say = |indonesian: &str, english: &str| tongue.pick(indonesian, english).to_owned();
        match rejection {
            R::DayNotOpen => say("Hari layanan belum dibuka.", "The business day is not open yet."),
            R::AlreadyBegun => say("Catatan ini sudah dimulai.", "This log has already begun."),
            R::ConfigInUse(what) => tongue.pick(
                format!("Nomor hari ini masih memerlukan {what}. Ubah setelah hari layanan berakhir."),
                format!("Today's tickets still need {what}. Change it after the day's end."),
            ),
            R::ConfigFaulty(fault) => tongue.pick(
                format!("Pengaturan cabang keliru: {fault}"),
                format!("The branch's configuration is faulty: {fault}"),
            ),
            R::ClockUnconfirmed { clock, last } => tongue.pick(
                format!("Jam menunjukkan {clock}, catatan terakhir {last}. Supervisor harus memastikan jam."),
                format!("The clock shows {clock}, the log ends at {last}. A supervisor must confirm the clock."),
            ),
            R::NotDue => say("Belum waktunya.", "Nothing of this kind is due."),
            R::UnknownService(id) => {
                tongue.pick(format!("Layanan {id} tidak ada."), format!("There is no service {id}."))
            }
            R::UnknownClass(id) => {
                tongue.pick(format!("Golongan {id} tidak ada."), format!("There is no class {id}."))
            }
            R::UnknownCounter(id) => {
                tongue.pick(format!("Loket {id} tidak ada."), format!("There is no counter {id}."))
            }
            R::UnknownProfile(id) => {
                tongue.pick(format!("Profil kerja {id} tidak ada."), format!("There is no work profile {id}."))
            }
            R::UnknownTicket(id) => tongue.pick(
                format!("Nomor antrean {id} tidak ada hari ini."),
                format!("There is no ticket {id} today."),
            ),
            R::ServiceClosed { service, opens_at } => self.closed(service, *opens_at),
            R::NotWalkIn(service) => {
                let name = self.service(service);
                tongue.pick(
                    format!("{name} hanya melalui rujukan petugas."),
                    format!("{name} is reached only through staff."),
                )
            }
            R::SeriesExhausted { service, left } => self.exhausted(service, *left),
            R::CountOutOfRange => {
                say("Sekali ambil 1 sampai 50 nomor.", "1 to 50 numbers can be taken at once.")
            }
            R::PartyOutOfRange => {
                say("Satu nomor untuk 1 sampai 50 orang.", "One number stands for 1 to 50 people.")
            }
            R::ReturnOutOfRange => say(
                "Waktu kembali 1 sampai 86400 detik ke depan.",
                "A return lies 1 to 86400 seconds ahead.",
            ),
            R::WrongState { state, verb } => {
                let (state, verb) = (state_word(tongue, *state), verb_word(tongue, *verb));
                tongue.pick(
                    format!("Nomor ini {state}, tidak dapat {verb}."),
                    format!("This ticket is {state} and cannot be {verb}."),
                )
            }
            R::WrongCounter => say("Ini milik loket lain.", "This belongs to another counter."),
            R::Forbidden => say("Peran ini tidak boleh melakukannya.", "This role may not do this."),
            R::CounterClosed(id) => {
                let name = self.counter(id);
                tongue.pick(format!("{name} belum dibuka."), format!("{name} is not open."))
            }
            R::CounterBusy { counter, .. } => {
                let name = self.counter(counter);
                tongue.pick(format!("{name} masih melayani."), format!("{name} still has a ticket."))
            }
            R::CounterUnchanged(id) => {
                let name = self.counter(id);
                tongue.pick(format!("{name} sudah demikian."), format!("{name} is so already."))
            }
            R::SameService(service) => {
                let name = self.service(service);
                tongue.pick(
                    format!("Nomor ini sudah menunggu di {name}."),
                    format!("This ticket already waits for {name}."),
                )
            }
            R::NotInProfile(service) => {
                let name = self.service(service);
                tongue.pick(
                    format!("Loket ini tidak melayani {name}."),
                    format!("This counter does not take {name}."),
                )
            }
            R::RecallLimit(times) => tongue.pick(
                format!("Sudah dipanggil ulang {times} kali."),
                format!("The call was repeated {times} times already."),
            ),
            R::GraceOver => say("Waktu untuk kembali sudah lewat.", "The time to come back is over."),
            R::NothingToUndo => {
                say("Tidak dapat dibatalkan lagi.", "This can no longer be undone.")
            }
        }
    }

    fn closed(&self, service: &ServiceId, opens_at: Option<Timestamp>) -> String {
        let name = self.service(service);
        let tongue = self.tongue();
        match opens_at {
            Some(at) => {
                let time = self.time(at);
                tongue.pick(
                    format!("{name} tutup. Nomor diberikan lagi pukul {time}."),
                    format!("{name} is closed. Numbers are given again at {time}."),
                )
            }
            None => tongue.pick(format!("{name} tutup."), format!("{name} is closed.")),
        }
    }

    fn exhausted(&self, service: &ServiceId, left: u16) -> String {
        let name = self.service(service);
        let tongue = self.tongue();
        if left == 0 {
            return tongue.pick(
                format!("Nomor {name} hari ini habis."),
                format!("No numbers left today for {name}."),
            );
        }
        tongue.pick(
            format!("Nomor {name} hari ini tersisa {left}."),
            format!("Only {left} numbers are left today for {name}."),
        )
    }

    /// Why this ticket was called, in a sentence that a customer would accept.
    pub(crate) fn reason(&self, reason: &CallReason) -> String {
        let tongue = self.tongue();
        let mins = |secs: &u32| secs / 60;
        match reason {
            CallReason::LongestWait { waited_secs } => tongue.pick(
                format!("Menunggu paling lama: {} menit.", mins(waited_secs)),
                format!("Has waited longest: {} min.", mins(waited_secs)),
            ),
            CallReason::PastTarget {
                waited_secs,
                target_secs,
            } => tongue.pick(
                format!(
                    "Menunggu {} menit, melewati target {} menit.",
                    mins(waited_secs),
                    mins(target_secs)
                ),
                format!(
                    "Has waited {} min, past the target of {} min.",
                    mins(waited_secs),
                    mins(target_secs)
                ),
            ),
            CallReason::NearestToTarget {
                waited_secs,
                target_secs,
            } => tongue.pick(
                format!(
                    "Menunggu {} menit, paling dekat dengan target {} menit.",
                    mins(waited_secs),
                    mins(target_secs)
                ),
                format!(
                    "Has waited {} min, nearest to its target of {} min.",
                    mins(waited_secs),
                    mins(target_secs)
                ),
            ),
            CallReason::Chosen { waited_secs } => tongue.pick(
                format!(
                    "Dipilih petugas setelah menunggu {} menit.",
                    mins(waited_secs)
                ),
                format!(
                    "Chosen by a clerk after a wait of {} min.",
                    mins(waited_secs)
                ),
            ),
        }
    }
}

/// What went wrong before the branch was even asked.
pub(crate) fn problem(tongue: Tongue, code: ProblemCode) -> &'static str {
    use ProblemCode as P;
    match code {
        P::MalformedBody => tongue.pick(
            "Permintaan tidak dapat dibaca.",
            "The request cannot be read.",
        ),
        P::MissingKey => tongue.pick(
            "Permintaan ini memerlukan Idempotency-Key.",
            "This request needs an Idempotency-Key.",
        ),
        P::MalformedKey => tongue.pick(
            "Idempotency-Key terdiri atas 1 sampai 128 karakter ASCII yang terlihat.",
            "An Idempotency-Key is 1 to 128 visible ASCII characters.",
        ),
        P::MalformedId => tongue.pick("Pengenal ini keliru.", "This is not an identifier."),
        P::Unauthorized => tongue.pick("Token diperlukan.", "A valid token is needed."),
        P::Forbidden => tongue.pick(
            "Peran ini tidak boleh melakukannya.",
            "This role may not do this.",
        ),
        P::NotFound => tongue.pick("Tidak ditemukan.", "There is nothing here."),
        P::MethodNotAllowed => tongue.pick(
            "Cara ini tidak dilayani di sini.",
            "This method is not served here.",
        ),
        P::KeyReused => tongue.pick(
            "Idempotency-Key ini sudah dipakai untuk permintaan lain.",
            "This Idempotency-Key was used for another request.",
        ),
        P::BodyTooLarge => tongue.pick("Permintaan terlalu besar.", "The request is too large."),
        P::WrongMediaType => tongue.pick(
            "Kirim sebagai application/json.",
            "Send it as application/json.",
        ),
        P::TooManyRequests => tongue.pick("Terlalu banyak permintaan.", "Too many requests."),
        P::NotDurable => tongue.pick(
            "Belum tersimpan dengan aman. Ulangi dengan kunci yang sama.",
            "Not stored safely yet. Try again with the same key.",
        ),
        P::Busy => tongue.pick(
            "Sedang sibuk. Ulangi dengan kunci yang sama.",
            "Busy. Try again with the same key.",
        ),
    }
}

/// Where a ticket stands, as in "this ticket is …".
fn state_word(tongue: Tongue, state: StateName) -> &'static str {
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

/// A verb, as in "… cannot be …".
fn verb_word(tongue: Tongue, verb: Verb) -> &'static str {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(locale: Locale) -> Words<'static> {
        Words {
            locale,
            config: None,
        }
    }

    #[test]
    fn a_closed_service_says_when_numbers_are_given_again() {
        let service = ServiceId::new("gigi").unwrap();
        let rejection = Rejection::ServiceClosed {
            service,
            opens_at: Some(Timestamp::from_millis(27_900_000)),
        };
        assert_eq!(
            words(Locale::ID).rejection(&rejection),
            "gigi tutup. Nomor diberikan lagi pukul 07.45 UTC."
        );
        assert_eq!(
            words(Locale::EN).rejection(&rejection),
            "gigi is closed. Numbers are given again at 07:45 UTC."
        );
    }

    #[test]
    fn a_reader_of_another_language_is_spoken_to_in_english() {
        assert_eq!(Tongue::of(Locale::new("ar").unwrap()), Tongue::En);
    }
}
