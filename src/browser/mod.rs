//! Everything that touches the browser: storage, service worker, animation frames.
