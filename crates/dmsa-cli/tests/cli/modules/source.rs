//! What a file of Rust says about modules: which it declares, and the paths that it names. Tests are left out.

/// A path that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// Its parts: `crate`, `http`, `Form`; the last may be `*`.
    pub(super) path: Vec<String>,
    /// The name that it has in the file: its last part, or what stands after `as`.
    pub(super) name: String,
    /// Whether others can import it from here.
    pub(super) is_public: bool,
}

/// A file without comments, texts and tests.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The modules that it declares.
    pub(super) modules: Vec<String>,
    /// What `use` names.
    pub(super) imports: Vec<Import>,
    /// Paths of two parts or more that stand anywhere else.
    pub(super) paths: Vec<Vec<String>>,
}

impl Source {
    pub(super) fn parse(text: &str) -> Self {
        let tokens = without_tests(tokens(text));
        let (mut source, mut place) = (Self::default(), 0);
        while let Some(token) = tokens.get(place) {
            let next = |step: usize| tokens.get(place + step).map(String::as_str);
            if token == "mod" && next(2) == Some(";") {
                source.modules.push(tokens[place + 1].clone());
                place += 3;
            } else if token == "use" {
                let end = place + tokens[place..].iter().position(|token| token == ";").unwrap();
                let is_public = place > 0 && matches!(tokens[place - 1].as_str(), "pub" | ")");
                tree(&tokens[place + 1..end], &[], is_public, &mut source.imports);
                place = end + 1;
            } else if is_name(token) && next(1) == Some("::") {
                let mut path = vec![token.clone()];
                place += 1;
                while tokens.get(place).is_some_and(|token| token == "::")
                    && tokens.get(place + 1).is_some_and(|token| is_name(token))
                {
                    path.push(tokens[place + 1].clone());
                    place += 2;
                }
                source.paths.push(path);
            } else {
                place += 1;
            }
        }
        source
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The paths of what stands between `use` and its semicolon.
fn tree(tokens: &[String], before: &[String], is_public: bool, imports: &mut Vec<Import>) {
    let mut path = before.to_vec();
    let mut name = None;
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        match token.as_str() {
            "::" => {}
            "as" => {
                name = tokens.get(place + 1).cloned();
                place += 1;
            }
            "{" => {
                let (mut depth, mut start) = (0, place + 1);
                for (at, token) in tokens.iter().enumerate().skip(place) {
                    match token.as_str() {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    if (depth == 1 && token == ",") || depth == 0 {
                        tree(&tokens[start..at], &path, is_public, imports);
                        start = at + 1;
                    }
                    if depth == 0 {
                        return;
                    }
                }
            }
            part => path.push(part.to_owned()),
        }
        place += 1;
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if path.len() > before.len() || tokens.len() == 1 {
        let name = name.unwrap_or_else(|| path.last().cloned().unwrap_or_default());
        imports.push(Import { path, name, is_public });
    }
}

/// The names and signs of a file, without comments, texts and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut place) = (Vec::new(), 0);
    let at = |place: usize| chars.get(place).copied().unwrap_or('\0');
    while place < chars.len() {
        match (at(place), at(place + 1)) {
            ('/', '/') => {
                while place < chars.len() && at(place) != '\n' {
                    place += 1
                }
            }
            ('/', '*') => {
                while place < chars.len() && (at(place), at(place + 1)) != ('*', '/') {
                    place += 1;
                }
                place += 2;
            }
            ('r', '"' | '#') if !matches!(tokens.last().map(String::as_str), Some("'")) => {
                let hashes = (place + 1..).take_while(|place| at(*place) == '#').count();
                if at(place + 1 + hashes) == '"' {
                    place += hashes + 2;
                    while place < chars.len() && !(at(place) == '"' && (1..=hashes).all(|step| at(place + step) == '#'))
                    {
                        place += 1;
                    }
                }
                place += hashes + 1;
            }
            ('"', _) => {
                place += 1;
                while place < chars.len() && at(place) != '"' {
                    place += if at(place) == '\\' { 2 } else { 1 };
                }
                place += 1;
            }
            // A character, not a lifetime.
            ('\'', '\\') => {
                place += 3;
                while place < chars.len() && at(place) != '\'' {
                    place += 1;
                }
                place += 1;
            }
            ('\'', _) if at(place + 2) == '\'' => place += 3,
            (':', ':') => {
                tokens.push("::".to_owned());
                place += 2;
            }
            (c, _) if c.is_alphanumeric() || c == '_' => {
                let start = place;
                while at(place).is_alphanumeric() || at(place) == '_' {
                    place += 1;
                }
                tokens.push(chars[start..place].iter().collect());
            }
            (c, _) => {
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
                place += 1;
            }
        }
    }
    tokens
}

/// Leaves out what follows `#[cfg(test)]`: an item up to its semicolon or its closing brace.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut place) = (Vec::new(), 0);
    while place < tokens.len() {
        let is_test = tokens.get(place..place + TEST.len()).is_some_and(|part| part == TEST);
        if !is_test {
            kept.push(tokens[place].clone());
            place += 1;
            continue;
        }
        let mut depth = 0;
        while let Some(token) = tokens.get(place) {
            place += 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(token.as_str(), ";" | "}") {
                break;
            }
        }
    }
    kept
}

#[test]
fn a_file_is_understood() {
    let source = Source::parse(
        r##"
        //! use crate::comment::A;
        mod inner;
        pub(crate) use inner::{Thing, other::*};
        use crate::{a::{self, B as C}, d};
        use super::E;
        #[cfg(test)]
        mod tests;
        fn f<'a>(x: &'a str) -> char { d::g("use crate::text::A;", r#"crate::raw::"A""#, '"', 'x'); crate::h::I::new() }
        #[cfg(test)]
        mod more { use crate::test::J; }
        "##,
    );
    assert_eq!(source.modules, ["inner"]);
    let imports: Vec<_> = source.imports.iter().map(|i| (i.path.join("::"), i.name.as_str(), i.is_public)).collect();
    assert_eq!(
        imports,
        [
            ("inner::Thing".to_owned(), "Thing", true),
            ("inner::other::*".to_owned(), "*", true),
            ("crate::a".to_owned(), "a", false),
            ("crate::a::B".to_owned(), "C", false),
            ("crate::d".to_owned(), "d", false),
            ("super::E".to_owned(), "E", false),
        ]
    );
    let paths: Vec<_> = source.paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(paths, ["d::g", "crate::h::I::new"]);
}
