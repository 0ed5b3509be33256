//! What the guide wants said; the app has the words.

/// Something the guide says of its own accord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// A part is a key.
    Button,
    /// It is on.
    Chosen,
    /// It is off now.
    NotChosen,
    /// It cannot be pressed.
    Unavailable,
    /// The first of so many keys, counted from 1.
    Place {
        /// Which.
        at: usize,
        /// Of how many.
        of: usize,
    },
    /// A sheet of a list, counted from 1.
    Sheet {
        /// Which.
        at: &'a str,
        /// Of how many.
        of: &'a str,
    },
    /// From one number to another.
    Range {
        /// The lower.
        from: &'a str,
        /// The higher.
        to: &'a str,
    },
    /// One digit of a ticket's number, 0 to 9.
    Digit(u8),
    /// A time of day.
    Clock {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
    /// An amount of money in rupiah, in digits alone.
    Rupiah(&'a str),
    /// How loud the guide speaks now, in percent.
    Volume(u8),
    /// The screen is black now.
    CurtainDrawn,
    /// It shows again.
    CurtainOpened,
    /// The guide begins, for one who has keys.
    WelcomeKeys,
    /// The guide begins, for one who has fingers.
    WelcomeTouch,
    /// Every key and what it does.
    Help,
    /// The guide ends because somebody wanted it to.
    Ended,
    /// The visit is over.
    Farewell,
    /// The page is about to be left.
    StillThere,
    /// The page will stay.
    Stays,
    /// There is no way back from here.
    NoWayBack,
    /// There is nothing to press here.
    NothingHere,
}

/// The words of one language at a time.
pub trait Words {
    /// How `word` is said.
    fn say(&self, word: Word<'_>) -> String;
    /// The language spoken, by code.
    fn language(&self) -> String;
}
