//! `messages.csv`: one row a message, of all conversations one after the other.

use super::conversations::Conversation;
use super::dates::Dates;
use super::owner::{Evidence, Owner};
use super::people::{is_nobody, person, recipients};
use super::table::{Column, Ids, No, Table, by_rule, leave_out, wrong};
use super::text;
use crate::error::Result;
use crate::input::dates::Order;
use crate::input::{Accounting, labels};
use crate::outreach::record::{Envelope, Found, Party, Record, Who, topic};
use crate::outreach::words::{self, Channel, Direction, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// What the program that writes campaigns leaves in their text.
const CAMPAIGN: [&str; 2] = ["spinmail-quill-editor", "%FIRSTNAME%"];

/// The messages of one file, by conversation.
pub(super) struct Messages<'a> {
    table: &'a Table,
    columns: Columns<'a>,
    rows: Vec<Row>,
    conversations: Vec<Conversation>,
    /// Whether any sender has a profile.
    has_profiles: bool,
}

struct Columns<'a> {
    date: Column<'a>,
    time: Column<'a>,
    subject: Column<'a>,
    content: Column<'a>,
    folder: Column<'a>,
    title: Column<'a>,
    drafts: [Column<'a>; 2],
}

/// Who wrote to whom, and in which conversation.
struct Row {
    from: Party,
    to: Vec<Party>,
    conversation: usize,
    is_draft: bool,
}

/// What is counted along the way, for the account.
#[derive(Default)]
struct Counts {
    early: u64,
    bulk: u64,
    inmails: u64,
    gone: BTreeSet<usize>,
}

/// The names of senders.
///
/// # Errors
/// When a column that is needed is missing.
pub(super) fn names(table: &Table, into: &mut BTreeSet<String>) -> Result<()> {
    table.need(&[&["FROM"], &["TO"], &["DATE"]])?;
    into.extend(table.column("FROM")?.iter().map(labels::normal));
    Ok(())
}

impl<'a> Messages<'a> {
    /// Sorts messages into conversations. `names` are those that the export has anywhere.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn new(table: &'a Table, names: &BTreeSet<String>) -> Result<Messages<'a>> {
        let column = |name| table.column(name);
        let columns = Columns {
            date: column("DATE")?,
            time: column("TIME")?,
            subject: column("SUBJECT")?,
            content: column("CONTENT")?,
            folder: column("FOLDER")?,
            title: column("CONVERSATION TITLE")?,
            drafts: [column("IS MESSAGE DRAFT")?, column("IS CONVERSATION DRAFT")?],
        };
        let mut messages =
            Messages { table, columns, rows: Vec::new(), conversations: Vec::new(), has_profiles: false };
        messages.sort(names)?;
        Ok(messages)
    }

    fn sort(&mut self, names: &BTreeSet<String>) -> Result<()> {
        let column = |name| self.table.column(name);
        let (from, to, ids) = (column("FROM")?, column("TO")?, column("CONVERSATION ID")?);
        let (from_url, to_urls) = (column("SENDER PROFILE URL")?, column("RECIPIENT PROFILE URLS")?);
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for i in 0..self.table.sheet.height() {
            let id = Some(ids.get(i)).filter(|id| !id.is_empty());
            // Without an id, each message stands alone.
            let next = self.conversations.len();
            let conversation = id.map_or(next, |id| *places.entry(id.to_owned()).or_insert(next));
            if conversation == next {
                self.conversations.push(Conversation::new(id));
            }
            let row = Row {
                from: person(from.get(i), from_url.get(i)),
                to: recipients(to.get(i), to_urls.get(i), names),
                conversation,
                is_draft: self.columns.drafts.iter().any(|c| words::flag(c.get(i)) == Some(true)),
            };
            if let (Some(conversation), false) = (self.conversations.get_mut(conversation), row.is_draft) {
                conversation.enter(&row.from, &row.to);
            }
            self.has_profiles |= row.from.profile.is_some();
            self.rows.push(row);
        }
        Ok(())
    }

    /// Adds what messages say of the owner.
    ///
    /// # Errors
    /// When a column cannot be read.
    pub fn evidence(&self, evidence: &mut Evidence) -> Result<()> {
        let direction = self.table.column("DIRECTION")?;
        for (i, row) in self.rows.iter().enumerate() {
            if Direction::parse(direction.get(i)) == Some(Direction::Out) {
                Evidence::count(&mut evidence.writers, &row.from);
            }
        }
        for conversation in &self.conversations {
            for (party, written) in conversation.counts() {
                evidence.see(&party, written);
            }
        }
        Ok(())
    }

    /// The messages as records.
    ///
    /// # Errors
    /// When their dates cannot be told apart.
    pub fn found(mut self, owner: Option<&Owner>, order: Option<Order>) -> Result<Found> {
        for conversation in &mut self.conversations {
            conversation.settle(owner);
        }
        let header = self.table.header("DATE").unwrap_or("DATE");
        let dates = Dates::told(&self.columns.date, header, &self.table.sheet.name, order)?;
        let (mut found, mut ids, mut counts) = (self.table.found(), Ids::default(), Counts::default());
        found.account.notes.extend(dates.note());
        for (i, row) in self.rows.iter().enumerate() {
            match self.record(i, row, owner, &dates, &mut ids, &mut counts) {
                Ok(record) => found.records.push(record),
                Err(no) => leave_out(&mut found.account, no, self.table.sheet.row(i)),
            }
        }
        counts.tell(&mut found.account);
        Ok(found)
    }

    fn record(
        &self,
        i: usize,
        row: &Row,
        owner: Option<&Owner>,
        dates: &Dates,
        ids: &mut Ids,
        counts: &mut Counts,
    ) -> Result<Record, No> {
        let conversation = self.conversations.get(row.conversation).filter(|_| !row.is_draft);
        let conversation = conversation.ok_or_else(|| by_rule("a draft"))?;
        if conversation.is_group {
            return Err(by_rule("a group conversation"));
        }
        let columns = &self.columns;
        let date = format!("{} {}", columns.date.get(i), columns.time.get(i));
        let date = date.trim();
        let moment = dates.read(date).map_err(|what| wrong(what, "DATE", date))?;
        let (envelope, is_gone) = envelope(row, conversation, owner)?;
        let (subject, content) = (columns.subject.get(i), columns.content.get(i));
        let kind = if self.is_bulk(i, row, conversation, owner) { Kind::Bulk } else { Kind::Message };
        counts.add(moment.is_early(), kind, !subject.is_empty(), is_gone.then_some(row.conversation));
        let may_be_mine = owner.is_none_or(|owner| owner.is(&envelope.from));
        let details = || text::details(subject, content, &envelope.to, may_be_mine);
        let details = self.table.header("CONTENT").map(|_| details()).unwrap_or_default();
        Ok(Record {
            id: Some(ids.next(&["message", &moment.minute(), &named(row), &labels::normal(content)])),
            when: moment.when(),
            who: Who::Message(Box::new(envelope)),
            channel: Channel::Linkedin,
            kind,
            thread: conversation.id.clone(),
            topic: topic(subject),
            labels: Some(columns.folder.get(i)).filter(|f| !f.is_empty()).map(str::to_owned).into_iter().collect(),
            details,
            ..Record::of_row(self.table.sheet.row(i), moment.day)
        })
    }

    /// Whether nobody wrote it to me alone: sponsored, of a campaign, or spam. What I answered is none of these.
    fn is_bulk(&self, i: usize, row: &Row, conversation: &Conversation, owner: Option<&Owner>) -> bool {
        if conversation.owner_wrote || owner.is_some_and(|owner| owner.is(&row.from)) {
            return false;
        }
        let [folder, title, from] =
            [self.columns.folder.get(i), self.columns.title.get(i), row.from.name.as_deref().unwrap_or("")]
                .map(labels::normal);
        let marked = [&folder, &title].iter().any(|text| text.contains("sponsored")) || folder == "spam";
        let campaign = CAMPAIGN.iter().any(|mark| self.columns.content.get(i).contains(mark));
        marked || campaign || row.from.profile.is_none() && self.is_advertiser(i, &from, row, conversation)
    }

    /// A sender without a profile who did not close an account either: LinkedIn itself, or a company with a campaign.
    fn is_advertiser(&self, i: usize, from: &str, row: &Row, conversation: &Conversation) -> bool {
        if is_nobody(&row.from) {
            return false;
        }
        let titled = !self.columns.subject.get(i).is_empty() || !self.columns.title.get(i).is_empty();
        from == "linkedin"
            || from.starts_with("linkedin ")
            || from.contains("sponsored")
            || titled && self.has_profiles && conversation.is_from_nowhere()
    }
}

