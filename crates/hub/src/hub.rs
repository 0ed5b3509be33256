//! A hub's life: from a data directory to a running service, and back to a quiet disk.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle as ThreadHandle;

use antre_domain::{Config, Timestamp};
use antre_storage::{DataDir, OpenOptions, StorageError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::auth::Tokens;
use crate::branch_file::{self, BranchFileError};
use crate::clock::HubClock;
use crate::follower::{Follower, FollowerHandle};
use crate::forecaster::{self, ForecastOptions, Forecaster, JudgedHandle};
use crate::http::serve::{self, Bounds};
use crate::http::{self, Wire};
use crate::limits::{
    APP_CONNECTION_DEADLINE, APP_CONNECTIONS_MAX, APP_SEND_BUFFER_BYTES, DEVICE_RATE,
    PUBLIC_CONNECTION_DEADLINE, PUBLIC_CONNECTIONS_MAX, Rate, SOCKETS_MAX, STOP_DEADLINE,
};
use crate::local_socket::LocalSocket;
use crate::notes::Notes;
use crate::recorder;
use crate::replay::ReplayError;
use crate::status_key::StatusSecret;
use crate::writer::{BootError, Writer, WriterHandle};
use crate::{hearing, media, public};

/// What a hub is started with.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// The data directory. It is made where a branch file is given.
    pub data_dir: PathBuf,
    /// Where the apps connect: a loopback address.
    pub listen: SocketAddr,
    /// Where phones connect, if they do.
    pub public: Option<SocketAddr>,
    /// The branch file, applied where it differs from the log.
    pub branch_file: Option<PathBuf>,
    /// What the clock shows at the start of a rehearsal.
    pub at: Option<Timestamp>,
    /// How often one device may ask.
    pub device_rate: Rate,
    /// How waiting ranges are computed.
    pub forecast: ForecastOptions,
}

impl HubOptions {
    /// The options of an ordinary day.
    pub fn new(data_dir: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        let data_dir = data_dir.into();
        Self {
            data_dir,
            listen,
            public: None,
            branch_file: None,
            at: None,
            device_rate: DEVICE_RATE,
            forecast: ForecastOptions::default(),
        }
    }
}

/// Why a hub did not start.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// Tokens must not cross a network in the clear.
    #[error(
        "--listen {0}: only a loopback address (127.0.0.1, ::1) is served in plain HTTP, and TLS is not built yet"
    )]
    NotLoopback(SocketAddr),
    /// A new branch needs its file.
    #[error("{} holds no branch yet: name its branch file with --branch", .0.display())]
    EmptyDirectory(PathBuf),
    /// The branch file needs its author.
    #[error(transparent)]
    BranchFile(#[from] BranchFileError),
    /// The branch file is sound but cannot be applied to this log.
    #[error("the branch file cannot be applied: {0}")]
    NotApplied(antre_domain::Rejection),
    /// The data directory says no.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The log cannot be followed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The address is taken, or not ours.
    #[error("{address}: {source}")]
    Bind {
        /// Where.
        address: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The operating system gave no thread.
    #[error("no thread: {0}")]
    Thread(std::io::Error),
}

impl HubError {
    /// The process's exit code: 2 where the command line or the branch file has to change, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotLoopback(_)
            | Self::EmptyDirectory(_)
            | Self::BranchFile(_)
            | Self::NotApplied(_) => 2,
            // A rehearsal on real days is a wrong --at; all else is the machine's.
            Self::Storage(StorageError::RealDays { .. }) => 2,
            Self::Storage(_) | Self::Replay(_) | Self::Bind { .. } | Self::Thread(_) => 1,
        }
    }
}

/// The service, before it runs.
#[derive(Debug)]
pub struct Hub;

