use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use toyshelf::browser::{
    frame::{Frames, LONGEST_STEP_MS},
    timer::sleep,
};
use wasm_bindgen_test::wasm_bindgen_test;

/// Waits until this holds; the harness gives up on a test that never ends.
async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        sleep(1).await;
    }
}

#[wasm_bindgen_test]
async fn a_loop_starts_at_zero_and_never_jumps() {
    let steps = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&steps);
    let frames = Frames::start(move |dt| seen.borrow_mut().push(dt));
    until(|| steps.borrow().len() >= 3).await;
    drop(frames);
    let steps = steps.borrow();
    assert_eq!(steps[0], 0.0);
    assert!(steps.iter().all(|dt| (0.0..=LONGEST_STEP_MS).contains(dt)), "{steps:?}");
    assert!(steps.iter().sum::<f64>() > 0.0, "time passes: {steps:?}");
}

#[wasm_bindgen_test]
async fn a_loop_dropped_is_over() {
    let count = Rc::new(Cell::new(0));
    let seen = Rc::clone(&count);
    let frames = Frames::start(move |_| seen.set(seen.get() + 1));
    until(|| count.get() > 0).await;
    drop(frames);
    let before = count.get();
    // Another loop shows that frames have passed.
    let others = Rc::new(Cell::new(0));
    let seen = Rc::clone(&others);
    let other = Frames::start(move |_| seen.set(seen.get() + 1));
    until(|| others.get() > 2).await;
    drop(other);
    assert_eq!(count.get(), before);
    assert_eq!(Rc::strong_count(&count), 1, "the callback is let go");
}

#[wasm_bindgen_test]
async fn a_loop_can_be_dropped_from_inside() {
    let slot: Rc<RefCell<Option<Frames>>> = Rc::default();
    let (own, count) = (Rc::clone(&slot), Rc::new(Cell::new(0)));
    let seen = Rc::clone(&count);
    slot.replace(Some(Frames::start(move |_| {
        seen.set(seen.get() + 1);
        own.replace(None);
    })));
    until(|| count.get() == 1).await;
    let others = Rc::new(Cell::new(0));
    let seen = Rc::clone(&others);
    let other = Frames::start(move |_| seen.set(seen.get() + 1));
    until(|| others.get() > 2).await;
    drop(other);
    assert_eq!(count.get(), 1);
}
