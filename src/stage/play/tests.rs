use super::*;
use crate::{
    client::{
        Agent, ClientSettings,
        errand::{Do, Errand, Event},
        wire::Loss,
    },
    http::{Request, Response, StatusCode},
    server::{Trace, dispatch},
    stage::{Waited, Way},
    world::World,
};

fn exchange(request: Request) -> Exchange {
    dispatch(&World::toy_library("/api").at(1_800_000_000_000), request).1
}

fn unsent(request: Request) -> Exchange {
    let response = Response::new(StatusCode::OK);
    Exchange { number: 0, at_ms: 0, request, trace: Trace::default(), response }
}

#[test]
fn a_single_exchange_plays_as_its_storyboard_does() {
    let exchange = exchange(Request::new("GET", "/api/toys/car"));
    let (play, board) = (Play::of(&exchange, "/api"), Storyboard::of(&exchange, "/api"));
    assert_eq!((play.moments(), play.said()), (board.moments(), board.said()));
    let mut t_ms = -10.0;
    while t_ms < play.duration_ms() + 20.0 {
        assert_eq!(play.at(t_ms), Some(board.at(t_ms)));
        assert_eq!(play.at_still(t_ms), Some(board.at_still(t_ms)));
        t_ms += 37.0;
    }
    assert_eq!(play.at(f64::NAN), Some(board.at(0.0)));
}

#[test]
fn a_redirect_is_two_messages_in_sequence() {
    let first = exchange(Request::new("GET", "/api/toys/automobile"));
    let second = exchange(Request::new("GET", "/api/toys/car"));
    let lead = "The way goes on at /api/toys/car. The client asks there.";
    let legs = [Leg::plain(&first), Leg { lead, ..Leg::plain(&second) }];
    let play = Play::of_legs(&legs, "/api");
    let kinds: Vec<_> = play.moments().iter().map(|moment| moment.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == MomentKind::Read).count(), 2);
    let turn = kinds.iter().rposition(|kind| *kind == MomentKind::Ask).unwrap();
    assert!(play.moments()[turn].caption.starts_with(lead));
    assert!(play.has_answer(turn - 1) && !play.has_answer(turn) && !play.has_answer(turn - 2));
    assert_eq!((play.last_of_leg(0), play.last_of_leg(1)), (turn - 1, play.moments().len() - 1));
    assert_eq!(play.start_ms(1), play.moments()[turn].start_ms);
    assert_eq!((play.leg_of(turn - 1), play.leg_of(turn)), (0, 1));
    let scene = play.at(play.moments()[turn].end_ms()).unwrap();
    assert_eq!((scene.moment, scene.side.leg, scene.step), (turn, 1, None));
    assert!(play.focused(0).moment_of(Block::Find) < play.focused(1).moment_of(Block::Find));
    // It can be stepped and sought as one.
    for (index, moment) in play.moments().iter().enumerate() {
        assert_eq!(play.moment_at(moment.end_ms()), index);
        assert_eq!(play.at(moment.end_ms()).unwrap().moment, index);
    }
}

#[test]
fn an_answer_from_home_never_meets_the_wire() {
    let mut client = Agent { settings: ClientSettings::browser(), ..Agent::default() };
    let root = || Request::new("GET", "/api/");
    let mut errand = Errand::new(root());
    let answer = exchange(root()).response;
    errand.next(&mut client, Event::Go, 1_800_000_000_000);
    errand.next(&mut client, Event::Answered { response: answer, exchange: 1 }, 1_800_000_000_000);
    let told = Errand::new(root()).next(&mut client, Event::Go, 1_800_000_001_000);
    let Do::Home { request, response, asked, .. } = told else { panic!("it is fresh: {told:?}") };
    let exchange = Exchange { response, ..unsent(request) };
    let leg = Leg { way: Way::Home, asked: &asked, ..Leg::plain(&exchange) };
    let play = Play::of_legs(&[leg], "/api");
    for moment in play.moments() {
        let scene = play.at(moment.end_ms()).unwrap();
        assert!(scene.envelope.is_none_or(|envelope| envelope.along == 0.0));
        assert_eq!((scene.lights, scene.step), ((false, false), None));
        assert!(moment.caption.ends_with(['.', '”']), "{}", moment.caption);
    }
    let last = play.moments().last().unwrap();
    assert!(last.caption.contains("no letter is sent"), "{}", last.caption);
    assert!(
        play.moments()
            .iter()
            .any(|moment| moment.caption.contains("Is what I have at home still good? Yes."))
    );
}