impl Hub {
    /// Brings a branch to life. Returns when requests are served.
    ///
    /// # Errors
    /// See [`HubError`]; nothing is left running.
    pub async fn start(options: HubOptions) -> Result<RunningHub, HubError> {
        if !options.listen.ip().is_loopback() {
            return Err(HubError::NotLoopback(options.listen));
        }
        // Reading, replaying and migrating take a while, and must not hold up the runtime.
        let (dir, config) = blocking(options.clone(), |options| open(&options)).await?;
        let (listener, listen_addr) = bind(options.listen, Some(APP_SEND_BUFFER_BYTES))?;
        let public = options
            .public
            .map(|public| bind(public, None))
            .transpose()?;
        let heart = blocking(options.clone(), move |options| {
            Heart::start(&options, &dir, config)
        })
        .await?;
        heart.serve(&options, (listener, listen_addr), public)
    }
}

/// Reads the branch file, and takes the data directory for this process alone.
fn open(options: &HubOptions) -> Result<(DataDir, Option<Config>), HubError> {
    let config = options
        .branch_file
        .as_deref()
        .map(branch_file::read)
        .transpose()?;
    let open = OpenOptions {
        create: config.is_some(),
        rehearsal: options.at.is_some(),
    };
    let dir = DataDir::open(&options.data_dir, open).map_err(|error| match error {
        StorageError::NoLog { path } => HubError::EmptyDirectory(path),
        other => HubError::Storage(other),
    })?;
    Ok((dir, config))
}

/// Writer and follower, running, and what the wire needs of them.
struct Heart {
    clock: HubClock,
    writer: WriterHandle,
    writer_thread: ThreadHandle<()>,
    follower: FollowerHandle,
    follower_thread: ThreadHandle<()>,
    forecaster_thread: ThreadHandle<()>,
    judged: JudgedHandle,
    tokens: Arc<Tokens>,
    notes: Arc<Notes>,
}

impl Heart {
    fn start(
        options: &HubOptions,
        dir: &DataDir,
        config: Option<Config>,
    ) -> Result<Self, HubError> {
        let clock = options
            .at
            .map_or_else(HubClock::real, HubClock::starting_at);
        let mut vault = dir.vault()?;
        let secret = StatusSecret::new(vault.status_secret()?);
        let (writer, feed) = Writer::boot(dir, clock, config).map_err(|error| match error {
            BootError::Replay(error) => HubError::Replay(error),
            BootError::Storage(error) => HubError::Storage(error),
            BootError::NoConfiguration => HubError::EmptyDirectory(options.data_dir.clone()),
            BootError::Configuration(rejection) => HubError::NotApplied(rejection),
        })?;
        let notes = Arc::new(Notes::open(dir));
        let (teller, ear) = forecaster::line();
        let (follower, follower_handle) =
            Follower::boot(dir, clock, secret, Arc::clone(&notes), feed, teller)?;
        let beside = options.branch_file.as_deref().and_then(Path::parent);
        follower_handle.read(|followed| {
            if let Some(config) = followed.branch.config() {
                media::settle(&options.data_dir, &config.hall, beside);
                hearing::tell_alike(config);
            }
        });
        let (writer_handle, writer_thread) = writer.spawn().map_err(HubError::Thread)?;
        let follower_thread = follower.spawn().map_err(HubError::Thread)?;
        let forecaster = Forecaster::new(
            dir,
            follower_handle.clone(),
            ear,
            clock,
            options.forecast.clone(),
        );
        let judged = forecaster.judged();
        let forecaster_thread = forecaster.spawn().map_err(HubError::Thread)?;
        Ok(Self {
            clock,
            writer: writer_handle,
            writer_thread,
            follower: follower_handle,
            follower_thread,
            forecaster_thread,
            judged,
            tokens: Arc::new(Tokens::new(vault, clock)?),
            notes,
        })
    }

