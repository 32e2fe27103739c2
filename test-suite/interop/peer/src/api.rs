//! The API interface: traits whose methods are called over the wire, for both sides.

use crate::crates::{ApiPool, api_pool, spawn};
use nix::errno::Errno;
use razor_rpc::client::endpoint_async;
#[cfg(not(feature = "oldest"))]
use razor_rpc::client::endpoint_client;
use razor_rpc::error::RpcError;
use razor_rpc::server::dispatch::Inline;
use razor_rpc::server::{service, service_mux_struct};
use razor_rpc_codec::MsgpCodec;
use razor_stream::server::dispatch::Dispatch;
use std::future::Future;
use std::sync::Arc;

type Answer<R, E> = Result<R, RpcError<E>>;

// The oldest crates' endpoint_async makes the client itself.
#[cfg(not(feature = "oldest"))]
endpoint_client!(CalculatorClient);
#[cfg(not(feature = "oldest"))]
endpoint_client!(EchoClient);
#[cfg(not(feature = "oldest"))]
endpoint_client!(NobodyClient);

#[endpoint_async(CalculatorClient)]
pub trait Calculator: Send + Sync + 'static {
    fn add(&self, args: (i64, i64)) -> impl Future<Output = Result<i64, RpcError<String>>> + Send;
    fn divide(&self, args: (i64, i64)) -> impl Future<Output = Result<i64, RpcError<String>>> + Send;
    fn check_even(&self, number: u32) -> impl Future<Output = Result<(), RpcError<u32>>> + Send;
    fn check_positive(&self, number: i32) -> impl Future<Output = Result<i32, RpcError<()>>> + Send;
    fn root(&self, number: i64) -> impl Future<Output = Result<i64, RpcError<Errno>>> + Send;
    fn fail(&self, errno: i32) -> impl Future<Output = Result<(), RpcError<i32>>> + Send;
}

#[endpoint_async(EchoClient)]
pub trait Echo: Send + Sync + 'static {
    fn text(&self, text: String) -> impl Future<Output = Result<String, RpcError<String>>> + Send;
    fn unit(&self, unit: ()) -> impl Future<Output = Result<(), RpcError<String>>> + Send;
    fn swap(&self, pair: (String, i64)) -> impl Future<Output = Result<(i64, String), RpcError<()>>> + Send;
    fn missing(&self, unit: ()) -> impl Future<Output = Result<(), RpcError<String>>> + Send;
}

/// Known to the client only.
#[endpoint_async(NobodyClient)]
pub trait Nobody: Send + Sync + 'static {
    fn home(&self, unit: ()) -> impl Future<Output = Result<(), RpcError<String>>> + Send;
}

struct CalculatorService;

#[service]
impl Calculator for CalculatorService {
    async fn add(&self, args: (i64, i64)) -> Answer<i64, String> {
        args.0.checked_add(args.1).ok_or_else(|| "overflow".into())
    }

    async fn divide(&self, args: (i64, i64)) -> Answer<i64, String> {
        args.0.checked_div(args.1).ok_or_else(|| "division by zero".into())
    }

    async fn check_even(&self, number: u32) -> Answer<(), u32> {
        if number % 2 == 0 { Ok(()) } else { Err(number.into()) }
    }

    async fn check_positive(&self, number: i32) -> Answer<i32, ()> {
        if number > 0 { Ok(number) } else { Err(().into()) }
    }

    async fn root(&self, number: i64) -> Answer<i64, Errno> {
        if number < 0 { Err(Errno::EDOM.into()) } else { Ok(number.isqrt()) }
    }

    async fn fail(&self, errno: i32) -> Answer<(), i32> {
        Err(errno.into())
    }
}

/// The methods that the server has; the client's `Echo` knows one more.
trait ServedEcho: Send + Sync + 'static {
    fn text(&self, text: String) -> impl Future<Output = Answer<String, String>> + Send;
    fn unit(&self, unit: ()) -> impl Future<Output = Answer<(), String>> + Send;
    fn swap(&self, pair: (String, i64)) -> impl Future<Output = Answer<(i64, String), ()>> + Send;
}

struct EchoService;

