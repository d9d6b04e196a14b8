//! Making answers smaller on their way.

use std::io::Write;

/// A content encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
    /// Gzip.
    Gzip,
}

/// Every encoding, the one that makes the smallest answers first.
pub(crate) const ENCODINGS: [Encoding; 3] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];

/// Below this length there is nothing to gain.
const SHORTEST: usize = 256;

impl Encoding {
    /// The name in HTTP.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Zstd => "zstd",
            Encoding::Gzip => "gzip",
        }
    }

    /// Its place in [`ENCODINGS`].
    pub(crate) fn place(self) -> usize {
        match self {
            Encoding::Brotli => 0,
            Encoding::Zstd => 1,
            Encoding::Gzip => 2,
        }
    }

    /// The bytes encoded; `None` where that does not make them shorter.
    ///
    /// Levels are those past which a page takes noticeably longer to make and hardly shrinks any more.
    pub(crate) fn encode(self, bytes: &[u8]) -> Option<Box<[u8]>> {
        if bytes.len() < SHORTEST {
            return None;
        }
        let encoded = match self {
            Encoding::Brotli => brotli(bytes),
            Encoding::Zstd => zstd::bulk::compress(bytes, 9),
            Encoding::Gzip => gzip(bytes),
        };
        // Writing to memory does not fail; if it did, the bytes as they are would do.
        encoded.ok().filter(|encoded| encoded.len() < bytes.len()).map(Vec::into_boxed_slice)
    }
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
    writer.write_all(bytes)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    writer.write_all(bytes)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        match encoding {
            Encoding::Brotli => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out).map(|_| ()),
            Encoding::Zstd => {
                out = zstd::bulk::decompress(bytes, 1 << 20).unwrap();
                Ok(())
            }
            Encoding::Gzip => flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).map(|_| ()),
        }
        .unwrap();
        out
    }

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let text = "CREATE TABLE person (\n\tperson_id INTEGER NOT NULL\n);\n".repeat(100);
        for (place, encoding) in ENCODINGS.into_iter().enumerate() {
            assert_eq!(encoding.place(), place);
            let encoded = encoding.encode(text.as_bytes()).unwrap();
            assert!(encoded.len() * 10 < text.len(), "{encoding:?}");
            assert_eq!(decoded(encoding, &encoded), text.as_bytes());
        }
    }

    #[test]
    fn what_does_not_shrink_is_left_alone() {
        let noise: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for encoding in ENCODINGS {
            assert_eq!(encoding.encode(b"short"), None);
            if let Some(encoded) = encoding.encode(&noise) {
                assert!(encoded.len() < noise.len());
            }
        }
    }
}
