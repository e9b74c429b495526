//! Goals as data. May use everything up to `journal`.
