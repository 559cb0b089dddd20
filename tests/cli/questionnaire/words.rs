//! What questionnaires say: wordings that have upset, or could upset, a reader of exports.

/// Wordings of questions; no two alike.
pub const TEXTS: [&str; 18] = [
    "What holds you back?  Select all that apply.",
    "When you think of somebody new:\nwhat comes to mind?",
    "Which of these have you tried (check any)",
    "Do you agree, or not?",
    "Où en êtes-vous ?",
    "Welche Wege nutzen Sie?",
    "Work - where do you find it?",
    "Your \"network\": what is it made of?",
    "Please rate each of these",
    "Which tools [if any] do you use?",
    "It\u{2019}s spring; what now?",
    "Who has helped, and how?",
    "How was it",
    "What would make it easier?",
    "Thinking about last year, which apply?",
    "Which apply, thinking about this year?",
    "Where: at home, at work or elsewhere?",
    "¿Qué canales usas?",
];

/// Options; each family is one option, or two of which one begins the other.
pub const FAMILIES: [&[&str]; 44] = [
    &["Fear of rejection"],
    &["What to say", "What to say, or how to begin"],
    &["I don\u{2019}t want to bother them"],
    &["I don't know whom to contact"],
    &["Time", "Time: there is never enough"],
    &["They are too busy; I'd be a nuisance"],
    &["They are too busy, or too important"],
    &["A \"cold\" message is rude"],
    &["\"Networking\""],
    &["Être refusé"],
    &["Größe der Firma"],
    &["Redes (LinkedIn, X, etc.)"],
    &["Modules [all of them]"],
    &["It  won\u{2019}t\u{a0}help"],
    &["First line\nsecond line"],
    &["No"],
    &["Yes"],
    &["1"],
    &["3"],
    &["N/A"],
    &["Not applicable"],
    &["Other"],
    &["Other people", "Other people are too far away"],
    &["None of my friends reply"],
    &["Email, plain and simple"],
    &["LinkedIn"],
    &["In person"],
    &["Slack / Teams"],
    &["They owe me money - a lot"],
    &["C++ & C#"],
    &["50% or less"],
    &["x"],
    &["No time"],
    &["Pride", "Pride and prejudice"],
    &["Maybe: who knows"],
    &["A friend's friend"],
    &["B2B"],
    &["Too shy (by far)"],
    &["Telephone"],
    &["Text message"],
    &["Habit \u{2013} nothing else"],
    &["Always; without exception"],
    &["a relative"],
    &["Unsure what is expected"],
];

/// Options that none of the others applies.
pub const NONES: [&str; 4] = ["None of the above", "None", "None of these", "Nothing"];

/// Options that people write into.
pub const OTHERS: [&str; 4] = ["Other", "Other (please specify)", "Something else", "Other, please describe:"];

/// Scales, low to high.
pub const SCALES: [&[&str]; 7] = [
    &["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
    &["Never", "Rarely", "Sometimes", "Often", "Always"],
    &["Under 18", "18 - 24", "25 - 34", "35 or older"],
    &["1", "2", "3", "4", "5"],
    &["Pas du tout", "Un peu", "Beaucoup"],
    &["Under $25,000", "$25,000 to $49,999", "$50,000 or more"],
    &["No", "Yes"],
];

/// Rows of grids.
pub const ROWS: [&str; 6] = [
    "I keep in touch regularly",
    "Events are worth the time, mostly",
    "It tires me [a lot]",
    "People say: \"call me\"",
    "J\u{2019}aime demander",
    "Asking is - in a way - strength",
];

/// What people write beside the options; `#` is another number for everyone.
pub const WRITTEN: [&str; 6] = [
    "bus line #",
    "my dialect of # words",
    "Visa rule #",
    "Room # is locked, and door # too",
    "\"Door #\"",
    "#th floor; no lift at #",
];

/// Free text.
pub const COMMENTS: [&str; 5] = [
    "I met my first manager at a fair, and it was by accident.",
    "More practice in class, please!",
    "Someone answered after two months;\nI had given up by then.",
    "My aunt says \"just call them\", and she is right about most things.",
    "Rien à ajouter.",
];
