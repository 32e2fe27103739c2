//! What `crates.rs` is for the newest.

use crate::call::Call;
use orb::prelude::*;
use orb_tokio::TokioRT;
use razor_rpc::client::{APIClientDefault, APIClientFacts, ClientPool};
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::TcpClient;
use razor_stream::client::stream::ClientStream;
use razor_stream::client::{ClientConfig, ClientDefault};
use razor_stream::error::RpcIntErr;
use razor_stream::server::{RpcServer, ServerConfig, ServerDefault};
use std::sync::OnceLock;

pub type ApiPool = ClientPool<APIClientDefault<TokioRT, MsgpCodec>, TcpClient<TokioRT>>;
pub type Stream = ClientStream<ClientDefault<Call, TokioRT, MsgpCodec>, TcpClient<TokioRT>>;

/// Whatever spawns wants one: it does not find it by itself.
static HANDLE: OnceLock<TokioRT> = OnceLock::new();

/// Asked once.
pub fn runtime() -> TokioRT {
    let runtime = TokioRT::new_multi_thread(2);
    HANDLE.get_or_init(|| runtime.clone());
    runtime
}

fn handle() -> TokioRT {
    HANDLE.get().expect("there is a runtime").clone()
}

pub fn spawn<R: Send + 'static>(task: impl Future<Output = R> + Send + 'static) -> impl Future<Output = Result<R, ()>> {
    handle().spawn(task)
}

pub async fn connect(address: &str, config: ClientConfig) -> Result<Stream, RpcIntErr> {
    ClientStream::connect(ClientDefault::new(config, handle()), address, "peer", None).await
}

pub fn server() -> RpcServer<ServerDefault<TokioRT>> {
    RpcServer::new(ServerDefault::new(ServerConfig::default(), handle()))
}

pub fn api_pool(address: &str) -> ApiPool {
    APIClientDefault::new(ClientConfig::default(), handle()).create_pool_async(address)
}