#[test]
fn what_is_lost_fades_and_the_client_waits() {
    let put = exchange(Request::new("DELETE", "/api/toys/duck"));
    let of = |loss, exchange: &Exchange| {
        let leg = Leg { way: Way::Lost(loss), note: "No answer came.", ..Leg::plain(exchange) };
        Play::of_legs(&[leg], "/api")
    };
    let request = of(Loss::Request, &unsent(Request::new("DELETE", "/api/toys/duck")));
    let end = |play: &Play, kind| {
        let moment =
            play.moments().iter().find(|moment| moment.kind == kind).expect("such a moment").end_ms();
        play.at(moment).unwrap()
    };
    let lost = end(&request, MomentKind::LoseRequest);
    assert_eq!(lost.side.lost, Some((Loss::Request, 1.0)));
    assert_eq!(lost.envelope.unwrap().along, 0.75);
    assert!(!end(&request, MomentKind::Wait).acted);
    for loss in [Loss::Response, Loss::Midway] {
        let play = of(loss, &put);
        let lost = end(&play, MomentKind::LoseResponse);
        assert_eq!(lost.side.lost, Some((loss, 1.0)));
        assert_eq!(lost.envelope.unwrap().along, if loss == Loss::Midway { 0.25 } else { 0.75 });
        assert!(end(&play, MomentKind::Wait).acted, "the server has acted");
        assert!(play.moments().last().unwrap().caption.ends_with("No answer came."));
        assert!(!play.has_answer(play.moments().len() - 1));
        assert!(!play.moments().iter().any(|moment| moment.kind == MomentKind::Read));
    }
    assert!(Play::of_legs(&[], "").at(5.0).is_none());
}

/// A message as it is seen while nothing is known of it, and as it is told once it is.
fn waiting_and_told(way: Way, exchange: &Exchange, waited_ms: u32) -> (Play, Play) {
    let request = unsent(exchange.request.clone());
    let waited = |ms| Some(Waited { ms, at_most_ms: Some(5_000) });
    let waiting = Leg { way: Way::Waiting, waited: waited(5_000), ..Leg::plain(&request) };
    let told = Leg { way, waited: waited(waited_ms), ..Leg::plain(exchange) };
    (Play::of_legs(&[waiting], "/api"), Play::of_legs(&[told], "/api"))
}

#[test]
fn what_is_on_the_wire_is_seen_there_and_gives_nothing_away() {
    let exchange = exchange(Request::new("DELETE", "/api/toys/none"));
    let (waiting, _) = waiting_and_told(Way::There, &exchange, 0);
    assert!(waiting.is_open() && !waiting.has_answer(waiting.moments().len() - 1));
    assert_eq!(waiting.duration_ms(), 5_000.0, "it waits for as long as it means to");
    let mut last = (0.0, 0.0);
    for t_ms in (0_u16..60).map(|step| f64::from(step) * 100.0) {
        let scene = waiting.at(t_ms).unwrap();
        let (along, so_far) = (
            scene.envelope.as_ref().map_or(0.0, |envelope| envelope.along),
            scene.side.waits.map_or(0.0, |waits| waits.so_far_ms),
        );
        assert!(along >= last.0 && along < 0.75 && so_far >= last.1, "{t_ms}");
        assert!(scene.envelope.is_none_or(|envelope| envelope.title == "DELETE"));
        assert_eq!((scene.acted, scene.step, scene.side.lost), (false, None, None));
        assert_eq!(scene.server, crate::stage::Mood::Idle);
        last = (along, so_far);
    }
    assert_eq!(last.1, 5_000.0);
}

