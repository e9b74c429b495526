//! Branches as a tree: which left which, in the order in which a drawing lists them.

use super::Branch;

/// One line of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limb {
    /// The branch.
    pub id: u32,
    /// For each limb on the way from the root to this one, but for itself: whether more limbs leave it further down.
    pub rails: Vec<bool>,
    /// Whether other branches left this one.
    pub bears: bool,
}

impl Limb {
    /// How many forks lie between it and its root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.rails.len()
    }
}

/// The branches, each right after the one that it left or that one's other branches. One that left a branch that is
/// gone stands at the root.
#[must_use]
pub fn tree(branches: &[Branch<'_>]) -> Vec<Limb> {
    // Each points at one that was made before it, so this ends; what a hand-made save says otherwise is cut.
    let parent = |branch: &Branch<'_>| {
        let from = branch.fork?.from;
        branches.iter().any(|other| other.id == from && from < branch.id).then_some(from)
    };
    let left = |of: Option<u32>| branches.iter().filter(move |branch| parent(branch) == of);
    let mut limbs = Vec::with_capacity(branches.len());
    let mut open: Vec<(u32, Vec<bool>)> = left(None).map(|root| (root.id, Vec::new())).collect();
    open.reverse();
    while let Some((id, rails)) = open.pop() {
        let children: Vec<u32> = left(Some(id)).map(|child| child.id).collect();
        for (place, child) in children.iter().enumerate().rev() {
            let more = place + 1 < children.len();
            open.push((*child, rails.iter().copied().chain([more]).collect()));
        }
        limbs.push(Limb { id, rails, bears: !children.is_empty() });
    }
    limbs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        journal::{Action, Journal},
        world::World,
    };

    #[test]
    fn each_branch_stands_below_the_one_it_left() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut act = |action| journal.act(action).unwrap();
        act(Action::Fork { after: 0 }); // 2 leaves 1
        act(Action::Fork { after: 0 }); // 3 leaves 2
        act(Action::Switch { branch: 1 });
        act(Action::Fork { after: 0 }); // 4 leaves 1
        act(Action::Switch { branch: 2 });
        act(Action::Fork { after: 0 }); // 5 leaves 2
        let limbs = tree(&journal.branches());
        let drawn: Vec<_> = limbs.iter().map(|limb| (limb.id, limb.rails.clone(), limb.bears)).collect();
        assert_eq!(
            drawn,
            [
                (1, vec![], true),
                (2, vec![true], true),
                (3, vec![true, true], false),
                (5, vec![true, false], false),
                (4, vec![false], false),
            ]
        );
        journal.act(Action::Delete { branch: 2 }).unwrap();
        let depths: Vec<_> = tree(&journal.branches()).iter().map(|limb| (limb.id, limb.depth())).collect();
        assert_eq!(depths, [(1, 0), (4, 1), (3, 0), (5, 0)]);
    }
}
