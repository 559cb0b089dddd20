use super::*;
use proptest::prelude::*;

/// Every row is in order; read backwards it must come out in order all the same.
#[rustfmt::skip]
const ORDERED: &[(&str, &[&str])] = &[
    ("agreement", &["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree",
        "Somewhat agree", "Agree", "Strongly agree"]),
    ("agreement", &["Completely disagree", "Slightly disagree", "Neutral", "Slightly agree", "Totally agree"]),
    ("frequency", &["Never", "Rarely", "Occasionally", "Sometimes", "Often", "Very often", "Always"]),
    ("frequency", &["Never", "Less than once a year", "Yearly", "Once a month", "Weekly", "Several times a week",
        "Daily", "More than once a day", "Hourly"]),
    ("frequency", &["Rarely", "Usually", "Always"]),
    ("frequency", &["I have never participated in Q&A", "Less than once per month or monthly",
        "A few times per month or weekly", "A few times per week", "Daily or almost daily",
        "Multiple times per day"]),
    ("frequency", &["None of the time", "Some of the time", "Most of the time", "All of the time"]),
    ("likelihood", &["Extremely unlikely", "Unlikely", "Neither likely nor unlikely", "Somewhat likely",
        "Very likely"]),
    ("likelihood", &["Definitely not", "Probably not", "Maybe", "Probably", "Definitely"]),
    ("likelihood", &["No", "Probably not", "Probably", "Yes, definitely!"]),
    ("likelihood", &["Definitely would not", "Probably would not", "Might or might not", "Probably would",
        "Definitely would"]),
    ("importance", &["Not at all Important", "Slightly important", "Somewhat important", "Moderately Important",
        "Very important", "Extremely Important"]),
    ("importance", &["Not important", "Somewhat Important", "Very Important", "Critical"]),
    ("satisfaction", &["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied",
        "Very satisfied"]),
    ("quality", &["Terrible", "Bad", "Poor", "Fair", "OK", "Good", "Very good", "Excellent"]),
    ("favourability", &["Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)",
        "Somewhat favorably", "Very favorably"]),
    ("amount", &["None", "A few", "Some", "Most", "All"]),
    ("amount", &["Not at all", "A little", "Somewhat", "Quite a bit", "A great deal"]),
    ("amount", &["Not at all scary", "Slightly scary", "Very scary"]),
    ("difficulty", &["Very easy", "Easy", "Neither easy nor difficult", "Difficult", "Very difficult"]),
    ("confidence", &["Not at all confident", "Not very confident", "Somewhat confident", "Very confident"]),
    ("age or number bands", &["Under 18", "18-29", "30–44", "45-60", "> 60"]),
    ("age or number bands", &["18-24", "25-34", "35 to 64", "65 or older"]),
    ("age or number bands", &["1 - 10", "11 - 100", "101 - 1,000", "> 1,000"]),
    ("age or number bands", &["Less than 10 %", "10 to 20 %", "21 to 50%", "60+"]),
    ("age or number bands", &["Fewer than 1 in 4", "1 in 4", "1 in 3", "More than 1 in 2"]),
    ("age or number bands", &["1-10 employees", "11-50 employees", "51+ employees"]),
    ("pay bands", &["$0 - $24,999", "$25,000 - $49,999", "$50,000 - $99,999", "$100,000 - $149,999", "$150,000+"]),
    ("pay bands", &["Less than $25k", "$25k-$50k", "$50k or more"]),
    ("duration", &["Less than a month", "1-3 months", "3-6 months", "6 months to 1 year", "1-5 years",
        "More than 5 years"]),
    ("duration", &["Within the last week", "Within the last month", "Within the last year", "More than a year ago"]),
    ("number words", &["Zero", "One", "Two", "Three or more"]),
    ("number words", &["First year", "Second year", "Third year"]),
    ("age or number bands", &["1st", "2nd", "3rd", "4th"]),
    ("age or number bands", &["None", "One", "2", "3-4", "5+"]),
    ("numbers", &["0", "1", "2", "3", "4", "5"]),
    ("education", &["Less than high school degree", "High school degree", "Some college or Associate degree",
        "Bachelor degree", "Graduate degree"]),
    ("education", &["High school or less", "Some college", "Bachelor's degree", "Master's degree",
        "PhD or other doctoral degree"]),
    ("class years", &["Freshman", "Sophomore", "Junior", "Senior", "Graduate student"]),
    ("seniority", &["Intern", "Junior", "Mid-level", "Senior", "Director", "VP", "C-level"]),
    ("size", &["Small", "Medium", "Large"]),
    ("level", &["Low", "Medium", "High"]),
    ("skill", &["Beginner", "Intermediate", "Advanced", "Expert"]),
    ("agreement", &["1 - Strongly disagree", "2 - Disagree", "3 - Neutral", "4 - Agree", "5 - Strongly agree"]),
    ("likelihood", &["1 (not at all)", "2", "3", "4", "5 (very likely)"]),
    ("agreement", &["Stimme überhaupt nicht zu", "Stimme eher nicht zu", "Teils, teils", "Stimme eher zu",
        "Stimme voll und ganz zu"]),
    ("frequency", &["Nie", "Selten", "Manchmal", "Oft", "Immer"]),
    ("frequency", &["Nie", "Einmal im Monat", "Mehrmals pro Woche", "Täglich"]),
    ("satisfaction", &["Sehr unzufrieden", "Eher unzufrieden", "Weder noch", "Zufrieden", "Sehr zufrieden"]),
    ("importance", &["Überhaupt nicht wichtig", "Eher wichtig", "Sehr wichtig"]),
    ("likelihood", &["Sehr unwahrscheinlich", "Unwahrscheinlich", "Wahrscheinlich", "Sehr wahrscheinlich"]),
    ("age or number bands", &["unter 18", "18 bis 29", "30 bis 64", "65 und älter"]),
    ("agreement", &["Pas du tout d'accord", "Plutôt pas d'accord", "Ni d'accord ni pas d'accord", "Plutôt d'accord",
        "Tout à fait d'accord"]),
    ("frequency", &["Jamais", "Rarement", "Parfois", "Souvent", "Toujours"]),
    ("satisfaction", &["Très insatisfait", "Insatisfait", "Neutre", "Satisfait", "Très satisfait"]),
    ("age or number bands", &["Moins de 18 ans", "18 à 29 ans", "30 à 64 ans", "65 ans et plus"]),
    ("agreement", &["Totalmente en desacuerdo", "En desacuerdo", "Ni de acuerdo ni en desacuerdo", "De acuerdo",
        "Totalmente de acuerdo"]),
    ("frequency", &["Nunca", "Casi nunca", "A veces", "A menudo", "Siempre"]),
    ("importance", &["Nada importante", "Poco importante", "Importante", "Muy importante"]),
    ("age or number bands", &["Menos de 18", "18 a 29 años", "30 a 64 años", "Más de 65"]),
    ("agreement", &["Discordo totalmente", "Discordo", "Concordo", "Concordo totalmente"]),
    ("frequency", &["Mai", "Raramente", "A volte", "Spesso", "Sempre"]),
    ("agreement", &["Helemaal mee oneens", "Mee oneens", "Neutraal", "Mee eens", "Helemaal mee eens"]),
    ("education", &["Some high school", "High school graduate", "Some college, no degree", "Associate's degree",
        "Bachelor's degree", "Master's degree", "Doctorate"]),
    ("approval", &["Strongly oppose", "Somewhat oppose", "Somewhat support", "Strongly support"]),
    ("politics", &["Very liberal", "Liberal", "Moderate", "Conservative", "Very conservative"]),
    ("sufficiency", &["Far too little", "Too little", "About right", "Too much", "Far too much"]),
    ("amount", &["No experience", "Some experience", "A lot of experience"]),
    ("amount", &["Not at all well", "Not well", "Very well", "Extremely well"]),
    ("age or number bands", &["18-25 years old", "26-35 years old", "36+ years old"]),
    ("frequency", &["Less than once a month", "Once a month", "A few times a month", "A few times a week",
        "Every day"]),
    ("comparison", &["Much worse", "Somewhat worse", "About the same", "Somewhat better", "Much better"]),
    ("duration", &["Moins d'un an", "1 à 3 ans", "Plus de 3 ans"]),
];

