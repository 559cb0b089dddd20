//! What labels, questions and headers mean, in English, German, French, Spanish, Portuguese, Italian and Dutch.

use crate::survey::taxonomy;
use crate::survey::words::{folded, has, words};

/// Why something is taken for what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// One clause for a comment in the draft.
    pub what: String,
    /// Whether wording and options both say so.
    pub sure: bool,
}

fn joined(text: &str) -> String {
    words(text).join(" ")
}

fn begins(text: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| text == *start || text.strip_prefix(start).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether an option says that none of the others applies: "None of the above", "No barriers".
///
/// "Not applicable" and "N/A" are not among them: who answers so was not concerned, see [`is_dont_know`]. A
/// sentence such as
/// "I don't have time" is an option of its own.
pub fn is_none(label: &str) -> bool {
    #[rustfmt::skip]
    const WHOLE: &[&str] = &[
        "none", "nothing", "no", "none apply", "no barriers", "no barrier", "no obstacles", "no challenges",
        "no difficulties", "no problems", "no issues", "no concerns", "nothing stops me", "nothing prevents me",
        "nothing holds me back", "keine", "keines", "nichts", "keins", "nichts davon", "aucun", "aucune", "rien",
        "ninguno", "ninguna", "nada", "nenhum", "nenhuma", "nessuno", "nessuna", "niente", "geen", "niets",
        "neither",
    ];
    #[rustfmt::skip]
    const STARTS: &[&str] = &[
        "none of the", "none of these", "none of those", "none of them", "not any of", "nothing of the",
        "nothing in particular", "no barriers", "no obstacles", "none i", "nothing i", "nothing stops",
        "nothing prevents", "nothing keeps", "nothing gets", "nothing really", "nothing holds", "no reason", "rien de", "nada de", "nada en", "nothing yet", "nothing is", "ninguna", "ninguno", "keine probleme", "keine schwierigkeiten", "keine hindernisse", "keine hurden", "zadne z", "zadna z", "zadny z", "ingen av", "intet af", "nichts hindert", "keine davon", "keine der", "keines der", "keiner der",
        "nichts davon", "nichts von", "aucun de", "aucune de", "aucun des", "ninguna de", "ninguno de",
        "nenhuma das", "nessuna delle", "geen van",
    ];
    const MORE: &[&str] = &["nenhum dos", "nenhuma d", "nessuno dei", "nessuna di", "aucune des"];
    let text = joined(label);
    let denied = ["not", "no", "never"].iter().any(|n| text.split(' ').any(|w| w == *n));
    if denied && ["any of these", "any of the above", "any of those"].iter().any(|end| text.ends_with(end)) {
        return true;
    }
    WHOLE.contains(&text.as_str()) && !matches!(text.as_str(), "no" | "neither")
        || begins(&text, STARTS)
        || begins(&text, MORE)
}

/// Whether an option stands for what the list lacks: "Other (please specify)", "Sonstiges", "Autre (précisez)".
pub fn is_other(label: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "other", "others", "else", "sonstiges", "sonstige", "andere", "anderes", "anderer", "autre", "autres",
        "otro", "otra", "otros", "otras", "outro", "outra", "outros", "outras", "altro", "altra", "altri",
        "anders", "overig", "overige", "something", "otherwise", "namely",
    ];
    #[rustfmt::skip]
    const REMARKS: &[&str] = &[
        "please", "specify", "describe", "explain", "list", "state", "write", "in", "write-in", "text", "answer",
        "option", "reason", "reasons", "the", "a", "if", "so", "what", "which", "fill", "tell", "us", "comment",
        "comments", "enter", "here", "and", "und", "zwar", "bitte", "angeben", "genauer", "namlich", "precisez",
        "preciser", "veuillez", "a", "merci", "de", "especifique", "especificar", "especifica", "por", "favor",
        "cual", "qual", "quale", "specificare", "indicare", "namelijk", "graag", "toelichten", "svp", "s", "il",
        "vous", "plait", "open", "ended", "response", "not", "above", "listed", "mentioned", "below", "grund",
    ];
    let all = words(label);
    let named = all.first().is_some_and(|w| WORDS.contains(&w.as_str()));
    named && all != ["something"] && all.iter().all(|w| WORDS.contains(&w.as_str()) || REMARKS.contains(&w.as_str()))
}

