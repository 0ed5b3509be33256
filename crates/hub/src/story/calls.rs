//! The calls of others, each in words, and what they amount to.

use std::collections::BTreeSet;

use antre_domain::story::{Order, OtherCalled, Reach};
use antre_domain::{CallReason, CounterId, Story, TicketId};

use super::tale::Narrator;
use crate::texts::choice_word;

/// The most numbers of one sentence; the rest are counted.
const NUMBERS_SHOWN_MAX: usize = 8;

/// Which sentence the call of another gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// It came before: nobody asks more.
    CameBefore,
    /// The booked time of the one who asks had not come.
    NotDue,
    /// The one who asks missed a call, and came back behind it.
    SetBack,
    /// This counter takes other services first.
    Helping(CounterId),
    /// The one who asks waited for another counter or clerk alone.
    Directed,
    /// It came after: this one wants its reason.
    CameAfter,
}

impl Kind {
    pub(super) fn of(other: &OtherCalled) -> Self {
        match (other.reach, other.came) {
            (Reach::NotDue, _) => Self::NotDue,
            (Reach::SetBack, _) => Self::SetBack,
            (Reach::Helping, _) => Self::Helping(other.counter.clone()),
            (Reach::Directed, _) => Self::Directed,
            (Reach::Equal | Reach::Outside, Order::Earlier) => Self::CameBefore,
            (Reach::Equal | Reach::Outside, Order::Later) => Self::CameAfter,
        }
    }

    /// Whether several calls in a row become one sentence.
    pub(super) fn folds(&self) -> bool {
        match self {
            Self::CameBefore | Self::NotDue | Self::SetBack | Self::Helping(_) | Self::Directed => {
                true
            }
            Self::CameAfter => false,
        }
    }
}

