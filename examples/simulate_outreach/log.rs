//! One log as the program sees it: touches with whole days, from which the library makes episodes and paths.

use super::draw::Dice;
use super::world::{History, Person, Second, World};
use hearback::error::Result;
use hearback::estimate::Replies;
use hearback::estimate::follow_up::silences::COMPARED_BY;
use hearback::estimate::replies::{Asking, Breakdown};
use hearback::input::accounting::Accounting;
use hearback::outreach::attributes;
use hearback::outreach::attributes::Values;
use hearback::outreach::record::Details;
use hearback::outreach::touch::{Feed, Made, Until};
use hearback::outreach::words::{Channel, Direction, Kind, Warmth};
use hearback::outreach::{Episode, Settings, Touch, Touches, episodes};
use hearback::stats::Level;
use hearback::stats::kaplan_meier::Transform;
use hearback::tally::Paths;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The last day of which everything is known.
const AS_OF: Date = date(2025, 12, 31);

/// The level of every interval, and of findings.
pub const LEVEL: Level = Level::NINETY_FIVE;

/// A log that was read.
pub struct Log {
    touches: Touches,
    episodes: Vec<Episode>,
    settings: Settings,
}

impl Log {
    /// Draws the log of some people and reads it.
    pub fn draw(world: &World, people: usize, dice: &mut Dice) -> Result<Log> {
        let mut touches = Vec::new();
        for place in 0..people {
            let person = world.person(place, dice);
            let history = world.history(&person, person.opened, Second::Own, dice);
            touches.extend(told(place, &person, &history)?);
        }
        Log::of(touches)
    }

    fn of(mut touches: Vec<Touch>) -> Result<Log> {
        // A log is kept as things happen; of one day the answer stands after the message, as it came after it.
        touches.sort_by_key(|touch| (touch.day, touch.direction));
        (1..).zip(&mut touches).for_each(|(row, touch)| touch.row = row);
        let settings = Settings { as_of: Some(AS_OF), ..Settings::default() };
        let mut account = Accounting::new("log.csv");
        account.read = touches.len() as u64;
        let feed = Feed { index: 0, complete: true };
        let mut all = Touches::default();
        let until = Until { as_of: settings.as_of, today: None };
        all.add(Made { touches, account, feed, ..Made::default() }, until)?;
        let (episodes, _) = episodes(&all, &settings)?;
        Ok(Log { touches: all, episodes, settings })
    }

    /// What decides how touches become episodes.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn values(&self, attribute: &str) -> Result<Values> {
        let first: Vec<u32> = self.episodes.iter().map(|episode| episode.first).collect();
        attributes::find(attribute)?.values(&self.touches, &first, &TimeZone::UTC)
    }

    fn counted(&self, by: &[(&str, &Values)]) -> Result<Paths> {
        Paths::count(&self.episodes, &self.settings, &self.touches.known_until(), by)
    }

    /// The paths by which following up is judged.
    pub fn paths(&self) -> Result<Paths> {
        let values = COMPARED_BY.iter().map(|name| self.values(name)).collect::<Result<Vec<_>>>()?;
        let by: Vec<(&str, &Values)> = COMPARED_BY.iter().copied().zip(&values).collect();
        self.counted(&by)
    }

    /// Who replies: everybody, or by an attribute.
    pub fn replies(&self, by: Option<&str>) -> Result<Replies> {
        let values = by.map(|name| Ok::<_, hearback::error::Error>((attributes::find(name)?, self.values(name)?)));
        let values = values.transpose()?;
        let counted: Vec<(&str, &Values)> = values.iter().map(|(attribute, values)| (attribute.name, values)).collect();
        let breakdown = values.as_ref().map(|(attribute, values)| Breakdown::new(attribute, values));
        let horizon = self.settings.horizon;
        let asking = Asking { horizon, transform: Transform::LogLog, level: LEVEL, by: breakdown.as_ref() };
        Replies::estimate(&self.counted(&counted)?, None, &asking)
    }
}

/// The rows that the writer keeps of one person.
fn told(place: usize, person: &Person, history: &History) -> Result<Vec<Touch>> {
    let first = AS_OF.checked_sub(i64::from(person.opened).days()).map_err(hearback::error::internal)?;
    let touch = |day: u32, direction: Direction| -> Result<Touch> {
        let warmth = if person.warm { Warmth::WarmIntro } else { Warmth::Cold };
        Ok(Touch {
            id: None,
            contact: format!("person {place}"),
            day: first.checked_add(i64::from(day).days()).map_err(hearback::error::internal)?,
            at: None,
            undated: false,
            direction,
            channel: if person.by_mail { Channel::Email } else { Channel::Linkedin },
            kind: Kind::Message,
            details: Details { warmth: Some(warmth), ..Details::default() },
            row: 0,
        })
    };
    let messages = history.messages.iter().map(|message| touch(message.day, Direction::Out));
    messages.chain(history.reply.map(|day| touch(day, Direction::In))).collect()
}
