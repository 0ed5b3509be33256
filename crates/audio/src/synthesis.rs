//! One sentence in the synthesiser's hands.

use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::TEXT_BYTES_MAX;
use crate::inbox::{Inbox, Order};
use crate::packs::Manner;

/// A sentence takes the synthesiser some hundredths of a second; one that takes so long hangs.
pub(crate) const SENTENCE_WITHIN: Duration = Duration::from_secs(10);
/// A few words for which a call waits: it is spoken without them rather than later.
pub(crate) const WORDS_WITHIN: Duration = Duration::from_secs(3);
/// More than the longest text lasts (four minutes are 10 MB): what is beyond is not read.
const WAV_BYTES_MAX: u64 = 16_000_000;
/// The synthesiser's own pitch.
pub(crate) const PITCH: u8 = 50;
/// A language is named in so few letters; a longer name is none.
const LANGUAGE_CHARS_MAX: usize = 12;

/// The synthesiser at work; dropped, it is killed and reaped.
#[derive(Debug)]
pub(crate) struct Synthesis {
    child: Child,
    reader: Option<JoinHandle<()>>,
    give_up_at: Instant,
}

impl Synthesis {
    /// Has `text` spoken by `program`; what it sounds like comes as [`Order::Synthesised`] under `id`,
    /// if it takes no longer than `within`.
    pub(crate) fn start(
        program: &OsStr,
        manner: &Manner,
        text: &str,
        within: Duration,
        id: u64,
        inbox: &Arc<Inbox>,
    ) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(["--stdin", "--stdout", "-b", "1"])
            .args(["-s", &manner.words_a_minute.to_string()])
            .args(["-p", &manner.pitch.to_string()])
            .args(["-v", &manner.voice])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let mut synthesis = Self {
            child,
            reader: None,
            give_up_at: Instant::now() + within,
        };
        if let Some(mut stdin) = stdin {
            // It fits into an empty pipe, so this does not wait. One that has ended says nothing.
            let _ = stdin.write_all(speakable(text).as_bytes());
        }
        let inbox = Arc::clone(inbox);
        let reader = thread::Builder::new()
            .name("speech".to_owned())
            .spawn(move || {
                let mut wav = Vec::new();
                if let Some(stdout) = stdout {
                    // What came before an error may be a part of a sentence: better than none.
                    let _ = stdout.take(WAV_BYTES_MAX).read_to_end(&mut wav);
                }
                inbox.put(Order::Synthesised(id, wav));
            })?;
        synthesis.reader = Some(reader);
        Ok(synthesis)
    }

    /// When it is to be given up.
    pub(crate) fn give_up_at(&self) -> Instant {
        self.give_up_at
    }
}

impl Drop for Synthesis {
    fn drop(&mut self) {
        // Fails only where it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            // Its pipe is closed now; a panic there has been logged.
            let _ = reader.join();
        }
    }
}

/// The synthesiser's name for a language. What could be taken for an option is no language.
pub(crate) fn voice(language: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match language {
        "zh" => "cmn",
        "en" => "en-gb",
        _ if language.starts_with('-')
            || language.len() > LANGUAGE_CHARS_MAX
            || !language.chars().all(plain) =>
        {
            "none"
        }
        _ => language,
    }
}

/// At most [`TEXT_BYTES_MAX`] bytes, and nothing that the synthesiser takes for phonemes or for the
/// end of its input.
fn speakable(text: &str) -> String {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let is_order = |c: char| c == '[' || c == ']' || (c.is_control() && c != '\n');
    text[..end].replace(is_order, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_at_a_whole_letter() {
        let long = "号".repeat(1_000);
        let spoken = speakable(&long);
        assert!(spoken.len() <= TEXT_BYTES_MAX && spoken.len() > TEXT_BYTES_MAX - 3);
        assert!(long.starts_with(&spoken));
    }

    #[test]
    fn a_text_cannot_give_the_synthesiser_orders() {
        assert_eq!(speakable("A [[_^_en]]\u{1b}12"), "A   _^_en   12");
    }

    #[test]
    fn a_language_cannot_be_an_option() {
        assert_eq!(voice("--path=/tmp"), "none");
        assert_eq!(voice("id;reboot"), "none");
        assert_eq!(voice("zh"), "cmn");
        assert_eq!(voice("id"), "id");
    }
}
