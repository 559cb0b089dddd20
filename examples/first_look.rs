//! A first look at a survey and a log. `notebooks/first_look.ipynb` has the same lines in cells; a test keeps them equal.

use hearback::api::{Outreach, Survey};
use hearback::chart::Theme;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // cell: What stops people, and does it differ for those who are the first in their family to study?
    let survey = Survey::open("data/demo/survey.csv").codebook("data/demo/codebook.toml")?;
    let barriers = survey.barriers("barriers")?.by("first_generation").estimate()?;
    println!("{}", barriers.table());

    // cell: The same as a chart.
    let chart = barriers.chart(Theme::light())?.draw()?;
    println!("{} × {} pixels", chart.width, chart.height);

    // cell: Who hears back, by how near the contact stood.
    let outreach = Outreach::open(["data/demo/log.csv"])?;
    println!("{}", outreach.replies().by("warmth").estimate()?.table());

    // cell: One figure, with all that belongs to it.
    let replies = outreach.replies().estimate()?;
    let by_day_30 = replies.total.by_day[2].shown().ok_or("hidden")?;
    println!("{:?} ({:?}–{:?}), n = {}", by_day_30.value, by_day_30.low, by_day_30.high, by_day_30.n);
    Ok(())
}
