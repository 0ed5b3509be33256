use std::time::Duration;

/// How long each thing may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// To connect, the look-up of a name included.
    pub connect: Duration,
    /// To answer a status question.
    pub answer: Duration,
    /// To take at least one more byte.
    pub write: Duration,
    /// To take a whole job. A raster slip takes 21 s at 19 200 baud, 42 s at 9 600.
    pub job: Duration,
    /// To prove a print once all of it was handed over; a serial port still holds 4 KB then.
    pub proof: Duration,
    /// To show trouble once all was handed over, where there is no proof.
    pub settle: Duration,
    /// Between two looks at an idle printer that answers but says nothing by itself.
    pub ask: Duration,
    /// Between two looks at one that says by itself when something changes, or never says anything.
    pub check: Duration,
    /// Until a printer that could not print is tried again.
    pub retry: Duration,
    /// How long a job may wait to be sent: a slip that comes later meets nobody.
    pub queued: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(1),
            write: Duration::from_secs(10),
            job: Duration::from_secs(90),
            proof: Duration::from_secs(15),
            settle: Duration::from_secs(2),
            ask: Duration::from_secs(1),
            check: Duration::from_secs(10),
            retry: Duration::from_secs(2),
            queued: Duration::from_secs(600),
        }
    }
}
