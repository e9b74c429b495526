//! What a query asks of a collection or an item: which of it, in what order, how much at a time, and in what shape.
//!
//! Belongs to the second half of the server. [`read()`] turns the pairs of a target's query into a [`Query`], by the
//! parameters that the API description names; [`select()`] makes the representation that it asks for. Names follow
//! what is best known: `kind=car`, `wheels[gte]=2` (brackets, as Stripe and most frameworks have them), `q`, `sort`
//! with `-` for descending, `fields` (JSON:API's sparse fieldsets), `embed` into `_embedded` (HAL), `page` with
//! `per_page` (GitHub), `cursor` with `limit` (Stripe, Slack).

mod cursor;
mod filter;
mod order;
mod page;
mod read;
mod select;
mod shape;

pub(super) use read::read;
pub(super) use select::{Selected, select};

use filter::Filter;
use order::Direction;
use page::Window;
use shape::Shown;

/// A path of field names into an item, such as `address.city`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldPath(Vec<String>);

impl FieldPath {
    fn parse(text: &str) -> Self {
        Self(text.split('.').map(str::to_owned).collect())
    }
}

/// What a query asks for, in parts that are ready to use.
#[derive(Debug)]
pub(super) struct Query {
    filters: Vec<Filter>,
    /// What to search for, each word in lower case.
    words: Vec<String>,
    order: Vec<Direction>,
    window: Window,
    shown: Shown,
    /// Names and values as they came, to write links with.
    pairs: Vec<(String, String)>,
    /// Tells this query from others.
    mark: u64,
    /// Tells what is picked and in what order from other queries, whatever the page.
    order_mark: u64,
}

/// FNV-1a: tells texts apart; not for secrets.
fn mark(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> u64 {
    parts.into_iter().fold(0xCBF2_9CE4_8422_2325, |hash, part| {
        part.as_ref()
            .iter()
            .chain(&[0xFF])
            .fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
    })
}
