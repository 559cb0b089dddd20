//! Checks over all forms at once: what must hold for every picture, whatever is drawn.

use super::sketch::{Anchor, Shape, Sketch, Words};
use super::*;
use crate::view::{Bar, Bars, Columns, Curve, CurveLine, Mark, Point, Step};
use resvg::tiny_skia::Pixmap;
use resvg::usvg;

const HOSTILE: &str = "<script>alert(\"&amp;'\")</script>]]>\u{0}\u{202E}&#x3c;";
const ARABIC: &str = "الخوف من الرفض أو من عدم الرد على الرسالة";

/// A label of about `length` characters.
fn words(length: usize) -> String {
    "Feeling that the person is busy with more important things, and ".chars().cycle().take(length).collect()
}

fn labels() -> Vec<(&'static str, String)> {
    vec![
        ("short", "Fear".into()),
        ("empty", String::new()),
        ("long", words(120)),
        ("one word", "x".repeat(120)),
        ("hostile", HOSTILE.into()),
        ("Hebrew", "פחד מדחייה (42 תשובות) ולא לדעת מה לכתוב!".into()),
        ("Arabic", ARABIC.into()),
        ("Cyrillic", "Страх отказа: боюсь, что мне не ответят на сообщение".into()),
        ("Greek", "Φόβος απόρριψης και αβεβαιότητα για το τι να γράψω".into()),
        ("CJK", "返信がないことへの不安".repeat(6)),
    ]
}

fn point(value: f64) -> Option<Point> {
    Some(Point { value, low: (value - 0.06).max(0.0), high: (value + 0.07).min(1.0), n: 1510 })
}

/// Bars of every kind: values at both ends, hidden ones, no values, marks in the way.
fn bars_of(label: &str, categories: usize, series: usize) -> Vec<Bar> {
    let value = |i: usize, s: usize| match (i * 7 + s * 3) % 11 {
        3 => None,
        5 => Some(Point { value: f64::NAN, low: 0.1, high: f64::INFINITY, n: 0 }),
        k => point(k as f64 / 10.0),
    };
    let bar = |i: usize| Bar {
        label: label.to_owned(),
        points: (0..series).map(|s| value(i, s)).collect(),
        mark: (i.is_multiple_of(2)).then_some(Mark { value: (i % 11) as f64 / 10.0 }),
    };
    (0..categories).map(bar).collect()
}

fn names(label: &str, series: usize) -> Vec<String> {
    (0..series).map(|i| format!("{i} {label}")).collect()
}

fn bars(label: &str, categories: usize, series: usize) -> Form {
    Form::Bars(Bars {
        id: "bars".into(),
        title: format!("Title {label}"),
        subtitle: format!("Of {label}"),
        series: names(label, series),
        bars: bars_of(label, categories, series),
        mark_label: Some(label.to_owned()),
        notes: vec![label.to_owned(), words(400)],
    })
}

fn columns(label: &str, categories: usize, series: usize) -> Form {
    Form::Columns(Columns {
        id: "columns".into(),
        title: format!("Title {label}"),
        subtitle: label.to_owned(),
        x_label: label.to_owned(),
        series: names(label, series),
        bars: bars_of(label, categories, series),
        notes: vec![label.to_owned()],
    })
}

fn line(name: String, top: f64, end: f64) -> CurveLine {
    let share = |day: f64| (top * day / (day + 9.0)).min(1.0);
    let step = |i: u32| {
        let day = f64::from(i) * 2.0;
        Step { day, value: share(day), low: share(day) * 0.8, high: (share(day) * 1.2).min(1.0) }
    };
    CurveLine { name, steps: (0..31).map(step).collect(), end, at_risk: vec![12_000, 7, 60, 50, 40, 30, 20, 10] }
}

/// Lines that end together when `spread` is 0, else one after another; close to each other at the end.
fn curve(label: &str, lines: usize, spread: f64) -> Form {
    let line = |i: usize| line(format!("{i} {label}"), 0.4 + 0.12 * i as f64, 60.0 - spread * i as f64);
    Form::Curve(Curve {
        id: "curve".into(),
        title: format!("Title {label}"),
        subtitle: label.to_owned(),
        x_label: label.to_owned(),
        horizon: 60.0,
        ticks: vec![0.0, 1.0, 2.0, 7.0, 14.5, 30.0, 59.5, 60.0],
        lines: (0..lines).map(line).collect(),
        notes: vec![label.to_owned()],
    })
}

