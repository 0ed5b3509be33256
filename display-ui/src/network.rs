//! The thread beside the screen: follows the hub, fetches pictures, tells how this display is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use antre_client::{Client, ClientError, ClientEvent, ClientOptions, ConnectError};
use antre_domain::Timestamp;
use antre_protocol::{Call, DisplayReport, View};
use antre_ui_kit::bridge::NotShown;
use antre_ui_kit::{Announcement, Outlet};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::album::{Album, Wish};
use crate::clock::{Clock, Sleep};
use crate::hall::{Line, Picture, Wanted};
use crate::pictures::{Pixels, Unfit};
use crate::{Heard, fault};

/// A screen that has this many words waiting is offered another so often.
const OFFER_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// A hub that took no report is told again after this.
const SAY_AGAIN: Duration = Duration::from_secs(5);
/// How often it is asked whether the machine slept: a screen that wakes up is not current.
const SLEEP_LOOK: Duration = Duration::from_secs(1);
/// The hub's clock, guessed over a sleep, is behind by all of it: a new word of it makes up for at least
/// so much.
const CAUGHT_UP_MIN: Duration = Duration::from_secs(1);

/// The way to the screen.
pub type HallOutlet = Outlet<Heard, Word>;

/// One word of the network to the screen.
#[derive(Debug)]
pub enum Word {
    /// A call and its age in seconds when it arrived.
    Call(Call, u32),
    /// A picture of the playlist was found, or was not, by the hash of its file.
    Picture(String, Picture),
    /// It was read for the screen.
    Drawn(String, Pixels),
    /// The machine slept for so long.
    Slept(Duration),
}

impl Announcement for Word {
    /// Of two words about the same the newer one is enough.
    fn absorb(&mut self, newer: Self) -> Option<Self> {
        let joins = match (&mut *self, &newer) {
            (Self::Call(known, _), Self::Call(told, _)) => known.ticket == told.ticket,
            (Self::Picture(known, _), Self::Picture(told, _)) => known == told,
            (Self::Drawn(..), Self::Drawn(..)) => true,
            (Self::Slept(known), Self::Slept(told)) => {
                *known += *told;
                return None;
            }
            (
                Self::Call(..) | Self::Picture(..) | Self::Drawn(..) | Self::Slept(_),
                Self::Call(..) | Self::Picture(..) | Self::Drawn(..) | Self::Slept(_),
            ) => false,
        };
        if joins {
            *self = newer;
            None
        } else {
            Some(newer)
        }
    }
}

/// What the thread works with.
#[derive(Debug)]
pub struct Setup {
    /// Which hub, as whom.
    pub hub: ClientOptions,
    /// The display's own clock.
    pub clock: Clock,
    /// Which pictures the screen wishes for.
    pub wishes: watch::Receiver<Wish>,
    /// How this display is; `None` until it knows.
    pub reports: watch::Receiver<Option<DisplayReport>>,
}

