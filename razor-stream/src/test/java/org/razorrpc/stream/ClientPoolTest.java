package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connections of a pool, its line and its ends, step by step. */
@Timeout(60)
final class ClientPoolTest {
    @AutoClose
    private final PoolFixture fixture = new PoolFixture();

    private static PoolSnapshot.Address address(ClientPool pool) {
        return pool.snapshot().addresses().getFirst();
    }

    private static List<Integer> inFlight(ClientPool pool) {
        return address(pool).connections().stream()
                .map(PoolSnapshot.Connection::inFlight)
                .toList();
    }

    private List<CompletableFuture<String>> calls(ClientPool pool, int many) {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            calls.add(fixture.call(pool, "call " + i));
        }
        return calls;
    }

    @Test
    void opensAnotherConnectionWhenAllAreFullUpToTheLimit() {
        fixture.client.window(1);
        fixture.pool.maxConnections(3);
        ClientPool pool = fixture.create();
        List<CompletableFuture<String>> calls = calls(pool, 5);
        assertThat(inFlight(pool)).containsExactly(1, 1, 1);
        assertThat(address(pool).waiting()).isEqualTo(2);
        fixture.answerAll();
        fixture.answerAll();
        assertThat(calls).allMatch(CompletableFuture::isDone);
        assertThat(calls.get(4).join()).isEqualTo("call 4");
    }

    /** No call comes after them that would ask for further connections. */
    @Test
    void opensAsManyConnectionsAsTheLineNeedsThatFormedWhileTheFirstWasOpened() {
        fixture.client.window(1);
        fixture.pool.maxConnections(3);
        ClientPool pool = fixture.create();
        for (int i = 0; i < 5; i++) {
            pool.callAsync(PoolFixture.ECHO, "call " + i);
        }
        fixture.run();
        assertThat(inFlight(pool)).containsExactly(1, 1, 1);
        assertThat(address(pool).waiting()).isEqualTo(2);
    }

    @Test
    void callsGoToTheConnectionWithTheFewestInFlight() {
        fixture.client.window(2);
        ClientPool pool = fixture.create();
        calls(pool, 3);
        assertThat(inFlight(pool)).containsExactly(2, 1);
        fixture.unanswered.removeLast().ok();
        fixture.run();
        fixture.unanswered.removeLast().ok();
        fixture.run();
        assertThat(inFlight(pool)).containsExactly(1, 0);
        calls(pool, 1);
        assertThat(inFlight(pool)).containsExactly(1, 1);
    }

    @Test
    void secondConnectionThatCannotBeOpenedFailsNoCallThatTheFirstCanTake() throws Exception {
        fixture.client.window(1);
        ClientPool pool = fixture.create();
        calls(pool, 1);
        fixture.listening.close();
        List<CompletableFuture<String>> waiting = calls(pool, 3);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(address(pool).lastFailure()).contains("nothing in this process listens there");
        for (int i = 0; i < 4; i++) {
            fixture.answerAll();
        }
        assertThat(waiting).allMatch(call -> call.isDone() && !call.isCompletedExceptionally());
        assertThat(fixture.events).containsExactly("connected");
    }

    /** However often calls find no place, attempts to open a second connection are spaced. */
    @Test
    void secondConnectionIsNotTriedWithoutPause() {
        fixture.client.window(1);
        fixture.pool.maxConnections(2);
        ClientPool pool = fixture.create();
        calls(pool, 1);
        fixture.listening.close();
        calls(pool, 1);
        fixture.listening = fixture.listen();
        calls(pool, 1);
        assertThat(address(pool).connections()).hasSize(1);
        fixture.runtime.advance(Duration.ofMillis(101));
        calls(pool, 1);
        assertThat(address(pool).connections()).hasSize(2);
    }

    @Test
    void idleConnectionsAreClosedAndOpenedAgainWhenNeeded() {
        fixture.client.window(1).timeout(Duration.ofMinutes(1));
        fixture.pool.idleTimeout(Duration.ofSeconds(20));
        ClientPool pool = fixture.create();
        calls(pool, 2);
        fixture.unanswered.removeFirst().ok();
        fixture.runtime.advance(Duration.ofSeconds(19));
        assertThat(address(pool).connections()).hasSize(2);
        fixture.runtime.advance(Duration.ofSeconds(7));
        assertThat(inFlight(pool)).containsExactly(1);
        fixture.answerAll();
        fixture.runtime.advance(Duration.ofSeconds(26));
        assertThat(address(pool).connections()).isEmpty();
        assertThat(fixture.events).containsExactly("connected", "connected", "closed", "closed");
        assertThat(fixture.runtime.timerCount()).isZero();
        CompletableFuture<String> again = fixture.call(pool, "again");
        fixture.answerAll();
        assertThat(again).isCompletedWithValue("again");
    }

    /** Though no check ever finds a call in flight. */
    @Test
    void connectionThatIsUsedNowAndThenIsNotIdle() {
        fixture.pool.idleTimeout(Duration.ofSeconds(20));
        ClientPool pool = fixture.create();
        for (int i = 0; i < 30; i++) {
            fixture.call(pool, "call " + i);
            fixture.answerAll();
            fixture.runtime.advance(Duration.ofSeconds(3));
        }
        assertThat(fixture.events).containsExactly("connected");
    }

    /** The call is cancelled when it is in no phase: while its next attempt is being encoded. */
    @Test
    void callCancelledBetweenTwoPhasesEndsAllTheSame() {
        ClientPool pool = fixture.create();
        CompletableFuture<Reply<String>> call =
                pool.callAsync(PoolFixture.ECHO, "callback", CallOptions.NONE.withIdempotent(true));
        fixture.run();
        fixture.codec.callback = () -> call.cancel(false);
        fixture.unanswered.removeFirst().responder().fail(new IllegalStateException("out of order"));
        fixture.runtime.advance(Duration.ofMillis(101));
        assertThat(call).isCancelled();
        assertThat(pool.snapshot().underWay()).isZero();
    }

    @Test
    void lineOfAsynchronousCallsIsBounded() {
        fixture.client.window(1).maxWaiting(2);
        fixture.pool.maxConnections(1);
        ClientPool pool = fixture.create();
        List<CompletableFuture<String>> taken = calls(pool, 3);
        RpcException refused = PoolFixture.failure(fixture.call(pool, "one too many"));
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        for (int i = 0; i < 3; i++) {
            fixture.answerAll();
        }
        assertThat(taken).allMatch(call -> call.isDone() && !call.isCompletedExceptionally());
    }

    @Test
    void lineIsBoundedWhileConnectingToo() {
        fixture.client.maxWaiting(2);
        ClientPool pool = fixture.create();
        CompletableFuture<String> first = pool.callAsync(PoolFixture.ECHO, "1");
        CompletableFuture<String> second = pool.callAsync(PoolFixture.ECHO, "2");
        RpcException refused = PoolFixture.failure(pool.callAsync(PoolFixture.ECHO, "3"));
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        fixture.run();
        fixture.answerAll();
        assertThat(first).isCompletedWithValue("1");
        assertThat(second).isCompletedWithValue("2");
    }

    @Test
    void callThatWaitsInVainExpiresAtItsDeadlineAndWasNotSent() {
        fixture.client.window(1).timeout(Duration.ofSeconds(3));
        fixture.pool.maxConnections(1);
        ClientPool pool = fixture.create();
        calls(pool, 1);
        CompletableFuture<Reply<String>> waiting =
                pool.callAsync(PoolFixture.ECHO, "late", CallOptions.NONE.withTimeout(Duration.ofSeconds(1)));
        fixture.runtime.advance(Duration.ofMillis(900));
        assertThat(waiting).isNotDone();
        fixture.runtime.advance(Duration.ofMillis(200));
        RpcException expired = PoolFixture.failure(waiting);
        assertThat(expired.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(expired.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(expired.attempts()).hasSize(1);
    }

    @Test
    void offerIsTakenOnceReady() {
        ClientPool pool = fixture.create();
        PoolFixture.Task task = new PoolFixture.Task("task");
        CompletableFuture<Void> ready = pool.whenReady();
        assertThat(pool.offer(task)).isFalse();
        fixture.run();
        assertThat(ready).isCompleted();
        assertThat(pool.offer(task)).isTrue();
        fixture.run();
        fixture.answerAll();
        assertThat(task.ends).containsExactly("ok");
        assertThat(pool.snapshot().underWay()).isZero();
    }

    @Test
    void offerFromDoneFindsThePlaceOfItsCall() {
        fixture.client.window(1);
        fixture.pool.maxConnections(1);
        ClientPool pool = fixture.create();
        fixture.call(pool, "opens");
        fixture.answerAll();
        PoolFixture.Task task = new PoolFixture.Task("again");
        List<Boolean> offers = new ArrayList<>();
        task.afterDone = () -> {
            if (offers.size() < 10) {
                offers.add(pool.offer(task));
            }
        };
        assertThat(pool.offer(task)).isTrue();
        for (int i = 0; i < 11; i++) {
            fixture.run();
            fixture.answerAll();
        }
        assertThat(offers).hasSize(10).doesNotContain(false);
        assertThat(task.ends).hasSize(11).allMatch("ok"::equals);
    }

    @Test
    void unencodableTaskFailsInItsSendersHandsAndNothingElse() {
        ClientPool pool = fixture.create();
        fixture.call(pool, "opens");
        fixture.answerAll();
        PoolFixture.Task task = new PoolFixture.Task("unencodable");
        assertThatThrownBy(() -> pool.offer(task))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("could not be encoded");
        RpcException failed = PoolFixture.failure(fixture.call(pool, "unencodable"));
        assertThat(failed.code()).isEqualTo(ErrorCode.ENCODE);
        assertThat(failed.attempts()).hasSize(1);
        assertThat(task.ends).isEmpty();
        assertThat(pool.snapshot().underWay()).isZero();
        CompletableFuture<String> next = fixture.call(pool, "fine");
        fixture.answerAll();
        assertThat(next).isCompletedWithValue("fine");
    }

    @Test
    void encoderThatCallsThePoolIsRefused() {
        ClientPool pool = fixture.create();
        fixture.call(pool, "opens");
        fixture.answerAll();
        List<Throwable> refused = new ArrayList<>();
        fixture.codec.callback = () -> {
            for (Runnable use : List.<Runnable>of(
                    () -> pool.call(PoolFixture.ECHO, "inner"),
                    () -> pool.callAsync(PoolFixture.ECHO, "inner"),
                    () -> pool.offer(new PoolFixture.Task("inner")))) {
                try {
                    use.run();
                } catch (IllegalStateException e) {
                    refused.add(e);
                }
            }
        };
        CompletableFuture<String> outer = fixture.call(pool, "callback");
        fixture.codec.callback = () -> {}; // The answer is encoded too.
        fixture.answerAll();
        assertThat(refused).hasSize(3);
        assertThat(outer).isCompletedWithValue("callback");
    }

    @Test
    void threadThatDeliversResponsesMustNotWait() {
        ClientPool pool = fixture.create();
        List<Throwable> refused = new ArrayList<>();
        CompletableFuture<String> call = pool.callAsync(PoolFixture.ECHO, "outer");
        call.thenRun(() -> {
            try {
                pool.call(PoolFixture.ECHO, "inner");
            } catch (IllegalStateException e) {
                refused.add(e);
            }
            try {
                pool.shutdown(Duration.ofSeconds(1));
            } catch (IllegalStateException e) {
                refused.add(e);
            }
        });
        fixture.run();
        fixture.answerAll();
        assertThat(call).isCompletedWithValue("outer");
        assertThat(refused).hasSize(2);
    }

    @Test
    void interceptorSeesACallOnceHoweverManyAttemptsItTakes() {
        int[] seen = {0};
        fixture.client.interceptors(task -> {
            seen[0]++;
            return task;
        });
        ClientPool pool = fixture.create();
        CompletableFuture<Reply<String>> call =
                pool.callAsync(PoolFixture.ECHO, "twice", CallOptions.NONE.withIdempotent(true));
        fixture.run();
        fixture.unanswered.removeFirst().responder().fail(new IllegalStateException("out of order"));
        fixture.runtime.advance(Duration.ofMillis(101));
        assertThat(fixture.unanswered).hasSize(1);
        fixture.answerAll();
        assertThat(call.join().message()).isEqualTo("twice");
        assertThat(seen[0]).isEqualTo(1);
        assertThat(fixture.events).containsExactly("connected", "attempt 2 of echo");
    }

    @Test
    void refusalOfAnInterceptorFailsTheCallUnsent() {
        fixture.client.interceptors(task -> {
            throw new IllegalStateException("not today");
        });
        ClientPool pool = fixture.create();
        assertThat(fixture.call(pool, "x")).isCancelled();
        assertThatThrownBy(() -> pool.call(PoolFixture.ECHO, "x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("not today");
        assertThat(pool.snapshot().underWay()).isZero();
    }

    @Test
    void callbacksRunOnTheExecutorThatIsConfigured() {
        List<Runnable> executed = new ArrayList<>();
        fixture.client.callbackExecutor(executed::add);
        ClientPool pool = fixture.create();
        CompletableFuture<String> call = fixture.call(pool, "elsewhere");
        fixture.answerAll();
        assertThat(call).isNotDone();
        assertThat(executed).hasSize(1);
        executed.getFirst().run();
        assertThat(call).isCompletedWithValue("elsewhere");
    }

    @Test
    void closedPoolRefusesEveryStyleOfCall() {
        ClientPool pool = fixture.create();
        fixture.call(pool, "opens");
        fixture.answerAll();
        pool.close();
        pool.close();
        assertThat(PoolFixture.failure(pool.callAsync(PoolFixture.ECHO, "x")).code())
                .isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(PoolFixture.failure(pool.whenReady()).code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThatThrownBy(() -> pool.offer(new PoolFixture.Task("x"))).hasMessageContaining("was closed");
        assertThatThrownBy(() -> pool.send(new PoolFixture.Task("x"))).hasMessageContaining("was closed");
        assertThatThrownBy(() -> pool.call(PoolFixture.ECHO, "x")).hasMessageContaining("was closed");
    }

    @Test
    void readyFailsWhenTheAddressIsDown() {
        fixture.listening.close();
        ClientPool pool = fixture.create();
        CompletableFuture<Void> ready = pool.whenReady();
        fixture.run();
        assertThat(PoolFixture.failure(ready).code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThatThrownBy(() -> pool.offer(new PoolFixture.Task("x"))).hasMessageContaining(fixture.address);
    }

    @Test
    void listenerThatThrowsHearsTheNextEvent() {
        List<String> heard = new ArrayList<>();
        PoolConfig config = fixture.config().toBuilder()
                .listener(new PoolListener() {
                    @Override
                    public void connected(String address, String connection) {
                        heard.add(connection);
                        throw new IllegalStateException("a listener that fails");
                    }

                    @Override
                    public void disconnected(String address, String connection, Throwable cause) {
                        heard.add(connection);
                    }
                })
                .build();
        ClientPool pool = fixture.opened(ClientPool.create(fixture.address, config));
        fixture.call(pool, "x");
        fixture.close();
        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).isEqualTo(heard.getLast());
    }

    @Test
    void addressWithoutSchemeIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> ClientPool.create("nowhere", fixture.config()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"nowhere\"");
        assertThatThrownBy(() -> ClientPool.create("pigeon://loft", fixture.config()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pigeon://");
    }

    @Test
    void streamShutsDownWithoutBlocking() {
        CompletableFuture<ClientStream> connecting = ClientStream.connectAsync(fixture.address, fixture.client.build());
        fixture.run();
        ClientStream stream = fixture.opened(connecting.join());
        CompletableFuture<String> call = fixture.call(stream, "last");
        CompletableFuture<ShutdownReport> report = stream.shutdownAsync(Duration.ofSeconds(10));
        fixture.run();
        assertThat(report).isNotDone();
        fixture.answerAll();
        assertThat(call).isCompletedWithValue("last");
        assertThat(report.join().completed()).isEqualTo(1);
        assertThat(report.join().clean()).isTrue();
    }
}
