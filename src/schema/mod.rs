//! shim
use serde_json::Value;
/// x
#[derive(Debug)]
pub struct Schema;
/// x
#[derive(Debug)]
pub struct SchemaError;
impl std::fmt::Display for SchemaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "x")
    }
}
/// x
#[derive(Debug)]
pub struct Violation {
    /// x
    pub pointer: String,
    /// x
    pub keyword: &'static str,
    /// x
    pub message: String,
    /// x
    pub expected: String,
    /// x
    pub found: String,
}
impl Schema {
    /// x
    pub fn compile(_: &Value, _: &str) -> Result<Self, SchemaError> {
        Ok(Self)
    }
    /// x
    pub fn validate(&self, _: &Value) -> Vec<Violation> {
        vec![]
    }
}
