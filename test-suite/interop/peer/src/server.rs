//! The stream interface's server.

use crate::actions::*;
use crate::fault::Fault;
use crate::shapes::{Bytes, Shapes, sample};
use io_buffer::Buffer;
use razor_rpc_codec::MsgpCodec;
use razor_stream::Codec;
use razor_stream::error::{EncodedErr, RpcErrCodec};
use razor_stream::proto::{RpcAction, RpcActionOwned};
use razor_stream::server::dispatch::{Dispatch, DispatchClosure};
use razor_stream::server::task::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A request as it came; its handler knows the type.
struct Request {
    seq: u64,
    action: RpcActionOwned,
    message: Vec<u8>,
    blob: Option<Buffer>,
    answers: RespNoti<Answer>,
}

#[derive(Debug)]
struct Answer {
    seq: u64,
    message: Vec<u8>,
    blob: Option<Buffer>,
    error: Option<EncodedErr>,
}

impl ServerTaskDecode<Answer> for Request {
    fn decode_req<'a, C: Codec>(
        _codec: &'a C, action: RpcAction<'a>, seq: u64, message: &'a [u8], blob: Option<Buffer>,
        answers: RespNoti<Answer>,
    ) -> Result<Self, ()> {
        Ok(Request { seq, action: action.into(), message: message.to_vec(), blob, answers })
    }
}

impl ServerTaskResp for Answer {}

impl ServerTaskEncode for Answer {
    fn encode_resp<'a, 'b, C: Codec>(
        &'a mut self, _codec: &'b C, buf: &'b mut Vec<u8>,
    ) -> (u64, Result<(usize, Option<&'a [u8]>), EncodedErr>) {
        if let Some(error) = self.error.take() {
            return (self.seq, Err(error));
        }
        buf.extend_from_slice(&self.message);
        (self.seq, Ok((self.message.len(), self.blob.as_deref())))
    }
}

impl Request {
    /// Err when the message is of another type: the crate answers `rpc_decode`.
    fn message<Q: DeserializeOwned>(&self) -> Result<Q, ()> {
        MsgpCodec::default().decode(&self.message)
    }

    fn answer<R: Serialize>(self, result: Result<(R, Option<Buffer>), Fault>) -> Result<(), ()> {
        let codec = MsgpCodec::default();
        let (message, blob, error) = match result {
            Ok((response, blob)) => (codec.encode(&response)?, blob, None),
            Err(fault) => (Vec::new(), None, Some(fault.encode(&codec))),
        };
        self.answers.done(Answer { seq: self.seq, message, blob, error });
        Ok(())
    }
}

/// The files of one directory, of which a handle stays open until the process ends; and the calls that are held.
pub struct Service {
    directory: PathBuf,
    files: Mutex<HashMap<u64, Arc<File>>>,
    held: Mutex<Vec<Request>>,
}

impl Service {
    pub fn new(directory: PathBuf) -> Arc<Self> {
        Arc::new(Service { directory, files: Mutex::new(HashMap::new()), held: Mutex::new(Vec::new()) })
    }

    pub fn dispatch(self: Arc<Self>) -> impl Dispatch {
        let handler = move |request: Request| {
            let service = self.clone();
            async move { service.serve(request) }
        };
        DispatchClosure::<MsgpCodec, Request, Answer, _, _>::new(handler)
    }

    fn serve(&self, mut request: Request) -> Result<(), ()> {
        match request.action.to_action() {
            RpcAction::Num(OPEN) => {
                let result = self.open(request.message()?);
                request.answer(result.map(|opened| (opened, None)))
            }
            RpcAction::Num(READ) => {
                let result = self.read(request.message()?);
                request.answer(result)
            }
            RpcAction::Num(WRITE) => {
                let result = self.write(request.message()?, request.blob.take());
                request.answer(result.map(|written| (written, None)))
            }
            RpcAction::Num(ECHO) => {
                let shapes: Shapes = request.message()?;
                request.answer(Ok((shapes, None)))
            }
            RpcAction::Num(SAMPLE) => {
                let number = request.message()?;
                request.answer(Ok((sample(number), None)))
            }
            RpcAction::Num(BYTES) => {
                let bytes: Bytes = request.message()?;
                request.answer(Ok((bytes, None)))
            }
            RpcAction::Num(BLOB) => {
                let blob = request.blob.take();
                let length = blob.as_ref().map_or(0, |b| b.len() as u64);
                request.answer(Ok((length, blob)))
            }
            RpcAction::Num(FAULT) => {
                let fault: Fault = request.message()?;
                request.answer::<()>(Err(fault))
            }
            RpcAction::Num(NEVER) => Ok(()),
            RpcAction::Num(NEXT) | RpcAction::Str(NAMED) => {
                let number: u64 = request.message()?;
                request.answer(Ok((number + 1, None)))
            }
            RpcAction::Num(UNIT) => {
                request.message::<()>()?;
                request.answer(Ok(((), None)))
            }
            RpcAction::Num(HOLD) => {
                self.held.lock().unwrap().push(request);
                Ok(())
            }
            RpcAction::Num(RELEASE) => {
                let calls = request.message()?;
                let held = self.release(calls)?;
                request.answer(Ok((held, None)))
            }
            // The crates have no word for an unknown action here: it is answered like a message that cannot be decoded.
            _ => Err(()),
        }
    }

    /// Answers the calls that were held last, the latest first, each with its number plus one and its blob. Says how many were held.
    fn release(&self, calls: usize) -> Result<usize, ()> {
        let mut held = self.held.lock().unwrap();
        let count = held.len();
        for mut request in held.drain(count.saturating_sub(calls)..).rev() {
            let number: u64 = request.message()?;
            let blob = request.blob.take();
            request.answer(Ok((number + 1, blob)))?;
        }
        Ok(count)
    }

    fn open(&self, request: FilePath) -> Result<Opened, Fault> {
        let path = self.directory.join(request.path);
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(errno)?;
        let size = file.metadata().map_err(errno)?.len();
        let mut files = self.files.lock().unwrap();
        let inode = files.len() as u64 + 1;
        files.insert(inode, Arc::new(file));
        Ok(Opened { inode, size })
    }

    fn file(&self, inode: u64) -> Result<Arc<File>, Fault> {
        const EBADF: u32 = 9;
        self.files.lock().unwrap().get(&inode).cloned().ok_or(Fault::Errno(EBADF))
    }

    fn read(&self, request: Range) -> Result<(Transferred, Option<Buffer>), Fault> {
        let mut bytes = vec![0; request.len as usize];
        let read = self.file(request.inode)?.read_at(&mut bytes, offset(&request)?).map_err(errno)?;
        bytes.truncate(read);
        Ok((Transferred { ret_size: read as u64 }, Some(Buffer::from(bytes))))
    }

    fn write(&self, request: Range, blob: Option<Buffer>) -> Result<Transferred, Fault> {
        let bytes = blob.as_deref().unwrap_or(&[]);
        self.file(request.inode)?.write_all_at(bytes, offset(&request)?).map_err(errno)?;
        Ok(Transferred { ret_size: bytes.len() as u64 })
    }
}

fn offset(range: &Range) -> Result<u64, Fault> {
    const EINVAL: u32 = 22;
    u64::try_from(range.offset).map_err(|_| Fault::Errno(EINVAL))
}

fn errno(error: std::io::Error) -> Fault {
    const EIO: i32 = 5;
    Fault::Errno(error.raw_os_error().unwrap_or(EIO) as u32)
}
