//! Both sides of razor's benchmarks, as the crates do them best: one task that sends, with the window as the connection's limit.
//! Each is asked by lines of input and says a line for each: nanoseconds, calls, nanoseconds of processor time, and what a JVM
//! would know besides.

use crossfire::{AsyncRx, MAsyncTx, mpsc};
use nix::time::{ClockId, clock_gettime};
use orb::prelude::*;
use orb_tokio::{TokioExec, TokioRT};
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::{TcpClient, TcpServer};
use razor_stream::Codec;
use razor_stream::client::stream::ClientStream;
use razor_stream::client::task::*;
use razor_stream::client::{ClientConfig, ClientDefault};
use razor_stream::error::{EncodedErr, RpcIntErr};
use razor_stream::proto::RpcAction;
use razor_stream::server::dispatch::Dispatch;
use razor_stream::server::task::*;
use razor_stream::server::{RpcServer, RpcSvrReq, ServerConfig, ServerDefault};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

const ECHO: i32 = 1;
const WRITE_BLOB: i32 = 2;
const READ_BLOB: i32 = 3;
const BLOB_BYTES: usize = 64 << 10;
static BLOB: [u8; BLOB_BYTES] = [0; BLOB_BYTES];

/// 32 bytes of msgpack, as long as `id` and `at` need all of their eight bytes and `n` its four.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Message {
    id: i64,
    at: i64,
    n: i32,
}

fn message(number: u64) -> Message {
    const BASE: i64 = 1 << 40;
    Message { id: BASE + number as i64, at: BASE, n: 1 << 20 }
}

fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().expect("says");
}

fn lines() -> impl Iterator<Item = String> {
    std::io::stdin().lines().map(|line| line.expect("reads"))
}

/// A moment, of which `said` tells what has been used since.
struct Moment {
    at: Instant,
    cpu: Duration,
}

impl Moment {
    fn now() -> Moment {
        Moment { at: Instant::now(), cpu: cpu() }
    }

    fn said(&self, calls: u64) -> String {
        format!("{} {calls} {} -1 0 0 0", self.at.elapsed().as_nanos(), (cpu() - self.cpu).as_nanos())
    }
}

fn cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("every process has one").into()
}

/// The server's side of all three.
#[derive(Clone)]
struct Served;

#[derive(Debug)]
enum Body {
    Message(Message),
    Empty,
    Blob,
}

#[derive(Debug)]
struct Answer {
    seq: u64,
    body: Body,
}

impl Dispatch for Served {
    type RespTask = Answer;
    type Codec = MsgpCodec;

    async fn dispatch_req<'a>(
        &'a self, codec: &Arc<MsgpCodec>, request: RpcSvrReq<'a>, answers: RespNoti<Answer>,
    ) -> Result<(), ()> {
        let body = match request.action {
            RpcAction::Num(ECHO) => Body::Message(codec.decode(request.msg)?),
            RpcAction::Num(WRITE_BLOB) if request.blob.is_some_and(|b| b.len() == BLOB_BYTES) => Body::Empty,
            RpcAction::Num(READ_BLOB) => Body::Blob,
            _ => return Err(()),
        };
        answers.done(Answer { seq: request.seq, body });
        Ok(())
    }
}

impl ServerTaskResp for Answer {}

impl ServerTaskEncode for Answer {
    fn encode_resp<'a, 'b, C: Codec>(
        &'a mut self, codec: &'b C, buf: &'b mut Vec<u8>,
    ) -> (u64, Result<(usize, Option<&'a [u8]>), EncodedErr>) {
        let encoded = match &self.body {
            Body::Message(message) => {
                codec.encode_into(message, buf).map(|length| (length, None)).map_err(|_| RpcIntErr::Encode.into())
            }
            Body::Empty => Ok((0, None)),
            Body::Blob => Ok((0, Some(&BLOB[..]))),
        };
        (self.seq, encoded)
    }
}

pub fn serve(runtime: &TokioExec) {
    let address = runtime.block_on(async move {
        let mut server = RpcServer::new(ServerDefault::new(ServerConfig::default()));
        let address = server.listen::<TcpServer<TokioRT>, _>("127.0.0.1:0", Served).await.expect("listens");
        // It serves until the process ends.
        std::mem::forget(server);
        address
    });
    say(&format!("tcp://{address}"));
    let start = Moment::now();
    for _question in lines() {
        say(&start.said(0));
    }
}

/// What the calls of a client share.
struct Tally {
    answered: AtomicU64,
    /// At this many the sender is told.
    awaited: AtomicU64,
    reached: MAsyncTx<mpsc::Array<()>>,
    failure: OnceLock<String>,
    /// For blobs that are read, as many as were ever in flight at once.
    buffers: Mutex<Vec<Vec<u8>>>,
}

impl Tally {
    fn count(&self) {
        let answered = self.answered.fetch_add(1, Ordering::AcqRel) + 1;
        if answered == self.awaited.load(Ordering::Acquire) {
            let _ = self.reached.try_send(());
        }
    }
}

#[derive(Debug)]
enum Work {
    Echo(Message),
    WriteBlob,
    ReadBlob { buffer: Vec<u8>, arrived: bool },
}

struct Call {
    common: ClientTaskCommon,
    work: Work,
    tally: Arc<Tally>,
}

type Stream = ClientStream<ClientDefault<Call, MsgpCodec>, TcpClient<TokioRT>>;

struct Client {
    stream: Stream,
    style: String,
    sent: u64,
    tally: Arc<Tally>,
    reached: AsyncRx<mpsc::Array<()>>,
}

impl Client {
    async fn connect(address: &str, style: &str, window: usize) -> Client {
        // The buffer of 8 KiB that the crates choose is the fastest: with 64 KiB a third is lost at window 1,024.
        let config = ClientConfig { thresholds: window, ..ClientConfig::default() };
        let stream = ClientStream::connect(ClientDefault::new(config), None, address, "bench", None);
        let (tell, reached) = mpsc::bounded_async(1);
        let tally = Tally {
            answered: AtomicU64::new(0),
            awaited: AtomicU64::new(0),
            reached: tell.into(),
            failure: OnceLock::new(),
            buffers: Mutex::new(Vec::new()),
        };
        let stream = stream.await.expect("connects");
        Client { stream, style: style.into(), sent: 0, tally: Arc::new(tally), reached }
    }

