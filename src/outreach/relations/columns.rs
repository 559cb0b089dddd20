//! What relations need of the table of touches beside the events.

use crate::error::Result;
use crate::input::enums;
use crate::outreach::history::Event;
use crate::outreach::touch::Touches;
use crate::outreach::words::Ask;
use polars::prelude::*;

/// Columns by row.
pub(super) struct Columns {
    via: StringChunked,
    event: StringChunked,
    offer: BooleanChunked,
    thanks: BooleanChunked,
    asks: Vec<Option<u32>>,
    /// The sources that say of any touch that something was given.
    tell_offers: Vec<bool>,
    /// The sources that say of any touch that it thanks.
    tell_thanks: Vec<bool>,
    /// The sources that are calendars.
    calendars: Vec<bool>,
}

impl Columns {
    /// Takes them.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub(super) fn of(touches: &Touches) -> Result<Columns> {
        let frame = &touches.frame;
        let text = |name: &str| -> Result<StringChunked> { Ok(frame.column(name)?.str()?.rechunk().into_owned()) };
        let flag = |name: &str| -> Result<BooleanChunked> { Ok(frame.column(name)?.bool()?.rechunk().into_owned()) };
        let sources = frame.column("source")?.u32()?;
        let (offer, thanks) = (flag("offer")?, flag("thanks")?);
        let tell = |flag: &BooleanChunked| {
            let mut tell = vec![false; touches.sources.len()];
            if flag.null_count() < flag.len() {
                let said = flag.iter().zip(sources.iter()).filter(|(flag, _)| flag.is_some());
                for place in said.filter_map(|(_, source)| source) {
                    tell.get_mut(place as usize).into_iter().for_each(|tells| *tells = true);
                }
            }
            tell
        };
        let (tell_offers, tell_thanks) = (tell(&offer), tell(&thanks));
        let asks = enums::codes(frame.column("ask")?)?;
        let calendars = touches.sources.iter().map(|source| source.is_calendar).collect();
        let (via, event) = (text("via")?, text("event")?);
        Ok(Columns { via, event, offer, thanks, asks, tell_offers, tell_thanks, calendars })
    }

    /// The name of the event at which a touch was.
    pub(super) fn event(&self, event: &Event) -> Option<&str> {
        self.event.get(event.index as usize)
    }

    /// Who introduced us, where a touch says so.
    pub(super) fn via(&self, event: &Event) -> Option<&str> {
        self.via.get(event.index as usize)
    }

    /// Whether a touch thanks.
    pub(super) fn thanks(&self, event: &Event) -> bool {
        self.thanks.get(event.index as usize) == Some(true)
    }

    /// Whether it is known which touches with a contact thank: one of the contact's own sources says so, or, of a meeting
    /// that a calendar has, any source.
    pub(super) fn tells_thanks(&self, events: &[Event], meeting: &Event) -> bool {
        let tells = |event: &Event| self.tell_thanks.get(event.source as usize) == Some(&true);
        let is_in_calendar = self.calendars.get(meeting.source as usize) == Some(&true);
        events.iter().any(tells) || is_in_calendar && self.tell_thanks.contains(&true)
    }

    /// Whether something was given; `None` where the touch's source never says so. Where it does, a blank is a no.
    pub(super) fn offers(&self, event: &Event) -> Option<bool> {
        let tells = self.tell_offers.get(event.source as usize) == Some(&true);
        tells.then(|| self.offer.get(event.index as usize) == Some(true))
    }

    /// Whether something was asked for; `None` where that is not known.
    pub(super) fn asks(&self, event: &Event) -> Option<bool> {
        self.asks.get(event.index as usize).copied().flatten().map(|code| code != Ask::None as u32)
    }
}
