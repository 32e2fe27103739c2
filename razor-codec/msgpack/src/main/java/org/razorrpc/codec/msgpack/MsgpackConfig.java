package org.razorrpc.codec.msgpack;

/**
 * How values are laid out. Both peers must agree on the first two.
 *
 * @param snakeCase component names go to the wire in snake case, {@code retSize} as {@code ret_size}, as Rust names its fields;
 *     a {@link WireName} is taken as it is
 * @param bytesAsArray {@code byte[]} and {@code ByteBuffer} are written as an array of integers 0 to 255, for peers with a plain
 *     {@code Vec<u8>}; both forms are always read
 * @param maxDepth arrays, maps and newtypes inside one another, at most 1,024; deeper values are neither written nor read
 */
public record MsgpackConfig(boolean snakeCase, boolean bytesAsArray, int maxDepth) {

    /** Names as they are in Java, bytes as bin, 64 levels. */
    public static final MsgpackConfig DEFAULT = new MsgpackConfig(false, false, 64);

    private static final int MOST_DEPTH = 1024;

    /** @throws IllegalArgumentException when {@code maxDepth} is out of range */
    public MsgpackConfig {
        if (maxDepth < 1 || maxDepth > MOST_DEPTH) {
            throw new IllegalArgumentException("maxDepth is " + maxDepth + ", it must be 1 to " + MOST_DEPTH);
        }
    }

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Not thread-safe. */
    public static final class Builder {
        private boolean snakeCase = DEFAULT.snakeCase;
        private boolean bytesAsArray = DEFAULT.bytesAsArray;
        private int maxDepth = DEFAULT.maxDepth;

        private Builder() {}

        /** See {@link MsgpackConfig#snakeCase()}. */
        public Builder snakeCase(boolean value) {
            snakeCase = value;
            return this;
        }

        /** See {@link MsgpackConfig#bytesAsArray()}. */
        public Builder bytesAsArray(boolean value) {
            bytesAsArray = value;
            return this;
        }

        /** See {@link MsgpackConfig#maxDepth()}. */
        public Builder maxDepth(int value) {
            maxDepth = value;
            return this;
        }

        /** @throws IllegalArgumentException when a value is out of range; the message names it */
        public MsgpackConfig build() {
            return new MsgpackConfig(snakeCase, bytesAsArray, maxDepth);
        }
    }
}
