//! The texts of the four lenses, fetched when they are first wanted, and the lens that is chosen.

use std::sync::Arc;

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser::{page, storage},
    lens::{Four, Language, Lens, Texts},
};

/// Where the chosen lens is kept between visits.
const KEY: &str = "lens";

/// How far the texts are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unwanted,
    UnderWay,
    Here(Arc<Texts>),
    Missing,
}

/// The texts in the visitor's language, and the lens that they are read through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    state: RwSignal<State>,
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
        Self { state: RwSignal::default(), lens }
    }

    /// Fetches the texts, where they are neither here nor on their way.
    pub(super) fn want(self) {
        if self.state.with_untracked(|state| matches!(state, State::UnderWay | State::Here(_))) {
            return;
        }
        self.state.set(State::UnderWay);
        spawn_local(async move {
            self.state.set(fetch().await.map_or(State::Missing, |texts| State::Here(Arc::new(texts))));
        });
    }

    /// The texts, once they are here.
    pub(super) fn texts(self) -> Option<Arc<Texts>> {
        self.state.with(|state| match state {
            State::Here(texts) => Some(Arc::clone(texts)),
            State::Unwanted | State::UnderWay | State::Missing => None,
        })
    }

    /// What there is to say in plain words of what `find` finds, once the texts are here.
    pub(super) fn plain(self, find: impl FnOnce(&Texts) -> Option<&Four>) -> Option<String> {
        find(&*self.texts()?).map(|four| four.through(Lens::Plain).to_owned())
    }

    /// The language tag of the texts, once they are here.
    pub(super) fn language(self) -> Option<String> {
        self.texts().map(|texts| texts.language().to_owned())
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

async fn fetch() -> Option<Texts> {
    let languages = page::languages();
    let file = Language::best(languages.iter().map(String::as_str)).file;
    let response = Request::get(&page::beside(file)?.href()).send().await.ok()?;
    if !response.ok() {
        return None;
    }
    Texts::parse(&response.text().await.ok()?).ok()
}