/// Whether an answer gives no information: "Don't know", "Prefer not to say", "N/A", "Refused", "Does not apply".
pub fn is_dont_know(label: &str) -> bool {
    #[rustfmt::skip]
    const WHOLE: &[&str] = &[
        "n a", "na", "dk", "not sure", "unsure", "i am not sure", "i m not sure", "not applicable", "refused",
        "refuse", "no answer", "no opinion", "no response", "do not know", "i do not know", "don t know",
        "can not say", "ca not say", "hard to say", "not stated", "unknown", "declined", "does not apply",
        "do not remember", "i do not remember", "no idea", "skip", "skipped", "decline", "keine angabe", "k a",
        "weiss nicht", "weiss ich nicht", "keine ahnung", "ich weiss nicht", "ne sait pas", "je ne sais pas",
        "ne sais pas", "nsp", "sans objet", "sans opinion", "non concerne", "no se", "no sabe", "ns nc",
        "no aplica", "nao sei", "nao se aplica", "non so", "non applicabile", "weet niet", "weet ik niet",
        "geen mening", "sans avis", "niet van toepassing", "n v t", "nicht zutreffend", "unfamiliar",
    ];
    #[rustfmt::skip]
    const STARTS: &[&str] = &[
        "prefer not", "i prefer not", "i would prefer not", "i d prefer not", "would rather not", "i d rather not",
        "rather not", "i would rather not", "do not want to", "i do not want to say", "i do not want to answer",
        "decline to", "refused to", "do not know", "i do not know", "not applicable", "never heard of",
        "have not heard", "does not apply", "mochte ich nicht", "ich mochte nicht", "keine angabe",
        "trifft nicht auf mich", "je prefere ne pas", "prefere ne pas", "ne souhaite pas", "prefiero no",
        "prefiro nao", "preferisco non", "zeg ik liever niet", "wil ik niet", "no contesta", "no sabe",
        "choose not", "not sure",
    ];
    let all = words(label);
    let text = all.join(" ");
    WHOLE.contains(&text.as_str())
        || (begins(&text, STARTS) && all.len() <= 9 && !text.starts_with("do not want to b"))
            && crate::survey::taxonomy::barrier(label).is_none()
        || folded(label).contains("(n/a)")
        || (all.len() <= 5 && has(&all, "not applicable"))
}

/// Whether a header asks for free text: "Any other comments?", "Bemerkungen", "Please describe …".
pub fn is_remark_header(header: &str) -> bool {
    #[rustfmt::skip]
    const REMARKS: &[&str] = &[
        "comment", "comments", "remarks", "feedback", "anything else", "anything you", "ideas", "please specify", "noch etwas", "please describe", "please explain", "in your own words",
        "tell us", "elaborate", "suggestions", "other thoughts", "bemerkung*", "anmerkung*", "kommentar*", "sonst noch",
        "remarque*", "commentaire*", "precisez", "autre chose", "comentario*", "sugerencia*", "observaciones", "opmerking*",
        "commenti", "osservazioni", "note*", "algo mas",
    ];
    let all = words(header);
    speaks_of(&all, REMARKS) && all.len() <= 12
}

/// Whether a question asks what stops people from reaching out, by its wording and by how many options name a barrier.
///
/// Either the wording asks for hindrances *and* speaks of reaching out, or it asks for hindrances and two options
/// (and a
/// quarter of them) name barriers of the common list, or four options and most of them do.
pub fn asks_for_barriers(question: &str, options: &[&str]) -> Option<Evidence> {
    let real = || options.iter().filter(|o| !is_none(o) && !is_other(o) && !is_dont_know(o));
    let (all, known) = (real().count(), real().filter(|o| taxonomy::barrier(o).is_some()).count());
    let text = words(question);
    let (hinders, reaching) = (speaks_of(&text, HINDRANCES), speaks_of(&text, REACHING));
    let few = known >= 2 && known * 4 >= all;
    let most = known >= 4 && known * 2 > all;
    // Coded answers name nothing, but a question may be headed "Barriers".
    let coded = options.iter().all(|o| o.len() <= 3) && all > 0;
    let headed = text.len() <= 5
        && speaks_of(&text, &["barrier*", "barriere*", "barrera*", "obstacle*", "hindernis*", "freins"]);
    if coded && headed {
        let what = "its header speaks of barriers; its answers are codes".to_owned();
        return Some(Evidence { what, sure: false });
    }
    // An export without wordings, or a question as short as "What holds you back?": the options decide.
    let unworded = text.is_empty() && known >= 2 && known * 5 >= all * 2;
    let short = hinders && text.len() <= 4;
    if !(most || unworded || short || (hinders && (few || (reaching && (known > 0 || all == 0))))) {
        return None;
    }
    let asks = match (hinders, reaching) {
        (true, true) => "the question asks what keeps people from reaching out",
        (true, false) => "the question asks what hinders",
        _ => "the wording does not ask for hindrances",
    };
    let what = format!("{asks}; {known} of {all} options name a barrier of the common list");
    Some(Evidence { what, sure: hinders && few && (reaching || most) })
}

