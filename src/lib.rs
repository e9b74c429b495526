//! Toyshelf.
