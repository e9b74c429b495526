//! The API description (OpenAPI 3.1) and the built-in toy library. May use `http` and `schema`.
