//! The texts of the four lenses and the server's reasons in their words, fetched when they are first wanted, and the
//! lens that is chosen.

use std::sync::Arc;

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser::{page, storage},
    lens::{Four, Language, Lens, Reasons, Slots, Tellings, Texts},
    server::Block,
};

/// Where the chosen lens is kept between visits.
const KEY: &str = "lens";

/// How far the texts are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unwanted,
    UnderWay,
    Here(Arc<Library>),
    Missing,
}

/// All the words of a language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Library {
    pub(super) texts: Texts,
    /// The lines for the stage; `None` for English, which is built in.
    lines: Option<Tellings>,
}

impl Library {
    /// The lines for the stage.
    pub(super) fn tellings(&self) -> &Tellings {
        self.lines.as_ref().unwrap_or_else(|| Tellings::english())
    }
}

/// The texts in the visitor's language, and the lens that they are read through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    state: RwSignal<State>,
    /// The server's reasons in the words of the lenses, once they are here.
    reasons: RwSignal<Option<Arc<Reasons>>>,
    /// Whether they are on their way or here.
    reasons_wanted: RwSignal<bool>,
    /// The place of the lens in [`Lens::ALL`].
    pub(super) lens: RwSignal<usize>,
}

impl Words {
    /// Fetches nothing yet.
    pub(super) fn new() -> Self {
        let kept = storage::preference(KEY).and_then(|key| Lens::from_key(&key)).unwrap_or_default();
        let lens = RwSignal::new(kept as usize);
        Effect::watch(
            move || lens.get(),
            |lens, _, _| {
                if let Some(lens) = Lens::ALL.get(*lens) {
                    storage::prefer(KEY, lens.key());
                }
            },
            false,
        );
        Self {
            state: RwSignal::default(),
            reasons: RwSignal::default(),
            reasons_wanted: RwSignal::default(),
            lens,
        }
    }

    /// The lens that is chosen.
    pub(super) fn chosen(self) -> Lens {
        Lens::ALL.get(self.lens.get()).copied().unwrap_or_default()
    }

    /// Whether the program itself has all the words that this lens needs on stage: the English ones of the toy tale.
    pub(super) fn suffice(self) -> bool {
        self.chosen() == Lens::Story && wanted().tag == Tellings::english().language()
    }

    /// Fetches the texts, where they are neither here nor on their way; and the reasons, where they could not be fetched
    /// before.
    pub(super) fn want(self) {
        self.want_reasons();
        if self.state.with_untracked(|state| matches!(state, State::UnderWay | State::Here(_))) {
            return;
        }
        self.state.set(State::UnderWay);
        spawn_local(async move {
            self.state.set(fetch().await.map_or(State::Missing, |library| State::Here(Arc::new(library))));
        });
    }

    /// Fetches the server's reasons in other words, for the stage. Where that fails, its own stand there.
    pub(super) fn want_reasons(self) {
        if self.reasons_wanted.get_untracked() {
            return;
        }
        self.reasons_wanted.set(true);
        spawn_local(async move {
            let reasons = fetch_reasons().await;
            self.reasons_wanted.set(reasons.is_some());
            self.reasons.set(reasons.map(Arc::new));
        });
    }

    /// The server's reasons in other words, once they are here, where all else is told in their language, too.
    pub(super) fn reasons(self) -> Option<Arc<Reasons>> {
        let here = self.reasons.get()?;
        (self.told_in() == here.language()).then_some(here)
    }

    /// What `find` finds among them for the chosen lens.
    pub(super) fn named(self, find: impl FnOnce(&Reasons, Lens) -> Option<String>) -> Option<String> {
        find(&*self.reasons()?, self.chosen())
    }

    /// What a block of decisions is called.
    pub(super) fn block(self, block: Block) -> String {
        self.named(|reasons, lens| reasons.block(block, lens)).unwrap_or_else(|| block.name().to_owned())
    }

    /// The language of the names of blocks.
    pub(super) fn blocks_in(self) -> String {
        self.reasons().map_or_else(|| "en".to_owned(), |reasons| reasons.language().to_owned())
    }

    /// All the words, once they are here.
    pub(super) fn library(self) -> Option<Arc<Library>> {
        self.state.with(|state| match state {
            State::Here(library) => Some(Arc::clone(library)),
            State::Unwanted | State::UnderWay | State::Missing => None,
        })
    }

    /// What there is to say of what `find` finds, once the texts are here: in plain words, or in the terms of HTTP or
    /// the specification where that lens is chosen.
    pub(super) fn plain(self, find: impl FnOnce(&Texts) -> Option<&Four>) -> Option<String> {
        let lens = self.chosen().max(Lens::Plain);
        find(&self.library()?.texts).map(|four| four.through(lens).to_owned())
    }

    /// The language tag of the texts, once they are here.
    pub(super) fn language(self) -> Option<String> {
        self.library().map(|library| library.texts.language().to_owned())
    }

    /// The language tag of what is told on stage.
    pub(super) fn told_in(self) -> String {
        self.language().unwrap_or_else(|| Tellings::english().language().to_owned())
    }

    /// A word or phrase of the stage itself, its slots filled: in the visitor's language, or else in English.
    pub(super) fn word(self, key: &str, slots: &Slots) -> String {
        let told = self.library().and_then(|library| library.tellings().word(key, slots));
        told.or_else(|| Tellings::english().word(key, slots)).unwrap_or_default()
    }

    /// What a lens is called.
    pub(super) fn name(self, lens: Lens) -> String {
        self.library()
            .map_or_else(|| lens.name().to_owned(), |library| library.texts.lens_name(lens).to_owned())
    }

    /// What to say where there is no text.
    pub(super) fn sorry(self) -> &'static str {
        self.state.with(|state| match state {
            State::Unwanted | State::UnderWay => "Looking it up…",
            State::Here(_) => "Nothing is written about this yet.",
            State::Missing => {
                "The explanations could not be fetched. Is the connection gone? Press again when it is back."
            }
        })
    }
}

/// The language that this visitor would like.
fn wanted() -> &'static Language {
    let languages = page::languages();
    Language::best(languages.iter().map(String::as_str))
}

async fn fetch() -> Option<Library> {
    let language = wanted();
    let texts = Texts::parse(&text(language.file).await?).ok()?;
    let lines = if language.tag == Tellings::english().language() {
        None
    } else {
        Some(Tellings::parse(&text(language.tellings).await?).ok()?)
    };
    Some(Library { texts, lines })
}

async fn fetch_reasons() -> Option<Reasons> {
    Reasons::parse(&text(wanted().reasons).await?).ok()
}

async fn text(file: &str) -> Option<String> {
    let response = Request::get(&page::beside(file)?.href()).send().await.ok()?;
    if response.ok() { response.text().await.ok() } else { None }
}
