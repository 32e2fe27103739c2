use orb::prelude::*;
use orb_tokio::TokioRT;
use razor_rpc::error::RpcError;
use razor_rpc::server::dispatch::Inline;
use razor_rpc::server::service;
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::TcpServer;
use razor_stream::server::{RpcServer, ServerConfig, ServerDefault};
use std::sync::Arc;

pub trait Calculator: Send + Sync + 'static {
    fn add(&self, args: (i64, i64)) -> impl Future<Output = Result<i64, RpcError<String>>> + Send;
}

struct Sums;

#[service]
impl Calculator for Sums {
    async fn add(&self, args: (i64, i64)) -> Result<i64, RpcError<String>> {
        args.0.checked_add(args.1).ok_or_else(|| "overflow".into())
    }
}

fn main() {
    let address = std::env::args().nth(1).expect("an address");
    TokioRT::multi(0).block_on(async move {
        let mut server = RpcServer::new(ServerDefault::new(ServerConfig::default()));
        let dispatch = Inline::<MsgpCodec, _>::new(Arc::new(Sums));
        let bound = server.listen::<TcpServer<TokioRT>, _>(&address, dispatch).await.expect("listens");
        println!("listening on {bound}");
        // Serves until Enter is pressed.
        std::io::stdin().read_line(&mut String::new()).expect("reads");
    });
}
