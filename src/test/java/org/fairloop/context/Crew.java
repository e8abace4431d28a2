package org.fairloop.context;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The threads of one test. All are joined. A test waits for a state that it names, never for a time; if the state does not
 * come, it fails with a dump of its threads.
 */
final class Crew {

    /** The one deadline of all tests; the system property {@code test.deadline} sets it, in seconds. */
    private static final Duration DEADLINE = Duration.ofSeconds(Long.getLong("test.deadline", 60));

    /** What a thread does. */
    interface Work {
        void run() throws Exception;
    }

    private final List<Member> members = new CopyOnWriteArrayList<>();

    Member starts(String name, Work work) {
        Member member = new Member(name, work);
        members.add(member);
        member.thread.start();
        return member;
    }

    /** Does something in a thread of its own, so that the test does not hang if it never ends. */
    void does(String name, Work work) {
        starts(name, work).finishes();
    }

    /** Waits until a state is reached. */
    void await(String what, BooleanSupplier state) {
        long start = System.nanoTime();
        while (!state.getAsBoolean()) {
            for (Member member : members) {
                member.check();
            }
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new AssertionError("not reached within " + DEADLINE.toSeconds() + " s: " + what + dump());
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** Waits for all threads to end; none must have failed. */
    void join() {
        for (Member member : members) {
            member.finishes();
        }
        members.clear();
    }

    private static String dump() {
        StringBuilder dump = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            dump.append("\n  ").append(thread.getName()).append(", ").append(thread.getState());
            dump.append(" on ").append(LockSupport.getBlocker(thread));
            for (StackTraceElement frame : stack) {
                dump.append("\n      at ").append(frame);
            }
        });
        return dump.toString();
    }

    final class Member {
        final Thread thread;
        private volatile Throwable failure;

        private Member(String name, Work work) {
            thread = new Thread(() -> run(work), name);
            thread.setDaemon(true);
        }

        private void run(Work work) {
            try {
                work.run();
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        private void check() {
            if (failure != null) {
                throw new AssertionError(thread.getName() + " failed: " + failure, failure);
            }
        }

        /** Waits for its end; it must not have failed. */
        void finishes() {
            await(thread.getName() + " ends", () -> !thread.isAlive());
            check();
        }

        /** Is it in LockSupport.park, without a time limit? */
        boolean isParked() {
            return thread.getState() == Thread.State.WAITING;
        }
    }
}
