//! A request as something to run or to show elsewhere: a curl command, a `fetch` call, the message itself.

use std::fmt::Write;

use crate::http::Request;

/// A word of a POSIX shell that stands for this text exactly, whatever is in it (POSIX.1-2024, XCU §2.2.2). A NUL byte
/// cannot stand in a word; it is left out.
#[must_use]
pub fn shell_quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@,+%".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}

/// The request as a curl command for a POSIX shell. `origin` is where the server is, such as `https://example.com`.
#[must_use]
pub fn curl(request: &Request, origin: &str) -> String {
    let method = request.method_text();
    let has_body = !request.content.is_empty();
    let target = request.target_text();
    let address = format!("{origin}{}", sendable(&target));
    let mut words: Vec<String> = Vec::new();
    match (method.as_ref(), has_body) {
        ("GET", false) | ("POST", true) => {}
        // With -X HEAD curl would wait for a body that never comes.
        ("HEAD", false) => words.push("--head".into()),
        (method, _) => words.push(format!("-X {}", shell_quoted(method))),
    }
    // curl would make sense of what is sent as it is here.
    if target.contains(['[', ']', '{', '}']) {
        words.push("--globoff".into());
    }
    if target.split(['/', '?']).any(|part| part == "." || part == "..") {
        words.push("--path-as-is".into());
    }
    let mut left_out = Vec::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let has =
        |wanted: &str| request.fields.iter().any(|field| field.name.eq_ignore_ascii_case(wanted.as_bytes()));
    let (has_accept, has_type) = (has("accept"), has("content-type"));
    for field in &request.fields {
        let (name, value) = (text(&field.name), text(&field.value));
        if name.starts_with('@') || name.contains(['\r', '\n', ':']) || value.contains(['\r', '\n', '\0']) {
            left_out.push(name);
            continue;
        }
        // "Name;" is how curl writes a field with nothing in it.
        let line = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        words.push(format!("-H {}", shell_quoted(&line)));
    }
    // What curl would add of its own accord, and this request does not have.
    if !has_accept {
        words.push("-H 'Accept:'".into());
    }
    if has_body && !has_type {
        words.push("-H 'Content-Type:'".into());
    }
    let mut before = String::new();
    if has_body {
        match std::str::from_utf8(&request.content) {
            Ok(body) if !body.contains('\0') => words.push(format!("--data-raw {}", shell_quoted(body))),
            _ => {
                before = format!("printf '{}' | ", octal(&request.content));
                words.push("--data-binary @-".into());
            }
        }
    }
    words.push(shell_quoted(&address));
    let mut command = format!("{before}curl {}", words.join(" \\\n  "));
    for name in left_out {
        let _ = write!(command, "\n# curl cannot send the header field {name:?}, so it is left out.");
    }
    command
}

/// The bytes for `printf`, which knows octal escapes everywhere.
fn octal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        match byte {
            b'%' => text.push_str("%%"),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' if *byte != b'\'' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\{byte:03o}");
            }
        }
        text
    })
}

/// A target as an address takes it: spaces and control characters encoded, what follows `#` left out as it would be.
fn sendable(target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    target.chars().fold(String::new(), |mut text, letter| {
        if letter == ' ' || letter.is_control() {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(text, "%{byte:02X}");
            }
        } else {
            text.push(letter);
        }
        text
    })
}

/// The request as a `fetch` call in JavaScript. `address` is what comes before the target; it may be empty.
#[must_use]
pub fn fetch(request: &Request, origin: &str) -> String {
    let address = script_text(&format!("{origin}{}", request.target_text()));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut options = Vec::new();
    let method = request.method_text();
    if method != "GET" {
        options.push(format!("  method: {},", script_text(&method)));
    }
    if !request.fields.is_empty() {
        let line = |field: &crate::http::Field| {
            format!("    [{}, {}],", script_text(&text(&field.name)), script_text(&text(&field.value)))
        };
        let lines: Vec<_> = request.fields.iter().map(line).collect();
        options.push(format!("  headers: [\n{}\n  ],", lines.join("\n")));
    }
    if !request.content.is_empty() {
        options.push(format!("  body: {},", script_text(&text(&request.content))));
    }
    let options =
        if options.is_empty() { String::new() } else { format!(", {{\n{}\n}}", options.join("\n")) };
    format!(
        "const response = await fetch({address}{options});\nconsole.log(response.status, await response.text());\n"
    )
}

