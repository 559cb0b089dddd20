//! Answers in six languages put into the English words that the families know.

use super::Tokens;

/// Phrases without accents, longest first where one begins another, and their English.
type Phrases = &'static [(&'static str, &'static str)];

#[rustfmt::skip]
const GERMAN: Phrases = &[
    ("stimme uberhaupt nicht zu", "completely disagree"), ("stimme gar nicht zu", "completely disagree"),
    ("stimme voll und ganz zu", "completely agree"), ("stimme vollkommen zu", "completely agree"),
    ("stimme vollig zu", "completely agree"), ("stimme voll zu", "completely agree"),
    ("stimme eher nicht zu", "somewhat disagree"), ("stimme eher zu", "somewhat agree"),
    ("stimme teilweise zu", "neutral"), ("stimme nicht zu", "disagree"), ("stimme zu", "agree"),
    ("stimme weder zu noch nicht zu", "neutral"), ("lehne voll und ganz ab", "completely disagree"),
    ("lehne ab", "disagree"), ("trifft uberhaupt nicht zu", "completely disagree"),
    ("trifft gar nicht zu", "completely disagree"), ("trifft voll und ganz zu", "completely agree"),
    ("trifft vollig zu", "completely agree"), ("trifft voll zu", "completely agree"),
    ("trifft eher nicht zu", "somewhat disagree"), ("trifft eher zu", "somewhat agree"),
    ("trifft teilweise zu", "neutral"), ("trifft nicht zu", "disagree"), ("trifft zu", "agree"),
    ("teils teils", "neutral"), ("teils / teils", "neutral"), ("teils - teils", "neutral"),
    ("weder noch", "neutral"), ("unentschieden", "neutral"), ("uberhaupt nicht", "not at all"),
    ("gar nicht", "not at all"), ("fast nie", "almost never"), ("nie", "never"), ("niemals", "never"),
    ("sehr selten", "very rarely"), ("selten", "rarely"), ("gelegentlich", "occasionally"),
    ("ab und zu", "occasionally"), ("hin und wieder", "occasionally"), ("manchmal", "sometimes"),
    ("sehr oft", "very often"), ("sehr haufig", "very often"), ("oft", "often"), ("haufig", "often"),
    ("meistens", "usually"), ("meist", "usually"), ("fast immer", "almost always"), ("immer", "always"),
    ("taglich", "daily"), ("jeden tag", "daily"), ("wochentlich", "weekly"), ("monatlich", "monthly"),
    ("jahrlich", "yearly"), ("seltener", "less often"), ("mehrmals", "several times"), ("einmal", "once"),
    ("zweimal", "twice"), ("pro tag", "a day"), ("am tag", "a day"), ("pro woche", "a week"),
    ("in der woche", "a week"), ("pro monat", "a month"), ("im monat", "a month"), ("pro jahr", "a year"),
    ("im jahr", "a year"), ("unwahrscheinlich", "unlikely"), ("wahrscheinlich", "likely"),
    ("unwichtig", "unimportant"), ("wichtig", "important"), ("unzufrieden", "dissatisfied"),
    ("zufrieden", "satisfied"), ("ausserst", "extremely"), ("auf jeden fall", "definitely"), ("sehr", "very"),
    ("ziemlich", "quite"), ("eher", "somewhat"), ("etwas", "slightly"), ("einigermassen", "moderately"),
    ("massig", "moderately"), ("weder", "neither"), ("noch", "nor"), ("nicht", "not"), ("vollig", "completely"),
    ("sicher", "confident"), ("und alter", "or older"), ("oder alter", "or older"), ("jahre", "years"),
    ("jahren", "years"), ("jahr", "year"), ("monate", "months"), ("monaten", "months"), ("monat", "month"),
    ("wochen", "weeks"), ("woche", "week"), ("tage", "days"), ("tag", "day"), ("unter", "under"), ("uber", "over"),
    ("weniger als", "less than"), ("mehr als", "more than"), ("bis unter", "to under"), ("bis zu", "up to"),
    ("bis", "to"), ("und mehr", "or more"), ("oder mehr", "or more"), ("als", "than"), ("ein", "a"), ("eine", "a"),
    ("einem", "a"), ("einen", "a"), ("einer", "a"), ("sehr gut", "very good"), ("gut", "good"),
    ("befriedigend", "satisfactory"), ("schlecht", "bad"), ("mittelmassig", "fair"), ("niedrig", "low"), ("mittel", "medium"),
    ("hoch", "high"), ("kein", "no"), ("keine", "none"), ("eins", "one"), ("zwei", "two"), ("drei", "three"),
    ("vier", "four"), ("ja", "yes"), ("nein", "no"), ("bestimmt", "definitely"), ("vielleicht", "maybe"),
    ("viel", "much"), ("ein wenig", "a little"), ("wenig", "little"),
];
#[rustfmt::skip]
const FRENCH: Phrases = &[
    ("ni d accord ni pas d accord", "neutral"), ("ni d accord ni en desaccord", "neutral"),
    ("ni en accord ni en desaccord", "neutral"), ("pas du tout d accord", "completely disagree"),
    ("tout a fait d accord", "completely agree"), ("plutot pas d accord", "somewhat disagree"),
    ("plutot d accord", "somewhat agree"), ("pas vraiment d accord", "somewhat disagree"),
    ("pas d accord", "disagree"), ("d accord", "agree"), ("tout a fait en desaccord", "completely disagree"),
    ("fortement en desaccord", "strongly disagree"), ("fortement en accord", "strongly agree"),
    ("en desaccord", "disagree"), ("desaccord", "disagree"), ("en accord", "agree"), ("accord", "agree"),
    ("presque jamais", "almost never"), ("jamais", "never"), ("tres rarement", "very rarely"),
    ("rarement", "rarely"), ("de temps en temps", "occasionally"), ("occasionnellement", "occasionally"),
    ("parfois", "sometimes"), ("quelquefois", "sometimes"), ("tres souvent", "very often"), ("souvent", "often"),
    ("la plupart du temps", "most of the time"), ("presque toujours", "almost always"), ("toujours", "always"),
    ("tous les jours", "daily"), ("chaque jour", "daily"), ("quotidiennement", "daily"),
    ("chaque semaine", "weekly"), ("toutes les semaines", "weekly"), ("chaque mois", "monthly"),
    ("tous les mois", "monthly"), ("une fois", "once"), ("deux fois", "twice"),
    ("plusieurs fois", "several times"), ("quelques fois", "a few times"), ("fois", "times"),
    ("par jour", "a day"), ("par semaine", "a week"), ("par mois", "a month"), ("par an", "a year"),
    ("par annee", "a year"), ("moins souvent", "less often"), ("improbable", "unlikely"),
    ("peu probable", "unlikely"), ("probable", "likely"), ("pas du tout", "not at all"),
    ("importante", "important"), ("insatisfait e", "dissatisfied"), ("satisfait e", "satisfied"),
    ("insatisfaite", "dissatisfied"), ("satisfaite", "satisfied"), ("insatisfait", "dissatisfied"),
    ("satisfait", "satisfied"), ("mecontent", "dissatisfied"), ("extremement", "extremely"),
    ("tout a fait", "completely"), ("tres", "very"), ("assez", "fairly"), ("plutot", "somewhat"),
    ("moyennement", "moderately"), ("moderement", "moderately"), ("un peu", "slightly"),
    ("legerement", "slightly"), ("peu", "slightly"), ("pas vraiment", "not really"), ("pas", "not"),
    ("neutre", "neutral"), ("ni", "neither"), ("et plus", "or more"), ("ou plus", "or more"),
    ("plus de", "more than"), ("plus d", "more than"), ("moins de", "less than"), ("moins d", "less than"),
    ("jusqu a", "up to"), ("de moins", "less"), ("entre", "between"), ("et", "and"), ("de", ""), ("a", "to"),
    ("ans", "years"), ("an", "year"), ("mois", "months"), ("semaines", "weeks"), ("semaine", "week"),
    ("jours", "days"), ("jour", "day"), ("un", "a"), ("une", "a"), ("ou", "or"), ("tres bien", "very good"),
    ("bien", "good"), ("bonne", "good"), ("bon", "good"), ("mauvaise", "bad"), ("mauvais", "bad"),
    ("moyen", "average"), ("faible", "low"), ("eleve", "high"), ("beaucoup", "a lot"), ("aucun", "none"),
];
#[rustfmt::skip]
const SPANISH: Phrases = &[
    ("ni de acuerdo ni en desacuerdo", "neutral"), ("totalmente de acuerdo", "completely agree"),
    ("totalmente en desacuerdo", "completely disagree"), ("de acuerdo", "agree"), ("en desacuerdo", "disagree"),
    ("desacuerdo", "disagree"), ("acuerdo", "agree"), ("casi nunca", "almost never"), ("nunca", "never"),
    ("raramente", "rarely"), ("raras veces", "rarely"), ("rara vez", "rarely"), ("ocasionalmente", "occasionally"),
    ("de vez en cuando", "occasionally"), ("a veces", "sometimes"), ("algunas veces", "sometimes"),
    ("a menudo", "often"), ("con frecuencia", "often"), ("frecuentemente", "often"),
    ("muy a menudo", "very often"), ("casi siempre", "almost always"), ("siempre", "always"),
    ("todos los dias", "daily"), ("diariamente", "daily"), ("a diario", "daily"), ("semanalmente", "weekly"),
    ("mensualmente", "monthly"), ("una vez", "once"), ("dos veces", "twice"), ("varias veces", "several times"),
    ("veces", "times"), ("al dia", "a day"), ("por dia", "a day"), ("a la semana", "a week"),
    ("por semana", "a week"), ("al mes", "a month"), ("por mes", "a month"), ("al ano", "a year"),
    ("por ano", "a year"), ("improbable", "unlikely"), ("poco probable", "unlikely"), ("probable", "likely"),
    ("importante", "important"), ("insatisfecho a", "dissatisfied"), ("satisfecho a", "satisfied"),
    ("insatisfecho", "dissatisfied"), ("insatisfecha", "dissatisfied"), ("satisfecho", "satisfied"),
    ("satisfecha", "satisfied"), ("nada", "not at all"), ("extremadamente", "extremely"),
    ("sumamente", "extremely"), ("totalmente", "completely"), ("muy", "very"), ("bastante", "quite"),
    ("algo", "somewhat"), ("moderadamente", "moderately"), ("ligeramente", "slightly"), ("un poco", "slightly"),
    ("poco", "slightly"), ("neutral", "neutral"), ("ni", "neither"), ("o mas", "or more"), ("y mas", "or more"),
    ("en adelante", "or more"), ("mas de", "more than"), ("mas", "more"), ("menos de", "less than"),
    ("menor de", "less than"), ("menores de", "less than"), ("mayor de", "more than"), ("hasta", "up to"),
    ("entre", "between"), ("y", "and"), ("de", ""), ("a", "to"), ("anos", "years"), ("ano", "year"),
    ("meses", "months"), ("mes", "month"), ("semanas", "weeks"), ("semana", "week"), ("dias", "days"),
    ("dia", "day"), ("un", "a"), ("una", "a"), ("o", "or"), ("muy buena", "very good"), ("buena", "good"),
    ("bueno", "good"), ("mala", "bad"), ("malo", "bad"), ("regular", "fair"), ("excelente", "excellent"),
    ("bajo", "low"), ("medio", "medium"), ("alto", "high"), ("mucho", "a lot"), ("ninguno", "none"),
];
#[rustfmt::skip]
const PORTUGUESE: Phrases = &[
    ("nao concordo nem discordo", "neutral"), ("nem concordo nem discordo", "neutral"),
    ("concordo totalmente", "completely agree"), ("discordo totalmente", "completely disagree"),
    ("concordo parcialmente", "somewhat agree"), ("discordo parcialmente", "somewhat disagree"),
    ("concordo", "agree"), ("discordo", "disagree"), ("quase nunca", "almost never"), ("nunca", "never"),
    ("raramente", "rarely"), ("ocasionalmente", "occasionally"), ("as vezes", "sometimes"),
    ("frequentemente", "often"), ("muitas vezes", "often"), ("quase sempre", "almost always"),
    ("sempre", "always"), ("diariamente", "daily"), ("todos os dias", "daily"), ("semanalmente", "weekly"),
    ("mensalmente", "monthly"), ("pouco provavel", "unlikely"), ("improvavel", "unlikely"), ("provavel", "likely"),
    ("importante", "important"), ("insatisfeito", "dissatisfied"), ("satisfeito", "satisfied"),
    ("nada", "not at all"), ("muito", "very"), ("extremamente", "extremely"), ("totalmente", "completely"),
    ("pouco", "slightly"), ("neutro", "neutral"), ("mais de", "more than"), ("ou mais", "or more"),
    ("menos de", "less than"), ("ate", "up to"), ("anos", "years"), ("ano", "year"), ("meses", "months"),
    ("a", "to"), ("de", ""), ("e", "and"), ("um", "a"), ("nem satisfeito nem insatisfeito", "neutral"),
];
#[rustfmt::skip]
const ITALIAN: Phrases = &[
    ("ne d accordo ne in disaccordo", "neutral"), ("completamente d accordo", "completely agree"),
    ("totalmente d accordo", "completely agree"), ("molto d accordo", "strongly agree"),
    ("abbastanza d accordo", "somewhat agree"), ("per niente d accordo", "completely disagree"),
    ("d accordo", "agree"), ("in disaccordo", "disagree"), ("quasi mai", "almost never"), ("mai", "never"),
    ("raramente", "rarely"), ("a volte", "sometimes"), ("qualche volta", "sometimes"), ("talvolta", "sometimes"),
    ("molto spesso", "very often"), ("spesso", "often"), ("quasi sempre", "almost always"), ("sempre", "always"),
    ("ogni giorno", "daily"), ("settimanalmente", "weekly"), ("mensilmente", "monthly"),
    ("improbabile", "unlikely"), ("probabile", "likely"), ("importante", "important"),
    ("insoddisfatto", "dissatisfied"), ("soddisfatto", "satisfied"), ("per niente", "not at all"),
    ("estremamente", "extremely"), ("completamente", "completely"), ("totalmente", "completely"),
    ("molto", "very"), ("abbastanza", "fairly"), ("poco", "slightly"), ("neutrale", "neutral"),
    ("piu di", "more than"), ("o piu", "or more"), ("e oltre", "or more"), ("oltre", "over"),
    ("meno di", "less than"), ("fino a", "up to"), ("anni", "years"), ("anno", "year"), ("mesi", "months"),
    ("a", "to"), ("un", "a"),
];
#[rustfmt::skip]
const DUTCH: Phrases = &[
    ("helemaal mee eens", "completely agree"), ("helemaal mee oneens", "completely disagree"),
    ("helemaal niet mee eens", "completely disagree"), ("helemaal eens", "completely agree"),
    ("helemaal oneens", "completely disagree"), ("noch mee eens noch mee oneens", "neutral"),
    ("niet eens niet oneens", "neutral"), ("noch eens noch oneens", "neutral"), ("mee eens", "agree"),
    ("mee oneens", "disagree"), ("eens", "agree"), ("oneens", "disagree"), ("bijna nooit", "almost never"),
    ("nooit", "never"), ("zelden", "rarely"), ("af en toe", "occasionally"), ("soms", "sometimes"),
    ("regelmatig", "regularly"), ("heel vaak", "very often"), ("vaak", "often"), ("meestal", "usually"),
    ("bijna altijd", "almost always"), ("altijd", "always"), ("dagelijks", "daily"), ("wekelijks", "weekly"),
    ("maandelijks", "monthly"), ("onwaarschijnlijk", "unlikely"), ("waarschijnlijk", "likely"),
    ("onbelangrijk", "unimportant"), ("belangrijk", "important"), ("ontevreden", "dissatisfied"),
    ("tevreden", "satisfied"), ("helemaal niet", "not at all"), ("zeer", "very"), ("heel", "very"),
    ("erg", "very"), ("enigszins", "somewhat"), ("een beetje", "slightly"), ("neutraal", "neutral"),
    ("niet", "not"), ("jonger dan", "under"), ("minder dan", "less than"), ("meer dan", "more than"),
    ("of ouder", "or older"), ("en ouder", "or older"), ("of meer", "or more"), ("onder", "under"),
    ("jaar", "years"), ("maanden", "months"), ("tot", "to"), ("en", "and"), ("een", "a"),
];

/// The values in English, once for each language of which they hold words.
pub fn versions(values: &[Tokens]) -> Vec<Vec<Tokens>> {
    [GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH]
        .iter()
        .map(|phrases| values.iter().map(|value| put(value, phrases)).collect::<Vec<Tokens>>())
        .filter(|version| version != values)
        .collect()
}

/// A value with each known phrase, the longest first, in English.
fn put(value: &Tokens, phrases: Phrases) -> Tokens {
    let mut out = Tokens::new();
    let mut at = 0;
    while at < value.len() {
        let fits = |phrase: &str| phrase.split(' ').enumerate().all(|(i, w)| value.get(at + i).is_some_and(|v| v == w));
        let found =
            phrases.iter().filter(|(phrase, _)| fits(phrase)).max_by_key(|(phrase, _)| phrase.split(' ').count());
        match found {
            Some((phrase, english)) => {
                out.extend(english.split_whitespace().map(str::to_owned));
                at += phrase.split(' ').count();
            }
            None => {
                out.push(value[at].clone());
                at += 1;
            }
        }
    }
    out
}
