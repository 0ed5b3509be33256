//! The script of the day, word for word.

/// What is struck in one go, what the log then holds, and which key can be pressed when it is done.
pub(super) struct Step {
    pub(super) what: &'static str,
    /// Keys as X names them; `@A_012` waits until "A 012" is to be seen.
    pub(super) keys: &'static str,
    pub(super) log: &'static [&'static str],
    pub(super) then: &'static str,
}

const fn step(
    what: &'static str,
    keys: &'static str,
    log: &'static [&'static str],
    then: &'static str,
) -> Step {
    Step {
        what,
        keys,
        log,
        then,
    }
}

pub(super) const OPEN: &str = "Open counter";
pub(super) const CALL: &str = "Call next";
pub(super) const START: &str = "Start";
pub(super) const NEXT: &str = "Finish, call next";

/// Everything that can be done with a customer.
pub(super) const CUSTOMER: &[Step] = &[
    step(
        "sign-in",
        "@Petugas_1 1 4 7 0 9 Return",
        &[
            "clerk_signed_in clerk=p-1 counter=loket-1",
            "counter_opened counter=loket-1 profile=depan",
        ],
        CALL,
    ),
    step(
        "call-next",
        "Return",
        &["ticket_called A001 loket-1"],
        START,
    ),
    step(
        "recall",
        "plus",
        &["ticket_recalled A001 loket-1 times=1"],
        START,
    ),
    step("start", "Return", &["ticket_started A001 loket-1"], NEXT),
    step(
        "finish-and-call",
        "Return",
        &[
            "ticket_finished A001 loket-1 outcome=served",
            "ticket_called A002 loket-1",
        ],
        START,
    ),
    step(
        "no-show",
        "minus minus",
        &["ticket_no_show A002 loket-1"],
        CALL,
    ),
    step(
        "undo-no-show",
        "BackSpace",
        &["ticket_act_undone A002 act=no_show"],
        START,
    ),
    step(
        "no-show-again",
        "minus minus",
        &["ticket_no_show A002 loket-1"],
        CALL,
    ),
    step(
        "call-third",
        "Return",
        &["ticket_called A003 loket-1"],
        START,
    ),
    step(
        "start-third",
        "Return",
        &["ticket_started A003 loket-1"],
        NEXT,
    ),
    step(
        "finish",
        "F2",
        &["ticket_finished A003 loket-1 outcome=served"],
        CALL,
    ),
    step(
        "undo-finish",
        "BackSpace",
        &["ticket_act_undone A003 act=finish"],
        NEXT,
    ),
    step("outcome", "F7 2", &[], NEXT),
    step(
        "outcome-and-call",
        "Return",
        &[
            "ticket_finished A003 loket-1 outcome=incomplete",
            "ticket_called A004 loket-1",
        ],
        START,
    ),
    step(
        "start-fourth",
        "Return",
        &["ticket_started A004 loket-1"],
        NEXT,
    ),
    step("deliveries", "F7 1 3 1 2 Return", &[], NEXT),
    step(
        "finish-with-deliveries",
        "F2",
        &["ticket_finished A004 loket-1 delivered=kartu+buku outcome=served"],
        CALL,
    ),
    step(
        "call-fifth",
        "Return",
        &["ticket_called A005 loket-1"],
        START,
    ),
    step(
        "transfer",
        "asterisk 2",
        &["ticket_transferred A005 loket-1 class=prioritas service=obat"],
        CALL,
    ),
    step(
        "undo-transfer",
        "BackSpace",
        &["ticket_act_undone A005 act=transfer"],
        START,
    ),
    step(
        "transfer-with-note",
        "asterisk 5 k t p Return 1",
        &["ticket_transferred A005 loket-1 class=umum service=layanan"],
        CALL,
    ),
    step(
        "call-sixth",
        "Return",
        &["ticket_called A006 loket-1"],
        START,
    ),
    step(
        "transfer-to-counter",
        "asterisk 3 1",
        &["ticket_transferred A006 loket-1 class=umum directed=counter:loket-2 service=teller"],
        CALL,
    ),
    step(
        "call-seventh",
        "Return",
        &["ticket_called A007 loket-1"],
        START,
    ),
    step(
        "transfer-to-person",
        "asterisk 4 1",
        &["ticket_transferred A007 loket-1 class=umum directed=clerk:p-2 service=teller"],
        CALL,
    ),
    step(
        "call-eighth",
        "Return",
        &["ticket_called A008 loket-1"],
        START,
    ),
    step(
        "start-eighth",
        "Return",
        &["ticket_started A008 loket-1"],
        NEXT,
    ),
    step("park", "slash 1", &["ticket_parked A008 loket-1"], CALL),
    step(
        "undo-park",
        "BackSpace",
        &["ticket_act_undone A008 act=park"],
        NEXT,
    ),
    step(
        "park-by-hand",
        "slash 5",
        &["ticket_parked A008 loket-1"],
        CALL,
    ),
    step(
        "back-from-parking",
        "8 Return @A008 1",
        &["ticket_resumed A008"],
        CALL,
    ),
    step(
        "call-parked",
        "Return",
        &["ticket_called A008 loket-1"],
        START,
    ),
    step(
        "withdraw",
        "b 1",
        &["ticket_requeued A008 because=mistake"],
        CALL,
    ),
    step(
        "call-again",
        "Return",
        &["ticket_called A008 loket-1"],
        START,
    ),
    step(
        "start-again",
        "Return",
        &["ticket_started A008 loket-1"],
        NEXT,
    ),
    step("note", "F5 b a w a Return", &["ticket_noted A008"], NEXT),
    step("history", "F4 @Here_now F4 Escape", &[], NEXT),
    step(
        "finish-eighth",
        "Return",
        &[
            "ticket_finished A008 loket-1 outcome=served",
            "ticket_called A009 loket-1",
        ],
        START,
    ),
    step("cancel", "x x", &["ticket_cancelled A009"], CALL),
    step(
        "undo-cancel",
        "BackSpace",
        &["ticket_act_undone A009 act=cancel"],
        START,
    ),
    step("cancel-again", "x x", &["ticket_cancelled A009"], CALL),
    step(
        "walk-in",
        "w 1",
        &[
            "ticket_issued A051 class=umum locale=id party=1 series=a service=teller",
            "ticket_called A051 loket-1 quiet=because:other,without:both reason=walk_in",
            "ticket_started A051 loket-1",
        ],
        NEXT,
    ),
    step("copy", "c", &["copy_asked A051"], NEXT),
    step(
        "finish-walk-in",
        "F2",
        &["ticket_finished A051 loket-1 outcome=served"],
        CALL,
    ),
    step(
        "back-from-no-show",
        "a 1",
        &["ticket_requeued A002 behind=A007"],
        CALL,
    ),
    step("without-voice", "F6 1 1", &[], CALL),
    step(
        "quiet-call",
        "Return",
        &["ticket_called A002 loket-1 quiet=because:delicate,without:voice"],
        START,
    ),
    step(
        "start-quiet",
        "Return",
        &["ticket_started A002 loket-1"],
        NEXT,
    ),
    step("without-screen", "F6 2 3", &[], NEXT),
    step(
        "unseen-call",
        "Return",
        &[
            "ticket_finished A002 loket-1 outcome=served",
            "ticket_called A010 loket-1 quiet=because:asked,without:screen",
        ],
        START,
    ),
    step(
        "start-unseen",
        "Return",
        &["ticket_started A010 loket-1"],
        NEXT,
    ),
    step(
        "chosen-by-number",
        "4 0 Return @Emergency 2",
        &[
            "ticket_finished A010 loket-1 outcome=served",
            "ticket_called A040 loket-1 reason=chosen,because:assistance",
        ],
        START,
    ),
    step(
        "start-chosen",
        "Return",
        &["ticket_started A040 loket-1"],
        NEXT,
    ),
    step(
        "finish-chosen",
        "F2",
        &["ticket_finished A040 loket-1 outcome=served"],
        CALL,
    ),
    step(
        "chosen-from-list",
        "F3 @A011 4 @Emergency 6",
        &["ticket_called A012 loket-1 reason=chosen,because:missed"],
        START,
    ),
    step(
        "start-from-list",
        "Return",
        &["ticket_started A012 loket-1"],
        NEXT,
    ),
    step(
        "finish-from-list",
        "F2",
        &["ticket_finished A012 loket-1 outcome=served"],
        CALL,
    ),
    step(
        "break",
        "F9 1",
        &["counter_paused counter=loket-1 reason=meal"],
        "End break",
    ),
    step(
        "end-break",
        "F9",
        &["counter_opened counter=loket-1 profile=depan"],
        CALL,
    ),
    step(
        "several",
        "s @A011 3 4 5 Return @Emergency 3",
        &[
            "ticket_called A011 loket-1 reason=chosen,because:together",
            "ticket_called A013 loket-1 reason=chosen,because:together",
            "ticket_called A014 loket-1 reason=chosen,because:together",
        ],
        START,
    ),
    step(
        "second-of-several",
        "2",
        &["ticket_started A013 loket-1"],
        "Finish",
    ),
    step(
        "finish-of-several",
        "Return",
        &["ticket_finished A013 loket-1 outcome=served"],
        START,
    ),
    step(
        "first-of-several",
        "Return",
        &["ticket_started A011 loket-1"],
        "Finish",
    ),
    step(
        "finish-first",
        "Return",
        &["ticket_finished A011 loket-1 outcome=served"],
        START,
    ),
    step(
        "last-of-several",
        "Return",
        &["ticket_started A014 loket-1"],
        NEXT,
    ),
    step(
        "finish-last",
        "F2",
        &["ticket_finished A014 loket-1 outcome=served"],
        CALL,
    ),
    step("lock", "F11", &[], ""),
    // They sit where they sat: that is no news.
    step("unlock", "@Locked 4 7 0 9 Return", &[], CALL),
];

