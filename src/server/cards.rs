//! Library cards: the tokens that go with what a collection issues (`x-toyshelf-issued-by`), such as `/cards`.
//!
//! A token is computed from its card and so is stored nowhere: nothing that is read, saved or traced can give it away.
//! It is shown once, to whoever created the card. The world is deterministic, so a token here is as hard to guess as
//! the toys are hard to find; a real server would draw it at random.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    http::{Response, header},
    world::{Item, World},
};

/// What the tokens of cards begin with, so that a person who finds one knows what it is.
const PREFIX: &str = "card_";

/// The token of a card.
pub(crate) fn token(card: &Item) -> String {
    /// Without letters and digits that look alike.
    const DIGITS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut state = 0xCBF2_9CE4_8422_2325_u64;
    for byte in card.id.bytes().chain(card.version.to_le_bytes()).chain(card.modified_ms.to_le_bytes()) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    let mut token = format!("{PREFIX}{}_", card.id);
    for _ in 0..24 {
        // One step of SplitMix64 for each character, so that neighbours share nothing.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        token.push(char::from(DIGITS[(mixed >> 59) as usize]));
    }
    token
}

/// The card that a token goes with.
///
/// # Errors
/// Why there is none, in a sentence.
pub(super) fn card<'w>(world: &'w World, collection: &str, given: &str) -> Result<&'w Arc<Item>, String> {
    let id = given.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once('_')).map(|(id, _)| id);
    let Some(id) = id else {
        return Err(format!(
            "The token was not issued here: one from POST {collection} begins with “{PREFIX}”."
        ));
    };
    match world.find(collection, id) {
        Some(card) if token(card) == given => Ok(card),
        Some(_) => {
            Err(format!("The token does not fit the card it names. Get a new one: POST {collection}."))
        }
        None if world.collection(collection).was_used(id) => Err(format!(
            "The card was handed back, so its token is no longer good. Get a new one: POST {collection}."
        )),
        None => Err(format!("The token names a card that never was. Get one: POST {collection}.")),
    }
}

/// Puts the token into the answer that hands out a card: the one time it is shown.
pub(super) fn hand_out(card: &Item, response: &mut Response) {
    if let Ok(Value::Object(mut shown)) = serde_json::from_slice(&response.content) {
        shown.insert("token".into(), token(card).into());
        response.content = Value::Object(shown).to_string().into();
    }
    // RFC 6749 §5.1: nobody else is to find it in a cache.
    response.set(header::CACHE_CONTROL, "no-store");
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn a_token_leads_back_to_its_card_and_to_no_other() {
        let mut world = World::toy_library("/api");
        for id in ["1", "a_b"] {
            let fields = Map::from_iter([("friend".to_owned(), Value::from("mia"))]);
            world.write("/cards", id, fields);
        }
        let first = world.find("/cards", "1").unwrap();
        let second = world.find("/cards", "a_b").unwrap();
        assert_ne!(token(first)[7..], token(second)[9..]);
        assert_eq!(card(&world, "/cards", &token(second)).unwrap().id, second.id);
        for (given, why) in [
            ("secret", "not issued here"),
            ("card_9_aaaa", "never was"),
            ("card_1_aaaa", "does not fit"),
            ("", "not issued here"),
        ] {
            assert!(card(&world, "/cards", given).unwrap_err().contains(why), "{given}");
        }
        let old = token(first);
        world.remove("/cards", "1");
        assert!(card(&world, "/cards", &old).unwrap_err().contains("handed back"));
    }
}
