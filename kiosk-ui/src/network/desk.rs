//! What the staff's pages order of this kiosk.

use antre_client::ClientError;
use antre_domain::Locale;
use antre_protocol::{Need, PinRequest};

use super::Printer;
use super::memory::{Kept, Settings};
use super::office::{Line, Office};
use crate::flow::News;
use crate::staff::{Answer, COUNT_MAX, Order, Pin, RECENT_MAX, Recent};

/// Where a problem says nothing of how long to wait.
const LOCKED_SECS: u32 = 60;

impl Office {
    pub(super) async fn staff(&self, order: Order) {
        let answer = match order {
            Order::Pin(pin) => self.let_in(pin).await,
            Order::Issue {
                service,
                priority,
                count,
                needs,
            } => self.take_several(&service, priority, count, needs).await,
            Order::Cancel(tickets) => self.give_several_back(tickets).await,
            Order::Copy { ticket } => self.hand_out(&ticket).await,
            Order::TestPrint => self.with_press(|press| press.test()),
            Order::NewRoll => self.with_press(|press| press.roll_changed()),
            Order::ReturnReserve => match self.client.return_reserve().await {
                Ok(()) => Answer::Done,
                Err(error) => failed(&error),
            },
            Order::Pause(paused) => self.decide(|known| Settings { paused, ..known }),
            Order::ScreenWidth { tenths_mm } => self.decide(|known| Settings {
                screen_tenths_mm: Some(tenths_mm),
                ..known
            }),
            Order::Restart => {
                self.restart.notify_one();
                Answer::Done
            }
            Order::Recent => Answer::Recent(self.recent()),
            Order::Diagnose => Answer::Diagnosis(self.diagnosis().await),
        };
        self.tell(News::Staff(answer)).await;
    }

    async fn let_in(&self, Pin(pin): Pin) -> Answer {
        match self.client.pin(&PinRequest { pin }).await {
            Ok(()) => Answer::Welcome,
            Err(ClientError::Problem(problem)) => match problem.code.as_str() {
                "wrong_pin" => Answer::WrongPin,
                "no_pin" => Answer::NoPin,
                _ if problem.status == 429 => Answer::Locked {
                    secs: problem.retry_after_secs.unwrap_or(LOCKED_SECS),
                },
                _ => Answer::Failed(problem.code),
            },
            Err(ClientError::Unreachable) => Answer::NotAsked,
            Err(error) => failed(&error),
        }
    }

    async fn take_several(
        &self,
        service: &str,
        priority: bool,
        count: u8,
        needs: Vec<Need>,
    ) -> Answer {
        // The slip of somebody who did not touch the screen is in the branch's own language.
        let Some(asked) = self.asked(service, priority, "", needs) else {
            return Answer::Failed("unknown_service".to_owned());
        };
        let count = count.clamp(1, COUNT_MAX);
        let (given, fault) = self.give(&asked, count, 1, false).await;
        if let (true, Some(fault)) = (given.is_empty(), fault) {
            return failed(&fault);
        }
        for kept in &given {
            self.print_original(kept).await;
        }
        Answer::Issued(given.iter().filter_map(|kept| self.listed(kept)).collect())
    }

    async fn give_several_back(&self, tickets: Vec<String>) -> Answer {
        let mut done = Vec::new();
        let mut refused = None;
        for ticket in tickets {
            match self.give_back(&ticket).await {
                Ok(()) => done.push(ticket),
                Err(error) => {
                    tracing::warn!("a number was not taken back: {error}");
                    refused = Some(failed(&error));
                }
            }
        }
        match refused {
            Some(refused) if done.is_empty() => refused,
            Some(_) | None => Answer::Cancelled(done),
        }
    }

    /// The slip once more: the original where the printer has never had it, else a copy.
    async fn hand_out(&self, ticket: &str) -> Answer {
        let Printer::Ready(press) = &self.printer else {
            return Answer::Failed("no_printer".to_owned());
        };
        let known = self.memory.borrow().find(ticket).cloned();
        let Some(kept) = known else {
            return Answer::Failed("unknown_ticket".to_owned());
        };
        if kept.unfinished && press.has_never_had(ticket).await {
            self.print_original(&kept).await;
            return Answer::Done;
        }
        match self.copy(ticket) {
            Some(order) => {
                self.print(order).await;
                Answer::Done
            }
            None => Answer::Failed("unknown_branch".to_owned()),
        }
    }

    fn with_press(&self, order: impl FnOnce(&crate::press::Press) -> bool) -> Answer {
        match &self.printer {
            Printer::Ready(press) if order(press) => Answer::Done,
            Printer::Ready(_) => Answer::Failed("printer".to_owned()),
            Printer::Absent | Printer::Broken => Answer::Failed("no_printer".to_owned()),
        }
    }