/// From whom to whom, by the best that the conversation knows of them; and whether one of them closed their account.
fn envelope(row: &Row, conversation: &Conversation, owner: Option<&Owner>) -> Result<(Envelope, bool), No> {
    let is_owner = |party: &Party| owner.is_some_and(|owner| owner.is(party));
    let mut is_gone = false;
    let mut resolved = |party: &Party| {
        if is_owner(party) {
            return Ok(party.clone());
        }
        let known = conversation.resolved(party).ok_or_else(|| by_rule("with a member who is no longer there"))?;
        is_gone |= is_nobody(party) && conversation.other.is_none();
        Ok(known)
    };
    let from = resolved(&row.from)?;
    // Nobody is named as a recipient when they are gone.
    let nobody = [Party::default()];
    let to = if row.to.is_empty() && is_owner(&row.from) { nobody.as_slice() } else { row.to.as_slice() };
    let to = to.iter().map(resolved).collect::<Result<Vec<Party>, No>>()?;
    Ok((Envelope { from, to, ..Envelope::default() }, is_gone))
}

/// Sender and recipients by name, as exports of every year have them.
fn named(row: &Row) -> String {
    let name = |party: &Party| match (&party.name, &party.profile) {
        (Some(name), _) => labels::normal(name),
        (None, profile) => profile.clone().unwrap_or_default(),
    };
    std::iter::once(&row.from).chain(&row.to).map(name).collect::<Vec<_>>().join("\u{1e}")
}

impl Counts {
    fn add(&mut self, is_early: bool, kind: Kind, has_subject: bool, gone: Option<usize>) {
        self.early += u64::from(is_early);
        self.bulk += u64::from(kind == Kind::Bulk);
        self.inmails += u64::from(kind == Kind::Message && has_subject);
        self.gone.extend(gone);
    }

    fn tell(&self, account: &mut Accounting) {
        let mut note = |n: u64, one: &str, many: &str| match n {
            0 => {}
            1 => account.note(format!("1 {one}")),
            n => account.note(format!("{n} {many}")),
        };
        note(self.inmails, "InMail (a message with a subject)", "InMails (messages with a subject)");
        note(self.bulk, "message is spam, sponsored or of a campaign", "messages are spam, sponsored or of a campaign");
        note(
            self.early,
            "message is dated before LinkedIn existed (2003)",
            "messages are dated before LinkedIn existed (2003)",
        );
        note(
            self.gone.len() as u64,
            "conversation is with a member who is no longer there: it goes by its id",
            "conversations are with members who are no longer there: they go by their ids",
        );
    }
}