#[rustfmt::skip]
const HINDRANCES: &[&str] = &[
    "stop*", "prevent*", "hinder*", "hold* back", "hold* you back", "holding you back", "holds you back",
    "keep* you from", "keeps you from", "kept you from", "kept you away", "keep people from", "keep students from", "keeps people from",
    "keep them from", "keeping you from", "barrier*", "obstacle*", "challeng*", "difficult*", "hesita*",
    "reluctan*", "discourag*", "deter*", "get in the way", "gets in the way", "got in the way", "scheitert", "scheitern", "powstrzym*", "brani", "in your way", "struggle*", "hard*",
    "because", "why not", "why might you not", "why would you not", "why do you not", "why have you not", "why did you not", "reasons for not", "reason for not",
    "afraid", "fear*", "worr*", "concern*", "avoid*", "hindert", "hindern", "hindernis*", "halt * davon ab",
    "halt sie davon", "abhalt*", "hurde*", "schwierigkeit*", "hemmnis*", "empech*", "frein*", "obstacle",
    "retient", "difficulte*", "barriere*", "impide*", "obstaculo*", "barrera*", "dificultad*", "frena", "impede*",
    "barreira*", "ostacol*", "belemmer*",
];
#[rustfmt::skip]
const REACHING: &[&str] = &[
    "network*", "reach* out", "contact*", "connect*", "approach*", "follow* up", "ask* for help", "asking for",
    "outreach", "message*", "messaging", "cold email*", "informational interview*", "get* in touch", "netzwerk*",
    "netzwerken", "kontakt*", "anschreib*", "ansprech*", "vernetz*", "reseau*", "contacter", "relancer", "redes",
    "contactar", "contactos", "conexiones", "contatar", "contatos", "contattare", "contatti", "rete", "netwerk*",
    "benader*", "contacten", "introductions", "call* people", "talk* to", "call a", "calling a", "write to", "writing to",
    "speak* to", "referral*", "send* a message", "first message", "zuzugehen", "auf andere", "first step",
];

fn speaks_of(text: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        text.windows(phrase.len()).any(|part| part.iter().zip(&phrase).all(|(word, p)| fits(word, p)))
    })
}

fn fits(word: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(word == pattern, |stem| word.starts_with(stem))
}

/// Whether a column holds survey weights: "weight", "wgt", "rake_weight", "Gewicht", "pond". A body's weight is none.
pub fn is_weight_header(header: &str) -> bool {
    #[rustfmt::skip]
    const WEIGHTS: &[&str] = &[
        "weight", "weights", "wt", "wts", "wgt", "wgts", "pweight", "pweights", "pwt", "pwgt", "wtfinal",
        "finalwt", "finalwgt", "finalweight", "weighting", "weightvar", "wtvar", "perwt", "wtssall", "rakeweight",
        "iweight", "fweight", "aweight", "gewicht", "gewichtung", "gewichte", "pond", "ponderation", "poids",
        "peso", "pesos", "ponderacion", "ponderacao", "weging",
    ];
    #[rustfmt::skip]
    const BESIDE: &[&str] = &[
        "rake", "raked", "raking", "final", "survey", "sampling", "sample", "design", "post", "strat",
        "stratification", "poststratification", "person", "respondent", "population", "pop", "calibrated",
        "analysis", "trimmed", "normalized", "normalised", "base", "full", "total", "case", "national", "adult",
        "the", "var", "variable", "factor", "coef", "coefficient", "w", "wave", "nonresponse", "cross",
        "longitudinal", "individual", "response",
    ];
    let spaced: String = header.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let all: Vec<String> = words(&spaced).into_iter().filter(|w| !w.bytes().all(|b| b.is_ascii_digit())).collect();
    let core = |w: &String| WEIGHTS.contains(&w.trim_end_matches(|c: char| c.is_ascii_digit()));
    all.iter().any(core)
        && all.len() <= 4
        && all.iter().all(|w| core(w) || BESIDE.contains(&w.as_str()))
        && !header.contains('?')
}

