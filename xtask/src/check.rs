//! x
use crate::machine::*;
pub(crate) fn run(_m: &Machine, _w: &[&str]) -> Outcome {
    Ok(())
}
