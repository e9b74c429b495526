//! What is told on stage: the exchange in the wording of the chosen lens, in the visitor's language.

use std::sync::Arc;

use leptos::prelude::*;

use super::{clients::Clients, legs, session::Shown, words::Words};
use crate::{
    client::{Draft, Question, wire::Loss},
    journal::{Journal, Origin, Via},
    lens::{Lens, Part, Slots, Tellings, Texts},
    server::{Block, Decision, Evidence, Source},
    stage::{
        Scene, Speech, Telling,
        seat::Doing,
        shelf::Summary,
        tale::{self, Caption, Piece, Words as Wording},
    },
};

/// A body that is longer than this, in bytes, is not read to tell what the client is about to say.
const LONGEST: usize = 20_000;

/// The telling of the exchange on stage, and the few other words there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    words: Words,
    shown: RwSignal<Option<Shown>>,
    /// The messages of the errand on stage, told.
    tellings: Memo<Vec<Arc<Telling>>>,
    /// The exchange on stage, told; `None` before the first.
    pub(super) telling: Memo<Option<Arc<Telling>>>,
    /// What the client says while nothing is on stage.
    invitation: Memo<String>,
    /// Whether an imported API is served.
    abroad: Memo<bool>,
}

impl Told {
    pub(super) fn new(
        words: Words,
        shown: RwSignal<Option<Shown>>,
        journal: RwSignal<Journal>,
        draft: RwSignal<Draft>,
        clients: Clients,
    ) -> Self {
        let tellings = Memo::new(move |_| {
            let tell = |leg: &legs::Told| {
                let (world, mut of) = (&leg.entry.before, leg.leg());
                // Who is alone needs no name.
                of.who = of.who.or(clients.two.get().then(|| leg.entry.role.client.name()));
                let tell = |wording: Wording<'_>| Telling::of_leg(&of, world.base(), Some(world), wording);
                Arc::new(wording(words, tell))
            };
            clients.told.with(|legs| legs.iter().map(tell).collect::<Vec<_>>())
        });
        let telling = Memo::new(move |_| {
            let focus = shown.with(|shown| shown.as_ref().map(|shown| shown.board.focus()))?;
            tellings.with(|tellings| tellings.get(focus).cloned())
        });
        // The client says what the composer holds.
        let invitation = Memo::new(move |_| {
            if shown.with(Option::is_some) {
                return String::new();
            }
            journal.with(|journal| {
                let world = journal.world();
                let request = draft.with(|draft| {
                    if draft.body.len() <= LONGEST {
                        return draft.request(world.base());
                    }
                    // Read anew with every letter, it would hold up whoever types.
                    let (method, path) = (draft.method.clone(), draft.path.clone());
                    let headers = draft.headers.clone();
                    Draft { method, path, headers, body: String::new() }.request(world.base())
                });
                wording(words, |wording| tale::invitation(request, world.base(), Some(world), wording))
            })
        });
        let abroad = Memo::new(move |_| journal.with(|journal| journal.world().api().is_imported()));
        Self { words, shown, tellings, telling, invitation, abroad }
    }

    /// A scene of the exchange on stage, with what is said in it put into the words of the lens.
    pub(super) fn speak(self, scene: Scene) -> Scene {
        let Some(speech) = scene.speech else { return scene };
        let told = self.tellings.with(|tellings| {
            let text = tellings.get(scene.side.leg)?.line(speech.line);
            (!text.is_empty()).then(|| text.to_owned())
        });
        let text = told.unwrap_or(speech.text);
        Scene { speech: Some(Speech { text, ..speech }), ..scene }
    }

    /// What the client says before the first request.
    pub(super) fn invitation(self) -> String {
        self.invitation.get()
    }

    /// What happens in a moment of the errand on stage.
    pub(super) fn caption(self, moment: usize) -> Caption {
        let found = self.shown.with(|shown| {
            let board = &shown.as_ref()?.board;
            Some((board.leg_of(moment), board.moments().get(moment)?.clone()))
        });
        let Some((leg, moment)) = found else { return Caption::default() };
        let told =
            self.tellings.with(|tellings| tellings.get(leg).map(|telling| telling.caption(moment.kind)));
        // A kind of moment that nothing is written about has a caption all the same.
        let told = told.filter(|caption| !caption.0.is_empty());
        told.unwrap_or_else(|| Caption(vec![Piece::Words(moment.caption)]))
    }

    /// The lens for texts whose tale is of toys: where another API is served, plain words take its place.
    pub(super) fn lens(self) -> Lens {
        let chosen = self.words.chosen();
        if self.abroad.get() { chosen.max(Lens::Plain) } else { chosen }
    }

    /// The language of all that is told.
    pub(super) fn language(self) -> String {
        self.words.told_in()
    }

    /// The language of a piece of what is told.
    pub(super) fn language_of(self, piece: &Piece) -> String {
        match piece {
            Piece::Words(_) => self.language(),
            Piece::Fact(_) => "en".to_owned(),
        }
    }

    /// What there is to say where no question is at hand: before anything is sent, or while it is on its way.
    pub(super) fn no_question(self, sent: bool) -> String {
        let key = if sent { "waiting" } else { "before" };
        wording(self.words, |words| tale::named(Part::Moments, &[key], &Slots::new(), words))
    }

    /// The step with this number, in a list of all.
    pub(super) fn brief(self, step: usize) -> String {
        self.telling.with(|telling| {
            let asking = telling.as_ref().and_then(|telling| telling.step(step));
            asking.map(|asking| asking.brief.clone()).unwrap_or_default()
        })
    }

    /// What a question asks.
    pub(super) fn question(self, decision: &Decision) -> String {
        wording(self.words, |words| tale::question(decision, self.abroad.get(), words))
    }

