//! From HTML to lines of text. What is quoted begins with `>`, as in plain text, so that one rule holds for both.

use mail_parser::decoders::html::add_html_token;

/// Elements whose content nobody reads.
const UNREAD: [&str; 7] = ["head", "style", "script", "title", "template", "noscript", "svg"];
/// Elements that stand on lines of their own.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
];

/// What has been read of a page.
#[derive(Default)]
struct Page {
    text: String,
    /// How many quotes are open.
    quotes: usize,
    /// The element that is open and whose content nobody reads.
    unread: Option<String>,
    /// How many `pre` are open: in them a line break is one.
    pres: usize,
    /// Whether a comment was found that is never closed: no later one is then either.
    is_open: bool,
    /// Whether the line has text.
    is_begun: bool,
    /// Whether a blank is due before the next word.
    is_spaced: bool,
}

/// The text of a page.
pub fn text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while !rest.is_empty() {
        let (words, tail) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        page.words(words);
        rest = page.element(tail);
    }
    page.text
}

impl Page {
    /// Takes what begins with `<`, and returns what follows it.
    fn element<'a>(&mut self, rest: &'a str) -> &'a str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            // One that is never closed must not hide the rest.
            let end = if self.is_open { None } else { comment.find("-->") };
            self.is_open = end.is_none();
            return end.map_or(comment, |end| &comment[end + 3..]);
        }
        let Some(inner) = rest.strip_prefix('<') else { return rest };
        let first = inner.bytes().next().unwrap_or(b' ');
        if !(first.is_ascii_alphabetic() || b"/!?".contains(&first)) {
            self.words("<");
            return inner;
        }
        let Some(end) = inner.find('>') else { return "" };
        self.tag(&inner[..end]);
        &inner[end + 1..]
    }

    fn tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        let is_end = tag.starts_with('/');
        if let Some(unread) = &self.unread {
            // A head that is never closed ends where the body begins.
            if (is_end && *unread == name) || (name == "body" && !is_end) {
                self.unread = None;
            }
        } else if UNREAD.contains(&name.as_str()) && !is_end && !tag.ends_with('/') {
            self.unread = Some(name);
        } else if BLOCKS.contains(&name.as_str()) {
            self.line();
            if name == "blockquote" {
                self.quotes = if is_end { self.quotes.saturating_sub(1) } else { self.quotes + 1 };
            } else if name == "pre" {
                self.pres = if is_end { self.pres.saturating_sub(1) } else { self.pres + 1 };
            } else if name == "hr" {
                self.words("________________________________");
                self.line();
            }
        } else if name == "td" || name == "th" {
            self.is_spaced = true;
        }
    }

    fn line(&mut self) {
        if self.is_begun {
            self.text.push('\n');
        }
        (self.is_begun, self.is_spaced) = (false, false);
    }

    fn words(&mut self, words: &str) {
        if self.unread.is_some() {
            return;
        }
        let is_pre = self.pres > 0;
        let mut lines = words.split(|c| is_pre && c == '\n');
        if let Some(first) = lines.next() {
            self.run(first);
        }
        for line in lines {
            self.line();
            self.run(line);
        }
    }

    /// Words of one line.
    fn run(&mut self, words: &str) {
        self.is_spaced |= words.starts_with(|c: char| c.is_ascii_whitespace());
        for (i, word) in words.split_ascii_whitespace().enumerate() {
            if !self.is_begun {
                // Deeper than one is told no further: it is quoted.
                self.text.push_str(if self.quotes > 0 { "> " } else { "" });
            } else if i > 0 || self.is_spaced {
                self.text.push(' ');
            }
            (self.is_begun, self.is_spaced) = (true, false);
            decode(word, &mut self.text);
        }
        self.is_spaced |= words.ends_with(|c: char| c.is_ascii_whitespace());
    }
}

/// Writes a word, its entities as the letters that they stand for.
fn decode(word: &str, text: &mut String) {
    let mut rest = word;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(32).position(|b| b == b';').map_or(1, |end| end + 1);
        let (entity, tail) = rest.split_at(end);
        match entity {
            // Of two spaces one; a no-break space is a space.
            "&nbsp;" | "&#160;" | "&#xa0;" | "&#xA0;" => text.push(' '),
            _ => add_html_token(text, entity.as_bytes(), false),
        }
        rest = tail;
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_are_lines_and_what_nobody_reads_is_left_out() {
        let page = "<html><head><title>No</title><style>p{}</style></head><body><p>Hello <b>Ada</b>,</p><div>how&nbsp;are <i>you</i>?<br/>Yours</div><script>no()</script></body>";
        assert_eq!(text(page), "Hello Ada,\nhow are you?\nYours\n");
    }

    #[test]
    fn quotes_begin_as_in_plain_text() {
        let page =
            "Mine<blockquote type=cite>theirs<blockquote>older</blockquote></blockquote>mine<pre>-- \nAda\n+49</pre>";
        assert_eq!(text(page), "Mine\n> theirs\n> older\nmine\n--\nAda\n+49\n");
    }

    #[test]
    fn entities_are_letters() {
        assert_eq!(
            text("caf&eacute; &#x20AC;5 &amp; &lt;b&gt; &nosuch; & R&D 1 < 2"),
            "caf\u{e9} \u{20ac}5 & <b> &nosuch; & R&D 1 < 2"
        );
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        assert_eq!(text("a<!-- b <p>c"), "a b\nc");
        assert_eq!(text("<head><title>x<body>c"), "c");
        assert_eq!(text("</blockquote>a<p"), "a");
        assert_eq!(text(&"<!--".repeat(60_000)).len(), 0);
    }
}
