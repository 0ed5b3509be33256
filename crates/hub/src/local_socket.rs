//! The door for the command line on the same machine: a Unix socket in the data directory.
//!
//! One line of JSON each way. Only the user who runs the hub may speak here; the file is theirs
//! alone, and the kernel says who is calling.

use std::io::{BufRead as _, BufReader as StdBufReader, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use antre_domain::{Act, Actor, ClerkId, Command, CounterId, Timestamp};
use antre_protocol::{PersonCard, PinRequest};
use antre_storage::{DataDir, NotAPin, OpenOptions, Pin, PinHash, Role, StorageError};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::answer::Request;
use crate::auth::Tokens;
use crate::clock::HubClock;
use crate::follower::FollowerHandle;
use crate::http::serve::{ACCEPT_PAUSE, stopped};
use crate::local_people::{self, ClerkAsk};
use crate::writer::WriterHandle;

/// The socket's name in the data directory.
pub const LOCAL_SOCKET: &str = "hub.sock";
/// The longest line, in bytes.
const LINE_BYTES_MAX: u64 = 8 * 1024;
/// The longest answer, in bytes: the names of everybody who works here.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;
/// Conversations at a time.
const CONVERSATIONS_MAX: usize = 8;
/// How long the hub waits for a line.
const LINE_DEADLINE: Duration = Duration::from_secs(5);
/// How long a caller waits for an answer.
const ANSWER_DEADLINE: Duration = Duration::from_secs(30);

/// Why the command line did not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// What was asked makes no sense: see the message.
    #[error("{0}")]
    Wrong(String),
    /// The hub refused or failed: see the message.
    #[error("{0}")]
    Refused(String),
    /// The conversation broke: is the hub well?
    #[error("the hub did not answer: {0}")]
    Silent(std::io::Error),
    /// No hub runs, and the data directory itself said no.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Ask {
    IssueToken {
        role: String,
        counter: Option<CounterId>,
        label: String,
    },
    SetPin(PinRequest),
    Clerk {
        ask: ClerkAsk,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Token(String),
    Done,
    /// Whom it was about.
    People(Vec<PersonCard>),
    Refused(String),
}

/// Makes a token: through the hub that runs on `data_dir`, or directly where none runs. The
/// directory must exist.
///
/// # Errors
/// See [`LocalError`].
pub fn issue_token(
    data_dir: &Path,
    role: Role,
    counter: Option<&CounterId>,
    label: &str,
) -> Result<String, LocalError> {
    check_counter(role, counter).map_err(LocalError::Wrong)?;
    is_directory(data_dir)?;
    let ask = Ask::IssueToken {
        role: role.to_string(),
        counter: counter.cloned(),
        label: label.to_owned(),
    };
    match through_hub(data_dir, &ask)? {
        Some(Answer::Token(token)) => Ok(token),
        Some(Answer::Refused(why)) => Err(LocalError::Refused(why)),
        Some(Answer::Done | Answer::People(_)) => Err(LocalError::out_of_turn()),
        None => {
            let dir = DataDir::open(data_dir, DIRECTLY)?;
            let now_ms = HubClock::real().now().millis();
            let (token, _) =
                dir.vault()?
                    .issue_token(role, counter.map(CounterId::as_str), label, now_ms)?;
            Ok(token.reveal().to_owned())
        }
    }
}

/// Sets the PIN of the staff's pages on the kiosks: through the hub that runs on `data_dir`, or
/// directly where none runs. The directory must exist.
///
/// # Errors
/// See [`LocalError`].
pub fn set_pin(data_dir: &Path, pin: &str) -> Result<(), LocalError> {
    let pin_read = pin
        .parse::<Pin>()
        .map_err(|error| LocalError::Wrong(error.to_string()))?;
    is_directory(data_dir)?;
    let ask = Ask::SetPin(PinRequest {
        pin: pin.to_owned(),
    });
    match through_hub(data_dir, &ask)? {
        Some(Answer::Done) => Ok(()),
        Some(Answer::Refused(why)) => Err(LocalError::Refused(why)),
        Some(Answer::Token(_) | Answer::People(_)) => Err(LocalError::out_of_turn()),
        None => {
            let dir = DataDir::open(data_dir, DIRECTLY)?;
            dir.vault()?.set_pin(&PinHash::of(&pin_read)?)?;
            Ok(())
        }
    }
}

/// How the command line opens a directory that no hub holds.
pub(crate) const DIRECTLY: OpenOptions = OpenOptions {
    create: true,
    rehearsal: false,
};

pub(crate) fn is_directory(data_dir: &Path) -> Result<(), LocalError> {
    if data_dir.is_dir() {
        return Ok(());
    }
    let why = format!("{} is no directory", data_dir.display());
    Err(LocalError::Wrong(why))
}

impl LocalError {
    /// The hub answered something that was not asked.
    pub(crate) fn out_of_turn() -> Self {
        Self::Refused("the hub is of another version: restart it".to_owned())
    }
}

/// Asks the hub that runs on `data_dir`; `None` where none does.
pub(crate) fn through_hub(data_dir: &Path, ask: &Ask) -> Result<Option<Answer>, LocalError> {
    // No file, or a file that a killed hub left: nobody is there.
    let Ok(mut hub) = StdUnixStream::connect(data_dir.join(LOCAL_SOCKET)) else {
        return Ok(None);
    };
    let mut converse = || {
        hub.set_read_timeout(Some(ANSWER_DEADLINE))?;
        hub.set_write_timeout(Some(LINE_DEADLINE))?;
        let mut line = serde_json::to_vec(ask)?;
        line.push(b'\n');
        hub.write_all(&line)?;
        let mut answer = String::new();
        StdBufReader::new(&hub)
            .take(ANSWER_BYTES_MAX)
            .read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    };
    converse().map(Some).map_err(LocalError::Silent)
}

/// A counter's token is for one counter, or for a PC whose clerk chooses the counter on signing in;
/// everybody else's is for none.
fn check_counter(role: Role, counter: Option<&CounterId>) -> Result<(), String> {
    match (role, counter) {
        (Role::Kiosk | Role::Display | Role::Greeter | Role::Supervisor | Role::Admin, Some(_)) => {
            Err(format!(
                "--counter is for the role counter; a {role} has none"
            ))
        }
        (Role::Counter, _)
        | (Role::Kiosk | Role::Display | Role::Greeter | Role::Supervisor | Role::Admin, None) => {
            Ok(())
        }
    }
}

/// The hub's side of the door.
#[derive(Debug)]
pub(crate) struct LocalSocket {
    pub(crate) data_dir: PathBuf,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) writer: WriterHandle,
    pub(crate) follower: FollowerHandle,
    pub(crate) clock: HubClock,
}

