//! The project's own source as the walls look at it.

use std::path::{Path, PathBuf};

/// One file under `src`, unit tests taken out.
pub struct Source {
    /// Its path from the project's folder, with `/`.
    pub path: String,
    /// The room that it stands in; `None` for `lib.rs` and `main.rs`, which only open the house.
    pub room: Option<String>,
    /// Its code without comments and strings, line by line where it was.
    pub code: String,
    /// The same with its strings.
    pub text: String,
}

/// Every file under `src`, in the order of their paths. Files that are modules of tests are left out.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    files.sort();
    let mut test_modules = Vec::new();
    let mut sources = Vec::new();
    for file in files {
        let raw = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let bare = without_comments(&raw, false);
        let (tests, modules) = tests(&bare);
        test_modules.extend(modules.iter().map(|name| format!("{}/{name}.rs", folder_of_modules(&path))));
        let room = path.split('/').nth(1).filter(|part| !["lib.rs", "main.rs"].contains(part));
        let room = room.map(|part| part.trim_end_matches(".rs").to_owned());
        let text = blank(&without_comments(&raw, true), &tests);
        sources.push(Source { room, code: blank(&bare, &tests), text, path });
    }
    assert!(sources.len() > 50, "only {} files under src were found", sources.len());
    sources.retain(|s| !test_modules.contains(&s.path));
    sources
}

/// `src/a/mod.rs` keeps its modules in `src/a`, and `src/a/b.rs` in `src/a/b`.
fn folder_of_modules(path: &str) -> &str {
    path.strip_suffix("/mod.rs").unwrap_or_else(|| path.trim_end_matches(".rs"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

impl Source {
    /// Rooms that it names, with the line: `crate::room`, `crate::{room, …}`, and `super` as far as it leaves the room.
    pub fn imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (start, _) in self.code.match_indices("crate::") {
            let inside_a_name = self.code[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
            if !inside_a_name {
                found.extend(first_names(&self.code[start + 7..]).map(|name| (self.line(start), name)));
            }
        }
        let up = "super::".repeat(self.depth());
        for (start, _) in self.code.match_indices(&up) {
            if !self.code[..start].ends_with("::") {
                found.extend(first_names(&self.code[start + up.len()..]).map(|name| (self.line(start), name)));
            }
        }
        found
    }

    /// How many `super` lead from this module to the crate's root.
    fn depth(&self) -> usize {
        folder_of_modules(&self.path).split('/').count() - 1
    }

    fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }
}

/// The names that a path goes on with: one, or the first ones of a group.
fn first_names(rest: &str) -> impl Iterator<Item = String> {
    let rest = rest.trim_start();
    let parts: Vec<&str> = match rest.strip_prefix('{') {
        Some(group) => top_level(group),
        None => vec![rest],
    };
    let name = |part: &str| part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    parts.into_iter().map(name).filter(|name| !name.is_empty()).collect::<Vec<_>>().into_iter()
}

/// The parts of a group up to its closing brace, cut at the commas that are not inside a group of their own.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..i]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts
}

/// Where the items marked `#[cfg(test)]` stand, and the names of test modules in files of their own.
fn tests(code: &str) -> (Vec<std::ops::Range<usize>>, Vec<String>) {
    let (mut ranges, mut modules) = (Vec::new(), Vec::new());
    for (start, mark) in code.match_indices("#[cfg(test)]") {
        let item = &code[start + mark.len()..];
        let Some(end) = item.find(['{', ';']) else { continue };
        if item[end..].starts_with(';') {
            modules.extend(item[..end].trim().split(' ').next_back().map(str::to_owned));
            ranges.push(start..start + mark.len() + end);
            continue;
        }
        let mut depth = 0;
        let closing = item[end..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0
        });
        ranges.push(start..closing.map_or(code.len(), |(i, _)| start + mark.len() + end + i));
    }
    (ranges, modules)
}

/// Blanks ranges, keeping lines. Both texts of a file have the same length, byte for byte.
fn blank(code: &str, ranges: &[std::ops::Range<usize>]) -> String {
    let inside = |i: usize| ranges.iter().any(|r| r.contains(&i));
    code.char_indices().map(|(i, c)| if inside(i) && c != '\n' { ' ' } else { c }).collect()
}

/// Blanks comments, and strings and characters unless they are kept. Every byte blanked is one space, so that places stay.
fn without_comments(source: &str, keep_strings: bool) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let (length, keep) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (quoted(rest, 1, '"'), keep_strings),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') && raw_string(rest).is_some() => {
                (raw_string(rest).unwrap_or(1), keep_strings)
            }
            '\'' if is_character(rest) => (quoted(rest, 1, '\''), keep_strings),
            _ => (c.len_utf8(), true),
        };
        let (piece, after) = rest.split_at(length);
        if keep {
            out.push_str(piece);
        } else {
            out.extend(piece.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    out
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a quoted text that starts after `start` bytes, backslashes taken into account.
fn quoted(text: &str, start: usize, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip_while(|(i, _)| *i < start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return i + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(2 + hashes + body.find(&end)? + end.len())
}

/// Whether a quote begins a character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    matches!((chars.next(), chars.next()), (Some('\\'), _) | (Some(_), Some('\'')))
}

#[test]
fn imports_are_seen_wherever_they_stand() {
    let code = "use crate::{stats::Level, view::{self, Table}};\n// crate::cli\nlet a = \"crate::api\"; let q = '\"';\nf(crate::error::x);\n\
                #[cfg(test)]\nmod tests { use crate::report; }\nuse super::super::tally;\nuse super::peer;\n";
    let bare = without_comments(code, false);
    let source = Source {
        path: "src/room/file.rs".into(),
        room: Some("room".into()),
        code: blank(&bare, &tests(&bare).0),
        text: String::new(),
    };
    let found: Vec<(usize, String)> = source.imports();
    let found: Vec<(usize, &str)> = found.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(found, [(1, "stats"), (1, "view"), (4, "error"), (7, "tally")]);
}

#[test]
fn comments_and_strings_keep_their_places() {
    let code = "a /* b /* c */ d */ e r#\"x \" y\"# 'l' '\\'' &'static str \"\\\"\" // é\nz";
    let bare = without_comments(code, false);
    assert_eq!(bare.len(), code.len());
    assert_eq!(bare.split_whitespace().collect::<Vec<_>>(), ["a", "e", "&'static", "str", "z"]);
}
