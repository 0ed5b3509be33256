//! The hall: real displays in front of a real hub, judged by what they wrote down and recorded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_branch_tests::{Place, counter, program};
use antre_client::{Client, ClientEvent};
use antre_domain::{TicketId, TicketNumber, What};
use antre_protocol::{CallNextRequest, IssueRequest, OpenRequest, View, ViewKind};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::talking::Talking;

/// A hall speaks no faster than a person: whatever waits for its voice waits longer.
const HALL_PATIENCE: Duration = Duration::from_secs(180);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A display in memory, with everything it leaves behind.
struct Display {
    screen: Talking,
    transcript: PathBuf,
    wav: PathBuf,
}

/// A line of a display's transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    kind: String,
    text: String,
}

impl Display {
    fn start(place: &Place, name: &str) -> Self {
        let token = place.path(&format!("{name}.token"));
        std::fs::write(&token, place.token_text("display", None)).unwrap();
        let (transcript, wav) = (
            place.path(&format!("{name}.txt")),
            place.path(&format!("{name}.wav")),
        );
        let screen = Talking::start(
            Command::new(program("antre-display"))
                .args(["--offscreen", "--size", "1920x1080", "--lang", "id"])
                .args(["--hub", &format!("http://{}", place.address)])
                .args(["--name", name])
                .arg("--token-file")
                .arg(&token)
                .arg("--transcript")
                .arg(&transcript)
                .arg("--voice")
                .arg(&wav)
                .arg("--shots")
                .arg(place.path("")),
        );
        Self {
            screen,
            transcript,
            wav,
        }
    }

    /// What it wrote down so far.
    fn told(&self) -> Vec<Line> {
        let text = std::fs::read_to_string(&self.transcript).unwrap();
        let line = |line: &str| {
            let mut columns = line.splitn(3, '\t').skip(1);
            let mut column = || columns.next().unwrap().to_owned();
            Line {
                kind: column(),
                text: column(),
            }
        };
        text.lines().map(line).collect()
    }

    /// The numbers that were shown as new, in that order.
    fn shown(&self) -> Vec<TicketNumber> {
        let told = self.told();
        let shown = told.iter().filter(|line| line.kind == "shown");
        shown.map(|line| number(&line.text)).collect()
    }

