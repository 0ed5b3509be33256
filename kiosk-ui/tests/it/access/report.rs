//! What was measured: each rule on each screen, its worst value beside its limit.

use std::fmt::Write as _;
use std::path::PathBuf;

/// What every screen of the kiosk must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A finger hits it: both sides of a key, in millimetres.
    TargetSize,
    /// A shaking finger hits no other: between two keys, in millimetres.
    TargetGap,
    /// A key lies on the screen: by how many pixels it leaves it.
    Inside,
    /// In low mode a key is within a seated person's reach: by how many millimetres it is not.
    Reach,
    /// A reader is told what it is: parts without a role of their own.
    Role,
    /// And what it is called: parts without a label.
    Label,
    /// In the language of the page: texts left in English.
    Language,
    /// Text stands out from its ground, as a ratio.
    TextContrast,
    /// So do signs and the edges of keys.
    GraphicContrast,
    /// A capital is high enough to read at 500 mm, in millimetres.
    CapitalHeight,
    /// Nothing of a text is cut off: texts that end in an ellipsis or leave their box.
    Clipped,
    /// What is read first stands first: parts that are read against the reading direction.
    Order,
    /// What is on differs from what is off in grey, too, as a ratio; and a reader is told.
    NotColourAlone,
    /// The key that the keyboard is on has a ring: its contrast to the ground.
    FocusRing,
    /// From right to left everything stands mirrored: by how many pixels it does not.
    Mirrored,
}

impl Rule {
    pub(crate) const ALL: [Self; 15] = [
        Self::TargetSize,
        Self::TargetGap,
        Self::Inside,
        Self::Reach,
        Self::Role,
        Self::Label,
        Self::Language,
        Self::TextContrast,
        Self::GraphicContrast,
        Self::CapitalHeight,
        Self::Clipped,
        Self::Order,
        Self::NotColourAlone,
        Self::FocusRing,
        Self::Mirrored,
    ];

    /// What a screen must reach, or may reach at most.
    pub(crate) fn limit(self) -> Limit {
        match self {
            Self::TargetSize => Limit::Least(20.0),
            Self::TargetGap => Limit::Least(2.5),
            Self::Inside => Limit::Most(0.5),
            Self::Reach => Limit::Most(0.5),
            Self::Role | Self::Label | Self::Language | Self::Clipped | Self::Order => {
                Limit::Most(0.0)
            }
            Self::TextContrast => Limit::Least(4.5),
            Self::GraphicContrast | Self::NotColourAlone | Self::FocusRing => Limit::Least(3.0),
            Self::CapitalHeight => Limit::Least(6.1),
            Self::Mirrored => Limit::Most(4.0),
        }
    }
}

/// What rounding to whole pixels may take from a length: one of the twenty-five that the lowest capital has.
const ROUNDED: f32 = 0.04;

/// A value and its side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Limit {
    Least(f32),
    Most(f32),
}

impl Limit {
    fn keeps(self, measured: f32) -> bool {
        match self {
            Self::Least(least) => measured >= least * (1.0 - ROUNDED),
            Self::Most(most) => measured <= most,
        }
    }

    fn worse(self, one: f32, other: f32) -> bool {
        match self {
            Self::Least(_) => one < other,
            Self::Most(_) => one > other,
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    pub(crate) screen: String,
    pub(crate) measured: f32,
    /// What was measured.
    pub(crate) what: String,
}

impl Finding {
    pub(crate) fn passes(&self) -> bool {
        self.rule.limit().keeps(self.measured)
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let limit = match self.rule.limit() {
            Limit::Least(least) => format!("≥ {least}"),
            Limit::Most(most) => format!("≤ {most}"),
        };
        let verdict = if self.passes() { "pass" } else { "FAIL" };
        let rule = format!("{:?}", self.rule);
        write!(
            f,
            "{verdict} {rule:<15} {:<34} {:>8.2} {limit:<6} {}",
            self.screen, self.measured, self.what
        )
    }
}

/// The findings of one run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Notes what `rule` measured on `screen`; a screen without anything to measure is not in it. What
    /// passes is one line, with the worst; what fails is a line each.
    pub(crate) fn note(&mut self, rule: Rule, screen: &str, measured: Vec<(f32, String)>) {
        let limit = rule.limit();
        let finding = |(measured, what): &(f32, String)| Finding {
            rule,
            screen: screen.to_owned(),
            measured: *measured,
            what: what.clone(),
        };
        let failed: Vec<Finding> = measured
            .iter()
            .map(finding)
            .filter(|it| !it.passes())
            .collect();
        if !failed.is_empty() {
            self.findings.extend(failed);
            return;
        }
        let worst = measured.iter().reduce(|worst, next| {
            if limit.worse(next.0, worst.0) {
                next
            } else {
                worst
            }
        });
        self.findings.extend(worst.map(finding));
    }

    pub(crate) fn failed(&self) -> Vec<&Finding> {
        self.findings
            .iter()
            .filter(|finding| !finding.passes())
            .collect()
    }

    pub(crate) fn failed_rules(&self) -> Vec<Rule> {
        let failed = self.failed();
        let broken = |rule: &Rule| failed.iter().any(|finding| finding.rule == *rule);
        Rule::ALL.into_iter().filter(broken).collect()
    }

    /// Writes the report to `<target>/tmp/access/NAME.txt` and answers where.
    pub(crate) fn write(&mut self, name: &str) -> PathBuf {
        self.findings
            .sort_by(|a, b| (a.rule, &a.screen).cmp(&(b.rule, &b.screen)));
        let mut text = String::from("verdict rule screen measured limit what\n");
        for finding in &self.findings {
            writeln!(text, "{finding}").unwrap();
        }
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("access");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.txt"));
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A line a rule: on how many screens, its worst value, how many failed.
    pub(crate) fn summary(&self) -> String {
        let mut text = String::new();
        for rule in Rule::ALL {
            let of: Vec<&Finding> = self.findings.iter().filter(|it| it.rule == rule).collect();
            let limit = rule.limit();
            let worst = of.iter().copied().reduce(|worst, next| {
                if limit.worse(next.measured, worst.measured) {
                    next
                } else {
                    worst
                }
            });
            let failed = of.iter().filter(|finding| !finding.passes()).count();
            let rule = format!("{rule:?}");
            let worst = worst.map_or("not measured".into(), |it| {
                format!("worst {:.2} ({})", it.measured, it.screen)
            });
            writeln!(
                text,
                "{rule:<15} {:>5} measured, {failed:>3} failed, {worst}, {limit:?}",
                of.len()
            )
            .unwrap();
        }
        text
    }
}
