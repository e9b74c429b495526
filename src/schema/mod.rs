//! A JSON Schema validator that explains itself. May use `http`.
