//! Every call, in words for whoever runs a branch, and how it is made ready to be tried.

use serde_json::{Value, json};

use super::hall::Scene;

/// Whether a call is about a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Branch,
    Counter,
}

/// What must be so before a call can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    Nothing,
    /// Somebody waits.
    Waiting,
    /// Somebody was called to the counter.
    Called,
    /// Somebody is served there.
    Serving,
    /// Somebody was served there, and is set aside.
    Parked,
    /// Somebody was served there a moment ago, by whoever now asks where they may.
    Finished,
    /// The counter is closed.
    Closed,
    /// The whole branch is held.
    Held,
    /// A service is paused.
    Paused,
    /// The hall is told something.
    Announced,
    /// Somebody rang for help.
    Rung,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) group: &'static str,
    pub(super) says: &'static str,
    pub(super) call: &'static str,
    pub(super) at: At,
    pub(super) ready: Ready,
    pub(super) body: fn(&Scene) -> Value,
    /// What a permitted call may answer besides 2xx, where there is nothing to be had here.
    pub(super) also: &'static [u16],
    /// What must stand in the answer, else it was refused all the same: without a code.
    pub(super) tells: &'static str,
}

const fn row(
    group: &'static str,
    says: &'static str,
    call: &'static str,
    at: At,
    ready: Ready,
    body: fn(&Scene) -> Value,
) -> Row {
    Row {
        group,
        says,
        call,
        at,
        ready,
        body,
        also: &[],
        tells: "",
    }
}

const fn or(row: Row, also: &'static [u16]) -> Row {
    Row { also, ..row }
}

const fn telling(row: Row, tells: &'static str) -> Row {
    Row { tells, ..row }
}

fn empty(_: &Scene) -> Value {
    json!({})
}

const COUNTER: &str = "At a counter";
const PRESENT: &str = "With whoever stands at a counter";
const NUMBERS: &str = "Numbers and those who wait";
pub(super) const PEOPLE: &str = "Signing in";
const LEADS: &str = "Leading the hall";
const READS: &str = "Looking";
const MACHINES: &str = "The machines among themselves";

