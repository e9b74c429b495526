//! The Leptos components, thin: logic lives in the rooms below.
