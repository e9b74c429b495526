//! Storyboards of exchanges made by hand, so that each test shows the whole of what it is about.

use expect_test::expect;

use super::*;
use crate::{
    client::presets,
    http::{Request, Response, StatusCode, header},
    server::{Decision, Trace, dispatch},
    stage::{Direction, Player, Tone},
    world::World,
};

macro_rules! decision {
    ($name:ident, $block:ident, $question:literal) => {
        static $name: Decision = Decision {
            id: stringify!($name),
            block: Block::$block,
            question: $question,
            story: $question,
            spec: "RFC 9110 §15",
            exits: &[],
        };
    };
}

decision!(UP, Receive, "Is the server up?");
decision!(KNOWN, Receive, "Is the method known?");
decision!(LIVES, Route, "Does any resource live at this path?");
decision!(WHO, Identify, "Who is asking?");
decision!(MAY, Identify, "May they?");
decision!(FOUND, Find, "Is it here now?");
decision!(MATCH, Precondition, "Is it still the version they know?");
decision!(PARSES, Content, "Does it parse?");
decision!(ACT, Act, "Do it?");
decision!(SEND, Respond, "What to send back?");

fn step(decision: &'static Decision, answer: Answer, exit: Option<u16>) -> Step {
    let because = match answer {
        Answer::Yes => "Yes: it is so.",
        Answer::No => "No: it is not so.",
        Answer::NotAsked => "Not asked.",
    };
    let exit = exit.and_then(|status| StatusCode::from_u16(status).ok());
    Step { decision, evidence: Vec::new(), answer, because: because.into(), exit }
}

