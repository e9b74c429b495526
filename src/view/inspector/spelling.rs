//! Names of header fields as people write them.

/// A field name as people write it: `content-type` becomes `Content-Type`, and `etag` `ETag`.
pub(super) fn spelled(name: &str) -> String {
    match name {
        "etag" => "ETag".into(),
        "www-authenticate" => "WWW-Authenticate".into(),
        name => {
            let mut start = true;
            name.chars()
                .map(|c| {
                    let upper = if start { c.to_ascii_uppercase() } else { c };
                    start = c == '-';
                    upper
                })
                .collect()
        }
    }
}
