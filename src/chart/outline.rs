//! Writes a drawing as a small SVG that consists of paths only.
//!
//! Coordinates are whole numbers, a twentieth of a pixel each, and every step is told from the step before. That is
//! finer than any screen and less than half of what usvg's own writer needs.

use resvg::usvg::tiny_skia_path::{PathSegment, Point, Transform};
use resvg::usvg::{self, Group, Node};
use std::fmt::Write as _;

/// How many units of the file make a pixel.
const GRAIN: f64 = 20.0;

/// The SVG of `tree`, which was drawn `fine` times as large as its `size` in px. `title` names it for those who
/// cannot see it.
pub(super) fn write(tree: &usvg::Tree, size: (f64, f64), fine: f64, title: &str) -> String {
    let (width, height) = size;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{}\">\n",
        width * GRAIN,
        height * GRAIN,
        escape(title)
    );
    let scale = (GRAIN / fine) as f32;
    group(&mut svg, tree.root(), Transform::from_scale(scale, scale), 1.0);
    svg.push_str("</svg>\n");
    svg
}

fn group(svg: &mut String, group: &Group, scale: Transform, opacity: f32) {
    let opacity = opacity * group.opacity().get();
    for node in group.children() {
        match node {
            Node::Group(inner) => self::group(svg, inner, scale, opacity),
            Node::Path(inner) => path(svg, inner, scale, opacity),
            Node::Text(text) => self::group(svg, text.flattened(), scale, opacity),
            Node::Image(_) => {}
        }
    }
}

fn path(svg: &mut String, path: &usvg::Path, scale: Transform, opacity: f32) {
    let transform = scale.pre_concat(path.abs_transform());
    let Some(data) = path.data().clone().transform(transform) else { return };
    let mut attributes = String::new();
    let mut alpha = opacity;
    match path.fill() {
        Some(fill) => {
            alpha *= fill.opacity().get();
            let _ = write!(attributes, " fill=\"{}\"", color(fill.paint()));
        }
        None => attributes.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = path.stroke() {
        alpha *= stroke.opacity().get();
        let width = (stroke.width().get() * transform.get_scale().0).round();
        let _ = write!(attributes, " stroke=\"{}\" stroke-width=\"{width}\"", color(stroke.paint()));
    }
    if alpha < 0.999 {
        let _ = write!(attributes, " opacity=\"{:.2}\"", alpha);
    }
    let _ = writeln!(svg, "<path d=\"{}\"{attributes}/>", steps(data.segments()));
}

fn color(paint: &usvg::Paint) -> String {
    match paint {
        usvg::Paint::Color(c) => format!("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue),
        _ => "none".to_owned(),
    }
}

fn steps(segments: impl Iterator<Item = PathSegment>) -> String {
    let mut track = Track::default();
    for segment in segments {
        match segment {
            PathSegment::MoveTo(to) => track.start(to),
            PathSegment::LineTo(to) => track.line(to),
            PathSegment::QuadTo(by, to) => track.bend(grid(by), grid(to)),
            PathSegment::CubicTo(a, b, to) => track.curve(&[grid(a), grid(b), grid(to)]),
            PathSegment::Close => track.close(),
        }
    }
    track.out
}

type Grid = (i64, i64);

/// The path as written so far, and where it stands.
#[derive(Default)]
struct Track {
    out: String,
    command: char,
    here: Grid,
    began: Grid,
    /// The last control point of a quadratic curve.
    bent: Grid,
}

impl Track {
    fn start(&mut self, to: Point) {
        let to = grid(to);
        self.put('m', &[to.0 - self.here.0, to.1 - self.here.1]);
        (self.here, self.began) = (to, to);
    }

    fn line(&mut self, to: Point) {
        let to = grid(to);
        match (to.0 - self.here.0, to.1 - self.here.1) {
            (0, 0) => {}
            (dx, 0) => self.put('h', &[dx]),
            (0, dy) => self.put('v', &[dy]),
            (dx, dy) => self.put('l', &[dx, dy]),
        }
        self.here = to;
    }

    /// A quadratic curve. Letters bend smoothly from one into the next, so that the control point mostly follows
    /// from the last one and need not be written.
    fn bend(&mut self, by: Grid, to: Grid) {
        let from = self.here;
        let smooth = (2 * from.0 - self.bent.0, 2 * from.1 - self.bent.1);
        let follows = matches!(self.command, 'q' | 't') && (smooth.0 - by.0).abs() <= 1 && (smooth.1 - by.1).abs() <= 1;
        if follows {
            self.put('t', &[to.0 - from.0, to.1 - from.1]);
            self.bent = smooth;
        } else {
            self.put('q', &[by.0 - from.0, by.1 - from.1, to.0 - from.0, to.1 - from.1]);
            self.bent = by;
        }
        self.here = to;
    }

    fn curve(&mut self, points: &[Grid; 3]) {
        let from = self.here;
        let numbers: Vec<i64> = points.iter().flat_map(|at| [at.0 - from.0, at.1 - from.1]).collect();
        self.put('c', &numbers);
        self.here = points[2];
    }

    fn close(&mut self) {
        self.out.push('z');
        self.command = 'z';
        self.here = self.began;
    }

    /// Writes a command; its letter only where the last one does not go on.
    fn put(&mut self, command: char, numbers: &[i64]) {
        let mut spaced = self.command == command && command != 'm';
        if !spaced {
            self.out.push(command);
        }
        self.command = command;
        for number in numbers {
            if spaced && *number >= 0 {
                self.out.push(' ');
            }
            let _ = write!(self.out, "{number}");
            spaced = true;
        }
    }
}

fn grid(point: Point) -> Grid {
    (point.x.round() as i64, point.y.round() as i64)
}

/// Text as it may stand in an attribute.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in super::text::clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::usvg::tiny_skia_path::PathBuilder;

    #[test]
    fn steps_are_relative_and_letters_are_not_repeated() {
        let mut builder = PathBuilder::new();
        builder.move_to(10.0, 10.0);
        builder.line_to(20.0, 15.0);
        builder.line_to(15.2, 20.0);
        builder.line_to(15.0, 30.0);
        builder.quad_to(1.0, 2.0, 3.0, 4.0);
        builder.quad_to(5.4, 6.0, 9.0, 9.0);
        builder.quad_to(5.0, 6.0, 9.0, 0.0);
        builder.close();
        builder.move_to(0.0, 0.0);
        builder.line_to(5.0, 0.0);
        let path = builder.finish().unwrap();
        assert_eq!(steps(path.segments()), "m10 10l10 5-5 5v10q-14-28-12-26t6 5q-4-3 0-9zm-10-10h5");
    }

    #[test]
    fn hostile_titles_stay_text() {
        assert_eq!(escape("<script>&\"'\u{0}"), "&lt;script&gt;&amp;&quot;&#39;");
    }
}
