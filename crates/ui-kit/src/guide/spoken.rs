//! From what is written to what is said: a ticket's number by its digits, ranges, times and money
//! in words, signs left out.

use super::words::{Word, Words};

/// Longer texts are cut here: nobody listens for so long.
const CHARACTERS_MAX: usize = 2_000;
/// A number has so many letters and digits at most.
const LETTERS_MAX: usize = 3;
const DIGITS: std::ops::RangeInclusive<usize> = 2..=4;

/// `text` as it is said aloud.
pub fn spoken(text: &str, words: &impl Words) -> String {
    let characters: Vec<char> = text.chars().take(CHARACTERS_MAX).collect();
    let mut said = String::with_capacity(characters.len() + 16);
    let mut rest = characters.as_slice();
    let mut before = None;
    while let Some(&next) = rest.first() {
        let begins = !before.is_some_and(|c| {
            let joins = next.is_ascii_digit() && matches!(c, '-' | '–' | '.' | ',' | ':' | '/');
            joins || c.is_alphanumeric()
        });
        let taken = begins
            .then(|| {
                number(rest, words)
                    .or_else(|| money(rest, words))
                    .or_else(|| clock(rest, words))
                    .or_else(|| range(rest, words))
                    .or_else(|| sheet(rest, words))
            })
            .flatten();
        if let Some((word, length)) = taken {
            said.push_str(&word);
            before = rest.get(length - 1).copied();
            rest = &rest[length..];
            continue;
        }
        match next {
            '·' | '•' => {
                let end = said.trim_end().len();
                said.truncate(end);
                said.push(',');
            }
            // 1 jam–2 jam 30: what stands between two ends of a range.
            '–' if is_between(before, rest) => {
                let to = words.say(Word::Range { from: "", to: "" });
                said.push(' ');
                said.push_str(to.trim());
                said.push(' ');
            }
            '\n' => said.push_str(". "),
            control if control.is_control() => said.push(' '),
            plain => said.push(plain),
        }
        before = Some(next);
        rest = &rest[1..];
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `sentences` one after the other, each ended, empty ones left out.
pub fn joined<S: AsRef<str>>(sentences: impl IntoIterator<Item = S>) -> String {
    let mut all = String::new();
    for sentence in sentences {
        let sentence = sentence.as_ref().trim();
        if sentence.is_empty() {
            continue;
        }
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(sentence);
        if !sentence.ends_with(['.', '!', '?', ':', '。', '！', '？', '؟']) {
            all.push('.');
        }
    }
    all
}

type Taken = Option<(String, usize)>;

/// A012, wherever it stands alone.
fn number(rest: &[char], words: &impl Words) -> Taken {
    let letters = count(rest, |c| c.is_ascii_uppercase());
    let digits = count(&rest[letters..], |c| c.is_ascii_digit());
    let length = letters + digits;
    let is_number = (1..=LETTERS_MAX).contains(&letters) && DIGITS.contains(&digits);
    if !is_number || continues(rest, length) {
        return None;
    }
    let letters = rest[..letters].iter().map(char::to_string);
    let letters = letters.collect::<Vec<_>>().join(" ");
    let digits = rest[length - digits..length]
        .iter()
        .filter_map(|digit| digit.to_digit(10))
        .map(|digit| words.say(Word::Digit(digit as u8)));
    let digits = digits.collect::<Vec<_>>().join(" ");
    Some((format!("{letters}, {digits}"), length))
}

/// Rp 25.000
fn money(rest: &[char], words: &impl Words) -> Taken {
    if !rest.starts_with(&['R', 'p']) {
        return None;
    }
    let sign = 2 + count(&rest[2..], |c| c == ' ' || c == '\u{a0}' || c == '.');
    let mut length = sign + count(&rest[sign..], |c| c.is_ascii_digit());
    let mut amount: String = rest[sign..length].iter().collect();
    if amount.is_empty() {
        return None;
    }
    // Thousands are set off by a point and three digits.
    while matches!(rest.get(length), Some('.' | ','))
        && count(&rest[length + 1..], |c| c.is_ascii_digit()) == 3
    {
        amount.extend(&rest[length + 1..length + 4]);
        length += 4;
    }
    Some((words.say(Word::Rupiah(&amount)), length))
}

/// 08.30 or 08:30
fn clock(rest: &[char], words: &impl Words) -> Taken {
    let (hour, at) = integer(rest, 2)?;
    if !matches!(rest.get(at), Some('.' | ':')) {
        return None;
    }
    let minutes = &rest[at + 1..];
    let (minute, length) = integer(minutes, 2)?;
    let end = at + 1 + length;
    let is_time = at == 2 && length == 2 && hour < 24 && minute < 60;
    // 08.30.15 or 1.25.000 are something else.
    let goes_on = matches!(rest.get(end), Some('.' | ':'))
        && rest.get(end + 1).is_some_and(char::is_ascii_digit);
    if !is_time || continues(rest, end) || goes_on {
        return None;
    }
    Some((words.say(Word::Clock { hour, minute }), end))
}

/// 20–40
fn range(rest: &[char], words: &impl Words) -> Taken {
    let from = count(rest, |c| c.is_ascii_digit());
    if from == 0 || !matches!(rest.get(from), Some('–' | '-')) {
        return None;
    }
    let to = count(&rest[from + 1..], |c| c.is_ascii_digit());
    let end = from + 1 + to;
    // Telephone numbers have more than one hyphen.
    if to == 0 || continues(rest, end) || matches!(rest.get(end), Some('–' | '-')) {
        return None;
    }
    let lower: String = rest[..from].iter().collect();
    let upper: String = rest[from + 1..end].iter().collect();
    let said = words.say(Word::Range {
        from: &lower,
        to: &upper,
    });
    Some((said, end))
}

/// 1/3, and nothing else.
fn sheet(rest: &[char], words: &impl Words) -> Taken {
    let first = count(rest, |c| c.is_ascii_digit());
    if first == 0 || rest.get(first) != Some(&'/') {
        return None;
    }
    let last = count(&rest[first + 1..], |c| c.is_ascii_digit());
    let end = first + 1 + last;
    // 24/7 within a sentence is no sheet.
    if last == 0 || end != rest.len() {
        return None;
    }
    let at: String = rest[..first].iter().collect();
    let of: String = rest[first + 1..].iter().collect();
    Some((words.say(Word::Sheet { at: &at, of: &of }), end))
}

/// A dash after a word, before a figure.
fn is_between(before: Option<char>, rest: &[char]) -> bool {
    before.is_some_and(char::is_alphabetic) && rest.get(1).is_some_and(char::is_ascii_digit)
}

fn count(rest: &[char], is_one: impl Fn(char) -> bool) -> usize {
    rest.iter().take_while(|c| is_one(**c)).count()
}

/// At most `most` digits as a number, and how many they were.
fn integer(rest: &[char], most: usize) -> Option<(u8, usize)> {
    let length = count(rest, |c| c.is_ascii_digit());
    if length == 0 || length > most {
        return None;
    }
    let digits: String = rest[..length].iter().collect();
    Some((digits.parse().ok()?, length))
}

/// Whether a word that ends at `length` goes on.
fn continues(rest: &[char], length: usize) -> bool {
    rest.get(length).is_some_and(|c| c.is_alphanumeric())
}
