//! From facts and a template to parts.

use std::sync::Arc;

use crate::language::Language;
use crate::part::{Composed, Part, Role, Words};
use crate::picture::Picture;
use crate::report::DayReport;
use crate::slip::{Link, Slip, WaitMinutes};
use crate::template::{Block, Piece, Placeholder, Template, Text};
use crate::words;

/// A hash is compared by eye: four characters a group, four groups a line.
const HASH_GROUP_CHARS: usize = 4;
const HASH_LINE_GROUPS: usize = 4;
/// A hash is so long, in hexadecimal; more is not printed.
const HASH_CHARS_MAX: usize = 64;

/// The longest sentence about a number given without the hub, on the narrowest paper.
const OFFLINE_LINES_MAX: u8 = 6;

/// The facts of a sheet.
#[derive(Debug, Clone, Copy)]
pub enum Sheet<'a> {
    /// A ticket's slip.
    Ticket(&'a Slip),
    /// A business day's report.
    Day(&'a DayReport),
}

/// Says what stands on a sheet, in the template's order. Blocks whose facts the sheet has not are left
/// out, and so is a text one of whose facts is not known. A copy, a number given without the hub and a
/// branch that only practises are marked, whether the template thought of it or not.
///
/// `logo` stands where the template has a place for it.
pub fn compose(template: &Template, sheet: Sheet<'_>, logo: Option<&Arc<Picture>>) -> Composed {
    let mut parts = Vec::new();
    if !template.blocks.contains(&Block::Marks) {
        parts.extend(sheet.marks());
    }
    let mut offline = sheet.offline(template);
    for block in &template.blocks {
        let tells_the_wait = matches!(block, Block::Ahead { .. } | Block::Wait { .. });
        if tells_the_wait {
            parts.extend(offline.take());
        }
        sheet.block(block, logo, &mut parts);
    }
    parts.extend(offline);
    let has_qr = parts.iter().any(|part| matches!(part, Part::Qr { .. }));
    Composed {
        language: sheet.language(),
        parts,
        length_mm_max: if has_qr {
            template.length_mm_max
        } else {
            template.length_mm_max_without_qr
        },
    }
}

impl Sheet<'_> {
    fn language(self) -> Language {
        match self {
            Self::Ticket(slip) => slip.language,
            Self::Day(report) => report.language,
        }
    }

    fn block(self, block: &Block, logo: Option<&Arc<Picture>>, parts: &mut Vec<Part>) {
        let language = self.language();
        let ticket = match self {
            Self::Ticket(slip) => Some(slip),
            Self::Day(_) => None,
        };
        match block {
            Block::Lurik => parts.push(Part::Lurik),
            Block::Tear => parts.push(Part::Tear),
            Block::Gap { eighths } => parts.push(Part::Gap(*eighths)),
            Block::Marks => parts.extend(self.marks()),
            Block::Logo { .. } => parts.extend(logo.map(|picture| Part::Logo {
                picture: Arc::clone(picture),
            })),
            Block::Branch { role, lines_max } => {
                parts.extend(self.fact(Placeholder::Branch).map(words(*role, *lines_max)));
            }
            Block::Service {
                role,
                lines_max,
                class,
            } => parts.extend(ticket.map(|slip| {
                let beside = *class && slip.priority;
                Part::Words(Words {
                    text: slip.service.clone(),
                    role: *role,
                    lines_max: *lines_max,
                    aside: beside.then(|| words::priority(language).to_owned()),
                })
            })),
            Block::Class { role } => {
                let priority = ticket.filter(|slip| slip.priority);
                let word = priority.map(|_| words::priority(language).to_owned());
                parts.extend(word.map(words(*role, 1)));
            }
            Block::Number { digits } => parts.extend(ticket.map(|slip| Part::Number {
                number: slip.number,
                digits: *digits,
            })),
            Block::Time { role } => {
                parts.extend(self.time(*role).map(Part::Words));
            }
            Block::Ahead { role, lines_max } => {
                let said = ticket.and_then(|slip| {
                    let is_next = slip.wait.is_some_and(WaitMinutes::is_felt);
                    Some(match slip.ahead? {
                        0 if is_next => words::next(language).to_owned(),
                        people => words::ahead(language, people),
                    })
                });
                parts.extend(said.map(words(*role, *lines_max)));
            }
            Block::Wait { role, lines_max } => {
                let known = ticket.filter(|slip| !slip.offline);
                let said = known.map(|slip| words::wait_line(language, slip.wait));
                parts.extend(said.map(words(*role, *lines_max)));
            }
            Block::Area { role, lines_max } => {
                let area = ticket.and_then(|slip| slip.waiting_area.as_deref());
                let said = area.map(|name| words::waiting_area(language, name));
                parts.extend(said.map(words(*role, *lines_max)));
            }
            Block::Bring { role, lines_max } => {
                let said = ticket.and_then(|slip| words::bring(language, &slip.bring));
                parts.extend(said.map(words(*role, *lines_max)));
            }
            Block::Qr {
                side_mm,
                above,
                below,
                address,
            } => {
                let above = above.as_ref();
                self.qr(*side_mm, above, below.as_ref(), address.as_ref(), parts);
            }
            Block::Bar { text } => parts.extend(self.say(text).map(|text| Part::Marks(vec![text]))),
            Block::Text {
                role,
                lines_max,
                text,
            } => parts.extend(self.say(text).map(words(*role, *lines_max))),
            Block::Pair {
                name,
                value,
                strong,
            } => {
                let said = self.say(name).zip(self.say(value));
                parts.extend(said.map(|(name, value)| Part::Pair {
                    name,
                    value,
                    strong: *strong,
                }));
            }
            Block::Series => match self {
                Self::Ticket(_) => {}
                Self::Day(report) => parts.extend(report.series.iter().map(|line| Part::Pair {
                    name: format!("{} – {}", line.first, line.last),
                    value: line.issued.to_string(),
                    strong: false,
                })),
            },
            Block::Hash { role } => match self {
                Self::Ticket(_) => {}
                Self::Day(report) => {
                    parts.extend(hash_lines(&report.last_hash).map(words(*role, 1)));
                }
            },
        }
    }

    fn qr(
        self,
        side_mm: Option<u16>,
        above: Option<&Text>,
        below: Option<&Text>,
        address: Option<&Link>,
        parts: &mut Vec<Part>,
    ) {
        let Self::Ticket(slip) = self else { return };
        let below: Vec<Words> = match below {
            None => self.time(Role::Small).into_iter().collect(),
            Some(text) => self.say(text).map(small).into_iter().collect(),
        };
        let Some(link) = address.or(slip.link.as_ref()) else {
            parts.extend(below.into_iter().map(Part::Words));
            return;
        };
        let follow = match above {
            None => Some(words::follow(slip.language).to_owned()),
            Some(text) => self.say(text),
        };
        let follow = follow.map(|text| Words {
            text,
            role: Role::Strong,
            lines_max: 1,
            aside: None,
        });
        // The Wi-Fi leads to the status page only.
        let wifi = slip.wifi.as_deref().filter(|_| address.is_none());
        let wifi = wifi.map(|name| small(words::wifi(name)));
        parts.push(Part::Qr {
            link: link.clone(),
            side_mm,
            above: follow.into_iter().chain(wifi).collect(),
            below,
        });
    }

    /// Date, time and kiosk; of a report, when it was made.
    fn time(self, role: Role) -> Option<Words> {
        let language = self.language();
        let (at, kiosk) = match self {
            Self::Ticket(slip) => (slip.issued_at, slip.kiosk.as_str()),
            Self::Day(report) => (report.made_at, ""),
        };
        let mut rest = words::time(language, at);
        if !kiosk.is_empty() {
            rest = format!("{rest} · {kiosk}");
        }
        Some(Words {
            text: words::date(language, at),
            role,
            lines_max: 1,
            aside: Some(rest),
        })
    }

    fn marks(self) -> Option<Part> {
        let marks: Vec<String> = match self {
            Self::Ticket(slip) => words::marks(slip).into_iter().map(str::to_owned).collect(),
            Self::Day(report) => {
                let mark = report.practice.then(|| words::practice(report.language));
                mark.into_iter().map(str::to_owned).collect()
            }
        };
        (!marks.is_empty()).then_some(Part::Marks(marks))
    }

    /// In the place of what a hub would know. Small, because the sentence must fit whole; large where
    /// the slip is for eyes that see little.
    fn offline(self, template: &Template) -> Option<Part> {
        let slip = match self {
            Self::Ticket(slip) => slip,
            Self::Day(_) => return None,
        };
        let is_large = template.blocks.iter().any(|block| {
            matches!(block, Block::Wait { role, .. } if matches!(role, Role::Large | Role::Huge))
        });
        let role = if is_large { Role::Large } else { Role::Small };
        let said = words::offline(slip.language).to_owned();
        slip.offline.then(|| words(role, OFFLINE_LINES_MAX)(said))
    }

    /// `None` where one of its facts is not known.
    fn say(self, text: &Text) -> Option<String> {
        let mut said = String::new();
        for piece in &text.in_language(self.language())?.0 {
            match piece {
                Piece::Plain(text) => said.push_str(text),
                Piece::Fact(placeholder) => said.push_str(&self.fact(*placeholder)?),
            }
        }
        Some(said)
    }

    /// `None` where the sheet has no such fact, or it is not known.
    fn fact(self, placeholder: Placeholder) -> Option<String> {
        let language = self.language();
        match self {
            Self::Ticket(slip) => match placeholder {
                Placeholder::Branch => Some(slip.branch.clone()),
                Placeholder::Date => Some(words::date(language, slip.issued_at)),
                Placeholder::Time => Some(words::clock(language, slip.issued_at)),
                Placeholder::Number => Some(slip.number.to_string()),
                Placeholder::Service => Some(slip.service.clone()),
                Placeholder::Class => Some(words::class(language, slip.priority).to_owned()),
                Placeholder::Party => Some(slip.party.to_string()),
                Placeholder::Ahead => slip.ahead.map(|people| people.to_string()),
                Placeholder::Wait => slip
                    .wait
                    .map(|wait| format!("{}–{}", wait.from(), wait.to())),
                Placeholder::Area => slip.waiting_area.clone(),
                Placeholder::Bring => {
                    let said = slip.bring.iter().any(|thing| !thing.trim().is_empty());
                    said.then(|| words::list(language, &slip.bring))
                }
                Placeholder::Wifi => slip.wifi.clone(),
                Placeholder::Kiosk => (!slip.kiosk.is_empty()).then(|| slip.kiosk.clone()),
                Placeholder::Made
                | Placeholder::Issued
                | Placeholder::Served
                | Placeholder::NoShow
                | Placeholder::Cancelled
                | Placeholder::Unserved
                | Placeholder::LongestWait
                | Placeholder::Copies
                | Placeholder::Overrides => None,
            },
            Self::Day(report) => match placeholder {
                Placeholder::Branch => Some(report.branch.clone()),
                Placeholder::Date => {
                    let day = report.date.and_time(chrono::NaiveTime::MIN);
                    Some(words::date(language, day))
                }
                Placeholder::Time => Some(words::clock(language, report.made_at)),
                Placeholder::Made => {
                    let date = words::date(language, report.made_at);
                    Some(format!("{date} {}", words::time(language, report.made_at)))
                }
                Placeholder::Issued => Some(report.issued.to_string()),
                Placeholder::Served => Some(report.served.to_string()),
                Placeholder::NoShow => Some(report.no_show.to_string()),
                Placeholder::Cancelled => Some(report.cancelled.to_string()),
                Placeholder::Unserved => Some(report.unserved.to_string()),
                Placeholder::LongestWait => {
                    Some(words::duration(language, report.longest_wait_secs))
                }
                Placeholder::Copies => Some(report.copies.to_string()),
                Placeholder::Overrides => Some(report.overrides.to_string()),
                Placeholder::Number
                | Placeholder::Service
                | Placeholder::Class
                | Placeholder::Party
                | Placeholder::Ahead
                | Placeholder::Wait
                | Placeholder::Area
                | Placeholder::Bring
                | Placeholder::Wifi
                | Placeholder::Kiosk => None,
            },
        }
    }
}

fn words(role: Role, lines_max: u8) -> impl Fn(String) -> Part {
    move |text| {
        Part::Words(Words {
            text,
            role,
            lines_max,
            aside: None,
        })
    }
}

fn small(text: String) -> Words {
    Words {
        text,
        role: Role::Small,
        lines_max: 2,
        aside: None,
    }
}

/// Hexadecimal as people compare it: a block of short groups.
fn hash_lines(hash: &str) -> impl Iterator<Item = String> {
    let digits: Vec<char> = hash.chars().take(HASH_CHARS_MAX).collect();
    let groups: Vec<String> = digits
        .chunks(HASH_GROUP_CHARS)
        .map(String::from_iter)
        .collect();
    let lines: Vec<String> = groups
        .chunks(HASH_LINE_GROUPS)
        .map(|line| line.join(" "))
        .collect();
    lines.into_iter()
}
