use antre_printing::{Flow, PrintError, PrinterUrl};

#[test]
fn every_kind_of_printer_is_understood_and_written_back() {
    for (given, written) in [
        ("tcp://192.168.1.50", "tcp://192.168.1.50:9100"),
        ("tcp://printer.local:9101/", "tcp://printer.local:9101"),
        ("tcp://[::1]", "tcp://[::1]:9100"),
        ("tcp://[fe80::1]:4000", "tcp://[fe80::1]:4000"),
        (
            "serial:/dev/ttyS0",
            "serial:/dev/ttyS0?baud=19200&flow=none",
        ),
        (
            "serial:/dev/ttyUSB0?flow=hardware&baud=115200",
            "serial:/dev/ttyUSB0?baud=115200&flow=hardware",
        ),
        (
            "serial:/dev/ttyUSB0?flow=software",
            "serial:/dev/ttyUSB0?baud=19200&flow=software",
        ),
        ("file:/dev/usb/lp0", "file:/dev/usb/lp0"),
        ("file:/tmp/a?b", "file:/tmp/a?b"),
    ] {
        let url: PrinterUrl = given.parse().unwrap();
        assert_eq!(url.to_string(), written);
        assert_eq!(written.parse::<PrinterUrl>().unwrap(), url);
    }
    let PrinterUrl::Serial { baud, flow, .. } = "serial:/dev/ttyS0?baud=9600".parse().unwrap()
    else {
        panic!("not serial");
    };
    assert_eq!((baud, flow), (9_600, Flow::None));
}

#[test]
fn what_names_no_printer_is_refused_with_what_would() {
    for given in [
        "",
        "192.168.1.50",
        "usb://1234:5678",
        "tcp:",
        "tcp://",
        "tcp:/host",
        "tcp://host:",
        "tcp://host:0",
        "tcp://host:65536",
        "tcp://host:9100:1",
        "tcp://host/queue",
        "tcp://user@host",
        "tcp://[::1",
        "tcp://[::1]9100",
        "serial:ttyUSB0",
        "serial:/dev/ttyUSB0?baud=fast",
        "serial:/dev/ttyUSB0?baud=0",
        "serial:/dev/ttyUSB0?parity=even",
        "serial:/dev/ttyUSB0?flow=much",
        "file:",
        "file:slips.bin",
        "file:/",
        "file:///",
    ] {
        match given.parse::<PrinterUrl>() {
            Err(error @ PrintError::BadUrl { .. }) => {
                assert!(
                    error
                        .to_string()
                        .starts_with(&format!("'{given}' names no"))
                );
            }
            other => panic!("{given}: {other:?}"),
        }
    }
}
