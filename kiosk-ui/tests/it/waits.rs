//! How long it may take: in each language, and while it changes under a finger.

use antre_kiosk::branch::{Branch, Ticket, WaitMinutes};
use antre_kiosk::flow::News;
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition};

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

/// What the chosen service's page says of a wait, in every language.
fn said(wait: Option<WaitMinutes>) -> Vec<String> {
    let languages = ["Bahasa Indonesia", "English", "中文", "العربية"];
    let told = languages.map(|language| {
        let mut branch = samples::clinic();
        branch.services[0].wait = wait;
        let bench = Bench::new(PORTRAIT, branch);
        bench.act(|actions| actions.invoke_choose(0));
        let before: Vec<String> = texts(&bench);
        bench.press(language);
        let mut all = texts(&bench);
        all.retain(|text| language == "Bahasa Indonesia" || !before.contains(text));
        let words = [
            "erkiraan",
            "bout ",
            "ess than",
            "not known",
            "约",
            "预计",
            "等候时间",
            "تقريب",
            "أقل",
            "غير معروفة",
        ];
        let found = all
            .into_iter()
            .find(|text| words.iter().any(|word| text.contains(word)));
        found.unwrap_or_default()
    });
    told.to_vec()
}

fn texts(bench: &Bench) -> Vec<String> {
    let texts = bench.texts().into_iter();
    texts.map(|text| text.label).collect()
}

#[test]
fn a_wait_is_said_as_people_say_it_in_every_language() {
    assert_eq!(
        said(samples::wait(20, 40)),
        [
            "Perkiraan 20–40 menit",
            "About 20–40 minutes",
            "约 20–40 分钟",
            "تقريبًا من 20 إلى 40 دقيقة"
        ]
    );
    assert_eq!(
        said(samples::wait(0, 5)),
        [
            "Perkiraan kurang dari 5 menit",
            "Less than 5 minutes",
            "预计不到 5 分钟",
            "أقل من 5 دقائق"
        ]
    );
    assert_eq!(
        said(samples::wait(90, 150)),
        [
            "Perkiraan 1 jam 30–2 jam 30",
            "About 1 hour 30–2 hours 30",
            "约 1 小时 30 分–2 小时 30 分",
            "تقريبًا من 1:30 ساعة إلى 2:30 ساعة"
        ]
    );
    assert_eq!(
        said(samples::wait(120, 240)),
        [
            "Perkiraan 2–4 jam",
            "About 2–4 hours",
            "约 2–4 小时",
            "تقريبًا من 2 إلى 4 ساعات"
        ]
    );
    assert_eq!(
        said(None),
        [
            "Perkiraan belum tersedia",
            "Waiting time not known yet",
            "等候时间暂不清楚",
            "مدة الانتظار غير معروفة بعد"
        ]
    );
}

#[test]
fn nobody_is_told_of_no_waiting_where_the_counters_are_busy() {
    let told = |wait| {
        let mut branch = samples::clinic();
        (branch.services[0].waiting, branch.services[0].wait) = (0, wait);
        branch
    };
    let bench = Bench::new(PORTRAIT, told(samples::wait(10, 20)));
    bench.act(|actions| actions.invoke_choose(0));
    assert!(bench.says("Antrean kosong") && bench.says("Perkiraan 10–20 menit"));
    assert!(!bench.says("Tanpa antre"));
    bench.news(News::Branch(Box::new(told(samples::wait(0, 5)))));
    assert!(bench.says("Tanpa antre") && !bench.says("Antrean kosong"));
}

#[test]
fn a_number_that_is_next_still_says_how_long_it_takes() {
    let bench = Bench::new(PORTRAIT, samples::clinic());
    bench.press("Ambil obat (Farmasi)");
    bench.issue(Ticket {
        ahead: 0,
        wait: samples::wait(10, 20),
        ..samples::ticket()
    });
    assert!(bench.says("Giliran Anda berikutnya") && bench.says("Perkiraan 10–20 menit"));
}

/// The same branch a moment later: only the ranges are others.
fn later() -> Branch {
    let mut branch = samples::clinic();
    for service in &mut branch.services {
        service.wait = samples::wait(45, 60);
        service.waiting += 1;
    }
    branch
}

#[test]
fn a_range_that_changes_takes_nothing_from_under_a_finger() {
    for size in [PORTRAIT, LANDSCAPE] {
        let bench = Bench::new(size, samples::clinic());
        bench.act(|actions| actions.invoke_choose(0));
        bench.pass_ms(1_000);
        let question = samples::clinic().services[0].tips[0].question.0[0].clone();
        let answer = samples::clinic().services[0].tips[0].answer.0[0].clone();
        let targets = bench.targets();
        let tip = targets.iter().find(|target| target.label == question);
        let tip = tip.unwrap_or_else(|| panic!("{question} is not among {targets:?}"));
        let position = LogicalPosition::new(tip.left + tip.width / 2.0, tip.top + tip.height / 2.0);
        let button = PointerEventButton::Left;
        let window = bench.kiosk().window().window();
        window.dispatch_event(WindowEvent::PointerPressed { position, button });
        bench.pass_ms(50);
        bench.news(News::Branch(Box::new(later())));
        bench.pass_ms(50);
        window.dispatch_event(WindowEvent::PointerReleased { position, button });
        bench.pass_ms(50);
        assert!(bench.says(&answer), "{size:?}: the touch was lost");
    }
}

/// Every kind of wait on every screen in every language, to be looked at.
#[test]
fn every_wait_is_drawn() {
    for (name, size) in [("p", PORTRAIT), ("l", LANDSCAPE), ("s", SMALL)] {
        for language in ["Bahasa Indonesia", "English", "中文", "العربية"] {
            let bench = Bench::new(size, samples::waits());
            if language != "Bahasa Indonesia" {
                bench.press(language);
            }
            bench.shot(&format!("waits-{name}-{language}"));
            bench.act(|actions| actions.invoke_choose(0));
            bench.shot(&format!("waits-chosen-{name}-{language}"));
        }
    }
}
