//! Composing requests. May use everything up to `server`.