impl LocalSocket {
    /// Opens the door. What a killed hub left is cleared away: the directory's lock is ours.
    pub(crate) fn bind(&self) -> std::io::Result<UnixListener> {
        let path = self.data_dir.join(LOCAL_SOCKET);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(listener)
    }

    /// Serves until the hub stops; then takes the file away.
    pub(crate) async fn serve(self, listener: UnixListener, mut stopping: watch::Receiver<bool>) {
        let path = self.data_dir.join(LOCAL_SOCKET);
        let ours = std::fs::metadata(&path).map(|file| file.uid()).ok();
        let places = Arc::new(Semaphore::new(CONVERSATIONS_MAX));
        let door = Arc::new(self);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stopped(&mut stopping) => break,
            };
            let Ok((stream, _)) = accepted else {
                // Out of descriptors, mostly: asking again at once would only spin.
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let caller = stream.peer_cred().map(|caller| caller.uid()).ok();
            if caller.is_none() || caller != ours {
                tracing::warn!(
                    ?caller,
                    "somebody else's process knocked at the local socket"
                );
                continue;
            }
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                continue;
            };
            let door = Arc::clone(&door);
            tokio::spawn(async move {
                if let Err(error) = door.converse(stream).await {
                    tracing::debug!(%error, "a conversation at the local socket broke");
                }
                drop(place);
            });
        }
        let _ = std::fs::remove_file(path);
    }

    async fn converse(self: Arc<Self>, mut stream: UnixStream) -> std::io::Result<()> {
        let mut line = String::new();
        let mut reader = BufReader::new((&mut stream).take(LINE_BYTES_MAX));
        timeout(LINE_DEADLINE, reader.read_line(&mut line)).await??;
        let answer = match serde_json::from_str(&line) {
            Ok(ask) => {
                let leaves = leaving(&ask);
                let door = Arc::clone(&self);
                // It writes a file, which may take a while.
                let answered = tokio::task::spawn_blocking(move || door.answer(ask));
                let answer = answered.await.map_err(std::io::Error::other)?;
                if let (Some(clerk), Answer::People(_)) = (leaves, &answer) {
                    self.sign_out(clerk).await;
                }
                answer
            }
            Err(error) => Answer::Refused(error.to_string()),
        };
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        stream.write_all(&line).await
    }

    fn answer(&self, ask: Ask) -> Answer {
        let answer = match ask {
            Ask::IssueToken {
                role,
                counter,
                label,
            } => self.issue(&role, counter.as_ref(), &label),
            Ask::SetPin(PinRequest { pin }) => self.set_pin(&pin),
            Ask::Clerk { ask } => {
                local_people::answer(&self.tokens.people, ask).map(Answer::People)
            }
        };
        answer.unwrap_or_else(Answer::Refused)
    }

    /// Whoever may sign in no longer leaves no counter behind that nobody else can take; where somebody
    /// still stands there, a supervisor releases it.
    async fn sign_out(&self, clerk: ClerkId) {
        let request = Request {
            command: Command {
                by: Actor::ADMIN,
                act: Act::SignOut { clerk },
            },
            receipt: None,
            instead_of: Vec::new(),
        };
        if let Err(refused) = self.writer.submit(request).await {
            tracing::debug!(%refused, "nobody was signed out");
        }
    }

    fn set_pin(&self, pin: &str) -> Result<Answer, String> {
        let pin = pin.parse().map_err(|error: NotAPin| error.to_string())?;
        let set = self.tokens.set_pin(&pin);
        set.map_err(|error| error.to_string())?;
        Ok(Answer::Done)
    }

    fn issue(
        &self,
        role: &str,
        counter: Option<&CounterId>,
        label: &str,
    ) -> Result<Answer, String> {
        let role = Role::from_str(role).map_err(|error| error.to_string())?;
        check_counter(role, counter)?;
        if let Some(counter) = counter {
            let is_known = self.follower.read(|followed| {
                followed
                    .branch
                    .config()
                    .is_none_or(|config| config.counter(counter).is_some())
            });
            if !is_known {
                return Err(format!("the branch has no counter {counter}"));
            }
        }
        let now: Timestamp = self.clock.now();
        let token = self
            .tokens
            .issue(role, counter, label, now.millis())
            .map_err(|error| error.to_string())?;
        Ok(Answer::Token(token.reveal().to_owned()))
    }
}

/// Who may sign in no longer once this is done.
fn leaving(ask: &Ask) -> Option<ClerkId> {
    match ask {
        Ask::Clerk {
            ask: ClerkAsk::Remove { clerk },
        } => Some(clerk.clone()),
        Ask::Clerk {
            ask: ClerkAsk::Add { .. } | ClerkAsk::List | ClerkAsk::SetPin { .. },
        }
        | Ask::IssueToken { .. }
        | Ask::SetPin(_) => None,
    }
}
