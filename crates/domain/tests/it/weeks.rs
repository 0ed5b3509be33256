//! Weeks as a manager's calendar tells them: when, what happens, what is expected.
//!
//! *When* is a local time of the branch (`Tue 18 07:45`), with its offset where the clock shows it
//! twice. *What happens* is an act of one word or two. *What is expected* is what the act answers (a
//! number, a number and why it was called, the code of a refusal), and facts about the branch then.

mod calendar;

use antre_domain::config::{AtClosing, Config, Hours, Period, Rules, Unserved, Week};
use antre_domain::*;

use crate::scene::*;
use calendar::{live, spans};

/// The puskesmas with a Friday prayer, a weekend, Independence Day, and lunch in two shifts.
fn branch() -> Config {
    let mut config = puskesmas();
    config.hours = weekdays("08:00-15:00", "08:00-11:30 13:00-15:00");
    config.hours.periods.push(closed_on("2026-08-17"));
    config.counters[0].hours = Some(weekdays(
        "08:00-12:00 12:30-15:00",
        "08:00-11:30 13:00-15:00",
    ));
    config.counters[1].hours = Some(weekdays(
        "08:00-12:30 13:00-15:00",
        "08:00-11:30 13:00-15:00",
    ));
    config
}

fn weekdays(hours: &str, friday: &str) -> Hours {
    let week = Week {
        fri: spans(friday),
        sat: Vec::new(),
        sun: Vec::new(),
        ..every_day(hours).week
    };
    Hours {
        week,
        periods: Vec::new(),
    }
}

fn with_rules(rules: Rules) -> Config {
    Config { rules, ..branch() }
}

const WEEK: &str = "
Sun 16 10:00 | take umum          | closed until Tue 18 07:45
# Independence Day.
Mon 17 09:00 | take umum          | closed until Tue 18 07:45, day Mon 17
# Twenty wait before the doors.
Tue 18 07:44 | take umum          | closed until Tue 18 07:45
Tue 18 07:45 | take umum x20      | A001 to A020, 20 wait
Tue 18 07:46 | next l1            | counter_closed
Tue 18 08:00 | open l1            | done
Tue 18 08:00 | open l2            | done, l1 open, l2 open
Tue 18 08:00 | next l1            | A001 longest_wait 0:15
# Lunch in two shifts: nobody is left standing, and the second shift begins when the first ends.
Tue 18 12:00 | look               | l1 open, l2 rests in 0:30
Tue 18 12:03 | finish l1          | done, l1 rests, l2 open
Tue 18 12:05 | next l1            | counter_closed
Tue 18 12:05 | next l2            | A002 longest_wait 4:20
Tue 18 12:30 | open l1            | done, l1 open, l2 open
Tue 18 12:31 | finish l2          | done, l1 open, l2 rests
Tue 18 13:00 | open l2            | done, l1 open, l2 open
# The last number, and closing with people waiting: they are served out.
Tue 18 14:59 | take umum          | A021, 19 wait
Tue 18 15:00 | take umum          | closed until Wed 19 07:45, 19 wait
Tue 18 15:10 | next l1            | A003 longest_wait 7:25, 18 wait
Tue 18 23:59 | look               | day Tue 18, 18 wait
Wed 19 02:59 | look               | day Tue 18, 18 wait
# Whoever was only called goes with those who wait.
Wed 19 03:00 | look               | day Wed 19, 19 expired, 0 wait, l1 closed, l2 closed
Wed 19 09:00 | take umum          | A001
Wed 19 09:00 | take gigi          | C001
Wed 19 09:05 | open l1            | done
Wed 19 09:05 | next l1            | A001 longest_wait 0:05
Wed 19 09:06 | start l1           | done
# Thursday: the one at the counter was served, the other one went home.
Thu 20 08:30 | take umum priority | B001, day Thu 20, 1 expired, 1 served
Thu 20 08:30 | take umum          | A001
Thu 20 08:40 | open l1            | done
Thu 20 08:40 | next l1            | B001 longest_wait 0:10
Thu 20 08:41 | next l1            | A001 longest_wait 0:11
Thu 20 08:50 | next l1            | nobody
# Friday: prayer from half past eleven to one, with numbers again a quarter before.
Fri 21 08:00 | open l1            | done
Fri 21 08:00 | open l2            | done
Fri 21 11:29 | take umum          | A001
Fri 21 11:30 | take umum          | closed until Fri 21 12:45, l1 rests, l2 rests, 1 wait
Fri 21 12:45 | take umum          | A002
Fri 21 13:00 | open l1            | done
Fri 21 13:01 | next l1            | A001 longest_wait 1:32
Fri 21 15:00 | take umum          | closed until Mon 24 07:45, 1 wait
# The weekend.
Sat 22 10:00 | take umum          | closed until Mon 24 07:45, day Sat 22, 2 expired
Sun 23 10:00 | take umum          | closed until Mon 24 07:45, day Sun 23, 0 expired
Mon 24 07:45 | take umum          | A001, day Mon 24
";

