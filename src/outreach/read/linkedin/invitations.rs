//! `Invitations.csv`: one row an invitation to connect, sent or received.

use super::dates::Dates;
use super::owner::{Evidence, Owner};
use super::people::{is_nobody, person};
use super::table::{Column, Ids, No, Table, by_rule, leave_out, wrong};
use super::text;
use crate::error::Result;
use crate::input::dates::Order;
use crate::input::labels;
use crate::outreach::record::{Envelope, Found, Party, Record, Who};
use crate::outreach::words::{Channel, Direction, Kind};
use std::collections::BTreeSet;

/// The invitations of one file.
pub(super) struct Invitations<'a> {
    table: &'a Table,
    from: [Column<'a>; 2],
    to: [Column<'a>; 2],
    sent: Column<'a>,
    message: Column<'a>,
    direction: Column<'a>,
}

impl<'a> Invitations<'a> {
    /// Finds the columns.
    ///
    /// # Errors
    /// When one that is needed is missing.
    pub fn new(table: &'a Table) -> Result<Invitations<'a>> {
        table.need(&[&["Sent At"], &["From", "inviterProfileUrl"], &["To", "inviteeProfileUrl"]])?;
        let column = |name| table.column(name);
        Ok(Invitations {
            table,
            from: [column("From")?, column("inviterProfileUrl")?],
            to: [column("To")?, column("inviteeProfileUrl")?],
            sent: column("Sent At")?,
            message: column("Message")?,
            direction: column("Direction")?,
        })
    }

    fn from(&self, i: usize) -> Party {
        person(self.from[0].get(i), self.from[1].get(i))
    }

    fn to(&self, i: usize) -> Party {
        person(self.to[0].get(i), self.to[1].get(i))
    }

    /// The names of those who invited and were invited.
    pub fn names(&self, into: &mut BTreeSet<String>) {
        into.extend(self.from[0].iter().chain(self.to[0].iter()).map(labels::normal));
    }

    /// Adds what invitations say of the owner.
    pub fn evidence(&self, evidence: &mut Evidence) {
        for i in 0..self.table.sheet.height() {
            match Direction::parse(self.direction.get(i)) {
                Some(Direction::Out) => Evidence::count(&mut evidence.inviters, &self.from(i)),
                Some(Direction::In) => Evidence::count(&mut evidence.invitees, &self.to(i)),
                _ => {}
            }
        }
    }

    /// The invitations as records.
    ///
    /// # Errors
    /// When their dates cannot be told apart.
    pub fn found(&self, owner: Option<&Owner>, order: Option<Order>) -> Result<Found> {
        let header = self.table.header("Sent At").unwrap_or("Sent At");
        let dates = Dates::told(&self.sent, header, &self.table.sheet.name, order)?;
        let (mut found, mut ids) = (self.table.found(), Ids::default());
        found.account.notes.extend(dates.note());
        for i in 0..self.table.sheet.height() {
            match self.record(i, owner, &dates, &mut ids) {
                Ok(record) => found.records.push(record),
                Err(no) => leave_out(&mut found.account, no, self.table.sheet.row(i)),
            }
        }
        Ok(found)
    }

    fn record(&self, i: usize, owner: Option<&Owner>, dates: &Dates, ids: &mut Ids) -> Result<Record, No> {
        let (from, to) = (self.from(i), self.to(i));
        let is_owner = |party: &Party| owner.is_some_and(|owner| owner.is(party));
        if [&from, &to].into_iter().any(|party| is_nobody(party) && !is_owner(party)) {
            return Err(by_rule("with a member who is no longer there"));
        }
        let may_be_mine = owner.is_none_or(|owner| owner.is(&from));
        let details = text::details("", self.message.get(i), [&to], may_be_mine);
        let moment = dates.read(self.sent.get(i)).map_err(|what| wrong(what, "Sent At", self.sent.get(i)))?;
        let named =
            [&from, &to].map(|p| p.name.as_deref().or(p.profile.as_deref()).map_or(String::new(), labels::normal));
        Ok(Record {
            id: Some(ids.next(&["invitation", &moment.minute(), &named[0], &named[1]])),
            when: moment.when(),
            who: Who::Message(Box::new(Envelope { from, to: vec![to], ..Envelope::default() })),
            channel: Channel::Linkedin,
            kind: Kind::Invitation,
            details,
            ..Record::of_row(self.table.sheet.row(i), moment.day)
        })
    }
}
