//! A small writer, for tests alone.

/// A file to be written: variables as type, name, format, set of labels, label; rows as bytes.
#[derive(Clone, Default)]
pub struct Dta {
    pub release: u16,
    pub big: bool,
    pub title: Vec<u8>,
    pub vars: Vec<(u16, &'static str, &'static str, &'static str, &'static str)>,
    pub rows: Vec<Vec<u8>>,
    /// Long texts by variable and row.
    pub texts: Vec<(u32, u64, &'static str)>,
    pub labels: Vec<(&'static str, Vec<(i32, &'static str)>)>,
}

impl Dta {
    /// A number of so many bytes.
    pub fn n(&self, value: u64, size: usize) -> Vec<u8> {
        if self.big { value.to_be_bytes()[8 - size..].to_vec() } else { value.to_le_bytes()[..size].to_vec() }
    }

    fn tagged(&self) -> bool {
        self.release >= 117
    }

    fn tag(&self, name: &str, content: Vec<u8>) -> Vec<u8> {
        match self.tagged() {
            true => [format!("<{name}>").into_bytes(), content, format!("</{name}>").into_bytes()].concat(),
            false => content,
        }
    }

    fn texts(&self, size: usize, of: impl Fn(usize) -> &'static str) -> Vec<u8> {
        (0..self.vars.len()).flat_map(|at| padded(of(at).as_bytes(), size)).collect()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let (name, format, label) = match self.release {
            113 => (33, 12, 81),
            ..118 => (33, 49, 81),
            _ => (129, 57, 321),
        };
        let count = self.vars.len();
        let mut out = self.header();
        let kinds =
            self.vars.iter().flat_map(|v| if self.tagged() { self.n(v.0.into(), 2) } else { vec![old_type(v.0)] });
        out.extend(self.tag("variable_types", kinds.collect()));
        out.extend(self.tag("varnames", self.texts(name, |at| self.vars[at].1)));
        out.extend(self.tag("sortlist", vec![0; (count + 1) * if self.release == 119 { 4 } else { 2 }]));
        out.extend(self.tag("formats", self.texts(format, |at| self.vars[at].2)));
        out.extend(self.tag("value_label_names", self.texts(name, |at| self.vars[at].3)));
        out.extend(self.tag("variable_labels", self.texts(label, |at| self.vars[at].4)));
        let note = [if self.tagged() { vec![] } else { vec![1] }, self.n(5, 4), b"hello".to_vec()].concat();
        let end = if self.tagged() { vec![] } else { vec![0; 5] };
        out.extend(self.tag("characteristics", [self.tag("ch", note), end].concat()));
        out.extend(self.tag("data", self.rows.concat()));
        if self.tagged() {
            out.extend(self.tag("strls", self.texts.iter().flat_map(|text| self.long_text(text)).collect()));
        }
        out.extend(self.tag("value_labels", self.labels.iter().flat_map(|set| self.set(set, name)).collect()));
        if self.tagged() {
            out.extend(b"</stata_dta>");
        }
        out
    }

    fn header(&self) -> Vec<u8> {
        let (count, rows) = (self.vars.len() as u64, self.rows.len() as u64);
        if !self.tagged() {
            let start = vec![self.release as u8, if self.big { 1 } else { 2 }, 1, 0];
            return [start, self.n(count, 2), self.n(rows, 4), padded(&self.title, 81), vec![0; 18]].concat();
        }
        let content = [
            self.tag("release", self.release.to_string().into_bytes()),
            self.tag("byteorder", if self.big { b"MSF".to_vec() } else { b"LSF".to_vec() }),
            self.tag("K", self.n(count, if self.release == 119 { 4 } else { 2 })),
            self.tag("N", self.n(rows, if self.release == 117 { 4 } else { 8 })),
            self.tag(
                "label",
                [self.n(self.title.len() as u64, if self.release == 117 { 1 } else { 2 }), self.title.clone()].concat(),
            ),
            self.tag("timestamp", vec![0]),
        ];
        [b"<stata_dta>".to_vec(), self.tag("header", content.concat()), self.tag("map", vec![0; 112])].concat()
    }

    fn long_text(&self, (variable, row, text): &(u32, u64, &str)) -> Vec<u8> {
        let row = self.n(*row, if self.release == 117 { 4 } else { 8 });
        let content = [text.as_bytes(), &[0]].concat();
        [b"GSO".to_vec(), self.n((*variable).into(), 4), row, vec![130], self.n(content.len() as u64, 4), content]
            .concat()
    }

    fn set(&self, (name, pairs): &(&'static str, Vec<(i32, &'static str)>), width: usize) -> Vec<u8> {
        let (mut places, mut codes, mut heap) = (vec![], vec![], vec![]);
        for (code, label) in pairs {
            places.extend(self.n(heap.len() as u64, 4));
            codes.extend(self.n(u64::from(*code as u32), 4));
            heap.extend([label.as_bytes(), &[0]].concat());
        }
        let table = [self.n(pairs.len() as u64, 4), self.n(heap.len() as u64, 4), places, codes, heap].concat();
        self.tag("lbl", [self.n(table.len() as u64, 4), padded(name.as_bytes(), width), vec![0; 3], table].concat())
    }
}

fn padded(text: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = text.to_vec();
    bytes.resize(size, 0);
    bytes
}

fn old_type(code: u16) -> u8 {
    if code >= 65526 { 255 - (code - 65526) as u8 } else { code as u8 }
}
