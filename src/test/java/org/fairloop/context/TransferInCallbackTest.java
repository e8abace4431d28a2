package org.fairloop.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A synchronous transfer works in every kind of callback, and is refused with a clear message where there is no owner. */
class TransferInCallbackTest {

    @TempDir
    Path folder;

    private final Crew crew = new Crew();

    /** What a callback of each kind has at hand. */
    private record Scene(AioContext context, BlockDevice device, Pipe pipe) {

        int read() {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                assertEquals(1, device.read(buffer, 41));
                return buffer.get(0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write() {
            try {
                assertEquals(1, pipe.sink().write(ByteBuffer.allocate(1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void removeHandler() {
            context.setFdHandler(pipe.source(), null, null);
            context.setFdHandler(pipe.sink(), null, null);
        }
    }

    /** A kind of callback: as the owner, has a callback of this kind run in a poll. */
    private enum Kind {
        BOTTOM_HALF {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.newBottomHalf(callback).schedule();
            }
        },
        IDLE_BOTTOM_HALF {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.newBottomHalf(callback).scheduleIdle();
            }
        },
        TASK {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.execute(callback);
            }
        },
        TIMER {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.newTimer(callback).arm(scene.context.now());
            }
        },
        READABLE_NOT_DRAINED {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.write();
                scene.context.setFdHandler(scene.pipe.source(), thenRemove(scene, callback), null);
            }
        },
        WRITABLE {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.setFdHandler(scene.pipe.sink(), null, thenRemove(scene, callback));
            }
        },
        NOTIFIER_NOT_CLEARED {
            @Override
            void ask(Scene scene, Runnable callback) {
                EventNotifier notifier = new EventNotifier();
                scene.context.setEventNotifier(notifier, () -> {
                    callback.run();
                    notifier.testAndClear();
                });
                notifier.set();
            }
        },
        COMPLETION {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.device.read(ByteBuffer.allocate(1), 0, (bytes, failure) -> callback.run());
            }
        },
        CALLBACK_OF_A_NESTED_POLL {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.execute(() -> {
                    scene.context.execute(callback);
                    scene.context.poll(true);
                });
            }
        },
        LAST_TASK_OF_A_CLOSING_CONTEXT {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.execute(callback);
                scene.context.close();
            }
        },
        WOKEN_HOOK_OF_THE_OWNER {
            @Override
            void ask(Scene scene, Runnable callback) {
                scene.context.wakeup(); // the hook runs the callback
            }
        },
        WOKEN_HOOK_OF_A_WAITER {
            @Override
            void ask(Scene scene, Runnable callback) {
                Thread waiter = new Thread(scene.context::wakeup, "waiter"); // as the contention callback does
                waiter.start();
                try {
                    waiter.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };

        abstract void ask(Scene scene, Runnable callback);

        static Runnable thenRemove(Scene scene, Runnable callback) {
            return () -> {
                callback.run();
                scene.removeHandler();
            };
        }

        /** What the transfer says there, or null if it works. */
        String refusal() {
            return switch (this) {
                case LAST_TASK_OF_A_CLOSING_CONTEXT -> "the device is closed";
                case WOKEN_HOOK_OF_A_WAITER -> "read() by \"waiter\", but the owner of the context is \"owner\"";
                default -> null;
            };
        }
    }

    /** A read in a callback of each kind reads what is in the file, once, or says why it cannot. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void reads(Kind kind) throws IOException {
        Path file = Files.write(folder.resolve("disk"), new byte[42]);
        try (FileChannel channel = FileChannel.open(file, java.nio.file.StandardOpenOption.READ)) {
            Files.write(file, at41(7));
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            pipe.sink().configureBlocking(false);
            AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});
            AtomicReference<Object> result = new AtomicReference<>();
            AioContext context = new AioContext(
                    Poller.selector(),
                    System::nanoTime,
                    () -> hook.getAndSet(() -> {}).run());
            try (BlockDevice device = new BlockDevice(context, channel, 1)) {
                Scene scene = new Scene(context, device, pipe);
                Runnable callback = () -> {
                    Object seen;
                    try {
                        seen = scene.read();
                    } catch (IllegalStateException | IllegalMonitorStateException e) {
                        seen = e.getMessage();
                    }
                    assertTrue(result.compareAndSet(null, seen), "called twice");
                };
                crew.does("owner", () -> {
                    context.acquire();
                    if (kind.name().startsWith("WOKEN_HOOK")) {
                        hook.set(callback);
                    }
                    kind.ask(scene, callback);
                    while (result.get() == null) {
                        context.poll(true);
                    }
                    context.release();
                });
            }
            context.close();
            assertEquals(kind.refusal() == null ? 7 : kind.refusal(), result.get());
            pipe.source().close();
            pipe.sink().close();
        }
    }

    private static byte[] at41(int value) {
        byte[] bytes = new byte[42];
        bytes[41] = (byte) value;
        return bytes;
    }
}
