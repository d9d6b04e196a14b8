//! A repository on a server: the second version of git's protocol, over HTTP. One commit is fetched, without its history.

use super::object::Oid;
use super::pack::Pack;
use crate::Error;
use crate::address::Address;
use crate::http::{Client, IS_REPOSITORY};

/// What a line of the protocol is.
enum Line<'b> {
    Data(&'b [u8]),
    /// The end of a list, or of a part of an answer.
    Mark,
}

/// The lines of an answer. Each begins with its length in four hexadecimal digits.
struct Lines<'b>(&'b [u8]);

impl<'b> Iterator for Lines<'b> {
    type Item = Line<'b>;

    fn next(&mut self) -> Option<Line<'b>> {
        let digits = std::str::from_utf8(self.0.get(..4)?).ok()?;
        let length = usize::from_str_radix(digits, 16).ok()?;
        let data = if length < 4 { None } else { Some(self.0.get(4..length)?) };
        self.0 = self.0.get(length.max(4)..)?;
        Some(data.map_or(Line::Mark, Line::Data))
    }
}

fn line(text: &str) -> String {
    format!("{:04x}{text}\n", text.len() + 5)
}

/// What a server is asked: a command, a mark, the arguments, the end.
fn request(command: &str, arguments: &[String]) -> Vec<u8> {
    let arguments: String = arguments.iter().map(|argument| line(argument)).collect();
    format!("{}0001{arguments}0000", line(&format!("command={command}"))).into_bytes()
}

/// A repository on a server.
pub(super) struct Remote<'a> {
    client: &'a Client,
    url: &'a Address,
}

impl<'a> Remote<'a> {
    /// The repository at this address, if the server speaks a protocol that is known.
    pub(super) fn open(client: &'a Client, url: &'a Address) -> Result<Self, Error> {
        let address = url.join("/info/refs?service=git-upload-pack");
        let answer = client
            .git(&address, None)?
            .ok_or_else(|| Error::new(format!("there is no git repository at {url}")).help(IS_REPOSITORY))?;
        let speaks = Lines(&answer).any(|line| matches!(line, Line::Data(data) if data.starts_with(b"version 2")));
        if speaks {
            return Ok(Self { client, url });
        }
        Err(Error::new(format!("{url} does not speak version 2 of git's protocol")).help(IS_REPOSITORY))
    }

    fn ask(&self, body: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = self.client.git(&self.url.join("/git-upload-pack"), Some(body))?;
        answer.ok_or_else(|| Error::new(format!("there is no git repository at {}", self.url)).help(IS_REPOSITORY))
    }

    /// The commit of a branch or tag, or the one that the server thinks first of.
    pub(super) fn commit(&self, branch: Option<&str>) -> Result<Option<Oid>, Error> {
        let names = match branch {
            Some(branch) => vec![format!("refs/heads/{branch}"), format!("refs/tags/{branch}")],
            None => vec!["HEAD".to_owned()],
        };
        let prefixes: Vec<_> = names.iter().map(|name| format!("ref-prefix {name}")).collect();
        let answer = self.ask(&request("ls-refs", &[&["peel".to_owned()][..], &prefixes].concat()))?;
        let mut known = Vec::new();
        for line in Lines(&answer) {
            let Line::Data(data) = line else { break };
            let text = String::from_utf8_lossy(data);
            let mut words = text.split_whitespace();
            if let (Some(id), Some(name)) = (words.next(), words.next()) {
                let peeled = words.find_map(|word| word.strip_prefix("peeled:").map(str::to_owned));
                known.push((name.to_owned(), peeled.unwrap_or_else(|| id.to_owned())));
            }
        }
        let id = names.iter().find_map(|name| known.iter().find(|(other, _)| other == name));
        Ok(id.and_then(|(_, id)| Oid::from_hex(id)))
    }

    /// A commit and everything in it.
    pub(super) fn pack(&self, commit: &Oid) -> Result<Pack, Error> {
        let arguments = ["no-progress", "ofs-delta", "deepen 1", &format!("want {commit}"), "done"].map(str::to_owned);
        let answer = self.ask(&request("fetch", &arguments))?;
        let (mut pack, mut in_pack) = (Vec::new(), false);
        for line in Lines(&answer) {
            match line {
                Line::Data(data) if !in_pack => in_pack = data.starts_with(b"packfile"),
                Line::Data([1, data @ ..]) => pack.extend_from_slice(data),
                Line::Data([3, text @ ..]) => return Err(self.refused(&String::from_utf8_lossy(text))),
                Line::Data(_) | Line::Mark => {}
            }
        }
        Pack::scanned(pack).map_err(|damage| self.refused(damage))
    }

    fn refused(&self, why: &str) -> Error {
        Error::new(format!("{} does not give its files: {}", self.url, why.trim()))
    }
}
