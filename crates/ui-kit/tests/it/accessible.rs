//! What the reader sees in a window.

use antre_ui_kit::accessible::{Role, Tree, Turn};
use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};
use slint::ComponentHandle;

use crate::Probe;

fn probe() -> Probe {
    let backend = TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    });
    slint::platform::set_platform(Box::new(backend)).unwrap();
    let probe = Probe::new().unwrap();
    probe.show().unwrap();
    probe
}

#[test]
fn every_part_is_read_once_with_its_name_its_box_and_its_state() {
    let probe = probe();
    let tree = Tree::read(&probe);
    let told: Vec<_> = tree
        .parts()
        .iter()
        .map(|part| (part.role, part.label.as_str(), part.enabled))
        .collect();
    assert_eq!(
        told,
        [
            (Role::Button, "Count", true),
            (Role::Button, "Locked", false),
            (Role::Text, "A0", true),
            (Role::Button, "Back", true),
            (Role::Button, "Larger", true),
        ]
    );
    let count = &tree.parts()[0];
    assert_eq!(
        [count.x, count.y, count.width, count.height],
        [40.0, 40.0, 320.0, 96.0]
    );
    assert!(count.leads, "the primary key leads");
    assert!(count.covers(41.0, 41.0) && !count.covers(39.0, 41.0));
}

#[test]
fn what_stands_on_every_page_is_read_last_wherever_it_stands() {
    let probe = probe();
    let tree = Tree::read(&probe);
    let turns: Vec<Turn> = tree.parts().iter().map(|part| part.turn).collect();
    assert_eq!(
        turns,
        [Turn::Page, Turn::Page, Turn::Page, Turn::Back, Turn::Modes]
    );
    assert_eq!(tree.parts()[4].checked, Some(false));
}

#[test]
fn a_part_is_pressed_as_by_a_finger_and_one_that_is_not_there_is_not() {
    let probe = probe();
    let tree = Tree::read(&probe);
    tree.press(0);
    tree.press(1);
    tree.press(99);
    assert_eq!(probe.get_count(), 1);
}
