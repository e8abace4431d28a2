package org.fairloop.context;

import java.util.List;
import org.fairloop.exhaustion.Operation;
import org.fairloop.exhaustion.Scene;

/** The operations of a context that accept, take or announce tasks. For {@link org.fairloop.exhaustion.ExhaustionTable}, too. */
public final class TaskScenes implements Operation.Catalogue {

    private static final int TASKS = 200;

    @Override
    public List<Operation> operations() {
        return List.of(
                new Operation("execute(), the loop asleep", () -> new WithLoop() {
                    @Override
                    protected void operate() {
                        context.execute(mine);
                        accepted++;
                    }
                }),
                new Operation("schedule(), the loop asleep", () -> new WithLoop() {
                    @Override
                    protected void operate() {
                        half.schedule();
                    }
                }),
                new Operation("wakeup(), the loop asleep", () -> new WithLoop() {
                    @Override
                    protected void operate() {
                        context.wakeup();
                    }
                }),
                new Operation("arm(), the loop asleep", () -> new WithLoop() {
                    @Override
                    protected void operate() {
                        timer.arm(context.now());
                    }
                }),
                new Operation("acquire(), the loop asleep", () -> new WithLoop() {
                    @Override
                    protected void operate() {
                        context.acquire();
                        context.release();
                    }
                }),
                new Operation("poll() with tasks", () -> new WithTasks() {
                    @Override
                    protected void operate() {
                        context.poll(false);
                    }
                }),
                new Operation("schedule() with tasks", () -> new WithTasks() {
                    @Override
                    protected void operate() {
                        half.schedule();
                    }
                }),
                new Operation("close() with tasks", () -> new WithTasks() {
                    @Override
                    protected void operate() {
                        context.close();
                    }
                }));
    }

    /** Afterwards another thread must get the context, and see each accepted task run. Allocates nothing when memory is short. */
    private abstract static class ContextScene extends Scene {

        final AioContext context = new AioContext(Poller.park(), System::nanoTime, () -> {});

        final BottomHalf half = context.newBottomHalf(() -> {});

        final AioTimer timer = context.newTimer(() -> {});

        volatile int ran;

        volatile int accepted;

        final Runnable mine = this::count;

        @SuppressWarnings("NonAtomicVolatileUpdate") // callbacks run one at a time
        private void count() {
            ran++;
        }

        final void acceptTasks() {
            for (int i = 0; i < TASKS; i++) {
                context.execute(mine);
                accepted++;
            }
        }

        @Override
        protected void undo() {
            while (context.isOwner()) {
                context.release();
            }
        }

        @Override
        protected String state() {
            return ran < accepted ? "accepted tasks did not run" : ran > accepted ? "a task ran twice" : "";
        }
    }

    private abstract static class WithLoop extends ContextScene {

        private final Task healthy = context.newTask(this::heal);

        private volatile boolean healed;

        private boolean asked;

        private volatile boolean ends;

        private void heal() {
            healed = true;
        }

        @Override
        protected void prepare() {
            Thread[] loop = {null};
            loop[0] = start("the loop", () -> {
                context.acquire();
                while (!ends) {
                    context.poll(true);
                    context.release();
                    context.acquire();
                }
                context.release();
            });
            awaitSleep(loop[0]);
            start("a healthy thread", () -> {
                while (!isOver()) {
                    pause();
                }
                context.scheduleTask(healthy);
                while (!healed || ran < accepted) {
                    pause();
                }
                ends = true;
                context.wakeup();
            });
        }

        @Override
        protected boolean isUsable() {
            context.acquire();
            context.release();
            return healed && ran == accepted;
        }
    }

    private abstract static class WithTasks extends ContextScene {

        @Override
        protected void arrange() {
            context.acquire();
            acceptTasks();
        }

        @Override
        protected boolean isUsable() {
            if (!context.isClosed()) {
                context.acquire();
                context.poll(false);
                context.release();
            }
            return ran == accepted;
        }
    }
}
