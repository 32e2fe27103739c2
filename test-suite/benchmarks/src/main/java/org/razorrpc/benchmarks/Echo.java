package org.razorrpc.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;

/** A kind of message that is sent and echoed. */
interface Echo<T> {
    /** Records, by whichever codec. */
    Echo<Message> RECORDS = new Echo<>() {
        private final Action<Message, Message> action = Action.of(1, Message.class, Message.class);

        @Override
        public Action<Message, Message> action() {
            return action;
        }

        @Override
        public Message request(long number) {
            return Message.of(number);
        }
    };

    Action<T, T> action();

    /** The request of that number, 0 or more. */
    T request(long number);

    /** Whether that is the answer to the request. */
    default boolean isAnswer(T request, @Nullable T answer) {
        return request.equals(answer);
    }

    /** So many bytes, without a codec. */
    static Echo<byte[]> bytes(int length) {
        return new Echo<>() {
            private final Action<byte[], byte[]> action = Action.raw(4);

            @Override
            public Action<byte[], byte[]> action() {
                return action;
            }

            @Override
            public byte[] request(long number) {
                byte[] request = new byte[length];
                RawTask.number(request, number);
                return request;
            }

            @Override
            public boolean isAnswer(byte[] request, byte @Nullable [] answer) {
                return Arrays.equals(request, answer);
            }
        };
    }

    static Echo<?> of(Workload workload) {
        return workload.setup().format() == Setup.Format.RAW ? bytes(workload.bytes()) : RECORDS;
    }
}
