//! Whether a call to refresh comes from who knows the secret.

use data_encoding::HEXLOWER_PERMISSIVE;
use hyper::HeaderMap;
use ring::hmac;

/// The headers of GitHub's signatures, what stands before the digits, and how they are made. The stronger comes first,
/// and a wrong one is not made up for by the other.
const SIGNATURES: [(&str, &str, &hmac::Algorithm); 2] = [
    ("x-hub-signature-256", "sha256=", &hmac::HMAC_SHA256),
    ("x-hub-signature", "sha1=", &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
];

/// The signature of a call, which is checked while the body is read: the body is not kept.
pub(crate) struct Signature {
    key: hmac::Key,
    context: hmac::Context,
    /// The one that was sent; `None` if there is none, or it makes no sense.
    given: Option<Vec<u8>>,
}

impl Signature {
    /// The signature that the headers of a call hold.
    pub(crate) fn new(secret: &str, headers: &HeaderMap) -> Self {
        let given =
            SIGNATURES.iter().find_map(|(name, prefix, algorithm)| Some((headers.get(*name)?, *prefix, *algorithm)));
        let algorithm = given.map_or(hmac::HMAC_SHA256, |(.., algorithm)| *algorithm);
        let digits = given.and_then(|(value, prefix, _)| value.to_str().ok()?.strip_prefix(prefix));
        let given = digits.and_then(|digits| HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok());
        let key = hmac::Key::new(algorithm, secret.as_bytes());
        Self { context: hmac::Context::with_key(&key), key, given }
    }

    /// Reads on.
    pub(crate) fn update(&mut self, part: &[u8]) {
        self.context.update(part);
    }

    /// Whether the body that was read is signed with the secret. How long this takes does not depend on how much of the
    /// signature is right: signatures of the signatures are compared.
    pub(crate) fn verify(self) -> bool {
        let right = self.context.sign();
        self.given.is_some_and(|given| {
            hmac::verify(&self.key, &given, hmac::sign(&self.key, right.as_ref()).as_ref()).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(headers: &[(&'static str, &str)], body: &str) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        is_signed(&headers.collect(), body.as_bytes())
    }

    /// Reads the body byte by byte.
    fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
        let mut signature = Signature::new("It's a Secret to Everybody", headers);
        body.iter().for_each(|byte| signature.update(&[*byte]));
        signature.verify()
    }

    // The example of GitHub's documentation, and its body signed with SHA-1 by OpenSSL.
    const SHA256: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    #[test]
    fn only_the_right_signature_counts() {
        assert!(signed(&[("x-hub-signature-256", SHA256)], "Hello, World!"));
        assert!(signed(&[("x-hub-signature-256", &SHA256.to_uppercase().replace("SHA", "sha"))], "Hello, World!"));
        assert!(!signed(&[("x-hub-signature-256", SHA256)], "Hello, World"));
        assert!(!signed(&[("x-hub-signature", SHA256)], "Hello, World!"));
        assert!(!signed(&[], "Hello, World!"));
        for wrong in ["sha256=", "sha256=7", "sha256=zz", "757107", "sha256=é"] {
            let value = hyper::header::HeaderValue::from_bytes(wrong.as_bytes()).unwrap();
            let headers = HeaderMap::from_iter([("x-hub-signature-256".parse().unwrap(), value)]);
            assert!(!is_signed(&headers, b"Hello, World!"), "{wrong}");
        }
    }

    #[test]
    fn the_older_signature_counts_where_there_is_no_other() {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"It's a Secret to Everybody");
        let tag = hmac::sign(&key, b"Hello, World!");
        let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let sha1 = format!("sha1={digits}");
        assert!(signed(&[("x-hub-signature", &sha1)], "Hello, World!"));
        let wrong = SHA256.replace("757", "758");
        assert!(!signed(&[("x-hub-signature", &sha1), ("x-hub-signature-256", &wrong)], "Hello, World!"));
    }
}