    /// What a block of the track is for.
    pub(super) fn block(self, block: Block) -> String {
        wording(self.words, |words| tale::block(block, self.abroad.get(), words))
    }

    /// The reason that the server gave in the step with this number.
    pub(super) fn reason(self, step: usize) -> Piece {
        self.telling.with(|telling| {
            let asking = telling.as_ref().and_then(|telling| telling.step(step));
            asking.map_or_else(|| Piece::Words(String::new()), |asking| asking.because.clone())
        })
    }

    /// A reason of the server, of a request that is not on stage.
    pub(super) fn by_server(self, reason: &str) -> Piece {
        let told = self.words.named(|reasons, lens| reasons.tell(reason, lens));
        told.map_or_else(|| Piece::Fact(reason.to_owned()), Piece::Words)
    }

    /// What the client says to itself.
    pub(super) fn by_client(self, text: &str) -> Piece {
        wording(self.words, |words| tale::by_client(text, words))
    }

    /// A question that the client asks itself.
    pub(super) fn wonder(self, question: &Question) -> Piece {
        wording(self.words, |words| tale::wonder(question, words))
    }

    /// What the client looked at.
    pub(super) fn looked_at(self, what: &str) -> String {
        self.words.named(|reasons, lens| reasons.client_label(what, lens)).unwrap_or_else(|| what.to_owned())
    }

    /// How the client answers itself, such as `Yes`.
    pub(super) fn yes_or_no(self, yes: bool) -> String {
        let key = if yes { "wonder yes" } else { "wonder no" };
        let line = wording(self.words, |words| tale::named(Part::Moments, &[key], &Slots::new(), words));
        line.trim_end_matches('.').to_owned()
    }

    /// A word of the stage itself, such as `Why?`.
    pub(super) fn word(self, key: &str) -> String {
        self.words.word(key, &Slots::new())
    }

    /// The same with numbers or names in it.
    pub(super) fn phrase<const N: usize>(self, key: &str, slots: [(&'static str, String); N]) -> String {
        self.words.word(key, &Slots::from(slots))
    }

    /// So many of something that there is a phrase for.
    pub(super) fn count(self, unit: &str, number: usize) -> String {
        wording(self.words, |words| words.tellings.count(unit, number as u64)).unwrap_or_default()
    }

    /// What a client is doing.
    pub(super) fn doing(self, doing: Doing) -> String {
        match doing {
            Doing::Has(status) => self.phrase(doing.key(), [("code", status.as_u16().to_string())]),
            _ => self.word(doing.key()),
        }
    }

    /// What became of a message.
    pub(super) fn lost(self, loss: Loss) -> String {
        self.word(match loss {
            Loss::Request => "lost request",
            Loss::Response => "lost response",
            Loss::Midway => "lost midway",
            Loss::Late => "lost late",
        })
    }

    /// Whether an imported API is served.
    pub(super) fn abroad(self) -> bool {
        self.abroad.get()
    }

    /// Where a piece of evidence was read.
    pub(super) fn source(self, source: &Source) -> String {
        self.words.named(|reasons, lens| reasons.label(source, lens)).unwrap_or_else(|| source.label())
    }

    /// What stood there.
    pub(super) fn value(self, evidence: &Evidence) -> String {
        self.words.named(|reasons, lens| reasons.value(evidence, lens)).unwrap_or_else(|| {
            match &*evidence.value {
                "" => "(none)".to_owned(),
                value => value.to_owned(),
            }
        })
    }

    /// Who the client is.
    pub(super) fn client(self, origin: Origin) -> String {
        self.actor(match origin {
            Origin::Composer => "client composer",
            Origin::Page => "client page",
            Origin::Elsewhere => "client elsewhere",
        })
    }

    /// What the dispatcher is.
    pub(super) fn dispatcher(self, via: Via) -> String {
        self.actor(match via {
            Via::ServiceWorker => "dispatcher worker",
            Via::InPage => "dispatcher page",
        })
    }

    /// Who the server is, and what stands on its shelf.
    pub(super) fn server(self, shelf: Summary) -> String {
        // An empty shelf does not show whose it is.
        let unit = if shelf.is_toys && !self.abroad.get() { "toy" } else { "thing" };
        wording(self.words, |words| {
            let mut slots = Slots::new();
            slots.extend(words.tellings.count(unit, shelf.home).map(|home| ("home", home)));
            slots.extend((shelf.lent > 0).then(|| ("lent", shelf.lent.to_string())));
            tale::named(Part::Actors, &["server"], &slots, words)
        })
    }

    fn actor(self, key: &str) -> String {
        wording(self.words, |words| tale::named(Part::Actors, &[key], &Slots::new(), words))
    }

    /// Something that is said, in quotation marks where somebody would say it so.
    pub(super) fn quoted(self, text: String) -> String {
        wording(self.words, |words| match words.lens {
            Lens::Story | Lens::Plain => {
                let slots = Slots::from([("text", text.clone())]);
                words.tellings.word("quoted", &slots).unwrap_or(text)
            }
            Lens::Http | Lens::Spec => text,
        })
    }
}

/// Tells something in the words that are there, and again when there are others.
fn wording<T>(words: Words, tell: impl FnOnce(Wording<'_>) -> T) -> T {
    let lens = words.chosen();
    let here = words.reasons();
    let reasons = here.as_deref();
    match words.library() {
        Some(library) => {
            let (texts, tellings): (&Texts, &Tellings) = (&library.texts, library.tellings());
            tell(Wording { tellings, texts: Some(texts), reasons, lens })
        }
        None => tell(Wording { reasons, ..Wording::built_in(lens) }),
    }
}