/// Follows the hub until the screen is gone.
///
/// # Errors
/// The hub's address cannot be used.
pub async fn follow(setup: Setup, outlet: HallOutlet) -> Result<(), ConnectError> {
    let (client, mut events) = Client::connect(setup.hub)?;
    let clock = setup.clock;
    let mut views = client.views();
    let mut line = Line::Connecting;
    let (connections, connected) = watch::channel(0_u64);
    let mut reporter = std::pin::pin!(tell(client.clone(), setup.reports, connected));
    let mut pictures = std::pin::pin!(supply(client.clone(), clock, setup.wishes, outlet.clone()));
    let mut sleep = Sleep::default();
    let mut woken: Option<Woken> = None;
    let mut look = tokio::time::interval(SLEEP_LOOK);
    loop {
        let mut word = None;
        tokio::select! {
            changed = views.changed() => if changed.is_err() { return Ok(()) },
            () = &mut reporter => return Ok(()),
            () = &mut pictures => return Ok(()),
            _ = look.tick() => {
                let (now, hub) = (clock.now(), client.hub_time());
                if let Some(slept) = sleep.since_asked(clock.slept()) {
                    tracing::info!(secs = slept.as_secs(), "the machine slept");
                    if let (Line::Live, Some(hub)) = (line, hub) {
                        line = Line::Lost { since: Some(hub) };
                        woken = Some(Woken { hub, at: now });
                    }
                    word = Some(Word::Slept(slept));
                } else if woken.is_some_and(|woken| woken.has_heard(hub, now)) {
                    line = Line::Live;
                    woken = None;
                } else {
                    continue;
                }
            },
            event = events.recv() => match event {
                None => return Ok(()),
                Some(ClientEvent::Live) => {
                    woken = None;
                    line = Line::Live;
                    connections.send_modify(|count| *count += 1);
                }
                Some(ClientEvent::Stale { since }) => {
                    woken = None;
                    line = Line::Lost { since: then(&client, since) };
                }
                Some(ClientEvent::Refused { status }) => {
                    tracing::error!(status, "the hub does not let this display in");
                    line = Line::Refused;
                }
                Some(ClientEvent::Announce(announcement)) => {
                    word = Some(Word::Call(announcement.call, announcement.age_secs));
                }
                Some(ClientEvent::CallsSkipped { count }) => {
                    tracing::warn!(count, "calls came faster than the screen took them");
                }
                // A display asks for nothing, and nobody signs in at it.
                Some(ClientEvent::Ended { .. } | ClientEvent::SessionOver { .. }) => {}
            },
        }
        let view = views
            .borrow_and_update()
            .as_deref()
            .and_then(|view| match view {
                View::Display(view) => Some(Arc::new(view.clone())),
                View::Kiosk(_) | View::Counter(_) => None,
            });
        let clock = client.hub_time().map(|at| (at, clock.now()));
        if outlet.show(Heard { view, line, clock }).is_err() {
            return Ok(());
        }
        if let Some(word) = word
            && !announce(&outlet, word).await
        {
            return Ok(());
        }
    }
}

/// A machine that woke up on a connection that believes it is alive: nobody knows until the hub says a
/// word.
#[derive(Debug, Clone, Copy)]
struct Woken {
    /// What the hub's clock was thought to show then.
    hub: Timestamp,
    at: Duration,
}

impl Woken {
    /// Whether the hub was heard since: its clock is then ahead of what it was thought to show by the
    /// time that was slept.
    fn has_heard(self, hub: Option<Timestamp>, now: Duration) -> bool {
        let passed_ms = |hub: Timestamp| hub.millis().saturating_sub(self.hub.millis());
        let guessed = now.saturating_sub(self.at) + CAUGHT_UP_MIN;
        hub.is_some_and(|hub| {
            passed_ms(hub) > i64::try_from(guessed.as_millis()).unwrap_or(i64::MAX)
        })
    }
}

/// Hands a word to the screen, however long it takes; `false` where the screen is gone.
async fn announce(outlet: &HallOutlet, mut word: Word) -> bool {
    loop {
        match outlet.announce(word) {
            Ok(()) => return true,
            Err(NotShown::ScreenGone) => return false,
            Err(NotShown::Full(returned)) => word = returned,
        }
        sleep(OFFER_AGAIN_AFTER).await;
    }
}

/// Tells the hub how this display is, at each change and after each connection, until the screen is gone.
async fn tell(
    client: Client,
    mut reports: watch::Receiver<Option<DisplayReport>>,
    mut connected: watch::Receiver<u64>,
) {
    let mut untold = false;
    loop {
        tokio::select! {
            changed = reports.changed() => if changed.is_err() { return },
            changed = connected.changed() => if changed.is_err() { return },
            () = sleep(SAY_AGAIN), if untold => {}
        }
        let Some(report) = reports.borrow_and_update().clone() else {
            continue;
        };
        let told = client.report_display(&report).await;
        if let (Err(error), false) = (&told, untold) {
            // Said once: it stays so as long as the hub is away.
            tracing::warn!("the hub was not told of this display: {error}");
        }
        untold = told.is_err();
    }
}

