//! What the client does, one scenario a run: it prints what it saw and fails where that was wrong.

use crate::actions::*;
use crate::call::{CallResult, call, send};
use crate::crates::{Stream, connect};
use crate::fault::{Fault, Quota};
use crate::shapes::{Bytes, SAMPLES, Shapes, sample};
use crate::talk;
use razor_stream::client::ClientConfig;
use razor_stream::error::RpcError;
use razor_stream::proto::RpcAction;
use razor_stream::proto::RpcAction::{Num, Str};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use std::collections::VecDeque;

pub async fn run(address: &str, scenario: &[String]) {
    let words: Vec<&str> = scenario.iter().map(String::as_str).collect();
    let mut stream = connect(address, config(&words)).await.expect("connects");
    if let ["talk", _] = words[..] {
        return talk::run(stream).await;
    }
    let stream = &mut stream;
    match words[..] {
        ["shapes"] => shapes(stream).await,
        ["files", name] => files(stream, name).await,
        ["blobs"] => blobs(stream).await,
        ["faults"] => faults(stream).await,
        ["refusals"] => refusals(stream).await,
        ["over-limit", what] => over_limit(stream, what).await,
        ["pipeline", calls, _window] => pipeline(stream, calls.parse().expect("a number")).await,
        ["recorded"] => recorded(stream).await,
        ["timeout"] => timeout(stream).await,
        ["wait"] => wait(stream).await,
        _ => panic!("no such scenario: {words:?}"),
    }
}

fn config(words: &[&str]) -> ClientConfig {
    let window = match words {
        ["pipeline", _, window] => window.parse().expect("a number"),
        _ => 128,
    };
    // The crates count whole seconds.
    let task_timeout = match words {
        ["timeout"] => 1,
        ["talk", seconds] => seconds.parse().expect("a number"),
        _ => 20,
    };
    ClientConfig { thresholds: window, task_timeout, ..ClientConfig::default() }
}

async fn shapes(stream: &mut Stream) {
    for number in 0..SAMPLES {
        let expected = sample(number);
        let echoed: Shapes = ok(stream, Num(ECHO), &expected).await;
        assert_eq!(echoed, expected, "echo of sample {number}");
        let made: Shapes = ok(stream, Num(SAMPLE), &number).await;
        assert_eq!(made, expected, "sample {number} as the server makes it");
    }
    let bytes = Bytes { packed: ByteBuf::from(vec![0, 200, 255]), plain: vec![0, 200, 255] };
    let echoed: Bytes = ok(stream, Num(BYTES), &bytes).await;
    assert_eq!(echoed, bytes);
    let () = ok(stream, Num(UNIT), &()).await;
    let next: u64 = ok(stream, Str(NAMED), &41u64).await;
    assert_eq!(next, 42);
    println!("shapes are equal");
}

async fn ok<Q: Serialize, R: DeserializeOwned>(stream: &mut Stream, action: RpcAction<'_>, request: &Q) -> R {
    let result: CallResult<R> = call(stream, action, request, None).await;
    result.unwrap_or_else(|error| panic!("{action:?}: {error}")).0
}

async fn files(stream: &mut Stream, name: &str) {
    let opened: Opened = ok(stream, Num(OPEN), &FilePath { path: name.into() }).await;
    let bytes: Vec<u8> = (0..100_000u32).map(|i| (i * 7) as u8).collect();
    let range = Range { inode: opened.inode, offset: opened.size as i64, len: bytes.len() as u64 };
    let (written, _): (Transferred, _) =
        call(stream, Num(WRITE), &range, Some(bytes.clone())).await.expect("writes");
    assert_eq!(written.ret_size, range.len);
    let (read, blob): (Transferred, _) = call(stream, Num(READ), &range, None).await.expect("reads");
    assert_eq!(read.ret_size, range.len);
    assert_eq!(blob, bytes);
    let missing: CallResult<Opened> = call(stream, Num(OPEN), &FilePath { path: "missing".into() }, None).await;
    println!("opened {} bytes, missing: {}", opened.size, seen(missing));
}

async fn blobs(stream: &mut Stream) {
    for size in [0usize, 1, 4096, 65_535, 65_536, 1 << 20, 16 << 20] {
        let blob: Vec<u8> = (0..size).map(|i| (i * 31 + i / 251) as u8).collect();
        let (length, echoed): (u64, _) =
            call(stream, Num(BLOB), &(), Some(blob.clone())).await.unwrap_or_else(|e| panic!("{size}: {e}"));
        assert_eq!(length, size as u64);
        assert!(echoed == blob, "{size} bytes came back changed");
    }
    println!("blobs are equal");
}

