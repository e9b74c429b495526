//! From a tree to a program of states (Thompson's construction).

use super::PatternError;
use super::class::Class;
use super::parse::Tree;

/// What stands at one state. Unless it says where to go, the next state follows.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// Goes on if the next character is of this set.
    Set(Class),
    /// Goes both ways.
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Boundary {
        negated: bool,
    },
    /// Goes on where a look-around, by its number, holds.
    Look {
        look: usize,
        negated: bool,
    },
    Found,
}

/// A look-around: its own states, written backwards when it looks ahead.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) states: Vec<State>,
    pub(super) ahead: bool,
}

/// A pattern as states.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) states: Vec<State>,
    /// Those inside others come before them.
    pub(super) looks: Vec<Look>,
}

/// How many states a pattern may take, look-around included.
const MOST_STATES: usize = 20_000;

impl Program {
    pub(super) fn new(tree: &Tree) -> Result<Self, PatternError> {
        let mut writer = Writer { looks: Vec::new(), written: 0 };
        let states = writer.whole(tree, false)?;
        Ok(Self { states, looks: writer.looks })
    }
}

struct Writer {
    looks: Vec<Look>,
    written: usize,
}

impl Writer {
    fn whole(&mut self, tree: &Tree, backwards: bool) -> Result<Vec<State>, PatternError> {
        let mut states = Vec::new();
        self.write(tree, backwards, &mut states)?;
        self.push(State::Found, &mut states)?;
        Ok(states)
    }

    fn push(&mut self, state: State, states: &mut Vec<State>) -> Result<(), PatternError> {
        self.written += 1;
        if self.written > MOST_STATES {
            let problem = format!("it would take more than {MOST_STATES} states to match");
            return Err(PatternError::Unsupported(problem));
        }
        states.push(state);
        Ok(())
    }

    fn write(&mut self, tree: &Tree, backwards: bool, states: &mut Vec<State>) -> Result<(), PatternError> {
        match tree {
            Tree::Set(class) => self.push(State::Set(class.clone()), states),
            Tree::Sequence(parts) if backwards => {
                parts.iter().rev().try_for_each(|part| self.write(part, backwards, states))
            }
            Tree::Sequence(parts) => parts.iter().try_for_each(|part| self.write(part, backwards, states)),
            Tree::Either(parts) => self.either(parts, backwards, states),
            Tree::Repeat { inner, least, most } => self.repeat(inner, *least, *most, backwards, states),
            Tree::Start => self.push(State::Start, states),
            Tree::End => self.push(State::End, states),
            Tree::Boundary { negated } => self.push(State::Boundary { negated: *negated }, states),
            Tree::Look { ahead, negated, inner } => {
                let inner = self.whole(inner, *ahead)?;
                self.looks.push(Look { states: inner, ahead: *ahead });
                self.push(State::Look { look: self.looks.len() - 1, negated: *negated }, states)
            }
        }
    }

    fn either(
        &mut self,
        parts: &[Tree],
        backwards: bool,
        states: &mut Vec<State>,
    ) -> Result<(), PatternError> {
        let mut exits = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let split = states.len();
            let last = index + 1 == parts.len();
            if !last {
                self.push(State::Split(split + 1, 0), states)?;
            }
            self.write(part, backwards, states)?;
            if !last {
                exits.push(states.len());
                self.push(State::Jump(0), states)?;
                states[split] = State::Split(split + 1, states.len());
            }
        }
        for exit in exits {
            states[exit] = State::Jump(states.len());
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        inner: &Tree,
        least: u32,
        most: Option<u32>,
        backwards: bool,
        states: &mut Vec<State>,
    ) -> Result<(), PatternError> {
        for _ in 0..least {
            let before = states.len();
            self.write(inner, backwards, states)?;
            if states.len() == before {
                // Nothing repeated is nothing, however often.
                return Ok(());
            }
        }
        match most {
            None => {
                let split = states.len();
                self.push(State::Split(split + 1, 0), states)?;
                self.write(inner, backwards, states)?;
                self.push(State::Jump(split), states)?;
                states[split] = State::Split(split + 1, states.len());
            }
            Some(most) => {
                let mut splits = Vec::new();
                for _ in least..most {
                    splits.push(states.len());
                    self.push(State::Split(states.len() + 1, 0), states)?;
                    self.write(inner, backwards, states)?;
                }
                for split in splits {
                    states[split] = State::Split(split + 1, states.len());
                }
            }
        }
        Ok(())
    }
}
