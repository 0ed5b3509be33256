//! Every refusal in words.

use antre_domain::{HoldReason, Rejection, ServiceId, StateName, Timestamp, Verb};
use antre_protocol::ProblemCode;

use super::{Tongue, Words};

impl Words<'_> {
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
            R::BranchHeld(reason) => {
                let why = hold_word(tongue, *reason);
                tongue.pick(
                    format!("Pelayanan sedang dihentikan sementara: {why}."),
                    format!("The branch is held for now: {why}."),
                )
            }
            R::NotHeld => say("Pelayanan tidak sedang dihentikan.", "The branch is not held."),
            R::HoldLimit(times) => tongue.pick(
                format!("Pelayanan sudah dihentikan {times} kali hari ini, dan itu batasnya."),
                format!("The branch was held {times} times today, which is the limit."),
            ),
            R::ServiceFull { service, left, opens_at } => self.full(service, *left, *opens_at),
            R::BookingNeeded(class) => {
                let name = self.class(class);
                tongue.pick(
                    format!("{name} memerlukan jam yang sudah dipesan."),
                    format!("{name} needs the booked time."),
                )
            }
            R::NotByAppointment(class) => {
                let name = self.class(class);
                tongue.pick(
                    format!("{name} tidak memakai janji temu."),
                    format!("{name} has no appointments."),
                )
            }
            R::AppointmentEarly { from } => {
                let time = self.moment(*from);
                tongue.pick(
                    format!("Terlalu awal. Nomor untuk janji temu ini diberikan mulai {time}."),
                    format!("Too early. Numbers for this appointment are given from {time}."),
                )
            }
            R::ReasonNeeded => say(
                "Sebutkan alasan memanggil nomor ini di luar giliran.",
                "Say why this ticket is called out of its turn.",
            ),
            R::HealthTooSoon { again_at } => {
                let time = self.time(*again_at);
                tongue.pick(
                    format!("Keadaan alat ini dicatat lagi mulai {time}."),
                    format!("This device's health is recorded again from {time}."),
                )
            }
            R::DeviceLimit(devices) => tongue.pick(
                format!("Hari ini sudah {devices} alat melapor, dan itu batasnya."),
                format!("{devices} devices have reported today, which is the limit."),
            ),
            R::SlipEnded => say(
                "Struk ini sudah dilaporkan lain.",
                "Something else was already reported of this slip.",
            ),
            R::CopyLimit(copies) => tongue.pick(
                format!("Salinan nomor ini sudah {copies} kali, dan itu batasnya."),
                format!("This ticket was copied {copies} times, which is the limit."),
            ),
            R::ServicePaused(service) => {
                let name = self.service(service);
                tongue.pick(
                    format!("{name} berhenti memberi nomor untuk sementara."),
                    format!("{name} gives no numbers for now."),
                )
            }
            R::ReserveLimit(kiosks) => tongue.pick(
                format!("Sudah {kiosks} kios memegang nomor cadangan, dan itu batasnya."),
                format!("{kiosks} kiosks hold reserved numbers, which is the limit."),
            ),
            R::NotReserved(id) => tongue.pick(
                format!("Nomor antrean {id} bukan cadangan kios ini."),
                format!("Ticket {id} is not of this kiosk's reserve."),
            ),
            R::ReserveOver(id) => tongue.pick(
                format!("Nomor antrean {id} diberikan pada hari layanan yang sudah berakhir."),
                format!("Ticket {id} was given on a business day that is over."),
            ),
            R::ReserveEarly { ticket, from } => {
                let time = self.moment(*from);
                tongue.pick(
                    format!("Nomor antrean {ticket} untuk hari layanan yang mulai {time}."),
                    format!("Ticket {ticket} is for the business day that begins at {time}."),
                )
            }
            R::UnknownZone(id) => tongue.pick(
                format!("Zona {id} tidak ada."),
                format!("There is no zone {id}."),
            ),
            R::UnknownAnnouncement(_) => say(
                "Pengumuman ini sudah tidak berlaku.",
                "This announcement no longer stands.",
            ),
            R::TooManyAnnouncements(standing) => tongue.pick(
                format!("Sudah ada {standing} pengumuman. Akhiri salah satu dahulu."),
                format!("{standing} announcements stand already. End one of them first."),
            ),
            R::DurationOutOfRange => say(
                "Pengumuman berlaku 10 sampai 86400 detik.",
                "An announcement stands for 10 to 86400 seconds.",
            ),
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

    /// The places of this part of the day are given away.
    fn full(&self, service: &ServiceId, left: u16, opens_at: Option<Timestamp>) -> String {
        let name = self.service(service);
        let tongue = self.tongue();
        if left > 0 {
            return tongue.pick(
                format!("Tempat {name} tersisa {left} orang."),
                format!("{name} has places for {left} more only."),
            );
        }
        match opens_at {
            Some(at) => {
                let time = self.time(at);
                tongue.pick(
                    format!("Tempat {name} sudah penuh. Nomor diberikan lagi pukul {time}."),
                    format!("{name} is full. Numbers are given again at {time}."),
                )
            }
            None => tongue.pick(
                format!("Tempat {name} hari ini sudah penuh."),
                format!("{name} is full for today."),
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
        P::BadDeviceName => tongue.pick(
            "Nama alat terdiri atas 1 sampai 40 karakter yang terlihat.",
            "A device's name is 1 to 40 visible characters.",
        ),
        P::TooManyDevices => tongue.pick(
            "Terlalu banyak alat yang melapor sekaligus.",
            "Too many devices report at once.",
        ),
        P::WrongPin => tongue.pick("PIN salah.", "Wrong PIN."),
        P::PinLocked => tongue.pick(
            "Terlalu banyak PIN salah. Tunggu sebentar.",
            "Too many wrong PINs. Wait a while.",
        ),
        P::NoPin => tongue.pick(
            "PIN petugas belum ditetapkan. Jalankan antre pin di komputer server.",
            "No staff PIN is set. Run antre pin on the server.",
        ),
        P::UnknownTicket => tongue.pick(
            "Nomor ini tidak ada hari ini.",
            "There is no such ticket today.",
        ),
        P::NeedsOutOfRange => tongue.pick(
            "Setiap kebutuhan disebut paling banyak sekali.",
            "Each need is named once at most.",
        ),
        P::Over => tongue.pick(
            "Nomor ini tidak berlaku lagi. Ambil nomor baru.",
            "This number is no longer valid. Take a new one.",
        ),
        P::NumberOrKey => tongue.pick(
            "Sebutkan nomor atau kunci pada slip, salah satu.",
            "Name the number or the key on the slip, one of both.",
        ),
        P::BadDisplayReport => tongue.pick(
            "Laporan layar ini tidak dapat dibaca.",
            "This display's report cannot be read.",
        ),
        P::AnnouncementTextNeeded => tongue.pick(
            "Pengumuman ini memerlukan kata-kata.",
            "This announcement needs words.",
        ),
        P::BadAnnouncementText => tongue.pick(
            "Satu baris, 1 sampai 200 karakter tiap bahasa, paling banyak 4 bahasa.",
            "One line of 1 to 200 characters in each language, in at most 4 languages.",
        ),
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
        Verb::CheckIn => tongue.pick("kembali ke antrean", "checked in again"),
    }
}

#[cfg(test)]
mod tests {
    use antre_domain::{ClassId, Locale, NoteRef, ZoneId};

    use super::*;

    fn says(rejection: &Rejection) -> [String; 2] {
        [Locale::ID, Locale::EN].map(|locale| {
            let config = None;
            Words { locale, config }.rejection(rejection)
        })
    }

    #[test]
    fn a_hold_is_refused_with_its_reason() {
        for (reason, indonesian, english) in [
            (
                HoldReason::SystemDown,
                "sistem sedang terganggu",
                "a system is down",
            ),
            (
                HoldReason::PowerCut,
                "listrik atau jaringan terputus",
                "the power or the network is out",
            ),
            (
                HoldReason::Evacuation,
                "semua orang harus meninggalkan gedung",
                "everybody has to leave the building",
            ),
            (
                HoldReason::Ceremony,
                "ada acara bersama di kantor ini",
                "staff are at a ceremony",
            ),
            (
                HoldReason::Other,
                "ada kendala di kantor ini",
                "the office has a problem",
            ),
        ] {
            let [id, en] = says(&Rejection::BranchHeld(reason));
            assert_eq!(
                id,
                format!("Pelayanan sedang dihentikan sementara: {indonesian}.")
            );
            assert_eq!(en, format!("The branch is held for now: {english}."));
        }
    }

    #[test]
    fn a_full_service_says_what_is_left_or_when_it_gives_numbers_again() {
        let full = |left, opens_at| Rejection::ServiceFull {
            service: ServiceId::new("gigi").unwrap(),
            left,
            opens_at,
        };
        let at = Some(Timestamp::from_millis(46_800_000));
        for (rejection, indonesian, english) in [
            (
                full(2, None),
                "Tempat gigi tersisa 2 orang.",
                "gigi has places for 2 more only.",
            ),
            (
                full(0, at),
                "Tempat gigi sudah penuh. Nomor diberikan lagi pukul 13.00 UTC.",
                "gigi is full. Numbers are given again at 13:00 UTC.",
            ),
            (
                full(0, None),
                "Tempat gigi hari ini sudah penuh.",
                "gigi is full for today.",
            ),
        ] {
            assert_eq!(says(&rejection), [indonesian, english]);
        }
    }

    #[test]
    fn what_is_new_with_rules_is_said_in_both_languages() {
        let class = || ClassId::new("janji").unwrap();
        let from = Timestamp::from_millis(30_600_000);
        for (rejection, indonesian, english) in [
            (
                Rejection::NotHeld,
                "Pelayanan tidak sedang dihentikan.",
                "The branch is not held.",
            ),
            (
                Rejection::HoldLimit(64),
                "Pelayanan sudah dihentikan 64 kali hari ini, dan itu batasnya.",
                "The branch was held 64 times today, which is the limit.",
            ),
            (
                Rejection::BookingNeeded(class()),
                "janji memerlukan jam yang sudah dipesan.",
                "janji needs the booked time.",
            ),
            (
                Rejection::NotByAppointment(class()),
                "janji tidak memakai janji temu.",
                "janji has no appointments.",
            ),
            (
                Rejection::AppointmentEarly { from },
                "Terlalu awal. Nomor untuk janji temu ini diberikan mulai 01-01-1970 pukul 08.30 UTC.",
                "Too early. Numbers for this appointment are given from 08:30 on 01-01-1970 UTC.",
            ),
            (
                Rejection::ReasonNeeded,
                "Sebutkan alasan memanggil nomor ini di luar giliran.",
                "Say why this ticket is called out of its turn.",
            ),
        ] {
            assert_eq!(says(&rejection), [indonesian, english]);
        }
    }

    #[test]
    fn what_a_hall_cannot_be_told_is_said_in_both_languages() {
        for (rejection, indonesian, english) in [
            (
                Rejection::UnknownZone(ZoneId::new("timur").unwrap()),
                "Zona timur tidak ada.",
                "There is no zone timur.",
            ),
            (
                Rejection::UnknownAnnouncement(NoteRef::from_bits(7)),
                "Pengumuman ini sudah tidak berlaku.",
                "This announcement no longer stands.",
            ),
            (
                Rejection::TooManyAnnouncements(8),
                "Sudah ada 8 pengumuman. Akhiri salah satu dahulu.",
                "8 announcements stand already. End one of them first.",
            ),
            (
                Rejection::DurationOutOfRange,
                "Pengumuman berlaku 10 sampai 86400 detik.",
                "An announcement stands for 10 to 86400 seconds.",
            ),
        ] {
            assert_eq!(says(&rejection), [indonesian, english]);
        }
    }
}
