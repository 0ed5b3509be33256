//! How a branch's kiosks look: its colour, its sign, a picture. Nothing that would cost anybody a word.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::SlipPolicy;

/// The largest picture of a branch, in bytes.
pub const BRAND_FILE_BYTES_MAX: usize = 256 * 1024;

/// The colour, sign and picture of a branch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandPolicy {
    /// The branch's own colour for the head of the screen and what is to be pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    /// The branch's sign, a PNG or SVG file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// A picture that an unused kiosk shows, a PNG file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attract: Option<String>,
    /// The content of those files in base64, by their names. Whoever reads a branch file fills this in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
}

impl BrandPolicy {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Every file that it names, by the field that names it.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("logo", &self.logo), ("attract", &self.attract)]
            .into_iter()
            .filter_map(|(field, name)| Some((field, name.as_deref()?)))
    }

    /// Those that may be read from beside the branch file.
    pub fn files_named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.named()
            .filter(|(field, name)| SlipPolicy::is_file_for(field, name))
    }
}

/// A colour of the sRGB space, written `#RRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    const WHITE: Self = Self::new(0xFF, 0xFF, 0xFF);
    /// The house's text colour.
    const INK: Self = Self::new(0x21, 0x1B, 0x14);
    /// The house's ground.
    const WALL: Self = Self::new(0xF2, 0xEC, 0xE1);

    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Whether text can be read on it, white or ink (4.5 to 1), and it can be told from the ground (3
    /// to 1). Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
    pub fn is_readable(self) -> bool {
        let carries_text = [Self::WHITE, Self::INK]
            .into_iter()
            .any(|text| self.contrasts(text, 9, 2));
        carries_text && self.contrasts(Self::WALL, 3, 1)
    }

    /// The readable colour that is least darker or lighter; itself where it is readable.
    pub fn nearest_readable(self) -> Self {
        let darker = (0..=u8::MAX).map(|by| self.towards(Self::new(0, 0, 0), by));
        let lighter = (0..=u8::MAX).map(|by| self.towards(Self::WHITE, by));
        let nearest = darker.zip(lighter).find_map(|(darker, lighter)| {
            [darker, lighter]
                .into_iter()
                .find(|colour| colour.is_readable())
        });
        nearest.expect("black is readable, and the last step to it is black")
    }

    /// Whether the contrast to `other` is at least `times` to `of`.
    fn contrasts(self, other: Self, times: u64, of: u64) -> bool {
        // Source: WCAG 2.2, "contrast ratio": (lighter + 0.05) / (darker + 0.05).
        let (one, two) = (self.luminance() + FLARE, other.luminance() + FLARE);
        one.max(two) * of >= one.min(two) * times
    }

    /// The relative luminance in units of 10⁻¹³. Source: WCAG 2.2, "relative luminance".
    fn luminance(self) -> u64 {
        let linear = |channel: u8| u64::from(LINEAR[usize::from(channel)]);
        2_126 * linear(self.red) + 7_152 * linear(self.green) + 722 * linear(self.blue)
    }

    /// `by` 255ths of the way to `other`.
    fn towards(self, other: Self, by: u8) -> Self {
        let by = u16::from(by);
        let step = |from: u8, to: u8| {
            let sum = u16::from(from) * (255 - by) + u16::from(to) * by;
            // Both ends are at most 255, and so is any point between them.
            (sum / 255) as u8
        };
        Self::new(
            step(self.red, other.red),
            step(self.green, other.green),
            step(self.blue, other.blue),
        )
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a colour is written as in \"#1E3A6E\"";
        let digits = text.strip_prefix('#').ok_or(SHAPE)?;
        let all_digits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16).map_err(|_| SHAPE)?;
        let [_, red, green, blue] = value.to_be_bytes();
        all_digits
            .then_some(Self::new(red, green, blue))
            .ok_or(SHAPE)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

impl fmt::Debug for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// 0.05 in the unit of [`Colour::luminance`].
const FLARE: u64 = 500_000_000_000;

/// A channel's linear value in units of 10⁻⁹, by its sRGB value: a table, because what the domain
/// decides must come out the same on every machine. Source: WCAG 2.2, "relative luminance".
#[rustfmt::skip]
const LINEAR: [u32; 256] = [
    0, 303_527, 607_054, 910_581, 1_214_108, 1_517_635, 1_821_162, 2_124_689,
    2_428_216, 2_731_743, 3_035_270, 3_346_536, 3_676_507, 4_024_717, 4_391_442, 4_776_953,
    5_181_517, 5_605_392, 6_048_833, 6_512_091, 6_995_410, 7_499_032, 8_023_193, 8_568_126,
    9_134_059, 9_721_217, 10_329_823, 10_960_094, 11_612_245, 12_286_488, 12_983_032, 13_702_083,
    14_443_844, 15_208_514, 15_996_293, 16_807_376, 17_641_954, 18_500_220, 19_382_361, 20_288_563,
    21_219_010, 22_173_885, 23_153_366, 24_157_632, 25_186_860, 26_241_222, 27_320_892, 28_426_040,
    29_556_834, 30_713_444, 31_896_033, 33_104_767, 34_339_807, 35_601_315, 36_889_450, 38_204_372,
    39_546_235, 40_915_197, 42_311_411, 43_735_029, 45_186_204, 46_665_086, 48_171_824, 49_706_566,
    51_269_458, 52_860_647, 54_480_276, 56_128_490, 57_805_430, 59_511_238, 61_246_054, 63_010_018,
    64_803_267, 66_625_939, 68_478_170, 70_360_096, 72_271_851, 74_213_568, 76_185_381, 78_187_422,
    80_219_820, 82_282_707, 84_376_212, 86_500_462, 88_655_586, 90_841_711, 93_058_963, 95_307_467,
    97_587_347, 99_898_728, 102_241_733, 104_616_484, 107_023_103, 109_461_711, 111_932_428, 114_435_374,
    116_970_668, 119_538_428, 122_138_772, 124_771_818, 127_437_680, 130_136_477, 132_868_322, 135_633_330,
    138_431_615, 141_263_291, 144_128_471, 147_027_266, 149_959_790, 152_926_152, 155_926_464, 158_960_835,
    162_029_376, 165_132_195, 168_269_400, 171_441_101, 174_647_404, 177_888_416, 181_164_244, 184_474_995,
    187_820_772, 191_201_683, 194_617_830, 198_069_320, 201_556_254, 205_078_736, 208_636_870, 212_230_757,
    215_860_500, 219_526_200, 223_227_957, 226_965_874, 230_740_049, 234_550_582, 238_397_574, 242_281_122,
    246_201_327, 250_158_285, 254_152_094, 258_182_853, 262_250_658, 266_355_605, 270_497_791, 274_677_312,
    278_894_263, 283_148_740, 287_440_838, 291_770_650, 296_138_271, 300_543_794, 304_987_314, 309_468_923,
    313_988_713, 318_546_778, 323_143_209, 327_778_098, 332_451_536, 337_163_615, 341_914_425, 346_704_056,
    351_532_600, 356_400_144, 361_306_780, 366_252_596, 371_237_680, 376_262_123, 381_326_011, 386_429_434,
    391_572_478, 396_755_231, 401_977_780, 407_240_212, 412_542_613, 417_885_071, 423_267_670, 428_690_497,
    434_153_636, 439_657_174, 445_201_195, 450_785_783, 456_411_023, 462_077_000, 467_783_796, 473_531_496,
    479_320_183, 485_149_940, 491_020_850, 496_932_995, 502_886_458, 508_881_321, 514_917_665, 520_995_573,
    527_115_126, 533_276_404, 539_479_489, 545_724_461, 552_011_402, 558_340_390, 564_711_506, 571_124_829,
    577_580_440, 584_078_418, 590_618_841, 597_201_788, 603_827_339, 610_495_571, 617_206_562, 623_960_392,
    630_757_136, 637_596_874, 644_479_682, 651_405_637, 658_374_817, 665_387_298, 672_443_157, 679_542_470,
    686_685_312, 693_871_761, 701_101_892, 708_375_780, 715_693_501, 723_055_129, 730_460_740, 737_910_409,
    745_404_210, 752_942_217, 760_524_505, 768_151_147, 775_822_218, 783_537_792, 791_297_940, 799_102_738,
    806_952_258, 814_846_572, 822_785_754, 830_769_877, 838_799_012, 846_873_232, 854_992_608, 863_157_213,
    871_367_119, 879_622_397, 887_923_118, 896_269_353, 904_661_174, 913_098_652, 921_581_856, 930_110_858,
    938_685_728, 947_306_537, 955_973_353, 964_686_248, 973_445_290, 982_250_550, 991_102_097, 1_000_000_000,
];
