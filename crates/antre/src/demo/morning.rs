//! A morning of thirty customers, played through the real app binaries, the real wire and the
//! simulated printer.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use antre_client::Client;
use antre_domain::config::{Counter, Opening, Service};
use antre_domain::{Config, CounterId, Locale};
use antre_protocol::{CounterCard, View};
use antre_storage::Role;
use anyhow::{Context, Result, ensure};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::demo::app::{App, binary};
use crate::demo::leavings::{Summary, write_log, write_summary};
use crate::demo::place::{Place, STAFF_PIN};

const CUSTOMERS: usize = 30;
/// So many take a number before the counters open.
const BEFORE_OPENING: usize = 6;
/// How long a slip may take, and how long the branch may take to do what a key asked for.
const PATIENCE: Duration = Duration::from_secs(20);
/// A screen that lost its hub says so within five seconds.
const STALE_AFTER: Duration = Duration::from_secs(6);

/// What a clerk's keys are called on an Indonesian screen.
const OPEN: &str = "Buka loket";
const CALL_NEXT: &str = "Panggil berikutnya";
const START: &str = "Mulai";
const FINISH_AND_CALL: &str = "Selesai, panggil berikutnya";
const RECALL: &str = "Panggil ulang";
const NO_SHOW: &str = "Tidak hadir";

/// And the staff's at the kiosk.
const ENTER: &str = "Masuk";
const GREETER_MODE: &str = "Mode penyambut";
const BACK: &str = "Kembali";

const APPS: [&str; 3] = ["antre-kiosk", "antre-display", "antre-counter"];

/// Plays the morning and leaves `slips/`, `screens/`, `log.jsonl` and `summary.json` in `out`.
pub(crate) async fn play(place: Place, out: &Path) -> Result<()> {
    for app in APPS {
        binary(app)?;
    }
    let screens = out.join("screens");
    std::fs::create_dir_all(&screens)?;
    let mut hall = Hall::open(&place, &screens).await?;
    hall.before_opening().await?;
    hall.greeter().await?;
    hall.open_counters().await?;
    hall.the_morning().await?;
    hall.the_rest().await?;
    let mut summary = Summary::of(place.sample.name(), u32::try_from(CUSTOMERS)?, hall.slips());
    let Hall {
        kiosk,
        display,
        counters,
        ..
    } = hall;
    lose_the_hub(place, kiosk, display, counters, &mut summary, out).await?;
    summary.screens = pictures(&screens)?;
    ensure!(
        summary.slips >= summary.customers,
        "{} slips for {CUSTOMERS} customers",
        summary.slips
    );
    write_summary(out, &summary)?;
    println!(
        "{}: {} slips, {} screens",
        out.display(),
        summary.slips,
        summary.screens.len()
    );
    Ok(())
}

/// The branch at work: its apps as processes, and a supervisor's eye on what the keys lead to.
struct Hall<'a> {
    place: &'a Place,
    kiosk: App,
    display: App,
    counters: Vec<Desk>,
    services: Vec<&'a Service>,
    eye: watch::Receiver<Option<Arc<View>>>,
    _supervisor: Client,
    given: usize,
}

/// A clerk at a counter.
struct Desk {
    id: CounterId,
    app: App,
}

impl<'a> Hall<'a> {
    async fn open(place: &'a Place, screens: &Path) -> Result<Self> {
        let (supervisor, _events) = place.supervisor().await?;
        let arguments = |token: &Path| {
            let words = [
                "--hub",
                &place.hub_url(),
                "--token-file",
                &token.display().to_string(),
            ];
            words.map(str::to_owned).to_vec()
        };
        let mut for_kiosk = arguments(&place.token_file(Role::Kiosk, None).await?);
        for_kiosk.extend(["--printer".to_owned(), place.printer_url.clone()]);
        let for_display = arguments(&place.token_file(Role::Display, None).await?);
        let services: Vec<&Service> = place
            .config
            .services
            .iter()
            .filter(|service| service.walk_in && is_open(place, service))
            .collect();
        let mut counters = Vec::new();
        for counter in counters_for(&place.config, &services) {
            let token = place.token_file(Role::Counter, Some(&counter.id)).await?;
            let mut for_counter = arguments(&token);
            for_counter.extend(["--counter".to_owned(), counter.id.to_string()]);
            let app = App::start("antre-counter", "380x728", screens, for_counter)?;
            counters.push(Desk {
                id: counter.id.clone(),
                app,
            });
        }
        Ok(Self {
            place,
            kiosk: App::start("antre-kiosk", "1080x1920", screens, for_kiosk)?,
            display: App::start("antre-display", "1920x1080", screens, for_display)?,
            counters,
            services,
            eye: supervisor.views(),
            _supervisor: supervisor,
            given: 0,
        })
    }

