//! Folders and labels: what they are called, and which of them mean something everywhere.

use crate::input::labels;

/// Labels that a message may have; the rest is skipped.
const MOST_LABELS: usize = 200;

/// What a folder or label of a mail program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What I sent.
    Sent,
    /// What was never sent.
    Drafts,
    /// What was thrown away.
    Trash,
    /// What nobody wanted.
    Spam,
    /// Gmail's chats.
    Chat,
}

/// Names of such folders, in lower case, in the languages of the usual programs.
const NAMES: [(Purpose, &[&str]); 4] = [
    (
        Purpose::Sent,
        &[
            "sent",
            "sent mail",
            "sent-mail",
            "sent items",
            "sent messages",
            "sent objects",
            "sentmail",
            "gesendet",
            "gesendete objekte",
            "gesendete elemente",
            "gesendete nachrichten",
            "envoyés",
            "envoyé",
            "messages envoyés",
            "éléments envoyés",
            "courrier envoyé",
            "enviados",
            "enviadas",
            "elementos enviados",
            "correo enviado",
            "mensajes enviados",
            "itens enviados",
            "mensagens enviadas",
            "e-mails enviados",
            "correio enviado",
            "verzonden",
            "verzonden items",
            "verzonden berichten",
            "inviati",
            "inviata",
            "posta inviata",
            "messaggi inviati",
            "elementi inviati",
            "skickat",
            "skickade objekt",
            "sendt",
            "sendte elementer",
            "sendt post",
            "lähetetyt",
            "wysłane",
            "elementy wysłane",
            "odeslané",
            "odeslaná pošta",
            "elküldött",
            "gönderilmiş postalar",
            "отправленные",
            "надіслані",
            "送信済み",
            "送信済みメール",
            "送信済みアイテム",
            "已发送",
            "已发送邮件",
            "已傳送",
            "寄件備份",
            "보낸편지함",
        ],
    ),
    (
        Purpose::Drafts,
        &[
            "drafts",
            "draft",
            "outbox",
            "postausgang",
            "unsent messages",
            "templates",
            "vorlagen",
            "entwürfe",
            "entwurf",
            "brouillons",
            "brouillon",
            "borradores",
            "borrador",
            "rascunhos",
            "rascunho",
            "concepten",
            "bozze",
            "bozza",
            "utkast",
            "kladder",
            "luonnokset",
            "wersje robocze",
            "koncepty",
            "piszkozatok",
            "taslaklar",
            "черновики",
            "чернетки",
            "下書き",
            "草稿",
            "草稿箱",
            "임시보관함",
        ],
    ),
    (
        Purpose::Trash,
        &[
            "trash",
            "bin",
            "deleted",
            "deleted items",
            "deleted messages",
            "papierkorb",
            "gelöscht",
            "gelöschte objekte",
            "gelöschte elemente",
            "corbeille",
            "éléments supprimés",
            "messages supprimés",
            "papelera",
            "papelera de reciclaje",
            "elementos eliminados",
            "eliminados",
            "lixeira",
            "lixo",
            "itens excluídos",
            "itens eliminados",
            "prullenbak",
            "verwijderde items",
            "verwijderd",
            "cestino",
            "posta eliminata",
            "elementi eliminati",
            "papperskorgen",
            "borttaget",
            "papirkurv",
            "roskakori",
            "kosz",
            "elementy usunięte",
            "koš",
            "kuka",
            "çöp kutusu",
            "корзина",
            "кошик",
            "ゴミ箱",
            "削除済みアイテム",
            "垃圾桶",
            "已删除",
            "已删除邮件",
            "휴지통",
        ],
    ),
    (
        Purpose::Spam,
        &[
            "spam",
            "junk",
            "junk mail",
            "junk e-mail",
            "junk email",
            "junk-e-mail",
            "bulk mail",
            "spamverdacht",
            "unerwünscht",
            "unerwünschte werbung",
            "courrier indésirable",
            "indésirables",
            "pourriel",
            "correo no deseado",
            "no deseado",
            "lixo eletrônico",
            "lixo eletrónico",
            "lixo electrónico",
            "ongewenst",
            "ongewenste e-mail",
            "posta indesiderata",
            "indesiderata",
            "skräppost",
            "søppelpost",
            "uønsket mail",
            "roskaposti",
            "nevyžádaná pošta",
            "levélszemét",
            "спам",
            "迷惑メール",
            "垃圾邮件",
            "垃圾郵件",
            "스팸함",
        ],
    ),
];

/// Gmail's label of chats.
const CHATS: [&str; 2] = ["chat", "chats"];

