//! How well a contact is known, and what in this invented world follows from it.

/// How well the contact was known when first written to.
#[derive(Clone, Copy, Debug)]
pub enum Warmth {
    Cold,
    WarmIntro,
    Alumni,
    Event,
    Existing,
}

impl Warmth {
    /// The tracker's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::WarmIntro => "warm_intro",
            Self::Alumni => "alumni",
            Self::Event => "event",
            Self::Existing => "existing",
        }
    }

    /// The chance that attempt 1, 2, … is answered.
    pub fn chances(self) -> [f64; 5] {
        match self {
            Self::Cold => [0.16, 0.10, 0.07, 0.05, 0.05],
            Self::WarmIntro => [0.54, 0.30, 0.25, 0.15, 0.10],
            Self::Alumni => [0.38, 0.26, 0.15, 0.10, 0.05],
            Self::Event => [0.36, 0.24, 0.15, 0.10, 0.05],
            Self::Existing => [0.70, 0.30, 0.20, 0.10, 0.10],
        }
    }

    /// Where the first message goes.
    pub fn channels(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Cold => &[("email", 53), ("linkedin", 47)],
            Self::WarmIntro => &[("email", 78), ("linkedin", 22)],
            Self::Alumni => &[("email", 50), ("linkedin", 50)],
            Self::Event => &[("email", 50), ("linkedin", 50)],
            Self::Existing => &[("email", 60), ("linkedin", 40)],
        }
    }

    /// What the first message asks for.
    pub fn asks(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Cold => &[("conversation", 38), ("advice", 34), ("job", 13), ("referral", 10), ("other", 5)],
            Self::WarmIntro => &[("conversation", 50), ("advice", 20), ("referral", 20), ("introduction", 10)],
            Self::Alumni => &[("conversation", 45), ("advice", 40), ("introduction", 8), ("referral", 7)],
            Self::Event => &[("conversation", 45), ("none", 25), ("advice", 20), ("job", 10)],
            Self::Existing => &[("introduction", 50), ("advice", 50)],
        }
    }

    /// How many attempts are made before giving up.
    pub fn persistence(self) -> &'static [(usize, usize)] {
        match self {
            Self::Cold => &[(1, 38), (2, 30), (3, 18), (4, 8), (5, 6)],
            _ => &[(1, 36), (2, 34), (3, 18), (4, 7), (5, 5)],
        }
    }
}
