//! What both peers understand through the stream interface.

use serde::{Deserialize, Serialize};

pub const OPEN: i32 = 1;
pub const READ: i32 = 2;
pub const WRITE: i32 = 3;
pub const ECHO: i32 = 20;
pub const SAMPLE: i32 = 21;
pub const BYTES: i32 = 22;
pub const BLOB: i32 = 23;
pub const FAULT: i32 = 24;
pub const NEVER: i32 = 25;
pub const NEXT: i32 = 26;
pub const UNIT: i32 = 27;
/// Is answered when a `RELEASE` says so.
pub const HOLD: i32 = 28;
pub const RELEASE: i32 = 29;
pub const NAMED: &str = "next-é";

#[derive(Debug, Serialize, Deserialize)]
pub struct FilePath {
    pub path: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Opened {
    pub inode: u64,
    pub size: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Range {
    pub inode: u64,
    pub offset: i64,
    pub len: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Transferred {
    pub ret_size: u64,
}