/// What a folder or label is for, by its name or that of one above it: `INBOX.Sent`, `[Gmail]/Gesendet`, `\Sent`.
pub fn purpose(label: &str) -> Option<Purpose> {
    let label = labels::normal(label);
    // A label of one's own may be called Coffee/Chat.
    if CHATS.contains(&label.as_str()) {
        return Some(Purpose::Chat);
    }
    let parts = || label.split(['/', '.', '\\']).map(str::trim).filter(|part| !part.is_empty());
    NAMES.iter().find(|(_, names)| parts().any(|part| names.contains(&part))).map(|(purpose, _)| *purpose)
}

/// What one of Gmail's labels is for, which mean something only as a whole: `Drafts/2024 ideas` is a label of one's own.
pub fn purpose_of_label(label: &str) -> Option<Purpose> {
    let name = ["[Gmail]/", "[Google Mail]/", "\\"].iter().find_map(|above| label.strip_prefix(above)).unwrap_or(label);
    purpose(name).filter(|_| !name.contains(['/', '.', '\\']))
}

/// The labels of a field such as `X-Gmail-Labels`: apart by commas, save those in quotes.
pub fn listed(text: &str) -> Vec<String> {
    let mut is_quoted = false;
    let apart = text.split(|c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    });
    let plain = apart.map(|label| label.replace('"', "").trim().to_owned());
    plain.filter(|label| !label.is_empty()).take(MOST_LABELS).collect()
}

/// The folder that an mbox is, by its name: `Sent` of `Sent`, `Sent.mbox` and Apple's `Sent.mbox/mbox`, `Jobs/Sent` of
/// Thunderbird's `Jobs.sbd/Sent`.
pub fn of_mbox(name: &str) -> String {
    let mut parts: Vec<&str> = name.split('/').collect();
    if let [.., folder, "mbox"] = parts[..]
        && without_ending(folder, ".mbox") != folder
    {
        parts.pop();
    }
    let last = parts.pop().unwrap_or("");
    let above = parts.iter().rev().map_while(|part| part.strip_suffix(".sbd")).collect::<Vec<_>>();
    let last = without_ending(without_ending(last, ".mbox"), ".mbx");
    above.into_iter().rev().chain([last]).collect::<Vec<_>>().join("/")
}

fn without_ending<'a>(name: &'a str, ending: &str) -> &'a str {
    let stem =
        name.len().checked_sub(ending.len()).filter(|stem| *stem > 0).and_then(|stem| name.split_at_checked(stem));
    stem.filter(|(_, end)| end.eq_ignore_ascii_case(ending)).map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_known_in_many_languages_and_places() {
        for (label, wanted) in [
            ("INBOX.Sent", Some(Purpose::Sent)),
            ("[Google Mail]/Gesendet", Some(Purpose::Sent)),
            ("\\Sent", Some(Purpose::Sent)),
            ("Sent Items/2024", Some(Purpose::Sent)),
            ("ENVOYÉS", Some(Purpose::Sent)),
            ("送信済み", Some(Purpose::Sent)),
            ("Entwürfe", Some(Purpose::Drafts)),
            ("Junk E-mail", Some(Purpose::Spam)),
            ("Papierkorb", Some(Purpose::Trash)),
            ("Chat", Some(Purpose::Chat)),
            ("Coffee/Chat", None),
            ("All mail Including Spam and Trash", None),
            ("Inbox", None),
            ("", None),
        ] {
            assert_eq!(purpose(label), wanted, "{label}");
        }
        for (_, names) in NAMES {
            assert!(names.iter().all(|name| labels::normal(name) == **name));
        }
    }

    #[test]
    fn of_a_label_only_the_whole_means_something() {
        for (label, wanted) in [
            ("Drafts", Some(Purpose::Drafts)),
            ("[Gmail]/Papierkorb", Some(Purpose::Trash)),
            ("\\Sent", Some(Purpose::Sent)),
            ("Chat", Some(Purpose::Chat)),
            ("Drafts/2024 ideas", None),
            ("Jobs/Sent", None),
            ("Sent by boss", None),
            ("Trash.old", None),
        ] {
            assert_eq!(purpose_of_label(label), wanted, "{label}");
        }
    }

    #[test]
    fn labels_are_apart_by_commas_outside_quotes() {
        assert_eq!(listed("Inbox,\"Jobs, applied\", Sent ,,"), ["Inbox", "Jobs, applied", "Sent"]);
        assert!(listed(" , ").is_empty());
    }

    #[test]
    fn an_mbox_is_the_folder_that_its_name_says() {
        for (name, wanted) in [
            ("mail/Sent.mbox", "Sent"),
            ("Sent", "Sent"),
            ("x/INBOX.Sent", "INBOX.Sent"),
            ("Mail/Sent.mbox/mbox", "Sent"),
            ("x/mbox", "mbox"),
            ("x/Inbox.sbd/Jobs.sbd/Applied", "Inbox/Jobs/Applied"),
            ("Takeout/Mail/All mail.MBOX", "All mail"),
            (".mbox", ".mbox"),
        ] {
            assert_eq!(of_mbox(name), wanted, "{name}");
        }
    }
}
