//! What happened to the ticket itself, in words; and every moment, each with its sentence by an
//! exhaustive `match`.

use antre_domain::story::{Came, Ending, Entry, Moment, Standing};
use antre_domain::{
    CallReason, ClassId, CounterId, Directed, Outcome, Quiet, QuietReason, RequeueReason, Role,
    ServiceId, TicketNumber, Timestamp, Undoable, Without,
};
use chrono::NaiveDate;

use super::calls::Kind;
use super::tale::Narrator;

impl Narrator<'_> {
    /// How it came.
    pub(super) fn came(&self, number: TicketNumber, came: &Came) -> String {
        let say = self.words.tongue();
        let service = self.words.service(&came.issued_for);
        let mut told = match (&came.carried, came.party) {
            (Some(from), _) => {
                let age = self.date_and_time(from.since);
                let old = match from.number {
                    Some(old) => say.pick(
                        format!("Nomor {old} dari hari sebelumnya"),
                        format!("Number {old} of the day before"),
                    ),
                    None => say
                        .pick("Nomor dari hari sebelumnya", "A number of the day before")
                        .to_owned(),
                };
                say.pick(
                    format!("{old} dilanjutkan dengan nomor baru {number} untuk {service}. Urutan tetap menurut waktu semula: {age}."),
                    format!("{old} went on as {number} for {service}. It kept its time in the queue: {age}."),
                )
            }
            (None, 1) => say.pick(
                format!("Anda mengambil nomor {number} untuk {service}."),
                format!("You took number {number} for {service}."),
            ),
            (None, people) => say.pick(
                format!("Anda mengambil nomor {number} untuk {service}, bagi {people} orang."),
                format!("You took number {number} for {service}, for {people} people."),
            ),
        };
        if let Some(joined_at) = came.joined_at {
            let (given, joined) = (self.words.time(came.at), self.words.time(joined_at));
            told.push_str(&say.pick(
                format!(" Nomor diberikan saat jaringan terputus, pukul {given}, dan bergabung pukul {joined}; antrean Anda dihitung dari jam pertama."),
                format!(" It was given while the connection was lost, at {given}, and joined at {joined}; your place counts from the first time."),
            ));
        }
        if came.issued_for != came.service || !came.onward.is_empty() {
            let stops = std::iter::once(&came.service).chain(&came.onward);
            let stops: Vec<String> = stops.map(|stop| self.words.service(stop)).collect();
            let stops = stops.join(", ");
            told.push_str(&say.pick(
                format!(" Kunjungan Anda: {stops}."),
                format!(" Your visit: {stops}."),
            ));
        }
        if let Some(booking) = came.booking {
            let (time, now) = (self.words.time(booking.at), self.words.time(came.at));
            let class = self.words.class(&came.class);
            told.push_str(&if booking.in_time {
                say.pick(
                    format!(" Janji temu pukul {time}: antrean Anda dihitung dari jam itu."),
                    format!(" Appointment at {time}: your place counts from that time."),
                )
            } else {
                say.pick(
                    format!(" Anda terlambat untuk janji temu pukul {time}, jadi antre sebagai {class} sejak {now}."),
                    format!(" You came too late for the appointment at {time}, so you queued as {class} from {now} on."),
                )
            });
        }
        told.push(' ');
        told.push_str(&self.standing(came.standing));
        told
    }

    fn standing(&self, standing: Standing) -> String {
        let Standing {
            people_ahead,
            counters_open,
        } = standing;
        self.words.tongue().pick(
            match (people_ahead, counters_open) {
                (0, 0) => {
                    "Tidak ada orang di depan Anda; belum ada loket yang buka untuk antrean ini."
                        .to_owned()
                }
                (0, open) => {
                    format!("Tidak ada orang di depan Anda; {open} loket melayani antrean ini.")
                }
                (ahead, 0) => format!(
                    "{ahead} orang di depan Anda; belum ada loket yang buka untuk antrean ini."
                ),
                (ahead, open) => {
                    format!("{ahead} orang di depan Anda; {open} loket melayani antrean ini.")
                }
            },
            {
                let ahead = match people_ahead {
                    0 => "Nobody was ahead of you".to_owned(),
                    1 => "1 person was ahead of you".to_owned(),
                    people => format!("{people} people were ahead of you"),
                };
                let open = match counters_open {
                    0 => "no counter was open for this queue".to_owned(),
                    1 => "1 counter took this queue".to_owned(),
                    open => format!("{open} counters took this queue"),
                };
                format!("{ahead}; {open}.")
            },
        )
    }

    /// One moment, and the place it led to. Calls of others in a row are folded before they come here.
    pub(super) fn moment_of(&self, entry: &Entry) -> String {
        let told = match &entry.moment {
            Moment::OtherCalled(other) => self.others(&Kind::of(other), &[other]),
            Moment::OtherJoined {
                number,
                how,
                came,
                since,
                ..
            } => self.joined(*number, *how, *came, *since),
            Moment::Called {
                counter,
                reason,
                quiet,
            } => self.called(counter, reason, *quiet),
            Moment::Recalled { times, .. } => self.recalled(*times),
            Moment::CallWithdrawn { because, .. } => self.withdrawn(*because),
            Moment::Moved { from, to } => self.moved(from, to),
            Moment::NoShow { counter } => self.no_show(counter),
            Moment::CameBack { behind, .. } => self.came_back(*behind),
            Moment::Started { counter } => self.started(counter),
            Moment::Finished { outcome, .. } => self.finished(*outcome),
            Moment::WentOn {
                counter,
                service,
                kept_age,
                ..
            } => self.went_on(counter.as_ref(), service, *kept_age),
            Moment::Transferred {
                from_service,
                from_class,
                service,
                class,
                kept_age,
                to,
                ..
            } => {
                let mut told =
                    self.transferred((from_service, from_class), (service, class), *kept_age);
                told.push_str(&self.directed(to.as_ref()));
                told
            }
            Moment::Parked { until, .. } => self.parked(*until),
            Moment::Returned { by_itself, .. } => self.returned(*by_itself),
            Moment::Cancelled { by, superseded_by } => match superseded_by {
                Some(other) => self.superseded(*other),
                None => self.cancelled(*by),
            },
            Moment::Undone { act, .. } => self.undone(*act),
            Moment::ServedAtDayEnd => self.say(
                "Hari layanan berakhir selagi Anda dilayani; Anda tercatat sudah dilayani.",
                "The day ended while you were being served; you are counted as served.",
            ),
            Moment::Expired { at } => self.expired(*at),
            Moment::CarriedOn { date, number, .. } => self.carried_on(*date, *number),
            Moment::Held { reason } => self.held(*reason),
            Moment::Resumed { held_secs } => self.resumed(*held_secs),
            Moment::CounterTurned {
                counter,
                turn,
                counters_open,
            } => self.turned(counter, *turn, *counters_open),
            Moment::Configured { new_rule } => self.configured(*new_rule),
        };
        match entry.moment.standing() {
            Some(standing) => format!("{told} {}", self.standing(standing)),
            None => told,
        }
    }

    fn called(&self, counter: &CounterId, reason: &CallReason, quiet: Option<Quiet>) -> String {
        // Nobody was called who stood there already.
        let quiet = quiet.filter(|_| *reason != CallReason::WalkIn);
        let (counter, reason) = (self.words.counter(counter), self.words.reason(reason));
        let quiet = quiet.map_or_else(String::new, |quiet| self.quiet(quiet));
        self.words.tongue().pick(
            format!("Anda dipanggil ke {counter}{quiet}. {reason}"),
            format!("You were called to {counter}{quiet}. {reason}"),
        )
    }

    /// What the call went without, and why, behind "called to counter 3".
    fn quiet(&self, quiet: Quiet) -> String {
        let tongue = self.words.tongue();
        let how = match quiet.without {
            Without::Voice => tongue.pick("tanpa suara", "without the voice"),
            Without::Screen => tongue.pick("tanpa layar", "without the screen"),
            Without::Both => tongue.pick("langsung oleh petugas", "by the clerk in person"),
        };
        let why = match quiet.because {
            QuietReason::Delicate => tongue.pick("urusan yang peka", "a delicate matter"),
            QuietReason::Safety => tongue.pick("demi keselamatan", "for somebody's safety"),
            QuietReason::Asked => tongue.pick("atas permintaan Anda", "as you asked"),
            QuietReason::Other => tongue.pick("alasan lain", "another reason"),
        };
        format!(", {how} ({why})")
    }

    fn recalled(&self, times: u8) -> String {
        match times {
            0 | 1 => self.say("Panggilan diulang.", "The call was repeated."),
            _ => self.words.tongue().pick(
                format!("Panggilan diulang lagi, untuk kali ke-{times}."),
                format!("The call was repeated again, {times} times by then."),
            ),
        }
    }

    fn no_show(&self, counter: &CounterId) -> String {
        let counter = self.words.counter(counter);
        self.words.tongue().pick(
            format!("Anda tidak datang ke {counter}, jadi nomor Anda dilewati."),
            format!("You did not come to {counter}, so your number was passed over."),
        )
    }

    fn came_back(&self, behind: Option<TicketNumber>) -> String {
        let Some(behind) = behind else {
            return self.say("Anda kembali ke antrean.", "You came back to the queue.");
        };
        self.words.tongue().pick(
            format!(
                "Anda kembali, dan ditempatkan di belakang {behind}: siapa pun yang melewatkan \
                 panggilan kembali di belakang beberapa nomor."
            ),
            format!(
                "You came back and were placed behind {behind}: whoever misses a call comes back \
                 behind a few others."
            ),
        )
    }

    fn started(&self, counter: &CounterId) -> String {
        let counter = self.words.counter(counter);
        self.words.tongue().pick(
            format!("Pelayanan dimulai di {counter}."),
            format!("Service began at {counter}."),
        )
    }

    fn finished(&self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Served => self.say("Pelayanan selesai.", "Service was done."),
            Outcome::Incomplete => self.say(
                "Pelayanan berakhir: persyaratan belum lengkap.",
                "Service ended: something was still missing.",
            ),
            Outcome::Left => self.say(
                "Pelayanan berakhir: Anda pergi sebelum selesai.",
                "Service ended: you left before it was done.",
            ),
        }
    }

    fn went_on(&self, from: Option<&CounterId>, to: &ServiceId, kept_age: bool) -> String {
        let say = self.words.tongue();
        let to = self.words.service(to);
        let from = from.map(|from| self.words.counter(from));
        let from = from.map(|from| say.pick(format!(" di {from}"), format!(" at {from}")));
        let from = from.unwrap_or_default();
        let age = if kept_age {
            say.pick("menurut waktu kedatangan Anda", "by the time you came")
        } else {
            say.pick("sejak saat itu", "from then on")
        };
        say.pick(
            format!("Selesai{from}; kunjungan berlanjut ke {to}, antre {age}."),
            format!("Done{from}; your visit went on to {to}, where you queued {age}."),
        )
    }

    fn transferred(
        &self,
        from: (&ServiceId, &ClassId),
        to: (&ServiceId, &ClassId),
        kept_age: bool,
    ) -> String {
        let (from, to) = if from.0 == to.0 {
            (self.words.class(from.1), self.words.class(to.1))
        } else {
            (self.words.service(from.0), self.words.service(to.0))
        };
        let age = if kept_age {
            self.say(
                "Waktu tunggu Anda tetap dihitung dari semula.",
                "Your time in the queue was kept.",
            )
        } else {
            self.say(
                "Di sana Anda antre sejak saat itu.",
                "There you queued from then on.",
            )
        };
        self.words.tongue().pick(
            format!("Petugas memindahkan Anda dari {from} ke {to}. {age}"),
            format!("Staff moved you from {from} to {to}. {age}"),
        )
    }

    /// For whom alone it waits.
    fn directed(&self, to: Option<&Directed>) -> String {
        let say = self.words.tongue();
        match to {
            None => String::new(),
            Some(Directed::Counter(counter)) => {
                let counter = self.words.counter(counter);
                say.pick(
                    format!(" Untuk sementara hanya {counter} yang memanggil Anda."),
                    format!(" For a while only {counter} calls you."),
                )
            }
            Some(Directed::Clerk(_)) => self.say(
                " Untuk sementara hanya satu petugas yang memanggil Anda.",
                " For a while only one clerk calls you.",
            ),
        }
    }

    fn withdrawn(&self, because: Option<RequeueReason>) -> String {
        let Some(because) = because else {
            return self.say(
                "Panggilan ditarik kembali; Anda kembali ke tempat semula.",
                "The call was withdrawn; you went back to your old place.",
            );
        };
        match because {
            RequeueReason::Mistake => self.say(
                "Panggilan ditarik kembali karena keliru; Anda kembali ke tempat semula.",
                "The call was a mistake and was withdrawn; you went back to your old place.",
            ),
            RequeueReason::NotReady => self.say(
                "Anda belum siap, jadi kembali ke tempat semula.",
                "You were not ready yet, so you went back to your old place.",
            ),
            RequeueReason::SteppedAway => self.say(
                "Anda minta dipanggil lagi nanti, jadi kembali ke tempat semula.",
                "You asked to be called again later, so you went back to your old place.",
            ),
            RequeueReason::CounterReleased => self.say(
                "Loket itu terpaksa ditutup; Anda kembali ke tempat semula.",
                "That counter had to be closed; you went back to your old place.",
            ),
            RequeueReason::Other => self.say(
                "Petugas mengembalikan Anda ke tempat semula.",
                "Staff put you back to your old place.",
            ),
        }
    }

    fn moved(&self, from: &CounterId, to: &CounterId) -> String {
        let (from, to) = (self.words.counter(from), self.words.counter(to));
        self.words.tongue().pick(
            format!("Petugas Anda pindah dari {from} ke {to}; Anda ikut ke sana."),
            format!("Your clerk moved from {from} to {to}; you went along."),
        )
    }

    fn parked(&self, until: Option<Timestamp>) -> String {
        let Some(until) = until.map(|until| self.words.time(until)) else {
            return self.say(
                "Nomor Anda disisihkan sementara.",
                "Your number was set aside.",
            );
        };
        self.words.tongue().pick(
            format!("Nomor Anda disisihkan sementara, sampai pukul {until}."),
            format!("Your number was set aside until {until}."),
        )
    }

    fn returned(&self, by_itself: bool) -> String {
        if by_itself {
            self.say(
                "Waktunya tiba: nomor Anda kembali ke tempat semula.",
                "Its time came: your number went back to its old place.",
            )
        } else {
            self.say(
                "Nomor Anda kembali ke tempat semula.",
                "Your number went back to its old place.",
            )
        }
    }

    fn superseded(&self, other: TicketNumber) -> String {
        self.words.tongue().pick(
            format!(
                "Nomor ini digantikan oleh {other}: keduanya untuk orang yang sama, karena jaringan \
                 kios terputus saat nomor diambil."
            ),
            format!(
                "This number gave way to {other}: both were for the same person, since the kiosk \
                 lost its connection while the number was taken."
            ),
        )
    }

    fn cancelled(&self, by: Role) -> String {
        match by {
            Role::Kiosk => self.say(
                "Nomor Anda dibatalkan di mesin antrean.",
                "Your number was cancelled at the kiosk.",
            ),
            Role::Greeter | Role::Counter | Role::Supervisor | Role::Admin | Role::Timer => self
                .say(
                    "Nomor Anda dibatalkan oleh petugas.",
                    "Your number was cancelled by staff.",
                ),
        }
    }

    fn undone(&self, act: Undoable) -> String {
        match act {
            Undoable::Finish => self.say(
                "Pelayanan ternyata belum selesai, dan dilanjutkan.",
                "Service was not done after all, and went on.",
            ),
            Undoable::NoShow => self.say(
                "Catatan bahwa Anda tidak datang ditarik kembali.",
                "The note that you did not come was taken back.",
            ),
            Undoable::Park => self.say(
                "Penyisihan nomor Anda ditarik kembali.",
                "Setting your number aside was taken back.",
            ),
            Undoable::Transfer => self.say(
                "Pemindahan itu ditarik kembali.",
                "The move was taken back.",
            ),
            Undoable::Cancel => self.say(
                "Pembatalan nomor Anda ditarik kembali.",
                "Cancelling your number was taken back.",
            ),
        }
    }

    fn expired(&self, at: Ending) -> String {
        match at {
            Ending::Closing => self.say(
                "Jam layanan berakhir sebelum Anda dilayani; nomor Anda tidak berlaku lagi.",
                "Closing time came before you were served; your number is no longer valid.",
            ),
            Ending::DayEnd => self.say(
                "Hari layanan berakhir; nomor Anda tidak berlaku lagi.",
                "The day ended; your number is no longer valid.",
            ),
        }
    }

    fn carried_on(&self, date: NaiveDate, number: TicketNumber) -> String {
        let date = self.day(date);
        self.words.tongue().pick(
            format!(
                "Nomor Anda dilanjutkan pada {date} dengan nomor baru {number}; urutan Anda tetap."
            ),
            format!("Your number went on as {number} on {date}; you kept your place."),
        )
    }
}