#[test]
fn a_whole_week_with_a_holiday_a_friday_and_a_weekend() {
    live(branch(), "2026-08", WEEK);
}

/// A Tuesday's end with three waiting, one parked, one absent, one called and one being served.
const BEFORE_CLOSING: &str = "
Tue 18 14:00 | take umum x7 | A001 to A007
Tue 18 14:00 | open l1      | done
Tue 18 14:00 | open l2      | done
Tue 18 14:10 | next l1      | A001 longest_wait 0:10
Tue 18 14:10 | park l1      | done
Tue 18 14:20 | next l1      | A002 longest_wait 0:20
Tue 18 14:20 | no_show l1   | done
Tue 18 14:30 | next l1      | A003 longest_wait 0:30
Tue 18 14:30 | start l1     | done
Tue 18 14:59 | next l2      | A004 longest_wait 0:59
Tue 18 14:59 | look         | 3 wait
";

fn closing(rules: Rules, after: &str) {
    let table = [BEFORE_CLOSING, after].concat();
    live(with_rules(rules), "2026-08", &table);
}

#[test]
fn closing_with_people_waiting_who_are_served_out() {
    closing(
        Rules::default(),
        "
Tue 18 15:00 | look    | 3 wait, 0 expired
Tue 18 15:20 | next l1 | A005 longest_wait 1:20
Tue 18 15:40 | next l1 | A006 longest_wait 1:40
Tue 18 16:00 | next l1 | A007 longest_wait 2:00
Tue 18 16:20 | next l1 | nobody, 0 wait
# The parked, the absent, and the one who was called and never started.
Wed 19 03:00 | look    | day Wed 19, 3 expired, 0 served, 0 carried
",
    );
}

#[test]
fn closing_with_people_waiting_who_are_sent_home_and_counted() {
    let rules = Rules {
        at_closing: AtClosing::Expire,
        ..Rules::default()
    };
    closing(
        rules,
        "
# Three who wait, one parked, one absent: whoever stands at a counter is still served.
Tue 18 15:00 | look      | 5 expired, 0 wait
Tue 18 15:05 | finish l2 | done
Tue 18 15:10 | next l1   | nobody, 0 expired
Wed 19 03:00 | look      | day Wed 19, 0 expired, 0 carried
",
    );
}

#[test]
fn closing_with_people_waiting_who_come_again_tomorrow() {
    let rules = Rules {
        unserved: Unserved::Carry,
        ..Rules::default()
    };
    closing(
        rules,
        "
Tue 18 15:00 | look      | 3 wait, 0 expired
# Those who wait and the one who was called; being parked or absent is not waiting.
Wed 19 03:00 | look      | day Wed 19, 4 carried, 6 expired, 1 served, 4 wait
Wed 19 07:45 | take umum | A005
Wed 19 08:00 | open l1   | done
# The oldest first, with the age of yesterday.
Wed 19 08:00 | next l1   | A001 longest_wait 18:00
Wed 19 08:10 | next l1   | A002 longest_wait 18:10
Wed 19 08:20 | next l1   | A003 longest_wait 18:20
Wed 19 08:30 | next l1   | A004 longest_wait 18:30
Wed 19 08:40 | next l1   | A005 longest_wait 0:55
",
    );
}

