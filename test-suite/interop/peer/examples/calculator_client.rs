use orb::prelude::*;
use orb_tokio::TokioRT;
use razor_rpc::client::{APIFact, ClientConfig, endpoint_async, endpoint_client};
use razor_rpc::error::RpcError;
use razor_rpc_codec::MsgpCodec;
use razor_rpc_tcp::TcpClient;

endpoint_client!(CalculatorClient);

#[endpoint_async(CalculatorClient)]
pub trait Calculator: Send + Sync + 'static {
    fn add(&self, args: (i64, i64)) -> impl Future<Output = Result<i64, RpcError<String>>> + Send;
}

fn main() {
    let address = std::env::args().nth(1).expect("an address");
    TokioRT::multi(0).block_on(async move {
        let pool =
            APIFact::<MsgpCodec>::new(ClientConfig::default()).new_conn_pool::<TcpClient<TokioRT>>(None, &address);
        let calculator = CalculatorClient::new(pool);
        println!("{:?}", calculator.add((40, 2)).await);
        println!("{:?}", calculator.add((i64::MAX, 1)).await);
    });
}
