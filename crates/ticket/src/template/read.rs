//! From TOML to a template, or to all that is wrong with it.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::language::Language;
use crate::measures::{EIGHTHS_MM, SLIP_LENGTH_MM_MAX, SLIP_LENGTH_MM_MAX_WITHOUT_QR};
use crate::part::{DigitsMm, Role};
use crate::slip::Link;
use crate::template::kinds::KINDS;
use crate::template::{
    BLOCKS_MAX, Block, DIGITS_MM, DIGITS_MM_MAX_NARROW, DIGITS_MM_MAX_WIDE, FILE_BYTES_MAX, GAP_MM,
    LENGTH_MM, LINES, LOGO_WIDTH_MM, NARROW_ROLL_MM, Phrase, QR_SIDE_MM, SheetKind, Template,
    TemplateError, TemplateFault, Text, WIDE_ROLL_MM, nearest,
};

const SIZES: [(&str, Role); 7] = [
    ("small", Role::Small),
    ("label", Role::Label),
    ("strong", Role::Strong),
    ("lead", Role::Lead),
    ("title", Role::Title),
    ("large", Role::Large),
    ("huge", Role::Huge),
];
const SHEETS: [(&str, SheetKind); 2] = [
    ("ticket", SheetKind::Ticket),
    ("closing", SheetKind::Closing),
];
const SHEET_FIELDS: [&str; 4] = [
    "sheet",
    "length_mm_max",
    "length_mm_max_without_qr",
    "block",
];

/// A table whose fields are known to exist, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    table: &'a DeTable<'a>,
    at: usize,
}

pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    sheet: SheetKind,
    errors: Vec<TemplateError>,
}

/// Reads a template; the errors come in the order of their lines.
pub(super) fn read(file: &str, text: &str) -> Result<Template, Vec<TemplateError>> {
    let mut reader = Reader {
        file,
        text,
        sheet: SheetKind::Ticket,
        errors: Vec::new(),
    };
    let template = reader.template();
    reader.errors.sort_by_key(|error| error.line);
    match template {
        Some(template) if reader.errors.is_empty() => Ok(template),
        Some(_) | None => Err(reader.errors),
    }
}