    /// Numbers are given while the counters are still closed.
    async fn before_opening(&mut self) -> Result<()> {
        let first = *self
            .services
            .first()
            .context("a branch gives numbers for something")?;
        self.choose(first).await?;
        self.kiosk.shot("kiosk-chosen").await?;
        self.kiosk.tap("Ambil nomor").await?;
        self.wait_for_slip().await?;
        self.settle().await;
        self.kiosk.shot("kiosk-number").await?;
        self.kiosk.tap("Selesai").await?;
        self.display.shot("display-no-call").await?;
        self.counters[0].app.shot("counter-closed").await?;
        while self.given < BEFORE_OPENING {
            self.one_customer().await?;
        }
        Ok(())
    }

    /// Somebody cannot press for themselves: the greeter does, behind the PIN.
    async fn greeter(&mut self) -> Result<()> {
        let first = self.services.first().context("a service to give for")?;
        let first = name(first);
        self.kiosk.key("F9").await?;
        for digit in STAFF_PIN.chars() {
            self.kiosk.tap(&digit.to_string()).await?;
        }
        self.kiosk.shot("kiosk-staff-pin").await?;
        self.kiosk.tap(ENTER).await?;
        self.kiosk.tap(GREETER_MODE).await?;
        self.kiosk.tap(first).await?;
        self.wait_for_slip().await?;
        self.settle().await;
        self.kiosk.shot("kiosk-staff-greeter").await?;
        self.kiosk.tap(BACK).await?;
        self.kiosk.shot("kiosk-staff-menu").await?;
        self.kiosk.tap(BACK).await
    }

    async fn open_counters(&mut self) -> Result<()> {
        for desk in 0..self.counters.len() {
            self.press(desk, OPEN, |card| card.state == "idle").await?;
        }
        self.counters[0].app.shot("counter-idle").await?;
        self.press(0, CALL_NEXT, |card| card.state == "called")
            .await?;
        self.settle().await;
        self.counters[0].app.shot("counter-called").await?;
        self.display.shot("display-one-call").await
    }

    /// Customers come while clerks call, serve, repeat a call, and give one up.
    async fn the_morning(&mut self) -> Result<()> {
        let repeated = |card: &CounterCard| card.ticket.as_ref().is_some_and(|t| t.recalls == 1);
        self.press(0, RECALL, repeated).await?;
        self.settle().await;
        self.display.shot("display-called-again").await?;
        self.press(0, START, |card| card.state == "serving").await?;
        self.settle().await;
        self.counters[0].app.shot("counter-serving").await?;
        let mut turn = 0;
        while self.given < CUSTOMERS {
            self.one_customer().await?;
            self.work(turn % self.counters.len(), turn).await?;
            turn += 1;
            if self.given == CUSTOMERS / 2 {
                self.kiosk.shot("kiosk-services").await?;
                self.kiosk.tap("English").await?;
                self.kiosk.shot("kiosk-services-english").await?;
                self.kiosk.tap("Bahasa Indonesia").await?;
            }
        }
        self.settle().await;
        self.display.shot("display-several-calls").await?;
        self.counters[0].app.shot("counter-busy").await
    }