fn exchange(request: Request, status: u16, steps: Vec<Step>) -> Exchange {
    let mut response = Response::new(StatusCode::from_u16(status).expect("a status"));
    if status == 200 {
        response.set(header::CONTENT_TYPE, "application/json");
        response.content = bytes::Bytes::from_static(br#"{"id":"car"}"#);
    }
    Exchange { number: 1, at_ms: 0, request, trace: Trace { steps }, response }
}

fn get() -> Exchange {
    use Answer::{NotAsked, Yes};
    exchange(
        Request::new("GET", "/api/toys/car").with("Accept", "application/json"),
        200,
        vec![
            step(&UP, Yes, None),
            step(&KNOWN, Yes, None),
            step(&LIVES, Yes, None),
            step(&WHO, NotAsked, None),
            step(&MAY, NotAsked, None),
            step(&FOUND, Yes, None),
            step(&MATCH, NotAsked, None),
            step(&PARSES, NotAsked, None),
            step(&ACT, Yes, None),
            step(&SEND, Yes, Some(200)),
        ],
    )
}

fn delete() -> Exchange {
    let mut exchange = get();
    exchange.request = Request::new("DELETE", "/api/toys/car");
    exchange.response = Response::new(StatusCode::NO_CONTENT);
    exchange.trace.steps[9].exit = Some(StatusCode::NO_CONTENT);
    exchange
}

fn missing() -> Exchange {
    use Answer::{NotAsked, Yes};
    exchange(
        Request::new("GET", "/api/toys/boat"),
        404,
        vec![
            step(&UP, Yes, None),
            step(&LIVES, Yes, None),
            step(&WHO, NotAsked, None),
            step(&FOUND, Answer::No, Some(404)),
        ],
    )
}

/// The scene when a moment of this kind has gone this far.
fn during(board: &Storyboard, kind: MomentKind, progress: f64) -> Scene {
    let moment = board.moments().iter().find(|moment| moment.kind == kind).expect("such a moment");
    board.at(moment.start_ms + moment.duration_ms * progress)
}

fn track(scene: &Scene) -> String {
    let letter = |mark: &Mark| match mark {
        Mark::Ahead => '.',
        Mark::Now => 'N',
        Mark::Passed => 'P',
        Mark::Skipped => 's',
        Mark::Refused => 'R',
        Mark::Answered => 'A',
    };
    scene.track.iter().map(letter).collect()
}

#[test]
fn a_get_as_it_is_told() {
    let board = Storyboard::of(&get(), "/api");
    let told: Vec<String> = board
        .moments()
        .iter()
        .map(|moment| format!("{:<4} {:?} {}\n", moment.start_ms, moment.kind, moment.caption))
        .collect();
    expect![[r#"
        0    Ask Your friend writes a letter, GET /toys/car: “Can I borrow your toy car?”
        700  ClientToDispatcher The letter GET /toys/car sets out, and the messenger takes it.
        1600 DispatcherToServer The messenger brings the letter to your door.
        2500 Decide(0) You think: “Is the server up? Yes, so on I go.” Yes: it is so.
        2950 Decide(1) You think: “Is the method known? Yes, so on I go.” Yes: it is so.
        3400 Decide(2) You think: “Does any resource live at this path? Yes, so on I go.” Yes: it is so.
        3850 Decide(5) You think: “Is it here now? Yes, so on I go.” Yes: it is so.
        4300 Decide(8) You think: “Do it? Yes, so on I go.” Yes: it is so.
        4750 Decide(9) You think: “What to send back? Yes, so I am done: 200.” Yes: it is so. The letter goes no further. The answer will be 200 OK.
        5950 ServerToDispatcher You send back 200 OK: “Here's the toy car you wanted!”
        7250 DispatcherToClient The messenger brings the answer home to your friend.
        8150 Read Your friend reads 200 OK, and is glad. In the envelope: 12 bytes of JSON.
    "#]]
    .assert_eq(&told.concat());
    assert!((6_000.0..10_000.0).contains(&board.duration_ms()), "{}", board.duration_ms());
}

#[test]
fn a_long_trace_keeps_to_its_time() {
    let mut exchange = get();
    exchange.trace.steps.splice(0..1, (0..9).map(|_| step(&UP, Answer::Yes, None)));
    let board = Storyboard::of(&exchange, "/api");
    assert!((8_000.0..10_000.0).contains(&board.duration_ms()), "{}", board.duration_ms());
}

#[test]
fn the_envelope_goes_there_and_back() {
    let board = Storyboard::of(&get(), "/api");
    let mut out = 0.0;
    let mut back = 1.0;
    let mut t_ms = 0.0;
    while t_ms <= board.duration_ms() {
        match board.at(t_ms).envelope {
            Some(Envelope { direction: Direction::Out, along, tone, .. }) => {
                assert!(along >= out && along <= 1.0 && back == 1.0 && tone == Tone::Request);
                out = along;
            }
            Some(Envelope { direction: Direction::Back, along, tone, .. }) => {
                assert!(along <= back && along >= 0.0 && out == 1.0 && tone == Tone::Success);
                back = along;
            }
            None => assert!(t_ms < CLIENT_MS),
        }
        t_ms += 5.0;
    }
    assert_eq!((out, back), (1.0, 0.0));
    let half = during(&board, MomentKind::ClientToDispatcher, 0.5).envelope.expect("an envelope");
    assert!((half.along - 0.25).abs() < 1e-9);
}

#[test]
fn without_travel_the_steps_are_the_same() {
    let board = Storyboard::of(&get(), "/api");
    let mut t_ms = 0.0;
    while t_ms <= board.duration_ms() {
        let (moving, still) = (board.at(t_ms), board.at_still(t_ms));
        if let Some(envelope) = &still.envelope {
            assert!([0.0, 0.5, 1.0].contains(&envelope.along));
        }
        // What is written on it changes in the middle of a turn.
        let turning = moving.envelope.as_ref().is_some_and(|envelope| envelope.turn.is_some());
        let place = moving.envelope.as_ref().map(|envelope| envelope.along);
        let carried =
            still.envelope.clone().zip(place).map(|(envelope, along)| Envelope { along, ..envelope });
        let carried = if turning { moving.envelope.clone() } else { carried };
        assert_eq!(Scene { envelope: carried, ..still }, moving);
        t_ms += 7.0;
    }
    let leg = board.moments()[1].start_ms + 1.0;
    assert_eq!(board.at_still(leg).envelope.map(|envelope| envelope.along), Some(0.5));
}

#[test]
fn the_track_tells_what_was_asked() {
    let board = Storyboard::of(&get(), "/api");
    let told: Vec<String> = board
        .moments()
        .iter()
        .map(|moment| {
            let (asked, end) = (board.at(moment.start_ms + 1.0), board.at(moment.end_ms()));
            format!("{} {} {:?} {}\n", track(&asked), track(&end), moment.kind, end.answered)
        })
        .collect();
    expect![[r#"
        ......... ......... Ask false
        ......... ......... ClientToDispatcher false
        ......... ......... DispatcherToServer false
        N........ N........ Decide(0) true
        N........ N........ Decide(1) true
        PN....... PN....... Decide(2) true
        PPssN.... PPssN.... Decide(5) true
        PPssPssN. PPssPssN. Decide(8) true
        PPssPssPN PPssPssPA Decide(9) true
        PPssPssPA PPssPssPA ServerToDispatcher true
        PPssPssPA PPssPssPA DispatcherToClient true
        PPssPssPA PPssPssPA Read true
    "#]]
    .assert_eq(&told.concat());

    let board = Storyboard::of(&missing(), "/api");
    assert_eq!(track(&during(&board, MomentKind::Decide(3), 0.2)), "PPssN....");
    assert_eq!(track(&during(&board, MomentKind::Decide(3), 0.8)), "PPssR....");
    assert_eq!(track(&during(&board, MomentKind::Read, 1.0)), "PPssR....");
}

#[test]
fn the_question_comes_before_its_answer() {
    let board = Storyboard::of(&missing(), "/api");
    let (asking, answered) =
        (during(&board, MomentKind::Decide(3), 0.4), during(&board, MomentKind::Decide(3), 0.5));
    assert_eq!((asking.step, asking.answered, asking.server), (Some(3), false, Mood::Thinking));
    assert_eq!((answered.step, answered.answered, answered.server), (Some(3), true, Mood::Refusing));
    let read = during(&board, MomentKind::Read, 1.0);
    assert_eq!((read.step, read.answered, read.client), (Some(3), true, Mood::Refusing));
}

#[test]
fn who_speaks_and_when() {
    let board = Storyboard::of(&missing(), "/api");
    let says = |t_ms| board.at(t_ms).speech.map(|speech| (speech.by, speech.text));
    assert_eq!(says(0.0), Some((Actor::Client, "Can I borrow your toy boat?".into())));
    assert_eq!(says(board.duration_ms()), Some((Actor::Server, "I have no toy boat.".into())));
    assert_eq!((board.asked(), board.said()), ("Can I borrow your toy boat?", "I have no toy boat."));
}

#[test]
fn the_shelf_changes_when_the_server_acts() {
    let board = Storyboard::of(&delete(), "/api");
    assert!(!during(&board, MomentKind::Decide(5), 1.0).acted);
    assert!(!during(&board, MomentKind::Decide(8), 0.4).acted);
    assert!(during(&board, MomentKind::Decide(8), 0.5).acted);
    assert!(during(&board, MomentKind::Read, 1.0).acted);

    let reading = Storyboard::of(&get(), "/api");
    assert!(!during(&reading, MomentKind::Read, 1.0).acted);

    let mut refused = delete();
    refused.response = Response::new(StatusCode::CONFLICT);
    assert!(!during(&Storyboard::of(&refused, "/api"), MomentKind::Read, 1.0).acted);
}

#[test]
fn the_request_lies_before_the_server_to_its_last_question_and_is_turned_over_into_the_answer() {
    for exchange in [get(), missing()] {
        let board = Storyboard::of(&exchange, "/api");
        let status = exchange.response.status.as_u16().to_string();
        let asked = |moment: &&Moment| matches!(moment.kind, MomentKind::Decide(_));
        let last = board.moments().iter().rfind(asked).expect("a question");
        let at = |ms| board.at(ms).envelope.expect("an envelope");
        assert_eq!((&*at(last.end_ms()).title, at(last.end_ms()).turn), ("GET", None));
        let mut before = (0.0, Direction::Out);
        let mut ms = last.end_ms() + 1.0;
        while ms < last.end_ms() + TURN_MS {
            let envelope = at(ms);
            assert_eq!(envelope.along, 1.0, "it is turned where it lies");
            let turn = envelope.turn.expect("it is being turned").share;
            let side = if turn < 0.5 { Direction::Out } else { Direction::Back };
            assert_eq!(envelope.direction, side);
            assert!(turn >= before.0 && (before.1 == Direction::Out || side == Direction::Back));
            before = (turn, side);
            ms += 10.0;
        }
        assert!(before.0 > 0.9);
        let leaves = at(last.end_ms() + TURN_MS + 100.0);
        assert_eq!((leaves.turn, &*leaves.title), (None, &*status));
        assert!(leaves.along < 1.0);
        // It is the same on the way back, and at once for whoever asked for less motion.
        assert_eq!(at(last.end_ms() + 100.0).title, "GET");
        let still = board.at_still(last.end_ms() + 1.0).envelope.expect("an envelope");
        assert_eq!((still.turn, still.along, still.title), (None, 0.5, status));
    }
}

#[test]
fn no_status_shows_before_the_question_that_settles_it_is_answered() {
    for exchange in [get(), delete(), missing()] {
        let board = Storyboard::of(&exchange, "/api");
        let asked = |moment: &&Moment| matches!(moment.kind, MomentKind::Decide(_));
        let last = board.moments().iter().rfind(asked).expect("a question").kind;
        let direction = |progress| during(&board, last, progress).envelope.map(|envelope| envelope.direction);
        assert_eq!(direction(0.1), Some(Direction::Out));
    }
}

#[test]
fn the_dispatcher_is_lit_as_a_message_passes() {
    let board = Storyboard::of(&get(), "/api");
    let lit = |kind, progress| during(&board, kind, progress).lights;
    assert_eq!(lit(MomentKind::ClientToDispatcher, 0.2), (false, false));
    assert_eq!(lit(MomentKind::ClientToDispatcher, 1.0), (true, false));
    assert_eq!(lit(MomentKind::DispatcherToServer, 0.5), (true, false));
    assert_eq!(lit(MomentKind::Decide(0), 0.5), (false, false));
    assert_eq!(lit(MomentKind::ServerToDispatcher, 1.0), (false, true));
    assert_eq!(lit(MomentKind::Read, 0.5), (false, false));
}

#[test]
fn blocks_and_steps_can_be_sought() {
    let board = Storyboard::of(&get(), "/api");
    assert_eq!(board.moment_of(Block::Find), Some(6));
    assert_eq!(board.moment_of(Block::Identify), None);
    assert_eq!(board.moment_of_step(9), Some(8));
    assert_eq!(board.moment_of_step(3), None);
    let mut player = Player::new(board.moments());
    player.seek_moment(6);
    let scene = board.at(player.at_ms());
    assert_eq!((scene.moment, scene.step, scene.answered), (6, Some(5), true));
    assert_eq!(player.moment(), board.moment_at(player.at_ms()));
}

#[test]
fn stepping_shows_each_moment_finished() {
    let board = Storyboard::of(&get(), "/api");
    let mut player = Player::new(board.moments());
    player.to_start();
    for moment in 0..board.moments().len() {
        player.step_forward();
        let scene = board.at(player.at_ms());
        assert_eq!((scene.moment, scene.progress), (moment, 1.0));
    }
    assert!(player.at_end());
}

#[test]
fn there_is_a_scene_at_any_time_of_any_exchange() {
    let bare = exchange(Request::new("", ""), 599, Vec::new());
    let unseen = exchange(Request::new("PUT", "/"), 204, Vec::new());
    for exchange in [get(), delete(), missing(), bare, unseen] {
        let board = Storyboard::of(&exchange, "");
        for t_ms in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, 1e9, f64::INFINITY] {
            let scene = board.at(t_ms);
            assert!((0.0..=1.0).contains(&scene.progress));
            assert!(scene.step.is_none_or(|step| step < exchange.trace.steps.len()));
        }
        assert_eq!(board.at(f64::NAN), board.at(0.0));
        assert_eq!(board.at(f64::INFINITY), board.at(board.duration_ms()));
    }
}

#[test]
fn real_exchanges_keep_to_time_and_change_the_shelf_as_they_say() {
    let world = World::toy_library("/api");
    let mut changed = 0;
    for preset in presets() {
        let (after, exchange) = dispatch(&world, preset.draft.request("/api"));
        let board = Storyboard::of(&exchange, "/api");
        let name = preset.name;
        assert!((7_000.0..12_000.0).contains(&board.duration_ms()), "{name}: {}", board.duration_ms());

        let steps = exchange.trace.steps.iter().enumerate();
        let asked: Vec<usize> =
            steps.filter(|(_, step)| step.answer != Answer::NotAsked).map(|(place, _)| place).collect();
        let told: Vec<usize> = board
            .moments()
            .iter()
            .filter_map(|moment| match moment.kind {
                MomentKind::Decide(step) => Some(step),
                _ => None,
            })
            .collect();
        assert_eq!(told, asked, "{name}");

        let end = board.at(board.duration_ms());
        let exit = end.track.iter().filter(|mark| matches!(mark, Mark::Refused | Mark::Answered)).count();
        assert_eq!(exit, 1, "{name}: {}", track(&end));
        if world.shelf() != after.shelf() {
            changed += 1;
            assert!(end.acted, "{name} changed the shelf");
        }
        for moment in board.moments() {
            assert!(moment.caption.ends_with(['.', '!', '?', '”']), "{name}: {}", moment.caption);
        }
    }
    assert!(changed >= 4, "only {changed} presets change the shelf");
}
