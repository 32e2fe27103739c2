package org.razorrpc.transport.tcp;

import org.razorrpc.stream.spi.BatchObserver;
import org.razorrpc.stream.spi.TransportConfig;

/** Settings for tests. */
final class Configs {
    private Configs() {}

    static TransportConfig limits(int maxAction, int maxMessage, int maxBlob, int maxErrorText) {
        return with(maxAction, maxMessage, maxBlob, maxErrorText, null);
    }

    static TransportConfig observed(BatchObserver observer) {
        TransportConfig d = TransportConfig.DEFAULT;
        return with(d.maxAction(), d.maxMessage(), d.maxBlob(), d.maxErrorText(), observer);
    }

    private static TransportConfig with(
            int maxAction, int maxMessage, int maxBlob, int maxErrorText, BatchObserver observer) {
        TransportConfig d = TransportConfig.DEFAULT;
        return new TransportConfig(
                maxAction,
                maxMessage,
                maxBlob,
                maxErrorText,
                d.connectTimeout(),
                d.headerTimeout(),
                d.minBodyRate(),
                d.backlog(),
                d.acceptsPerSecond(),
                d.reusePort(),
                d.socket(),
                null,
                observer);
    }
}
