package org.fairloop.context;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.fairloop.bridge.Evidence;
import org.fairloop.context.BrokenAioContext.Maker;
import org.fairloop.lock.FifoLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract suites as evidence: one test of {@link AioContextContractTest} and its like on a twin. */
final class AioContextContractEvidence implements Evidence {

    /** Far above what any of the tests takes. To be that late is no finding. */
    private static final long PATIENCE_SECONDS = 120;

    private static final List<Function<Maker, Object>> SUITES =
            List.of(ContractOnTwin::new, CallbacksOnTwin::new, FdHandlersOnTwin::new);

    private static AioContext make(Maker maker, Poller poller, LongSupplier clock, Runnable woken) {
        return maker.make(FifoLock::create, poller, new SteppedAioContext.Stops() {
            @Override
            public void at(String stop) {}

            @Override
            public long now() {
                return clock.getAsLong();
            }

            @Override
            public void woken() {
                woken.run();
            }
        });
    }

    private static final class ContractOnTwin extends AioContextContractTest {
        private final Maker maker;

        ContractOnTwin(Maker maker) {
            this.maker = maker;
        }

        @Override
        AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
            return AioContextContractEvidence.make(maker, poller, clock, woken);
        }
    }

    private static final class CallbacksOnTwin extends CallbacksTest {
        private final Maker maker;

        CallbacksOnTwin(Maker maker) {
            this.maker = maker;
        }

        @Override
        AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
            return AioContextContractEvidence.make(maker, poller, clock, woken);
        }
    }

    private static final class FdHandlersOnTwin extends FdHandlerTest {
        private final Maker maker;

        FdHandlersOnTwin(Maker maker) {
            this.maker = maker;
        }

        @Override
        AioContext make(Poller poller, LongSupplier clock, Runnable woken) {
            return AioContextContractEvidence.make(maker, poller, clock, woken);
        }
    }

    @Override
    public String name() {
        return "contract";
    }

    @Override
    public Optional<Kill> tryToKill(String twin, String by) {
        return tryToKill(BrokenAioContext.twin(twin), by);
    }

    /** Runs the test of a name. */
    static Optional<Kill> tryToKill(Maker maker, String test) {
        for (Function<Maker, Object> suite : SUITES) {
            Object onTwin = suite.apply(maker);
            Optional<Method> method = annotated(onTwin, Test.class)
                    .filter(it -> it.getName().equals(test))
                    .findFirst();
            if (method.isPresent()) {
                return failure(onTwin, method.get());
            }
        }
        throw new IllegalArgumentException("no test " + test + " in the contract suites");
    }

    private static Stream<Method> annotated(Object suite, Class<? extends Annotation> annotation) {
        return Arrays.stream(suite.getClass().getSuperclass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(annotation));
    }

    /** Runs a test on a thread of its own, since a twin may keep it for ever. */
    private static Optional<Kill> failure(Object suite, Method test) {
        FutureTask<Void> run = new FutureTask<>(() -> {
            for (Method before : annotated(suite, BeforeEach.class).toList()) {
                before.invoke(suite);
            }
            test.invoke(suite);
            for (Method after : annotated(suite, AfterEach.class).toList()) {
                after.invoke(suite);
            }
            return null;
        });
        Thread thread = new Thread(run, test.getName());
        thread.setDaemon(true);
        thread.start();
        try {
            run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(new Kill(test.getName() + ": " + finding(e.getCause()), 0));
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(test.getName() + " does not end", e);
        }
    }

    /** The assertion that failed. What ends by running out of time is no finding, nor is an error of the test itself. */
    private static String finding(Throwable thrown) {
        if (thrown instanceof InvocationTargetException
                && thrown.getCause() instanceof AssertionError failure
                && !String.valueOf(failure.getMessage()).startsWith("not reached within")) {
            return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        }
        throw new IllegalStateException("no assertion failed", thrown);
    }
}
