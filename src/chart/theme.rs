//! The look of every chart, in one place: colours, sizes, gaps and how numbers are written.
//!
//! The colours of the series are Okabe and Ito's, which people with any colour vision tell apart, tuned so that each
//! has a darker (on a dark ground: lighter) tone for whiskers and words. Lengths are px at 1×.

use super::text::Lettering;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

/// The colours of one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tone {
    /// Areas: bars, bands, swatches.
    pub fill: Color,
    /// Lines and words on top of them or beside them.
    pub line: Color,
}

/// Colours, sizes and gaps of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Width of every chart.
    pub width: f64,
    /// Free space on every side.
    pub margin: f64,
    /// Height of the plot of columns and curves.
    pub plot_height: f64,
    /// The ground.
    pub ground: Color,
    /// Titles, labels, values.
    pub ink: Color,
    /// Subtitles, ticks, notes.
    pub muted: Color,
    /// Grid lines.
    pub grid: Color,
    /// The line at zero.
    pub zero: Color,
    /// Published marks.
    pub mark: Color,
    /// The colours of the series, used again from the start when there are more series.
    pub tones: Vec<Tone>,
    /// Opacity of the band of a single curve.
    pub band_opacity: f64,
    /// The title.
    pub title: Lettering,
    /// The subtitle.
    pub subtitle: Lettering,
    /// Names of categories, series and axes.
    pub label: Lettering,
    /// Values at bars that stand alone.
    pub value: Lettering,
    /// Values at grouped bars.
    pub small_value: Lettering,
    /// Numbers along the axes.
    pub tick: Lettering,
    /// The small print.
    pub note: Lettering,
    /// Line height as a multiple of the letter size.
    pub leading: f64,
    /// Thickness of a bar that stands alone; the step from bar to bar is [`Theme::step`].
    pub bar: f64,
    /// Step from one single bar to the next.
    pub step: f64,
    /// Thickness of grid lines.
    pub hairline: f64,
    /// Thickness of whiskers.
    pub whisker: f64,
    /// Length of a whisker's caps.
    pub cap: f64,
    /// Thickness of curves.
    pub curve: f64,
    /// Half the width of a published mark's diamond.
    pub diamond: f64,
}

const fn tone(fill: (u8, u8, u8), line: (u8, u8, u8)) -> Tone {
    Tone { fill: Color(fill.0, fill.1, fill.2), line: Color(line.0, line.1, line.2) }
}

impl Theme {
    /// Dark letters on white: for pages, slides and print.
    pub fn light() -> Self {
        Theme {
            width: 880.0,
            margin: 28.0,
            plot_height: 300.0,
            ground: Color(255, 255, 255),
            ink: Color(24, 29, 36),
            muted: Color(91, 100, 112),
            grid: Color(224, 228, 233),
            zero: Color(70, 78, 89),
            mark: Color(24, 29, 36),
            tones: light_tones(),
            band_opacity: 0.20,
            title: Lettering { size: 23.0, bold: true },
            subtitle: Lettering { size: 16.0, bold: false },
            label: Lettering { size: 16.0, bold: false },
            value: Lettering { size: 16.0, bold: true },
            small_value: Lettering { size: 15.0, bold: false },
            tick: Lettering { size: 15.0, bold: false },
            note: Lettering { size: 14.0, bold: false },
            leading: 1.32,
            bar: 24.0,
            step: 44.0,
            hairline: 1.0,
            whisker: 1.75,
            cap: 8.0,
            curve: 2.75,
            diamond: 6.5,
        }
    }

    /// Light letters on a dark ground: for dark pages and dark slides.
    pub fn dark() -> Self {
        Theme {
            ground: Color(21, 25, 32),
            ink: Color(240, 242, 245),
            muted: Color(165, 174, 186),
            grid: Color(48, 55, 66),
            zero: Color(130, 139, 152),
            mark: Color(255, 255, 255),
            tones: dark_tones(),
            band_opacity: 0.26,
            ..Theme::light()
        }
    }

    /// The colours of the series with that index.
    pub fn tone(&self, series: usize) -> Tone {
        let lone = Tone { fill: self.muted, line: self.ink };
        series.checked_rem(self.tones.len()).and_then(|i| self.tones.get(i)).copied().unwrap_or(lone)
    }

    /// Height of a line of text.
    pub fn line(&self, lettering: Lettering) -> f64 {
        lettering.size * self.leading
    }

    /// Width between the margins.
    pub fn inner(&self) -> f64 {
        self.width - 2.0 * self.margin
    }
}

fn light_tones() -> Vec<Tone> {
    vec![
        tone((52, 132, 196), (9, 58, 102)),
        tone((230, 154, 20), (133, 80, 0)),
        tone((20, 150, 112), (0, 84, 62)),
        tone((204, 102, 153), (124, 38, 84)),
        tone((111, 188, 232), (24, 99, 145)),
        tone((208, 94, 22), (122, 48, 0)),
        tone((140, 148, 160), (72, 80, 92)),
    ]
}

fn dark_tones() -> Vec<Tone> {
    vec![
        tone((64, 146, 212), (168, 214, 250)),
        tone((226, 152, 28), (255, 211, 133)),
        tone((30, 160, 122), (138, 226, 196)),
        tone((206, 110, 158), (246, 184, 216)),
        tone((126, 190, 226), (205, 235, 252)),
        tone((212, 102, 36), (252, 182, 138)),
        tone((138, 147, 160), (208, 214, 222)),
    ]
}

/// Days without needless decimals: `7`, `7.5`.
pub fn day(days: f64) -> String {
    let tenths = (days * 10.0).round() / 10.0;
    format!("{}", tenths + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_no_needless_decimals() {
        assert_eq!([day(7.0), day(7.25), day(-0.0)], ["7", "7.3", "0"]);
    }

    #[test]
    fn colours_start_again_when_they_run_out() {
        let theme = Theme::light();
        assert_eq!(theme.tone(0), theme.tone(theme.tones.len()));
        assert_eq!(Theme { tones: vec![], ..theme.clone() }.tone(3).line, theme.ink);
    }
}
