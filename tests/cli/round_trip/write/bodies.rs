//! What messages say, and the coats that mail puts around it.

use crate::round_trip::random::Random;

const SENTENCES: [&str; 8] = [
    "Would you have twenty minutes for a conversation next week?",
    "I read your talk on survey weights, and have one question about it.",
    "Thank you for writing back so soon!",
    "Ich würde mich sehr freuen, von Ihnen zu hören.",
    "From what I hear, your team is growing.",
    "From: this line only looks like a header.",
    "Sorry for the delay: I was away until Monday, and the week after that was full of meetings, reviews and a move.",
    "Cheers — and see you soon.",
];

/// A line that a mailbox must not take for the beginning of a message.
const LIKE_AN_ENVELOPE: &str = "From robin@example.org Mon Mar 03 10:00:00 2025";

/// A text in lines that end with `\n`: paragraphs, sometimes a signature, and a quotation of what it answers.
pub fn text(random: &mut Random, quoted: Option<&str>) -> String {
    let mut text = "Hello,\n\n".to_owned();
    for _ in 0..1 + random.below(4) {
        text += random.pick(&SENTENCES);
        text += if random.chance(50) { "\n\n" } else { "\n" };
    }
    if random.chance(8) {
        text = format!("{text}\n{LIKE_AN_ENVELOPE}\n\n");
    }
    if random.chance(60) {
        text += "\n-- \nRobin Vega\n+1 555 0100\n";
    }
    if let Some(quoted) = quoted {
        text += "\nOn Mon, Mar 3, 2025 at 10:00 AM Somebody <somebody@example.org> wrote:\n\n";
        quoted.lines().take(12).for_each(|line| text += &format!("> {line}\n"));
    }
    text
}

/// The body of a message with the headers that belong to it, in one of six coats.
pub fn coat(random: &mut Random, text: &str, boundary: &str) -> String {
    let html = format!("<html><body><p>{}</p></body></html>\n", text.replace('&', "&amp;").replace('<', "&lt;"));
    let ascii = text.is_ascii();
    match random.below(6) {
        0 if ascii => part("text/plain; charset=us-ascii", "7bit", text),
        1 => part("text/plain; charset=utf-8", "base64", &base64_lines(text.as_bytes())),
        2 => part("text/plain; charset=\"UTF-8\"", "quoted-printable", &quoted_printable(text)),
        3 => {
            let parts = [
                part("text/plain; charset=\"UTF-8\"", "quoted-printable", &quoted_printable(text)),
                part("text/html; charset=\"UTF-8\"", "quoted-printable", &quoted_printable(&html)),
            ];
            multipart("multipart/alternative", boundary, &parts)
        }
        4 => {
            let bytes: Vec<u8> = (0..900).map(|_| random.below(256) as u8).collect();
            let attached = part("application/pdf; name=\"cv.pdf\"", "base64", &base64_lines(&bytes));
            let attached = format!("Content-Disposition: attachment; filename=\"cv.pdf\"\n{attached}");
            multipart("multipart/mixed", boundary, &[part("text/plain; charset=utf-8", "8bit", text), attached])
        }
        _ => part("text/plain; charset=utf-8; format=flowed", "8bit", text),
    }
}

/// A part: its headers, a blank line, its content.
pub fn part(kind: &str, encoding: &str, content: &str) -> String {
    format!("Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{content}")
}

/// Parts in one.
pub fn multipart(kind: &str, boundary: &str, parts: &[String]) -> String {
    let mut text = format!("Content-Type: {kind};\n boundary=\"{boundary}\"\n\n");
    parts.iter().for_each(|part| text += &format!("--{boundary}\n{part}\n"));
    text + &format!("--{boundary}--\n")
}

/// Base64 without line ends.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for digit in 0..4 {
            let place = (bits >> (18 - 6 * digit) & 63) as usize;
            text.push(if digit <= three.len() { char::from(DIGITS[place]) } else { '=' });
        }
    }
    text
}

fn base64_lines(bytes: &[u8]) -> String {
    let text = base64(bytes);
    text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\n").collect()
}

/// Quoted-printable: what is not ASCII escaped, long lines broken softly.
fn quoted_printable(text: &str) -> String {
    let mut all = String::new();
    for line in text.lines() {
        let mut width = 0;
        for (i, byte) in line.bytes().enumerate() {
            let last = i + 1 == line.len();
            let plain = (33..=126).contains(&byte) && byte != b'=' || byte == b' ' && !last;
            let piece = if plain { char::from(byte).to_string() } else { format!("={byte:02X}") };
            if width + piece.len() > 73 {
                all += "=\n";
                width = 0;
            }
            width += piece.len();
            all += &piece;
        }
        all.push('\n');
    }
    all
}

/// A header's text: as an encoded word (RFC 2047) where it is not ASCII.
pub fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    for letter in text.chars() {
        // An encoded word has at most 75 letters: 45 bytes of content.
        if words.last().is_some_and(|w| w.len() + letter.len_utf8() > 36) {
            words.push(String::new());
        }
        words.last_mut().expect("a word").push(letter);
    }
    let words: Vec<String> = words.iter().map(|w| format!("=?UTF-8?B?{}?=", base64(w.as_bytes()))).collect();
    words.join("\n ")
}
