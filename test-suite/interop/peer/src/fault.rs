//! The user's errors of all kinds, and as a request: which error to answer.

use razor_stream::Codec;
use razor_stream::error::{EncodedErr, RpcErrCodec, RpcIntErr};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quota {
    pub resource: String,
    pub limit: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    Errno(u32),
    Text(String),
    Value(Quota),
    /// One of the framework's words, answered by a handler.
    Word(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::Errno(number) => write!(f, "errno {number}"),
            Fault::Text(text) => write!(f, "text {text}"),
            Fault::Value(quota) => write!(f, "value {} {}", quota.resource, quota.limit),
            Fault::Word(word) => write!(f, "word {word}"),
        }
    }
}

impl RpcErrCodec for Fault {
    fn encode<C: Codec>(&self, codec: &C) -> EncodedErr {
        match self {
            Fault::Errno(number) => EncodedErr::Num(*number),
            Fault::Text(text) => EncodedErr::Buf(text.clone().into_bytes()),
            Fault::Value(quota) => EncodedErr::Buf(codec.encode(quota).expect("a quota can be encoded")),
            Fault::Word(word) => EncodedErr::Rpc(RpcIntErr::from_str(word).expect("a word of the framework")),
        }
    }

    fn decode<C: Codec>(codec: &C, received: Result<u32, &[u8]>) -> Result<Self, ()> {
        match received {
            Ok(number) => Ok(Fault::Errno(number)),
            // A quota starts with the byte of a map, which no text does.
            Err(bytes) if bytes.first().is_some_and(|b| *b & 0xf0 == 0x80) => codec.decode(bytes).map(Fault::Value),
            Err(bytes) => String::from_utf8(bytes.to_vec()).map(Fault::Text).map_err(|_| ()),
        }
    }

    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