/// Every form with every label, few and many of everything.
fn all_forms() -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    for (name, label) in labels() {
        for (categories, series) in [(1, 1), (25, 1), (5, 3), (12, 2), (3, 6)] {
            forms.push((format!("bars {name} {categories}×{series}"), bars(&label, categories, series)));
            forms.push((format!("columns {name} {categories}×{series}"), columns(&label, categories, series)));
        }
        for (lines, spread) in [(1, 0.0), (2, 0.0), (4, 11.0), (6, 0.0), (2, 3.0)] {
            forms.push((format!("curve {name} {lines} {spread}"), curve(&label, lines, spread)));
        }
    }
    forms
}

type Box4 = [f64; 4];

/// What no text may lie on: bars, swatches, diamonds, ends of curves.
fn solid(shape: &Shape) -> Option<Box4> {
    match shape {
        Shape::Rect { from, to, color } if *color != Theme::light().ground => Some([from.0, from.1, to.0, to.1]),
        Shape::Dot { at, radius, .. } => Some([at.0 - radius, at.1 - radius, at.0 + radius, at.1 + radius]),
        Shape::Area { points, opacity, color } if *opacity == 1.0 && *color != Theme::light().ground => {
            let range = |of: fn(&(f64, f64)) -> f64| {
                let values = points.iter().map(of);
                (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
            };
            let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
            Some([left, top, right, bottom])
        }
        _ => None,
    }
}

/// Left, top, right and bottom of the letters without accents and descenders.
fn extent(words: &Words, fonts: &Fonts) -> Box4 {
    let width = fonts.width(&words.text, words.pen.lettering);
    let left = match words.pen.anchor {
        Anchor::Left => words.at.0,
        Anchor::Middle => words.at.0 - width / 2.0,
        Anchor::Right => words.at.0 - width,
    };
    [left, words.at.1 - 0.74 * words.pen.lettering.size, left + width, words.at.1]
}

fn overlap(a: &Box4, b: &Box4) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn laid_out(form: &Form) -> (Sketch, f64) {
    lay_out(form, &Theme::light(), &Fonts::bundled())
}

fn drawn(form: &Form) -> Drawing {
    draw(form, &Theme::light(), &Fonts::bundled()).unwrap()
}

fn shown(form: &Form) -> Vec<String> {
    laid_out(form).0.texts().map(|words| words.text.clone()).collect()
}

#[test]
fn no_text_leaves_the_sheet_or_touches_anything() {
    let fonts = Fonts::bundled();
    for (name, form) in all_forms() {
        let (sketch, height) = laid_out(&form);
        let boxes: Vec<(&Words, Box4)> = sketch.texts().map(|words| (words, extent(words, &fonts))).collect();
        let solids: Vec<Box4> = sketch.shapes.iter().filter_map(solid).collect();
        for (i, (words, at)) in boxes.iter().enumerate() {
            let touched = solids.iter().find(|solid| overlap(at, solid));
            assert_eq!(touched, None, "{name}: “{}” at {at:?}", words.text);
            let inside = at[0] >= 0.0 && at[1] >= 0.0 && at[2] <= Theme::light().width && at[3] < height - 4.0;
            assert!(inside, "{name}: “{}” at {at:?}", words.text);
            for (other, there) in &boxes[..i] {
                assert!(!overlap(at, there), "{name}: “{}” {at:?} and “{}” {there:?}", words.text, other.text);
            }
        }
    }
}

fn check_paths(group: &usvg::Group, size: usvg::Size, name: &str) {
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => check_paths(inner, size, name),
            usvg::Node::Path(path) => {
                let at = path.abs_stroke_bounding_box();
                let inside = at.left() >= -0.1 && at.top() >= -0.1;
                let inside = inside && at.right() <= size.width() + 0.1 && at.bottom() <= size.height() + 0.1;
                assert!(inside, "{name}: {at:?} outside {size:?}");
            }
            other => panic!("{name}: neither path nor group: {other:?}"),
        }
    }
}

