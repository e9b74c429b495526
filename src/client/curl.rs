//! Reading a curl command, as it is copied from documentation or a browser's tools.

use super::{
    Draft, HeaderRow,
    credentials::{base64, set_header},
    shell::words,
};

/// A request that was read from a curl command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The request.
    pub draft: Draft,
    /// What was not understood, or cannot be done here, each as a sentence.
    pub remarks: Vec<String>,
}

/// The longest command that is read, in bytes.
const LONGEST: usize = 2 << 20;

/// Whether a text looks like a curl command.
#[must_use]
pub fn is_curl(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix("$ ").unwrap_or(text).trim_start();
    let rest = text.strip_prefix("curl.exe").or_else(|| text.strip_prefix("curl"));
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace) || rest.starts_with('\\'))
}

/// Reads a curl command. `base` is the path of the API root: where an address has it, it is left out of the path.
///
/// # Errors
/// A sentence that says what keeps it from being read.
pub fn read(text: &str, base: &str) -> Result<Taken, String> {
    if text.len() > LONGEST {
        return Err("This command is longer than 2 MiB; shorten it first.".into());
    }
    let mut words = words(text)?.into_iter();
    if words.next().is_some_and(|word| word == "$") {
        words.next();
    }
    let mut reading = Reading::default();
    while let Some(word) = words.next() {
        reading.word(&word, &mut words);
    }
    reading.finish(base)
}

#[derive(Default)]
struct Reading {
    method: Option<String>,
    address: Option<String>,
    headers: Vec<(String, String)>,
    data: Vec<String>,
    json: bool,
    in_query: bool,
    head: bool,
    remarks: Vec<String>,
}

/// Options that change nothing about the request, and take no value.
const SILENT: [&str; 30] = [
    "silent",
    "show-error",
    "verbose",
    "include",
    "location",
    "fail",
    "fail-with-body",
    "insecure",
    "globoff",
    "path-as-is",
    "no-buffer",
    "http1.1",
    "http1.0",
    "http2",
    "http3",
    "http2-prior-knowledge",
    "ipv4",
    "ipv6",
    "raw",
    "progress-bar",
    "no-progress-meter",
    "styled-output",
    "keepalive",
    "tcp-nodelay",
    "remote-name",
    "anyauth",
    "basic",
    "location-trusted",
    "tlsv1.2",
    "tlsv1.3",
];

/// Options that change nothing about the request, and take a value.
const SILENT_WITH: [&str; 16] = [
    "output",
    "max-time",
    "connect-timeout",
    "retry",
    "retry-delay",
    "retry-max-time",
    "write-out",
    "cacert",
    "proxy",
    "resolve",
    "dump-header",
    "cookie-jar",
    "interface",
    "stderr",
    "trace",
    "trace-ascii",
];

impl Reading {
    fn word(&mut self, word: &str, words: &mut impl Iterator<Item = String>) {
        if let Some(long) = word.strip_prefix("--") {
            let (name, given) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
            let name =
                name.strip_prefix("no-").filter(|name| SILENT.contains(name)).unwrap_or(name).to_owned();
            self.option(&name, word, &mut || given.clone().or_else(|| words.next()));
        } else if word.len() > 1 && word.starts_with('-') {
            let mut rest = &word[1..];
            while let Some(letter) = rest.chars().next() {
                rest = &rest[letter.len_utf8()..];
                let Some(name) = long_name(letter) else {
                    self.remarks.push(format!("The option -{letter} is not understood, and left out."));
                    continue;
                };
                let mut took = false;
                let attached = (!rest.is_empty()).then(|| rest.to_owned());
                self.option(name, &format!("-{letter}"), &mut || {
                    took = true;
                    attached.clone().or_else(|| words.next())
                });
                // A value takes all that is left of the word.
                if took {
                    break;
                }
            }
        } else if self.address.is_none() {
            self.address = Some(word.to_owned());
        } else {
            self.remarks.push(format!("“{}” is a second address; only the first is taken.", short(word)));
        }
    }

