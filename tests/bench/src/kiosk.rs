//! In front of the kiosk: from a finger to the glass, from the confirmation to the number.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::hub::{BenchHub, program};
use crate::processes::resident_mb;
use crate::spread::Spread;
use crate::table::{Table, Target};

/// A hub on the same LAN is so far away, each way.
const LAN_DELAY: Duration = Duration::from_millis(5);
const NUMBER_MS_MAX: f64 = 150.0;
const GROWTH_MB_MAX: f64 = 5.0;
/// After so many customers every page has been shown, and what is kept for good is there.
const WARM_UP: usize = 100;
/// Keys that are pressed.
const FINGERS: usize = 200;

/// Customers one after the other, at a hub some milliseconds away.
pub(crate) fn measure(table: &mut Table, customers: usize) -> Result<()> {
    let hub = BenchHub::start()?;
    let far = far_away(&hub.address)?;
    let mut kiosk = Kiosk::start(&hub, &far)?;
    kiosk.until_ok("see Teller")?;
    let mut reactions = Vec::with_capacity(FINGERS);
    for _ in 0..FINGERS {
        reactions.push(kiosk.timed("hold Teller")?);
    }
    let name = "kiosk, pressed key with its whole screen drawn anew";
    table.duration(name, &Spread::of(reactions), 95, None);

    let mut durations = Vec::with_capacity(customers);
    let mut warm_mb = 0.0;
    for customer in 1..=WARM_UP + customers {
        kiosk.until_ok("tap Teller")?;
        kiosk.until_ok("see Ambil nomor")?;
        let confirmed = Instant::now();
        kiosk.until_ok("tap Ambil nomor")?;
        kiosk.until_ok(&format!("see A{customer:04}"))?;
        if customer > WARM_UP {
            durations.push(confirmed.elapsed());
        }
        kiosk.until_ok("tap Selesai")?;
        if customer == WARM_UP {
            warm_mb = resident_mb(kiosk.child.id())?;
        }
    }
    let name = "kiosk, confirmed to number drawn (hub 5 ms away)";
    table.duration(
        name,
        &Spread::of(durations),
        95,
        Some(Target::AtMost(NUMBER_MS_MAX)),
    );
    table.figure(
        &format!("kiosk, resident growth over {customers} customers"),
        resident_mb(kiosk.child.id())? - warm_mb,
        "MB",
        Some(Target::AtMost(GROWTH_MB_MAX)),
    );
    Ok(())
}

/// A kiosk in memory that obeys.
struct Kiosk {
    child: Child,
    stdin: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Kiosk {
    fn start(hub: &BenchHub, address: &str) -> Result<Self> {
        let mut child = Command::new(program("antre-kiosk")?)
            .args(["--hub", &format!("http://{address}"), "--lang", "id"])
            .args(["--offscreen", "--size", "1080x1920", "--token-file"])
            .arg(hub.token_file("kiosk", None)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdin = child.stdin.take().context("a piped stdin")?;
        let stdout = child.stdout.take().context("a piped stdout")?;
        Ok(Self {
            child,
            stdin,
            answers: BufReader::new(stdout).lines(),
        })
    }

    fn until_ok(&mut self, line: &str) -> Result<()> {
        self.timed(line).map(drop)
    }

    /// How long one order took.
    fn timed(&mut self, line: &str) -> Result<Duration> {
        let started = Instant::now();
        self.stdin.write_all(format!("{line}\n").as_bytes())?;
        let answer = self.answers.next().context("the kiosk is gone")??;
        ensure!(answer == "ok", "{line}: {answer}");
        Ok(started.elapsed())
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same hub, [`LAN_DELAY`] away in each direction: where it answers. Lives as long as the process.
fn far_away(hub: &str) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let hub = hub.to_owned();
    thread::spawn(move || {
        for near in listener.incoming().map_while(Result::ok) {
            let Ok(far) = TcpStream::connect(&hub) else {
                return;
            };
            for (from, to) in [(&near, &far), (&far, &near)] {
                if let (Ok(from), Ok(to)) = (from.try_clone(), to.try_clone()) {
                    carry(from, to);
                }
            }
        }
    });
    Ok(address)
}

/// Carries bytes as they come, each [`LAN_DELAY`] late.
fn carry(mut from: TcpStream, mut to: TcpStream) {
    let (sender, carried) = mpsc::sync_channel::<(Instant, Vec<u8>)>(1_024);
    thread::spawn(move || {
        let mut bytes = [0; 16_384];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            let due = Instant::now() + LAN_DELAY;
            if sender.send((due, bytes[..read].to_vec())).is_err() {
                return;
            }
        }
    });
    thread::spawn(move || {
        // Small answers must not wait for one another.
        let _ = to.set_nodelay(true);
        for (due, bytes) in carried {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                return;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