#[rustfmt::skip]
const UNORDERED: &[&[&str]] = &[
    &["Scientist", "Software Developer"], &["Male", "Female"], &["Male", "Female", "Non-binary",
        "Prefer not to say"], &["Yes", "No"], &["Yes", "No", "Maybe"], &["Yes", "No", "Don't know"],
    &["Small business", "Large business owner"], &["Small business", "Large business"], &["Northeast", "South",
        "Pacific"], &["Windows 10", "Windows 11", "macOS 12"], &["Red", "Blue", "Green"],
    &["Email", "Phone", "In person"], &["Han", "Greedo", "I don't understand this question"], &["Group 1",
        "Group 2", "Group 3"], &["1. Male", "2. Female", "3. Other gender"], &["Manager", "Software Developer",
        "Director"],
    &["iPhone 5", "iPhone 6", "iPhone 7"], &["9am - 12pm", "12pm - 5pm", "5pm - 9pm"], &["Never", "Berlin",
        "Paris"], &["Strongly agree"], &[], &["", ""], &["Democrat", "Republican"], &["Junior developer",
        "Bus driver", "Senior"], &["True", "False"],
    &["7-Eleven", "3M", "Forever 21"], &["Business", "Engineering", "Arts"], &["Full-time", "Part-time",
        "Not employed"], &["High school", "Library", "College"], &["A", "B", "C"], &["Don't know", "Refused"],
        &["M", "F"], &["Less stress", "More money"], &["One person", "Two dogs"], &["No", "Yes, by email",
        "Yes, by phone"],
];

