//! The other end of razor's interoperability tests. Addresses are `host:port`, or the absolute path of a Unix socket.
//!
//!     peer server STREAM_ADDRESS API_ADDRESS DIRECTORY    prints the two addresses, serves until its input ends
//!     peer client ADDRESS SCENARIO...                     the stream interface; see client.rs
//!     peer api ADDRESS [SCENARIO...]                      the API interface; see api.rs
//!     peer encode SAMPLE                                  prints a sample's bytes in hex
//!     peer bench-server                                   the benchmarks' sides; see bench.rs
//!     peer bench-client ADDRESS STYLE WINDOW

mod actions;
mod api;
#[cfg(not(feature = "oldest"))]
mod bench;
mod call;
mod client;
#[cfg_attr(feature = "oldest", path = "crates_oldest.rs")]
mod crates;
mod fault;
mod server;
mod shapes;
mod talk;

use orb::prelude::*;
use orb_tokio::TokioRT;
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::TcpServer;
use razor_stream::Codec;
use std::io::Read;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = crates::runtime();
    match words[..] {
        ["server", stream, api, directory] => {
            let (stream, api, directory) = (stream.to_string(), api.to_string(), directory.to_string());
            runtime.block_on(async move { serve(&stream, &api, &directory).await });
        }
        ["client", _, _, ..] => runtime.block_on(async move { client::run(&arguments[1], &arguments[2..]).await }),
        ["api", _, ..] => runtime.block_on(async move { api::run(&arguments[1], &arguments[2..]).await }),
        ["encode", number] => encode(number.parse().expect("a number")),
        #[cfg(not(feature = "oldest"))]
        ["bench-server"] => bench::serve(&runtime),
        #[cfg(not(feature = "oldest"))]
        ["bench-client", address, style, window] => bench::call(&runtime, address, style, window.parse().expect("a number")),
        _ => {
            eprintln!("peer server STREAM_ADDRESS API_ADDRESS DIRECTORY | client ADDRESS SCENARIO | api ADDRESS [SCENARIO] | encode SAMPLE | bench-server | bench-client ADDRESS STYLE WINDOW");
            std::process::exit(2);
        }
    }
}

async fn serve(stream: &str, api: &str, directory: &str) {
    let mut server = crates::server();
    let service = server::Service::new(directory.into());
    let stream = server.listen::<TcpServer<TokioRT>, _>(stream, service.dispatch()).await.expect("listens");
    let api = server.listen::<TcpServer<TokioRT>, _>(api, api::dispatch()).await.expect("listens");
    println!("{stream}\n{api}");
    // Whoever started this holds the other end of its input: it ends with that process, whatever becomes of it.
    let _ = std::io::stdin().read(&mut [0]);
    std::process::exit(0);
}

fn encode(number: u32) {
    let bytes = MsgpCodec::default().encode(&shapes::sample(number)).expect("encodes");
    println!("{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
}