#[test]
fn every_path_lies_on_the_sheet() {
    for (name, form) in all_forms().into_iter().step_by(4) {
        let drawing = drawn(&form);
        let tree = usvg::Tree::from_str(&drawing.svg, &usvg::Options::default()).unwrap();
        assert_eq!((tree.size().width() as u32, tree.size().height() as u32), (drawing.width, drawing.height));
        check_paths(tree.root(), tree.size(), &name);
    }
}

#[test]
fn an_svg_holds_outlines_and_no_words() {
    for form in [bars(HOSTILE, 4, 2), columns(HOSTILE, 1, 1), curve(HOSTILE, 2, 0.0)] {
        let svg = drawn(&form).svg;
        for forbidden in ["<text", "<script", "font-family", "href", "<image", "<style"] {
            assert!(!svg.contains(forbidden), "{forbidden} in {}", &svg[..400]);
        }
        assert!(svg.contains("aria-label=\"Title &lt;script&gt;alert("), "{}", &svg[..400]);
    }
}

#[test]
fn two_draws_are_the_same_bytes() {
    for form in [bars("Fear", 6, 2), columns(ARABIC, 5, 1), curve("Alumni", 4, 0.0)] {
        let (one, two) = (drawn(&form), drawn(&form));
        assert_eq!(one, two);
        assert_eq!(one.png(1.0).unwrap(), two.png(1.0).unwrap());
    }
}

#[test]
fn an_ordinary_chart_is_small() {
    for form in [bars("Not knowing what to say", 6, 1), columns("1", 5, 1), curve("Warm introduction", 4, 0.0)] {
        let svg = drawn(&form).svg;
        assert!(svg.len() < 120_000, "{} bytes", svg.len());
    }
}

#[test]
fn a_png_has_the_size_that_was_asked_for() {
    let drawing = drawn(&bars("Fear", 3, 1));
    for (scale, width, height) in [(2.0, 1760, drawing.height * 2), (0.5, 440, drawing.height / 2)] {
        let pixmap = Pixmap::decode_png(&drawing.png(scale).unwrap()).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (width, height));
        assert!(pixmap.pixels().iter().all(|pixel| pixel.is_opaque()), "the ground covers the sheet at {scale}");
    }
}

#[test]
fn a_scale_that_makes_no_picture_is_refused() {
    for scale in [0.0, -1.0, 9.0, f32::NAN] {
        let error = drawn(&bars("Fear", 1, 1)).png(scale).unwrap_err().to_string();
        assert!(error.contains("a scale from 0.1 to 8 is accepted"), "{error}");
    }
}

#[test]
fn nothing_to_show_says_so() {
    let empty_curve = CurveLine { name: String::new(), steps: vec![], end: 60.0, at_risk: vec![] };
    let nan = Step { day: f64::NAN, value: f64::NAN, low: f64::NAN, high: f64::NAN };
    let nan_curve = CurveLine { steps: vec![nan], end: f64::NAN, ..empty_curve.clone() };
    let mut curves = Vec::new();
    for lines in [vec![], vec![empty_curve], vec![nan_curve]] {
        let Form::Curve(curve) = curve("", 0, 0.0) else { unreachable!() };
        curves.push(Form::Curve(Curve { lines, horizon: f64::NAN, ..curve }));
    }
    for form in [bars("x", 0, 1), bars("x", 0, 0), columns("x", 0, 3)].iter().chain(&curves) {
        assert!(shown(form).contains(&"Nothing to show".to_owned()), "{form:?}");
        assert!(shown(form)[0].starts_with("Title"), "{form:?}");
        drawn(form).png(1.0).unwrap();
    }
}

#[test]
fn values_that_are_no_numbers_do_no_harm() {
    let odd = |value, low, high| Bar {
        label: "odd".into(),
        points: vec![Some(Point { value, low, high, n: 3 })],
        mark: Some(Mark { value }),
    };
    let bars_ =
        vec![odd(f64::NAN, 0.0, 1.0), odd(f64::INFINITY, 0.0, 1.0), odd(0.5, f64::NAN, -7.0), odd(-3.0, 9.0, 7.0)];
    let Form::Bars(form) = bars("x", 1, 1) else { unreachable!() };
    let form = Form::Bars(Bars { bars: bars_, ..form });
    let texts = shown(&form);
    assert_eq!(texts.iter().filter(|text| *text == "no value").count(), 2);
    assert!(texts.contains(&"50%".to_owned()));
    drawn(&form);
}