#[test]
fn what_becomes_of_it_goes_on_from_there() {
    let exchange = exchange(Request::new("GET", "/api/toys/car"));
    let lost = |loss| {
        (
            Way::Lost(loss),
            if loss == Loss::Request { unsent(exchange.request.clone()) } else { exchange.clone() },
        )
    };
    let ways = [
        (Way::There, exchange.clone()),
        lost(Loss::Request),
        lost(Loss::Response),
        lost(Loss::Midway),
        lost(Loss::Late),
    ];
    for (way, exchange) in ways {
        for waited_ms in [100, 2_000, 4_900, 60_000] {
            let (waiting, told) = waiting_and_told(way, &exchange, waited_ms);
            let (before, after) = (waiting.moments(), told.moments());
            let last = before.len() - 1;
            assert!(
                after.len() > before.len()
                    && after.iter().zip(before).all(|(after, before)| {
                        (after.kind, after.start_ms, &after.caption)
                            == (before.kind, before.start_ms, &before.caption)
                    }),
                "{way:?}"
            );
            assert_eq!(after[last].kind, MomentKind::OnTheWire);
            // Wherever the playhead is, it is in the same moment, and nothing jumps back.
            for t_ms in [0.0, 900.0, 1_650.0, 4_000.0, 5_000.0] {
                let carried_ms = waiting.carried_over(t_ms, &told);
                assert_eq!(waiting.moment_at(t_ms), told.moment_at(carried_ms), "{way:?} {t_ms}");
            }
            let along = |t_ms| told.at(t_ms).and_then(|scene| scene.envelope).map(|envelope| envelope.along);
            let end_ms = after[last].end_ms();
            let (held, next) = (along(end_ms).unwrap(), along(end_ms + 1.0).unwrap());
            assert!((held - next).abs() < 0.01, "{way:?}: from {held} to {next}");
            assert!(!told.is_open());
        }
    }
}

#[test]
fn a_late_answer_comes_after_the_client_gave_up() {
    let exchange = exchange(Request::new("DELETE", "/api/toys/duck"));
    let note = "The client gave up waiting after 1.5 s; the answer may still come.";
    let leg = Leg { way: Way::Lost(Loss::Late), note, ..Leg::plain(&exchange) };
    let play = Play::of_legs(&[leg], "/api");
    let place = |kind| play.moments().iter().position(|moment| moment.kind == kind).unwrap();
    let (gives_up, arrives) = (place(MomentKind::Wait), place(MomentKind::LoseResponse));
    assert!(gives_up < place(MomentKind::DispatcherToServer) && arrives == play.moments().len() - 1);
    assert!(play.moments()[gives_up].caption.ends_with(note));
    assert!(play.moments()[arrives].caption.contains("204 No Content"));
    assert!(play.moments()[arrives].caption.contains("stopped waiting"));
    let scene = |moment: usize| play.at(play.moments()[moment].end_ms()).unwrap();
    assert!(!scene(gives_up).acted && scene(arrives).acted);
    assert_eq!((play.gives_up(0), play.gives_up(1)), (Some(gives_up), None));
    for moment in gives_up..=arrives {
        assert_eq!(scene(moment).client, crate::stage::Mood::Refusing, "it does not know of the answer");
        assert!(!play.has_answer(moment));
    }
    assert_eq!(scene(arrives).envelope.map(|envelope| envelope.along), Some(0.0));
}

#[test]
fn after_a_304_whoever_asked_gets_the_stored_answer() {
    let get = exchange(Request::new("GET", "/api/toys/car"));
    let again = exchange(Request::new("GET", "/api/toys/car").with("If-None-Match", "\"v1\""));
    assert_eq!(again.response.status, StatusCode::NOT_MODIFIED);
    let leg = Leg { handed: Some(&get.response), ..Leg::plain(&again) };
    let play = Play::of_legs(&[leg], "/api");
    let last = play.moments().len() - 1;
    let title = |moment: usize| play.at(play.moments()[moment].end_ms()).unwrap().envelope.unwrap().title;
    assert_eq!(
        (play.moments()[last].kind, title(last - 1), title(last)),
        (MomentKind::HandOn, "304".into(), "200".into())
    );
    assert!(play.has_answer(last) && !play.has_answer(last - 1), "200 is not told before it is seen");
    assert!(play.moments()[last].caption.ends_with("200 OK."));
}