    /// Everybody who still waits is served.
    async fn the_rest(&mut self) -> Result<()> {
        let mut turn = 0;
        while self.waiting().await? > 0 {
            for desk in 0..self.counters.len() {
                self.work(desk, turn).await?;
                turn += 1;
            }
            ensure!(
                turn < 20 * CUSTOMERS,
                "somebody waits whom no counter calls"
            );
        }
        Ok(())
    }

    /// The next thing that a clerk does; now and then somebody does not come.
    async fn work(&mut self, desk: usize, turn: usize) -> Result<()> {
        let state = self.counter(desk).await?.state;
        match state.as_str() {
            "called" if turn % 11 == 5 => self.give_up(desk).await,
            "called" => {
                self.press(desk, START, |card| card.state == "serving")
                    .await
            }
            "idle" | "wrap_up" => self.call_next(desk, CALL_NEXT).await,
            "serving" => self.call_next(desk, FINISH_AND_CALL).await,
            other => anyhow::bail!("a counter at work is {other}"),
        }
    }

    /// Nobody came: one press arms the key, a second one means it.
    async fn give_up(&mut self, desk: usize) -> Result<()> {
        self.counters[desk].app.tap(NO_SHOW).await?;
        self.counters[desk].app.key("-").await?;
        self.wait_for(desk, NO_SHOW, |card| card.state == "idle")
            .await
    }

    /// Presses until the counter's ticket is another one, or none; where nobody waits, nothing is pressed.
    async fn call_next(&mut self, desk: usize, label: &str) -> Result<()> {
        let was = self.counter(desk).await?.ticket.map(|ticket| ticket.id);
        let somebody_waits = self.waiting_for(desk).await? > 0;
        if was.is_none() && !somebody_waits {
            return Ok(());
        }
        // Finishing and calling are two events: the counter stands empty between them.
        let is_another = |card: &CounterCard| match &card.ticket {
            Some(ticket) => Some(ticket.id) != was,
            None => !somebody_waits,
        };
        self.press(desk, label, is_another).await
    }

    /// Touches a service; where there are too many for one page, its group first.
    async fn choose(&mut self, service: &Service) -> Result<()> {
        let name = name(service);
        let group = service.group.as_ref();
        let group = group.map(|group| group.get(Locale::ID, Locale::ID));
        let labels: Vec<&str> = [name].into_iter().chain(group).collect();
        if self.kiosk.tap_one_of(&labels).await? != name {
            self.kiosk.tap(name).await?;
        }
        Ok(())
    }

    async fn one_customer(&mut self) -> Result<()> {
        let service = self.services[self.given % self.services.len()];
        self.choose(service).await?;
        let has_a_page = !service.bring.is_empty()
            || self.place.config.classes.iter().any(|class| class.priority);
        if service.asks_party || (has_a_page && !service.at_once) {
            self.kiosk.tap("Ambil nomor").await?;
        }
        self.wait_for_slip().await?;
        self.kiosk.tap("Selesai").await
    }

    /// The number is given when its slip lies in the tray.
    async fn wait_for_slip(&mut self) -> Result<()> {
        self.given += 1;
        let wanted = u32::try_from(self.given)?;
        let printer = self
            .place
            .printer
            .as_ref()
            .context("a headless morning has its own printer")?;
        let is_there = tokio::task::block_in_place(|| printer.wait_for_papers(wanted, PATIENCE));
        ensure!(
            is_there,
            "slip {wanted} did not come within {} s",
            PATIENCE.as_secs()
        );
        Ok(())
    }

    fn slips(&self) -> u32 {
        self.place
            .printer
            .as_ref()
            .map_or(0, |printer| printer.papers())
    }

    /// Presses what carries `label`, and waits until the branch has done it.
    async fn press(
        &mut self,
        desk: usize,
        label: &str,
        is_done: impl Fn(&CounterCard) -> bool,
    ) -> Result<()> {
        self.counters[desk].app.tap(label).await?;
        self.wait_for(desk, label, is_done).await
    }

