//! The words of a touch: each with the spellings that people use for it.

use crate::input::labels;

/// Declares an enum whose variants have a word, and other spellings of it.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal $(| $other:literal)*),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Their words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Its word in files.
            pub fn word(self) -> &'static str {
                Self::WORDS[self as usize]
            }

            /// The one that a cell means, whatever its spelling.
            pub fn parse(cell: &str) -> Option<Self> {
                match labels::normal(cell).replace(['-', '_'], " ").as_str() {
                    $($word $(| $other)* => Some($name::$variant),)+
                    text => Self::ALL.iter().copied().find(|v| v.word().replace('_', " ") == text),
                }
            }
        }
    };
}

words! {
    /// Who reached out.
    Direction {
        /// I to them.
        Out = "out" | "outbound" | "outgoing" | "sent" | "me" | "to" | "i wrote",
        /// They to me.
        In = "in" | "inbound" | "incoming" | "received" | "reply" | "replied" | "them" | "from" | "they wrote",
        /// Both of us, as in a meeting.
        Mutual = "mutual" | "both" | "together",
    }
}

words! {
    /// How exactly it is known when something happened.
    Precision {
        /// The moment.
        Time = "time",
        /// The local calendar day.
        Day = "day",
        /// Not the day: only that it was on this one or later.
        After = "after",
    }
}

words! {
    /// On what way.
    Channel {
        /// E-mail.
        Email = "email" | "e mail" | "gmail" | "outlook",
        /// LinkedIn.
        Linkedin = "linkedin" | "linked in" | "li" | "inmail",
        /// Telephone.
        Phone = "phone" | "telephone" | "call" | "tel" | "phone call",
        /// Text message.
        Text = "text" | "sms" | "text message" | "whatsapp" | "signal" | "imessage" | "chat" | "slack" | "dm",
        /// Video call.
        Video = "video" | "zoom" | "teams" | "google meet" | "video call",
        /// In person.
        InPerson = "in_person" | "in person" | "face to face" | "coffee" | "event",
        /// Paper mail.
        Mail = "mail" | "letter" | "post",
        /// Anything else, or unknown.
        Other = "other" | "unknown",
    }
}

words! {
    /// What kind of event.
    Kind {
        /// A message.
        Message = "message" | "msg" | "email" | "e mail" | "dm" | "follow up" | "followup" | "reply" | "inmail" | "note",
        /// An invitation to connect.
        Invitation = "invitation" | "invite" | "connection request" | "connect",
        /// A telephone or video call.
        Call = "call" | "phone" | "phone call",
        /// A meeting.
        Meeting = "meeting" | "meet" | "coffee" | "coffee chat" | "chat" | "interview" | "event",
        /// Someone introduced us.
        Introduction = "introduction" | "intro",
        /// An automatic answer.
        AutoReply = "auto_reply" | "auto reply" | "autoreply" | "out of office" | "ooo",
        /// A delivery failure.
        Bounce = "bounce" | "bounced" | "undeliverable",
        /// A newsletter or the like.
        Bulk = "bulk" | "newsletter" | "mailing",
    }
}

words! {
    /// How a call went.
    Outcome {
        /// They picked up.
        Answered = "answered" | "picked up" | "yes" | "talked",
        /// I left a message.
        Voicemail = "voicemail" | "vm" | "left message" | "left voicemail",
        /// Nobody picked up.
        NoAnswer = "no_answer" | "no answer" | "no" | "missed",
    }
}

words! {
    /// What was asked for.
    Ask {
        /// Nothing.
        None = "none" | "nothing" | "no",
        /// A conversation.
        Conversation = "conversation" | "chat" | "call" | "informational interview" | "coffee" | "meeting",
        /// Advice.
        Advice = "advice" | "feedback" | "question",
        /// An introduction to somebody.
        Introduction = "introduction" | "intro",
        /// A referral.
        Referral = "referral" | "refer",
        /// A job.
        Job = "job" | "application" | "role" | "position",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// How near the contact stood at that moment.
    Warmth {
        /// A stranger.
        Cold = "cold" | "stranger" | "none",
        /// Introduced by somebody.
        WarmIntro = "warm_intro" | "warm intro" | "warm" | "introduction" | "intro" | "introduced" | "referred",
        /// Of the same school.
        Alumni = "alumni" | "alum" | "alumna" | "alumnus",
        /// Met at an event.
        Event = "event" | "met at event" | "met",
        /// Known already.
        Existing = "existing" | "known" | "friend" | "former colleague" | "colleague",
    }
}

/// A yes-or-no cell; blank is unknown.
pub fn flag(cell: &str) -> Option<bool> {
    match labels::normal(cell).as_str() {
        "yes" | "y" | "1" | "true" | "x" => Some(true),
        "no" | "n" | "0" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_spelling_is_read() {
        assert!(Channel::ALL.iter().all(|c| Channel::parse(c.word()) == Some(*c)));
        assert!(Kind::ALL.iter().all(|k| Kind::parse(k.word()) == Some(*k)));
        assert_eq!(Channel::parse("E-Mail"), Some(Channel::Email));
        assert_eq!(Channel::parse("In person"), Some(Channel::InPerson));
        assert_eq!(Warmth::parse("warm_intro"), Some(Warmth::WarmIntro));
        assert_eq!(Direction::parse("sideways"), None);
    }
}
