//! The languages that there are texts in.

/// A language with a file of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// The language tag (RFC 5646), such as `de`.
    pub tag: &'static str,
    /// What the language calls itself, such as `Deutsch`.
    pub name: &'static str,
    /// Where its texts are, relative to the page.
    pub file: &'static str,
    /// Where its lines for the stage are, relative to the page.
    pub tellings: &'static str,
    /// Where the server's reasons in its words are, relative to the page.
    pub reasons: &'static str,
}

/// Every language that has texts; the first one is for everybody else.
pub static LANGUAGES: [Language; 2] = [
    Language {
        tag: "en",
        name: "English",
        file: "texts/en.json",
        tellings: "tellings/en.json",
        reasons: "reasons/en.json",
    },
    Language {
        tag: "de",
        name: "Deutsch",
        file: "texts/de.json",
        tellings: "tellings/de.json",
        reasons: "reasons/de.json",
    },
];

impl Language {
    /// The language for somebody who reads these, best first, such as `de-AT` and `en`: the first of theirs that
    /// there are texts in, whatever its region (RFC 4647 §3.4), else English.
    pub fn best<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Self {
        wanted
            .into_iter()
            .find_map(|tag| {
                let primary = tag.split('-').next()?;
                LANGUAGES.iter().find(|language| primary.eq_ignore_ascii_case(language.tag))
            })
            .unwrap_or(&LANGUAGES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_can_be_served_is_taken() {
        let best = |wanted: &[&str]| Language::best(wanted.iter().copied()).tag;
        assert_eq!(best(&["de-AT", "en"]), "de");
        assert_eq!(best(&["fr", "EN-gb", "de"]), "en");
        assert_eq!(best(&["den"]), "en");
        assert_eq!(best(&[]), "en");
    }
}