    fn option(&mut self, name: &str, written: &str, value: &mut dyn FnMut() -> Option<String>) {
        match name {
            "request" => self.method = value(),
            "url" => self.address = value(),
            "head" => self.head = true,
            "get" => self.in_query = true,
            "header" => {
                let line = value().unwrap_or_default();
                if let Some((name, value)) = line.split_once(':') {
                    // "Name:" takes away what curl would add; nothing is added here.
                    if !value.trim().is_empty() {
                        self.headers.push((name.trim().to_owned(), value.trim().to_owned()));
                    }
                } else if let Some(name) = line.strip_suffix(';') {
                    self.headers.push((name.to_owned(), String::new()));
                } else if let Some(file) = line.strip_prefix('@') {
                    self.remarks
                        .push(format!("Header fields in the file {} cannot be read here.", short(file)));
                } else {
                    self.remarks.push(format!("“{}” is no header field: it has no colon.", short(&line)));
                }
            }
            "data" | "data-ascii" | "data-binary" => {
                let data = value().unwrap_or_default();
                match data.strip_prefix('@') {
                    Some("-") => self.remarks.push("A body from standard input cannot be read here.".into()),
                    Some(file) => self.remarks.push(format!(
                        "The file {} cannot be read here: paste its text into the body.",
                        short(file)
                    )),
                    None => self.data.push(data),
                }
            }
            "data-raw" => self.data.push(value().unwrap_or_default()),
            "data-urlencode" => {
                let data = value().unwrap_or_default();
                let encoded = |text: &str| {
                    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                        .to_string()
                };
                match data.split_once('=') {
                    Some(("", text)) => self.data.push(encoded(text)),
                    Some((name, text)) => self.data.push(format!("{name}={}", encoded(text))),
                    None if data.contains('@') => {
                        self.remarks.push(format!("The file in “{}” cannot be read here.", short(&data)));
                    }
                    None => self.data.push(encoded(&data)),
                }
            }
            "json" => {
                self.json = true;
                let data = value().unwrap_or_default();
                if data.starts_with('@') {
                    self.remarks
                        .push("A body from a file cannot be read here: paste its text into the body.".into());
                } else {
                    self.data.push(data);
                }
            }
            "user" => {
                let user = value().unwrap_or_default();
                let pair = if user.contains(':') { user } else { format!("{user}:") };
                self.headers.push(("Authorization".into(), format!("Basic {}", base64(pair.as_bytes()))));
            }
            "oauth2-bearer" => {
                let token = value().unwrap_or_default();
                self.headers.push(("Authorization".into(), format!("Bearer {token}")));
            }
            "cookie" => {
                let cookie = value().unwrap_or_default();
                if cookie.contains('=') {
                    self.headers.push(("Cookie".into(), cookie));
                } else {
                    self.remarks.push(format!("The file of cookies {} cannot be read here.", short(&cookie)));
                }
            }
            "user-agent" => self.headers.push(("User-Agent".into(), value().unwrap_or_default())),
            "referer" => self.headers.push(("Referer".into(), value().unwrap_or_default())),
            "range" => self.headers.push(("Range".into(), format!("bytes={}", value().unwrap_or_default()))),
            "compressed" => self.headers.push(("Accept-Encoding".into(), "gzip".into())),
            "form" | "form-string" | "upload-file" | "cert" | "key" | "config" => {
                let what = value().unwrap_or_default();
                self.remarks
                    .push(format!("{written} {} cannot be done here, and is left out.", short(&what)));
            }
            _ if SILENT.contains(&name) => {}
            _ if SILENT_WITH.contains(&name) => {
                value();
            }
            _ => self.remarks.push(format!("The option {written} is not understood, and left out.")),
        }
    }

    fn finish(mut self, base: &str) -> Result<Taken, String> {
        let address = self.address.take().ok_or("This command has no address to send to.")?;
        let (host, mut path) = apart(&address);
        match path.strip_prefix(base) {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '?']) => path = rest.to_owned(),
            _ if host.is_empty() => {}
            _ => self.remarks.push(format!("{host} is left out: the server in this page answers.")),
        }
        if !path.starts_with('/') {
            path.insert(0, '/');
        }
        let mut body = self.data.join("&");
        let has_body = !self.data.is_empty();
        if self.in_query && has_body {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(&body);
            body.clear();
        }
        let usual = match (self.head, has_body && !self.in_query) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        let method = self.method.unwrap_or_else(|| usual.into());
        let mut draft = Draft { method, path, headers: Vec::new(), body };
        for (name, value) in self.headers {
            draft.headers.push(HeaderRow::new(&name, &value));
        }
        if self.json {
            for name in ["Content-Type", "Accept"] {
                if draft.header(name).is_none() {
                    set_header(&mut draft, name, Some("application/json"));
                }
            }
        } else if !draft.body.is_empty() && draft.header("content-type").is_none() {
            // That is what curl says of data unless it is told something else.
            set_header(&mut draft, "Content-Type", Some("application/x-www-form-urlencoded"));
        }
        Ok(Taken { draft, remarks: self.remarks })
    }
}

/// An address apart: its scheme and host, where it has them, and the rest.
fn apart(address: &str) -> (String, String) {
    let address = address.split('#').next().unwrap_or_default();
    let start = address.find("://").map_or(0, |at| at + 3);
    if start == 0 && address.starts_with('/') {
        return (String::new(), address.to_owned());
    }
    let end = address[start..].find(['/', '?']).map_or(address.len(), |at| start + at);
    // A name and password in an address are no part of what is sent as one.
    let host = address[start..end].rsplit('@').next().unwrap_or_default();
    (host.to_owned(), address[end..].to_owned())
}

