package org.fairloop.context;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file whose single reads and writes a test can hold back, cut short or let fail. */
final class FaultyChannel extends FileChannel {

    /** What happens at a read or write. */
    interface Fault {

        /**
         * Comes before the transfer.
         *
         * @param offset where in the file
         * @return how many bytes may be transferred at most
         */
        int before(long offset) throws IOException;
    }

    private final FileChannel file;

    volatile Fault fault = offset -> Integer.MAX_VALUE;

    FaultyChannel(FileChannel file) {
        this.file = file;
    }

    private interface Transfer {
        int apply(ByteBuffer buffer, long offset) throws IOException;
    }

    private int transfer(ByteBuffer buffer, long offset, Transfer transfer) throws IOException {
        int end = buffer.limit();
        buffer.limit((int) Math.min(end, (long) buffer.position() + fault.before(offset)));
        try {
            return transfer.apply(buffer, offset);
        } finally {
            buffer.limit(end);
        }
    }

    @Override
    public int read(ByteBuffer buffer, long offset) throws IOException {
        return transfer(buffer, offset, file::read);
    }

    @Override
    public int write(ByteBuffer buffer, long offset) throws IOException {
        return transfer(buffer, offset, file::write);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metaData) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
