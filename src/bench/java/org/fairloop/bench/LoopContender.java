package org.fairloop.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.fairloop.context.AioContext;
import org.fairloop.context.IoThread;

/** A loop in a thread of its own, whose name begins with {@value #THREAD}. */
public enum LoopContender {
    /** Ours, driven by an {@link IoThread}. */
    CONTEXT {
        @Override
        Loop start() {
            AioContext context = new AioContext();
            IoThread thread = new IoThread(context, THREAD);
            thread.start();
            return new Loop() {
                @Override
                public void getIn() {
                    context.acquire();
                    context.release();
                }

                @Override
                public void execute(Runnable task) {
                    context.execute(task);
                }

                @Override
                public void close() {
                    thread.close();
                    context.close();
                }
            };
        }
    },
    /** Netty's event loop over a selector. */
    NETTY {
        @Override
        Loop start() {
            ThreadFactory threads = new DefaultThreadFactory(THREAD); // its own, which makes it fast
            EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
            return new Loop() {
                @Override
                public void getIn() {
                    try {
                        group.submit(() -> {}).get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public void execute(Runnable task) {
                    group.execute(task);
                }

                @Override
                public void close() {
                    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
                }
            };
        }
    };

    static final String THREAD = "measured-loop";

    /** A running loop. */
    interface Loop extends AutoCloseable {

        /** Waits until the caller is where only one thread may be: in the context, or behind a task in its loop. */
        void getIn();

        /** Has a task run in the loop. */
        void execute(Runnable task);

        @Override
        void close();
    }

    abstract Loop start();

    /** For the wake-up alone: who is woken, and how. */
    public enum Sleep {
        /** {@code poll(true)}, the context owned all the time. */
        POLL {
            @Override
            Waker create() {
                AioContext context = new AioContext();
                return new Waker() {
                    @Override
                    public void begin() {
                        context.acquire();
                    }

                    @Override
                    public void sleep() {
                        context.poll(true);
                    }

                    @Override
                    public void wake() {
                        context.wakeup();
                    }

                    @Override
                    public void end() {
                        context.close();
                        context.release();
                    }
                };
            }
        },
        /** A bare selector. */
        SELECTOR {
            @Override
            Waker create() {
                Selector selector;
                try {
                    selector = Selector.open();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return new Waker() {
                    @Override
                    public void begin() {}

                    @Override
                    public void sleep() {
                        try {
                            selector.select();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public void wake() {
                        selector.wakeup();
                    }

                    @Override
                    public void end() {
                        try {
                            selector.close();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
            }
        };

        abstract Waker create();
    }

    /** One thread begins, sleeps often, and ends; another wakes it. */
    interface Waker {
        void begin();

        void sleep();

        void wake();

        void end();
    }
}
