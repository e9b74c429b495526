//! Schemas that judge the same value for ever: a circle of references that never goes into the value.

use super::rule::{Node, NodeId, Rule};

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// On the path being followed.
    Open,
    Done,
}

/// Every step that closes a circle, as the node it leaves and the one it comes back to. Keeps its own stack, so a
/// long chain of references is no danger.
pub(super) fn find(nodes: &[Node]) -> Vec<(NodeId, NodeId)> {
    let edges = |node: &Node| match node {
        Node::Rules { rules, .. } => rules.iter().flat_map(Rule::same_value).collect(),
        Node::Anything | Node::Nothing => Vec::new(),
    };
    let edges: Vec<Vec<NodeId>> = nodes.iter().map(edges).collect();
    let mut marks = vec![Mark::New; nodes.len()];
    let mut circles = Vec::new();
    for start in 0..nodes.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        // Each entry is a node and how many of its edges have been followed.
        let mut path = vec![(start, 0)];
        while let Some((node, followed)) = path.pop() {
            let Some(&next) = edges[node].get(followed) else {
                marks[node] = Mark::Done;
                continue;
            };
            path.push((node, followed + 1));
            match marks[next] {
                Mark::Done => {}
                Mark::Open => circles.push((node, next)),
                Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, 0));
                }
            }
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(same_value: &[NodeId]) -> Node {
        Node::Rules { rules: vec![Rule::AllOf(same_value.to_vec())], read_only: false, write_only: false }
    }

    #[test]
    fn finds_circles_and_nothing_else() {
        assert_eq!(find(&[]), []);
        assert_eq!(find(&[node(&[0])]), [(0, 0)]);
        assert_eq!(find(&[node(&[1]), node(&[2]), node(&[1])]), [(2, 1)]);
        assert_eq!(find(&[node(&[0, 1]), node(&[0])]), [(0, 0), (1, 0)]);
        // The same node by two ways is no circle.
        assert_eq!(find(&[node(&[1, 2]), node(&[3]), node(&[3]), node(&[])]), []);
        // To go into the value is no circle either.
        let items = Rule::Items { first: vec![], rest: Some(0) };
        assert_eq!(find(&[Node::Rules { rules: vec![items], read_only: false, write_only: false }]), []);
    }
}
