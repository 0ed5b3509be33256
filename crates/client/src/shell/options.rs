use std::fmt;

/// The longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 256;

/// A device's token. It does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A text that cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is 1 to {TOKEN_BYTES_MAX} visible ASCII characters")]
pub struct InvalidToken;

impl Token {
    /// A token as it stands in its file: white space around it does not count.
    pub fn new(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        let legal = (1..=TOKEN_BYTES_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_graphic());
        if legal {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidToken)
        }
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
