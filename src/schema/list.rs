//! Rules of lists.

use serde_json::Value;

use super::check::{Violation, Walk};
use super::equal;
use super::rule::{Counted, NodeId, Rule};
use super::words::{self, Step};

impl<'s, 'v> Walk<'s, 'v> {
    pub(super) fn list_rule(
        &mut self,
        rule: &'s Rule,
        value: &'v Value,
        items: &'v [Value],
        out: &mut Vec<Violation>,
    ) {
        match rule {
            Rule::Items { first, rest } => {
                for (index, item) in items.iter().enumerate() {
                    let Some(node) = first.get(index).or(rest.as_ref()) else { break };
                    if self.has_enough(out) {
                        break;
                    }
                    self.inside(Step::Item(index), *node, item, out);
                }
            }
            Rule::Contains { node, least, most } => self.contains(*node, *least, *most, items, out),
            Rule::UniqueItems => {
                if let Some((one, other)) = equal::first_twins(items) {
                    self.report("uniqueItems", out, |place| {
                        let twins = format!("items {} and {} are the same", one + 1, other + 1);
                        let message = format!("{place} must not repeat an item, but {twins}");
                        (message, words::asks(rule), twins)
                    });
                }
            }
            Rule::UnevaluatedItems(node) => self.unevaluated_items(*node, value, items, out),
            Rule::AtLeast(Counted::Items, least) => {
                self.at_least("minItems", Counted::Items, items.len(), *least, out);
            }
            Rule::AtMost(Counted::Items, most) => {
                self.at_most("maxItems", Counted::Items, items.len(), *most, out);
            }
            _ => self.plain_rule(rule, value, out),
        }
    }

    fn contains(
        &mut self,
        node: NodeId,
        least: u64,
        most: Option<u64>,
        items: &'v [Value],
        out: &mut Vec<Violation>,
    ) {
        let mut fitting = 0;
        for item in items {
            if self.exhausted {
                return;
            }
            fitting += u64::from(self.fits(node, item));
        }
        let keyword = match most {
            Some(most) if fitting > most => "maxContains",
            _ if fitting >= least => return,
            _ if least == 1 => "contains",
            _ => "minContains",
        };
        let hint = if fitting == 0 { self.nearest_item(node, items) } else { String::new() };
        self.report(keyword, out, |place| {
            let expected = words::contains(least, most);
            let found = match fitting {
                0 => "none fits".to_owned(),
                1 => "1 fits".to_owned(),
                _ => format!("{fitting} fit"),
            };
            (format!("{place} must have {expected}, but {found}{hint}"), expected, found)
        });
    }
}
