//! The letters: fonts that travel with the program, so that every machine draws the same picture.
//!
//! DejaVu Sans Condensed (regular and bold) covers Latin, Greek, Cyrillic, Hebrew and Arabic, like its wider sister, and
//! leaves a tenth more room for labels. For other scripts a font file can be added; it is asked only for characters that
//! DejaVu lacks. Fonts of the system are never used.

use super::error::ChartError;
use super::text::Lettering;
use resvg::usvg::{self, FontResolver, fontdb};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The family that drawings name; the resolver below gives it its fonts, whatever the name.
pub(super) const FAMILY: &str = "hearback";

type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// One font of the set.
#[derive(Clone)]
struct Face {
    id: fontdb::ID,
    bytes: Bytes,
    index: u32,
    bold: bool,
    bundled: bool,
}

impl Face {
    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index((*self.bytes).as_ref(), self.index).ok()
    }

    fn has(&self, c: char) -> bool {
        self.font().is_some_and(|font| font.charmap().map(c).is_some())
    }

    /// Place in the order in which fonts are asked: ours, then added ones, of the right weight first.
    fn rank(&self, bold: bool) -> u8 {
        match (self.bundled, self.bold == bold) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        }
    }
}

/// The fonts of a chart. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    database: Arc<fontdb::Database>,
    regular: Arc<[Face]>,
    bold: Arc<[Face]>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("faces", &self.regular.len()).finish()
    }
}

impl Fonts {
    /// The fonts that travel with the program. They are read once in a process.
    pub fn bundled() -> Fonts {
        static BUNDLED: OnceLock<Fonts> = OnceLock::new();
        BUNDLED.get_or_init(Fonts::read_bundled).clone()
    }

    fn read_bundled() -> Fonts {
        let mut database = fontdb::Database::new();
        let mut faces = load(&mut database, Arc::new(dejavu::sans_condensed::regular()), true);
        faces.extend(load(&mut database, Arc::new(dejavu::sans_condensed::bold()), true));
        Fonts::of(database, &faces)
    }

    fn of(database: fontdb::Database, faces: &[Face]) -> Fonts {
        let order = |bold: bool| {
            let mut faces = faces.to_vec();
            faces.sort_by_key(|face| face.rank(bold));
            Arc::from(faces)
        };
        Fonts { database: Arc::new(database), regular: order(false), bold: order(true) }
    }

    /// These fonts and the one in a file, for characters that these lack.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is no font.
    pub fn with_file(&self, path: &Path) -> Result<Fonts, ChartError> {
        let bytes = std::fs::read(path).map_err(|source| ChartError::FontFile { path: path.to_owned(), source })?;
        self.with_bytes(&path.display().to_string(), bytes)
    }

    /// These fonts and the one in `bytes`, for characters that these lack; `name` is what errors call it.
    ///
    /// # Errors
    ///
    /// When the bytes are no font.
    pub fn with_bytes(&self, name: &str, bytes: Vec<u8>) -> Result<Fonts, ChartError> {
        let mut database = (*self.database).clone();
        let added = load(&mut database, Arc::new(bytes), false);
        if added.is_empty() {
            return Err(ChartError::NoFont { name: name.to_owned() });
        }
        let mut faces = self.regular.to_vec();
        faces.extend(added);
        Ok(Fonts::of(database, &faces))
    }

    /// The characters of `text` that no font has, each once, in the order of their first use.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.chars().filter(|c| !is_invisible(*c)) {
            if !missing.contains(&c) && !self.regular.iter().any(|face| face.has(c)) {
                missing.push(c);
            }
        }
        missing
    }

    /// Measures text set in `lettering`.
    pub(super) fn ruler(&self, lettering: Lettering) -> Ruler<'_> {
        let size = Size::new(lettering.size as f32);
        let faces = self.faces(lettering.bold).iter().filter_map(Face::font);
        let faces = faces.map(|font| (font.charmap(), font.glyph_metrics(size, LocationRef::default())));
        Ruler { faces: faces.collect() }
    }

    /// Width of `text` set in `lettering`, px.
    pub fn width(&self, text: &str, lettering: Lettering) -> f64 {
        self.ruler(lettering).width(text)
    }

    fn faces(&self, bold: bool) -> &[Face] {
        if bold { &self.bold } else { &self.regular }
    }

    /// Settings for usvg: these fonts and no others.
    pub(super) fn options(&self) -> usvg::Options<'_> {
        usvg::Options {
            font_family: FAMILY.to_owned(),
            fontdb: Arc::clone(&self.database),
            font_resolver: self.resolver(),
            ..usvg::Options::default()
        }
    }

    fn resolver(&self) -> FontResolver<'_> {
        FontResolver {
            select_font: Box::new(|font, _| self.faces(font.weight() >= 600).first().map(|face| face.id)),
            select_fallback: Box::new(|c, used, _| {
                let bold = used.first().is_some_and(|id| self.bold.first().is_some_and(|face| face.id == *id));
                self.faces(bold).iter().find(|face| !used.contains(&face.id) && face.has(c)).map(|face| face.id)
            }),
        }
    }
}

