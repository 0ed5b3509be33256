use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::PrintError;
use crate::job::{Job, JobState, PrinterEvent, Progress, Reason};
use crate::press::Press;
use crate::realtime;
use crate::setup::Setup;
use crate::spool::Spool;
use crate::wake::Wake;

/// One printer, with the thread that drives it and the journal that remembers its acts.
///
/// Dropping it stops the thread: the exchange under way is brought to its end, which the
/// [`Deadlines`] bound, and no other is begun. Waiting jobs stay on disk for the next start.
#[derive(Debug)]
pub struct Printing {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

impl Printing {
    /// Opens the journals and starts the printer's thread. The printer need not be there.
    ///
    /// `on_event` is called on that thread, in order, and must not block. Jobs that an earlier run
    /// left on their way are told first, as `Unknown`.
    ///
    /// # Errors
    /// `Journal` and `Unreadable`, where the acts so far cannot be known; `RealTimeCommand`, in the
    /// test line; `Stopped`.
    pub fn start(
        setup: Setup,
        on_event: impl FnMut(PrinterEvent) + Send + 'static,
    ) -> Result<Self, PrintError> {
        if let Some(offset) = realtime::find(&setup.test_line.bytes) {
            return Err(PrintError::RealTimeCommand { offset });
        }
        let desk = Arc::new(Desk {
            tray: Mutex::new(Tray {
                spool: Spool::open(&setup.journal)?,
                stopping: false,
                poked: false,
                roll_changed: false,
            }),
            wake: Wake::new().map_err(|_| PrintError::Stopped)?,
        });
        let press = Press::new(setup, Arc::clone(&desk), Box::new(on_event));
        let thread = thread::Builder::new()
            .name("printer".to_owned())
            .spawn(move || press.run())
            .map_err(|_| PrintError::Stopped)?;
        Ok(Self {
            desk,
            thread: Some(thread),
        })
    }

    /// Gives a job to be printed. When this returns the job is on disk: it will be sent at most
    /// once, now or after a restart. Under an act key that is known nothing happens and the state
    /// of that act is the answer. This waits for the disk, never for the printer.
    ///
    /// # Errors
    /// Everything of [`PrintError`] but `BadUrl` and `UnknownAct`. After a `Journal` error the same
    /// job may be given again.
    pub fn print(&self, job: Job) -> Result<Progress, PrintError> {
        let mut tray = self.tray()?;
        let progress = tray.spool.submit(job, now_ms())?;
        if progress.state == JobState::Queued {
            tray.poked = true;
            self.desk.wake.ring();
        }
        Ok(progress)
    }

    /// Takes back a job of which no byte has left, because its customer has been served otherwise.
    /// Returns the state of the act from now on: `Failed` if it was taken back, or how far it had
    /// come already.
    ///
    /// # Errors
    /// `UnknownAct`, `Journal`, `Stopped`.
    pub fn withdraw(&self, act_key: &str) -> Result<Progress, PrintError> {
        let mut tray = self.tray()?;
        tray.spool
            .advance(act_key, JobState::Failed, Some(Reason::Withdrawn))?;
        tray.spool
            .acts()
            .progress(act_key)
            .ok_or(PrintError::UnknownAct)
    }

    /// How far an act has come; `None` if it is not known, or no more.
    ///
    /// # Errors
    /// `Stopped`.
    pub fn progress(&self, act_key: &str) -> Result<Option<Progress>, PrintError> {
        Ok(self.tray()?.spool.acts().progress(act_key))
    }

    /// A person says that the roll was changed: the odometer begins anew and the test line is
    /// printed. The staff key of a printer that cannot tell; waits for nothing.
    ///
    /// # Errors
    /// `Stopped`.
    pub fn roll_changed(&self) -> Result<(), PrintError> {
        self.tray()?.roll_changed = true;
        self.desk.wake.ring();
        Ok(())
    }

    /// Stops, as dropping does, and says so if the thread had failed.
    ///
    /// # Errors
    /// `Stopped`, if the thread had ended by a panic before.
    pub fn stop(mut self) -> Result<(), PrintError> {
        self.join()
    }

    fn tray(&self) -> Result<MutexGuard<'_, Tray>, PrintError> {
        match &self.thread {
            Some(thread) if !thread.is_finished() => {}
            Some(_) | None => return Err(PrintError::Stopped),
        }
        self.desk.tray.lock().map_err(|_| PrintError::Stopped)
    }

    fn join(&mut self) -> Result<(), PrintError> {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        if let Ok(mut tray) = self.desk.tray.lock() {
            tray.stopping = true;
        }
        self.desk.wake.ring();
        thread.join().map_err(|_| PrintError::Stopped)
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        // Whoever wants to know calls `stop`.
        let _ended = self.join();
    }
}

/// What the printer's thread shares with those who give it jobs.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) tray: Mutex<Tray>,
    /// Rung whenever there is something new in the tray.
    pub(crate) wake: Wake,
}

#[derive(Debug)]
pub(crate) struct Tray {
    pub(crate) spool: Spool,
    pub(crate) stopping: bool,
    /// A job has come: try the printer at once, also if it could not print a moment ago.
    pub(crate) poked: bool,
    /// A person says that the roll was changed.
    pub(crate) roll_changed: bool,
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.map_or(0, |since| since.as_millis() as i64)
}
