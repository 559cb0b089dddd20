//! Checked reading: every length is compared with the bytes that are there.

/// A place in a file's bytes, and their order.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'a> {
    all: &'a [u8],
    at: usize,
    /// Whether numbers have their highest byte first.
    pub big: bool,
}

/// What a read beyond the end says.
fn short() -> String {
    "ends too early".into()
}

macro_rules! number {
    ($name:ident, $type:ty, $size:literal, $what:literal) => {
        #[doc = $what]
        ///
        /// # Errors
        /// When the bytes end before it.
        pub fn $name(&mut self) -> Result<$type, String> {
            let bytes: [u8; $size] = self.array()?;
            Ok(if self.big { <$type>::from_be_bytes(bytes) } else { <$type>::from_le_bytes(bytes) })
        }
    };
}

impl<'a> Bytes<'a> {
    /// The beginning of these bytes.
    pub fn new(all: &'a [u8], big: bool) -> Self {
        Bytes { all, at: 0, big }
    }

    /// The next bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(length).ok_or_else(short)?;
        let taken = self.all.get(self.at..end).ok_or_else(short)?;
        self.at = end;
        Ok(taken)
    }

    /// The next bytes, their number being the product of a count and a size.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn table(&mut self, count: usize, size: usize) -> Result<&'a [u8], String> {
        self.take(count.checked_mul(size).ok_or_else(short)?)
    }

    /// The next bytes as an array.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.take(N)?.try_into().map_err(|_| short())
    }

    number!(u16, u16, 2, "The next two bytes as a number.");
    number!(u32, u32, 4, "The next four bytes as a number.");
    number!(u64, u64, 8, "The next eight bytes as a number.");
    number!(i32, i32, 4, "The next four bytes as a signed number.");
    number!(f64, f64, 8, "The next eight bytes as a double.");

    /// The next byte.
    ///
    /// # Errors
    /// When there is none.
    pub fn u8(&mut self) -> Result<u8, String> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    /// The next four bytes as a number of bytes or things, none when negative.
    ///
    /// # Errors
    /// When the bytes end before it.
    pub fn count(&mut self) -> Result<usize, String> {
        Ok(usize::try_from(self.i32()?).unwrap_or(0))
    }

    /// Steps over exactly these bytes.
    ///
    /// # Errors
    /// When others stand there.
    pub fn expect(&mut self, wanted: &[u8]) -> Result<(), String> {
        if self.accept(wanted) {
            return Ok(());
        }
        Err(format!("has no {} where it belongs", String::from_utf8_lossy(wanted)))
    }

    /// Steps over these bytes where they stand here.
    pub fn accept(&mut self, wanted: &[u8]) -> bool {
        let here = self.rest().starts_with(wanted);
        if here {
            self.at += wanted.len();
        }
        here
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.all.get(self.at..).unwrap_or_default()
    }

    /// How far we are, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }
}

/// Bytes up to the first zero.
pub fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == 0).next().unwrap_or_default()
}

/// Bytes without the spaces and zeros at their end.
pub fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| !matches!(b, b' ' | 0)).map_or(0, |at| at + 1);
    bytes.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_beyond_the_end() {
        let mut bytes = Bytes::new(&[1, 0, 2], false);
        assert_eq!(bytes.u16(), Ok(1));
        assert!(bytes.u16().is_err() && bytes.take(usize::MAX).is_err() && bytes.table(usize::MAX, 2).is_err());
        assert_eq!(bytes.u8(), Ok(2));
        assert!(bytes.u8().is_err());
    }

    #[test]
    fn both_orders() {
        assert_eq!(Bytes::new(&[0, 0, 0, 2], true).i32(), Ok(2));
        assert_eq!(Bytes::new(&[2, 0, 0, 0], false).i32(), Ok(2));
        assert_eq!(Bytes::new(&[255; 4], false).count(), Ok(0));
    }

    #[test]
    fn ends_are_trimmed() {
        assert_eq!(trimmed(b" a b \0 "), b" a b");
        assert_eq!(trimmed(b"  "), b"");
        assert_eq!(until_zero(b"ab\0cd"), b"ab");
    }
}
