//! Schemas that judge the same value for ever: a circle of references that never goes into the value.

use super::rule::{Node, NodeId, Rule};

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// On the path being followed.
    Open,
    Done,
}

/// A node on a circle, if there is one. Keeps its own stack, so a long chain of references is no danger.
pub(super) fn find(nodes: &[Node]) -> Option<NodeId> {
    let edges = |node: &Node| match node {
        Node::Rules { rules, .. } => rules.iter().flat_map(Rule::same_value).copied().collect(),
        Node::Anything | Node::Nothing => Vec::new(),
    };
    let edges: Vec<Vec<NodeId>> = nodes.iter().map(edges).collect();
    let mut marks = vec![Mark::New; nodes.len()];
    for start in 0..nodes.len() {
        // Each entry is a node and how many of its edges have been followed.
        let mut path = vec![(start, 0)];
        while let Some((node, followed)) = path.pop() {
            if followed == 0 {
                match marks[node] {
                    Mark::Done => continue,
                    Mark::Open => return Some(node),
                    Mark::New => marks[node] = Mark::Open,
                }
            }
            match edges[node].get(followed) {
                Some(&next) => path.extend([(node, followed + 1), (next, 0)]),
                None => marks[node] = Mark::Done,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(same_value: &[NodeId]) -> Node {
        Node::Rules { rules: vec![Rule::AllOf(same_value.to_vec())], read_only: false, write_only: false }
    }

    #[test]
    fn finds_circles_and_nothing_else() {
        assert_eq!(find(&[]), None);
        assert_eq!(find(&[node(&[0])]), Some(0));
        assert_eq!(find(&[node(&[1]), node(&[2]), node(&[1])]), Some(1));
        // The same node by two ways is no circle.
        assert_eq!(find(&[node(&[1, 2]), node(&[3]), node(&[3]), node(&[])]), None);
        // To go into the value is no circle either.
        let items = Rule::Items { first: vec![], rest: Some(0) };
        assert_eq!(find(&[Node::Rules { rules: vec![items], read_only: false, write_only: false }]), None);
    }
}