impl Narrator<'_> {
    /// Calls of one kind, in a row: at least one.
    pub(super) fn others(&self, kind: &Kind, others: &[&OtherCalled]) -> String {
        let say = self.words.tongue();
        let numbers = self.numbers(others);
        let were = if others.len() == 1 { "was" } else { "were" };
        match (kind, others) {
            (Kind::CameBefore, [only]) => {
                let counter = self.words.counter(&only.counter);
                say.pick(
                    format!("{numbers} dipanggil ke {counter}: datang sebelum Anda."),
                    format!("{numbers} was called to {counter}: it came before you."),
                )
            }
            (Kind::CameBefore, _) => say.pick(
                format!("{numbers} dipanggil lebih dahulu: datang sebelum Anda."),
                format!("{numbers} were called first: they came before you."),
            ),
            (Kind::NotDue, _) => say.pick(
                format!("{numbers} dipanggil selagi jam janji temu Anda belum tiba."),
                format!("{numbers} {were} called while your booked time had not come yet."),
            ),
            (Kind::SetBack, _) => say.pick(
                format!("{numbers} dipanggil: sejak Anda kembali, tempatnya di depan Anda."),
                format!("{numbers} {were} called: ahead of you since you came back."),
            ),
            (Kind::Helping(counter), _) => {
                let counter = self.words.counter(counter);
                say.pick(
                    format!(
                        "{counter} memanggil {numbers}. Loket ini mendahulukan layanan lain, dan memanggil antrean Anda bila di sana tidak ada yang menunggu."
                    ),
                    format!(
                        "{counter} called {numbers}. It takes other services first, and your queue when nobody waits for those."
                    ),
                )
            }
            (Kind::Directed, _) => say.pick(
                format!("{numbers} dipanggil ke loket lain selagi Anda menunggu satu loket atau petugas saja."),
                format!("{numbers} {were} called to other counters while you waited for one counter or clerk alone."),
            ),
            (Kind::CameAfter, _) => {
                let told: Vec<String> = others.iter().map(|other| self.later(other)).collect();
                told.join(" ")
            }
        }
    }

    /// One who came after and was called before.
    fn later(&self, other: &OtherCalled) -> String {
        let say = self.words.tongue();
        let (number, counter) = (other.number, self.words.counter(&other.counter));
        let came = self.words.time(other.came_at);
        let reason = self.words.reason(&other.reason);
        let mut told = match (other.stood, other.booked_at) {
            (Order::Later, _) => say.pick(
                format!("{number} dipanggil ke {counter}, datang sesudah Anda ({came})."),
                format!("{number} was called to {counter}; it came after you ({came})."),
            ),
            (Order::Earlier, Some(at)) => {
                let at = self.words.time(at);
                say.pick(
                    format!(
                        "{number} dipanggil ke {counter}. Datang sesudah Anda ({came}), tetapi antre menurut jam janji temunya, {at}."
                    ),
                    format!(
                        "{number} was called to {counter}. It came after you ({came}), but queued by its booked time, {at}."
                    ),
                )
            }
            (Order::Earlier, None) => {
                let since = self.words.time(other.since);
                say.pick(
                    format!(
                        "{number} dipanggil ke {counter}. Datang sesudah Anda ({came}), tetapi di antrean ini terhitung sejak {since}, sebelum Anda."
                    ),
                    format!(
                        "{number} was called to {counter}. It came after you ({came}), but in this queue it counted from {since}, before you."
                    ),
                )
            }
        };
        told.push(' ');
        told.push_str(&reason);
        if other.reach == Reach::Outside {
            told.push_str(&say.pick(
                format!(" {counter} tidak melayani antrean Anda."),
                format!(" {counter} does not take your queue."),
            ));
        }
        told
    }

    /// `A005, A006 and 3 others`, each number once.
    fn numbers(&self, others: &[&OtherCalled]) -> String {
        let mut seen = BTreeSet::new();
        let once = others.iter().filter(|other| seen.insert(other.ticket));
        let mut numbers: Vec<String> = once.map(|other| other.number.to_string()).collect();
        let say = self.words.tongue();
        let more = numbers.len().saturating_sub(NUMBERS_SHOWN_MAX);
        // One more number is no longer than the word for it.
        if more > 1 {
            numbers.truncate(NUMBERS_SHOWN_MAX);
            numbers.push(say.pick(format!("{more} nomor lain"), format!("{more} others")));
        }
        match numbers.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                format!("{}{}{last}", first.join(", "), say.pick(" dan ", " and "))
            }
        }
    }

    /// How many went before, and why those who had come after.
    pub(super) fn amounts(&self, story: &Story) -> String {
        let say = self.words.tongue();
        let (before, later) = story.numbers_before();
        let why = self.why_later(story);
        match (before, later) {
            (0, _) => self.say(
                "Tidak ada nomor lain yang dipanggil selagi Anda menunggu.",
                "No other number was called while you waited.",
            ),
            (1, 0) => self.say(
                "1 nomor dipanggil selagi Anda menunggu, dan datang sebelum Anda.",
                "1 number was called while you waited, and it came before you.",
            ),
            (_, 0) => say.pick(
                format!("{before} nomor dipanggil selagi Anda menunggu, semuanya datang sebelum Anda."),
                format!("{before} numbers were called while you waited, all of which came before you."),
            ),
            (1, _) => say.pick(
                format!("1 nomor dipanggil selagi Anda menunggu, dan datang sesudah Anda ({why})."),
                format!("1 number was called while you waited, and it came after you ({why})."),
            ),
            (_, _) if before == later => say.pick(
                format!("{before} nomor dipanggil selagi Anda menunggu, semuanya datang sesudah Anda ({why})."),
                format!("{before} numbers were called while you waited, all of which came after you ({why})."),
            ),
            (_, _) => {
                let earlier = before - later;
                say.pick(
                    format!("{before} nomor dipanggil selagi Anda menunggu: {earlier} datang sebelum Anda, {later} sesudah Anda ({why})."),
                    format!("{before} numbers were called while you waited: {earlier} came before you, {later} after you ({why})."),
                )
            }
        }
    }

    /// The reasons of those who came after, each with its count where there are several.
    fn why_later(&self, story: &Story) -> String {
        let mut seen: BTreeSet<TicketId> = BTreeSet::new();
        let mut causes: Vec<(String, usize)> = Vec::new();
        let later = story
            .others_called()
            .filter(|other| other.came == Order::Later);
        for other in later.filter(|other| seen.insert(other.ticket)) {
            let cause = self.cause(other);
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, count)) => *count += 1,
                None => causes.push((cause, 1)),
            }
        }
        match causes.as_slice() {
            [(only, _)] => only.clone(),
            several => {
                let told = several
                    .iter()
                    .map(|(cause, count)| format!("{count} × {cause}"));
                told.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Why another went first, in a word or two.
    pub(super) fn cause(&self, other: &OtherCalled) -> String {
        let say = self.words.tongue();
        match other.reach {
            Reach::NotDue => {
                return self.say(
                    "jam janji temu Anda belum tiba",
                    "your booked time had not come",
                );
            }
            Reach::SetBack => {
                return self.say(
                    "Anda melewatkan panggilan dan kembali di belakangnya",
                    "you had missed a call and came back behind it",
                );
            }
            Reach::Helping => {
                return self.say(
                    "loketnya mendahulukan layanan lain",
                    "the counter takes other services first",
                );
            }
            Reach::Directed => {
                return self.say(
                    "Anda menunggu satu loket atau petugas saja",
                    "you waited for one counter or clerk alone",
                );
            }
            Reach::Equal | Reach::Outside => {}
        }
        match &other.reason {
            CallReason::LongestWait { .. } => self.say(
                "lebih lama menunggu di antrean ini",
                "waited longer in this queue",
            ),
            CallReason::LongestLife { .. } => {
                self.say("lebih lama berada di sini", "in the branch longer")
            }
            CallReason::PastTarget { .. } | CallReason::NearestToTarget { .. } => self.say(
                "lebih dekat dengan target waktu tunggunya",
                "nearer to the target wait",
            ),
            CallReason::PastCap { .. } => self.say(
                "sudah melewati batas waktu tunggu",
                "past the longest wait allowed",
            ),
            CallReason::GuaranteedTurn { line, .. } => {
                let line = self.words.line(line);
                say.pick(
                    format!("giliran yang dijamin untuk {line}"),
                    format!("a guaranteed turn for {line}"),
                )
            }
            CallReason::RatioTurn { line, .. } => {
                let line = self.words.line(line);
                say.pick(format!("giliran {line}"), format!("the turn of {line}"))
            }
            CallReason::FirstInOrder { line, .. } | CallReason::LineFirst { line, .. } => {
                let line = self.words.line(line);
                say.pick(format!("{line} didahulukan"), format!("{line} goes first"))
            }
            CallReason::AppointmentDue { .. } => self.say("janji temu", "an appointment"),
            CallReason::WaitedPast { limit_secs, .. } => {
                let limit = limit_secs / 60;
                say.pick(
                    format!("menunggu lebih dari {limit} menit"),
                    format!("waited more than {limit} min"),
                )
            }
            CallReason::Crowded { line, .. } => {
                let line = self.words.line(line);
                say.pick(
                    format!("{line} sedang ramai"),
                    format!("{line} was crowded"),
                )
            }
            CallReason::TimeOfDay { line, .. } => {
                let line = self.words.line(line);
                say.pick(
                    format!("{line} didahulukan pada jam itu"),
                    format!("{line} goes first at that hour"),
                )
            }
            CallReason::Chosen { because, .. } => {
                let because = because.map(|because| format!(" – {}", choice_word(say, because)));
                let because = because.unwrap_or_default();
                say.pick(
                    format!("dipilih petugas{because}"),
                    format!("chosen by a clerk{because}"),
                )
            }
            CallReason::Directed { .. } => {
                self.say("dialihkan khusus ke loket itu", "sent on to that counter")
            }
            CallReason::WalkIn => self.say(
                "dilayani langsung di loket",
                "served at the counter at once",
            ),
        }
    }
}
