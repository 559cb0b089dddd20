//! Draws one picture of each kind into `hearback-gallery` in the system's temporary folder, to be looked at.

use hearback::chart::{Fonts, Theme, draw};
use hearback::view::{Bar, Bars, Columns, Curve, CurveLine, Form, Mark, Point, Step};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

const BARRIERS: [(&str, f64); 6] = [
    ("Feeling like I'm bothering someone", 0.42),
    ("Fear of rejection", 0.33),
    ("Not knowing whom to contact", 0.33),
    ("Not knowing what to say, or how to begin", 0.29),
    ("Believing it won't help", 0.27),
    ("Feeling unworthy of their time", 0.12),
];

fn main() -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder())?;
    let fonts = Fonts::bundled();
    for form in forms() {
        picture(&form, &Theme::light(), &fonts, "")?;
    }
    picture(&barriers(1), &Theme::dark(), &fonts, "-dark")?;
    picture(&curve(4, 60.0), &Theme::dark(), &fonts, "-dark")?;
    Ok(())
}

fn folder() -> PathBuf {
    std::env::temp_dir().join("hearback-gallery")
}

fn picture(form: &Form, theme: &Theme, fonts: &Fonts, suffix: &str) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let drawing = draw(form, theme, fonts)?;
    let drawn = start.elapsed();
    let png = drawing.png(2.0)?;
    let both = start.elapsed();
    let name = format!("{}/{}{suffix}", folder().display(), form.id());
    println!(
        "{name}: {}×{} px, SVG {} KB in {} ms, PNG {} KB in {} ms, missing {:?}",
        drawing.width,
        drawing.height,
        drawing.svg.len() / 1024,
        drawn.as_millis(),
        png.len() / 1024,
        (both - drawn).as_millis(),
        drawing.missing_glyphs
    );
    drawing.save(format!("{name}.svg"))?;
    std::fs::write(format!("{name}.png"), png)?;
    std::fs::write(format!("{name}-half.png"), drawing.png(0.5)?)?;
    Ok(())
}

fn forms() -> Vec<Form> {
    vec![
        barriers(1),
        barriers(2),
        barriers(4),
        hidden(),
        attempts(1),
        attempts(3),
        curve(1, 60.0),
        curve(2, 60.0),
        curve(4, 60.0),
        curve(3, 41.0),
        scripts(),
        long(),
        lying(),
        hidden_columns(),
        nothing(),
    ]
}

/// Wilson's score interval at 95 %.
fn point(value: f64, n: u64) -> Option<Point> {
    let (z, n_) = (1.959_963_984_540_054_f64, n as f64);
    let centre = (value + z * z / (2.0 * n_)) / (1.0 + z * z / n_);
    let half = z * (value * (1.0 - value) / n_ + z * z / (4.0 * n_ * n_)).sqrt() / (1.0 + z * z / n_);
    Some(Point { value, low: (centre - half).max(0.0), high: (centre + half).min(1.0), n })
}

fn barriers(groups: usize) -> Form {
    let names = ["Aged 18–27", "Aged 28–43", "Aged 44–59", "Aged 60 and older"];
    let bar = |(label, share): &(&str, f64)| Bar {
        label: (*label).to_owned(),
        points: (0..groups).map(|g| point(share + 0.05 - 0.03 * g as f64, 1000 / groups as u64)).collect(),
        mark: (groups < 4).then_some(Mark { value: share + 0.035 - 0.02 * share * 5.0 }),
    };
    Form::Bars(Bars {
        id: format!("barriers-{groups}"),
        title: "What keeps people from reaching out?".into(),
        subtitle: "Share of 1,000 US workers who name each barrier. Whiskers: 95% Wilson interval.".into(),
        series: if groups == 1 { vec![String::new()] } else { names[..groups].iter().map(|s| s.to_string()).collect() },
        bars: BARRIERS.iter().map(bar).collect(),
        mark_label: Some("Published: Resume Now 2025, n = 1,000".into()),
        notes: vec![
            "Several answers were possible, so the shares add up to more than 100%.".into(),
            "Source: survey of 1,000 respondents, unweighted. 12 rows were left out: no answer to the question.".into(),
        ],
    })
}

fn hidden() -> Form {
    let Form::Bars(mut bars) = barriers(2) else { return barriers(2) };
    bars.id = "hidden".into();
    bars.bars[1].points[1] = None;
    bars.bars[5].points = vec![None, None];
    bars.bars[4].points[0] = point(0.0, 40);
    bars.bars[3].points[0] = point(0.98, 400);
    Form::Bars(bars)
}

