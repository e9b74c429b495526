//! A sentence with slots: text to be found, and names for what stands between.

/// A template such as `Found “{id}”, version {version}.`, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// The text before the first slot, between two, and after the last: one more than there are slots.
    literals: Box<[Box<str>]>,
    slots: Box<[Box<str>]>,
}

impl Template {
    /// Reads a template by which texts are to be read.
    ///
    /// # Errors
    /// What is wrong with it: as for [`Self::wording`]; or a slot that is there twice; or two slots with nothing between
    /// them, where nobody could tell which has what.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let template = Self::wording(text)?;
        for (place, slot) in template.slots().enumerate() {
            if template.slots().take(place).any(|other| other == slot) {
                return Err(format!("the slot “{slot}” is there twice"));
            }
            if place > 0 && template.literals.get(place).is_none_or(|before| before.is_empty()) {
                return Err(format!(
                    "nothing stands before the slot “{slot}” that would tell where it begins"
                ));
            }
        }
        Ok(template)
    }

    /// Reads a template that is only to be filled.
    ///
    /// # Errors
    /// What is wrong with it: a brace that is not closed, or a slot without a name.
    pub(super) fn wording(text: &str) -> Result<Self, String> {
        let (mut literals, mut slots): (Vec<Box<str>>, Vec<Box<str>>) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').ok_or("a brace is not closed")?;
            if slot.is_empty() || !slot.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(format!("“{{{slot}}}” is no slot: its name is small letters a to z"));
            }
            literals.push(before.into());
            slots.push(slot.into());
            rest = after;
        }
        literals.push(rest.into());
        Ok(Self { literals: literals.into(), slots: slots.into() })
    }

    /// How much of a text it fixes, in bytes: of two that fit, the one that fixes more says more of it.
    pub(super) fn weight(&self) -> usize {
        self.literals.iter().map(|literal| literal.len()).sum()
    }

    /// What stands in its slots in this text, in order; `None` where it does not fit the whole of it.
    ///
    /// Each piece of text is taken where it is first found. As slots may hold anything, that finds a way whenever there
    /// is one, in time that grows with the text alone.
    pub(super) fn read<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.literals.split_first()?;
        let text = text.strip_prefix(&**first)?;
        let Some((last, middle)) = rest.split_last() else { return text.is_empty().then(Vec::new) };
        let mut text = text.strip_suffix(&**last)?;
        let mut values = Vec::with_capacity(self.slots.len());
        for literal in middle {
            let (value, after) = text.split_once(&**literal)?;
            values.push(value);
            text = after;
        }
        values.push(text);
        let is_whole = |(place, value): (usize, &&str)| !self.is_quoted(place) || is_one_quote(value);
        values.iter().enumerate().all(is_whole).then_some(values)
    }

    /// Whether the slot at this place stands in quotation marks.
    fn is_quoted(&self, place: usize) -> bool {
        let (before, after) = (self.literals.get(place), self.literals.get(place + 1));
        before.is_some_and(|before| before.ends_with('“'))
            && after.is_some_and(|after| after.starts_with('”'))
    }

    /// The names of its slots, in order.
    pub(super) fn slots(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| &**slot)
    }

    /// Its text with what its slots hold; `None` where there is nothing for one of them.
    pub(super) fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut text = String::with_capacity(self.weight() + 16 * self.slots.len());
        let mut slots = self.slots.iter();
        for literal in &self.literals {
            text.push_str(literal);
            if let Some(slot) = slots.next() {
                text.push_str(&value(slot)?);
            }
        }
        Some(text)
    }
}

/// Whether what stands in quotation marks is one thing, or a list such as `a”, “b`; and not the end of one sentence and
/// the beginning of another.
fn is_one_quote(value: &str) -> bool {
    value.split('”').skip(1).all(|rest| rest.starts_with(", “"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'t>(template: &str, text: &'t str) -> Option<Vec<&'t str>> {
        Template::parse(template).expect("a template").read(text)
    }

    #[test]
    fn a_template_fits_the_whole_of_a_text_or_nothing_of_it() {
        for (template, text, want) in [
            ("It is JSON.", "It is JSON.", Some(vec![])),
            ("It is JSON.", "It is JSON. ", None),
            ("Found “{id}”, version {version}.", "Found “car”, version \"v1\".", Some(vec!["car", "\"v1\""])),
            ("{n} bytes are within {limit}.", "9 bytes are within 8000.", Some(vec!["9", "8000"])),
            ("{a} and {b}", "x and y and z", Some(vec!["x", "y and z"])),
            ("{a}.", "a.b.", Some(vec!["a.b"])),
            ("“{a}”", "“”", Some(vec![""])),
            // The end is not the beginning over again.
            ("aba{x}aba", "aba", None),
            ("aba{x}aba", "abaaba", Some(vec![""])),
            ("{a}ü{b}", "üü", Some(vec!["", "ü"])),
            ("x", "", None),
            ("no “{a}”", "no “b”, “c”", Some(vec!["b”, “c"])),
            ("no “{a}”", "no “b”; and no “c”", None),
            ("{a}", "", Some(vec![""])),
        ] {
            assert_eq!(read(template, text), want, "{template} {text}");
        }
    }

    #[test]
    fn what_is_no_template_is_told() {
        for wrong in ["{a", "{}", "{a b}", "{a} {a}", "{a}{b}", "{A}"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_wording_may_name_a_slot_again() {
        let again = Template::wording("{a}{b}, {a}").expect("a wording");
        assert_eq!(again.fill(|slot| Some(slot.to_owned())).as_deref(), Some("ab, a"));
    }

    #[test]
    fn slots_are_filled() {
        let template = Template::parse("{b} after {a}.").expect("a template");
        assert_eq!(template.fill(|slot| Some(slot.to_uppercase())).as_deref(), Some("B after A."));
        assert_eq!(template.fill(|slot| (slot == "b").then(|| slot.to_owned())), None);
        assert_eq!((template.weight(), template.slots().collect::<Vec<_>>()), (8, vec!["b", "a"]));
    }
}
