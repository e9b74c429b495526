//! JSON set out in lines, coloured, its links to be followed.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Answer, Pane,
    find::Find,
    follow::link,
    marked::{Looked, marked},
    window::{Row, Stamp, Window, show},
};
use crate::client::{
    json::{Doc, Kind, Lines, Piece},
    link::says_link,
};

/// Up to so many lines, and bytes, all is drawn, and long lines are broken. Beyond, only what is seen.
const ALL: (usize, usize) = (300, 60_000);

/// The most of one piece that is drawn, in bytes.
const LONGEST: usize = 4_000;

/// The height of a line where only what is seen is drawn, in px.
const HEIGHT: usize = 20;

/// The text.
pub(super) fn pretty(pane: Pane, answer: &Answer, doc: &Arc<Doc>, find: Find) -> AnyView {
    let lines = Arc::new(Lines::of(doc));
    let count = lines.len();
    let draw: Row = {
        let (answer, doc, lines) = (answer.clone(), Arc::clone(doc), Arc::clone(&lines));
        Arc::new(move |at| line(pane, &answer, &doc, &lines, find, at))
    };
    if count <= ALL.0 && doc.text().len() <= ALL.1 {
        Effect::new(move |_| {
            if find.now().is_some() {
                show(".inspector", "mark.now");
            }
        });
        let all = (0..count).map(|at| draw(at)).collect_view();
        return view! { <div class="code lines" dir="ltr" data-testid="answer-body">{all}</div> }.into_any();
    }
    let aim = {
        let doc = Arc::clone(doc);
        Signal::derive(move || find.now().map(|hit| lines.line_of(&doc, hit.node)))
    };
    let stamp: Stamp = Arc::new(|_| 0);
    view! {
        <div class="code lines long" dir="ltr" data-testid="answer-body">
            <Window count=Signal::stored(count) height=HEIGHT aim stamp row=draw/>
        </div>
    }
    .into_any()
}

fn line(pane: Pane, answer: &Answer, doc: &Arc<Doc>, lines: &Arc<Lines>, find: Find, at: usize) -> AnyView {
    let (depth, _) = lines.pieces(doc, at);
    let indent = "  ".repeat(depth.min(40));
    let (answer, doc, lines) = (answer.clone(), Arc::clone(doc), Arc::clone(lines));
    let looked = Memo::new(move |_| Looked::by(find));
    let pieces = move || {
        let (_, pieces) = lines.pieces(&doc, at);
        looked
            .with(|looked| pieces.iter().map(|piece| draw(pane, &answer, &doc, piece, looked)).collect_view())
    };
    view! {
        <div class="line" style=("--depth", depth.min(40).to_string())>{indent} {pieces}</div>
    }
    .into_any()
}

fn draw(pane: Pane, answer: &Answer, doc: &Doc, piece: &Piece<'_>, looked: &Looked) -> AnyView {
    let cut = piece.text.floor_char_boundary(LONGEST);
    let (text, left) = piece.text.split_at(cut);
    let more = (!left.is_empty()).then(|| format!("… {} more bytes", left.len()));
    let start = match piece.kind {
        Kind::Plain => return text.to_owned().into_any(),
        Kind::Key => doc.key_span(piece.node).unwrap_or_default().0,
        Kind::Text | Kind::Literal => doc.span(piece.node).0,
    };
    let shown = marked(text, start, looked);
    let class = class(piece.kind);
    let shown = match value_link(answer, doc, piece.node).filter(|_| piece.kind == Kind::Text) {
        Some(to) => link(pane, answer, to, shown),
        None => shown,
    };
    view! { <span class=class>{shown} {more}</span> }.into_any()
}

/// The class that gives a piece its colour.
pub(super) fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Key => "j-key",
        Kind::Text => "j-text",
        Kind::Literal => "j-literal",
        Kind::Plain => "j-plain",
    }
}

/// Where a value leads.
pub(super) fn value_link(answer: &Answer, doc: &Doc, node: usize) -> Option<crate::client::link::Link> {
    let raw = doc.raw(node);
    // A look at how it begins spares most values the rest.
    if !["\"/", "\"http", "\"\\/", "\"#/"].iter().any(|start| raw.starts_with(start)) {
        return None;
    }
    answer.around.read(&doc.value(node), says_link(&doc.pointer(node)))
}
