//! Schemas that judge the same value for ever: a circle of references that never goes into the value.

use super::rule::{Node, NodeId, Rule};

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// On the path being followed.
    Open,
    Done,
}

/// A reference on each circle that is come upon, as the node it stands in and the one it leads to; there may be more
/// circles once those are gone. Keeps its own stack, so a long chain of references is no danger.
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
                Mark::Open => circles.push(reference_on(&path, next, nodes)),
                Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, 0));
                }
            }
        }
    }
    circles.sort_unstable();
    circles.dedup();
    circles
}

/// The last reference on the circle that the end of the path closes with `next`. There is one: all other steps go
/// further into the document.
fn reference_on(path: &[(NodeId, usize)], next: NodeId, nodes: &[Node]) -> (NodeId, NodeId) {
    let mut to = next;
    for &(from, _) in path.iter().rev() {
        if let Some(Node::Rules { rules, .. }) = nodes.get(from)
            && rules.iter().any(|rule| rule.refers_to(to))
        {
            return (from, to);
        }
        to = from;
        if from == next {
            break;
        }
    }
    (next, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(rules: Vec<Rule>) -> Node {
        Node::Rules { rules, read_only: false, write_only: false }
    }

    #[test]
    fn finds_circles_and_nothing_else() {
        let to = |target| node(vec![Rule::Ref(target)]);
        let all = |targets: &[NodeId]| node(vec![Rule::AllOf(targets.to_vec())]);
        assert_eq!(find(&[]), []);
        assert_eq!(find(&[to(0)]), [(0, 0)]);
        assert_eq!(find(&[to(1), to(2), to(1)]), [(2, 1)]);
        // The reference is named, not the step that was taken last.
        assert_eq!(find(&[to(2), all(&[2]), to(1)]), [(2, 1)]);
        // The same node by two ways is no circle.
        assert_eq!(find(&[all(&[1, 2]), to(3), to(3), all(&[])]), []);
        // To go into the value is no circle either.
        assert_eq!(find(&[node(vec![Rule::Items { first: vec![], rest: Some(0) }])]), []);
    }
}