/// Whether a question allows several answers: "Select all that apply", "Mehrfachnennungen", "plusieurs réponses".
pub fn is_all_that_apply(question: &str) -> bool {
    #[rustfmt::skip]
    const PHRASES: &[&str] = &[
        "all that apply", "all which apply", "all that applies", "all applicable", "as many as apply",
        "as many as", "check any", "select any", "choose any", "tick any", "mark any", "any that apply",
        "multiple answers", "multiple responses", "more than one answer", "more than one option",
        "more than one may", "select up to", "choose up to", "pick up to", "check up to", "select one or more",
        "choose one or more", "select multiple", "multi select", "mehrfachnennung*", "mehrfachantwort*",
        "mehrfachauswahl*", "alles zutreffende", "alle zutreffenden", "mehrere antworten", "alle auswahlen",
        "plusieurs reponses", "plusieurs choix", "toutes les reponses", "tout ce qui", "tous les choix",
        "marque todas", "seleccione todas", "todas las que", "todas las opciones", "varias respuestas",
        "selecione todas", "marque todos", "todas as opcoes", "tutte le risposte", "meerdere antwoorden",
        "alles wat van toepassing",
    ];
    speaks_of(&words(question), PHRASES)
}

/// How many options a question allows at most: "choose up to three", "Select your top 3", "bis zu drei Antworten".
pub fn most_choices(question: &str) -> Option<usize> {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &[
        "up to", "upto", "at most", "no more than", "not more than", "a maximum of", "maximum of", "maximum", "max",
        "select your top", "choose your top", "pick your top", "rank your top", "choose", "select", "pick", "tick", "check",
        "bis zu", "hochstens", "hoechstens", "maximal", "nicht mehr als",
        "jusqu a", "au plus", "au maximum", "pas plus de", "hasta", "como maximo", "un maximo de", "no mas de",
        "ate", "no maximo", "fino a", "al massimo", "non piu di", "tot", "maximaal", "hoogstens", "ten hoogste",
    ];
    /// What is counted, so that "select 5 if you agree", or "up to 5 years", is none.
    #[rustfmt::skip]
    const COUNTED: &[&str] = &[
        "option*", "answer*", "response*", "choice*", "reason*", "item*", "thing*", "barrier*", "box*", "factor*", "that", "which",
        "antwort*", "optionen", "nennung*", "auswahl*", "angaben", "grund*", "reponse*", "choix", "raison*", "respuesta*",
        "opcion*", "opcoes", "resposta*", "razon*", "rispost*", "opzion*", "antwoord*", "opties",
    ];
    let words = words(question);
    let at = |from: usize| {
        let most = number_word(words.get(from)?)?;
        let next = words.get(from + 1).is_none_or(|word| COUNTED.iter().any(|counted| fits(word, counted)));
        next.then_some(most)
    };
    let phrases = BEFORE.iter().map(|phrase| phrase.split(' ').collect::<Vec<_>>());
    phrases.into_iter().find_map(|phrase| {
        let starts = words.windows(phrase.len()).enumerate();
        let mut fitting = starts.filter(|(_, part)| part.iter().zip(&phrase).all(|(word, p)| word == p));
        fitting.find_map(|(start, _)| at(start + phrase.len()))
    })
}