impl<'a> Reader<'a> {
    fn template(&mut self) -> Option<Template> {
        if self.text.len() > FILE_BYTES_MAX {
            self.fault(0, TemplateFault::TooLarge);
            return None;
        }
        let table = match DeTable::parse(self.text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                self.fault(at, TemplateFault::Malformed(error.message().to_owned()));
                return None;
            }
        };
        let fields = Fields {
            table: table.get_ref(),
            at: 0,
        };
        self.only_known(fields, &SHEET_FIELDS);
        let sheet = self.choice(fields, "sheet", &SHEETS);
        self.sheet = match sheet {
            Some(sheet) => sheet,
            None if fields.table.get("sheet").is_none() => {
                self.missing(fields, "sheet");
                return None;
            }
            None => return None,
        };
        let length = self.whole(fields, "length_mm_max", LENGTH_MM);
        let without_qr = self.whole(fields, "length_mm_max_without_qr", LENGTH_MM);
        let blocks = self.blocks(fields);
        Some(Template {
            sheet: self.sheet,
            length_mm_max: length.unwrap_or(SLIP_LENGTH_MM_MAX),
            length_mm_max_without_qr: without_qr
                .or(length)
                .unwrap_or(SLIP_LENGTH_MM_MAX_WITHOUT_QR),
            blocks,
        })
    }

    fn blocks(&mut self, fields: Fields<'_>) -> Vec<Block> {
        let Some(value) = fields.table.get("block") else {
            self.missing(fields, "block");
            return Vec::new();
        };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong_type(value.span(), "block", "a list of tables, each [[block]]");
            return Vec::new();
        };
        if array.len() > BLOCKS_MAX {
            self.fault(array[BLOCKS_MAX].span().start, TemplateFault::TooManyBlocks);
            return Vec::new();
        }
        let before = self.errors.len();
        let blocks: Vec<Block> = array.iter().filter_map(|block| self.block(block)).collect();
        let has_number = |block: &Block| matches!(block, Block::Number { .. });
        if self.sheet == SheetKind::Ticket
            && self.errors.len() == before
            && !blocks.iter().any(has_number)
        {
            self.fault(0, TemplateFault::NoNumber);
        }
        blocks
    }

    fn block(&mut self, block: &Spanned<DeValue<'_>>) -> Option<Block> {
        let DeValue::Table(table) = block.get_ref() else {
            self.wrong_type(block.span(), "block", "a list of tables, each [[block]]");
            return None;
        };
        let fields = Fields {
            table,
            at: block.span().start,
        };
        let Some(name) = table.get("kind") else {
            self.missing(fields, "kind");
            return None;
        };
        let known = KINDS.each_ref().map(|kind| (kind.name, kind));
        let kind = self.choice(fields, "kind", &known)?;
        if kind.only.is_some_and(|only| only != self.sheet) {
            let fault = TemplateFault::BlockElsewhere {
                kind: kind.name,
                sheet: self.sheet,
            };
            self.fault(name.span().start, fault);
            return None;
        }
        let allowed: Vec<_> = ["kind"].iter().chain(kind.fields).copied().collect();
        self.only_known(fields, &allowed);
        (kind.read)(self, fields)
    }

    pub(super) fn gap(&mut self, fields: Fields<'_>) -> Option<Block> {
        let mm = self.length(fields, "mm", GAP_MM);
        if !fields.table.contains_key("mm") {
            self.missing(fields, "mm");
        }
        let eighths = (mm? * f64::from(EIGHTHS_MM)).round() as u16;
        Some(Block::Gap { eighths })
    }

    pub(super) fn logo(&mut self, fields: Fields<'_>) -> Option<Block> {
        if !fields.table.contains_key("width_mm") {
            self.missing(fields, "width_mm");
        }
        let width_mm = self.whole(fields, "width_mm", LOGO_WIDTH_MM)?;
        Some(Block::Logo { width_mm })
    }

    pub(super) fn number(&mut self, fields: Fields<'_>) -> Option<Block> {
        let Some(value) = fields.table.get("digits_mm") else {
            return Some(Block::Number { digits: None });
        };
        let (table, wide, narrow) = match value.get_ref() {
            DeValue::Table(table) => {
                let inner = Fields {
                    table,
                    at: value.span().start,
                };
                self.only_known(inner, &["wide", "narrow"]);
                for field in ["wide", "narrow"] {
                    if !table.contains_key(field) {
                        self.missing(inner, field);
                    }
                }
                (inner, "wide", "narrow")
            }
            DeValue::Integer(_) => (fields, "digits_mm", "digits_mm"),
            DeValue::String(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                let wanted = "whole millimetres, or { wide = …, narrow = … }";
                self.wrong_type(value.span(), "digits_mm", wanted);
                return None;
            }
        };
        let wide = self.digits(table, wide, WIDE_ROLL_MM, DIGITS_MM_MAX_WIDE)?;
        let narrow = self.digits(table, narrow, NARROW_ROLL_MM, DIGITS_MM_MAX_NARROW)?;
        Some(Block::Number {
            digits: Some(DigitsMm { wide, narrow }),
        })
    }

    fn digits(
        &mut self,
        fields: Fields<'_>,
        name: &'static str,
        roll_mm: u16,
        max_mm: u16,
    ) -> Option<u16> {
        let height_mm = self.whole(fields, name, DIGITS_MM)?;
        if height_mm > max_mm {
            let at = fields.table.get(name)?.span().start;
            let fault = TemplateFault::DigitsTooHigh {
                height_mm,
                roll_mm,
                max_mm,
            };
            self.fault(at, fault);
            return None;
        }
        Some(height_mm)
    }

    pub(super) fn qr(&mut self, fields: Fields<'_>) -> Option<Block> {
        let side_mm = self.whole(fields, "side_mm", QR_SIDE_MM);
        let above = self.text_if_any(fields, "above");
        let below = self.text_if_any(fields, "below");
        let address = self.string(fields, "address").and_then(|(text, at)| {
            Link::new(text)
                .map_err(|error| self.fault(at, error.into()))
                .ok()
        });
        if fields.table.contains_key("address") && !fields.table.contains_key("above") {
            self.missing(fields, "above");
        }
        Some(Block::Qr {
            side_mm,
            above,
            below,
            address,
        })
    }

    pub(super) fn size(&mut self, fields: Fields<'_>, usual: Role) -> Role {
        self.choice(fields, "size", &SIZES).unwrap_or(usual)
    }

    pub(super) fn lines(&mut self, fields: Fields<'_>, usual: u8) -> u8 {
        let lines = self.whole(fields, "lines", LINES);
        lines.map_or(usual, |lines| lines as u8)
    }

    pub(super) fn flag(&mut self, fields: Fields<'_>, name: &'static str, usual: bool) -> bool {
        let Some(value) = fields.table.get(name) else {
            return usual;
        };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.wrong_type(value.span(), name, "true or false");
        usual
    }

    /// One of several words. `None` where it is absent, or a fault that is told.
    fn choice<T: Copy>(
        &mut self,
        fields: Fields<'_>,
        field: &'static str,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let (value, at) = self.string(fields, field)?;
        if let Some((_, chosen)) = known.iter().find(|(name, _)| *name == value) {
            return Some(*chosen);
        }
        let known: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let fault = TemplateFault::UnknownChoice {
            field,
            value: value.to_owned(),
            nearest: nearest(value, &known),
            known,
        };
        self.fault(at, fault);
        None
    }

    fn whole(
        &mut self,
        fields: Fields<'_>,
        field: &'static str,
        range: RangeInclusive<u16>,
    ) -> Option<u16> {
        let value = fields.table.get(field)?;
        if !matches!(value.get_ref(), DeValue::Integer(_)) {
            self.wrong_type(value.span(), field, "a whole number");
            return None;
        }
        let number = self.length(
            fields,
            field,
            f64::from(*range.start())..=f64::from(*range.end()),
        )?;
        Some(number as u16)
    }

    fn length(
        &mut self,
        fields: Fields<'_>,
        field: &'static str,
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        let value = fields.table.get(field)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(_)
            | DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        let Some(number) = number else {
            self.wrong_type(value.span(), field, "a number");
            return None;
        };
        if !range.contains(&number) {
            let fault = TemplateFault::OutOfRange {
                field,
                value: number,
                min: *range.start(),
                max: *range.end(),
            };
            self.fault(value.span().start, fault);
            return None;
        }
        Some(number)
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, fields: Fields<'_>, field: &'static str) -> Option<Text> {
        if !fields.table.contains_key(field) {
            self.missing(fields, field);
        }
        self.text_if_any(fields, field)
    }

    /// One for all languages, or a table of them.
    fn text_if_any(&mut self, fields: Fields<'_>, field: &'static str) -> Option<Text> {
        const WANTED: &str = "text, or text by language: { id = \"…\", en = \"…\" }";
        let value = fields.table.get(field)?;
        let phrases: Vec<_> = match value.get_ref() {
            DeValue::String(text) => {
                let phrase = self.phrase(text, value.span())?;
                vec![(Language::En, phrase)]
            }
            DeValue::Table(table) => {
                let mut phrases = Vec::new();
                for (code, value) in table {
                    let known = Language::ALL.into_iter();
                    let language = known
                        .into_iter()
                        .find(|language| language.code() == code.get_ref());
                    let Some(language) = language else {
                        let fault = TemplateFault::UnknownLanguage {
                            code: code.get_ref().to_string(),
                        };
                        self.fault(code.span().start, fault);
                        continue;
                    };
                    let DeValue::String(text) = value.get_ref() else {
                        self.wrong_type(value.span(), field, WANTED);
                        continue;
                    };
                    let phrase = self.phrase(text, value.span());
                    phrases.extend(phrase.map(|phrase| (language, phrase)));
                }
                phrases
            }
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                self.wrong_type(value.span(), field, WANTED);
                return None;
            }
        };
        (!phrases.is_empty()).then_some(Text(phrases))
    }

    fn phrase(&mut self, text: &str, span: Range<usize>) -> Option<Phrase> {
        match Phrase::parse(text, self.sheet) {
            Ok(phrase) => Some(phrase),
            Err(faults) => {
                for fault in faults {
                    self.fault(span.start, fault);
                }
                None
            }
        }
    }

    fn string<'t>(&mut self, fields: Fields<'t>, field: &'static str) -> Option<(&'t str, usize)> {
        let value = fields.table.get(field)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some((text, value.span().start));
        }
        self.wrong_type(value.span(), field, "text in quotation marks");
        None
    }

    fn only_known(&mut self, fields: Fields<'_>, known: &[&'static str]) {
        for key in fields.table.keys() {
            let field = key.get_ref().as_ref();
            if !known.contains(&field) {
                let fault = TemplateFault::UnknownField {
                    field: field.to_owned(),
                    nearest: nearest(field, known),
                    known: known.to_vec(),
                };
                self.fault(key.span().start, fault);
            }
        }
    }

    fn missing(&mut self, fields: Fields<'_>, field: &'static str) {
        self.fault(fields.at, TemplateFault::MissingField { field });
    }

    fn wrong_type(&mut self, span: Range<usize>, field: &str, wanted: &'static str) {
        let field = field.to_owned();
        self.fault(span.start, TemplateFault::WrongType { field, wanted });
    }

    fn fault(&mut self, at: usize, fault: TemplateFault) {
        let before = self.text.as_bytes().iter().take(at);
        self.errors.push(TemplateError {
            file: self.file.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            fault,
        });
    }
}
