use super::*;
use crate::{
    client::wire::Loss,
    http::Request,
    journal::{Journal, Origin, Role, Via},
    stage::Leg,
    world::World,
};

fn entries(count: usize) -> Vec<(Arc<Entry>, Arc<Play>)> {
    let mut journal = Journal::new(World::toy_library("/api"));
    let send = |at: usize| {
        let target = if at % 3 == 2 { "/api/toys/none" } else { "/api/toys/car" };
        let sent = journal.send(at as u64, Request::new("GET", target), Origin::Page, Via::InPage);
        let board = Arc::new(Play::of(&sent.entry.exchange, "/api"));
        (sent.entry, board)
    };
    (0..count).map(send).collect()
}

fn all_out(count: usize) -> Ensemble {
    let mut ensemble = Ensemble::default();
    for (entry, board) in entries(count) {
        ensemble.set_out(entry, board, 0.0);
    }
    ensemble
}

#[test]
fn what_came_together_sets_out_one_behind_the_other_and_the_last_does_not_wait_for_ever() {
    let ensemble = all_out(50);
    let starts: Vec<_> = ensemble.flights.iter().map(|flight| flight.at_ms).collect();
    assert_eq!(&starts[..3], [-300.0, -600.0, -900.0]);
    assert_eq!(starts[49], -LONGEST_WAIT_MS);
    assert!(ensemble.spots(false).is_empty(), "nobody has left yet");

    let mut late = Ensemble::default();
    let (entry, board) = entries(1).remove(0);
    late.set_out(entry, board, 5_000.0);
    assert_eq!(late.flights[0].at_ms, 0.0, "nobody has just left, so nobody is waited for");
}

#[test]
fn three_have_a_row_of_their_own_and_the_rest_are_counted() {
    let mut ensemble = all_out(50);
    ensemble.tick(2_900.0);
    let slots: Vec<_> = ensemble.spots(false).iter().map(|spot| spot.slot).collect();
    assert_eq!(slots, [0, 1, 2]);
    assert_eq!((ensemble.len(), ensemble.counted()), (50, 47));

    // Whoever leaves makes room for the one who waited longest; the others keep theirs.
    let gone = ensemble.spots(false)[1].key;
    let next = key(&ensemble.flights[3].entry);
    assert!(ensemble.take(gone).is_some_and(|flight| flight.at_ms() > 0.0));
    let spots: BTreeMap<_, _> = ensemble.spots(false).into_iter().map(|spot| (spot.key, spot.slot)).collect();
    assert_eq!((spots.get(&next), spots.get(&gone)), (Some(&1), None));
    assert_eq!(ensemble.counted(), 46);
}

#[test]
fn a_flight_goes_there_and_back_and_shows_its_status_only_on_the_way_back() {
    let mut ensemble = Ensemble::default();
    let (entry, board) = entries(1).remove(0);
    ensemble.go_on(Arc::clone(&entry), Arc::clone(&board), 600.0);
    let (mut furthest, mut turned) = (0.0, false);
    while !ensemble.is_empty() {
        if let [spot] = &*ensemble.spots(false) {
            match spot.face.direction {
                Direction::Out => {
                    assert!(!turned && spot.course.run >= furthest);
                    assert_eq!((&*spot.face.title, &*spot.face.subject), ("GET", "/toys/car"));
                    furthest = spot.course.run;
                }
                Direction::Back => {
                    assert_eq!((&*spot.face.title, &*spot.face.request), ("200", "GET /toys/car"));
                    turned = true;
                }
            }
        }
        ensemble.tick(16.0);
    }
    assert!(turned && furthest == 1.0);
    assert_eq!(ensemble.report().as_deref(), Some("Meanwhile number 1, GET /toys/car, is back with 200 OK."));
    assert_eq!(ensemble.report(), None, "it is told once");
}

#[test]
fn an_exchange_is_on_the_way_once_and_not_beyond_its_end() {
    let mut ensemble = Ensemble::default();
    let (entry, board) = entries(1).remove(0);
    ensemble.set_out(Arc::clone(&entry), Arc::clone(&board), 0.0);
    ensemble.go_on(Arc::clone(&entry), Arc::clone(&board), 10.0);
    assert_eq!(ensemble.keys(), [key(&entry)]);
    assert!(ensemble.take(key(&entry)).is_some() && ensemble.take(key(&entry)).is_none());
    ensemble.go_on(entry, Arc::clone(&board), board.duration_ms());
    assert!(ensemble.is_empty());
    let mut full = all_out(MOST + 20);
    assert_eq!(full.len(), MOST);
    full.tick(f64::NAN);
    assert_eq!(full.len(), MOST);
}

