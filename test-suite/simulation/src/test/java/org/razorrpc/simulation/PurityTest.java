package org.razorrpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.transport.tcp.TcpTransportProvider;

/** Core and transport have no thread, clock, timer or random of their own, and block in one class only. */
class PurityTest {
    /**
     * The one class on the caller's side that parks: nothing but parking, unparking and the interrupt's flag. And the watch for
     * callbacks that hold up a reader, which logs the reader's stack.
     */
    private static final Predicate<String> ALLOWED = Pattern.compile(
                    "org\\.razorrpc\\.stream\\.CallerWait\\.\\S+ -> java\\."
                            + "(lang\\.Thread\\.(interrupt|interrupted|isInterrupted)"
                            + "|util\\.concurrent\\.locks\\.LockSupport\\.(park|unpark))"
                            + "|org\\.razorrpc\\.stream\\.Completions\\.reportSlow -> java\\.lang\\.Thread\\.getStackTrace")
            .asMatchPredicate();

    @Test
    void coreIsPureButForTheCallersPark() {
        Set<String> uses = ImpurityScanner.scanModuleOf(ClientStream.class);
        assertThat(uses).anyMatch(ALLOWED);
        assertThat(uses).filteredOn(ALLOWED.negate()).isEmpty();
    }

    @Test
    void transportIsPure() {
        assertThat(ImpurityScanner.scanModuleOf(TcpTransportProvider.class)).isEmpty();
    }

    /** A scanner that overlooks one of these proves nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.<init>",
                "Thread.start",
                "Thread.sleep",
                "Thread.ofVirtual",
                "Thread.startVirtualThread",
                "Thread.onSpinWait",
                "System.nanoTime",
                "System.currentTimeMillis",
                "System.identityHashCode",
                "Instant.now",
                "Random.<init>",
                "SplittableRandom.<init>",
                "RandomGenerator.getDefault",
                "ThreadLocalRandom.current",
                "Math.random",
                "UUID.randomUUID",
                "Executors.newCachedThreadPool",
                "ForkJoinPool.commonPool",
                "Timer.<init>",
                "CompletableFuture.supplyAsync",
                "CompletableFuture.thenRunAsync",
                "CompletableFuture.orTimeout",
                "CompletableFuture.completeOnTimeout",
                "CompletableFuture.delayedExecutor",
                "CompletableFuture.join",
                "Cleaner.create",
                "ThreadLocal.withInitial",
                "ThreadLocal.<init>",
                "Object.wait",
                "TimeUnit.sleep",
                "LockSupport.park",
                "WeakHashMap.<init>",
                "IdentityHashMap.<init>",
                "SocketChannel.open",
                "Clock.systemUTC"
            })
    void scannerSeesEverySin(String sin) throws IOException {
        assertThat(ImpurityScanner.scanClass(Sins.class)).anyMatch(use -> use.endsWith("." + sin));
    }

    @Test
    void scannerSeesMonitors() throws IOException {
        assertThat(ImpurityScanner.scanClass(Sins.class))
                .anyMatch(use -> use.endsWith("monitor -> monitorenter"))
                .anyMatch(use -> use.endsWith("synchronizedMethod -> synchronized"))
                .anyMatch(use -> use.endsWith("reference -> java.lang.System.nanoTime"));
    }

    @Test
    void scannerLeavesTheInnocentAlone() throws IOException {
        assertThat(ImpurityScanner.scanClass(Innocent.class)).isEmpty();
    }

    /** Never run. */
    @SuppressWarnings("unused")
    private static final class Sins {
        void threads() throws InterruptedException {
            new Thread(() -> {}).start();
            Thread.sleep(1);
            Thread.ofVirtual();
            Thread.startVirtualThread(() -> {});
            Thread.onSpinWait();
            LockSupport.park();
            TimeUnit.SECONDS.sleep(1);
        }

        LongSupplier reference() {
            return System::nanoTime;
        }

        Object[] clocks() {
            return new Object[] {
                System.nanoTime(), System.currentTimeMillis(), Instant.now(), java.time.Clock.systemUTC()
            };
        }

        Object[] randoms() {
            return new Object[] {
                new Random(1),
                new java.util.SplittableRandom(1),
                ThreadLocalRandom.current(),
                java.util.random.RandomGenerator.getDefault(),
                Math.random(),
                UUID.randomUUID(),
                System.identityHashCode(this)
            };
        }

        Object[] pools() {
            return new Object[] {
                Executors.newCachedThreadPool(),
                java.util.concurrent.ForkJoinPool.commonPool(),
                new java.util.Timer(),
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
            };
        }

        Object[] futures(CompletableFuture<Object> future) {
            return new Object[] {
                CompletableFuture.supplyAsync(() -> 1),
                future.thenRunAsync(() -> {}),
                future.orTimeout(1, TimeUnit.SECONDS),
                future.completeOnTimeout(1, 1, TimeUnit.SECONDS),
                future.join()
            };
        }

        Object[] collected() {
            return new Object[] {
                java.lang.ref.Cleaner.create(),
                ThreadLocal.withInitial(() -> 1),
                new ThreadLocal<Object>(),
                new java.util.WeakHashMap<Object, Object>(),
                new java.util.IdentityHashMap<Object, Object>()
            };
        }

        void socket() throws IOException {
            java.nio.channels.SocketChannel.open().close();
        }

        void monitor() throws InterruptedException {
            synchronized (this) {
                wait();
            }
        }

        synchronized void synchronizedMethod() {}
    }

    /** What core and transport may well use. */
    @SuppressWarnings("unused")
    private static final class Innocent {
        private final java.util.concurrent.locks.ReentrantLock lock = new java.util.concurrent.locks.ReentrantLock();

        Object innocent(java.util.random.RandomGenerator random, CompletableFuture<Object> future) {
            lock.lock();
            try {
                return random.nextInt()
                        + Thread.currentThread().hashCode()
                        + future.thenApply(x -> x).hashCode();
            } finally {
                lock.unlock();
            }
        }
    }
}