    async fn until(&self, what: &str, holds: impl Fn(&[Line]) -> bool) {
        let give_up_at = Instant::now() + HALL_PATIENCE;
        while !holds(&self.told()) {
            assert!(Instant::now() < give_up_at, "{what}: {:#?}", self.told());
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// `A0012` of `A0012 Loket 3`.
fn number(text: &str) -> TicketNumber {
    text.split(' ').next().unwrap().parse().unwrap()
}

fn has(kind: &'static str) -> impl Fn(&[Line]) -> bool {
    move |told| told.iter().any(|line| line.kind == kind)
}

/// People who wait, and clerks at open counters.
struct Branch {
    clerks: Vec<(Client, mpsc::Receiver<ClientEvent>)>,
}

impl Branch {
    async fn open(place: &Place, waiting: u8, counters: usize) -> Self {
        let (kiosk, _events) = place.client(place.token("kiosk", None), ViewKind::Kiosk, None);
        let several = IssueRequest {
            count: Some(waiting),
            ..antre_branch_tests::issue("teller")
        };
        kiosk.issue(&several).await.unwrap();
        let mut clerks = Vec::new();
        for index in 1..=counters {
            let id = format!("loket-{index}");
            let (clerk, events) =
                place.client(place.token("counter", Some(&id)), ViewKind::Counter, None);
            clerk
                .open(&counter(&id), &OpenRequest::default())
                .await
                .unwrap();
            clerks.push((clerk, events));
        }
        Self { clerks }
    }

    /// Each clerk calls so many, one after the other, as fast as the hub answers; whoever gets no answer
    /// asks again under the same key.
    fn call(&self, each: usize) -> (JoinSet<()>, watch::Receiver<usize>) {
        let (made, calls) = watch::channel(0);
        let made = Arc::new(made);
        let mut working = JoinSet::new();
        for (index, (clerk, _)) in self.clerks.iter().enumerate() {
            let (clerk, made) = (clerk.clone(), Arc::clone(&made));
            let here = counter(&format!("loket-{}", index + 1));
            working.spawn(async move {
                for _ in 0..each {
                    clerk
                        .call_next(&here, &CallNextRequest::default())
                        .await
                        .unwrap()
                        .expect("somebody waits");
                    made.send_modify(|count| *count += 1);
                }
            });
        }
        (working, calls)
    }
}

/// The numbers in the order in which they were called, as the log has it.
fn called(place: &Place) -> Vec<TicketNumber> {
    let mut numbers = std::collections::BTreeMap::<TicketId, TicketNumber>::new();
    let mut called = Vec::new();
    for (_, event) in place.log() {
        match event.what {
            What::TicketIssued { ticket, number, .. } => {
                numbers.insert(ticket, number);
            }
            What::TicketCalled { ticket, .. } => called.push(numbers[&ticket]),
            _ => {}
        }
    }
    called
}

/// In whichever order: a display that lags shows first whoever is still on their way, then those who are being
/// served already.
fn assert_each_once(shown: &[TicketNumber], called: &[TicketNumber]) {
    let once: BTreeSet<_> = shown.iter().collect();
    assert_eq!(once.len(), shown.len(), "shown as new twice: {shown:?}");
    assert_eq!(once, called.iter().collect(), "nothing is lost");
}

/// And in the order of the calls.
fn assert_in_order(shown: &[TicketNumber], called: &[TicketNumber]) {
    assert_each_once(shown, called);
    assert_eq!(shown, called, "the order is kept");
}

/// One sentence at a time: each ends before the next begins.
fn assert_no_overlap(told: &[Line]) {
    let spoken = told.iter().filter(|line| line.kind.starts_with("spoken"));
    let spoken: Vec<&Line> = spoken.collect();
    for pair in spoken.chunks(2) {
        let kinds: Vec<&str> = pair.iter().map(|line| line.kind.as_str()).collect();
        assert_eq!(kinds, ["spoken", "spoken out"], "{spoken:#?}");
        assert_eq!(pair[0].text, pair[1].text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_killed_amid_a_burst_costs_the_hall_no_call_and_shows_none_twice_as_new() {
    const CLERKS: usize = 3;
    const EACH: usize = 4;
    let place = Place::new("always.toml");
    let hub = place.start_hub();
    let branch = Branch::open(&place, 20, CLERKS).await;
    let mut display = Display::start(&place, "layar");
    display.screen.see("Silakan menunggu");

    // Some are called before the hub dies, some while it is away, some by the next hub.
    let (mut before, _) = branch.call(1);
    while before.join_next().await.is_some() {}
    let (mut burst, mut made) = branch.call(EACH);
    made.wait_for(|made| *made >= 2).await.unwrap();
    hub.kill_9();
    display
        .until("the screen says that it is not current", has("stale"))
        .await;
    display.screen.ask("shot stale");
    assert!(place.path("stale.png").exists());
    let hub = place.start_hub();
    while let Some(worked) = burst.join_next().await {
        worked.unwrap();
    }
    let all = CLERKS * (1 + EACH);
    display
        .until("every call is shown", |told| {
            told.iter().filter(|line| line.kind == "shown").count() >= all
        })
        .await;
    display
        .until("the last sentence ends", |told| {
            let of = |kind: &str| told.iter().filter(|line| line.kind == kind).count();
            of("spoken") > 0 && of("spoken") == of("spoken out")
        })
        .await;

    let told = display.told();
    let at = |kind: &str| told.iter().position(|line| line.kind == kind);
    assert!(at("stale") < at("current"), "{told:#?}");
    assert!(at("shown") < at("stale"), "some were shown before");
    let last = told.iter().rposition(|line| line.kind == "shown");
    assert!(at("current") < last, "some were shown after");
    assert_no_overlap(&told);
    assert!(hub.terminate().success());
    assert_each_once(&display.shown(), &called(&place));
}

/// A branch of so many counters, with a picture between calls.
fn large(counters: usize) -> (String, Vec<(&'static str, Vec<u8>)>) {
    let branches = Path::new(env!("CARGO_MANIFEST_DIR")).join("branches");
    let mut text = std::fs::read_to_string(branches.join("always.toml")).unwrap();
    let there = text.matches("[[counters]]").count();
    for sign in there + 1..=counters {
        let id = format!("id = \"loket-{sign}\"\nsign = \"{sign}\"");
        text += &format!("\n[[counters]]\n{id}\nnoun = \"Loket\"\nprofile = \"semua\"\n");
    }
    text += "\n[[hall.media]]\nfile = \"picture.png\"\n";
    let picture = std::fs::read(branches.join("picture.png")).unwrap();
    (text, vec![("picture.png", picture)])
}

/// As a person says them. Not taken from our own words.
const SAID: [&str; 20] = [
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
    "dua belas",
    "tiga belas",
    "empat belas",
    "lima belas",
    "enam belas",
    "tujuh belas",
    "delapan belas",
    "sembilan belas",
    "dua puluh",
];

/// Which of the numbers 1 to 20 a sentence calls.
fn said(sentence: &str) -> Vec<u32> {
    let numbers = sentence.split(", silakan").next().unwrap();
    let called = numbers.split(" A, ").skip(1).map(|said| {
        let said = said.trim_end_matches([',', '.']).trim_end_matches(" dan");
        let index = SAID
            .iter()
            .position(|words| *words == said.trim_end_matches(','));
        index.unwrap_or_else(|| panic!("{said:?} in {sentence:?}")) as u32 + 1
    });
    called.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_calls_in_one_second_are_all_shown_and_all_spoken_in_order_one_at_a_time() {
    const CALLS: usize = 20;
    let (text, files) = large(CALLS);
    let place = Place::with_branch(&text, &files);
    let hub = place.start_hub();
    // The picture decays on the hub's disk: it costs itself, and no call.
    let media = std::fs::read_dir(place.data().join("media")).unwrap();
    for file in media {
        std::fs::write(file.unwrap().path(), vec![0; 74]).unwrap();
    }
    let branch = Branch::open(&place, CALLS as u8, CALLS).await;
    let mut display = Display::start(&place, "layar");
    display.screen.see("Silakan menunggu");

    let (mut calls, _) = branch.call(1);
    while let Some(worked) = calls.join_next().await {
        worked.unwrap();
    }
    let spoken = |told: &[Line]| -> Vec<u32> {
        let out = told.iter().filter(|line| line.kind == "spoken out");
        out.flat_map(|line| said(&line.text)).collect()
    };
    display
        .until("all are spoken", |told| spoken(told).len() >= CALLS)
        .await;
    display
        .until("all are shown", |told| {
            told.iter().filter(|line| line.kind == "shown").count() >= CALLS
        })
        .await;
    // Staff see which picture is passed over.
    let mut views = branch.clerks[0].0.views();
    let named = views.wait_for(|view| match view.as_deref() {
        Some(View::Counter(view)) => view.displays.iter().any(|display| {
            let faults = &mut display.faults.iter();
            faults.any(|fault| fault.code == "media_corrupt" && fault.about == "picture.png")
        }),
        Some(View::Kiosk(_) | View::Display(_)) | None => false,
    });
    let named = tokio::time::timeout(HALL_PATIENCE, named).await;
    assert!(named.unwrap().is_ok());

    let told = display.told();
    assert_no_overlap(&told);
    assert!(hub.terminate().success());
    let called = called(&place);
    assert_in_order(&display.shown(), &called);
    let order: Vec<u32> = called
        .iter()
        .map(|number| u32::from(number.value()))
        .collect();
    assert_eq!(spoken(&told), order);
    // Twenty sentences, as they would have been heard.
    assert!(seconds(&display.wav) > 20.0, "{} s", seconds(&display.wav));
}

/// How much was recorded: 16 bits, 22 050 times a second, after a header.
fn seconds(wav: &Path) -> f64 {
    std::fs::metadata(wav).unwrap().len() as f64 / 44_100.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_takes_every_screen_and_the_voice_and_gives_both_back() {
    let place = Place::new("always.toml");
    let hub = place.start_hub();
    let branch = Branch::open(&place, 4, 2).await;
    let mut displays = [
        Display::start(&place, "kiri"),
        Display::start(&place, "kanan"),
    ];
    for display in &mut displays {
        display.screen.see("Silakan menunggu");
    }
    let (mut calls, _) = branch.call(1);
    while let Some(worked) = calls.join_next().await {
        worked.unwrap();
    }
    for display in &displays {
        display.until("a call is spoken", has("spoken")).await;
    }

    let supervisor = place.token_text("supervisor", None);
    let post = |path: String, body: &'static str, key: &'static str| {
        let url = format!("http://{}{path}", place.address);
        let request = reqwest::Client::new().post(url).bearer_auth(&supervisor);
        let request = request.header("Idempotency-Key", key).body(body);
        request.header("Content-Type", "application/json").send()
    };
    let path = "/api/v1/announcements".to_owned();
    let answer = post(path.clone(), r#"{"kind":"evacuate"}"#, "evacuate")
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let card: serde_json::Value = answer.json().await.unwrap();
    for display in &mut displays {
        display
            .until("the emergency is shown, and is said next", |told| {
                let at = told.iter().position(|line| line.kind == "emergency");
                at.is_some_and(|at| told[at..].iter().any(|line| line.kind == "spoken"))
            })
            .await;
        let told = display.told();
        let at = told
            .iter()
            .position(|line| line.kind == "emergency")
            .unwrap();
        let next = told[at..]
            .iter()
            .find(|line| line.kind == "spoken")
            .unwrap();
        assert!(!next.text.starts_with("Nomor antrean"), "{next:?}");
        display.screen.ask("shot emergency");
    }
    let end = format!("{path}/{}/end", card["id"].as_str().unwrap());
    assert_eq!(post(end, "{}", "over").await.unwrap().status(), 204);
    for display in &displays {
        display
            .until("it is over", |told| {
                told.iter().filter(|line| line.kind == "emergency").count() == 2
            })
            .await;
    }
    let (mut calls, _) = branch.call(1);
    while let Some(worked) = calls.join_next().await {
        worked.unwrap();
    }
    for display in &displays {
        display
            .until("calls are shown again", |told| {
                told.iter().filter(|line| line.kind == "shown").count() >= 4
            })
            .await;
    }
    assert!(hub.terminate().success());
    let called = called(&place);
    for display in &displays {
        assert_in_order(&display.shown(), &called);
    }
}
