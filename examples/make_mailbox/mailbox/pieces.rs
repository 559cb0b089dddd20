//! Pieces of which messages are put together, made once: to invent every word anew would take longer than to write it.

use super::random::Random;

const WORDS: [&str; 40] = [
    "the", "a", "team", "meeting", "next", "week", "thank", "you", "for", "survey", "results", "paper", "and",
    "question", "about", "weights", "please", "find", "attached", "draft", "of", "report", "we", "could", "talk", "on",
    "Thursday", "coffee", "time", "office", "would", "be", "glad", "to", "hear", "from", "project", "budget", "review",
    "soon",
];

/// Lines at which readers of mailboxes trip. The second one begins with the very word, after a blank line or not.
const LINES: [&str; 5] = [
    ">From what I can tell, this is fine.",
    "From what I can tell, this is fine as well.",
    ">From somebody@example.org Mon Mar 03 10:00:00 2025",
    "--",
    "From: somebody, I think, and Subject: something",
];

/// The pieces.
pub struct Pieces {
    /// Paragraphs of plain text.
    pub plain: Vec<Vec<u8>>,
    /// The same in UTF-8 that is not ASCII.
    pub utf8: Vec<Vec<u8>>,
    /// The same in ISO 8859-1.
    pub latin: Vec<Vec<u8>>,
    /// Blocks of HTML as newsletters have them, quoted-printable.
    pub html: Vec<Vec<u8>>,
    /// Lines of base64, each of 76 letters and a line end.
    pub base64: Vec<u8>,
}

/// Letters of a line of base64, with its end.
pub const LINE: usize = 77;

impl Pieces {
    /// The pieces of a seed.
    pub fn new(random: &mut Random) -> Pieces {
        let texts: Vec<String> = (0..64).map(|_| paragraph(random)).collect();
        let accented: Vec<String> = texts.iter().map(|t| accented(t)).collect();
        Pieces {
            plain: texts.iter().map(|t| t.clone().into_bytes()).collect(),
            utf8: accented.iter().map(|t| format!("{t}— 谢谢\n").into_bytes()).collect(),
            latin: accented.iter().map(|t| t.chars().map(|c| c as u8).collect()).collect(),
            html: texts.iter().map(|t| block(t)).collect(),
            base64: base64(random, 20_000),
        }
    }
}

/// A text with accents; what looks like an envelope stays ASCII, as envelopes are.
fn accented(text: &str) -> String {
    let line = |line: &str| {
        if line.contains("From ") { line.to_owned() } else { line.replace('e', "é").replace("ou", "ü") }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A paragraph in lines of at most 72 letters and a blank line.
fn paragraph(random: &mut Random) -> String {
    let mut text = String::new();
    let mut width = 0;
    for _ in 0..random.between(20, 120) {
        let word = random.pick(&WORDS);
        if width + word.len() > 71 {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text += word;
        width += word.len();
    }
    text += ".\n";
    if random.chance(20) {
        text += if random.chance(50) { "\n" } else { "" };
        text += random.pick(&LINES);
        text.push('\n');
    }
    text + "\n"
}

/// A paragraph with the tables and styles that newsletters put around it.
fn block(text: &str) -> Vec<u8> {
    let html = format!(
        "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;mso-table-lspace:0pt\"><tr><td align=\"left\" style=\"padding:0 24px 16px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;color:#202124\"><a href=\"https://links.example/track?u=8f2c19&id=41ab07&e=5c\" style=\"color:#0a66c2;text-decoration:none\">{}</a></td></tr></table>",
        text.trim().replace('\n', " ")
    );
    let (mut block, mut width) = (Vec::new(), 0);
    for byte in html.bytes() {
        let piece: &[u8] = if byte == b'=' { b"=3D" } else { std::slice::from_ref(&byte) };
        if width + piece.len() > 75 {
            block.extend_from_slice(b"=\n");
            width = 0;
        }
        block.extend_from_slice(piece);
        width += piece.len();
    }
    block.push(b'\n');
    block
}

fn base64(random: &mut Random, lines: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::with_capacity(lines * LINE);
    for _ in 0..lines {
        text.extend((1..LINE).map(|_| random.pick(DIGITS)));
        text.push(b'\n');
    }
    text
}
