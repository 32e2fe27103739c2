//! What differs between the newest crates and the oldest, which `crates_oldest.rs` is for.

use crate::call::Call;
use orb::prelude::*;
use orb_tokio::{TokioExec, TokioRT};
use razor_rpc::client::{APIConnPool, APIFact};
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::TcpClient;
use razor_stream::client::stream::ClientStream;
use razor_stream::client::{ClientConfig, ClientDefault};
use razor_stream::error::RpcIntErr;
use razor_stream::server::{RpcServer, ServerConfig, ServerDefault};

pub type ApiPool = APIConnPool<MsgpCodec, TcpClient<TokioRT>>;
pub type Stream = ClientStream<ClientDefault<Call, MsgpCodec>, TcpClient<TokioRT>>;

/// A thread for each processor.
pub fn runtime() -> TokioExec {
    TokioRT::multi(0)
}

pub fn spawn<R: Send + 'static>(task: impl Future<Output = R> + Send + 'static) -> impl Future<Output = Result<R, ()>> {
    TokioRT::spawn(task)
}

pub async fn connect(address: &str, config: ClientConfig) -> Result<Stream, RpcIntErr> {
    ClientStream::connect(ClientDefault::new(config), None, address, "peer", None).await
}

pub fn server() -> RpcServer<ServerDefault> {
    RpcServer::new(ServerDefault::new(ServerConfig::default()))
}

pub fn api_pool(address: &str) -> ApiPool {
    APIFact::new(ClientConfig::default()).new_conn_pool(None, address)
}
