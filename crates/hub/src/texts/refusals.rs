//! Every refusal in words.

use antre_domain::{Rejection, ServiceId, Timestamp};

use super::Words;
use super::states::{hold_word, state_word, step, verb_word};

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
                let step = step(tongue, *state, *verb);
                let (state, verb) = (state_word(tongue, *state), verb_word(tongue, *verb));
                tongue.pick(
                    format!("Nomor ini {state}, tidak dapat {verb}. {step}"),
                    format!("This ticket is {state} and cannot be {verb}. {step}"),
                )
            }
            R::WrongCounter => say(
                "Ini milik loket lain. Lakukan di loket itu, atau minta pengawas.",
                "This belongs to another counter. Do it there, or ask a supervisor.",
            ),
            R::Forbidden => say("Peran ini tidak boleh melakukannya.", "This role may not do this."),
            R::CounterClosed(id) => {
                let name = self.counter(id);
                tongue.pick(
                    format!("{name} belum dibuka. Buka dahulu."),
                    format!("{name} is not open. Open it first."),
                )
            }
            R::CounterBusy { counter, .. } => {
                let name = self.counter(counter);
                tongue.pick(
                    format!("{name} masih melayani. Selesaikan nomor itu dahulu."),
                    format!("{name} still has a ticket. Finish that one first."),
                )
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
            R::SignInNeeded => say(
                "Belum ada petugas yang masuk di loket ini. Masuk dengan nama dan PIN dahulu.",
                "Nobody is signed in at this counter. Sign in with your name and PIN first.",
            ),
            // Who sits there is a reference, which tells a clerk nothing.
            R::CounterTaken { counter, .. } => {
                let name = self.counter(counter);
                tongue.pick(
                    format!("{name} sedang dipakai petugas lain. Pilih loket lain atau minta pengawas melepasnya."),
                    format!("{name} is in use by another clerk. Choose another counter, or ask a supervisor to release it."),
                )
            }
            R::ClerkAway(_) => say(
                "Petugas itu sedang tidak di loket mana pun. Pilih petugas atau loket lain, atau layanannya saja.",
                "That clerk is at no counter now. Choose another clerk, a counter, or the service alone.",
            ),
            R::StillCalled(count) => tongue.pick(
                format!("Masih ada {count} nomor yang dipanggil ke loket ini. Mulai, lewati, atau kembalikan dahulu masing-masing."),
                format!("{count} more called tickets are at this counter. Start each, mark it as a no-show or put it back first."),
            ),
            R::OutcomeNeeded => say(
                "Pilih dahulu hasil pelayanan ini.",
                "Choose first how this service ended.",
            ),
            R::DeliveryNeeded => say(
                "Pilih dahulu apa yang diserahkan.",
                "Choose first what was delivered.",
            ),
            R::UnknownDelivery(id) => {
                let name = self.delivery(id);
                tongue.pick(
                    format!("{name} tidak diserahkan oleh layanan ini. Pilih dari daftar."),
                    format!("{name} is not delivered by this service. Choose from the list."),
                )
            }
            R::TooManyDeliveries(max) => tongue.pick(
                format!("Paling banyak {max} hal diserahkan dalam satu pelayanan. Kurangi pilihannya."),
                format!("One service delivers at most {max} things. Choose fewer."),
            ),
            R::RecallTooSoon { again_at } => {
                let time = self.moment_of_day(*again_at);
                tongue.pick(
                    format!("Baru saja dipanggil. Panggil ulang mulai pukul {time}."),
                    format!("Called a moment ago. Call again from {time}."),
                )
            }
            R::CallTooSoon { again_at } => {
                let time = self.moment_of_day(*again_at);
                tongue.pick(
                    format!("Loket ini baru saja memanggil. Panggil lagi mulai pukul {time}."),
                    format!("This counter called a moment ago. Call again from {time}."),
                )
            }
            R::TooManyTogether(max) => tongue.pick(
                format!("Sekali panggil 1 sampai {max} nomor, masing-masing sekali. Pilih lagi."),
                format!("1 to {max} numbers are called at once, each of them once. Choose again."),
            ),
            R::TooManyDirected(max) => tongue.pick(
                format!("Sudah {max} nomor menunggu satu loket atau petugas, dan itu batasnya. Alihkan ke layanannya saja."),
                format!("{max} tickets wait for one counter or clerk alone, which is the limit. Transfer to the service alone."),
            ),
            R::TooManyNotes(max) => tongue.pick(
                format!("Nomor ini sudah punya {max} catatan, dan itu batasnya. Sampaikan langsung kepada petugas berikutnya."),
                format!("This ticket has {max} notes, which is the limit. Tell the next clerk in person."),
            ),
            R::TooManyCopies(max) => tongue.pick(
                format!("{max} salinan masih menunggu dicetak. Periksa printer kios dahulu."),
                format!("{max} copies still wait to be printed. See to the kiosks' printers first."),
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

#[cfg(test)]
mod tests {
    use antre_domain::{
        ClassId, ClerkId, CounterId, HoldReason, Locale, NoteRef, StateName, Verb, ZoneId,
    };

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
    fn whatever_a_clerk_is_refused_at_the_counter_says_what_to_do() {
        let counter = || CounterId::new("l3").unwrap();
        let again_at = Timestamp::from_millis(30_605_000);
        for (rejection, indonesian, english) in [
            (
                Rejection::SignInNeeded,
                "Belum ada petugas yang masuk di loket ini. Masuk dengan nama dan PIN dahulu.",
                "Nobody is signed in at this counter. Sign in with your name and PIN first.",
            ),
            (
                Rejection::CounterTaken {
                    counter: counter(),
                    clerk: ClerkId::new("p-1").unwrap(),
                },
                "l3 sedang dipakai petugas lain. Pilih loket lain atau minta pengawas melepasnya.",
                "l3 is in use by another clerk. Choose another counter, or ask a supervisor to release it.",
            ),
            (
                Rejection::ClerkAway(ClerkId::new("p-1").unwrap()),
                "Petugas itu sedang tidak di loket mana pun. Pilih petugas atau loket lain, atau layanannya saja.",
                "That clerk is at no counter now. Choose another clerk, a counter, or the service alone.",
            ),
            (
                Rejection::StillCalled(2),
                "Masih ada 2 nomor yang dipanggil ke loket ini. Mulai, lewati, atau kembalikan dahulu masing-masing.",
                "2 more called tickets are at this counter. Start each, mark it as a no-show or put it back first.",
            ),
            (
                Rejection::RecallTooSoon { again_at },
                "Baru saja dipanggil. Panggil ulang mulai pukul 08.30.05 UTC.",
                "Called a moment ago. Call again from 08:30:05 UTC.",
            ),
            (
                Rejection::TooManyTogether(8),
                "Sekali panggil 1 sampai 8 nomor, masing-masing sekali. Pilih lagi.",
                "1 to 8 numbers are called at once, each of them once. Choose again.",
            ),
            (
                Rejection::TooManyDirected(64),
                "Sudah 64 nomor menunggu satu loket atau petugas, dan itu batasnya. Alihkan ke layanannya saja.",
                "64 tickets wait for one counter or clerk alone, which is the limit. Transfer to the service alone.",
            ),
            (
                Rejection::TooManyNotes(8),
                "Nomor ini sudah punya 8 catatan, dan itu batasnya. Sampaikan langsung kepada petugas berikutnya.",
                "This ticket has 8 notes, which is the limit. Tell the next clerk in person.",
            ),
            (
                Rejection::TooManyCopies(32),
                "32 salinan masih menunggu dicetak. Periksa printer kios dahulu.",
                "32 copies still wait to be printed. See to the kiosks' printers first.",
            ),
            (
                Rejection::TooManyDeliveries(8),
                "Paling banyak 8 hal diserahkan dalam satu pelayanan. Kurangi pilihannya.",
                "One service delivers at most 8 things. Choose fewer.",
            ),
            (
                Rejection::WrongCounter,
                "Ini milik loket lain. Lakukan di loket itu, atau minta pengawas.",
                "This belongs to another counter. Do it there, or ask a supervisor.",
            ),
            (
                Rejection::WrongState {
                    state: StateName::Finished,
                    verb: Verb::Note,
                },
                "Nomor ini selesai, tidak dapat diberi catatan. Pilih nomor lain.",
                "This ticket is finished and cannot be given a note. Choose another one.",
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
