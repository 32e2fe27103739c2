//! One kind of task for every call: what it sends is encoded before, what it receives is decoded after.

use crate::crates::Stream;
use crate::fault::Fault;
use crossfire::oneshot::{TxOneshot, oneshot};
use razor_rpc_codec::MsgpCodec;
use razor_stream::Codec;
use razor_stream::client::task::*;
use razor_stream::error::{EncodedErr, RpcErrCodec, RpcError, RpcIntErr};
use razor_stream::proto::{RpcAction, RpcActionOwned};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::{Deref, DerefMut};

pub type CallResult<R> = Result<(R, Vec<u8>), RpcError<Fault>>;

pub struct Call {
    common: ClientTaskCommon,
    action: RpcActionOwned,
    message: Vec<u8>,
    blob: Option<Vec<u8>>,
    response: Vec<u8>,
    response_blob: Vec<u8>,
    result: Result<(), RpcError<Fault>>,
    done: Option<TxOneshot<Call>>,
}

/// A call under way.
pub struct Pending(crossfire::oneshot::RxOneshot<Call>);

/// Sends a call; it leaves at the latest with `flush_req`.
pub async fn send<Q: Serialize>(
    stream: &mut Stream, action: RpcAction<'_>, request: &Q, blob: Option<Vec<u8>>,
) -> Pending {
    let (done, pending) = oneshot();
    let call = Call {
        common: ClientTaskCommon::default(),
        action: action.into(),
        message: MsgpCodec::default().encode(request).expect("the request can be encoded"),
        blob,
        response: Vec::new(),
        response_blob: Vec::new(),
        result: Ok(()),
        done: Some(done),
    };
    // An error is told to the task as well.
    let _ = stream.send_task(call, false).await;
    Pending(pending)
}

impl Pending {
    pub async fn result<R: DeserializeOwned>(self) -> CallResult<R> {
        let call = self.0.recv_async().await.map_err(|_| RpcIntErr::Internal)?;
        call.result?;
        let response = if call.response.is_empty() { &[0xc0][..] } else { &call.response };
        let message = MsgpCodec::default().decode(response).map_err(|_| RpcIntErr::Decode)?;
        Ok((message, call.response_blob))
    }
}

/// Calls, and waits for the response.
pub async fn call<Q: Serialize, R: DeserializeOwned>(
    stream: &mut Stream, action: RpcAction<'_>, request: &Q, blob: Option<Vec<u8>>,
) -> CallResult<R> {
    let pending = send(stream, action, request, blob).await;
    let _ = stream.flush_req().await;
    pending.result().await
}

impl ClientTask for Call {}

impl ClientTaskAction for Call {
    fn get_action(&self) -> RpcAction<'_> {
        self.action.to_action()
    }
}

impl ClientTaskEncode for Call {
    fn encode_req<C: Codec>(&self, _codec: &C, buf: &mut Vec<u8>) -> Result<usize, ()> {
        buf.extend_from_slice(&self.message);
        Ok(self.message.len())
    }

    fn get_req_blob(&self) -> Option<&[u8]> {
        self.blob.as_deref()
    }
}

impl ClientTaskDecode for Call {
    fn decode_resp<C: Codec>(&mut self, _codec: &C, buf: &[u8]) -> Result<(), ()> {
        self.response = buf.to_vec();
        Ok(())
    }

    fn reserve_resp_blob(&mut self, size: i32) -> Option<&mut [u8]> {
        self.response_blob.resize(size as usize, 0);
        Some(&mut self.response_blob)
    }
}

impl ClientTaskDone for Call {
    fn set_custom_error<C: Codec>(
        &mut self, codec: &C, error: EncodedErr, #[cfg(not(feature = "oldest"))] _index: usize,
        #[cfg(not(feature = "oldest"))] _version: u64,
    ) {
        let decoded = match &error {
            EncodedErr::Num(number) => Fault::decode(codec, Ok(*number)),
            EncodedErr::Buf(bytes) => Fault::decode(codec, Err(bytes)),
            other => unreachable!("the transport hands over numbers and bytes, not {other:?}"),
        };
        self.result = Err(decoded.map_or(RpcIntErr::Decode.into(), RpcError::User));
    }

    fn set_rpc_error(&mut self, error: RpcIntErr) {
        self.result = Err(error.into());
    }

    fn set_ok(&mut self) {
        self.result = Ok(());
    }

    fn done(mut self) {
        if let Some(done) = self.done.take() {
            done.send(self);
        }
    }
}

impl Deref for Call {
    type Target = ClientTaskCommon;

    fn deref(&self) -> &ClientTaskCommon {
        &self.common
    }
}

impl DerefMut for Call {
    fn deref_mut(&mut self) -> &mut ClientTaskCommon {
        &mut self.common
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "call {:?} seq {}", self.action, self.common.seq)
    }
}
