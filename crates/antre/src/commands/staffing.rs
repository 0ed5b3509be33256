mod learnt;
mod words;

use std::path::{Path, PathBuf};

use antre_forecast::formula::Demand;
use antre_forecast::staffing::roster::{self, Arrivals, FILE_BYTES_MAX, Roster};
use antre_forecast::staffing::{Figure, PEOPLE_MAX, Staffing, StaffingFault, Wish};
use anyhow::Result;
use clap::{ArgGroup, ValueEnum};
use serde_json::json;

use self::learnt::Learnt;
use self::words::Words;
use super::language::Language;
use crate::exit::WrongUsage;

/// The most days of a log that arrivals are learnt from.
const DAYS_MAX: u16 = 60;

#[derive(clap::Args)]
#[command(group(ArgGroup::new("who_comes").required(true).args(["per_hour", "day", "data"])))]
pub(crate) struct Arguments {
    /// How many people come in an hour, all day long
    #[arg(long, value_name = "PEOPLE", allow_hyphen_values = true)]
    per_hour: Option<f64>,
    /// How many come in each half hour of a day: a CSV file with lines as 08:30,12, or a TOML file
    /// with a table [arrivals] and lines as "08:30" = 12
    #[arg(long, value_name = "FILE")]
    day: Option<PathBuf>,
    /// How many came in each half hour, from the log of a branch; a hub may be running on it
    #[arg(long, value_name = "DIR", requires = "service")]
    data: Option<PathBuf>,
    /// With --data: the service; several that the same counters serve
    #[arg(long, value_name = "ID", requires = "data")]
    service: Vec<String>,
    /// With --data: from so many of the last business days
    #[arg(long, requires = "data", default_value_t = 20,
        value_parser = clap::value_parser!(u16).range(1..=i64::from(DAYS_MAX)))]
    days: u16,
    /// With --data: from this day of the week alone
    #[arg(long, requires = "data")]
    weekday: Option<Weekday>,
    /// How long one takes a counter, in the mean; with --data as long as it took
    #[arg(
        long,
        value_name = "SECS",
        required_unless_present = "data",
        allow_hyphen_values = true
    )]
    service_secs: Option<f64>,
    /// By when they are to be called
    #[arg(long, value_name = "SECS", allow_hyphen_values = true)]
    within_secs: f64,
    /// Which fraction of them
    #[arg(
        long,
        value_name = "FRACTION",
        default_value_t = 0.8,
        allow_hyphen_values = true
    )]
    target: f64,
    /// How long one waits, in the mean, before giving up; for ever where absent
    #[arg(long, value_name = "SECS", allow_hyphen_values = true)]
    patience_secs: Option<f64>,
    /// The language of the table
    #[arg(long, value_enum, default_value_t = Language::Id)]
    lang: Language,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Weekday> for chrono::Weekday {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// Says how many counters a queue needs: all day long, or by half hour.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let words = Words::of(arguments.lang);
    if let Some(per_hour) = arguments.per_hour {
        let wish = arguments.wish(per_hour, arguments.service_secs);
        let staffing = wish.staffing(PEOPLE_MAX).map_err(wrong_usage)?;
        return show_staffing(&arguments, &wish, &staffing, words);
    }
    let learnt = match &arguments.data {
        Some(data) => Some(Learnt::from(
            data,
            &arguments.service,
            arguments.days.into(),
            arguments.weekday.map(chrono::Weekday::from),
        )?),
        None => None,
    };
    let mean_secs = learnt.as_ref().and_then(|learnt| learnt.service_secs);
    let service_secs = arguments.service_secs.or(mean_secs);
    if service_secs.is_none() {
        let what = "--service-secs: nobody has been served yet in this log; say how long one takes";
        return Err(WrongUsage(what.to_owned()).into());
    }
    let wish = arguments.wish(f64::NAN, service_secs);
    let arrivals = match (&learnt, &arguments.day) {
        (Some(learnt), _) => learnt.arrivals.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => unreachable!("clap asks for one of the three"),
    };
    let roster = roster::roster(&arrivals, &wish).map_err(wrong_usage)?;
    show_roster(&arguments, &wish, learnt.as_ref(), &roster, words)
}

impl Arguments {
    fn wish(&self, per_hour: f64, service_secs: Option<f64>) -> Wish {
        Wish {
            demand: Demand {
                per_hour,
                service_secs: service_secs.unwrap_or(f64::NAN),
                patience_secs: self.patience_secs,
            },
            within_secs: self.within_secs,
            target: self.target,
        }
    }
}

fn show_staffing(
    arguments: &Arguments,
    wish: &Wish,
    staffing: &Staffing,
    words: &Words,
) -> Result<()> {
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(staffing)?);
    } else {
        print!("{}", words.staffing(wish, staffing));
    }
    Ok(())
}

fn show_roster(
    arguments: &Arguments,
    wish: &Wish,
    learnt: Option<&Learnt>,
    roster: &Roster,
    words: &Words,
) -> Result<()> {
    if arguments.json {
        let learnt = learnt.map(|learnt| {
            let service_secs = wish.demand.service_secs;
            json!({ "days": learnt.days, "people": learnt.people, "service_secs": service_secs })
        });
        let mut answer = serde_json::to_value(roster)?;
        answer["learnt"] = json!(learnt);
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        print!("{}", words.roster(wish, learnt, roster));
    }
    Ok(())
}

fn read(file: &Path) -> Result<Arrivals, WrongUsage> {
    let named = |what: String| WrongUsage(format!("--day {}: {what}", file.display()));
    let length = std::fs::metadata(file)
        .map_err(|error| named(error.to_string()))?
        .len();
    if length > FILE_BYTES_MAX {
        let what = format!("{length} bytes are more than a day of half hours ({FILE_BYTES_MAX})");
        return Err(named(what));
    }
    let text = std::fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    let is_toml = file
        .extension()
        .is_some_and(|extension| extension == "toml");
    let arrivals = match is_toml {
        true => Arrivals::from_toml(&text),
        false => Arrivals::from_csv(&text),
    };
    arrivals.map_err(|fault| named(format!("{fault} [{}]", fault.code)))
}

fn wrong_usage(fault: StaffingFault) -> WrongUsage {
    WrongUsage(match fault {
        StaffingFault::OutOfRange {
            figure,
            value,
            from,
            to,
        } => {
            let option = match figure {
                Figure::PerHour => "--per-hour",
                Figure::ServiceSecs => "--service-secs",
                Figure::WithinSecs => "--within-secs",
                Figure::Target => "--target",
                Figure::PatienceSecs => "--patience-secs",
            };
            let what = match figure {
                Figure::PerHour => "people an hour",
                Figure::ServiceSecs | Figure::WithinSecs | Figure::PatienceSecs => "seconds",
                Figure::Target => "a fraction, 0.8 for 80 %,",
            };
            format!("{option} {value}: {what} from {from} to {to}")
        }
        StaffingFault::TooMany { per_hour, most } => format!(
            "--service-secs: more than {most} counters would be needed for {per_hour} people an hour"
        ),
    })
}
