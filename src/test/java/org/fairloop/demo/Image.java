package org.fairloop.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The file that the guest takes for its disk: blocks of a {@link Pattern}, each of some version. It stays from one run to the
 * next.
 *
 * @param channel the open file, for this process only
 * @param versions of its blocks
 */
record Image(FileChannel channel, long[] versions) {

    private static final int BLOCKS_AT_ONCE = 256;

    /** A byte of the image is not what it should be; the message says which. */
    static final class WrongByteException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongByteException(String what) {
            super(what);
        }
    }

    /**
     * Opens the image, makes it if it is not there or of another size, and verifies every byte of it.
     *
     * @throws WrongByteException if a byte is wrong
     * @throws IOException if the image cannot be made or read, or another process uses it
     */
    static Image open(Path file, int blocks) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != size(blocks)) {
            make(file, blocks);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new IOException(file + " is in use by another demo");
            }
            return new Image(channel, verify(file, channel, blocks));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static long size(int blocks) {
        return (long) blocks * Pattern.BLOCK;
    }

    /** Under another name until it is complete. */
    private static void make(Path file, int blocks) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        long room = Files.getFileStore(unfinished.toAbsolutePath().getParent()).getUsableSpace();
        if (room < size(blocks)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: no room for %,d MiB, only for %,d; give a smaller --size",
                    file,
                    size(blocks) >> 20,
                    room >> 20));
        }
        try {
            fill(unfinished, blocks);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void fill(Path unfinished, int blocks) throws IOException {
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCKS_AT_ONCE * Pattern.BLOCK);
            for (int block = 0; block < blocks; ) {
                buffer.clear();
                for (; block < blocks && buffer.hasRemaining(); block++) {
                    Pattern.write(buffer, block, 0);
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }

    private static long[] verify(Path file, FileChannel channel, int blocks) throws IOException {
        long[] versions = new long[blocks];
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCKS_AT_ONCE * Pattern.BLOCK);
        for (int block = 0; block < blocks; ) {
            buffer.clear();
            buffer.limit(Math.min(buffer.capacity(), (blocks - block) * Pattern.BLOCK));
            long offset = size(block);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new IOException(file + " has become shorter");
                }
            }
            for (int start = 0; start < buffer.limit(); start += Pattern.BLOCK, block++) {
                versions[block] = Pattern.version(buffer, start);
                String wrong = Pattern.check(buffer, start, block, versions[block]);
                if (wrong != null) {
                    throw new WrongByteException(file + ": " + wrong + "; remove the file to have it made anew");
                }
            }
        }
        return versions;
    }
}
