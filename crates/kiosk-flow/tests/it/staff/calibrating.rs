//! The size of the screen.

use antre_kiosk_flow::staff::{CARD_TENTHS_MM, WHOLE, WIDTH_TENTHS_MM};

use super::*;

fn calibrating(screen_tenths_mm: Option<u32>) -> Desk {
    let mut desk = Desk::inside();
    desk.staff.set_screen(screen_tenths_mm);
    desk.touch(StaffTouch::Go(Item::Calibrate));
    desk
}

fn card(desk: &Desk) -> (u32, u32) {
    match desk.page() {
        StaffPage::Calibrate {
            share,
            screen_tenths_mm,
        } => (share, screen_tenths_mm),
        other => panic!("not calibrating: {other:?}"),
    }
}

/// Presses until the rectangle is as wide as a card on a screen of that width, within half a step.
fn fit(desk: &mut Desk, screen_tenths_mm: u32) {
    let wanted = CARD_TENTHS_MM * WHOLE / screen_tenths_mm;
    for _ in 0..10_000 {
        let (share, _) = card(desk);
        if share.abs_diff(wanted) <= 25 {
            return;
        }
        // Far away the key is held down, near it is tapped.
        let apart = if share.abs_diff(wanted) > 5_000 {
            100
        } else {
            600
        };
        desk.pass(Duration::from_millis(apart));
        desk.strike(if share < wanted {
            StaffTouch::Wider
        } else {
            StaffTouch::Narrower
        });
    }
    panic!("no end of presses");
}

#[test]
fn a_card_held_to_the_glass_measures_every_usual_screen_within_half_a_percent() {
    // 10.1, 15.6, 21.5 tall and wide, 32 and 55 inches, by their widths.
    for width in [2_220, 3_450, 2_680, 4_760, 7_080, 12_100] {
        let mut desk = calibrating(None);
        fit(&mut desk, width);
        let (_, measured) = card(&desk);
        assert!(
            measured.abs_diff(width) * 200 <= width,
            "{width}: {measured}"
        );
        let order = desk.touch(StaffTouch::Enter);
        let tenths_mm = measured;
        assert_eq!(order, Some(Order::ScreenWidth { tenths_mm }));
        desk.hear(Answer::Done);
        assert_eq!(desk.staff.screen_tenths_mm(), Some(measured));
        assert_eq!(desk.remark(), Some(Remark::WidthKept));
    }
}

#[test]
fn it_begins_with_what_is_known() {
    let desk = calibrating(Some(4_760));
    assert_eq!(card(&desk).1.abs_diff(4_760) / 5, 0);
}

#[test]
fn a_key_that_is_held_down_goes_faster_and_a_tap_goes_one_step() {
    let mut desk = calibrating(None);
    let (start, _) = card(&desk);
    desk.touch(StaffTouch::Wider);
    let one = card(&desk).0 - start;
    desk.touch(StaffTouch::Narrower);
    assert_eq!(card(&desk).0, start, "back by the same");
    for _ in 0..10 {
        desk.pass(Duration::from_millis(120));
        desk.strike(StaffTouch::Wider);
    }
    assert!(card(&desk).0 - start > 20 * one);
}

#[test]
fn no_screen_is_narrower_than_ten_centimetres_or_wider_than_three_metres() {
    for (touch, bound) in [
        (StaffTouch::Wider, *WIDTH_TENTHS_MM.start()),
        (StaffTouch::Narrower, *WIDTH_TENTHS_MM.end()),
    ] {
        let mut desk = calibrating(None);
        for _ in 0..1_000 {
            desk.pass(Duration::from_millis(20));
            desk.strike(touch);
        }
        let (share, measured) = card(&desk);
        assert!(share > 0 && share < WHOLE);
        assert!(WIDTH_TENTHS_MM.contains(&measured));
        assert_eq!(measured.abs_diff(bound) * 1_000 / bound, 0);
    }
}

#[test]
fn who_goes_back_keeps_the_old_width() {
    let mut desk = calibrating(Some(2_680));
    desk.touch(StaffTouch::Wider);
    desk.touch(StaffTouch::Back);
    assert_eq!(desk.staff.screen_tenths_mm(), Some(2_680));
}

#[test]
fn a_width_that_was_not_kept_is_not_taken() {
    let mut desk = calibrating(Some(2_680));
    desk.touch(StaffTouch::Wider);
    desk.touch(StaffTouch::Enter);
    desk.hear(Answer::Failed("disk".into()));
    assert_eq!(desk.staff.screen_tenths_mm(), Some(2_680));
    assert!(matches!(desk.page(), StaffPage::Calibrate { .. }));
}

#[test]
fn a_width_that_is_kept_after_the_pages_were_left_counts() {
    let mut desk = calibrating(None);
    desk.touch(StaffTouch::Enter);
    desk.touch(StaffTouch::Back);
    desk.touch(StaffTouch::Back);
    desk.hear(Answer::Done);
    assert!(desk.staff.screen_tenths_mm().is_some());
}