/// Named like the client's trait: the name is what travels.
mod served {
    pub(super) use super::ServedEcho as Echo;
}

#[service]
impl served::Echo for EchoService {
    async fn text(&self, text: String) -> Answer<String, String> {
        Ok(text)
    }

    async fn unit(&self, _unit: ()) -> Answer<(), String> {
        Ok(())
    }

    async fn swap(&self, pair: (String, i64)) -> Answer<(i64, String), ()> {
        Ok((pair.1, pair.0))
    }
}

#[service_mux_struct]
struct Services {
    calculator: Arc<CalculatorService>,
    echo: Arc<EchoService>,
}

pub fn dispatch() -> impl Dispatch {
    let services = Services { calculator: Arc::new(CalculatorService), echo: Arc::new(EchoService) };
    Inline::<MsgpCodec, Arc<Services>>::new(Arc::new(services))
}

/// One scenario a run; without a word: calls everything once and prints what came.
pub async fn run(address: &str, scenario: &[String]) {
    let words: Vec<&str> = scenario.iter().map(String::as_str).collect();
    let pool = api_pool(address);
    match words[..] {
        [] => everything(pool).await,
        ["idle"] => idle(pool).await,
        ["many", callers, calls] => {
            many(pool, callers.parse().expect("a number"), calls.parse().expect("a number")).await
        }
        ["negative-errno"] => negative_errno(pool).await,
        _ => panic!("no such scenario: {words:?}"),
    }
}

/// One call now, and one more for each line of input; between them the pool is idle.
async fn idle(pool: ApiPool) {
    let calculator = CalculatorClient::new(pool);
    println!("add {:?}", calculator.add((1, 1)).await);
    while std::io::stdin().read_line(&mut String::new()).expect("reads") > 0 {
        println!("add {:?}", calculator.add((1, 1)).await);
    }
}

/// Many tasks call over one pool at once.
async fn many(pool: ApiPool, callers: i64, calls: i64) {
    let callers: Vec<_> = (0..callers).map(|caller| spawn(call_often(pool.clone(), caller, calls))).collect();
    let mut answered = 0;
    for caller in callers {
        answered += caller.await.expect("every answer was its call's");
    }
    println!("{answered} answered");
}

async fn call_often(pool: ApiPool, caller: i64, calls: i64) -> i64 {
    let calculator = CalculatorClient::new(pool.clone());
    let echo = EchoClient::new(pool);
    for call in 0..calls {
        let number = caller * 1_000_000 + call;
        assert_eq!(calculator.add((number, 1)).await.expect("adds"), number + 1);
        let text = format!("caller {caller}, call {call}");
        assert_eq!(echo.text(text.clone()).await.expect("echoes"), text);
    }
    2 * calls
}

/// The crates make room for as many bytes as the number says: 2 GiB, which no other negative one is below.
async fn negative_errno(pool: ApiPool) {
    let calculator = CalculatorClient::new(pool);
    println!("check_even {:?}", calculator.check_even(i32::MIN as u32 + 1).await);
    println!("fail {:?}", calculator.fail(5).await);
    println!("fail {:?}", calculator.fail(i32::MIN).await);
}

async fn everything(pool: ApiPool) {
    let calculator = CalculatorClient::new(pool.clone());
    let echo = EchoClient::new(pool.clone());
    let nobody = NobodyClient::new(pool);
    println!("add {:?}", calculator.add((i64::MAX - 1, 1)).await);
    println!("add {:?}", calculator.add((i64::MAX, 1)).await);
    println!("divide {:?}", calculator.divide((7, 0)).await);
    println!("check_even {:?}", calculator.check_even(4).await);
    println!("check_even {:?}", calculator.check_even(65_535).await);
    println!("check_positive {:?}", calculator.check_positive(0).await);
    println!("text {:?}", echo.text("grüße".into()).await);
    println!("unit {:?}", echo.unit(()).await);
    println!("missing {:?}", echo.missing(()).await);
    println!("home {:?}", nobody.home(()).await);
    println!("root {:?}", calculator.root(1 << 60).await);
    println!("root {:?}", calculator.root(-1).await);
    println!("swap {:?}", echo.swap(("left".into(), -32_769)).await);
}
