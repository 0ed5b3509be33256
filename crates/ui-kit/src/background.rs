//! A tokio runtime on a thread of its own, beside the screen's.

use std::future::Future;
use std::io;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// The thread that does what may wait: network, disk, printer. Ends when dropped.
#[derive(Debug)]
pub struct Background {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts `work` on a new thread called `name`. A panic in it ends the screen's event loop,
    /// because a screen that nobody feeds would show yesterday's numbers for ever.
    pub fn spawn<F>(name: &str, work: impl FnOnce() -> F + Send + 'static) -> io::Result<Self>
    where
        F: Future<Output = ()> + 'static,
    {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let _watch = QuitOnPanic;
                runtime.block_on(async move {
                    tokio::select! {
                        () = work() => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Ends the work and says whether it had panicked.
    pub fn stop(mut self) -> Result<(), Panicked> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Panicked> {
        drop(self.stop.take());
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(Panicked),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Whoever wanted to know about a panic has called `stop`.
        let _ = self.end();
    }
}

/// The background thread panicked: end the process with an error, so that it is started anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the background thread panicked")]
pub struct Panicked;

struct QuitOnPanic;

impl Drop for QuitOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Fails only where the loop has ended already.
            let _ = slint::quit_event_loop();
        }
    }
}
