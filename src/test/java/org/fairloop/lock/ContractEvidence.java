package org.fairloop.lock;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.lock.TestThreads.Actor;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * The contract suite of a lock as evidence: it runs each test of the suite on a twin until one fails.
 *
 * <p>A twin that loses a thread is found when every thread waits that should do something, see {@link TestThreads};
 * the finding then names the state that was not reached.
 */
final class ContractEvidence implements Evidence {

    /** {@link RFifoLockContractTest} on a twin. */
    static final class OfRFifoLock extends RFifoLockContractTest {

        private final BrokenRFifoLock.Maker maker;

        OfRFifoLock(BrokenRFifoLock.Maker maker) {
            this.maker = maker;
        }

        @Override
        RFifoLock make(Runnable onContention) {
            return make(onContention, 0);
        }

        @Override
        RFifoLock make(Runnable onContention, int firstTicket) {
            return maker.make(new ReentrantLock(true), onContention, firstTicket);
        }
    }

    /** {@link HandoffLockContractTest} on a twin, which does not spin. */
    static final class OfHandoffLock extends HandoffLockContractTest {

        private final BrokenHandoffLock.Maker maker;

        OfHandoffLock(BrokenHandoffLock.Maker maker) {
            this.maker = maker;
        }

        @Override
        HandoffLock make(Runnable onContention) {
            return maker.make(new SteppedHandoffLock.Control() {}, Objects.requireNonNull(onContention));
        }
    }

    private final Function<String, FifoLockContract> suites;

    /**
     * Makes the evidence.
     *
     * @param suites makes the suite on the twin of a name
     */
    ContractEvidence(Function<String, FifoLockContract> suites) {
        this.suites = suites;
    }

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return run(() -> suites.apply(twin), by::equals);
    }

    /** Runs tests of a suite, in the order of their names, until one fails. */
    static Optional<Kill> run(Supplier<FifoLockContract> suites, Predicate<String> wanted) {
        return tests(suites.get())
                .filter(test -> wanted.test(test.getName()))
                .map(test -> failure(test, suites.get()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Stream<Method> tests(FifoLockContract suite) {
        suite.threads.abandon();
        return Stream.of(FifoLockContract.class, suite.getClass().getSuperclass())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName));
    }

    /** Runs a test on a thread of its own, since a twin may hold up even a question like getQueueLength(). */
    private static Optional<Kill> failure(Method test, FifoLockContract suite) {
        TestThreads stage = new TestThreads();
        Actor director = stage.actor("director");
        try {
            director.does(() -> run(test, suite));
            return Optional.empty();
        } catch (TestAbortedException e) {
            return Optional.empty();
        } catch (AssertionError | IllegalMonitorStateException e) {
            // What unlock() threw at the owner is a finding like a failed assertion.
            String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return Optional.of(new Kill(test.getName() + ": " + found, 0));
        } finally {
            suite.threads.abandon();
            stage.abandon();
        }
    }

    private static void run(Method test, FifoLockContract suite) {
        try {
            suite.makeLock();
            test.invoke(suite);
            suite.endThreads();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
