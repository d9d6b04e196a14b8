//! Strings as SQL on one line.
//!
//! Clients read scripts line by line and take some lines for commands of their own, even within a string: `GO` in sqlcmd,
//! a blank line or `/` in SQL*Plus. So no string of a script has a line end in it.

/// The longest part of a string, in characters: SQL*Plus reads no line of more than 2,499 bytes.
const LONGEST_PART: usize = 500;

/// A string that is joined from literals and from expressions, such as `CHR(10)`, for what a literal cannot contain.
pub(super) struct Joined {
    /// What stands before the opening quote.
    pub(super) prefix: &'static str,
    /// What joins two strings.
    pub(super) operator: &'static str,
    /// The expression for a character that no literal can have; the character after it may matter.
    pub(super) expression: fn(char, Option<char>) -> Option<String>,
}

impl Joined {
    /// The string as SQL: a literal, or an expression in parentheses.
    pub(super) fn string(&self, text: &str) -> String {
        let (sql, parts) = self.parts(text);
        if parts > 1 { format!("({sql})") } else { sql }
    }

    /// The string without the parentheses, and of how many parts it is.
    fn parts(&self, text: &str) -> (String, usize) {
        let mut parts: Vec<String> = Vec::new();
        let mut literal = String::new();
        let mut length = 0;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if let Some(expression) = (self.expression)(character, characters.peek().copied()) {
                if length > 0 {
                    parts.push(self.literal(&std::mem::take(&mut literal)));
                    length = 0;
                }
                parts.push(expression);
                continue;
            }
            if length == LONGEST_PART {
                parts.push(self.literal(&std::mem::take(&mut literal)));
                length = 0;
            }
            literal.push(character);
            length += 1;
        }
        // An expression alone may be a number to the database.
        if length > 0 || parts.len() < 2 {
            parts.push(self.literal(&literal));
        }
        let count = parts.len();
        // Each part on a line of its own where they are many, as one line would be too long.
        let separator =
            if text.len() > LONGEST_PART { format!(" {}\n", self.operator) } else { format!(" {} ", self.operator) };
        (parts.join(&separator), count)
    }

    fn literal(&self, text: &str) -> String {
        [self.prefix, &quoted(text)].concat()
    }
}

/// The text in quotes, which are doubled within it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The number of a control character for a function that makes a character of it; tabs can stand in a string.
pub(super) fn control_code(character: char) -> Option<u32> {
    (character.is_control() && character != '\t').then_some(u32::from(character))
}

/// The text with its control characters, tabs aside, and its backslashes as escapes with a backslash.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\'' => out.push_str("''"),
            // There are no others in a definition that has a script.
            other if control_code(other).is_some() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// The text in quotes, with a backslash before each of them within it.
pub(super) fn backslashed(text: &str) -> String {
    format!("'{}'", escaped(text).replace("''", "\\'"))
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXUPPER.encode(bytes)
}
