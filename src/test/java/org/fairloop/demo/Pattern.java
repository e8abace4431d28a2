package org.fairloop.demo;

import java.nio.ByteBuffer;

/**
 * What a block contains: its number, its version, and words that follow from both, so that a byte at the wrong place or
 * from the wrong time is seen to be wrong.
 */
final class Pattern {

    /** Bytes in a block. */
    static final int BLOCK = 4096;

    /** Blocks in a MiB. */
    static final int BLOCKS_IN_MIB = (1 << 20) / BLOCK;

    private static final int NUMBER = 0;
    private static final int VERSION = Long.BYTES;

    private Pattern() {}

    /** Fills a block of a buffer, from its position on. */
    static void write(ByteBuffer buffer, long number, long version) {
        for (int at = 0; at < BLOCK; at += Long.BYTES) {
            buffer.putLong(word(number, version, at));
        }
    }

    /** The version that a block of a buffer claims to be of. */
    static long version(ByteBuffer buffer, int start) {
        return buffer.getLong(start + VERSION);
    }

    /**
     * Compares a block with what it should be.
     *
     * @return the first wrong byte in words, or null if every byte is right
     */
    static String check(ByteBuffer buffer, int start, long number, long version) {
        for (int at = 0; at < BLOCK; at += Long.BYTES) {
            long expected = word(number, version, at);
            long found = buffer.getLong(start + at);
            if (found != expected) {
                int wrong = Long.numberOfLeadingZeros(found ^ expected) / Byte.SIZE;
                return String.format(
                        "block %d, version %d: byte %d is 0x%02x, not 0x%02x",
                        number, version, at + wrong, byteOf(found, wrong), byteOf(expected, wrong));
            }
        }
        return null;
    }

    private static long word(long number, long version, int at) {
        return switch (at) {
            case NUMBER -> number;
            case VERSION -> version;
            default -> mix((number * 0x9E3779B97F4A7C15L + version) * BLOCK + at);
        };
    }

    /** Scatters: neighbours have nothing in common. The finalizer of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** In the order of the file. */
    private static int byteOf(long word, int index) {
        return (int) (word >>> (Long.SIZE - Byte.SIZE * (index + 1))) & 0xFF;
    }
}
