//! Where a rule can be read.

/// The address of a section of an RFC: `RFC 9110 §15.5.5` stands at
/// `https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5`. `None` for any other document.
#[must_use]
pub fn address(spec: &str) -> Option<String> {
    let rest = spec.strip_prefix("RFC ")?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next().filter(|number| !number.is_empty())?;
    let section = rest.split_once('§').map(|(_, after)| {
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        after[..end].trim_end_matches('.')
    });
    Some(match section.filter(|section| !section.is_empty()) {
        Some(section) => format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"),
        None => format!("https://www.rfc-editor.org/rfc/rfc{number}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_an_address() {
        let at = "https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2";
        assert_eq!(address("RFC 9110 §13.2.2 (1)").as_deref(), Some(at));
        assert_eq!(address("RFC 6585").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc6585"));
        assert_eq!(address("Fetch Standard §3.2"), None);
    }
}
