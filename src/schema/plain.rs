//! Rules that concern a value of any kind, and those of text and numbers.

use serde_json::Value;

use super::check::{Violation, Walk};
use super::rule::{Bound, Counted, Rule};
use super::words::{self, describe};
use super::{equal, number};

impl<'s, 'v> Walk<'s, 'v> {
    pub(super) fn plain_rule(&mut self, rule: &'s Rule, value: &'v Value, out: &mut Vec<Violation>) {
        let holds = match (rule, value) {
            (Rule::Type(kinds), _) => kinds.iter().any(|kind| kind.fits(value)),
            (Rule::Enum(allowed), _) => {
                self.spend(allowed.len() as u64);
                allowed.iter().any(|one| equal::equal(one, value))
            }
            (Rule::Const(only), _) => equal::equal(only, value),
            (Rule::AtLeast(Counted::Characters, least), Value::String(text)) => {
                return self.at_least("minLength", Counted::Characters, text.chars().count(), *least, out);
            }
            (Rule::AtMost(Counted::Characters, most), Value::String(text)) => {
                return self.at_most("maxLength", Counted::Characters, text.chars().count(), *most, out);
            }
            (Rule::Format(format), _) => format.fits(value).unwrap_or(true),
            (Rule::Pattern(pattern), Value::String(text)) => self.finds(pattern, text),
            (Rule::Bound(bound, limit), Value::Number(number)) => {
                let order = number::compare(number, limit);
                match bound {
                    Bound::Minimum => order.is_ge(),
                    Bound::Maximum => order.is_le(),
                    Bound::Above => order.is_gt(),
                    Bound::Below => order.is_lt(),
                }
            }
            (Rule::MultipleOf(step), Value::Number(number)) => number::is_multiple(number, step),
            _ => true,
        };
        if !holds && let Some(keyword) = words::checked(rule, value) {
            self.report(keyword, out, |place| {
                let (expected, found) = (words::asks(rule), describe(value));
                (format!("{place} must be {expected}, but it is {found}"), expected, found)
            });
        }
    }

    pub(super) fn at_least(
        &self,
        keyword: &'static str,
        what: Counted,
        size: usize,
        least: u64,
        out: &mut Vec<Violation>,
    ) {
        if (size as u64) < least {
            self.size(keyword, "at least", what, size, least, out);
        }
    }

    pub(super) fn at_most(
        &self,
        keyword: &'static str,
        what: Counted,
        size: usize,
        most: u64,
        out: &mut Vec<Violation>,
    ) {
        if size as u64 > most {
            self.size(keyword, "at most", what, size, most, out);
        }
    }

    fn size(
        &self,
        keyword: &'static str,
        side: &str,
        what: Counted,
        size: usize,
        limit: u64,
        out: &mut Vec<Violation>,
    ) {
        self.report(keyword, out, |place| {
            let expected = format!("{side} {}", words::counted(what, limit));
            let message = format!("{place} must have {expected}, but it has {size}");
            (message, expected, words::counted(what, size as u64))
        });
    }
}