#[test]
fn a_queue_carried_over_the_weekend_keeps_its_age() {
    let rules = Rules {
        unserved: Unserved::Carry,
        ..Rules::default()
    };
    live(
        with_rules(rules),
        "2026-08",
        "
Fri 21 14:00 | take umum x3       | A001 to A003
Fri 21 14:05 | take umum priority | B001
Sat 22 03:00 | look               | day Sat 22, 4 carried, 4 wait
Sun 23 03:00 | look               | day Sun 23, 4 carried, 4 wait
Mon 24 03:00 | look               | day Mon 24, 4 carried, 4 wait
Mon 24 07:45 | take umum          | A004
Mon 24 08:00 | open l1            | done
Mon 24 08:00 | next l1            | B001 past_target 65:55
Mon 24 08:05 | next l1            | A001 longest_wait 66:05
Mon 24 08:05 | look               | 3 wait
",
    );
}

#[test]
fn those_who_are_sent_home_at_closing_are_not_carried() {
    let rules = Rules {
        at_closing: AtClosing::Expire,
        unserved: Unserved::Carry,
        ..Rules::default()
    };
    live(
        with_rules(rules),
        "2026-08",
        "
Tue 18 14:00 | take umum x3 | A001 to A003
Tue 18 14:00 | open l1      | done
Tue 18 14:59 | next l1      | A001 longest_wait 0:59
Tue 18 15:00 | look         | 2 expired, 0 wait
Wed 19 03:00 | look         | 1 carried, 1 wait
",
    );
}

#[test]
fn a_service_that_closes_early_is_served_until_the_branch_closes() {
    let rules = Rules {
        at_closing: AtClosing::Expire,
        ..Rules::default()
    };
    let mut config = with_rules(rules);
    config.services[1].hours = Some(weekdays("08:00-11:00", "08:00-10:00"));
    live(
        config,
        "2026-08",
        "
Tue 18 10:59 | take gigi | C001
Tue 18 11:00 | take gigi | closed until Wed 19 07:45
Tue 18 11:00 | take umum | A001, 2 wait, 0 expired
Tue 18 11:10 | open l1   | done
Tue 18 11:10 | next l1   | C001 longest_wait 0:11
Tue 18 15:00 | look      | 1 expired
",
    );
}

#[test]
fn ramadan_has_hours_of_its_own() {
    let mut config = branch();
    let ramadan = Period {
        from: id("2027-02-08"),
        name: None,
        to: id("2027-03-09"),
        week: weekdays("08:00-14:00", "08:00-11:30").week,
    };
    config.hours.periods.push(ramadan);
    config.hours.periods.push(closed_on("2027-03-10"));
    live(
        config.clone(),
        "2027-02",
        "
Fri 05 14:59 | take umum | A001
Sat 06 09:00 | look      | day Sat 06, 1 expired
Sun 07 10:00 | take umum | closed until Mon 08 07:45
Mon 08 13:59 | take umum | A001
Mon 08 14:00 | take umum | closed until Tue 09 07:45
Tue 09 14:30 | take umum | closed until Wed 10 07:45
Thu 11 08:00 | take umum | clock_unconfirmed
Thu 11 08:00 | confirm   | done
Thu 11 08:00 | take umum | A001, day Thu 11
Fri 12 11:29 | take umum | A001
Fri 12 11:30 | take umum | closed until Mon 15 07:45
",
    );
    live(
        config,
        "2027-03",
        "
Tue 09 14:00 | take umum | closed until Thu 11 07:45
Wed 10 10:00 | take umum | closed until Thu 11 07:45
Thu 11 14:59 | take umum | A001
",
    );
}

