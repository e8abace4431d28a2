package org.fairloop.exhaustion;

/** Fills the heap to the last byte, and empties it again. Not for use by two threads at a time. */
final class FullHeap {

    /** The size of the smallest object. */
    static final int LEAST = 16;

    private static final int LARGEST_BLOCK = 1 << 18;

    /** The newest of a chain of blocks: the first element of each block is the block before. */
    private static Object[] blocks;

    private static Object last;

    private static Object spare;

    private FullHeap() {}

    /** Leaves as many bytes as an object of this size takes, or none if that is smaller than any object. */
    static void fill(int bytes) {
        if (bytes >= LEAST) {
            spare = new byte[bytes - LEAST];
        }
        for (int size = LARGEST_BLOCK; size >= 1; size /= 64) {
            fillWithBlocks(size);
        }
        try {
            last = new byte[0];
        } catch (OutOfMemoryError full) {
            // Not even that fits.
        }
        spare = null;
    }

    private static void fillWithBlocks(int size) {
        try {
            while (true) {
                Object[] block = new Object[size];
                block[0] = blocks;
                blocks = block;
            }
        } catch (OutOfMemoryError full) {
            // The next blocks are smaller.
        }
    }

    static void empty() {
        blocks = null;
        last = null;
    }
}
