package org.razorrpc.stream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.ResponseHeader;

/** What a client concludes from an error response. */
final class ErrorResponses {
    private static final int LONGEST_WORD = 20;

    private final Codec codec;
    private final boolean trustRefusals;

    ErrorResponses(Codec codec, boolean trustRefusals) {
        this.codec = codec;
        this.trustRefusals = trustRefusals;
    }

    /** With {@link ResponseHeader#ERRNO} the number counts, with {@link ResponseHeader#TEXT} the bytes. */
    RpcException read(Action<?, ?> action, int flag, int errno, byte[] buf, int offset, int length) {
        if (flag == ResponseHeader.ERRNO) {
            return RpcException.errno(errno);
        }
        ErrorCode word = length > LONGEST_WORD ? null : ErrorCode.ofWord(text(buf, offset, length));
        if (word != null) {
            return new RpcException(
                    word, outcome(word), "action " + action + " failed: the server answered " + word.word());
        }
        Object value = value(action, buf, offset, length);
        return value == null ? RpcException.text(text(buf, offset, length)) : RpcException.value(value);
    }

    private Outcome outcome(ErrorCode word) {
        boolean doubted = word.whenReceived() == Outcome.REFUSED && word != ErrorCode.INVALID_VERSION && !trustRefusals;
        return doubted ? Outcome.UNKNOWN : word.whenReceived();
    }

    /** Null where it is no value of the action's error type: a server may answer a plain text for any action. */
    private @Nullable Object value(Action<?, ?> action, byte[] buf, int offset, int length) {
        if (action.errorType() == null) {
            return null;
        }
        try {
            MessageCodec<Object> type = action.codecs(codec).error();
            return type == null ? null : type.decode(buf, offset, length);
        } catch (RuntimeException notAValue) {
            return null;
        }
    }

    private static String text(byte[] buf, int offset, int length) {
        return new String(buf, offset, length, StandardCharsets.UTF_8);
    }
}
