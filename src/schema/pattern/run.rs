//! Follows all ways through a program at once, so no text takes longer than states times characters.

use super::class::is_word;
use super::program::{Program, State};

/// For each look-around, where in the text it holds.
type Held = Vec<Vec<bool>>;

pub(super) fn finds(program: &Program, text: &str, fuel: &mut u64) -> Option<bool> {
    let text: Vec<char> = text.chars().collect();
    let mut held = Held::new();
    for look in &program.looks {
        let mut found = vec![false; text.len() + 1];
        Sweep::new(&look.states, &text, &held).run(look.ahead, fuel, |place| {
            if let Some(here) = found.get_mut(place) {
                *here = true;
            }
            false
        })?;
        held.push(found);
    }
    let mut any = false;
    Sweep::new(&program.states, &text, &held).run(false, fuel, |_| {
        any = true;
        true
    })?;
    Some(any)
}

struct Sweep<'a> {
    states: &'a [State],
    text: &'a [char],
    held: &'a Held,
    /// At which place each state was last reached, so that none is followed twice there.
    reached: Vec<usize>,
    /// States still to be followed at this place.
    open: Vec<usize>,
}

impl<'a> Sweep<'a> {
    fn new(states: &'a [State], text: &'a [char], held: &'a Held) -> Self {
        Self { states, text, held, reached: vec![usize::MAX; states.len()], open: Vec::new() }
    }

    /// Goes once over the text, backwards if so said, starting a new way at each place. Tells every place where a
    /// way comes to its end, until `found` says that it is enough.
    fn run(mut self, backwards: bool, fuel: &mut u64, mut found: impl FnMut(usize) -> bool) -> Option<()> {
        let length = self.text.len();
        // States that wait for a character.
        let mut waiting: Vec<usize> = Vec::new();
        for turn in 0..=length {
            let place = if backwards { length - turn } else { turn };
            // Taken by the step that leads here.
            let character = match turn {
                0 => None,
                _ if backwards => self.text.get(place),
                _ => self.text.get(place - 1),
            };
            self.open.clear();
            self.open.push(0);
            for state in waiting.drain(..) {
                *fuel = fuel.checked_sub(1)?;
                if let (Some(State::Set(class)), Some(c)) = (self.states.get(state), character)
                    && class.has(*c)
                {
                    self.open.push(state + 1);
                }
            }
            if self.follow(place, fuel, &mut waiting)? && found(place) {
                return Some(());
            }
        }
        Some(())
    }

    /// Follows what needs no character; says whether a way ends here.
    fn follow(&mut self, place: usize, fuel: &mut u64, waiting: &mut Vec<usize>) -> Option<bool> {
        let mut ended = false;
        while let Some(state) = self.open.pop() {
            match self.reached.get_mut(state) {
                Some(last) if *last != place => *last = place,
                _ => continue,
            }
            *fuel = fuel.checked_sub(1)?;
            let next = state + 1;
            match &self.states[state] {
                State::Set(_) => waiting.push(state),
                State::Split(one, other) => self.open.extend([*one, *other]),
                State::Jump(to) => self.open.push(*to),
                State::Start if place == 0 => self.open.push(next),
                State::End if place == self.text.len() => self.open.push(next),
                State::Boundary { negated } if self.at_boundary(place) != *negated => self.open.push(next),
                State::Look { look, negated } if self.holds(*look, place) != *negated => self.open.push(next),
                State::Found => ended = true,
                State::Start | State::End | State::Boundary { .. } | State::Look { .. } => {}
            }
        }
        Some(ended)
    }

    fn at_boundary(&self, place: usize) -> bool {
        let word =
            |index: Option<usize>| index.and_then(|index| self.text.get(index)).is_some_and(|c| is_word(*c));
        word(place.checked_sub(1)) != word(Some(place))
    }

    fn holds(&self, look: usize, place: usize) -> bool {
        self.held.get(look).and_then(|found| found.get(place)).copied().unwrap_or(false)
    }
}
