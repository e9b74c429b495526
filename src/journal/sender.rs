//! Who sent a request, and what part it plays in what they wanted.

use super::Origin;
use crate::client::{Client, Purpose, wire::Loss};

/// The part that a message plays in an errand of one of the clients in this page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Role {
    /// Which client sent it.
    pub client: Client,
    /// What it is for.
    pub purpose: Purpose,
    /// The number of the errand, from 1; 0 where it is not one of a client in this page.
    pub errand: u64,
    /// What was lost on the way, so that the client has no answer. The server has acted all the same.
    pub loss: Option<Loss>,
}

/// Who sends: where a request comes from, and its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sender {
    /// Where it comes from.
    pub origin: Origin,
    /// Its role.
    pub role: Role,
}

impl From<Origin> for Sender {
    fn from(origin: Origin) -> Self {
        Self { origin, role: Role::default() }
    }
}

impl From<Role> for Sender {
    /// What a client in this page sends comes from the composer.
    fn from(role: Role) -> Self {
        Self { origin: Origin::Composer, role }
    }
}