/// A string literal of JavaScript.
fn script_text(text: &str) -> String {
    // JSON is JavaScript; the two line separators are escaped for readers that are older than ES2019.
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// The request as the message that goes over the wire in HTTP/1.1 (RFC 9112 §2.1). `host` is the server's name.
#[must_use]
pub fn message(request: &Request, host: &str) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut message = format!("{} {} HTTP/1.1\r\n", request.method_text(), sendable(&request.target_text()));
    let has = |wanted: &[u8]| request.fields.iter().any(|field| field.name.eq_ignore_ascii_case(wanted));
    if !has(b"host") {
        let _ = write!(message, "Host: {host}\r\n");
    }
    for field in &request.fields {
        let _ = write!(message, "{}: {}\r\n", text(&field.name), text(&field.value));
    }
    if !request.content.is_empty() && !has(b"content-length") && !has(b"transfer-encoding") {
        let _ = write!(message, "Content-Length: {}\r\n", request.content.len());
    }
    message.push_str("\r\n");
    message.push_str(&text(&request.content));
    message
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::client::Draft;

    const NASTY: [&str; 12] = [
        "plain",
        "",
        "it's",
        "''",
        "$HOME `id` $(id) \\n",
        "a\nb\r\tc",
        "\"quoted\"",
        "é 😀 \u{7f}",
        "-n %s %d",
        "!history & | ; < > ( ) { } * ? ~ #",
        "\\",
        "'\\''",
    ];

    /// What a shell makes of a word: `printf` writes its second argument as it is.
    fn shell(script: &str) -> Vec<u8> {
        Command::new("sh").arg("-c").arg(script).output().expect("a shell").stdout
    }

    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for text in NASTY {
            assert_eq!(shell(&format!("printf %s {}", shell_quoted(text))), text.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn a_shell_runs_the_command_with_every_argument_as_meant() {
        for text in NASTY.into_iter().filter(|text| !text.is_empty()) {
            let draft = Draft::new("POST", "/toys?q[x]=1").body("text/plain", text);
            // A function in curl's place prints each argument and a NUL after it.
            let script = format!(
                "curl() {{ for word in \"$@\"; do printf '%s\\000' \"$word\"; done; }}\n{}",
                curl(&draft.request("/api"), "http://host")
            );
            let words = shell(&script);
            let words: Vec<&[u8]> = words.split(|byte| *byte == 0).collect();
            let body = words.iter().position(|word| *word == b"--data-raw").expect("a body") + 1;
            assert_eq!(words[body], text.as_bytes(), "{text:?}");
            assert!(
                words.contains(&&b"http://host/api/toys?q[x]=1"[..]) && words.contains(&&b"--globoff"[..])
            );
            assert!(words.contains(&&b"Content-Type: text/plain"[..]));
        }
    }

    #[test]
    fn bytes_that_no_word_can_hold_go_through_a_pipe() {
        let request = Request::new("PUT", "/api/x").content([0, b'%', b'\'', b'\\', 0xff, b'\n', b'7']);
        let command = curl(&request, "http://host");
        let script = format!("curl() {{ cat; }}\n{command}");
        assert_eq!(shell(&script), [0, b'%', b'\'', b'\\', 0xff, b'\n', b'7']);
        assert!(command.contains("-X PUT") && command.contains("-H 'Content-Type:'"), "{command}");
    }

    #[test]
    fn curl_is_told_what_it_would_get_wrong() {
        let of = |draft: Draft| curl(&draft.request(""), "http://h");
        assert!(of(Draft::new("HEAD", "/x")).contains("--head"));
        assert!(of(Draft::new("GET", "/a/../b")).contains("--path-as-is"));
        assert!(
            of(Draft::new("GET", "/a b#c")).ends_with("http://h/a%20b"),
            "{}",
            of(Draft::new("GET", "/a b#c"))
        );
        assert!(of(Draft::new("GET", "/x").with("X-Empty", "")).contains("-H 'X-Empty;'"));
        assert!(of(Draft::new("GET", "/x").with("@file", "1")).contains("left out"));
        let mut bare = Draft::new("GET", "/x");
        bare.headers.clear();
        assert_eq!(of(bare), "curl -H 'Accept:' \\\n  http://h/x");
    }

    #[test]
    fn fetch_quotes_for_javascript() {
        let draft = Draft::new("POST", "/toys").body("application/json", "{\"a\": \"</script>\u{2028}\"}\n");
        let code = fetch(&draft.request("/api"), "https://example.com");
        assert!(code.contains(r#"await fetch("https://example.com/api/toys", {"#), "{code}");
        assert!(code.contains(r#"["Content-Type", "application/json"],"#));
        assert!(code.contains(r#"body: "{\"a\": \"</script>\u2028\"}\n","#), "{code}");
        assert!(fetch(&Request::new("GET", "/x"), "").starts_with("const response = await fetch(\"/x\");"));
    }

    #[test]
    fn the_message_has_what_http_asks_for() {
        let draft = Draft::new("POST", "/toys").body("application/json", "{}");
        assert_eq!(
            message(&draft.request("/api"), "example.com"),
            "POST /api/toys HTTP/1.1\r\nHost: example.com\r\nAccept: application/json\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        );
    }
}