    async fn wait_for(
        &mut self,
        desk: usize,
        key: &str,
        is_so: impl Fn(&CounterCard) -> bool,
    ) -> Result<()> {
        let id = self.counters[desk].id.clone();
        let changed = self.eye.wait_for(|view| {
            let Some(View::Counter(view)) = view.as_deref() else {
                return false;
            };
            view.counters
                .iter()
                .any(|card| card.id == id && is_so(card))
        });
        let outcome = timeout(PATIENCE, changed).await;
        outcome.with_context(|| format!("{id}: nothing came of {key}"))??;
        Ok(())
    }

    async fn counter(&mut self, desk: usize) -> Result<CounterCard> {
        let id = &self.counters[desk].id;
        let view = self.eye.wait_for(Option::is_some).await?;
        let Some(View::Counter(view)) = view.as_deref() else {
            anyhow::bail!("a supervisor follows a counter's view");
        };
        view.counters
            .iter()
            .find(|card| card.id == *id)
            .cloned()
            .context("a configured counter")
    }

    /// How many wait in all.
    async fn waiting(&mut self) -> Result<u32> {
        self.waiting_where(|_| true).await
    }

    /// How many wait for what this counter takes.
    async fn waiting_for(&mut self, desk: usize) -> Result<u32> {
        let config = &self.place.config;
        let counter = config
            .counter(&self.counters[desk].id)
            .context("a configured counter")?;
        let profile = config
            .profile(&counter.profile)
            .context("a checked profile")?;
        self.waiting_where(|service| profile.level(service).is_some())
            .await
    }

    async fn waiting_where(
        &mut self,
        is_meant: impl Fn(&antre_domain::ServiceId) -> bool,
    ) -> Result<u32> {
        let view = self.eye.wait_for(Option::is_some).await?;
        let Some(View::Counter(view)) = view.as_deref() else {
            anyhow::bail!("a supervisor follows a counter's view");
        };
        Ok(view
            .services
            .iter()
            .filter(|card| is_meant(&card.id))
            .map(|card| card.waiting)
            .sum())
    }

    /// The eye and the apps hear of a change one after the other; a picture waits for the last.
    async fn settle(&self) {
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

/// At last the hub stops, and every screen says that it is no longer current.
async fn lose_the_hub(
    place: Place,
    mut kiosk: App,
    mut display: App,
    mut counters: Vec<Desk>,
    summary: &mut Summary,
    out: &Path,
) -> Result<()> {
    let data = place.data();
    let Place { hub, dir, .. } = place;
    hub.stop().await;
    tokio::time::sleep(STALE_AFTER).await;
    kiosk.shot("kiosk-hub-gone").await?;
    display.shot("display-disconnected").await?;
    counters[0].app.shot("counter-disconnected").await?;
    kiosk.quit().await?;
    display.quit().await?;
    for desk in counters {
        desk.app.quit().await?;
    }
    write_log(&data, out, summary)?;
    dir.close()?;
    Ok(())
}

fn is_open(place: &Place, service: &Service) -> bool {
    matches!(
        place.config.opening(service, place.opened_at),
        Opening::Open { .. }
    )
}

/// What a counter's services are called on an Indonesian screen.
fn name(service: &Service) -> &str {
    service.name.get(Locale::ID, Locale::ID)
}

/// The first counters that together take every service, and every stop of the journeys that begin there.
fn counters_for<'a>(config: &'a Config, services: &[&Service]) -> Vec<&'a Counter> {
    let journeys = services
        .iter()
        .filter_map(|service| config.journey(service.journey.as_ref()?));
    let stops = journeys
        .flat_map(|journey| &journey.stops)
        .filter_map(|stop| config.service(stop));
    let mut open: Vec<&Service> = services.iter().copied().chain(stops).collect();
    let mut chosen = Vec::new();
    for counter in &config.counters {
        let Some(profile) = config.profile(&counter.profile) else {
            continue;
        };
        let before = open.len();
        open.retain(|service| !profile.services.contains(&service.id));
        if open.len() < before {
            chosen.push(counter);
        }
    }
    chosen
}

/// The names of the pictures that were taken.
fn pictures(screens: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(screens)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
