package org.razorrpc.codec.msgpack;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * A value or its bytes do not fit, while the path to the place is still being collected: each level on the way out prepends
 * its own step. Becomes a CodecException at the root. Without a stack trace, as peers can provoke it at will.
 */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Deep enough to find the place, and bounded for a message that nests to the limit. */
    private static final int LONGEST_PATH = 1000;

    private static final int LONGEST_QUOTE = 40;

    private String path = "";

    Malformed(String message) {
        this(message, null);
    }

    private Malformed(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    static Malformed at(int position, String message) {
        return new Malformed(message + " at byte " + position);
    }

    static Malformed tooDeep() {
        return new Malformed("nested deeper than maxDepth allows; is it a cycle?");
    }

    /**
     * What to throw on the way out of a component or element.
     *
     * @param step {@code .name} or {@code [index]}
     */
    static RuntimeException within(String step, Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof WireBuffer.Overflow overflow) {
            return overflow;
        }
        Malformed malformed =
                thrown instanceof Malformed already ? already : new Malformed("failed with " + thrown, thrown);
        if (malformed.path.length() < LONGEST_PATH) {
            malformed.path = step + malformed.path;
        }
        return malformed;
    }

    /** A peer's text for a message: short, and without what would disturb a log. */
    static String quoted(@Nullable Object text) {
        StringBuilder quoted = new StringBuilder(String.valueOf(text));
        if (quoted.length() > LONGEST_QUOTE) {
            quoted.replace(LONGEST_QUOTE, quoted.length(), "...");
        }
        for (int i = 0; i < quoted.length(); i++) {
            if (Character.isISOControl(quoted.charAt(i))) {
                quoted.setCharAt(i, '?');
            }
        }
        return quoted.toString();
    }

    String path() {
        return path;
    }
}