fn long_name(letter: char) -> Option<&'static str> {
    Some(match letter {
        'X' => "request",
        'H' => "header",
        'd' => "data",
        'I' => "head",
        'G' => "get",
        'u' => "user",
        'b' => "cookie",
        'A' => "user-agent",
        'e' => "referer",
        'r' => "range",
        'F' => "form",
        'T' => "upload-file",
        'E' => "cert",
        'K' => "config",
        's' => "silent",
        'S' => "show-error",
        'v' => "verbose",
        'i' => "include",
        'L' => "location",
        'f' => "fail",
        'k' => "insecure",
        'g' => "globoff",
        'N' => "no-buffer",
        'O' => "remote-name",
        '#' => "progress-bar",
        '0' => "http1.0",
        '4' => "ipv4",
        '6' => "ipv6",
        'o' => "output",
        'm' => "max-time",
        'w' => "write-out",
        'x' => "proxy",
        'D' => "dump-header",
        'c' => "cookie-jar",
        _ => return None,
    })
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::snippets;

    fn taken(text: &str) -> Taken {
        read(text, "/docs/api").expect("a command")
    }

    #[test]
    fn the_usual_commands_are_read() {
        let get = taken("curl https://example.com/docs/api/toys?kind=car -H 'Accept: text/csv'");
        assert_eq!((get.draft.method.as_str(), get.draft.path.as_str()), ("GET", "/toys?kind=car"));
        assert_eq!((get.draft.header("accept"), get.remarks.len()), (Some("text/csv"), 0));

        let post = taken(
            "$ curl -sSL -XPOST \\\n  \"https://other.example/toys\" \\\r\n  --header \"Content-Type: application/json\" \\\n -d '{\"name\": \"it'\\''s\"}' # make one",
        );
        assert_eq!((post.draft.method.as_str(), post.draft.path.as_str()), ("POST", "/toys"));
        assert_eq!(post.draft.body, "{\"name\": \"it's\"}");
        assert_eq!(post.remarks, ["other.example is left out: the server in this page answers."]);
    }

    #[test]
    fn options_do_what_curl_does() {
        let json = taken("curl --json '{}' localhost:8080/x");
        assert_eq!(json.draft.header("content-type"), Some("application/json"));
        assert_eq!(
            (json.draft.method.as_str(), json.draft.header("accept")),
            ("POST", Some("application/json"))
        );
        let query = taken("curl -G /toys -d a=1 --data-urlencode 'b=c d&e'");
        assert_eq!(
            (query.draft.method.as_str(), query.draft.path.as_str()),
            ("GET", "/toys?a=1&b=c%20d%26e")
        );
        assert_eq!(query.draft.body, "");
        let form = taken("curl /x -d a=1 -d b=2 -u mia:pw -b k=v -A me -r 0-9 --compressed -X PUT");
        assert_eq!((form.draft.body.as_str(), form.draft.method.as_str()), ("a=1&b=2", "PUT"));
        assert_eq!(form.draft.header("authorization"), Some("Basic bWlhOnB3"));
        assert_eq!(form.draft.header("cookie"), Some("k=v"));
        assert_eq!(form.draft.header("range"), Some("bytes=0-9"));
        assert_eq!(form.draft.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(taken("curl -I /x").draft.method, "HEAD");
        assert_eq!(taken("curl /x --data-raw @a").draft.body, "@a");
        assert_eq!(taken("curl /x -d $'a\\n\\'\\u00e9\\x41'").draft.body, "a\n'éA");
        assert_eq!(taken("curl /x -o file --max-time=3 | jq .").remarks, Vec::<String>::new());
        assert_eq!(taken("curl 'http://h?a=b'").draft.path, "/?a=b");
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let odd = taken("curl /x --frobnicate -F file=@a.png -d @body.json -H nonsense -Z /y");
        assert_eq!(odd.remarks.len(), 6, "{:?}", odd.remarks);
        assert!(odd.remarks[0].contains("--frobnicate"));
        for text in ["curl", "curl -X POST", "curl 'open", "curl \"open", "curl $'open"] {
            assert!(read(text, "").is_err(), "{text}");
        }
        assert!(is_curl("  $ curl -v x") && is_curl("curl\tx") && !is_curl("curly") && !is_curl("/curl x"));
    }

    #[test]
    fn no_command_is_too_odd() {
        let whole = "$ curl -sXPUT --data-raw=$'\\x4\\u00e9' -H \"a: \\\"b\" 'http://h:1/é?#' -u: -G --json \\\n -b -";
        for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let _ = read(&whole[..end], "/api");
            let _ = read(&whole[end..], "");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for body in ["{\"a\": \"it's $HOME `x` \\\\ \\n\"}\n", "é'\"\r\n\t!", "-d", "a;b|c&d"] {
            let draft = Draft::new("PATCH", "/toys/car?x[y]=1")
                .with("If-Match", "\"v1\"")
                .with("X-Empty", "")
                .body("text/plain", body);
            let command = snippets::curl(&draft.request("/docs/api"), "https://example.com");
            assert_eq!(taken(&command), Taken { draft, remarks: vec![] }, "{command}");
        }
    }
}