#[test]
fn a_single_step_at_day_zero_is_drawn() {
    let Form::Curve(form) = curve("x", 1, 0.0) else { unreachable!() };
    let step = Step { day: 0.0, value: 0.0, low: 0.0, high: 0.0 };
    let flat = CurveLine { name: String::new(), steps: vec![step], end: 60.0, at_risk: vec![4] };
    let form = Form::Curve(Curve { lines: vec![flat], ..form });
    assert!(shown(&form).contains(&"0%".to_owned()));
    drawn(&form);
}

#[test]
fn a_hidden_point_says_hidden_and_shows_no_number() {
    let Form::Bars(form) = bars("Fear", 1, 1) else { unreachable!() };
    let hidden = Bar { label: "Fear".into(), points: vec![None], mark: None };
    let texts = shown(&Form::Bars(Bars { bars: vec![hidden], notes: vec![], ..form }));
    assert!(texts.contains(&"hidden".to_owned()));
    assert!(!texts.iter().any(|text| text.contains("n =")), "{texts:?}");
}

#[test]
fn shares_are_whole_percentages_everywhere() {
    for form in [bars("Fear", 6, 2), columns("1", 5, 1), curve("Alumni", 4, 0.0)] {
        let texts = shown(&form);
        assert!(texts.iter().any(|text| text.ends_with('%')), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains(".0")), "{texts:?}");
    }
}

#[test]
fn columns_tell_their_people_and_lie_down_when_names_are_long() {
    assert!(shown(&columns("1", 5, 1)).contains(&"n = 1,510".to_owned()));
    let long = shown(&columns(&words(60), 5, 1)).join(" ");
    assert!(long.contains("(n = 1,510)"), "{long}");
}

#[test]
fn lines_are_named_at_their_ends_or_in_a_legend_but_always_named() {
    let direct = shown(&curve("Alumni", 2, 0.0));
    assert!(direct.iter().any(|text| text.starts_with("0 Alumni 3")), "{direct:?}");
    let legend = shown(&curve("Alumni", 4, 11.0));
    assert!(legend.contains(&"3 Alumni".to_owned()), "{legend:?}");
}

#[test]
fn people_at_risk_stand_under_their_days() {
    let (sketch, _) = laid_out(&curve("", 1, 0.0));
    let at = |text: &str| sketch.texts().find(|words| words.text == text).map(|words| words.at.0).unwrap();
    assert_eq!(at("14.5"), at("40"));
    assert_eq!(at("0"), at("12,000"));
}

#[test]
fn a_missing_glyph_is_reported() {
    assert_eq!(drawn(&bars("Fear 返", 2, 1)).missing_glyphs, ['返']);
    assert_eq!(drawn(&bars("Fear", 2, 1)).missing_glyphs, []);
}

#[test]
fn a_drawing_is_saved_by_its_ending() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let chart = Chart::new(bars("Fear", 2, 1), Theme::dark());
    chart.save(folder.join("a.SVG")).unwrap();
    chart.save(folder.join("a.png")).unwrap();
    assert!(std::fs::read_to_string(folder.join("a.SVG")).unwrap().starts_with("<svg"));
    assert!(std::fs::read(folder.join("a.png")).unwrap().starts_with(b"\x89PNG"));
    let error = chart.save("chart.pdf").unwrap_err().to_string();
    assert_eq!(
        error,
        "chart.pdf: a chart cannot be saved as `.pdf`; `.svg` and `.png` are accepted: end the file name in one of them"
    );
    let error = chart.save(folder.join("nowhere/a.svg")).unwrap_err().to_string();
    assert!(error.contains("the chart cannot be written"), "{error}");
}

#[test]
fn a_chart_that_would_be_endless_is_refused() {
    let error = draw(&bars("Fear", 600, 1), &Theme::light(), &Fonts::bundled()).unwrap_err().to_string();
    assert!(error.contains("at most 20000 px is accepted: show fewer categories"), "{error}");
}

#[test]
fn a_chart_lies_in_the_fonts_it_is_given() {
    let fonts = Fonts::bundled().with_bytes("serif", dejavu::serif::regular().to_vec()).unwrap();
    let form = bars("Fear", 2, 1);
    assert_eq!(Chart::new(form.clone(), Theme::light()).fonts(fonts).draw().unwrap().svg, drawn(&form).svg);
}
