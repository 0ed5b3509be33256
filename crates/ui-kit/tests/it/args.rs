use antre_ui_kit::Size;

#[test]
fn a_size_is_two_sides_in_pixels() {
    let size: Size = "1080x1920".parse().unwrap();
    assert_eq!((size.width(), size.height()), (1080, 1920));
}

#[test]
fn a_size_that_no_screen_has_is_refused() {
    for text in [
        "",
        "1080",
        "0x600",
        "1024x0",
        "1024x600x2",
        "-1x5",
        "7681x10",
        "axb",
    ] {
        assert!(text.parse::<Size>().is_err(), "{text:?}");
    }
}
