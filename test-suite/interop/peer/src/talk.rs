//! A client that does what its input says, a line at a time, and prints one line of what came of it.

use crate::actions::*;
use crate::call::{Pending, call, send};
use crate::client::seen;
use crate::crates::Stream;
use razor_stream::proto::RpcAction;
use razor_stream::proto::RpcAction::{Num, Str};
use std::collections::VecDeque;
use std::io::stdin;

pub async fn run(stream: Stream) {
    let mut talk = Talk { stream: Some(stream), held: VecDeque::new() };
    let mut line = String::new();
    // Between two lines the lock is free: what holds it cannot move to another thread.
    while stdin().read_line(&mut line).expect("reads") > 0 {
        let words: Vec<&str> = line.split_whitespace().collect();
        println!("{}", talk.obey(&words).await);
        line.clear();
    }
}

struct Talk {
    stream: Option<Stream>,
    /// Calls that the server has been asked to hold, by their numbers.
    held: VecDeque<(u64, Pending)>,
}

impl Talk {
    async fn obey(&mut self, words: &[&str]) -> String {
        match words {
            ["next"] => self.next(words[0], Num(NEXT)).await,
            ["named"] => self.next(words[0], Str(NAMED)).await,
            ["ping"] => {
                self.stream().ping().await.expect("pings");
                "ping sent".into()
            }
            ["hold", calls, bytes] => self.hold(number(calls), number(bytes)).await,
            ["release", calls] => self.release(number(calls)).await,
            ["first"] => answer(self.held.pop_front()).await,
            ["last"] => answer(self.held.pop_back()).await,
            ["leave"] => {
                // All that the crates have for closing: the reader goes on until the calls in flight are answered.
                self.stream = None;
                "left".into()
            }
            _ => panic!("no such word: {words:?}"),
        }
    }

    fn stream(&mut self) -> &mut Stream {
        self.stream.as_mut().expect("has not left")
    }

    async fn next(&mut self, word: &str, action: RpcAction<'_>) -> String {
        format!("{word} {}", seen(call::<_, u64>(self.stream(), action, &1u64, None).await))
    }

    async fn hold(&mut self, calls: usize, bytes: usize) -> String {
        for number in 0..calls as u64 {
            let blob = if bytes == 0 { None } else { Some(vec![number as u8; bytes]) };
            let pending = send(self.stream(), Num(HOLD), &number, blob).await;
            self.held.push_back((number, pending));
        }
        let _ = self.stream().flush_req().await;
        "held".into()
    }

    /// Says how many calls the server had held.
    async fn release(&mut self, calls: usize) -> String {
        match call::<_, u64>(self.stream(), Num(RELEASE), &calls, None).await {
            Ok((held, _)) => format!("held {held}"),
            failed => format!("release {}", seen(failed)),
        }
    }
}

/// Waits for the answer to one call.
async fn answer(held: Option<(u64, Pending)>) -> String {
    let (number, pending) = held.expect("a call is held");
    match pending.result::<u64>().await {
        Ok((next, blob)) => {
            assert!(blob.iter().all(|byte| *byte == number as u8), "the blob of another call");
            format!("{number}: {next} and {} bytes", blob.len())
        }
        failed => format!("{number}: {}", seen(failed)),
    }
}

fn number(word: &str) -> usize {
    word.parse().expect("a number")
}
