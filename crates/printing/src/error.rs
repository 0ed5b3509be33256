use antre_journal::JournalError;

/// Why printing refused. Whatever it refused has not been printed and will not be.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The address cannot be understood. Correct the configuration.
    #[error("'{given}' names no printer: {expected}")]
    BadUrl {
        /// The address as it was given.
        given: String,
        /// What would have been understood.
        expected: &'static str,
    },
    /// A part of the job is empty or too long: the caller's mistake, giving it again will not help.
    #[error("{part} must be 1 to {max} bytes long")]
    Size {
        /// Which part.
        part: &'static str,
        /// Its bound in bytes.
        max: usize,
    },
    /// The bytes contain a command that printers obey at once, even inside an image. Flip a dot.
    #[error("the job holds a real-time command at byte {offset}")]
    RealTimeCommand {
        /// Where it begins.
        offset: usize,
    },
    /// The act key belongs to another ticket's job, or to an original where this is a copy. Take a
    /// new key.
    #[error("the act key was used for another job")]
    KeyReused,
    /// Under another act key an original of this ticket was printed or waits. Print a copy.
    #[error("the ticket already has an original slip")]
    SecondOriginal,
    /// Too many jobs wait. Show the number on the screen, and give the job again later.
    #[error("{max} jobs wait already")]
    QueueFull {
        /// How many may wait.
        max: usize,
    },
    /// No job is known under this act key, or no more.
    #[error("no job is known under this act key")]
    UnknownAct,
    /// The journal cannot be opened or written, and nothing prints without it.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal holds a record that this version cannot read. Update, or inspect the file.
    #[error("the print journal holds a record that cannot be read: {0}")]
    Unreadable(String),
    /// The printer's thread has ended or could not be started.
    #[error("the printer's thread is not running")]
    Stopped,
}