#[test]
fn a_branch_that_is_held_over_lunch_goes_on_where_it_stopped() {
    live(
        branch(),
        "2026-08",
        "
Tue 18 11:00 | take umum x3 | A001 to A003
Tue 18 11:00 | take gigi    | C001
Tue 18 11:00 | open l1      | done
Tue 18 11:00 | open l2      | done
Tue 18 11:10 | next l1      | A001 longest_wait 0:10
Tue 18 11:40 | hold         | done
Tue 18 11:41 | take umum    | branch_held
Tue 18 11:41 | next l2      | branch_held
Tue 18 11:41 | no_show l1   | branch_held
Tue 18 11:50 | finish l1    | done
# The calendar goes on: it is lunch.
Tue 18 12:10 | look         | l1 rests, l2 open, 3 wait
Tue 18 12:40 | look         | l1 rests, l2 rests
Tue 18 13:00 | resume       | done, 3 wait
Tue 18 13:00 | open l1      | done
# Eighty minutes stood still: two hours and five minutes are forty-five.
Tue 18 13:05 | next l1      | A002 longest_wait 0:45
Tue 18 13:06 | next l1      | A003 longest_wait 0:46
Tue 18 13:07 | next l1      | C001 longest_wait 0:47
",
    );
}

#[test]
fn a_clerk_who_works_through_lunch_is_not_sent_to_it_afterwards() {
    live(
        branch(),
        "2026-08",
        "
Tue 18 11:00 | take umum x5 | A001 to A005
Tue 18 11:00 | open l1      | done
Tue 18 11:55 | next l1      | A001 longest_wait 0:55
Tue 18 12:10 | next l1      | A002 longest_wait 1:10, l1 open
Tue 18 12:31 | finish l1    | done, l1 open
Tue 18 12:31 | next l1      | A003 longest_wait 1:31
# The other shift: whoever opens the counter in its pause means it.
Tue 18 12:40 | open l2      | done
Tue 18 12:59 | look         | l2 open
",
    );
}

#[test]
fn a_lunch_that_is_moved_in_the_morning_is_taken_at_its_new_time() {
    live(
        branch(),
        "2026-08",
        "
Tue 18 10:00 | open l1                                | done
Tue 18 10:00 | open l2                                | done
Tue 18 10:05 | hours l1 08:00-11:00,11:45-15:00       | done, l1 open
Tue 18 10:59 | look                                   | l1 open, l2 open
Tue 18 11:00 | look                                   | l1 rests, l2 open
Tue 18 11:45 | open l1                                | done
# The old lunch is gone, and the other counter's is as it was.
Tue 18 12:15 | look                                   | l1 open, l2 open
Tue 18 12:30 | look                                   | l1 open, l2 rests
",
    );
}

#[test]
fn a_branch_that_moves_to_another_time_zone_in_mid_week() {
    live(
        branch(),
        "2026-08",
        "
Tue 18 14:00 | take umum          | A001
# An hour ahead: it is three o'clock, and closed.
Tue 18 14:00 | zone Asia/Makassar | done, day Tue 18, 1 wait
Tue 18 15:00 | take umum          | closed until Wed 19 07:45
Wed 19 02:59 | look               | day Tue 18
Wed 19 03:00 | look               | day Wed 19, 1 expired
Wed 19 14:00 | take umum          | A001
# And back: it is one o'clock again, and the numbers go on.
Wed 19 14:00 | zone Asia/Jakarta  | done, day Wed 19, 1 wait
Wed 19 13:00 | take umum          | A002, day Wed 19
Wed 19 14:59 | take umum          | A003
Thu 20 02:59 | look               | day Wed 19, 3 wait
# At two in the night it is four in the far east: the day that began there ends.
Thu 20 03:00 | look               | day Thu 20, 3 expired
Thu 20 23:30 | zone Asia/Jayapura | done, day Thu 20
Fri 21 02:59 | look               | day Thu 20
Fri 21 03:30 | take umum          | closed until Fri 21 07:45, day Fri 21
# Back in the west the new day is not taken back.
Fri 21 03:30 | zone Asia/Jakarta  | done, day Fri 21
Fri 21 01:31 | look               | day Fri 21
Fri 21 08:00 | take umum          | A001, day Fri 21
",
    );
}

#[test]
fn a_zone_further_east_can_end_the_day_at_once() {
    let mut config = branch();
    config.rules.unserved = Unserved::Carry;
    live(
        config,
        "2026-08",
        "
Tue 18 14:00 | take umum          | A001
Wed 19 01:30 | look               | day Tue 18
# Half past one in the west is half past three in the east.
Wed 19 01:30 | zone Asia/Jayapura | done, day Wed 19, 1 carried, 1 wait
Wed 19 03:30 | look               | day Wed 19, 1 wait
",
    );
}