#[test]
fn natural_orders_are_found() {
    let mut wrong = Vec::new();
    for (name, ordered) in ORDERED {
        let backwards: Vec<&str> = ordered.iter().rev().copied().collect();
        let expected: Vec<usize> = (0..ordered.len()).rev().collect();
        match natural_order(&backwards) {
            Some(scale) if scale.order == expected && scale.name == *name && scale.outside.is_empty() => {}
            found => wrong.push(format!("{name} {backwards:?} -> {found:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), ORDERED.len(), wrong.join("\n"));
}

#[test]
fn unordered_categories_have_no_order() {
    let wrong: Vec<_> = UNORDERED.iter().filter_map(|values| natural_order(values).map(|s| (values, s))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_lies_outside_comes_last() {
    let scale = natural_order(&["Unfamiliar (N/A)", "Agree", "Don't know", "Disagree", "Strongly agree"]).unwrap();
    assert_eq!((scale.order, scale.outside, scale.sure), (vec![3, 1, 4, 0, 2], vec![0, 2], true));
}

#[test]
fn little_evidence_is_not_sure() {
    for values in
        [&["Agree", "Disagree"][..], &["1", "2", "9"], &["OK", "okay", "Good", "Bad"], &["Daily", "Often", "Never"]]
    {
        assert!(natural_order(values).is_some_and(|s| !s.sure), "{values:?}");
    }
}

proptest! {
    #[test]
    fn order_does_not_depend_on_how_values_come(row in 0..ORDERED.len(), keep in any::<u64>(), seed in any::<u64>()) {
        let (_, all) = ORDERED[row];
        let mut some: Vec<&str> = all.iter().enumerate().filter(|(i, _)| keep >> i & 1 == 1).map(|(_, v)| *v).collect();
        let straight: Option<Vec<&str>> = natural_order(&some).map(|s| s.order.iter().map(|&i| some[i]).collect());
        let by = seed as usize % some.len().max(1);
        some.rotate_left(by);
        let turned = natural_order(&some).map(|s| s.order.iter().map(|&i| some[i]).collect());
        prop_assert_eq!(straight, turned);
    }

    #[test]
    fn anything_may_come(values in proptest::collection::vec(any::<String>(), 0..6),
        near in proptest::collection::vec("[0-9a-k $<>+%,.()-]{0,12}", 0..6)) {
        for list in [values, near] {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            if let Some(scale) = natural_order(&list) {
                let mut order = scale.order;
                order.sort();
                prop_assert_eq!(order, (0..list.len()).collect::<Vec<_>>());
            }
        }
    }
}
