package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A relay that ends after a number of bytes: first it holds back what follows, so that the test knows where it stands. */
final class Cut implements Proxy.Relay {
    private final int after;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    Cut(int after) {
        this.after = after;
    }

    @Override
    public void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int left = after; left > 0; ) {
            int count = from.read(buffer, 0, Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            to.write(buffer, 0, count);
            left -= count;
        }
        reached.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** Waits until that many bytes have passed; no other does after them. */
    void awaitReached() throws InterruptedException {
        assertThat(reached.await(20, TimeUnit.SECONDS)).as("%d bytes", after).isTrue();
    }

    /** Ends this direction there. */
    void end() {
        end.countDown();
    }
}