async fn faults(stream: &mut Stream) {
    let quota = Quota { resource: "disk".into(), limit: u64::MAX };
    let faults = [
        Fault::Errno(0),
        Fault::Errno(13),
        Fault::Text("division by zero".into()),
        Fault::Text("".into()),
        Fault::Text("not rpc_timeout".into()),
        Fault::Value(quota),
        Fault::Word("rpc_internal_err".into()),
    ];
    for fault in faults {
        let result: CallResult<()> = call(stream, Num(FAULT), &fault, None).await;
        println!("{}", seen(result));
    }
}

/// The conversation that the Java side has a record of.
async fn recorded(stream: &mut Stream) {
    for number in [0, 2] {
        let _: Shapes = ok(stream, Num(ECHO), &sample(number)).await;
    }
    let () = ok(stream, Num(UNIT), &()).await;
    let _: u64 = ok(stream, Str(NAMED), &41u64).await;
    call::<_, u64>(stream, Num(BLOB), &(), Some(vec![1, 2, 3])).await.expect("answered");
    faults(stream).await;
    let _: Shapes = ok(stream, Num(ECHO), &sample(3)).await;
    stream.ping().await.expect("pings");
    println!("type {}", seen(call::<_, u64>(stream, Num(NEXT), &"no number", None).await));
    let Opened { inode, size } = ok(stream, Num(OPEN), &FilePath { path: "a.txt".into() }).await;
    let added = b", you".to_vec();
    let end = Range { inode, offset: size as i64, len: added.len() as u64 };
    call::<_, Transferred>(stream, Num(WRITE), &end, Some(added)).await.expect("writes");
    let _: Transferred = ok(stream, Num(READ), &Range { inode, offset: 0, len: 100 }).await;
    println!("missing {}", seen(call::<_, Opened>(stream, Num(OPEN), &FilePath { path: "missing".into() }, None).await));
}

/// What became of a call, in one line.
pub fn seen<R>(result: CallResult<R>) -> String {
    match result {
        Ok(_) => "ok".into(),
        Err(RpcError::User(fault)) => fault.to_string(),
        Err(RpcError::Rpc(error)) => format!("rpc {error}"),
    }
}

/// Refused calls leave the connection usable: the last one is answered.
async fn refusals(stream: &mut Stream) {
    println!("action {}", seen(call::<_, ()>(stream, Num(9999), &(), None).await));
    println!("method {}", seen(call::<_, ()>(stream, Str("Nobody.home"), &(), None).await));
    println!("type {}", seen(call::<_, u64>(stream, Num(NEXT), &"no number", None).await));
    println!("result {}", seen(call::<_, String>(stream, Num(NEXT), &1u64, None).await));
    println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
}

/// A result over the server's limits fails its call alone; a request over them is answered before the connection closes.
async fn over_limit(stream: &mut Stream, what: &str) {
    let long = "x".repeat(200_000);
    println!("result {}", seen(call::<_, Shapes>(stream, Num(SAMPLE), &1u32, None).await));
    println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
    let result = match what {
        "blob" => call::<_, u64>(stream, Num(BLOB), &(), Some(long.into_bytes())).await,
        "message" => call(stream, Num(NEXT), &long, None).await,
        "action" => call(stream, Str(&long), &1u64, None).await,
        _ => panic!("no such limit: {what}"),
    };
    println!("{what} {}", seen(result));
    println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
}

async fn pipeline(stream: &mut Stream, calls: u64) {
    const PING_EVERY: u64 = 1000;
    let mut pending = VecDeque::new();
    let mut answered = 0;
    for number in 0..calls {
        if number % PING_EVERY == PING_EVERY / 2 {
            stream.ping().await.expect("pings");
        }
        pending.push_back((number, send(stream, Num(NEXT), &number, None).await));
        if pending.len() == 4096 {
            stream.flush_req().await.expect("flushes");
            answered += drain(&mut pending).await;
        }
    }
    stream.flush_req().await.expect("flushes");
    answered += drain(&mut pending).await;
    println!("{answered} answered");
}

async fn drain(pending: &mut VecDeque<(u64, crate::call::Pending)>) -> u64 {
    let count = pending.len() as u64;
    while let Some((number, call)) = pending.pop_front() {
        let (next, _): (u64, _) = call.result().await.expect("answered");
        assert_eq!(next, number + 1, "the answer of another call");
    }
    count
}

async fn timeout(stream: &mut Stream) {
    println!("never {}", seen(call::<_, ()>(stream, Num(NEVER), &(), None).await));
    println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
}

/// Has one call under way, and makes one more for each line of input; at its end it tells what became of the first.
async fn wait(stream: &mut Stream) {
    let pending = send(stream, Num(NEVER), &(), None).await;
    stream.flush_req().await.expect("flushes");
    println!("waiting");
    // Between two lines the lock is free: what holds it cannot move to another thread.
    while std::io::stdin().read_line(&mut String::new()).expect("reads") > 0 {
        println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
    }
    println!("never {}", seen(pending.result::<()>().await));
    println!("next {}", seen(call::<_, u64>(stream, Num(NEXT), &1u64, None).await));
}
