//! Outlook's own forms, which do not say when a message was sent, or are closed: refused, with the way out.

use super::Context;
use crate::error::{Error, Fault, Result};
use crate::input::Item;
use crate::outreach::record::Found;

/// What they are, in a word.
pub(super) const WORD: &str = "Outlook's own form";

/// The first bytes of a file store of Outlook (.pst, .ost), and of compound files (.msg among them).
const STORE: &[u8] = b"!BDN";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Columns such as `From: (Name)`; no other export has so many.
const FEWEST_COLUMNS: usize = 6;

/// What of Outlook a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Csv,
    Store,
    Message,
    MacArchive,
}

/// Whether a file is mail in a form of Outlook's own.
pub(super) fn knows(item: &Item, start: &[u8]) -> bool {
    form(&item.name, start).is_some()
}

fn form(name: &str, start: &[u8]) -> Option<Form> {
    let name = name.to_ascii_lowercase();
    if start.starts_with(STORE) {
        return Some(Form::Store);
    }
    if start.starts_with(COMPOUND)
        && (name.ends_with(".msg") || has_wide(start, "__substg1.0") || has_wide(start, "__nameid"))
    {
        return Some(Form::Message);
    }
    if name.contains(".olm/") || name.ends_with(".olm") || name.contains("/com.microsoft.__messages/") {
        return Some(Form::MacArchive);
    }
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let columns = line.windows(3).filter(|w| *w == b": (").count();
    (columns >= FEWEST_COLUMNS && line.len() < 4096).then_some(Form::Csv)
}

/// Whether a text stands somewhere in UTF-16, as names in compound files do.
fn has_wide(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &wide).is_some()
}

/// Refuses them.
///
/// # Errors
/// Always.
pub(super) fn read(items: &[Item], _: &Context) -> Result<Vec<Found>> {
    if items.is_empty() { Ok(Vec::new()) } else { Err(refusal_of(items)) }
}

/// Why such files are refused, and the way out.
pub(super) fn refusal_of(items: &[Item]) -> Error {
    let Some(item) = items.first() else { return Fault::new("nothing of Outlook's").into() };
    match item.start() {
        Ok(start) => refusal(item, form(&item.name, &start).unwrap_or(Form::Csv), items.len()),
        Err(error) => error,
    }
}

fn refusal(item: &Item, form: Form, n: usize) -> Error {
    let out = "drag the messages out of Outlook as .eml files into a folder and name the folder, or add the account to \
               Thunderbird and name its mbox files";
    let fault = match form {
        Form::Csv => {
            Fault::new("is mail that Outlook exported as CSV, which does not say when a message was sent").remedy(out)
        }
        Form::Store => Fault::new("is a file store of Outlook (.pst, .ost), which is not read").remedy(format!(
            "{out}: copy the folders of the .pst to an IMAP account in Outlook, and Thunderbird shows them"
        )),
        Form::Message => Fault::new("is a message in Outlook's own form (.msg), which is not read")
            .remedy(format!("in the new Outlook or Outlook on the web save it as .eml; else {out}")),
        Form::MacArchive => Fault::new("is an archive of Outlook for Mac (.olm), which is not read").remedy(out),
    };
    let name = if form == Form::MacArchive { archive_name(&item.name) } else { item.name.clone() };
    let fault = if n > 1 && form != Form::MacArchive { fault.found(format!("{n} such files")) } else { fault };
    fault.file(name).accepted(".eml files, or an mbox").into()
}

/// The archive that a file lies in.
fn archive_name(name: &str) -> String {
    let end = name.to_ascii_lowercase().find(".olm").map_or(name.len(), |at| at + 4);
    name.get(..end).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] =
        b"\xEF\xBB\xBF\"Subject\",\"Body\",\"From: (Name)\",\"From: (Address)\",\"From: (Type)\",\"To: (Name)\",\
                            \"To: (Address)\",\"To: (Type)\",\"CC: (Name)\"\r\n\"Hello\",\"...\",\"Ada\"\r\n";

    fn told(name: &str, bytes: &[u8]) -> Option<Form> {
        form(name, bytes)
    }

    #[test]
    fn its_forms_are_told_by_content() {
        assert_eq!(told("mail.csv", HEADER), Some(Form::Csv));
        assert_eq!(told("old.pst", b"!BDN\0\0"), Some(Form::Store));
        let msg =
            [COMPOUND, &"__substg1.0_0037001F".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
        assert_eq!(told("a letter", &msg), Some(Form::Message));
        assert_eq!(told("me.olm/Local/com.microsoft.__Messages/Inbox/m.xml", b"<?xml"), Some(Form::MacArchive));
        assert_eq!(told("book.xls", COMPOUND), None);
        assert_eq!(told("log.csv", b"date,contact,direction\n"), None);
    }

    #[test]
    fn they_are_refused_with_the_way_out() {
        let item = Item::bytes(HEADER.to_vec(), "mail.csv");
        let timezone = jiff::tz::TimeZone::UTC;
        let map = Default::default();
        let context = Context::new(&timezone, &map);
        let fault = read(&[item], &context).err().map(|e| e.fault().clone()).unwrap_or_default();
        assert!(fault.what.contains("does not say when"), "{fault:?}");
        assert!(fault.remedy.is_some_and(|r| r.contains(".eml") && r.contains("Thunderbird")));
        assert_eq!(archive_name("a/me.olm/Local/x.xml"), "a/me.olm");
    }
}
