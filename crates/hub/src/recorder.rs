//! Brings changes of the devices' health into the log: at most one a device in ten seconds, by the
//! domain's own rule, and never without the last.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::answer::Request;
use crate::http::Wire;
use crate::http::serve::stopped;

/// The longest sleep: a new day knows no device yet, and what was refused is tried again.
const SLEEP_MAX: Duration = Duration::from_secs(10);

/// Records until the hub stops.
pub(crate) async fn run(wire: Arc<Wire>) {
    let mut live = wire.follower.live();
    let mut stopping = wire.stopping.clone();
    loop {
        let rest = record(&wire).await;
        tokio::select! {
            // What was said in the meantime, or that somebody has gone.
            woken = live.changed() => if woken.is_err() { return },
            () = sleep(rest) => {}
            () = stopped(&mut stopping) => return,
        }
    }
}

/// Records what is due, and says how long nothing else will be.
async fn record(wire: &Wire) -> Duration {
    let now = wire.clock.now();
    let unrecorded = wire.follower.read(|followed| followed.unrecorded(now));
    let mut rest = SLEEP_MAX;
    for change in unrecorded {
        if change.due_at > now {
            rest = rest.min(wire.clock.until(change.due_at));
            continue;
        }
        let request = Request {
            command: change.command,
            receipt: None,
            instead_of: Vec::new(),
        };
        match wire.writer.submit(request).await {
            Ok(done) => {
                // Else it would be found unrecorded again.
                let mut changed = wire.follower.changed();
                let _ = timeout(SLEEP_MAX, changed.wait_for(|seq| *seq >= done.seq)).await;
            }
            Err(refused) => tracing::warn!(%refused, "a device's health is not in the log yet"),
        }
    }
    rest
}