#[test]
fn what_is_not_known_yet_waits_at_its_end_and_is_told_of_as_what_it_was() {
    let (entry, _) = entries(1).remove(0);
    let role = |loss| Role { errand: 4, loss, ..Role::default() };
    let request = Exchange { number: 0, ..entry.exchange.clone() };
    let waiting = Arc::new(Entry { exchange: request, role: role(None), ..(*entry).clone() });
    let leg = Leg { way: Way::Waiting, ..Leg::plain(&waiting.exchange) };
    let mut ensemble = Ensemble::default();
    let open = Arc::new(Play::of_legs(&[leg], "/api"));
    // It stands at its end, and nobody knows more: it is on the way all the same.
    ensemble.go_on(Arc::clone(&waiting), Arc::clone(&open), open.duration_ms());
    ensemble.tick(60_000.0);
    assert_eq!((ensemble.keys(), ensemble.report()), (vec![key(&waiting)], None));
    assert_eq!(ensemble.spots(false)[0].number, None, "the server has not counted it");
    assert_eq!([4, 0, 3].map(|errand| ensemble.key_of(errand)), [Some(key(&waiting)), None, None]);

    let lost = Arc::new(Entry { role: role(Some(Loss::Response)), ..(*entry).clone() });
    let leg = Leg { way: Way::Lost(Loss::Response), ..Leg::plain(&lost.exchange) };
    ensemble.know(4, &lost, &Arc::new(Play::of_legs(&[leg], "/api")));
    assert_eq!(ensemble.keys(), [key(&lost)]);
    assert_eq!(ensemble.flights[0].at_ms, open.duration_ms());
    ensemble.tick(60_000.0);
    let told = "Meanwhile number 1, GET /toys/car, has got no answer.";
    assert_eq!((ensemble.len(), ensemble.report().as_deref()), (0, Some(told)));

    ensemble.go_on(waiting, open, 0.0);
    ensemble.give_up(4);
    assert!(ensemble.is_empty());
}

#[test]
fn many_that_land_are_told_of_in_one_sentence() {
    let mut ensemble = all_out(9);
    ensemble.tick(60_000.0);
    assert_eq!(
        ensemble.report().as_deref(),
        Some("Meanwhile 9 more are back: 6 with 200 OK, 3 with 404 Not Found.")
    );
}

#[test]
fn reports_do_not_crowd() {
    let mut ensemble = all_out(30);
    let mut told = Vec::new();
    let mut ms = 0.0;
    while !ensemble.is_empty() {
        ensemble.tick(16.0);
        ms += 16.0;
        told.extend(ensemble.report().map(|_| ms));
    }
    assert!(
        told.len() > 1 && told.windows(2).all(|pair| pair[1] - pair[0] >= 800.0 || pair[1] == ms),
        "{told:?}"
    );
}

/// Whether no two of these are on the way home at once, and all others lie on their rows.
fn are_apart(spots: &[Spot]) -> bool {
    let slots: std::collections::BTreeSet<_> = spots.iter().map(|spot| spot.slot).collect();
    let near = spots.iter().filter(|spot| spot.course.home > 0.0).count();
    slots.len() == spots.len() && near <= 1
}

#[test]
fn of_those_sent_in_quick_succession_one_at_a_time_is_on_the_way_home_and_all_come_there() {
    for apart_ms in [0.0, 40.0, 130.0, 700.0, 1_150.0] {
        let mut ensemble = Ensemble::default();
        let mut home = BTreeMap::new();
        let mut watch = |ensemble: &Ensemble| {
            let spots = ensemble.spots(false);
            assert!(are_apart(&spots), "sent {apart_ms} ms apart: {spots:?}");
            for Spot { key, course, face, .. } in spots {
                if face.direction == Direction::Back && course.down == 1.0 {
                    home.insert(key, course.home);
                }
            }
        };
        // Each has the focus until the next is sent, and goes on beside it from there.
        for (entry, board) in entries(8) {
            ensemble.go_on(entry, board, apart_ms);
            let mut ms = 0.0;
            while ms < apart_ms.max(16.0) {
                ensemble.tick(16.0);
                watch(&ensemble);
                ms += 16.0;
            }
        }
        while !ensemble.is_empty() {
            ensemble.tick(16.0);
            watch(&ensemble);
        }
        assert!(home.len() >= DRAWN, "sent {apart_ms} ms apart: {home:?}");
        assert!(home.values().all(|share| *share == 1.0));
    }
}

#[test]
fn an_answer_is_drawn_until_it_has_gone_into_its_client() {
    let mut ensemble = Ensemble::default();
    let (entry, board) = entries(1).remove(0);
    ensemble.go_on(entry, board, 0.0);
    let mut last = None;
    while !ensemble.is_empty() {
        last = ensemble.spots(false).first().cloned().or(last);
        ensemble.tick(16.0);
    }
    assert!(last.is_some_and(|spot| spot.course.down == 1.0 && spot.course.width < 0.1));
}