    fn next(&self) -> Call {
        let work = match self.style.as_str() {
            "tasks" => Work::Echo(message(self.sent)),
            "blobs_written" => Work::WriteBlob,
            "blobs_read" => {
                let kept = self.tally.buffers.lock().unwrap().pop();
                Work::ReadBlob { buffer: kept.unwrap_or_else(|| vec![0; BLOB_BYTES]), arrived: false }
            }
            other => panic!("the crates' client has no style '{other}'"),
        };
        Call { common: ClientTaskCommon::default(), work, tally: self.tally.clone() }
    }

    /// Makes calls for that long, then waits for those in flight.
    async fn run(mut self, time: Duration) -> (Client, Result<u64, String>) {
        const CALLS_BETWEEN_CLOCKS: u64 = 16;
        let before = self.sent;
        let end = Instant::now() + time;
        let mut connected = true;
        while connected && Instant::now() < end {
            for _ in 0..CALLS_BETWEEN_CLOCKS {
                let call = self.next();
                self.sent += 1;
                connected &= self.stream.send_task(call, false).await.is_ok();
            }
        }
        let _ = self.stream.flush_req().await;
        self.await_answers().await;
        let result = self.tally.failure.get().map_or(Ok(self.sent - before), |failure| Err(failure.clone()));
        (self, result)
    }

    async fn await_answers(&mut self) {
        let _ = self.reached.try_recv();
        self.tally.awaited.store(self.sent, Ordering::Release);
        while self.tally.answered.load(Ordering::Acquire) < self.sent {
            let _ = self.reached.recv().await;
        }
    }
}

pub fn call(runtime: &TokioExec, address: &str, style: &str, window: usize) {
    let address = address.trim_start_matches("tcp://").to_string();
    let style = style.to_string();
    let mut client = runtime.block_on(async move { Client::connect(&address, &style, window).await });
    say("connected");
    for nanos in lines() {
        let time = Duration::from_nanos(nanos.parse().expect("nanoseconds"));
        let start = Moment::now();
        // On one of the runtime's threads: this one is none of them.
        let run = client.run(time);
        let (same, calls) = runtime.block_on(async move { TokioRT::spawn(run).await.expect("runs") });
        client = same;
        match calls {
            Ok(calls) => say(&start.said(calls)),
            Err(failure) => say(&format!("failed: {failure}")),
        }
    }
}

impl ClientTask for Call {}

impl ClientTaskAction for Call {
    fn get_action(&self) -> RpcAction<'_> {
        RpcAction::Num(match self.work {
            Work::Echo(_) => ECHO,
            Work::WriteBlob => WRITE_BLOB,
            Work::ReadBlob { .. } => READ_BLOB,
        })
    }
}

impl ClientTaskEncode for Call {
    fn encode_req<C: Codec>(&self, codec: &C, buf: &mut Vec<u8>) -> Result<usize, ()> {
        match &self.work {
            Work::Echo(message) => codec.encode_into(message, buf),
            _ => Ok(0),
        }
    }

    fn get_req_blob(&self) -> Option<&[u8]> {
        matches!(self.work, Work::WriteBlob).then_some(&BLOB[..])
    }
}

impl ClientTaskDecode for Call {
    fn decode_resp<C: Codec>(&mut self, codec: &C, buf: &[u8]) -> Result<(), ()> {
        match &self.work {
            Work::Echo(message) if codec.decode::<Message>(buf)? == *message => Ok(()),
            _ => Err(()),
        }
    }

    fn reserve_resp_blob(&mut self, size: i32) -> Option<&mut [u8]> {
        match &mut self.work {
            Work::ReadBlob { buffer, arrived } if size as usize == BLOB_BYTES => {
                *arrived = true;
                Some(buffer)
            }
            _ => None,
        }
    }
}

impl ClientTaskDone for Call {
    fn set_custom_error<C: Codec>(&mut self, _codec: &C, error: EncodedErr, _index: usize, _version: u64) {
        let _ = self.tally.failure.set(format!("a call failed: {error:?}"));
    }

    fn set_rpc_error(&mut self, error: RpcIntErr) {
        let _ = self.tally.failure.set(format!("a call failed: {error}"));
    }

    fn set_ok(&mut self) {}

    fn done(self) {
        if let Work::ReadBlob { buffer, arrived } = self.work {
            if !arrived {
                let _ = self.tally.failure.set("a blob did not arrive".into());
            }
            self.tally.buffers.lock().unwrap().push(buffer);
        }
        self.tally.count();
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

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "call {:?} seq {}", self.work, self.common.seq)
    }
}
