package org.fairloop.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.fairloop.exhaustion.Operation;
import org.fairloop.exhaustion.Scene;

/** The transfers of a block device, for tries short of stack or memory. */
public final class DeviceScenes implements Operation.Catalogue {

    /** Long enough for the caller of a synchronous transfer to fall asleep. */
    private static final long TRANSFER_NANOS = 200_000;

    @Override
    public List<Operation> operations() {
        return List.of(
                new Operation("read()", () -> new Synchronous(false)),
                new Operation("read() in a callback", () -> new Synchronous(true)),
                new Operation("read() with a completion", Asynchronous::new));
    }

    private abstract static class DeviceScene extends Scene {

        final AioContext context = new AioContext();

        final BlockDevice device;

        final ByteBuffer buffer = ByteBuffer.allocateDirect(10);

        DeviceScene() {
            try {
                Path path = Files.createTempFile("disk", null);
                FileChannel file = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                file.write(ByteBuffer.allocate(100), 0);
                FaultyChannel channel = new FaultyChannel(file);
                channel.fault = offset -> {
                    LockSupport.parkNanos(TRANSFER_NANOS);
                    return Integer.MAX_VALUE;
                };
                device = new BlockDevice(context, channel, 1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected void undo() {
            while (context.isOwner()) {
                context.release();
            }
        }

        /** Another thread gets the context and reads. */
        @Override
        protected boolean isUsable() {
            context.acquire();
            try {
                return device.read(ByteBuffer.allocateDirect(10), 0) == 10;
            } catch (IOException e) {
                return false;
            } finally {
                context.release();
            }
        }

        @Override
        protected String complaint() {
            device.close();
            context.close();
            return null;
        }

        @Override
        protected String state() {
            return context.lock.isLocked() ? "the context is held" : "the context is free";
        }
    }

    private static final class Synchronous extends DeviceScene {

        private final boolean inCallback;

        private int positionAfterwards;

        Synchronous(boolean inCallback) {
            this.inCallback = inCallback;
        }

        @Override
        protected void arrange() {
            context.acquire();
        }

        @Override
        protected void operate() throws IOException {
            if (inCallback) {
                context.execute(this::readAsCallback);
                context.poll(false);
            } else {
                read();
            }
        }

        private void readAsCallback() {
            try {
                read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void read() throws IOException {
            try {
                device.read(buffer, 0);
            } finally {
                positionAfterwards = buffer.position();
            }
        }

        @Override
        protected String complaint() {
            super.complaint(); // the worker has ended
            return buffer.position() == positionAfterwards ? null : "the worker read after read() had ended";
        }
    }

    private static final class Asynchronous extends DeviceScene {

        private volatile boolean accepted;

        private volatile int completions;

        @Override
        protected void operate() {
            device.read(buffer, 0, this::done);
            accepted = true;
        }

        private void done(int bytes, Throwable failure) {
            completions++; // by the owner
        }

        @Override
        protected boolean isUsable() {
            return super.isUsable() && completions == (accepted ? 1 : 0);
        }

        @Override
        protected String complaint() {
            super.complaint();
            return completions == (accepted ? 1 : 0) ? null : completions + " completions, accepted: " + accepted;
        }

        @Override
        protected String state() {
            return super.state() + ", " + completions + " completions, accepted: " + accepted;
        }
    }
}