/// A clinic in Berlin that works at night.
fn night_clinic(hours: &str) -> Config {
    let mut config = puskesmas();
    config.time_zone = TimeZone::new("Europe/Berlin").unwrap();
    config.day_starts = id("07:00");
    config.hours = every_day(hours);
    config.numbers_lead_mins = 0;
    config
}

#[test]
fn a_night_in_spring_is_an_hour_shorter() {
    live(
        night_clinic("22:00-06:00"),
        "2026-03",
        "
Sat 28 21:59 | take umum    | closed until Sat 28 22:00
Sat 28 22:00 | take umum x2 | A001 to A002
Sat 28 22:00 | open l1      | done
Sun 29 01:59 | take umum    | A003, day Sat 28
# A minute later it is three, and they have waited four hours.
Sun 29 03:00 | next l1      | A001 longest_wait 4:00
Sun 29 05:59 | take umum    | A004, day Sat 28
Sun 29 06:00 | take umum    | closed until Sun 29 22:00
Sun 29 06:00 | next l1      | A002 longest_wait 7:00
Sun 29 06:59 | look         | day Sat 28, 2 wait
Sun 29 07:00 | look         | day Sun 29, 3 expired
",
    );
}

#[test]
fn a_night_in_autumn_is_an_hour_longer() {
    live(
        night_clinic("22:00-06:00"),
        "2026-10",
        "
Sat 24 22:00        | take umum x3 | A001 to A003
Sat 24 22:00        | open l1      | done
Sun 25 02:30 +02:00 | next l1      | A001 longest_wait 4:30
Sun 25 02:30 +01:00 | next l1      | A002 longest_wait 5:30
Sun 25 02:59 +01:00 | take umum    | A004, day Sat 24
Sun 25 05:59        | take umum    | A005
Sun 25 06:00        | take umum    | closed until Sun 25 22:00
Sun 25 06:00        | next l1      | A003 longest_wait 9:00
Sun 25 07:00        | look         | day Sun 25, 3 expired
",
    );
}

#[test]
fn hours_that_begin_in_the_hour_left_out_begin_after_it() {
    let mut config = night_clinic("02:30-05:00");
    config.day_starts = id("00:00");
    live(
        config,
        "2026-03",
        "
Sat 28 02:29 | take umum | closed until Sat 28 02:30
Sat 28 02:30 | take umum | A001
Sun 29 01:59 | take umum | closed until Sun 29 03:00
Sun 29 03:00 | take umum | A001, day Sun 29
Sun 29 05:00 | take umum | closed until Mon 30 02:30
",
    );
}

#[test]
fn hours_that_begin_in_the_hour_that_comes_twice_begin_once() {
    let mut config = night_clinic("02:30-05:00");
    config.day_starts = id("00:00");
    live(
        config,
        "2026-10",
        "
Sun 25 02:29 +02:00 | take umum | closed until Sun 25 02:30
Sun 25 02:30 +02:00 | take umum | A001
Sun 25 02:10 +01:00 | take umum | A002, day Sun 25
Sun 25 02:45 +01:00 | take umum | A003
Sun 25 04:59        | take umum | A004
Sun 25 05:00        | take umum | closed until Mon 26 02:30
",
    );
}

#[test]
fn hours_that_end_in_a_changing_hour_end_once() {
    let mut config = night_clinic("22:00-02:30");
    config.rules.at_closing = AtClosing::Expire;
    live(
        config.clone(),
        "2026-03",
        "
Sat 28 23:00 | take umum | A001
Sun 29 01:59 | take umum | A002, 2 wait, 0 expired
Sun 29 03:00 | take umum | closed until Sun 29 22:00, 2 expired, 0 wait
",
    );
    live(
        config,
        "2026-10",
        "
Sat 24 23:00        | take umum | A001
Sun 25 02:29 +02:00 | take umum | A002, 0 expired
Sun 25 02:30 +02:00 | take umum | closed until Sun 25 22:00, 2 expired
# The same time on the clock a second time does not open the doors again.
Sun 25 02:29 +01:00 | take umum | closed until Sun 25 22:00, 0 expired
",
    );
}
