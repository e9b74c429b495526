//! Storyboard and player: what is on stage at any moment of an exchange. Pure; knows no DOM.
//!
//! May use everything up to `journal`. Start with [`Storyboard::of`] and [`Storyboard::at`]: the scene at a time
//! is a function of the exchange and the time alone, so it can be played, stepped, sought and rewound at will.
//! [`Player`] is the playhead. What is said, and what happens in words, is the business of a [`Telling`], which knows no
//! time: another lens or language changes the words alone. [`ensemble`] has what flies beside the exchange in focus, each
//! along its [`course`]; [`hearing`] says what of it all is said aloud.

pub mod course;
pub mod ensemble;
mod envelope;
pub mod evidence;
pub mod hearing;
mod leg;
pub mod map;
mod play;
mod player;
pub mod pose;
pub mod reading;
pub mod relay;
mod scene;
pub mod seat;
pub mod shelf;
pub mod spec;
mod storyboard;
mod stride;
pub mod tale;
mod track;

pub use leg::{ClientSide, Leg, Waited, Waits, Way};
pub use play::Play;
pub use player::Player;
pub use scene::{Actor, Direction, Envelope, Mark, Moment, MomentKind, Mood, Scene, Speech, Tone, Turn};
pub use storyboard::Storyboard;
pub use stride::Stride;
pub use tale::{Line, Telling, Words};
