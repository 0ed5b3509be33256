//! The kinds of blocks that a template may hold.

use crate::part::Role;
use crate::template::read::{Fields, Reader};
use crate::template::{Block, SheetKind};

/// What a branch's own words get where their block does not say.
const TEXT_LINES_MAX: u8 = 3;

/// A kind of block: its name, its fields beside `kind`, and the only sheet it says anything on.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) fields: &'static [&'static str],
    pub(super) only: Option<SheetKind>,
    pub(super) read: fn(&mut Reader<'_>, Fields<'_>) -> Option<Block>,
}

pub(super) static KINDS: [Kind; 21] = {
    use SheetKind::{Closing, Ticket};
    const fn kind(
        name: &'static str,
        fields: &'static [&'static str],
        only: Option<SheetKind>,
        read: fn(&mut Reader<'_>, Fields<'_>) -> Option<Block>,
    ) -> Kind {
        Kind {
            name,
            fields,
            only,
            read,
        }
    }
    let paragraph = &["size", "lines"];
    [
        kind("lurik", &[], None, |_, _| Some(Block::Lurik)),
        kind("tear", &[], None, |_, _| Some(Block::Tear)),
        kind("marks", &[], None, |_, _| Some(Block::Marks)),
        kind("gap", &["mm"], None, |reader, fields| reader.gap(fields)),
        kind("logo", &["width_mm"], None, |reader, fields| {
            reader.logo(fields)
        }),
        kind("branch", paragraph, None, |reader, fields| {
            let role = reader.size(fields, Role::Branch);
            let lines_max = reader.lines(fields, 1);
            Some(Block::Branch { role, lines_max })
        }),
        kind(
            "service",
            &["size", "lines", "class"],
            Some(Ticket),
            |reader, fields| {
                Some(Block::Service {
                    role: reader.size(fields, Role::Title),
                    lines_max: reader.lines(fields, 2),
                    class: reader.flag(fields, "class", true),
                })
            },
        ),
        kind("class", &["size"], Some(Ticket), |reader, fields| {
            let role = reader.size(fields, Role::Label);
            Some(Block::Class { role })
        }),
        kind("number", &["digits_mm"], Some(Ticket), |reader, fields| {
            reader.number(fields)
        }),
        kind("time", &["size"], None, |reader, fields| {
            let role = reader.size(fields, Role::Small);
            Some(Block::Time { role })
        }),
        kind("ahead", paragraph, Some(Ticket), |reader, fields| {
            let role = reader.size(fields, Role::Lead);
            let lines_max = reader.lines(fields, 1);
            Some(Block::Ahead { role, lines_max })
        }),
        kind("wait", paragraph, Some(Ticket), |reader, fields| {
            let role = reader.size(fields, Role::Label);
            let lines_max = reader.lines(fields, 1);
            Some(Block::Wait { role, lines_max })
        }),
        kind("area", paragraph, Some(Ticket), |reader, fields| {
            let role = reader.size(fields, Role::Label);
            let lines_max = reader.lines(fields, 1);
            Some(Block::Area { role, lines_max })
        }),
        kind("bring", paragraph, Some(Ticket), |reader, fields| {
            let role = reader.size(fields, Role::Label);
            let lines_max = reader.lines(fields, 3);
            Some(Block::Bring { role, lines_max })
        }),
        kind(
            "qr",
            &["side_mm", "above", "below", "address"],
            Some(Ticket),
            |reader, fields| reader.qr(fields),
        ),
        kind("bar", &["text"], None, |reader, fields| {
            let text = reader.text(fields, "text")?;
            Some(Block::Bar { text })
        }),
        kind(
            "text",
            &["text", "size", "lines"],
            None,
            |reader, fields| {
                let role = reader.size(fields, Role::Label);
                let lines_max = reader.lines(fields, TEXT_LINES_MAX);
                let text = reader.text(fields, "text")?;
                Some(Block::Text {
                    role,
                    lines_max,
                    text,
                })
            },
        ),
        kind("footer", &["text", "lines"], None, |reader, fields| {
            let lines_max = reader.lines(fields, TEXT_LINES_MAX);
            let text = reader.text(fields, "text")?;
            Some(Block::Text {
                role: Role::Small,
                lines_max,
                text,
            })
        }),
        kind(
            "pair",
            &["name", "value", "strong"],
            None,
            |reader, fields| {
                let strong = reader.flag(fields, "strong", false);
                let name = reader.text(fields, "name");
                let value = reader.text(fields, "value");
                Some(Block::Pair {
                    name: name?,
                    value: value?,
                    strong,
                })
            },
        ),
        kind("series", &[], Some(Closing), |_, _| Some(Block::Series)),
        kind("hash", &["size"], Some(Closing), |reader, fields| {
            let role = reader.size(fields, Role::Small);
            Some(Block::Hash { role })
        }),
    ]
};