/// Fetches and reads pictures as the screen wishes for them, until it is gone.
async fn supply(
    client: Client,
    clock: Clock,
    mut wishes: watch::Receiver<Wish>,
    outlet: HallOutlet,
) {
    let mut album = Album::default();
    let mut fetching = FuturesUnordered::new();
    loop {
        let wish = wishes.borrow_and_update().clone();
        album.follow(&wish);
        if let Some((sha256, bytes)) = album.to_draw(&wish) {
            // It was read before, when it came.
            if let Ok(pixels) = read(bytes, wish.room).await
                && !announce(&outlet, Word::Drawn(sha256.clone(), pixels)).await
            {
                return;
            }
            album.drew(sha256, wish.room);
            continue;
        }
        // One at a time: nobody waits for them, and the line is there for calls.
        if fetching.is_empty()
            && let Some(wanted) = album.to_fetch(&wish, clock.now())
        {
            let client = client.clone();
            fetching.push(async move {
                let fetched = client.media(&wanted.sha256).await;
                (wanted, fetched)
            });
        }
        let again = album
            .next_deadline()
            .map(|at| at.saturating_sub(clock.now()));
        let (wanted, fetched) = tokio::select! {
            changed = wishes.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
            Some(fetched) = fetching.next() => fetched,
            () = sleep(again.unwrap_or_default()), if again.is_some() && fetching.is_empty() => continue,
        };
        let picture = take_in(&mut album, &wanted, fetched, &wish, clock.now()).await;
        if let Some(picture) = picture
            && !announce(&outlet, Word::Picture(wanted.sha256, picture)).await
        {
            return;
        }
    }
}

/// Puts what came into the album; how it is, where that is known.
async fn take_in(
    album: &mut Album,
    wanted: &Wanted,
    fetched: Result<Vec<u8>, ClientError>,
    wish: &Wish,
    now: Duration,
) -> Option<Picture> {
    let sha256 = &wanted.sha256;
    let unfit = match fetched {
        Ok(bytes) => {
            let bytes: Arc<[u8]> = bytes.into();
            match read(Arc::clone(&bytes), wish.room).await {
                Ok(_) => {
                    album.keep(sha256, bytes, wish);
                    return Some(Picture::Ready);
                }
                Err(unfit) => {
                    album.pass_over(sha256);
                    unfit
                }
            }
        }
        Err(ClientError::Problem(problem)) if problem.status == 404 => {
            album.ask_again(sha256, now);
            Unfit::Missing
        }
        Err(ClientError::Altered) => {
            album.ask_again(sha256, now);
            Unfit::Corrupt("what came is another file".to_owned())
        }
        Err(error) => {
            tracing::debug!("{}: {error}", wanted.file);
            album.ask_again(sha256, now);
            return None;
        }
    };
    tracing::warn!("{}: {unfit}", wanted.file);
    Some(Picture::Failed(fault(unfit.code(), &wanted.file)))
}

/// Beside the network, which must not wait for it.
async fn read(bytes: Arc<[u8]>, room: (u32, u32)) -> Result<Pixels, Unfit> {
    let read = spawn_blocking(move || Pixels::read(&bytes, room));
    read.await
        .unwrap_or_else(|panic| Err(Unfit::Corrupt(panic.to_string())))
}

/// An instant of this process by the hub's clock; `None` before the hub was heard.
fn then(client: &Client, instant: Instant) -> Option<Timestamp> {
    let ago_ms = i64::try_from(instant.elapsed().as_millis()).unwrap_or(i64::MAX);
    client
        .hub_time()
        .map(|at| Timestamp::from_millis(at.millis().saturating_sub(ago_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_woke_up_is_current_with_the_hubs_next_word_and_not_before() {
        let hub: Timestamp = "2026-11-23T01:42:00.000Z".parse().unwrap();
        let after = |secs: i64| Some(Timestamp::from_millis(hub.millis() + secs * 1_000));
        let now = |secs: u64| Duration::from_secs(100 + secs);
        let woken = Woken { hub, at: now(0) };
        assert!(!woken.has_heard(None, now(1)));
        for secs in 0..10 {
            assert!(
                !woken.has_heard(after(secs), now(secs as u64)),
                "guessed on"
            );
        }
        assert!(
            woken.has_heard(after(3_602), now(2)),
            "it slept for an hour"
        );
        assert!(
            woken.has_heard(after(4), now(2)),
            "it slept for two seconds"
        );
    }

    #[test]
    fn two_words_about_one_picture_are_one_and_a_call_is_never_taken_for_another() {
        let picture = |sha256: &str| Word::Picture(sha256.to_owned(), Picture::Ready);
        assert!(picture("a").absorb(picture("a")).is_none());
        assert!(picture("a").absorb(picture("b")).is_some());
        assert!(picture("a").absorb(Word::Slept(SLEEP_LOOK)).is_some());
        let mut slept = Word::Slept(SLEEP_LOOK);
        assert!(slept.absorb(Word::Slept(SLEEP_LOOK)).is_none());
        assert!(matches!(slept, Word::Slept(both) if both == SLEEP_LOOK * 2));
    }
}
