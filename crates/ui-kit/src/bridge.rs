//! The one bridge between tokio and Slint.
//!
//! Towards the screen: the newest view lies in one cell (an older one that nobody has drawn is
//! worth nothing), announcements lie in a bounded list (each of them is worth a person's turn),
//! and at most one wake is pending, because the toolkit's own queue has no bound.
//! From the screen: a bounded channel of commands.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use slint::ComponentHandle;
use tokio::sync::{Notify, mpsc};

/// How many announcements wait for the screen before newer ones must join older ones.
pub const ANNOUNCEMENTS_MAX: usize = 64;

/// How many commands wait for the network before the screen refuses another touch.
pub const COMMANDS_MAX: usize = 32;

/// Something that must be shown once, in order, and never be dropped.
pub trait Announcement: Send + 'static {
    /// Takes `newer` into this one (a recall of the same ticket, say), or gives it back where
    /// both must be announced.
    fn absorb(&mut self, newer: Self) -> Option<Self>
    where
        Self: Sized;
}

/// For a screen that has nothing to announce.
impl Announcement for std::convert::Infallible {
    fn absorb(&mut self, _newer: Self) -> Option<Self> {
        match *self {}
    }
}

/// Why something did not get to the screen.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotShown<A> {
    /// The list is full and nothing in it takes this one: offer it again when the screen has
    /// caught up.
    #[error("{ANNOUNCEMENTS_MAX} announcements are waiting")]
    Full(A),
    /// The screen is gone: stop.
    #[error("the screen is gone")]
    ScreenGone,
}

/// Where the network puts what the screen should show. Cheap to clone; from any thread.
#[derive(Debug)]
pub struct Outlet<V, A> {
    mailbox: Arc<Mailbox<V, A>>,
}

impl<V, A> Clone for Outlet<V, A> {
    fn clone(&self) -> Self {
        Self {
            mailbox: Arc::clone(&self.mailbox),
        }
    }
}

impl<V: Send + 'static, A: Announcement> Outlet<V, A> {
    /// Shows `view` in place of any view that has not been drawn yet.
    pub fn show(&self, view: V) -> Result<(), NotShown<std::convert::Infallible>> {
        let mut letters = self.mailbox.letters();
        if letters.closed {
            return Err(NotShown::ScreenGone);
        }
        letters.view = Some(view);
        drop(letters);
        self.mailbox.wake.notify_one();
        Ok(())
    }

    /// Announces once, after all that was announced before.
    pub fn announce(&self, announcement: A) -> Result<(), NotShown<A>> {
        let mut letters = self.mailbox.letters();
        if letters.closed {
            return Err(NotShown::ScreenGone);
        }
        let mut newer = announcement;
        if letters.announcements.len() >= ANNOUNCEMENTS_MAX {
            for waiting in letters.announcements.iter_mut().rev() {
                match waiting.absorb(newer) {
                    None => return Ok(()),
                    Some(refused) => newer = refused,
                }
            }
            return Err(NotShown::Full(newer));
        }
        letters.announcements.push_back(newer);
        drop(letters);
        self.mailbox.wake.notify_one();
        Ok(())
    }
}

/// Joins a component to the outlet it returns: `on_view` and `on_announcement` run on the
/// component's own thread, as long as it lives. Call after the platform is set.
pub fn connect<C, V, A>(
    component: &C,
    mut on_view: impl FnMut(&C, V) + 'static,
    mut on_announcement: impl FnMut(&C, A) + 'static,
) -> Result<Outlet<V, A>, slint::EventLoopError>
where
    C: ComponentHandle + 'static,
    V: Send + 'static,
    A: Announcement,
{
    let mailbox = Arc::new(Mailbox::default());
    let closing = CloseOnDrop(Arc::downgrade(&mailbox));
    let screen = component.as_weak();
    let inbox = Arc::clone(&mailbox);
    slint::spawn_local(async move {
        let _closing = closing;
        loop {
            inbox.wake.notified().await;
            let Some(component) = screen.upgrade() else {
                return;
            };
            let (view, announcements) = inbox.take();
            if let Some(view) = view {
                on_view(&component, view);
            }
            for announcement in announcements {
                on_announcement(&component, announcement);
            }
        }
    })?;
    Ok(Outlet { mailbox })
}

/// Where the screen puts what the network should do. Cheap to clone.
#[derive(Debug)]
pub struct Commands<C> {
    sender: mpsc::Sender<C>,
}

impl<C> Clone for Commands<C> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
        }
    }
}

/// A command that was not taken: the screen should look as if it had not been touched.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network is behind or gone")]
pub struct NotTaken<C>(pub C);

impl<C> Commands<C> {
    /// A channel for [`COMMANDS_MAX`] commands, and its end for the network.
    pub fn channel() -> (Self, mpsc::Receiver<C>) {
        let (sender, receiver) = mpsc::channel(COMMANDS_MAX);
        (Self { sender }, receiver)
    }

    /// Hands `command` over without waiting: a screen never waits.
    pub fn send(&self, command: C) -> Result<(), NotTaken<C>> {
        self.sender
            .try_send(command)
            .map_err(|refused| NotTaken(refused.into_inner()))
    }
}

#[derive(Debug)]
struct Mailbox<V, A> {
    letters: Mutex<Letters<V, A>>,
    /// Holds at most one permit, so at most one wake is ever queued in the toolkit.
    wake: Notify,
}

#[derive(Debug)]
struct Letters<V, A> {
    view: Option<V>,
    announcements: VecDeque<A>,
    closed: bool,
}

impl<V, A> Default for Mailbox<V, A> {
    fn default() -> Self {
        Self {
            letters: Mutex::new(Letters {
                view: None,
                announcements: VecDeque::new(),
                closed: false,
            }),
            wake: Notify::new(),
        }
    }
}

impl<V, A> Mailbox<V, A> {
    /// A panic elsewhere cannot leave the letters half written: each change is one assignment.
    fn letters(&self) -> MutexGuard<'_, Letters<V, A>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> (Option<V>, VecDeque<A>) {
        let mut letters = self.letters();
        (
            letters.view.take(),
            std::mem::take(&mut letters.announcements),
        )
    }
}

/// Tells the outlets that nobody reads any more, however the reader ended.
struct CloseOnDrop<V, A>(Weak<Mailbox<V, A>>);

impl<V, A> Drop for CloseOnDrop<V, A> {
    fn drop(&mut self) {
        if let Some(mailbox) = self.0.upgrade() {
            mailbox.letters().closed = true;
        }
    }
}