    fn decide(&self, decided: impl FnOnce(Settings) -> Settings) -> Answer {
        let mut memory = self.memory.borrow_mut();
        let settings = decided(memory.settings());
        if memory.set(settings) {
            Answer::Done
        } else {
            Answer::Failed("not_kept".to_owned())
        }
    }

    fn recent(&self) -> Vec<Recent> {
        let today = self.with_view(|view| view.branch.business_date).flatten();
        let memory = self.memory.borrow();
        let recent = memory.recent(today).take(RECENT_MAX);
        recent.filter_map(|kept| self.listed(kept)).collect()
    }

    fn listed(&self, kept: &Kept) -> Option<Recent> {
        let unfinished = kept.unfinished;
        self.read(|reading| {
            let ticket = reading.ticket(&kept.answer);
            let slip = reading.slip(&kept.answer, reading.own_language(), "");
            Recent {
                number: ticket.number(),
                ticket: ticket.id,
                letters: ticket.letters,
                digits: ticket.digits,
                series: ticket.series,
                service: slip.service,
                minute: reading.minute(kept.answer.issued_at).minutes(),
                unfinished,
            }
        })
    }

    /// A line each, in Indonesian where that is the branch's own language, else in English.
    async fn diagnosis(&self) -> Vec<(String, String)> {
        let own = self.read(|reading| reading.own_language());
        let own = own.unwrap_or(Locale::ID);
        let say = |id: &str, en: &str| if own == Locale::ID { id } else { en }.to_owned();
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let minute = |at| self.read(|reading| clock(reading.minute(at).minutes()));
        let version = match self.line.get() {
            Line::Live => self.client.health().await.ok().map(|health| health.version),
            Line::Gone { .. } | Line::Barred => None,
        };
        let standing = self.standing.borrow().clone();
        let mut lines = Vec::new();
        let mut line = |name: String, value: String| lines.push((name, value));

        let hub = match self.line.get() {
            Line::Live => say("tersambung", "connected"),
            Line::Barred => say("token ditolak", "token refused"),
            Line::Gone { since } => {
                let since = since.and_then(minute).unwrap_or_else(|| "–".to_owned());
                format!("{} {since}", say("terputus sejak", "away since"))
            }
        };
        line("Hub".to_owned(), hub);
        let versions = format!(
            "Kiosk {} · Hub {}",
            env!("CARGO_PKG_VERSION"),
            version.as_deref().unwrap_or("–"),
        );
        line(say("Versi", "Version"), versions);
        let (printer, roll) = self.printer_in_words(&say);
        line(say("Pencetak", "Printer"), printer);
        line(say("Gulungan", "Roll"), roll);
        for (date, series, count) in standing.stock.left() {
            let name = format!("{} {series} · {date}", say("Cadangan", "Reserve"));
            line(name, count.to_string());
        }
        let unjoined = standing.unjoined.len().to_string();
        line(say("Belum dilaporkan", "Not yet reported"), unjoined);
        for aside in &standing.aside {
            let at = minute(aside.issued_at).unwrap_or_default();
            let number = format!("{} {at} · {}", aside.number, aside.code);
            line(say("Tidak diterima hub", "Not taken by the hub"), number);
        }
        if let Some(ahead_ms) = standing.ahead_ms {
            let secs = format!("{:+} s", ahead_ms / 1_000);
            line(say("Selisih jam", "Clock offset"), secs);
        }
        lines
    }

    fn printer_in_words(&self, say: &impl Fn(&str, &str) -> String) -> (String, String) {
        let unknown = "–".to_owned();
        match (&self.printer, self.health.get()) {
            (Printer::Absent, _) => (say("tidak ada", "none"), unknown),
            (Printer::Broken, _) => (say("jurnal rusak", "journal unreadable"), unknown),
            (Printer::Ready(_), None) => (unknown.clone(), unknown),
            (Printer::Ready(_), Some(health)) => {
                let condition = match health.fault {
                    None if health.paper_low => say("kertas menipis", "paper low"),
                    None => say("siap", "ready"),
                    Some(fault) => format!("{fault:?}"),
                };
                let left = health.roll.and_then(|roll| roll.slips_left);
                let left = left.map(|left| format!("± {left} {}", say("lembar", "slips")));
                (condition, left.unwrap_or(unknown))
            }
        }
    }
}

fn failed(error: &ClientError) -> Answer {
    Answer::Failed(match error {
        ClientError::Problem(problem) => problem.code.clone(),
        ClientError::Unreachable | ClientError::GaveUp { .. } => "unreachable".to_owned(),
        ClientError::NotKept(_) => "not_kept".to_owned(),
        ClientError::Unreadable { .. } => "unreadable".to_owned(),
        ClientError::Altered => "altered".to_owned(),
        ClientError::NoReserve => "no_reserve".to_owned(),
        ClientError::Stopped => "stopped".to_owned(),
    })
}