    fn serve(
        self,
        options: &HubOptions,
        (listener, listen_addr): (TcpListener, SocketAddr),
        public: Option<(TcpListener, SocketAddr)>,
    ) -> Result<RunningHub, HubError> {
        let (stop, stopping) = watch::channel(false);
        let local = LocalSocket {
            data_dir: options.data_dir.clone(),
            tokens: Arc::clone(&self.tokens),
            writer: self.writer.clone(),
            follower: self.follower.clone(),
            clock: self.clock,
        };
        let local_listener = local.bind().map_err(|source| {
            self.writer.stop();
            let address = options
                .data_dir
                .join(crate::LOCAL_SOCKET)
                .display()
                .to_string();
            HubError::Bind { address, source }
        })?;
        let wire = Arc::new(Wire::new(
            options,
            self.writer.clone(),
            self.follower,
            self.clock,
            self.tokens,
            self.notes,
            self.judged,
            stopping.clone(),
        ));
        let public_addr = public.as_ref().map(|(_, addr)| *addr);
        let bounds = Bounds {
            connections_max: APP_CONNECTIONS_MAX,
            connection_deadline: APP_CONNECTION_DEADLINE,
        };
        let mut serving = vec![
            tokio::spawn(serve::serve(
                listener,
                http::router(Arc::clone(&wire)),
                bounds,
                stopping.clone(),
            )),
            tokio::spawn(local.serve(local_listener, stopping.clone())),
            tokio::spawn(recorder::run(Arc::clone(&wire))),
        ];
        if let Some((public, _)) = public {
            let bounds = Bounds {
                connections_max: PUBLIC_CONNECTIONS_MAX,
                connection_deadline: PUBLIC_CONNECTION_DEADLINE,
            };
            let router = public::router(Arc::clone(&wire));
            serving.push(tokio::spawn(serve::serve(public, router, bounds, stopping)));
        }
        let (ended, threads_ended) = watch::channel(false);
        // All threads in one place: whoever waits for this knows that the disk is quiet.
        let threads = [
            self.writer_thread,
            self.follower_thread,
            self.forecaster_thread,
        ];
        std::thread::Builder::new()
            .name("antre-threads".into())
            .spawn(move || {
                for thread in threads {
                    let _ = thread.join();
                }
                let _ = ended.send(true);
            })
            .map_err(HubError::Thread)?;
        Ok(RunningHub {
            listen_addr,
            public_addr,
            wire,
            stop,
            serving,
            threads_ended,
        })
    }
}

/// A running hub. Dropping it without [`RunningHub::stop`] ends its connections, not its log.
#[derive(Debug)]
pub struct RunningHub {
    listen_addr: SocketAddr,
    public_addr: Option<SocketAddr>,
    wire: Arc<Wire>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<()>>,
    threads_ended: watch::Receiver<bool>,
}

impl RunningHub {
    /// Where the apps connect.
    pub fn listen_addr(&self) -> SocketAddr {
        self.listen_addr
    }

    /// Where phones connect, if they do.
    pub fn public_addr(&self) -> Option<SocketAddr> {
        self.public_addr
    }

    /// Returns when the writer has ended by itself: there is nothing left to serve.
    pub async fn failed(&self) {
        let _ = self.threads_ended.clone().wait_for(|ended| *ended).await;
    }

    /// Stops: accepts nothing more, tells the screens, answers what is under way, and lets the
    /// writer finish what it has taken in.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for serving in self.serving {
            let _ = serving.await;
        }
        let sockets = self.wire.sockets.acquire_many(SOCKETS_MAX as u32);
        if timeout(STOP_DEADLINE, sockets).await.is_err() {
            tracing::warn!("some WebSockets did not end in time");
        }
        let writer = self.wire.writer.clone();
        drop(self.wire);
        // The writer's channel may be full: asking it to stop then waits for a place.
        let _ = tokio::task::spawn_blocking(move || writer.stop()).await;
        let _ = self.threads_ended.clone().wait_for(|ended| *ended).await;
    }
}

fn bind(
    addr: SocketAddr,
    send_buffer_bytes: Option<u32>,
) -> Result<(TcpListener, SocketAddr), HubError> {
    let bound = serve::bind(addr, send_buffer_bytes)
        .and_then(|listener| listener.local_addr().map(|addr| (listener, addr)));
    bound.map_err(|source| HubError::Bind {
        address: addr.to_string(),
        source,
    })
}

/// Runs what reads and writes files where it may take its time.
async fn blocking<T: Send + 'static>(
    options: HubOptions,
    work: impl FnOnce(HubOptions) -> T + Send + 'static,
) -> T {
    tokio::task::spawn_blocking(move || work(options))
        .await
        .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked.into_panic()))
}