fn load(database: &mut fontdb::Database, bytes: Bytes, bundled: bool) -> Vec<Face> {
    let ids = database.load_font_source(fontdb::Source::Binary(Arc::clone(&bytes)));
    let infos = ids.iter().filter_map(|id| database.face(*id));
    let face = |info: &fontdb::FaceInfo| Face {
        id: info.id,
        bytes: Arc::clone(&bytes),
        index: info.index,
        bold: info.weight.0 >= 600,
        bundled,
    };
    infos.map(face).collect()
}

/// Measures text in one size, with the fonts that will draw it.
pub(super) struct Ruler<'a> {
    faces: Vec<(Charmap<'a>, GlyphMetrics<'a>)>,
}

impl Ruler<'_> {
    /// Width of `text`, px: what the letters advance by, before kerning and joining, which only ever narrow it.
    ///
    /// Where one font alone could set the whole text, the drawing may use it for all letters, so the widest way of
    /// setting the text counts.
    pub(super) fn width(&self, text: &str) -> f64 {
        let mixed: f64 = text.chars().map(|c| self.advance(c)).sum();
        if self.faces.first().is_none_or(|(map, _)| text.chars().all(|c| is_invisible(c) || map.map(c).is_some())) {
            return mixed;
        }
        let whole = |(map, metrics): &(Charmap, GlyphMetrics)| -> Option<f64> {
            text.chars().map(|c| set(c, map, metrics)).sum()
        };
        self.faces.iter().filter_map(whole).fold(mixed, f64::max)
    }

    fn advance(&self, c: char) -> f64 {
        let found = self.faces.iter().find_map(|(map, metrics)| set(c, map, metrics));
        let blank = || self.faces.first().and_then(|(_, metrics)| metrics.advance_width(skrifa::GlyphId::NOTDEF));
        found.or_else(|| blank().map(f64::from)).unwrap_or(0.0)
    }
}

fn set(c: char, map: &Charmap, metrics: &GlyphMetrics) -> Option<f64> {
    if is_invisible(c) {
        return Some(0.0);
    }
    map.map(c).and_then(|glyph| metrics.advance_width(glyph)).map(f64::from)
}

/// Characters that steer text and have no width of their own.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: Lettering = Lettering { size: 16.0, bold: false };

    #[test]
    fn five_scripts_are_there() {
        let text = "Reply – Ответ – απάντηση – תשובה – جواب – naïve “…” ≤ 5";
        assert_eq!(Fonts::bundled().missing(text), []);
        assert_eq!(Fonts::bundled().regular.len(), 2);
    }

    #[test]
    fn a_character_that_no_font_has_is_named_once() {
        assert_eq!(Fonts::bundled().missing("返信 a 返"), ['返', '信']);
    }

    #[test]
    fn bold_is_wider_than_regular_and_twice_the_size_is_twice_as_wide() {
        let fonts = Fonts::bundled();
        let width = fonts.width("Fear of rejection", LABEL);
        assert!(fonts.width("Fear of rejection", Lettering { bold: true, ..LABEL }) > width);
        let double = fonts.width("Fear of rejection", Lettering { size: 32.0, ..LABEL });
        assert!((double - 2.0 * width).abs() < 0.1, "{double} {width}");
    }

    #[test]
    fn what_is_no_font_is_refused_by_name() {
        let error = Fonts::bundled().with_bytes("notes.txt", b"hello".to_vec()).unwrap_err();
        starts(&error.to_string(), "notes.txt: this is no font");
        let error = Fonts::bundled().with_file(Path::new("/nowhere/font.ttf")).unwrap_err();
        starts(&error.to_string(), "/nowhere/font.ttf: the font cannot be read");
    }

    fn starts(text: &str, start: &str) {
        assert!(text.starts_with(start), "{text}");
    }

    #[test]
    fn an_added_font_is_asked_last() {
        let fonts = Fonts::bundled().with_bytes("mono", dejavu::sans_mono::regular().to_vec()).unwrap();
        assert_eq!(fonts.width("Reply", LABEL), Fonts::bundled().width("Reply", LABEL));
        assert_eq!(fonts.regular.len(), 3);
    }
}
