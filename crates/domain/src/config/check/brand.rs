//! What a branch may not look like, and what its kiosks have no room for.

use super::slip::in_base64;
use super::{Check, FaultCode};
use crate::config::{BRAND_FILE_BYTES_MAX, RESERVE_DEFAULT, RESERVE_PART, Service, SlipPolicy};
use crate::text::Text;

/// The most numbers of one series that one kiosk holds.
const RESERVE_MAX: u16 = 200;
/// The most answers on one service's page.
const TIPS_MAX: usize = 3;
/// The longest line of what a service costs, in characters.
const COST_CHARS_MAX: usize = 60;
/// The longest question, in characters.
const QUESTION_CHARS_MAX: usize = 60;
/// The longest name of a holiday, in characters.
const HOLIDAY_CHARS_MAX: usize = 60;

impl Check<'_> {
    pub(super) fn brand(&mut self) {
        let brand = &self.config.brand;
        if let Some(accent) = brand.accent
            && !accent.is_readable()
        {
            let nearest = accent.nearest_readable();
            self.fault(
                "brand.accent",
                FaultCode::AccentUnreadable,
                format_args!("{accent}, the nearest that passes: {nearest}"),
            );
        }
        for (field, name) in brand.named() {
            let path = format!("brand.{field}");
            if !SlipPolicy::is_file_for(field, name) {
                self.fault(path, FaultCode::BadPictureName, format_args!("{name:?}"));
            } else if !brand.files.contains_key(name) {
                self.fault(path, FaultCode::FileNotRead, name);
            }
        }
        for (name, content) in &brand.files {
            let path = format!("brand.files.{name}");
            if !brand.files_named().any(|(_, named)| named == name) {
                self.fault(path, FaultCode::FileNotNamed, format_args!("{name:?}"));
            } else if content.len() > in_base64(BRAND_FILE_BYTES_MAX) {
                let detail = format!("{name}, at most {BRAND_FILE_BYTES_MAX} bytes");
                self.fault(path, FaultCode::PictureTooLarge, detail);
            }
        }
    }

    /// A reserve that nobody asked for suits itself to a short series; one that was asked for must fit.
    pub(super) fn reserve(&mut self) {
        let config = self.config;
        let reserve = config.reserve;
        self.range("reserve", reserve.into(), 0, RESERVE_MAX.into());
        if reserve <= RESERVE_DEFAULT {
            return;
        }
        for series in &config.series {
            let mut services = series.services.iter().filter_map(|id| config.service(id));
            let size = (series.last + 1).saturating_sub(series.first);
            if services.any(|service| service.walk_in) && reserve > size / RESERVE_PART {
                let detail = format!("{reserve} of the {size} numbers of series {}", series.id);
                self.fault("reserve", FaultCode::ReserveTooLarge, detail);
            }
        }
    }

    /// What the kiosk's page of a service says besides its name.
    pub(super) fn advice(&mut self, path: &str, service: &Service) {
        if let Some(cost) = &service.cost {
            self.line(format!("{path}.cost"), cost, COST_CHARS_MAX);
        }
        self.at_most(format!("{path}.tips"), service.tips.len(), TIPS_MAX);
        for (index, tip) in service.tips.iter().enumerate() {
            let path = format!("{path}.tips[{index}]");
            self.line(
                format!("{path}.question"),
                &tip.question,
                QUESTION_CHARS_MAX,
            );
            self.text(format!("{path}.answer"), &tip.answer);
        }
    }

    pub(super) fn holiday(&mut self, path: &str, name: &Text) {
        self.line(format!("{path}.name"), name, HOLIDAY_CHARS_MAX);
    }

    /// A text that must stand on one line of a screen.
    fn line(&mut self, path: String, text: &Text, chars_max: usize) {
        self.text(path.as_str(), text);
        for text in text.all() {
            let chars = text.chars().count();
            if chars > chars_max {
                let detail = format!("{chars}, at most {chars_max}");
                self.fault(path.as_str(), FaultCode::LineTooLong, detail);
            }
        }
    }
}
