//! Every seed of the fuzz targets, replayed: what was once found stays mended.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

mod fuzz;

use std::{fs, path::Path};

fn each(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the seeds").map(|entry| entry.expect("a seed").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "there are no seeds for {target}");
    for file in files {
        println!("{}", file.display());
        let bytes = fs::read(&file).expect("a seed");
        run(&bytes);
        // Torn off anywhere, and with a byte turned, it must hold as well.
        for part in 1..8 {
            let at = bytes.len() * part / 8;
            run(&bytes[..at]);
            let mut turned = bytes.clone();
            if let Some(byte) = turned.get_mut(at) {
                *byte ^= 0x55;
            }
            run(&turned);
        }
    }
}

#[test]
fn requests_of_every_seed_are_answered_whole() {
    each("dispatch", fuzz::dispatch);
}

#[test]
fn documents_of_every_seed_are_served_or_refused_with_a_reason() {
    each("import", fuzz::import);
}