/// The evening: another profile, who comes late, and home.
pub(super) const EVENING: &[Step] = &[
    step(
        "last",
        "F2",
        &["ticket_finished A050 loket-1 outcome=served"],
        CALL,
    ),
    step(
        "profile",
        "p 2",
        &["counter_opened counter=loket-1 profile=semua"],
        CALL,
    ),
    step(
        "call-moved",
        "Return",
        &["ticket_called A005 loket-1"],
        START,
    ),
    step("read-its-note", "F4 F4", &[], START),
    step(
        "start-moved",
        "Return",
        &["ticket_started A005 loket-1"],
        NEXT,
    ),
    step(
        "finish-moved",
        "F2",
        &["ticket_finished A005 loket-1 outcome=served"],
        CALL,
    ),
];
pub(super) const STAND_BY: Step = step(
    "stand-by",
    "n",
    &["counter_stands_by counter=loket-1 on=true"],
    CALL,
);
pub(super) const HOME: &[Step] = &[
    step(
        "no-stand-by",
        "n",
        &["counter_stands_by counter=loket-1 on=false"],
        CALL,
    ),
    step("close", "k", &["counter_closed counter=loket-1"], OPEN),
    step(
        "open",
        "Return",
        &["counter_opened counter=loket-1 profile=semua"],
        CALL,
    ),
    step(
        "sign-out",
        "o o",
        &[
            "counter_closed counter=loket-1",
            "clerk_signed_out clerk=p-1 counter=loket-1",
        ],
        "",
    ),
];