use At::{Branch, Counter};
use Ready::{
    Announced, Called, Closed, Finished, Held, Nothing, Parked, Paused, Rung, Serving, Waiting,
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(COUNTER, "Open a counter, or end its break", "POST /api/v1/counters/{id}/open", Counter, Closed, empty),
    row(COUNTER, "Call the next one", "POST /api/v1/counters/{id}/call-next", Counter, Waiting, empty),
    row(COUNTER, "Call a chosen number", "POST /api/v1/counters/{id}/call", Counter, Waiting,
        |scene| json!({"ticket": scene.ticket})),
    row(COUNTER, "Call several ready numbers at once", "POST /api/v1/counters/{id}/call-several", Counter, Waiting,
        |scene| json!({"tickets": [scene.ticket]})),
    row(COUNTER, "Serve somebody without a slip", "POST /api/v1/counters/{id}/walk-in", Counter, Nothing,
        |_| json!({"service": "poli"})),
    row(COUNTER, "Have the next arrival called by itself", "POST /api/v1/counters/{id}/stand-by", Counter, Nothing,
        |_| json!({"on": true})),
    row(COUNTER, "Take a break", "POST /api/v1/counters/{id}/break", Counter, Nothing, |_| json!({"reason": "meal"})),
    row(COUNTER, "Close a counter", "POST /api/v1/counters/{id}/close", Counter, Nothing, empty),
    row(COUNTER, "Give a counter another work profile", "POST /api/v1/counters/{id}/profile", Counter, Nothing,
        |_| json!({"profile": "dua"})),
    row(COUNTER, "Release a counter whose clerk is gone", "POST /api/v1/counters/{id}/release", Counter, Called, empty),

    row(PRESENT, "Call again", "POST /api/v1/tickets/{id}/recall", Counter, Called, empty),
    row(PRESENT, "Start serving", "POST /api/v1/tickets/{id}/start", Counter, Called, empty),
    row(PRESENT, "Finish", "POST /api/v1/tickets/{id}/finish", Counter, Serving, empty),
    row(PRESENT, "Say that nobody came", "POST /api/v1/tickets/{id}/no-show", Counter, Called, empty),
    row(PRESENT, "Put back to the old place", "POST /api/v1/tickets/{id}/requeue", Counter, Called, empty),
    row(PRESENT, "Send on to another service", "POST /api/v1/tickets/{id}/transfer", Counter, Serving,
        |_| json!({"service": "lab"})),
    row(PRESENT, "Set aside for a while", "POST /api/v1/tickets/{id}/park", Counter, Serving, empty),
    row(PRESENT, "Take back who was set aside", "POST /api/v1/tickets/{id}/resume", Counter, Parked, empty),
    row(PRESENT, "Cancel whoever was called", "POST /api/v1/tickets/{id}/cancel", Counter, Called, empty),
    row(PRESENT, "Write a note", "POST /api/v1/tickets/{id}/notes", Counter, Serving, |_| json!({"text": "Surat kurang"})),
    row(PRESENT, "Undo one's own last act", "POST /api/v1/tickets/{id}/undo", Counter, Finished, empty),

    row(NUMBERS, "Give a number", "POST /api/v1/tickets", Branch, Nothing, |_| json!({"service": "poli"})),
    row(NUMBERS, "Cancel a number that waits", "POST /api/v1/tickets/{id}/cancel", Branch, Waiting, empty),
    row(NUMBERS, "Let somebody back in who was set aside", "POST /api/v1/tickets/check-in", Branch, Parked,
        |scene| json!({"number": scene.number})),
    row(NUMBERS, "Write a note about somebody who waits", "POST /api/v1/tickets/{id}/notes", Branch, Waiting,
        |_| json!({"text": "Kursi roda"})),
    row(NUMBERS, "Have a kiosk print a lost slip again", "POST /api/v1/tickets/{id}/copy", Branch, Waiting, empty),
    row(NUMBERS, "Go to somebody who rang for help", "POST /api/v1/devices/{id}/help-answered", Branch, Rung, empty),

    row(LEADS, "Hold the whole branch", "POST /api/v1/branch/hold", Branch, Nothing, |_| json!({"reason": "power_cut"})),
    row(LEADS, "Go on after a hold", "POST /api/v1/branch/resume", Branch, Held, empty),
    row(LEADS, "Pause a service", "POST /api/v1/services/{id}/pause", Branch, Nothing, empty),
    row(LEADS, "Resume a service", "POST /api/v1/services/{id}/resume", Branch, Paused, empty),
    row(LEADS, "Tell the hall something", "POST /api/v1/announcements", Branch, Nothing,
        |_| json!({"kind": "notice", "text": "Kantor tutup pukul 15"})),
    row(LEADS, "End an announcement", "POST /api/v1/announcements/{id}/end", Branch, Announced, empty),
    row(LEADS, "See the announcements", "GET /api/v1/announcements", Branch, Nothing, empty),
    row(LEADS, "Vouch for the clock", "POST /api/v1/clock/confirm", Branch, Nothing, empty),
    row(LEADS, "Ask why a number was called when it was", "GET /api/v1/why", Branch, Serving, empty),
    row(LEADS, "See how right the waiting ranges were", "GET /api/v1/forecast", Branch, Nothing, empty),
    row(LEADS, "Try another rule or roster on a day that was", "POST /api/v1/what-if", Branch, Serving,
        |_| json!({"changes": [{"what": "one_more_counter", "profile": "satu", "from": "09:00", "to": "10:00"}]})),

    row(READS, "Follow the branch live (which view: by role)", "GET /api/v1/sync", Branch, Nothing, empty),
    row(READS, "The branch, its services, who waits", "GET /api/v1/branch", Branch, Nothing, empty),
    row(READS, "One number", "GET /api/v1/tickets/{id}", Branch, Waiting, empty),
    row(READS, "Lists of numbers", "GET /api/v1/tickets", Branch, Waiting, empty),
    row(READS, "A number's earlier stays", "GET /api/v1/tickets/{id}/history", Counter, Serving, empty),
    telling(row(READS, "What was noted about whoever is served", "GET /api/v1/tickets/{id}/history", Counter, Serving, empty),
        super::hall::NOTE),
    row(READS, "The work profiles and what they promise", "GET /api/v1/profiles", Branch, Nothing, empty),
    row(READS, "The day's report", "GET /api/v1/report", Branch, Nothing, empty),
    row(READS, "Kiosks, printers and displays, and what is wrong with them", "GET /api/v1/devices", Branch, Nothing, empty),
    row(READS, "The branch's pictures", "GET /api/v1/brand", Branch, Nothing, empty),
    or(row(READS, "A picture of the hall", "GET /api/v1/media/{sha256}", Branch, Nothing, empty), &[404]),
    row(READS, "What slips look like", "GET /api/v1/slip", Branch, Nothing, empty),
    row(READS, "Whether the hub is well", "GET /healthz", Branch, Nothing, empty),
    row(READS, "The interface's description", "GET /api/v1/openapi.json", Branch, Nothing, empty),
    row(READS, "Metrics (from the hub's own machine; an administrator from anywhere)", "GET /metrics", Branch, Nothing, empty),

    row(MACHINES, "Hold numbers for when the hub is gone", "POST /api/v1/reserve", Branch, Nothing, empty),
    or(row(MACHINES, "Bring in numbers given without the hub", "POST /api/v1/reserve/join", Branch, Nothing,
        |_| json!({"tickets": []})), &[400]),
    row(MACHINES, "Give reserved numbers back", "POST /api/v1/reserve/return", Branch, Nothing, empty),
    row(MACHINES, "Say what became of a slip", "POST /api/v1/tickets/{id}/slip", Branch, Waiting,
        |_| json!({"kind": "original", "state": "confirmed"})),
    row(MACHINES, "Fetch the copies to print", "GET /api/v1/copies", Branch, Nothing, empty),
    row(MACHINES, "Say how the printer is", "POST /api/v1/devices/printer", Branch, Nothing, |_| super::hall::printer()),
    row(MACHINES, "Say that the roll was changed", "POST /api/v1/devices/roll", Branch, Nothing,
        |_| json!({"used_mm": 1200, "cuts": 9, "by_hand": true})),
    row(MACHINES, "Open the staff's pages of a kiosk by their PIN", "POST /api/v1/devices/pin", Branch, Nothing,
        |_| json!({"pin": super::hall::STAFF_PIN})),
    row(MACHINES, "Ring for help", "POST /api/v1/devices/help", Branch, Nothing, empty),
    row(MACHINES, "Say how the display is", "POST /api/v1/devices/display", Branch, Nothing,
        |_| json!({"name": "Layar 1", "sound": "well", "since": "2026-11-23T02:00:00Z"})),

    // Last: whoever signs out does nothing more.
    row(PEOPLE, "See who may sign in", "GET /api/v1/people", Branch, Nothing, empty),
    row(PEOPLE, "Let somebody sign in at a counter (under the device's own token)", "POST /api/v1/sessions", Counter, Nothing,
        |scene| json!({"clerk": super::hall::SPARE, "pin": super::hall::PIN, "counter": scene.counter})),
    row(PEOPLE, "Choose another PIN for oneself", "POST /api/v1/sessions/pin", Branch, Nothing,
        |_| json!({"old": super::hall::PIN, "new": "90210"})),
    row(PEOPLE, "Sign out", "POST /api/v1/sessions/end", Branch, Nothing, empty),
];
