package org.fairloop.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.fairloop.context.AioContext;
import org.fairloop.context.BlockDevice;

/**
 * The disk that the guest and the monitors share. Each read is verified; each write makes a new version of a block.
 *
 * <p>Nothing in here is synchronized: all of it is guarded by the ownership of the context. If two threads were ever inside,
 * sooner or later a byte would be wrong.
 */
final class Disk implements AutoCloseable {

    private static final int WORKERS = 2;

    private final BlockDevice device;

    private final long[] versions;

    /** Blocks with a request in flight, since what a read finds that meets a write is not defined. */
    private final BitSet busy = new BitSet();

    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();

    private final List<String> wrong = new ArrayList<>();

    /** Written by the owner of the context. Read by any thread, to show how far the run is. */
    private volatile long verified;

    /** Written and read as verified. */
    private volatile int inFlight;

    Disk(AioContext context, Image image) {
        device = new BlockDevice(context, image.channel(), WORKERS);
        versions = image.versions();
    }

    /** How many blocks have been read and verified. By any thread. */
    long verified() {
        return verified;
    }

    /** How many requests have been submitted and not completed. By any thread. */
    int inFlight() {
        return inFlight;
    }

    /** What was not as it should have been, in words. By the owner, or when all threads have ended. */
    List<String> wrong() {
        return wrong;
    }

    /** Reads a block, or the next that is free, and verifies it. By the owner. */
    void read(int hint, Runnable done) {
        int block = begin(hint);
        ByteBuffer buffer = buffer();
        device.read(buffer, offset(block), (bytes, failure) -> {
            endRead(block, buffer, bytes, failure);
            done.run();
        });
    }

    /** Reads and verifies as {@link #read}, and waits until that is done. By the owner. */
    void readNow(int hint) {
        int block = begin(hint);
        ByteBuffer buffer = buffer();
        int bytes = 0;
        Throwable failure = null;
        try {
            bytes = device.read(buffer, offset(block));
        } catch (IOException e) {
            failure = e;
        }
        endRead(block, buffer, bytes, failure);
    }

    /** Writes the next version of a block, or of the next that is free. By the owner. */
    void write(int hint, Runnable done) {
        int block = begin(hint);
        ByteBuffer buffer = buffer();
        Pattern.write(buffer, block, versions[block] + 1);
        device.write(buffer.flip(), offset(block), (bytes, failure) -> {
            if (end(block, buffer, bytes, failure)) {
                versions[block]++;
            }
            done.run();
        });
    }

    private int begin(int hint) {
        int block = busy.nextClearBit(hint % versions.length);
        if (block == versions.length) {
            block = busy.nextClearBit(0); // there is one: there are fewer requests than blocks
        }
        busy.set(block);
        inFlight++;
        return block;
    }

    private void endRead(int block, ByteBuffer buffer, int bytes, Throwable failure) {
        if (end(block, buffer, bytes, failure)) {
            verified++;
            String found = Pattern.check(buffer, 0, block, versions[block]);
            if (found != null) {
                wrong.add(found);
            }
        }
    }

    private boolean end(int block, ByteBuffer buffer, int bytes, Throwable failure) {
        inFlight--;
        buffers.push(buffer);
        busy.clear(block);
        if (failure != null || bytes != Pattern.BLOCK) {
            wrong.add("block " + block + ": " + (failure != null ? failure : "only " + bytes + " bytes transferred"));
            return false;
        }
        return true;
    }

    private ByteBuffer buffer() {
        return buffers.isEmpty()
                ? ByteBuffer.allocateDirect(Pattern.BLOCK)
                : buffers.pop().clear();
    }

    private static long offset(int block) {
        return (long) block * Pattern.BLOCK;
    }

    /** Waits for the workers. What they have done is completed when the context is closed. */
    @Override
    public void close() {
        device.close();
    }
}
