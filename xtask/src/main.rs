//! Every chore of the project, in plain Rust.
fn main() {}
