package org.fairloop;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which class may know which, and which methods of the JDK no class may call. */
class ArchitectureTest {

    private static final List<String> COMPILED =
            List.of("target/classes", "target/test-classes", "target/jcstress-classes");

    /** All class files but the fixtures of this test. */
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption((Location location) -> !location.contains("ArchitectureTest$"))
            .importPaths(COMPILED.stream().map(Path::of).toList());

    private static final JavaClasses LIBRARY = in("target/classes");
    private static final JavaClasses TESTS = in("target/test-classes");

    private static JavaClasses in(String folder) {
        String uri = Path.of(folder).toUri().toString();
        return ALL.that(is(
                "in " + folder,
                type -> type.getSource().orElseThrow().getUri().toString().startsWith(uri)));
    }

    /** Each folder of class files takes part. */
    @Test
    void allClassesAreSeen() {
        for (String folder : COMPILED) {
            assertFalse(in(folder).isEmpty(), folder + " has no class files: run mvn test-compile");
        }
    }

    /** The library knows nothing but the JDK. */
    @Test
    void theLibraryHasNoDependencies() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.fairloop..")
                .check(LIBRARY);
    }

    /** Nothing but {@code TlcTool} knows the classes of TLC, what extends TLC to several machines, and what TLC itself looks for. */
    @Test
    void onlyTlcToolKnowsTlc() {
        DescribedPredicate<JavaClass> ofTlc = resideInAnyPackage("tlc2..", "tla2sany..", "util..", "pcal..")
                .and(DescribedPredicate.not(nameMatching("tlc2\\.module\\.Gate")));
        Pattern mayKnow = Pattern.compile("org\\.fairloop\\.bridge\\.TlcTool(\\$.*)?|tlc2\\.module\\.Gate"
                + "|org\\.fairloop\\.modelcheck\\.Distributed.*");
        noClasses()
                .that()
                .haveNameNotMatching(mayKnow.pattern())
                .should()
                .dependOnClassesThat(ofTlc)
                .check(TESTS);
        classes()
                .that()
                .haveFullyQualifiedName("org.fairloop.bridge.TlcTool")
                .should()
                .dependOnClassesThat(ofTlc)
                .check(TESTS);
    }

    /** The bridge knows of no lock, no event loop and no command. */
    @Test
    void theBridgeIsGeneric() {
        noClasses()
                .that()
                .resideInAPackage("org.fairloop.bridge..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.fairloop..")
                        .and(DescribedPredicate.not(resideInAnyPackage("org.fairloop.bridge.."))))
                .check(TESTS);
    }

    /** The lock knows nothing of the event loop. */
    @Test
    void theLockStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage("org.fairloop.lock..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.fairloop.context..")
                .check(LIBRARY);
    }

    /**
     * No code waits for the common pool. The pool has one worker on a machine with two processors, and the waiting thread may
     * be that worker, or may hold what the worker waits for.
     */
    @Test
    void noCodeUsesTheCommonPool() {
        USES_NO_COMMON_POOL.check(ALL);
    }

    /** No code computes inside a concurrent map, which lets other keys wait for the computation. */
    @Test
    void noCodeComputesInsideAConcurrentMap() {
        COMPUTES_IN_NO_CONCURRENT_MAP.check(ALL);
    }

    /** Each rule on methods of the JDK reports every way to break it, and no allowed neighbour. */
    @Test
    void theRulesSeeEveryWayToHang() {
        assertEquals(methods(CommonPool.class), reported(USES_NO_COMMON_POOL, CommonPool.class));
        assertEquals(methods(InsideMap.class), reported(COMPUTES_IN_NO_CONCURRENT_MAP, InsideMap.class));
        assertEquals(Set.of(), reported(USES_NO_COMMON_POOL, Harmless.class));
        assertEquals(Set.of(), reported(COMPUTES_IN_NO_CONCURRENT_MAP, Harmless.class));
    }

    private static Set<String> methods(Class<?> fixture) {
        return Arrays.stream(fixture.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The methods of a fixture that a rule reports. */
    private static Set<String> reported(ArchRule rule, Class<?> fixture) {
        Pattern method = Pattern.compile(Pattern.quote(fixture.getName()) + "\\.(\\w+)\\(");
        return rule.evaluate(new ClassFileImporter().importClasses(fixture)).getFailureReport().getDetails().stream()
                .flatMap(detail -> method.matcher(detail).results().limit(1))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static final ArchRule USES_NO_COMMON_POOL = noClasses()
            .should()
            .accessTargetWhere(is("a method that runs on the common pool", ArchitectureTest::usesTheCommonPool))
            .because(
                    "a thread that waits for the common pool waits forever if the pool's threads wait for it. Use Process.waitFor"
                            + " for Process.onExit, a pool with named threads for parallel streams, and pass an Executor to *Async methods");

    private static final ArchRule COMPUTES_IN_NO_CONCURRENT_MAP = classes()
            .should(new ArchCondition<>("not compute inside a concurrent map") {
                @Override
                public void check(JavaClass in, ConditionEvents events) {
                    in.getAccessesFromSelf().stream()
                            .filter(ArchitectureTest::computesInConcurrentMap)
                            .forEach(access ->
                                    events.add(SimpleConditionEvent.violated(access, access.getDescription())));
                }
            })
            .because(
                    "the map is locked during the computation, also for other keys, and the computation may wait for a thread that needs"
                            + " the map. Use get and putIfAbsent, and a FutureTask as the value if the computation takes long");

    private static <T> DescribedPredicate<T> is(String what, Predicate<T> predicate) {
        return DescribedPredicate.describe(what, predicate);
    }

    private static boolean usesTheCommonPool(JavaAccess<?> access) {
        String name = access.getName();
        boolean async = name.endsWith("Async") || name.equals("delayedExecutor");
        return name.startsWith("parallel") && isOf(access, Collection.class, BaseStream.class, Arrays.class)
                || name.equals("onExit") && isOf(access, Process.class, ProcessHandle.class)
                || name.equals("commonPool") && isOf(access, ForkJoinPool.class)
                || async && isOf(access, CompletionStage.class) && !hasExecutor(access)
                // With a threshold, the bulk operations of this map run on the pool.
                || isOf(access, ConcurrentHashMap.class)
                        && access.getTarget().getFullName().matches(".*\\(long[,)].*");
    }

    private static boolean hasExecutor(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains(Executor.class.getName());
    }

    /** A call that names {@code Map} counts if its class makes a concurrent map: which map is called cannot be seen. */
    private static boolean computesInConcurrentMap(JavaAccess<?> access) {
        return List.of("compute", "computeIfAbsent", "computeIfPresent", "merge")
                        .contains(access.getName())
                && (isOf(access, ConcurrentMap.class)
                        || isOf(access, Map.class)
                                && access.getTargetOwner().isAssignableFrom(ConcurrentHashMap.class)
                                && makesConcurrentMap(access.getOriginOwner()));
    }

    private static boolean makesConcurrentMap(JavaClass in) {
        return in.getConstructorCallsFromSelf().stream()
                .map(JavaConstructorCall::getTargetOwner)
                .anyMatch(made -> made.isAssignableTo(ConcurrentMap.class));
    }

    private static boolean isOf(JavaAccess<?> access, Class<?>... types) {
        return Arrays.stream(types).anyMatch(access.getTargetOwner()::isAssignableTo);
    }

    /** Each method uses the common pool. */
    @SuppressWarnings("unused")
    private static final class CommonPool {
        private final CompletableFuture<String> future = new CompletableFuture<>();

        Stream<Integer> parallelStream() {
            return List.of(1).parallelStream();
        }

        IntStream parallel() {
            return IntStream.range(0, 2).parallel();
        }

        void parallelSort() {
            Arrays.parallelSort(new int[2]);
        }

        void onExitOfProcess(Process process) {
            process.onExit().join();
        }

        void onExitOfHandle(ProcessHandle process) {
            process.onExit().join();
        }

        void runAsync() {
            CompletableFuture.runAsync(() -> {});
        }

        CompletableFuture<String> supplyAsync() {
            return CompletableFuture.supplyAsync(() -> "");
        }

        CompletionStage<Integer> thenApplyAsync() {
            return future.minimalCompletionStage().thenApplyAsync(String::length);
        }

        CompletableFuture<String> completeAsync() {
            return future.completeAsync(() -> "");
        }

        Runnable inLambda() {
            return () -> future.thenRunAsync(() -> {});
        }

        Executor delayed() {
            return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        }

        ForkJoinPool commonPool() {
            return ForkJoinPool.commonPool();
        }

        void bulk(ConcurrentHashMap<String, String> map) {
            map.forEach(1, (key, value) -> {});
        }
    }

    /** Each method computes inside a concurrent map. */
    @SuppressWarnings("unused")
    private static final class InsideMap {
        private final Map<String, String> hidden = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, String> map = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<String, String> hashMap = new ConcurrentHashMap<>();

        String hidden() {
            return hidden.computeIfAbsent("", key -> key);
        }

        String compute() {
            return map.compute("", (key, old) -> key);
        }

        String computeIfPresent() {
            return hashMap.computeIfPresent("", (key, old) -> key);
        }

        String merge() {
            return hashMap.merge("", "", String::concat);
        }

        BiFunction<String, Function<String, String>, String> reference() {
            return map::computeIfAbsent;
        }
    }

    /** The allowed neighbours. */
    @SuppressWarnings("unused")
    private static final class Harmless {
        private final Map<String, Integer> counts = new HashMap<>();

        int merge() {
            return counts.merge("", 1, Integer::sum);
        }

        void async(Executor executor) {
            CompletableFuture.runAsync(() -> {}, executor)
                    .thenRunAsync(() -> {}, executor)
                    .thenRun(() -> {})
                    .join();
        }

        boolean waits(Process process) throws InterruptedException {
            return process.waitFor(1, TimeUnit.SECONDS);
        }

        void each(ConcurrentHashMap<String, String> map) {
            map.forEach((key, value) -> {});
            map.putIfAbsent("", "");
        }
    }
}