/// A small number, in figures or words.
fn number_word(word: &str) -> Option<usize> {
    #[rustfmt::skip]
    const WORDS: [(usize, &[&str]); 5] = [
        (2, &["2", "two", "zwei", "deux", "dos", "dois", "duas", "due", "twee"]),
        (3, &["3", "three", "drei", "trois", "tres", "tre", "drie"]),
        (4, &["4", "four", "vier", "quatre", "cuatro", "quatro", "quattro"]),
        (5, &["5", "five", "funf", "fuenf", "cinq", "cinco", "cinque", "vijf"]),
        (6, &["6", "six", "sechs", "seis", "sei", "zes"]),
    ];
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(n, _)| *n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(is: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        let missed: Vec<_> = yes.iter().filter(|t| !is(t)).collect();
        let wrong: Vec<_> = no.iter().filter(|t| is(t)).collect();
        assert!(missed.is_empty() && wrong.is_empty(), "missed {missed:?}, wrong {wrong:?}");
    }

    #[test]
    fn none_other_and_dont_know_are_told_apart() {
        let none = [
            "None of the above",
            "None of these",
            "None",
            "Nothing",
            "No barriers",
            "Keine davon",
            "Aucun de ces choix",
            "Ninguna de las anteriores",
            "None of the above (please continue)",
            "Nenhuma das anteriores",
        ];
        let other = [
            "Other",
            "Other (please specify)",
            "Other - Write In",
            "Sonstiges",
            "Autre (précisez)",
            "Otro",
            "Other:",
            "Other, please describe",
            "Sonstiges, und zwar:",
            "Something else",
            "Anders, namelijk",
        ];
        let unknown = [
            "Don't know",
            "Don\u{2019}t know",
            "Prefer not to say",
            "N/A",
            "Refused",
            "Not sure",
            "Not applicable",
            "Unfamiliar (N/A)",
            "Keine Angabe",
            "Je ne sais pas",
            "No sé",
            "I'd rather not say",
            "Don't know / No opinion",
        ];
        let plain = [
            "I don't have time",
            "No time",
            "Other people are too busy",
            "None of my friends reply as fast",
            "Not knowing whom to ask",
            "I don't know what to say",
            "Not sure who to contact",
            "No",
            "Yes",
            "Nothing to offer",
            "Another country",
            "Otherwise engaged people",
        ];
        all(
            is_none,
            &none,
            &[&other[..], &unknown, &["I don't have time", "No time", "No", "Nothing to offer"]].concat(),
        );
        all(is_other, &other, &[&none[..], &unknown, &plain].concat());
        all(is_dont_know, &unknown, &[&none[..], &other, &plain].concat());
    }

    #[test]
    fn weights_are_not_kilograms() {
        let yes = [
            "weight",
            "Weight",
            "wt",
            "wgt",
            "pweight",
            "WEIGHTS",
            "rake_weight",
            "Gewicht",
            "pond",
            "poids",
            "final_weight",
            "weight_1",
            "wt2021",
            "survey weight",
        ];
        let no = [
            "What is your weight?",
            "weight_kg",
            "body weight",
            "Weight (lbs)",
            "Gewicht in kg",
            "height",
            "current weight",
            "lightweight",
            "wtf",
            "Weight loss",
        ];
        all(is_weight_header, &yes, &no);
    }

    #[test]
    fn several_answers_are_asked_for() {
        let yes = [
            "What stops you? Select all that apply.",
            "(Check all that apply)",
            "Mehrfachnennungen möglich",
            "plusieurs réponses possibles",
            "Marque todas las que correspondan",
            "Select up to three",
        ];
        all(is_all_that_apply, &yes, &["How old are you?", "Does this apply to all of you?", "Select one"]);
    }

    #[test]
    fn a_limit_of_choices_is_read_from_the_wording() {
        let limits = [
            ("What stops you? Select up to three.", Some(3)),
            ("Choose 3 options", Some(3)),
            ("Pick your top 5 reasons", Some(5)),
            ("Was hält Sie ab? (bis zu drei Antworten)", Some(3)),
            ("Maximal fünf Nennungen", Some(5)),
            ("Choisissez jusqu'à 2 réponses", Some(2)),
            ("Elija hasta tres opciones", Some(3)),
            ("Select all that apply", None),
            ("Select 5 if you read this", None),
            ("Have you worked up to 3 years abroad?", None),
            ("What are your top 3 goals for 2025?", None),
            ("How many do you choose?", None),
        ];
        for (question, most) in limits {
            assert_eq!(most_choices(question), most, "{question}");
        }
    }

    #[test]
    fn barrier_questions_are_found_by_wording_and_options() {
        let options = [
            "Fear of rejection",
            "Not knowing what to say",
            "Lack of time",
            "Other (please specify)",
            "None of the above",
        ];
        for question in [
            "What stops you from reaching out?",
            "What keeps you from networking?",
            "Was hindert Sie daran, Kontakte zu knüpfen?",
            "Qu'est-ce qui vous empêche de contacter quelqu'un ?",
            "¿Qué le impide hacer contactos?",
            "What are your biggest challenges with networking?",
        ] {
            let evidence = asks_for_barriers(question, &options);
            assert!(evidence.as_ref().is_some_and(|e| e.sure), "{question} {evidence:?}");
        }
        assert!(
            asks_for_barriers(
                "Q7",
                &["Fear of rejection", "Lack of time", "Shyness", "Don't know whom to ask", "Other"]
            )
            .is_some_and(|e| !e.sure)
        );
        assert_eq!(
            asks_for_barriers("What stops you from cycling?", &["Rain", "Hills", "No bike", "Lack of time"]),
            None
        );
        assert_eq!(asks_for_barriers("How do you contact people?", &["Email", "Phone", "In person"]), None);
        assert_eq!(
            asks_for_barriers(
                "What prevents you from using R?",
                &[
                    "Lack of time",
                    "Too hard",
                    "No training",
                    "My colleagues",
                    "Price",
                    "Speed",
                    "Windows",
                    "Docs",
                    "Jobs"
                ]
            ),
            None
        );
    }
}