fn attempts(groups: usize) -> Form {
    let data = [(0.21, 1151), (0.17, 808), (0.11, 395), (0.09, 166), (0.06, 51)];
    let bar = |(i, (share, n)): (usize, &(f64, u64))| Bar {
        label: format!("{}", i + 1),
        points: (0..groups).map(|g| point(share + 0.04 * g as f64, *n / (g as u64 + 1))).collect(),
        mark: None,
    };
    let names = ["Cold", "Alumni", "Warm introduction"];
    Form::Columns(Columns {
        id: format!("attempts-{groups}"),
        title: "Does a second message help?".into(),
        subtitle: "Share of people who replied to each message, of those it was sent to. Whiskers: 95% Wilson \
                   interval."
            .into(),
        x_label: "Message".into(),
        series: names[..groups].iter().map(|s| s.to_string()).collect(),
        bars: data.iter().enumerate().map(bar).collect(),
        notes: vec!["Descriptive: a late reply to message 1 is credited to message 2.".into()],
    })
}

fn curve(lines: usize, end: f64) -> Form {
    let names = ["Warm introduction", "Alumni", "Event", "Cold"];
    let ticks = vec![0.0, 7.0, 14.0, 21.0, 30.0, 45.0, 60.0];
    let line = |i: usize| {
        let top = 0.55 - 0.12 * i as f64;
        let step = |d: u32| {
            let day = f64::from(d * d) / 12.0;
            let value = top * (1.0 - 1.0 / (1.0 + day / 6.0)) * 1.1;
            let spread = (0.03 + 0.06 * day / 60.0) * 1.1;
            Step { day: day.floor(), value, low: (value - spread).max(0.0), high: value + spread }
        };
        let at_risk = ticks.iter().map(|t| (120.0 * (1.0 - top * t / (t + 6.0)) * (1.0 - t / 90.0)) as u64).collect();
        CurveLine {
            name: if lines == 1 { String::new() } else { names[i].into() },
            steps: (0..27).map(step).collect(),
            end: end - if end < 60.0 { 9.0 * i as f64 } else { 0.0 },
            at_risk,
        }
    };
    Form::Curve(Curve {
        id: format!("curve-{lines}-{end}"),
        title: "How long until people answer?".into(),
        subtitle: "Share of 120 people who have replied by each day. Band: 95% interval (Kaplan–Meier, log-log)."
            .into(),
        x_label: "Days since the first message".into(),
        horizon: 60.0,
        ticks: ticks.clone(),
        lines: (0..lines).map(line).collect(),
        notes: vec!["People still waiting count as waiting, not as a no.".into()],
    })
}

fn scripts() -> Form {
    let labels = [
        "Страх отказа: боюсь, что мне не ответят",
        "Φόβος απόρριψης",
        "פחד מדחייה (42 תשובות)!",
        "الخوف من الرفض أو من عدم الرد",
        "<script>alert(\"&\")</script>",
        "返信がないこと",
    ];
    let bar = |(i, label): (usize, &&str)| Bar {
        label: (*label).to_owned(),
        points: vec![point(0.5 - 0.07 * i as f64, 200)],
        mark: None,
    };
    Form::Bars(Bars {
        id: "scripts".into(),
        title: "Labels in the words of the survey".into(),
        subtitle: "Of 200 people".into(),
        series: vec![String::new()],
        bars: labels.iter().enumerate().map(bar).collect(),
        mark_label: None,
        notes: vec![],
    })
}

fn long() -> Form {
    let Form::Bars(mut bars) = barriers(1) else { return barriers(1) };
    bars.id = "long".into();
    bars.title = "A title that somebody wrote without thinking of the room that there is for it on a slide or a page, and which goes on and on".into();
    for (i, bar) in bars.bars.iter_mut().enumerate() {
        bar.label = format!("{} because the person whom I would have to write to is busy with things that matter more than my own small question", bar.label).chars().take(30 + 30 * i).collect();
    }
    Form::Bars(bars)
}

fn lying() -> Form {
    let Form::Columns(mut columns) = attempts(1) else { return attempts(1) };
    columns.id = "lying".into();
    for bar in &mut columns.bars {
        bar.label = format!("Message number {} of the whole correspondence", bar.label);
    }
    columns.x_label = "Message".into();
    columns.bars.extend(columns.bars.clone());
    Form::Columns(columns)
}

fn hidden_columns() -> Form {
    let Form::Columns(mut columns) = attempts(3) else { return attempts(3) };
    columns.id = "hidden-columns".into();
    columns.bars[4].points = vec![point(0.06, 51), None, None];
    Form::Columns(columns)
}

fn nothing() -> Form {
    let Form::Bars(mut bars) = barriers(1) else { return barriers(1) };
    bars.id = "nothing".into();
    bars.bars.clear();
    Form::Bars(bars)
}
